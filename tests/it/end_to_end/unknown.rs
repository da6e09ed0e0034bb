//! Cards that were lost sight of, and people who find them: in hand, in the reject box, or not at
//! all. The card waits, and the lane only where nothing shows that its machine is empty.

use hw_sim::source::cast;
use hw_sim::world::{Place, Spot, World};
use serde_json::json;

use crate::rig::{Office, side_by_side};

const NIK: &str = cast::ORDINARY_WOMAN;
const OTHER: &str = cast::ORDINARY_MAN;

#[test]
fn an_unknown_card_waits_until_a_person_has_it_in_hand() {
    side_by_side(&[
        ("found whole at the output, it is printed and looked at", found_whole),
        ("found spoiled, it is revoked and the person gets another", found_spoiled),
        ("never touched, it goes back and is fed again", found_unused),
        ("another card in hand ends nothing", another_in_hand),
        ("missing takes two people", missing_takes_two),
        ("a calibrated sensor lets the lane go on without anybody", the_lane_goes_on),
    ]);
}

/// Power fails while the card is on its way out: counters moved, nobody knows where it is.
fn lost_in_print(office: &Office, nik: &str) -> String {
    office.fault("Se", "power-blip-after");
    // The line died with the power; whoever comes next settles what was open.
    office.print(nik).expect(5);
    let said = office.release("A");
    let unknown = office.json(&["unknown", "list"]);
    let row = unknown.as_array().unwrap().first().unwrap_or_else(|| panic!("{}", said.out)).clone();
    assert_eq!((&row["act"], &row["may_be_printed"]), (&"print".into(), &true.into()));
    assert!(row["id"].as_str().unwrap().contains("--found output"), "{row}");
    row["job"].as_str().unwrap().to_owned()
}

fn settle(office: &Office, job: &str, found: &str, tap: bool) -> crate::rig::Said {
    let mut words = vec!["unknown", "settle", job, "--found", found, "--json"];
    if tap {
        words.push("--tap");
    }
    office.cetakd(&words)
}

fn nothing_is_looked_for(office: &Office) {
    assert_eq!(office.json(&["unknown", "list"]), json!([]));
    assert_eq!(office.booked("unknown:A"), 0);
    office.books_are_true();
}

fn found_whole() {
    let office = Office::open();
    let job = lost_in_print(&office, NIK);
    assert_eq!(office.booked("unknown:A"), 1);
    office.print(NIK).fails(3, "REQ-08");
    settle(&office, &job, "output", false).fails(2, "UNK-04");
    office.tap();
    settle(&office, &job, "output", true).expect(0);
    office.lift();
    nothing_is_looked_for(&office);
    assert_eq!(office.json(&["register", "list"]).as_array().unwrap().len(), 1);
    office.hands(json!({ "do": "put-back", "card": "top", "place": { "at": "hands" },
        "to": { "at": "output", "lane": 0 } }));
    office.ready();
    assert_eq!(office.outcomes_of(NIK), ["printed", "ready"]);
}

fn found_spoiled() {
    let office = Office::open();
    let job = lost_in_print(&office, NIK);
    office.tap();
    settle(&office, &job, "reject", true).expect(0);
    office.lift();
    let (hands, reject) = (json!({ "at": "hands" }), json!({ "at": "reject", "lane": 0 }));
    office.hands(json!({ "do": "put-back", "card": "top", "place": hands, "to": reject }));
    nothing_is_looked_for(&office);
    assert_eq!((office.booked("spoiled"), office.revoked().len()), (1, 1));
    office.print(NIK).expect(0);
    office.books_are_true();
    assert_eq!(office.outcomes_of(NIK), ["printed"]);
}

fn found_unused() {
    let mut office = Office::open();
    office.fault("Sic", "late:8000");
    let asked = office.printing(NIK);
    let station = Place::Machine { lane: 0, spot: Spot::Station };
    office.until("a card at the station", |world| !world.at(station).is_empty());
    office.kill();
    asked.ended();
    // Somebody takes it out before the daemon is back.
    let card = office.world(|world| world.at(station)[0]);
    let card = format!("#{card}");
    office.hands(json!({ "do": "take", "card": card }));
    office.hands(json!({ "do": "clear-faults" }));
    office.start();
    let said = office.print(NIK);
    assert_eq!(said.code, if said.fault() == "REQ-08" { 3 } else { 4 }, "{}", said.out);
    let row = office.json(&["unknown", "list"])[0].clone();
    let job = row["job"].as_str().unwrap().to_owned();
    assert!(row["blank"].as_str().unwrap().starts_with("A#"), "{row}");
    office.hands(json!({ "do": "tap", "card": card }));
    settle(&office, &job, "output", true).fails(3, "UNK-02");
    settle(&office, &job, "unused", true).expect(0);
    office.hands(json!({ "do": "put-back", "card": card, "to": { "at": "hopper", "lane": 0 } }));
    nothing_is_looked_for(&office);
    assert_eq!(office.booked("hopper:A"), 20);
    office.print(NIK).expect(0);
    office.books_are_true();
}

fn another_in_hand() {
    let office = Office::open();
    office.print(OTHER).expect(0);
    let job = lost_in_print(&office, NIK);
    // The card below it at the output is somebody else's.
    let below = office.world(|world| world.at(Place::Output { lane: 0 })[0]);
    office.hands(json!({ "do": "tap", "card": format!("#{below}") }));
    for found in ["output", "reject"] {
        settle(&office, &job, found, true).fails(3, "UNK-03");
    }
    assert_eq!(office.booked("unknown:A"), 1);
    settle(&office, "NOBODY", "reject", true).fails(3, "UNK-01");
}

fn missing_takes_two() {
    let office = Office::open();
    let job = lost_in_print(&office, NIK);
    let first = settle(&office, &job, "nowhere", false).expect(0);
    assert!(first.out.contains("second_person_needed"), "{}", first.out);
    // The same person again is still one person.
    let again = settle(&office, &job, "nowhere", false).expect(0);
    assert!(again.out.contains("second_person_needed"), "{}", again.out);
    assert_eq!((office.booked("missing"), office.booked("unknown:A")), (0, 1));
    office.print(NIK).fails(3, "REQ-08");
}

fn inside(world: &World) -> usize {
    world.inside(0).len()
}

fn the_lane_goes_on() {
    let office = Office::open();
    // A first good card shows the sensor with and without one.
    office.print(OTHER).expect(0);
    assert_eq!(office.events("sensor_calibrated").len(), 1);
    lost_in_print(&office, NIK);
    assert_eq!(office.world(inside), 0);
    assert_eq!(office.events("lane_stopped"), [json!(null); 0]);
    office.print(cast::ONE_WORD_NAME).expect(0);
    office.books_admit(1);
}
