//! Whether the clock of this computer can be believed. A jump of more than ten minutes back or a
//! month ahead is for a person: until then nothing that goes by the time is begun.

use jiff::{SignedDuration, Timestamp};

use crate::journal::{Entry, Event};

/// Clocks are corrected; by more than this they are wrong, or somebody wants them to be.
pub const MAX_BACK: SignedDuration = SignedDuration::from_mins(10);
/// Longer than any holiday.
pub const MAX_AHEAD: SignedDuration = SignedDuration::from_hours(31 * 24);

/// What the journal knows of the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClockBook {
    /// What it said, since nobody has confirmed it.
    pub doubted: Option<Timestamp>,
    /// What it said when a person last confirmed it.
    pub confirmed: Option<Timestamp>,
    /// The entry of that word, and the time that the books stood at.
    pub confirmed_by: Option<(u64, Timestamp)>,
}

impl ClockBook {
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.event {
            Event::ClockDoubted { found, .. } => self.doubted = Some(*found),
            Event::ClockConfirmed { now } => {
                let confirmed_by = Some((entry.seq, entry.at));
                *self = Self { doubted: None, confirmed: Some(*now), confirmed_by };
            }
            _ => {}
        }
    }

    /// What was confirmed, for what was booked as `entry` behind that word, as long as the books
    /// stand ahead of it. Once they go on by the clock there are no two times any more.
    pub fn confirmed_for(&self, entry: u64, last: Timestamp) -> Option<Timestamp> {
        let (by, stood) = self.confirmed_by?;
        let holds = self.doubted.is_none() && entry > by && last == stood;
        self.confirmed.filter(|confirmed| holds && *confirmed < stood)
    }

    /// The earliest that the clock may say after an entry of `last`: a clock confirmed to be right
    /// behind its entries is not doubted again for it.
    pub fn expected(&self, last: Timestamp) -> Timestamp {
        self.confirmed.map_or(last, |confirmed| confirmed.min(last))
    }
}

/// Where the clock stands is not where it can have come to.
pub fn jumped(expected: Timestamp, now: Timestamp) -> bool {
    let moved = now.duration_since(expected);
    moved < -MAX_BACK || moved > MAX_AHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_clock_jumps_beyond_ten_minutes_back_or_a_month_ahead() {
        for (seconds, expected) in
            [(0, false), (-600, false), (-601, true), (31 * 86_400, false), (31 * 86_400 + 1, true)]
        {
            assert_eq!(jumped(at(0), at(seconds)), expected, "{seconds}");
        }
    }

    #[test]
    fn a_clock_confirmed_behind_its_entries_is_expected_there() {
        let book = ClockBook { confirmed: Some(at(-3_600)), ..ClockBook::default() };
        assert_eq!(book.expected(at(0)), at(-3_600));
        let book = ClockBook { confirmed: Some(at(3_600)), ..ClockBook::default() };
        assert_eq!(book.expected(at(9_000)), at(3_600).min(at(9_000)));
        assert_eq!(ClockBook::default().expected(at(5)), at(5));
    }

    #[test]
    fn a_word_holds_for_what_was_booked_behind_it_while_the_books_stand_ahead_of_it() {
        let book = ClockBook {
            confirmed: Some(at(-3_600)),
            confirmed_by: Some((7, at(0))),
            ..ClockBook::default()
        };
        assert_eq!(book.confirmed_for(8, at(0)), Some(at(-3_600)));
        assert_eq!(book.confirmed_for(7, at(0)), None);
        assert_eq!(book.confirmed_for(8, at(1)), None);
        assert_eq!(ClockBook { doubted: Some(at(0)), ..book }.confirmed_for(8, at(0)), None);
        assert_eq!(ClockBook { confirmed: Some(at(1)), ..book }.confirmed_for(8, at(0)), None);
    }
}
