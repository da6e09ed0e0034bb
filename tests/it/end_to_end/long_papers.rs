//! A register of many thousand cards as paper and as tables: volume after volume, every row once,
//! in memory that does not grow with the book. `ROWS=100000` makes a year's.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use cetakd::device::clock::SystemClock;
use cetakd::device::entropy::SystemEntropy;
use cetakd::device::key_file::read_key;
use cetakd::journal::Place;
use cetakd::record::SearchKey;
use cetakd::store::{Author, Beside, JOURNAL_FILE, PersonData, SealingKeys, StationFacts, Writer};
use jiff::tz::Offset;

use crate::events::{good_card, job_id, lane, mac, moved, opened, received};
use crate::rig::Office;

/// Cards of one volume, as `VOLUME_ROWS` says.
const VOLUME: u64 = 2_000;
/// Address space of the command that prints, in kilobytes: a volume and the program itself.
const PRINTER_KB: u64 = 900_000;
/// What the daemon may grow by while it reads a book of any length, in kilobytes.
const DAEMON_KB: u64 = 96 * 1024;

/// Printed before this office's own time: `cards` of them, each of somebody with a long address.
fn print_before(office: &Office, cards: u64) {
    let data = office.path("data");
    let clock = Arc::new(SystemClock::new());
    let facts = StationFacts { id: "SPESIMEN-01".into(), zone: Offset::constant(7) };
    let mut writer = Writer::open(&data, facts, clock).unwrap();
    let key = |name: &str| read_key(&data.join(name)).unwrap();
    let keys = SealingKeys::new(&key("sealing.key"), SearchKey::new(&key("search.key")));
    let clerk = Author::person("omar");
    for _ in 0..cards.div_ceil(20_000) {
        let blanks = received(20_000, Vec::new());
        let loaded = moved(Place::Vault, Place::Hopper(lane()), 20_000);
        writer.append(&clerk, vec![blanks, loaded]).unwrap();
    }
    for n in 1..=cards {
        let person = opened(n).person;
        let data = PersonData {
            nik: format!("990101170887{:04}", n % 9_999 + 1).parse().unwrap(),
            nama: format!("SPESIMEN KE {n} BINTI CONTOH"),
            alamat: format!("JL. RAYA CONTOH GANG {n} NO. 7 RT 001 RW 002"),
            kel_desa: "CONTOHREJO".into(),
            kecamatan: "TELADAN UTARA".into(),
        };
        let data = keys.seal(&SystemEntropy, person.as_str(), &data.to_json());
        let beside = Beside::Person { person, data, words: [mac(1)].into() };
        let author = Author { lane: Some(lane()), job: Some(job_id(n)), ..clerk.clone() };
        writer.append_beside(&author, good_card(n), &beside).unwrap();
    }
    writer.checkpoint().unwrap();
}

fn most_memory_kb(office: &Office) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", office.daemon_id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn a_long_register_is_printed_in_volumes_and_exported_in_bounded_memory() {
    let rows: u64 = std::env::var("ROWS").map_or(4_100, |rows| rows.parse().unwrap());
    let mut office = Office::order().without_stock().open();
    assert!(office.stop().success());
    print_before(&office, rows);
    office.start();
    let before = most_memory_kb(&office);
    let out = office.path("buku.pdf").display().to_string();
    let paper = |what: &str, format: &str, out: &str| {
        let arguments = format!(
            "ulimit -v {PRINTER_KB}; exec {} paper {what} --format {format} --out {out}",
            env!("CARGO_BIN_EXE_cetakd")
        );
        let mut command = Command::new("sh");
        let said = command.args(["-c", &arguments]).env("CETAKD_CONFIG", office.config()).output();
        let said = said.unwrap();
        assert!(said.status.success(), "{said:?}");
        String::from_utf8(said.stderr).unwrap()
    };
    let make = |format: &str, out: &str| paper("register --clear pengawasan", format, out);
    let volumes = rows.div_ceil(VOLUME);
    assert_eq!(make("pdf", &out).lines().count() as u64, volumes, "a line for each volume");
    let digits = volumes.to_string().len();
    let mut found = 0;
    for volume in 1..=volumes {
        let path = office.path(&format!("buku-{volume:0digits$}.pdf"));
        let text = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output().unwrap();
        let text = String::from_utf8(text.stdout).unwrap();
        assert!(text.contains(&format!("Jilid {volume} dari {volumes}")), "{volume}");
        assert!(text.contains(&format!("{rows} seluruhnya")), "{volume}");
        let first = (volume - 1) * VOLUME + 1;
        for n in [first, (volume * VOLUME).min(rows)] {
            assert!(text.contains(&format!("/SPESIMEN-01/{n:05}")), "{n}");
        }
        found += text.matches("/SPESIMEN-01/").count() as u64;
        if volume == 1 || volume == volumes {
            let path = path.display().to_string();
            let seen = office.json(&["verify-paper", &path]);
            assert_eq!((&seen["values"], &seen["journal"]), (&true.into(), &true.into()));
        }
    }
    assert_eq!(found, rows);
    let csv = office.path("buku.csv").display().to_string();
    make("csv", &csv);
    let csv = fs::read_to_string(csv).unwrap();
    assert_eq!(csv.lines().count() as u64, rows + 1);
    assert!(csv.contains(&format!("SPESIMEN KE {rows} BINTI CONTOH")));
    let xlsx = office.path("buku.xlsx").display().to_string();
    make("xlsx", &xlsx);
    let mut book = zip::ZipArchive::new(fs::File::open(xlsx).unwrap()).unwrap();
    let sheet = book.by_name("xl/worksheets/sheet1.xml").unwrap();
    let sheet = std::io::read_to_string(sheet).unwrap();
    assert_eq!(sheet.matches("<row ").count() as u64, rows + 1);
    assert!(sheet.contains(&format!("SPESIMEN KE {rows} BINTI CONTOH")));
    assert!(!sheet.contains("<f>"), "no cell is a formula");
    // Whom the lane touched, none left out for there being many.
    let touched = office.path("touched.csv").display().to_string();
    paper("breach --lane A", "csv", &touched);
    let touched = fs::read_to_string(touched).unwrap();
    assert_eq!(touched.lines().count() as u64, rows + 1);
    let grown = most_memory_kb(&office) - before;
    println!("{rows} rows: the daemon grew by {grown} kB");
    assert!(grown < DAEMON_KB, "the daemon grew by {grown} kB");
    let books = rusqlite::Connection::open(office.path("data").join(JOURNAL_FILE)).unwrap();
    let looks = "SELECT count(*) FROM access WHERE purpose = 'pengawasan'";
    let looks: u64 = books.query_row(looks, [], |row| row.get(0)).unwrap();
    assert_eq!(looks, 4 * rows, "everybody, each of the four times");
}
