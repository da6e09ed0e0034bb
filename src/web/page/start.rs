//! The first start: whoever has the code that the daemon printed becomes the first kepala, and is
//! led through what a station needs before its first card.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use subtle::ConstantTimeEq;

use super::Told;
use crate::control::{Failed, failed};
use crate::journal::{Cause, LaneName, Role, StaffName};
use crate::station::{Hands, NewPerson, Pin, Reading};
use crate::text::web as t;
use crate::text::{Say, Words, failure, say};
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::{Web, fault};

/// Letters and digits of the code: 50 bits that nobody misreads.
const CODE_DIGITS: usize = 10;

/// Good until the first person is there, and for one daemon.
pub fn code(name: &str) -> String {
    name.chars().take(CODE_DIGITS).collect()
}

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Asked { view, .. } = asked;
    match (&view.person, web.first_start()) {
        (None, true) => view.page(t::FIRST_START, form(&view, None, "")).into_response(),
        (None, false) => Redirect::to("/masuk").into_response(),
        (Some(_), _) => super::drawn(web.blocking(move |web| steps(web, &view)).await),
    }
}

fn form(view: &View, told: Option<&Told>, name: &str) -> Markup {
    html! {
        section.narrow {
            h1 { (view.words(t::FIRST_START)) }
            p { (view.words(t::FIRST_START_WHY)) }
            (view.told(told))
            form method="post" novalidate action="/mulai" autocomplete="off" {
                (view.csrf())
                (view.field(t::CODE, "kode", html! {
                    input #kode name="kode" required autofocus maxlength="32" spellcheck="false"
                        autocapitalize="characters";
                }))
                (view.field(t::FIRST_NAME, "nama", html! {
                    input #nama name="nama" required maxlength="32" autocapitalize="none"
                        autocomplete="username" spellcheck="false"
                        pattern="[a-z0-9._\\-]{2,32}" value=(name);
                }))
                (view.field(t::NEW_PIN, "pin", html! {
                    input #pin name="pin" type="password" inputmode="numeric" required
                        maxlength="12" autocomplete="new-password";
                }))
                (view.field(t::NEW_PIN_AGAIN, "pin2", html! {
                    input #pin2 name="pin2" type="password" inputmode="numeric" required
                        maxlength="12" autocomplete="new-password";
                }))
                button.main { (view.words(t::BECOME_KEPALA)) }
            }
        }
    }
}

pub async fn begin(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Asked { view, fields, peer, .. } = &asked;
    if !web.first_start() {
        return Redirect::to("/").into_response();
    }
    let refuse = |failed: Failed| {
        let body = form(view, Some(&Told::Bad(failed)), fields.text("nama"));
        view.page_with(StatusCode::CONFLICT, t::FIRST_START, body).into_response()
    };
    if peer.is_some_and(|peer| !web.sessions.may_try(peer)) {
        return refuse(fault::too_many_tries());
    }
    let said = fields.text("kode").to_ascii_uppercase();
    if !bool::from(said.as_bytes().ct_eq(web.code.as_bytes())) {
        return refuse(fault::wrong_code());
    }
    if fields.text("pin") != fields.text("pin2") {
        return refuse(fault::pins_differ());
    }
    let Ok(name) = fields.parse::<StaffName>("nama") else {
        return refuse(fault::wrong_field("nama"));
    };
    let person =
        NewPerson { name: name.clone(), role: Role::Kepala, pin: Pin::new(fields.text("pin")) };
    let add = move |web: &Web| {
        // The code makes one person, whoever else sends it at this moment.
        let _one = web.first.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !web.first_start() {
            return Err(fault::wrong_code());
        }
        web.shift.station.add_person(&Hands::alone("browser"), &person).map_err(failed)
    };
    match web.blocking(add).await {
        Some(Ok(())) => super::sign_in::seated(&web, &asked, name, "/mulai"),
        Some(Err(failed)) => refuse(failed),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Each step with what is so, and what to do if it isn't.
fn steps(web: &Web, view: &View) -> super::Page {
    let station = &web.shift.station;
    let site = &view.site;
    let office = say(
        format!("{}, stasiun {}: diubah di berkas stasiun.", site.office, site.station),
        format!("{}, station {}: changed in the station file.", site.office, site.station),
    );
    let kinds: Vec<_> = station.products.kinds().map(|kind| kind.to_string()).collect();
    let layouts = say(kinds.join(", "), kinds.join(", "));
    let reader = web.shift.desk.is_some();
    let (people, loaded) = {
        let writer = station.ledger.lock();
        let stock = &writer.books().stock;
        let loaded: i64 = station.products.kinds().map(|kind| stock.line(kind).hoppers).sum();
        (writer.books().staff.people.len(), loaded)
    };
    let body = html! {
        h1 { (view.words(t::FIRST_START)) }
        p { (view.words(t::STEPS_WHY)) }
        ol.steps {
            (step(view, t::STEP_PEOPLE, people > 0, &t::people(people)))
            (step(view, t::STEP_OFFICE, true, &office))
            @for (lane, (reading, wrong)) in web.shift.look() {
                (machine(view, &lane, &reading, wrong.as_ref()))
            }
            (step(view, t::STEP_READER, reader, &t::desk(reader)))
            (step(view, t::STEP_LAYOUT, !kinds.is_empty(), &layouts))
            (step(view, t::STEP_BLANKS, loaded > 0, &t::loaded(loaded)))
            li {
                h2 { (view.words(t::STEP_CARD)) }
                p { (view.words(t::STEP_CARD_WHY)) }
                a.button.main href="/loket" { (view.words(t::TO_COUNTER)) }
            }
        }
    };
    view.page(t::FIRST_START, body)
}

fn machine(view: &View, lane: &LaneName, reading: &Reading, wrong: Option<&Cause>) -> Markup {
    let told = match (wrong, &reading.seen) {
        (Some(cause), _) => failure::cause(cause).say,
        (None, _) if reading.busy => t::at_work(),
        (None, Some(seen)) => t::readiness(&seen.readiness),
        (None, None) => t::not_seen(),
    };
    html! {
        li class=(if wrong.is_none() { "ready" } else { "wrong" }) {
            h2 { (mark(wrong.is_none())) (view.words(t::STEP_PRINTER)) " " (lane) }
            p { (view.told_here(&told)) }
        }
    }
}

fn step(view: &View, title: Words, good: bool, told: &Say) -> Markup {
    html! {
        li class=(if good { "ready" } else { "wrong" }) {
            h2 { (mark(good)) (view.words(title)) }
            p { (view.told_here(told)) }
        }
    }
}

fn mark(good: bool) -> &'static str {
    if good { "✓ " } else { "✗ " }
}
