//! Where one is signed in, and a way to end it from elsewhere; a kepala sees and ends everybody's.
//! What is shown opens nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::journal::{Role, StaffName};
use crate::station::Person;
use crate::text::web as t;
use crate::web::Web;
use crate::web::guard::Asked;
use crate::web::session::Sitting;
use crate::web::view::View;

impl Web {
    /// Those that this person may see and end.
    pub fn sittings(&self, person: &Person) -> Vec<Sitting> {
        self.sessions.sittings(whose(person))
    }

    /// False if there is none of this label, or it is not this person's to end.
    pub fn end_sitting(&self, person: &Person, label: &str) -> bool {
        let found = self.sittings(person).into_iter().find(|one| one.label == label);
        let Some(Sitting { name, key, .. }) = found else { return false };
        tracing::info!(by = %person.name, %name, "a session was ended");
        self.sessions.close(key);
        true
    }

    /// So long ago, by the clock on the wall.
    pub fn ago(&self, ago: Duration) -> jiff::Timestamp {
        let now = self.shift.station.clock.now();
        jiff::SignedDuration::try_from(ago)
            .ok()
            .and_then(|ago| now.checked_sub(ago).ok())
            .unwrap_or(now)
    }
}

fn whose(person: &Person) -> Option<&StaffName> {
    (person.role != Role::Kepala).then_some(&person.name)
}

impl Sitting {
    pub fn is_here(&self) -> bool {
        self.peer.is_some_and(|peer| peer.to_canonical().is_loopback())
    }
}

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let view = &asked.view;
    let body = html! {
        h1 { (view.words(t::SITTINGS)) }
        p { (view.words(t::SITTINGS_WHY)) }
        table.list {
            tr {
                th scope="col" { (view.words(t::NAME)) }
                th scope="col" { (view.words(t::SAT_DOWN)) }
                th scope="col" { (view.words(t::LAST_USED)) }
                th scope="col" { (view.words(t::FROM_WHERE)) }
                th scope="col" { (view.words(t::END_SITTING)) }
            }
            @for one in web.sittings(person) {
                (row(&web, view, &one, one.key == seat.key))
            }
        }
    };
    view.page(t::SITTINGS, body).into_response()
}

fn row(web: &Web, view: &View, one: &Sitting, ours: bool) -> Markup {
    let from = if one.is_here() { t::FROM_HERE } else { t::FROM_NETWORK };
    html! {
        tr {
            td { (one.name) }
            td { (view.time(web.ago(one.began))) }
            td { (view.time(web.ago(one.clicked))) }
            td { (view.words(from)) }
            td {
                @if ours { (view.words(t::THIS_SITTING)) " " }
                form method="post" novalidate action={ "/sesi/" (one.label) } {
                    (view.csrf())
                    button { (view.words(t::END_SITTING)) }
                }
            }
        }
    }
}

pub async fn end(State(web): State<Arc<Web>>, Path(label): Path<String>, asked: Asked) -> Response {
    let Some((_, person)) = asked.person() else { return Redirect::to("/masuk").into_response() };
    match web.end_sitting(person, &label) {
        true => Redirect::to("/sesi").into_response(),
        false => super::refused(&asked.view, StatusCode::NOT_FOUND, t::NO_SUCH_SITTING),
    }
}
