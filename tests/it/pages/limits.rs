//! What one browser, or one computer, may hold: the head of a request, lines that stay open, seats.

use std::time::{Duration, Instant};

use super::visitor::{Visitor, raw};
use crate::rig::{Office, PATIENCE};

fn told(office: &Office, host: &str, more: &str) -> String {
    let head = format!("GET /masuk HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
    raw(office.host(), head.as_bytes())
}

#[test]
fn a_head_is_sixteen_kilobytes_at_most_and_this_computer_has_names_without_a_port() {
    let office = Office::order().without_stock().peopled();
    for (bytes, status) in [(15, 200), (17, 431), (30, 431), (70, 431)] {
        let more = format!("X-Long: {}\r\n", "a".repeat(bytes << 10));
        let told = told(&office, office.host(), &more);
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{bytes} kB: {told:.100}");
        // The page of an API's program is refused by the same number.
        let head = format!("GET /api/lanes HTTP/1.1\r\nHost: {}\r\n{more}\r\n", office.host());
        let told = raw(office.host(), head.as_bytes());
        let status = if status == 200 { 401 } else { status };
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{bytes} kB: {told:.100}");
    }
    for (host, status) in [
        ("[::1]", 200),
        ("[::1]:8440", 200),
        ("127.0.0.1", 200),
        ("localhost", 200),
        ("[::1].jahat.example", 421),
        ("[::2]", 421),
        ("::1", 421),
        ("jahat.example", 421),
    ] {
        let told = told(&office, host, "");
        assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{host}: {told:.100}");
    }
}

#[test]
fn a_session_has_four_lines_and_a_fifth_takes_the_place_of_the_first() {
    let office = Office::order().without_stock().peopled();
    let siti = Visitor::signed_in(office.host(), "siti");
    let omar = Visitor::signed_in(office.host(), "omar");
    let mut others = omar.live("/hidup");
    others.says("event: panel");
    let mut lines: Vec<_> = (0..4).map(|_| siti.live("/hidup")).collect();
    lines.iter_mut().for_each(|line| line.says("event: panel"));
    let mut fifth = siti.live("/hidup");
    fifth.says("event: panel");
    // It is told to come back later, and is no sign-out.
    let rest = lines.remove(0).rest();
    assert!(rest.contains("retry: 30000") && !rest.contains("keluar"), "{rest}");
    // One that was closed is none.
    drop(lines.remove(0));
    siti.post("/keluar", &[]);
    for mut line in lines.into_iter().chain([fifth]) {
        let rest = line.rest();
        assert!(rest.contains("event: keluar") && !rest.contains("retry"), "{rest}");
    }
    assert_eq!(omar.get("/sesi").status, 200);
    // Another's line goes on: something happens, and it is told.
    let since = Instant::now();
    omar.post("/keluar", &[]);
    others.says("event: keluar");
    assert!(since.elapsed() < PATIENCE.max(Duration::from_secs(1)));
}
