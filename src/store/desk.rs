//! Projections of what happens between output and hand: a card's later life, receipts and letters
//! as rows, parcels, and who looked at whom.

use std::collections::BTreeMap;

use rusqlite::{Row as Found, params};

use super::error::StoreError;
use super::project::{Cell, Kept, Row, number, text};
use super::read::{Reader, instant, json, not_ours, word};
use super::schema::{PERSON, Table, Twice};
use super::sealed::Sealed;
use crate::books::{Booked, Books, ShipmentBook};
use crate::job::{Complaint, End, Handed, Job, Life, Stage};
use crate::journal::{Entry, Event, JobId, PersonNumber, Purpose, Series, SeriesNumber, Verdict};
use crate::record::Mac;

pub static CARD: Table = Table {
    name: "card",
    key: 1,
    insert: "INSERT OR REPLACE INTO card VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    twice: Twice::Replaces,
};
pub static CLAIM: Table = Table {
    name: "claim",
    key: 3,
    insert: "INSERT INTO claim VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    twice: Twice::Refused,
};
pub static SERIES: Table = Table {
    name: "series",
    key: 2,
    insert: "INSERT OR REPLACE INTO series VALUES (?1, ?2, ?3)",
    twice: Twice::Replaces,
};
pub static SHIPMENT: Table = Table {
    name: "shipment",
    key: 2,
    insert: "INSERT OR REPLACE INTO shipment VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    twice: Twice::Replaces,
};
pub static ACCESS: Table = Table {
    name: "access",
    key: 2,
    insert: "INSERT INTO access VALUES (?1, ?2, ?3, ?4, ?5)",
    twice: Twice::Ignored,
};

/// One look at one person's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRow {
    pub seq: u64,
    pub person: PersonNumber,
    pub at: jiff::Timestamp,
    pub actor: String,
    pub purpose: String,
}

/// A card that waits to be collected, or is in a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    pub job: JobId,
    pub person: PersonNumber,
    pub stage: String,
    pub register: String,
    pub blank: String,
    pub life: Life,
}

/// What an entry adds to these tables.
pub fn event_rows(entry: &Entry, booked: &Booked, mut add: impl FnMut(Row)) {
    if let Some(book) = &booked.shipment {
        add(shipment_row(book));
    }
    let mut known = |nik: &Mac, person: &PersonNumber| {
        let cells = [text(nik.to_string()), text(person.as_str())].into();
        add(Row { table: &PERSON, cells });
    };
    match &entry.event {
        Event::StatusAsked(asked) => known(&asked.nik, &asked.person),
        Event::ReceiptIssued(issued) => known(&issued.nik, &issued.person),
        Event::SuketIssued(issued) => known(&issued.nik, &issued.person),
        _ => {}
    }
    if let Some(row) = claim_row(entry) {
        add(row);
    }
    let seen = |person: &PersonNumber, purpose: Purpose| Row {
        table: &ACCESS,
        cells: vec![
            text(person.as_str()),
            number(entry.seq),
            text(entry.at.to_string()),
            text(entry.actor.as_str()),
            text(purpose.as_str()),
        ],
    };
    match &entry.event {
        Event::StatusAsked(asked) => add(seen(&asked.person, Purpose::Layanan)),
        Event::PersonalDataShown { people, purpose } => {
            people.iter().for_each(|person| add(seen(person, *purpose)));
        }
        Event::CardHandedOver(over) => add(seen(&over.person, Purpose::Penyerahan)),
        Event::JobOpened(opened) if opened.preview => {
            add(seen(&opened.person, Purpose::Pemeriksaan));
        }
        Event::CardInspected { verdict: Verdict::Good, tapped: true, .. } => {
            let job = booked.job.as_ref();
            job.into_iter().for_each(|job| add(seen(&job.opened.person, Purpose::Pemeriksaan)));
        }
        _ => {}
    }
}

/// Nothing, until a card can be collected.
pub fn card_row(job: &Job) -> Option<Row> {
    let Life { waits_since, shipment, kecamatan, handed, complaints } = &job.life;
    if job.life == Life::default() && !came_back(job) {
        return None;
    }
    let maybe = |word: Option<String>| word.map_or(Cell::Null, text);
    let cells = vec![
        text(job.id.as_str()),
        maybe(waits_since.map(|at| at.to_string())),
        maybe(shipment.as_ref().map(ToString::to_string)),
        maybe(kecamatan.as_ref().map(ToString::to_string)),
        maybe(handed.as_ref().and_then(|handed| serde_json::to_string(handed).ok())),
        maybe((!complaints.is_empty()).then(|| serde_json::to_string(complaints).ok()).flatten()),
    ];
    Some(Row { table: &CARD, cells })
}

/// One that waited no longer does, and its row stays: what was written once is never taken away.
fn came_back(job: &Job) -> bool {
    matches!(job.stage, Stage::Ended(End::Lost | End::Withdrawn))
}

pub fn card_row_changed(before: Option<&Kept>, after: &Kept) -> Option<Row> {
    let unchanged = before.is_some_and(|before| {
        before.job.life == after.job.life && came_back(&before.job) == came_back(&after.job)
    });
    if unchanged { None } else { card_row(&after.job) }
}

/// What stands beside the series in their table: numbers that a lost journal may have given.
const LOST: &str = "lost";

pub fn series_rows(books: &Books, mut add: impl FnMut(Row)) {
    let series = books.series.iter().map(|((series, year), last)| (series.as_str(), year, last));
    for (series, year, last) in series.chain(books.lost.iter().map(|(y, n)| (LOST, y, n))) {
        let cells = [text(series), number(*year), number(*last)].into();
        add(Row { table: &SERIES, cells });
    }
}

fn shipment_row(book: &ShipmentBook) -> Row {
    let cells = vec![
        number(book.number.year),
        number(book.number.n),
        text(book.kecamatan.as_str()),
        text(book.state.as_str()),
        book.bast.as_ref().map_or(Cell::Null, |(bast, _)| text(bast.as_str())),
        serde_json::to_string(book).map_or(Cell::Null, text),
    ];
    Row { table: &SHIPMENT, cells }
}

fn claim_row(entry: &Entry) -> Option<Row> {
    let (series, of, person, of_its_kind) = match &entry.event {
        Event::ReceiptIssued(issued) => {
            let expected = text(issued.expected.to_string());
            let reason = text(issued.reason.as_str());
            let instead_of = issued.instead_of.as_ref();
            let instead_of = instead_of.map_or(Cell::Null, |number| text(number.to_string()));
            let cells = [expected, Cell::Null, reason, instead_of];
            (Series::Receipt, &issued.number, &issued.person, cells)
        }
        Event::SuketIssued(issued) => {
            let state = text(issued.state.to_string());
            let cells = [Cell::Null, state, Cell::Null, Cell::Null];
            (Series::Suket, &issued.number, &issued.person, cells)
        }
        _ => return None,
    };
    let cells = [
        text(series.as_str()),
        number(of.year),
        number(of.n),
        text(person.as_str()),
        text(entry.at.to_string()),
        text(entry.actor.as_str()),
    ];
    let cells = cells.into_iter().chain(of_its_kind).collect();
    Some(Row { table: &CLAIM, cells })
}

const CARDS: &str = "SELECT card.job, job.person, job.stage, register.year, register.station,
    register.n, register.blank, waits_since, shipment, kecamatan, handed, complaints
    FROM card JOIN job ON job.job = card.job JOIN register ON register.job = card.job";

impl Reader<'_> {
    pub(super) fn series(&self) -> Result<BTreeMap<(Series, i16), u32>, StoreError> {
        let sql = "SELECT series, year, last FROM series WHERE series <> ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let parse = |word: &str| word.parse::<Series>().map_err(std::io::Error::other);
        let rows = statement
            .query_map([LOST], |row| Ok(((word(row, 0, parse)?, row.get(1)?), row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn lost_numbers(&self) -> Result<BTreeMap<i16, u32>, StoreError> {
        let sql = "SELECT year, last FROM series WHERE series = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([LOST], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn open_shipments(
        &self,
    ) -> Result<BTreeMap<SeriesNumber, ShipmentBook>, StoreError> {
        let open = self.shipments("WHERE state <> 'received'")?;
        Ok(open.into_iter().map(|book| (book.number.clone(), book)).collect())
    }

    /// Parcels, the last one first.
    pub fn all_shipments(&self) -> Result<Vec<ShipmentBook>, StoreError> {
        self.shipments("ORDER BY year DESC, n DESC")
    }

    fn shipments(&self, which: &str) -> Result<Vec<ShipmentBook>, StoreError> {
        let sql = format!("SELECT book FROM shipment {which}");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| json::<ShipmentBook>(row, 0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// True if a parcel has left with this BAST.
    pub fn shipped_with(&self, bast: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM shipment WHERE bast = ?1)";
        Ok(self.connection().query_row(sql, [bast], |row| row.get(0))?)
    }

    /// The cards of a parcel, in the order of the register.
    pub fn cards_in(&self, shipment: &SeriesNumber) -> Result<Vec<CardRow>, StoreError> {
        let sql = format!("{CARDS} WHERE shipment = ?1 ORDER BY register.year, register.n");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([shipment.to_string()], card)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Up to `limit` cards that could be collected before `since`, longest first.
    pub fn unclaimed(
        &self,
        since: jiff::Timestamp,
        limit: u32,
    ) -> Result<Vec<CardRow>, StoreError> {
        let sql = format!("{CARDS} WHERE waits_since <= ?1 ORDER BY waits_since LIMIT ?2");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(params![since.to_string(), limit], card)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who looked at a person's data, or at anybody's: entries from `first` to `last`.
    pub fn accesses(
        &self,
        person: Option<&PersonNumber>,
        (first, last): (u64, u64),
        limit: u32,
    ) -> Result<Vec<AccessRow>, StoreError> {
        let sql = "SELECT seq, person, at, actor, purpose FROM access
            WHERE (?1 IS NULL OR person = ?1) AND seq BETWEEN ?2 AND ?3
            ORDER BY seq, person LIMIT ?4";
        let mut statement = self.connection().prepare_cached(sql)?;
        let last = i64::try_from(last).unwrap_or(i64::MAX);
        let person = person.map(PersonNumber::as_str);
        let rows = statement.query_map(params![person, first, last, limit], access_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What was signed when the card of a job was given, still sealed.
    pub fn sealed_handover(&self, job: &JobId) -> Result<Option<Sealed>, StoreError> {
        self.sealed("SELECT key, data FROM sealed_handover WHERE job = ?1", job.as_str())
    }
}

/// As every look at this table selects it: seq, person, at, actor, purpose.
pub(super) fn access_row(row: &Found<'_>) -> rusqlite::Result<AccessRow> {
    Ok(AccessRow {
        seq: row.get(0)?,
        person: word(row, 1, PersonNumber::new)?,
        at: instant(row, 2)?.unwrap_or_default(),
        actor: row.get(3)?,
        purpose: row.get(4)?,
    })
}

fn card(row: &Found<'_>) -> rusqlite::Result<CardRow> {
    let (year, station, n) = (row.get(3)?, row.get(4)?, row.get(5)?);
    Ok(CardRow {
        job: word(row, 0, JobId::new)?,
        person: word(row, 1, PersonNumber::new)?,
        stage: row.get(2)?,
        register: SeriesNumber { year, station, n }.to_string(),
        blank: row.get(6)?,
        life: life(row, 7)?,
    })
}

/// The five columns of a life from `first` on.
pub(super) fn life(row: &Found<'_>, first: usize) -> rusqlite::Result<Life> {
    let shipment: Option<String> = row.get(first + 1)?;
    let kecamatan: Option<String> = row.get(first + 2)?;
    Ok(Life {
        waits_since: instant(row, first)?,
        shipment: parsed(shipment, first + 1)?,
        kecamatan: parsed(kecamatan, first + 2)?,
        handed: json::<Handed>(row, first + 3)?,
        complaints: json::<Vec<Complaint>>(row, first + 4)?.unwrap_or_default(),
    })
}

pub(super) fn parsed<T>(text: Option<String>, column: usize) -> rusqlite::Result<Option<T>>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let value = text.map(|text| text.parse()).transpose();
    value.map_err(|error| not_ours(column, error))
}
