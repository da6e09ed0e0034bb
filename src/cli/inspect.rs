//! `cetakd inspect`: a person has looked at a printed card.

use clap::{Args, ValueEnum};

use super::{Context, Ended};
use crate::control::{Done, Request};
use crate::journal::{SpoilReason, Verdict};
use crate::record::Uid;
use crate::text::say;

#[derive(Debug, Args)]
pub struct Inspect {
    /// What it is.
    #[arg(value_enum)]
    verdict: Said,
    /// Lay the card on the desk reader: its chip is read whole and compared.
    #[arg(long)]
    tap: bool,
    /// Names the card where it isn't tapped and several wait.
    #[arg(long, conflicts_with = "tap")]
    uid: Option<Uid>,
    /// Why it is spoiled: gagal_cetak, gagal_encode, rusak, cacat_pabrik, tidak_ada_chip
    #[arg(long, required_if_eq("verdict", "spoiled"), value_parser = spoil_reason)]
    reason: Option<SpoilReason>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Said {
    Good,
    Spoiled,
}

pub fn spoil_reason(word: &str) -> Result<SpoilReason, String> {
    let known = SpoilReason::OF_A_CARD.into_iter().find(|reason| reason.as_str() == word);
    known.ok_or_else(|| {
        let words = SpoilReason::OF_A_CARD.map(SpoilReason::as_str).join(", ");
        format!("known are {words}")
    })
}

impl Inspect {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let verdict = match (self.verdict, self.reason) {
            (Said::Good, None) => Verdict::Good,
            (Said::Spoiled, Some(reason)) => Verdict::Spoiled(reason),
            _ => {
                return Err(Ended::usage(
                    "CMD-20",
                    "Kartu baik tidak memerlukan alasan.",
                    "A good card takes no reason.",
                ));
            }
        };
        if self.tap {
            let lay =
                say("Tempelkan kartu pada pembaca meja …", "Lay the card on the desk reader …");
            context.output.say(&lay);
        }
        let done = context.ask(&Request::Inspect { verdict, tap: self.tap, uid: self.uid })?;
        context.output.data(&done);
        if let Done::Inspected { uid, nama, nik, .. } = &done {
            if let (Some(nama), Some(nik)) = (nama, nik) {
                context.output.say(&say(
                    format!("Dari chip: {nik} {nama}"),
                    format!("from the chip: {nik} {nama}"),
                ));
            }
            context.output.say(&match verdict {
                Verdict::Good => {
                    say(format!("Kartu {uid} siap diserahkan."), format!("Card {uid} is ready."))
                }
                Verdict::Spoiled(reason) => say(
                    format!("Kartu {uid} rusak ({reason}), UID dicabut. Cetak lagi: `print`."),
                    format!("Card {uid} is spoiled ({reason}), its UID revoked. `print` again."),
                ),
            });
        }
        Ok(())
    }
}
