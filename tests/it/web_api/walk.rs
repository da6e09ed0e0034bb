//! One card by API alone, from the counter's first question to its holder's hand.

use hw_sim::source::cast;
use serde_json::{Value, json};

use super::client::Api;
use super::office;
use crate::rig::{Office, edit};

/// Comes back once the card is so.
pub fn until(office: &Office, api: &Api, job: &str, stage: &str) -> Value {
    let path = format!("/api/card/{job}");
    office.until_source(stage, |_| api.get(&path)["stage"] == stage);
    api.get(&path)
}

fn words(card: &Value) -> Vec<&str> {
    card["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect()
}

#[test]
fn a_card_goes_by_api_from_its_status_into_its_holders_hand() {
    let office = office();
    let siti = Api::of(&office, "siti");
    assert_eq!(siti.get("/api/session")["role"], "loket");
    let nik = cast::ORDINARY_WOMAN;
    let asked = json!({ "nik": nik, "wanted": { "paper": "receipt", "reason": "baru" } });
    let status = siti.done("/api/status", &asked);
    assert_eq!(status["state"], "PRINT_READY_RECORD");
    let receipt = status["receipt"].as_str().unwrap();

    let print = json!({ "person": { "receipt": receipt }, "reason": "baru" });
    let job = siti.done("/api/print", &print)["job"].as_str().unwrap().to_owned();
    let card = until(&office, &siti, &job, "printed");
    let steps = words(&card);
    for step in ["job_opened", "lease_taken", "feed_finished", "encode_finished", "print_finished"]
    {
        assert_eq!(steps.iter().filter(|one| **one == step).count(), 1, "{step}: {steps:?}");
    }
    let (uid, register) = (card["uid"].as_str().unwrap(), card["register"].as_str().unwrap());
    assert!(!card.to_string().contains(nik) && !uid.is_empty());

    office.tap();
    let seen = siti.done("/api/inspect", &json!({ "verdict": { "is": "good" }, "tap": true }));
    assert_eq!((&seen["job"], &seen["uid"]), (&job.clone().into(), &uid.into()));
    until(&office, &siti, &job, "ready");
    let look = json!({ "card": { "register": register }, "purpose": "layanan" });
    let before = office.events("personal_data_shown").len();
    let looked = siti.done("/api/look", &look);
    assert!(looked["nama"].as_str().unwrap().len() > 3 && looked["nik"] != nik, "{looked}");
    assert_eq!(office.events("personal_data_shown").len(), before + 1, "a look leaves an entry");

    let give = json!({
        "card": "tap", "claim": { "receipt": receipt }, "family_card": true,
        "checked": ["nama", "nik", "alamat", "foto"], "collector": { "by": "holder" },
        "signature": "iVBORw0KGgpTUEVTSU1FTg==", "old_card": { "is": "none" },
    });
    let given = siti.done("/api/handover", &give);
    assert_eq!((&given["stage"], &given["uid"]), (&"handed_over".into(), &uid.into()));
    assert_eq!(office.events("card_handed_over")[0]["family_card"], true);
    siti.post("/api/handover", &give).problem(409, "HOV-11");

    what_stands_around(&office, &siti);
    told_in_both_languages(&siti);
    watched(&office, &siti, nik);
}

/// Lanes, blanks, what waits; and a word that takes two.
fn what_stands_around(office: &Office, siti: &Api) {
    let lanes = siti.get("/api/lanes");
    assert_eq!((&lanes[0]["lane"], &lanes[0]["doing"]), (&"A".into(), &"idle".into()), "{lanes}");
    let stock = siti.get("/api/stock");
    let kind = &stock["lines"][0];
    assert_eq!((&kind["received"], &kind["hoppers"]), (&20.into(), &19.into()), "{stock}");
    assert_eq!(siti.get("/api/unknown"), json!([]));
    assert_eq!(siti.get("/api/batch"), json!({ "batch": null }));
    assert_eq!(siti.get("/api/batch/queue"), json!({ "batch": null, "cards": [] }));
    let omar = Api::of(office, "omar");
    omar.post("/api/batch/pause", &json!({})).problem(409, "BCH-02");
    omar.post("/api/lanes/release", &json!({ "lane": "Z" })).problem(422, "CMD-02");
    omar.done("/api/clock/confirm", &json!({}));

    // A second card for the same person; the centre has made the record ready once more.
    let (nik, state) = (cast::ORDINARY_WOMAN, "PRINT_READY_RECORD");
    office.hands(json!({ "do": "source", "what": "state", "nik": nik, "state": state }));
    let again = json!({
        "person": { "nik": cast::ORDINARY_WOMAN }, "reason": "hilang",
        "papers": ["surat_kehilangan"],
        "old_card": { "is": "lost", "letter": "LP/1/2026", "dated": "2026-01-02" },
    });
    let waits = siti.post("/api/print", &again).problem(202, "CMD-40");
    let approval = json!({ "approval": waits["approval"] });
    let list = siti.get("/api/approvals");
    let open = list.as_array().unwrap().iter().find(|row| row["state"] == "asked").unwrap();
    assert_eq!(open["approval"], waits["approval"]);
    assert!(!open["said"].to_string().contains(cast::ORDINARY_WOMAN), "{open}");
    siti.post("/api/approvals/agree", &approval).problem(409, "APR-03");
    let agreed = omar.done("/api/approvals/agree", &approval);
    until(office, &omar, agreed["job"].as_str().unwrap(), "printed");
    omar.post("/api/approvals/decline", &approval).problem(409, "APR-01");
}

/// Sessions: one's own, and everybody's for a kepala.
fn sessions(office: &Office, siti: &Api) {
    let (other, kartini) = (Api::of(office, "siti"), Api::of(office, "kartini"));
    let seen = siti.get("/api/sessions");
    let seen = seen["sessions"].as_array().unwrap();
    assert_eq!(seen.len(), 2, "{seen:?}");
    let other_label = seen.iter().find(|one| one["ours"] == false).unwrap()["session"].clone();
    let end = |api: &Api, label: &Value| {
        let body = json!({ "session": label }).to_string();
        api.send("POST", "/api/sessions/end", &[], body.as_bytes())
    };
    let all = kartini.get("/api/sessions");
    let own = all["sessions"].as_array().unwrap().iter().find(|one| one["ours"] == true).unwrap();
    assert_eq!((own["name"].as_str(), own["from"].as_str()), (Some("kartini"), Some("here")));
    end(siti, &own["session"]).problem(404, "API-22");
    assert_eq!(end(siti, &other_label).status, 200);
    end(siti, &other_label).problem(404, "API-22");
    other.send("GET", "/api/session", &[], b"").problem(401, "API-01");
    let first = siti.get("/api/sessions")["sessions"][0]["session"].clone();
    assert_eq!(end(&kartini, &first).status, 200);
    siti.send("GET", "/api/session", &[], b"").problem(401, "API-01");
}

fn told_in_both_languages(siti: &Api) {
    let job = "/api/card/NOBODY";
    let id = siti.send("GET", job, &[], b"").problem(404, "API-18");
    assert_eq!(id["detail"], id["id"]);
    let said = ["Accept-Language: fr, en-GB;q=0.8, id;q=0.2"];
    let en = siti.send("GET", job, &said, b"").problem(404, "API-18");
    assert_eq!(en["detail"], en["en"]);
    // What a problem's type leads to is read by people.
    for code in [en["type"].as_str().unwrap(), "/api/kode/REQ-01", "/api/kode/CHIP-01"] {
        let page = Api { cookie: String::new(), ..siti.clone() }.send("GET", code, &[], b"");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{page:?}");
        let both = page.body.contains("lang=\"id\"") && page.body.contains("lang=\"en\"");
        let code = code.rsplit('/').next().unwrap();
        assert!(page.status == 200 && both && page.body.contains(code), "{page:?}");
    }
    let page = siti.send("GET", "/api", &[], b"");
    assert!(page.status == 200 && page.body.contains("/api/print"), "{page:?}");
}

/// Sums and words for whoever watches over the machine; nobody's data.
fn watched(office: &Office, siti: &Api, nik: &str) {
    let nobody = Api::nobody(office);
    let look = |path: &str| nobody.send("GET", path, &[], b"");
    assert_eq!((look("/healthz").status, look("/healthz").body), (200, "ok\n".to_owned()));
    assert_eq!(look("/readyz").json(), json!({ "ready": true, "reasons": [] }));
    office.until_source("a lane at rest", |_| siti.get("/api/lanes")[0]["doing"] == "idle");
    let before = office.journal().len();
    let text = look("/metrics").body;
    for line in [
        "cetakd_cards{stage=\"printed\"} 1",
        "cetakd_lanes{state=\"idle\"} 1",
        "cetakd_blanks{kind=\"ktp-el\",place=\"hopper:A\"} 18",
        "cetakd_sessions 2",
        "cetakd_http_requests_total{route=\"/api/print\",class=\"2xx\"} 2",
        "cetakd_http_requests_total{route=\"/api/card/{job}\",class=\"4xx\"} 2",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    let entries = text.lines().find_map(|line| line.strip_prefix("cetakd_journal_entries "));
    let entries: usize = entries.unwrap().parse().unwrap();
    assert!((before..=office.journal().len()).contains(&entries), "{before} {text}");
    assert!(!text.contains(nik) && !text.contains("siti") && !text.contains("SITI"), "{text}");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    // Whoever counts blind reads no balance anywhere.
    crate::end_to_end::people::by(office, "omar", &["stock", "count", "begin"]).expect(0);
    siti.send("GET", "/api/stock", &[], b"").problem(409, "CNT-06");
    assert!(!look("/metrics").body.contains("cetakd_blanks{"), "balances during a blind count");
}

#[test]
fn a_program_sees_and_ends_its_own_persons_sessions_and_a_kepalas_everybodys() {
    let office = office();
    sessions(&office, &Api::of(&office, "siti"));
}

#[test]
fn a_station_whose_lanes_are_all_away_is_alive_and_not_ready() {
    let mut office = crate::rig::Order::default().web().open();
    office.stop();
    let printer = office.simulator().ready().lanes[0].printer.clone();
    edit(&office.config(), &printer, "evolis+tcp://127.0.0.1:1");
    office.start();
    let nobody = Api::nobody(&office);
    let look = |path: &str| nobody.send("GET", path, &[], b"");
    office.until_source("away", |_| look("/readyz").status == 503);
    assert_eq!(look("/readyz").json(), json!({ "ready": false, "reasons": ["lanes_away"] }));
    assert_eq!(look("/healthz").status, 200);
}
