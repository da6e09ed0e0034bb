//! Hands, machines and mishaps, without any protocol.

use std::collections::BTreeMap;

use super::*;
use crate::card::ChipProfile;

const PROFILE: &str = include_str!("../../../card-layouts/ktp-el/chip.toml");

pub(crate) fn order(count: u32, lanes: usize, special: &[(CardNumber, &str)]) -> WorldOrder {
    let make = |(card, make): &(CardNumber, &str)| (*card, make.parse().expect("a make"));
    WorldOrder {
        lot: Lot {
            count,
            seed: 7,
            kind: Kind::KtpEl,
            master_key: [0x4B; 32],
            profile: ChipProfile::parse(PROFILE).expect("the profile"),
            s16: false,
            special: special.iter().map(make).collect(),
        },
        lanes: vec![LaneOrder { hopper_capacity: 20, ..LaneOrder::default() }; lanes],
        desks: 2,
        faults: Vec::new(),
        pace: Pace::Instant,
    }
}

pub(crate) fn world(count: u32, lanes: usize) -> World {
    World::new(&order(count, lanes, &[])).expect("a world")
}

pub(crate) fn plant(world: &mut World, on: &str, nth: u64, fault: &str) {
    let (on, fault) = (on.parse().expect("trigger"), fault.parse().expect("fault"));
    world.plant(Planted { lane: 0, on, nth, always: false, fault }).expect("room");
}

fn census(world: &World) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for card in world.cards() {
        *places.entry(card.place().to_string()).or_default() += 1;
    }
    places
}

#[test]
fn a_hopper_gives_the_card_that_was_loaded_first() {
    let mut world = world(5, 1);
    world.load(0, 2).expect("room");
    world.load(0, 2).expect("room");
    assert_eq!(world.in_hopper(0), [1, 2, 3, 4]);
    world.feed(0, Spot::Station).expect("a card");
    assert_eq!(world.inside(0), [1]);
    assert_eq!(world.card_at(Reader::Station(0)), Some(1));
    assert_eq!(world.lanes()[0].counters.cards, 1_201);
}

#[test]
fn hands_can_not_load_more_than_there_is_or_fits() {
    let mut world = world(30, 1);
    assert!(matches!(world.load(0, 21), Err(HandError::NoRoom { capacity: 20, .. })));
    assert_eq!(world.load(0, 20).map(|cards| cards.len()), Ok(20));
    assert_eq!(world.unload(0).map(|cards| cards.len()), Ok(20));
    assert!(matches!(world.load(1, 1), Err(HandError::NoLane(1))));
    let mut few = self::world(3, 1);
    assert!(matches!(few.load(0, 4), Err(HandError::TooFew { held: 3, .. })));
    assert_eq!(census(&few), BTreeMap::from([("box".to_owned(), 3)]));
}

#[test]
fn each_reader_hears_of_its_own_cards_alone() {
    let mut world = world(4, 2);
    world.load(1, 2).expect("room");
    assert_eq!(world.take_changed_readers(), []);
    world.feed(1, Spot::Station).expect("a card");
    assert_eq!(world.take_changed_readers(), [Reader::Station(1)]);
    assert_eq!(world.card_at(Reader::Station(0)), None);
    world.tap(4, 1).expect("from the box");
    assert_eq!(world.take_changed_readers(), [Reader::Desk(1)]);
    assert!(matches!(world.tap(3, 1), Err(HandError::NoRoom { .. })), "two on one reader");
}

#[test]
fn a_card_from_a_full_tray_hangs_in_the_exit() {
    let mut order = order(3, 1, &[]);
    order.lanes[0].output_capacity = 1;
    let mut world = World::new(&order).expect("a world");
    world.load(0, 3).expect("room");
    world.feed(0, Spot::Station).expect("a card");
    world.eject(0).expect("room for one");
    world.feed(0, Spot::Station).expect("a card");
    assert_eq!(world.eject(0), Err(Trouble::Mechanical));
    assert_eq!(world.lanes()[0].jam, Some(Jam::Eject));
    assert_eq!(world.card_at(Reader::Station(0)), None, "out of the field");
    world.help(0, &Help::ClearJam).expect("a lane");
    assert_eq!(world.at(Place::Hands), [2]);
}

#[test]
fn jams_hold_the_card_where_it_was() {
    for (at, on) in [(Jam::Feed, "feed"), (Jam::Eject, "eject"), (Jam::Reject, "reject")] {
        let mut world = world(3, 1);
        world.load(0, 3).expect("room");
        plant(&mut world, on, 1, "jam");
        let fed = world.feed(0, Spot::Station);
        let done = if at == Jam::Reject { world.reject(0) } else { world.eject(0) };
        assert!(fed.is_err() || done.is_err());
        assert_eq!(world.lanes()[0].jam, Some(at));
        assert_eq!(world.at(Place::Machine { lane: 0, spot: Spot::Path }), [1]);
        assert_eq!(world.feed(0, Spot::Station), Err(Trouble::Mechanical), "stands still");
        world.help(0, &Help::ClearJam).expect("a lane");
        assert_eq!(world.feed(0, Spot::Station), Ok(()));
        assert_eq!(world.inside(0), [2]);
    }
}

#[test]
fn a_jam_while_feeding_is_not_counted() {
    let mut world = world(3, 1);
    world.load(0, 3).expect("room");
    plant(&mut world, "feed", 1, "jam");
    assert_eq!(world.feed(0, Spot::Station), Err(Trouble::Mechanical));
    assert_eq!(world.lanes()[0].counters.cards, 1_200);
}

#[test]
fn two_cards_that_stick_together_go_together_and_one_is_seen() {
    for (fault, counted) in [("take-two", 1_202), ("take-two-uncounted", 1_201)] {
        let mut world = world(3, 1);
        world.load(0, 3).expect("room");
        plant(&mut world, "feed", 1, fault);
        world.feed(0, Spot::Station).expect("cards");
        assert_eq!(world.inside(0), [1, 2]);
        assert_eq!(world.card_at(Reader::Station(0)), Some(1));
        assert_eq!(world.lanes()[0].counters.cards, counted);
        world.reject(0).expect("out");
        assert_eq!(world.at(Place::Reject { lane: 0 }), [1, 2]);
    }
}

#[test]
fn a_slipping_roller_takes_none_and_may_not_say_so() {
    let mut world = world(3, 1);
    world.load(0, 3).expect("room");
    plant(&mut world, "feed", 1, "take-none");
    assert_eq!(world.feed(0, Spot::Station), Err(Trouble::Feeder));
    plant(&mut world, "feed", 1, "take-none-unsaid");
    assert_eq!(world.feed(0, Spot::Station), Ok(()));
    assert!(world.inside(0).is_empty());
    assert_eq!(world.lanes()[0].counters.cards, 1_200);
}

#[test]
fn a_loss_of_power_in_an_act_stops_it_and_keeps_the_card() {
    let mut world = world(3, 1);
    world.load(0, 3).expect("room");
    world.feed(0, Spot::Station).expect("a card");
    plant(&mut world, "eject", 1, "power-blip");
    assert_eq!(world.eject(0), Err(Trouble::Mechanical));
    assert_eq!(world.inside(0), [1]);
    assert!(world.lanes()[0].power());
    plant(&mut world, "eject", 1, "power-lost");
    assert_eq!(world.eject(0), Err(Trouble::Mechanical));
    assert!(!world.lanes()[0].power());
    assert_eq!(world.lanes()[0].counters.cards, 1_201);
}

#[test]
fn exchanged_readers_see_each_others_cards() {
    let mut world = world(4, 2);
    world.load(0, 1).expect("room");
    world.feed(0, Spot::Station).expect("a card");
    world.take_changed_readers();
    world.swap_readers(0, 1);
    assert_eq!(world.card_at(Reader::Station(0)), None);
    assert_eq!(world.card_at(Reader::Station(1)), Some(1));
    assert_eq!(world.take_changed_readers(), [Reader::Station(0), Reader::Station(1)]);
}

#[test]
fn an_antenna_of_short_reach_loses_the_card_under_the_head() {
    for (reach, seen) in [(Reach::Machine, Some(1)), (Reach::Station, None)] {
        let mut order = order(2, 1, &[]);
        order.lanes[0].reach = reach;
        let mut world = World::new(&order).expect("a world");
        world.load(0, 1).expect("room");
        world.feed(0, Spot::Print).expect("a card");
        assert_eq!(world.card_at(Reader::Station(0)), seen);
    }
}

#[test]
fn a_card_taken_from_the_field_loses_its_power() {
    let mut world = world(2, 1);
    world.tap(1, 0).expect("free");
    assert_eq!(world.take_changed_readers(), [Reader::Desk(0)]);
    assert!(world.power_chip(1).is_some());
    let uid = world.transmit(1, &[0xFF, 0xCA, 0, 0, 0]).expect("a card").answer;
    assert_eq!(uid.as_deref().map(<[u8]>::len), Some(9));
    world.lift(0).expect("a desk");
    assert_eq!(world.transmit(1, &[0xFF, 0xCA, 0, 0, 0]).expect("a card").answer, None);
    assert!(matches!(world.tap(1, 2), Err(HandError::NoDesk(2))));
}

#[test]
fn cards_are_found_by_uid_number_and_from_the_top() {
    let order = order(4, 1, &[(3, "duplicate:1"), (4, "dead")]);
    let mut world = World::new(&order).expect("a world");
    let uid = world.card(1).expect("a card").uid.clone();
    assert!(matches!(world.find(&uid, None), Err(HandError::Ambiguous { count: 2, .. })));
    let other = world.card(2).expect("a card").uid.to_lowercase();
    assert_eq!(world.find(&other, None), Ok(2));
    assert_eq!(world.find("#4", None), Ok(4));
    world.load(0, 2).expect("room");
    assert_eq!(world.find("top", Some(Place::Hopper { lane: 0 })), Ok(2));
    assert_eq!(world.find(&uid, Some(Place::Hopper { lane: 0 })), Ok(1));
    for nothing in ["", "top", "#0", "#5", "#x", "00"] {
        assert!(world.find(nothing, None).is_err(), "{nothing}");
    }
    assert!(world.power_chip(4).is_none());
}

#[test]
fn buttons_leave_a_gap_between_two_readings() {
    let mut world = world(2, 1);
    world.press(0, Press::Clean).expect("a lane");
    assert_eq!(world.lanes()[0].counters.cards, 1_201);
    assert_eq!(world.lanes()[0].counters.cleaning_m, 1);
    world.load(0, 1).expect("room");
    world.press(0, Press::TestCard).expect("a blank");
    assert_eq!(world.at(Place::Output { lane: 0 }), [1]);
    assert!(world.press(0, Press::TestCard).is_err(), "no blank left");
}

#[test]
fn whatever_hands_and_machines_do_no_card_is_made_or_lost() {
    let mut world = world(30, 2);
    let mut dice = 99_u64;
    let mut visited = std::collections::BTreeSet::new();
    for _ in 0..3_000 {
        dice = blank::scramble(dice);
        let (lane, card) = ((dice >> 8) as usize % 2, (dice >> 16) as u32 % 32);
        match dice % 12 {
            0 => drop(world.load(lane, 3)),
            1 => drop(world.unload(lane)),
            2 => drop(world.take(card)),
            3 => drop(world.tap(card, lane)),
            4 => drop(world.lift(lane)),
            5 => {
                for card in world.at(Place::Hands) {
                    world.put_back(card, Place::Box).expect("in hand");
                }
            }
            6 => drop(world.help(lane, &Help::ClearJam)),
            7 => drop(world.feed(lane, Spot::Station)),
            8 => drop(world.eject(lane)),
            9 => drop(world.reject(lane)),
            10 => plant(&mut world, "feed", 2, "take-two"),
            _ => world.switch_on(lane),
        }
        assert_eq!(census(&world).values().sum::<usize>(), 30);
        assert!(world.at(Place::Desk { desk: 0 }).len() <= 1);
        visited.extend(census(&world).into_keys());
    }
    assert!(visited.len() >= 12, "cards went nowhere: {visited:?}");
}
