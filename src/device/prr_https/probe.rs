//! Why did the line break? TLS 1.3 lets a server judge our certificate after our handshake is
//! over (RFC 8446, 4.4.2.4); a request that is under way by then dies with a broken pipe, and the
//! alert with it. The probe shakes hands, sends nothing, and hears the alert.

use std::fmt;
use std::io::{self, Read as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use ureq::http::Uri;

use super::line::TlsFiles;
use crate::device::certificate::{self, Certificate, CertificateError};

/// A server that accepts us says nothing; one that doesn't says so at once.
const MAX_SILENCE: Duration = Duration::from_millis(500);

pub struct Probe {
    host: String,
    port: u16,
    config: Arc<ClientConfig>,
}

impl Probe {
    /// `None`: this URL or key is none that TLS could use; the first request says which.
    pub fn new(base: &str, files: &TlsFiles) -> Result<Option<Self>, CertificateError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(ders(&Certificate::read_chain(&files.ca)?));
        let chain = ders(&Certificate::read_chain(&files.certificate)?);
        let key = PrivateKeyDer::from_pem_slice(&certificate::read_key_pem(&files.key)?)
            .map_err(|_| CertificateError::NoKey { path: files.key.clone() })?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder.with_root_certificates(roots).with_client_auth_cert(chain, key)
            });
        let uri: Option<Uri> = base.parse().ok();
        let host = uri.as_ref().and_then(|uri| uri.host()).map(str::to_owned);
        let port = uri.as_ref().and_then(Uri::port_u16).unwrap_or(443);
        Ok(config.ok().zip(host).map(|(config, host)| {
            let host = host.trim_matches(['[', ']']).to_owned();
            Self { host, port, config: Arc::new(config) }
        }))
    }

    /// What TLS has against us or we against it; `None` if nothing is heard.
    pub fn verdict(&self, connect: Duration) -> Option<rustls::Error> {
        let address = (self.host.as_str(), self.port).to_socket_addrs().ok()?.next()?;
        let stream = TcpStream::connect_timeout(&address, connect).ok()?;
        stream.set_read_timeout(Some(MAX_SILENCE)).ok()?;
        stream.set_write_timeout(Some(MAX_SILENCE)).ok()?;
        let name = ServerName::try_from(self.host.clone()).ok()?;
        let connection = match ClientConnection::new(Arc::clone(&self.config), name) {
            Ok(connection) => connection,
            Err(error) => return Some(error),
        };
        let answer = StreamOwned::new(connection, stream).read(&mut [0]);
        answer.err().and_then(tls_error)
    }
}

fn ders(chain: &[Certificate]) -> Vec<rustls::pki_types::CertificateDer<'static>> {
    chain.iter().map(|one| one.der().to_vec().into()).collect()
}

fn tls_error(error: io::Error) -> Option<rustls::Error> {
    error.into_inner()?.downcast().ok().map(|error| *error)
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Probe({}:{})", self.host, self.port)
    }
}
