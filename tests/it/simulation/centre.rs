//! The line to the record source: the simulated source's own contract, request by request, with
//! its faults and its signatures, without HTTP.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cetakd::device::source::{
    LeaseRefusal, LeaseRequest, Observation, PrrSource, ReadyPage, Receipt, Report, SignedLease,
    SourceError,
};
use cetakd::journal::Head;
use cetakd::record::{Nik, Uid};
use hw_sim::source::{Method, Request, Source};
use serde_json::{Value, json};

use super::hardware::Hardware;

/// Largest answer that is read.
const MAX_ANSWER: usize = 1 << 20;

/// One source for all stations.
#[derive(Clone)]
pub struct Centre(Arc<Mutex<Source>>);

impl Centre {
    pub fn new(source: Source) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }

    pub fn lock(&self) -> MutexGuard<'_, Source> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One station's line to it.
pub struct CentreLine {
    pub centre: Centre,
    pub hardware: Hardware,
    pub station: String,
    /// Nobody answers.
    pub cut: Arc<AtomicBool>,
}

impl CentreLine {
    fn ask(&self, method: Method, path: &str, body: &Value) -> Result<Value, SourceError> {
        self.hardware.step();
        let answer = self.exchange(method, path, body);
        self.hardware.step();
        answer
    }

    fn exchange(&self, method: Method, path: &str, body: &Value) -> Result<Value, SourceError> {
        if self.cut.load(Ordering::Relaxed) {
            return Err(SourceError::Unreachable("the line is cut".into()));
        }
        let body = body.to_string();
        let (station, query) = (self.station.as_str(), "");
        let request = Request { station, method, path, query, body: body.as_bytes() };
        let answer = self.centre.lock().answer(&request, self.hardware.time());
        self.hardware.pass(answer.delay);
        let gone = || SourceError::Unreachable("the line broke".into());
        let reply = answer.reply.ok_or_else(gone)?;
        if reply.body.len() > MAX_ANSWER {
            return Err(outside());
        }
        let value = serde_json::from_slice(&reply.body).map_err(|_| outside())?;
        match reply.status {
            200 => Ok(value),
            status => Err(problem(status, &value)),
        }
    }

    fn tell(&self, method: Method, path: &str, body: &Value) -> Result<Receipt, SourceError> {
        let answer = self.ask(method, path, body)?;
        Ok(Receipt::Accepted(answer["receipt"].as_str().ok_or_else(outside)?.to_owned()))
    }
}

fn outside() -> SourceError {
    SourceError::OutsideContract("not the contract's answer".into())
}

fn problem(status: u16, value: &Value) -> SourceError {
    let refused = SourceError::Refused;
    match (status, value["code"].as_str().unwrap_or_default()) {
        (500.., _) => SourceError::Unreachable(format!("HTTP {status}")),
        (_, "not-print-ready") => match value["state"].as_str().unwrap_or_default().parse() {
            Ok(state) => refused(LeaseRefusal::NotPrintReady(state)),
            Err(_) => outside(),
        },
        (_, "leased-elsewhere") => refused(LeaseRefusal::LeasedElsewhere),
        (_, "lease-closed") => refused(LeaseRefusal::LeaseClosed),
        (_, "unknown-person") => refused(LeaseRefusal::UnknownPerson),
        (_, "unknown-lease") => refused(LeaseRefusal::UnknownLease),
        (_, "conflict") => SourceError::Conflict("the source keeps the earlier one".into()),
        (403, code) => SourceError::NotAuthorised(code.to_owned()),
        (_, code) => SourceError::OutsideContract(code.to_owned()),
    }
}

impl PrrSource for CentreLine {
    fn name(&self) -> String {
        "https://centre.test".into()
    }

    fn status(&mut self, nik: &Nik) -> Result<Observation, SourceError> {
        let answer = self.ask(Method::Post, "/v1/status", &json!({ "nik": nik.expose() }))?;
        let word = |member: &str| answer[member].as_str().ok_or_else(outside);
        Ok(Observation {
            state: Some(word("state")?.parse().map_err(|_| outside())?),
            observed_at: word("observed_at")?.parse().map_err(|_| outside())?,
            source: self.name(),
            job: None,
        })
    }

    fn lease(&mut self, request: &LeaseRequest) -> Result<SignedLease, SourceError> {
        let LeaseRequest { job, nik, reason } = request;
        let question = json!({ "job": job, "nik": nik.expose(), "reason": reason });
        let answer = self.ask(Method::Post, "/v1/leases", &question)?;
        Ok(answer["lease"].as_str().ok_or_else(outside)?.to_owned().into())
    }

    fn ready(&mut self, _: Option<&str>) -> Result<ReadyPage, SourceError> {
        Err(SourceError::Unreachable("nobody asks for lists here".into()))
    }

    fn report(&mut self, report: &Report) -> Result<Receipt, SourceError> {
        let Report { job, lease, outcome, uid, at, journal_seq, journal_head } = report;
        let told = json!({
            "job": job,
            "outcome": outcome.as_str(),
            "uid": uid.to_string(),
            "at": at.to_string(),
            "journal": { "seq": journal_seq, "head": journal_head },
        });
        self.tell(Method::Post, &format!("/v1/leases/{lease}/outcomes"), &told)
    }

    fn give_back(&mut self, lease: &str, job: &str) -> Result<Receipt, SourceError> {
        let path = format!("/v1/leases/{lease}/give-back");
        self.tell(Method::Post, &path, &json!({ "job": job }))
    }

    fn anchor(&mut self) -> Result<Option<Head>, SourceError> {
        let answer = self.ask(Method::Get, "/v1/journal", &Value::Null)?;
        let seq = answer["seq"].as_u64().ok_or_else(outside)?;
        let hash = answer["head"].as_str().ok_or_else(outside)?;
        let hash = hash.parse().map_err(|_| outside())?;
        Ok((seq > 0).then_some(Head { seq, hash }))
    }

    fn revoke(&mut self, uid: &Uid, reason: &str) -> Result<Receipt, SourceError> {
        let path = format!("/v1/revocations/{uid}");
        self.tell(Method::Put, &path, &json!({ "reason": reason }))
    }
}
