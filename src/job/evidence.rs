//! What counters and reader prove about an act that has no outcome. Pure verdicts, read after
//! the barrier; where they do not suffice the answer is `Unknown`, for a person.

use crate::journal::{Cause, Counted};
use crate::record::Uid;

/// What the lane's reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    /// Something lies there and does not answer.
    Silent,
    Card(Uid),
}

/// Two readings around an act, and the reader after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub before: Counted,
    pub after: Counted,
    pub seen: Seen,
    /// The printer was off in between.
    pub restarted: bool,
    /// A card is in the machine, as far as a calibrated sensor or the printer can tell.
    pub inside: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedVerdict {
    NotTaken,
    /// Nothing counted and nothing seen, and yet a card is in the machine.
    Stuck,
    AtStation(Uid),
    /// One was taken, and nothing shows at the reader: a dead chip, if the machine acknowledged.
    TakenUnseen,
    Unknown(Cause),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintVerdict {
    /// Same card at the station, nothing moved: go on with it.
    Untouched,
    /// Reader empty, no new card, the full panel count: at the output.
    Printed,
    /// Same card at the station, panels moved: spoiled.
    Marked,
    Unknown(Cause),
}

impl Evidence {
    fn cards_taken(&self) -> Option<u64> {
        self.after.cards.checked_sub(self.before.cards)
    }

    fn panels_printed(&self) -> Option<u64> {
        self.after.panels.checked_sub(self.before.panels)
    }

    pub fn settle_feed(&self) -> FeedVerdict {
        match (self.cards_taken(), self.seen) {
            (Some(0), Seen::Nothing) if self.inside == Some(true) => FeedVerdict::Stuck,
            (Some(0), Seen::Nothing) => FeedVerdict::NotTaken,
            (Some(1), Seen::Card(uid)) => FeedVerdict::AtStation(uid),
            (Some(1), Seen::Nothing | Seen::Silent) => FeedVerdict::TakenUnseen,
            (Some(taken), _) if taken > 1 => FeedVerdict::Unknown(Cause::MoreThanOneCard { taken }),
            _ => FeedVerdict::Unknown(Cause::EvidenceContradicts {}),
        }
    }

    /// `full` is what one card of this job adds to the panel counter.
    pub fn settle_print(&self, uid: &Uid, full: u64) -> PrintVerdict {
        let contradiction = PrintVerdict::Unknown(Cause::EvidenceContradicts {});
        match (self.cards_taken(), self.panels_printed(), self.seen) {
            (Some(0), _, Seen::Card(seen)) if seen != *uid => {
                PrintVerdict::Unknown(Cause::OtherCard {})
            }
            (Some(0), Some(0), Seen::Card(_)) if !self.restarted => PrintVerdict::Untouched,
            (Some(0), Some(_), Seen::Card(_)) => PrintVerdict::Marked,
            (Some(0), Some(panels), Seen::Nothing) if panels == full && !self.restarted => {
                match self.inside {
                    // It hangs on its way out.
                    Some(true) => PrintVerdict::Unknown(Cause::Jam {}),
                    _ => PrintVerdict::Printed,
                }
            }
            (Some(0), Some(_), Seen::Nothing) if self.restarted => {
                PrintVerdict::Unknown(Cause::PrinterRestarted {})
            }
            _ => contradiction,
        }
    }

    /// In normal running: the machine acknowledged, nothing new was taken, the reader is empty.
    pub fn rejected(&self) -> bool {
        self.cards_taken() == Some(0)
            && self.panels_printed() == Some(0)
            && self.seen == Seen::Nothing
            && !self.restarted
            && self.inside != Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: u64 = 6;

    fn uid(text: &str) -> Uid {
        text.parse().unwrap()
    }

    fn ours() -> Uid {
        uid("04A1B2C3D4E5F6")
    }

    fn other() -> Uid {
        uid("04FFFFFFFFFFFF")
    }

    /// Readings that moved by so many cards and panels, from 100 and 600.
    fn moved(cards: i64, panels: i64, seen: Seen) -> Evidence {
        let before = Counted { cards: 100, panels: 600, cleanings: 2 };
        let after = Counted {
            cards: before.cards.checked_add_signed(cards).unwrap(),
            panels: before.panels.checked_add_signed(panels).unwrap(),
            cleanings: 2,
        };
        Evidence { before, after, seen, restarted: false, inside: None }
    }

    fn restarted(evidence: Evidence) -> Evidence {
        Evidence { restarted: true, ..evidence }
    }

    fn feed(cards: i64, seen: Seen) -> FeedVerdict {
        moved(cards, 0, seen).settle_feed()
    }

    fn print(evidence: Evidence) -> PrintVerdict {
        evidence.settle_print(&ours(), FULL)
    }

    const CONTRADICTION: Cause = Cause::EvidenceContradicts {};

    #[test]
    fn nothing_counted_and_an_empty_reader_took_no_blank() {
        assert_eq!(feed(0, Seen::Nothing), FeedVerdict::NotTaken);
    }

    #[test]
    fn one_counted_and_one_card_seen_stands_at_the_station() {
        assert_eq!(feed(1, Seen::Card(ours())), FeedVerdict::AtStation(ours()));
    }

    #[test]
    fn one_counted_and_no_answer_was_taken_unseen() {
        assert_eq!(feed(1, Seen::Nothing), FeedVerdict::TakenUnseen);
        assert_eq!(feed(1, Seen::Silent), FeedVerdict::TakenUnseen);
    }

    #[test]
    fn two_counted_are_more_than_one_card_whatever_is_seen() {
        for seen in [Seen::Nothing, Seen::Silent, Seen::Card(ours())] {
            let cause = Cause::MoreThanOneCard { taken: 2 };
            assert_eq!(feed(2, seen), FeedVerdict::Unknown(cause));
        }
    }

    #[test]
    fn a_card_that_nothing_counted_contradicts() {
        for seen in [Seen::Silent, Seen::Card(ours())] {
            assert_eq!(feed(0, seen), FeedVerdict::Unknown(CONTRADICTION));
        }
    }

    #[test]
    fn a_card_counter_that_runs_backwards_proves_nothing() {
        for seen in [Seen::Nothing, Seen::Silent, Seen::Card(ours())] {
            assert_eq!(feed(-1, seen), FeedVerdict::Unknown(CONTRADICTION));
            assert_eq!(print(moved(-1, 6, seen)), PrintVerdict::Unknown(CONTRADICTION));
            assert!(!moved(-1, 0, seen).rejected());
        }
    }

    #[test]
    fn the_same_card_and_unmoved_counters_are_untouched() {
        assert_eq!(print(moved(0, 0, Seen::Card(ours()))), PrintVerdict::Untouched);
    }

    #[test]
    fn the_same_card_after_a_restart_is_spoiled_though_nothing_moved() {
        let evidence = restarted(moved(0, 0, Seen::Card(ours())));
        assert_eq!(print(evidence), PrintVerdict::Marked);
    }

    #[test]
    fn the_same_card_with_panels_moved_is_spoiled() {
        for panels in [1, 5, 6, 7] {
            let evidence = moved(0, panels, Seen::Card(ours()));
            assert_eq!(print(evidence), PrintVerdict::Marked, "{panels}");
            assert_eq!(print(restarted(evidence)), PrintVerdict::Marked, "{panels}");
        }
    }

    #[test]
    fn an_empty_reader_and_the_full_panel_count_is_a_printed_card() {
        assert_eq!(print(moved(0, 6, Seen::Nothing)), PrintVerdict::Printed);
    }

    #[test]
    fn any_other_panel_count_with_an_empty_reader_is_for_a_person() {
        for panels in [-1, 0, 1, 5, 7, 12] {
            let verdict = print(moved(0, panels, Seen::Nothing));
            assert_eq!(verdict, PrintVerdict::Unknown(CONTRADICTION), "{panels}");
        }
    }

    /// Where a printer puts a card when it comes up again, no counter says.
    #[test]
    fn a_full_count_before_a_restart_is_for_a_person() {
        let verdict = print(restarted(moved(0, 6, Seen::Nothing)));
        assert_eq!(verdict, PrintVerdict::Unknown(Cause::PrinterRestarted {}));
    }

    #[test]
    fn another_card_at_the_station_is_for_a_person() {
        for panels in [0, 6] {
            let verdict = print(moved(0, panels, Seen::Card(other())));
            assert_eq!(verdict, PrintVerdict::Unknown(Cause::OtherCard {}));
        }
    }

    #[test]
    fn a_silent_reader_settles_no_print() {
        for panels in [0, 6] {
            let verdict = print(moved(0, panels, Seen::Silent));
            assert_eq!(verdict, PrintVerdict::Unknown(CONTRADICTION));
        }
    }

    #[test]
    fn a_card_taken_during_a_print_is_for_a_person() {
        for seen in [Seen::Nothing, Seen::Silent, Seen::Card(ours())] {
            for panels in [0, 6] {
                let verdict = print(moved(1, panels, seen));
                assert_eq!(verdict, PrintVerdict::Unknown(CONTRADICTION));
            }
        }
    }

    #[test]
    fn panels_that_run_backwards_prove_nothing_of_a_print() {
        let verdict = print(moved(0, -1, Seen::Card(ours())));
        assert_eq!(verdict, PrintVerdict::Unknown(CONTRADICTION));
    }

    #[test]
    fn a_sensor_that_sees_a_card_inside_refutes_an_empty_machine() {
        let inside = |evidence| Evidence { inside: Some(true), ..evidence };
        let empty = |evidence| Evidence { inside: Some(false), ..evidence };
        let printed = moved(0, 6, Seen::Nothing);
        assert_eq!(print(inside(printed)), PrintVerdict::Unknown(Cause::Jam {}));
        assert_eq!(print(empty(printed)), PrintVerdict::Printed);
        let still = moved(0, 0, Seen::Nothing);
        assert_eq!(inside(still).settle_feed(), FeedVerdict::Stuck);
        assert_eq!(empty(still).settle_feed(), FeedVerdict::NotTaken);
        assert!(!inside(still).rejected());
        assert!(empty(still).rejected());
    }

    #[test]
    fn rejected_needs_unmoved_counters_an_empty_reader_and_no_restart() {
        assert!(moved(0, 0, Seen::Nothing).rejected());
        for refuted in [
            moved(1, 0, Seen::Nothing),
            moved(0, 1, Seen::Nothing),
            moved(0, -1, Seen::Nothing),
            moved(0, 0, Seen::Silent),
            moved(0, 0, Seen::Card(ours())),
            restarted(moved(0, 0, Seen::Nothing)),
        ] {
            assert!(!refuted.rejected(), "{refuted:?}");
        }
    }

    #[test]
    fn counters_at_their_ends_do_not_overflow() {
        let end = Counted { cards: u64::MAX, panels: u64::MAX, cleanings: 0 };
        let start = Counted { cards: 0, panels: 0, cleanings: 0 };
        let (seen, restarted) = (Seen::Nothing, false);
        for (before, after) in [(start, end), (end, start)] {
            let evidence = Evidence { before, after, seen, restarted, inside: None };
            assert!(matches!(evidence.settle_feed(), FeedVerdict::Unknown(_)));
            assert!(matches!(print(evidence), PrintVerdict::Unknown(_)));
        }
    }
}
