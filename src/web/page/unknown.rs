//! Cards that were lost sight of, each with what happened, where to look, and what people found.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Told, panel};
use crate::control::{Done, Failed, Request};
use crate::job::{Job, Stage};
use crate::journal::{Entry, JobId};
use crate::station::{Settled, Whereabouts};
use crate::text::web as t;
use crate::text::{journal, say, unknown as words};
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::{Web, fault};

/// Last entries that tell how it came to this.
const EVIDENCE: usize = 6;

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
        let cards = web.unknown_cards().unwrap_or_default();
        let body = html! {
            h1 { (view.words(t::UNKNOWN_CARDS)) }
            (view.told(told.as_ref()))
            (panel::beside(web, &view, html! {
                @if cards.is_empty() { section { p { (view.words(t::NO_UNKNOWN)) } } }
                @for (job, life) in &cards { (card(&view, job, life)) }
            }))
        };
        view.page_with(status, t::UNKNOWN_CARDS, body)
    });
    super::drawn(drawn.await)
}

fn card(view: &View, job: &Job, life: &[Entry]) -> Markup {
    let Stage::Unknown { act, cause, may_be_printed, missed_by, .. } = &job.stage else {
        return html! {};
    };
    let told = words::unknown(*act, cause, job.blank.as_ref(), missed_by.is_some());
    let from = life.len().saturating_sub(EVIDENCE);
    html! {
        section {
            h2 { (job.id) @if let Some(lane) = &job.lane { " · " (lane) } }
            p { (view.told_here(&told)) }
            dl {
                dt { (view.words(t::SINCE)) } dd { (view.time(job.since)) }
                @if let Some(blank) = &job.blank { dt { "UID" } dd { code { (blank) } } }
                dt { (view.words(t::MAY_BE_PRINTED)) }
                dd { (view.words(if *may_be_printed { t::YES } else { t::NO })) }
                @if let Some(name) = missed_by {
                    dt { (view.words(t::MISSED_BY)) } dd { (name) }
                }
            }
            details {
                summary { (view.words(t::WHAT_HAPPENED)) }
                ol.life {
                    @for entry in &life[from..] {
                        li { time { (view.clock(entry.at)) } " "
                            (view.say(&journal::event(&entry.event))) }
                    }
                }
            }
            (settle_form(view, job))
        }
    }
}

fn settle_form(view: &View, job: &Job) -> Markup {
    let found = [
        ("keluaran", t::FOUND_OUTPUT),
        ("tolak", t::FOUND_REJECT),
        ("utuh", t::FOUND_UNUSED),
        ("tidak_ada", t::FOUND_NOWHERE),
    ];
    html! {
        form method="post" novalidate action={ "/tak-pasti/" (job.id) } {
            (view.csrf())
            fieldset {
                legend { (view.words(t::WHERE_FOUND)) }
                @for (value, words) in found {
                    label.tick {
                        input type="radio" name="ditemukan" value=(value) required;
                        (view.words(words))
                    }
                }
            }
            label.tick {
                input type="checkbox" name="tempel" value="ya";
                (view.words(t::LIES_ON_READER))
            }
            button.main { (view.words(t::BOOK)) }
        }
    }
}

pub async fn settle(
    State(web): State<Arc<Web>>,
    Path(job): Path<String>,
    asked: Asked,
) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let request = match order(&asked, &job) {
        Ok(request) => request,
        Err(failed) => return refuse(&web, asked, Told::Bad(failed)).await,
    };
    match web.perform(person, request).await {
        Some(Ok(Done::Settled(settled))) => {
            let told = match settled {
                Settled::Booked(found) => {
                    let found = words::found(found);
                    say(
                        format!("Kartu {job} {}.", found.id),
                        format!("Card of {job} {}.", found.en),
                    )
                }
                Settled::SecondPersonNeeded => t::second_must_look(),
            };
            web.sessions.desk(seat, |desk| desk.told = Some(Told::Good(told)));
            Redirect::to("/tak-pasti").into_response()
        }
        Some(Err(short)) => refuse(&web, asked, Told::of(short)).await,
        Some(Ok(_)) | None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn order(asked: &Asked, job: &str) -> Result<Request, Failed> {
    let job = JobId::new(job).map_err(|_| fault::wrong_field("kartu"))?;
    let found = match asked.fields.text("ditemukan") {
        "keluaran" => Whereabouts::Output,
        "tolak" => Whereabouts::Reject,
        "utuh" => Whereabouts::Unused,
        "tidak_ada" => Whereabouts::Nowhere,
        _ => return Err(fault::wrong_field("ditemukan")),
    };
    Ok(Request::SettleUnknown { job, found, tap: asked.fields.ticked("tempel") })
}

async fn refuse(web: &Arc<Web>, asked: Asked, told: Told) -> Response {
    page(web, asked, StatusCode::CONFLICT, Some(told)).await
}
