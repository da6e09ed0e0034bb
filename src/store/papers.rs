//! What papers are made from: register, looks and jobs in the order of their numbers, a page at a
//! time. What is looked for is judged before a page is filled, so nothing falls out of a list
//! because the list was long.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::desk::{AccessRow, access_row};
use super::error::StoreError;
use super::jobs::numbers;
use super::read::{Reader, word};
use super::register::{COLUMNS, RegisterLine, RegisterQuery, conditions, register_line};
use crate::journal::{
    Document, Entry, Event, JobId, LaneName, PaperKind, PersonNumber, SeriesNumber, papers_of,
};

/// Whom a look or a job touched, by whom, and when; everything given must fit.
#[derive(Debug, Clone, Default)]
pub struct TouchQuery {
    pub person: Option<PersonNumber>,
    pub actor: Option<String>,
    pub lane: Option<LaneName>,
    /// First and last entry of the time.
    pub entries: (u64, u64),
}

/// A job that touched its person's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedJob {
    pub job: JobId,
    pub person: PersonNumber,
    pub lane: Option<LaneName>,
    pub stage: String,
    /// Who booked the first entry that fits, and when.
    pub actor: String,
    pub at: Timestamp,
}

impl Reader<'_> {
    /// Rows that fit, the first one first, from behind `after` on.
    pub fn register_from(
        &self,
        query: &RegisterQuery,
        after: Option<&SeriesNumber>,
    ) -> Result<Vec<RegisterLine>, StoreError> {
        let Some(days) = self.rows_of_days(query)? else { return Ok(Vec::new()) };
        let (conditions, mut values) = conditions(query, &[], days);
        let (year, n) = after.map_or((0, 0), |after| (after.year, after.n));
        let sql = format!(
            "{COLUMNS} {conditions} AND (year, register.n) > (?, ?)
             ORDER BY year, register.n LIMIT ?"
        );
        values.extend([i64::from(year), n.into(), query.limit.into()].map(Value::from));
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), register_line)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn register_count(&self, query: &RegisterQuery) -> Result<u64, StoreError> {
        let Some(days) = self.rows_of_days(query)? else { return Ok(0) };
        let (conditions, values) = conditions(query, &[], days);
        let sql = format!("SELECT count(*) FROM register {conditions}");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    /// The entry that a paper of this kind and number rests on.
    pub fn entry_of_paper(
        &self,
        kind: PaperKind,
        number: &str,
    ) -> Result<Option<(Entry, Document)>, StoreError> {
        let sql = "SELECT seq FROM paper WHERE kind = ?1 AND number = ?2";
        let mut statement = self.connection().prepare_cached(sql)?;
        let seq = statement.query_row(params![kind.as_str(), number], |row| row.get(0));
        let Some(seq) = seq.optional()? else { return Ok(None) };
        let entry = self.entry(seq)?;
        let papers = papers_of(&entry.event);
        let on_it = papers.into_iter().find(|(of, on_it, _)| *of == kind && *on_it == number);
        let document = on_it.map(|(_, number, dated)| Document { number: number.into(), dated });
        Ok(document.map(|document| (entry, document)))
    }

    /// Entries of one type that hold these letters, by their numbers; they are few.
    pub fn entries_of_type(&self, of: &str, letters: &str) -> Result<Vec<Entry>, StoreError> {
        self.query_entries(
            "SELECT seq, body FROM journal WHERE instr(body, ?1) > 0 AND instr(body, ?2) > 0
             AND body ->> '$.event.type' = ?1 ORDER BY seq",
            params![of, letters],
        )
    }

    /// Entries that gave a role or took one.
    pub fn staff_entries(&self) -> Result<Vec<Entry>, StoreError> {
        self.query_entries(
            "SELECT seq, body FROM journal WHERE instr(body, '\"staff_') > 0
             AND body ->> '$.event.type' IN ('staff_added', 'staff_role_changed', 'staff_removed')
             ORDER BY seq",
            params![],
        )
    }

    /// The counter-entry of a movement.
    pub fn reversed_by(&self, seq: u64) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT reversed FROM movement WHERE seq = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let by = statement.query_row([seq], |row| row.get::<_, Option<u64>>(0)).optional()?;
        Ok(by.flatten())
    }

    /// The first entry at or behind this instant; one behind the last if there is none.
    pub fn first_entry_from(&self, at: Timestamp) -> Result<u64, StoreError> {
        let (mut low, mut high) = (1, self.head()?.seq + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.entry(middle)?.at < at { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    /// Looks that fit, from behind one of them on.
    pub fn looks_from(
        &self,
        query: &TouchQuery,
        after: Option<(u64, &PersonNumber)>,
        limit: u32,
    ) -> Result<Vec<AccessRow>, StoreError> {
        let sql = "SELECT seq, person, at, actor, purpose FROM access
            WHERE (?1 IS NULL OR person = ?1) AND (?2 IS NULL OR actor = ?2)
            AND seq BETWEEN ?3 AND ?4 AND (seq, person) > (?5, ?6)
            ORDER BY seq, person LIMIT ?7";
        let mut statement = self.connection().prepare_cached(sql)?;
        let (seq, behind) = after.map_or((0, ""), |(seq, person)| (seq, person.as_str()));
        let (first, last) = query.entries;
        let person = query.person.as_ref().map(PersonNumber::as_str);
        let given = params![person, query.actor, first, last, seq, behind, limit];
        let rows = statement.query_map(given, access_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Up to `limit` jobs that began behind an entry: those of them that fit, and the entry that
    /// the last one looked at began with.
    pub fn touched_from(
        &self,
        query: &TouchQuery,
        after: u64,
        limit: u32,
    ) -> Result<(Vec<TouchedJob>, Option<u64>), StoreError> {
        // The list begins with the entry that opened the job: a cast reads as far as a number goes.
        let sql = "SELECT job, person, stage, over, entries FROM job
            WHERE (?1 IS NULL OR person = ?1) AND CAST(entries AS INTEGER) > ?2
            ORDER BY CAST(entries AS INTEGER) LIMIT ?3";
        let mut statement = self.connection().prepare_cached(sql)?;
        let person = query.person.as_ref().map(PersonNumber::as_str);
        let given = params![person, after, limit];
        let rows = statement.query_map(given, |row| {
            let (job, person) = (word(row, 0, JobId::new)?, word(row, 1, PersonNumber::new)?);
            Ok((job, person, row.get::<_, String>(2)?, row.get::<_, bool>(3)?, numbers(row, 4)?))
        })?;
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        let last = rows.last().and_then(|(.., entries)| entries.first().copied());
        let mut touched = Vec::new();
        for (job, person, stage, is_over, mut entries) in rows {
            if !is_over {
                entries = self.kept(&job)?.map(|kept| kept.entries).unwrap_or(entries);
            }
            let found = self.fits(query, &entries)?;
            touched.extend(found.map(|(first, lane)| TouchedJob {
                lane,
                stage,
                actor: first.actor,
                at: first.at,
                job,
                person,
            }));
        }
        Ok((touched, last))
    }

    /// The first entry of a job that is what is looked for, in the time that is looked at, and the
    /// lane that the job came to in it.
    fn fits(
        &self,
        query: &TouchQuery,
        entries: &[u64],
    ) -> Result<Option<(Entry, Option<LaneName>)>, StoreError> {
        let (first, last) = query.entries;
        let within = entries.iter().filter(|seq| (first..=last).contains(*seq));
        let (mut lane, mut found) = (None, None);
        for seq in within {
            let entry = self.entry(*seq)?;
            let by = query.actor.as_ref().is_none_or(|actor| *actor == entry.actor);
            let at = query.lane.is_none() || query.lane == entry.lane;
            if at {
                lane = entry.lane.clone().or(lane);
            }
            if by && at && found.is_none() {
                found = Some(entry);
            }
        }
        Ok(found.map(|found| (found, lane)))
    }

    /// The cards that left with a parcel, in the order in which they were booked.
    pub fn sent_with(&self, shipment: &SeriesNumber) -> Result<Option<Sent>, StoreError> {
        let closed = self.entries_of_type("shipment_closed", &shipment.to_string())?;
        let is_this = |entry: &Entry| match &entry.event {
            Event::ShipmentClosed { shipment: of, .. } => of == shipment,
            _ => false,
        };
        let Some(closed) = closed.into_iter().find(is_this) else { return Ok(None) };
        let Event::ShipmentClosed { cards, .. } = &closed.event else { return Ok(None) };
        let cards = self.entries(closed.seq + 1, u64::from(*cards))?;
        let cards = cards.into_iter().filter_map(|entry| entry.job);
        Ok(Some(Sent { jobs: cards.collect(), closed }))
    }
}

/// A parcel as it left.
#[derive(Debug)]
pub struct Sent {
    pub closed: Entry,
    pub jobs: Vec<JobId>,
}
