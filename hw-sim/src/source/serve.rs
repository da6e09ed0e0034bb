//! The HTTPS door: TLS 1.3 and 1.2 with client certificates of the source CA, whose common name
//! is the station. A thin edge: reads a bounded request, asks the `Source`, sends what it says.
//! A `Door` can be shut and opened again at the same address.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::ConnectInfo;
use axum::http::{Method as HttpMethod, Request as HttpRequest, Response, header};
use jiff::Timestamp;
use rustix::net::{self, AddressFamily, SocketFlags, SocketType};
use tokio::sync::oneshot;

use super::lease::Source;
use super::route::{Answer, MAX_BODY, Method, Reply, Request, problem};
use super::tls::{self, Doorkeeper, Peer};

/// Callers that may wait to be let in.
const BACKLOG: i32 = 128;

/// A running server; it ends when stopped or dropped.
#[derive(Debug)]
pub struct SourceServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Serves `source` on a free port of 127.0.0.1, with the folder that `certificates::make` filled.
pub fn serve(source: Arc<Mutex<Source>>, certificates: &Path) -> io::Result<SourceServer> {
    serve_at(source, certificates, 0)
}

fn serve_at(
    source: Arc<Mutex<Source>>,
    certificates: &Path,
    port: u16,
) -> io::Result<SourceServer> {
    let tls = tls::server_config(certificates)?;
    let socket = bound(port)?;
    net::listen(&socket, BACKLOG)?;
    let listener = std::net::TcpListener::from(socket);
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = std::thread::Builder::new().name("prr-source".to_owned()).spawn(move || {
        runtime.block_on(async move {
            let door = Doorkeeper::new(listener, address, tls);
            let router = Router::new().fallback(move |peer, request| {
                let source = Arc::clone(&source);
                async move { handle(source, peer, request).await }
            });
            let service = router.into_make_service_with_connect_info::<Peer>();
            tokio::select! {
                _ = axum::serve(door, service).into_future() => {}
                // Also when the sender is dropped. Connections end with the runtime.
                _ = stopped => {}
            }
        });
    })?;
    Ok(SourceServer { address, stop: Some(stop), thread: Some(thread) })
}

/// A socket at `port` of 127.0.0.1, 0 for a free one, beside any other of this kind. One that
/// does not listen takes no connection and keeps the port from everybody else.
fn bound(port: u16) -> io::Result<OwnedFd> {
    let flags = SocketFlags::CLOEXEC;
    let socket = net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
    net::sockopt::set_socket_reuseaddr(&socket, true)?;
    net::sockopt::set_socket_reuseport(&socket, true)?;
    net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))?;
    Ok(socket)
}

impl SourceServer {
    /// `https://localhost:<port>`
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks off what is under way and waits until the thread has ended.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic over there has told its story on standard error.
            let _ = thread.join();
        }
    }
}

impl Drop for SourceServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// A source with its server, which can be shut and opened again.
#[derive(Debug)]
pub struct Door {
    source: Arc<Mutex<Source>>,
    certificates: PathBuf,
    address: SocketAddr,
    /// While it is shut, its port stays its own.
    _port: OwnedFd,
    server: Mutex<Option<SourceServer>>,
}

impl Door {
    pub fn open(source: Arc<Mutex<Source>>, certificates: &Path) -> io::Result<Self> {
        let server = serve(Arc::clone(&source), certificates)?;
        let (address, certificates) = (server.address(), certificates.to_path_buf());
        let _port = bound(address.port())?;
        Ok(Self { source, certificates, address, _port, server: Mutex::new(Some(server)) })
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// Breaks off what is under way; nobody listens any more.
    pub fn shut(&self) {
        drop(self.server().take());
    }

    /// Listens again, with a source that knows what it kept. An open door stays as it is.
    pub fn reopen(&self) -> io::Result<()> {
        let mut server = self.server();
        if server.is_none() {
            let source = Arc::clone(&self.source);
            let mut memory = source.lock().unwrap_or_else(PoisonError::into_inner);
            memory.restart().map_err(io::Error::other)?;
            drop(memory);
            *server = Some(serve_at(source, &self.certificates, self.address.port())?);
        }
        Ok(())
    }

    fn server(&self) -> MutexGuard<'_, Option<SourceServer>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn handle(
    source: Arc<Mutex<Source>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: HttpRequest<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return respond(problem(413, "too-large", "the body exceeds what a request may have"));
    };
    let request = Request {
        station: &peer.station,
        method: match parts.method {
            HttpMethod::GET => Method::Get,
            HttpMethod::POST => Method::Post,
            HttpMethod::PUT => Method::Put,
            _ => Method::Other,
        },
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        body: &body,
    };
    let answer =
        source.lock().unwrap_or_else(PoisonError::into_inner).answer(&request, Timestamp::now());
    let Answer { reply, delay } = answer;
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    match reply {
        Some(reply) => respond(reply),
        None => {
            peer.cut();
            Response::new(Body::empty())
        }
    }
}

fn respond(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    if let Ok(status) = reply.status.try_into() {
        *response.status_mut() = status;
    }
    let content_type = header::HeaderValue::from_static(reply.content_type);
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}
