//! Clients that dawdle, in head or body, or take nothing of what they asked for, are hung up on,
//! and keep nobody else waiting.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
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
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    // One address has only so many.
    let connect = |of: u8| {
        runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from(([127, 0, 0, of], 0))).unwrap();
            socket.connect(host.parse().unwrap()).await.unwrap().into_std().unwrap()
        })
    };
    let line = |of| {
        let mut line = connect(of);
        // As much as goes: the rest would wait for answers that nobody takes.
        drop(line.write(ask.as_bytes()));
        line
    };
    (2..6).flat_map(|of| [of; 64]).map(line).collect()
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

#[test]
fn one_computer_leaves_seats_to_the_others() {
    let office = Office::order().without_stock().peopled();
    let of_one = TcpStream::connect(office.host()).unwrap();
    let mut held = vec![of_one];
    // As many as there are seats, and more, all from one address.
    held.extend((0..300).filter_map(|_| TcpStream::connect(office.host()).ok()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let mut other = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 9], 0))).unwrap();
        socket.connect(office.host().parse().unwrap()).await.unwrap().into_std().unwrap()
    });
    other.set_nonblocking(false).unwrap();
    other.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let head = format!("GET /masuk HTTP/1.1\r\nHost: {}\r\n\r\n", office.host());
    other.write_all(head.as_bytes()).unwrap();
    let mut said = [0; 12];
    other.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 200");
    drop(held);
}

#[test]
fn a_line_that_stays_open_ends_with_the_daemon() {
    let mut office = Office::order().without_stock().peopled();
    let mut line = Visitor::signed_in(office.host(), "siti").live("/hidup");
    line.says("event: panel");
    assert!(office.stop().success());
    // No sign-out: the page waits for the daemon, and asks again.
    assert!(!line.rest().contains("keluar"));
    assert!(!office.log().contains("still being sent"), "{}", office.log());
}
