//! Long seeded runs: days of an office in which machines fail, power goes, the line is cut, clocks
//! jump, and people press buttons and carry cards about. One number decides everything; a story
//! that goes wrong prints it with the command that tells it again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cetakd::store::Reader;
use hw_sim::source::{Fault, FaultRule, Verb};
use hw_sim::world::{Help, Make, Place, Planted, Press};
use jiff::SignedDuration;

use super::centre::Centre;
use super::chance::Chance;
use super::checker::check;
use super::enumerate::{ACTS, FAULTS, FLAWS, words};
use super::hands::Visit;
use super::hardware::ReaderTrouble;
use super::office::{CLERK, Fall, Office, Order, Tray};
use super::town::town;

/// Visits of one story.
const VISITS: u32 = 50;
/// Entries of the journal that a failure prints, unless `ENTRIES` says otherwise.
const TAIL: u64 = 40;
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Commands that a printer hears for one card, and what a fault may wait for beyond it.
const COMMANDS: u64 = 130;
const STEPS: u64 = 700;
const READER_CALLS: u64 = 160;

/// What came of all stories.
#[derive(Debug, Default)]
pub struct Totals {
    pub stories: AtomicU64,
    pub cards: AtomicU64,
    pub sent_away: AtomicU64,
    pub gave_up: AtomicU64,
    pub deaths: AtomicU64,
    failed: AtomicBool,
}

struct Story<'a> {
    chance: Chance,
    offices: Vec<Office>,
    totals: &'a Totals,
    /// Liars planted, by office and lane.
    liars: Vec<(usize, usize)>,
}

/// Stories from seed `first` on, on all cores, until so many cards came out of them.
#[track_caller]
pub fn run(first: u64, cards: u64) {
    let (totals, next) = (Totals::default(), AtomicU64::new(first));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while totals.cards.load(Ordering::Relaxed) < cards
                    && !totals.failed.load(Ordering::Relaxed)
                {
                    tell(next.fetch_add(1, Ordering::Relaxed), &totals);
                }
            });
        }
    });
    totals.print(started.elapsed().as_secs_f64(), cores);
    assert!(!totals.failed.into_inner(), "a story ended with wrong books");
}

fn tell(seed: u64, totals: &Totals) {
    let told = catch_unwind(AssertUnwindSafe(|| Story::new(seed, totals).tell()));
    totals.stories.fetch_add(1, Ordering::Relaxed);
    let wrong = match told {
        Ok(findings) if findings.is_empty() => return,
        Ok(findings) => findings.join("\n"),
        Err(panic) => words(&*panic),
    };
    totals.failed.store(true, Ordering::Relaxed);
    println!("seed {seed}: {wrong}\ntell it again: make simulate CARDS=1 SEED={seed}");
}

impl<'a> Story<'a> {
    fn new(seed: u64, totals: &'a Totals) -> Self {
        let mut chance = Chance::new(seed);
        let centre = Centre::new(town().source());
        let stations = if chance.percent(25) { 2 } else { 1 };
        let offices = (0..stations)
            .map(|station| {
                let lanes = 2;
                let mut special = Vec::new();
                for _ in 0..chance.below(4) {
                    let card = 1 + chance.below(40) as u32;
                    let make: Make = chance.pick(&FLAWS).parse().expect("a make");
                    special.push((card, make));
                }
                let order = Order::new(seed);
                Order { station, lanes, blanks: 20, special, ..order }.open_at(&centre)
            })
            .collect();
        Self { chance, offices, totals, liars: Vec::new() }
    }

    fn tell(mut self) -> Vec<String> {
        for _ in 0..VISITS {
            let office = self.chance.below(self.offices.len() as u64) as usize;
            self.something_happens(office);
            self.visit(office);
            self.same_time();
        }
        for (office, lane) in std::mem::take(&mut self.liars) {
            *self.offices[office].uncounted.entry(lane).or_default() += 1;
        }
        for office in &mut self.offices {
            office.close();
        }
        // What one has told the source may have been what the other waited for.
        let offices: Vec<&Office> = self.offices.iter().collect();
        let mut findings = check(&offices).0;
        if !findings.is_empty() {
            findings.extend(self.offices.iter().flat_map(tail));
        }
        findings
    }

    fn visit(&mut self, at: usize) {
        let people = town().printable();
        let person = people[self.chance.below(people.len() as u64) as usize];
        let lane = self.chance.below(2) as usize;
        let fall = self.chance.pick(&[Fall::Process, Fall::Power]);
        let mortal = self.chance.percent(12);
        let office = &mut self.offices[at];
        if mortal {
            office.hardware.die_in(1 + self.chance.below(STEPS));
        }
        let visit = office.visit(&person.biodata.nik, lane, fall);
        let died = !office.hardware.live_on() && mortal;
        self.totals.deaths.fetch_add(u64::from(died), Ordering::Relaxed);
        let count = match visit {
            Visit::Card => &self.totals.cards,
            Visit::Sent(_) => &self.totals.sent_away,
            Visit::GaveUp(_) => &self.totals.gave_up,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    fn something_happens(&mut self, at: usize) {
        let lane = self.chance.below(2) as usize;
        match self.chance.below(100) {
            0..22 => self.machine_fails(at, lane),
            22..27 => self.reader_fails(at),
            27..33 => self.source_fails(at),
            33..37 => self.line_is_cut(at),
            37..40 => self.somebody_presses(at, lane),
            40..43 => self.somebody_is_impatient(at, lane),
            43..46 => self.somebody_carries(at, lane),
            46..48 => self.clock_jumps(at),
            48..50 => self.week_passes(at),
            _ => self.offices[at].cut_line(false),
        }
    }

    fn machine_fails(&mut self, at: usize, lane: usize) {
        let word = self.chance.pick(&FAULTS);
        let by_act = self.chance.percent(30);
        let (on, nth) = match by_act {
            true => (self.chance.pick(&ACTS), 1 + self.chance.below(6)),
            false => ("any", 1 + self.chance.below(COMMANDS)),
        };
        let fault = match word {
            "swap-readers:1" if lane == 1 => "swap-readers:0",
            other => other,
        };
        let (on, fault) = (on.parse().expect("a trigger"), fault.parse().expect("a fault"));
        let planted = Planted { lane, on, nth, always: false, fault };
        self.offices[at].hardware.world(|world| world.plant(planted)).expect("room");
        if word.starts_with("counter:") {
            self.offices[at].misread.insert(lane);
        }
        if ["take-two-uncounted", "counter:c:-1", "counter:m:+1"].contains(&word) {
            // A blank goes uncounted, the second by a test card in between, the third by a second
            // blank that passes for a cleaning card. Whether it strikes or not: the checker has to
            // expect it.
            self.liars.push((at, lane));
        }
    }

    fn reader_fails(&mut self, at: usize) {
        let trouble = self.chance.pick(&ReaderTrouble::ALL);
        let nth = 1 + self.chance.below(READER_CALLS);
        self.offices[at].hardware.lock().reader_trouble = Some((nth, trouble));
    }

    fn source_fails(&mut self, at: usize) {
        let all = [Fault::Outage, Fault::LostReply, Fault::Status(503), Fault::BadJson];
        let fault = self.chance.pick(&all);
        let verbs = [Verb::Status, Verb::Lease, Verb::Outcome, Verb::GiveBack, Verb::Revoke];
        let on = self.chance.pick(&verbs);
        self.offices[at].centre.lock().plan(FaultRule::on(on, fault));
    }

    /// Until something else happens here.
    fn line_is_cut(&mut self, at: usize) {
        self.offices[at].cut_line(true);
    }

    /// A lease that was taken before may run out, and a line that is cut stays so.
    fn week_passes(&mut self, at: usize) {
        self.offices[at].hardware.pass(DAY * 8);
    }

    fn clock_jumps(&mut self, at: usize) {
        let seconds = self.chance.pick(&[-3_600, -60, 60, 3_600]);
        self.offices[at].hardware.lock().skew += SignedDuration::from_secs(seconds);
    }

    fn somebody_presses(&mut self, at: usize, lane: usize) {
        let button = self.chance.pick(&[Press::Clean, Press::TestCard]);
        // An empty hopper has no card for a test page.
        let _ = self.offices[at].hardware.world(|world| world.press(lane, button));
    }

    fn somebody_is_impatient(&mut self, at: usize, lane: usize) {
        let cover = self.chance.percent(50);
        let office = &mut self.offices[at];
        if cover {
            office.hardware.world(|world| world.help(lane, &Help::OpenCover)).expect("a lane");
        }
        // What the lane says to it is no more than a word.
        let _ = office.act(|live| live.lanes[lane].release(CLERK, &|_| ()));
    }

    /// Somebody has lifted what lies in a machine, or takes a card from a stack and lays it aside.
    fn somebody_carries(&mut self, at: usize, lane: usize) {
        let places = [Place::Output { lane }, Place::Reject { lane }];
        let place = self.chance.pick(&places);
        let office = &mut self.offices[at];
        let Some(card) = office.hardware.world(|world| world.at(place).last().copied()) else {
            return;
        };
        office.hardware.world(|world| world.take(card)).expect("in reach");
        office.touched.insert(card);
        office.trays.insert(card, Tray::Aside);
    }

    /// Two stations live under one sun.
    fn same_time(&mut self) {
        let latest = self.offices.iter().map(|office| office.hardware.now()).max();
        for office in &self.offices {
            let behind = latest.unwrap_or_default().saturating_sub(office.hardware.now());
            office.hardware.pass(behind);
        }
    }
}

/// The last entries of an office's journal.
fn tail(office: &Office) -> Vec<String> {
    let Ok(reader) = Reader::open(office.folder.path()) else { return Vec::new() };
    let head = reader.head().map_or(0, |head| head.seq);
    let shown = super::given("ENTRIES").unwrap_or(TAIL);
    let first = head.saturating_sub(shown.max(1) - 1).max(1);
    let entries = reader.entries(first, shown).unwrap_or_default();
    let line = |entry: &cetakd::journal::Entry| {
        let word = |name: Option<&dyn std::fmt::Display>| name.map(ToString::to_string);
        let lane = word(entry.lane.as_ref().map(|lane| lane as _)).unwrap_or_default();
        let job = word(entry.job.as_ref().map(|job| job as _)).unwrap_or_default();
        format!("  {} {} {lane} {job} {:?}", entry.seq, entry.at, entry.event)
    };
    entries.iter().map(line).collect()
}

impl Totals {
    fn print(&self, seconds: f64, cores: usize) {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let rate = of(&self.cards) as f64 / seconds / cores as f64;
        println!(
            "{} cards in {} stories: {} sent away, {} gave up, {} deaths; {seconds:.1} s on \
             {cores} cores, {rate:.0} cards a second and core",
            of(&self.cards),
            of(&self.stories),
            of(&self.sent_away),
            of(&self.gave_up),
            of(&self.deaths),
        );
    }
}
