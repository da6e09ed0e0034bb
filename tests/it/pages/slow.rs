//! Clients that dawdle, in head or body, are hung up on, and keep nobody else waiting.

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
