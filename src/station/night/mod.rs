//! A batch at work, through the night: lanes share one queue, and everything that a card needs is
//! ready before a lane asks for it. The journal says what is open; this only holds what waits.
//!
//! | File | What it holds |
//! |---|---|
//! | `open` | from a list of people to open jobs, in one booking; pause, resume, stop |
//! | `state` | what waits, what is ready, what each lane does |
//! | `courier` | leases ahead, as far as the line allows |
//! | `workbench` | cards prepared ahead, at most one a lane |
//! | `lanes` | a lane takes the next card and says what became of it |
//! | `close` | closing time, the end, what goes back |
//! | `progress` | what somebody who watches sees |
//! | `balance`, `report` | who, where, why not; the balance that must close |
//!
//! Locks: the state first, then the books; never the other way round.

pub mod balance;
mod close;
mod courier;
mod lanes;
mod open;
mod progress;
pub mod report;
mod state;
mod workbench;

pub use balance::Balance;
pub use open::BatchOrder;
pub use progress::{BatchStep, Doing, Fate, Lacks, Totals};
pub use report::{BatchReport, Names, NotMade, Reported, SpoiledBlank};
pub use state::Night;
