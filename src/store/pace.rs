//! What our own books say of a lane's work: cards of a day, seconds a card, blanks lost.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::params;

use super::error::StoreError;
use super::read::Reader;
use crate::journal::LaneName;

/// Cards by which a lane's pace is measured.
pub const PACED_CARDS: u32 = 100;
/// Blanks by which its losses are.
pub const COUNTED_BLANKS: u32 = 500;

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

impl Reader<'_> {
    /// Cards that this lane has printed on a civil day of the office.
    pub fn printed_on(&self, lane: &LaneName, date: Date) -> Result<u32, StoreError> {
        Ok(self.connection().query_row(
            "SELECT count(*) FROM register WHERE lane = ?1 AND date = ?2 AND year = ?3",
            params![lane.as_str(), date.to_string(), date.year()],
            |row| row.get(0),
        )?)
    }

    pub fn pace_of(&self, lane: &LaneName) -> Result<Pace, StoreError> {
        let mut pace = Pace::default();
        let mut recent = self.connection().prepare_cached(
            "SELECT job FROM register WHERE lane = ?1 ORDER BY year DESC, n DESC LIMIT ?2",
        )?;
        let jobs = recent.query_map(params![lane.as_str(), PACED_CARDS], |row| row.get(0))?;
        for job in jobs {
            let job: String = job?;
            pace.seconds.extend(self.seconds_of(&job)?);
        }
        pace.seconds.sort_unstable();
        let mut blanks = self.connection().prepare_cached(
            "SELECT blank.place = 'spoiled' FROM blank JOIN job ON job.job = blank.job
             WHERE job.lane = ?1 ORDER BY blank.rowid DESC LIMIT ?2",
        )?;
        let fates = blanks.query_map(params![lane.as_str(), COUNTED_BLANKS], |row| row.get(0))?;
        for spoiled in fates {
            let spoiled: bool = spoiled?;
            pace.blanks += 1;
            pace.spoiled += u32::from(spoiled);
        }
        Ok(pace)
    }

    /// Of the card that came out, not of the blanks lost before it.
    fn seconds_of(&self, job: &str) -> Result<Option<u32>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT json_extract(body, '$.event.type'), json_extract(body, '$.at') FROM journal
             WHERE json_extract(body, '$.job') = ?1 AND json_extract(body, '$.job') IS NOT NULL
             ORDER BY seq",
        )?;
        let mut rows = statement.query([job])?;
        let mut fed: Option<Timestamp> = None;
        while let Some(row) = rows.next()? {
            let (event, at): (String, String) = (row.get(0)?, row.get(1)?);
            let at: Option<Timestamp> = at.parse().ok();
            match event.as_str() {
                "feed_intended" => fed = at,
                "print_finished" => {
                    let taken = fed.zip(at).map(|(fed, at)| at.duration_since(fed).as_secs());
                    return Ok(taken.and_then(|seconds| u32::try_from(seconds).ok()));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}
