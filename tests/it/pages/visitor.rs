//! Somebody who asks for pages by plain HTTP: a cookie, the word of their forms, and nothing that
//! goes on by itself. Whatever the pages answer must carry what guards a browser.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Method, Request};

use crate::rig::{PATIENCE, pin_of};

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// To where it leads on.
    pub fn leads_to(&self) -> &str {
        assert!(self.status == 303 || self.status == 302, "{self:?}");
        self.header("location")
    }

    /// What keeps other pages out of this one, and this one out of every store.
    #[track_caller]
    pub fn is_guarded(&self, asked: &str) {
        let policy = self.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{asked}: policy `{policy}`, {self:?}");
        }
        assert!(!policy.contains(concat!("un", "safe")), "{asked}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(self.header(name), value, "{asked}: {name}");
        }
        let kept = self.header("cache-control");
        let of_nobody = asked.contains("/aset/") && self.status == 200;
        assert!(of_nobody || kept == "no-store", "{asked} is kept: `{kept}`");
    }
}

pub struct Visitor {
    agent: ureq::Agent,
    host: String,
    pub cookie: Option<String>,
    pub csrf: String,
}

impl Visitor {
    pub fn new(host: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
        let config = config.max_redirects(0).timeout_global(Some(PATIENCE));
        // What is refused before its body came ends its line: none is used again.
        let config = config.max_idle_connections(0);
        let agent = config.build().new_agent();
        Self { agent, host: host.to_owned(), cookie: None, csrf: String::new() }
    }

    /// With another's cookie, and this word of its forms.
    pub fn like(other: &Self, csrf: &str) -> Self {
        let csrf = csrf.to_owned();
        Self { cookie: other.cookie.clone(), csrf, ..Self::new(&other.host) }
    }

    #[track_caller]
    pub fn signed_in(host: &str, name: &str) -> Self {
        let mut visitor = Self::new(host);
        let answer = visitor.post("/masuk", &[("nama", name), ("pin", pin_of(name))]);
        answer.leads_to();
        let cookie = answer.header("set-cookie").split(';').next().unwrap();
        visitor.cookie = Some(cookie.to_owned());
        let page = visitor.get("/persetujuan");
        let (_, rest) = page.body.split_once("name=\"csrf\" value=\"").expect("a form");
        visitor.csrf = rest.split('"').next().unwrap().to_owned();
        visitor
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], "")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &self.csrf);
        fields.iter().for_each(|(name, value)| {
            form.append_pair(name, value);
        });
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.ask(Method::POST, path, &[kind], &form.finish())
    }

    /// With these headers besides the cookie. A stream's body is not waited for.
    #[track_caller]
    pub fn ask(&self, by: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(by.clone());
        request = request.uri(format!("http://{}{path}", self.host));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let request = request.body(body.to_owned()).unwrap();
        let mut got = self.agent.run(request).unwrap_or_else(|e| panic!("{by} {path}: {e}"));
        let streams = got.headers().get("content-type").is_some_and(|k| k == "text/event-stream");
        let body = if streams {
            String::new()
        } else {
            let bytes = got.body_mut().read_to_vec().unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let answer = Answer { status: got.status().as_u16(), headers: got.headers().clone(), body };
        answer.is_guarded(&format!("{by} {path}"));
        answer
    }
}

/// A line that stays open.
pub struct Live(BufReader<TcpStream>);

impl Visitor {
    pub fn live(&self, path: &str) -> Live {
        let mut line = TcpStream::connect(&self.host).unwrap();
        line.set_read_timeout(Some(PATIENCE)).unwrap();
        let cookie = self.cookie.as_deref().unwrap_or_default();
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", self.host);
        line.write_all(head.as_bytes()).unwrap();
        Live(BufReader::new(line))
    }
}

impl Live {
    /// All that comes until the line ends.
    pub fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        drop(self.0.read_to_end(&mut rest));
        String::from_utf8_lossy(&rest).into_owned()
    }

    /// Reads on until a line is this one.
    #[track_caller]
    pub fn says(&mut self, wanted: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut line = String::new();
        while line.trim_end() != wanted {
            assert!(Instant::now() < deadline, "`{wanted}` never came");
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the line ended before `{wanted}`");
        }
    }
}

/// Bytes onto a line, and all that comes back until it is closed.
pub fn raw(host: &str, bytes: &[u8]) -> String {
    let mut line = TcpStream::connect(host).unwrap();
    line.set_read_timeout(Some(PATIENCE)).unwrap();
    // Whoever hangs up while we still talk has answered, too.
    drop(line.write_all(bytes));
    let mut told = Vec::new();
    drop(line.read_to_end(&mut told));
    String::from_utf8_lossy(&told).into_owned()
}

/// One byte at a time, a pause between two, until the other side hangs up; what it said.
pub fn drip(host: &str, begin: &[u8], pause: Duration) -> String {
    let mut line = TcpStream::connect(host).unwrap();
    line.set_read_timeout(Some(pause)).unwrap();
    line.write_all(begin).unwrap();
    let (mut told, mut block) = (Vec::new(), [0; 4096]);
    for _ in 0..PATIENCE.as_millis() / pause.as_millis().max(1) {
        match line.read(&mut block) {
            Ok(0) => break,
            Ok(count) => told.extend_from_slice(&block[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                // Fails if it has hung up, which the next look shows.
                drop(line.write_all(b"a"));
            }
            Err(_) => break,
        }
    }
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(matches!(line.read(&mut block), Ok(0) | Err(_)), "still open: {told}");
    told
}
