//! The order to print a card for whoever is at the counter: reason, papers, what becomes of an
//! old card, and that the data was confirmed with the person.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Told, counter};
use crate::control::counter::{ClaimSaid, DeskOrder};
use crate::control::{Done, Failed, Request};
use crate::journal::{Document, OldCardFate, Priority, Series};
use crate::record::{Nik, Paper, Reason};
use crate::text::web as t;
use crate::web::fields::Fields;
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::work::Begun;
use crate::web::{Web, fault};

pub fn form(view: &View, looked: &counter::Looked, reprint: bool) -> Markup {
    html! {
        form.order method="post" novalidate action="/loket/cetak" {
            (view.csrf())
            (looked.field())
            div.columns {
                (view.field(t::REASON, "alasan", html! {
                    select #alasan name="alasan" {
                        @for reason in reasons(reprint) {
                            option value=(reason.as_str()) { (view.words(t::reason(reason))) }
                        }
                    }
                }))
                (view.field(t::PRIORITY, "prioritas", html! {
                    select #prioritas name="prioritas" {
                        option value="" { (view.words(t::NO_PRIORITY)) }
                        @for priority in Priority::ALL {
                            option value=(priority.as_str()) {
                            (view.words(t::priority(*priority)))
                        }
                        }
                    }
                }))
            }
            fieldset {
                legend { (view.words(t::PAPERS_SEEN)) }
                @for paper in Paper::ALL {
                    label.tick {
                        input type="checkbox" name="berkas" value=(paper.as_str());
                        (view.words(t::paper(paper)))
                    }
                }
            }
            @if reprint { (old_card(view)) }
            label.tick.must {
                input type="checkbox" name="cocok" value="ya" required accesskey="d";
                (view.words(t::CONFIRMED))
            }
            button.main accesskey="p" {
                @if reprint { (view.words(t::ASK_REPRINT)) } @else { (view.words(t::PRINT)) }
            }
        }
    }
}

/// Those that can be the reason of this card.
fn reasons(reprint: bool) -> impl Iterator<Item = Reason> {
    Reason::ALL.into_iter().filter(move |reason| !reprint || reason.replaces_a_card())
}

fn old_card(view: &View) -> Markup {
    let fates =
        [("ditarik", t::OLD_WITHDRAWN), ("hilang", t::OLD_LOST), ("tidak_ada", t::OLD_NONE)];
    html! {
        fieldset.fate {
            legend { (view.words(t::OLD_CARD)) }
            @for (value, words) in fates {
                label.tick {
                    input type="radio" name="kartu_lama" value=(value) required;
                    (view.words(words))
                }
            }
            div.letter {
                (view.field(t::LETTER, "surat", html! {
                    input #surat name="surat" maxlength="64";
                }))
                (view.field(t::LETTER_DATE, "tanggal", html! {
                    input #tanggal name="tanggal" type="date";
                }))
            }
        }
    }
}

pub async fn print(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let known = web.sessions.desk(seat, |desk| desk.counter.as_ref()?.named(&asked.fields));
    let Some(known) = known else {
        return counter::refused(&web, asked, Told::Bad(fault::nobody_at_counter())).await;
    };
    let request = match read(&asked.fields, known) {
        Ok(request) => request,
        Err(failed) => return counter::refused(&web, asked, Told::Bad(failed)).await,
    };
    match web.begin(person, request).await {
        Some(Begun::Card(job) | Begun::Done(Done::Printed { job, .. })) => {
            Redirect::to(&format!("/kartu/{job}")).into_response()
        }
        Some(Begun::Short(short)) => counter::refused(&web, asked, Told::of(short)).await,
        Some(Begun::Done(_)) | None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn read(fields: &Fields, (nik, claim): (Nik, Option<String>)) -> Result<Request, Failed> {
    if !fields.ticked("cocok") {
        return Err(fault::not_confirmed());
    }
    let reason: Reason = fields.parse("alasan")?;
    let papers = fields.parse_all::<Paper>("berkas")?;
    let priority: Option<Priority> = fields.maybe_parse("prioritas")?;
    let old_card = match fields.text("kartu_lama") {
        "" => None,
        "ditarik" => Some(OldCardFate::Withdrawn {}),
        "tidak_ada" => Some(OldCardFate::None {}),
        "hilang" => {
            let (number, dated) = (fields.text("surat").to_owned(), fields.parse("tanggal")?);
            Some(OldCardFate::Lost { letter: Document { number, dated } })
        }
        _ => return Err(fault::wrong_field("kartu_lama")),
    };
    let lane = None;
    Ok(match claim {
        Some(text) => {
            let claim = ClaimSaid { series: Series::Receipt, text };
            let order = DeskOrder::PrintClaim { claim, reason, papers, lane, priority, old_card };
            Request::Desk { order }
        }
        None => Request::Print { nik, reason, papers, lane, priority, old_card },
    })
}
