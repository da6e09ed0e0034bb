//! Whatever is sent, the answer is a problem that says what is wrong: no page, no 500, no echo.

use hw_sim::source::cast;

use super::client::{Answer, Api, key, send};
use super::office;

#[track_caller]
fn refused(answer: &Answer) {
    assert!((400..500).contains(&answer.status), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
    assert!(!answer.body.contains('<') && !answer.body.contains(cast::ORDINARY_MAN), "{answer:?}");
}

#[test]
fn whatever_is_sent_is_answered_by_a_problem_and_nothing_is_booked() {
    let office = office();
    let siti = Api::of(&office, "siti");
    let entries = office.journal().len();
    let key_line = || format!("Idempotency-Key: {}", key());
    let post = |headers: &[&str], body: &[u8]| {
        let key = key_line();
        siti.send("POST", "/api/print", &[&[key.as_str()], headers].concat(), body)
    };
    let good = format!(r#"{{"person":{{"nik":"{}"}},"reason":"baru"}}"#, cast::ORDINARY_MAN);

    for kind in ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"] {
        post(&[&format!("Content-Type: {kind}")], good.as_bytes()).problem(415, "API-07");
    }
    for token in ["", "AAAA", "é"] {
        post(&[&format!("X-CSRF-Token: {token}")], good.as_bytes()).problem(403, "API-03");
    }
    post(&["Origin: https://elsewhere.example"], good.as_bytes()).problem(403, "API-04");
    post(&["Sec-Fetch-Site: cross-site"], good.as_bytes()).problem(403, "API-04");
    bodies(&post, &good);

    // No path of ours, or not like this.
    for path in [
        "/api/",
        "/api//print",
        "/api/print/",
        "/api/../masuk",
        "/api/%2e%2e/loket",
        "/api/print;a=b",
        "/api/card",
        "/api/card/",
        "/api/card/a/b",
        "/api/%00",
        "/api/kode/",
        "/api/kode/REQ-1",
        "/api/kode/req-01",
        "/api/kode/XXX-01",
    ] {
        siti.send("GET", path, &[], b"").problem(404, "API-05");
        refused(&siti.send("POST", path, &[], b"{}"));
    }
    for name in ["%00", "..", "%2e%2e", "a%2fb", "%ff", "a'--", &"x".repeat(3_000)] {
        siti.send("GET", &format!("/api/card/{name}"), &[], b"").problem(404, "API-18");
    }
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "GET", "HEAD", "BREW"] {
        let answer = siti.send(method, "/api/print", &[], b"");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")), "{method}");
        if method != "HEAD" {
            answer.problem(405, "API-06");
        }
    }
    let answer = siti.send("POST", "/api/lanes", &[&key_line()], b"{}");
    answer.problem(405, "API-06");
    assert_eq!(answer.header("allow"), Some("GET, HEAD"));

    hosts_and_strangers(&office, &siti);
    assert_eq!(office.journal().len(), entries, "nothing of it was booked");
    // The daemon is well, and so is she.
    assert_eq!(siti.get("/api/session")["name"], "siti");
}

fn bodies(post: &dyn Fn(&[&str], &[u8]) -> Answer, good: &str) {
    let deep = "{\"a\":".repeat(50_000);
    let syntax: [&[u8]; 9] = [
        b"",
        b"{",
        b"nik",
        b"{\"person\":",
        b"\xff\xfe{}",
        b"{\"reason\":\"\xc3\x28\"}",
        b"{}{}",
        b"{'reason':'baru'}",
        deep.as_bytes(),
    ];
    for body in syntax {
        post(&[], body).problem(400, "API-11");
    }
    for body in [
        "null",
        r#"[{"nik":"9901011708870001"},"baru"]"#,
        &format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)),
        r#"{"person":["nik","9901011708870001"],"reason":"baru"}"#,
        "[]",
        "1",
        "\"x\"",
        "{}",
        r#"{"person":{"nik":"9901011708870001"}}"#,
        &good.replace("\"reason\"", "\"extra\":1,\"reason\""),
        &good.replace("\"reason\"", "\"reason\":\"baru\",\"reason\""),
        &good.replace("{\"nik\":\"9901011708870001\"}", "{}"),
        &good.replace("{\"nik\":\"9901011708870001\"}", "{\"nik\":1}"),
        &good.replace("\"baru\"", "[\"baru\"]"),
    ] {
        post(&[], body.as_bytes()).problem(422, "API-12");
    }
    let with = |reason: &str| good.replace("\"baru\"", reason);
    post(&[], with("\"entah\"").as_bytes()).problem(422, "WEB-01");
    post(&[], with("\"\\u0000\"").as_bytes()).problem(422, "WEB-01");
    post(&[], good.replace("8870001", "8870000").as_bytes()).problem(422, "NIK-01");
    let large = vec![b' '; (1 << 20) + 1];
    post(&[], &large).problem(413, "API-08");
    let announced = format!("Content-Length: {}", u32::MAX);
    let answer = post(&[&announced], b"");
    assert!([400, 408, 413].contains(&answer.status), "{answer:?}");
    refused(&answer);
}

fn hosts_and_strangers(office: &crate::rig::Office, siti: &Api) {
    let address = office.host();
    for host in ["evil.example", "127.0.0.1.evil.example", ""] {
        let head = format!("GET /api/lanes HTTP/1.1\r\nHost: {host}");
        send(address, &head, b"").problem(421, "API-17");
    }
    let stranger = Api { cookie: "__Host-cetakd=AAAA".into(), ..siti.clone() };
    stranger.send("GET", "/api/lanes", &[], b"").problem(401, "API-01");
    let answer = stranger.send("POST", "/api/print", &[], b"{}");
    answer.problem(401, "API-01");
    assert!(answer.header("www-authenticate").is_some());
    let nobody = Api::nobody(office);
    let sign_in = |body: &str| nobody.send("POST", "/api/session", &[], body.as_bytes());
    sign_in(r#"{"name":"siti"}"#).problem(422, "API-12");
    sign_in(r#"{"name":"siti\u0000","pin":"111213"}"#).problem(401, "SGN-02");
    let tries: Vec<u16> =
        (0..24).map(|_| sign_in(r#"{"name":"nobody","pin":"111213"}"#).status).collect();
    assert!(tries.contains(&429) && tries.iter().all(|one| [401, 429].contains(one)), "{tries:?}");
}
