//! A batch is opened whole, in one booking: the batch, and a job for each of its cards in their
//! order. Who waits lies sealed under the person's number, so that it goes on after a crash
//! without the clerk and without the line.

use std::collections::{BTreeMap, BTreeSet};

use super::progress::{BatchStep, Doing};
use super::state::{LaneAtWork, Night};
use crate::device::source::SignedLease;
use crate::journal::{
    BatchEnd, BatchId, BatchOpened, BatchPlace, Event, JobId, JobOpened, LaneName, PersonNumber,
    Refusal,
};
use crate::record::claims::claimed_job;
use crate::record::{Mac, RecordState};
use crate::station::Station;
use crate::station::act::lease::accept;
use crate::station::batch::Candidate;
use crate::station::error::StationError;
use crate::station::request::{had_a_card, living_jobs, name, person_number};
use crate::store::{Author, Beside, Booking, PersonData, Writer};

/// Cards in one batch: more than any printer makes in a night.
pub const MAX_CARDS: usize = 2_000;

/// What is to be printed, in this order.
#[derive(Debug)]
pub struct BatchOrder {
    pub cards: Vec<Candidate>,
    /// People whom the plan left out.
    pub left_out: u32,
    pub closes: Option<jiff::Timestamp>,
    pub blanks_per_card: u32,
}

/// What the openings of one batch share.
struct Listing<'a> {
    order: &'a BatchOrder,
    source: String,
    people: BTreeMap<Mac, PersonNumber>,
    jobs: BTreeSet<JobId>,
}

/// A job to be opened, with what is kept beside it.
struct Opening {
    author: Author,
    events: Vec<Event>,
    beside: Beside,
}

impl Opening {
    fn booking(&self) -> Booking<'_> {
        Booking { author: &self.author, events: self.events.clone(), beside: &self.beside }
    }
}

impl Night {
    pub fn open(&self, actor: &str, order: &BatchOrder) -> Result<BatchId, StationError> {
        match order.cards.len() {
            0 => return Err(StationError::EmptyBatch),
            cards if cards > MAX_CARDS => return Err(StationError::BatchTooLong(cards)),
            _ => {}
        }
        let station = &self.station;
        station.days_are_closed()?;
        if let Some(past) = order.closes.filter(|closes| *closes <= station.now()) {
            return Err(StationError::ClosesInThePast(past));
        }
        // Whoever asks the source has it for as long as that takes: lanes must not wait for it.
        let source = station.source().name();
        let mut state = self.lock();
        let mut list = Listing { order, source, people: BTreeMap::new(), jobs: BTreeSet::new() };
        let mut writer = station.ledger.lock();
        if let Some(open) = &writer.books().batch {
            return Err(StationError::BatchOpen(open.id.clone()));
        }
        let id = station.batch_name(&writer);
        let opened = BatchOpened {
            batch: id.clone(),
            cards: order.cards.len() as u32,
            left_out: order.left_out,
            closes: order.closes,
        };
        let person = Author { actor: actor.to_owned(), ..Author::default() };
        let first = Opening {
            author: person,
            events: vec![Event::BatchOpened(opened)],
            beside: Beside::Nothing,
        };
        let mut openings = vec![first];
        for (n, card) in (1..).zip(&order.cards) {
            let place = BatchPlace { batch: id.clone(), n };
            openings.push(station.opening(&writer, actor, (card, place), &mut list)?);
        }
        writer.append_all(&openings.iter().map(Opening::booking).collect::<Vec<_>>())?;
        drop(writer);
        state.batch = self.at_work()?;
        // A lane that could not serve the counter, and that the books don't hold, looks anew.
        let ledger = &station.ledger;
        let stopped = |(name, lane): (&LaneName, &LaneAtWork)| {
            let waits = matches!(lane.doing, Doing::Stopped { .. });
            (waits && ledger.lane(name).stopped.is_none()).then(|| name.clone())
        };
        let free: Vec<LaneName> = state.lanes.iter().filter_map(stopped).collect();
        free.iter().for_each(|lane| self.set_doing(&mut state, lane, Doing::Idle {}));
        self.changed(&state);
        Ok(id)
    }

    pub fn pause(&self, actor: &str) -> Result<BatchId, StationError> {
        self.change(actor, |batch| Event::BatchPaused { batch }, &BatchStep::Paused {})
    }

    pub fn resume(&self, actor: &str) -> Result<BatchId, StationError> {
        self.change(actor, |batch| Event::BatchResumed { batch }, &BatchStep::Resumed {})
    }

    /// Cards in machines are finished, the rest goes back.
    pub fn stop(&self, actor: &str) -> Result<BatchId, StationError> {
        let mut state = self.lock();
        let batch = state.batch.as_ref().ok_or(StationError::NoBatch)?;
        let (id, ending) = (batch.book.id.clone(), batch.book.ending);
        if ending.is_none() {
            self.say_end(&mut state, actor, BatchEnd::Stopped)?;
        }
        Ok(id)
    }

    fn change(
        &self,
        actor: &str,
        event: impl Fn(BatchId) -> Event,
        step: &BatchStep,
    ) -> Result<BatchId, StationError> {
        let mut state = self.lock();
        let batch = state.batch.as_ref().ok_or(StationError::NoBatch)?;
        let id = batch.book.id.clone();
        self.book(actor, event(id.clone()))?;
        self.refresh(&mut state);
        if let Some(batch) = state.batch.as_mut().filter(|batch| batch.book.paused) {
            // What is prepared holds personal data: it is made again when the batch goes on.
            let again = batch.ready.drain(..).map(|ready| super::state::Waiting {
                n: ready.n,
                job: ready.job,
                kind: Some(ready.kind),
            });
            let again: Vec<_> = again.collect();
            again.into_iter().for_each(|waiting| super::workbench::put_back(batch, waiting));
        }
        state.tell(step);
        self.changed(&state);
        Ok(id)
    }
}

impl Station {
    /// The day, and letters of chance.
    fn batch_name(&self, writer: &Writer) -> BatchId {
        let date = writer.station().zone.to_datetime(self.clock.now()).date();
        let letters = self.random_name();
        let digits = date.to_string().replace('-', "");
        name(BatchId::new, &format!("{digits}-{}", &letters[..4]))
    }

    /// A person with a living card is refused at once: a second person decides. So is one who
    /// stands twice in the list.
    fn opening(
        &self,
        writer: &Writer,
        actor: &str,
        (card, place): (&Candidate, BatchPlace),
        list: &mut Listing<'_>,
    ) -> Result<Opening, StationError> {
        let mac: Mac = self.sealing.search.person(&card.nik);
        let living = !living_jobs(writer, &mac)?.is_empty()
            || had_a_card(writer, &mac)?
            || list.people.contains_key(&mac);
        let person = match list.people.get(&mac) {
            Some(person) => person.clone(),
            None => person_number(self, writer, &mac)?,
        };
        list.people.insert(mac, person.clone());
        // A lease that was brought along is bound to a job of its own naming.
        let named = card.lease.as_ref().and_then(named_job);
        let known = named.as_ref().map(|job| writer.job(job)).transpose()?.flatten().is_some();
        let job = named.filter(|job| !known && list.jobs.insert(job.clone()));
        let job = job.unwrap_or_else(|| name(JobId::new, &self.random_name()));
        let opened = JobOpened {
            person: person.clone(),
            nik: mac,
            reason: card.reason,
            papers: card.papers.clone(),
            state: Some(RecordState::PrintReadyRecord),
            observed_at: self.clock.now(),
            source: list.source.clone(),
            preview: false,
            batch: Some(place),
            priority: None,
            reprint: None,
            blanks: list.order.blanks_per_card,
            receipt: None,
        };
        let (mut events, mut beside) = (vec![Event::JobOpened(opened)], None);
        let refused = |refusal| Event::JobRefused { refusal };
        let papers = card.reason.papers().iter().all(|paper| card.papers.contains(paper));
        match &card.lease {
            _ if living => events.push(refused(Refusal::ReprintNeedsSecondPerson {})),
            _ if !papers => events.push(refused(Refusal::PapersMissing {})),
            None => {}
            Some(_) if known => events.push(refused(Refusal::LeaseClosed {})),
            Some(jws) => match accept(self, (&job, &person), &card.nik, jws) {
                Ok((taken, kept)) => {
                    events.push(taken);
                    beside = Some(kept);
                }
                Err(refusal) => events.push(refused(refusal)),
            },
        }
        let beside = beside.unwrap_or_else(|| {
            let data = PersonData::waiting(&card.nik, &card.kecamatan, &card.kel_desa);
            let words = data.words(&self.sealing.search);
            let data = self.sealing.seal(self.entropy.as_ref(), person.as_str(), &data.to_json());
            Beside::Person { person, data, words }
        });
        let author = Author::of_job(actor, &job);
        Ok(Opening { author, events, beside })
    }
}

/// The job that a signed lease names; whether it is one for us shows when it is taken.
fn named_job(lease: &SignedLease) -> Option<JobId> {
    claimed_job(lease).and_then(|job| JobId::new(&job).ok())
}
