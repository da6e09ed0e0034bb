//! What people read, in the language they ask for, and sentences that say what to do.

use hw_sim::source::cast;
use serde_json::json;

use crate::rig::{Office, Said};

fn said(office: &Office, lang: &str, words: &[&str]) -> Said {
    office.cetakd(&[&["--lang", lang], words].concat())
}

#[test]
fn tables_and_figures_are_in_the_language_that_is_asked_for() {
    let office = Office::open();
    office.print(cast::ORDINARY_WOMAN).expect(0);
    office.ready();
    let check = |command: &[&str], id: &[&str], en: &[&str]| {
        let both = (said(&office, "id", command).expect(0), said(&office, "en", command).expect(0));
        let (out_id, out_en) = (both.0.out, both.1.out);
        for word in id {
            assert!(out_id.contains(word) && !out_en.contains(word), "{word}: {out_id}{out_en}");
        }
        for word in en {
            assert!(out_en.contains(word) && !out_id.contains(word), "{word}: {out_id}{out_en}");
        }
    };
    check(
        &["stock", "show"],
        &["jenis", "tempat blangko jalur A", "siap diserahkan", "pagi ", "terpakai "],
        &["kind", "hopper of lane A", "ready", "morning ", "used "],
    );
    check(&["day", "show"], &["pencetak ", "terlihat "], &["printer ", "seen "]);
    check(&["stock", "papers"], &["catatan", "tanggal"], &["entry", "date"]);
    check(
        &["register", "list"],
        &["nomor", "alasan", "siap diserahkan"],
        &["number", "reason", "ready"],
    );
    check(&["times"], &["langkah", "cek status"], &["step", "status check"]);
    check(
        &["doctor"],
        &["✓ jam: dipercaya", "kunci penyegel", "hari lagi"],
        &["✓ clock: believed", "sealing keys", "days left"],
    );
    let counted = said(&office, "id", &["stock", "count", "begin"]).expect(0).out;
    assert!(counted.contains("tempat blangko jalur A  hopper:A"), "{counted}");
    let blind = said(&office, "id", &["stock", "count", "finish"]);
    assert!(blind.err.contains("di gudang") && blind.err.contains("enter vault`"), "{blind:?}");
}

#[test]
fn a_look_and_an_entry_say_who_and_when_by_the_office_s_clock() {
    let office = Office::open();
    office.print(cast::ORDINARY_WOMAN).expect(0);
    office.json(&["handover", "show", "--uid", &uid(&office)]);
    let looks = said(&office, "id", &["access", "--each"]).expect(0).out;
    assert!(looks.contains("pengguna komputer ") && !looks.contains("uid:"), "{looks}");
    assert!(looks.contains("penyerahan"), "{looks}");
    let rows = office.json(&["access", "--each"]);
    let stored = rows[0]["at"].as_str().unwrap();
    assert!(!looks.contains(stored), "{looks}");
    let at: jiff::Timestamp = stored.parse().unwrap();
    let here = jiff::tz::Offset::constant(7).to_datetime(at);
    let here = here.strftime("%d-%m-%Y %H:%M").to_string();
    assert!(looks.contains(&here), "{here}: {looks}");
    let entries = said(&office, "en", &["journal", "show"]).expect(0).out;
    assert!(entries.contains("computer user ") && entries.contains("  cetakd  "), "{entries}");
}

fn uid(office: &Office) -> String {
    office.json(&["register", "list"])[0]["blank"].as_str().unwrap().to_owned()
}

#[test]
fn an_empty_station_is_told_where_its_first_blanks_come_from() {
    let office = Office::order().without_stock().open();
    let told = said(&office, "id", &["doctor"]).out;
    assert!(told.contains("! blangko: belum ada blangko"), "{told}");
    assert!(told.contains("→ Bukukan blangko pertama: `cetakd stock receive"), "{told}");
}

#[test]
fn what_can_t_be_done_is_said_with_what_can() {
    let office = Office::open();
    office.print(cast::ORDINARY_WOMAN).expect(0);
    office.ready();
    let uid = uid(&office);
    let again = said(&office, "id", &["inspect", "good", "--uid", &uid]).expect(3);
    assert!(again.err.starts_with("CMD-21") && again.err.contains("sudah diperiksa"), "{again:?}");
    let begun = said(&office, "id", &["ship", "begin", "NOWHERE"]).expect(3);
    assert!(begun.err.starts_with("SHP-12") && begun.err.contains("NOWHERE"), "{begun:?}");
    assert_eq!(office.json(&["ship", "list"]), json!([]));
    let noted = ["complaint", "fisik", "--number", "ADU/7", "--uid", &uid];
    let noted = said(&office, "id", &noted).expect(0).out;
    assert_eq!(noted.matches("ADU/7").count(), 1, "{noted}");
    let typed = said(&office, "id", &["stock", "count", "enter", "vaults", "3"]).expect(2);
    assert!(typed.err.starts_with("USE-06") && typed.err.contains("vault (gudang)"), "{typed:?}");

    let to = office.json(&["register", "list"])[0]["kecamatan"].as_str().unwrap().to_owned();
    let parcel = office.json(&["ship", "begin", &to])["shipment"].as_str().unwrap().to_owned();
    office.json(&["ship", "add", &parcel, "--uid", &uid]);
    let early = said(&office, "id", &["ship", "receive", &parcel, "--counted", "1"]).expect(3);
    assert!(early.err.contains("masih diisi: tutup dahulu"), "{early:?}");
    office.json(&["ship", "close", &parcel, "--bast", "B/1"]);
    office.json(&["ship", "receive", &parcel, "--counted", "0", "--missing", &uid]);
    let lacks = said(&office, "id", &["ship", "list"]).expect(0).out;
    assert!(lacks.contains("diterima dan dihitung") && !lacks.contains("menyusul"), "{lacks}");
    office.json(&["ship", "late", "--uid", &uid]);
    let late = said(&office, "id", &["ship", "list"]).expect(0).out;
    assert!(late.contains("0 + 1 menyusul"), "{late}");
    assert_eq!(office.json(&["ship", "list"])[0]["late"], 1);
}

#[test]
fn a_wrong_file_is_named_without_an_english_word_among_indonesian_ones() {
    let office = Office::open();
    let list = office.path("uids.csv");
    std::fs::write(&list, "uid\n04zz\n").unwrap();
    let list = list.display().to_string();
    let wrong = ["stock", "receive", "1", "--bast", "B/9", "--uids", &list];
    let wrong = said(&office, "id", &wrong).expect(2);
    assert!(wrong.err.contains("baris 2: UID ditulis dengan digit"), "{wrong:?}");
    let file = std::fs::read_to_string(office.config()).unwrap();
    std::fs::write(office.config(), file.replace("office = ", "ofice = ")).unwrap();
    let wrong = said(&office, "id", &["stock", "show"]).expect(2);
    assert!(wrong.err.contains("`ofice` tidak dikenal; maksudnya `office`?"), "{wrong:?}");
    assert!(!wrong.err.contains(" is "), "{wrong:?}");
    std::fs::remove_file(office.config()).unwrap();
    let wrong = said(&office, "id", &["stock", "show"]).expect(2);
    assert!(wrong.err.contains("tidak terbaca: tidak ada"), "{wrong:?}");
}
