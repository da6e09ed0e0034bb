//! What the station file says of batches and lanes, as the station carries it.

use std::collections::BTreeMap;

use crate::journal::LaneName;
use crate::settings::{BatchSettings, LaneLimits, StationFile};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchRules {
    pub settings: BatchSettings,
    pub lanes: BTreeMap<LaneName, LaneLimits>,
}

impl BatchRules {
    pub fn of(file: &StationFile) -> Self {
        let lanes = file.lanes.iter().map(|lane| (lane.name.clone(), lane.limits.clone()));
        Self { settings: file.batch.clone(), lanes: lanes.collect() }
    }

    /// A lane that the file says nothing of takes what most do.
    pub fn limits(&self, lane: &LaneName) -> LaneLimits {
        self.lanes.get(lane).cloned().unwrap_or_default()
    }
}
