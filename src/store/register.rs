//! Reading *Buku Register Dokumen KTP-el*: one row a card, what became of it read beside it. A
//! page at a time, newest first; people are found by digests only.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};

use super::desk::life;
use super::error::StoreError;
use super::read::{Reader, kind, word};
use crate::job::Life;
use crate::journal::{JobId, PersonNumber, SeriesNumber};
use crate::record::{Kind, Mac};

/// Most rows that one look brings.
pub const MAX_PAGE: u32 = 500;

/// One row of the print register as stored, with the stage that its card has reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterLine {
    pub number: String,
    pub date: String,
    pub job: JobId,
    pub person: PersonNumber,
    pub kind: Kind,
    pub reason: String,
    pub blank: String,
    pub lane: String,
    pub operator: String,
    pub stage: String,
    pub papers: String,
    /// What the source said at the check, and when.
    pub state: Option<String>,
    pub observed_at: String,
    pub printer: Option<String>,
    pub life: Life,
}

/// What is looked for; everything given must fit.
#[derive(Debug, Clone, Default)]
pub struct RegisterQuery {
    pub nik: Option<Mac>,
    /// Whole words of the name.
    pub words: BTreeSet<Mac>,
    pub kecamatan: Option<Mac>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub operator: Option<String>,
    pub job: Option<JobId>,
    pub number: Option<SeriesNumber>,
    /// The page behind this row.
    pub before: Option<SeriesNumber>,
    /// At most `MAX_PAGE`.
    pub limit: u32,
}

/// Year and number.
type Place = (i64, i64);
pub(super) type Days = (Option<Place>, Option<Place>);

pub(super) const COLUMNS: &str =
    "SELECT year, station, register.n, date, register.job, register.person,
    kind, reason, blank, register.lane, operator, stage, papers, state, observed, printer,
    waits_since, shipment, kecamatan, handed, complaints
    FROM register JOIN job ON job.job = register.job LEFT JOIN card ON card.job = register.job";

/// A word of so many people is common: their rows are not gathered and sorted, but looked for
/// from the newest on, until the page is full.
const COMMON: u32 = 1_000;
const OF_FEW: &str = "register.person IN (SELECT person FROM person_word WHERE word = ?)";
const OF_MANY: &str = "EXISTS (SELECT 1 FROM person_word
    WHERE word = ? AND person_word.person = register.person)";

impl Reader<'_> {
    /// One page, newest first.
    pub fn register(&self, query: &RegisterQuery) -> Result<Vec<RegisterLine>, StoreError> {
        let words = query.words.iter().chain(&query.kecamatan);
        let words = words.map(|word| Ok((*word, self.is_common(word)?)));
        let words = words.collect::<Result<Vec<_>, StoreError>>()?;
        let Some(days) = self.rows_of_days(query)? else { return Ok(Vec::new()) };
        let (conditions, mut values) = conditions(query, &words, days);
        let sql = format!("{COLUMNS} {conditions} ORDER BY year DESC, register.n DESC LIMIT ?");
        values.push(Value::from(i64::from(query.limit.min(MAX_PAGE))));
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), register_line)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// First and last row of the days that are looked for: numbers rise with the days, so a page
    /// is found from its end on, however many rows lie between. `None`: no row is of these days.
    pub(super) fn rows_of_days(&self, query: &RegisterQuery) -> Result<Option<Days>, StoreError> {
        let edge = |day: Option<Date>, sql: &str| -> Result<Option<Option<Place>>, StoreError> {
            let Some(day) = day else { return Ok(Some(None)) };
            let mut statement = self.connection().prepare_cached(sql)?;
            let row = statement.query_row([day.to_string()], |row| Ok((row.get(0)?, row.get(1)?)));
            Ok(row.optional()?.map(Some))
        };
        let first = "SELECT year, n FROM register WHERE date >= ?1
            ORDER BY date, year, n LIMIT 1";
        let last = "SELECT year, n FROM register WHERE date <= ?1
            ORDER BY date DESC, year DESC, n DESC LIMIT 1";
        let edges = (edge(query.from, first)?, edge(query.to, last)?);
        let (Some(first), Some(last)) = edges else { return Ok(None) };
        Ok(Some((first, last)))
    }

    fn is_common(&self, word: &Mac) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM person_word WHERE word = ?1 LIMIT ?2)";
        let mut statement = self.connection().prepare_cached(sql)?;
        let people: u32 =
            statement.query_row(params![word.to_string(), COMMON], |row| row.get(0))?;
        Ok(people >= COMMON)
    }

    /// The row of the card that a job made.
    pub fn register_row(&self, job: &JobId) -> Result<Option<RegisterLine>, StoreError> {
        let query = RegisterQuery { job: Some(job.clone()), limit: 1, ..RegisterQuery::default() };
        Ok(self.register(&query)?.pop())
    }
}

pub(super) fn conditions(
    query: &RegisterQuery,
    words: &[(Mac, bool)],
    (first, last): Days,
) -> (String, Vec<Value>) {
    let (mut conditions, mut values) = (vec!["1"], Vec::new());
    let mut must = |condition, given: Vec<Value>| {
        conditions.push(condition);
        values.extend(given);
    };
    let text = |word: String| vec![Value::from(word)];
    if let Some(nik) = &query.nik {
        // Who was erased is found no more, though the digest stays.
        let of = "register.person IN (SELECT person FROM person WHERE nik = ?
            AND person IN (SELECT person FROM sealed_person))";
        must(of, text(nik.to_string()));
    }
    for (word, is_common) in words {
        must(if *is_common { OF_MANY } else { OF_FEW }, text(word.to_string()));
    }
    let row = |(year, n): Place| vec![Value::from(year), Value::from(n)];
    if let Some(first) = first {
        must("(year, register.n) >= (?, ?)", row(first));
    }
    if let Some(last) = last {
        must("(year, register.n) <= (?, ?)", row(last));
    }
    if let Some(operator) = &query.operator {
        must("operator = ?", text(operator.clone()));
    }
    if let Some(job) = &query.job {
        must("register.job = ?", text(job.to_string()));
    }
    let number = |of: &SeriesNumber| vec![Value::from(i64::from(of.year)), i64::from(of.n).into()];
    if let Some(of) = &query.number {
        must("(year, register.n) = (?, ?)", number(of));
    }
    if let Some(before) = &query.before {
        must("(year, register.n) < (?, ?)", number(before));
    }
    (format!("WHERE {}", conditions.join(" AND ")), values)
}

pub(super) fn register_line(row: &Row<'_>) -> rusqlite::Result<RegisterLine> {
    let (year, station, n) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(RegisterLine {
        number: SeriesNumber { year, station, n }.to_string(),
        date: row.get(3)?,
        job: word(row, 4, JobId::new)?,
        person: word(row, 5, PersonNumber::new)?,
        kind: kind(row, 6)?,
        reason: row.get(7)?,
        blank: row.get(8)?,
        lane: row.get(9)?,
        operator: row.get(10)?,
        stage: row.get(11)?,
        papers: row.get(12)?,
        state: row.get(13)?,
        observed_at: row.get(14)?,
        printer: row.get(15)?,
        life: life(row, 16)?,
    })
}
