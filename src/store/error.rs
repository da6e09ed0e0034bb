//! What can go wrong with the books on disk.

use std::path::PathBuf;

use thiserror::Error;

use crate::books::Illegal;
use crate::journal::{ChainFault, EntryError};

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("journal {} does not exist", .0.display())]
    Missing(PathBuf),
    #[error("journal {} exists already", .0.display())]
    Exists(PathBuf),
    #[error("a restore was cut off in its middle: {}", .0.display())]
    RestoreUnfinished(PathBuf),
    #[error("that is the journal of station {0}")]
    OtherJournal(String),
    #[error("another daemon holds {}", .0.display())]
    Locked(PathBuf),
    #[error("{} can't be used", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the database refused")]
    Database(#[source] rusqlite::Error),
    /// Nothing was booked; with room made, the same goes through.
    #[error("the disk is full")]
    Full(#[source] rusqlite::Error),
    /// Another program writes on the journal's file, and did not let go in `PATIENCE`.
    #[error("another program holds the journal's file")]
    Busy(#[source] rusqlite::Error),
    #[error("the journal can't be written on")]
    ReadOnly(#[source] rusqlite::Error),
    #[error("the disk failed")]
    Disk(#[source] rusqlite::Error),
    #[error("a page of the journal's file is damaged")]
    DamagedPage(#[source] rusqlite::Error),
    #[error("journal has schema {found}, this version knows {known}")]
    Schema { found: i64, known: i64 },
    /// Whoever holds the anchor has heard of entries that are not here.
    #[error("{seq}:{anchor} was reported from here, and is not in this journal")]
    Behind { seq: u64, anchor: String },
    #[error("broken chain")]
    Chain(#[from] ChainFault),
    #[error("unreadable entry")]
    Entry(#[from] EntryError),
    /// The database gave up while reading: everything up to `after` is whole.
    #[error("the journal can't be read after entry {after}")]
    Unreadable {
        after: u64,
        #[source]
        source: rusqlite::Error,
    },
    #[error("an entry that the books can't take")]
    Illegal(#[from] Illegal),
    /// The chain holds, and yet the books can't take this entry: it was forged.
    #[error("entry {seq} can't follow the entries before it")]
    IllegalEntry {
        seq: u64,
        #[source]
        source: Illegal,
    },
    #[error("table or trigger `{name}` is not as it was made")]
    Tables { name: String },
    /// An entry that only a forger could have written: no writer books the same name twice.
    #[error("{0} is booked twice")]
    Twice(String),
    /// Every entry is whole; an index or a page beside the journal is not.
    #[error("the database file is damaged: {0}")]
    Damaged(String),
    #[error("projection `{table}` differs from the journal: {what}")]
    Projection { table: &'static str, what: String },
    /// A key's row: what lay sealed can't be made anew, only put back from a backup.
    #[error("what lies sealed in `{table}` is not what was sealed: {what}")]
    SealedRows { table: &'static str, what: String },
    #[error("sealed data of {0} does not open: wrong key or changed")]
    Sealed(String),
    #[error("{} must have 32 bytes as 64 hexadecimal digits and mode 0600", .0.display())]
    Key(PathBuf),
}

impl From<rusqlite::Error> for StoreError {
    /// By what a person has to do about it.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::*;
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full(error),
            Some(DatabaseBusy | DatabaseLocked | FileLockingProtocolFailed) => Self::Busy(error),
            Some(ReadOnly | PermissionDenied) => Self::ReadOnly(error),
            Some(SystemIoFailure | CannotOpen) => Self::Disk(error),
            Some(DatabaseCorrupt | NotADatabase) => Self::DamagedPage(error),
            _ => Self::Database(error),
        }
    }
}
