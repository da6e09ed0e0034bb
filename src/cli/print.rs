//! `cetakd print`: one person, from the NIK to a card at the output.

use clap::Args;

use super::status::read_nik;
use super::{Context, Ended};
use crate::control::{Done, Request};
use crate::journal::LaneName;
use crate::record::{Paper, Reason};
use crate::text::say;

#[derive(Debug, Args)]
pub struct Print {
    /// NIK, 16 digits; `-` or nothing reads it from standard input, out of the process list.
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
}

pub fn lane_name(text: &str) -> Result<LaneName, String> {
    LaneName::new(text).map_err(|error| error.to_string())
}

impl Print {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let nik = read_nik(self.nik.as_deref())?;
        let Self { reason, papers, lane, .. } = self;
        let done = context.ask(&Request::Print { nik, reason, papers, lane })?;
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
