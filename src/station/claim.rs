//! Who works on which job. Two lanes asked for the same person must not both take acts on it: each
//! would settle what the other has open by its own counters and reader.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::StationError;
use crate::journal::JobId;

/// Jobs at work now.
#[derive(Debug, Default)]
pub struct Claims(Arc<Mutex<BTreeSet<JobId>>>);

/// A job held by its worker, or by who prepares it for one, until this is dropped.
#[derive(Debug)]
pub struct Claim {
    claims: Arc<Mutex<BTreeSet<JobId>>>,
    job: JobId,
}

impl Claims {
    /// Refused while somebody else works on the job.
    pub(super) fn claim(&self, job: &JobId) -> Result<Claim, StationError> {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match jobs.insert(job.clone()) {
            true => Ok(Claim { claims: self.0.clone(), job: job.clone() }),
            false => Err(StationError::UnderWay(job.clone())),
        }
    }
}

impl Claim {
    pub(super) fn job(&self) -> &JobId {
        &self.job
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.job);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_has_one_worker_until_it_lets_go() {
        let (claims, job) = (Claims::default(), JobId::new("J1").unwrap());
        let first = claims.claim(&job).unwrap();
        assert!(matches!(claims.claim(&job), Err(StationError::UnderWay(_))));
        assert!(claims.claim(&JobId::new("J2").unwrap()).is_ok());
        drop(first);
        assert!(claims.claim(&job).is_ok());
    }
}
