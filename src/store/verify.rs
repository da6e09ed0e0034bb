//! Proof of the books: the chain is whole, every entry is legal after the one before, every
//! projection is what the journal adds up to, and beside it lies sealed what was sealed and no
//! more. The first fault is named by its entry.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::backup::journal_in;
use super::error::StoreError;
use super::fold::Folded;
use super::project::{Cell, words};
use super::schema;
use super::schema::Table;
use crate::journal::Head;

/// What was shown to be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    pub entries: u64,
    pub head: Head,
}

impl Verified {
    /// Checks the journal in `folder` without changing it; needs no daemon and no key.
    pub fn check(folder: &Path) -> Result<Self, StoreError> {
        Self::of(&journal_in(folder)?)
    }

    /// The same for a journal's file of any name.
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let Folded { head, .. } = prove(&look(path)?, path)?;
        Ok(Self { entries: head.seq, head })
    }
}

/// Shows that the books on `disk`, which lie at `path`, are whole; hands back what they add up to.
pub(super) fn prove(disk: &Connection, path: &Path) -> Result<Folded, StoreError> {
    // One look at one moment, though the daemon may go on writing.
    let look_at_once = disk.unchecked_transaction()?;
    schema::check(disk)?;
    std::thread::scope(|scope| {
        let pages = scope.spawn(|| undamaged(&look(path)?));
        let proven = entries_and_tables(disk);
        let pages = pages.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // A fault that names an entry or a table says more than one that names a page.
        let folded = proven?;
        pages?;
        look_at_once.rollback()?;
        Ok(folded)
    })
}

fn entries_and_tables(disk: &Connection) -> Result<Folded, StoreError> {
    let mut folded = Folded::read(disk)?;
    same_tables(disk)?;
    for (table, rows) in folded.tables()? {
        compare(table, disk, &rows)?;
    }
    folded.presence.compare(disk, &folded.jobs, &folded.books.staff)?;
    Ok(folded)
}

/// A connection that can't write.
pub(super) fn look(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(super::PATIENCE)?;
    Ok(connection)
}

/// Tables, indices and triggers as they were made: a dropped trigger shows.
fn same_tables(disk: &Connection) -> Result<(), StoreError> {
    let fresh = Connection::open_in_memory()?;
    fresh.execute_batch(schema::JOURNAL)?;
    fresh.execute_batch(schema::SEALED_SINCE)?;
    fresh.execute_batch(schema::PEOPLE)?;
    fresh.execute_batch(schema::PROJECTIONS)?;
    let (found, expected) = (made(disk)?, made(&fresh)?);
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

fn compare(table: &Table, disk: &Connection, expected: &[Vec<Cell>]) -> Result<(), StoreError> {
    let differs = |what: String| StoreError::Projection { table: table.name, what };
    let unreadable = |error: rusqlite::Error| differs(error.to_string());
    let key = if table.key == 1 { "1" } else { "1, 2" };
    let sql = format!("SELECT * FROM {} ORDER BY {key}", table.name);
    let mut statement = disk.prepare(&sql).map_err(unreadable)?;
    let mut rows = statement.query([]).map_err(unreadable)?;
    let mut expected = expected.iter();
    while let Some(row) = rows.next().map_err(unreadable)? {
        let Some(expected) = expected.next() else {
            return Err(differs(format!("{} is not in the journal", found(row))));
        };
        let mut cells = expected.iter().enumerate();
        if !cells.all(|(column, cell)| row.get_ref(column).is_ok_and(|value| same(value, cell))) {
            return Err(differs(format!("{} instead of {}", found(row), words(expected))));
        }
    }
    match expected.next() {
        Some(row) => Err(differs(format!("{} is missing", words(row)))),
        None => Ok(()),
    }
}

fn same(value: ValueRef<'_>, cell: &Cell) -> bool {
    match (value, cell) {
        (ValueRef::Null, Cell::Null) => true,
        (ValueRef::Integer(found), Cell::Number(expected)) => found == *expected,
        (ValueRef::Text(found), Cell::Text(expected)) => found == expected.as_bytes(),
        _ => false,
    }
}

/// A row as text, whatever a damaged file holds.
fn found(row: &Row<'_>) -> String {
    let cells = (0..row.as_ref().column_count()).map(|column| match row.get_ref(column) {
        Ok(ValueRef::Null) | Err(_) => Cell::Null,
        Ok(ValueRef::Integer(number)) => Cell::Number(number),
        Ok(ValueRef::Real(number)) => Cell::Text(number.to_string()),
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => {
            Cell::Text(String::from_utf8_lossy(bytes).into())
        }
    });
    words(&cells.collect::<Vec<_>>())
}
