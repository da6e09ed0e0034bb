//! Servers with the right certificate and the wrong manners: whatever they send, the station
//! has a clear error in bounded time and bounded memory.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use cetakd::device::PrrSource as _;
use cetakd::device::prr_https::{HttpsSource, Patience};
use cetakd::device::source::{Observation, SourceError};
use cetakd::record::RecordState;
use hw_sim::certificates;
use proptest::prelude::*;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

use super::rig::{SHORT, nik, request, tls_files};

const SOMEONE: &str = "9901010102030001";
const GOOD: &str = r#"{"state":"PROCESSING","observed_at":"2026-11-21T01:02:03Z"}"#;

/// Answers each connection in turn with raw bytes, then hangs up.
struct Hostile {
    folder: TempDir,
    port: u16,
    connections: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
    stop: Arc<std::sync::atomic::AtomicBool>,
}

type Line = StreamOwned<ServerConnection, TcpStream>;

impl Hostile {
    fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::behaving(move |line| line.write_all(&answer))
    }

    fn behaving(act: impl Fn(&mut Line) -> io::Result<()> + Send + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificates::make(folder.path(), &[]).unwrap();
        let config = Arc::new(server_config(&folder));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (counted, stopped) = (Arc::clone(&connections), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                counted.fetch_add(1, Ordering::AcqRel);
                // A station that hangs up first is no failure of this server.
                let _ = converse(stream, Arc::clone(&config), &act);
            }
        });
        Self { folder, port, connections, thread: Some(thread), stop }
    }

    fn station(&self, patience: Patience) -> HttpsSource {
        let url = format!("https://localhost:{}", self.port);
        let files = tls_files(self.folder.path(), "station");
        HttpsSource::with_patience(&url, &files, patience).unwrap()
    }

    fn status(&self) -> Result<Observation, SourceError> {
        self.station(Patience::default()).status(&nik(SOMEONE))
    }

    fn error(&self) -> String {
        self.status().unwrap_err().to_string()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // Wakes the thread from its wait for a connection.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn converse(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    act: impl Fn(&mut Line) -> io::Result<()>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut line = StreamOwned::new(connection, stream);
    read_request(&mut line)?;
    act(&mut line)?;
    line.conn.send_close_notify();
    line.flush()
}

/// Headers and the body that `content-length` announces.
fn read_request(line: &mut Line) -> io::Result<()> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        line.read_exact(&mut byte)?;
        request.push(byte[0]);
    }
    let headers = String::from_utf8_lossy(&request).to_ascii_lowercase();
    assert!(!headers.contains(SOMEONE), "a NIK in a header or URL");
    let length = headers.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.map_or(0, |length| length.trim().parse().unwrap());
    line.read_exact(&mut vec![0; length])
}

fn server_config(folder: &TempDir) -> ServerConfig {
    let file = |name: &str| folder.path().join(name);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file("source-ca.pem")).unwrap()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider));
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(
            vec![CertificateDer::from_pem_file(file("source.pem")).unwrap()],
            PrivateKeyDer::from_pem_file(file("source.key")).unwrap(),
        )
        .unwrap()
}

fn http(status: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

fn json(body: &str) -> String {
    http("200 OK", "application/json", body)
}

#[test]
fn a_good_answer_is_taken() {
    for answer in [json(GOOD), http("200 OK", "Application/JSON; charset=utf-8", GOOD)] {
        let observation = Hostile::answering(answer).status().unwrap();
        assert_eq!(observation.state, Some(RecordState::Processing));
    }
}

#[test]
fn an_answer_cut_anywhere_is_an_error() {
    let answer = json(GOOD);
    let turn = AtomicUsize::new(0);
    let lengths = answer.len();
    let cut = answer.clone();
    let server = Hostile::behaving(move |line| {
        line.write_all(&cut.as_bytes()[..turn.fetch_add(1, Ordering::AcqRel)])
    });
    let mut station = server.station(Patience::default());
    for length in 0..lengths {
        let error = station.status(&nik(SOMEONE)).unwrap_err();
        let expected =
            matches!(error, SourceError::Unreachable(_) | SourceError::OutsideContract(_));
        assert!(expected, "{length} bytes: {error}");
    }
    assert!(station.status(&nik(SOMEONE)).is_ok(), "whole at last");
}

#[test]
fn an_answer_without_end_is_cut_at_its_limit() {
    for headers in [
        "content-length: 100000000",
        "content-length: 18446744073709551616",
        "transfer-encoding: chunked",
        "x-nothing: 0",
    ] {
        let start =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{headers}\r\n\r\n");
        let chunked = headers.contains("chunked");
        let server = Hostile::behaving(move |line| {
            line.write_all(start.as_bytes())?;
            loop {
                let block = "A".repeat(4096);
                let block = if chunked { format!("1000\r\n{block}\r\n") } else { block };
                line.write_all(block.as_bytes())?;
            }
        });
        let error = server.error();
        assert!(error.starts_with("source answered outside its contract"), "{headers}: {error}");
    }
}

#[test]
fn headers_without_end_are_cut_at_their_limit() {
    for header in ["x: y\r\n".to_owned(), "x".repeat(1000)] {
        let server = Hostile::behaving(move |line| {
            line.write_all(b"HTTP/1.1 200 OK\r\n")?;
            loop {
                line.write_all(header.as_bytes())?;
            }
        });
        let error = server.error();
        assert!(error.starts_with("source answered outside its contract"), "{error}");
    }
}

#[test]
fn an_answer_of_another_kind_is_outside_the_contract() {
    for (answer, expected) in [
        (http("200 OK", "text/html", GOOD), "answer is not JSON"),
        (http("200 OK", "application/jsonp", GOOD), "answer is not JSON"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(), "answer is not JSON"),
        (http("201 Created", "application/json", GOOD), "HTTP 201 without a problem document"),
        (http("404 Not Found", "application/json", "{}"), "HTTP 404 without a problem document"),
        (http("409 Conflict", "application/problem+json", "{"), "JSON ends too early"),
        (json("[]"), "not of the agreed kind"),
        (json(""), "JSON ends too early"),
        (json("{}"), "`state` is missing"),
        (json(&GOOD.replace('}', ",\"more\":1}")), "`more` is not agreed"),
        (json(&GOOD.replace("2026-", "")), "not of the agreed kind"),
        (json(&GOOD.replace("PROCESSING", "a word")), "not of the agreed kind"),
        (json(&format!("{GOOD}{GOOD}")), "not JSON"),
        (json(&"[".repeat(5000)), "not of the agreed kind"),
        (json(&"{\"state\":".repeat(500)), "not of the agreed kind"),
    ] {
        let error = Hostile::answering(answer).error();
        let outside = error.starts_with("source answered outside its contract");
        assert!(outside && error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn what_is_no_http_is_an_error() {
    for answer in
        ["", "\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n"]
    {
        let server = Hostile::answering(answer);
        let error = server.status().unwrap_err();
        let expected =
            matches!(error, SourceError::Unreachable(_) | SourceError::OutsideContract(_));
        assert!(expected, "{answer:?}: {error}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Hostile::answering(json(GOOD));
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        let location = format!("https://localhost:{}/v1/status", elsewhere.port);
        let answer =
            format!("HTTP/1.1 {status}\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let error = Hostile::answering(answer).error();
        assert!(error.contains("redirects are not followed"), "{error}");
    }
    assert_eq!(elsewhere.connections.load(Ordering::Acquire), 0);
}

/// Runs `a_good_answer_is_taken` again in a process whose environment names a proxy.
#[test]
fn no_proxy_of_the_environment_is_asked() {
    let (_, module) = module_path!().split_once("::").unwrap();
    let nobody = "http://127.0.0.1:9";
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{module}::a_good_answer_is_taken")])
        .envs(["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"].map(|name| (name, nobody)))
        .env_remove("NO_PROXY")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && told.contains("1 passed"), "{told}");
}

#[test]
fn an_answer_that_drips_ends_with_our_patience() {
    let server = Hostile::behaving(|line| {
        let answer = json(GOOD);
        for byte in answer.as_bytes() {
            line.write_all(&[*byte])?;
            line.flush()?;
            // One byte in twenty milliseconds: each is in time, the whole never is.
            std::thread::park_timeout(Duration::from_millis(20));
        }
        Ok(())
    });
    let started = Instant::now();
    let error = server.station(SHORT).status(&nik(SOMEONE)).unwrap_err();
    assert!(matches!(error, SourceError::Unreachable(_)), "{error}");
    assert!(error.to_string().contains("no answer in time"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}

#[test]
fn who_takes_the_call_and_says_nothing_is_not_waited_for() {
    // Listens, but nobody accepts: the handshake gets no answer.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    certificates::make(folder.path(), &[]).unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let files = tls_files(folder.path(), "station");
    let mut station = HttpsSource::with_patience(&url, &files, SHORT).unwrap();
    let error = station.status(&nik(SOMEONE)).unwrap_err();
    assert!(error.to_string().contains("no answer in time"), "{error}");
    drop(listener);
    let error = station.status(&nik(SOMEONE)).unwrap_err();
    assert!(matches!(error, SourceError::Unreachable(_)), "{error}");
}

#[test]
fn an_oversized_lease_is_refused_and_the_longest_lawful_one_read() {
    let longest = "A".repeat(512 * 1024);
    let lease = |text: &str| json(&format!("{{\"lease\":\"{text}\"}}"));
    let ask = |answer: String| {
        let server = Hostile::answering(answer);
        server.station(Patience::default()).lease(&request("job-1", &nik(SOMEONE)))
    };
    assert_eq!(ask(lease(&longest)).unwrap().len(), longest.len());
    let error = ask(lease(&format!("{longest}{}", "A".repeat(1024)))).unwrap_err().to_string();
    assert!(error.contains("answer exceeds 525312 bytes"), "{error}");
}

#[test]
fn a_page_that_breaks_the_contract_is_refused() {
    let person = format!(
        r#"{{"nik":"{SOMEONE}","kind":"ktp-el","kecamatan":"A","kel_desa":"B",
            "since":"2026-11-21T01:02:03Z"}}"#
    );
    let page =
        |people: &str, next: &str| json(&format!(r#"{{"people":[{people}],"next":{next}}}"#));
    let ask = |answer: String| {
        let server = Hostile::answering(answer);
        server.station(Patience::default()).ready(Some("cursor-1"))
    };
    let good = ask(page(&person, "\"cursor-2\"")).unwrap();
    assert_eq!((good.people.len(), good.next.as_deref()), (1, Some("cursor-2")));
    let many = vec![person.clone(); 101].join(",");
    for (answer, expected) in [
        (page(&many, "null"), "101 people on one page"),
        (page(&person.replace("\"A\"", "\"A\\n\""), "null"), "no readable name"),
        (page(&person.replace("0001", "0000"), "null"), "not of the agreed kind"),
        (page(&person, "\"\""), "no cursor"),
        (page(&person, &format!("\"{SOMEONE}\"")), "no cursor"),
        (page(&person, &format!("\"{}\"", "x".repeat(257))), "no cursor"),
    ] {
        let error = ask(answer).unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains(SOMEONE), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn random_bytes_are_an_error(
        head in prop::bool::ANY,
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let headers = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
        let start = if head { headers } else { "" };
        let server = Hostile::answering([start.as_bytes(), &bytes].concat());
        prop_assert!(server.status().is_err());
    }
}
