//! Tables. `journal` is the truth; the rest of the first block is droppable; the second block
//! holds sealed data and its keys.

use rusqlite::Connection;

use super::error::StoreError;

/// Rises with every change of the tables.
pub const SCHEMA_VERSION: i64 = 1;

pub const JOURNAL: &str = "
CREATE TABLE journal (
    seq  INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_job ON journal (json_extract(body, '$.job'), seq)
    WHERE json_extract(body, '$.job') IS NOT NULL;
CREATE TRIGGER journal_only_grows BEFORE INSERT ON journal
    WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
    BEGIN SELECT RAISE(ABORT, 'the journal only grows at its end'); END;
CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is never updated'); END;
CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the journal'); END;

CREATE TABLE sealed_person (
    person TEXT PRIMARY KEY,
    key    BLOB NOT NULL,
    data   BLOB NOT NULL
) STRICT;
CREATE TABLE sealed_lease (
    job  TEXT PRIMARY KEY,
    key  BLOB NOT NULL,
    data BLOB NOT NULL
) STRICT;
";

pub const PROJECTIONS: &str = "
CREATE TABLE stock (
    kind     TEXT NOT NULL,
    place    TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (kind, place)
) STRICT;
CREATE TABLE blank (
    name  TEXT PRIMARY KEY,
    kind  TEXT NOT NULL,
    place TEXT NOT NULL,
    job   TEXT NOT NULL
) STRICT;
CREATE TABLE listed (
    uid  TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    bast TEXT NOT NULL
) STRICT;
CREATE TABLE revoked (
    uid    TEXT PRIMARY KEY,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE person (
    person TEXT PRIMARY KEY,
    nik    TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE job (
    job    TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    lane   TEXT,
    stage  TEXT NOT NULL,
    living INTEGER NOT NULL,
    over   INTEGER NOT NULL,
    due    INTEGER NOT NULL
) STRICT;
CREATE INDEX job_by_person ON job (person);
CREATE INDEX job_open ON job (over) WHERE over = 0;
CREATE INDEX job_due ON job (due) WHERE due > 0;
CREATE TABLE lane (
    lane     TEXT PRIMARY KEY,
    serial   TEXT,
    reader   TEXT,
    proven   INTEGER NOT NULL,
    cards    INTEGER,
    panels   INTEGER,
    cleanings INTEGER,
    stopped  TEXT,
    spoiled_in_a_row INTEGER NOT NULL,
    bad_looks_in_a_row INTEGER NOT NULL,
    sensor_inside INTEGER,
    sensor_empty INTEGER
) STRICT;
CREATE TABLE register (
    year     INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    station  TEXT NOT NULL,
    date     TEXT NOT NULL,
    job      TEXT NOT NULL,
    person   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    blank    TEXT NOT NULL,
    lane     TEXT NOT NULL,
    operator TEXT NOT NULL,
    PRIMARY KEY (year, n)
) STRICT;
";

/// Every projection, for dropping and comparing.
pub const PROJECTED: [&str; 8] =
    ["stock", "blank", "listed", "revoked", "person", "job", "lane", "register"];

/// Settings of every connection; the writer's durability is not negotiable.
pub const SETTINGS: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
";

/// A journal of another version is left alone.
pub fn check(connection: &Connection) -> Result<(), StoreError> {
    match connection.pragma_query_value(None, "user_version", |row| row.get(0))? {
        SCHEMA_VERSION => Ok(()),
        found => Err(StoreError::Schema { found, known: SCHEMA_VERSION }),
    }
}
