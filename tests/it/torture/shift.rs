//! One office under blows: rounds of people asking for cards, a blow in the middle, everything
//! put right, and a look from outside at all of it.

use std::collections::BTreeSet;
use std::time::Instant;

use hw_sim::config::Config;
use hw_sim::source::cast::CAST;
use hw_sim::source::random::Random;
use hw_sim::world::{Pace, Place, RealPace, World};
use serde_json::json;

use super::blow::{Blow, Count, LANES, Moment};
use super::clerk;
use crate::rig::{Asked, Faces, Office, Order, Victim};

/// Rounds of one office; its hoppers hold enough for them.
const MAX_ROUNDS: usize = 8;
/// People asked for in one round, at most.
const MAX_PEOPLE: usize = 3;
/// The same in every office, so that one office can show what all their cards have to look like.
const POPULATION: usize = 60;
/// Waited out where the daemon was killed in the middle of an act; then the last look.
const LONGEST_ACT: f64 = 20.0;
const BARRIER: f64 = LONGEST_ACT + 0.5;

pub struct Shift {
    pub office: Office,
    pub seed: u64,
    random: Random,
    people: Vec<String>,
    rounds: usize,
    seen: u64,
}

/// What one round came to.
#[derive(Debug, Default, Clone)]
pub struct Round {
    pub strikes: usize,
    pub settled: usize,
    pub good: usize,
    pub spoiled: usize,
    pub violations: Vec<String>,
    /// Seconds of our own beside the barrier, where the daemon alone was killed.
    pub own: Option<f64>,
    pub blow: String,
    pub took: f64,
}

fn order() -> Order {
    Office::order().blanks(100).lanes(LANES).with(|config: &mut Config| {
        config.source.people = POPULATION;
    })
}

/// An office in which nothing goes wrong.
pub fn faces() -> Faces {
    Faces::new(order().lanes(1))
}

/// Each act takes some milliseconds, a card about a second.
fn pace() -> Pace {
    Pace::Real(RealPace {
        page_us: 300,
        card_us: 300,
        feed_ms: 80,
        dye_ms: 30,
        resin_ms: 30,
        overlay_ms: 30,
        flip_ms: 30,
        eject_ms: 60,
        line_bytes_per_s: 100_000_000,
        ..RealPace::default()
    })
}

impl Shift {
    pub fn open(seed: u64) -> Self {
        let office = order().open();
        office.hands(json!({ "do": "pace", "pace": pace() }));
        let mut random = Random::derive(seed, "torture");
        let mut people = print_ready(&office);
        for at in (1..people.len()).rev() {
            people.swap(at, random.below(at + 1));
        }
        Self { office, seed, random, people, rounds: 0, seen: 0 }
    }

    pub fn is_over(&self) -> bool {
        self.rounds == MAX_ROUNDS || self.people.len() < MAX_PEOPLE
    }

    pub fn round(&mut self, faces: &Faces) -> Round {
        let people = 1 + self.random.below(MAX_PEOPLE);
        let blow = Blow::draw(&mut self.random, people);
        self.strike(faces, people, &blow)
    }

    pub fn strike(&mut self, faces: &Faces, people: usize, blow: &Blow) -> Round {
        self.rounds += 1;
        let began = Instant::now();
        let people = self.people.split_off(self.people.len() - people);
        let before = self.office.world(Count::of);
        let mut asked = self.ask(&people);
        self.wait_for(blow, before, &mut asked);
        blow.victims.iter().for_each(|victim| self.office.strike(*victim));
        if blow.taken_out {
            self.take_out();
        }
        let mut wanting: BTreeSet<String> = people.into_iter().collect();
        if blow.at_once {
            self.mend(blow, blow.victims.iter());
        }
        for (nik, asked) in asked {
            if clerk::has_card(&asked.ended()) {
                wanting.remove(&nik);
            }
        }
        if !blow.at_once {
            // Devices first, as a careful operator does it.
            self.mend(blow, blow.victims.iter().rev());
        }
        let settled = clerk::put_right(&self.office, wanting);
        if blow.victims.contains(&Victim::Source) {
            // The outbox is tried at each start, else every half minute.
            assert!(self.office.stop().success());
            self.office.start();
        }
        self.inspect();
        let truth = self.office.truth();
        Round {
            strikes: blow.strikes(),
            settled,
            good: self.office.in_circulation(&truth).len(),
            spoiled: self.office.booked("spoiled").unsigned_abs() as usize,
            violations: self.office.violations(faces),
            own: self.own_time(blow),
            blow: blow.to_string(),
            took: began.elapsed().as_secs_f64(),
        }
    }

    /// Each person at one lane or wherever there is room; now and then by two clerks at once.
    fn ask(&mut self, people: &[String]) -> Vec<(String, Asked)> {
        let mut asked = Vec::new();
        for nik in people {
            for _ in 0..1 + usize::from(self.random.percent(15)) {
                let lane = self.random.pick(&[Some("A"), Some("B"), None]);
                asked.push((nik.clone(), clerk::ask(&self.office, nik, lane)));
            }
        }
        asked
    }

    fn wait_for(&self, blow: &Blow, before: Count, asked: &mut [(String, Asked)]) {
        let reached = |world: &_| before.is_reached(blow.moment, world);
        self.office.until_or_over(asked, reached);
        let clock = if let Moment::Clock(looks) = blow.moment { looks } else { 0 };
        self.office.look_on(clock + blow.jitter);
    }

    /// As people do with a machine that has stopped.
    fn take_out(&self) {
        let inside = |world: &World| (0..LANES).flat_map(|lane| world.inside(lane)).collect();
        let cards: Vec<u32> = self.office.world(inside);
        for card in cards {
            self.office.hands(json!({ "do": "take", "card": format!("#{card}") }));
        }
    }

    fn mend<'a>(&mut self, blow: &Blow, victims: impl Iterator<Item = &'a Victim>) {
        victims.for_each(|victim| self.office.mend(*victim));
        if let Some(looks) = blow.again {
            self.office.look_on(looks);
            self.office.kill();
            self.office.start();
        }
    }

    /// Somebody takes a card from an output, taps it, and calls it good or, seldom, spoiled.
    fn inspect(&mut self) {
        let lane = self.random.below(LANES);
        let (looks, spoiled) = (self.random.percent(40), self.random.percent(15));
        let Some(card) = self.office.world(|world| world.at(Place::Output { lane }).pop()) else {
            return;
        };
        if !looks {
            return;
        }
        let uid = self.office.world(|world| world.card(card).expect("it lies there").uid.clone());
        let card = format!("#{card}");
        self.office.hands(json!({ "do": "tap", "card": card }));
        let words: &[&str] = match spoiled {
            true => &["inspect", "spoiled", "--tap", "--reason", "gagal_cetak"],
            false => &["inspect", "good", "--tap"],
        };
        let said = self.office.cetakd(words);
        self.office.lift();
        if said.code != 0 {
            // A printer whose card was lifted took another one by itself: it is kept apart.
            let booked = |lane| self.office.booked(lane);
            let unexplained = booked("unexplained:A") + booked("unexplained:B");
            assert!(said.err.contains("CMD-06") && unexplained > 0, "{}{}", said.out, said.err);
            let fed = self.office.events("feed_finished");
            let known = fed.iter().any(|event| event["blank"] == uid.as_str());
            assert!(!known, "{uid} is a card of the journal: {}", said.err);
            return;
        }
        if spoiled {
            let to = Place::Reject { lane };
            self.office.hands(json!({ "do": "put-back", "card": card, "to": to }));
        }
    }

    /// Only where the daemon alone was killed, and once: nothing else was waited for.
    fn own_time(&mut self, blow: &Blow) -> Option<f64> {
        let recoveries = self.office.recoveries();
        let new = recoveries.iter().filter(|(seq, _)| *seq > self.seen).map(|(_, took)| *took);
        let slowest = new.reduce(f64::max);
        self.seen = recoveries.last().map_or(self.seen, |(seq, _)| *seq);
        let alone = blow.victims == [Victim::Daemon] && blow.again.is_none();
        let waited = |took: f64| if took > LONGEST_ACT { BARRIER } else { 0.0 };
        slowest.filter(|_| alone).map(|took| (took - waited(took)).max(0.0))
    }

    /// The last entries of the journal and of the daemon's log.
    pub fn tail(&self) -> String {
        let entries = self.office.journal();
        let last = entries.iter().rev().take(40).rev();
        let lines: Vec<String> = last.map(ToString::to_string).collect();
        let log = self.office.log();
        let mut log: Vec<&str> = log.lines().rev().take(12).collect();
        log.reverse();
        format!("{}\n{}", lines.join("\n"), log.join("\n"))
    }
}

/// Citizens whose card can be made, beside the cast.
fn print_ready(office: &Office) -> Vec<String> {
    let people = office.hands(json!({ "do": "people" }));
    let people = people["people"].as_array().unwrap().iter();
    let ready = people.filter(|person| {
        let cast = CAST.iter().any(|role| person["nik"] == role.nik);
        !cast && person["state"] == "PRINT_READY_RECORD" && person["kind"] == "ktp-el"
    });
    ready.map(|person| person["nik"].as_str().unwrap().to_owned()).collect()
}
