//! What waits for a second person. They agree under their own sign-in, on their own screen or at
//! this one with name and PIN.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Told, panel};
use crate::control::{Asked as Kept, Done, Request, Short, describe, failed};
use crate::journal::ApprovalId;
use crate::station::{Person, Pin};
use crate::store::ApprovalRow;
use crate::text::web as t;
use crate::text::{Say, say};
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::work::Begun;
use crate::web::{Web, fault};

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    page(&web, asked, StatusCode::OK, None).await
}

async fn page(web: &Arc<Web>, asked: Asked, status: StatusCode, told: Option<Told>) -> Response {
    let view = asked.view;
    let drawn = web.blocking(move |web| {
        let told = told.or_else(|| {
            let seat = view.seat.as_ref()?;
            web.sessions.desk(seat, |desk| desk.told.take())
        });
        let open = waiting(web);
        let body = html! {
            h1 { (view.words(t::APPROVALS)) }
            (view.told(told.as_ref()))
            (panel::beside(web, &view, html! {
                @if open.is_empty() { section { p { (view.words(t::NO_APPROVALS)) } } }
                @for (row, sentence) in &open { (one(&view, row, sentence)) }
            }))
        };
        view.page_with(status, t::APPROVALS, body)
    });
    super::drawn(drawn.await)
}

/// Each with what it would do.
fn waiting(web: &Web) -> Vec<(ApprovalRow, Say)> {
    let station = &web.shift.station;
    let rows = station.ledger.lock().reader().and_then(|reader| reader.approvals());
    let open = rows.unwrap_or_default().into_iter().filter(|row| row.state == "asked");
    let sentence = |row: &ApprovalRow| {
        let opened = station.open_approval(&row.id).ok()?;
        let Kept { request, seen } = Kept::read(&opened.request)?;
        let does = describe(&request);
        Some(match seen {
            Some(seen) => {
                say(format!("{} {}", does.id, seen.id), format!("{} {}", does.en, seen.en))
            }
            None => does,
        })
    };
    open.filter_map(|row| sentence(&row).map(|said| (row, said))).collect()
}

fn one(view: &View, row: &ApprovalRow, sentence: &Say) -> Markup {
    let mine = view.person.as_ref().is_some_and(|person| person.name.as_str() == row.asked_by);
    html! {
        section {
            h2 { (row.id) " · " (row.asked_by) }
            p { (view.say(sentence)) }
            form method="post" novalidate action={ "/persetujuan/" (row.id) } autocomplete="off" {
                (view.csrf())
                @if mine {
                    p { (view.words(t::SECOND_SIGNS_HERE)) }
                    div.columns {
                        (view.field(t::NAME, "nama2", html! {
                            input #nama2 name="nama2" autocapitalize="none" maxlength="64"
                                spellcheck="false";
                        }))
                        (view.field(t::PIN, "pin2", html! {
                            input #pin2 name="pin2" type="password" inputmode="numeric"
                                maxlength="12";
                        }))
                    }
                }
                div.row {
                    button.main name="kata" value="setuju" { (view.words(t::AGREE)) }
                    button.bad name="kata" value="tolak" {
                        (view.words(if mine { t::TAKE_BACK } else { t::DECLINE }))
                    }
                }
            }
        }
    }
}

pub async fn answer(State(web): State<Arc<Web>>, Path(id): Path<String>, asked: Asked) -> Response {
    let Some((seat, first)) = asked.person() else { return Redirect::to("/masuk").into_response() };
    let Ok(approval) = ApprovalId::new(&id.to_ascii_uppercase()) else {
        return refuse(&web, asked, Told::Bad(fault::wrong_field("persetujuan"))).await;
    };
    let (request, person) = match asked.fields.text("kata") {
        "tolak" => (Request::Decline { approval }, first.clone()),
        "setuju" => match second(&web, &asked, first).await {
            Ok(second) => (Request::Approve { approval }, second),
            Err(told) => return refuse(&web, asked, told).await,
        },
        _ => return refuse(&web, asked, Told::Bad(fault::wrong_field("kata"))).await,
    };
    match web.begin(&person, request).await {
        Some(Begun::Card(job) | Begun::Done(Done::Printed { job, .. })) => {
            Redirect::to(&format!("/kartu/{job}")).into_response()
        }
        Some(Begun::Done(_)) => {
            web.sessions.desk(seat, |desk| desk.told = Some(Told::Good(t::booked())));
            Redirect::to("/persetujuan").into_response()
        }
        Some(Begun::Short(short)) => refuse(&web, asked, Told::of(short)).await,
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Whoever signs at this screen, or whoever it belongs to.
async fn second(web: &Arc<Web>, asked: &Asked, first: &Person) -> Result<Person, Told> {
    let Some(name) = asked.fields.maybe("nama2").map(str::to_owned) else {
        return Ok(first.clone());
    };
    if asked.peer.is_some_and(|peer| !web.sessions.may_try(peer)) {
        return Err(Told::Bad(fault::too_many_tries()));
    }
    let pin = Pin::new(asked.fields.text("pin2"));
    let signed = web.blocking(move |web| web.shift.station.sign_in("browser", &name, &pin)).await;
    match signed {
        Some(Ok(person)) => Ok(person),
        Some(Err(error)) => Err(Told::of(Short::Failed(failed(error)))),
        None => Err(Told::Bad(fault::odd())),
    }
}

async fn refuse(web: &Arc<Web>, asked: Asked, told: Told) -> Response {
    page(web, asked, StatusCode::CONFLICT, Some(told)).await
}
