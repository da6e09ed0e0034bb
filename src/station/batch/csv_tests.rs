//! Lists as offices write them, and what is said of those that are none.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::*;

const ZONE: Offset = Offset::constant(7);

fn lines(text: &str) -> Vec<Line> {
    read(text, ZONE).unwrap()
}

fn one(text: &str) -> Candidate {
    let mut lines = lines(text);
    assert_eq!(lines.len(), 1);
    lines.remove(0).person.unwrap()
}

fn fault(line: &str) -> LineFault {
    let header = "nik,alasan,dokumen,kecamatan,bencana,sejak,jenis";
    let mut lines = lines(&format!("{header}\n{line}\n"));
    assert_eq!((lines.len(), lines[0].number), (1, 2));
    lines.remove(0).person.unwrap_err()
}

#[test]
fn a_list_of_numbers_alone_asks_for_first_cards() {
    let people = lines("nik\n9901015202900001\n9901011708870001\n");
    assert_eq!(people.len(), 2);
    let first = people[0].person.as_ref().unwrap();
    assert_eq!((first.reason, first.kind), (Reason::Baru, Kind::KtpEl));
    assert_eq!(first.nik.expose(), "9901015202900001");
}

#[test]
fn every_column_is_found_by_its_header_in_any_order() {
    let header = "Sejak;BENCANA;desa;Kecamatan;dokumen;alasan;NIK;nama";
    let cells = "02-11-2026;ya;Cisarua;Coblong;ktp_lama surat_kehilangan;hilang";
    let person = one(&format!("{header}\r\n{cells};'9901015202900001;Siti\r\n"));
    assert_eq!((person.reason, person.disaster), (Reason::Hilang, true));
    assert_eq!(person.papers, [Paper::KtpLama, Paper::SuratKehilangan]);
    assert_eq!((person.kecamatan.as_str(), person.kel_desa.as_str()), ("COBLONG", "CISARUA"));
    assert_eq!(person.since, Some("2026-11-01T17:00:00Z".parse().unwrap()));
    for date in ["2026-11-02", "02/11/2026", "2-11-2026"] {
        assert_eq!(one(&format!("nik,sejak\n9901015202900001,{date}")).since, person.since);
    }
}

#[test]
fn a_foreigners_permit_asks_for_the_orange_card() {
    assert_eq!(one("nik,alasan\n9901012104830007,perpanjangan_oa").kind, Kind::KtpElOa);
    assert_eq!(one("nik,jenis\n9901012104830007,KTP-EL-OA").kind, Kind::KtpElOa);
}

#[test]
fn every_bad_line_is_named_with_its_number_and_the_others_stand() {
    let text = "sep=;\nnik;alasan\n9901015202900001;baru\n123;baru\n\n;\n9901011708870001;lain\n\
                \"9901011708870001\";\n9901011708870001;baru;x\n";
    let lines = lines(text);
    let seen: Vec<_> = lines.iter().map(|line| (line.number, line.person.is_ok())).collect();
    assert_eq!(seen, [(3, true), (4, false), (7, false), (8, true), (9, false)]);
    assert_eq!(*lines[4].person.as_ref().unwrap_err(), LineFault::Columns);
}

#[test]
fn a_quote_that_is_not_closed_names_every_line_that_it_swallows() {
    let row = |n: u32| format!("99010152029000{n:02};SITI\n");
    let mut text = "nik;nama\n\n".to_owned();
    text.extend((1..=2).map(row));
    text.push_str("9901015202900003;\"SITI\n");
    text.extend((4..=17).map(row));
    let seen = |text: &str| {
        let lines = lines(text).into_iter();
        lines.map(|line| (line.number, line.person.err())).collect::<Vec<_>>()
    };
    let swallowed = (5, Some(LineFault::Several { last: 19 }));
    assert_eq!(seen(&text), [(3, None), (4, None), swallowed.clone()]);
    assert_eq!(seen(text.trim_end()), [(3, None), (4, None), swallowed]);
    // Closed at last: whoever stands behind it is not swallowed.
    let closed = text.replace("04;SITI", "04;SITI\"");
    let closed = seen(&closed);
    assert_eq!(closed[2], (5, Some(LineFault::Several { last: 6 })));
    assert_eq!((closed.len(), &closed[3]), (16, &(7, None)));
}

#[test]
fn each_fault_of_a_line_is_told_apart() {
    let nik = "9901015202900001";
    for (line, expected) in [
        ("12,,,,,,".to_owned(), LineFault::Nik(NikError::Length(2))),
        ("\"9,90102E+15\",,,,,,".to_owned(), LineFault::Rounded),
        (format!("{nik},gratis,,,,,"), LineFault::Reason),
        (format!("{nik},hilang,ijazah,,,,"), LineFault::Paper),
        (format!("{nik},,,,mungkin,,"), LineFault::Disaster),
        (format!("{nik},,,,,kemarin,"), LineFault::Date),
        (format!("{nik},,,,,31-02-2026,"), LineFault::Date),
        (format!("{nik},,,,,,sim"), LineFault::Kind),
        (format!("{nik},,,{},,,", "X".repeat(256)), LineFault::Place),
        (nik.to_owned(), LineFault::Columns),
    ] {
        assert_eq!(fault(&line), expected, "{line}");
    }
}

#[test]
fn a_file_is_read_in_the_letters_that_its_program_wrote() {
    let text = "nik,kecamatan\r\n9901015202900001,CAF\u{c9} \u{2019}\r\n";
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let marked = ["\u{feff}", text].concat().into_bytes();
    let wide: Vec<u8> = "\u{feff}"
        .chars()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [windows, marked, wide, text.as_bytes().to_vec()] {
        assert_eq!(*one(&decode(&bytes)).kecamatan, "CAF\u{c9} \u{2019}");
    }
}

#[test]
fn a_wrong_header_is_no_list() {
    for (text, expected) in [
        ("", CsvFault::Empty),
        ("\n\n", CsvFault::Empty),
        ("alasan,desa\nbaru,X\n", CsvFault::NoNik),
        ("nik,alamat\n", CsvFault::UnknownColumn { at: 2 }),
        ("9901015202900001\n", CsvFault::UnknownColumn { at: 1 }),
        ("nik,desa,kelurahan\n", CsvFault::ColumnTwice { at: 3 }),
    ] {
        assert_eq!(read(text, ZONE).unwrap_err(), expected, "{text:?}");
    }
    let long = format!("nik\n{}", " ".repeat(MAX_CSV_BYTES));
    assert_eq!(read(&long, ZONE).unwrap_err(), CsvFault::TooLong);
    assert!(lines("nik\n").is_empty());
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_bytes_are_a_list_or_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(read(&decode(&bytes), ZONE));
    }

    #[test]
    fn every_line_with_something_in_it_is_accounted_for(
        cells in prop::collection::vec("[0-9a-z']{1,18}", 0..30), end in "\r\n|\n|\r"
    ) {
        let text = format!("nik{end}{}", cells.join(&end));
        let numbers: Vec<u64> = lines(&text).iter().map(|line| line.number).collect();
        prop_assert_eq!(numbers, (2..cells.len() as u64 + 2).collect::<Vec<_>>());
    }
}
