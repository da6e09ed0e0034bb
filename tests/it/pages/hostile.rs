//! Requests that mean harm: each gets a clear answer, none is a fault of ours, and nothing is
//! booked.

use ureq::http::Method;

use super::visitor::{Visitor, raw};
use crate::rig::Office;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn what_means_harm_gets_a_clear_answer_and_nothing_is_booked() {
    let office = Office::order().peopled();
    let siti = Visitor::signed_in(office.host(), "siti");
    let entries = office.journal().len();
    foreign_pages(&office, &siti);
    forms_of_others(&office, &siti);
    forms_that_are_none(&siti);
    large(&office);
    odd_paths(&office, &siti);
    odd_heads(&office);
    odd_methods(&siti);
    // Still there, still signed in.
    assert_eq!(siti.get("/loket").status, 200);
    assert_eq!(office.journal().len(), entries, "something was booked");
    assert!(!office.log().contains("panic"), "{}", office.log());
}

/// A page elsewhere, or a name elsewhere that points here.
fn foreign_pages(office: &Office, siti: &Visitor) {
    let body = format!("csrf={}", siti.csrf);
    for header in [
        ("origin", "https://jahat.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = siti.ask(Method::POST, "/loket/kosong", &[FORM, header], &body);
        assert_eq!(answer.status, 403, "{header:?}");
    }
    let port = office.host().rsplit(':').next().unwrap();
    let names = [
        "jahat.example".to_owned(),
        format!("jahat.example:{port}"),
        format!("127.0.0.1.jahat.example:{port}"),
        format!("localhost@jahat.example:{port}"),
        "127.0.0.1:x:y".to_owned(),
    ];
    for name in names {
        let answer = siti.ask(Method::GET, "/loket", &[("host", &name)], "");
        assert_eq!(answer.status, 421, "{name}");
        assert!(answer.body.is_empty(), "{name} is told something");
    }
    assert_eq!(siti.ask(Method::GET, "/loket", &[("host", "localhost")], "").status, 200);
}

/// A session without its word, with another's, and a name that is nobody's.
fn forms_of_others(office: &Office, siti: &Visitor) {
    let mut omar = Visitor::signed_in(office.host(), "omar");
    let find = [("q", hw_sim::source::cast::ORDINARY_WOMAN)];
    for csrf in ["", "x", &siti.csrf, &omar.csrf[1..]] {
        let mut forged = Visitor::new(office.host());
        (forged.cookie, forged.csrf) = (omar.cookie.clone(), csrf.to_owned());
        assert_eq!(forged.post("/loket/cari", &find).status, 403);
        assert_eq!(forged.post("/keluar", &[]).status, 403);
    }
    assert_eq!(omar.get("/loket").status, 200, "somebody else signed omar out");
    let cookie = omar.cookie.clone().unwrap();
    for forged in [format!("{cookie}x"), cookie[..cookie.len() - 2].to_owned()] {
        omar.cookie = Some(forged);
        assert_eq!(omar.get("/loket").leads_to(), "/masuk?ke=%2Floket");
        assert_eq!(omar.post("/loket/cari", &find).status, 401);
    }
}

fn forms_that_are_none(siti: &Visitor) {
    let ok = format!("csrf={}&q=1", siti.csrf);
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", ""] {
        let answer = siti.ask(Method::POST, "/loket/cari", &[("content-type", kind)], &ok);
        assert_eq!(answer.status, 415, "{kind}");
    }
    for broken in ["q=%FF", "q=%C3%28", "%F0%9F=1", "q=%ED%A0%80"] {
        let body = format!("csrf={}&{broken}", siti.csrf);
        assert_eq!(siti.ask(Method::POST, "/loket/cari", &[FORM], &body).status, 400, "{broken}");
    }
    let values = ["%00", "%0d%0aset-cookie:%20a", "%", "%zz", "%E2%80%AE", "9901019902900001"];
    for odd in values {
        let body = format!("csrf={}&q={odd}", siti.csrf);
        let answer = siti.ask(Method::POST, "/loket/cari", &[FORM], &body);
        assert_eq!(answer.status, 422, "{odd}");
    }
    let many = format!("csrf={}{}", siti.csrf, "&berkas=ktp_lama".repeat(20_000));
    assert_eq!(siti.ask(Method::POST, "/loket/cetak", &[FORM], &many).status, 409);
    for (path, status) in [("/tak-pasti/%2e%2e", 409), ("/persetujuan/..%2fx", 409)] {
        assert_eq!(siti.post(path, &[("kata", "setuju")]).status, status, "{path}");
    }
}

fn head(path: &str, more: &str, office: &Office) -> String {
    format!("{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{more}\r\n", office.host())
}

/// A body over the limit is read no further.
fn large(office: &Office) {
    let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
    let over = (1 << 20) + 1;
    let mut whole =
        head("POST /masuk", &format!("{kind}Content-Length: {over}\r\n"), office).into_bytes();
    whole.resize(whole.len() + over, b'a');
    let told = raw(office.host(), &whole);
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");
    // One that never ends.
    let mut endless =
        head("POST /masuk", &format!("{kind}Transfer-Encoding: chunked\r\n"), office).into_bytes();
    for _ in 0..40 {
        endless.extend_from_slice(b"10000\r\n");
        endless.resize(endless.len() + 0x10000, b'a');
        endless.extend_from_slice(b"\r\n");
    }
    let told = raw(office.host(), &endless);
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 413"), "{told}");
    let two = format!("{kind}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n");
    refused(&raw(office.host(), head("POST /masuk", &two, office).as_bytes()));
}

fn odd_paths(office: &Office, siti: &Visitor) {
    for path in [
        "/..%2f..%2fetc/passwd",
        "/aset/..%2f..%2fcetakd.toml",
        "/aset/%2e%2e/journal.db",
        "/%00",
        "/loket%00",
        "/%ff%fe",
        "/loket/muka/..%2f",
        "/kartu/%3Cscript%3E",
        "/kartu/..%2f..%2fdata",
        "/LOKET",
        "/loket/",
        "/;/loket",
    ] {
        let answer = siti.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.body.contains("<script>") && !answer.body.contains("root:"), "{path}");
    }
    for path in ["//", "//jahat.example/", "/../../etc/passwd", "/\\..\\", "/loket/../masuk"] {
        let told = raw(office.host(), head(&format!("GET {path}"), "", office).as_bytes());
        assert!(refused(&told), "{path}: {told}");
    }
    let long = format!("GET /{}", "a".repeat(100_000));
    assert!(refused(&raw(office.host(), head(&long, "", office).as_bytes())));
}

/// Said no, in whatever words; true if it was said at all.
fn refused(told: &str) -> bool {
    let status = told.split(' ').nth(1).unwrap_or_default();
    assert!(status.starts_with('4') || told.is_empty(), "{told}");
    status.starts_with('4')
}

fn odd_heads(office: &Office) {
    let many = (0..500).map(|n| format!("X-{n}: a\r\n")).collect::<String>();
    let long = format!("Cookie: __Host-cetakd={}\r\n", "a".repeat(100_000));
    let heads = [
        head("GET /loket", &many, office),
        head("GET /loket", &long, office),
        "GET /loket HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(),
        "GET /loket HTTP/1.0\r\n\r\n".to_owned(),
        "GET /loket HTTP/9.9\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0".to_owned(),
        "GET http://jahat.example/loket HTTP/1.1\r\nHost: jahat.example\r\n\
         Connection: close\r\n\r\n"
            .to_owned(),
    ];
    for odd in heads {
        let told = raw(office.host(), odd.as_bytes());
        // What can be read is somebody without a sign-in.
        let status = told.split(' ').nth(1).unwrap_or("4");
        assert!(status.starts_with('4') || status == "303", "{odd:.100}: {told}");
    }
    let begin = head("GET /loket", "X: ", office);
    let bytes = [begin.trim_end().as_bytes(), b"\xff\xfe\r\n\r\n"];
    let told = raw(office.host(), &bytes.concat());
    assert!(!told.starts_with("HTTP/1.1 5"), "{told}");
}

fn odd_methods(siti: &Visitor) {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        for path in ["/loket", "/loket/cetak", "/masuk"] {
            let answer = siti.ask(method.clone(), path, &[], "");
            assert!([403, 405].contains(&answer.status), "{method} {path}: {}", answer.status);
        }
    }
    assert_eq!(siti.ask(Method::GET, "/loket/cetak", &[], "").status, 405);
}
