//! What waits, what is ready, and what each lane does. In memory only: after a restart it is made
//! anew from the jobs that name the batch.

use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::progress::{BatchStep, Doing, Fate, Totals};
use crate::books::BatchBook;
use crate::job::{Job, Stage};
use crate::journal::{Event, JobId, LaneName, Place};
use crate::record::Kind;
use crate::station::Station;
use crate::station::act::PreparedCard;
use crate::station::claim::Claim;
use crate::station::error::StationError;
use crate::store::{Author, UNDER_WAY};

/// Those who watch at once; one more sees nothing.
pub const MAX_WATCHERS: usize = 16;

/// Wakes a lane's thread so that it looks for a card.
pub type Nudge = Box<dyn Fn() + Send>;

/// The one batch of a station, and the lanes that work on it.
pub struct Night {
    pub(super) station: Arc<Station>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
pub(super) struct State {
    pub batch: Option<AtWork>,
    pub lanes: BTreeMap<LaneName, LaneAtWork>,
    pub watchers: Vec<Sender<BatchStep>>,
    /// The program stops: nothing is begun, nothing goes back.
    pub halted: bool,
}

/// The open batch.
pub(super) struct AtWork {
    pub book: BatchBook,
    /// Cards that no lane has begun, in order.
    pub waiting: VecDeque<Waiting>,
    pub ready: Vec<Ready>,
    /// Courier or workbench has one of its cards in hand.
    pub in_hand: u32,
    pub blanks_spoiled: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub n: u32,
    pub job: JobId,
    /// Known once there is a lease.
    pub kind: Option<Kind>,
}

/// Prepared, and held for whichever lane asks first.
pub(in crate::station) struct Ready {
    pub n: u32,
    pub job: JobId,
    pub kind: Kind,
    pub claim: Claim,
    pub card: PreparedCard,
}

pub(super) struct LaneAtWork {
    pub nudge: Option<Nudge>,
    pub doing: Doing,
    /// The batch's card that this lane began and that has not ended.
    pub card: Option<(u32, JobId)>,
}

impl Night {
    /// Takes up the batch that the books hold open.
    pub fn new(station: Arc<Station>) -> Arc<Self> {
        let night = Self { station, state: Mutex::default(), changed: Condvar::new() };
        match night.at_work() {
            Ok(batch) => night.lock().batch = batch,
            Err(error) => tracing::error!(%error, "the open batch can't be taken up"),
        }
        Arc::new(night)
    }

    pub fn join(&self, lane: LaneName, nudge: Nudge) {
        let at_work = LaneAtWork { nudge: Some(nudge), doing: Doing::Recovering {}, card: None };
        self.lock().lanes.insert(lane, at_work);
    }

    /// The program stops: each lane finishes its card and takes no other. What is prepared goes.
    pub fn halt(&self) {
        let mut state = self.lock();
        state.halted = true;
        state.watchers.clear();
        state.lanes.values_mut().for_each(|lane| lane.nudge = None);
        if let Some(batch) = &mut state.batch {
            batch.ready.clear();
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Steps from now on, until the batch closes or the program stops; `None`: none is open.
    pub fn watch(&self) -> Option<Receiver<BatchStep>> {
        let (sender, receiver) = mpsc::channel();
        let mut state = self.lock();
        let batch = state.batch.as_ref()?;
        let opened = BatchStep::Opened { batch: batch.book.id.clone(), cards: batch.book.cards };
        let sums = self.totals(batch);
        let lanes = state.lanes.iter().map(|(lane, at_work)| BatchStep::Lane {
            lane: lane.clone(),
            doing: at_work.doing.clone(),
        });
        for step in [opened, BatchStep::Sums(sums)].into_iter().chain(lanes) {
            drop(sender.send(step));
        }
        if state.watchers.len() < MAX_WATCHERS {
            state.watchers.push(sender);
        }
        Some(receiver)
    }

    /// What each lane does at this moment, batch or not.
    pub fn lanes(&self) -> BTreeMap<LaneName, Doing> {
        let state = self.lock();
        state.lanes.iter().map(|(lane, at_work)| (lane.clone(), at_work.doing.clone())).collect()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps until something changes, or so long.
    pub(super) fn wait<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        most: Duration,
    ) -> MutexGuard<'a, State> {
        self.changed.wait_timeout(state, most).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Something changed: threads look, lanes look.
    pub(super) fn changed(&self, state: &State) {
        for nudge in state.lanes.values().filter_map(|lane| lane.nudge.as_ref()) {
            nudge();
        }
        self.changed.notify_all();
    }

    /// Blanks came or went.
    pub fn look(&self) {
        self.changed(&self.lock());
    }

    /// The open batch from books and jobs.
    pub(super) fn at_work(&self) -> Result<Option<AtWork>, StationError> {
        let writer = self.station.ledger.lock();
        let Some(book) = writer.books().batch.clone() else { return Ok(None) };
        let reader = writer.reader()?;
        let (mut waiting, mut blanks_spoiled) = (VecDeque::new(), 0);
        for (n, id) in reader.jobs_of_batch(&book.id)? {
            let Some(job) = writer.job(&id)? else { continue };
            blanks_spoiled += job.blanks_used - u32::from(job.blank.is_some());
            if not_begun(&job) {
                let kind = job.lease.as_ref().map(|lease| lease.kind);
                waiting.push_back(Waiting { n, job: id, kind });
            }
        }
        Ok(Some(AtWork { book, waiting, ready: Vec::new(), in_hand: 0, blanks_spoiled }))
    }

    /// What the books say of the open batch, into the state.
    pub(super) fn refresh(&self, state: &mut State) {
        let book = self.station.ledger.lock().books().batch.clone();
        match (&mut state.batch, book) {
            (Some(batch), Some(book)) => batch.book = book,
            (batch, _) => *batch = None,
        }
    }

    pub(super) fn totals(&self, batch: &AtWork) -> Totals {
        let mut totals = Totals {
            cards: batch.book.cards,
            blanks_spoiled: batch.blanks_spoiled,
            ..Totals::default()
        };
        let writer = self.station.ledger.lock();
        let stages = writer.reader().and_then(|reader| reader.stages_of_batch(&batch.book.id));
        match stages {
            Ok(stages) => {
                let resting = stages.iter().filter(|(stage, _)| stage != UNDER_WAY);
                resting.for_each(|(stage, jobs)| totals.add(stage, *jobs));
            }
            Err(error) => tracing::warn!(%error, "the batch can't be counted"),
        }
        let of_it = |job: &&Job| {
            job.opened.batch.as_ref().is_some_and(|place| place.batch == batch.book.id)
        };
        let under_way = writer.unfinished().filter(of_it).map(|job| job.stage.word());
        under_way
            .filter(|word| !Stage::RESTING.contains(word))
            .for_each(|word| totals.add(word, 1));
        totals
    }

    /// The kind of blank that the books hold in this lane's hopper.
    pub(super) fn loaded(&self, lane: &LaneName) -> Option<Kind> {
        let place = Place::Hopper(lane.clone());
        let writer = self.station.ledger.lock();
        let stock = &writer.books().stock;
        Kind::ALL.into_iter().find(|kind| stock.held(*kind, &place) > 0)
    }

    /// Tells what became of a card, with the sums after it.
    pub(super) fn tell_fate(&self, state: &mut State, n: u32, job: &Job) {
        let Some(fate) = Fate::of(job) else { return };
        let lane = job.lane.clone();
        state.tell(&BatchStep::Card { n, lane, fate });
        if let Some(batch) = &state.batch {
            let sums = BatchStep::Sums(self.totals(batch));
            state.tell(&sums);
        }
    }

    pub(super) fn book(&self, actor: &str, event: Event) -> Result<(), StationError> {
        let author = Author { actor: actor.to_owned(), ..Author::default() };
        Ok(self.station.ledger.book(&author, vec![event])?)
    }
}

impl State {
    /// To all who watch; who went away is forgotten.
    pub fn tell(&mut self, step: &BatchStep) {
        self.watchers.retain(|watcher| watcher.send(step.clone()).is_ok());
    }

    /// The batch, if cards may be begun.
    pub fn running(&mut self) -> Option<&mut AtWork> {
        let halted = self.halted;
        let batch = self.batch.as_mut()?;
        (!halted && !batch.book.paused && batch.book.ending.is_none()).then_some(batch)
    }
}

/// Nothing of it has touched a machine.
pub(super) fn not_begun(job: &Job) -> bool {
    matches!(job.stage, Stage::Opened | Stage::Leased | Stage::Prepared)
}

impl std::fmt::Debug for Night {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Night")
    }
}
