//! Every fault at every device call of one card, and a death at every step of one card: run, let a
//! person help, recover, check; until the fault finds no call any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use hw_sim::source::{self, FaultRule, Spoil, Verb};
use hw_sim::world::{CardNumber, Make, Planted};

use super::chance::Chance;
use super::checker::{Findings, check};
use super::hands::Visit;
use super::hardware::ReaderTrouble;
use super::office::{Fall, Office, Order};
use super::town::town;

/// What a printer, or somebody near it, can do to us; as `world/fault.rs` spells it.
pub const FAULTS: [&str; 35] = [
    "late:900",
    "late:40000",
    "act-late:4000",
    "act-late:60000",
    "silent",
    "deaf",
    "nack:1",
    "nack:2",
    "nack:T",
    "nack:C",
    "nack:F",
    "nack:R",
    "extra:41434b0d",
    "extra:00ff",
    "line-dies",
    "take-two",
    "take-two-uncounted",
    "take-none",
    "take-none-unsaid",
    "lifted",
    "counter:c:+1",
    "counter:c:-1",
    "counter:p:+1",
    "counter:p:-6",
    "counter:m:+1",
    "jam",
    "ribbon-out",
    "cover-open",
    "forget-pem",
    "power-lost",
    "power-lost-after",
    "power-blip",
    "power-blip-after",
    "swap-readers:1",
    "unplug-reader",
];
/// Physical acts, where a fault of the machine itself strikes.
pub const ACTS: [&str; 5] = ["feed", "panel", "flip", "eject", "reject"];
pub const FLAWS: [&str; 9] = [
    "dead",
    "mute",
    "bit-rot",
    "short-answers:0",
    "short-answers:1",
    "foreign",
    "wrong-mac",
    "random-uid",
    "terminated",
];
/// Flaws that begin after so many commands or writes.
pub const LATE_FLAWS: [&str; 3] = ["mute-after", "write-fails", "torn-write"];

/// Something goes wrong at the n-th call; what it does is planted before the station starts.
pub enum Wrong {
    Printer { on: &'static str, fault: &'static str },
    Reader(ReaderTrouble),
    Source { on: Verb, fault: source::Fault },
    Blank(&'static str),
    BlankAfter(&'static str),
    Death(Fall),
}

/// How many cases were run, and which of them went wrong.
#[derive(Default)]
pub struct Tally {
    pub cases: AtomicU64,
    pub findings: Mutex<Vec<String>>,
}

impl Wrong {
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for fault in FAULTS {
            all.push(Self::Printer { on: "any", fault });
            for on in ACTS {
                all.push(Self::Printer { on, fault });
            }
        }
        all.extend(ReaderTrouble::ALL.map(Self::Reader));
        all.extend(FLAWS.map(Self::Blank));
        all.extend(LATE_FLAWS.map(Self::BlankAfter));
        let verbs =
            [Verb::Status, Verb::Lease, Verb::Journal, Verb::Outcome, Verb::GiveBack, Verb::Revoke];
        for on in verbs {
            use source::Fault::*;
            for fault in [Outage, LostReply, Status(503), Slow(9_000), BadJson, OversizedBody] {
                all.push(Self::Source { on, fault });
            }
        }
        use Spoil::*;
        let spoils = [
            Truncated,
            Signature,
            Payload,
            AlgorithmNone,
            Signer,
            Expired,
            Audience,
            Job,
            Person,
            Oversized,
        ];
        let spoiled = |spoil| Self::Source { on: Verb::Lease, fault: source::Fault::Spoil(spoil) };
        all.extend(spoils.map(spoiled));
        all
    }

    fn name(&self) -> String {
        match self {
            Self::Printer { on, fault } => format!("{fault} on {on}"),
            Self::Reader(trouble) => format!("reader {trouble:?}"),
            Self::Source { on, fault } => format!("source {fault:?} on {on:?}"),
            Self::Blank(make) | Self::BlankAfter(make) => format!("blank {make}"),
            Self::Death(fall) => format!("death with {fall:?}"),
        }
    }

    /// Every n from 1 until nothing happens any more.
    fn enumerate(&self, tally: &Tally) {
        let mut n = 1;
        while self.run(n, tally) && !matches!(self, Self::Blank(_)) {
            n += 1;
        }
    }

    /// A few of them.
    fn sample(&self, chance: &mut Chance, tally: &Tally) {
        let (cases, most) = match self {
            Self::Printer { on: "any", .. } => (1, 110),
            Self::Reader(_) => (1, 110),
            Self::Blank(_) => (1, 1),
            Self::BlankAfter(_) => (2, 60),
            Self::Death(_) => (10, 600),
            Self::Printer { .. } | Self::Source { .. } => (u64::from(chance.percent(12)), 1),
        };
        for _ in 0..cases {
            self.run(1 + chance.below(most), tally);
        }
    }

    /// False if nothing happened.
    fn run(&self, n: u64, tally: &Tally) -> bool {
        let name = format!("{} at {n}", self.name());
        let case = catch_unwind(AssertUnwindSafe(|| self.case(n)));
        let (fired, found) = match case {
            Ok((fired, findings)) => (fired, findings.0),
            Err(panic) => (true, vec![format!("panic: {}", words(&*panic))]),
        };
        if fired {
            tally.cases.fetch_add(1, Ordering::Relaxed);
            let mut all = tally.findings.lock().unwrap_or_else(PoisonError::into_inner);
            all.extend(found.into_iter().map(|finding| format!("{name}: {finding}")));
        }
        fired
    }

    /// One case: whether anything happened, and what the checkers say.
    pub fn case(&self, n: u64) -> (bool, Findings) {
        let people = town().printable();
        let mut order = Order { lanes: 2, blanks: 4, ..Order::new(3) };
        order.special.extend(self.blank(n));
        let mut office = order.open();
        self.plant(&mut office, n);
        let fall = if let Self::Death(fall) = self { *fall } else { Fall::Process };
        if office.start().is_err() {
            office.restart(fall);
        }
        let first = office.visit(&people[0].biodata.nik, 0, fall);
        let fired = self.fired(&office, n);
        if fired && self.lies() {
            office.uncounted.insert(0, 1);
        }
        if matches!(self, Self::Printer { fault, .. } if fault.starts_with("counter:")) {
            office.misread.insert(0);
        }
        let mut findings = Findings::default();
        if let Visit::GaveUp(said) = first {
            findings.0.push(format!("gave up: {said}"));
        }
        // What strikes late may cost the next one's card; with its help, nobody's after that.
        let goes_on = people[1..].iter().take(2).any(|person| {
            let visit = office.visit(&person.biodata.nik, 0, fall);
            office.help_all(fall);
            visit == Visit::Card
        });
        if !goes_on {
            findings.0.push("two later ones get no card".into());
        }
        office.close();
        findings.0.extend(check(&[&office]).0);
        (fired, findings)
    }

    fn lies(&self) -> bool {
        matches!(self, Self::Printer { fault: "take-two-uncounted", .. })
    }

    fn blank(&self, n: u64) -> Option<(CardNumber, Make)> {
        let make = match self {
            Self::Blank(make) => (*make).to_owned(),
            Self::BlankAfter(make) => format!("{make}:{}", n - 1),
            _ => return None,
        };
        Some((1, make.parse().expect("a make of a card")))
    }

    fn plant(&self, office: &mut Office, n: u64) {
        match self {
            Self::Printer { on, fault } => {
                let (on, fault) = (on.parse().expect("a trigger"), fault.parse().expect("a fault"));
                let planted = Planted { lane: 0, on, nth: n, always: false, fault };
                office.hardware.world(|world| world.plant(planted)).expect("room");
            }
            Self::Reader(trouble) => office.hardware.lock().reader_trouble = Some((n, *trouble)),
            Self::Source { on, fault } => {
                let skip = u32::try_from(n - 1).expect("few requests");
                let rule = FaultRule { skip, ..FaultRule::on(*on, *fault) };
                assert!(office.centre.lock().plan(rule));
            }
            Self::Blank(_) | Self::BlankAfter(_) => {}
            Self::Death(_) => office.hardware.die_in(n),
        }
    }

    fn fired(&self, office: &Office, n: u64) -> bool {
        match self {
            Self::Printer { .. } => office.hardware.world(|world| world.fired_faults() > 0),
            Self::Reader(_) => office.hardware.lock().reader_trouble.is_none(),
            // A rule that struck is gone; what is left of it was never reached.
            Self::Source { .. } => !office.centre.lock().is_faulty(),
            Self::Blank(_) => true,
            Self::BlankAfter(_) => n <= MAX_CHIP_COMMANDS,
            Self::Death(_) => !office.hardware.live_on(),
        }
    }
}

/// More commands than one card's chip is told.
const MAX_CHIP_COMMANDS: u64 = 140;

pub fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("without words").to_owned()
}

/// How many of the cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Every,
    Few,
}

/// On all cores.
pub fn run(all: &[Wrong], extent: Extent) -> Tally {
    let (tally, next) = (Tally::default(), AtomicU64::new(0));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(wrong) = all.get(at as usize) else { return };
                    match extent {
                        Extent::Every => wrong.enumerate(&tally),
                        Extent::Few => wrong.sample(&mut Chance::new(at), &tally),
                    }
                }
            });
        }
    });
    tally
}

impl Tally {
    /// Prints how many cases there were.
    #[track_caller]
    pub fn expect_true(self, of: &str) {
        let findings = self.findings.into_inner().unwrap_or_else(PoisonError::into_inner);
        println!("{}: {} cases, {} findings", of, self.cases.into_inner(), findings.len());
        let shown: Vec<&String> = findings.iter().take(40).collect();
        assert!(findings.is_empty(), "{shown:#?}");
    }
}
