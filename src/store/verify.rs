//! Proof of the books: the chain is whole, every entry is legal after the one before, and every
//! projection is what the journal adds up to. The first fault is named by its entry.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::error::StoreError;
use super::project::project;
use super::{JOURNAL_FILE, schema};
use crate::books::{Booked, Books};
use crate::job::Job;
use crate::journal::{ChainFault, Entry, Head, JobId};

/// What was shown to be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    pub entries: u64,
    pub head: Head,
}

impl Verified {
    /// Checks the journal in `folder` without changing it; needs no daemon and no key.
    pub fn check(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(JOURNAL_FILE);
        if !path.exists() {
            return Err(StoreError::Missing(path));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let disk = Connection::open_with_flags(&path, flags)?;
        let fresh = Connection::open_in_memory()?;
        fresh.execute_batch(schema::JOURNAL)?;
        fresh.execute_batch(schema::PROJECTIONS)?;
        // Nobody else sees it: one transaction for all, not one a row.
        fresh.execute_batch("BEGIN")?;
        // One look at one moment, though the daemon may go on writing.
        disk.execute_batch("BEGIN")?;
        schema::check(&disk)?;
        let (_, head) = replay(&disk, |entry, booked, books| {
            project(&fresh, entry, booked, books).map_err(StoreError::from)
        })?;
        same_tables(&disk, &fresh)?;
        for table in schema::PROJECTED {
            compare(table, &disk, &fresh)?;
        }
        undamaged(&disk)?;
        Ok(Self { entries: head.seq, head })
    }
}

/// Walks the whole journal: chain, entries, books; calls `each` with what every entry changed.
pub(super) fn replay(
    connection: &Connection,
    mut each: impl FnMut(&Entry, &Booked, &Books) -> Result<(), StoreError>,
) -> Result<(Books, Head), StoreError> {
    let (mut head, mut books) = (Head::EMPTY, Books::default());
    let mut last_at = Timestamp::MIN;
    let mut jobs: BTreeMap<JobId, Job> = BTreeMap::new();
    let unreadable = |after| move |source| StoreError::Unreadable { after, source };
    let mut statement = connection
        .prepare("SELECT seq, hash, body FROM journal ORDER BY seq")
        .map_err(unreadable(0))?;
    let mut rows = statement.query([]).map_err(unreadable(0))?;
    while let Some(row) = rows.next().map_err(unreadable(head.seq))? {
        let (next, entry) = link(&head, row)?;
        head = next;
        if entry.at < last_at {
            return Err(ChainFault::RunsBack { seq: entry.seq }.into());
        }
        last_at = entry.at;
        let job = entry.job.as_ref().and_then(|id| jobs.remove(id));
        let booked = books.book(&entry, job.as_ref());
        let mut booked =
            booked.map_err(|source| StoreError::IllegalEntry { seq: entry.seq, source })?;
        each(&entry, &booked, &books)?;
        if let Some(job) = booked.job.take() {
            jobs.insert(job.id.clone(), job);
        }
    }
    Ok((books, head))
}

fn link(head: &Head, row: &Row<'_>) -> Result<(Head, Entry), StoreError> {
    let seq: u64 =
        row.get(0).map_err(|source| StoreError::Unreadable { after: head.seq, source })?;
    let (Some(hash), Some(body)) = (bytes(row, 1), bytes(row, 2)) else {
        return Err(ChainFault::Changed { seq }.into());
    };
    let next = head.check(seq, hash, body)?;
    let body = std::str::from_utf8(body).map_err(|_| ChainFault::Changed { seq })?;
    let entry = Entry::read(seq, body)?;
    if entry.seq != seq {
        return Err(ChainFault::Misplaced { seq, claimed: entry.seq }.into());
    }
    Ok((next, entry))
}

/// Raw bytes of a column, whatever type a damaged file claims.
fn bytes<'a>(row: &'a Row<'_>, column: usize) -> Option<&'a [u8]> {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Some(bytes),
        _ => None,
    }
}

/// Tables, indices and triggers as they were made: a dropped trigger shows.
fn same_tables(disk: &Connection, fresh: &Connection) -> Result<(), StoreError> {
    let (found, expected) = (made(disk)?, made(fresh)?);
    let differs = |(name, sql): &(&String, &String)| expected.get(*name) != Some(*sql);
    let changed = found.iter().find(differs).map(|(name, _)| name);
    let missing = expected.keys().find(|name| !found.contains_key(*name));
    match changed.or(missing) {
        Some(name) => Err(StoreError::Tables { name: name.clone() }),
        None => Ok(()),
    }
}

/// By name, what makes it.
fn made(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT name, type || ' of ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// SQLite's own look at every page and index.
fn undamaged(disk: &Connection) -> Result<(), StoreError> {
    let damaged = |error: rusqlite::Error| StoreError::Damaged(error.to_string());
    let found: String =
        disk.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(damaged)?;
    match found.as_str() {
        "ok" => Ok(()),
        _ => Err(StoreError::Damaged(found)),
    }
}

fn compare(table: &'static str, disk: &Connection, fresh: &Connection) -> Result<(), StoreError> {
    let differs = |what: String| StoreError::Projection { table, what };
    let unreadable = |error: rusqlite::Error| differs(error.to_string());
    let (found, expected) = (rows(table, disk).map_err(unreadable)?, rows(table, fresh)?);
    for (found, expected) in found.iter().zip(&expected) {
        if found != expected {
            return Err(differs(format!("{found} instead of {expected}")));
        }
    }
    match (found.get(expected.len()), expected.get(found.len())) {
        (Some(row), _) => Err(differs(format!("{row} is not in the journal"))),
        (_, Some(row)) => Err(differs(format!("{row} is missing"))),
        _ => Ok(()),
    }
}

/// Every row of a table as text, in the order of its key.
fn rows(table: &str, connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells: Result<Vec<String>, _> =
            (0..columns).map(|column| row.get_ref(column).map(cell)).collect();
        Ok(cells?.join(" | "))
    })?;
    rows.collect()
}

fn cell(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "–".into(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
    }
}
