//! Reading jobs. A job that the machine has done with names its entries in its row; one that is
//! under way is found by walking the journal from its first entry on.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row};

use super::error::StoreError;
use super::project::{Kept, UNDER_WAY};
use super::read::{Reader, not_ours, word};
use crate::books::Illegal;
use crate::job::{Job, Stage};
use crate::journal::{Entry, JobId, LaneName, PersonNumber};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    pub job: JobId,
    pub lane: Option<LaneName>,
    pub stage: String,
    pub living: bool,
}

impl Reader<'_> {
    pub fn jobs_of(&self, person: &PersonNumber) -> Result<Vec<JobRow>, StoreError> {
        let sql = "SELECT job, lane, stage, living FROM job WHERE person = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([person.as_str()], job_row)?;
        let mut jobs = rows.collect::<Result<Vec<JobRow>, _>>()?;
        for row in jobs.iter_mut().filter(|row| row.stage == UNDER_WAY) {
            if let Some(job) = self.job(&row.job)? {
                *row = JobRow::of(&job);
            }
        }
        Ok(jobs)
    }

    /// Cards in one stage, as `printed` for those that wait to be looked at.
    pub fn jobs_in(&self, stage: &str) -> Result<Vec<JobRow>, StoreError> {
        let sql = "SELECT job, lane, stage, living FROM job WHERE stage = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([stage], job_row)?;
        let mut jobs = rows.collect::<Result<Vec<JobRow>, _>>()?;
        if !Stage::RESTING.contains(&stage) {
            let under_way = self.unfinished()?;
            let under_way = under_way.values().map(|kept| JobRow::of(&kept.job));
            jobs.extend(under_way.filter(|row| row.stage == stage));
        }
        Ok(jobs)
    }

    /// How many cards rest where; those under way are the writer's to count.
    pub(super) fn resting(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let sql = "SELECT stage, count(*) FROM job WHERE stage <> ?1 GROUP BY stage";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([UNDER_WAY], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A job as the fold of its own entries.
    pub fn job(&self, id: &JobId) -> Result<Option<Job>, StoreError> {
        Ok(self.kept(id)?.map(|kept| kept.job))
    }

    pub(super) fn kept(&self, id: &JobId) -> Result<Option<Kept>, StoreError> {
        let sql = "SELECT over, entries FROM job WHERE job = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        let row = statement.query_row([id.as_str()], |row| Ok((row.get(0)?, numbers(row, 1)?)));
        match row.optional()? {
            None => Ok(None),
            Some((true, entries)) => fold_job(&self.entries_at(&entries)?).map(Some),
            Some((false, entries)) => {
                let first = entries.first().copied().unwrap_or(1);
                Ok(self.fold_from(first, |job| job == id)?.remove(id))
            }
        }
    }

    /// Jobs that are not over, or have something still to tell the source.
    pub(super) fn unfinished(&self) -> Result<BTreeMap<JobId, Kept>, StoreError> {
        let sql = "SELECT job, over, entries FROM job WHERE over = 0 OR due > 0";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((word(row, 0, JobId::new)?, row.get::<_, bool>(1)?, numbers(row, 2)?))
        })?;
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        let under_way = rows.iter().filter(|(_, over, _)| !over);
        let firsts = under_way.map(|(job, _, entries)| (job, entries.first().copied()));
        let firsts: BTreeMap<_, _> = firsts.collect();
        let first = firsts.values().flatten().min().copied();
        let mut jobs = match first {
            Some(first) => self.fold_from(first, |job| firsts.contains_key(job))?,
            None => BTreeMap::new(),
        };
        for (job, _, entries) in rows.iter().filter(|(_, over, _)| *over) {
            jobs.insert(job.clone(), fold_job(&self.entries_at(entries)?)?);
        }
        Ok(jobs)
    }

    fn entries_at(&self, numbers: &[u64]) -> Result<Vec<Entry>, StoreError> {
        numbers.iter().map(|number| self.entry(*number)).collect()
    }

    /// Folds the wanted jobs in one walk from entry `first` on.
    fn fold_from(
        &self,
        first: u64,
        wanted: impl Fn(&JobId) -> bool,
    ) -> Result<BTreeMap<JobId, Kept>, StoreError> {
        let mut jobs: BTreeMap<JobId, Kept> = BTreeMap::new();
        let sql = "SELECT seq, body ->> '$.job', body FROM journal WHERE seq >= ?1 ORDER BY seq";
        let mut statement = self.connection().prepare_cached(sql)?;
        let mut rows = statement.query([first])?;
        while let Some(row) = rows.next()? {
            let id: Option<String> = row.get(1)?;
            let Some(id) = id.and_then(|id| JobId::new(&id).ok()).filter(&wanted) else { continue };
            let entry = Entry::read(row.get(0)?, row.get_ref(2)?.as_str().unwrap_or_default())?;
            match jobs.get_mut(&id) {
                Some(kept) => kept.apply(&entry)?,
                None => drop(Kept::open(&entry).map(|kept| jobs.insert(id, kept))),
            }
        }
        Ok(jobs)
    }
}

impl JobRow {
    fn of(job: &Job) -> Self {
        let (stage, living) = (job.stage.word().to_owned(), job.is_living());
        Self { job: job.id.clone(), lane: job.lane.clone(), stage, living }
    }
}

impl Kept {
    pub fn open(entry: &Entry) -> Option<Self> {
        Job::open(entry).map(|job| Self { job, entries: vec![entry.seq] })
    }

    pub fn apply(&mut self, entry: &Entry) -> Result<(), Illegal> {
        self.job.apply(entry)?;
        self.entries.push(entry.seq);
        Ok(())
    }
}

fn fold_job(entries: &[Entry]) -> Result<Kept, StoreError> {
    let (first, rest) = entries.split_first().map_or((None, entries), |(a, b)| (Some(a), b));
    let kept = first.and_then(Kept::open);
    let mut kept = kept.ok_or(Illegal::NoJob { seq: first.map_or(0, |e| e.seq) })?;
    rest.iter().try_for_each(|entry| kept.apply(entry))?;
    Ok(kept)
}

pub(super) fn numbers(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u64>> {
    let text: String = row.get(column)?;
    let numbers = text.split_ascii_whitespace().map(str::parse);
    numbers
        .collect::<Result<_, _>>()
        .map_err(|error: std::num::ParseIntError| not_ours(column, error))
}

fn job_row(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    let lane: Option<String> = row.get(1)?;
    Ok(JobRow {
        job: word(row, 0, JobId::new)?,
        lane: lane.and_then(|lane| LaneName::new(&lane).ok()),
        stage: row.get(2)?,
        living: row.get(3)?,
    })
}
