//! The command line: help to work from, exit codes by meaning, JSON for programs, and what works
//! without a daemon.

use std::fs;

use hw_sim::source::cast;
use serde_json::json;

use crate::rig::{Office, edit};

const COMMANDS: &[&[&str]] = &[
    &["init"],
    &["run"],
    &["status"],
    &["print"],
    &["inspect"],
    &["stock"],
    &["stock", "receive"],
    &["stock", "load"],
    &["stock", "unload"],
    &["stock", "show"],
    &["register"],
    &["register", "list"],
    &["journal"],
    &["journal", "verify"],
    &["journal", "show"],
    &["lane"],
    &["lane", "show"],
    &["lane", "release"],
    &["preview"],
    &["doctor"],
    &["handover"],
    &["handover", "show"],
    &["handover", "give"],
    &["sort"],
    &["ship"],
    &["ship", "receive"],
    &["complaint"],
    &["times"],
    &["access"],
    &["paper"],
    &["paper", "register"],
    &["paper", "breach"],
    &["verify-paper"],
];

#[test]
fn every_command_explains_itself() {
    let office = Office::order().without_stock().open();
    let help = office.cetakd(&["--help"]).expect(0);
    assert!(help.out.contains("Kode keluar: 0 selesai"), "{}", help.out);
    for command in COMMANDS {
        assert!(help.out.contains(command[0]), "{command:?} is not listed");
        let said = office.cetakd(&[command, &["--help"][..]].concat()).expect(0);
        assert!(
            said.out.contains("Pemakaian: cetakd") && said.out.lines().count() > 5,
            "{command:?}"
        );
    }
}

#[test]
fn every_exit_code_has_its_meaning() {
    let mut office = Office::open();
    let nik = cast::ORDINARY_WOMAN;
    office.cetakd(&["print", nik]).expect(2);
    office.cetakd(&["status", "--json", "9901015202900002X"]).fails(2, "NIK-01");
    office.cetakd_told(&["status", "--json"], "12").fails(2, "NIK-01");
    office.print_at(nik, "Z").fails(2, "CMD-02");
    office.print(cast::PROCESSING).fails(3, "REQ-01");
    office.fault("feed", "cover-open");
    office.print(nik).fails(4, "PRN-02");
    office.helped("close-cover");
    office.hands(json!({ "do": "source", "what": "outage" }));
    office.print(cast::ORDINARY_MAN).fails(6, "SRC-02");
    office.hands(json!({ "do": "source", "what": "restore" }));
    assert!(office.stop().success());
    office.print(nik).fails(7, "CTL-10");
    edit(&office.config(), "Desk 0", "Desk 7");
    office.cetakd(&["doctor"]).expect(9);
    edit(&office.config(), "Desk 7", "Desk 0");

    // One byte of a journal entry is another.
    let path = office.path("data/journal.db");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes
        .windows(8)
        .position(|window| window == b"\"470/1\"}")
        .or_else(|| bytes.windows(7).position(|window| window == b"\"470/1\""));
    bytes[at.expect("the BAST stands in an entry") + 5] = b'7';
    fs::write(&path, bytes).unwrap();
    let said = office.cetakd(&["journal", "verify", "--json"]).expect(8);
    assert!(said.out.contains("entry 3"), "which entry? {}", said.out);
}

#[test]
fn a_printer_that_is_off_is_out_of_reach() {
    let office = Office::open();
    office.print(cast::ORDINARY_MAN).expect(0);
    office.hands(json!({ "do": "power", "on": false }));
    let said = office.print(cast::ORDINARY_WOMAN).expect(5);
    assert!(said.fault().starts_with("PRN-0"), "{}", said.out);
    // Switched on again, the same job goes on.
    office.hands(json!({ "do": "power", "on": true }));
    office.print(cast::ORDINARY_WOMAN).expect(0);
    office.books_are_true();
}

#[test]
fn data_is_json_for_programs_and_the_nik_comes_by_standard_input() {
    let office = Office::open();
    let status = office.cetakd_told(&["status", "--json", "-"], "9901015202900001\n").expect(0);
    assert_eq!(status.json()["state"], "PRINT_READY_RECORD");
    assert_eq!(status.json()["nik"], "9901********0001", "masked");
    let out = office.path("preview").display().to_string();
    let files = office.json(&["preview", cast::LONGEST_NAME, "--out", &out]);
    for file in files["files"].as_array().unwrap() {
        assert!(fs::metadata(file.as_str().unwrap()).unwrap().len() > 1_000);
    }
    assert_eq!(office.phase_of(cast::LONGEST_NAME), "given-back");
    office.print(cast::ORDINARY_WOMAN).expect(0);
    for command in [&["stock", "show"][..], &["register", "list"], &["journal", "show"]] {
        assert!(!office.json(command).as_array().unwrap().is_empty(), "{command:?}");
    }
    for command in
        [&["journal", "verify"][..], &["lane", "show"], &["doctor"], &["lane", "release", "A"]]
    {
        office.json(command);
    }
    let row = &office.json(&["register", "list"])[0];
    assert_eq!(row["nik"], "9901********0001");
    office.books_are_true();
}

#[test]
fn without_a_daemon_reading_works_and_changing_says_so() {
    let mut office = Office::open();
    office.print(cast::ORDINARY_WOMAN).expect(0);
    assert!(office.stop().success());
    for command in [
        &["journal", "verify"][..],
        &["journal", "show"],
        &["stock", "show"],
        &["register", "list"],
        &["lane", "show"],
        &["doctor"],
        &["ship", "list"],
        &["ship", "unclaimed"],
        &["times"],
        &["access"],
    ] {
        office.json(command);
    }
    for command in [
        // Whoever looks at a person leaves an entry.
        &["status", cast::ORDINARY_WOMAN][..],
        &["print", "--reason", "baru", cast::ORDINARY_MAN],
        &["register", "list", "--clear", "pengawasan"],
        &["register", "list", "--nik", cast::ORDINARY_WOMAN],
        &["register", "list", "--name", "karim"],
        &["access", "--nik", cast::ORDINARY_WOMAN],
        &["inspect", "good"],
        &["stock", "receive", "1", "--bast", "1"],
        &["stock", "load", "1", "--lane", "A"],
        &["stock", "unload", "1", "--lane", "A"],
        &["lane", "release", "A"],
        &["preview", cast::ORDINARY_MAN],
    ] {
        office.cetakd(&[command, &["--json"]].concat()).fails(7, "CTL-10");
    }
    // `init` makes nothing over again.
    let before = office.journal().len();
    assert_ne!(office.cetakd(&["init"]).code, 0);
    assert_eq!(office.journal().len(), before);
}
