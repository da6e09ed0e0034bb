//! Everything that somebody from outside finds wrong with an office at rest: books, places, chips
//! and faces, the source, sentences. Nothing here asks the daemon for anything but its books.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Instant;

use hw_sim::world::truth::{CardTruth, Truth};
use hw_sim::world::{Panel, Place};
use serde_json::{Value, json};

use super::audit::{is_alive, two_cards};
use super::{Office, Order, PATIENCE};

/// A panel of a side, and the digest of its dots.
type Painted = Vec<(bool, Panel, String)>;

/// What each person's card has to look like: as an office prints it in which nothing goes wrong.
pub struct Faces {
    office: Mutex<Office>,
    known: Mutex<BTreeMap<String, Painted>>,
}

impl Faces {
    pub fn new(order: Order) -> Self {
        Self { office: Mutex::new(order.open()), known: Mutex::default() }
    }

    fn of(&self, nik: &str) -> Painted {
        if let Some(painted) = self.known.lock().unwrap().get(nik) {
            return painted.clone();
        }
        let office = self.office.lock().unwrap();
        let printed = office.print(nik);
        assert!(printed.code == 0 || printed.fault() == "REQ-06", "{}", printed.out);
        let truth = office.truth();
        let its = |card: &&CardTruth| office.holder(card).as_deref() == Some(nik);
        let painted = painted(truth.cards.iter().find(its).expect("a card of this person"));
        self.known.lock().unwrap().insert(nik.to_owned(), painted.clone());
        painted
    }
}

impl Office {
    /// All that is wrong. The source is given time to hear what waits in the outbox.
    pub fn violations(&self, faces: &Faces) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        while !self.unheard(&self.truth()).is_empty() && Instant::now() < deadline {
            self.look_on(25);
        }
        self.wrong_now(faces)
    }

    /// All that is wrong at this moment.
    pub fn wrong_now(&self, faces: &Faces) -> Vec<String> {
        let verified = self.cetakd(&["journal", "verify"]);
        let truth = self.truth();
        let mut found = Vec::new();
        if verified.code != 0 {
            found.push(format!("books are not whole: {}", verified.err));
        }
        found.extend(self.differences(&truth));
        found.extend(two_cards(&truth));
        found.extend(self.wrong_faces(&truth, faces));
        found.extend(self.wordless());
        found.extend(self.unheard(&truth));
        found
    }

    fn unheard(&self, truth: &Truth) -> Vec<String> {
        [self.source_differs(truth), self.alive_in_the_box(truth)].concat()
    }

    /// Cards that people have, or can take from an output.
    pub fn in_circulation<'a>(&self, truth: &'a Truth) -> Vec<&'a CardTruth> {
        let out = |card: &&CardTruth| {
            matches!(card.place, Place::Output { .. } | Place::Hands | Place::Desk { .. })
        };
        truth.cards.iter().filter(out).collect()
    }

    /// The NIK that a living chip gives.
    pub fn holder(&self, card: &CardTruth) -> Option<String> {
        if !is_alive(card) {
            return None;
        }
        self.world(|world| {
            let chip = &world.card(card.number)?.chip;
            let (_, content) = chip.files().find(|(id, _)| *id == 0x0103)?;
            let digits = content.windows(16).find(|part| part.iter().all(u8::is_ascii_digit))?;
            Some(String::from_utf8_lossy(digits).into_owned())
        })
    }

    /// Whoever finds a card at an output finds one person on it, whole.
    pub fn wrong_faces(&self, truth: &Truth, faces: &Faces) -> Vec<String> {
        let wrong = |card: &&CardTruth| match self.holder(card) {
            None => Some(format!("{} at {} is nobody's card", card.uid, card.place)),
            Some(nik) if faces.of(&nik) != painted(card) => {
                Some(format!("{} at {} has a face that its chip has not", card.uid, card.place))
            }
            Some(_) => None,
        };
        self.in_circulation(truth).iter().filter_map(wrong).collect()
    }

    /// Cards that are there and reported, and reports of cards that are there.
    pub fn source_differs(&self, truth: &Truth) -> Vec<String> {
        let source = self.source();
        let mut there: BTreeMap<&str, String> = BTreeMap::new();
        for card in self.in_circulation(truth) {
            there.extend(self.holder(card).map(|nik| (card.uid.as_str(), nik)));
        }
        let mut found = Vec::new();
        for revoked in self.revoked().iter().filter(|uid| there.contains_key(uid.as_str())) {
            found.push(format!("revoked and in circulation: {revoked}"));
        }
        for lease in source["leases"].as_array().unwrap() {
            match lease["phase"].as_str().unwrap() {
                "printed" | "ready" => {
                    let report = lease["reports"].as_array().unwrap().last().unwrap();
                    let uid = report["uid"].as_str().unwrap();
                    if there.remove(uid).as_deref() != lease["nik"].as_str() {
                        found.push(format!("reported and not there: {uid}"));
                    }
                }
                "open" => found.push(format!("lease {} is open", lease["lease"])),
                _ => {}
            }
        }
        found.extend(there.keys().map(|uid| format!("there and not reported: {uid}")));
        found
    }

    /// What waits for a person, without a sentence for that person.
    fn wordless(&self) -> Vec<String> {
        let mut found = Vec::new();
        for row in self.json(&["unknown", "list"]).as_array().unwrap() {
            let said = |language: &str| row[language].as_str().is_some_and(|text| text.len() > 20);
            if !said("id") || !said("en") {
                found.push(format!("an unknown card without a sentence: {row}"));
            }
        }
        let lines = self.cetakd(&["lane", "show"]).expect(0).out;
        let lanes = self.json(&["lane", "show"]);
        for (line, lane) in lines.lines().zip(lanes.as_array().unwrap()) {
            if lane["stopped"] != json!(null) && line.len() < 40 {
                found.push(format!("a lane that stands still without a sentence: {line}"));
            }
        }
        found
    }

    /// From each unclean start to the moment at which a lane had its printer in hand.
    pub fn recoveries(&self) -> Vec<(u64, f64)> {
        let at = |entry: &Value| entry["at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let (mut started, mut found) = (None, Vec::new());
        // Later ones come of a release.
        let mut connected = BTreeSet::new();
        for entry in self.journal() {
            match entry["event"]["type"].as_str().unwrap() {
                "started" => {
                    started = (entry["event"]["unclean"] == true).then(|| at(&entry));
                    connected.clear();
                }
                "lane_connected" if connected.insert(entry["lane"].to_string()) => {
                    let took = started.map(|started| at(&entry).duration_since(started));
                    let seq = entry["seq"].as_u64().unwrap();
                    found.extend(took.map(|took| (seq, took.as_secs_f64())));
                }
                _ => {}
            }
        }
        found
    }
}

fn painted(card: &CardTruth) -> Painted {
    let of = |front: bool, prints: &[hw_sim::world::truth::PrintTruth]| -> Painted {
        prints.iter().map(|print| (front, print.panel, print.sha256.clone())).collect()
    };
    [of(true, &card.front), of(false, &card.back)].concat()
}

impl std::fmt::Debug for Faces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faces").finish_non_exhaustive()
    }
}
