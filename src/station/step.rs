//! What a person watching sees, as it happens.

use serde::{Deserialize, Serialize};

use super::night::BatchStep;
use crate::journal::{Cause, JobId, SpoilReason};
use crate::record::{RecordState, Uid};

/// One visible step of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    StatusSeen {
        state: RecordState,
    },
    JobOpened {
        job: JobId,
    },
    JobResumed {
        job: JobId,
    },
    LeaseTaken {},
    Prepared {
        specimen: bool,
    },
    Feeding {},
    Fed {
        uid: Uid,
    },
    Encoding {},
    Encoded {},
    Printing {},
    Printed {},
    ActFailed {
        cause: Cause,
    },
    Erasing {},
    Rejecting {
        reason: SpoilReason,
    },
    Rejected {},
    GivenBack {},
    Settling {},
    /// Of a batch that somebody watches.
    Batch {
        progress: Box<BatchStep>,
    },
}

/// Takes steps as they happen; must not block.
pub type Watcher<'a> = &'a dyn Fn(Step);
