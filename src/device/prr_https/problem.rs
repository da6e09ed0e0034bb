//! What went wrong on the line or at the source (RFC 9457 problem documents), in our terms.
//! Nothing the source wrote is repeated but a status, a code and a record state.

use rustls::AlertDescription as Alert;
use serde::Deserialize;

use crate::device::source::{LeaseRefusal, SourceError};
use crate::record::{RecordState, json};

pub const MEDIA_TYPE: &str = "application/problem+json";

/// The members we use; a problem document may have others.
#[derive(Deserialize)]
struct Problem {
    code: String,
    state: Option<RecordState>,
}

/// From an answer other than 200; `document` is its body if it is a problem document.
pub fn of_answer(status: u16, document: Option<&[u8]>) -> SourceError {
    match status {
        300..=399 => return outside(format!("HTTP {status}: redirects are not followed")),
        429 => return unreachable(format!("it is busy (HTTP {status})")),
        500.. => return unreachable(format!("it failed (HTTP {status})")),
        _ => {}
    }
    let Some(document) = document else {
        let bare = format!("HTTP {status} without a problem document");
        return match status {
            401 | 403 => SourceError::NotAuthorised(bare),
            _ => outside(bare),
        };
    };
    let problem = match json::read::<Problem>(document) {
        Ok(problem) => problem,
        Err(fault) => return outside(format!("HTTP {status}, problem document: {fault}")),
    };
    let refused = SourceError::Refused;
    match (status, problem.code.as_str(), problem.state) {
        (409, "not-print-ready", Some(state)) if !state.may_print() => {
            refused(LeaseRefusal::NotPrintReady(state))
        }
        (409, "leased-elsewhere", _) => refused(LeaseRefusal::LeasedElsewhere),
        (409, "lease-closed", _) => refused(LeaseRefusal::LeaseClosed),
        (409, "conflict", _) => SourceError::Conflict("the source keeps the earlier one".into()),
        (404, "unknown-person", _) => refused(LeaseRefusal::UnknownPerson),
        (404, "unknown-lease", _) => refused(LeaseRefusal::UnknownLease),
        (401 | 403, code, _) => SourceError::NotAuthorised(word(status, code)),
        (_, code, _) => outside(word(status, code)),
    }
}

/// From what the HTTP client says: the line, the clock, TLS, or an answer that is no HTTP.
pub fn of_line(error: &ureq::Error) -> SourceError {
    if let Some(error) = tls_error(error) {
        return of_tls(error);
    }
    match error {
        ureq::Error::Timeout(phase) => unreachable(format!("no answer in time ({phase})")),
        ureq::Error::HostNotFound => unreachable("its name is not known".to_owned()),
        ureq::Error::ConnectionFailed => unreachable("nobody answers there".to_owned()),
        ureq::Error::Io(error) => unreachable(format!("the line broke ({})", error.kind())),
        ureq::Error::Tls(what) => unreachable(format!("TLS: {what}")),
        ureq::Error::LargeResponseHeader(_, limit) => {
            outside(format!("headers exceed {limit} bytes"))
        }
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => outside("not HTTP".to_owned()),
        // Whatever is left names no person: bodies are ours to read.
        other => outside(other.to_string()),
    }
}

/// From TLS, ours or theirs.
pub fn of_tls(error: &rustls::Error) -> SourceError {
    match error {
        rustls::Error::InvalidCertificate(reason) => {
            SourceError::NotTrusted(format!("its certificate is refused ({reason:?})"))
        }
        rustls::Error::AlertReceived(
            alert @ (Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            // A CA of the right name with another key gives this one.
            | Alert::DecryptError
            | Alert::AccessDenied),
        ) => SourceError::NotAuthorised(format!("TLS refuses our certificate ({alert:?})")),
        other => unreachable(format!("TLS: {other}")),
    }
}

/// rustls hides in an I/O error.
fn tls_error(error: &ureq::Error) -> Option<&rustls::Error> {
    match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// A code is repeated only if it can be one.
fn word(status: u16, code: &str) -> String {
    let is_code = (1..=40).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    match is_code {
        true => format!("HTTP {status} {code}"),
        false => format!("HTTP {status} with an unreadable code"),
    }
}

fn outside(what: String) -> SourceError {
    SourceError::OutsideContract(what)
}

fn unreachable(what: String) -> SourceError {
    SourceError::Unreachable(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, document: &str) -> String {
        of_answer(status, Some(document.as_bytes())).to_string()
    }

    #[test]
    fn every_code_of_the_contract_has_its_error() {
        for (status, document, expected) in [
            (
                409,
                r#"{"code":"not-print-ready","state":"PROCESSING"}"#,
                "source refuses: record is PROCESSING",
            ),
            (
                409,
                r#"{"code":"not-print-ready","state":"NEW_WORD"}"#,
                "source refuses: record is NEW_WORD",
            ),
            (
                409,
                r#"{"code":"leased-elsewhere","title":"x"}"#,
                "source refuses: another station holds this person",
            ),
            (409, r#"{"code":"lease-closed"}"#, "source refuses: this lease is closed"),
            (
                409,
                r#"{"code":"conflict"}"#,
                "report contradicts an earlier one: the source keeps the earlier one",
            ),
            (404, r#"{"code":"unknown-person"}"#, "source refuses: this person is unknown there"),
            (404, r#"{"code":"unknown-lease"}"#, "source refuses: this lease is unknown there"),
            (
                403,
                r#"{"code":"wrong-station"}"#,
                "source does not accept this station: HTTP 403 wrong-station",
            ),
            (
                400,
                r#"{"code":"bad-request"}"#,
                "source answered outside its contract: HTTP 400 bad-request",
            ),
            (413, r#"{"code":"x"}"#, "source answered outside its contract: HTTP 413 x"),
            (429, "", "source can't be reached: it is busy (HTTP 429)"),
            (503, "<html>", "source can't be reached: it failed (HTTP 503)"),
        ] {
            assert_eq!(of(status, document), expected);
        }
    }

    #[test]
    fn a_problem_that_makes_no_sense_is_outside_the_contract() {
        for (status, document) in [
            (409, r#"{"code":"not-print-ready"}"#),
            (409, r#"{"code":"not-print-ready","state":"PRINT_READY_RECORD"}"#),
            (409, r#"{"code":"unknown-person"}"#),
            (404, r#"{"code":"conflict"}"#),
            (409, r#"{"code":"9974014102900001"}"#),
            (409, r#"{"code":7}"#),
            (409, "{"),
            (409, ""),
            (302, ""),
            (204, ""),
            (101, ""),
        ] {
            let text = of(status, document);
            assert!(text.starts_with("source answered outside its contract"), "{text}");
            assert!(!text.contains("9974"), "{text}");
        }
        let text = of_answer(404, None).to_string();
        assert!(text.ends_with("HTTP 404 without a problem document"), "{text}");
        assert!(matches!(of_answer(403, None), SourceError::NotAuthorised(_)));
    }
}
