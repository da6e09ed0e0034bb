//! The office without a line: leases come by courier into `inbox/`, signed reports leave by
//! `outbox/`.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hw_sim::source::{LeaseOrder, cast, write_inbox};
use jiff::Timestamp;
use serde_json::Value;

use crate::rig::Office;

#[test]
fn leases_in_the_inbox_become_cards_and_signed_reports_in_the_outbox() {
    let office = Office::order().folder_source().open();
    office.print(cast::ORDINARY_WOMAN).fails(3, "REQ-02");
    lay(&office, &[("J-1", cast::ORDINARY_WOMAN), ("J-2", cast::ORDINARY_MAN)]);

    let printed = office.print(cast::ORDINARY_WOMAN).expect(0).json();
    assert_eq!(printed["job"], "J-1");
    office.ready();
    office.print(cast::ORDINARY_MAN).expect(0);
    office.tap();
    office.cetakd(&["inspect", "--tap", "spoiled", "--reason", "gagal_cetak"]).expect(0);

    let mut told: Vec<(String, String)> = reports(&office)
        .into_iter()
        .map(|report| {
            let what = report["outcome"].as_str().or(report["kind"].as_str()).unwrap();
            (report["job"].as_str().unwrap_or_default().to_owned(), what.to_owned())
        })
        .collect();
    told.sort();
    let told: Vec<_> = told.iter().map(|(job, what)| (job.as_str(), what.as_str())).collect();
    let expected = [
        ("", "revocation"),
        ("J-1", "printed"),
        ("J-1", "ready"),
        ("J-2", "printed"),
        ("J-2", "spoiled"),
    ];
    assert_eq!(told, expected);
    assert_eq!(fs::read_dir(office.path("courier/inbox")).unwrap().count(), 0);
    office.cetakd(&["journal", "verify"]).expect(0);
}

#[test]
fn an_absent_person_is_unknown_there_and_not_not_ready() {
    let office = Office::order().folder_source().open();
    let status = office.json(&["status", cast::BIO_CAPTURED]);
    assert_eq!((&status["state"], &status["advice_id"]), (&Value::Null, &Value::Null));
    office.print(cast::BIO_CAPTURED).fails(3, "REQ-02");
    assert!(office.events("feed_intended").is_empty());
}

fn lay(office: &Office, people: &[(&str, &str)]) {
    let source = office.simulator().office().source.as_ref().unwrap();
    let order = |&(job, nik)| LeaseOrder { station: "SPESIMEN-01", job, nik };
    let orders: Vec<_> = people.iter().map(order).collect();
    let inbox = office.path("courier/inbox");
    write_inbox(&mut source.lock().unwrap(), &inbox, &orders, Timestamp::now()).unwrap();
}

/// What each message says; that its signature holds is the courier's and the source's business.
fn reports(office: &Office) -> Vec<Value> {
    let files = fs::read_dir(office.path("courier/outbox")).unwrap();
    let report = |file: std::io::Result<fs::DirEntry>| {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let payload = URL_SAFE_NO_PAD.decode(text.split('.').nth(1).unwrap()).unwrap();
        let mut claims: Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(claims["iss"], "SPESIMEN-01");
        claims["report"].take()
    };
    files.map(report).collect()
}
