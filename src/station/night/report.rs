//! The report of a batch: who, from which lane, where in that lane's stack; blanks that were lost
//! and why; who got no card and why; unknown ones with their sentence; and the balance. Read from
//! journal and sealed data alone: no daemon is needed. NIKs are masked; names are in clear only for
//! a caller who has them booked as seen before anybody sees them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::balance::{Balance, Reckoning};
use super::progress::Fate;
use crate::job::{Job, Stage};
use crate::journal::{
    BatchId, BlankName, Event, Found, JobId, LaneName, PersonNumber, SpoilReason,
};
use crate::record::Uid;
use crate::station::error::StationError;
use crate::store::{BatchRow, Reader, SealingKeys};

/// How names stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    Masked,
    Clear,
}

/// A card that came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reported {
    pub n: u32,
    pub job: JobId,
    /// Masked; `None`: erased.
    pub nik: Option<String>,
    pub nama: Option<String>,
    pub kecamatan: Option<String>,
    pub kel_desa: Option<String>,
    pub lane: LaneName,
    /// From the bottom of what this lane has put out since the batch began.
    pub in_stack: u32,
    pub uid: Option<Uid>,
    pub register: Option<String>,
}

/// A person without a card, so far or for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotMade {
    pub n: u32,
    pub job: JobId,
    pub nik: Option<String>,
    pub nama: Option<String>,
    pub kecamatan: Option<String>,
    pub kel_desa: Option<String>,
    pub lane: Option<LaneName>,
    /// `None`: it is still to come.
    pub fate: Option<Fate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpoiledBlank {
    pub n: u32,
    pub job: JobId,
    pub lane: LaneName,
    pub blank: String,
    pub reason: SpoilReason,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BatchReport {
    pub batch: BatchId,
    /// `running`, `paused`, `ending`, `finished`, `stopped` or `closing_time`.
    pub state: String,
    pub cards: u32,
    pub left_out: u32,
    pub printed: Vec<Reported>,
    pub spoiled: Vec<SpoiledBlank>,
    /// Still to come.
    pub waiting: Vec<NotMade>,
    pub not_made: Vec<NotMade>,
    pub unknown: Vec<NotMade>,
    pub balance: Balance,
    /// Whose names stand there in clear; none if they are masked.
    #[serde(skip)]
    pub people: BTreeSet<PersonNumber>,
}

/// What the walk through the journal finds beside the balance.
#[derive(Default)]
struct Walked {
    /// The lane's stack and the entry with which a card fell there, by job.
    stack: BTreeMap<JobId, (LaneName, u64)>,
    spoiled: Vec<(JobId, LaneName, BlankName, SpoilReason)>,
}

impl BatchReport {
    /// Of the batch of this name, or of the last one.
    pub fn read(
        reader: &Reader<'_>,
        (keys, names): (&SealingKeys, Names),
        id: Option<&BatchId>,
    ) -> Result<Self, StationError> {
        let row = reader.batch(id)?;
        let row = row.ok_or_else(|| match id {
            Some(id) => StationError::NoSuchBatch(id.clone()),
            None => StationError::NoBatch,
        })?;
        let (walked, jobs, balance) = walk(reader, &row)?;
        let mut report = Self {
            batch: row.id.clone(),
            state: row.state.clone(),
            cards: row.cards,
            left_out: row.left_out,
            printed: Vec::new(),
            spoiled: Vec::new(),
            waiting: Vec::new(),
            not_made: Vec::new(),
            unknown: Vec::new(),
            balance,
            people: BTreeSet::new(),
        };
        let mut numbers = BTreeMap::new();
        for (n, id) in reader.jobs_of_batch(&row.id)? {
            let Some(job) = jobs.get(&id) else { continue };
            numbers.insert(id, n);
            report.add(reader, (keys, names), &walked, (n, job))?;
        }
        for (job, lane, blank, reason) in walked.spoiled {
            let Some(n) = numbers.get(&job).copied() else { continue };
            report.spoiled.push(SpoiledBlank { n, job, lane, blank: blank.to_string(), reason });
        }
        Ok(report)
    }

    fn add(
        &mut self,
        reader: &Reader<'_>,
        (keys, names): (&SealingKeys, Names),
        walked: &Walked,
        (n, job): (u32, &Job),
    ) -> Result<(), StationError> {
        let person = reader.person_data(&job.opened.person, keys)?;
        let of = |text: fn(&crate::store::PersonData) -> String| {
            person.as_ref().map(text).filter(|text| !text.is_empty())
        };
        let nik = of(|person| person.nik.to_string());
        let nama = match names {
            Names::Clear => of(|person| person.nama.clone()),
            Names::Masked => of(crate::store::PersonData::masked_name),
        };
        if names == Names::Clear && person.is_some() {
            self.people.insert(job.opened.person.clone());
        }
        let kecamatan = of(|person| person.kecamatan.clone());
        let kel_desa = of(|person| person.kel_desa.clone());
        let id = job.id.clone();
        if let Some((lane, in_stack)) = walked.place_of(&job.id) {
            let uid = job.blank.as_ref().and_then(BlankName::uid).copied();
            let register = reader.register_of(&job.id)?;
            self.printed.push(Reported {
                n,
                job: id,
                nik,
                nama,
                kecamatan,
                kel_desa,
                lane,
                in_stack,
                uid,
                register,
            });
            return Ok(());
        }
        let (lane, fate) = (job.lane.clone(), Fate::of(job));
        let person = NotMade { n, job: id, nik, nama, kecamatan, kel_desa, lane, fate };
        match job.stage {
            Stage::Unknown { .. } => self.unknown.push(person),
            _ if person.fate.is_none() => self.waiting.push(person),
            _ => self.not_made.push(person),
        }
        Ok(())
    }
}

impl Walked {
    /// Where in its lane's stack a card lies: one that was lost sight of lies where it fell.
    fn place_of(&self, job: &JobId) -> Option<(LaneName, u32)> {
        let (lane, fell) = self.stack.get(job)?;
        let below = self.stack.values().filter(|(other, at)| other == lane && at <= fell);
        Some((lane.clone(), u32::try_from(below.count()).unwrap_or(u32::MAX)))
    }

    fn spoil(&mut self, job: &JobId, lane: &LaneName, blank: BlankName, reason: SpoilReason) {
        self.spoiled.push((job.clone(), lane.clone(), blank, reason));
    }
}

type Read = (Walked, BTreeMap<JobId, Job>, Balance);

fn walk(reader: &Reader<'_>, row: &BatchRow) -> Result<Read, StationError> {
    let mut reckoning = Reckoning::of(row.id.clone());
    let mut walked = Walked::default();
    let mut lost: BTreeMap<JobId, (LaneName, u64)> = BTreeMap::new();
    let mut in_work: BTreeMap<JobId, BlankName> = BTreeMap::new();
    let mut reasons: BTreeMap<JobId, SpoilReason> = BTreeMap::new();
    let jobs = reader.replay(|entry, booked, books| {
        reckoning.take(entry, booked, books);
        let Some(job) = entry.job.as_ref().filter(|_| entry.seq >= row.opened) else { return };
        if let Event::CardSettled { blank, found, .. } = &entry.event {
            match (lost.remove(job), found, blank) {
                (Some(place), Found::Output, _) => drop(walked.stack.insert(job.clone(), place)),
                (Some((lane, _)), Found::Spoiled(reason), Some(blank)) => {
                    walked.spoil(job, &lane, blank.clone(), *reason);
                }
                _ => {}
            }
        }
        let Some(lane) = &entry.lane else { return };
        match &entry.event {
            Event::ActUnsettled { .. } => {
                lost.insert(job.clone(), (lane.clone(), entry.seq));
            }
            Event::FeedFinished { blank, .. } => {
                in_work.insert(job.clone(), blank.clone());
            }
            Event::PrintFinished { .. } => {
                walked.stack.insert(job.clone(), (lane.clone(), entry.seq));
            }
            Event::RejectIntended { reason, .. } => {
                reasons.insert(job.clone(), *reason);
            }
            Event::RejectFinished { .. } => {
                if let (Some(blank), Some(reason)) = (in_work.remove(job), reasons.remove(job)) {
                    walked.spoil(job, lane, blank, reason);
                }
            }
            _ => {}
        }
    })?;
    Ok((walked, jobs, reckoning.balance()))
}
