//! `cetakd sort`: the sorting desk after a batch. Each card is tapped: whose it is, which pile it
//! goes to, good or spoiled.

use clap::Subcommand;

use super::inspect::spoil_reason;
use super::{Context, Ended, card};
use crate::control::counter::{CardName, DeskDone, DeskOrder};
use crate::journal::{Purpose, SpoilReason, Verdict};
use crate::text::say;

#[derive(Debug, Subcommand)]
pub enum Sort {
    /// Whose the tapped card should be, before anything is said of it.
    Show,
    /// The tapped card is good: its chip is read whole and compared.
    Good,
    /// The tapped card is spoiled.
    Spoiled {
        /// gagal_cetak, gagal_encode, rusak, cacat_pabrik, tidak_ada_chip
        #[arg(long, value_parser = spoil_reason)]
        reason: SpoilReason,
    },
}

impl Sort {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        card::lay(context);
        let sort = |verdict| DeskOrder::Sort { verdict };
        let order = match self {
            Self::Show => DeskOrder::Look { card: CardName::Tap, purpose: Purpose::Pemeriksaan },
            Self::Good => sort(Verdict::Good),
            Self::Spoiled { reason } => sort(Verdict::Spoiled(reason)),
        };
        if let Some(DeskDone::Card(found)) = card::ask(context, order)? {
            card::show(context, &found);
            let pile = &found.kecamatan;
            context.output.say(&match found.stage.as_str() {
                "spoiled" => say("Tumpukan rusak.", "Pile of spoiled cards."),
                _ => say(format!("Tumpukan {pile}."), format!("Pile of {pile}.")),
            });
        }
        Ok(())
    }
}
