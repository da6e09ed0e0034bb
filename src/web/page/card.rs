//! One card while it is made: what happened to it, step by step with its time, as the journal
//! has it; and, once it lies at the output, whether it is good.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::sort::spoil_reasons;
use super::{Told, counter, panel};
use crate::control::{Done, Request};
use crate::job::{Job, Stage};
use crate::journal::{ActName, BlankName, Entry, Event, JobId, SpoilReason, Verdict};
use crate::text::web as t;
use crate::text::{Words, journal, say};
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::{Web, fault};

pub async fn show(State(web): State<Arc<Web>>, Path(job): Path<String>, asked: Asked) -> Response {
    page(&web, &job, asked, None).await
}

async fn page(web: &Arc<Web>, job: &str, asked: Asked, refused: Option<Told>) -> Response {
    let view = asked.view;
    let known = JobId::new(job).ok().filter(|job| web.card(job).is_ok_and(|card| card.is_some()));
    let Some(job) = known else {
        return super::refused(&view, StatusCode::NOT_FOUND, t::NO_SUCH_CARD);
    };
    let status = if refused.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = web.blocking(move |web| {
        let told = match (refused, &view.seat) {
            (Some(refused), _) => Some(refused),
            (None, Some(seat)) => web.sessions.desk(seat, |desk| desk.told.take()),
            (None, None) => None,
        };
        view.page_with(
            status,
            t::CARD,
            html! {
                (view.told(told.as_ref()))
                div.two {
                    div data-live="kartu" data-from={ "/kartu/" (job) "/hidup" } {
                        (draw(web, &view, &job))
                    }
                    aside #panel data-live="panel" { (panel::draw(web, &view)) }
                }
            },
        )
    });
    match drawn.await {
        Some(page) => page.into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Drawn again at each of its entries.
pub fn draw(web: &Web, view: &View, id: &JobId) -> Markup {
    let Ok(Some((job, life))) = web.card(id) else {
        return html! { p { (view.words(t::NO_SUCH_CARD)) } };
    };
    let name = view.seat.as_ref().and_then(|seat| {
        web.sessions.desk(seat, |desk| desk.counter.as_ref().and_then(|at| at.name_if(&job)))
    });
    html! {
        h1 { (view.words(t::CARD)) " " (job.id) @if let Some(name) = &name { " · " (name) } }
        (bar(view, &job, &life))
        @if let Some(failed) = web.work.end_of(id) { (view.failed(&failed)) }
        // What the card in hand has to look like.
        @let faces = name.is_some() && job.stage == Stage::Printed;
        div .held[faces] {
            div { (verdict(view, &job, web.shift.desk.is_some())) }
            @if faces { (counter::faces(view)) }
            ol.life {
                @for entry in &life { (step(view, entry)) }
            }
        }
    }
}

/// The five things that are done to every card.
fn bar(view: &View, job: &Job, life: &[Entry]) -> Markup {
    let at = |done: fn(&Event) -> bool| {
        let found = life.iter().rev().find(|entry| done(&entry.event));
        // A blank that was lost has its own steps; those of the next one count.
        let lost = life.iter().rposition(|e| matches!(e.event, Event::RejectFinished { .. }));
        found.filter(|found| lost.is_none_or(|lost| found.seq > life[lost].seq)).map(|e| e.at)
    };
    let now = job.stage.open_act();
    let steps: [(Words, Option<ActName>, Option<jiff::Timestamp>); 5] = [
        (
            t::STEP_PREPARED,
            None,
            at(|e| matches!(e, Event::CardPrepared(_))).or_else(|| {
                life.iter().find(|e| matches!(e.event, Event::CardPrepared(_))).map(|e| e.at)
            }),
        ),
        (t::STEP_FED, Some(ActName::Feed), at(|e| matches!(e, Event::FeedFinished { .. }))),
        (t::STEP_WRITTEN, Some(ActName::Encode), at(|e| matches!(e, Event::EncodeFinished {}))),
        (t::STEP_PRINTED, Some(ActName::Print), at(|e| matches!(e, Event::PrintFinished { .. }))),
        (t::STEP_LOOKED, None, at(|e| matches!(e, Event::CardInspected { .. }))),
    ];
    html! {
        ol.bar {
            @for (words, act, done) in steps {
                @let busy = act.is_some() && act == now;
                li class=(if done.is_some() { "done" } else if busy { "busy" } else { "wait" }) {
                    span { (view.words(words)) }
                    span.when {
                        @match done {
                            Some(at) => { "✓ " (view.clock(at)) }
                            None if busy => { (view.words(t::BUSY)) }
                            None => { "·" }
                        }
                    }
                }
            }
        }
        @if let Some(BlankName::Uid(uid)) = &job.blank { p { "UID " code { (uid) } } }
    }
}

fn step(view: &View, entry: &Entry) -> Markup {
    let words = journal::event(&entry.event);
    html! {
        li { time { (view.clock(entry.at)) } " " (view.say(&words)) }
    }
}

/// What a person has to say of it now.
fn verdict(view: &View, job: &Job, has_desk: bool) -> Markup {
    let path = format!("/kartu/{}/periksa", job.id);
    match &job.stage {
        Stage::Printed => html! {
            form.verdict method="post" novalidate action=(path) {
                (view.csrf())
                p { (view.words(t::LOOK_AND_TAP)) }
                button.main.good name="putusan" value="baik" accesskey="b" autofocus {
                    (view.words(t::TAP_GOOD))
                }
                details {
                    summary { (view.words(t::IS_SPOILED)) }
                    (spoil_reasons(view))
                    div.row {
                        @if has_desk {
                            button.bad name="putusan" value="rusak" { (view.words(t::TAP_SPOILED)) }
                        }
                        button name="putusan" value="mati" { (view.words(t::SPOILED_UNTAPPED)) }
                    }
                }
            }
        },
        Stage::Ready => html! {
            div.told.good role="status" { (view.words(t::CARD_READY)) }
            form method="post" novalidate action="/loket/kosong" {
                (view.csrf())
                button.main autofocus accesskey="n" { (view.words(t::NEXT_PERSON)) }
            }
        },
        Stage::Unknown { act, cause, missed_by, .. } => {
            let told =
                crate::text::unknown::unknown(*act, cause, job.blank.as_ref(), missed_by.is_some());
            html! {
                div.told.bad role="alert" { (view.told_here(&told)) }
                p { a.button.main href="/tak-pasti" { (view.words(t::UNKNOWN_CARDS)) } }
            }
        }
        Stage::Ended(_) => html! {
            div.told.bad role="status" { (view.say(&t::stage(job.stage.word()))) }
            form method="post" novalidate action="/loket/kosong" {
                (view.csrf())
                button.main { (view.words(t::NEXT_PERSON)) }
            }
        },
        _ => html! {},
    }
}

/// Good or spoiled; a tap reads the chip whole.
pub async fn inspect(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    asked: Asked,
) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let verdict = match asked.fields.text("putusan") {
        "baik" => Ok(Verdict::Good),
        "rusak" | "mati" => {
            let reason = asked.fields.text("sebab");
            let known = SpoilReason::OF_A_CARD.into_iter().find(|one| one.as_str() == reason);
            known.map(Verdict::Spoiled).ok_or_else(|| fault::wrong_field("sebab"))
        }
        _ => Err(fault::wrong_field("putusan")),
    };
    let verdict = match verdict {
        Ok(verdict) => verdict,
        Err(failed) => return page(&web, &id, asked, Some(Told::Bad(failed))).await,
    };
    // A chip that does not answer can't be tapped: the card is named, before two.
    let uid = JobId::new(&id).ok().and_then(|job| match web.card(&job) {
        Ok(Some((job, _))) => job.blank.and_then(|blank| blank.uid().copied()),
        _ => None,
    });
    let tap = asked.fields.text("putusan") != "mati" && web.shift.desk.is_some();
    // Another card on the reader is found good by its own name; none is spoiled by mistake.
    let meant = if tap && verdict == Verdict::Good { None } else { uid };
    let request = Request::Inspect { verdict, tap, uid: meant };
    match web.perform(person, request).await {
        Some(Ok(Done::Inspected { job, .. })) => {
            // Faces are shown only while their card is being made.
            web.sessions.desk(seat, |desk| desk.counter = None);
            if job.as_str() != id {
                let other = say(
                    format!("Yang ditempel kartu {job}, bukan {id}; kartu {job} dicatat."),
                    format!("Card {job} was tapped, not {id}; card {job} is booked."),
                );
                web.sessions.desk(seat, |desk| desk.told = Some(Told::Good(other)));
            }
            Redirect::to(&format!("/kartu/{job}")).into_response()
        }
        Some(Err(short)) => page(&web, &id, asked, Some(Told::of(short))).await,
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
