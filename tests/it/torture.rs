//! Real processes under blows at instants that nobody chose: the daemon, pcscd, the printer, its
//! line and the source are killed in the middle of cards, started again, and put right by people.
//! After every blow somebody from outside compares books, world and source.
//!
//! `make torture N=100 SEED=7` is the long run. A seed gives the same people, blows and moments;
//! how far each process has come at that moment is its own affair.

mod blow;
mod clerk;
mod defects;
mod night;
mod shift;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Instant;

use self::blow::{Blow, Moment};
use self::shift::{Round, Shift};
use crate::rig::{Faces, Victim};

/// Offices side by side: nearly all of their time is a printer's longest act.
const OFFICES: usize = 10;
/// Our own part of a recovery.
const OWN_SECONDS: f64 = 1.0;

#[test]
fn whatever_is_killed_every_blank_and_every_person_is_accounted_for() {
    let faces = shift::faces();
    let blow = |victims: &[Victim], moment| Blow {
        victims: victims.to_vec(),
        moment,
        jitter: 0,
        at_once: false,
        taken_out: victims.contains(&Victim::Power(0)),
        again: None,
    };
    let blows = [
        blow(&[Victim::Daemon], Moment::Panels(3)),
        blow(&[Victim::Daemon, Victim::Pcscd], Moment::ChipWrites(20)),
        blow(&[Victim::Power(0), Victim::Source], Moment::Panels(2)),
        blow(&[Victim::Daemon, Victim::Line(0)], Moment::CardsTaken(1)),
    ];
    std::thread::scope(|scope| {
        let strike = |(seed, blow): (u64, &Blow)| {
            let round = Shift::open(seed).strike(&faces, 1, blow);
            assert_eq!(round.violations, [""; 0], "{}", round.blow);
        };
        let running: Vec<_> =
            (1..).zip(&blows).map(|struck| scope.spawn(move || strike(struck))).collect();
        for running in running {
            running.join().expect("nothing is wrong");
        }
    });
}

/// What all rounds came to.
#[derive(Debug, Default)]
struct Tally {
    rounds: usize,
    strikes: usize,
    good: usize,
    spoiled: usize,
    settled: usize,
    violations: usize,
    own: f64,
}

/// What is still to be done, and what was.
struct Run {
    rounds: usize,
    seed: u64,
    begun: Mutex<(usize, u64)>,
    tally: Mutex<Tally>,
}

#[test]
#[ignore = "make torture"]
fn torture() {
    let given = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let number = |name: &str| given(name).map(|text| text.parse::<u64>().expect("a number"));
    let (rounds, seed) = (number("N").unwrap_or(100) as usize, number("SEED").unwrap_or(1));
    let run = Run { rounds, seed, begun: Mutex::default(), tally: Mutex::default() };
    let faces = shift::faces();
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..OFFICES.min(rounds) {
            scope.spawn(|| while run.office(&faces) {});
        }
    });
    let took = began.elapsed().as_secs_f64();
    let Tally { rounds, strikes, good, spoiled, settled, violations, own } =
        run.tally.into_inner().unwrap();
    println!(
        "torture: {rounds} rounds, {strikes} kills, {good} good cards, {spoiled} spoiled, \
         {settled} unknown settled, {violations} violations; slowest recovery {own:.1} s of our \
         own beside the barrier; {took:.0} s, {:.2} kills/s",
        strikes as f64 / took
    );
    assert_eq!(violations, 0, "SEED={seed} N={rounds}");
}

impl Run {
    /// One office for as long as it lasts. False once nothing is left to be done.
    fn office(&self, faces: &Faces) -> bool {
        let seed = {
            let mut begun = self.begun.lock().unwrap();
            if begun.0 >= self.rounds {
                return false;
            }
            begun.1 += 1;
            self.seed * 10_000 + begun.1
        };
        let mut shift = Shift::open(seed);
        let mut last = Round::default();
        while !shift.is_over() && self.takes_a_round() {
            let done = catch_unwind(AssertUnwindSafe(|| shift.round(faces)));
            let lost = done.is_err();
            let round = done.unwrap_or_else(|_| Round {
                violations: vec!["stopped short; see above".into()],
                ..last.clone()
            });
            self.count(&shift, &last, &round);
            if lost || !round.violations.is_empty() {
                break;
            }
            last = round;
        }
        true
    }

    fn takes_a_round(&self) -> bool {
        let mut begun = self.begun.lock().unwrap();
        begun.0 += 1;
        begun.0 <= self.rounds
    }

    fn count(&self, shift: &Shift, last: &Round, round: &Round) {
        let mut tally = self.tally.lock().unwrap();
        tally.rounds += 1;
        tally.strikes += round.strikes;
        tally.settled += round.settled;
        tally.good += round.good.saturating_sub(last.good);
        tally.spoiled += round.spoiled.saturating_sub(last.spoiled);
        tally.violations += round.violations.len();
        let slow = round.own.is_some_and(|own| own > OWN_SECONDS);
        tally.violations += usize::from(slow);
        tally.own = round.own.unwrap_or(0.0).max(tally.own);
        println!(
            "{:>4}/{} office {}: {}; {} good, {} spoiled, {} unknown settled, {:.1} s{}",
            tally.rounds,
            self.rounds,
            shift.seed,
            round.blow,
            round.good,
            round.spoiled,
            round.settled,
            round.took,
            round.own.map(|own| format!(", own {own:.2} s")).unwrap_or_default(),
        );
        if slow || !round.violations.is_empty() {
            println!("VIOLATION in office {}: {:#?}", shift.seed, round.violations);
            println!("{}", shift.tail());
        }
    }
}
