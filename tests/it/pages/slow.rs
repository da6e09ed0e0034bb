//! Clients that dawdle, in head or body, or take nothing of what they asked for, are hung up on,
//! and keep nobody else waiting.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use super::visitor::{Visitor, drip};
use crate::rig::Office;

const PAUSE: Duration = Duration::from_millis(250);

#[test]
fn who_drips_is_hung_up_on_while_others_are_served() {
    let office = Office::order().without_stock().peopled();
    let host = office.host();
    let head = format!("GET /masuk HTTP/1.1\r\nHost: {host}\r\nX-Slow: ");
    let body = format!(
        "POST /masuk HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4000\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\nnama="
    );
    std::thread::scope(|scope| {
        let mut heads = Vec::new();
        for _ in 0..20 {
            heads.push(scope.spawn(|| drip(host, head.as_bytes(), PAUSE)));
        }
        let silent = scope.spawn(|| drip(host, b"", PAUSE));
        let body = scope.spawn(|| drip(host, body.as_bytes(), PAUSE));
        assert_eq!(Visitor::signed_in(host, "siti").get("/loket").status, 200);
        for told in heads.into_iter().chain([silent]) {
            let told = told.join().unwrap();
            assert!(told.is_empty() || told.starts_with("HTTP/1.1 4"), "{told}");
        }
        let told = body.join().unwrap();
        assert!(told.starts_with("HTTP/1.1 408"), "{told}");
    });
}

/// As many as the pages have seats: each asks for more than the system keeps, and reads nothing.
fn deaf(host: &str) -> Vec<TcpStream> {
    let ask = format!("GET /aset/loket.js HTTP/1.1\r\nHost: {host}\r\n\r\n").repeat(4_000);
    let line = |_| {
        let mut line = TcpStream::connect(host).unwrap();
        line.set_nonblocking(true).unwrap();
        // As much as goes: the rest would wait for answers that nobody takes.
        drop(line.write(ask.as_bytes()));
        line
    };
    (0..256).map(line).collect()
}

#[test]
fn who_takes_nothing_of_an_answer_gives_up_the_seat_and_holds_up_no_stop() {
    let mut office = Office::order().without_stock().peopled();
    let held = deaf(office.host());
    assert_eq!(Visitor::new(office.host()).get("/masuk").status, 200);
    drop(held);
    let held = deaf(office.host());
    assert!(office.stop().success());
    drop(held);
}
