//! How many cards a lane makes before something in it ends: the least of all its limits.
//! Values in, values out.

use jiff::Timestamp;

use crate::journal::{Cause, LaneName};
use crate::record::Kind;
use crate::settings::LaneLimits;

/// Spoiled cards in ten thousand where our own books know too few.
pub const USUAL_SPOIL_PER_10_000: u32 = 200;

/// Whether a lane can work at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    Idle,
    /// A card is being made; the figures are the last known.
    Busy,
    Stopped(Cause),
    Offline(Cause),
    /// A retransfer printer of which nobody has said anything in this shift.
    Unconfirmed,
}

/// All that is known of one lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneFacts {
    pub lane: LaneName,
    pub limits: LaneLimits,
    pub stand: Stand,
    /// In its hopper by the books, with their kind.
    pub blanks: Option<(Kind, u32)>,
    /// Printed here and not yet looked at: they still lie in the stacker.
    pub at_output: u32,
    pub printed_today: u32,
    pub ribbon_ended: Option<bool>,
    pub ribbon_cards_left: Option<u32>,
    pub film_ended: Option<bool>,
    pub film_cards_left: Option<u32>,
    /// When the machine was last asked.
    pub seen_at: Option<Timestamp>,
    pub spoil_per_10_000: u32,
    pub seconds_a_card: u32,
    /// From our own register, not from the model's row.
    pub measured: bool,
}

/// What ends a lane's night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    Stopped(Cause),
    Offline(Cause),
    Unconfirmed,
    Blanks,
    Output,
    Reject,
    Ribbon,
    Film,
    Duty,
    ClosingTime,
}

/// How far one lane comes, and what it ends at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneReach {
    pub facts: LaneFacts,
    pub cards: u32,
    pub limit: Limit,
    /// Every limit with the cards it allows, the narrowest first.
    pub limits: Vec<(Limit, u32)>,
    /// Cards of this plan that this lane is reckoned to make.
    pub share: u32,
}
