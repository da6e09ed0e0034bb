//! SIGKILL of the daemon in the middle of each act, and a new start: the unclean stop is booked,
//! evidence settles the act, and nobody ever gets a second card.
//!
//! After a kill at work the driver waits a printer's longest act, so these run side by side.

use hw_sim::source::cast;
use hw_sim::world::{Place, Spot, World};
use serde_json::json;

use crate::rig::{Office, side_by_side};

const NIK: &str = cast::ORDINARY_WOMAN;
/// Answered so late that the daemon is gone by then.
const HELD: &str = "late:8000";

#[test]
fn a_killed_daemon_goes_on_with_the_same_card_or_admits_that_it_does_not_know() {
    side_by_side(&[
        ("killed before the lease is used, it goes on", killed_while_asking),
        ("killed while feeding, the blank at the station is taken up", killed_while_feeding),
        ("killed before anything was fed, nothing was taken", killed_before_the_feed),
        ("killed while encoding, the same card is encoded", killed_while_encoding),
        ("killed while printing, the marked card is spoiled", killed_while_printing),
        ("killed after the last panel, the card is printed", killed_after_the_last_panel),
        ("killed while rejecting, it is unknown", killed_while_rejecting),
    ]);
}

/// Kills, starts again, and asks for the same person.
fn killed_in(office: &mut Office, what: &str, is_so: impl Fn(&World) -> bool) {
    let asked = office.printing(NIK);
    office.until(what, is_so);
    office.kill();
    assert_eq!(asked.ended().code, 7);
    office.hands(json!({ "do": "clear-faults" }));
    office.start();
    let started = office.events("started");
    assert_eq!(started[1]["unclean"], true);
    assert_eq!(started[1]["open"].as_array().unwrap().len(), 1, "{started:?}");
}

/// Asked for again, the person gets the very card that was under way.
fn is_taken_up(office: &Office) {
    let said = office.print(NIK);
    assert!(said.code == 0 || said.fault() == "REQ-06", "{}{}", said.out, said.err);
    assert_eq!(office.events("job_opened").len(), 1 + usize::from(said.code != 0));
    assert_eq!(office.source()["leases"].as_array().unwrap().len(), 1);
    assert_eq!(office.outcomes_of(NIK), ["printed"]);
}

fn printed(world: &World) -> usize {
    world.cards().iter().map(|card| card.prints.len()).sum()
}

fn killed_while_asking() {
    let mut office = Office::open();
    let slow = json!({ "fault": { "slow": 3_000 }, "on": "lease" });
    office.hands(json!({ "do": "source", "what": "fault", "rule": slow }));
    let mut asked = office.printing(NIK);
    asked.until("opened");
    office.kill();
    office.start();
    office.print(NIK).expect(0);
    assert_eq!(office.source()["leases"].as_array().unwrap().len(), 1);
    office.books_are_true();
}

fn killed_while_feeding() {
    let mut office = Office::open();
    office.fault("Sic", HELD);
    let station = Place::Machine { lane: 0, spot: Spot::Station };
    killed_in(&mut office, "a card at the station", |world| !world.at(station).is_empty());
    is_taken_up(&office);
    assert_eq!((office.at_output(), office.truth().lanes[0].counters.cards), (1, 1_201));
    office.books_are_true();
}

fn killed_before_the_feed() {
    let mut office = Office::open();
    office.fault("Sic", "deaf");
    killed_in(&mut office, "a feed that never comes", |world| world.fired_faults() == 1);
    is_taken_up(&office);
    assert_eq!((office.at_output(), office.truth().lanes[0].counters.cards), (1, 1_201));
    office.books_are_true();
}

fn killed_while_encoding() {
    let mut office = Office::open();
    // Slow enough to be killed in the middle of the chip.
    let pace = json!({ "kind": "real", "card_us": 40_000, "feed_ms": 0, "dye_ms": 0,
        "resin_ms": 0, "overlay_ms": 0, "flip_ms": 0, "eject_ms": 0 });
    office.hands(json!({ "do": "pace", "pace": pace }));
    killed_in(&mut office, "a write", |world| {
        world.cards().iter().any(|card| card.written.is_some_and(|(first, last)| last > first + 3))
    });
    office.hands(json!({ "do": "pace", "pace": { "kind": "instant" } }));
    is_taken_up(&office);
    assert_eq!((office.at_output(), office.truth().lanes[0].counters.cards), (1, 1_201));
    assert_eq!(office.events("act_reopened").len(), 1);
    office.books_are_true();
}

fn killed_while_printing() {
    let mut office = Office::open();
    // Answered late, so the daemon stands between two panels.
    office.nth_fault("panel", 2, HELD);
    killed_in(&mut office, "two panels", |world| printed(world) == 2);
    is_taken_up(&office);
    assert_eq!((office.rejected(), office.at_output()), (1, 1));
    let rejected = &office.events("reject_intended")[0];
    assert_eq!((&rejected["reason"], &rejected["chip"]), (&"gagal_cetak".into(), &"erased".into()));
    office.books_are_true();
}

fn killed_after_the_last_panel() {
    let mut office = Office::open();
    office.fault("Se", HELD);
    let output = Place::Output { lane: 0 };
    killed_in(&mut office, "a card at the output", |world| world.at(output).len() == 1);
    is_taken_up(&office);
    office.books_are_true();
    assert_eq!((office.at_output(), office.truth().lanes[0].counters.cards), (1, 1_201));
    office.ready();
    assert_eq!(office.outcomes_of(NIK), ["printed", "ready"]);
}

fn killed_while_rejecting() {
    let mut office = Office::order().blank(1, "used").open();
    office.fault("Ser", HELD);
    let reject = Place::Reject { lane: 0 };
    killed_in(&mut office, "a card in the reject box", |world| world.at(reject).len() == 1);
    office.print(NIK).fails(4, "LANE-02");
    let audit = office.books_admit(1);
    assert_eq!(audit.stopped["A"], "interrupted");
    assert_eq!(office.truth().lanes[0].counters.cards, 1_201);
}

#[test]
fn a_clean_stop_finishes_the_card_and_closes_the_books() {
    let mut office = Office::open();
    office.fault("Sic", "late:700");
    let mut asked = office.printing(NIK);
    asked.until("taking a blank");
    assert!(office.stop().success());
    asked.ended();
    assert_eq!(office.at_output(), 1);
    office.books_are_true();
    assert_eq!(office.events("stopped").len(), 1);
    office.start();
    assert_eq!(office.events("started")[1]["unclean"], false);
}

#[test]
fn a_second_signal_exits_at_once_and_the_next_start_recovers() {
    let mut office = Office::open();
    office.fault("Sic", HELD);
    let station = Place::Machine { lane: 0, spot: Spot::Station };
    let asked = office.printing(NIK);
    office.until("a card at the station", |world| !world.at(station).is_empty());
    office.terminate();
    // Once it is heard, nobody new is served.
    office
        .until_source("the first signal", |office| office.cetakd(&["clock", "confirm"]).code == 7);
    office.terminate();
    assert_eq!(office.gone().code(), Some(130));
    assert_eq!(asked.ended().code, 7);
    assert!(office.events("stopped").is_empty());
    office.hands(json!({ "do": "clear-faults" }));
    office.start();
    assert_eq!(office.events("started")[1]["unclean"], true);
    is_taken_up(&office);
    office.books_are_true();
}

#[test]
fn a_second_daemon_on_the_same_books_is_turned_away() {
    let office = Office::open();
    let said = office.cetakd(&["run", "--json"]);
    said.fails(8, "BOOK-03");
    office.print(NIK).expect(0);
}

#[test]
fn a_log_that_nobody_can_take_ends_nothing() {
    let mut office = Office::open();
    assert!(office.stop().success());
    let (reads, writes) = std::io::pipe().unwrap();
    drop(reads);
    office.start_with_log(writes.into());
    // Each of them is logged.
    office.hands(json!({ "do": "unload", "lane": 0 }));
    for _ in 0..3 {
        office.print(NIK).fails(4, "PRN-01");
    }
    office.hands(json!({ "do": "load", "lane": 0, "count": 20 }));
    office.release("A").expect(0);
    office.print(NIK).expect(0);
    assert!(office.stop().success());
    office.books_are_true();
}
