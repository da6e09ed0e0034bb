//! The PRR source over HTTPS with client certificates, after `contracts/prr-source.yaml`.
//! Trusts one CA and no other, asks no proxy, follows no redirect, reads bounded bodies in
//! bounded time. A NIK travels in bodies only, never in a URL.

mod line;
mod probe;
mod problem;
mod wire;

use std::fmt;

use zeroize::Zeroizing;

pub use line::{Patience, TlsFiles};

use self::line::{Line, MAX_ANSWER, MAX_LEASE_ANSWER, MAX_READY_ANSWER, Method};
use super::source::{
    LeaseRequest, Observation, PrrSource, ReadyPage, Receipt, Report, SignedLease, SourceError,
    reason_word,
};
use crate::device::open::OpenError;
use crate::journal::Head;
use crate::record::claims::is_id;
use crate::record::{Nik, Uid};

/// People asked for in one page of the ready.
pub const PAGE: usize = 100;
/// Longest cursor that is sent back.
const MAX_CURSOR: usize = 256;

/// A PRR source at a URL.
pub struct HttpsSource {
    line: Line,
}

impl HttpsSource {
    /// Reads the PEM files; the first request connects.
    pub fn open(uri: &str, files: &TlsFiles) -> Result<Self, OpenError> {
        Self::with_patience(uri, files, Patience::default())
    }

    pub fn with_patience(
        uri: &str,
        files: &TlsFiles,
        patience: Patience,
    ) -> Result<Self, OpenError> {
        Ok(Self { line: Line::open(uri, files, patience)? })
    }
}

impl fmt::Debug for HttpsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpsSource({})", self.line.base())
    }
}

impl PrrSource for HttpsSource {
    fn name(&self) -> String {
        self.line.base().to_owned()
    }

    fn status(&mut self, nik: &Nik) -> Result<Observation, SourceError> {
        let question = wire::StatusQuestion { nik };
        let answer = self.line.ask(Method::Post, "/v1/status", &question, MAX_ANSWER)?;
        let wire::Status { state, observed_at } = wire::read(&answer)?;
        Ok(Observation { state: Some(state), observed_at, source: self.name(), job: None })
    }

    fn lease(&mut self, request: &LeaseRequest) -> Result<SignedLease, SourceError> {
        let question =
            wire::LeaseQuestion { job: &request.job, nik: &request.nik, reason: &request.reason };
        let answer = self.line.ask(Method::Post, "/v1/leases", &question, MAX_LEASE_ANSWER)?;
        let wire::Lease { lease } = wire::read(&answer)?;
        Ok(Zeroizing::new(lease))
    }

    fn ready(&mut self, after: Option<&str>) -> Result<ReadyPage, SourceError> {
        let limit = PAGE.to_string();
        let mut query = vec![("limit", limit.as_str())];
        query.extend(after.map(|cursor| ("after", cursor)));
        let answer = self.line.look_up("/v1/ready", &query, MAX_READY_ANSWER)?;
        let page = wire::read::<wire::Ready>(&answer)?.into_page()?;
        match &page.next {
            Some(next) if !is_cursor(next) => {
                Err(SourceError::OutsideContract("`next` is no cursor for a URL".to_owned()))
            }
            _ => Ok(page),
        }
    }

    fn anchor(&mut self) -> Result<Option<Head>, SourceError> {
        let answer = self.line.look_up("/v1/journal", &[], MAX_ANSWER)?;
        wire::read::<wire::Anchor>(&answer)?.into_head()
    }

    fn report(&mut self, report: &Report) -> Result<Receipt, SourceError> {
        let path = format!("/v1/leases/{}/outcomes", lease_id(&report.lease)?);
        self.tell(Method::Post, &path, &wire::OutcomeReport::from(report))
    }

    fn give_back(&mut self, lease: &str, job: &str) -> Result<Receipt, SourceError> {
        let path = format!("/v1/leases/{}/give-back", lease_id(lease)?);
        self.tell(Method::Post, &path, &wire::GiveBack { job })
    }

    fn revoke(&mut self, uid: &Uid, reason: &str) -> Result<Receipt, SourceError> {
        let message = wire::Revocation { reason: reason_word(reason)? };
        self.tell(Method::Put, &format!("/v1/revocations/{uid}"), &message)
    }
}

impl HttpsSource {
    fn tell(
        &self,
        method: Method,
        path: &str,
        message: &impl serde::Serialize,
    ) -> Result<Receipt, SourceError> {
        let answer = self.line.ask(method, path, message, MAX_ANSWER)?;
        wire::read::<wire::ReceiptAnswer>(&answer)?.into_receipt()
    }
}

/// A lease id goes into a path; verified records have only ids that fit.
fn lease_id(lease: &str) -> Result<&str, SourceError> {
    match is_id(lease) {
        true => Ok(lease),
        false => Err(SourceError::OutsideContract("the lease's id fits no URL".to_owned())),
    }
}

/// A cursor goes into a URL, so it must not be a person's number.
fn is_cursor(text: &str) -> bool {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    (1..=MAX_CURSOR).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.as_bytes().windows(16).any(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_carries_nobody_into_a_url() {
        for good in ["1", "abc-123", "MTIzNDU2Nzg5MDEyMzQ1Ng==", &"x".repeat(MAX_CURSOR)] {
            assert!(is_cursor(good), "{good}");
        }
        for bad in ["", "a b", "ü", "9974014102900001", "x9974014102900001y"] {
            assert!(!is_cursor(bad), "{bad}");
        }
        assert!(!is_cursor(&"x".repeat(MAX_CURSOR + 1)));
    }

    #[test]
    fn a_lease_id_can_not_leave_its_path() {
        for bad in ["", "..", "a/b", "a?b", "a%2f", "a b", "é"] {
            assert!(lease_id(bad).is_err(), "{bad}");
        }
        assert_eq!(lease_id("L-1_2.3~4").unwrap(), "L-1_2.3~4");
    }
}
