//! What every request passes before its page: whose browser it is, whether the form is ours,
//! whether this role may. And what every answer carries: no script from elsewhere, nothing kept.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::fields::Fields;
use super::routes::Who;
use super::serve::Peer;
use super::session::Seat;
use super::view::{Lang, View};
use super::{Web, api, page};
use crate::station::Person;
use crate::text::web as t;

pub const COOKIE: &str = "__Host-cetakd";
pub const LANGUAGE_COOKIE: &str = "__Host-bahasa";
/// A signature drawn with a finger, and all that stands beside it.
pub const MAX_BODY_BYTES: usize = 1 << 20;
/// Of a request's head: a browser's is a kilobyte or two.
pub const MAX_HEAD_BYTES: usize = 16 << 10;
const SEND_WITHIN: Duration = Duration::from_secs(15);
const FORM: &str = "application/x-www-form-urlencoded";

/// A request that has passed.
#[derive(Debug, Clone)]
pub struct Asked {
    pub view: View,
    pub fields: Arc<Fields>,
    /// What a program sent.
    pub sent: Sent,
    pub peer: Option<std::net::IpAddr>,
}

/// A body as it came; it may hold a NIK.
#[derive(Clone, Default)]
pub struct Sent(Arc<Zeroizing<Vec<u8>>>);

impl Sent {
    pub fn of(body: Zeroizing<Vec<u8>>) -> Self {
        Self(Arc::new(body))
    }
}

impl std::ops::Deref for Sent {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sent")
    }
}

impl Asked {
    /// Who is signed in; every route but the open ones has somebody.
    pub fn person(&self) -> Option<(&Seat, &Person)> {
        self.view.seat.as_ref().zip(self.view.person.as_ref())
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Only a route without a guard has none, and there is no such route.
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::FORBIDDEN)
    }
}

pub async fn guard(
    State((web, who)): State<(Arc<Web>, Who)>,
    request: Request,
    next: Next,
) -> Response {
    let answer = match pass(&web, who, request).await {
        Ok(request) => next.run(request).await,
        Err(refused) => refused,
    };
    secured(&web, answer)
}

async fn pass(web: &Arc<Web>, who: Who, request: Request) -> Result<Request, Response> {
    let (mut parts, body) = request.into_parts();
    if head_bytes(&parts) > MAX_HEAD_BYTES {
        return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response());
    }
    if api::is_ours(parts.uri.path()) {
        return api::door::pass(web, who, parts, body).await;
    }
    let plain = |status: StatusCode| status.into_response();
    if !is_our_host(web, &parts.headers) {
        return Err(plain(StatusCode::MISDIRECTED_REQUEST));
    }
    let posts = parts.method == Method::POST;
    let (seat, person) = signed_in(web, &parts.headers, !who.is_live());
    let (site, path) = (web.site.clone(), parts.uri.path().to_owned());
    let lang = language(&parts.headers);
    let view = View { site, lang, path, seat, person };
    let mut fields = Fields::default();
    if posts {
        if !comes_from_us(web, &parts.headers) {
            tracing::warn!(path = view.path, "a form from elsewhere");
            return Err(page::refused(&view, StatusCode::FORBIDDEN, t::FOREIGN_FORM));
        }
        fields = read(&view, &parts.headers, body).await?;
    }
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip());
    match (&view.seat, &view.person) {
        (Some(seat), Some(person)) => {
            if posts && !same(seat.csrf.as_bytes(), fields.text("csrf").as_bytes()) {
                return Err(page::refused(&view, StatusCode::FORBIDDEN, t::FOREIGN_FORM));
            }
            if !who.lets_in(person.role) {
                tracing::warn!(name = %person.name, path = view.path, "not this role's page");
                return Err(page::refused(&view, StatusCode::FORBIDDEN, t::NOT_YOUR_PAGE));
            }
        }
        _ if who == Who::Anybody => {}
        _ if who.is_live() => return Err(plain(StatusCode::UNAUTHORIZED)),
        // What was filled in is kept, and can be sent once more.
        _ if posts => return Err(page::sign_in_again(web, &view, &fields)),
        _ if view.path == "/" => return Err(Redirect::to("/masuk").into_response()),
        _ => return Err(Redirect::to(&page::sign_in::before(&view.path)).into_response()),
    }
    parts.extensions.insert(Asked { view, fields: Arc::new(fields), sent: Sent::default(), peer });
    Ok(Request::from_parts(parts, Body::empty()))
}

/// As they were sent, or nearly.
fn head_bytes(parts: &Parts) -> usize {
    let address = parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    let line = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4;
    address + parts.headers.iter().map(line).sum::<usize>()
}

async fn read(view: &View, headers: &HeaderMap, body: Body) -> Result<Fields, Response> {
    let refuse = |status, words| page::refused(view, status, words);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(FORM) {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, t::NOT_A_FORM));
    }
    let bytes = whole(body).await.map_err(|cut| match cut {
        Cut::TooSlow => refuse(StatusCode::REQUEST_TIMEOUT, t::TOO_SLOW),
        Cut::TooLarge => refuse(StatusCode::PAYLOAD_TOO_LARGE, t::TOO_LARGE),
        Cut::Off => refuse(StatusCode::BAD_REQUEST, t::CUT_OFF),
    })?;
    Fields::read(&bytes).ok_or_else(|| refuse(StatusCode::BAD_REQUEST, t::NOT_UTF8))
}

/// Why a body did not come whole.
pub enum Cut {
    TooSlow,
    TooLarge,
    Off,
}

pub async fn whole(body: Body) -> Result<Zeroizing<Vec<u8>>, Cut> {
    // Whoever announces too much need not send it.
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        return Err(Cut::TooLarge);
    }
    let whole = Limited::new(body, MAX_BODY_BYTES).collect();
    match tokio::time::timeout(SEND_WITHIN, whole).await {
        Err(_) => Err(Cut::TooSlow),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Cut::TooLarge),
        Ok(Err(_)) => Err(Cut::Off),
        Ok(Ok(whole)) => Ok(Zeroizing::new(whole.to_bytes().to_vec())),
    }
}

/// A role is what the books say now, not what they said at the sign-in.
pub fn signed_in(web: &Web, headers: &HeaderMap, clicks: bool) -> (Option<Seat>, Option<Person>) {
    let seat = cookie(headers, COOKIE).and_then(|cookie| web.sessions.find(&cookie, clicks));
    let Some(seat) = seat else { return (None, None) };
    let as_then = web.shift.station.changes.of(seat.name.as_str()) == seat.changes;
    let role = {
        let writer = web.shift.station.ledger.lock();
        writer.books().staff.person(seat.name.as_str()).map(|(_, book)| book.role)
    };
    match role.filter(|_| as_then) {
        Some(role) => {
            let person = Person { name: seat.name.clone(), role };
            (Some(seat), Some(person))
        }
        None => {
            web.sessions.close(seat.key);
            (None, None)
        }
    }
}

impl Web {
    /// Whether a line that stays open is still for who it was opened for: somebody who was removed,
    /// or has another role by now, is not.
    pub fn sits(&self, seat: &Seat, as_whom: Option<&Person>) -> bool {
        let role = {
            let writer = self.shift.station.ledger.lock();
            writer.books().staff.person(seat.name.as_str()).map(|(_, book)| book.role)
        };
        let as_then = self.shift.station.changes.of(seat.name.as_str()) == seat.changes;
        self.sessions.lives(seat.key) && as_then && role == as_whom.map(|person| person.role)
    }
}

pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| found.trim() == name).map(|(_, value)| value.trim().to_owned())
}

pub fn language(headers: &HeaderMap) -> Lang {
    match cookie(headers, LANGUAGE_COOKIE).as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Id,
    }
}

/// Without TLS only this computer asks, and by its own names: a foreign name that points here is
/// somebody's trick.
pub fn is_our_host(web: &Web, headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let name = host_name(host);
    web.site.scheme == "https" || ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

/// Without the port; an address of IPv6 has colons of its own.
fn host_name(host: &str) -> &str {
    match host.split_once(']') {
        Some((address, "")) if address.starts_with('[') => host,
        _ => host.rsplit_once(':').map_or(host, |(name, _)| name),
    }
}

/// A browser says where a form stands.
pub fn comes_from_us(web: &Web, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let near = text("sec-fetch-site").is_none_or(|site| ["same-origin", "none"].contains(&site));
    let ours = text("host").map(|host| format!("{}://{host}", web.site.scheme));
    let origin = text("origin").is_none_or(|origin| Some(origin) == ours.as_deref());
    near && origin
}

pub fn same(ours: &[u8], said: &[u8]) -> bool {
    ours.ct_eq(said).into()
}

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; object-src 'none'; \
    base-uri 'none'; frame-ancestors 'none'";

fn secured(web: &Web, mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    // `no-referrer` would hide where a form stands.
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    if web.site.scheme == "https" {
        set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    // Only what is nobody's may be kept.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}
