//! One card: what is sent for it, in which order, and what stops it.

use super::scripted::card;
use super::{LONGEST_ACT, connected, counters, say};
use crate::device::evolis::panel;
use crate::device::printer::{CardPrinter, Nack, PrinterError};

#[test]
fn a_card_is_one_sequence_and_nothing_that_prints_stands_in_its_first_half() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    assert_eq!(printer.orders(), ["Pmi;F", "Pc;k;=;11", "Sic"]);
    driver.load(&card()).expect("loaded");
    assert_eq!(printer.orders(), ["Wcb;a", "Ss", "Sr", "Db;y;128;"]);
    assert_eq!(printer.state().panels, 600);
    driver.print_and_eject(&card()).expect("printed");
    assert_eq!(
        printer.orders(),
        ["Db;m;128;", "Db;c;128;", "Db;k;2;", "Db;o;2;", "Sv", "Db;k;2;", "Se"]
    );
    assert_eq!(driver.barrier().expect("settled"), counters(101, 606));
    assert_eq!(printer.orders(), ["Pc;k;=;12", "Wcb;a"]);
    assert_eq!(driver.panels_per_card(&card()), 6);
}

#[test]
fn a_card_without_a_back_costs_five_panels_and_is_not_turned() {
    let (printer, mut driver) = connected();
    let mut front = card();
    front.back_k = None;
    driver.feed().expect("fed");
    driver.load(&front).expect("loaded");
    driver.print_and_eject(&front).expect("printed");
    assert!(!printer.orders().contains(&"Sv".to_owned()));
    assert_eq!(driver.barrier().expect("settled"), counters(101, 605));
    assert_eq!(driver.panels_per_card(&front), 5);
}

#[test]
fn each_panel_goes_over_the_line_as_it_was_packed() {
    let (printer, mut driver) = connected();
    let card = card();
    driver.feed().expect("fed");
    driver.load(&card).expect("loaded");
    driver.print_and_eject(&card).expect("printed");
    let geometry = crate::face::Geometry::default();
    let bitmaps = std::mem::take(&mut printer.state().bitmaps);
    let front = &card.front;
    for (sent, dye) in bitmaps.iter().zip([&front.y, &front.m, &front.c]) {
        let mut packed = Vec::new();
        panel::pack_colour(dye, geometry, panel::Levels::L128, &mut packed);
        assert!(*sent == packed);
    }
    let back = card.back_k.as_ref().expect("a back");
    for (sent, bits) in bitmaps[3..].iter().zip([&front.k, &front.o, back]) {
        let mut packed = Vec::new();
        panel::pack_mono(bits, geometry, &mut packed);
        assert!(*sent == packed);
    }
    assert_eq!(bitmaps.len(), 6);
}

#[test]
fn printing_needs_a_panel_loaded_just_before() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    assert!(matches!(driver.print_and_eject(&card()), Err(PrinterError::NotLoaded)));
    driver.load(&card()).expect("loaded");
    driver.print_and_eject(&card()).expect("printed");
    printer.orders();
    assert!(matches!(driver.print_and_eject(&card()), Err(PrinterError::NotLoaded)));
    assert!(printer.orders().iter().all(|order| !order.starts_with("Db")), "never twice");
}

#[test]
fn every_nack_to_an_act_is_told_with_its_reason() {
    let codes = [
        ("1", Nack::Command),
        ("2", Nack::Parameter),
        ("T", Nack::Mechanical),
        ("C", Nack::CoverOpen),
        ("F", Nack::Feeder),
        ("R", Nack::Ribbon),
    ];
    for (code, expected) in codes {
        let (printer, mut driver) = connected();
        printer.play("Sic", say(&format!("NACK;{code}\r")));
        let refused = driver.feed().expect_err("refused");
        assert!(
            matches!(refused, PrinterError::Refused { command: "Sic", nack } if nack == expected)
        );
        let before = printer.state().now;
        assert_eq!(driver.barrier().expect("settled"), counters(100, 600));
        assert!(printer.state().now - before < LONGEST_ACT, "NACK ends an act");
    }
}

#[test]
fn a_ribbon_that_ends_between_two_panels_says_where_and_leaves_no_picture() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    driver.load(&card()).expect("loaded");
    printer.play("Db;k", say("NACK;R\r"));
    let refused = driver.print_and_eject(&card()).expect_err("no ribbon");
    assert!(matches!(refused, PrinterError::Refused { command: "Db;k", nack: Nack::Ribbon }));
    assert_eq!(printer.orders().last().map(String::as_str), Some("Wcb;a"));
    assert_eq!(driver.barrier().expect("settled"), counters(101, 602));
}

#[test]
fn no_card_is_printed_that_was_fed_before_a_power_cycle() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    printer.power_cycle();
    assert!(matches!(driver.load(&card()), Err(PrinterError::Restarted)));
    driver.feed().expect("fed");
    driver.load(&card()).expect("loaded");
    printer.power_cycle();
    printer.orders();
    assert!(matches!(driver.print_and_eject(&card()), Err(PrinterError::Restarted)));
    assert!(printer.orders().iter().all(|order| !order.starts_with("Db")));
}

#[test]
fn a_face_of_another_size_is_refused_before_anything_is_sent() {
    let (printer, mut driver) = connected();
    driver.feed().expect("fed");
    printer.orders();
    let mut narrow = card();
    narrow.front.width = 1012;
    let refused = driver.load(&narrow).expect_err("too narrow");
    assert!(matches!(refused, PrinterError::Geometry { face: (1012, 648), panel: (1016, 648) }));
    assert!(printer.orders().is_empty());
}
