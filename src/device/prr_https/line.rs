//! One request, one answer: TLS to our own CA with our certificate, limits on time and size.
//! Every request stands on a connection of its own, so none fails for an idle one's sake.

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use ureq::http::Response;
use ureq::tls::{ClientCert, PrivateKey, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};
use zeroize::Zeroizing;

use super::probe::Probe;
use super::problem;
use crate::device::certificate::{self, Certificate, CertificateError};
use crate::device::open::OpenError;
use crate::device::source::SourceError;
use crate::record::jws::MAX_JWS;

/// Longest answer to a status, report, give-back or revocation, and longest problem document.
pub const MAX_ANSWER: usize = 8 * 1024;
/// A lease and the JSON around it.
pub const MAX_LEASE_ANSWER: usize = MAX_JWS + 1024;
/// One page of the ready.
pub const MAX_READY_ANSWER: usize = 128 * 1024;
const MAX_HEADERS: usize = 16 * 1024;

/// How long a source may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For TCP and TLS.
    pub connect: Duration,
    /// For the whole request, from name to last byte.
    pub request: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(2), request: Duration::from_secs(10) }
    }
}

/// The PEM files that mutual TLS needs; the key file must be its owner's alone.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    pub ca: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Post,
    Put,
}

/// The way to one source.
pub struct Line {
    base: String,
    agent: Agent,
    probe: Option<Probe>,
    patience: Patience,
}

impl Line {
    pub fn open(base: &str, files: &TlsFiles, patience: Patience) -> Result<Self, OpenError> {
        let base = base.strip_suffix('/').unwrap_or(base).to_owned();
        let config = Agent::config_builder()
            .tls_config(tls(files)?)
            .https_only(true)
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .max_response_header_size(MAX_HEADERS)
            .timeout_resolve(Some(patience.connect))
            .timeout_connect(Some(patience.connect))
            .timeout_global(Some(patience.request))
            .user_agent(concat!("cetakd/", env!("CARGO_PKG_VERSION")))
            .accept("application/json, application/problem+json")
            .build();
        let probe = Probe::new(&base, files)?;
        Ok(Self { base, agent: config.into(), probe, patience })
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends JSON, reads JSON.
    pub fn ask(
        &self,
        method: Method,
        path: &str,
        message: &impl Serialize,
        limit: usize,
    ) -> Result<Zeroizing<Vec<u8>>, SourceError> {
        let body = serde_json::to_vec(message)
            .map_err(|_| SourceError::OutsideContract("message can't be written".to_owned()))?;
        let body = Zeroizing::new(body);
        let uri = format!("{}{path}", self.base);
        let request = match method {
            Method::Post => self.agent.post(uri),
            Method::Put => self.agent.put(uri),
        };
        let answer = request.header("content-type", "application/json").send(body.as_slice());
        self.take(answer, limit)
    }

    /// Reads JSON; nothing of a person may stand in `query`.
    pub fn look_up(
        &self,
        path: &str,
        query: &[(&str, &str)],
        limit: usize,
    ) -> Result<Zeroizing<Vec<u8>>, SourceError> {
        let request = self.agent.get(format!("{}{path}", self.base));
        self.take(request.query_pairs(query.iter().copied()).call(), limit)
    }

    fn take(
        &self,
        answer: Result<Response<Body>, ureq::Error>,
        limit: usize,
    ) -> Result<Zeroizing<Vec<u8>>, SourceError> {
        let mut answer = answer.map_err(|error| self.explain(&error))?;
        let status = answer.status().as_u16();
        let wanted = if status == 200 { "application/json" } else { problem::MEDIA_TYPE };
        let as_wanted = has_media_type(&answer, wanted);
        match (status, as_wanted) {
            (200, true) => read(&mut answer, limit),
            (200, false) => Err(SourceError::OutsideContract("answer is not JSON".to_owned())),
            (_, true) => {
                let document = read(&mut answer, MAX_ANSWER)?;
                Err(problem::of_answer(status, Some(&document)))
            }
            (_, false) => Err(problem::of_answer(status, None)),
        }
    }

    /// A line that broke before an answer may have a reason that only TLS can tell.
    fn explain(&self, error: &ureq::Error) -> SourceError {
        let broke = matches!(error, ureq::Error::Io(error) if error.get_ref().is_none());
        let verdict = self.probe.as_ref().filter(|_| broke);
        match verdict.and_then(|probe| probe.verdict(self.patience.connect)) {
            Some(error) => problem::of_tls(&error),
            None => problem::of_line(error),
        }
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line({})", self.base)
    }
}

fn tls(files: &TlsFiles) -> Result<TlsConfig, CertificateError> {
    let chain = ureq_chain(&files.certificate)?;
    let key = certificate::read_key_pem(&files.key)?;
    let key = PrivateKey::from_pem(&key)
        .map_err(|_| CertificateError::NoKey { path: files.key.clone() })?;
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .root_certs(RootCerts::new_with_certs(&ureq_chain(&files.ca)?))
        .client_cert(Some(ClientCert::new_with_certs(&chain, key)))
        .build())
}

fn ureq_chain(path: &Path) -> Result<Vec<ureq::tls::Certificate<'static>>, CertificateError> {
    let chain = Certificate::read_chain(path)?;
    Ok(chain.iter().map(|one| ureq::tls::Certificate::from_der(one.der()).to_owned()).collect())
}

fn has_media_type(answer: &Response<Body>, wanted: &str) -> bool {
    let value = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    let media_type = value.and_then(|value| value.split(';').next()).map(str::trim);
    media_type.is_some_and(|media_type| media_type.eq_ignore_ascii_case(wanted))
}

fn read(answer: &mut Response<Body>, limit: usize) -> Result<Zeroizing<Vec<u8>>, SourceError> {
    // Room for one byte too many, so the buffer never moves and leaves no copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 1));
    let mut body = answer.body_mut().as_reader().take(limit as u64 + 1);
    body.read_to_end(&mut bytes).map_err(|error| problem::of_line(&ureq::Error::from(error)))?;
    match bytes.len() > limit {
        true => Err(SourceError::OutsideContract(format!("answer exceeds {limit} bytes"))),
        false => Ok(bytes),
    }
}
