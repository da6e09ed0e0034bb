//! A receipt is good for one card: by whom it is printed, when it is free again, when it is closed,
//! and that nobody holds two.

use std::fs;

use hw_sim::source::cast;
use serde_json::{Value, json};

use crate::rig::{Office, Said};

const NIK: &str = cast::ORDINARY_WOMAN;

fn ask(office: &Office, rest: &[&str], nik: &str) -> Said {
    office.cetakd_told(&[&["status", "--json", "--receipt"], rest, &["-"]].concat(), nik)
}

fn issued(office: &Office, rest: &[&str]) -> String {
    ask(office, rest, NIK).expect(0).json()["receipt"].as_str().unwrap().to_owned()
}

fn print(office: &Office, reason: &str, what: &str) -> Said {
    office.cetakd(&["print", "--reason", reason, "--json", what])
}

fn give(office: &Office, uid: &Value, receipt: &str) -> Said {
    let path = office.path("signature.png");
    fs::write(&path, b"\x89PNG\r\n\x1a\nSPESIMEN").unwrap();
    let path = path.display().to_string();
    let seen = ["handover", "give", "--family-card", "--checked", "nama,nik,alamat,foto"];
    let card = ["--uid", uid.as_str().unwrap(), "--receipt", receipt, "--signature", &path];
    office.cetakd(&[&seen[..], &card, &["--json"]].concat())
}

#[test]
fn one_person_holds_one_receipt_and_whoever_asks_again_gets_the_same_number() {
    let office = Office::open();
    let first = issued(&office, &["baru"]);
    let again = ask(&office, &["baru"], NIK).expect(0).json();
    assert_eq!((&again["receipt"], &again["again"]), (&first.clone().into(), &true.into()));
    assert_eq!(office.events("receipt_issued").len(), 1);
    let refused = ask(&office, &["luar_domisili"], NIK).fails(3, "HOV-20");
    assert!(refused.out.contains(&first), "{}", refused.out);
    ask(&office, &["luar_domisili", "--instead-of", "2026/SPESIMEN-01/00009"], NIK)
        .fails(3, "HOV-01");
    let other = ask(&office, &["baru"], cast::ORDINARY_MAN).expect(0).json();
    let his = other["receipt"].as_str().unwrap();
    ask(&office, &["luar_domisili", "--instead-of", his], NIK).fails(3, "HOV-01");
    let second = issued(&office, &["luar_domisili", "--instead-of", &first]);
    assert_ne!(first, second);
    print(&office, "baru", &first).fails(3, "HOV-18");
    ask(&office, &["baru", "--instead-of", &first], NIK).fails(3, "HOV-18");
    print(&office, "baru", &second).fails(3, "HOV-19");
    assert!(office.events("job_opened").is_empty());
    print(&office, "luar_domisili", &second).expect(0);
    // A card is made on it: no other receipt takes its place.
    ask(&office, &["baru", "--instead-of", &second], NIK).fails(3, "HOV-16");
}

#[test]
fn a_receipt_is_for_people_who_are_print_ready_or_whose_card_waits_here() {
    let office = Office::open();
    ask(&office, &["baru"], cast::CARD_PRINTED).fails(3, "REQ-01");
    ask(&office, &["rusak"], cast::CARD_ISSUED).fails(3, "REQ-01");
    assert!(office.events("receipt_issued").is_empty());
    // Printed without one, as a batch does: it is collected with one for its own reason.
    let card = print(&office, "baru", NIK).expect(0).json();
    office.ready();
    office.until_source("the card", |office| {
        let status = office.cetakd_told(&["status", "--json", "-"], NIK).expect(0);
        status.json()["state"] == "CARD_PRINTED"
    });
    ask(&office, &["luar_domisili"], NIK).fails(3, "REQ-01");
    let receipt = issued(&office, &["baru"]);
    give(&office, &card["uid"], &receipt).expect(0);
    ask(&office, &["baru"], NIK).fails(3, "REQ-01");
    office.books_are_true();
}

#[test]
fn a_receipt_prints_one_card_is_free_if_that_fails_and_closed_once_it_is_given() {
    let office = Office::open();
    let receipt = issued(&office, &["baru"]);
    let card = print(&office, "baru", &receipt).expect(0).json();
    assert_eq!(office.events("job_opened")[0]["receipt"], *receipt);
    print(&office, "baru", &receipt).fails(3, "HOV-16");
    office.lift();
    let spoiled = ["inspect", "spoiled", "--reason", "gagal_cetak", "--uid"];
    let uid = card["uid"].as_str().unwrap();
    office.cetakd(&[&spoiled[..], &[uid, "--json"]].concat()).expect(0);
    let state = "PRINT_READY_RECORD";
    office.hands(json!({ "do": "source", "what": "state", "nik": NIK, "state": state }));
    let card = print(&office, "baru", &receipt).expect(0).json();
    office.ready();
    give(&office, &card["uid"], &receipt).expect(0);
    print(&office, "baru", &receipt).fails(3, "HOV-17");
    assert_eq!(office.events("print_finished").len(), 2);
    office.cetakd(&["journal", "verify"]).expect(0);
}

#[test]
fn a_number_shows_its_series_and_is_taken_with_its_letter_and_without_but_not_with_another() {
    let office = Office::open();
    let bare = issued(&office, &["baru"]);
    assert!(bare.starts_with("20"), "programs read the bare number: {bare}");
    let again = office.cetakd_told(&["status", "--receipt", "baru", "-"], NIK).expect(0);
    let shown = format!("T-{bare}");
    assert!(again.out.contains(&shown), "{}", again.out);
    let today = jiff::Timestamp::now().to_string();
    let (utc, theirs) = (&today[..5], format!("-{} ", &today[..4]));
    assert!(!again.out.contains(&format!("({utc}")) && !again.out.contains("Z)"), "{}", again.out);
    assert!(again.out.contains(&theirs), "the office's own form: {}", again.out);
    print(&office, "luar_domisili", &shown).fails(3, "HOV-19");
    print(&office, "baru", &format!("P-{bare}")).fails(3, "HOV-22");
    print(&office, "baru", &format!("K-{bare}")).fails(3, "HOV-01");
    let parcel = office.cetakd(&["ship", "list", &shown]).expect(2);
    let said = format!("{}{}", parcel.out, parcel.err);
    assert!(said.contains("Itu nomor tanda pengambilan."), "{said}");
    office.cetakd(&["handover", "show", "--register", &shown]).expect(2);
    ask(&office, &["luar_domisili", "--instead-of", &format!("P-{bare}")], NIK).expect(2);
    let second = issued(&office, &["luar_domisili", "--instead-of", &shown]);
    let second = format!("t-{second}");
    let card = print(&office, "luar_domisili", &second).expect(0).json();
    assert_eq!(office.events("receipt_issued")[1]["number"], second[2..]);
    office.ready();
    let kecamatan = office.json(&["register", "list"])[0]["kecamatan"].clone();
    let begin = office.cetakd(&["ship", "begin", kecamatan.as_str().unwrap()]).expect(0);
    let parcel = format!("P-{}/SPESIMEN-01/00001", &bare[..4]);
    assert!(begin.out.contains(&parcel), "{}", begin.out);
    office.cetakd(&["ship", "add", &second, "--uid", card["uid"].as_str().unwrap()]).expect(2);
    office.cetakd(&["ship", "add", &parcel, "--uid", card["uid"].as_str().unwrap()]).expect(0);
    assert!(office.cetakd(&["ship", "list"]).expect(0).out.contains(&parcel));
}
