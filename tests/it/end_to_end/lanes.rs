//! Two lanes: which reader sits in which printer is proven by a card; and the smart-card service
//! that goes away under a card.

use hw_sim::source::cast;
use hw_sim::world::Place;
use serde_json::json;

use crate::rig::{Office, side_by_side};

#[test]
fn two_lanes_print_two_people_at_once() {
    let office = Office::order().lanes(2).open();
    std::thread::scope(|scope| {
        let one = scope.spawn(|| office.print_at(cast::ORDINARY_WOMAN, "A"));
        let other = scope.spawn(|| office.print_at(cast::ORDINARY_MAN, "B"));
        one.join().unwrap().expect(0);
        other.join().unwrap().expect(0);
    });
    assert_eq!((office.at_output(), office.held(Place::Output { lane: 1 })), (1, 1));
    assert_eq!(office.events("lane_proven").len(), 2);
    office.books_are_true();
}

#[test]
fn one_person_asked_for_at_two_lanes_is_worked_on_by_one() {
    let office = Office::order().lanes(2).open();
    let pace = json!({ "kind": "real", "card_us": 0, "feed_ms": 300, "dye_ms": 0,
        "resin_ms": 0, "overlay_ms": 0, "flip_ms": 0, "eject_ms": 0 });
    office.hands(json!({ "do": "pace", "pace": pace }));
    let codes = std::thread::scope(|scope| {
        let office = &office;
        let ask = |lane| scope.spawn(move || office.print_at(cast::ORDINARY_WOMAN, lane));
        let asked = ["A", "B", "A", "B"].map(ask);
        asked.map(|asked| asked.join().unwrap().code)
    });
    assert!(codes.contains(&0) && codes.iter().all(|code| matches!(code, 0 | 3 | 4)), "{codes:?}");
    let outputs = [0, 1].map(|lane| office.held(Place::Output { lane }));
    assert_eq!(outputs.iter().sum::<usize>(), 1, "one card for one person");
    assert_eq!(office.events("feed_intended").len(), 1);
    assert_eq!(office.events("act_unsettled").len(), 0);
    office.books_are_true();
}

#[test]
fn a_card_at_the_other_lanes_reader_stops_both_lanes() {
    side_by_side(&[
        ("crossed from the start", || crossed(false)),
        ("crossed after both were proven", || crossed(true)),
    ]);
}

fn crossed(after_a_card: bool) {
    let office = Office::order().lanes(2).open();
    if after_a_card {
        office.print_at(cast::ONE_WORD_NAME, "A").expect(0);
    }
    office.hands(json!({ "do": "swap-readers", "lane": 0, "other": 1 }));
    office.print_at(cast::ORDINARY_WOMAN, "A").fails(4, "RDR-02");
    let audit = office.books_admit(1);
    let crossed = "card_at_other_reader".to_owned();
    assert_eq!((audit.stopped.get("A"), audit.stopped.get("B")), (Some(&crossed), Some(&crossed)));
    // Nothing was written into any chip, and neither lane takes another blank.
    let before: Vec<_> = office.truth().lanes.iter().map(|lane| lane.counters).collect();
    office.print_at(cast::ORDINARY_MAN, "A").fails(4, "RDR-02");
    office.print_at(cast::TITLED_NAME, "B").fails(4, "RDR-02");
    let after: Vec<_> = office.truth().lanes.iter().map(|lane| lane.counters).collect();
    assert_eq!(before, after);
    let written = office.truth().cards.iter().filter(|card| !card.chip.virgin).count();
    assert_eq!(written, usize::from(after_a_card));
}

#[test]
fn a_smart_card_service_that_is_killed_while_a_chip_is_written_is_waited_for() {
    let office = Office::open();
    let pace = json!({ "kind": "real", "card_us": 40_000, "feed_ms": 0, "dye_ms": 0,
        "resin_ms": 0, "overlay_ms": 0, "flip_ms": 0, "eject_ms": 0 });
    office.hands(json!({ "do": "pace", "pace": pace }));
    let asked = office.printing(cast::ORDINARY_WOMAN);
    office.until("a write", |world| world.cards().iter().any(|card| card.written.is_some()));
    office.hands(json!({ "do": "pcscd", "on": false }));
    let said = asked.ended();
    assert_eq!(said.code, 4, "{}{}", said.out, said.err);
    assert!(said.err.contains("RDR-04"), "{}", said.err);
    assert_eq!(office.inside(), 1);

    office.hands(json!({ "do": "pcscd", "on": true }));
    office.hands(json!({ "do": "pace", "pace": { "kind": "instant" } }));
    office.release("A").expect(0);
    office.print(cast::ORDINARY_WOMAN).fails(3, "REQ-06");
    assert_eq!((office.at_output(), office.truth().lanes[0].counters.cards), (1, 1_201));
    office.books_are_true();
}

#[test]
fn without_the_smart_card_service_no_blank_is_taken() {
    let office = Office::open();
    office.hands(json!({ "do": "pcscd", "on": false }));
    office.print(cast::ORDINARY_WOMAN).fails(5, "RDR-10");
    assert!(office.events("feed_intended").is_empty());
    office.hands(json!({ "do": "pcscd", "on": true }));
    office.print(cast::ORDINARY_WOMAN).expect(0);
    office.books_are_true();
}

#[test]
fn a_printer_at_a_device_node_prints_the_same() {
    let office = Office::order().device_node().open();
    office.print(cast::LONGEST_NAME).expect(0);
    office.ready();
    office.books_are_true();
    let tcp = Office::open();
    tcp.print(cast::LONGEST_NAME).expect(0);
    let faces = |office: &Office| {
        let truth = office.truth();
        let card = truth.cards.iter().find(|card| !card.front.is_empty()).unwrap().clone();
        let panels = card.front.into_iter().chain(card.back);
        panels.map(|print| (print.panel, print.sha256)).collect::<Vec<_>>()
    };
    assert_eq!(faces(&office), faces(&tcp));
}

#[test]
fn foreign_residents_get_the_orange_card() {
    let orange = |config: &mut hw_sim::config::Config| {
        config.blanks.kind = hw_sim::world::Kind::KtpElOa;
    };
    let office = Office::order().with(orange).open();
    let print = ["print", "--reason", "baru", "--paper", "kitap", "--json", "-"];
    office.cetakd_told(&print, cast::FOREIGN_RESIDENT).expect(0);
    office.ready();
    office.books_are_true();
    assert_eq!(office.json(&["register", "list"])[0]["kind"], "ktp-el-oa");
}
