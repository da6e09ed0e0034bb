//! How many cards a lane makes before something in it ends: the least of all its limits.
//! Values in, values out. What a model can't report and nobody has said limits nothing.

use jiff::Timestamp;

use crate::journal::{Cause, LaneName};
use crate::record::Kind;
use crate::settings::LaneLimits;

/// Spoiled cards in `WHOLE` where our own books know too few.
pub const USUAL_SPOIL: u32 = WHOLE / 50;

/// One part of the whole, in which spoil rates are told.
pub const WHOLE: u32 = 10_000;

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
    pub takes: LaneLimits,
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
    /// Spoiled cards in `WHOLE`.
    pub spoil: u32,
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

impl LaneReach {
    pub fn of(facts: LaneFacts, now: Timestamp, closes: Option<Timestamp>) -> Self {
        let mut limits = facts.limits(now, closes);
        // Of two equal ones the first stands: what stops a lane goes before what it lacks.
        limits.sort_by_key(|(_, cards)| *cards);
        let (limit, cards) = limits.first().cloned().unwrap_or((Limit::Blanks, 0));
        Self { facts, cards, limit, limits, share: 0 }
    }

    pub fn kind(&self) -> Option<Kind> {
        self.facts.blanks.map(|(kind, _)| kind)
    }

    /// How far it would come if blanks were no question.
    pub fn without(&self, limit: &Limit) -> u32 {
        let others = self.limits.iter().filter(|(other, _)| other != limit);
        others.map(|(_, cards)| *cards).min().unwrap_or(0)
    }
}

impl LaneFacts {
    fn limits(&self, now: Timestamp, closes: Option<Timestamp>) -> Vec<(Limit, u32)> {
        let takes = &self.takes;
        let blanks = self.blanks.map_or(0, |(_, blanks)| blanks.min(takes.hopper_cards));
        let output = takes.output_cards.saturating_sub(self.at_output);
        let stands = match &self.stand {
            Stand::Idle | Stand::Busy => None,
            Stand::Stopped(cause) => Some(Limit::Stopped(cause.clone())),
            Stand::Offline(cause) => Some(Limit::Offline(cause.clone())),
            Stand::Unconfirmed => Some(Limit::Unconfirmed),
        };
        let seconds = closes.map(|closes| closes.duration_since(now).as_secs().max(0));
        let in_time = seconds.map(|seconds| seconds / i64::from(self.seconds_a_card.max(1)));
        let duty = takes.duty_cards.saturating_sub(self.printed_today);
        let known = [
            (Limit::Ribbon, self.lasts(self.ribbon_ended, self.ribbon_cards_left)),
            (Limit::Film, self.lasts(self.film_ended, self.film_cards_left)),
            (Limit::ClosingTime, in_time.map(|cards| u32::try_from(cards).unwrap_or(u32::MAX))),
        ];
        let mut limits: Vec<(Limit, u32)> = stands.map(|limit| (limit, 0)).into_iter().collect();
        limits.extend([(Limit::Blanks, blanks), (Limit::Output, output)]);
        limits.extend([(Limit::Reject, self.until_the_box_is_full()), (Limit::Duty, duty)]);
        limits.extend(known.into_iter().filter_map(|(limit, cards)| Some((limit, cards?))));
        limits
    }

    /// Cards of a consumable, less what spoiled cards will have used of it.
    fn lasts(&self, ended: Option<bool>, left: Option<u32>) -> Option<u32> {
        if ended == Some(true) {
            return Some(0);
        }
        left.map(|left| left - share_of(left, self.spoil).min(left))
    }

    /// So many cards leave as many spoiled ones as the reject box holds.
    fn until_the_box_is_full(&self) -> u32 {
        let cards = u64::from(self.takes.reject_cards) * u64::from(WHOLE);
        u32::try_from(cards / u64::from(self.spoil.max(1))).unwrap_or(u32::MAX)
    }
}

/// The spoiled part, rounded up: a margin is no promise.
fn share_of(cards: u32, spoil: u32) -> u32 {
    let parts = u64::from(cards) * u64::from(spoil.min(WHOLE));
    u32::try_from(parts.div_ceil(u64::from(WHOLE))).unwrap_or(cards)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    /// A lane that makes a card in 30 s, with these blanks.
    pub fn lane(name: &str, blanks: u32) -> LaneFacts {
        LaneFacts {
            lane: LaneName::new(name).unwrap(),
            takes: LaneLimits::default(),
            stand: Stand::Idle,
            blanks: (blanks > 0).then_some((Kind::KtpEl, blanks)),
            at_output: 0,
            printed_today: 0,
            ribbon_ended: Some(false),
            ribbon_cards_left: Some(500),
            film_ended: None,
            film_cards_left: None,
            seen_at: Some(at(0)),
            spoil: USUAL_SPOIL,
            seconds_a_card: 30,
            measured: false,
        }
    }

    fn reach(facts: LaneFacts) -> (u32, Limit) {
        let LaneReach { cards, limit, .. } = LaneReach::of(facts, at(0), Some(at(36_000)));
        (cards, limit)
    }

    #[test]
    fn a_lane_reaches_as_far_as_its_narrowest_limit() {
        let whole = || lane("A", 80);
        assert_eq!(reach(whole()), (80, Limit::Blanks));
        assert_eq!(reach(lane("A", 0)), (0, Limit::Blanks));
        assert_eq!(reach(LaneFacts { at_output: 70, ..whole() }), (30, Limit::Output));
        assert_eq!(reach(LaneFacts { at_output: 170, ..whole() }), (0, Limit::Output));
        assert_eq!(reach(LaneFacts { printed_today: 490, ..whole() }), (10, Limit::Duty));
        let slow = LaneFacts { seconds_a_card: 600, ..whole() };
        assert_eq!(reach(slow), (60, Limit::ClosingTime));
        let full = LaneFacts { blanks: Some((Kind::KtpEl, 300)), ..whole() };
        assert_eq!(reach(full), (100, Limit::Blanks), "a hopper holds no more than it holds");
    }

    #[test]
    fn ribbon_and_film_keep_a_margin_for_spoiled_cards() {
        let ribbon = |left| LaneFacts { ribbon_cards_left: Some(left), ..lane("A", 90) };
        assert_eq!(reach(ribbon(50)), (49, Limit::Ribbon));
        assert_eq!(reach(ribbon(1)), (0, Limit::Ribbon));
        let worse = LaneFacts { spoil: 1_000, ..ribbon(50) };
        assert_eq!(reach(worse), (45, Limit::Ribbon));
        let ended = LaneFacts { ribbon_ended: Some(true), ..lane("A", 90) };
        assert_eq!(reach(ended), (0, Limit::Ribbon));
        let film = LaneFacts { film_cards_left: Some(20), ..lane("A", 90) };
        assert_eq!(reach(film), (19, Limit::Film));
        let untold = LaneFacts { ribbon_ended: None, ribbon_cards_left: None, ..lane("A", 90) };
        assert_eq!(reach(untold), (90, Limit::Blanks));
    }

    #[test]
    fn a_reject_box_that_will_be_full_ends_the_night() {
        let facts = LaneFacts { spoil: 5_000, ..lane("A", 90) };
        assert_eq!(reach(facts), (60, Limit::Reject));
    }

    #[test]
    fn a_lane_that_stands_reaches_nothing_and_says_why() {
        let stopped = Stand::Stopped(Cause::Jam {});
        let facts = LaneFacts { stand: stopped, ..lane("A", 0) };
        assert_eq!(reach(facts), (0, Limit::Stopped(Cause::Jam {})));
        let offline = Stand::Offline(Cause::PrinterLost {});
        let facts = LaneFacts { stand: offline, ..lane("A", 90) };
        assert_eq!(reach(facts), (0, Limit::Offline(Cause::PrinterLost {})));
        let facts = LaneFacts { stand: Stand::Unconfirmed, ..lane("A", 90) };
        assert_eq!(reach(facts), (0, Limit::Unconfirmed));
        let facts = LaneFacts { stand: Stand::Busy, ..lane("A", 90) };
        assert_eq!(reach(facts), (90, Limit::Blanks));
    }
}
