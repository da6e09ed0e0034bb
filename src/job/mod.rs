//! One card for one person: its stages, what comes next, and what evidence settles.
//! Pure: entries in, stages and acts out. The table in `table.rs` is the whole life of a card.

pub mod act;
pub mod evidence;
pub mod life;
pub mod stage;
pub mod table;

pub use act::{Act, Waiting, next};
pub use evidence::{Evidence, Seen};
pub use life::{Complaint, Handed, Life};
pub use stage::{End, Stage};
pub use table::{Due, IllegalEvent, Job};
