//! Programs with a token: two people give it, it is shown once, it does what its role may, and it
//! ends.

use hw_sim::source::cast;
use serde_json::json;

use super::client::{Api, first, send};
use super::{office, people};

fn token(office: &crate::rig::Office, rest: &[&str]) -> crate::rig::Said {
    people::by(office, "kartini", &[&["people", "token"], rest].concat())
}

#[test]
fn a_token_is_given_by_two_shown_once_and_in_no_book() {
    let office = office();
    people::by(&office, "siti", &["people", "token", "simduk"]).expect(3);
    token(&office, &["simduk", "--days", "0"]).fails(3, "SGN-11");
    token(&office, &["simduk", "--days", "401"]).fails(3, "SGN-11");
    token(&office, &["siti"]).fails(3, "PPL-06");
    let said = token(&office, &["simduk"]).expect(4);
    let told = first(&said.out);
    let secret = told["token"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("ctk_") && secret.len() > 40, "{secret}");
    let waits = Api { token: secret.clone(), ..Api::nobody(&office) };
    waits.send("GET", "/api/lanes", &[], b"").problem(401, "API-20");
    people::by(&office, "omar", &["approve", &people::open_approval(&office)]).expect(0);
    waits.get("/api/lanes");
    let book = serde_json::to_string(&office.journal()).unwrap();
    assert!(!book.contains(&secret) && book.contains("token_set"), "a token is in the books");
    assert!(!office.log().contains(&secret));
    let list = office.json(&["people", "list"]);
    let row = list.as_array().unwrap().iter().find(|row| row["name"] == "simduk").unwrap();
    assert_eq!((&row["role"], &row["state"]), (&"layanan".into(), &"active".into()));

    // Nobody signs in as a program, and a program is nobody's second person.
    people::with(&office, "simduk", "482915", &["people", "pin"]).expect(3);
    people::by(&office, "kartini", &["people", "role", "simduk", "--role", "kepala"])
        .fails(3, "PPL-05");
    people::by(&office, "kartini", &["people", "add", "robot", "--role", "layanan"]).expect(3);

    // A new one ends the old one; its end ends it.
    token(&office, &["simduk", "--days", "1"]).expect(4);
    people::by(&office, "omar", &["approve", &people::open_approval(&office)]).expect(0);
    waits.send("GET", "/api/lanes", &[], b"").problem(401, "API-20");
}

#[test]
fn a_program_prints_a_first_card_and_no_second_one_and_signs_for_it() {
    let office = office();
    let program = Api::program(&office, "simduk");
    let card = json!({ "person": { "nik": cast::ORDINARY_WOMAN }, "reason": "baru", "papers": [] });
    let printed = program.done("/api/print", &card);
    let job = printed["job"].as_str().unwrap().to_owned();
    super::walk::until(&office, &program, &job, "printed");
    let opened = office.journal();
    let opened = opened.iter().find(|entry| entry["event"]["type"] == "job_opened").unwrap();
    assert_eq!(opened["actor"], "simduk");

    // What takes two is for people: it is refused, and asked of nobody.
    let (nik, state) = (cast::ORDINARY_WOMAN, "PRINT_READY_RECORD");
    office.hands(json!({ "do": "source", "what": "state", "nik": nik, "state": state }));
    let no_card = json!({ "person": { "nik": cast::ORDINARY_MAN }, "reason": "rusak",
        "papers": ["ktp_rusak"], "old_card": { "is": "none" } });
    program.post("/api/print", &no_card).problem(409, "CMD-40");
    assert_eq!(office.events("approval_asked").len(), 4, "only people's");

    // The night's work, too; who waits is whoever the source says is ready.
    let begun = program.done("/api/batch/run", &json!({ "closes": null }));
    office.until_source("the batch's end", |_| {
        let batch = &program.get("/api/batch")["batch"];
        assert_eq!(batch["batch"], begun["batch"]);
        batch["closed"].is_u64()
    });
    let opened = office.events("batch_opened");
    assert_eq!(opened.len(), 1, "{opened:?}");

    // Nothing of anybody's, no page, no sign-in by it.
    program.send("GET", "/api/approvals", &[], b"").problem(403, "API-02");
    program.send("GET", "/api/session", &[], b"").problem(403, "API-02");
    let page = program.send("GET", "/loket", &[], b"");
    assert_eq!(
        (page.status, page.header("location")),
        (303, Some("/masuk?ke=%2Floket")),
        "{page:?}"
    );

    // Whoever removes it ends it at once.
    people::by(&office, "kartini", &["people", "remove", "simduk"]).expect(4);
    people::by(&office, "omar", &["approve", &people::open_approval(&office)]).expect(0);
    program.send("GET", "/api/lanes", &[], b"").problem(401, "API-20");
}

#[test]
fn a_token_that_is_none_is_refused_and_not_tried_for_ever() {
    let office = office();
    let host = office.host().to_owned();
    let ask = |said: &str| {
        let head = format!("GET /api/lanes HTTP/1.1\r\nHost: {host}\r\nAuthorization: {said}");
        send(&host, &head, b"")
    };
    for said in ["Bearer", "Bearer x", "Basic c2l0aTo0ODI5MTU=", "Bearer ctk_", "ctk_AAAA"] {
        ask(said).problem(401, "API-20");
    }
    let mut last = ask("Bearer ctk_no").status;
    for _ in 0..20 {
        last = ask("Bearer ctk_no").status;
    }
    assert_eq!(last, 429);
}

/// Where the type of each problem leads.
#[test]
fn every_code_leads_to_a_page_about_it() {
    let office = office();
    let nobody = Api::nobody(&office);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut letters = std::collections::BTreeSet::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            letters.extend(text.split('"').filter_map(|word| {
                let (letters, number) = word.split_once('-')?;
                let code = (2..=5).contains(&letters.len())
                    && letters.bytes().all(|byte| byte.is_ascii_uppercase())
                    && number.len() == 2
                    && number.bytes().all(|byte| byte.is_ascii_digit());
                code.then(|| letters.to_owned())
            }));
        }
    }
    assert!(letters.len() > 40, "{letters:?}");
    let known = |letters: &&String| cetakd::text::codes::of(&format!("{letters}-01")).is_some();
    let unknown: Vec<_> = letters.iter().filter(|word| !known(word)).collect();
    assert!(unknown.is_empty(), "no family: {unknown:?}");
    let page = nobody.send("GET", "/api/kode/REQ-01", &[], b"");
    assert!(page.status == 200 && page.body.contains("REQ-01"), "{page:?}");
    for wrong in ["REQ-1", "REQ", "req-01", "XXX-01", "%3Cb%3E-01"] {
        nobody.send("GET", &format!("/api/kode/{wrong}"), &[], b"").problem(404, "API-05");
    }
}
