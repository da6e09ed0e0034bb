//! Tables. `journal` is the truth, `sealed_*` holds sealed data and its keys; the projections are
//! droppable. They lie in the order of their keys and carry as few indices as their readers need:
//! every page that an entry touches costs as much as the entry itself.

use rusqlite::Connection;

use super::desk::{ACCESS, CARD, CLAIM, SERIES, SHIPMENT};
use super::error::StoreError;
use super::staff::{APPROVAL, OUTCOME, STAFF};
use super::stock::{DAY, LAID, MOVEMENT, PAPER, RIBBON, TRANSFER};

/// Rises with every change of the tables.
pub const SCHEMA_VERSION: i64 = 5;
/// From here on the journal is the same, with other projections beside it.
pub const EARLIEST: i64 = 1;
/// An index that version 1 had on the journal.
pub const DROPPED_SINCE: &str = "DROP INDEX IF EXISTS journal_by_job";

pub const JOURNAL: &str = "
CREATE TABLE journal (
    seq  INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    body TEXT NOT NULL
) STRICT;
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

/// Sealed beside the journal since version 3: words by which people are found, and what was signed
/// at the counter.
pub const SEALED_SINCE: &str = "
CREATE TABLE IF NOT EXISTS person_word (
    word   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (word, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS person_word_by_person ON person_word (person);
CREATE TABLE IF NOT EXISTS sealed_handover (
    job    TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    key    BLOB NOT NULL,
    data   BLOB NOT NULL
) STRICT;
";

/// Until then there were no words.
pub const WORDS_SINCE: i64 = 3;
/// Since version 3, beside the journal: what must never stand in it.
pub const PEOPLE: &str = "
CREATE TABLE IF NOT EXISTS sealed_pin (
    name TEXT PRIMARY KEY,
    key  BLOB NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sealed_approval (
    approval TEXT PRIMARY KEY,
    key      BLOB NOT NULL,
    data     BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sealed_words (
    paper TEXT PRIMARY KEY,
    key   BLOB NOT NULL,
    data  BLOB NOT NULL
) STRICT;
";

pub const PROJECTIONS: &str = "
CREATE TABLE staff (
    name    TEXT PRIMARY KEY,
    role    TEXT NOT NULL,
    removed INTEGER NOT NULL,
    wrong   INTEGER NOT NULL,
    wrong_at TEXT,
    token    TEXT,
    token_until TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE approval (
    approval TEXT PRIMARY KEY,
    command  TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    expires  TEXT NOT NULL,
    state    TEXT NOT NULL,
    by       TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE outcome (
    approval TEXT PRIMARY KEY,
    at       TEXT NOT NULL,
    code     TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE paper (
    kind   TEXT NOT NULL,
    number TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    dated  TEXT NOT NULL,
    PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE movement (
    seq      INTEGER PRIMARY KEY,
    reversed INTEGER
) STRICT;
CREATE TABLE laid (
    uid   TEXT PRIMARY KEY,
    kind  TEXT NOT NULL,
    place TEXT NOT NULL,
    seq   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE day (
    one  INTEGER PRIMARY KEY,
    book TEXT
) STRICT;
CREATE TABLE stock (
    kind     TEXT NOT NULL,
    place    TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (kind, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE blank (
    name  TEXT PRIMARY KEY,
    kind  TEXT NOT NULL,
    place TEXT NOT NULL,
    job   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE listed (
    uid  TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    bast TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE revoked (
    uid    TEXT PRIMARY KEY,
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE person (
    nik    TEXT PRIMARY KEY,
    person TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE job (
    job     TEXT PRIMARY KEY,
    person  TEXT NOT NULL,
    lane    TEXT,
    stage   TEXT NOT NULL,
    living  INTEGER NOT NULL,
    over    INTEGER NOT NULL,
    due     INTEGER NOT NULL,
    entries TEXT NOT NULL,
    batch   TEXT,
    n       INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX job_by_person ON job (person);
CREATE INDEX job_by_batch ON job (batch, n) WHERE batch IS NOT NULL;
CREATE TABLE batch (
    batch    TEXT PRIMARY KEY,
    opened   INTEGER NOT NULL,
    closed   INTEGER,
    actor    TEXT NOT NULL,
    cards    INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    closes   TEXT,
    state    TEXT NOT NULL,
    ending   TEXT
) STRICT, WITHOUT ROWID;
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
    sensor_empty INTEGER,
    confirmed TEXT,
    day TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE clock (
    one       INTEGER PRIMARY KEY,
    doubted   TEXT,
    confirmed TEXT,
    entry     INTEGER,
    stood     TEXT
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
    papers   TEXT NOT NULL,
    state    TEXT,
    observed TEXT NOT NULL,
    printer  TEXT,
    PRIMARY KEY (year, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_by_person ON register (person);
CREATE INDEX register_by_date ON register (date);
CREATE INDEX register_by_operator ON register (operator, year, n);
CREATE INDEX register_by_job ON register (job);
CREATE TABLE card (
    job         TEXT PRIMARY KEY,
    waits_since TEXT,
    shipment    TEXT,
    kecamatan   TEXT,
    handed      TEXT,
    complaints  TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX card_by_shipment ON card (shipment) WHERE shipment IS NOT NULL;
CREATE INDEX card_that_waits ON card (waits_since) WHERE waits_since IS NOT NULL;
CREATE TABLE claim (
    series   TEXT NOT NULL,
    year     INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    person   TEXT NOT NULL,
    at       TEXT NOT NULL,
    actor    TEXT NOT NULL,
    expected TEXT,
    state    TEXT,
    reason   TEXT,
    instead  TEXT,
    PRIMARY KEY (series, year, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_person ON claim (person);
CREATE TABLE series (
    series TEXT NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE shipment (
    year      INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    kecamatan TEXT NOT NULL,
    state     TEXT NOT NULL,
    bast      TEXT,
    book      TEXT NOT NULL,
    PRIMARY KEY (year, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE access (
    person  TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    purpose TEXT NOT NULL,
    PRIMARY KEY (person, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_by_time ON access (seq);
CREATE TABLE transfer (
    transfer TEXT PRIMARY KEY,
    book     TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE ribbon (one INTEGER PRIMARY KEY, book TEXT) STRICT;
";

/// One projection: how many of its first columns are the key, and how a row gets there.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub key: usize,
    pub insert: &'static str,
    pub twice: Twice,
}

/// What a second row of the same key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice {
    /// The entry is refused.
    Refused,
    /// The first one stays.
    Ignored,
    /// The second one stands.
    Replaces,
    /// The second one stands if it is of the same job, its last column, or the first lies in a
    /// hopper.
    ReplacesOfJob,
}

pub static STOCK: Table = Table {
    name: "stock",
    key: 2,
    insert: "INSERT INTO stock VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET quantity = excluded.quantity",
    twice: Twice::Replaces,
};
/// A copy of a chip does not take the name away from the card that had it first; a blank laid back
/// untouched is anybody's again.
pub static BLANK: Table = Table {
    name: "blank",
    key: 1,
    insert: "INSERT INTO blank VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET place = excluded.place, job = excluded.job
             WHERE job = excluded.job OR place LIKE 'hopper:%'",
    twice: Twice::ReplacesOfJob,
};
pub static LISTED: Table = Table {
    name: "listed",
    key: 1,
    insert: "INSERT INTO listed VALUES (?1, ?2, ?3)",
    twice: Twice::Refused,
};
pub static REVOKED: Table = Table {
    name: "revoked",
    key: 1,
    insert: "INSERT OR IGNORE INTO revoked VALUES (?1, ?2)",
    twice: Twice::Ignored,
};
pub static PERSON: Table = Table {
    name: "person",
    key: 1,
    insert: "INSERT OR IGNORE INTO person VALUES (?1, ?2)",
    twice: Twice::Ignored,
};
/// Neither person nor batch ever change, so their indices are not touched again.
pub static JOB: Table = Table {
    name: "job",
    key: 1,
    insert: "INSERT INTO job VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT DO UPDATE
             SET (lane, stage, living, over, due, entries) = (?3, ?4, ?5, ?6, ?7, ?8)",
    twice: Twice::Replaces,
};
pub static BATCH: Table = Table {
    name: "batch",
    key: 1,
    insert: "INSERT OR REPLACE INTO batch VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    twice: Twice::Replaces,
};
pub static LANE: Table = Table {
    name: "lane",
    key: 1,
    insert: "INSERT OR REPLACE INTO lane
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    twice: Twice::Replaces,
};
pub static CLOCK: Table = Table {
    name: "clock",
    key: 1,
    insert: "INSERT OR REPLACE INTO clock VALUES (?1, ?2, ?3, ?4, ?5)",
    twice: Twice::Replaces,
};
pub static REGISTER: Table = Table {
    name: "register",
    key: 2,
    insert: "INSERT INTO register VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
             ?14, ?15)",
    twice: Twice::Refused,
};

/// Every projection, for dropping and comparing.
pub static PROJECTED: [&Table; 24] = [
    &STOCK, &BLANK, &LISTED, &REVOKED, &PERSON, &JOB, &BATCH, &LANE, &CLOCK, &REGISTER, &CARD,
    &CLAIM, &SERIES, &SHIPMENT, &ACCESS, &STAFF, &APPROVAL, &PAPER, &MOVEMENT, &LAID, &DAY,
    &TRANSFER, &RIBBON, &OUTCOME,
];

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
    match version(connection)? {
        SCHEMA_VERSION => Ok(()),
        found => Err(StoreError::Schema { found, known: SCHEMA_VERSION }),
    }
}

pub fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
