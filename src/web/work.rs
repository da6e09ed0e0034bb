//! Commands that browsers give: on a thread that may wait, while the page already shows how far
//! they are. What came of a card is kept for whoever looks at its page.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use super::Web;
use crate::control::{Done, Failed, Request, Short, perform};
use crate::journal::JobId;
use crate::station::{Person, Step};

/// Cards of which the last word is kept.
const MAX_ENDS: usize = 256;
/// A card that is neither refused nor at work by then waits for its lane.
const REFUSED_WITHIN: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub struct Work {
    ends: Mutex<VecDeque<(JobId, Failed)>>,
    /// Beats when a command ended: the journal may have nothing to say of it.
    beat: watch::Sender<u64>,
}

impl Default for Work {
    fn default() -> Self {
        Self { ends: Mutex::default(), beat: watch::channel(0).0 }
    }
}

impl Work {
    pub fn ended(&self) -> watch::Receiver<u64> {
        self.beat.subscribe()
    }

    /// Why the last command for this card came to nothing.
    pub fn end_of(&self, job: &JobId) -> Option<Failed> {
        let ends = self.lock();
        ends.iter().find(|(of, _)| of == job).map(|(_, failed)| failed.clone())
    }

    fn forget(&self, job: &JobId) {
        self.lock().retain(|(of, _)| of != job);
    }

    fn keep(&self, job: &JobId, failed: Failed) {
        let mut ends = self.lock();
        ends.retain(|(of, _)| of != job);
        ends.push_back((job.clone(), failed));
        if ends.len() > MAX_ENDS {
            ends.pop_front();
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(JobId, Failed)>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a command for a card began.
#[derive(Debug)]
pub enum Begun {
    /// It is at work, under this name.
    Card(JobId),
    Short(Short),
    Done(Done),
}

impl Begun {
    fn of(done: Result<Done, Short>) -> Self {
        match done {
            Ok(done) => Self::Done(done),
            Err(short) => Self::Short(short),
        }
    }
}

impl Web {
    /// On a thread that may wait; `None` if it panicked.
    pub async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<T> {
        let web = self.clone();
        tokio::task::spawn_blocking(move || work(&web)).await.ok()
    }

    /// A command, waited for.
    pub async fn perform(
        self: &Arc<Self>,
        person: &Person,
        request: Request,
    ) -> Option<Result<Done, Short>> {
        let person = person.clone();
        self.blocking(move |web| perform(&web.shift, &person, request, &|_| ())).await
    }

    /// A command that makes a card: answered once the card is at work, and goes on by itself.
    pub async fn begin(self: &Arc<Self>, person: &Person, request: Request) -> Option<Begun> {
        let (web, person) = (self.clone(), person.clone());
        let (end, mut ended) = oneshot::channel();
        let (state, mut seen) = watch::channel(AtWork::default());
        drop(tokio::task::spawn_blocking(move || web.carry_out(&person, request, &state, end)));
        let begins = async move {
            let job = seen.wait_for(|at| at.job.is_some()).await.ok()?.job.clone();
            // A refusal has a name, too, and comes at once.
            drop(timeout(REFUSED_WITHIN, seen.wait_for(|at| at.moves)).await);
            job
        };
        let job = tokio::select! {
            done = &mut ended => return done.ok().map(Begun::of),
            job = begins => job,
        };
        match ended.try_recv() {
            Ok(done) => Some(Begun::of(done)),
            Err(_) => job.map(Begun::Card),
        }
    }

    fn carry_out(
        &self,
        person: &Person,
        request: Request,
        state: &watch::Sender<AtWork>,
        end: oneshot::Sender<Result<Done, Short>>,
    ) {
        let watch = |step| match step {
            Step::StatusSeen { .. } => {}
            Step::JobOpened { job } | Step::JobResumed { job } => {
                self.work.forget(&job);
                state.send_modify(|at| at.job = Some(job));
            }
            _ => state.send_modify(|at| at.moves = true),
        };
        let done = perform(&self.shift, person, request, &watch);
        let job = state.borrow().job.clone();
        // Nobody waits any more: the card's own page tells it.
        if let (Err(Err(short)), Some(job)) = (end.send(done), job) {
            self.work.keep(&job, short.told());
        }
        self.work.beat.send_modify(|beat| *beat += 1);
    }
}

/// How far a card's command is.
#[derive(Debug, Default)]
struct AtWork {
    job: Option<JobId>,
    moves: bool,
}
