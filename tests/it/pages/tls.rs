//! The pages over TLS, by a client of its own: what a certificate changes, and what is refused.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::visitor::raw;
use crate::rig::{Office, edit, pin_of};

/// The office's pages with the certificate that the source's authority gave to `localhost`.
fn office() -> Office {
    let mut office = Office::order().without_stock().peopled();
    assert!(office.stop().success());
    let certs = office.path("certs");
    let lines = format!(
        "\n[web]\ncertificate = '{}'\nkey = '{}'\n",
        certs.join("source.pem").display(),
        certs.join("source.key").display(),
    );
    edit(&office.config(), "\n[web]\n", &lines);
    office.start();
    office
}

fn ask(office: &Office, head: &str, body: &str) -> String {
    let mut roots = RootCertStore::empty();
    let ca = fs::read(office.path("certs").join("source-ca.pem")).unwrap();
    roots.add(CertificateDer::from_pem_slice(&ca).unwrap()).unwrap();
    let config =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut line = StreamOwned::new(connection, TcpStream::connect(office.host()).unwrap());
    let length = body.len();
    let head = format!(
        "{head} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
        office.host()
    );
    line.write_all(head.as_bytes()).unwrap();
    let mut told = Vec::new();
    line.read_to_end(&mut told).unwrap();
    String::from_utf8(told).unwrap().to_lowercase()
}

/// The hello of a client whose newest version is TLS 1.`minor`; suites and curves are of today.
fn hello(minor: u8) -> Vec<u8> {
    let length = |bytes: usize| u16::try_from(bytes).unwrap().to_be_bytes();
    let mut hello = vec![3, minor + 1];
    hello.extend([7; 32]);
    // No session, two suites, no compression.
    hello.extend([0, 0, 4, 0xc0, 0x2b, 0xc0, 0x2f, 1, 0]);
    let groups = [0, 10, 0, 6, 0, 4, 0, 0x1d, 0, 0x17];
    let signatures = [0, 13, 0, 8, 0, 6, 4, 3, 8, 4, 4, 1];
    let points = [0, 11, 0, 2, 1, 0];
    let more = [&groups[..], &signatures, &points].concat();
    hello.extend(length(more.len()));
    hello.extend(more);
    let mut record = vec![22, 3, 1];
    record.extend(length(hello.len() + 4));
    record.extend([1, 0]);
    record.extend(length(hello.len()));
    record.extend(hello);
    record
}

/// What the answer begins with.
fn answered(office: &Office, hello: &[u8]) -> [u8; 7] {
    let mut line = TcpStream::connect(office.host()).unwrap();
    line.write_all(hello).unwrap();
    let mut told = [0; 7];
    line.read_exact(&mut told).unwrap();
    told
}

#[test]
fn pages_by_tls_are_secure_and_nothing_else_is_answered() {
    let mut office = office();
    let page = ask(&office, "GET /masuk", "");
    assert!(page.starts_with("http/1.1 200 "), "{page}");
    assert!(page.contains("strict-transport-security: max-age=31536000"), "{page}");
    let form = format!("nama=siti&pin={}", pin_of("siti"));
    let entered = ask(&office, "POST /masuk", &form);
    assert!(entered.starts_with("http/1.1 303 "), "{entered}");
    let cookie = entered.lines().find(|line| line.starts_with("set-cookie:")).expect("a cookie");
    assert!(cookie.contains("__host-cetakd=") && cookie.contains("; secure"), "{cookie}");
    // Whoever talks without TLS, or by one of before, hears no page.
    let plain = raw(office.host(), b"GET /masuk HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(!plain.contains("HTTP/") && !plain.contains('<'), "{plain}");
    // A handshake goes on, or a fatal alert: protocol version.
    assert_eq!(answered(&office, &hello(2))[0], 22);
    assert_eq!(answered(&office, &hello(1))[5..], [2, 70]);
    assert_eq!(answered(&office, &hello(0))[5..], [2, 70]);
    assert!(office.stop().success());
}

#[test]
fn beyond_this_computer_nothing_is_served_without_a_certificate() {
    let mut office = Office::order().without_stock().web().open();
    let host = office.host().to_owned();
    assert!(office.stop().success());
    let port = host.split(':').nth(1).unwrap();
    edit(&office.config(), &host, &format!("0.0.0.0:{port}"));
    let said = office.cetakd(&["run"]);
    assert_ne!(said.code, 0);
    let told = format!("{}{}", said.out, said.err);
    assert!(told.contains("CFG-") && told.contains("certificate"), "{told}");
}
