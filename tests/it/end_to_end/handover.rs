//! From a receipt to a card in its holder's hand, and by parcel to a kecamatan.

use std::fs;

use hw_sim::source::cast;
use serde_json::{Value, json};

use super::people::{by, open_approval, peopled};
use crate::rig::{Office, Said};

/// Enough to be taken for a picture.
fn signature(office: &Office) -> String {
    let path = office.path("signature.png");
    fs::write(&path, b"\x89PNG\r\n\x1a\nSPESIMEN").unwrap();
    path.display().to_string()
}

fn receipt(office: &Office, nik: &str) -> Value {
    let told = ["status", "--receipt", "baru", "--json", "-"];
    office.cetakd_told(&told, nik).expect(0).json()
}

fn give(office: &Office, rest: &[&str]) -> Said {
    let signature = signature(office);
    let all = ["handover", "give", "--signature", &signature, "--json"];
    office.cetakd(&[&all, rest].concat())
}

const CHECKED: &[&str] = &["--family-card", "--checked", "nama,nik,alamat,foto"];

fn lay(office: &Office, uid: &Value) {
    office.lift();
    office.hands(json!({ "do": "tap", "card": uid, "place": { "at": "hands" } }));
}

#[test]
fn a_card_is_printed_by_its_receipt_sorted_and_given_to_its_holder_by_tap_and_to_nobody_else() {
    let office = Office::open();
    office
        .cetakd_told(&["status", "--receipt", "baru", "--json", "-"], cast::BIO_CAPTURED)
        .fails(3, "REQ-01");
    office
        .cetakd_told(&["status", "--suket", "--json", "-"], cast::BIO_CAPTURED)
        .fails(3, "SKT-01");
    let (hers, his) =
        (receipt(&office, cast::ORDINARY_WOMAN), receipt(&office, cast::ORDINARY_MAN));
    let number = hers["receipt"].as_str().unwrap();
    assert!(number.ends_with("/SPESIMEN-01/00001"), "{hers}");
    let print = |claim: &str| office.cetakd(&["print", "--reason", "baru", "--json", claim]);
    print("2026/SPESIMEN-01/00099").fails(3, "HOV-01");
    let qr = hers["qr"].as_str().unwrap();
    print(&format!("{}0000", &qr[..qr.len() - 4])).fails(3, "HOV-02");
    let card = print(qr).expect(0).json();
    office.tap();
    give(&office, &[CHECKED, &["--tap", "--receipt", number]].concat()).fails(3, "HOV-11");
    let sorted = office.json(&["sort", "good"]);
    assert_eq!((&sorted["stage"], &sorted["register"]), (&"ready".into(), &card["register"]));
    assert!(!sorted["kecamatan"].as_str().unwrap().is_empty(), "{sorted}");

    // What was not seen, checked or signed.
    let by = |rest: &[&str]| give(&office, &[rest, &["--tap", "--receipt", number]].concat());
    by(&["--checked", "nama,nik,alamat,foto"]).fails(3, "HOV-03");
    by(&["--family-card", "--checked", "nama,nik,foto"]).fails(3, "HOV-04");
    by(&[CHECKED, &["--fingerprint", "no_match"]].concat()).fails(3, "HOV-05");
    let long = "x".repeat(129);
    by(&[CHECKED, &["--relation", "anak", "--letter", &long]].concat()).fails(3, "HOV-07");
    let empty = office.path("empty.png").display().to_string();
    fs::write(&empty, b"no picture").unwrap();
    let unsigned = ["handover", "give", "--signature", &empty, "--tap", "--receipt", number];
    office.cetakd(&[&unsigned, CHECKED, &["--json"]].concat()).fails(3, "HOV-08");
    // The card of one with the receipt of another.
    let other = his["receipt"].as_str().unwrap();
    let wrong = give(&office, &[CHECKED, &["--tap", "--receipt", other]].concat());
    let wrong = wrong.fails(3, "HOV-12");
    assert!(wrong.out.contains("9901********0001") && !wrong.out.contains(cast::ORDINARY_WOMAN));
    assert!(office.events("card_handed_over").is_empty());

    office.json(&["handover", "show", "--tap"]);
    let given = by(&[CHECKED, &["--fingerprint", "match"]].concat()).expect(0).json();
    assert_eq!((&given["stage"], &given["register"]), (&"handed_over".into(), &card["register"]));
    by(CHECKED).fails(3, "HOV-11");
    let [event] = &office.events("card_handed_over")[..] else { panic!() };
    assert_eq!(event["tapped"], true);
    let row = &office.json(&["register", "list"])[0];
    assert_eq!((&row["collector"], &row["old_card"]), (&"pemilik".into(), &"tidak ada".into()));
    let clear = office.json(&["register", "list", "--clear", "pengaduan", "--limit", "1"]);
    assert_eq!(clear[0]["nik"], cast::ORDINARY_WOMAN);
    let looks = office.json(&["access", "--each", "--nik", cast::ORDINARY_WOMAN]);
    let why = |why: &str| looks.as_array().unwrap().iter().any(|look| look["purpose"] == why);
    assert!(why("layanan") && why("penyerahan") && why("pengaduan"), "{looks}");
    let times = office.json(&["times"]);
    assert!(times.as_array().unwrap().iter().all(|step| step["count"] != 0), "{times}");
    assert_eq!((office.booked("ready"), office.booked("handed_over")), (0, 1));
    office.json(&["complaint", "salah_data", "--number", "ADU/1", "--uid", &uid(&card)]);
    assert_eq!(office.json(&["register", "list"])[0]["remarks"], "salah_data ADU/1");
    office.books_are_true();
}

fn uid(card: &Value) -> String {
    card["uid"].as_str().unwrap().to_owned()
}

#[test]
fn a_parcel_is_packed_sent_counted_and_what_nobody_comes_for_comes_back() {
    let office = Office::open();
    // Somebody of another kecamatan.
    office.print(cast::LONGEST_NAME).expect(0);
    office.ready();
    office.lift();
    let other = office.json(&["register", "list"])[0]["kecamatan"].clone();
    let number = receipt(&office, cast::ORDINARY_WOMAN)["receipt"].as_str().unwrap().to_owned();
    let card = office.cetakd(&["print", "--reason", "baru", "--json", &number]).expect(0).json();
    let uid = uid(&card);
    let ship = |rest: &[&str]| office.cetakd(&[&["ship"], rest, &["--json"]].concat());
    ship(&["begin", "entah di mana"]).fails(3, "SHP-12");
    let elsewhere = ship(&["begin", other.as_str().unwrap()]).expect(0).json()["shipment"].clone();
    let elsewhere = elsewhere.as_str().unwrap();
    ship(&["add", elsewhere, "--uid", &uid]).fails(3, "HOV-11");
    office.ready();
    let row = &office.json(&["register", "list"])[0];
    let to = row["kecamatan"].as_str().unwrap();
    ship(&["add", elsewhere, "--uid", &uid]).fails(3, "SHP-05");
    ship(&["close", elsewhere, "--bast", "B/1"]).fails(3, "SHP-03");
    let parcel = ship(&["begin", to]).expect(0).json()["shipment"].clone();
    let parcel = parcel.as_str().unwrap();
    ship(&["add", "2026/SPESIMEN-01/00009", "--uid", &uid]).fails(3, "SHP-01");
    lay(&office, &card["uid"]);
    ship(&["add", parcel, "--tap"]).expect(0);
    ship(&["add", parcel, "--uid", &uid]).fails(3, "HOV-11");
    ship(&["remove", parcel, "--uid", &uid]).expect(0);
    ship(&["add", parcel, "--uid", &uid]).expect(0);
    ship(&["close", parcel, "--bast", "B/1", "--dated", "2999-01-01"]).fails(3, "SHP-07");
    ship(&["close", parcel, "--bast", "B/1", "--dated", "2001-01-01"]).fails(3, "SHP-08");
    ship(&["close", parcel, "--bast", "470/1"]).fails(3, "SHP-06");
    ship(&["receive", parcel, "--counted", "1"]).fails(3, "SHP-02");
    ship(&["close", parcel, "--bast", "B/1"]).expect(0);
    assert_eq!(office.booked(&format!("shipped:{to}")), 1);
    let claim = ["--receipt", &number, "--uid", &uid];
    give(&office, &[CHECKED, &claim].concat()).fails(3, "HOV-11");
    ship(&["receive", parcel, "--counted", "0"]).fails(3, "SHP-09");
    ship(&["receive", parcel, "--counted", "2", "--stranger", &uid]).fails(3, "SHP-11");
    ship(&["receive", parcel, "--counted", "0", "--missing", &uid]).expect(0);
    ship(&["back", "--uid", &uid]).fails(3, "HOV-11");
    ship(&["late", "--uid", &uid]).expect(0);
    assert_eq!(office.json(&["ship", "unclaimed", "--days", "0"])[1]["uid"], card["uid"]);
    assert_eq!(office.json(&["ship", "unclaimed"]), json!([]));
    ship(&["back", "--uid", &uid]).expect(0);
    assert_eq!(office.booked("ready"), 2);
    give(&office, &[CHECKED, &claim].concat()).expect(0);
    let listed = office.json(&["ship", "list"]);
    assert_eq!((&listed[0]["state"], &listed[0]["missing"]), (&"received".into(), &json!([uid])));
    office.books_are_true();
}

#[test]
fn a_letter_is_given_where_the_office_gives_letters_and_collects_the_card() {
    let mut office = Office::open();
    assert!(office.stop().success());
    let file = fs::read_to_string(office.config()).unwrap();
    let letters = "[suket]\nallowed = true\nsignatory = \"Camat Contoh\"\ncontact = \"021-0\"\n";
    fs::write(office.config(), format!("{file}\n{letters}")).unwrap();
    office.start();
    let ask = |nik: &str| office.cetakd_told(&["status", "--suket", "--json", "-"], nik);
    ask(cast::ORDINARY_WOMAN).fails(3, "SKT-02");
    let letter = ask(cast::BIO_CAPTURED).expect(0).json();
    let number = letter["suket"].as_str().unwrap();
    let again = ask(cast::BIO_CAPTURED).expect(0).json();
    assert_eq!((&again["suket"], &again["again"]), (&letter["suket"], &true.into()));
    assert_eq!(office.events("suket_issued").len(), 1);
    let ready = json!({ "do": "source", "what": "state", "nik": cast::BIO_CAPTURED,
        "state": "PRINT_READY_RECORD" });
    office.hands(ready);
    let qr = letter["qr"].as_str().unwrap();
    let print = ["print", "--reason", "baru", "--priority"];
    office.cetakd(&[&print[..], &["entah", qr]].concat()).expect(2);
    let card = office.cetakd(&[&print[..], &["sakit", "--json", qr]].concat()).expect(0).json();
    assert_eq!(office.events("job_opened")[0]["priority"], "sakit");
    office.ready();
    let claim = ["--suket", number, "--uid", &uid(&card)];
    let by = ["--relation", "anak", "--letter", "SK/7", "--collector", "CONTOH ANAK"];
    give(&office, &[CHECKED, &claim, &by].concat()).expect(0);
    assert_eq!(office.json(&["register", "list"])[0]["collector"], "anak, surat SK/7");
    office.books_are_true();
}

#[test]
fn what_a_parcel_lacks_is_the_word_of_two() {
    let office = peopled();
    let card = by(&office, "siti", &["print", "--reason", "baru", cast::ORDINARY_WOMAN]);
    let uid = uid(&card.expect(0).json());
    by(&office, "siti", &["inspect", "good", "--uid", &uid]).expect(0);
    let row = &office.json(&["register", "list"])[0];
    let to = row["kecamatan"].as_str().unwrap();
    let ship = |rest: &[&str]| by(&office, "siti", &[&["ship"], rest].concat());
    let parcel = ship(&["begin", to]).expect(0).json()["shipment"].clone();
    let parcel = parcel.as_str().unwrap();
    ship(&["add", parcel, "--uid", &uid]).expect(0);
    ship(&["close", parcel, "--bast", "B/1"]).expect(0);
    // What can't be is refused before anybody is asked.
    ship(&["receive", parcel, "--counted", "1", "--missing", &uid]).fails(3, "SHP-09");
    ship(&["receive", parcel, "--counted", "0", "--missing", &uid]).fails(4, "CMD-40");
    assert!(office.events("shipment_received").is_empty());
    let id = open_approval(&office);
    by(&office, "omar", &["approve", &id]).fails(3, "APR-05");
    let shown = by(&office, "dewi", &["approve", "show", &id]).expect(0);
    assert!(shown.out.contains(&uid) && shown.out.contains(parcel), "{}", shown.out);
    by(&office, "dewi", &["approve", &id]).expect(0);
    assert_eq!(office.events("shipment_received")[0]["missing"], json!([uid]));
}
