//! The interpreter in a world: each command, each fault, hostile bytes.

use std::time::Duration;

use super::*;
use crate::world::tests::{plant, world};
use crate::world::{Bitmap, Face, Help, Pace, Panel, Place, Reader, RealPace, World};

/// A printer with five cards in its hopper, in host mode with acknowledge.
fn ready() -> (World, Interpreter) {
    let mut world = world(10, 2);
    world.load(0, 5).expect("room");
    let mut printer = Interpreter::new(0);
    assert_eq!(say(&mut world, &mut printer, "Pem;22;s"), "ACK\r");
    (world, printer)
}

fn say(world: &mut World, printer: &mut Interpreter, command: &str) -> String {
    let answer = printer.exchange(world, format!("\x1b{command}\r").as_bytes());
    String::from_utf8(answer).expect("text")
}

fn bitmap(panel: &str, level: u8) -> Vec<u8> {
    let (levels, size) = if "ymc".contains(panel) { ("128", 576_072) } else { ("2", 82_296) };
    let mut bytes = format!("\x1bDb;{panel};{levels};").into_bytes();
    bytes.resize(bytes.len() + size, level);
    bytes.push(b'\r');
    bytes
}

fn load(world: &mut World, printer: &mut Interpreter, panel: &str) -> String {
    String::from_utf8(printer.exchange(world, &bitmap(panel, 0xFF))).expect("text")
}

fn front(world: &mut World, printer: &mut Interpreter) {
    for command in ["Ss", "Sr"] {
        assert_eq!(say(world, printer, command), "ACK\r");
    }
    for panel in ["y", "m", "c", "k", "o"] {
        assert_eq!(load(world, printer, panel), "ACK\r", "{panel}");
    }
}

#[test]
fn a_card_is_fed_printed_on_both_sides_and_ejected() {
    let (mut world, mut printer) = ready();
    assert_eq!(say(&mut world, &mut printer, "Sic"), "ACK\r");
    assert_eq!(world.card_at(Reader::Station(0)), Some(1));
    front(&mut world, &mut printer);
    assert_eq!(world.card(1).expect("card").prints.len(), 4, "each Db prints the one before");
    assert_eq!(say(&mut world, &mut printer, "Sv"), "ACK\r");
    assert_eq!(load(&mut world, &mut printer, "k"), "ACK\r");
    assert_eq!(say(&mut world, &mut printer, "Rco;p"), "7155\r");
    assert_eq!(say(&mut world, &mut printer, "Se"), "ACK\r");
    let card = world.card(1).expect("card");
    assert_eq!(card.place(), Place::Output { lane: 0 });
    let panels = |face| card.prints_on(face).map(|print| print.panel.letter()).collect::<String>();
    assert_eq!((panels(Face::Front), panels(Face::Back)), ("ymcko".into(), "k".into()));
    assert_eq!(say(&mut world, &mut printer, "Rco;p"), "7156\r");
    assert_eq!(say(&mut world, &mut printer, "Rco;c"), "1201\r");
}

#[test]
fn read_commands_answer_text_whatever_the_error_mode() {
    let mut world = world(1, 1);
    let mut printer = Interpreter::new(0);
    for (command, answer) in [
        ("Rem", "0;0"),
        ("Rr", "ymckok"),
        ("Rcr", "OK"),
        ("Rc;k", "10"),
        ("Rl;y", "10"),
        ("Rco;a", "0"),
        ("Rco;I", "500"),
        ("Rlr;p", "NO CARD"),
        ("Sk;f", "Y"),
        ("Rlr", "ACK"),
        ("Rtp", "Quantum2"),
        ("Rfv", "4.12"),
        ("Rse;o", "0.42"),
        ("Rse;p", "0.42"),
    ] {
        assert_eq!(say(&mut world, &mut printer, command), format!("{answer}\r"), "{command}");
    }
    assert_eq!(say(&mut world, &mut printer, "Rsn").len(), 10);
    world.load(0, 1).expect("room");
    assert_eq!(say(&mut world, &mut printer, "Sk;f"), "N\r");
    assert_eq!(say(&mut world, &mut printer, "Rlr;p"), "ERR CARD\r");
}

#[test]
fn without_acknowledge_commands_are_silent() {
    let mut world = world(1, 1);
    let mut printer = Interpreter::new(0);
    for command in ["Pmi;F", "Bad", "Pem;2", "Sic"] {
        assert_eq!(say(&mut world, &mut printer, command), "", "{command}");
    }
    assert_eq!(say(&mut world, &mut printer, "Rlr"), "NACK;F\r", "but it remembers");
}

#[test]
fn wrong_commands_and_parameters_are_told_apart() {
    let (mut world, mut printer) = ready();
    for command in ["Zz", "R", "Sr", "Rxx", "sic", "Sicc", "Pem", "P"] {
        let code = if command == "Pem" { '2' } else { '1' };
        let answer = say(&mut world, &mut printer, command);
        assert_eq!(answer, format!("NACK;{code}\r"), "{command}");
    }
    for command in [
        "Pem;1",
        "Pem;256",
        "Pem;22;x",
        "Pmi;X",
        "Pr;ymx",
        "Pr;",
        "Pc;k;=;21",
        "Pc;q;=;1",
        "Pc;k;+;1",
        "Wcb;z",
        "Sp;q",
        "Sp;y",
        "Rco;z",
        "Rco",
        "Ss;1",
        "Sic;1",
        "Sk;z",
        "Rse",
    ] {
        assert_eq!(say(&mut world, &mut printer, command), "NACK;2\r", "{command}");
    }
    assert!(world.inside(0).is_empty(), "nothing moved");
}

#[test]
fn settings_last_as_long_as_they_are_kept() {
    let (mut world, mut printer) = ready();
    for command in ["Pc;k;=;12", "Pl;y;=;3", "Pr;ymcko"] {
        assert_eq!(say(&mut world, &mut printer, command), "ACK\r");
    }
    assert_eq!(say(&mut world, &mut printer, "Rc;k"), "12\r");
    assert_eq!(say(&mut world, &mut printer, "Rl;y"), "3\r");
    assert_eq!(say(&mut world, &mut printer, "Rr"), "ymcko\r");
    world.switch_off(0);
    assert_eq!(say(&mut world, &mut printer, "Rsn"), "", "off");
    world.switch_on(0);
    assert_eq!(say(&mut world, &mut printer, "Rc;k"), "10\r");
    assert_eq!(say(&mut world, &mut printer, "Rr"), "ymckok\r");
    assert_eq!(say(&mut world, &mut printer, "Rem"), "22;22\r");
    assert_eq!(say(&mut world, &mut printer, "Pem;18"), "");
    assert_eq!(say(&mut world, &mut printer, "Rem"), "18;22\r");
}

#[test]
fn where_cards_come_from_is_obeyed_to_the_letter() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Sic");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "ACK\r");
    assert_eq!(world.at(Place::Output { lane: 0 }), [1], "pushed out unseen");
    say(&mut world, &mut printer, "Pmi;B");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "ACK\r");
    assert_eq!(world.inside(0), [2]);
    say(&mut world, &mut printer, "Pmi;M");
    say(&mut world, &mut printer, "Ser");
    assert_eq!(say(&mut world, &mut printer, "Sis"), "NACK;F\r");
    world.put_back(2, Place::Machine { lane: 0, spot: crate::world::Spot::Print }).expect("in");
    assert_eq!(say(&mut world, &mut printer, "Si"), "ACK\r");
    assert_eq!(say(&mut world, &mut printer, "Seb"), "ACK\r");
    assert_eq!(say(&mut world, &mut printer, "Se"), "NACK;T\r", "nothing inside");
}

#[test]
fn clearing_leaves_no_panel_in_memory() {
    let (mut world, mut printer) = ready();
    load(&mut world, &mut printer, "y");
    load(&mut world, &mut printer, "k");
    assert_eq!(world.lanes()[0].memory().count(), 2);
    assert_eq!(say(&mut world, &mut printer, "Wcb;k"), "ACK\r");
    assert_eq!(world.lanes()[0].memory().collect::<Vec<_>>(), [Panel::Y]);
    assert_eq!(say(&mut world, &mut printer, "Wcb;a"), "ACK\r");
    assert_eq!(world.lanes()[0].memory().count(), 0);
}

#[test]
fn a_single_panel_prints_outside_a_sequence() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Si");
    load(&mut world, &mut printer, "k");
    assert_eq!(world.card(1).expect("card").prints.len(), 0);
    assert_eq!(say(&mut world, &mut printer, "Sp;k"), "ACK\r");
    assert_eq!(world.card(1).expect("card").prints.len(), 1);
}

#[test]
fn compressed_panels_print_as_plain_ones_do() {
    let (mut world, mut printer) = ready();
    let mut bytes = b"\x1bDbc;k;2;1016;".to_vec();
    bytes.extend([0xFF; 1016]);
    bytes.push(b'\r');
    assert_eq!(printer.exchange(&mut world, &bytes), b"ACK\r");
    say(&mut world, &mut printer, "Sp;k");
    let plain = Bitmap::new(1, vec![1; 648 * 1016]).expect("bitmap").sha256();
    assert_eq!(world.card(1).expect("card").prints[0].sha256, plain);
    let lies = [b"\x1bDbc;k;2;3;".as_slice(), &[9, 9, 9], b"\r"].concat();
    assert_eq!(printer.exchange(&mut world, &lies), b"NACK;2\r");
}

#[test]
fn a_half_sent_bitmap_outlives_the_line_and_swallows_commands() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Ss");
    assert_eq!(printer.exchange(&mut world, b"\x1bDb;y;128;abc"), b"");
    assert!(printer.is_in_bitmap());
    for _ in 0..100 {
        assert_eq!(say(&mut world, &mut printer, "Rsn"), "");
    }
    // The way back into step: enough for the longest panel, then until a known answer comes.
    let answer = printer.exchange(&mut world, &vec![0; 576_073]);
    assert_eq!(answer, b"NACK;1\r");
    assert_eq!(say(&mut world, &mut printer, "Rtp"), "Quantum2\r");
    assert_eq!(world.cards().iter().filter(|card| card.is_printed()).count(), 0);
}

#[test]
fn every_trouble_of_the_machine_has_its_code() {
    let (mut world, mut printer) = ready();
    world.help(0, &Help::OpenCover).expect("a lane");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "NACK;C\r");
    assert_eq!(say(&mut world, &mut printer, "Rse;o"), "4.61\r");
    world.help(0, &Help::CloseCover).expect("a lane");
    plant(&mut world, "feed", 1, "jam");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "NACK;T\r");
    assert_eq!(say(&mut world, &mut printer, "Rse;p"), "4.61\r");
    world.help(0, &Help::ClearJam).expect("a lane");
    world.unload(0).expect("a lane");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "NACK;F\r");
    for code in "12TCFR".chars() {
        plant(&mut world, "Rsn", 1, &format!("nack:{code}"));
        assert_eq!(say(&mut world, &mut printer, "Rsn"), format!("NACK;{code}\r"));
    }
}

#[test]
fn a_ribbon_that_ends_between_two_panels_leaves_the_card_half_done() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Sic");
    plant(&mut world, "panel", 3, "ribbon-out");
    for command in ["Ss", "Sr"] {
        say(&mut world, &mut printer, command);
    }
    let answers = ["y", "m", "c", "k"].map(|panel| load(&mut world, &mut printer, panel));
    assert_eq!(answers, ["ACK\r", "ACK\r", "ACK\r", "NACK;R\r"]);
    assert_eq!(say(&mut world, &mut printer, "Rcr"), "END\r");
    assert_eq!(world.card(1).expect("card").prints.len(), 2);
    let help = Help::ChangeRibbon { kind: "ymckok".into(), panels: 12 };
    world.help(0, &help).expect("a lane");
    assert_eq!(load(&mut world, &mut printer, "k"), "ACK\r", "goes on where it stopped");
    assert_eq!(world.card(1).expect("card").prints.len(), 3);
}

#[test]
fn a_jam_while_printing_leaves_half_a_panel_on_the_card() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Sic");
    plant(&mut world, "panel", 2, "jam");
    for command in ["Ss", "Sr"] {
        say(&mut world, &mut printer, command);
    }
    let answers = ["y", "m", "c"].map(|panel| load(&mut world, &mut printer, panel));
    assert_eq!(answers, ["ACK\r", "ACK\r", "NACK;T\r"]);
    let prints = &world.card(1).expect("card").prints;
    assert_eq!((prints.len(), prints[1].whole), (2, false));
    assert_eq!(say(&mut world, &mut printer, "Ser"), "NACK;T\r", "a person must come");
}

#[test]
fn a_card_lifted_before_the_first_panel_costs_a_second_blank() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Sic");
    plant(&mut world, "panel", 1, "lifted");
    front(&mut world, &mut printer);
    assert_eq!(say(&mut world, &mut printer, "Se"), "ACK\r");
    assert_eq!(world.at(Place::Hands), [1]);
    assert!(world.card(2).expect("card").is_printed(), "the face went onto a fresh blank");
    assert_eq!(say(&mut world, &mut printer, "Rco;c"), "1202\r");
}

#[test]
fn a_card_lifted_between_two_panels_stops_the_machine() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Sic");
    plant(&mut world, "panel", 2, "lifted");
    say(&mut world, &mut printer, "Ss");
    let answers = ["y", "m", "c"].map(|panel| load(&mut world, &mut printer, panel));
    assert_eq!(answers, ["ACK\r", "ACK\r", "NACK;T\r"]);
}

#[test]
fn a_printer_left_to_itself_waits_for_help_and_takes_a_second_blank() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Sic");
    plant(&mut world, "Ss", 1, "forget-pem");
    assert_eq!(say(&mut world, &mut printer, "Ss"), "", "no acknowledge any more");
    plant(&mut world, "panel", 2, "jam");
    for panel in ["y", "m", "c"] {
        assert_eq!(load(&mut world, &mut printer, panel), "");
    }
    assert_eq!(say(&mut world, &mut printer, "Rsn"), "", "it waits for a person");
    world.help(0, &Help::ClearJam).expect("a lane");
    let answer = String::from_utf8(printer.exchange(&mut world, b"")).expect("text");
    assert!(answer.starts_with('Q'), "the question is answered at last: {answer}");
    assert_eq!(world.inside(0), [2], "a second blank, unseen");
    assert_eq!(say(&mut world, &mut printer, "Rco;c"), "1202\r");
}

#[test]
fn a_printer_with_tries_feeds_again_before_it_complains() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Pem;6");
    plant(&mut world, "feed", 1, "take-none");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "ACK\r");
    say(&mut world, &mut printer, "Pem;22");
    plant(&mut world, "feed", 1, "take-none");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "NACK;F\r");
}

#[test]
fn faults_of_the_line_do_what_they_say() {
    let (mut world, mut printer) = ready();
    plant(&mut world, "Sic", 1, "silent");
    assert_eq!(say(&mut world, &mut printer, "Sic"), "");
    assert_eq!(world.inside(0), [1], "done, not answered");
    plant(&mut world, "Ser", 1, "deaf");
    assert_eq!(say(&mut world, &mut printer, "Ser"), "");
    assert_eq!(world.inside(0), [1], "neither done nor answered");
    plant(&mut world, "any", 1, "extra:41430d");
    assert_eq!(say(&mut world, &mut printer, "Rtp"), "Quantum2\rAC\r");
    plant(&mut world, "any", 1, "counter:c:+2");
    assert_eq!(say(&mut world, &mut printer, "Rco;c"), "1203\r");
    plant(&mut world, "any", 1, "counter:p:-50");
    assert_eq!(say(&mut world, &mut printer, "Rco;p"), "7100\r");
    plant(&mut world, "any", 1, "swap-readers:1");
    say(&mut world, &mut printer, "Rsn");
    assert_eq!(world.card_at(Reader::Station(1)), Some(1));
    plant(&mut world, "any", 1, "unplug-reader");
    say(&mut world, &mut printer, "Rsn");
    assert!(!world.reader_works(Reader::Station(1)));
}

#[test]
fn a_line_that_dies_stops_no_work() {
    let (mut world, mut printer) = ready();
    plant(&mut world, "Sic", 1, "line-dies");
    printer.receive(b"\x1bSic\r\x1bRsn\r");
    let said = printer.poll(&mut world, Duration::ZERO);
    assert_eq!(said[0], Said::HangUp);
    assert!(matches!(said[1..], [Said::Answer(_)]), "the next answer finds the next line");
    assert_eq!(world.inside(0), [1]);
}

#[test]
fn late_answers_and_late_acts_are_told_apart() {
    let (mut world, mut printer) = ready();
    let ms = Duration::from_millis;
    plant(&mut world, "Sic", 1, "late:500");
    printer.receive(b"\x1bSic\r\x1bRtp\r");
    assert_eq!(printer.poll(&mut world, ms(0)), []);
    assert_eq!(world.inside(0), [1], "done in time");
    assert_eq!(printer.next_wake(), Some(ms(500)));
    assert_eq!(printer.poll(&mut world, ms(499)), []);
    assert_eq!(printer.poll(&mut world, ms(500)).len(), 2, "in order");
    plant(&mut world, "Ser", 1, "act-late:500");
    printer.receive(b"\x1bSer\r");
    assert_eq!(printer.poll(&mut world, ms(1_000)), []);
    assert_eq!(world.inside(0), [1], "not done yet");
    assert_eq!(printer.poll(&mut world, ms(1_500)), [Said::Answer(b"ACK\r".to_vec())]);
    assert!(world.inside(0).is_empty());
}

#[test]
fn power_lost_with_a_card_inside_keeps_card_and_counters_only() {
    for (fault, done) in [("power-blip", false), ("power-blip-after", true)] {
        let (mut world, mut printer) = ready();
        say(&mut world, &mut printer, "Pc;k;=;12");
        load(&mut world, &mut printer, "y");
        plant(&mut world, "Sic", 1, fault);
        printer.receive(b"\x1bSic\r\x1bDb;k;2;half");
        assert_eq!(printer.poll(&mut world, Duration::ZERO), [Said::HangUp]);
        assert_eq!(world.inside(0).len(), usize::from(done));
        assert!(!printer.is_in_bitmap());
        assert_eq!(world.lanes()[0].memory().count(), 0);
        assert_eq!(say(&mut world, &mut printer, "Rc;k"), "10\r", "the boot marker is gone");
        assert_eq!(
            say(&mut world, &mut printer, "Rco;c"),
            format!("{}\r", 1200 + u8::from(done) as u32)
        );
    }
    let (mut world, mut printer) = ready();
    plant(&mut world, "any", 1, "power-lost");
    assert_eq!(say(&mut world, &mut printer, "Rsn"), "");
    assert_eq!(say(&mut world, &mut printer, "Rsn"), "");
    world.switch_on(0);
    assert_eq!(say(&mut world, &mut printer, "Rem"), "22;22\r");
}

#[test]
fn a_restart_by_command_forgets_what_a_power_cut_forgets() {
    let (mut world, mut printer) = ready();
    say(&mut world, &mut printer, "Sic");
    say(&mut world, &mut printer, "Pc;k;=;12");
    assert_eq!(say(&mut world, &mut printer, "Srs"), "");
    assert_eq!(say(&mut world, &mut printer, "Rc;k"), "10\r");
    assert_eq!(world.inside(0), [1]);
    plant(&mut world, "Sic", 1, "nack:T");
    say(&mut world, &mut printer, "Sic");
    assert_eq!(say(&mut world, &mut printer, "Rlr"), "NACK;T\r");
    say(&mut world, &mut printer, "Scs");
    assert_eq!(say(&mut world, &mut printer, "Rlr"), "ACK\r");
}

#[test]
fn real_pace_takes_its_time_one_act_after_the_other() {
    let (mut world, mut printer) = ready();
    world.pace = Pace::Real(RealPace { feed_ms: 100, eject_ms: 50, ..RealPace::default() });
    let ms = Duration::from_millis;
    printer.receive(b"\x1bSic\r\x1bSer\r");
    assert_eq!(printer.poll(&mut world, ms(0)), []);
    assert_eq!(printer.next_wake(), Some(ms(100)));
    assert_eq!(printer.poll(&mut world, ms(100)), [Said::Answer(b"ACK\r".to_vec())]);
    assert_eq!(printer.next_wake(), Some(ms(150)));
    assert_eq!(world.inside(0), [1]);
    assert_eq!(printer.poll(&mut world, ms(150)).len(), 1);
    assert_eq!(printer.next_wake(), None);
}

#[test]
fn equal_orders_and_equal_bytes_make_equal_worlds() {
    let run = || {
        let (mut world, mut printer) = ready();
        plant(&mut world, "feed", 2, "take-two");
        for _ in 0..2 {
            say(&mut world, &mut printer, "Sic");
            front(&mut world, &mut printer);
            say(&mut world, &mut printer, "Se");
        }
        world.truth()
    };
    assert_eq!(run(), run());
}

#[test]
fn random_bytes_neither_stop_the_interpreter_nor_lose_a_card() {
    let (mut world, mut printer) = ready();
    let words: Vec<&[u8]> = vec![
        b"\x1b",
        b"\r",
        b";",
        b"Sic",
        b"Ss",
        b"Sr",
        b"Sv",
        b"Se",
        b"Ser",
        b"Db;k;2;",
        b"Sp;k",
        b"Pem;22;s",
        b"Rco;c",
        b"Wcb;a",
        b"Dbc;y;128;9;",
        b"Srs",
        b"Pmi;B",
        b"\xff\x00",
        b"Dbc;k;2;1016;",
    ];
    let mut dice = 3_u64;
    for _ in 0..20_000 {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = words[(dice >> 33) as usize % words.len()];
        printer.exchange(&mut world, word);
        if dice >> 60 == 0 {
            printer.exchange(&mut world, &vec![(dice >> 40) as u8; 90_000]);
            world.help(0, &Help::ClearJam).expect("a lane");
        }
        assert!(printer.backlog() <= MAX_BACKLOG);
    }
    printer.exchange(&mut world, &vec![0; 1_400_000]);
    world.help(0, &Help::ClearJam).expect("a lane");
    printer.exchange(&mut world, b"");
    assert_eq!(world.cards().len(), 10);
    assert_eq!(say(&mut world, &mut printer, "Rtp"), "Quantum2\r", "still in its right mind");
}
