//! A batch before anything moves: who is asked for, who is left out and why, how far each lane
//! reaches, in what order the cards come out. A plan takes no lease, opens no job, books nothing.

mod calendar;
mod candidate;
mod csv;
mod list;
mod plan;
mod reach;
mod rules;

pub use calendar::Calendar;
pub use candidate::{Candidate, LeftOut, WhyNot};
pub use csv::{CsvFault, LineFault};
pub use list::{Gathered, LaidLease, List};
pub use plan::{Load, Plan};
pub use reach::{LaneFacts, LaneReach, Limit, Stand};
pub use rules::BatchRules;

pub use crate::settings::{BatchSettings, Class, LaneLimits, TemperatureWindow};
