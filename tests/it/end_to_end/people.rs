//! People sign in with name and PIN; what one alone may not do waits for another of another role.

use std::fs;

use serde_json::Value;

use crate::rig::{Office, Order, Said};

/// The PINs of this office, by name; nobody's stands anywhere in clear.
const PINS: [(&str, &str); 5] = [
    ("kartini", "482915"),
    ("omar", "917264"),
    ("siti", "550193"),
    ("sari", "730284"),
    ("dewi", "641937"),
];
const ROLES: [&str; 5] = ["kepala", "operator", "loket", "loket", "pengurus_barang"];

fn pin_file(office: &Office, name: &str, pin: &str) -> String {
    let path = office.path(&format!("pin-{name}"));
    fs::write(&path, format!("{pin}\n")).unwrap();
    path.display().to_string()
}

pub fn with(office: &Office, name: &str, pin: &str, arguments: &[&str]) -> Said {
    let file = pin_file(office, name, pin);
    office.cetakd_signed(name, &file, &[arguments, &["--json"]].concat())
}

pub fn by(office: &Office, name: &str, arguments: &[&str]) -> Said {
    let (_, pin) = PINS.iter().find(|(known, _)| *known == name).unwrap();
    with(office, name, pin, arguments)
}

pub fn peopled() -> Office {
    peopled_in(Office::order())
}

pub fn peopled_in(order: Order) -> Office {
    let office = order.open();
    for ((name, pin), role) in PINS.iter().zip(ROLES) {
        pin_file(&office, "new", pin);
        let said = by(&office, "kartini", &["people", "add", name, "--role", role]);
        // From the third on two of two roles make people.
        if said.code != 0 {
            by(&office, "omar", &["approve", &open_approval(&office)]).expect(0);
        }
    }
    office
}

pub fn open_approval(office: &Office) -> String {
    let list = office.json(&["approve", "list"]);
    let open = list.as_array().unwrap().iter().find(|row| row["state"] == "asked");
    open.expect("an open approval")["approval"].as_str().unwrap().to_owned()
}

/// Whole entries: who booked them stands there.
fn of_type(office: &Office, of: &str) -> Vec<Value> {
    let entries = office.journal().into_iter();
    entries.filter(|entry| entry["event"]["type"] == of).collect()
}

fn state_of(office: &Office, name: &str) -> Value {
    let list = office.json(&["people", "list"]);
    let found = list.as_array().unwrap().iter().find(|row| row["name"] == name).cloned();
    found.unwrap()["state"].clone()
}

#[test]
fn people_sign_in_are_locked_out_and_agree_with_each_other() {
    let mut office = Office::open();
    pin_file(&office, "new", "482915");
    by(&office, "kartini", &["people", "add", "omar", "--role", "operator"]).fails(3, "PPL-03");
    drop(office);

    office = peopled();
    office.print(hw_sim::source::cast::ORDINARY_MAN).fails(3, "SGN-01");
    let load = ["stock", "unload", "1", "--lane", "A"];
    by(&office, "siti", &load).fails(3, "SGN-04");
    with(&office, "omar", "111213", &load).fails(3, "SGN-02");
    with(&office, "nobody", "111213", &load).fails(3, "SGN-02");
    by(&office, "omar", &load).expect(0);
    assert_eq!(of_type(&office, "blanko_moved").last().unwrap()["actor"], "omar");

    batch_signed(&office);
    locked_out_over_a_restart(&mut office);
    two_of_two_roles(&office);
    nothing_in_clear(&mut office);
}

/// Watching needs no name, giving the order does.
fn batch_signed(office: &Office) {
    office.cetakd(&["batch", "run", "--json"]).fails(3, "SGN-01");
    by(office, "omar", &["batch", "run"]).expect(0);
    assert_eq!(of_type(office, "batch_opened")[0]["actor"], "omar");
}

fn locked_out_over_a_restart(office: &mut Office) {
    let wrong = |office: &Office| with(office, "siti", "111213", &["people", "pin"]);
    pin_file(office, "new", "550193");
    for _ in 0..2 {
        wrong(office).fails(3, "SGN-02");
    }
    assert!(office.stop().success());
    office.start();
    for _ in 0..2 {
        wrong(office).fails(3, "SGN-02");
    }
    wrong(office).fails(3, "SGN-03");
    by(office, "siti", &["people", "pin"]).fails(3, "SGN-03");
    assert_eq!(state_of(office, "siti"), "locked");
    assert_eq!(state_of(office, "sari"), "active");
}

/// `siti` is locked; without a kepala two others let her in again.
fn two_of_two_roles(office: &Office) {
    let unlock = ["people", "unlock", "siti"];
    by(office, "sari", &unlock).fails(4, "CMD-40");
    let id = open_approval(office);
    let shown = office.json(&["approve", "show", &id]);
    assert!(shown["en"].as_str().unwrap().contains("siti"), "{shown}");
    by(office, "sari", &["approve", &id]).fails(3, "APR-03");
    by(office, "siti", &["approve", &id]).fails(3, "SGN-03");
    with(office, "omar", "111213", &["approve", &id]).fails(3, "SGN-02");
    assert_eq!(state_of(office, "siti"), "locked");
    by(office, "omar", &["approve", &id]).expect(0);
    assert_eq!(state_of(office, "siti"), "active");
    by(office, "omar", &["approve", &id]).fails(3, "APR-01");
    let unlocked = of_type(office, "pin_unlocked");
    assert_eq!(unlocked.len(), 1);
    assert_eq!(unlocked[0]["actor"], "sari");
    assert_eq!(unlocked[0]["approved_by"], "omar");

    // Another's PIN: the kepala alone could sign for two.
    pin_file(office, "new", "550194");
    by(office, "kartini", &["people", "pin", "siti"]).fails(4, "CMD-40");
    let id = open_approval(office);
    by(office, "siti", &["approve", "decline", &id]).expect(0);
    by(office, "omar", &["approve", &id]).fails(3, "APR-01");
    by(office, "siti", &["approve", "list"]).expect(0);
    assert_eq!(office.events("pin_set").len(), PINS.len());
}

fn nothing_in_clear(office: &mut Office) {
    // Nobody is put out by one alone, nor agrees to it about themselves.
    by(office, "kartini", &["people", "remove", "sari"]).expect(4);
    let id = open_approval(office);
    assert!(by(office, "omar", &["approve", "show", &id]).expect(0).out.contains("sari"));
    by(office, "sari", &["approve", &id]).fails(3, "APR-07");
    by(office, "omar", &["approve", &id]).expect(0);
    by(office, "sari", &["people", "pin"]).fails(3, "SGN-02");
    assert!(office.stop().success());
    office.cetakd(&["journal", "verify"]).expect(0);
    let mut looked_at = vec![office.log().into_bytes()];
    for file in fs::read_dir(office.path("data")).unwrap() {
        looked_at.extend(fs::read(file.unwrap().path()));
    }
    for (name, pin) in PINS {
        let found = looked_at.iter().any(|bytes| bytes.windows(6).any(|six| six == pin.as_bytes()));
        assert!(!found, "PIN of {name} in clear");
    }
}

#[test]
fn who_adds_somebody_without_a_terminal_is_told_which_file_holds_the_new_pin() {
    let office = peopled();
    let own = pin_file(&office, "kartini", PINS[0].1);
    // No terminal of whoever runs the tests is asked.
    let mut command = std::process::Command::new("setsid");
    command.arg("--wait").arg(env!("CARGO_BIN_EXE_cetakd"));
    command.args(["people", "add", "budi", "--role", "loket"]);
    command.env("CETAKD_CONFIG", office.config()).env("CETAKD_AS", "kartini");
    command.env("CETAKD_PIN_FILE", own).env_remove("CETAKD_NEW_PIN_FILE");
    let said = command.stdin(std::process::Stdio::null()).output().unwrap();
    let err = String::from_utf8(said.stderr).unwrap();
    assert_eq!(said.status.code(), Some(2), "{err}");
    assert!(err.contains("SGN-10") && err.contains("CETAKD_NEW_PIN_FILE"), "{err}");
}
