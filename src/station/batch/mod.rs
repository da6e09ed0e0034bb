//! A batch before anything moves: who is asked for, who is left out and why, how far each lane
//! reaches, in what order the cards come out. A plan takes no lease, opens no job, books nothing.

mod calendar;
mod candidate;
mod csv;
mod lease;
mod list;
mod plan;
mod reach;
mod rules;
mod select;

pub use calendar::Calendar;
pub use candidate::{Candidate, LeftOut, WhyNot};
pub use csv::{CsvFault, LineFault, MAX_CSV_BYTES, decode};
pub use lease::{MAX_LEASES, MAX_LEASES_BYTES};
pub use list::{Gathered, LaidLease, List, MAX_LINES, MAX_READY};
pub use plan::{Load, Plan};
pub use reach::{LaneFacts, LaneReach, Limit, Stand};
pub use rules::BatchRules;

pub use crate::settings::{BatchSettings, Class, LaneLimits, TemperatureWindow};
