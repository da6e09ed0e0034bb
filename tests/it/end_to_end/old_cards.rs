//! Old cards: a reprint that two people agree to, the card that it takes the place of, and what
//! comes back from its holder. Nobody holds two.

use std::fs;

use hw_sim::source::cast;
use serde_json::{Value, json};

use super::people::{by, open_approval, peopled};
use crate::rig::{Office, Said};

/// A card of ours in its holder's hand, by the loket alone: UID and receipt.
fn given(office: &Office, nik: &str) -> (String, String) {
    let receipt = receipt_for(office, "baru", nik);
    let card = by(office, "siti", &["print", "--reason", "baru", nik]).expect(0).json();
    let uid = card["uid"].as_str().unwrap().to_owned();
    good(office, &uid);
    give(office, &uid, &receipt, &[]).expect(0);
    (uid, receipt)
}

fn good(office: &Office, uid: &str) {
    by(office, "siti", &["inspect", "good", "--uid", uid]).expect(0);
}

fn give(office: &Office, uid: &str, receipt: &str, rest: &[&str]) -> Said {
    let signature = office.path("signature.png");
    fs::write(&signature, b"\x89PNG\r\n\x1a\nSPESIMEN").unwrap();
    let signature = signature.display().to_string();
    let all = ["handover", "give", "--family-card", "--checked", "nama,nik,alamat,foto"];
    let card = ["--tap", "--receipt", receipt, "--signature", &signature];
    office.hands(json!({ "do": "tap", "card": uid }));
    let said = by(office, "siti", &[&all[..], &card, rest].concat());
    office.lift();
    said
}

/// The centre has made the record ready once more, after it heard of the card.
fn ready_again(office: &Office, nik: &str, heard: &[&str]) {
    office.until_source("its outcomes", |office| office.outcomes_of(nik) == heard);
    state(office, nik, "PRINT_READY_RECORD");
}

fn receipt_for(office: &Office, reason: &str, nik: &str) -> String {
    let receipt = by(office, "siti", &["status", "--receipt", reason, nik]).expect(0).json();
    receipt["receipt"].as_str().unwrap().to_owned()
}

fn state(office: &Office, nik: &str, state: &str) {
    office.hands(json!({ "do": "source", "what": "state", "nik": nik, "state": state }));
}

fn agreed(office: &Office, order: &[&str]) -> Said {
    by(office, "siti", order).fails(4, "CMD-40");
    let id = open_approval(office);
    by(office, "siti", &["approve", &id]).fails(3, "APR-03");
    by(office, "sari", &["approve", &id]).fails(3, "APR-05");
    by(office, "omar", &["approve", &id])
}

/// Brought to the desk: it speaks for itself, and one person is enough.
fn withdrawn_on_the_desk(office: &Office, uid: &str, reason: &str) -> Said {
    office.hands(json!({ "do": "tap", "card": uid }));
    let said = by(office, "siti", &["stock", "withdraw", "--reason", reason, "--tap"]);
    office.lift();
    said
}

/// How many cards people hold by the journal, counted here.
fn held(office: &Office) -> i64 {
    let count = |of: &str| office.events(of).len() as i64;
    count("card_handed_over") - count("card_withdrawn") - count("card_lost")
}

/// The words of a paper, their line breaks taken out.
fn paper_text(office: &Office, paper: &[&str]) -> String {
    let out = office.path("paper.pdf").display().to_string();
    by(office, "kartini", &[&["paper"], paper, &["--out", &out]].concat()).expect(0);
    let text = std::process::Command::new("pdftotext").args([&out, "-"]).output();
    let text = text.expect("pdftotext: apt-get install poppler-utils").stdout;
    String::from_utf8(text).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn newest_uid(office: &Office) -> String {
    let finished = office.events("feed_finished").pop().unwrap();
    finished["blank"].as_str().unwrap().to_owned()
}

#[test]
fn a_broken_card_is_replaced_by_two_people_and_withdrawn_before_the_new_one_is_given() {
    let office = peopled();
    let nik = cast::ORDINARY_WOMAN;
    let (old, receipt) = given(&office, nik);
    ready_again(&office, nik, &["printed", "ready"]);
    let counters = office.truth().lanes[0].counters;
    let print = |rest: &[&str]| {
        let all = ["print", "--reason", "rusak", "--paper", "ktp_rusak", nik];
        by(&office, "siti", &[&all[..], rest].concat())
    };
    by(&office, "siti", &["print", "--reason", "baru", nik]).fails(3, "REQ-06");
    print(&[]).fails(3, "REQ-09");
    print(&["--old-card", "tidak_ada"]).fails(3, "REQ-11");
    print(&["--old-card", "entah"]).expect(2);
    by(&office, "siti", &["print", "--reason", "rusak", "--old-card", "ditarik", nik])
        .fails(3, "REQ-07");
    let order =
        ["print", "--reason", "rusak", "--paper", "ktp_rusak", "--old-card", "ditarik", nik];
    assert_eq!(office.truth().lanes[0].counters, counters, "something was fed");
    agreed(&office, &order).expect(0);
    let opened = office.events("job_opened").pop().unwrap();
    assert_eq!(opened["reprint"]["old_card"]["is"], "withdrawn", "{opened}");
    let new = newest_uid(&office);
    assert_ne!(new, old);
    good(&office, &new);

    // She holds the old one still.
    let taken = ["--old-card-taken"];
    give(&office, &new, &receipt, &taken).fails(3, "HOV-15");
    assert_eq!(held(&office), 1);
    // A number that somebody types is no card in hand.
    let named = ["stock", "withdraw", "--reason", "rusak", "--uid", &old];
    by(&office, "siti", &named).fails(4, "CMD-40");
    by(&office, "siti", &["approve", "decline", &open_approval(&office)]).expect(0);
    withdrawn_on_the_desk(&office, &old, "rusak").expect(0);
    withdrawn_on_the_desk(&office, &old, "rusak").fails(3, "HOV-11");
    assert_eq!((office.booked("withdrawn"), office.booked("handed_over")), (1, 0));
    // The first card used the first receipt up.
    give(&office, &new, &receipt, &taken).fails(3, "HOV-17");
    let receipt = receipt_for(&office, "rusak", nik);
    give(&office, &new, &receipt, &taken).expect(0);
    assert_eq!((held(&office), office.booked("handed_over")), (1, 1));
    assert_eq!(office.booked("others"), 0, "it was one of ours");
    office.until_source("the revocation", |office| office.revoked().contains(&old));
    office.books_are_true();

    let listed = office.json(&["stock", "spoiled"]);
    assert_eq!((&listed[0]["uid"], &listed[0]["withdrawn"]), (&old.clone().into(), &true.into()));
    let list = office.path("old.txt");
    fs::write(&list, format!("{old}\n")).unwrap();
    let list = list.display().to_string();
    let burn = ["stock", "destroy", "0", "--withdrawn", "1", "--document", "BA/1", "--uids", &list];
    let as_spoiled = ["stock", "destroy", "1", "--document", "BA/1", "--uids", &list];
    let two = ["--witness", "A", "--witness", "B"];
    by(&office, "kartini", &[&as_spoiled[..], &two].concat()).fails(3, "STK-07");
    let seen = ["--witness", "A, polisi", "--witness", "B, camat"];
    by(&office, "kartini", &[&burn[..], &["--witness", "A"]].concat()).fails(3, "STK-13");
    // One of ours is burnt by its name, and the paper says what burnt.
    let unnamed = ["stock", "destroy", "0", "--withdrawn", "1", "--document", "BA/1"];
    by(&office, "kartini", &[&unnamed[..], &seen].concat()).fails(3, "STK-16");
    by(&office, "kartini", &[&burn[..], &seen].concat()).fails(4, "CMD-40");
    for nobody in ["omar", "siti"] {
        by(&office, nobody, &["approve", &open_approval(&office)]).fails(3, "APR-05");
    }
    by(&office, "dewi", &["approve", &open_approval(&office)]).expect(0);
    assert_eq!(office.json(&["stock", "spoiled"]), json!([]));
    let burnt = paper_text(&office, &["destruction", "BA/1"]);
    assert!(burnt.contains("1 kartu lama yang ditarik") && burnt.contains(&old), "{burnt}");
    let register = paper_text(&office, &["register"]);
    assert!(register.contains("ditarik"), "{register}");
    assert_eq!((office.booked("withdrawn"), office.booked("old_destroyed")), (0, 1));
    let lines = office.cetakd(&["stock", "show"]).expect(0).out;
    assert!(lines.contains("baru 20 · terpakai 2 · rusak 0 · sisa 18"), "{lines}");
    office.books_are_true();
}

#[test]
fn a_lost_card_is_revoked_when_two_agree_and_withdrawn_when_somebody_finds_it() {
    let office = peopled();
    let nik = cast::ORDINARY_MAN;
    let (old, receipt) = given(&office, nik);
    ready_again(&office, nik, &["printed", "ready"]);
    let order = |dated: &'static str| {
        let reason = ["print", "--reason", "hilang", "--paper", "surat_kehilangan", nik];
        let letter = ["--old-card", "hilang", "--police-letter", "LP/7", "--letter-dated", dated];
        [&reason[..], &letter].concat()
    };
    by(&office, "siti", &order("2999-01-01")).fails(3, "STK-06");
    assert_eq!(office.booked("missing"), 0);
    agreed(&office, &order("2026-01-02")).expect(0);
    assert_eq!((office.booked("missing"), office.booked("handed_over")), (1, 0));
    office.until_source("the revocation", |office| office.revoked().contains(&old));
    let new = newest_uid(&office);
    good(&office, &new);
    give(&office, &new, &receipt, &[]).fails(3, "HOV-06");
    let receipt = receipt_for(&office, "hilang", nik);
    give(&office, &new, &receipt, &["--police-letter", "LP/7"]).expect(0);
    assert_eq!(held(&office), 1);
    // Found again: it never goes back to anybody.
    withdrawn_on_the_desk(&office, &old, "ditemukan_kembali").expect(0);
    assert_eq!((office.booked("missing"), office.booked("withdrawn")), (0, 1));
    give(&office, &old, &receipt, &["--police-letter", "LP/7"]).fails(3, "HOV-11");
    let rows = office.json(&["register", "list"]);
    let stages: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["stage"]).collect();
    assert_eq!(stages.len(), 2, "{rows}");
    office.books_are_true();
}

#[test]
fn a_source_that_refuses_a_reprint_gets_its_sentence_and_a_card_in_the_drawer_stops_one() {
    let office = peopled();
    let nik = cast::CARD_ISSUED;
    let order = ["print", "--reason", "rusak", "--paper", "ktp_rusak", "--old-card", "tidak_ada"];
    // Nobody is asked to agree to what the source refuses already.
    by(&office, "siti", &[&order[..], &[nik]].concat()).fails(3, "REQ-01");
    assert!(prints_asked(&office).is_empty());
    assert_eq!(office.events("feed_intended").len(), 0);

    // Printed, and nobody has looked at it yet.
    let nik = cast::ORDINARY_MAN;
    by(&office, "siti", &["print", "--reason", "baru", nik]).expect(0);
    ready_again(&office, nik, &["printed"]);
    let withdrawn = ["print", "--reason", "rusak", "--paper", "ktp_rusak", "--old-card", "ditarik"];
    by(&office, "siti", &[&withdrawn[..], &[nik]].concat()).fails(3, "REQ-10");
    let card = newest_uid(&office);
    withdrawn_on_the_desk(&office, &card, "rusak").fails(3, "HOV-11");
    good(&office, &card);
    ready_again(&office, nik, &["printed", "ready"]);
    let lost = ["print", "--reason", "hilang", "--paper", "surat_kehilangan", "--old-card"];
    let letter = ["hilang", "--police-letter", "LP/7", "--letter-dated", "2026-01-02", nik];
    by(&office, "siti", &[&lost[..], &letter].concat()).fails(3, "REQ-10");
    withdrawn_on_the_desk(&office, &card, "rusak").expect(0);
    assert_eq!((office.booked("ready"), office.booked("withdrawn")), (0, 1));
    // Nobody alone makes it a first card again.
    ready_again(&office, nik, &["printed", "ready"]);
    by(&office, "siti", &["print", "--reason", "baru", nik]).fails(3, "REQ-06");
    office.books_are_true();
}

/// What was asked of a second person about a print, as the list shows it.
fn prints_asked(office: &Office) -> Vec<Value> {
    let rows = office.json(&["approve", "list"]);
    let rows = rows.as_array().unwrap().iter();
    rows.filter(|row| row["command"] == "print").cloned().collect()
}

#[test]
fn the_list_of_approvals_says_what_became_of_what_was_agreed_to() {
    let office = peopled();
    let nik = cast::ORDINARY_WOMAN;
    given(&office, nik);
    ready_again(&office, nik, &["printed", "ready"]);
    let order =
        ["print", "--reason", "rusak", "--paper", "ktp_rusak", "--old-card", "ditarik", nik];
    by(&office, "siti", &order).fails(4, "CMD-40");
    assert_eq!(prints_asked(&office)[0]["outcome"], Value::Null);
    // The source changes its mind while somebody thinks.
    state(&office, nik, "CARD_ISSUED");
    by(&office, "omar", &["approve", &open_approval(&office)]).fails(3, "REQ-01");
    let refused = &prints_asked(&office)[0];
    assert_eq!((&refused["state"], &refused["outcome"]), (&"given".into(), &"REQ-01".into()));
    let listed = office.cetakd(&["approve", "list"]).expect(0).out;
    assert!(listed.contains("disetujui, tetapi ditolak: REQ-01"), "{listed}");
    state(&office, nik, "PRINT_READY_RECORD");
    agreed(&office, &order).expect(0);
    assert_eq!(prints_asked(&office)[1]["outcome"], "done");
    office.cetakd(&["journal", "verify"]).expect(0);
}

#[test]
fn old_cards_of_others_are_booked_by_number_and_never_say_whose_they_were() {
    let office = Office::open();
    let withdraw = |rest: &[&str], told: &str| {
        office.cetakd_told(&[&["stock", "withdraw", "--json"], rest].concat(), told)
    };
    withdraw(&["3", "--reason", "entah"], "").expect(2);
    withdraw(&["0", "--reason", "meninggal"], "").fails(3, "STK-01");
    withdraw(&["2", "--reason", "meninggal", "--nik"], cast::ORDINARY_MAN).fails(3, "STK-31");
    withdraw(&["--reason", "rusak", "--uid", "04AABBCCDDEE01"], "").fails(3, "HOV-09");
    assert_eq!(office.booked("withdrawn"), 0);
    withdraw(&["3", "--reason", "meninggal"], "").expect(0);
    withdraw(&["--reason", "pindah_datang", "--nik"], cast::ORDINARY_MAN).expect(0);
    assert_eq!((office.booked("withdrawn"), office.booked("others")), (4, -4));
    let entries = office.events("old_cards_withdrawn");
    assert!(entries[1]["nik"].is_string(), "{entries:?}");
    assert!(!entries[1].to_string().contains(cast::ORDINARY_MAN));
    // What is taken when a new card is given counts by itself.
    let told = ["status", "--receipt", "rusak", "--json", "-"];
    let receipt = office.cetakd_told(&told, cast::ORDINARY_WOMAN).expect(0).json();
    let receipt = receipt["receipt"].as_str().unwrap().to_owned();
    let print = ["print", "--reason", "rusak", "--paper", "ktp_rusak", "--json", "-"];
    let card = office.cetakd_told(&print, cast::ORDINARY_WOMAN).expect(0).json();
    let uid = card["uid"].as_str().unwrap();
    office.ready();
    let signature = office.path("signature.png");
    fs::write(&signature, b"\x89PNG\r\n\x1a\nSPESIMEN").unwrap();
    let signature = signature.display().to_string();
    let all = ["handover", "give", "--family-card", "--checked", "nama,nik,alamat,foto"];
    let card = ["--uid", uid, "--receipt", &receipt, "--signature", &signature];
    office.cetakd(&[&all[..], &card, &["--old-card-taken"]].concat()).expect(0);
    assert_eq!((office.booked("withdrawn"), office.booked("others")), (5, -5));
    office.books_are_true();
}

#[test]
fn a_card_that_waits_to_be_given_is_given_and_no_other_printed() {
    let office = peopled();
    let nik = cast::ORDINARY_WOMAN;
    let card = by(&office, "siti", &["print", "--reason", "baru", nik]).expect(0).json();
    good(&office, card["uid"].as_str().unwrap());
    ready_again(&office, nik, &["printed", "ready"]);
    let rusak = ["print", "--reason", "rusak", "--paper", "ktp_rusak", nik];
    for fate in ["ditarik", "tidak_ada"] {
        let order = [&rusak[..], &["--old-card", fate]].concat();
        let said = by(&office, "siti", &order);
        said.fails(3, if fate == "ditarik" { "REQ-10" } else { "REQ-11" });
    }
}

/// The reason says that there is an old card; nobody else's books know of it.
#[test]
fn no_old_card_is_the_word_of_two() {
    let office = peopled();
    let print = |fate: &str| {
        let order = ["print", "--reason", "rusak", "--paper", "ktp_rusak", "--old-card", fate];
        by(&office, "siti", &[&order[..], &[cast::ORDINARY_WOMAN]].concat())
    };
    print("tidak_ada").fails(4, "CMD-40");
    assert!(office.events("feed_intended").is_empty());
    by(&office, "omar", &["approve", &open_approval(&office)]).expect(0);
    let opened = office.events("job_opened").pop().unwrap();
    assert_eq!(opened["reprint"]["old_card"]["is"], "none", "{opened}");
}

#[test]
fn who_agrees_to_another_card_reads_which_card_there_is() {
    let office = peopled();
    let nik = cast::ORDINARY_WOMAN;
    given(&office, nik);
    ready_again(&office, nik, &["printed", "ready"]);
    let number = office.json(&["register", "list"])[0]["number"].as_str().unwrap().to_owned();
    let order =
        ["print", "--reason", "rusak", "--paper", "ktp_rusak", "--old-card", "ditarik", nik];
    by(&office, "siti", &order).fails(4, "CMD-40");
    let shown = by(&office, "omar", &["approve", "show", &open_approval(&office)]).expect(0);
    assert!(shown.out.contains(&number) && !shown.out.contains(nik), "{}", shown.out);
}

#[test]
fn where_a_desk_reader_stands_a_card_that_nobody_taps_is_given_by_two() {
    let office = peopled();
    let nik = cast::ORDINARY_WOMAN;
    let receipt = receipt_for(&office, "baru", nik);
    let card = by(&office, "siti", &["print", "--reason", "baru", nik]).expect(0).json();
    let uid = card["uid"].as_str().unwrap();
    good(&office, uid);
    let signature = office.path("signature.png");
    fs::write(&signature, b"\x89PNG\r\n\x1a\nSPESIMEN").unwrap();
    let signature = signature.display().to_string();
    let give = ["handover", "give", "--family-card", "--checked", "nama,nik,alamat,foto"];
    let card = ["--uid", uid, "--receipt", &receipt, "--signature", &signature];
    by(&office, "siti", &[&give[..], &card].concat()).fails(4, "CMD-40");
    assert_eq!(office.booked("ready"), 1);
    let id = open_approval(&office);
    let shown = by(&office, "omar", &["approve", "show", &id]).expect(0);
    assert!(shown.out.contains(uid), "{}", shown.out);
    by(&office, "omar", &["approve", &id]).expect(0);
    let given = office.events("card_handed_over").pop().unwrap();
    assert_eq!((&given["tapped"], office.booked("handed_over")), (&false.into(), 1));
}
