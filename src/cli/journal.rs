//! `cetakd journal`: proof of the books, and a look at their entries. Needs no daemon and no key.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context, Ended};
use crate::store::{Reader, Verified};
use crate::text::{self, say};

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Check the chain, every entry, and every table against the journal.
    Verify,
    /// Entries in one line each.
    Show(Show),
}

#[derive(Debug, Args)]
pub struct Show {
    /// First entry.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// At most so many.
    #[arg(long, default_value_t = 1000)]
    limit: u64,
}

impl Journal {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        match self {
            Self::Verify => verify(context),
            Self::Show(show) => show.run(context),
        }
    }
}

fn verify(context: &Context) -> Result<(), Ended> {
    let file = context.station_file()?;
    let Verified { entries, head } =
        Verified::check(&file.data).map_err(|error| Ended::store(&error))?;
    let hash = head.hash.to_string();
    context.output.data(&json!({ "entries": entries, "head": { "seq": head.seq, "hash": hash } }));
    context.output.say(&say(
        format!("Jurnal utuh: {entries} catatan, semua tabel cocok, kepala {hash}."),
        format!("the journal is whole: {entries} entries, every table fits, head {hash}."),
    ));
    Ok(())
}

impl Show {
    fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
        let entries =
            reader.entries(self.from, self.limit).map_err(|error| Ended::store(&error))?;
        context.output.data(&entries);
        for entry in &entries {
            let at = file.zone.to_datetime(entry.at).strftime("%Y-%m-%d %H:%M:%S");
            let job = entry.job.as_ref().map_or("–", |job| job.as_str());
            let words = context.output.words(&text::journal::event(&entry.event));
            context.output.line(&format!("{:>6}  {at}  {job:<14}  {words}", entry.seq));
        }
        Ok(())
    }
}
