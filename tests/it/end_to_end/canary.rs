//! A canary person: NIK, name and photo stand nowhere in clear, neither while the card is made nor
//! after it.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hw_sim::source::cast;

use crate::rig::Office;

const NIK: &str = cast::EVERY_SIGN;

#[test]
fn a_person_stands_in_no_log_no_error_and_no_file_in_clear() {
    let mut office = Office::order().blank(1, "write-fails:9").open();
    // On the way: one blank spoiled, a report that waits, a kill in mid-job, a refusal.
    office.fault("Se", "late:3000");
    let asked = office.printing(NIK);
    let output = hw_sim::world::Place::Output { lane: 0 };
    office.until("a printed card", |world| !world.at(output).is_empty());
    nowhere(&office, "in mid-job");
    drop(asked.ended());
    office.print(NIK).fails(3, "REQ-06");
    office.ready();
    nowhere(&office, "when ready");
    // Asked for, looked at and collected with a signature.
    let told = ["status", "--receipt", "baru", "--json", "-"];
    let receipt = office.cetakd_told(&told, NIK).expect(0).json()["receipt"].clone();
    let uid = office.json(&["register", "list", "--clear", "pengawasan"])[0]["blank"].clone();
    let (uid, receipt) = (uid.as_str().unwrap(), receipt.as_str().unwrap());
    fs::write(office.path("signature.png"), b"\x89PNG\r\n\x1a\nCANARY").unwrap();
    let signature = office.path("signature.png").display().to_string();
    let give = ["handover", "give", "--uid", uid, "--receipt", receipt, "--signature", &signature];
    let seen = ["--family-card", "--checked", "nama,nik,alamat,foto", "--json"];
    office.cetakd(&[&give[..], &seen].concat()).expect(0);
    office.cetakd(&[&give[..], &seen].concat()).fails(3, "HOV-11");
    nowhere(&office, "when handed over");
    assert!(office.stop().success());
    nowhere(&office, "when stopped");
}

fn nowhere(office: &Office, when: &str) {
    let marks = marks(office);
    let mut files = vec![office.path("cetakd.log"), office.path("cetakd.toml")];
    walk(&office.path("data"), &mut files);
    assert!(files.iter().any(|file| file.ends_with("data/journal.db")), "{files:?}");
    for file in files {
        let Ok(bytes) = fs::read(&file) else { continue };
        for (what, mark) in &marks {
            let found = bytes.windows(mark.len()).any(|window| window == mark.as_slice());
            assert!(!found, "{when}: {what} in {}", file.display());
        }
    }
}

/// What would give the person away.
fn marks(office: &Office) -> Vec<(&'static str, Vec<u8>)> {
    let source = office.simulator().office().source.as_ref().unwrap();
    let source = source.lock().unwrap();
    let person = source.population().person(NIK).unwrap();
    let photo = hw_sim::source::portrait::photo(&person.look);
    let middle = photo[photo.len() / 2..photo.len() / 2 + 24].to_vec();
    let biodata = &person.biodata;
    let text = |text: &str| text.as_bytes().to_vec();
    let mut marks = vec![
        ("NIK", text(NIK)),
        ("name", text(&biodata.nama)),
        ("address", text(&biodata.alamat)),
        ("photo", middle.clone()),
        ("photo in base64", text(&STANDARD.encode(&middle))),
    ];
    marks.push(("signature", text("CANARY")));
    marks.push(("NIK in base64", text(&STANDARD.encode(&NIK.as_bytes()[..15]))));
    marks
        .push(("name in base64url", text(&URL_SAFE_NO_PAD.encode(&biodata.nama.as_bytes()[..15]))));
    marks
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => walk(&path, files),
            false => files.push(path),
        }
    }
}
