//! The whole journal walked once: chain, entries, books, and the rows that every projection must
//! have. One thread reads and hashes, a second one folds; the first fault is named by its entry.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::desk;
use super::error::StoreError;
use super::presence::Presence;
use super::project::{Kept, Rows, Tables, clock_row, event_rows, job_row, lane_row, stock_row};
use super::stock::{day_row, ribbon_row};
use crate::books::{Booked, Books, ClockBook, DayBook, RibbonBook};
use crate::journal::{ChainFault, Entry, Head, JobId};

/// Bodies handed from thread to thread at once, and how many such lots may wait: what is in
/// memory of the journal at any moment is bounded.
const LOT_BYTES: usize = 256 * 1024;
const MAX_LOTS: usize = 4;

/// What the journal adds up to.
#[derive(Debug)]
pub struct Folded {
    pub head: Head,
    pub last_at: Timestamp,
    pub books: Books,
    pub jobs: HashMap<JobId, Kept>,
    pub presence: Presence,
    rows: Rows,
}

/// Sees every entry with what it changed, and the books after it.
pub type Each<'a> = &'a mut (dyn FnMut(&Entry, &Booked, &Books) + Send);

/// Bodies that are links of the chain; the first is entry `first`.
struct Lot {
    first: u64,
    text: String,
    ends: Vec<usize>,
}

impl Folded {
    /// Reads the journal of `connection` from its first entry to its last.
    pub fn read(connection: &Connection) -> Result<Self, StoreError> {
        Self::watched(connection, &mut |_, _, _| ())
    }

    /// The same; `each` sees every entry and what it changed.
    pub fn watched(connection: &Connection, each: Each<'_>) -> Result<Self, StoreError> {
        let (sender, lots) = sync_channel(MAX_LOTS);
        std::thread::scope(|scope| {
            let folding = scope.spawn(move || fold(lots, each));
            let walked = walk(connection, &sender);
            drop(sender);
            let folded = folding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            // What was handed over comes before what stopped the walk.
            let mut folded = folded?;
            folded.head = walked?;
            Ok(folded)
        })
    }

    /// Jobs that are not over, or have something still to tell the source.
    pub fn unfinished(self) -> BTreeMap<JobId, Kept> {
        let done = |kept: &Kept| kept.job.is_over() && kept.job.due.is_empty();
        self.jobs.into_iter().filter(|(_, kept)| !done(kept)).collect()
    }

    /// Every projection as it must stand, row by row in the order of its key.
    pub fn tables(&mut self) -> Result<Tables, StoreError> {
        let mut rows = std::mem::take(&mut self.rows);
        for (kind, place, held) in self.books.stock.places() {
            rows.add(stock_row(kind, place, held));
        }
        self.books.lanes.iter().for_each(|(name, lane)| rows.add(lane_row(name, lane)));
        if self.books.clock != ClockBook::default() {
            rows.add(clock_row(&self.books.clock));
        }
        if self.books.day != DayBook::default() {
            rows.add(day_row(&self.books.day));
        }
        if self.books.ribbons != RibbonBook::default() {
            rows.add(ribbon_row(&self.books.ribbons));
        }
        desk::series_rows(&self.books, |row| rows.add(row));
        for kept in self.jobs.values() {
            rows.add(job_row(kept));
            if let Some(row) = desk::card_row(&kept.job) {
                rows.add(row);
            }
        }
        rows.settled().map_err(StoreError::Twice)
    }
}

/// Follows the chain; what fits goes to the other thread.
fn walk(connection: &Connection, lots: &SyncSender<Lot>) -> Result<Head, StoreError> {
    let mut head = Head::EMPTY;
    let unreadable = |after| move |source| StoreError::Unreadable { after, source };
    let mut statement = connection
        .prepare("SELECT seq, hash, body FROM journal ORDER BY seq")
        .map_err(unreadable(0))?;
    let mut rows = statement.query([]).map_err(unreadable(0))?;
    let mut lot = Lot::new(1);
    let walked = loop {
        match rows.next().map_err(unreadable(head.seq)) {
            Ok(None) => break Ok(head),
            Ok(Some(row)) => match link(&head, row) {
                Ok((next, body)) => {
                    head = next;
                    lot.push(body);
                }
                Err(fault) => break Err(fault),
            },
            Err(fault) => break Err(fault),
        }
        // The other thread hangs up when it has found a fault: no need to read on.
        if lot.text.len() >= LOT_BYTES && !lot.send(head.seq + 1, lots) {
            break Ok(head);
        }
    };
    lot.send(head.seq + 1, lots);
    walked
}

fn link<'a>(head: &Head, row: &'a Row<'_>) -> Result<(Head, &'a str), StoreError> {
    let seq: u64 =
        row.get(0).map_err(|source| StoreError::Unreadable { after: head.seq, source })?;
    let (Some(hash), Some(body)) = (bytes(row, 1), bytes(row, 2)) else {
        return Err(ChainFault::Changed { seq }.into());
    };
    let next = head.check(seq, hash, body)?;
    let body = std::str::from_utf8(body).map_err(|_| ChainFault::Changed { seq })?;
    Ok((next, body))
}

/// Raw bytes of a column, whatever type a damaged file claims.
fn bytes<'a>(row: &'a Row<'_>, column: usize) -> Option<&'a [u8]> {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Some(bytes),
        _ => None,
    }
}

fn fold(lots: Receiver<Lot>, each: Each<'_>) -> Result<Folded, StoreError> {
    let mut folded = Folded {
        head: Head::EMPTY,
        last_at: Timestamp::MIN,
        books: Books::default(),
        jobs: HashMap::new(),
        presence: Presence::default(),
        rows: Rows::default(),
    };
    for lot in lots {
        let mut start = 0;
        for (seq, end) in (lot.first..).zip(lot.ends) {
            folded.take(seq, &lot.text[start..end], each)?;
            start = end;
        }
    }
    Ok(folded)
}

impl Folded {
    fn take(&mut self, seq: u64, body: &str, each: Each<'_>) -> Result<(), StoreError> {
        let entry = Entry::read(seq, body)?;
        if entry.seq != seq {
            return Err(ChainFault::Misplaced { seq, claimed: entry.seq }.into());
        }
        if entry.at < self.last_at {
            return Err(ChainFault::RunsBack { seq }.into());
        }
        self.last_at = entry.at;
        let known = entry.job.as_ref().and_then(|id| self.jobs.remove_entry(id));
        let (id, job, mut entries) = match known {
            Some((id, Kept { job, entries })) => (Some(id), Some(job), entries),
            None => (None, None, Vec::new()),
        };
        let booked = self.books.take(&entry, job);
        let mut booked = booked.map_err(|source| StoreError::IllegalEntry { seq, source })?;
        event_rows(&entry, &booked, |row| self.rows.add(row));
        let person = booked.job.as_ref().map(|job| &job.opened.person);
        self.presence.take(&entry, person);
        each(&entry, &booked, &self.books);
        if let Some(job) = booked.job.take() {
            entries.push(seq);
            self.jobs.insert(id.unwrap_or_else(|| job.id.clone()), Kept { job, entries });
        }
        Ok(())
    }
}

impl Lot {
    fn new(first: u64) -> Self {
        Self { first, text: String::with_capacity(LOT_BYTES + 4096), ends: Vec::new() }
    }

    fn push(&mut self, body: &str) {
        self.text.push_str(body);
        self.ends.push(self.text.len());
    }

    /// False if nobody takes it.
    fn send(&mut self, next: u64, lots: &SyncSender<Self>) -> bool {
        lots.send(std::mem::replace(self, Self::new(next))).is_ok()
    }
}
