//! The plan of a night: gathers what is known, then reckons. Nothing moves and nothing is booked.

use jiff::Timestamp;

use super::candidate::{Candidate, LeftOut};
use super::list::List;
use super::reach::LaneReach;
use crate::journal::LaneName;
use crate::record::Kind;
use crate::settings::Class;
use crate::station::error::StationError;
use crate::station::shift::Shift;

/// What a batch would do now.
#[derive(Debug, Clone)]
pub struct Plan {
    pub made_at: Timestamp,
    /// In printing order: kecamatan, village, then a stable order that knows no names.
    pub cards: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    pub lanes: Vec<LaneReach>,
    /// When the last card is reckoned to come out; `None` without cards.
    pub ends: Option<Timestamp>,
    /// When the batch ends by itself, if the calendar says so.
    pub closes: Option<Timestamp>,
    /// How many of each class of priority, in its order.
    pub classes: Vec<(Class, u32)>,
    /// What would bring more cards.
    pub loads: Vec<Load>,
    /// The source fell silent: states of the rest are not asked for.
    pub source_silent: bool,
}

/// Blanks that lie in the vault and would be printed in this lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    pub lane: LaneName,
    pub kind: Kind,
    pub blanks: u32,
    /// Cards that the lane then makes.
    pub reaches: u32,
}

impl Shift {
    /// What a batch of this list would do now.
    pub fn plan(&self, list: List) -> Result<Plan, StationError> {
        let made_at = self.station.clock.now();
        let gathered = self.station.gather(list)?;
        Ok(Plan {
            made_at,
            cards: gathered.candidates,
            left_out: gathered.left_out,
            lanes: Vec::new(),
            ends: None,
            closes: None,
            classes: Vec::new(),
            loads: Vec::new(),
            source_silent: gathered.source_silent,
        })
    }
}
