//! What a lane is asked to do: which job, and on whose behalf.

use crate::job::Job;
use crate::journal::{BatchId, JobId};
use crate::record::Nik;

/// A job to be taken on, and on whose behalf. The NIK is needed until the lease is taken.
#[derive(Debug, Clone)]
pub struct Order {
    pub job: JobId,
    pub actor: String,
    pub nik: Option<Nik>,
}

impl Order {
    /// The batch whose end is the end of this job's right to start; who asks at the counter is
    /// served past it.
    pub(super) fn bound_to<'a>(&self, job: &'a Job) -> Option<&'a BatchId> {
        let place = job.opened.batch.as_ref().filter(|_| self.nik.is_none());
        place.map(|place| &place.batch)
    }
}
