//! The journal's file as its one writer holds it: locked, of our version, durable.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::backup::journal_in;
use super::error::StoreError;
use super::fold::Folded;
use super::project::store;
use super::{PATIENCE, schema};
use crate::device::Clock;

/// How often, and how far apart, the lock is asked for.
const LOCK_TRIES: u32 = 50;
const LOCK_AGAIN: Duration = Duration::from_millis(20);

/// An empty word for who was sealed before there were words: found by none, and none is missing.
const NO_WORDS_YET: &str = "INSERT OR IGNORE INTO person_word SELECT '', person FROM sealed_person";

/// The journal's file and its lock; tables of versions before are made anew.
pub fn take(folder: &Path, clock: &dyn Clock) -> Result<(Connection, Lock), StoreError> {
    let path = journal_in(folder)?;
    let lock = lock(folder, clock)?;
    // Not to be changed before it is known to be ours.
    let mut connection = Connection::open(&path)?;
    connection.busy_timeout(PATIENCE)?;
    if connection.is_readonly("main")? {
        let read_only = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY);
        return Err(StoreError::ReadOnly(rusqlite::Error::SqliteFailure(read_only, None)));
    }
    match schema::version(&connection)? {
        schema::SCHEMA_VERSION => {}
        version @ schema::EARLIEST..schema::SCHEMA_VERSION => {
            set(&connection)?;
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(schema::DROPPED_SINCE)?;
            transaction.execute_batch(schema::SEALED_SINCE)?;
            if version < schema::WORDS_SINCE {
                transaction.execute_batch(NO_WORDS_YET)?;
            }
            transaction.execute_batch(schema::PEOPLE)?;
            project_anew(&transaction)?;
            transaction.pragma_update(None, "user_version", schema::SCHEMA_VERSION)?;
            transaction.commit()?;
        }
        found => return Err(StoreError::Schema { found, known: schema::SCHEMA_VERSION }),
    }
    set(&connection)?;
    Ok((connection, lock))
}

/// The one writer's hold on its folder.
pub struct Lock(File);

impl Drop for Lock {
    /// Given up by word: a child that is just being started may hold a copy of the file, and with
    /// it the lock, until it runs.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the lock ends with its file");
        }
    }
}

/// A daemon that is just ending is waited for.
pub fn lock(folder: &Path, clock: &dyn Clock) -> Result<Lock, StoreError> {
    let path = folder.join("cetakd.lock");
    let fault = |source| StoreError::File { path: path.clone(), source };
    let file = File::options().create(true).append(true).open(&path).map_err(fault)?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(std::fs::TryLockError::WouldBlock) => clock.sleep(LOCK_AGAIN),
            Err(std::fs::TryLockError::Error(source)) => return Err(fault(source)),
        }
    }
    Err(StoreError::Locked(path))
}

pub fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    set(&connection)?;
    Ok(connection)
}

fn set(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(schema::SETTINGS)?;
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Every projection made anew, durably.
pub fn rebuilt(connection: &mut Connection) -> Result<Folded, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let folded = project_anew(&transaction)?;
    transaction.commit()?;
    Ok(folded)
}

fn project_anew(connection: &Connection) -> Result<Folded, StoreError> {
    let mut folded = Folded::read(connection)?;
    for table in schema::PROJECTED {
        connection.execute_batch(&format!("DROP TABLE IF EXISTS {}", table.name))?;
    }
    connection.execute_batch(schema::PROJECTIONS)?;
    for (table, rows) in folded.tables()? {
        rows.iter().try_for_each(|row| store(connection, table, row))?;
    }
    Ok(folded)
}

#[cfg(test)]
mod tests {
    use super::super::JOURNAL_FILE;
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

    #[test]
    fn a_lock_ends_with_its_holder_though_a_child_has_a_copy_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let clock = crate::device::clock::SystemClock::new();
        let held = lock(folder.path(), &clock).unwrap();
        let copy = held.0.try_clone().unwrap();
        assert!(File::open(folder.path().join("cetakd.lock")).unwrap().try_lock().is_err());
        drop(held);
        let again = File::open(folder.path().join("cetakd.lock")).unwrap();
        assert!(again.try_lock().is_ok(), "the copy keeps it");
        drop(copy);
    }
}
