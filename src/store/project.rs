//! From what an entry changed to rows, as values. The writer stores them in the entry's own
//! transaction; proof and rebuild hold them in memory. What both make must be the same.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, ToSql, params_from_iter};

use super::desk;
use super::schema::{
    BATCH, BLANK, CLOCK, JOB, LANE, LISTED, PERSON, PROJECTED, REGISTER, REVOKED, STOCK, Table,
    Twice,
};
use super::staff::staff_rows;
use super::stock::{day_row, ribbon_row, stock_rows};
use crate::books::{BatchBook, Booked, Books, Calibration, ClockBook, LaneBook, RegisterRow};
use crate::job::{Job, Stage};
use crate::journal::{Entry, Event, LaneName, Place};
use crate::record::Kind;

/// The stage of a card on its way, for all of its way: the row is written once, not at each act.
pub const UNDER_WAY: &str = "under_way";

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    Null,
    Number(i64),
    Text(String),
}

/// A row of a projection, its key first.
#[derive(Debug)]
pub struct Row {
    pub table: &'static Table,
    pub cells: Vec<Cell>,
}

/// A job with the numbers of its entries: what its row is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub job: Job,
    pub entries: Vec<u64>,
}

/// Projections with their rows.
pub type Tables = Vec<(&'static Table, Vec<Vec<Cell>>)>;

/// Rows that entries add one by one, as they came.
#[derive(Debug, Default)]
pub struct Rows(BTreeMap<&'static str, Vec<Vec<Cell>>>);

/// What one entry adds to the tables that are lists of what happened.
pub fn event_rows(entry: &Entry, booked: &Booked, mut add: impl FnMut(Row)) {
    for movement in &booked.movements {
        if let (Some(blank), Some(job)) = (&movement.blank, &entry.job) {
            let (kind, place) = (movement.kind.as_str(), movement.to.to_string());
            let cells =
                [text(blank.to_string()), text(kind), text(place), text(job.as_str())].into();
            add(Row { table: &BLANK, cells });
        }
    }
    if let Some(batch) = &booked.batch {
        add(batch_row(batch));
    }
    staff_rows(&booked.staff, &mut add);
    stock_rows(entry, booked, &mut add);
    match &entry.event {
        Event::JobOpened(opened) => {
            let cells = [text(opened.nik.to_string()), text(opened.person.as_str())].into();
            add(Row { table: &PERSON, cells });
        }
        Event::BlankoReceived { kind, bast, uids, .. } => {
            for uid in uids {
                let cells =
                    [text(uid.to_string()), text(kind.as_str()), text(bast.as_str())].into();
                add(Row { table: &LISTED, cells });
            }
        }
        Event::UidRevoked { uid, reason } => {
            let cells = [text(uid.to_string()), text(reason.as_str())].into();
            add(Row { table: &REVOKED, cells });
        }
        _ => {}
    }
    if let Some(row) = &booked.row {
        add(register_row(row));
    }
    desk::event_rows(entry, booked, add);
}

/// What differs between two states of the books: stock and lanes.
pub fn changed_rows(before: &Books, after: &Books, mut add: impl FnMut(Row)) {
    for (kind, place, held) in after.stock.places() {
        if before.stock.places().all(|known| known != (kind, place, held)) {
            add(stock_row(kind, place, held));
        }
    }
    if before.day != after.day {
        add(day_row(&after.day));
    }
    if before.ribbons != after.ribbons {
        add(ribbon_row(&after.ribbons));
    }
    if before.series != after.series || before.lost != after.lost {
        desk::series_rows(after, &mut add);
    }
    if before.clock != after.clock {
        add(clock_row(&after.clock));
    }
    for (name, lane) in &after.lanes {
        if before.lanes.get(name) != Some(lane) {
            add(lane_row(name, lane));
        }
    }
}

/// Whether the row of a job has to be written anew.
pub fn job_row_changed(before: Option<&Kept>, after: &Kept) -> bool {
    before.is_none_or(|before| {
        after.job.is_over()
            || before.job.is_over()
            || resting(&before.job) != resting(&after.job)
            || before.job.due.len() != after.job.due.len()
            || before.job.is_living() != after.job.is_living()
    })
}

/// Which entries are a job's is written down once the machine has done with it; until then its
/// first one is, and the rest is found behind that.
pub fn job_row(kept: &Kept) -> Row {
    let Kept { job, entries } = kept;
    let listed = if job.is_over() { &entries[..] } else { &entries[..entries.len().min(1)] };
    let numbers: Vec<String> = listed.iter().map(u64::to_string).collect();
    let lane = job.lane.as_ref().filter(|_| resting(job) != UNDER_WAY);
    let cells = [
        text(job.id.as_str()),
        text(job.opened.person.as_str()),
        lane.map_or(Cell::Null, |lane| text(lane.as_str())),
        text(resting(job)),
        Cell::Number(job.is_living().into()),
        Cell::Number(job.is_over().into()),
        number(job.due.len()),
        text(numbers.join(" ")),
        job.opened.batch.as_ref().map_or(Cell::Null, |place| text(place.batch.as_str())),
        job.opened.batch.as_ref().map_or(Cell::Null, |place| number(place.n)),
    ];
    Row { table: &JOB, cells: cells.into() }
}

/// The stage where a card rests until a person does something; else that it is under way.
fn resting(job: &Job) -> &'static str {
    let word = job.stage.word();
    if Stage::RESTING.contains(&word) { word } else { UNDER_WAY }
}

fn batch_row(batch: &BatchBook) -> Row {
    let cells = [
        text(batch.id.as_str()),
        number(batch.opened),
        batch.closed.map_or(Cell::Null, number),
        text(batch.actor.as_str()),
        number(batch.cards),
        number(batch.left_out),
        batch.closes.map_or(Cell::Null, |closes| text(closes.to_string())),
        text(batch.word()),
        batch.ending.map_or(Cell::Null, |end| text(end.as_str())),
    ];
    Row { table: &BATCH, cells: cells.into() }
}

pub fn stock_row(kind: Kind, place: &Place, held: i64) -> Row {
    let cells = [text(kind.as_str()), text(place.to_string()), Cell::Number(held)].into();
    Row { table: &STOCK, cells }
}

pub fn lane_row(name: &LaneName, lane: &LaneBook) -> Row {
    let counted = |count: Option<u64>| count.map_or(Cell::Null, number);
    let sensor = |of: fn(&Calibration) -> u32| {
        lane.sensor.as_ref().map_or(Cell::Null, |read| Cell::Number(of(read).into()))
    };
    let optional = |word: &Option<String>| word.as_deref().map_or(Cell::Null, text);
    let stopped = lane
        .stopped
        .as_ref()
        .map(|cause| text(serde_json::to_string(cause).expect("a cause is words and numbers")));
    let confirmed = lane.confirmed.as_ref().and_then(|said| serde_json::to_string(said).ok());
    let cells = [
        text(name.as_str()),
        optional(&lane.printer_serial),
        optional(&lane.reader),
        Cell::Number(lane.proven.into()),
        counted(lane.counters.map(|counted| counted.cards)),
        counted(lane.counters.map(|counted| counted.panels)),
        counted(lane.counters.map(|counted| counted.cleanings)),
        stopped.unwrap_or(Cell::Null),
        Cell::Number(lane.spoiled_in_a_row.into()),
        Cell::Number(lane.bad_looks_in_a_row.into()),
        sensor(|read| read.inside),
        sensor(|read| read.empty),
        confirmed.map_or(Cell::Null, text),
        serde_json::to_string(&lane.day).map_or(Cell::Null, text),
    ];
    Row { table: &LANE, cells: cells.into() }
}

/// The one row of what is known of the clock.
pub fn clock_row(clock: &ClockBook) -> Row {
    let at = |at: Option<Timestamp>| at.map_or(Cell::Null, |at| text(at.to_string()));
    let by = clock.confirmed_by;
    let cells = [
        Cell::Number(1),
        at(clock.doubted),
        at(clock.confirmed),
        by.map_or(Cell::Null, |(entry, _)| number(entry)),
        at(by.map(|(_, stood)| stood)),
    ];
    Row { table: &CLOCK, cells: cells.into() }
}

fn register_row(row: &RegisterRow) -> Row {
    let cells = [
        Cell::Number(row.number.year.into()),
        Cell::Number(row.number.n.into()),
        text(row.number.station.as_str()),
        text(row.date.to_string()),
        text(row.job.as_str()),
        text(row.person.as_str()),
        text(row.kind.as_str()),
        text(row.reason.as_str()),
        text(row.blank.to_string()),
        text(row.lane.as_str()),
        text(row.operator.as_str()),
        text(row.papers.iter().map(|paper| paper.as_str()).collect::<Vec<_>>().join(" ")),
        row.state.as_ref().map_or(Cell::Null, |state| text(state.to_string())),
        text(row.observed_at.to_string()),
        row.printer.as_deref().map_or(Cell::Null, text),
    ];
    Row { table: &REGISTER, cells: cells.into() }
}

pub(super) fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// SQLite counts in 63 bits; no counter of ours gets near.
pub(super) fn number<N: TryInto<i64>>(count: N) -> Cell {
    Cell::Number(count.try_into().unwrap_or(i64::MAX))
}

impl Row {
    pub fn store(&self, connection: &Connection) -> rusqlite::Result<()> {
        store(connection, self.table, &self.cells)
    }
}

impl Rows {
    pub fn add(&mut self, row: Row) {
        self.0.entry(row.table.name).or_default().push(row.cells);
    }

    /// Every table with its rows in the order of their keys, one a key; `Err` with a key that
    /// may not come twice and did.
    pub fn settled(mut self) -> Result<Tables, String> {
        let mut rows = |table: &Table| self.0.remove(table.name).unwrap_or_default();
        PROJECTED.into_iter().map(|table| Ok((table, settle(table, rows(table))?))).collect()
    }
}

pub fn store(connection: &Connection, table: &Table, cells: &[Cell]) -> rusqlite::Result<()> {
    connection.prepare_cached(table.insert)?.execute(params_from_iter(cells))?;
    Ok(())
}

fn settle(table: &Table, mut rows: Vec<Vec<Cell>>) -> Result<Vec<Vec<Cell>>, String> {
    rows.sort_by(|a, b| a[..table.key].cmp(&b[..table.key]));
    let mut settled: Vec<Vec<Cell>> = Vec::with_capacity(rows.len());
    for row in rows {
        match settled.last_mut() {
            Some(last) if last[..table.key] == row[..table.key] => match table.twice {
                Twice::Refused => return Err(words(&row)),
                Twice::Ignored => {}
                Twice::Replaces => *last = row,
                Twice::ReplacesOfJob if last.last() == row.last() || in_a_hopper(last) => {
                    *last = row;
                }
                Twice::ReplacesOfJob => {}
            },
            _ => settled.push(row),
        }
    }
    Ok(settled)
}

/// A row of `blank` whose place is a hopper.
fn in_a_hopper(blank: &[Cell]) -> bool {
    matches!(blank.get(2), Some(Cell::Text(place)) if place.starts_with("hopper:"))
}

/// A row as people read it.
pub fn words(cells: &[Cell]) -> String {
    let words: Vec<String> = cells.iter().map(Cell::to_string).collect();
    words.join(" | ")
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("–"),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, Value, ValueRef};
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Number(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}
