//! A backup made while the daemon prints, put back after it has printed on: what the lost entries
//! had used is not used again, and the station goes on with the source's word.

use hw_sim::source::cast;
use serde_json::json;

use super::people::{by, peopled, with};
use crate::rig::Office;

const BEFORE: &str = cast::ORDINARY_MAN;
const LEASED: &str = cast::ORDINARY_WOMAN;
const AFTER: &str = cast::ONE_WORD_NAME;

#[test]
fn a_backup_put_back_gives_nobody_a_second_card_and_prints_on() {
    let mut office = Office::open();
    let copy = office.path("copy.db").display().to_string();
    office.print(BEFORE).expect(0);
    office.hands(json!({ "do": "unload", "lane": 0 }));
    office.print(LEASED).fails(4, "PRN-01");
    let made = office.json(&["backup", &copy]);
    office.cetakd(&["backup", &copy, "--json"]).fails(8, "BOOK-02");
    office.hands(json!({ "do": "load", "lane": 0, "count": 19 }));
    office.print(LEASED).expect(0);

    // Not under a daemon that is at work.
    office.cetakd(&["restore", &copy, "--json"]).fails(8, "BOOK-03");
    assert!(office.stop().success());
    let told = office.json(&["restore", &copy]);
    assert_eq!(told["head"], made["head"]);
    assert!(told["lost"]["seq"].as_u64() > made["head"]["seq"].as_u64(), "{told}");
    office.cetakd(&["journal", "verify"]).expect(0);

    // The blank that the lost entries had fed is missed at once.
    office.start();
    office.print(AFTER).fails(4, "PRN-08");
    office.release("A").expect(0);
    // Its lease went back, and the source knows the card that was made of it.
    office.print(LEASED).fails(3, "REQ-06");
    assert_eq!(office.booked("unexplained:A"), 1);
    office.print(AFTER).expect(0);
    // Cards of the lost entries stand in the world with the numbers that they were given.
    let number = |row: usize| office.json(&["register", "list"])[row]["number"].clone();
    let ends = |row: usize, with: &str| assert!(number(row).as_str().unwrap().ends_with(with));
    ends(1, "/00001");
    ends(0, "/10001");
    let told = ["status", "--receipt", "baru", "--json", "-"];
    let receipt = office.cetakd_told(&told, cast::LONGEST_NAME).expect(0).json();
    assert!(receipt["receipt"].as_str().unwrap().ends_with("/10001"), "{receipt}");
    assert_eq!(office.at_output(), 3);
    for nik in [BEFORE, LEASED, AFTER] {
        assert_eq!(office.outcomes_of(nik), ["printed"]);
    }
    office.cetakd(&["journal", "verify"]).expect(0);
}

#[test]
fn who_makes_a_backup_stands_in_it_and_only_who_may_puts_one_back() {
    let mut office = peopled();
    let copy = |n: u32| office.path(&format!("copy-{n}.db")).display().to_string();
    let copies = [copy(1), copy(2), copy(3)];
    let begun = |office: &Office| {
        let entries = office.journal().into_iter();
        let mut begun = entries.filter(|entry| entry["event"]["type"] == "backup_begun");
        begun.next_back().unwrap()["actor"].as_str().unwrap().to_owned()
    };
    // A timer at night has no PIN.
    let made = office.json(&["backup", &copies[0]]);
    assert!(begun(&office).starts_with("uid:"), "{}", begun(&office));
    let last = office.journal().pop().unwrap();
    assert_eq!(
        (&last["event"]["type"], &last["seq"]),
        (&json!("backup_begun"), &made["head"]["seq"])
    );
    by(&office, "siti", &["backup", &copies[1]]).expect(0);
    assert_eq!(begun(&office), "siti");
    assert!(office.stop().success());
    office.json(&["backup", &copies[2]]);
    assert!(begun(&office).starts_with("uid:"), "{}", begun(&office));

    let restore = ["restore", &copies[1]];
    office.cetakd(&[&restore[..], &["--json"]].concat()).fails(3, "SGN-01");
    by(&office, "siti", &restore).fails(3, "SGN-04");
    with(&office, "omar", "111213", &restore).fails(3, "SGN-02");
    with(&office, "nobody", "111213", &restore).fails(3, "SGN-02");
    by(&office, "omar", &restore).expect(0);
    let entries = office.journal();
    let restored = entries.iter().rfind(|entry| entry["event"]["type"] == "journal_restored");
    assert_eq!(restored.unwrap()["actor"], "omar");
    office.cetakd(&["journal", "verify"]).expect(0);

    // Without a journal there is nobody to ask.
    std::fs::remove_file(office.path("data/journal.db")).unwrap();
    office.json(&["restore", &copies[0]]);
    office.cetakd(&["journal", "verify"]).expect(0);
}
