//! `cetakd print`: one person, from the NIK to a card at the output.

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::status::read_nik;
use super::{Context, Ended};
use crate::control::counter::{ClaimSaid, DeskOrder};
use crate::control::{Done, Request};
use crate::journal::{Document, LaneName, OldCardFate, Priority, Series};
use crate::record::{Paper, Reason};
use crate::text::say;

#[derive(Debug, Args)]
pub struct Print {
    /// NIK, 16 digits; `-` or nothing reads it from standard input, out of the process list.
    /// Or the number of a receipt (`year/station/n`), or the text of its QR.
    nik: Option<String>,
    /// baru, pindah_datang, perubahan_data, rusak, hilang, perpanjangan_oa, luar_domisili
    #[arg(long)]
    reason: Reason,
    /// A paper that the clerk has in hand: ktp_lama, ktp_rusak, surat_kehilangan, kitap
    #[arg(long = "paper")]
    papers: Vec<Paper>,
    /// Lane to print at; without it, one that has blanks.
    #[arg(long, value_parser = lane_name)]
    lane: Option<LaneName>,
    /// Why this person comes first: lansia, disabilitas, sakit, pendidikan, pekerjaan, ibadah,
    /// bencana, perintah
    #[arg(long)]
    priority: Option<Priority>,
    /// If the person has a card: ditarik (it is here and is withdrawn before the new one is given),
    /// hilang (with --police-letter), or tidak_ada. A second person agrees.
    #[arg(long, value_enum)]
    old_card: Option<Old>,
    /// Number of the letter of loss of the police.
    #[arg(long, required_if_eq("old_card", "hilang"))]
    police_letter: Option<String>,
    /// Date on that letter, YYYY-MM-DD.
    #[arg(long, required_if_eq("old_card", "hilang"))]
    letter_dated: Option<Date>,
}

/// What becomes of the old card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Old {
    #[value(name = "ditarik")]
    Withdrawn,
    #[value(name = "hilang")]
    Lost,
    #[value(name = "tidak_ada")]
    None,
}

pub fn lane_name(text: &str) -> Result<LaneName, String> {
    LaneName::new(text).map_err(|error| error.to_string())
}

impl Print {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let Self { nik, reason, papers, lane, priority, old_card, police_letter, letter_dated } =
            self;
        let old_card = old_card.map(|old| match (old, police_letter, letter_dated) {
            (Old::Lost, Some(number), Some(dated)) => {
                OldCardFate::Lost { letter: Document { number, dated } }
            }
            (Old::Withdrawn, ..) => OldCardFate::Withdrawn {},
            _ => OldCardFate::None {},
        });
        let request = match nik {
            Some(text) if text.contains('/') => {
                let claim = ClaimSaid { series: Series::Receipt, text };
                let order =
                    DeskOrder::PrintClaim { claim, reason, papers, lane, priority, old_card };
                Request::Desk { order }
            }
            typed => {
                let nik = read_nik(typed.as_deref())?;
                Request::Print { nik, reason, papers, lane, priority, old_card }
            }
        };
        let done = context.ask(&request)?;
        context.output.data(&done);
        if let Done::Printed { job, uid, register, .. } = &done {
            let uid = uid.map(|uid| uid.to_string()).unwrap_or_default();
            let register = register.as_deref().unwrap_or("–");
            context.output.say(&say(
                format!(
                    "Kartu {uid} di keluaran, register {register}, pekerjaan {job}. \
                     Periksa: `inspect`."
                ),
                format!("Card {uid} at the output, register {register}, job {job}. Now `inspect`."),
            ));
        }
        Ok(())
    }
}
