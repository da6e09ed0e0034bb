//! What our own books say of a lane's work: cards of a day, seconds a card, blanks lost.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::params;

use super::error::StoreError;
use super::read::Reader;
use crate::journal::LaneName;
use crate::record::Kind;

/// Cards by which a lane's pace is measured.
pub const PACED_CARDS: usize = 100;
/// Entries of the journal that are looked through: some eight hundred cards.
pub const LOOKED_BACK: u64 = 10_000;

/// A lane's recent work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pace {
    /// From the feed to the output, of each recent card, sorted.
    pub seconds: Vec<u32>,
    pub blanks: u32,
    pub spoiled: u32,
}

impl Pace {
    /// `None` before there are as many as `least`.
    pub fn median_seconds(&self, least: usize) -> Option<u32> {
        let enough = self.seconds.len() >= least.max(1);
        enough.then(|| self.seconds[self.seconds.len() / 2].max(1))
    }
}

/// Days of printing by which the need for blanks is judged.
const NEED_DAYS: u32 = 7;

impl Reader<'_> {
    /// Cards of a kind on each of the last days on which any were printed; `None` without any.
    pub fn used_a_day(&self, kind: Kind) -> Result<Option<f64>, StoreError> {
        let (cards, days): (u32, u32) = self.connection().query_row(
            "SELECT coalesce(sum(cards), 0), count(*) FROM (
                 SELECT count(*) AS cards FROM (
                     SELECT date, kind FROM register ORDER BY year DESC, n DESC LIMIT 10000)
                 WHERE kind = ?1 GROUP BY date ORDER BY date DESC LIMIT ?2)",
            params![kind.as_str(), NEED_DAYS],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok((days > 0).then(|| f64::from(cards) / f64::from(days)))
    }

    /// Cards that this lane has printed on a civil day of the office.
    pub fn printed_on(&self, lane: &LaneName, date: Date) -> Result<u32, StoreError> {
        Ok(self.connection().query_row(
            "SELECT count(*) FROM register WHERE lane = ?1 AND date = ?2 AND year = ?3",
            params![lane.as_str(), date.to_string(), date.year()],
            |row| row.get(0),
        )?)
    }

    /// From the last entries of the journal: a lane does one act at a time, so what is fed comes
    /// out next, or is rejected.
    pub fn pace_of(&self, lane: &LaneName) -> Result<Pace, StoreError> {
        let first = self.head()?.seq.saturating_sub(LOOKED_BACK);
        let mut statement = self.connection().prepare_cached(
            "SELECT json_extract(body, '$.event.type') AS type, json_extract(body, '$.at')
             FROM journal WHERE seq > ?1 AND json_extract(body, '$.lane') = ?2
             AND type IN ('feed_intended', 'print_finished', 'reject_finished') ORDER BY seq",
        )?;
        let mut rows = statement.query(params![first, lane.as_str()])?;
        let (mut pace, mut fed): (Pace, Option<Timestamp>) = Default::default();
        while let Some(row) = rows.next()? {
            let (event, at): (String, String) = (row.get(0)?, row.get(1)?);
            let at: Option<Timestamp> = at.parse().ok();
            match event.as_str() {
                "feed_intended" => fed = at,
                "print_finished" => {
                    pace.blanks += 1;
                    let taken = fed.zip(at).map(|(fed, at)| at.duration_since(fed).as_secs());
                    pace.seconds.extend(taken.and_then(|seconds| u32::try_from(seconds).ok()));
                }
                _ => {
                    pace.blanks += 1;
                    pace.spoiled += 1;
                }
            }
        }
        pace.seconds.drain(..pace.seconds.len().saturating_sub(PACED_CARDS));
        pace.seconds.sort_unstable();
        Ok(pace)
    }
}
