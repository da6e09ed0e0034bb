//! Somebody who looks from outside sees what is planted: a second card, a stranger's card, a face
//! on another person's chip, a journal that lost an entry and was made whole again, a source that
//! forgot a report.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use cetakd::device::clock::SystemClock;
use cetakd::journal::Head;
use cetakd::store::{StationFacts, Writer};
use hw_sim::source::cast;
use hw_sim::world::Place;
use jiff::tz::Offset;
use rusqlite::{Connection, params};
use serde_json::json;

use crate::rig::{Faces, Office, side_by_side};

const NIK: &str = cast::ORDINARY_WOMAN;
const OTHER: &str = cast::ORDINARY_MAN;

#[test]
fn what_is_planted_is_found_from_outside() {
    side_by_side(&[
        ("a second living card of one person", a_second_card),
        ("a card that came from nowhere", a_strangers_card),
        ("a face on another person's chip", another_face),
        ("a journal with an entry cut out and its chain made anew", a_cut_journal),
        ("a journal that ends early and was rebuilt", a_shortened_journal),
        ("a source that forgot a report", a_forgetful_source),
    ]);
}

#[track_caller]
fn is_found(found: &[String], words: &str) {
    assert!(found.iter().any(|one| one.contains(words)), "`{words}` is not in {found:#?}");
}

fn good(office: &Office, faces: &Faces) {
    assert_eq!(office.violations(faces), [""; 0]);
}

fn worked() -> (Office, Faces) {
    let office = Office::open();
    office.print(NIK).expect(0);
    office.print(OTHER).expect(0);
    let faces = Faces::new(Office::order());
    good(&office, &faces);
    (office, faces)
}

fn a_second_card() {
    let (office, faces) = worked();
    office.tap();
    office.cetakd(&["inspect", "spoiled", "--tap", "--reason", "gagal_cetak"]).expect(0);
    office.lift();
    let put = |to: Place| {
        let hands = json!({ "at": "hands" });
        office.hands(json!({ "do": "put-back", "card": "top", "place": hands, "to": to }));
    };
    put(Place::Reject { lane: 0 });
    office.print(OTHER).expect(0);
    good(&office, &faces);
    let spoiled = office.world(|world| world.at(Place::Reject { lane: 0 })[0]);
    office.hands(json!({ "do": "take", "card": format!("#{spoiled}") }));
    put(Place::Output { lane: 0 });
    let found = office.wrong_now(&faces);
    is_found(&found, "one chip on");
    is_found(&found, "one face on");
    is_found(&found, "revoked and in circulation");
}

fn a_strangers_card() {
    let (office, faces) = worked();
    let blank = office.world(|world| world.in_hopper(0)[5]);
    let to = Place::Output { lane: 0 };
    office.hands(json!({ "do": "put-back", "card": format!("#{blank}"), "to": to }));
    let found = office.wrong_now(&faces);
    is_found(&found, "there and not booked");
    is_found(&found, "hopper:A: booked 18, there are 17");
    is_found(&found, "is nobody's card");
}

fn another_face() {
    let (office, faces) = worked();
    let mut truth = office.truth();
    let printed = |truth: &hw_sim::world::truth::Truth| {
        truth.cards.iter().position(|card| !card.front.is_empty()).unwrap()
    };
    let one = printed(&truth);
    let front = std::mem::take(&mut truth.cards[one].front);
    let other = printed(&truth);
    truth.cards[one].front = std::mem::replace(&mut truth.cards[other].front, front);
    let found = office.wrong_faces(&truth, &faces);
    assert_eq!(found.len(), 2, "{found:?}");
    is_found(&found, "has a face that its chip has not");
}

/// The end of one card's making is cut out, and everything after it is numbered and chained anew.
fn a_cut_journal() {
    let (mut office, faces) = worked();
    assert!(office.stop().success());
    let printed = seq_of(&office, "print_finished");
    forge(&office.path("data/journal.db"), |seq| seq != printed);
    is_found(&office.wrong_now(&faces), "books are not whole");
}

/// The books end before the last card and are whole: only the world and the source know of it.
fn a_shortened_journal() {
    let (mut office, faces) = worked();
    assert!(office.stop().success());
    let opened = seq_of(&office, "job_opened");
    forge(&office.path("data/journal.db"), |seq| seq < opened);
    let facts = StationFacts { id: "SPESIMEN-01".into(), zone: Offset::constant(7) };
    let clock = Arc::new(SystemClock::new());
    drop(Writer::open_rebuilt(&office.path("data"), facts, clock).unwrap());
    // Whom the cut part was about still lies sealed, until that is taken away too.
    office.cetakd(&["journal", "verify", "--json"]).fails(8, "BOOK-24");
    let books = Connection::open(office.path("data/journal.db")).unwrap();
    for table in ["sealed_person", "person_word"] {
        let rest = format!("DELETE FROM {table} WHERE person NOT IN (SELECT person FROM job)");
        books.execute_batch(&rest).unwrap();
    }
    drop(books);
    office.cetakd(&["journal", "verify"]).expect(0);
    let found = office.wrong_now(&faces);
    is_found(&found, "there and not booked");
    is_found(&found, "hopper:A: booked 19, there are 18");
}

fn seq_of(office: &Office, last: &str) -> u64 {
    let entries = office.journal();
    let entry = entries.iter().rfind(|entry| entry["event"]["type"] == last);
    entry.unwrap()["seq"].as_u64().unwrap()
}

/// Keeps these entries alone, numbered and chained anew.
fn forge(file: &Path, keeps: impl Fn(u64) -> bool) {
    let journal = Connection::open(file).unwrap();
    let all = |sql: &str| -> Vec<(i64, String)> {
        let mut rows = journal.prepare(sql).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let triggers = all("SELECT 0, name || '|' || sql FROM sqlite_schema WHERE type = 'trigger'");
    for (_, trigger) in &triggers {
        let (name, _) = trigger.split_once('|').unwrap();
        journal.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    let rows = all("SELECT seq, body FROM journal ORDER BY seq");
    journal.execute_batch("DELETE FROM journal").unwrap();
    let mut head = Head::EMPTY;
    for (seq, body) in rows.into_iter().filter(|(seq, _)| keeps(*seq as u64)) {
        let own = format!("\"seq\":{seq},");
        assert!(body.contains(&own), "{body}");
        let body = body.replacen(&own, &format!("\"seq\":{},", head.seq + 1), 1);
        head = head.link(body.as_bytes());
        let values = params![head.seq as i64, head.hash.0, body];
        journal.execute("INSERT INTO journal VALUES (?1, ?2, ?3)", values).unwrap();
    }
    for (_, trigger) in &triggers {
        journal.execute_batch(trigger.split_once('|').unwrap().1).unwrap();
    }
}

fn a_forgetful_source() {
    let (office, _) = worked();
    office.stop_source();
    let deeds = office.path("office/source/deeds.jsonl");
    let text = fs::read_to_string(&deeds).unwrap();
    let last = text.lines().rfind(|line| line.contains("\"reported\"")).unwrap().to_owned();
    fs::write(&deeds, text.replace(&format!("{last}\n"), "")).unwrap();
    office.start_source();
    let found = office.source_differs(&office.truth());
    is_found(&found, "there and not reported");
    is_found(&found, "is open");
}
