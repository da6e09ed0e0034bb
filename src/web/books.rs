//! What pages read from the books.

use super::Web;
use crate::job::Job;
use crate::journal::{Entry, JobId, StaffName};
use crate::record::Nik;
use crate::store::{RegisterLine, StoreError};

/// Shown of one's own.
const MAX_CARDS: usize = 12;

/// A card that somebody has yet to do something with.
#[derive(Debug)]
pub struct OpenCard {
    pub job: JobId,
    pub stage: &'static str,
}

/// What waits for somebody, whoever it is.
#[derive(Debug, Default)]
pub struct Waiting {
    pub approvals: usize,
    pub unknown: usize,
}

impl Web {
    pub fn waiting(&self) -> Result<Waiting, StoreError> {
        let writer = self.shift.station.ledger.lock();
        let reader = writer.reader()?;
        let approvals = reader.approvals()?.iter().filter(|row| row.state == "asked").count();
        Ok(Waiting { approvals, unknown: reader.jobs_in("unknown")?.len() })
    }

    /// Cards that this person began at the counter and that are not done, the newest first.
    pub fn cards_of(&self, name: &StaffName) -> Result<Vec<OpenCard>, StoreError> {
        let writer = self.shift.station.ledger.lock();
        let reader = writer.reader()?;
        let at_counter = |job: &&Job| job.opened.batch.is_none() && !job.opened.preview;
        let under_way = writer.unfinished().filter(at_counter).map(|job| job.id.clone());
        let mut jobs: Vec<JobId> = under_way.collect();
        let printed = reader.jobs_in("printed")?;
        jobs.extend(printed.into_iter().map(|row| row.job));
        jobs.sort();
        jobs.dedup();
        let mut cards = Vec::new();
        for id in jobs {
            let Some(job) = writer.job(&id)? else { continue };
            let waits = !job.is_over() || job.stage.word() == "printed";
            let mine = || {
                let life = writer.life_of(&id)?;
                Ok::<_, StoreError>(life.first().is_some_and(|first| first.actor == name.as_str()))
            };
            if waits && job.opened.batch.is_none() && !job.opened.preview && mine()? {
                cards.push((job.opened_at, OpenCard { job: id, stage: job.stage.word() }));
            }
        }
        cards.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Ok(cards.into_iter().map(|(_, card)| card).take(MAX_CARDS).collect())
    }

    /// One card with all that happened to it.
    pub fn card(&self, id: &JobId) -> Result<Option<(Job, Vec<Entry>)>, StoreError> {
        let writer = self.shift.station.ledger.lock();
        let Some(job) = writer.job(id)? else { return Ok(None) };
        Ok(Some((job, writer.life_of(id)?)))
    }

    /// Cards that were lost sight of, each with all that happened to it.
    pub fn unknown_cards(&self) -> Result<Vec<(Job, Vec<Entry>)>, StoreError> {
        let found = self.shift.station.ledger.lock().reader()?.jobs_in("unknown")?;
        let cards = found.into_iter().map(|row| self.card(&row.job));
        let cards: Vec<_> = cards.collect::<Result<_, _>>()?;
        Ok(cards.into_iter().flatten().collect())
    }

    /// Cards of this person that were finished once, as the register has them.
    pub fn cards_of_person(&self, nik: &Nik) -> Result<Vec<RegisterLine>, StoreError> {
        let mac = self.shift.station.sealing.search.person(nik);
        let writer = self.shift.station.ledger.lock();
        let reader = writer.reader()?;
        let Some(person) = reader.person_by_nik(&mac)? else { return Ok(Vec::new()) };
        let jobs = reader.jobs_of(&person)?;
        let lines = jobs.iter().map(|job| reader.register_row(&job.job));
        let lines: Vec<_> = lines.collect::<Result<_, _>>()?;
        Ok(lines.into_iter().flatten().collect())
    }
}
