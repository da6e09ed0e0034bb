//! Selection: never more cards than the lanes reach, nobody lost, order as people sort by hand.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::super::reach::tests::{at, lane};
use super::super::reach::{LaneFacts, Stand};
use super::*;
use crate::journal::Cause;
use crate::record::{Nik, Reason};

fn nik(n: u32) -> Nik {
    format!("990101520290{:04}", n + 1).parse().unwrap()
}

fn person(n: u32) -> Candidate {
    Candidate {
        nik: nik(n),
        kind: Kind::KtpEl,
        reason: Reason::Baru,
        papers: Vec::new(),
        kecamatan: "CONTOH".to_owned().into(),
        kel_desa: "CONTOH".to_owned().into(),
        since: None,
        disaster: false,
        lease: None,
    }
}

fn reach(facts: LaneFacts) -> LaneReach {
    LaneReach::of(facts, at(0), Some(at(36_000)))
}

/// Serials of whom a lane of so many blanks takes, and why the first of the others is left out.
fn chosen(people: Vec<Candidate>, blanks: u32, settings: &BatchSettings) -> Vec<Nik> {
    let selection = select(people, &[reach(lane("A", blanks))], settings, at(0));
    selection.cards.iter().map(|card| card.nik.clone()).collect()
}

fn days_ago(days: i64) -> Option<Timestamp> {
    Some(at(-86_400 * days))
}

#[test]
fn first_cards_come_before_old_suket_disasters_lost_damaged_and_changed() {
    let reason = |n, reason| Candidate { reason, since: days_ago(3), ..person(n) };
    let people = vec![
        reason(0, Reason::PerubahanData),
        reason(1, Reason::Rusak),
        reason(2, Reason::Hilang),
        Candidate { disaster: true, ..reason(3, Reason::Rusak) },
        Candidate { since: days_ago(15), ..reason(4, Reason::PerubahanData) },
        reason(5, Reason::Baru),
    ];
    let settings = BatchSettings::default();
    for taken in 1..=6_u32 {
        let mut expected: Vec<Nik> = (6 - taken..6).map(nik).collect();
        expected.sort();
        assert_eq!(chosen(people.clone(), taken, &settings), expected);
    }
    let hilang = Class::Reason(Reason::Hilang);
    let other = BatchSettings { priority: vec![hilang, Class::Disaster], ..settings };
    assert_eq!(chosen(people.clone(), 1, &other), [nik(2)]);
    assert_eq!(chosen(people, 2, &other), [nik(2), nik(3)]);
}

#[test]
fn within_a_class_whoever_has_waited_longest_comes_first() {
    let people = vec![
        person(0),
        Candidate { since: days_ago(2), ..person(1) },
        Candidate { since: days_ago(9), ..person(2) },
    ];
    let settings = BatchSettings::default();
    assert_eq!(chosen(people.clone(), 1, &settings), [nik(2)]);
    assert_eq!(chosen(people, 2, &settings), [nik(1), nik(2)]);
}

#[test]
fn cards_come_out_by_kecamatan_and_village_and_unnamed_places_last() {
    let at_place = |n, kecamatan: &str, desa: &str| Candidate {
        kecamatan: kecamatan.to_owned().into(),
        kel_desa: desa.to_owned().into(),
        ..person(n)
    };
    let people = vec![
        at_place(0, "", ""),
        at_place(1, "UTARA", "A"),
        at_place(2, "BARAT", "Z"),
        at_place(4, "BARAT", "A"),
        at_place(3, "BARAT", "A"),
    ];
    let order = chosen(people, 9, &BatchSettings::default());
    assert_eq!(order, [3, 4, 2, 1, 0].map(nik));
}

#[test]
fn each_kind_fills_its_own_lanes() {
    let orange = LaneFacts { blanks: Some((Kind::KtpElOa, 1)), ..lane("B", 1) };
    let lanes = [reach(lane("A", 1)), reach(orange)];
    let foreign = |n| Candidate { kind: Kind::KtpElOa, ..person(n) };
    let people = vec![person(0), person(1), foreign(2), foreign(3)];
    let selection = select(people, &lanes, &BatchSettings::default(), at(0));
    assert_eq!(selection.cards.len(), 2);
    let why: Vec<_> = selection.left_out.iter().map(|out| out.why.clone()).collect();
    let no_blanks = |kind| WhyNot::NoBlanks { kind };
    assert_eq!(why, [no_blanks(Kind::KtpEl), no_blanks(Kind::KtpElOa)]);
}

#[test]
fn whoever_is_left_out_is_told_what_the_furthest_lane_ends_at() {
    let why = |facts: Vec<LaneFacts>| {
        let lanes: Vec<_> = facts.into_iter().map(reach).collect();
        let people = (0..200).map(person).collect();
        select(people, &lanes, &BatchSettings::default(), at(0)).left_out[0].why.clone()
    };
    let stopped = |name| LaneFacts { stand: Stand::Stopped(Cause::Jam {}), ..lane(name, 90) };
    assert_eq!(why(vec![stopped("A")]), WhyNot::LanesStand { kind: Kind::KtpEl });
    let full = LaneFacts { at_output: 50, ..lane("B", 90) };
    assert_eq!(why(vec![stopped("A"), full]), WhyNot::OutputFull);
    let late = LaneFacts { seconds_a_card: 3_600, ..lane("A", 90) };
    assert_eq!(why(vec![late]), WhyNot::ClosingTime);
    let duty = LaneFacts { printed_today: 500, ..lane("A", 90) };
    assert_eq!(why(vec![duty]), WhyNot::Duty);
    assert_eq!(why(vec![]), WhyNot::NoBlanks { kind: Kind::KtpEl });
}

#[test]
fn the_end_is_when_the_slowest_share_is_done() {
    let slow = LaneFacts { seconds_a_card: 60, ..lane("B", 90) };
    let mut lanes = [reach(lane("A", 90)), reach(slow)];
    let cards: Vec<_> = (0..30).map(person).collect();
    assert_eq!(share(&cards, &mut lanes, at(0)), Some(at(600)));
    assert_eq!((lanes[0].share, lanes[1].share), (20, 10));
    assert_eq!(share(&[], &mut [reach(lane("A", 9))], at(0)), None);
}

fn anybody() -> impl Strategy<Value = Candidate> {
    let reason = prop::sample::select(Reason::ALL.to_vec());
    let kind = prop::sample::select(Kind::ALL.to_vec());
    let place = "[AB]{0,1}";
    (0..9_999_u32, reason, kind, (place, place), prop::option::of(0..60_i64), any::<bool>())
        .prop_map(|(n, reason, kind, (kecamatan, kel_desa), waits, disaster)| Candidate {
            reason,
            kind,
            kecamatan: kecamatan.into(),
            kel_desa: kel_desa.into(),
            since: waits.and_then(days_ago),
            disaster,
            ..person(n)
        })
}

fn any_lane() -> impl Strategy<Value = LaneFacts> {
    let kind = prop::sample::select(Kind::ALL.to_vec());
    (kind, 0..40_u32, 80..110_u32, 480..510_u32, prop::option::of(0..40_u32), 1..9_000_u32, 0..4_u8)
        .prop_map(|(kind, blanks, at_output, printed_today, ribbon, seconds_a_card, stand)| {
            LaneFacts {
                blanks: (blanks > 0).then_some((kind, blanks)),
                at_output,
                printed_today,
                ribbon_cards_left: ribbon,
                seconds_a_card,
                stand: match stand {
                    0 => Stand::Stopped(Cause::Jam {}),
                    1 => Stand::Busy,
                    _ => Stand::Idle,
                },
                ..lane("A", 0)
            }
        })
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn never_more_than_the_lanes_reach_and_nobody_is_lost(
        people in prop::collection::vec(anybody(), 0..60),
        facts in prop::collection::vec(any_lane(), 0..5),
    ) {
        let mut lanes: Vec<_> = facts.into_iter().map(reach).collect();
        let mut all: Vec<Nik> = people.iter().map(|person| person.nik.clone()).collect();
        let selection = select(people.clone(), &lanes, &BatchSettings::default(), at(0));
        for kind in Kind::ALL {
            let planned = selection.cards.iter().filter(|card| card.kind == kind).count() as u64;
            let asked = people.iter().filter(|person| person.kind == kind).count() as u64;
            prop_assert_eq!(planned, reach_of(kind, &lanes).min(asked));
        }
        let cards = selection.cards.iter().map(|card| card.nik.clone());
        let left = selection.left_out.iter().filter_map(|out| out.nik.clone());
        let mut found: Vec<Nik> = cards.chain(left).collect();
        all.sort();
        found.sort();
        prop_assert_eq!(found, all);
        let classes: u32 = selection.classes.iter().map(|(_, count)| count).sum();
        prop_assert_eq!(classes as usize, selection.cards.len());
        prop_assert!(selection.cards.is_sorted_by(|a, b| printing_key(a) <= printing_key(b)));
        let ends = share(&selection.cards, &mut lanes, at(0));
        prop_assert!(ends.is_none_or(|ends| ends <= at(36_000)));
        prop_assert!(lanes.iter().all(|lane| lane.share <= lane.cards));
        let shared: u32 = lanes.iter().map(|lane| lane.share).sum();
        prop_assert_eq!(shared as usize, selection.cards.len());
    }

    #[test]
    fn the_order_of_the_list_changes_nothing(
        people in prop::collection::vec(anybody(), 0..40), turn in 0..40_usize,
    ) {
        let lanes = [reach(lane("A", 12))];
        let chosen = |people: Vec<Candidate>| {
            let cards = select(people, &lanes, &BatchSettings::default(), at(0)).cards;
            cards.iter().map(|card| card.nik.clone()).collect::<Vec<_>>()
        };
        let mut once = people.clone();
        once.sort_by(|a, b| a.nik.cmp(&b.nik));
        once.dedup_by(|a, b| a.nik == b.nik);
        let mut turned = once.clone();
        turned.rotate_left(turn.min(once.len()));
        prop_assert_eq!(chosen(once), chosen(turned));
    }
}
