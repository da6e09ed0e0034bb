//! Batches through the whole station: two lanes, a dead line, a lane that needs a person, stops and
//! kills in the middle. Afterwards every blank is where the books say, and the balance closes.

use hw_sim::world::{Place, World};
use serde_json::{Value, json};

use crate::rig::{Asked, Office, side_by_side};

/// Two lanes with twenty blanks between them, and more people ready than that.
fn office() -> Office {
    Office::order().lanes(2).with(|config| config.source.people = 100).open()
}

fn outputs(office: &Office) -> [usize; 2] {
    [0, 1].map(|lane| office.held(Place::Output { lane }))
}

/// Each act takes a while, so that a batch can be met in its middle.
fn slowly(office: &Office) {
    let pace = json!({ "kind": "real", "card_us": 0, "feed_ms": 100, "dye_ms": 50,
        "resin_ms": 20, "overlay_ms": 20, "flip_ms": 20, "eject_ms": 20 });
    office.hands(json!({ "do": "pace", "pace": pace }));
}

fn printed(world: &World) -> usize {
    (0..2).map(|lane| world.at(Place::Output { lane }).len()).sum()
}

/// A batch under way, with some cards made.
fn under_way(office: &Office, cards: usize) -> Asked {
    slowly(office);
    let asked = office.asking(&["batch", "run"]);
    office.until("cards of the batch", |world| printed(world) >= cards);
    asked
}

fn report(office: &Office) -> Value {
    office.json(&["batch", "report"])
}

fn count(report: &Value, of: &str) -> usize {
    report[of].as_array().unwrap().len()
}

/// Nobody is forgotten, the balance closes, and every blank is where the books say.
#[track_caller]
fn is_whole(office: &Office) -> Value {
    let report = report(office);
    let people: usize =
        ["printed", "not_made", "unknown"].map(|of| count(&report, of)).iter().sum();
    assert_eq!(people, 20, "{report:#}");
    assert_eq!(report["balance"]["difference"], 0, "{report:#}");
    assert_eq!(count(&report, "printed"), outputs(office).iter().sum::<usize>(), "{report:#}");
    office.books_are_true();
    report
}

#[test]
fn twenty_cards_come_out_of_two_lanes_in_order() {
    let office = office();
    let said = office.cetakd(&["batch", "run"]).expect(0);
    assert_eq!(said.out.matches(": tercetak").count(), 20, "{}", said.out);
    let [one, other] = outputs(&office);
    assert!(one > 4 && other > 4, "one lane did it all: {one} {other}");
    let report = is_whole(&office);
    assert_eq!((&report["state"], count(&report, "printed")), (&"finished".into(), 20));
    for (lane, name) in ["A", "B"].into_iter().enumerate() {
        let mut cards: Vec<&Value> = report["printed"].as_array().unwrap().iter().collect();
        cards.retain(|card| card["lane"] == name);
        cards.sort_by_key(|card| card["in_stack"].as_u64());
        let places = |card: &&Value| (card["kecamatan"].to_string(), card["kel_desa"].to_string());
        assert!(cards.iter().map(places).is_sorted(), "{cards:#?}");
        // The stack as it lies there, from the bottom.
        let told: Vec<String> =
            cards.iter().map(|card| card["uid"].as_str().unwrap().to_owned()).collect();
        let lies = office.world(|world| {
            let stack = world.at(Place::Output { lane });
            stack.iter().map(|card| world.card(*card).unwrap().uid.clone()).collect::<Vec<_>>()
        });
        assert_eq!(told, lies);
        // A NIK is masked wherever a list may lie about.
        assert!(cards.iter().all(|card| card["nik"].as_str().unwrap().contains('*')));
    }
    let sum = &report["balance"]["sum"];
    assert_eq!((&sum["fed"], &sum["good"]), (&20.into(), &20.into()));
    office.until_source("twenty outcomes", |office| heard(office, "printed") == 20);
}

/// Leases of the source that stand in this phase.
fn heard(office: &Office, phase: &str) -> usize {
    let leases = office.source()["leases"].as_array().unwrap().clone();
    leases.iter().filter(|lease| lease["phase"] == phase).count()
}

#[test]
fn a_batch_ends_whole_whatever_comes_in_between() {
    side_by_side(&[
        ("a dead line stops nothing that is leased", dead_line),
        ("cards without a lease are tried again", without_leases),
        ("an expired lease is never printed", expired),
        ("an empty hopper stops its lane alone", empty_hopper),
        ("a card that nobody booked waits for the source's word on the journal", unconfirmed),
        ("what stopped the counter by day does not stop the night", stopped_by_day),
    ]);
}

#[test]
fn a_batch_can_be_stopped_and_paused_and_closes_in_time() {
    side_by_side(&[
        ("stop finishes the cards in the machines", || stopped(false)),
        ("Ctrl-C does the same", || stopped(true)),
        ("a spoiled card gets no second blank after the end", spoiled_at_the_end),
        ("a pause is a pause", paused),
        ("closing time ends it", closing_time),
        ("what can't be opened or shown is refused", refused),
        ("a stop of the daemon is none of the batch", daemon_stopped),
    ]);
}

fn dead_line() {
    let office = office();
    slowly(&office);
    let asked = office.asking(&["batch", "run"]);
    office.until_source("all leases", |office| {
        heard(office, "open") + heard(office, "printed") == 20
    });
    office.hands(json!({ "do": "source", "what": "outage" }));
    let told = heard(&office, "printed");
    asked.ended().expect(0);
    assert!(told < 20 && count(&is_whole(&office), "printed") == 20);
    office.hands(json!({ "do": "source", "what": "restore" }));
    office.until_source("twenty outcomes", |office| heard(office, "printed") == 20);
}

fn without_leases() {
    let office = office();
    let rule = json!({ "fault": "outage", "on": "lease", "skip": 4, "times": null });
    office.hands(json!({ "do": "source", "what": "fault", "rule": rule }));
    let mut asked = office.asking(&["batch", "run"]);
    asked.until("tidak terjangkau");
    office.until("what was leased", |world| printed(world) == 4);
    office.hands(json!({ "do": "source", "what": "restore" }));
    asked.until("terjangkau lagi");
    asked.ended().expect(0);
    assert_eq!(count(&is_whole(&office), "printed"), 20);
}

fn expired() {
    let change = |config: &mut hw_sim::config::Config| {
        config.source.people = 100;
        config.source.lease_seconds = Some(4);
    };
    let office = Office::order().lanes(2).with(change).open();
    let pace = json!({ "kind": "real", "card_us": 0, "feed_ms": 900, "dye_ms": 100,
        "resin_ms": 20, "overlay_ms": 20, "flip_ms": 20, "eject_ms": 20 });
    office.hands(json!({ "do": "pace", "pace": pace }));
    office.cetakd(&["batch", "run"]).expect(0);
    let report = is_whole(&office);
    let refused = count(&report, "not_made");
    assert!(refused > 2 && refused < 20, "{report:#}");
    for person in report["not_made"].as_array().unwrap() {
        assert_eq!(person["fate"]["refusal"]["refusal"], "lease_expired", "{person}");
    }
    // Each feed came before its lease ran out, and what ran out went back.
    let mut until = std::collections::BTreeMap::new();
    for entry in office.journal() {
        let (job, event) = (entry["job"].to_string(), &entry["event"]);
        let at = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        match event["type"].as_str().unwrap() {
            "lease_taken" => drop(until.insert(job, at(&event["expires_at"]))),
            "feed_intended" => assert!(at(&entry["at"]) <= until[&job], "{entry}"),
            _ => {}
        }
    }
    office.until_source("what went back", |office| heard(office, "given-back") == refused);
}

fn empty_hopper() {
    let office = office();
    slowly(&office);
    // Somebody took the blanks away; the books don't know.
    office.hands(json!({ "do": "unload", "lane": 0 }));
    let mut asked = office.asking(&["batch", "run"]);
    asked.until("jalur A: menunggu bantuan");
    office.until("the other lane's ten", |world| world.at(Place::Output { lane: 1 }).len() == 10);
    assert_eq!(office.json(&["lane", "show"])[0]["stopped"]["cause"], "hopper_empty");
    office.hands(json!({ "do": "load", "lane": 0, "count": 10 }));
    office.release("A").expect(0);
    asked.ended().expect(0);
    assert_eq!(outputs(&office), [10, 10]);
    is_whole(&office);
}

/// The machine counted a card by itself while the line was dead: only the source can say that no
/// other copy of this journal prints. The lane asks until it answers, and nobody has to help then.
fn unconfirmed() {
    let office = Office::order().with(|config| config.source.people = 100).open();
    slowly(&office);
    let mut asked = office.asking(&["batch", "run"]);
    office.until_source("all leases", |office| {
        heard(office, "open") + heard(office, "printed") == 20
    });
    office.cetakd(&["batch", "pause"]).expect(0);
    office.until_source("the card in the machine", |office| {
        office.json(&["lane", "show"])[0]["doing"]["doing"] == "idle"
    });
    office.hands(json!({ "do": "source", "what": "outage" }));
    office.hands(json!({ "do": "press", "button": "test-card" }));
    office.cetakd(&["batch", "resume"]).expect(0);
    asked.until("jalur A: menunggu bantuan");
    office.release("A").expect(0);
    asked.until("menunggu sumber data membenarkan jurnal");
    office.hands(json!({ "do": "source", "what": "restore" }));
    // The test card took one of the twenty.
    office
        .until("all that the hopper held", |world| world.at(Place::Output { lane: 0 }).len() == 20);
    office.cetakd(&["batch", "stop"]).expect(0);
    asked.ended().expect(0);
    let report = report(&office);
    assert_eq!(count(&report, "printed"), 19, "{report:#}");
}

fn stopped_by_day() {
    let office = office();
    office.hands(json!({ "do": "unload", "lane": 0 }));
    office.print_at(hw_sim::source::cast::ORDINARY_WOMAN, "A").fails(4, "PRN-01");
    office.hands(json!({ "do": "load", "lane": 0, "count": 10 }));
    office.cetakd(&["batch", "run"]).expect(0);
    let [one, other] = outputs(&office);
    assert!(one > 0 && one + other == 20, "{one} and {other}");
}

fn stopped(by_ctrl_c: bool) {
    let office = office();
    let asked = under_way(&office, 3);
    match by_ctrl_c {
        true => asked.interrupt(),
        false => drop(office.cetakd(&["batch", "stop"]).expect(0)),
    }
    let said = asked.ended().expect(0);
    assert!(said.out.contains("ditutup: dihentikan"), "{}", said.out);
    let report = is_whole(&office);
    let made = count(&report, "printed");
    assert!((3..12).contains(&made), "{report:#}");
    assert_eq!((office.inside(), &report["state"]), (0, &"stopped".into()));
    office.until_source("what went back", |office| heard(office, "open") == 0);
    assert_eq!(heard(&office, "printed"), made);
    office.cetakd(&["batch", "stop", "--json"]).fails(3, "BCH-02");
}

fn spoiled_at_the_end() {
    let mut order = Office::order().lanes(2).with(|config| config.source.people = 100);
    for card in 1..=20 {
        order = order.blank(card, "write-fails:5");
    }
    let office = order.open();
    let pace = json!({ "kind": "real", "card_us": 0, "feed_ms": 2_000, "eject_ms": 20 });
    office.hands(json!({ "do": "pace", "pace": pace }));
    let asked = office.asking(&["batch", "run"]);
    let feeding = |office: &Office| !office.events("feed_intended").is_empty();
    office.until_source("a feed", feeding);
    office.cetakd(&["batch", "stop"]).expect(0);
    asked.ended().expect(0);
    let entries = office.journal();
    let ending = entries.iter().position(|entry| entry["event"]["type"] == "batch_ending");
    let after = &entries[ending.unwrap()..];
    assert!(after.iter().any(|entry| entry["event"]["type"] == "reject_finished"));
    assert!(after.iter().all(|entry| entry["event"]["type"] != "feed_intended"));
    let report = is_whole(&office);
    assert_eq!((count(&report, "printed"), &report["state"]), (0, &"stopped".into()));
}

fn paused() {
    let office = office();
    let asked = under_way(&office, 2);
    office.cetakd(&["batch", "pause"]).expect(0);
    office.until("idle machines", |world| (0..2).all(|lane| world.inside(lane).is_empty()));
    assert_eq!(report(&office)["state"], "paused");
    let before = outputs(&office);
    // Between its cards a counter is served, batch or not.
    office.print(hw_sim::source::cast::NOBODY).expect(3);
    assert_eq!(before, outputs(&office));
    office.cetakd(&["batch", "resume"]).expect(0);
    asked.ended().expect(0);
    assert_eq!(count(&is_whole(&office), "printed"), 20);
}

fn refused() {
    let mut office = office();
    let past = ["batch", "run", "--closes", "2020-01-01T00:00:00+07:00", "--json"];
    office.cetakd(&past).fails(2, "BCH-06");
    assert!(office.events("batch_opened").is_empty());
    office.cetakd(&["batch", "report", "NOBATCH", "--json"]).fails(2, "BCH-05");
    // What a lane does is the daemon's to say.
    let lane = |office: &Office| office.json(&["lane", "show"])[0]["doing"].clone();
    assert_eq!(lane(&office)["doing"], "idle");
    assert!(office.stop().success());
    assert_eq!(lane(&office), Value::Null);
    assert!(office.cetakd(&["lane", "show"]).out.contains("cetakd run"));
}

fn closing_time() {
    let office = office();
    // Twenty cards take longer than that, on any machine.
    let pace = json!({ "kind": "real", "card_us": 0, "feed_ms": 1_500, "dye_ms": 100,
        "resin_ms": 20, "overlay_ms": 20, "flip_ms": 20, "eject_ms": 20 });
    office.hands(json!({ "do": "pace", "pace": pace }));
    let closes = (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(10)).to_string();
    office.cetakd(&["batch", "run", "--closes", &closes]).expect(0);
    let report = is_whole(&office);
    let made = count(&report, "printed");
    assert!(made > 0 && made < 20, "{report:#}");
    assert_eq!(report["state"], "closing_time");
    let closes: jiff::Timestamp = closes.parse().unwrap();
    for entry in office.journal().iter().filter(|entry| entry["event"]["type"] == "feed_intended") {
        assert!(entry["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap() <= closes);
    }
    office.until_source("what went back", |office| heard(office, "open") == 0);
}

fn daemon_stopped() {
    let mut office = office();
    let asked = under_way(&office, 3);
    assert!(office.stop().success());
    asked.ended().expect(0);
    let made: usize = outputs(&office).iter().sum();
    assert!(made < 12 && office.inside() == 0);
    office.start();
    let watched = office.cetakd(&["batch", "watch"]);
    assert!(watched.code == 0 || watched.out.contains("BCH-02"), "{}{}", watched.out, watched.err);
    let report = is_whole(&office);
    assert_eq!((count(&report, "printed"), &report["state"]), (20, &"finished".into()));
}

#[test]
fn a_batch_that_is_killed_five_times_ends_with_every_blank_in_its_place() {
    let mut office =
        Office::order().lanes(2).blanks(24).with(|config| config.source.people = 100).open();
    // Four blanks wait in the vault: what a kill marks in the machine is lost.
    office.hands(json!({ "do": "unload", "lane": 0 }));
    office.hands(json!({ "do": "load", "lane": 0, "count": 8 }));
    office.cetakd(&["stock", "unload", "4", "--lane", "A"]).expect(0);
    slowly(&office);
    office.cetakd(&["batch", "run", "--detach"]).expect(0);
    for kill in 1..=5 {
        office.until("more cards", |world| printed(world) >= 2 * kill);
        office.kill();
        office.start();
        assert_eq!(office.events("started").last().unwrap()["unclean"], true);
    }
    let asked = office.asking(&["batch", "watch"]);
    office.hands(json!({ "do": "load", "lane": 0, "count": 4 }));
    office.cetakd(&["stock", "load", "4", "--lane", "A"]).expect(0);
    asked.ended().expect(0);
    let report = is_whole(&office);
    assert_eq!(report["state"], "finished");
    // A lane that lost sight of a card may stand; what it was to make, the other one made.
    assert_eq!(count(&report, "printed") + count(&report, "unknown"), 20, "{report:#}");
    assert_eq!(office.events("started").len(), 6);
}
