//! Blanks by number: what can't be is refused with a sentence, and nothing is booked.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::people::{by, open_approval, peopled};
use crate::rig::Office;

#[test]
fn what_cannot_be_received_or_moved_is_refused_and_changes_nothing() {
    let office = Office::open();
    // A lane says that it is connected when it is.
    let booked = || {
        let entries = office.journal().into_iter();
        entries.filter(|entry| entry["event"]["type"] != "lane_connected").count()
    };
    let (stock, entries) = (office.json(&["stock", "show"]), booked());
    let list = |name: &str, text: &str| {
        fs::write(office.path(name), text).unwrap();
        office.path(name).display().to_string()
    };
    let twice = list("twice", "04AABBCCDDEE01\n04AABBCCDDEE02\n04aabbccddee01\n");
    let short = list("short", "04AABBCCDDEE01\n");
    let garbage = list("garbage", "uid\n04AABBCCDDEE01\nnot a uid\n");
    let random = list("random", "08AABBCC\n");
    let known = office.simulator().ready().uids.display().to_string();
    let long = "B".repeat(129);
    let receive =
        |rest: &[&str]| office.cetakd(&[&["stock", "receive"], rest, &["--json"]].concat());
    receive(&["0", "--bast", "470/9"]).fails(3, "STK-01");
    receive(&["20001", "--bast", "470/9"]).fails(3, "STK-01");
    receive(&["20", "--bast", "470/1"]).fails(3, "STK-04");
    receive(&["20", "--bast", " "]).fails(3, "STK-05");
    receive(&["20", "--bast", &long]).fails(3, "STK-05");
    receive(&["20", "--bast", "470/9", "--dated", "2999-01-01"]).fails(3, "STK-06");
    receive(&["20", "--bast", "470/9", "--dated", "31-12-2026"]).fails(2, "CTL-03");
    receive(&["3", "--bast", "470/9", "--uids", &twice]).fails(3, "STK-03");
    receive(&["2", "--bast", "470/9", "--uids", &short]).fails(3, "STK-02");
    receive(&["20", "--bast", "470/9", "--uids", &known]).fails(3, "STK-03");
    let said = receive(&["2", "--bast", "470/9", "--uids", &garbage]).fails(2, "STK-10");
    assert!(said.out.contains("line 3"), "{}", said.out);
    receive(&["1", "--bast", "470/9", "--uids", &random]).fails(2, "STK-10");
    receive(&["1", "--bast", "470/9", "--uids", "/nowhere"]).fails(1, "CFG-02");
    for quantity in ["-1", "x", "4294967296"] {
        receive(&[quantity, "--bast", "470/9"]).expect(2);
    }

    let moved = |rest: &[&str]| office.cetakd(&[&["stock"], rest, &["--json"]].concat());
    moved(&["load", "1", "--lane", "A"]).fails(3, "STK-07");
    moved(&["unload", "21", "--lane", "A"]).fails(3, "STK-07");
    moved(&["unload", "0", "--lane", "A"]).fails(3, "STK-01");
    moved(&["unload", "1", "--lane", "B"]).fails(2, "CMD-02");
    moved(&["unload", "1", "--lane", "A", "--kind", "ktp-el-oa"]).fails(3, "STK-07");
    moved(&["unload", "1", "--lane", "A", "--kind", "blue"]).expect(2);

    assert_eq!(office.json(&["stock", "show"]), stock);
    assert_eq!(booked(), entries);
    office.books_are_true();
}

#[test]
fn two_kinds_never_lie_in_one_hopper() {
    let office = Office::open();
    let receive = ["stock", "receive", "5", "--bast", "470/5", "--kind", "ktp-el-oa"];
    office.cetakd(&receive).expect(0);
    let load = ["stock", "load", "5", "--lane", "A", "--kind", "ktp-el-oa", "--json"];
    office.cetakd(&load).fails(3, "STK-08");
    office.cetakd(&["stock", "unload", "20", "--lane", "A"]).expect(0);
    office.cetakd(&load).expect(0);
    let kinds = |place: &str| {
        let stock = office.json(&["stock", "show"]);
        let lines = stock.as_array().unwrap().iter().filter(|line| line["place"] == place);
        lines.map(|line| line["kind"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(
        (kinds("vault"), kinds("hopper:A")),
        (vec!["ktp-el".into()], vec!["ktp-el-oa".into()])
    );
}

#[test]
fn socket_keys_and_books_belong_to_their_owner_alone() {
    let office = Office::open();
    let mode = |name: &str| fs::metadata(office.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("cetakd.toml"), mode("data")), (0o600, 0o700));
    for file in fs::read_dir(office.path("data")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let others = mode(&format!("data/{name}")) & 0o077;
        // What lies in a folder of mode 0700 is closed already; keys and socket are so themselves.
        let secret = name.ends_with(".key") || name.ends_with(".sock");
        assert!(!secret || others == 0, "{name}: {others:o}");
    }
    assert!(fs::metadata(office.path("data/control.sock")).is_ok());
}

/// The stack as somebody scans it, in a spreadsheet's own encoding.
fn scanned(office: &Office, name: &str) -> String {
    let place = hw_sim::world::Place::Hopper { lane: 0 };
    let uids = office.world(|world| {
        let cards = world.at(place).into_iter().map(|number| world.card(number).unwrap());
        cards.map(|card| card.uid.to_string()).collect::<Vec<_>>()
    });
    let lines = uids.iter().map(|uid| format!("rak \u{e9};{uid}\r\n"));
    let text = format!("sep=;\r\nTempat;UID\r\n{}", lines.collect::<String>());
    // Windows-1252: one byte a letter.
    let bytes: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    fs::write(office.path(name), bytes).unwrap();
    office.path(name).display().to_string()
}

/// Five off the top of the hopper, unseen.
fn taken(office: &Office) -> Vec<String> {
    let take = |_| {
        let place = json!({ "at": "hopper", "lane": 0 });
        let top = office.world(|world| {
            let stack = world.at(hw_sim::world::Place::Hopper { lane: 0 });
            world.card(*stack.last().unwrap()).unwrap().uid.to_string()
        });
        office.hands(json!({ "do": "take", "card": top, "place": place }));
        top
    };
    (0..5).map(take).collect()
}

/// As it lies there, twice, for it differs.
fn counted_by_kartini(office: &Office, uids: &str) {
    let told = |arguments: &[&str]| by(office, "kartini", arguments).expect(0);
    told(&["stock", "count", "begin"]);
    for _ in 0..2 {
        for line in [&["vault", "0"][..], &["output", "1"], &["hopper:A", "14", "--uids", uids]] {
            let enter = ["stock", "count", "enter"];
            // What did not differ is not asked for again.
            by(office, "kartini", &[&enter[..], line].concat());
        }
        told(&["stock", "count", "finish"]);
    }
}

#[test]
fn a_theft_shows_at_the_close_and_is_booked_by_two_people() {
    let office = peopled();
    let man = hw_sim::source::cast::ORDINARY_MAN;
    by(&office, "omar", &["print", "--reason", "baru", man]).expect(0);
    let stolen = taken(&office);
    by(&office, "siti", &["stock", "count", "begin"]).fails(3, "SGN-04");
    by(&office, "omar", &["stock", "count", "begin"]).expect(0);
    for read in [&["stock", "show"][..], &["day", "show"]] {
        let said = office.cetakd(&[read, &["--json"]].concat()).fails(3, "CNT-06");
        assert!(!said.out.contains("19"), "a blind count sees: {}", said.out);
    }
    let said = by(&office, "omar", &["stock", "unload", "2000", "--lane", "A"]).fails(3, "STK-07");
    assert!(!said.out.contains("19"), "a blind count hears: {}", said.out);
    let enter = |place: &str, counted: &str, rest: &[&str]| {
        by(&office, "omar", &[&["stock", "count", "enter", place, counted], rest].concat())
    };
    let uids = scanned(&office, "scan.csv");
    enter("vault", "0", &[]).expect(0);
    enter("hopper:A", "14", &["--uids", &uids]).expect(0);
    by(&office, "omar", &["stock", "count", "finish"]).fails(3, "CNT-04");
    enter("output", "1", &[]).expect(0);
    by(&office, "omar", &["stock", "count", "finish"]).expect(0);
    enter("vault", "0", &[]).fails(3, "CNT-03");
    enter("hopper:A", "14", &["--uids", &uids]).expect(0);
    let finished = by(&office, "omar", &["stock", "count", "finish"]).expect(0).json();
    let mut missing: Vec<String> =
        serde_json::from_value(finished["finished"]["missing"].clone()).unwrap();
    missing.sort();
    let mut expected = stolen.clone();
    expected.sort();
    assert_eq!(missing, expected, "{finished}");

    let close = by(&office, "kartini", &["day", "close"]).fails(3, "DAY-01");
    assert!(close.out.contains("counted 14, booked 19"), "{}", close.out);
    let book = ["stock", "count", "book", "--document", "BA/1"];
    by(&office, "kartini", &book).fails(4, "CMD-40");
    let id = open_approval(&office);
    let shown = office.json(&["approve", "show", &id]);
    assert!(shown["en"].as_str().unwrap().contains("BA/1"), "{shown}");
    assert!(shown["en"].as_str().unwrap().contains("counted 14, booked 19 (-5)"), "{shown}");
    assert!(shown["en"].as_str().unwrap().contains("5 UIDs are revoked"), "{shown}");
    // Who has seen the booked numbers does not count once more; what was agreed to is what is done.
    by(&office, "omar", &["stock", "count", "begin"]).fails(3, "CNT-07");
    counted_by_kartini(&office, &uids);
    by(&office, "dewi", &["approve", &id]).fails(3, "APR-06");
    assert_eq!(office.booked("hopper:A"), 19);
    by(&office, "dewi", &["approve", "decline", &id]).expect(0);
    by(&office, "kartini", &book).fails(4, "CMD-40");
    by(&office, "dewi", &["approve", &open_approval(&office)]).expect(0);
    assert_eq!((office.booked("hopper:A"), office.booked("missing")), (14, 5));
    by(&office, "kartini", &["day", "close"]).expect(0);
    let lines = office.cetakd(&["stock", "show"]).expect(0).out;
    assert!(lines.contains("A: pagi 14 · masuk 0 · baik 0 · rusak 0"), "{lines}");
    assert!(lines.contains("sisa 14") && lines.contains("hilang 5"), "{lines}");
    assert_eq!(office.json(&["day", "show"])["waiting"], 0);
    office.cetakd(&["journal", "verify"]).expect(0);
}

#[test]
fn no_blank_is_named_missing_that_may_lie_elsewhere() {
    // Twenty by name in the hopper; as many as that are missing among those without a name.
    let office = Office::open();
    office.cetakd(&["stock", "receive", "500", "--bast", "471/1"]).expect(0);
    let hopper = ["hopper:A", "20"];
    assert_eq!(named_missing(&office, &[&["vault", "480"], &hopper]), 0);
    // Five by name were laid into the vault without a word, and nobody scans them there; five are
    // gone from there, too, and each is known.
    for (vault, named) in [("5", 0), ("0", 5)] {
        let office = Office::open();
        taken(&office);
        let uids = scanned(&office, "scan.csv");
        let hopper = ["hopper:A", "15", "--uids", &uids];
        assert_eq!(named_missing(&office, &[&["vault", vault], &hopper]), named, "{vault}");
    }
}

/// How many a count names as missing; what differs is counted twice.
fn named_missing(office: &Office, lines: &[&[&str]]) -> usize {
    let count =
        |arguments: &[&str]| office.cetakd(&[&["stock", "count"], arguments, &["--json"]].concat());
    count(&["begin"]).expect(0);
    let enter = |line: &&[&str]| count(&[&["enter"], *line].concat());
    lines.iter().for_each(|line| drop(enter(line).expect(0)));
    let mut said = count(&["finish"]).expect(0).json();
    while said["finished"].is_null() {
        // What did not differ is not asked for again.
        lines.iter().for_each(|line| drop(enter(line)));
        said = count(&["finish"]).expect(0).json();
    }
    said["finished"]["missing"].as_array().unwrap().len()
}

#[test]
fn a_hopper_is_not_filled_beyond_what_it_takes() {
    let office = Office::open();
    office.cetakd(&["stock", "receive", "200", "--bast", "470/9"]).expect(0);
    let load = |n: &str| office.cetakd(&["stock", "load", n, "--lane", "A", "--json"]);
    // Twenty lie there of a hundred.
    let said = load("81").fails(3, "STK-30");
    assert!(said.out.contains("80"), "{}", said.out);
    assert_eq!(office.booked("hopper:A"), 20);
    load("80").expect(0);
    load("1").fails(3, "STK-30");
    assert_eq!((office.booked("hopper:A"), office.booked("vault")), (100, 120));
}
