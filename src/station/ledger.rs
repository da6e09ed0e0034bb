//! The writer as lanes and commands share it: one at a time, each booking whole.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::job::Job;
use crate::journal::{Event, JobId, LaneName};
use crate::store::{Author, StoreError, Writer};

/// A shared handle on the one writer.
#[derive(Clone, Debug)]
pub struct Ledger(Arc<Mutex<Writer>>);

impl Ledger {
    pub fn new(writer: Writer) -> Self {
        Self(Arc::new(Mutex::new(writer)))
    }

    /// The writer itself, for a look and a booking that must not be parted.
    pub fn lock(&self) -> MutexGuard<'_, Writer> {
        // An append that panicked changed nothing: memory moves on only after the commit.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn book(&self, author: &Author, events: Vec<Event>) -> Result<(), StoreError> {
        self.lock().append(author, events)
    }

    pub fn job(&self, id: &JobId) -> Result<Option<Job>, StoreError> {
        self.lock().job(id)
    }

    pub fn lane(&self, lane: &LaneName) -> crate::books::LaneBook {
        self.lock().books().lanes.get(lane).cloned().unwrap_or_default()
    }
}
