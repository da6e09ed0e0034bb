//! A program in front of the API: plain HTTP over a socket, so that it can be as wrong as it likes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::schema::Document;
use crate::end_to_end::people;
use crate::rig::Office;

static KEYS: AtomicU64 = AtomicU64::new(1);

/// The first of several answers of the command line.
pub fn first(out: &str) -> Value {
    serde_json::Deserializer::from_str(out).into_iter().next().unwrap().unwrap()
}

/// A key that nobody used.
pub fn key() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::SeqCst))
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = |line: &'_ str| {
            let (found, _) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(())
        };
        let found = self.head.lines().find(|one| line(one).is_some())?;
        found.split_once(':').map(|(_, value)| value.trim())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Refused as a problem with this status and code, in both languages, without HTML.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"), "{self:?}");
        let told = self.json();
        assert_eq!((&told["code"], &told["status"]), (&code.into(), &status.into()), "{told}");
        assert_eq!(told["type"], format!("/api/kode/{code}"), "{told}");
        for word in ["title", "detail", "id", "en"] {
            assert!(told[word].as_str().is_some_and(|said| said.len() > 4), "{word}: {told}");
        }
        told
    }
}

/// One request, as it stands; the line is closed behind it.
pub fn send(address: &str, head: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    // Who is refused at once may close before all was sent.
    drop(stream.write_all(body));
    let mut bytes = Vec::new();
    drop(stream.read_to_end(&mut bytes));
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Answer { status: status.expect("a status"), head: head.to_owned(), body: body.to_owned() }
}

/// Somebody's program, signed in.
#[derive(Clone)]
pub struct Api {
    pub address: String,
    pub cookie: String,
    pub csrf: String,
    /// A program's own.
    pub token: String,
    pub document: std::sync::Arc<Document>,
}

impl Api {
    pub fn nobody(office: &Office) -> Self {
        let address = office.host().to_owned();
        let served =
            send(&address, &format!("GET /api/openapi.json HTTP/1.1\r\nHost: {address}"), b"");
        let document = std::sync::Arc::new(Document::new(served.json()));
        let (cookie, csrf, token) = Default::default();
        Self { address, cookie, csrf, token, document }
    }

    #[track_caller]
    pub fn of(office: &Office, name: &str) -> Self {
        let api = Self::nobody(office);
        let body = serde_json::json!({ "name": name, "pin": super::pin_of(name) }).to_string();
        let answer = api.send("POST", "/api/session", &[], body.as_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
        let told = answer.json();
        api.document.check("post", "/api/session", 200, &told);
        assert_eq!(told["name"], name);
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { cookie, csrf: told["csrf"].as_str().unwrap().to_owned(), ..api }
    }

    /// A program that two people gave a token.
    #[track_caller]
    pub fn program(office: &Office, name: &str) -> Self {
        let said = people::by(office, "kartini", &["people", "token", name]).expect(4);
        let told = first(&said.out);
        people::by(office, "omar", &["approve", &people::open_approval(office)]).expect(0);
        Self { token: told["token"].as_str().unwrap().to_owned(), ..Self::nobody(office) }
    }

    /// With cookie and token, a body as JSON, and whatever headers besides.
    pub fn send(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}", self.address);
        if !self.cookie.is_empty() {
            head += &format!("\r\nCookie: {}", self.cookie);
        }
        if !self.token.is_empty() {
            head += &format!("\r\nAuthorization: Bearer {}", self.token);
        }
        let says = |name: &str| headers.iter().any(|line| line.to_lowercase().starts_with(name));
        if !self.csrf.is_empty() && !says("x-csrf-token:") {
            head += &format!("\r\nX-CSRF-Token: {}", self.csrf);
        }
        if method == "POST" && !says("content-type:") {
            head += "\r\nContent-Type: application/json";
        }
        if method == "POST" && !says("content-length:") {
            head += &format!("\r\nContent-Length: {}", body.len());
        }
        for line in headers {
            head += &format!("\r\n{line}");
        }
        send(&self.address, &head, body)
    }

    /// Ended well, and is as the document says.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        let answer = self.send("GET", path, &[], b"");
        assert_eq!(answer.status, 200, "{answer:?}");
        self.document.check("get", path, 200, &answer.json());
        answer.json()
    }

    pub fn ask(&self, path: &str, key: &str, body: &Value) -> Answer {
        let key = format!("Idempotency-Key: {key}");
        let answer = self.send("POST", path, &[&key], body.to_string().as_bytes());
        self.document.check("post", path, answer.status, &answer.json());
        answer
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(path, &key(), body)
    }

    #[track_caller]
    pub fn done(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body);
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        answer.json()
    }
}
