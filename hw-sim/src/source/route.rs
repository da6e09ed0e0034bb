//! The HTTPS contract without HTTP: one request in, one answer out. Bodies are JSON, refusals
//! are problem details (RFC 9457) with a member `code`. Faults strike here, around the rules.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::fault::{Fault, Verb};
use super::lease::{LeaseOrder, MAX_PAGE, Refusal, Report, Source, instant};
use super::ledger::{Outcome, Receipt};
use super::person::{Person, Wish};
use super::prr;

/// Bytes of a request's body; the longest real one has a few hundred.
pub const MAX_BODY: usize = 16 * 1024;
/// Characters of a job, a reason, a journal head.
pub const MAX_WORD: usize = 128;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Other,
}

#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Common name of the client certificate.
    pub station: &'a str,
    pub method: Method,
    pub path: &'a str,
    /// Without the question mark.
    pub query: &'a str,
    pub body: &'a [u8],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `None`: the connection breaks instead.
    pub reply: Option<Reply>,
    /// Held back this long.
    pub delay: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

impl Source {
    /// Answers one request, as the rules say or as a planned fault will have it.
    pub fn answer(&mut self, request: &Request<'_>, now: Timestamp) -> Answer {
        let segments: Vec<&str> = request.path.split('/').skip(1).collect();
        let (method, route) = (request.method, segments.as_slice());
        let verb = match (method, route) {
            (Method::Post, ["v1", "status"]) => Verb::Status,
            (Method::Post, ["v1", "leases"]) => Verb::Lease,
            (Method::Get, ["v1", "ready"]) => Verb::Ready,
            (Method::Get, ["v1", "journal"]) => Verb::Journal,
            (Method::Post, ["v1", "leases", _, "outcomes"]) => Verb::Outcome,
            (Method::Post, ["v1", "leases", _, "give-back"]) => Verb::GiveBack,
            (Method::Put, ["v1", "revocations", _]) => Verb::Revoke,
            _ => return at_once(problem(404, "not-found", "the contract has no such route")),
        };
        let fault = self.strike(verb);
        let mut delay = Duration::ZERO;
        match fault {
            Some(Fault::Outage) => return Answer { reply: None, delay },
            Some(Fault::Status(status)) => {
                return at_once(problem(status, "fault", "planned by the simulator"));
            }
            Some(Fault::Slow(ms)) => delay = Duration::from_millis(ms),
            _ => {}
        }
        let reply = match self.act(verb, route, request, now) {
            Ok(value) => self.distort(value, fault),
            Err(refusal) => Some(refused(&refusal)),
        };
        Answer { reply: reply.filter(|_| fault != Some(Fault::LostReply)), delay }
    }

    fn act(
        &mut self,
        verb: Verb,
        route: &[&str],
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        let station = request.station;
        match verb {
            Verb::Status => {
                let asked: StatusBody = body(request)?;
                nik(&asked.nik)?;
                Ok(json!({ "state": self.state_of(&asked.nik), "observed_at": instant(now) }))
            }
            Verb::Lease => {
                let asked: LeaseBody = body(request)?;
                nik(&asked.nik)?;
                word(&asked.job)?;
                word(&asked.reason)?;
                let order = LeaseOrder { station, job: &asked.job, nik: &asked.nik };
                Ok(json!({ "lease": self.lease(&order, now)? }))
            }
            Verb::Ready => self.page(request.query),
            Verb::Journal => {
                let (seq, head) = self.journal_of(station);
                Ok(json!({ "seq": seq, "head": head }))
            }
            Verb::Outcome => self.outcome(route[2], request, now),
            Verb::GiveBack => {
                let asked: GiveBackBody = body(request)?;
                Ok(receipt(self.give_back(station, route[2], &asked.job, now)?))
            }
            Verb::Revoke => {
                let asked: RevokeBody = body(request)?;
                word(&asked.reason)?;
                let uid = uid(route[2])?;
                Ok(receipt(self.revoke(station, &uid, &asked.reason, now)?))
            }
        }
    }

    fn outcome(
        &mut self,
        lease: &str,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<Value, Refusal> {
        let told: OutcomeBody = body(request)?;
        word(&told.journal.head)?;
        if told.at.parse::<Timestamp>().is_err() {
            return Err(Refusal::BadRequest("`at` is no RFC 3339 time"));
        }
        let report = Report {
            station: request.station,
            lease,
            job: &told.job,
            outcome: told.outcome,
            uid: &uid(&told.uid)?,
            at: &told.at,
            journal_seq: told.journal.seq,
            journal_head: &told.journal.head,
        };
        Ok(receipt(self.report(&report, now)?))
    }

    fn page(&self, query: &str) -> Result<Value, Refusal> {
        let (mut after, mut limit) = (0, MAX_PAGE);
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "after" if value.is_empty() => {}
                "after" => after = number(value)?,
                "limit" => limit = number(value)?,
                _ => return Err(Refusal::BadRequest("only `after` and `limit` are known here")),
            }
        }
        // The cursor is a place in the register, for a NIK must stand in no URL.
        let passed = after.checked_sub(1).and_then(|place| self.population().people().nth(place));
        let passed = passed.map_or("", |person| person.biodata.nik.as_str());
        let (page, more) = self.ready(passed, limit);
        let people: Vec<Value> = page.iter().map(|person| listed(person)).collect();
        let place = |last: &&&Person| {
            let same = |person: &Person| person.biodata.nik == last.biodata.nik;
            self.population().people().position(same).map(|place| (place + 1).to_string())
        };
        let next = page.last().filter(|_| more).and_then(|last| place(&last));
        Ok(json!({ "people": people, "next": next }))
    }

    /// The answer as it goes out; `None` breaks the connection.
    fn distort(&self, mut value: Value, fault: Option<Fault>) -> Option<Reply> {
        if let (Some(Fault::Spoil(way)), Some(jws)) = (fault, value["lease"].as_str()) {
            let spoiled = prr::spoil(jws, way, &self.signers().record).ok()?;
            value["lease"] = json!(spoiled);
        }
        let mut body = value.to_string().into_bytes();
        match fault {
            Some(Fault::BadJson) => body.truncate(body.len() / 2),
            Some(Fault::OversizedBody) => {
                drop(body.splice(..0, std::iter::repeat_n(b' ', OVERSIZED)))
            }
            _ => {}
        }
        Some(Reply { status: 200, content_type: "application/json", body })
    }
}

/// One line of the ready; what is ordinary is left out.
fn listed(person: &Person) -> Value {
    let mut line = json!({
        "nik": person.biodata.nik,
        "kind": person.kind,
        "kecamatan": person.biodata.kecamatan,
        "kel_desa": person.biodata.kel_desa,
        "since": person.since,
    });
    if person.wish != Wish::FIRST {
        line["reason"] = json!(person.wish.reason);
        line["papers"] = json!(person.wish.papers);
        line["disaster"] = json!(person.wish.disaster);
    }
    line
}

/// Blanks before the JSON of an oversized answer: lawful, and too many.
const OVERSIZED: usize = 2 * 1024 * 1024;

fn number(text: &str) -> Result<usize, Refusal> {
    text.parse().map_err(|_| Refusal::BadRequest("`after` and `limit` are numbers"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusBody {
    nik: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeaseBody {
    job: String,
    nik: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeBody {
    job: String,
    outcome: Outcome,
    uid: String,
    at: String,
    journal: JournalBody,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalBody {
    seq: u64,
    head: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GiveBackBody {
    job: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokeBody {
    reason: String,
}

fn body<T: DeserializeOwned>(request: &Request<'_>) -> Result<T, Refusal> {
    serde_json::from_slice(request.body)
        .map_err(|_| Refusal::BadRequest("the body is not the JSON of the contract"))
}

fn nik(digits: &str) -> Result<(), Refusal> {
    if digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(Refusal::BadRequest("a NIK has 16 digits"))
}

fn word(text: &str) -> Result<(), Refusal> {
    if (1..=MAX_WORD).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Refusal::BadRequest("a word is empty, too long or not printable ASCII"))
}

/// 4, 7 or 10 bytes, written in upper case from here on.
fn uid(digits: &str) -> Result<String, Refusal> {
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal && matches!(digits.len(), 8 | 14 | 20) {
        return Ok(digits.to_ascii_uppercase());
    }
    Err(Refusal::BadRequest("a UID has 4, 7 or 10 bytes in hexadecimal"))
}

fn receipt(receipt: Receipt) -> Value {
    json!({ "receipt": receipt.receipt, "accepted_at": receipt.accepted_at })
}

fn at_once(reply: Reply) -> Answer {
    Answer { reply: Some(reply), delay: Duration::ZERO }
}

fn refused(refusal: &Refusal) -> Reply {
    let (status, code) = match refusal {
        Refusal::NotPrintReady(_) => (409, "not-print-ready"),
        Refusal::LeasedElsewhere => (409, "leased-elsewhere"),
        Refusal::LeaseClosed => (409, "lease-closed"),
        Refusal::UnknownPerson => (404, "unknown-person"),
        Refusal::UnknownLease => (404, "unknown-lease"),
        Refusal::WrongStation(_) => (403, "wrong-station"),
        Refusal::Conflict(_) => (409, "conflict"),
        Refusal::BadRequest(_) => (400, "bad-request"),
        Refusal::Storage(_) | Refusal::Signing(_) => (500, "internal"),
    };
    let mut value = problem_value(status, code, &refusal.to_string());
    if let Refusal::NotPrintReady(state) = refusal {
        value["state"] = json!(state);
    }
    problem_reply(status, &value)
}

/// A refusal that concerns the request's form, not its content.
pub(super) fn problem(status: u16, code: &str, detail: &str) -> Reply {
    problem_reply(status, &problem_value(status, code, detail))
}

fn problem_value(status: u16, code: &str, detail: &str) -> Value {
    json!({
        "type": "about:blank",
        "title": code,
        "status": status,
        "detail": detail,
        "code": code,
    })
}

fn problem_reply(status: u16, value: &Value) -> Reply {
    let content_type = "application/problem+json";
    Reply { status, content_type, body: value.to_string().into_bytes() }
}

#[cfg(test)]
mod tests;
