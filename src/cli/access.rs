//! `cetakd access`: who looked at whose data, by the journal: those of one person at another on one
//! day in one row. People are numbers here; whose a number is, the daemon says to whom it may, and
//! an entry says who asked.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use super::plan::local;
use super::status::read_nik;
use super::{Context, Ended};
use crate::control::counter::{DeskDone, DeskOrder};
use crate::control::{Done, Request};
use crate::journal::PersonNumber;
use crate::store::{AccessRow, Reader};
use crate::text::words;

/// Looks read at once, to be put together.
const PAGE: u32 = 500;

#[derive(Debug, Args)]
pub struct Access {
    /// One person's, by NIK; `-` reads it from standard input. For kepala and auditor.
    #[arg(long)]
    nik: Option<String>,
    /// A row for each look.
    #[arg(long)]
    each: bool,
    /// The page behind this entry of the journal.
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// Rows at once.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
}

#[derive(Serialize)]
struct Row {
    entry: u64,
    at: String,
    person: String,
    actor: String,
    purpose: String,
}

/// Looks of one person at another on one day.
#[derive(Serialize)]
struct Day {
    date: String,
    actor: String,
    person: String,
    looks: u64,
    first: String,
    last: String,
    purposes: BTreeSet<String>,
    /// The highest one of a page is what `--after` takes for the next.
    last_entry: u64,
}

impl Access {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let person = match &self.nik {
            None => None,
            Some(nik) => match whose(context, nik)? {
                Some(person) => Some(person),
                None => {
                    context.output.data(&[(); 0]);
                    return Ok(());
                }
            },
        };
        let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
        match self.each {
            true => self.each(context, &reader, (person.as_ref(), file.zone)),
            false => self.days(context, &reader, (person.as_ref(), file.zone)),
        }
    }

    fn each(
        &self,
        context: &Context,
        reader: &Reader<'_>,
        (person, zone): (Option<&PersonNumber>, Offset),
    ) -> Result<(), Ended> {
        let between = (self.after.saturating_add(1), u64::MAX);
        let looks = reader.accesses(person, between, self.limit);
        let row = |look: AccessRow| Row {
            entry: look.seq,
            at: look.at.to_string(),
            person: look.person.to_string(),
            actor: look.actor,
            purpose: look.purpose,
        };
        let rows: Vec<Row> =
            looks.map_err(|error| Ended::store(&error))?.into_iter().map(row).collect();
        context.output.data(&rows);
        let cells = |row: &Row| {
            let at = row.at.parse().map(|at| local(at, zone));
            let (actor, purpose) = (words::actor(&row.actor), words::purpose(&row.purpose));
            vec![
                row.entry.to_string(),
                at.unwrap_or_else(|_| row.at.clone()),
                row.person.clone(),
                context.output.short(&actor),
                context.output.short(&purpose),
            ]
        };
        let head = [
            ("catatan", "entry"),
            ("waktu", "time"),
            ("orang", "person"),
            ("petugas", "who"),
            ("keperluan", "purpose"),
        ];
        context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
        Ok(())
    }

    fn days(
        &self,
        context: &Context,
        reader: &Reader<'_>,
        (person, zone): (Option<&PersonNumber>, Offset),
    ) -> Result<(), Ended> {
        let mut days = Days { zone, rows: BTreeMap::new() };
        let (mut after, limit) = (self.after, self.limit as usize);
        loop {
            let between = (after.saturating_add(1), u64::MAX);
            let looks = reader.accesses(person, between, PAGE);
            let mut looks = looks.map_err(|error| Ended::store(&error))?;
            let full = looks.len() == PAGE as usize;
            // An entry is read whole or with the next page.
            let last = looks.last().map_or(0, |look| look.seq);
            if full && looks.iter().any(|look| look.seq != last) {
                looks.retain(|look| look.seq != last);
            }
            after = looks.last().map_or(after, |look| look.seq);
            looks.into_iter().for_each(|look| days.take(look));
            if !full || days.rows.len() >= limit {
                break;
            }
        }
        let mut rows: Vec<Day> = days.rows.into_values().collect();
        rows.sort_by(|a, b| (&a.date, &a.first).cmp(&(&b.date, &b.first)));
        context.output.data(&rows);
        let cells = |row: &Day| {
            let Day { date, actor, person, looks, first, last, purposes, .. } = row;
            let said = |purpose: &String| context.output.short(&words::purpose(purpose));
            let purposes: Vec<String> = purposes.iter().map(said).collect();
            let (looks, actor) = (looks.to_string(), context.output.short(&words::actor(actor)));
            let cells = [date, &actor, person, &looks, first, last, &purposes.join(", ")];
            cells.map(String::clone).to_vec()
        };
        let head = [
            ("tanggal", "date"),
            ("petugas", "who"),
            ("orang", "person"),
            ("kali", "times"),
            ("dari", "from"),
            ("sampai", "until"),
            ("keperluan", "purpose"),
        ];
        context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
        Ok(())
    }
}

/// Whose NIK it is, asked of the daemon.
fn whose(context: &Context, nik: &str) -> Result<Option<PersonNumber>, Ended> {
    let order = DeskOrder::Trace { nik: read_nik(Some(nik))? };
    let Done::Desk(done) = context.ask(&Request::Desk { order })? else { return Ok(None) };
    match *done {
        DeskDone::Known { person } => Ok(person),
        _ => Ok(None),
    }
}

struct Days {
    zone: Offset,
    rows: BTreeMap<(Date, String, PersonNumber), Day>,
}

impl Days {
    fn take(&mut self, look: AccessRow) {
        let AccessRow { seq, person, at, actor, purpose } = look;
        let date = self.zone.to_datetime(at).date();
        let clock = |at: Timestamp| self.zone.to_datetime(at).strftime("%H:%M:%S").to_string();
        let time = clock(at);
        let row = self.rows.entry((date, actor.clone(), person.clone())).or_insert_with(|| Day {
            date: date.to_string(),
            actor,
            person: person.to_string(),
            looks: 0,
            first: time.clone(),
            last: String::new(),
            purposes: BTreeSet::new(),
            last_entry: 0,
        });
        row.looks += 1;
        (row.last, row.last_entry) = (time, seq);
        row.purposes.insert(purpose);
    }
}
