//! Ribbons: how many panels lie in each lane and how many of them are used, by the printer's own
//! counter, spoiled cards and test cards with them; and used ribbons that wait to be burnt.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::lane::LaneBook;
use crate::journal::{Entry, Event, LaneName, Roll};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RibbonBook {
    pub lanes: BTreeMap<LaneName, Loaded>,
    /// Films of retransfer printers; what is used of them no counter says.
    #[serde(default)]
    pub films: BTreeMap<LaneName, Loaded>,
    /// Taken out, and not burnt yet.
    pub removed: u32,
    pub destroyed: u32,
}

/// A ribbon in a lane: what it held, and where the printer's counter stood then. What is used of it
/// is the difference, and is kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    pub panels: u32,
    pub serial: String,
    pub from: u64,
    pub seq: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RibbonFault {
    #[error("a {1} is in lane {0}")]
    InPlace(LaneName, Roll),
    #[error("no {1} is in lane {0}")]
    NoneIn(LaneName, Roll),
    #[error("the printer of lane {0} was never seen: its counter is not known")]
    Unseen(LaneName),
    #[error("{held} used ribbons wait, not {wanted}")]
    Fewer { held: u32, wanted: u32 },
}

impl Loaded {
    /// Panels used since it was loaded; `None` where another printer stands in the lane.
    pub fn used(&self, lane: &LaneBook) -> Option<u64> {
        let counters = lane.counters.filter(|_| lane.printer_serial.as_ref() == Some(&self.serial));
        counters.map(|counters| counters.panels.saturating_sub(self.from))
    }

    pub fn left(&self, lane: &LaneBook) -> Option<u64> {
        self.used(lane).map(|used| u64::from(self.panels).saturating_sub(used))
    }
}

impl RibbonBook {
    fn of(&self, roll: Roll) -> &BTreeMap<LaneName, Loaded> {
        match roll {
            Roll::Ribbon => &self.lanes,
            Roll::Film => &self.films,
        }
    }

    fn of_mut(&mut self, roll: Roll) -> &mut BTreeMap<LaneName, Loaded> {
        match roll {
            Roll::Ribbon => &mut self.lanes,
            Roll::Film => &mut self.films,
        }
    }

    /// The book after an entry; `None` where it is about no ribbon.
    pub fn after(
        &self,
        entry: &Entry,
        lanes: &BTreeMap<LaneName, LaneBook>,
    ) -> Result<Option<Self>, RibbonFault> {
        let mut after = self.clone();
        match (&entry.event, &entry.lane) {
            (Event::RibbonLoaded { roll, panels }, Some(lane)) => {
                if self.of(*roll).contains_key(lane) {
                    return Err(RibbonFault::InPlace(lane.clone(), *roll));
                }
                let seen = lanes
                    .get(lane)
                    .and_then(|book| Some((book.printer_serial.clone()?, book.counters?.panels)));
                let (serial, from) = seen.ok_or_else(|| RibbonFault::Unseen(lane.clone()))?;
                let loaded = Loaded { panels: *panels, serial, from, seq: entry.seq };
                after.of_mut(*roll).insert(lane.clone(), loaded);
            }
            (Event::RibbonRemoved { roll }, Some(lane)) => {
                let gone = after.of_mut(*roll).remove(lane);
                gone.ok_or_else(|| RibbonFault::NoneIn(lane.clone(), *roll))?;
                after.removed = after.removed.saturating_add(1);
            }
            (Event::RibbonsDestroyed(burnt), _) => {
                let (held, wanted) = (self.removed, burnt.quantity);
                let left = held.checked_sub(wanted).ok_or(RibbonFault::Fewer { held, wanted })?;
                after.removed = left;
                after.destroyed = after.destroyed.saturating_add(wanted);
            }
            _ => return Ok(None),
        }
        Ok(Some(after))
    }
}
