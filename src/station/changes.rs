//! How often somebody's PIN or role changed since the daemon started: whoever signed in before
//! signs in anew.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::journal::StaffName;

#[derive(Debug, Default)]
pub struct Changes(Mutex<BTreeMap<StaffName, u64>>);

impl Changes {
    pub fn of(&self, name: &str) -> u64 {
        let changes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        changes.iter().find(|(known, _)| known.as_str() == name).map_or(0, |(_, count)| *count)
    }

    pub(super) fn note(&self, name: &StaffName) {
        let mut changes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *changes.entry(name.clone()).or_default() += 1;
    }
}
