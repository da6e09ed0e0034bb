//! Takeover, barrier and marker: what is believed of a machine, and after how long.

use std::sync::Arc;
use std::time::Duration;

use super::scripted::{Scripted, Trick, card};
use super::{LONGEST_ACT, connected, counters, say};
use crate::device::evolis::{Evolis, models};
use crate::device::printer::{CardPrinter, Nack, PrinterError};

#[test]
fn connecting_takes_the_errors_over_and_clears_what_lies_there() {
    let printer = Scripted::new();
    let identity = printer.driver().connect().expect("connected");
    assert_eq!(
        (&*identity.model, &*identity.serial, &*identity.firmware),
        ("Quantum2", "Q0000123", "4.12")
    );
    assert_eq!(printer.orders(), ["Pem;22;s", "Wcb;a", "Pmi;F"]);
}

#[test]
fn a_first_connect_does_not_wait_for_acts_that_nobody_began() {
    let (printer, _) = connected();
    assert!(printer.state().now < LONGEST_ACT);
}

#[test]
fn host_mode_that_does_not_hold_is_refused() {
    for mode in ["0;22", "22;0", "18;22", "6;6"] {
        let printer = Scripted::new();
        printer.text("Rem", mode);
        printer.play("Pem", say("ACK\r"));
        let refused = printer.driver().connect().expect_err("not in our hands");
        assert!(matches!(refused, PrinterError::Unmanaged(found) if found == mode));
    }
}

#[test]
fn host_mode_is_taken_over_from_a_printer_that_acknowledges_nothing_yet() {
    let printer = Scripted::new();
    printer.play("Pem", Trick::Silent);
    printer.driver().connect().expect("Rem has the last word");
}

#[test]
fn nothing_is_fed_once_the_printer_manages_errors_by_itself() {
    let (printer, mut driver) = connected();
    printer.text("Rem", "0;22");
    assert!(matches!(driver.feed(), Err(PrinterError::Unmanaged(_))));
    assert!(!printer.orders().contains(&"Sic".to_owned()));
}

#[test]
fn an_unknown_model_is_refused_unless_the_configuration_names_one() {
    let printer = Scripted::new();
    printer.text("Rtp", "Quantum9");
    let refused = printer.driver().connect().expect_err("nobody knows it");
    assert!(matches!(refused, PrinterError::UnknownModel(model) if model == "Quantum9"));
    let named = models::by_name("Quantum2");
    let clock = Arc::new(printer.clone());
    let mut driver = Evolis::over(Box::new(printer.clone()), clock, named);
    assert_eq!(driver.connect().expect("named").model, "Quantum9");
}

#[test]
fn an_act_without_an_answer_is_unknown_and_the_barrier_waits_the_longest_act_out() {
    let (printer, mut driver) = connected();
    printer.play("Sic", Trick::Silent);
    assert!(matches!(driver.feed(), Err(PrinterError::NoAnswer { command: "Sic", .. })));
    let before = printer.state().now;
    assert_eq!(driver.barrier().expect("settled"), counters(101, 600));
    assert!(printer.state().now - before >= LONGEST_ACT);
}

#[test]
fn the_barrier_waits_for_a_machine_that_counts_late() {
    let (printer, mut driver) = connected();
    printer.play("Sic", Trick::CountLate(Duration::from_secs(4)));
    driver.feed().expect("acknowledged");
    assert_eq!(driver.counters().expect("read"), counters(100, 600));
    let before = printer.state().now;
    assert_eq!(driver.barrier().expect("settled"), counters(101, 600));
    let waited = printer.state().now - before;
    assert!((Duration::from_secs(4)..LONGEST_ACT).contains(&waited), "{waited:?}");
}

#[test]
fn an_act_that_was_acknowledged_and_never_done_is_waited_for_and_told_by_the_counters() {
    let (printer, mut driver) = connected();
    printer.play("Sic", say("ACK\r"));
    driver.feed().expect("acknowledged");
    let before = printer.state().now;
    assert_eq!(driver.barrier().expect("settled"), counters(100, 600));
    assert!(printer.state().now - before >= LONGEST_ACT - Duration::from_secs(1));
}

#[test]
fn counters_that_never_stand_still_are_unsettled() {
    let (printer, mut driver) = connected();
    for n in 0..2_000 {
        printer.play("Rco;p", say(&format!("{}\r", 700 + n)));
    }
    assert!(matches!(driver.barrier(), Err(PrinterError::Unsettled)));
}

#[test]
fn a_host_that_died_at_work_is_waited_for_and_one_that_rested_is_not() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    drop(driver);
    let before = printer.state().now;
    let mut driver = printer.driver();
    driver.connect().expect("connected");
    assert!(printer.state().now - before >= LONGEST_ACT);
    drop(driver);
    let before = printer.state().now;
    printer.driver().connect().expect("connected");
    assert!(printer.state().now - before < LONGEST_ACT);
}

#[test]
fn a_power_cycle_shows_until_the_next_act() {
    let (printer, mut driver) = connected();
    assert!(driver.readiness().expect("ready").restarted, "nobody has fed since it was on");
    driver.feed().expect("fed");
    assert!(!driver.readiness().expect("ready").restarted);
    driver.barrier().expect("settled");
    assert!(!driver.readiness().expect("ready").restarted);
    printer.power_cycle();
    for _ in 0..2 {
        driver.connect().expect("connected");
        driver.barrier().expect("settled");
        assert!(driver.readiness().expect("ready").restarted, "no look at it takes it away");
    }
    driver.feed().expect("fed");
    assert!(!driver.readiness().expect("ready").restarted);
}

#[test]
fn another_ribbon_is_declared_at_connect_and_refused_before_a_panel_is_loaded() {
    let printer = Scripted::new();
    printer.text("Rr", "ymcko");
    printer.play("Pr", say("NACK;R\r"));
    let mut driver = printer.driver();
    driver.connect().expect("the ribbon is no reason not to look at the rest");
    assert!(printer.orders().contains(&"Pr;ymckok".to_owned()));
    assert_eq!(driver.readiness().expect("ready").ribbon, "ymcko");
    driver.feed().expect("fed");
    let refused = driver.load(&card()).expect_err("the wrong ribbon");
    assert!(matches!(refused, PrinterError::Refused { nack: Nack::Ribbon, .. }));
    assert!(!printer.orders().contains(&"Ss".to_owned()));
}

#[test]
fn readiness_tells_what_stands_in_the_way() {
    let (printer, mut driver) = connected();
    printer.text("Sk;f", "Y");
    printer.text("Rcr", "END");
    printer.text("Rco;I", "3");
    let ready = driver.readiness().expect("asked");
    assert_eq!((ready.feeder_empty, ready.ribbon_ended), (Some(true), Some(true)));
    assert_eq!((ready.ribbon_cards_left, &*ready.ribbon), (Some(3), "ymckok"));
}

#[test]
fn only_an_answer_that_speaks_of_the_machine_alone_says_whether_a_card_is_inside() {
    let (printer, mut driver) = connected();
    for (feeder, module, inside) in [
        ("N", "NO CARD", Some(false)),
        ("Y", "NO CARD", Some(false)),
        ("Y", "ERR CARD", Some(true)),
        ("N", "ERR CARD", None),
        ("N", "WHAT", None),
    ] {
        printer.text("Sk;f", feeder);
        printer.text("Rlr;p", module);
        let ready = driver.readiness().expect("asked");
        assert_eq!(ready.card_inside, inside, "{feeder} {module}");
    }
    printer.text("Rse;p", "4.61");
    assert_eq!(driver.card_sensor().expect("asked"), Some(4_610));
}

#[test]
fn a_firmware_without_the_sensor_is_no_error() {
    let (_printer, mut driver) = connected();
    assert_eq!(driver.card_sensor().expect("asked"), None);
    assert_eq!(driver.readiness().expect("asked").card_inside, None);
}

#[test]
fn a_counter_that_moves_starts_the_wait_anew() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    drop(driver);
    printer.goes_on(Duration::from_secs(15), 0, 1);
    printer.goes_on(Duration::from_secs(30), 0, 1);
    let mut driver = printer.driver();
    driver.connect().expect("connected");
    assert!(printer.state().now >= Duration::from_secs(30) + LONGEST_ACT);
    assert_eq!(driver.barrier().expect("settled"), counters(101, 602));
}

#[test]
fn an_acknowledge_after_a_nack_is_waited_for_like_any_other() {
    let (printer, mut driver) = connected();
    printer.play("Sic", say("NACK;F\r"));
    driver.feed().expect_err("refused");
    printer.play("Sic", Trick::CountLate(Duration::from_secs(4)));
    driver.feed().expect("acknowledged");
    assert_eq!(driver.barrier().expect("settled"), counters(101, 600));
}
