//! Mutual TLS under the HTTPS door. Handshakes run beside each other, so that a client that says
//! nothing holds up nobody; only connections with a station's certificate come through.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A client that has not shaken hands by then is dropped.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that wait to be taken.
const MAX_WAITING: usize = 64;

/// TLS 1.3 and 1.2 on ring; clients need a certificate of the source CA.
pub fn server_config(certificates: &Path) -> io::Result<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let certificate = |name: &str| {
        CertificateDer::from_pem_file(certificates.join(name)).map_err(|e| unusable(name, e))
    };
    let mut roots = RootCertStore::empty();
    roots.add(certificate("source-ca.pem")?).map_err(|e| unusable("source-ca.pem", e))?;
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider.clone())
        .build()
        .map_err(|e| unusable("source-ca.pem", e))?;
    let key = PrivateKeyDer::from_pem_file(certificates.join("source.key"))
        .map_err(|e| unusable("source.key", e))?;
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| unusable("source.pem", e))?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![certificate("source.pem")?], key)
        .map_err(|e| unusable("source.pem", e))
}

fn unusable(file: &str, reason: impl std::error::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{file} can't be used: {reason}"))
}

/// Who is at the other end of a connection, and the means to cut it.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Common name of the client certificate.
    pub station: String,
    cut: Arc<AtomicBool>,
}

impl Peer {
    /// Breaks the connection before another byte is sent.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, Doorkeeper>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Doorkeeper>) -> Self {
        stream.io().peer.clone()
    }
}

/// Takes TCP connections, shakes hands, and passes on those with a station's certificate.
pub struct Doorkeeper {
    address: SocketAddr,
    welcome: mpsc::Receiver<(Line, SocketAddr)>,
}

impl Doorkeeper {
    /// Must be called inside a tokio runtime.
    pub fn new(listener: TcpListener, address: SocketAddr, tls: ServerConfig) -> Self {
        let (sender, welcome) = mpsc::channel(MAX_WAITING);
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        tokio::spawn(async move {
            loop {
                let Ok((stream, from)) = listener.accept().await else {
                    // Out of file descriptors, most likely: let others finish first.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                };
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    let handshake =
                        tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream));
                    if let Ok(Ok(stream)) = handshake.await
                        && let Some(line) = Line::new(stream)
                    {
                        // Fails only when the server is ending.
                        let _ = sender.send((line, from)).await;
                    }
                });
            }
        });
        Self { address, welcome }
    }
}

impl Listener for Doorkeeper {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        match self.welcome.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// One TLS connection that can be cut from inside.
#[derive(Debug)]
pub struct Line {
    stream: TlsStream<TcpStream>,
    peer: Peer,
}

impl Line {
    fn new(stream: TlsStream<TcpStream>) -> Option<Self> {
        let certificate = stream.get_ref().1.peer_certificates()?.first()?;
        let station = common_name(certificate)?;
        Some(Self { stream, peer: Peer { station, cut: Arc::default() } })
    }

    fn whole(&self) -> io::Result<()> {
        if self.peer.cut.load(Ordering::Acquire) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

fn common_name(certificate: &[u8]) -> Option<String> {
    let (_, certificate) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let name = certificate.subject().iter_common_name().next()?.as_str().ok()?;
    Some(name.to_owned())
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.whole()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
