//! The one writer. An append is all or nothing: entries, projections and sealed data commit
//! together, durably, or the books stay as they were.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::Offset;
use rusqlite::{Connection, params};

use super::error::StoreError;
use super::project::project;
use super::read::Reader;
use super::sealed::Sealed;
use super::{JOURNAL_FILE, schema, verify};
use crate::books::Books;
use crate::device::Clock;
use crate::job::{Job, Stage};
use crate::journal::{Entry, Event, Head, JobId, LaneName, PersonNumber};

/// What stands on every entry of this station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationFacts {
    pub id: String,
    pub zone: Offset,
}

/// On whose behalf something is booked.
#[derive(Debug, Clone, Default)]
pub struct Author {
    pub actor: String,
    pub lane: Option<LaneName>,
    pub job: Option<JobId>,
}

/// Sealed data that is kept in the same transaction.
#[derive(Debug)]
pub enum Beside {
    Nothing,
    Record { job: JobId, lease: Sealed, person: PersonNumber, data: Sealed },
}

/// Holds the lock, the head of the chain, and the folds for the next entry.
pub struct Writer {
    connection: Connection,
    clock: Arc<dyn Clock>,
    station: StationFacts,
    head: Head,
    last_at: jiff::Timestamp,
    books: Books,
    /// Jobs that are not over; others are folded again when an entry speaks of them.
    jobs: BTreeMap<JobId, Job>,
    _lock: File,
}

impl Writer {
    /// Makes an empty journal; the caller appends `StationInitialised`.
    pub fn create(
        folder: &Path,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let path = folder.join(JOURNAL_FILE);
        let lock = lock(folder)?;
        let mut connection = connect(&path)?;
        // A crash may have left the file without its tables, or the tables without an entry.
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            let transaction = connection.transaction()?;
            transaction.execute_batch(schema::JOURNAL)?;
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

    pub fn open(
        folder: &Path,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let path = folder.join(JOURNAL_FILE);
        if !path.exists() {
            return Err(StoreError::Missing(path));
        }
        let lock = lock(folder)?;
        Self::load(connect(&path)?, lock, station, clock)
    }

    fn load(
        connection: Connection,
        lock: File,
        station: StationFacts,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let reader = Reader::over(&connection)?;
        let head = reader.head()?;
        let last_at = match head.seq {
            0 => jiff::Timestamp::MIN,
            seq => reader.entry(seq)?.at,
        };
        let books = reader.books()?;
        let jobs = unfinished(&reader)?;
        Ok(Self { connection, clock, station, head, last_at, books, jobs, _lock: lock })
    }

    pub fn reader(&self) -> Result<Reader<'_>, StoreError> {
        Reader::over(&self.connection)
    }

    pub fn head(&self) -> Head {
        self.head
    }

    pub fn books(&self) -> &Books {
        &self.books
    }

    pub fn station(&self) -> &StationFacts {
        &self.station
    }

    /// The job as it stands now.
    pub fn job(&self, id: &JobId) -> Result<Option<Job>, StoreError> {
        match self.jobs.get(id) {
            Some(job) => Ok(Some(job.clone())),
            None => self.reader()?.job(id),
        }
    }

    pub fn unfinished(&self) -> impl Iterator<Item = &Job> {
        self.jobs.values()
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
        let mut books = self.books.clone();
        let mut job = author.job.as_ref().map(|id| self.job(id)).transpose()?.flatten();
        let (mut head, now) = (self.head, self.clock.now());
        // Stored to the microsecond, so that what is compared is what is read back.
        let at = now.round(jiff::Unit::Microsecond).unwrap_or(now).max(self.last_at);
        let transaction = self.connection.transaction()?;
        for event in events {
            let entry = Entry {
                seq: head.seq + 1,
                at,
                zone: self.station.zone.seconds(),
                station: self.station.id.clone(),
                actor: author.actor.clone(),
                lane: author.lane.clone(),
                job: author.job.clone(),
                event,
            };
            let booked = books.book(&entry, job.as_ref())?;
            let recorded = entry.record(&head)?;
            transaction
                .prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3)")?
                .execute(params![recorded.head.seq, recorded.head.hash.0, recorded.body])?;
            project(&transaction, &recorded.entry, &booked, &books)?;
            job = booked.job;
            head = recorded.head;
        }
        keep(&transaction, beside)?;
        if let Some(job) = job.as_ref().filter(|job| !job.needs_record()) {
            // The record is needed no more: its key and bytes go in the same transaction.
            transaction
                .prepare_cached("DELETE FROM sealed_lease WHERE job = ?1")?
                .execute([job.id.as_str()])?;
        }
        transaction.commit()?;
        (self.head, self.last_at, self.books) = (head, at, books);
        if let Some(job) = job {
            if job.is_over() && job.due.is_empty() {
                self.jobs.remove(&job.id);
            } else {
                self.jobs.insert(job.id.clone(), job);
            }
        }
        Ok(())
    }

    /// Drops every projection and makes it anew from the journal.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for table in schema::PROJECTED {
            transaction.execute_batch(&format!("DROP TABLE {table}"))?;
        }
        transaction.execute_batch(schema::PROJECTIONS)?;
        let (books, _) = verify::replay(&transaction, |entry, booked, books| {
            project(&transaction, entry, booked, books).map_err(StoreError::from)
        })?;
        transaction.commit()?;
        // What memory took from a projection at the start may have been as wrong as that.
        self.jobs = unfinished(&self.reader()?)?;
        self.books = books;
        Ok(())
    }

    /// Folds the write-ahead log into the file, so that nothing forgotten lingers there.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

fn unfinished(reader: &Reader<'_>) -> Result<BTreeMap<JobId, Job>, StoreError> {
    let mut jobs = BTreeMap::new();
    for id in reader.unfinished_jobs()? {
        if let Some(job) = reader.job(&id)? {
            jobs.insert(id, job);
        }
    }
    Ok(jobs)
}

fn keep(connection: &Connection, beside: &Beside) -> rusqlite::Result<()> {
    let Beside::Record { job, lease, person, data } = beside else { return Ok(()) };
    connection
        .prepare_cached("INSERT OR REPLACE INTO sealed_lease VALUES (?1, ?2, ?3)")?
        .execute(params![job.as_str(), lease.key, lease.data])?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO sealed_person VALUES (?1, ?2, ?3)")?
        .execute(params![person.as_str(), data.key, data.data])?;
    Ok(())
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("cetakd.lock");
    let fault = |source| StoreError::File { path: path.clone(), source };
    let file = File::options().create(true).append(true).open(&path).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Locked(path)),
        Err(std::fs::TryLockError::Error(source)) => Err(fault(source)),
    }
}

fn connect(path: &PathBuf) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.execute_batch(schema::SETTINGS)?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("head", &self.head).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every commit reaches the disk before `append` returns: WAL alone would not promise it.
    #[test]
    fn the_writer_is_durable_and_leaves_nothing_deleted_behind() {
        let folder = tempfile::tempdir().unwrap();
        let connection = connect(&folder.path().join(JOURNAL_FILE)).unwrap();
        let setting = |name| -> String {
            let read = |row: &rusqlite::Row<'_>| {
                Ok(row.get::<_, rusqlite::types::Value>(0).map(|value| format!("{value:?}")))
            };
            connection.pragma_query_value(None, name, read).unwrap().unwrap()
        };
        assert_eq!(setting("journal_mode"), r#"Text("wal")"#);
        assert_eq!(setting("synchronous"), "Integer(2)");
        assert_eq!(setting("secure_delete"), "Integer(1)");
        assert_eq!(setting("trusted_schema"), "Integer(0)");
    }
}
