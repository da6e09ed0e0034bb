//! Every printer, reader, ribbon, certificate, the source, the disk and the clock: what is wrong,
//! and what to do. A lane that somebody has helped goes on from here.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::Told;
use crate::control::Request;
use crate::control::checkup::Check;
use crate::journal::{Cause, LaneName};
use crate::station::Reading;
use crate::station::night::Doing;
use crate::text::web as t;
use crate::text::{failure, night};
use crate::web::guard::Asked;
use crate::web::routes::MACHINES;
use crate::web::view::View;
use crate::web::{Web, fault};

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    page(&web, asked, StatusCode::OK, None).await
}

async fn page(web: &Arc<Web>, asked: Asked, status: StatusCode, told: Option<Told>) -> Response {
    let view = asked.view;
    let drawn = web.blocking(move |web| {
        let doubted = web.shift.station.ledger.lock().books().clock.doubted.is_some();
        let helps = view.person.as_ref().is_some_and(|person| MACHINES.contains(&person.role));
        let doing = web.shift.night.lanes();
        let body = html! {
            h1 { (view.words(t::DEVICES)) }
            (view.told(told.as_ref()))
            @if doubted { (clock(&view, helps)) }
            div.cards {
                @for (lane, (reading, wrong)) in web.shift.look() {
                    (machine(&view, (&lane, doing.get(&lane)), (&reading, wrong.as_ref()), helps))
                }
            }
            section {
                h2 { (view.words(t::CHECKED_NOW)) }
                (list(&view, &(web.checkup)()))
                p { a.button href="/perangkat" { (view.words(t::LOOK_AGAIN)) } }
            }
        };
        view.page_with(status, t::DEVICES, body)
    });
    super::drawn(drawn.await)
}

fn machine(
    view: &View,
    (lane, doing): (&LaneName, Option<&Doing>),
    (reading, wrong): (&Reading, Option<&Cause>),
    helps: bool,
) -> Markup {
    let stopped = matches!(doing, Some(Doing::Stopped { .. }));
    let mood = if wrong.is_some() || stopped { "wrong" } else { "ready" };
    html! {
        section class={ "machine " (mood) } {
            h2 { (view.words(t::STEP_PRINTER)) " " (lane) }
            @if let Some(doing) = doing { p { (view.told_here(&night::doing(doing))) } }
            @if let Some(cause) = wrong {
                @let told = failure::cause(cause);
                p { strong { (told.code) } " " (view.told_here(&told.say)) }
            }
            @if let Some(seen) = &reading.seen {
                @let say = t::readiness(&seen.readiness);
                p { (view.say(&say)) " · " (view.clock(seen.at)) }
            }
            @if stopped && helps {
                form method="post" novalidate action={ "/perangkat/" (lane) } {
                    (view.csrf())
                    button.main { (view.words(t::RELEASE)) }
                }
            }
        }
    }
}

fn clock(view: &View, helps: bool) -> Markup {
    html! {
        div.told.bad role="alert" {
            p { (view.words(t::CLOCK_DOUBTED)) }
            @if helps {
                form method="post" novalidate action="/perangkat/jam" {
                    (view.csrf())
                    button { (view.words(t::CLOCK_RIGHT)) }
                }
            }
        }
    }
}

fn list(view: &View, checks: &[Check]) -> Markup {
    let both = |id: &str, en: &str| crate::text::say(id, en);
    html! {
        ul.checks {
            @for check in checks {
                li class=(mood(check)) {
                    strong { (mark(check)) " " (view.say(&both(&check.what, &check.what_en))) }
                    div {
                        p { (view.told_here(&both(&check.found, &check.found_en))) }
                        @if let (Some(id), Some(en)) = (&check.remedy_id, &check.remedy_en) {
                            p.remedy { "→ " (view.told_here(&both(id, en))) }
                        }
                    }
                }
            }
        }
    }
}

fn mood(check: &Check) -> &'static str {
    match (check.ok, &check.remedy_id) {
        (true, None) => "ready",
        (true, Some(_)) => "busy",
        (false, _) => "wrong",
    }
}

fn mark(check: &Check) -> &'static str {
    match (check.ok, &check.remedy_id) {
        (true, None) => "✓",
        (true, Some(_)) => "!",
        (false, _) => "✗",
    }
}

pub async fn release(
    State(web): State<Arc<Web>>,
    Path(lane): Path<String>,
    asked: Asked,
) -> Response {
    match LaneName::new(&lane) {
        Ok(lane) => order(&web, asked, Request::ReleaseLane { lane }).await,
        Err(_) => {
            let told = Told::Bad(fault::wrong_field("jalur"));
            page(&web, asked, StatusCode::CONFLICT, Some(told)).await
        }
    }
}

pub async fn confirm_clock(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    order(&web, asked, Request::ConfirmClock {}).await
}

async fn order(web: &Arc<Web>, asked: Asked, request: Request) -> Response {
    let Some((_, person)) = asked.person() else { return Redirect::to("/masuk").into_response() };
    match web.perform(person, request).await {
        Some(Ok(_)) => Redirect::to("/perangkat").into_response(),
        Some(Err(short)) => page(web, asked, StatusCode::CONFLICT, Some(Told::of(short))).await,
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
