//! What an auditor holds against the books: the closes of a day, a number on one paper only, each
//! Berita Acara, who signs, the month's numbers with their names, and when a paper was made.

use std::fs;

use super::papers::{named, paper, two};
use super::people::{by, peopled};
use crate::rig::Office;

/// Counted so in the hopper, twice where it differs; everything else is empty.
fn count(office: &Office, hopper: &str, vault: &str, times: u32) {
    let stock = |rest: &[&str]| by(office, "omar", &[&["stock", "count"], rest].concat());
    stock(&["begin"]).expect(0);
    for (place, counted) in [("vault", vault), ("hopper:A", hopper)] {
        stock(&["enter", place, counted]).expect(0);
    }
    for place in ["output", "ready", "spoiled"] {
        stock(&["enter", place, "0"]);
    }
    stock(&["finish"]).expect(0);
    for _ in 1..times {
        stock(&["enter", "hopper:A", hopper]).expect(0);
        stock(&["finish"]).expect(0);
    }
}

#[test]
fn a_closed_day_names_its_berita_acara_and_balance_and_every_close_of_a_date_is_reached() {
    let office = peopled();
    count(&office, "19", "0", 2);
    two(&office, "kartini", "dewi", &["stock", "count", "book", "--document", "BA/S"]);
    let open = paper(&office, "omar", &["day"]);
    open.says(&["Berita Acara selisih : BA/S", "Sekarang"]);
    by(&office, "kartini", &["day", "close"]).expect(0);
    let today = office.json(&["day", "show"])["closed_on"].as_str().unwrap().to_owned();
    let closed = |rest: &[&'static str]| [&["day", "--closed", today.as_str()], rest].concat();
    // One close needs no number.
    let first = paper(&office, "kartini", &closed(&[]));
    first.says(&[
        "Berita Acara selisih : BA/S",
        "Saldo awal Saldo akhir",
        "tempat blangko A 0 19 19",
    ]);
    assert!(!first.text.contains("Sekarang"), "{}", first.text);

    count(&office, "19", "0", 1);
    by(&office, "kartini", &["day", "close"]).expect(0);
    for which in [&[][..], &["--close", "3"], &["--close", "0"]] {
        let said = by(&office, "kartini", &[&["paper"][..], &closed(which)].concat());
        assert!(said.err.contains("--close 1 (") && said.err.contains("--close 2 ("), "{said:?}");
        said.fails(3, "PAP-13");
    }
    let again = paper(&office, "kartini", &closed(&["--close", "1"]));
    again.says(&["Berita Acara selisih : BA/S"]);
    let second = paper(&office, "kartini", &closed(&["--close", "2"]));
    second.says(&[
        "penutupan ke-2",
        "Berita Acara selisih : tidak ada",
        "tempat blangko A 19 19 19",
    ]);
}

#[test]
fn a_number_stands_on_one_paper_and_no_bast_hides_another() {
    let office = peopled();
    let stock = |rest: &[&str]| by(&office, "kartini", &[&["stock"], rest].concat());
    stock(&["receive", "10", "--bast", "470/2", "--sppb", "470/2"]).expect(0);
    stock(&["lend", "4", "--to", "kab-contoh", "--document", "PJ/1"]).expect(0);
    let booked = office.journal().len();
    let back = ["take-back", "2", "--from", "kab-contoh", "--document"];
    for twice in [
        &[&back[..], &["PJ/1"]].concat()[..],
        &["receive", "5", "--bast", "PJ/1"],
        &["lend", "1", "--to", "x", "--document", "470/2"],
        &["spoil", "1", "--reason", "rusak", "--document", "PJ/1"],
        &["load", "1", "--lane", "A", "--document", "PJ/1"],
    ] {
        let said = stock(twice);
        assert!(said.err.contains("was booked before"), "{said:?}");
        said.fails(3, "STK-04");
    }
    assert_eq!(office.journal().len(), booked, "nothing changed");
    stock(&[&back[..], &["PJ/2"]].concat()).expect(0);
    let lent = paper(&office, "kartini", &["bast", "PJ/1"]);
    lent.says(&["telah dilakukan peminjaman blangko", "Blangko KTP-el 4"]);
    let returned = paper(&office, "kartini", &["bast", "PJ/2"]);
    returned.says(&["pengembalian pinjaman blangko", "Blangko KTP-el 2"]);
}

#[test]
fn every_berita_acara_is_a_paper_and_says_what_was_undone() {
    let office = peopled();
    let stock = |who: &str, rest: &[&str]| by(&office, who, &[&["stock"], rest].concat());
    stock("omar", &["ribbon", "load", "A", "--panels", "900"]).expect(0);
    stock("omar", &["ribbon", "remove", "A"]).expect(0);
    let burn = ["stock", "ribbon", "destroy", "1", "--document", "BA/P", "--witness"];
    let witnesses = ["Budi Saksi, Satpol PP", "--witness", "Ani Saksi, Inspektorat"];
    two(&office, "kartini", "dewi", &[&burn[..], &witnesses].concat());
    let ribbons = named(&office, "kartini", &["berita-acara", "BA/P"], "ribbons");
    ribbons.says(&["BERITA ACARA PEMUSNAHAN PITA DAN FILM", "Nomor BA/P", "1 gulungan"]);
    ribbons.says(&["Budi Saksi, Satpol PP", "Oleh : kartini", "Disetujui : dewi"]);

    stock("kartini", &["receive", "10", "--bast", "470/2"]).expect(0);
    let spoil = ["spoil", "1", "--reason", "cacat_pabrik", "--document", "BA/R", "--remarks"];
    stock("kartini", &[&spoil[..], &["retak di tepi"]].concat()).expect(0);
    let spoiled = || named(&office, "kartini", &["berita-acara", "BA/R"], "spoil");
    let before = spoiled();
    before.says(&["BERITA ACARA KERUSAKAN BLANGKO", "dinyatakan rusak 1 keping", "gudang"]);
    before.says(&["Alasan : cacat pabrik", "Keterangan : retak di tepi"]);
    assert!(!before.text.contains("Dibatalkan"), "{}", before.text);

    let seq = office.journal().last().unwrap()["seq"].as_u64().unwrap().to_string();
    let reverse = ["stock", "reverse", &seq, "--document", "BA/B", "--remarks", "salah hitung"];
    two(&office, "kartini", "dewi", &reverse);
    let reversal = named(&office, "kartini", &["berita-acara", "BA/B"], "reversal");
    reversal.says(&["BERITA ACARA PEMBATALAN PEMBUKUAN", "1 KTP-el rusak gudang 1"]);
    reversal.says(&[&format!("catatan {seq}, oleh kartini"), "Berita Acara BA/R", "salah hitung"]);
    spoiled().says(&["Dibatalkan : dengan Berita Acara BA/B"]);

    by(&office, "omar", &["paper", "berita-acara", "BA/B"]).fails(3, "SGN-04");
    by(&office, "kartini", &["paper", "berita-acara", "470/2"]).fails(3, "PAP-01");
    for other in ["destruction", "difference"] {
        by(&office, "kartini", &["paper", other, "BA/B"]).fails(3, "PAP-01");
    }
    count(&office, "19", "10", 2);
    two(&office, "kartini", "dewi", &["stock", "count", "book", "--document", "BA/S"]);
    let difference = named(&office, "kartini", &["berita-acara", "BA/S"], "difference");
    difference.says(&["BERITA ACARA SELISIH", "tempat blangko A 20 19 -1"]);
}

#[test]
fn a_register_is_signed_by_name_where_the_books_know_it_and_else_on_a_line() {
    let office = peopled();
    let register = paper(&office, "kartini", &["register"]);
    register.says(&["Petugas pencatat", "Kepala", "Nama ....", "kartini NIP ....", "NIP ...."]);
    let day = paper(&office, "kartini", &["day"]);
    day.says(&["Operator Pengurus Barang Kepala", "omar dewi kartini NIP ...."]);
}

#[test]
fn a_month_says_what_came_in_went_out_and_is_left_and_its_tables_have_names() {
    let office = peopled();
    let stock = |rest: &[&str]| by(&office, "kartini", &[&["stock"], rest].concat());
    stock(&["receive", "30", "--bast", "470/2"]).expect(0);
    stock(&["lend", "12", "--to", "kab-contoh", "--document", "PJ/1"]).expect(0);
    stock(&["take-back", "5", "--from", "kab-contoh", "--document", "PJ/2"]).expect(0);
    stock(&["lend", "3", "--to", "kab-contoh", "--document", "PJ/3"]).expect(0);
    let undo = |number: &str| {
        let seq = office.journal().last().unwrap()["seq"].as_u64().unwrap().to_string();
        two(&office, "kartini", "dewi", &["stock", "reverse", &seq, "--document", number]);
    };
    undo("BA/1");
    stock(&["spoil", "2", "--reason", "rusak", "--document", "BA/2"]).expect(0);
    undo("BA/3");
    let month = office.journal().last().unwrap()["at"].as_str().unwrap()[..7].to_owned();
    let report = paper(&office, "kartini", &["month", &month]);
    report.says(&[
        "1 Blangko diterima dengan BAST masuk 50",
        "2 Blangko kembali: pinjaman, stasiun lain masuk 5",
        "3 Blangko keluar: pinjaman, stasiun lain, penyedia keluar 12",
        "4 Blangko bersih (1 + 2 − 3) bersih 43",
        // Undone: a mistake is no spoiled blank.
        "6 Rusak di kantor 0",
        "10 Kartu kembali dari kecamatan masuk 0",
    ]);
    let csv = office.path("month.csv").display().to_string();
    let made =
        by(&office, "kartini", &["paper", "month", &month, "--format", "csv", "--out", &csv]);
    let files = made.expect(0).json()["files"].clone();
    let tables = ["blangko-dan-kartu-per-tempat", "gerakan-dalam-bulan-ini"];
    let more = ["kartu-dalam-register-menurut-alasan", "per-hari"];
    for (at, name) in tables.iter().chain(&more).enumerate() {
        assert_eq!(files[at], office.path(&format!("month-{name}.csv")).display().to_string());
    }
    let flows = fs::read_to_string(office.path("month-gerakan-dalam-bulan-ini.csv")).unwrap();
    assert!(flows.contains("bersih,43\r\n"), "{flows}");
}

#[test]
fn a_look_at_a_paper_tells_when_it_was_made_as_the_paper_does() {
    let office = peopled();
    let day = paper(&office, "kartini", &["day"]);
    let (_, made) = day.text.split_once("dibuat ").unwrap();
    let made = made.split_once(" WIB").unwrap().0;
    let path = day.path.display().to_string();
    let said = office.cetakd(&["verify-paper", &path, "--lang", "both"]).expect(0).out;
    assert!(said.contains(&format!("dibuat {made} WIB")), "{said}");
    assert!(said.contains(" WIB, journal ") && !said.contains("UTC"), "{said}");
}
