//! Reading the books. Readers need no daemon: SQLite lets them look while the writer works.

use std::path::Path;
use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};

use super::backup::journal_in;
use super::error::StoreError;
use super::schema;
use super::sealed::{PersonData, Sealed, SealingKeys};
use crate::books::{Books, Calibration, ClockBook, LaneBook, RegisterNumber, Stock};
use crate::journal::{
    BlankName, Counted, Entry, Event, Hash, Head, JobId, JournalRestored, LaneName, PersonNumber,
    Place,
};
use crate::record::{Kind, Mac, Uid};

/// A look at the books; borrows the writer's connection or has its own.
pub struct Reader<'a> {
    connection: Source<'a>,
}

enum Source<'a> {
    Own(Connection),
    Writers(&'a Connection),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankRow {
    pub kind: Kind,
    pub place: String,
    pub job: JobId,
}

impl BlankRow {
    pub fn is_in_a_hopper(&self) -> bool {
        matches!(self.place.parse(), Ok(Place::Hopper(_)))
    }
}

impl Reader<'static> {
    /// Opens the journal in `folder` for reading only.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::of(&journal_in(folder)?)
    }

    /// Opens a journal's file, wherever it lies.
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(super::PATIENCE)?;
        let reader = Self { connection: Source::Own(connection) };
        schema::check(reader.connection())?;
        Ok(reader)
    }
}

impl<'a> Reader<'a> {
    pub(super) fn over(connection: &'a Connection) -> Result<Self, StoreError> {
        let reader = Self { connection: Source::Writers(connection) };
        schema::check(reader.connection())?;
        Ok(reader)
    }

    pub(super) fn connection(&self) -> &Connection {
        match &self.connection {
            Source::Own(connection) => connection,
            Source::Writers(connection) => connection,
        }
    }

    pub fn head(&self) -> Result<Head, StoreError> {
        let head = self
            .connection()
            .query_row("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", [], |row| {
                Ok(Head { seq: row.get(0)?, hash: Hash(row.get(1)?) })
            })
            .optional()?;
        Ok(head.unwrap_or(Head::EMPTY))
    }

    /// The head of the chain as it was after this entry.
    pub fn hash_at(&self, seq: u64) -> Result<Option<Hash>, StoreError> {
        let hash =
            self.connection().query_row("SELECT hash FROM journal WHERE seq = ?1", [seq], |row| {
                row.get(0).map(Hash)
            });
        Ok(hash.optional()?)
    }

    /// Whether a restore was booked here that lost what this head stood for.
    pub fn is_lost(&self, head: Head) -> Result<bool, StoreError> {
        let restores = self.query_entries(
            "SELECT seq, body FROM journal WHERE body LIKE '%\"type\":\"journal_restored\"%'",
            [],
        )?;
        // An entry before the restore is known here; one behind the lost head never was.
        let lost = |entry: &Entry| match &entry.event {
            Event::JournalRestored(JournalRestored { lost: Some(tail), .. }) => {
                head.seq >= entry.seq && head.seq <= tail.seq
            }
            _ => false,
        };
        Ok(restores.iter().any(lost))
    }

    pub fn entry(&self, seq: u64) -> Result<Entry, StoreError> {
        let body: String = self.connection().query_row(
            "SELECT body FROM journal WHERE seq = ?1",
            [seq],
            |row| row.get(0),
        )?;
        Ok(Entry::read(seq, &body)?)
    }

    /// Up to `limit` entries from `first` on.
    pub fn entries(&self, first: u64, limit: u64) -> Result<Vec<Entry>, StoreError> {
        self.query_entries(
            "SELECT seq, body FROM journal WHERE seq >= ?1 ORDER BY seq LIMIT ?2",
            params![first, limit],
        )
    }

    pub(super) fn query_entries(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let body: String = row.get(1)?;
            entries.push(Entry::read(row.get(0)?, &body)?);
        }
        Ok(entries)
    }

    pub fn person_by_nik(&self, mac: &Mac) -> Result<Option<PersonNumber>, StoreError> {
        Ok(self
            .connection()
            .query_row("SELECT person FROM person WHERE nik = ?1", [mac.to_string()], |row| {
                word(row, 0, PersonNumber::new)
            })
            .optional()?)
    }

    /// What is known of somebody lies sealed: they came here, and were not erased.
    pub fn is_sealed(&self, person: &PersonNumber) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sealed_person WHERE person = ?1)";
        Ok(self.connection().query_row(sql, [person.as_str()], |row| row.get(0))?)
    }

    pub fn blank(&self, name: &BlankName) -> Result<Option<BlankRow>, StoreError> {
        Ok(self
            .connection()
            .query_row(
                "SELECT kind, place, job FROM blank WHERE name = ?1",
                [name.to_string()],
                |row| {
                    Ok(BlankRow {
                        kind: kind(row, 0)?,
                        place: row.get(1)?,
                        job: word(row, 2, JobId::new)?,
                    })
                },
            )
            .optional()?)
    }

    /// Whether a supplier's list names this UID; `None` if no list was ever received.
    pub fn is_listed(&self, uid: &Uid, of: Kind) -> Result<Option<bool>, StoreError> {
        let any: bool = self.connection().query_row(
            "SELECT EXISTS (SELECT 1 FROM listed WHERE kind = ?2)
             OR EXISTS (SELECT 1 FROM listed WHERE uid = ?1)
             OR EXISTS (SELECT 1 FROM laid WHERE uid = ?1)",
            params![uid.to_string(), of.as_str()],
            |row| row.get(0),
        )?;
        let listed: bool = self.connection().query_row(
            "SELECT EXISTS (SELECT 1 FROM listed WHERE uid = ?1 AND kind = ?2)
             OR EXISTS (SELECT 1 FROM laid WHERE uid = ?1 AND kind = ?2)",
            params![uid.to_string(), of.as_str()],
            |row| row.get(0),
        )?;
        Ok(any.then_some(listed))
    }

    pub fn is_revoked(&self, uid: &Uid) -> Result<bool, StoreError> {
        Ok(self.connection().query_row(
            "SELECT EXISTS (SELECT 1 FROM revoked WHERE uid = ?1)",
            [uid.to_string()],
            |row| row.get(0),
        )?)
    }

    /// The folds that the next entry needs, from their projections.
    pub fn books(&self) -> Result<Books, StoreError> {
        let mut books = Books { stock: self.stock()?, ..Books::default() };
        let mut statement = self.connection().prepare_cached(
            "SELECT lane, serial, reader, proven, cards, panels, cleanings, stopped,
             spoiled_in_a_row, bad_looks_in_a_row, sensor_inside, sensor_empty, confirmed, day
             FROM lane",
        )?;
        let rows = statement.query_map([], |row| Ok((word(row, 0, LaneName::new)?, lane(row)?)))?;
        books.lanes = rows.collect::<Result<_, _>>()?;
        books.batch = self.open_batch()?;
        books.day = self.day()?;
        books.undo = self.undoable(books.day.before)?;
        (books.series, books.shipments) = (self.series()?, self.open_shipments()?);
        books.lost = self.lost_numbers()?;
        (books.staff, books.transfers) = (self.staff()?, self.transfers()?);
        books.ribbons = self.ribbons()?;
        let mut statement =
            self.connection().prepare_cached("SELECT year, max(n) FROM register GROUP BY year")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        books.register = rows.collect::<Result<_, _>>()?;
        let sql = "SELECT doubted, confirmed, entry, stood FROM clock";
        let clock = self.connection().query_row(sql, [], |row| {
            let confirmed_by = row.get::<_, Option<u64>>(2)?.zip(instant(row, 3)?);
            let (doubted, confirmed) = (instant(row, 0)?, instant(row, 1)?);
            Ok(ClockBook { doubted, confirmed, confirmed_by })
        });
        books.clock = clock.optional()?.unwrap_or_default();
        Ok(books)
    }

    pub fn stock(&self) -> Result<Stock, StoreError> {
        let mut stock = Stock::default();
        let mut statement =
            self.connection().prepare_cached("SELECT kind, place, quantity FROM stock")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            stock.set(kind(row, 0)?, word(row, 1, Place::from_str)?, row.get(2)?);
        }
        Ok(stock)
    }

    /// The register number of a job's card, once it was printed.
    pub fn register_of(&self, job: &JobId) -> Result<Option<String>, StoreError> {
        let row = self.connection().query_row(
            "SELECT year, station, n FROM register WHERE job = ?1 ORDER BY year, n LIMIT 1",
            [job.as_str()],
            |row| Ok(RegisterNumber { year: row.get(0)?, station: row.get(1)?, n: row.get(2)? }),
        );
        Ok(row.optional()?.map(|number| number.to_string()))
    }

    /// True if the last run of the program did not book its end.
    pub fn last_run_unclean(&self) -> Result<bool, StoreError> {
        let last: Option<String> = self
            .connection()
            .query_row(
                "SELECT json_extract(body, '$.event.type') AS type FROM journal
                 WHERE (instr(body, '\"started\"') > 0 OR instr(body, '\"stopped\"') > 0)
                 AND type IN ('started', 'stopped') ORDER BY seq DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        Ok(last.as_deref() == Some("started"))
    }

    pub fn person_data(
        &self,
        person: &PersonNumber,
        keys: &SealingKeys,
    ) -> Result<Option<PersonData>, StoreError> {
        let sql = "SELECT key, data FROM sealed_person WHERE person = ?1";
        let Some(sealed) = self.sealed(sql, person.as_str())? else { return Ok(None) };
        let plain = keys.open(person.as_str(), &sealed)?;
        let data =
            serde_json::from_slice(&plain).map_err(|_| StoreError::Sealed(person.to_string()))?;
        Ok(Some(data))
    }

    /// The signed record of a job under way, sealed.
    pub fn sealed_lease(&self, job: &JobId) -> Result<Option<Sealed>, StoreError> {
        self.sealed("SELECT key, data FROM sealed_lease WHERE job = ?1", job.as_str())
    }

    pub(super) fn sealed(&self, sql: &str, owner: &str) -> Result<Option<Sealed>, StoreError> {
        Ok(self
            .connection()
            .query_row(sql, [owner], |row| Ok(Sealed { key: row.get(0)?, data: row.get(1)? }))
            .optional()?)
    }
}

fn lane(row: &Row<'_>) -> rusqlite::Result<LaneBook> {
    let (cards, panels, cleanings) = (row.get(4)?, row.get(5)?, row.get(6)?);
    let counters = match (cards, panels, cleanings) {
        (Some(cards), Some(panels), Some(cleanings)) => Some(Counted { cards, panels, cleanings }),
        _ => None,
    };
    let sensor = match (row.get(10)?, row.get(11)?) {
        (Some(inside), Some(empty)) => Calibration::new(inside, empty),
        _ => None,
    };
    Ok(LaneBook {
        printer_serial: row.get(1)?,
        reader: row.get(2)?,
        proven: row.get(3)?,
        counters,
        stopped: json(row, 7)?,
        spoiled_in_a_row: row.get(8)?,
        bad_looks_in_a_row: row.get(9)?,
        sensor,
        confirmed: json(row, 12)?,
        day: json(row, 13)?.unwrap_or_default(),
    })
}

pub(super) fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    let text: Option<String> = row.get(column)?;
    let at = text.map(|text| text.parse()).transpose();
    at.map_err(|error: jiff::Error| not_ours(column, error))
}

pub(super) fn json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    let value = text.map(|json| serde_json::from_str(&json)).transpose();
    value.map_err(|error| not_ours(column, error))
}

pub(super) fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<Kind> {
    word(row, column, Kind::from_str)
}

/// A column that must be a word of ours; anything else is a damaged projection.
pub(super) fn word<T, E: std::error::Error + Send + Sync + 'static>(
    row: &Row<'_>,
    column: usize,
    parse: impl Fn(&str) -> Result<T, E>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).map_err(|error| not_ours(column, error))
}

pub(super) fn not_ours(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}
