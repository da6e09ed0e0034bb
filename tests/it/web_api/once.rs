//! What is asked with a key is done once, however often it is asked and whoever goes away.

use hw_sim::source::cast;
use serde_json::{Value, json};

use super::client::{Answer, Api, key};
use super::office;

fn print(nik: &str) -> Value {
    json!({ "person": { "nik": nik }, "reason": "baru" })
}

#[test]
fn a_key_is_one_card_over_repeats_other_bodies_other_people_and_a_restart() {
    let mut office = office();
    let siti = Api::of(&office, "siti");
    let body = print(cast::ORDINARY_MAN);
    siti.send("POST", "/api/print", &[], body.to_string().as_bytes()).problem(400, "API-13");
    for wrong in
        ["Idempotency-Key: ", "Idempotency-Key: a b", "Idempotency-Key: a\r\nIdempotency-Key: b"]
    {
        siti.send("POST", "/api/print", &[wrong], body.to_string().as_bytes())
            .problem(400, "API-13");
    }
    let long = "k".repeat(129);
    siti.ask("/api/print", &long, &body).problem(400, "API-13");
    assert!(office.events("job_opened").is_empty());

    let key = key();
    let first = siti.ask("/api/print", &key, &body);
    assert_eq!(first.status, 201, "{first:?}");
    let job = first.json()["job"].as_str().unwrap().to_owned();
    let path = format!("/api/card/{job}");
    office.until_source("printed", |_| siti.get(&path)["stage"] == "printed");
    // Later, from another session of hers, the answer is what it was.
    for again in [&siti, &Api::of(&office, "siti")] {
        let again = again.ask("/api/print", &key, &body);
        assert_eq!((again.status, &again.body), (201, &first.body));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
    }
    siti.ask("/api/print", &key, &print(cast::ORDINARY_WOMAN)).problem(422, "API-15");
    siti.ask(
        "/api/status",
        &key,
        &json!({ "nik": cast::ORDINARY_MAN, "wanted": { "paper": "nothing" } }),
    )
    .problem(422, "API-15");
    // A key is its person's own: hers is no answer for him.
    Api::of(&office, "sari").ask("/api/print", &key, &body).problem(409, "REQ-06");
    let cards = |office: &crate::rig::Office| {
        let fed = office.events("feed_finished").len();
        (fed, office.events("print_finished").len(), office.at_output())
    };
    assert_eq!(cards(&office), (1, 1, 1));
    let stock = siti.get("/api/stock");
    assert_eq!(stock["lines"][0]["hoppers"], 19, "{stock}");

    // A restart forgets keys; nobody gets two for that.
    assert!(office.stop().success());
    office.start();
    let siti = Api::of(&office, "siti");
    siti.ask("/api/print", &key, &body).problem(409, "REQ-06");
    assert_eq!(cards(&office), (1, 1, 1));
}

#[test]
fn the_same_key_at_the_same_moment_is_done_once_and_whoever_goes_away_finds_the_answer() {
    let office = office();
    let siti = Api::of(&office, "siti");
    let key = key();
    let asked = json!({ "nik": cast::ORDINARY_WOMAN,
                        "wanted": { "paper": "receipt", "reason": "baru" } });
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let ask = || siti.ask("/api/status", &key, &asked);
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (good, early): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert!(!good.is_empty() && good.iter().all(|answer| answer.body == good[0].body));
    for answer in early {
        answer.problem(409, "API-14");
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
    }
    assert_eq!(office.events("receipt_issued").len(), 1);

    // Asked, and gone before there is an answer.
    let (body, key) = (print(cast::ORDINARY_MAN).to_string(), super::client::key());
    {
        use std::io::Write;
        let mut stream = std::net::TcpStream::connect(&siti.address).unwrap();
        let Api { address, cookie, csrf, .. } = &siti;
        let head = format!(
            "POST /api/print HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\
             X-CSRF-Token: {csrf}\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        office.until_source("the job", |office| !office.events("job_opened").is_empty());
    }
    let again = || siti.ask("/api/print", &key, &print(cast::ORDINARY_MAN));
    office.until_source("an answer", |_| again().status == 201);
    let answer = again();
    let path = format!("/api/card/{}", answer.json()["job"].as_str().unwrap());
    office.until_source("printed", |_| siti.get(&path)["stage"] == "printed");
    assert_eq!((office.events("job_opened").len(), office.at_output()), (1, 1));
}
