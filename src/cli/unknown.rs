//! `cetakd unknown`: cards that were lost sight of, and what people say of them.

use std::path::Path;

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::{Context, Ended};
use crate::control::{Done, Request};
use crate::job::{Job, Stage};
use crate::journal::JobId;
use crate::station::{Settled, Whereabouts};
use crate::store::{Reader, StoreError};
use crate::text::{self, Say, say};

#[derive(Debug, Subcommand)]
pub enum Unknown {
    /// Each unknown card: what happened, where to look, what to do.
    List,
    /// Say where an unknown card was found.
    Settle {
        /// Its job, as `unknown list` shows it.
        #[arg(value_parser = job_id)]
        job: JobId,
        /// Where it was found.
        #[arg(long, value_enum)]
        found: Found,
        /// Lay the card on the desk reader: its UID, and if need be its chip, is read.
        #[arg(long)]
        tap: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Found {
    /// Printed and whole, at the output.
    Output,
    /// In the reject box, or spoiled in the machine.
    Reject,
    /// A blank that was never touched: it goes back into the hopper.
    Unused,
    /// Nowhere; the second person who says so makes it missing.
    Nowhere,
}

#[derive(Serialize)]
struct Row {
    job: String,
    lane: Option<String>,
    since: jiff::Timestamp,
    blank: Option<String>,
    act: crate::journal::ActName,
    cause: crate::journal::Cause,
    may_be_printed: bool,
    missed_by: Option<String>,
    id: String,
    en: String,
}

fn job_id(text: &str) -> Result<JobId, String> {
    JobId::new(text).map_err(|error| error.to_string())
}

impl Unknown {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        match self {
            Self::List => list(context),
            Self::Settle { job, found, tap } => settle(context, job, found, tap),
        }
    }
}

fn list(context: &Context) -> Result<(), Ended> {
    let file = context.station_file()?;
    let rows = rows(&file.data).map_err(|error| Ended::store(&error))?;
    context.output.data(&rows);
    if rows.is_empty() {
        context.output.say(&say("Tidak ada kartu yang dicari.", "No card is being looked for."));
    }
    for row in &rows {
        let lane = row.lane.as_deref().unwrap_or("–");
        let blank = row.blank.as_deref().unwrap_or("–");
        let since = super::plan::local(row.since, file.zone);
        context.output.line(&format!("{}  {lane}  {blank}  {since}", row.job));
        let Row { id, en, .. } = row;
        let words = context.output.words(&say(id.as_str(), en.as_str()));
        context.output.line(&format!("  {words}"));
    }
    Ok(())
}

fn rows(data: &Path) -> Result<Vec<Row>, StoreError> {
    let reader = Reader::open(data)?;
    let mut rows = Vec::new();
    for found in reader.jobs_in("unknown")? {
        let Some(job) = reader.job(&found.job)? else { continue };
        rows.extend(row(&job));
    }
    Ok(rows)
}

fn row(job: &Job) -> Option<Row> {
    let Stage::Unknown { act, cause, may_be_printed, missed_by, .. } = &job.stage else {
        return None;
    };
    let told = text::unknown::unknown(*act, cause, job.blank.as_ref(), missed_by.is_some());
    let Say { id, en } = told;
    Some(Row {
        job: job.id.to_string(),
        lane: job.lane.as_ref().map(ToString::to_string),
        since: job.since,
        blank: job.blank.as_ref().map(ToString::to_string),
        act: *act,
        cause: cause.clone(),
        may_be_printed: *may_be_printed,
        missed_by: missed_by.clone(),
        id,
        en,
    })
}

fn settle(context: &Context, job: JobId, found: Found, tap: bool) -> Result<(), Ended> {
    if tap {
        let lay = say("Tempelkan kartu pada pembaca meja …", "Lay the card on the desk reader …");
        context.output.say(&lay);
    }
    let found = match found {
        Found::Output => Whereabouts::Output,
        Found::Reject => Whereabouts::Reject,
        Found::Unused => Whereabouts::Unused,
        Found::Nowhere => Whereabouts::Nowhere,
    };
    let done = context.ask(&Request::SettleUnknown { job: job.clone(), found, tap })?;
    context.output.data(&done);
    match done {
        Done::Settled(Settled::Booked(found)) => {
            let Say { id, en } = text::unknown::found(found);
            context.output.say(&say(format!("Kartu {job} {id}."), format!("Card of {job} {en}.")));
        }
        Done::Settled(Settled::SecondPersonNeeded) => context.output.say(&say(
            "Dicatat. Orang lain dengan peran lain harus mencari juga dan menyatakan hal yang \
             sama, masing-masing dengan `--as` (lihat `people`).",
            "Booked. Another person of another role has to look too and say the same, each by \
             `--as` (see `people`).",
        )),
        _ => {}
    }
    Ok(())
}
