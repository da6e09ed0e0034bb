//! The lanes' side of the queue: take the next card, work on it, say what became of it. A lane
//! that needs a person books that it stands still and takes no more; the others go on.

use std::time::Duration;

use super::progress::{BatchStep, Doing, Lacks};
use super::state::{Night, Ready, State, Waiting};
use super::workbench::put_back;
use crate::job::{Job, Stage};
use crate::journal::{ActName, Cause, Event, JobId, LaneName};
use crate::station::act::PreparedCard;
use crate::station::claim::Claim;
use crate::station::error::StationError;
use crate::station::lane::Lane;
use crate::station::order::Order;
use crate::station::shift::Chain;
use crate::station::step::{Step, Watcher};
use crate::store::Author;

/// A lane whose devices are out of reach looks for them so often while a batch is open.
pub const TRY_LANE_EVERY: Duration = Duration::from_secs(10);

impl Night {
    /// The next card that this lane has a blank for; none past closing time.
    pub(in crate::station) fn take(&self, lane: &LaneName) -> Option<Ready> {
        let mut state = self.lock();
        if !matches!(state.lanes.get(lane)?.doing, Doing::Idle {} | Doing::NoBlanks {}) {
            return None;
        }
        let now = self.station.clock.now();
        let running = state.running()?;
        if !running.book.may_begin(now) {
            return None;
        }
        let Some(kind) = self.loaded(lane) else {
            self.set_doing(&mut state, lane, Doing::NoBlanks {});
            return None;
        };
        let running = state.running()?;
        let at = running.ready.iter().position(|ready| ready.kind == kind);
        let Some(at) = at else {
            self.set_doing(&mut state, lane, Doing::Idle {});
            return None;
        };
        let ready = running.ready.remove(at);
        self.set_doing(&mut state, lane, Doing::Card { n: ready.n, act: None });
        if let Some(at_work) = state.lanes.get_mut(lane) {
            at_work.card = Some((ready.n, ready.job.clone()));
        }
        self.changed(&state);
        Some(ready)
    }

    /// Takes the card as far as the lane can, and says what became of it.
    pub(in crate::station) fn work(&self, lane: &mut Lane, ready: Ready) {
        let actor = self.lock().batch.as_ref().map(|batch| batch.book.actor.clone());
        let order = Order {
            job: ready.job.clone(),
            actor: actor.unwrap_or_else(|| "cetakd".into()),
            nik: None,
        };
        let name = lane.name().clone();
        let watch = |step: Step| self.step(&name, ready.n, &step);
        let (ran, kept) = lane.run_prepared(&order, (ready.claim, ready.card), &watch);
        if let Err(error) = &ran {
            tracing::info!(lane = %name, job = %order.job, error = %Chain(error), "no card");
        }
        self.ended(&name, (ready.n, order.job), &ran, kept);
    }

    fn step(&self, lane: &LaneName, n: u32, step: &Step) {
        let act = match step {
            Step::Feeding {} => ActName::Feed,
            Step::Encoding {} => ActName::Encode,
            Step::Printing {} => ActName::Print,
            Step::Erasing {} => ActName::Erase,
            Step::Rejecting { .. } => ActName::Reject,
            _ => return,
        };
        let mut state = self.lock();
        self.set_doing(&mut state, lane, Doing::Card { n, act: Some(act) });
        if let Step::Rejecting { reason } = step {
            state.tell(&BatchStep::BlankLost { lane: lane.clone(), reason: *reason });
        }
    }

    fn ended(
        &self,
        lane: &LaneName,
        (n, id): (u32, JobId),
        ran: &Result<Job, StationError>,
        kept: Option<(Claim, PreparedCard)>,
    ) {
        let doing = self.after(lane, ran.as_ref().err());
        let job = self.station.ledger.job(&id).ok().flatten();
        let mut state = self.lock();
        self.set_doing(&mut state, lane, doing);
        if let Some(job) = job {
            self.hand_back(&mut state, n, &job, kept);
        }
        self.let_go(&mut state, lane);
        self.changed(&state);
    }

    /// A card that took no blank is anybody's again.
    fn hand_back(&self, state: &mut State, n: u32, job: &Job, kept: Option<(Claim, PreparedCard)>) {
        let running = state.running().is_some();
        let Some(batch) = &mut state.batch else { return };
        let kind = job.lease.as_ref().map(|lease| lease.kind);
        if !super::state::not_begun(job) {
            return;
        }
        match (kept.filter(|_| running), kind) {
            (Some((claim, card)), Some(kind)) => {
                let ready = Ready { n, job: job.id.clone(), kind, claim, card };
                let at = batch.ready.partition_point(|other| other.n < n);
                batch.ready.insert(at, ready);
            }
            _ => put_back(batch, Waiting { n, job: job.id.clone(), kind }),
        }
    }

    /// Tells of the lane's card once it has ended.
    fn let_go(&self, state: &mut State, lane: &LaneName) {
        let card = state.lanes.get(lane).and_then(|at_work| at_work.card.clone());
        let Some((n, id)) = card else { return };
        let Ok(Some(job)) = self.station.ledger.job(&id) else { return };
        if job.holds_machine() {
            return;
        }
        if let Some(at_work) = state.lanes.get_mut(lane) {
            at_work.card = None;
        }
        if let Some(batch) = &mut state.batch {
            let lost = job.blanks_used - u32::from(job.blank.is_some());
            batch.blanks_spoiled += lost;
        }
        self.tell_fate(state, n, &job);
    }

    /// The lane recovered, was released, or served the counter: what it does now.
    pub(in crate::station) fn lane_did(&self, lane: &LaneName, error: Option<&StationError>) {
        let doing = self.after(lane, error);
        let mut state = self.lock();
        self.set_doing(&mut state, lane, doing);
        self.let_go(&mut state, lane);
        self.changed(&state);
    }

    pub(in crate::station) fn lane_does(&self, lane: &LaneName, doing: Doing) {
        self.set_doing(&mut self.lock(), lane, doing);
    }

    /// How long the lane may sleep before it looks for its devices; `None`: until it is called.
    pub(in crate::station) fn looks_again(&self, lane: &LaneName) -> Option<Duration> {
        let state = self.lock();
        let away = matches!(state.lanes.get(lane)?.doing, Doing::Away { .. });
        (away && !state.halted).then_some(TRY_LANE_EVERY)
    }

    /// What a lane does after something that ended so. While a batch is open, a lane that waits
    /// for help says so in the journal, for whoever comes in the morning.
    fn after(&self, lane: &LaneName, error: Option<&StationError>) -> Doing {
        use StationError as E;
        let stands = self.station.ledger.lane(lane).stopped;
        let away = |lacks| Doing::Away { lacks };
        let cause = match (stands, error) {
            (Some(cause), _) => cause,
            // What passes by itself stops nobody for the night.
            (None, Some(E::Paused { cause: Cause::ReaderLost {}, .. })) => {
                return away(Lacks::Devices);
            }
            (None, Some(E::Paused { cause: Cause::JournalUnconfirmed {}, .. })) => {
                return away(Lacks::Confirmation);
            }
            (None, Some(E::Paused { cause, .. } | E::LaneStopped { cause, .. })) => {
                self.book_stop(lane, cause);
                cause.clone()
            }
            (None, Some(E::Printer(_) | E::Reader(_) | E::Busy { .. })) => {
                return away(Lacks::Devices);
            }
            (None, Some(E::Store(_))) => return away(Lacks::Books),
            (None, _) => return Doing::Idle {},
        };
        tracing::warn!(%lane, code = cause.code(), "the lane waits for a person");
        Doing::Stopped { cause }
    }

    fn book_stop(&self, lane: &LaneName, cause: &Cause) {
        let author = Author { lane: Some(lane.clone()), ..Author::person("cetakd") };
        let mut writer = self.station.ledger.lock();
        if writer.books().batch.is_none() {
            return;
        }
        let stopped = Event::LaneStopped { cause: cause.clone() };
        if let Err(error) = writer.append(&author, vec![stopped]) {
            tracing::error!(%lane, error = %Chain(&error), "a stop is not booked");
        }
    }

    pub(super) fn set_doing(&self, state: &mut State, lane: &LaneName, doing: Doing) {
        let Some(at_work) = state.lanes.get_mut(lane) else { return };
        if at_work.doing != doing {
            at_work.doing = doing.clone();
            state.tell(&BatchStep::Lane { lane: lane.clone(), doing });
        }
    }
}

impl Lane {
    /// As `run`, with a card that was prepared meanwhile. What is not used is given back: nothing
    /// was taken for it.
    fn run_prepared(
        &mut self,
        order: &Order,
        (claim, card): (Claim, PreparedCard),
        watch: Watcher<'_>,
    ) -> (Result<Job, StationError>, Option<(Claim, PreparedCard)>) {
        if self.left_open().is_some_and(|left| left != order.job)
            && let Err(error) = self.recover(watch)
        {
            return (Err(error), Some((claim, card)));
        }
        self.prepared = Some((order.job.clone(), card));
        let ran = self.run_claimed(order, &claim, watch);
        let untouched =
            matches!(&ran, Err(StationError::Paused { .. } | StationError::LaneStopped { .. }))
                && self.job(&order.job).is_ok_and(|job| matches!(job.stage, Stage::Prepared));
        let kept = self.prepared.take_if(|_| untouched).map(|(_, card)| (claim, card));
        self.after(&ran);
        (ran, kept)
    }
}
