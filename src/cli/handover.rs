//! `cetakd handover`: a card into a person's hand.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};

use super::card::{self, CardArgs};
use super::{Context, Ended};
use crate::control::counter::{ClaimSaid, DeskDone, DeskOrder, HandoverOrder};
use crate::journal::{Checked, Collector, Fingerprint, OldCard, Purpose, Relation, Series};
use crate::text::say;

/// A larger file is no signature; the daemon says so of smaller ones.
const MAX_FILE_BYTES: u64 = 512 * 1024;

#[derive(Debug, Subcommand)]
pub enum Handover {
    /// Whose card this is: what the holder is to compare. The look is booked.
    Show(CardArgs),
    /// Give the card: everything seen and signed.
    Give(Box<Give>),
}

#[derive(Debug, Args)]
pub struct Give {
    #[command(flatten)]
    card: CardArgs,
    /// Number or QR of the *tanda pengambilan*.
    #[arg(long, required_unless_present = "suket", conflicts_with = "suket")]
    receipt: Option<String>,
    /// Agenda number or QR of the *Surat Keterangan Perekaman*.
    #[arg(long)]
    suket: Option<String>,
    /// The original family card was seen.
    #[arg(long)]
    family_card: bool,
    /// What the holder has compared, each one: nama,nik,alamat,foto
    #[arg(long, value_delimiter = ',')]
    checked: Vec<Checked>,
    /// The holder's or collector's signature, a PNG file.
    #[arg(long)]
    signature: PathBuf,
    /// If somebody else collects it: suami, istri, anak, orang_tua, saudara, wali, kuasa
    #[arg(long, requires = "letter")]
    relation: Option<Relation>,
    /// Number of the *surat kuasa*.
    #[arg(long, requires = "relation")]
    letter: Option<String>,
    /// The collector's name; it lies sealed.
    #[arg(long, requires = "relation")]
    collector: Option<String>,
    /// Result of a 1:1 check made on other equipment: match, no_match
    #[arg(long)]
    fingerprint: Option<Fingerprint>,
    /// The old card was taken.
    #[arg(long, conflicts_with = "police_letter")]
    old_card_taken: bool,
    /// Number of the letter of loss of the police.
    #[arg(long)]
    police_letter: Option<String>,
}

impl Handover {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let order = match self {
            Self::Show(card) => {
                DeskOrder::Look { card: card.name(context), purpose: Purpose::Penyerahan }
            }
            Self::Give(give) => give.order(context)?,
        };
        let given = matches!(order, DeskOrder::Handover(_));
        if let Some(DeskDone::Card(card)) = card::ask(context, order)? {
            card::show(context, &card);
            if given {
                context.output.say(&say("Kartu diserahkan.", "The card is handed over."));
            }
        }
        Ok(())
    }
}

impl Give {
    fn order(self, context: &Context) -> Result<DeskOrder, Ended> {
        let signature = STANDARD.encode(read(&self.signature)?);
        let (series, text) = match (self.receipt, self.suket) {
            (_, Some(suket)) => (Series::Suket, suket),
            (receipt, None) => (Series::Receipt, receipt.unwrap_or_default()),
        };
        let collector = match (self.relation, self.letter) {
            (Some(relation), Some(letter)) => Collector::Other { relation, letter },
            _ => Collector::Holder {},
        };
        let old_card = match (self.old_card_taken, self.police_letter) {
            (_, Some(letter)) => OldCard::PoliceLetter { letter },
            (true, None) => OldCard::Taken {},
            (false, None) => OldCard::None {},
        };
        Ok(DeskOrder::Handover(Box::new(HandoverOrder {
            card: self.card.name(context),
            claim: ClaimSaid { series, text },
            family_card: self.family_card,
            checked: self.checked,
            collector,
            collector_name: self.collector,
            signature,
            fingerprint: self.fingerprint,
            old_card,
        })))
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Ended> {
    let fault = |error| Ended::file(path, &error);
    if std::fs::metadata(path).map_err(fault)?.len() > MAX_FILE_BYTES {
        return Err(fault(std::io::Error::other(format!("more than {MAX_FILE_BYTES} bytes"))));
    }
    std::fs::read(path).map_err(fault)
}
