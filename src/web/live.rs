//! Pages that move: the panel and a card's steps, sent as server-sent events whenever the journal
//! grows. A browser that lost its line asks again and sees what is then.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::channel::{Channel, Sender};
use hyper::body::Bytes;
use maud::Markup;
use tokio::sync::{oneshot, watch};

use super::Web;
use super::guard::Asked;
use super::page::{card, panel};
use super::session::Seat;
use super::view::View;
use crate::journal::JobId;

/// Machines say things that the journal doesn't hold; and a line that died shows.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Entries that come in one breath are one event.
const BREATH: Duration = Duration::from_millis(20);
/// Events that a slow browser may be behind.
const BEHIND: usize = 4;

/// A page that made room for others doesn't push them out at once.
const ASK_LATER: &[u8] = b"retry: 30000\n\n";

type Part = (&'static str, Markup);

pub async fn panel(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Asked { view, .. } = asked;
    stream(web, view, |web, view| vec![("panel", panel::draw(web, view))])
}

pub async fn card(State(web): State<Arc<Web>>, Path(job): Path<String>, asked: Asked) -> Response {
    let Asked { view, .. } = asked;
    let Ok(job) = JobId::new(&job) else { return StatusCode::NOT_FOUND.into_response() };
    stream(web, view, move |web, view| {
        vec![("kartu", card::draw(web, view, &job)), ("panel", panel::draw(web, view))]
    })
}

fn stream(
    web: Arc<Web>,
    view: View,
    draw: impl Fn(&Web, &View) -> Vec<Part> + Send + Sync + 'static,
) -> Response {
    let (Some(seat), Some(_)) = (view.seat.clone(), view.person.clone()) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let (sender, body) = Channel::<Bytes, std::convert::Infallible>::new(BEHIND);
    let Some(line) = web.sessions.line(seat.key) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    tokio::spawn(send(web, (seat, line), view, Arc::new(draw), sender));
    let kind = [(header::CONTENT_TYPE, "text/event-stream")];
    (kind, Body::new(body)).into_response()
}

async fn send(
    web: Arc<Web>,
    (seat, mut line): (Seat, oneshot::Receiver<()>),
    view: View,
    draw: Arc<impl Fn(&Web, &View) -> Vec<Part> + Send + Sync + 'static>,
    mut to: Sender<Bytes, std::convert::Infallible>,
) {
    let (mut pulse, mut stopping) = (web.pulse.clone(), web.stopping.clone());
    let mut ended: watch::Receiver<u64> = web.work.ended();
    let mut sent: Vec<(&str, String)> = Vec::new();
    while web.sits(&seat, view.person.as_ref()) {
        let (for_whom, draw) = (view.clone(), draw.clone());
        let Some(parts) = web.blocking(move |web| draw(web, &for_whom)).await else { return };
        let parts = parts.into_iter().map(|(name, part)| (name, part.into_string()));
        let parts: Vec<_> = parts.collect();
        let news = parts.iter().filter(|part| !sent.contains(part));
        let events: String = news.map(|(name, part)| event(name, part)).collect();
        // An empty comment keeps the line open, and fails if nobody is there.
        let events = if events.is_empty() { ":\n\n".to_owned() } else { events };
        if to.send_data(Bytes::from(events)).await.is_err() {
            return;
        }
        sent = parts;
        tokio::select! {
            _ = pulse.changed() => tokio::time::sleep(BREATH).await,
            _ = ended.changed() => {}
            _ = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stopping.changed() => return,
            // Newer ones took its place, or the session is over.
            _ = &mut line => {
                if web.sits(&seat, view.person.as_ref()) {
                    drop(to.send_data(Bytes::from_static(ASK_LATER)).await);
                    return;
                }
                break;
            }
        }
    }
    // The session is over: the page goes to the sign-in.
    drop(to.send_data(Bytes::from_static(b"event: keluar\ndata: -\n\n")).await);
}

fn event(name: &str, part: &str) -> String {
    let data: String = part.lines().map(|line| format!("data: {line}\n")).collect();
    format!("event: {name}\n{data}\n")
}
