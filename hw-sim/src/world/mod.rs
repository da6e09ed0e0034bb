//! The physical truth: cards, where they lie, what machines did to them, what people did.
//!
//! Pure state: no clock, no thread, no socket; equal orders and equal acts make equal worlds.
//! Invariant: a card holds its own place, and only `World::put` changes it.

mod act;
pub mod bitmap;
pub mod blank;
pub mod fault;
mod fault_text;
mod hand;
pub mod lane;
pub mod pace;
pub mod place;
mod state;
pub mod truth;
pub mod waits;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use act::Fresh;
pub use bitmap::{Bitmap, Face, Panel};
pub use blank::{Card, CardNumber, Kind, Lot, Make, Print};
pub use fault::{Fault, FaultError, Planted, Trigger, Trouble};
pub use hand::{HandError, Help, Press};
pub use lane::{Counters, Jam, Lane, LaneOrder, Reach, Ribbon};
pub use pace::{Motion, Pace, RealPace};
pub use place::{DeskIndex, LaneIndex, Place, Reader, Spot};
pub use state::{MAX_READERS, World, WorldOrder};
pub use waits::Waits;
