//! Whom a person, a device or a time touched (UU 27/2022, article 46): every look at somebody's
//! data and every job that worked on it. All of them, in parts; a part is filled with what fits.
//! Looks of one person at another on one day are one row, unless each of them is wanted.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::looks::{DayOfLooks, Looks};
use super::people::ShownPerson;
use super::{NoPaper, PaperLook, VOLUME_ROWS};
use crate::journal::{LaneName, PersonNumber, Purpose};
use crate::record::Nik;
use crate::station::StationError;
use crate::store::TouchQuery;

/// Looks read at once, and people named in one entry.
const LOOK: u32 = 500;
/// Nobody is called by a longer name, in characters.
const MAX_ACTOR: usize = 128;
/// Jobs looked through at once.
const JOBS: u32 = 5_000;

#[derive(Debug)]
pub struct BreachPart {
    /// Rows before this one.
    pub first: u64,
    pub rows: Vec<(Touch, ShownPerson)>,
}

/// One look at one person's data, or one job on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    pub person: PersonNumber,
    pub at: Timestamp,
    pub by: String,
    pub kind: TouchKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TouchKind {
    Look(Looks),
    Job { job: String, lane: Option<String>, stage: String },
}

/// By whom, by which device, in which time.
#[derive(Debug, Clone, Default)]
pub struct BreachFilter<'f> {
    pub nik: Option<&'f Nik>,
    pub actor: Option<&'f str>,
    pub lane: Option<&'f LaneName>,
    pub days: (Option<Date>, Option<Date>),
    /// A row for each look.
    pub each: bool,
}

impl PaperLook<'_> {
    /// `each` is given part after part, with how many rows there are in all.
    pub fn breach(
        &self,
        filter: &BreachFilter<'_>,
        mut each: impl FnMut(u64, BreachPart) -> Result<(), StationError>,
    ) -> Result<(), StationError> {
        // One question for both walks: what this very list books lies behind it.
        let query = self.touch_query(filter)?;
        let total = self.breach_count(filter, &query)?;
        let mut each = |part| each(total, part);
        let (mut first, mut waiting) = (0, Vec::new());
        self.touches(filter, &query, |touches| {
            waiting.extend(touches);
            while waiting.len() >= VOLUME_ROWS as usize {
                let rest = waiting.split_off(VOLUME_ROWS as usize);
                let part = std::mem::replace(&mut waiting, rest);
                let length = part.len() as u64;
                each(self.part(first, part)?)?;
                first += length;
            }
            Ok(())
        })?;
        match waiting.is_empty() && first > 0 {
            true => Ok(()),
            false => each(self.part(first, waiting)?),
        }
    }

    /// How many rows fit, before anybody is looked at.
    fn breach_count(
        &self,
        filter: &BreachFilter<'_>,
        query: &TouchQuery,
    ) -> Result<u64, StationError> {
        let mut count = 0;
        self.touches(filter, query, |touches| {
            count += touches.len() as u64;
            Ok(())
        })?;
        Ok(count)
    }

    fn touch_query(&self, filter: &BreachFilter<'_>) -> Result<TouchQuery, StationError> {
        let (from, to) = filter.days;
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(NoPaper::Backwards.into());
        }
        let actor = filter.actor.filter(|actor| actor.chars().count() <= MAX_ACTOR);
        let said = [filter.nik.is_some(), actor.is_some(), filter.lane.is_some()];
        if actor != filter.actor {
            return Err(NoPaper::Nobody.into());
        }
        if !said.contains(&true) && from.or(to).is_none() {
            return Err(NoPaper::NoFilter.into());
        }
        let person = match filter.nik {
            None => None,
            Some(nik) => {
                let mac = self.station.sealing.search.person(nik);
                Some(self.reader.person_by_nik(&mac)?.ok_or(NoPaper::Nobody)?)
            }
        };
        let first = from.map(|from| self.midnight(from));
        let first = first.map_or(Ok(1), |first| self.reader.first_entry_from(first))?;
        // What this very list books is not on it.
        let mut last = self.reader.head()?.seq;
        if let Some(to) = to {
            let behind = self.midnight(to.saturating_add(1.day()));
            last = self.reader.first_entry_from(behind)?.saturating_sub(1).min(last);
        }
        let (actor, lane) = (actor.map(str::to_owned), filter.lane.cloned());
        Ok(TouchQuery { person, actor, lane, entries: (first, last) })
    }

    fn touches(
        &self,
        filter: &BreachFilter<'_>,
        query: &TouchQuery,
        mut each: impl FnMut(Vec<Touch>) -> Result<(), StationError>,
    ) -> Result<(), StationError> {
        let mut after: Option<(u64, PersonNumber)> = None;
        let mut day = DayOfLooks::new(self.zone(), filter.each);
        // Nobody looks at a person with a printer.
        while filter.lane.is_none() {
            let behind = after.as_ref().map(|(seq, person)| (*seq, person));
            let looks = self.reader.looks_from(query, behind, LOOK)?;
            let Some(last) = looks.last() else { break };
            after = Some((last.seq, last.person.clone()));
            each(looks.into_iter().flat_map(|look| day.take(look)).collect())?;
        }
        each(day.rest())?;
        let mut after = 0;
        loop {
            let (jobs, last) = self.reader.touched_from(query, after, JOBS)?;
            let touch = |job: crate::store::TouchedJob| Touch {
                person: job.person,
                at: job.at,
                by: job.actor,
                kind: TouchKind::Job {
                    job: job.job.to_string(),
                    lane: job.lane.map(|lane| lane.to_string()),
                    stage: job.stage,
                },
            };
            each(jobs.into_iter().map(touch).collect())?;
            match last {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }

    /// Their names, after an entry for each lot of people.
    fn part(&self, first: u64, touches: Vec<Touch>) -> Result<BreachPart, StationError> {
        let mut people: BTreeMap<PersonNumber, ShownPerson> = BTreeMap::new();
        for lot in touches.chunks(LOOK as usize) {
            let new = lot.iter().map(|touch| touch.person.clone());
            let new: Vec<_> = new.filter(|person| !people.contains_key(person)).collect();
            people.extend(self.people(new, Some(Purpose::Pengawasan))?);
        }
        let rows = touches.into_iter().map(|touch| {
            let person = people.get(&touch.person).cloned().unwrap_or_default();
            (touch, person)
        });
        Ok(BreachPart { first, rows: rows.collect() })
    }
}
