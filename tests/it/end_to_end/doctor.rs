//! `cetakd doctor` names each missing thing, and says what to do about it.

use std::fs;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::rig::{Office, PATIENCE, edit};

#[test]
fn each_missing_thing_is_named_with_a_remedy() {
    let mut office = Office::open();
    whole(&office);
    // A lane that stands still is the daemon's to tell.
    office.hands(json!({ "do": "unload", "lane": 0 }));
    office.print(hw_sim::source::cast::ORDINARY_WOMAN).fails(4, "PRN-01");
    finds(&office, "pencetak A");
    office.hands(json!({ "do": "load", "lane": 0, "count": 20 }));
    office.release("A").expect(0);
    whole(&office);
    assert!(office.stop().success());
    whole(&office);

    let layouts = copied_layouts(&office);
    whole(&office);
    let certs = office.simulator().ready().certificates.clone();
    let files = [
        (certs.join("source-ca.pem"), "source-ca.pem"),
        (certs.join("station.pem"), "station.pem"),
        (certs.join("record-signer.pem"), "record-signer.pem"),
        (certs.join("chip-signer.pem"), "chip-signer.pem"),
        (certs.join("card-master.key"), "kunci induk"),
        (certs.join("station.key"), "sumber data"),
        (office.path("data/journal.db"), "jurnal"),
        (office.path("data/sealing.key"), "kunci penyegel"),
        (office.path("data/search.key"), "kunci penyegel"),
        (layouts.join("fonts/OCRB.otf"), "fon"),
        (layouts.join("ktp-el/front.svg"), "tata letak"),
        (layouts.join("ktp-el/chip.toml"), "tata letak"),
    ];
    for (path, named) in files {
        let aside = office.path("aside");
        fs::rename(&path, &aside).unwrap();
        finds(&office, named);
        fs::rename(&aside, &path).unwrap();
    }

    office.hands(json!({ "do": "pcscd", "on": false }));
    finds(&office, "pcscd");
    office.hands(json!({ "do": "pcscd", "on": true }));
    office.hands(json!({ "do": "power", "on": false }));
    finds(&office, "pencetak A");
    office.hands(json!({ "do": "power", "on": true }));
    office.hands(json!({ "do": "source", "what": "outage" }));
    finds(&office, "sumber data");
    office.hands(json!({ "do": "source", "what": "restore" }));
    edit(&office.config(), "Desk 0", "Desk 7");
    finds(&office, "pembaca Desk 7");
    edit(&office.config(), "Desk 7", "Desk 0");
    whole(&office);
}

/// A lane that has just started is no fault; one whose devices are gone is, until they are back,
/// and nobody has to tell it that they are.
#[test]
fn a_printer_without_power_is_named_by_the_daemon_and_found_again_by_itself() {
    let mut office = Office::open();
    assert!(office.stop().success());
    office.power(0, false);
    office.start();
    asked_until(&office, |office| at_lane(office)["ok"] == false);
    assert!(at_lane(&office)["remedy_en"].as_str().unwrap().contains("power"));
    office.power(0, true);
    asked_until(&office, |office| at_lane(office)["ok"] == true);
    whole(&office);
}

fn at_lane(office: &Office) -> Value {
    let checks = office.cetakd(&["doctor", "--json"]).json();
    let is_lane = |c: &&Value| c["what"].as_str().unwrap().starts_with("pencetak A");
    checks.as_array().unwrap().iter().find(is_lane).unwrap().clone()
}

fn asked_until(office: &Office, is_so: impl Fn(&Office) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so(office) {
        assert!(Instant::now() < deadline, "never so: {}", office.log());
    }
}

#[test]
fn an_unknown_key_of_the_station_file_names_the_nearest() {
    let office = Office::open();
    for (right, wrong) in [
        ("office = ", "ofice = "),
        ("record_signers = ", "record_signer = "),
        ("[layouts]", "[layout]"),
        ("printer = ", "pritner = "),
    ] {
        edit(&office.config(), right, wrong);
        let said = office.cetakd(&["doctor", "--json"]).fails(2, "CFG-01");
        let known = right.trim_matches(['[', ']', ' ', '=']);
        assert!(said.out.contains(&format!("`{known}`")), "{}", said.out);
        edit(&office.config(), wrong, right);
    }
    fs::write(office.config(), "[station]\nid = ").unwrap();
    office.cetakd(&["status", "--json", "9901015202900001"]).fails(2, "CFG-01");
    fs::remove_file(office.config()).unwrap();
    office.cetakd(&["stock", "show", "--json"]).fails(2, "CFG-01");
}

fn whole(office: &Office) {
    let checks = office.json(&["doctor"]);
    let bad: Vec<&Value> = checks.as_array().unwrap().iter().filter(|c| c["ok"] != true).collect();
    assert!(bad.is_empty(), "{bad:?}");
}

#[track_caller]
fn finds(office: &Office, named: &str) {
    let said = office.cetakd(&["doctor", "--json"]).expect(9);
    let checks = said.json();
    let bad = checks.as_array().unwrap().iter().filter(|check| check["ok"] != true);
    let about = |check: &&Value| check["what"].as_str().unwrap().contains(named);
    let check = bad.clone().find(about);
    let check =
        check.unwrap_or_else(|| panic!("`{named}` is not among {:?}", bad.collect::<Vec<_>>()));
    assert!(check["remedy_id"].as_str().is_some_and(|remedy| remedy.len() > 10), "{check}");
    assert!(check["remedy_en"].as_str().is_some_and(|remedy| remedy.len() > 10), "{check}");
}

/// The office works with a copy of the layouts from now on.
fn copied_layouts(office: &Office) -> std::path::PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("card-layouts");
    let to = office.path("card-layouts");
    copy(&from, &to);
    edit(&office.config(), &from.display().to_string(), &to.display().to_string());
    to
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}
