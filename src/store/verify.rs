//! Proof of the books: the chain is whole, every entry is legal after the one before, and every
//! projection is what the journal adds up to. The first fault is named by its entry.

use std::collections::BTreeMap;
use std::path::Path;

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
        fresh.execute_batch(schema::PROJECTIONS)?;
        // One look at one moment, though the daemon may go on writing.
        disk.execute_batch("BEGIN")?;
        let (_, head) = replay(&disk, |entry, booked, books| {
            project(&fresh, entry, booked, books).map_err(StoreError::from)
        })?;
        for table in schema::PROJECTED {
            compare(table, &disk, &fresh)?;
        }
        Ok(Self { entries: head.seq, head })
    }
}

/// Walks the whole journal: chain, entries, books; calls `each` with what every entry changed.
pub(super) fn replay(
    connection: &Connection,
    mut each: impl FnMut(&Entry, &Booked, &Books) -> Result<(), StoreError>,
) -> Result<(Books, Head), StoreError> {
    let (mut head, mut books) = (Head::EMPTY, Books::default());
    let mut jobs: BTreeMap<JobId, Job> = BTreeMap::new();
    let unreadable = |after| move |source| StoreError::Unreadable { after, source };
    let mut statement = connection
        .prepare("SELECT seq, hash, body FROM journal ORDER BY seq")
        .map_err(unreadable(0))?;
    let mut rows = statement.query([]).map_err(unreadable(0))?;
    while let Some(row) = rows.next().map_err(unreadable(head.seq))? {
        let (next, entry) = link(&head, row)?;
        head = next;
        let job = entry.job.as_ref().and_then(|id| jobs.remove(id));
        let mut booked = books.book(&entry, job.as_ref())?;
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

fn compare(
    table: &'static str,
    disk: &Connection,
    fresh: &Connection,
) -> Result<(), StoreError> {
    let (found, expected) = (rows(table, disk)?, rows(table, fresh)?);
    let differs = |what: String| StoreError::Projection { table, what };
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
fn rows(table: &str, connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells: Result<Vec<String>, _> =
            (0..columns).map(|column| row.get_ref(column).map(cell)).collect();
        Ok(cells?.join(" | "))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn cell(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "–".into(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
    }
}
