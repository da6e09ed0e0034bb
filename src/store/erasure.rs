//! Whose data has lain long enough: nothing of theirs is open, and nothing happened to them since.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::params;

use super::error::StoreError;
use super::read::{Reader, word};
use crate::journal::{Event, PersonNumber};

impl Reader<'_> {
    /// Who is due for erasure, by the last entry before which everything of theirs must lie.
    pub fn due_for_erasure(
        &self,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<PersonNumber>, StoreError> {
        let last = self.last_until(until)?;
        // A finished card is over once somebody holds it or nobody will.
        let mut statement = self.connection().prepare_cached(
            "SELECT person FROM sealed_person AS sealed
             WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.person = sealed.person
                 AND (NOT over OR due OR (living AND stage <> 'handed_over')
                      OR json_extract('[' || replace(entries, ' ', ',') || ']', '$[#-1]') > ?1))
               AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.person = sealed.person
                 AND claim.at > ?2)
             LIMIT ?3",
        )?;
        let rows = statement.query_map(params![last, until.to_string(), limit], |row| {
            word(row, 0, PersonNumber::new)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Erasures that were booked behind an entry.
    pub(super) fn erasures_behind(&self, seq: u64) -> Result<Vec<Event>, StoreError> {
        let entries = self.query_entries(
            "SELECT seq, body FROM journal
             WHERE seq > ?1 AND body LIKE '%\"type\":\"people_erased\"%'",
            [seq],
        )?;
        Ok(entries.into_iter().map(|entry| entry.event).collect())
    }

    /// Everybody who was erased.
    pub fn erased(&self) -> Result<BTreeSet<PersonNumber>, StoreError> {
        let people = self.erasures_behind(0)?.into_iter().flat_map(|event| match event {
            Event::PeopleErased { people } => people,
            _ => Vec::new(),
        });
        Ok(people.collect())
    }

    /// Number of the last entry that is not later than `until`; entries lie in the order of time.
    fn last_until(&self, until: Timestamp) -> Result<u64, StoreError> {
        let (mut before, mut behind) = (0, self.head()?.seq + 1);
        while behind - before > 1 {
            let middle = before + (behind - before) / 2;
            match self.entry(middle)?.at <= until {
                true => before = middle,
                false => behind = middle,
            }
        }
        Ok(before)
    }
}
