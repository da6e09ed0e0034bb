//! Command and answer come apart: late, stray, broken, endless and hostile bytes.

use std::time::Duration;

use proptest::prelude::*;

use super::scripted::{Scripted, Trick, card};
use super::{connected, counters, say};
use crate::device::evolis::Evolis;
use crate::device::printer::{CardPrinter, PrinterError};

#[test]
fn a_name_that_differs_when_asked_again_is_not_believed() {
    let printer = Scripted::new();
    printer.play("Rsn", say("Q9999999\r"));
    assert_eq!(printer.driver().connect().expect("asked again").serial, "Q0000123");
}

#[test]
fn a_late_answer_is_not_taken_for_the_next_commands() {
    let (printer, mut driver) = connected();
    printer.play("Sic", Trick::AnswerLate);
    assert!(matches!(driver.feed(), Err(PrinterError::NoAnswer { .. })));
    // The late ACK comes with the next command's own answer, which is then the wrong one.
    assert_eq!(driver.counters().expect("in step again"), counters(101, 600));
    printer.play("Ser", say("NACK;T\r"));
    assert!(matches!(driver.reject(), Err(PrinterError::Refused { command: "Ser", .. })));
}

#[test]
fn a_stray_ack_does_not_acknowledge_what_was_never_done() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    driver.load(&card()).expect("loaded");
    // An ACK too many: `Se` would find the answer to the panel before it.
    printer.play("Db;m", Trick::Extra(b"ACK\r".to_vec()));
    printer.play("Se", Trick::Silent);
    assert!(matches!(
        driver.print_and_eject(&card()),
        Err(PrinterError::NoAnswer { command: "Se", .. })
    ));
}

#[test]
fn a_shifted_stream_is_noticed_by_the_fence_behind_the_act() {
    let (printer, mut driver) = connected();
    printer.play("Sic", say("ACK\rACK\r"));
    printer.play("Rsn", Trick::Extra(Vec::new()));
    printer.play("Rsn", say("ACK\r"));
    assert!(matches!(driver.feed(), Err(PrinterError::Garbled { command: "Rsn", .. })));
}

#[test]
fn bytes_after_an_answer_are_thrown_away() {
    let (printer, mut driver) = connected();
    printer.play("Rco;c", Trick::Extra(b"\x00garbage\r\n\xFF".to_vec()));
    assert_eq!(driver.counters().expect("read"), counters(100, 600));
    driver.feed().expect("fed");
}

#[test]
fn a_garbled_question_is_asked_again_and_a_garbled_act_never() {
    let (printer, mut driver) = connected();
    printer.play("Rco;c", say("1x0\r"));
    assert_eq!(driver.counters().expect("asked again"), counters(100, 600));
    printer.play("Sic", Trick::Say(b"A\xFFK\r".to_vec()));
    assert!(matches!(driver.feed(), Err(PrinterError::Garbled { command: "Sic", .. })));
    let fed = printer.orders().iter().filter(|order| *order == "Sic").count();
    assert_eq!(fed, 1);
}

#[test]
fn answers_in_single_bytes_are_put_together() {
    let printer = Scripted::new();
    printer.state().piece = 1;
    let mut driver = printer.driver();
    driver.connect().expect("connected");
    driver.feed().expect("fed");
    driver.load(&card()).expect("loaded");
    driver.print_and_eject(&card()).expect("printed");
    assert_eq!(driver.barrier().expect("settled"), counters(101, 606));
}

#[test]
fn an_answer_without_its_end_is_no_answer() {
    let (printer, mut driver) = connected();
    printer.play("Ser", say("ACK"));
    assert!(matches!(driver.reject(), Err(PrinterError::NoAnswer { command: "Ser", .. })));
}

#[test]
fn an_endless_answer_is_cut_off_and_shown_short() {
    let (printer, mut driver) = connected();
    printer.play("Ser", Trick::Say(vec![b'9'; 60_000]));
    let Err(PrinterError::Garbled { answer, .. }) = driver.reject() else {
        panic!("taken for an answer")
    };
    assert!(answer.len() < 100, "{answer}");
    driver.barrier().expect("what was left of it is thrown away");
}

#[test]
fn a_printer_that_babbles_without_end_is_an_error() {
    let (printer, mut driver) = connected();
    printer.play("Rco;a", Trick::Extra(vec![b'\r'; 1 << 20]));
    assert!(matches!(driver.counters(), Err(PrinterError::Garbled { .. })));
}

#[test]
fn a_half_sent_bitmap_is_filled_up_before_anything_is_believed() {
    for missing in [1, 7, 82_296, 576_072] {
        let printer = Scripted::new();
        printer.state().swallows = missing;
        let mut driver = printer.driver();
        driver.connect().expect("in step");
        assert_eq!(driver.barrier().expect("settled"), counters(100, 600));
    }
}

#[test]
fn a_broken_line_says_at_which_command_and_a_new_one_starts_afresh() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    driver.load(&card()).expect("loaded");
    printer.play("Db;c", Trick::Break);
    let broken = driver.print_and_eject(&card()).expect_err("broken");
    assert!(matches!(broken, PrinterError::Line { command: "Db;c", .. }));
    driver.connect().expect("a new line");
    assert_eq!(driver.barrier().expect("settled"), counters(101, 601));
    assert!(matches!(driver.print_and_eject(&card()), Err(PrinterError::NotLoaded)));
}

#[test]
fn without_a_connection_every_call_says_so() {
    let mut driver = Scripted::new().driver();
    assert!(matches!(driver.feed(), Err(PrinterError::Line { command: "Sic", .. })));
    assert!(matches!(driver.barrier(), Err(PrinterError::Line { .. })));
}

#[test]
fn raw_answers_come_from_any_printer_even_one_that_is_refused() {
    let printer = Scripted::new();
    printer.text("Rtp", "Quantum9");
    let mut driver = printer.driver();
    assert!(driver.connect().is_err());
    let answers = driver.raw_answers().expect("answers");
    assert!(answers.contains(&("Rtp".to_owned(), "Quantum9".to_owned())));
    let unknown = answers.iter().find(|(read, _)| read == "Rse;o").expect("asked");
    assert!(unknown.1.contains("command error"), "{}", unknown.1);
}

#[test]
fn a_dead_printer_costs_one_wait() {
    let printer = Scripted::new();
    printer.play("Rtp", Trick::Silent);
    let mut driver = printer.driver();
    assert!(matches!(driver.connect(), Err(PrinterError::NoAnswer { command: "Rtp", .. })));
    assert!(printer.state().now < Duration::from_secs(60));
}

fn hostile() -> Vec<Vec<u8>> {
    vec![
        b"\r".to_vec(),
        b"\n".to_vec(),
        b"ACK\nACK\r".to_vec(),
        b"NACK;\r".to_vec(),
        b"\x1BSic\r".to_vec(),
        vec![0; 4_096],
        vec![0xFF; 129],
        (0..=255).collect(),
        b"18446744073709551616\r".to_vec(),
    ]
}

/// Whatever was answered to `command`, the barrier finds the truth.
fn check_hostile(command: &str, bytes: &[u8], work: impl Fn(&mut Evolis)) {
    let (printer, mut driver) = connected();
    printer.play(command, Trick::Say(bytes.to_vec()));
    work(&mut driver);
    let found = driver.barrier().expect("in hand again");
    let state = printer.state();
    assert_eq!((found.cards, found.panels), (state.cards, state.panels), "{command}");
    assert!(state.tricks.is_empty(), "{command} was never sent");
}

#[test]
fn hostile_answers_to_a_feed_leave_the_printer_in_hand() {
    for bytes in hostile() {
        for command in ["Rsn", "Rem", "Pmi", "Pc", "Sic"] {
            check_hostile(command, &bytes, |driver| {
                assert!(driver.feed().is_err() || command.starts_with('R'))
            });
        }
    }
}

#[test]
fn hostile_answers_to_a_print_leave_the_printer_in_hand() {
    let panels = card();
    for (command, bytes) in ["Rr", "Ss", "Db;y", "Db;m", "Sv", "Se"].into_iter().zip(hostile()) {
        check_hostile(command, &bytes, |driver| {
            driver.feed().expect("fed");
            let printed = driver.load(&panels).and_then(|()| driver.print_and_eject(&panels));
            assert!(printed.is_err() || command == "Rr");
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_answers_never_make_a_feed_that_was_not_done(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let (printer, mut driver) = connected();
        printer.play("Sic", Trick::Say(bytes.clone()));
        prop_assert_eq!(driver.feed().is_ok(), bytes.starts_with(b"ACK\r"));
        prop_assert_eq!(driver.barrier().expect("in hand again"), counters(100, 600));
    }
}
