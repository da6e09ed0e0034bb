//! For whoever watches over the machine: does the process answer, can it work, and in numbers how
//! it does. Open on this computer alone; from elsewhere for people who have signed in.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::answer::doing;
use super::problem::Problem;
use super::run::Told;
use crate::station::night::Doing;
use crate::store::StoreError;
use crate::text::api::Refused;
use crate::web::Web;
use crate::web::guard::Asked;

#[derive(Serialize)]
struct Ready {
    ready: bool,
    /// Words: `journal`, `disk`, `lanes_away`, `no_lanes`.
    reasons: Vec<&'static str>,
}

/// Below this a card is not begun.
const MIN_FREE_BYTES: u64 = 64 << 20;

fn near(asked: &Asked) -> Result<(), Problem> {
    let here = asked.peer.is_some_and(|peer| peer.to_canonical().is_loopback());
    match here || asked.person().is_some() {
        true => Ok(()),
        false => Err(Problem::refused(Refused::SignInNeeded)),
    }
}

pub async fn alive(asked: Asked) -> Response {
    match near(&asked) {
        Ok(()) => "ok\n".into_response(),
        Err(problem) => problem.response(asked.view.lang),
    }
}

pub async fn ready(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    if let Err(problem) = near(&asked) {
        return problem.response(asked.view.lang);
    }
    let reasons = web.blocking(reasons).await.unwrap_or_else(|| vec!["journal"]);
    let ready = Ready { ready: reasons.is_empty(), reasons };
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Told::json(status, "application/json", &ready).into_response()
}

fn reasons(web: &Web) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    {
        let mut writer = web.shift.station.ledger.lock();
        if let Err(error) = writer.can_write() {
            tracing::warn!(%error, "the journal can't be written");
            reasons.push("journal");
        }
        if writer.room().is_ok_and(|free| free < MIN_FREE_BYTES) {
            reasons.push("disk");
        }
    }
    let lanes = web.shift.night.lanes();
    if lanes.is_empty() {
        reasons.push("no_lanes");
    } else if lanes.values().all(|doing| matches!(doing, Doing::Away { .. })) {
        reasons.push("lanes_away");
    }
    reasons
}

pub async fn metrics(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    if let Err(problem) = near(&asked) {
        return problem.response(asked.view.lang);
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    match web.blocking(numbers).await {
        Some(Ok(text)) => (kind, text).into_response(),
        _ => Problem::odd().response(asked.view.lang),
    }
}

/// One family of gauges.
fn gauge<'a>(
    text: &mut String,
    (name, help): (&str, &str),
    rows: impl Iterator<Item = (String, i128)> + 'a,
) {
    text.push_str(&format!("# HELP cetakd_{name} {help}\n# TYPE cetakd_{name} gauge\n"));
    for (labels, value) in rows {
        text.push_str(&format!("cetakd_{name}{labels} {value}\n"));
    }
}

fn one(value: impl Into<i128>) -> impl Iterator<Item = (String, i128)> {
    std::iter::once((String::new(), value.into()))
}

/// As a label's value stands between quotes.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Nothing of anybody: sums only.
fn numbers(web: &Web) -> Result<String, StoreError> {
    let mut text = String::new();
    let lanes = web.shift.night.lanes();
    {
        let writer = web.shift.station.ledger.lock();
        let stages = writer.stages()?;
        let stages = stages.into_iter();
        let stages =
            stages.map(|(stage, n)| (format!("{{stage=\"{}\"}}", label(&stage)), n.into()));
        gauge(&mut text, ("cards", "Cards by stage."), stages);
        let books = writer.books();
        // Whoever counts must not read here what is expected.
        let counting = books.day.count.as_ref().is_some_and(|count| count.is_open());
        let held = books.stock.balances().filter(|_| !counting).map(|(kind, place, held)| {
            let place = label(&place.to_string());
            (format!("{{kind=\"{kind}\",place=\"{place}\"}}"), held.into())
        });
        gauge(&mut text, ("blanks", "Blanks by kind and place; none during a count."), held);
        let due: usize = writer.unfinished().map(|job| job.due.len()).sum();
        gauge(
            &mut text,
            ("outbox_due", "Reports that the source has yet to hear."),
            one(due as u64),
        );
        let entries = writer.head().seq;
        gauge(&mut text, ("journal_entries", "Entries of the journal."), one(entries));
        let free = writer.room()?;
        gauge(&mut text, ("disk_free_bytes", "Room left under the journal."), one(free));
    }
    let mut by_state: BTreeMap<String, i128> = BTreeMap::new();
    for lane in lanes.values() {
        *by_state.entry(doing(lane)).or_default() += 1;
    }
    let states = by_state.into_iter().map(|(word, n)| (format!("{{state=\"{word}\"}}"), n));
    gauge(&mut text, ("lanes", "Lanes by what they do."), states);
    let sessions = web.sessions.count() as u64;
    gauge(&mut text, ("sessions", "Sessions that are open."), one(sessions));
    web.api.meter.write(&mut text);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::Offset;

    use super::*;
    use crate::web::Site;
    use crate::web::guard::Sent;
    use crate::web::view::{Lang, View};

    #[test]
    fn only_this_computer_looks_without_a_name() {
        let near_from = |peer: Option<&str>| {
            let site = Site {
                station: "S".into(),
                office: "O".into(),
                zone: Offset::UTC,
                scheme: "https",
            };
            let path = "/metrics".to_owned();
            let view = View { site, lang: Lang::Id, path, seat: None, person: None };
            let peer = peer.map(|peer| peer.parse().unwrap());
            near(&Asked { view, fields: Arc::default(), sent: Sent::default(), peer }).is_ok()
        };
        for here in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(near_from(Some(here)), "{here}");
        }
        for elsewhere in ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "2001:db8::1"] {
            assert!(!near_from(Some(elsewhere)), "{elsewhere}");
        }
        assert!(!near_from(None));
    }
}
