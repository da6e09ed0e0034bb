//! The books against the truth. Reads the books only through the command line, folds the journal
//! by a few lines of its own, and looks at every card that exists.

use std::collections::{BTreeMap, BTreeSet};

use hw_sim::world::truth::{CardTruth, Truth};
use hw_sim::world::{Panel, Place};
use serde_json::Value;

use super::Office;

const STRAY: &str = "there and not booked";
/// The chip's file that names the person.
pub(super) const BIODATA: &str = "0103";

/// What differs between books and world, and how the books explain it.
#[derive(Debug)]
pub struct Audit {
    pub differences: Vec<String>,
    /// Jobs that are *unknown*.
    pub unknown: Vec<String>,
    /// Lanes that stand still, with the cause.
    pub stopped: BTreeMap<String, String>,
}

/// A blank that the books have a name for.
#[derive(Debug)]
struct Named {
    name: String,
    job: String,
    place: &'static str,
    lane: usize,
}

impl Office {
    /// Every blank is where the books say.
    #[track_caller]
    pub fn books_are_true(&self) -> Audit {
        let audit = self.audit();
        assert!(audit.differences.is_empty(), "{audit:#?}");
        audit
    }

    /// Every blank is where the books say, but for those of unknown jobs. Their lane stands still,
    /// or its machine is empty.
    #[track_caller]
    pub fn books_admit(&self, unknown: usize) -> Audit {
        let audit = self.audit();
        assert_eq!(audit.unknown.len(), unknown, "{audit:#?}");
        let goes_on = audit.stopped.is_empty();
        assert!(!goes_on || self.inside() == 0, "a blind lane goes on: {audit:#?}");
        audit
    }

    #[track_caller]
    pub fn audit(&self) -> Audit {
        self.cetakd(&["journal", "verify"]).expect(0);
        let truth = self.truth();
        let (mut living, gone) = (self.truth(), self.revoked_from_a_hand());
        living.cards.retain(|card| !gone.contains(&card.uid));
        assert_eq!(two_cards(&living), [""; 0], "somebody has two cards");
        assert_eq!(self.alive_in_the_box(&truth), [""; 0], "thrown away alive");
        let entries = self.journal();
        let (named, unknown) = fold(&entries);
        let mut differences = differing_places(&named, &truth);
        differences.extend(self.differing_counts(&truth));
        let lanes = self.json(&["lane", "show"]);
        let stopped = lanes.as_array().unwrap().iter().filter(|lane| !lane["stopped"].is_null());
        let cause = |lane: &Value| (word(&lane["lane"]), word(&lane["stopped"]["cause"]));
        Audit { differences, unknown, stopped: stopped.map(cause).collect() }
    }

    /// Cards that were withdrawn or called lost, and pass nowhere: the source knows.
    fn revoked_from_a_hand(&self) -> Vec<String> {
        let at_source = self.revoked();
        let mut gone = self.events("card_withdrawn");
        gone.extend(self.events("card_lost"));
        let uids = gone.iter().map(|event| word(&event["blank"]));
        uids.filter(|uid| at_source.contains(uid)).collect()
    }

    /// Every entry of the journal.
    pub fn journal(&self) -> Vec<Value> {
        let entries = self.json(&["journal", "show", "--limit", "1000000"]);
        entries.as_array().unwrap().clone()
    }

    /// Events of one type, in order.
    pub fn events(&self, of: &str) -> Vec<Value> {
        let events = self.journal().into_iter().map(|mut entry| entry["event"].take());
        events.filter(|event| event["type"] == of).collect()
    }

    /// The books' balance of a place; nothing of a place is 0.
    pub fn booked(&self, place: &str) -> i64 {
        let stock = self.json(&["stock", "show"]);
        let lines = stock.as_array().unwrap();
        let of_place = lines.iter().filter(|line| line["place"] == place);
        of_place.map(|line| line["quantity"].as_i64().unwrap()).sum()
    }

    /// The books' places and sums against the world's.
    pub(super) fn differences(&self, truth: &Truth) -> Vec<String> {
        let (named, _) = fold(&self.journal());
        let mut differences = differing_places(&named, truth);
        // What a machine took by itself has a place and no name.
        let unexplained = self.booked("unexplained").unsigned_abs() as usize;
        let mut strays = 0..unexplained;
        differences.retain(|found| !found.starts_with(STRAY) || strays.next().is_none());
        differences.extend(self.differing_counts(truth));
        differences
    }

    fn differing_counts(&self, truth: &Truth) -> Vec<String> {
        let stock = self.json(&["stock", "show"]);
        let quantities = stock.as_array().unwrap().iter();
        let sum: i64 = quantities.map(|line| line["quantity"].as_i64().unwrap()).sum();
        assert_eq!(sum, 0, "a blank came from nowhere: {stock}");
        let there = |is: &dyn Fn(Place) -> bool| {
            truth.cards.iter().filter(|card| is(card.place)).count() as i64
        };
        let received = -self.booked("supplier");
        let mut pairs = Vec::new();
        if received == truth.cards.len() as i64 {
            pairs.push(("vault".to_owned(), there(&|place| place == Place::Box)));
        }
        for (lane, name) in ["A", "B", "C"].into_iter().take(truth.lanes.len()).enumerate() {
            let hopper = there(&|place| place == Place::Hopper { lane });
            pairs.push((format!("hopper:{name}"), hopper));
            pairs.push((format!("machine:{name}"), there(&|place| place.is_inside(lane))));
        }
        let differs = |(place, there): (String, i64)| {
            let booked = self.booked(&place);
            (booked != there).then(|| format!("{place}: booked {booked}, there are {there}"))
        };
        pairs.into_iter().filter_map(differs).collect()
    }

    /// Rejected cards that still hold a person and are not revoked, here and at the source.
    pub(super) fn alive_in_the_box(&self, truth: &Truth) -> Vec<String> {
        let at_source = self.revoked();
        let here = self.events("uid_revoked");
        let revoked = |uid: &String| {
            at_source.contains(uid) && here.iter().any(|event| event["uid"] == uid.as_str())
        };
        let thrown = truth.cards.iter().filter(|card| matches!(card.place, Place::Reject { .. }));
        let alive = thrown.filter(|card| is_alive(card) && !revoked(&card.uid));
        alive.map(|card| format!("alive and not revoked: {} {}", card.uid, card.place)).collect()
    }

    /// Cards that have left their stack and have no name in the books.
    pub fn unnamed(&self) -> Vec<CardTruth> {
        let (named, _) = fold(&self.journal());
        let is_named = |card: &CardTruth| named.iter().any(|blank| blank.name == card.uid);
        let mut cards = self.truth().cards;
        cards.retain(|card| {
            !matches!(card.place, Place::Box | Place::Hopper { .. }) && !is_named(card)
        });
        cards
    }
}

/// A chip that says it is somebody's card.
pub(super) fn is_alive(card: &CardTruth) -> bool {
    card.chip.files.contains_key(BIODATA) && card.make.to_string() != "used"
}

/// Blanks by their last place, and the jobs that nobody knows the end of.
fn fold(entries: &[Value]) -> (Vec<Named>, Vec<String>) {
    let mut named: Vec<Named> = Vec::new();
    let mut unknown = BTreeSet::new();
    for entry in entries {
        let (event, job) = (&entry["event"], word(&entry["job"]));
        let lane = usize::from(word(&entry["lane"]).bytes().next().unwrap_or(b'A') - b'A');
        let place = match event["type"].as_str().unwrap() {
            "feed_finished" => {
                let name = word(&event["blank"]);
                named.push(Named { name, job, place: "machine", lane });
                continue;
            }
            "act_unsettled" => {
                unknown.insert(job.clone());
                if !event["blank"].is_null() {
                    let name = word(&event["blank"]);
                    named.push(Named { name, job: job.clone(), place: "unknown", lane });
                }
                if !named.iter().any(|one| one.job == job && one.place != "reject") {
                    continue;
                }
                "unknown"
            }
            "card_settled" => {
                unknown.remove(&job);
                match event["found"]["is"].as_str().unwrap() {
                    _ if event["blank"].is_null() => continue,
                    "output" => "out",
                    "spoiled" => "lost",
                    "missing" => "unknown",
                    _ => {
                        named.retain(|one| one.job != job || one.place == "reject");
                        continue;
                    }
                }
            }
            "reject_finished" => "reject",
            "card_inspected" if event["verdict"]["is"] == "spoiled" => "lost",
            "print_finished" | "card_inspected" => "out",
            _ => continue,
        };
        let of_job =
            named.iter_mut().rfind(|one| one.job == job && !matches!(one.place, "reject" | "lost"));
        of_job.expect("a blank of this job").place = place;
    }
    (named, unknown.into_iter().collect())
}

/// Each named blank against a card of that name, and each card that has left its stack against a
/// name. Blanks without a voice are matched by their number.
fn differing_places(named: &[Named], truth: &Truth) -> Vec<String> {
    let at = |card: &CardTruth, blank: &Named| match (blank.place, card.place) {
        ("machine", place) => place.is_inside(blank.lane),
        ("reject", Place::Reject { lane }) => lane == blank.lane,
        // In a person's hand when it was settled.
        ("lost", place) => {
            matches!(place, Place::Reject { .. } | Place::Desk { .. } | Place::Hands)
        }
        ("unknown", _) => true,
        ("out", place) => matches!(place, Place::Output { .. } | Place::Desk { .. } | Place::Hands),
        _ => false,
    };
    let moved = |card: &&CardTruth| !matches!(card.place, Place::Box | Place::Hopper { .. });
    let mut left: Vec<&CardTruth> = truth.cards.iter().filter(moved).collect();
    let mut differences = Vec::new();
    let (silent, seen): (Vec<_>, Vec<_>) = named.iter().partition(|blank| blank.name.contains('#'));
    for blank in seen.into_iter().chain(silent) {
        let voiceless = blank.name.contains('#');
        let found =
            left.iter().position(|card| (voiceless || card.uid == blank.name) && at(card, blank));
        match found {
            Some(index) => drop(left.remove(index)),
            None => differences.push(format!("booked and not there: {blank:?}")),
        }
    }
    let stray = |card: &&CardTruth| format!("{STRAY}: {} {}", card.uid, card.place);
    differences.extend(left.iter().map(stray));
    differences
}

/// Chips and faces of one person on two cards outside the reject box are two cards.
pub(super) fn two_cards(truth: &Truth) -> Vec<String> {
    let mut living: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for card in &truth.cards {
        if matches!(card.place, Place::Reject { .. } | Place::Bin)
            || card.make.to_string() == "used"
        {
            continue;
        }
        if let Some(file) = card.chip.files.get(BIODATA) {
            living.entry(("chip", &file.sha256)).or_default().push(&card.uid);
        }
        let text = card.front.iter().filter(|print| print.panel == Panel::K);
        for print in text {
            living.entry(("face", &print.sha256)).or_default().push(&card.uid);
        }
    }
    let twice = living.into_iter().filter(|(_, cards)| cards.len() > 1);
    twice.map(|((what, _), cards)| format!("one {what} on {cards:?}")).collect()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
