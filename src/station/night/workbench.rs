//! Cards prepared ahead: record opened, checks, chip image, both sides painted, booked. At most
//! one waits for each lane, so memory is bounded and a printer never waits for a brush.

use std::time::Duration;

use super::progress::Doing;
use super::state::{AtWork, Night, Ready, State, Waiting, not_begun};
use crate::job::{Act, Job, Stage, next};
use crate::journal::{JobId, Refusal};
use crate::record::Kind;
use crate::station::act::lease::{give_back, may_start, refuse};
use crate::station::act::prepare::{prepare, prepare_again};
use crate::station::claim::Claim;
use crate::station::error::StationError;
use crate::station::shift::Chain;
use crate::store::{Author, StoreError};

/// With nothing to prepare it looks again so often, changed or not.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// After something of ours stood in the way.
const TRY_AGAIN: Duration = Duration::from_secs(2);

impl Night {
    /// Prepares until the program stops.
    pub fn prepare_cards(&self) {
        while let Some(waiting) = self.next_to_prepare() {
            let prepared = self.prepare_one(&waiting);
            if let Err(error) = &prepared {
                tracing::warn!(job = %waiting.job, error = %Chain(error), "not prepared");
            }
            let hindered = prepared.is_err() && self.may_be_tried_again(&waiting.job);
            let job = self.station.ledger.job(&waiting.job).ok().flatten();
            let mut state = self.lock();
            // Stopped or paused meanwhile: what was prepared is dropped, and made again later.
            let running = state.running().is_some();
            let Some(batch) = &mut state.batch else { continue };
            batch.in_hand -= 1;
            match prepared.ok().flatten() {
                Some(ready) if running => batch.ready.push(ready),
                Some(_) => put_back(batch, waiting.clone()),
                // In other hands, or ended.
                None => {}
            }
            batch.ready.sort_by_key(|ready| ready.n);
            if let Some(job) = &job {
                self.tell_fate(&mut state, waiting.n, job);
            }
            self.changed(&state);
            drop(state);
            if hindered {
                self.rest(TRY_AGAIN);
            }
        }
    }

    /// Nobody else has it: the books or a file stood in the way. The clerk finds it again.
    fn may_be_tried_again(&self, job: &JobId) -> bool {
        self.station.ledger.job(job).is_ok_and(|job| job.is_some_and(|job| not_begun(&job)))
    }

    /// Waits for a card that a lane will want; `None` once the program stops.
    fn next_to_prepare(&self) -> Option<Waiting> {
        let mut state = self.lock();
        loop {
            if state.halted {
                return None;
            }
            let wanted = self.wanted(&state);
            if let Some(batch) = state.running() {
                let missing = |kind: Kind| {
                    let lanes = wanted.iter().filter(|of| **of == kind).count();
                    batch.ready.iter().filter(|ready| ready.kind == kind).count() < lanes
                };
                let at = batch.waiting.iter().position(|card| card.kind.is_some_and(missing));
                if let Some(waiting) = at.and_then(|at| batch.waiting.remove(at)) {
                    batch.in_hand += 1;
                    return Some(waiting);
                }
            }
            state = self.wait(state, LOOK_EVERY);
        }
    }

    /// One kind for each lane that can take a card.
    fn wanted(&self, state: &State) -> Vec<Kind> {
        let able = |doing: &Doing| {
            !matches!(doing, Doing::Stopped { .. } | Doing::Recovering {} | Doing::Away { .. })
        };
        let lanes = state.lanes.iter().filter(|(_, lane)| able(&lane.doing));
        lanes.filter_map(|(name, _)| self.loaded(name)).collect()
    }

    fn prepare_one(&self, waiting: &Waiting) -> Result<Option<Ready>, StationError> {
        let station = &self.station;
        let claim = station.claims.claim(&waiting.job)?;
        let author = Author::of_job("cetakd", &waiting.job);
        let job = self.job(&waiting.job)?;
        if !not_begun(&job) {
            return Ok(None);
        }
        let made = match &job.stage {
            Stage::Leased | Stage::Prepared if !may_start(station, &job) => {
                refuse(station, &author, Refusal::LeaseExpired {}).map(|()| None)
            }
            Stage::Leased => prepare(station, &job, &author).map(|made| made.map(|(card, _)| card)),
            _ => prepare_again(station, &job).map(Some),
        };
        match made {
            Ok(Some(card)) => Ok(self.ready(waiting, &job, claim, card)),
            Ok(None) => self.returned(&author, &waiting.job).map(|()| None),
            // What can't be opened or is another card now never becomes one: it goes back.
            Err(error) => {
                if never_opens(&error) {
                    give_back(station, &self.job(&waiting.job)?, &author, &|_| ())?;
                }
                Err(error)
            }
        }
    }

    fn ready(
        &self,
        waiting: &Waiting,
        job: &Job,
        claim: Claim,
        card: crate::station::act::PreparedCard,
    ) -> Option<Ready> {
        let kind = job.lease.as_ref()?.kind;
        Some(Ready { n: waiting.n, job: waiting.job.clone(), kind, claim, card })
    }

    /// After a refusal the lease goes back.
    fn returned(&self, author: &Author, id: &JobId) -> Result<(), StationError> {
        let job = self.job(id)?;
        match next(&job) {
            Act::GiveBack => give_back(&self.station, &job, author, &|_| ()),
            _ => Ok(()),
        }
    }

    pub(super) fn job(&self, id: &JobId) -> Result<Job, StationError> {
        self.station.ledger.job(id)?.ok_or_else(|| StationError::RecordLost(id.clone()))
    }
}

/// The record is gone, or makes another card than before: trying again changes nothing.
fn never_opens(error: &StationError) -> bool {
    use StationError as E;
    matches!(error, E::RecordLost(_) | E::PreparedDiffers(_) | E::Store(StoreError::Sealed(_)))
}

/// In its order again.
pub(super) fn put_back(batch: &mut AtWork, waiting: Waiting) {
    let at = batch.waiting.partition_point(|card| card.n < waiting.n);
    batch.waiting.insert(at, waiting);
}
