//! A clock that jumps, a journal that was copied, cut or is an old backup, a station on another
//! computer, another printer in a lane: each is found, nothing moves, and a person is told.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cetakd::device::Clock;
use cetakd::journal::Event;
use cetakd::store::{Author, StationFacts, Writer};
use hw_sim::source::cast;
use hw_sim::world::{Place, Spot};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::json;

use crate::rig::{Office, edit, side_by_side};

const NIK: &str = cast::ORDINARY_WOMAN;

#[test]
fn what_time_and_place_contradict_waits_for_a_person() {
    side_by_side(&[
        ("a clock an hour behind the books begins no card until confirmed", an_hour_back),
        ("a clock a year ahead begins no card until confirmed", a_year_ahead),
        ("books twenty days ahead of a confirmed clock take new leases", twenty_days_ahead),
        ("an old backup put back is not written on", an_old_backup),
        ("an old backup and a dead line make nobody a second card", an_old_backup_off_line),
        ("an old backup waits for the first word of a slow source", an_old_backup_in_a_hurry),
        ("printers that change places leave the card in work alone", printers_swapped),
        ("a journal cut at its end is known by a head that somebody kept", a_cut_tail),
        ("a station on another computer can only be read", another_computer),
        ("another printer in the lane is not used", another_printer),
    ]);
}

/// A clock that is wrong by so many seconds.
struct Wrong(i64);

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        Timestamp::now() + jiff::SignedDuration::from_secs(self.0)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) {}
}

/// The journal gets an entry by a clock that is so wrong, while the daemon is away.
fn booked_by_a_wrong_clock(office: &mut Office, seconds: i64) {
    assert!(office.stop().success());
    let facts = StationFacts { id: station_id(office), zone: Offset::constant(7) };
    let clock = Arc::new(Wrong(seconds));
    let mut writer = Writer::open(&data(office), facts, clock).unwrap();
    let author = Author { actor: "test".into(), ..Author::default() };
    if writer.clock_is_doubted().unwrap() {
        writer.confirm_clock(&author).unwrap();
    }
    writer.append(&author, vec![Event::Stopped {}]).unwrap();
    drop(writer);
    office.start();
}

fn station_id(office: &Office) -> String {
    let first = office.journal().remove(0);
    first["station"].as_str().unwrap().to_owned()
}

fn data(office: &Office) -> std::path::PathBuf {
    office.path("data")
}

fn doubted_until_confirmed(office: &Office) {
    let fed = office.truth().lanes[0].counters.cards;
    office.print(NIK).fails(4, "CLK-01");
    assert_eq!(office.source()["leases"], json!([]));
    assert_eq!(office.truth().lanes[0].counters.cards, fed);
    assert!(!office.json(&["clock", "show"])["doubted"].is_null());
    assert_eq!(office.events("clock_doubted").len(), 1);
    office.cetakd(&["clock", "confirm"]).expect(0);
    office.print(NIK).expect(0);
    office.books_are_true();
}

fn an_hour_back() {
    let mut office = Office::open();
    booked_by_a_wrong_clock(&mut office, 3_600);
    doubted_until_confirmed(&office);
    // Confirmed is confirmed: the next start is not asked again, though the entries are ahead.
    assert!(office.stop().success());
    office.start();
    office.print(cast::ORDINARY_MAN).expect(0);
    assert_eq!(office.events("clock_doubted").len(), 1);
}

fn twenty_days_ahead() {
    let mut office = Office::open();
    booked_by_a_wrong_clock(&mut office, 20 * 86_400);
    doubted_until_confirmed(&office);
    assert!(!office.json(&["clock", "show"])["books_stand_at"].is_null());
    assert!(office.stop().success());
    office.start();
    office.print(cast::ORDINARY_MAN).expect(0);
}

fn a_year_ahead() {
    let mut office = Office::open();
    // The books end a year ago: by them it is the clock that is ahead.
    assert!(office.stop().success());
    let year = 366 * 24 * 3_600;
    let journal = data(&office).join("journal.db");
    for part in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        let _ = fs::remove_file(data(&office).join(part));
    }
    let facts = StationFacts { id: "SIM-01".into(), zone: Offset::constant(7) };
    let mut writer = Writer::create(&data(&office), facts, Arc::new(Wrong(-year))).unwrap();
    let author = Author { actor: "init".into(), ..Author::default() };
    writer.append(&author, vec![Event::StationInitialised { office: "X".into() }]).unwrap();
    drop(writer);
    assert!(journal.exists());
    office.start();
    office.print(NIK).fails(4, "CLK-01");
    let last = office.journal().pop().unwrap();
    let journal = office.journal();
    assert!(last["at"].as_str().unwrap() < "2026-11", "time went on: {journal:#?}");
    office.cetakd(&["clock", "confirm"]).expect(0);
    office.print(NIK).expect(0);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn an_old_backup() {
    let mut office = Office::open();
    assert!(office.stop().success());
    let backup = office.path("backup");
    copy(&data(&office), &backup);
    office.start();
    office.print(NIK).expect(0);
    assert!(office.stop().success());
    copy(&backup, &data(&office));
    office.start();
    let before = office.source()["leases"].clone();
    office.print(cast::ORDINARY_MAN).fails(8, "BOOK-21");
    assert_eq!(office.source()["leases"], before);
    // By its own lights it is whole; only the head that was reported tells.
    office.cetakd(&["journal", "verify"]).expect(0);
    assert_eq!(office.truth().lanes[0].output, 1);
}

/// The leases in it were used after it was made, and nobody can be asked.
fn an_old_backup_off_line() {
    let mut office = Office::open();
    office.hands(json!({ "do": "unload", "lane": 0 }));
    // Leased and prepared, and no blank to go on with.
    office.print(NIK).fails(4, "PRN-01");
    assert!(office.stop().success());
    let backup = office.path("backup");
    copy(&data(&office), &backup);
    office.hands(json!({ "do": "load", "lane": 0, "count": 20 }));
    office.start();
    office.print(NIK).expect(0);
    assert!(office.stop().success());
    copy(&backup, &data(&office));
    office.hands(json!({ "do": "source", "what": "outage" }));
    office.start();
    office.release("A");
    office.release("A");
    office.print(NIK).fails(4, "LANE-05");
    assert_eq!(office.truth().lanes[0].counters.cards, 1_201);
    office.hands(json!({ "do": "source", "what": "restore" }));
    office.print(NIK).fails(8, "BOOK-21");
    assert_eq!(office.at_output(), 1);
}

/// The printer that has made the card is off, so that no counter tells of it.
fn an_old_backup_in_a_hurry() {
    let mut office = Office::order().lanes(2).open();
    office.hands(json!({ "do": "unload", "lane": 0 }));
    office.print_at(NIK, "A").fails(4, "PRN-01");
    assert!(office.stop().success());
    let backup = office.path("backup");
    copy(&data(&office), &backup);
    office.start();
    office.print_at(NIK, "B").expect(0);
    assert!(office.stop().success());
    copy(&backup, &data(&office));
    office.power(1, false);
    office.hands(json!({ "do": "load", "lane": 0, "count": 10 }));
    let rule = json!({ "fault": { "slow": 3_000 }, "on": "journal" });
    office.hands(json!({ "do": "source", "what": "fault", "rule": rule }));
    office.start();
    office.print_at(NIK, "A").fails(8, "BOOK-21");
    assert_eq!(office.held(Place::Output { lane: 0 }), 0);
}

fn printers_swapped() {
    let mut office = Office::order().lanes(2).open();
    office.fault("Sic", "late:8000");
    let asked = office.printing(NIK);
    let station = Place::Machine { lane: 0, spot: Spot::Station };
    office.until("a card at the station", |world| !world.at(station).is_empty());
    office.kill();
    asked.ended();
    office.hands(json!({ "do": "clear-faults" }));
    let straight = fs::read_to_string(office.config()).unwrap();
    fs::write(office.config(), swapped(&straight)).unwrap();
    office.start();
    office.print(NIK).fails(4, "PRN-11");
    assert!(office.stop().success());
    fs::write(office.config(), straight).unwrap();
    office.start();
    office.release("A");
    let said = office.print(NIK);
    assert!(said.code == 0 || said.fault() == "REQ-06", "{}", said.out);
    assert_eq!(office.at_output(), 1);
    office.books_are_true();
}

/// The two lanes' printers change places.
fn swapped(text: &str) -> String {
    let printers: Vec<&str> = text.lines().filter(|line| line.starts_with("printer")).collect();
    let [one, other] = printers[..] else { panic!("two lanes: {text}") };
    let swap = |line: &str| match line {
        line if line == one => other.to_owned(),
        line if line == other => one.to_owned(),
        line => line.to_owned(),
    };
    text.lines().map(|line| swap(line) + "\n").collect()
}

fn a_cut_tail() {
    let mut office = Office::open();
    assert!(office.stop().success());
    let backup = office.path("backup");
    copy(&data(&office), &backup);
    office.start();
    office.print(NIK).expect(0);
    let head = office.json(&["journal", "verify"])["head"].clone();
    let anchor = format!("{}:{}", head["seq"], head["hash"].as_str().unwrap());
    office.cetakd(&["journal", "verify", "--anchor", &anchor]).expect(0);
    assert!(office.stop().success());
    copy(&backup, &data(&office));
    office.cetakd(&["journal", "verify", "--json"]).expect(0);
    office.cetakd(&["journal", "verify", "--anchor", &anchor, "--json"]).fails(8, "BOOK-21");
    office.cetakd(&["journal", "verify", "--anchor", "7:xyz"]).expect(2);
}

fn another_computer() {
    let mut office = Office::open();
    office.print(NIK).expect(0);
    assert!(office.stop().success());
    let entries = office.journal().len();
    let other = format!("machine = \"{}\"", "0".repeat(32));
    let text = fs::read_to_string(office.config()).unwrap();
    let line = text.lines().find(|line| line.starts_with("machine")).unwrap_or("[trust]");
    let with = if line == "[trust]" { format!("{other}\n\n[trust]") } else { other };
    edit(&office.config(), line, &with);
    office.cetakd(&["run", "--json"]).fails(8, "SYS-02");
    assert_eq!(office.journal().len(), entries);
    assert_eq!(office.json(&["register", "list"]).as_array().unwrap().len(), 1);
}

fn another_printer() {
    let mut office = Office::open();
    assert!(office.stop().success());
    edit(&office.config(), "[[lane]]", "[[lane]]\nserial = \"NOT-THIS-ONE\"");
    office.start();
    office.print(NIK).fails(4, "PRN-11");
    assert_eq!(office.truth().lanes[0].counters.cards, 1_200);
    let serial = office.truth().lanes[0].serial.clone();
    assert!(office.stop().success());
    edit(&office.config(), "NOT-THIS-ONE", &serial);
    office.start();
    office.print(NIK).expect(0);
    office.books_are_true();
}
