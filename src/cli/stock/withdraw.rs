//! Old cards as they are typed: others' makings by number, our own by the card.

use clap::Args;

use crate::cli::card::{lay, number};
use crate::cli::status::read_nik;
use crate::cli::{Context, Ended};
use crate::control::counter::CardName;
use crate::control::stock::StockOrder;
use crate::journal::{SeriesNumber, WithdrawReason};
use crate::record::{Kind, Uid};

#[derive(Debug, Args)]
pub struct Withdraw {
    /// Cards of others' making. One that is taken when a new card is given is counted by itself.
    #[arg(conflicts_with_all = ["tap", "uid", "register"])]
    quantity: Option<u32>,
    /// perubahan_data, rusak, pindah_datang, ditemukan_kembali, meninggal
    #[arg(long)]
    reason: WithdrawReason,
    /// Kind of card: ktp-el or ktp-el-oa.
    #[arg(long, default_value = "ktp-el")]
    kind: Kind,
    /// The holder's NIK, read from standard input: only its digest is kept.
    #[arg(long, conflicts_with_all = ["tap", "uid", "register"])]
    nik: bool,
    /// A card of ours: lay it on the desk reader.
    #[arg(long, group = "ours")]
    tap: bool,
    /// A card of ours, by the UID of its chip.
    #[arg(long, group = "ours")]
    uid: Option<Uid>,
    /// A card of ours, by its number in the register, year/station/n.
    #[arg(long, group = "ours", value_parser = number)]
    register: Option<SeriesNumber>,
}

impl Withdraw {
    pub fn order(self, context: &Context) -> Result<StockOrder, Ended> {
        let Self { quantity, reason, kind, nik, tap, uid, register } = self;
        let card = match (tap, uid, register) {
            (true, ..) => {
                lay(context);
                Some(CardName::Tap)
            }
            (_, Some(uid), _) => Some(CardName::Uid(uid)),
            (_, _, register) => register.map(CardName::Register),
        };
        if let Some(card) = card {
            return Ok(StockOrder::WithdrawCard { card, reason });
        }
        let nik = nik.then(|| read_nik(None)).transpose()?;
        Ok(StockOrder::Withdraw { kind, quantity: quantity.unwrap_or(1), reason, nik })
    }
}
