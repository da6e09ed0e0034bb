//! `cetakd complaint`: what is wrong with a card, noted on it.

use clap::Args;

use super::card::{self, CardArgs};
use super::{Context, Ended};
use crate::control::counter::{DeskDone, DeskOrder};
use crate::journal::ComplaintKind;
use crate::text::say;

#[derive(Debug, Args)]
pub struct Complaint {
    /// salah_data, chip_tidak_terbaca, cetakan_buruk, fisik, lainnya
    kind: ComplaintKind,
    /// Number under which the office keeps the complaint.
    #[arg(long)]
    number: String,
    #[command(flatten)]
    card: CardArgs,
}

impl Complaint {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let Self { kind, number, card } = self;
        let typed = number.clone();
        let order = DeskOrder::Complain { card: card.name(context), kind, number };
        if let Some(DeskDone::Noted { register }) = card::ask(context, order)? {
            context.output.say(&say(
                format!("Pengaduan {typed} dicatat pada kartu register {register}."),
                format!("Complaint {typed} is noted on the card of register {register}."),
            ));
        }
        Ok(())
    }
}
