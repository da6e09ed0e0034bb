//! The people who put an office right after a blow: they look for unknown cards and say where they
//! found them, release lanes, and ask again for whoever has no card yet. They know what eyes and
//! hands know, and what the command line tells them.

use std::collections::BTreeSet;

use hw_sim::world::Place;
use hw_sim::world::truth::CardTruth;
use serde_json::{Value, json};

use crate::rig::{Asked, Office, Said};

/// Rounds of settling, releasing and asking; more means that the office never comes to rest.
const MAX_PASSES: u32 = 10;
/// Panels of one card that is printed to its end.
const FULL: usize = 6;

/// Asks for one card at any lane, or at this one.
pub fn ask(office: &Office, nik: &str, lane: Option<&str>) -> Asked {
    let mut words = vec!["print", "--reason", "baru", "--json", nik];
    words.extend(lane.iter().flat_map(|lane| ["--lane", lane]));
    office.asking(&words)
}

/// Whether this answer says that the person has a card now; every other one tells what to do.
pub fn has_card(said: &Said) -> bool {
    match said.code {
        0 => true,
        3 => is_told(said) == "REQ-06",
        4..=7 => {
            is_told(said);
            false
        }
        other => panic!("exit code {other}: {}{}", said.out, said.err),
    }
}

/// The code of a sentence that stands there in both languages.
fn is_told(said: &Said) -> String {
    let error = &said.json()["error"];
    for language in ["id", "en"] {
        let sentence = error[language].as_str().unwrap_or_default();
        assert!(sentence.len() > 10, "no sentence: {}", said.out);
    }
    said.fault()
}

/// Until nobody waits for anything. Returns how many unknown cards were settled.
pub fn put_right(office: &Office, mut wanting: BTreeSet<String>) -> usize {
    let mut settled = 0;
    for _ in 0..MAX_PASSES {
        let unknown = office.json(&["unknown", "list"]);
        let unknown = unknown.as_array().unwrap();
        for row in unknown {
            find(office, row);
        }
        settled += unknown.len();
        let released = release_lanes(office);
        let asked: Vec<(String, Asked)> =
            wanting.iter().map(|nik| (nik.clone(), ask(office, nik, None))).collect();
        for (nik, asked) in asked {
            if has_card(&asked.ended()) {
                wanting.remove(&nik);
            }
        }
        if unknown.is_empty() && released == 0 && wanting.is_empty() {
            return settled;
        }
    }
    let lanes = office.json(&["lane", "show"]);
    panic!("never at rest: {} wait, {lanes}", wanting.len());
}

/// Lanes that stand still, or whose last words were an error, go on.
fn release_lanes(office: &Office) -> usize {
    let lanes = office.json(&["lane", "show"]);
    let stopped = lanes.as_array().unwrap().iter().filter(|lane| !lane["stopped"].is_null());
    let mut released = 0;
    for lane in stopped {
        let said = office.release(lane["lane"].as_str().unwrap());
        assert!(matches!(said.code, 0 | 4 | 5), "{}{}", said.out, said.err);
        if said.code != 0 {
            is_told(&said);
        }
        released += 1;
    }
    released
}

/// Looks for one unknown card, taps it, says what it is, and puts it where such a card belongs.
fn find(office: &Office, row: &Value) {
    let job = row["job"].as_str().unwrap();
    let lane = usize::from(row["lane"].as_str().unwrap().as_bytes()[0] - b'A');
    let Some(card) = card_of(office, row, lane) else {
        // Nothing was counted as taken: it is the act that is unknown, not a card.
        assert!(row["blank"].is_null(), "nowhere in the world: {row}");
        settle(office, job, "nowhere", false).expect(0);
        return;
    };
    let name = format!("#{}", card.number);
    let found = what_it_is(&card, row);
    office.hands(json!({ "do": "tap", "card": name }));
    let mut said = settle(office, job, found, true);
    let mut to = match found {
        "output" => Place::Output { lane },
        "unused" => Place::Hopper { lane },
        _ => Place::Reject { lane },
    };
    if said.code == 3 && found != "reject" {
        said = settle(office, job, "reject", true);
        to = Place::Reject { lane };
    }
    // A settled card may let the lane go on, which may then wait for something else.
    assert!(matches!(said.code, 0 | 4 | 5), "{row} found {found}: {}{}", said.out, said.err);
    office.lift();
    office.hands(json!({ "do": "put-back", "card": name, "to": to }));
}

fn settle(office: &Office, job: &str, found: &str, tap: bool) -> Said {
    let mut words = vec!["unknown", "settle", job, "--found", found, "--json"];
    words.extend(tap.then_some("--tap"));
    office.cetakd(&words)
}

fn card_of(office: &Office, row: &Value, lane: usize) -> Option<CardTruth> {
    let name = row["blank"].as_str()?;
    if !name.contains('#') {
        return office.truth().cards.into_iter().find(|card| card.uid == name);
    }
    // Nobody saw it: it is the one around this machine that no job knows.
    let unnamed = office.unnamed();
    let nearest = unnamed.iter().position(|card| card.place.lane() == Some(lane)).unwrap_or(0);
    unnamed.into_iter().nth(nearest)
}

fn what_it_is(card: &CardTruth, row: &Value) -> &'static str {
    let prints = || card.front.iter().chain(&card.back);
    let whole = prints().count() == FULL && prints().all(|print| print.whole);
    let at_output = matches!(card.place, Place::Output { .. });
    match row["act"].as_str().unwrap() {
        _ if whole && at_output && row["may_be_printed"] == true => "output",
        "feed" if card.chip.virgin && prints().count() == 0 => "unused",
        _ => "reject",
    }
}
