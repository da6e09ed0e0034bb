//! `cetakd journal`: proof of the books, and a look at their entries. Needs no daemon and no key.

use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context, Ended, assemble};
use crate::device::clock::SystemClock;
use crate::journal::Head;
use crate::store::{Reader, StoreError, Verified, Writer};
use crate::text::{self, say};

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Check the chain, every entry, and every table against the journal.
    Verify {
        /// A head from a paper or a report, as SEQ:HASH: it must be one of this journal.
        #[arg(long, value_parser = anchor)]
        anchor: Option<Head>,
    },
    /// Make every table anew from the journal, while the daemon is down.
    Rebuild,
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
            Self::Verify { anchor } => verify(context, anchor),
            Self::Rebuild => rebuild(context),
            Self::Show(show) => show.run(context),
        }
    }
}

pub(super) fn anchor(text: &str) -> Result<Head, String> {
    let form = || "written SEQ:HASH, as reports and papers show it".to_owned();
    let (seq, hash) = text.split_once(':').ok_or_else(form)?;
    let seq = seq.parse().map_err(|_| form())?;
    Ok(Head { seq, hash: hash.parse().map_err(|_| form())? })
}

/// A chain that was cut and made anew is whole by itself; only who kept a head can tell.
fn check_anchor(data: &std::path::Path, anchor: Head) -> Result<(), StoreError> {
    match Reader::open(data)?.hash_at(anchor.seq)? {
        Some(hash) if hash == anchor.hash => Ok(()),
        _ => Err(StoreError::Behind { seq: anchor.seq, anchor: anchor.hash.to_string() }),
    }
}

fn verify(context: &Context, anchor: Option<Head>) -> Result<(), Ended> {
    let file = context.station_file()?;
    let Verified { entries, head } =
        Verified::check(&file.data).map_err(|error| Ended::store(&error))?;
    if let Some(anchor) = anchor {
        check_anchor(&file.data, anchor).map_err(|error| Ended::store(&error))?;
    }
    let hash = head.hash.to_string();
    context.output.data(&json!({ "entries": entries, "head": { "seq": head.seq, "hash": hash } }));
    context.output.say(&say(
        format!("Jurnal utuh: {entries} catatan, semua tabel cocok, kepala {}:{hash}.", head.seq),
        format!(
            "the journal is whole: {entries} entries, every table fits, head {}:{hash}.",
            head.seq
        ),
    ));
    Ok(())
}

fn rebuild(context: &Context) -> Result<(), Ended> {
    let file = context.station_file()?;
    let clock = Arc::new(SystemClock::new());
    let writer = Writer::open_rebuilt(&file.data, assemble::facts(&file), clock);
    let Head { seq, .. } = writer.map_err(|error| Ended::store(&error))?.head();
    context.output.data(&json!({ "entries": seq }));
    context.output.say(&say(
        format!("Semua tabel dibuat ulang dari {seq} catatan jurnal."),
        format!("every table is made anew from {seq} entries of the journal."),
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
            let at = file.zone.to_datetime(entry.at).strftime("%d-%m-%Y %H:%M:%S");
            let job = entry.job.as_ref().map_or("–", |job| job.as_str());
            let words = context.output.words(&text::journal::event(&entry.event));
            let actor = context.output.short(&text::words::actor(&entry.actor));
            let line = format!("{:>6}  {at}  {actor:<12}  {job:<14}  {words}", entry.seq);
            context.output.line(&line);
        }
        Ok(())
    }
}
