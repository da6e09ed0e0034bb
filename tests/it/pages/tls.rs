//! The pages by TLS: what a browser beyond this computer gets, and that nothing else is answered.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::rig::{Office, PATIENCE, pin_of};

/// The pages of this office by a certificate for `localhost`.
fn by_tls() -> Office {
    let mut office = Office::order().without_stock().peopled();
    assert!(office.stop().success());
    let certs = office.path("certs");
    let (certificate, key) = (certs.join("source.pem"), certs.join("source.key"));
    let file = fs::read_to_string(office.config()).unwrap();
    let tls = format!("[web]\ncertificate = {certificate:?}\nkey = {key:?}\n");
    assert!(file.contains("[web]\n"), "{file}");
    fs::write(office.config(), file.replacen("[web]\n", &tls, 1)).unwrap();
    office.start();
    office
}

fn browser(office: &Office, trusted: &Path) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusted).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TcpStream::connect(office.host()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), stream)
}

fn ask(office: &Office, head: &str, body: &str) -> String {
    let mut line = browser(office, &office.path("certs").join("source-ca.pem"));
    write!(line, "{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n{body}").unwrap();
    let mut answer = Vec::new();
    // A line that is closed without a goodbye is an error after the answer.
    drop(line.read_to_end(&mut answer));
    String::from_utf8(answer).unwrap()
}

#[test]
fn by_tls_a_browser_is_told_to_come_by_tls_for_ever_and_its_cookie_goes_no_other_way() {
    let office = by_tls();
    let page = ask(&office, "GET /masuk HTTP/1.1", "");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let hsts = "strict-transport-security: max-age=31536000";
    assert!(page.to_lowercase().contains(hsts), "{page}");
    let form = format!("nama=siti&pin={}", pin_of("siti"));
    let head = format!(
        "POST /masuk HTTP/1.1\r\nOrigin: https://localhost\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded",
        form.len()
    );
    let answer = ask(&office, &head, &form);
    let cookie = answer.lines().find(|line| line.to_lowercase().starts_with("set-cookie: __host-"));
    let cookie = cookie.unwrap_or_else(|| panic!("no cookie: {answer}"));
    for word in ["Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    // A form of a page that came without TLS is no form of ours.
    let foreign = head.replace("https://localhost", "http://localhost");
    assert!(ask(&office, &foreign, &form).starts_with("HTTP/1.1 403"));
}

#[test]
fn what_is_no_tls_of_today_gets_no_page() {
    let office = by_tls();
    let told = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(office.host()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        answer
    };
    let plain = told(b"GET /masuk HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(!plain.starts_with(b"HTTP/"), "{plain:?}");
    // A hello of TLS 1.1 with one old cipher: the answer is an alert.
    let mut hello = vec![0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0, 0x2f, 1, 0]);
    let old = told(&hello);
    assert_eq!((old.first(), old.get(5)), (Some(&0x15), Some(&2)), "{old:?}");
    // Somebody else's authority vouches for nobody here.
    let mut line = browser(&office, &office.path("certs").join("station.pem"));
    assert!(line.write_all(b"GET / HTTP/1.1\r\n\r\n").is_err());
}

#[test]
fn beyond_this_computer_nothing_is_served_without_a_certificate() {
    let mut office = Office::order().without_stock().web().open();
    assert!(office.stop().success());
    let file = fs::read_to_string(office.config()).unwrap();
    let open = file.replace(&format!("listen = \"{}\"", office.host()), "listen = \"0.0.0.0:0\"");
    assert_ne!(open, file);
    fs::write(office.config(), open).unwrap();
    let said = office.cetakd(&["run"]).expect(2);
    assert!((said.out + &said.err).contains("certificate"), "it does not say what is missing");
}
