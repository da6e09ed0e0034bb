//! The whole office in one process, on one thread, from one seed: real station, driver, books and
//! ciphers, with simulated machines, people and time. Checkers stand outside and compare the
//! books with what physically exists.

mod caught;
mod centre;
mod chance;
mod checker;
mod enumerate;
mod face;
mod hands;
mod hardware;
mod line;
mod long;
mod month;
mod mutants;
mod office;
mod panic;
mod partition;
mod reader;
mod search;
mod signing;
mod stock;
mod town;

use hw_sim::world::Planted;

use self::checker::check;
use self::enumerate::{Extent, Wrong, run};
use self::hands::Visit;
use self::hardware::Hardware;
use self::office::{Fall, Order};
use self::town::town;

#[test]
fn a_quiet_day_ends_with_a_card_for_everybody() {
    let mut office = Order { blanks: 12, lanes: 2, ..Order::new(1) }.open();
    let people = town().printable();
    for (at, person) in people.iter().take(10).enumerate() {
        let visit = office.visit(&person.biodata.nik, at % 2, Fall::Process);
        assert_eq!(visit, Visit::Card);
    }
    office.close();
    check(&[&office]).expect_true();
}

/// All there is, where somebody has asked for a long run.
fn extent() -> Extent {
    if std::env::var_os("CARDS").is_some() { Extent::Every } else { Extent::Few }
}

#[test]
fn every_fault_at_every_call_of_a_card_leaves_true_books() {
    run(&Wrong::all(), extent()).expect_true("every fault at every call");
}

#[test]
fn a_death_at_every_step_of_a_card_leaves_true_books() {
    let deaths = [Wrong::Death(Fall::Process), Wrong::Death(Fall::Power)];
    run(&deaths, extent()).expect_true("a death at every step");
}

/// Counters are asked for so often around one card.
const READINGS: u64 = 40;

#[test]
fn what_a_machine_said_of_a_card_is_not_forgotten_where_its_next_answer_fails() {
    for nth in 1..=READINGS {
        let mut office = Order::new(nth).open();
        for (on, nth, fault) in [("eject", 1, "lifted"), ("Rco", nth, "nack:R")] {
            let (on, fault) = (on.parse().unwrap(), fault.parse().unwrap());
            let planted = Planted { lane: 0, on, nth, always: false, fault };
            office.hardware.world(|world| world.plant(planted)).unwrap();
        }
        office.visit(&town().printable()[0].biodata.nik, 0, Fall::Process);
        office.close();
        check(&[&office]).expect_true();
    }
}

#[test]
fn a_refusal_of_any_kind_is_no_card_at_the_output() {
    for nack in ["1", "2", "T", "C", "F", "R"] {
        let mut office = Order::new(7).open();
        for (on, fault) in [("eject", "lifted".to_owned()), ("Se", format!("nack:{nack}"))] {
            let (on, fault) = (on.parse().unwrap(), fault.parse().unwrap());
            let planted = Planted { lane: 0, on, nth: 1, always: false, fault };
            office.hardware.world(|world| world.plant(planted)).unwrap();
        }
        office.visit(&town().printable()[0].biodata.nik, 0, Fall::Process);
        office.close();
        check(&[&office]).expect_true();
    }
}

/// A number from the environment.
fn given(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn long_runs_of_anything_that_can_happen_leave_true_books() {
    long::run(given("SEED").unwrap_or(1), given("CARDS").unwrap_or(20));
}
