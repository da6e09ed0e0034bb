//! The one writer. An append is all or nothing: entries, projections and sealed data commit
//! together, durably, or the books stay as they were.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::author::{Author, Beside, StationFacts};
use super::backup::whole;
use super::booking::{Booking, entry, forget, insert, keep};
use super::desk::card_row_changed;
use super::error::StoreError;
use super::fold::Folded;
use super::open::{Lock, connect, lock, rebuilt, take};
use super::project::{Kept, changed_rows, job_row, job_row_changed};
use super::read::Reader;
use super::time::Run;
use super::{JOURNAL_FILE, schema, verify};
use crate::books::Books;
use crate::device::Clock;
use crate::job::{Job, Stage};
use crate::journal::{Entry, Event, Head, JobId, LaneName};

/// Holds the lock, the head of the chain, and the folds for the next entry.
pub struct Writer {
    connection: Connection,
    pub(super) clock: Arc<dyn Clock>,
    station: StationFacts,
    pub(super) head: Head,
    pub(super) last_at: Timestamp,
    pub(super) books: Books,
    /// Jobs that are not over; others are folded again when an entry speaks of them.
    jobs: BTreeMap<JobId, Kept>,
    /// The clock as it was last believed, and the time that runs whatever it says.
    pub(super) believed: Option<(Timestamp, Duration)>,
    pub(super) run: Run,
    /// Entries that others have heard of and that are not here: nothing is written any more.
    pub(super) behind: Option<Head>,
    told: Option<Box<dyn Fn(u64) + Send>>,
    _lock: Lock,
}

impl Writer {
    /// Makes an empty journal; the caller appends `StationInitialised`.
    pub fn create(
        folder: &Path,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        whole(folder)?;
        let path = folder.join(JOURNAL_FILE);
        let lock = lock(folder, clock.as_ref())?;
        let mut connection = connect(&path)?;
        // A crash may have left the file without its tables, or the tables without an entry.
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            let transaction = connection.transaction()?;
            transaction.execute_batch(schema::JOURNAL)?;
            transaction.execute_batch(schema::SEALED_SINCE)?;
            transaction.execute_batch(schema::PEOPLE)?;
            transaction.execute_batch(schema::PROJECTIONS)?;
            transaction.pragma_update(None, "user_version", schema::SCHEMA_VERSION)?;
            transaction.commit()?;
        }
        let writer = Self::load(connection, lock, station, clock)?;
        match writer.head.seq {
            0 => Ok(writer),
            _ => Err(StoreError::Exists(path)),
        }
    }

    /// Takes the journal up where it ends. Who can't be sure of it opens it by `open_whole`.
    pub fn open(
        folder: &Path,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let (connection, lock) = take(folder, clock.as_ref())?;
        Self::load(connection, lock, station, clock)
    }

    /// The same, and no other way for a daemon: only books that were shown to be whole are
    /// written on.
    pub fn open_whole(
        folder: &Path,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let (connection, lock) = take(folder, clock.as_ref())?;
        let folded = verify::prove(&connection, &folder.join(JOURNAL_FILE))?;
        Ok(Self::of(folded, connection, lock, station, clock))
    }

    /// The same with every projection made anew: the way back when only these are damaged.
    pub fn open_rebuilt(
        folder: &Path,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let (mut connection, lock) = take(folder, clock.as_ref())?;
        let folded = rebuilt(&mut connection)?;
        Ok(Self::of(folded, connection, lock, station, clock))
    }

    fn of(
        folded: Folded,
        connection: Connection,
        lock: Lock,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let taken = (folded.head, folded.last_at, folded.books.clone(), folded.unfinished());
        Self::taken_up(taken, connection, lock, station, clock)
    }

    fn load(
        connection: Connection,
        lock: Lock,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let reader = Reader::over(&connection)?;
        let head = reader.head()?;
        let last_at = match head.seq {
            0 => Timestamp::MIN,
            seq => reader.entry(seq)?.at,
        };
        let books = reader.books()?;
        let taken = (head, last_at, books, reader.unfinished()?);
        Ok(Self::taken_up(taken, connection, lock, station, clock))
    }

    /// From head, time, books and unfinished jobs on.
    fn taken_up(
        (head, last_at, books, jobs): (Head, Timestamp, Books, BTreeMap<JobId, Kept>),
        connection: Connection,
        lock: Lock,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (believed, run, behind, _lock) = (None, Run::new(clock.as_ref()), None, lock);
        Self {
            connection,
            clock,
            station,
            head,
            last_at,
            books,
            jobs,
            believed,
            run,
            behind,
            told: None,
            _lock,
        }
    }

    pub fn reader(&self) -> Result<Reader<'_>, StoreError> {
        Reader::over(&self.connection)
    }

    pub fn head(&self) -> Head {
        self.head
    }

    /// Who is told the last entry's number after each commit; must not block.
    pub fn tell(&mut self, told: Box<dyn Fn(u64) + Send>) {
        self.told = Some(told);
    }

    pub fn books(&self) -> &Books {
        &self.books
    }

    pub fn station(&self) -> &StationFacts {
        &self.station
    }

    /// The job as it stands now.
    pub fn job(&self, id: &JobId) -> Result<Option<Job>, StoreError> {
        Ok(self.kept(id)?.map(|kept| kept.job))
    }

    fn kept(&self, id: &JobId) -> Result<Option<Kept>, StoreError> {
        match self.jobs.get(id) {
            Some(kept) => Ok(Some(kept.clone())),
            None => self.reader()?.kept(id),
        }
    }

    /// The entries of one job, in order.
    pub fn life_of(&self, id: &JobId) -> Result<Vec<Entry>, StoreError> {
        let entries = self.kept(id)?.map(|kept| kept.entries).unwrap_or_default();
        let reader = self.reader()?;
        entries.iter().map(|number| reader.entry(*number)).collect()
    }

    pub fn unfinished(&self) -> impl Iterator<Item = &Job> {
        self.jobs.values().map(|kept| &kept.job)
    }

    /// How many cards stand where.
    pub fn stages(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut stages = self.reader()?.resting()?;
        let words = self.unfinished().map(|job| job.stage.word());
        for stage in words.filter(|stage| !Stage::RESTING.contains(stage)) {
            *stages.entry(stage.to_owned()).or_default() += 1;
        }
        Ok(stages)
    }

    /// Cards of a lane that wait for a person to find them.
    pub fn unknown_at(&self, lane: &LaneName) -> u32 {
        let unknown = |job: &&Job| {
            job.lane.as_ref() == Some(lane) && matches!(job.stage, Stage::Unknown { .. })
        };
        u32::try_from(self.unfinished().filter(unknown).count()).unwrap_or(u32::MAX)
    }

    /// Books what happened. On any error nothing of it is there.
    pub fn append(&mut self, author: &Author, events: Vec<Event>) -> Result<(), StoreError> {
        self.append_beside(author, events, &Beside::Nothing)
    }

    pub fn append_beside(
        &mut self,
        author: &Author,
        events: Vec<Event>,
        beside: &Beside,
    ) -> Result<(), StoreError> {
        self.append_all(&[Booking { author, events, beside }])
    }

    /// Several at once, as of many jobs: all or nothing, in one commit.
    pub fn append_all(&mut self, bookings: &[Booking<'_>]) -> Result<(), StoreError> {
        self.doubt_clock()?;
        self.write_all(self.now(), bookings)
    }

    /// Books under the time `at`.
    pub(super) fn write(
        &mut self,
        at: Timestamp,
        author: &Author,
        events: Vec<Event>,
        beside: &Beside,
    ) -> Result<(), StoreError> {
        self.write_all(at, &[Booking { author, events, beside }])
    }

    fn write_all(&mut self, at: Timestamp, bookings: &[Booking<'_>]) -> Result<(), StoreError> {
        self.may_write()?;
        let mut books = self.books.clone();
        let mut kept: BTreeMap<&JobId, Option<Kept>> = BTreeMap::new();
        for id in bookings.iter().filter_map(|booking| booking.author.job.as_ref()) {
            kept.insert(id, self.kept(id)?);
        }
        let mut head = self.head;
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for Booking { author, events, beside } in bookings {
            let before = author.job.as_ref().and_then(|id| kept.remove(id)).flatten();
            let mut entries = before.as_ref().map_or(Vec::new(), |kept| kept.entries.clone());
            let mut job = before.as_ref().map(|kept| kept.job.clone());
            for event in events {
                let entry = entry(&self.station, author, (head.seq + 1, at), event.clone());
                let booked = books.take(&entry, job)?;
                let recorded = entry.record(&head)?;
                insert(&transaction, &recorded, &booked)?;
                job = booked.job;
                entries.push(recorded.head.seq);
                head = recorded.head;
            }
            let after = job.map(|job| Kept { job, entries });
            let changed = after.as_ref().filter(|after| job_row_changed(before.as_ref(), after));
            changed.map(job_row).map_or(Ok(()), |row| row.store(&transaction))?;
            let life = after.as_ref().and_then(|after| card_row_changed(before.as_ref(), after));
            life.map_or(Ok(()), |row| row.store(&transaction))?;
            keep(&transaction, beside)?;
            forget(&transaction, (before.as_ref(), after.as_ref()), beside)?;
            if let Some(id) = &author.job {
                kept.insert(id, after);
            }
        }
        let mut rows = Vec::new();
        changed_rows(&self.books, &books, |row| rows.push(row));
        rows.iter().try_for_each(|row| row.store(&transaction))?;
        transaction.commit()?;
        (self.head, self.last_at, self.books) = (head, at, books);
        let elapsed = self.clock.elapsed();
        let booked = bookings.iter().flat_map(|booking| &booking.events);
        booked.for_each(|event| self.run.take(event, elapsed));
        for kept in kept.into_values().flatten() {
            if kept.job.is_over() && kept.job.due.is_empty() {
                self.jobs.remove(&kept.job.id);
            } else {
                self.jobs.insert(kept.job.id.clone(), kept);
            }
        }
        self.told.iter().for_each(|told| told(head.seq));
        Ok(())
    }

    /// Drops every projection and makes it anew from the journal.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        let folded = rebuilt(&mut self.connection)?;
        // What memory took from a projection at the start may have been as wrong as that.
        (self.books, self.jobs) = (folded.books.clone(), folded.unfinished());
        Ok(())
    }

    /// Whether an entry could be booked now; nothing is.
    pub fn can_write(&mut self) -> Result<(), StoreError> {
        self.may_write()?;
        let behavior = TransactionBehavior::Immediate;
        self.connection.transaction_with_behavior(behavior)?.rollback()?;
        Ok(())
    }

    fn may_write(&self) -> Result<(), StoreError> {
        match self.behind {
            Some(anchor) => {
                Err(StoreError::Behind { seq: anchor.seq, anchor: anchor.hash.to_string() })
            }
            None => Ok(()),
        }
    }

    /// Bytes that the disk under the journal has left for us.
    pub fn room(&self) -> Result<u64, StoreError> {
        let path = self.connection.path().unwrap_or_default();
        let file = |source: rustix::io::Errno| StoreError::File {
            path: path.into(),
            source: source.into(),
        };
        let disk = rustix::fs::statvfs(path).map_err(file)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Folds the write-ahead log into the file, so that nothing forgotten lingers there.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("head", &self.head).finish_non_exhaustive()
    }
}
