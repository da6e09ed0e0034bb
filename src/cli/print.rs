//! `cetakd print`: one person, from the NIK to a card at the output.

use clap::Args;

use super::status::read_nik;
use super::{Context, Ended};
use crate::control::counter::{ClaimSaid, DeskOrder};
use crate::control::{Done, Request};
use crate::journal::{LaneName, Priority, Series};
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
}

pub fn lane_name(text: &str) -> Result<LaneName, String> {
    LaneName::new(text).map_err(|error| error.to_string())
}

impl Print {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let Self { nik, reason, papers, lane, priority } = self;
        let request = match nik {
            Some(text) if text.contains('/') => {
                let claim = ClaimSaid { series: Series::Receipt, text };
                let order = DeskOrder::PrintClaim { claim, reason, papers, lane, priority };
                Request::Desk { order }
            }
            typed => {
                let nik = read_nik(typed.as_deref())?;
                Request::Print { nik, reason, papers, lane, priority }
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
