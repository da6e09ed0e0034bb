//! Sockets to pages: one listener, by TLS if it has a certificate, so many connections at once,
//! none of which may dawdle. A stop lets open pages end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower_service::Service as _;

use super::api::Api;
use super::crowd::Crowd;
use super::guard::MAX_HEAD_BYTES;
use super::kept::Kept;
use super::page::start;
use super::session::Sessions;
use super::work::Work;
use super::{Checkup, Site, Web, routes};
use crate::device::certificate::{Certificate, CertificateError, read_key_pem};
use crate::settings::WebSettings;
use crate::station::Shift;

/// Browsers keep a handful open each.
const MAX_CONNECTIONS: usize = 256;
/// For a handshake, and for the head of a request.
const SAY_WITHIN: Duration = Duration::from_secs(10);
/// A browser that takes nothing of its answer for so long has gone.
const TAKE_WITHIN: Duration = Duration::from_secs(10);
/// Pages still being sent when the daemon stops.
const LEAVE_WITHIN: Duration = Duration::from_secs(5);
const THREADS: usize = 2;

#[derive(Debug, Error)]
pub enum WebError {
    #[error("{0} can't be listened on")]
    Listen(SocketAddr, #[source] std::io::Error),
    #[error("certificate or key of the pages can't be used")]
    Certificate(#[from] CertificateError),
    #[error("{} holds no private key", .0.display())]
    Key(std::path::PathBuf),
    #[error("certificate and key of the pages don't fit")]
    Tls(#[from] rustls::Error),
}

/// The caller's address, for whoever counts tries.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The pages while they are served.
pub struct Pages {
    address: SocketAddr,
    scheme: &'static str,
    /// Code of the first start, while there are no people.
    pub first: Option<String>,
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

impl Pages {
    pub fn open(
        settings: &WebSettings,
        site: Site,
        shift: Arc<Shift>,
        checkup: Checkup,
    ) -> Result<Self, WebError> {
        let tls = settings.tls.as_ref().map(acceptor).transpose()?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listen = |error| WebError::Listen(settings.listen, error);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("web")
            .enable_all()
            .build()
            .map_err(listen)?;
        let listener = runtime.block_on(TcpListener::bind(settings.listen)).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (stop, stopping) = watch::channel(false);
        let (beat, pulse) = watch::channel(0);
        shift.station.ledger.lock().tell(Box::new(move |seq| {
            beat.send_replace(seq);
        }));
        let station = &shift.station;
        let sessions = Sessions::new(settings, station.clock.clone(), station.entropy.clone());
        let site = Site { scheme, ..site };
        let station_clock = station.clock.clone();
        let (work, code) = (Work::default(), start::code(&station.random_name()));
        let (api, stopping_now) = (Api::new(station.clock.clone()), stopping.clone());
        let web = Web {
            site,
            shift,
            sessions,
            kept: Kept::new(station_clock),
            work,
            api,
            pulse,
            checkup,
            code,
            first: std::sync::Mutex::default(),
            stopping: stopping_now,
        };
        let first = web.first_start().then(|| web.code.clone());
        let router = routes::router(Arc::new(web));
        let thread = std::thread::spawn(move || {
            runtime.block_on(serve(listener, tls, router, stopping));
            // Commands that browsers gave are waited for: their cards are finished.
            drop(runtime);
        });
        Ok(Self { address, scheme, first, stop, thread })
    }

    pub fn address(&self) -> String {
        format!("{}://{}/", self.scheme, self.address)
    }

    pub fn stop(self) {
        self.stop.send_replace(true);
        if self.thread.join().is_err() {
            tracing::error!("the pages ended in a panic");
        }
    }
}

fn acceptor(
    (certificate, key): &(std::path::PathBuf, std::path::PathBuf),
) -> Result<TlsAcceptor, WebError> {
    let chain = Certificate::read_chain(certificate)?;
    let chain = chain.iter().map(|one| CertificateDer::from(one.der().to_vec())).collect();
    let pem = read_key_pem(key)?;
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| WebError::Key(key.clone()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let seats = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let crowd = Crowd::default();
    let mut open = JoinSet::new();
    loop {
        // All seats may be held by somebody who does not read: a stop comes through all the same.
        let seat = tokio::select! {
            seat = seats.clone().acquire_owned() => seat,
            _ = stopping.changed() => break,
        };
        let Ok(seat) = seat else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.changed() => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, most likely: somebody has to leave first.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Some(place) = crowd.let_in(peer.ip()) else {
            tracing::debug!(%peer, "too many connections of one address");
            continue;
        };
        let (tls, router, stopping) = (tls.clone(), router.clone(), stopping.clone());
        open.spawn(async move {
            greet(stream, peer, tls, router, stopping).await;
            drop((seat, place));
        });
        while open.try_join_next().is_some() {}
    }
    drop(listener);
    let left = async { while open.join_next().await.is_some() {} };
    if timeout(LEAVE_WITHIN, left).await.is_err() {
        tracing::warn!("some pages were still being sent");
        open.abort_all();
    }
}

async fn greet(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    stopping: watch::Receiver<bool>,
) {
    match tls {
        None => talk(stream, peer, router, stopping).await,
        Some(tls) => match timeout(SAY_WITHIN, tls.accept(stream)).await {
            Ok(Ok(stream)) => talk(stream, peer, router, stopping).await,
            Ok(Err(error)) => tracing::debug!(%error, "no handshake"),
            Err(_) => tracing::debug!("a handshake took too long"),
        },
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(TAKE_WITHIN));
    let stream = TokioIo::new(Box::pin(stream));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().call(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SAY_WITHIN)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(stream, service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a browser went away");
    }
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").field("address", &self.address).finish_non_exhaustive()
    }
}
