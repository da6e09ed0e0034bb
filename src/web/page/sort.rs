//! The sorting desk after a batch: tap a card, see whose it should be and which pile it goes to,
//! say good or spoiled.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Told, panel};
use crate::control::counter::{CardDone, CardName, DeskDone, DeskOrder};
use crate::control::{Done, Failed, Request};
use crate::journal::{Purpose, SpoilReason, Verdict};
use crate::text::web as t;
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::{Web, fault};

/// The card that was tapped last.
#[derive(Debug)]
pub struct Sorted(CardDone);

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    page(&web, asked, StatusCode::OK, None).await
}

async fn page(web: &Arc<Web>, asked: Asked, status: StatusCode, told: Option<Told>) -> Response {
    let view = asked.view;
    let drawn = web.blocking(move |web| {
        let card = view.seat.as_ref().map(|seat| {
            web.sessions.desk(seat, |desk| {
                html! { @if let Some(Sorted(card)) = &desk.sorted { (pile(&view, card)) } }
            })
        });
        let body = html! {
            h1 { (view.words(t::SORTING)) }
            (view.told(told.as_ref()))
            (panel::beside(web, &view, html! {
                section { (buttons(&view)) }
                @if let Some(card) = card { (card) }
            }))
        };
        view.page_with(status, t::SORTING, body)
    });
    super::drawn(drawn.await)
}

fn buttons(view: &View) -> Markup {
    html! {
        form.verdict method="post" novalidate action="/sortir/tempel" {
            (view.csrf())
            p { (view.words(t::TAP_TO_SORT)) }
            div.row {
                button.main.good name="putusan" value="baik" accesskey="b" autofocus {
                    (view.words(t::TAPPED_GOOD))
                }
                button name="putusan" value="lihat" accesskey="l" { (view.words(t::TAPPED_LOOK)) }
            }
            details {
                summary { (view.words(t::IS_SPOILED)) }
                (spoil_reasons(view))
                button.bad name="putusan" value="rusak" { (view.words(t::SAY_SPOILED)) }
            }
        }
    }
}

/// The words of the law for what is wrong with a card.
pub fn spoil_reasons(view: &View) -> Markup {
    view.field(
        t::WHY_SPOILED,
        "sebab",
        html! {
            select #sebab name="sebab" {
                @for reason in SpoilReason::OF_A_CARD {
                    option value=(reason.as_str()) { (view.say(&t::spoil(reason))) }
                }
            }
        },
    )
}

fn pile(view: &View, card: &CardDone) -> Markup {
    html! {
        section.pile aria-live="polite" {
            p.where {
                @if card.stage == "spoiled" { (view.words(t::PILE_SPOILED)) }
                @else { (view.words(t::PILE)) " " strong { (card.kecamatan) } }
            }
            (whose(view, card))
        }
    }
}

/// Whose a card is; the NIK is masked.
pub fn whose(view: &View, card: &CardDone) -> Markup {
    html! {
        h2 { (card.nama) }
        dl {
            dt { "NIK" } dd { (card.nik) }
            dt { (view.words(t::ADDRESS)) } dd { (card.alamat) }
            dt { "Kel/Desa" } dd { (card.kel_desa) }
            dt { "Kecamatan" } dd { (card.kecamatan) }
            dt { "Register" } dd { (card.register) }
            dt { "UID" } dd { code { (card.uid) } }
            dt { (view.words(t::STATE)) } dd { (view.say(&t::stage(&card.stage))) }
        }
    }
}

pub async fn tap(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let order = match order(&asked) {
        Ok(order) => order,
        Err(failed) => return refuse(&web, asked, Told::Bad(failed)).await,
    };
    match web.perform(person, Request::Desk { order }).await {
        Some(Ok(Done::Desk(done))) => {
            if let DeskDone::Card(card) = *done {
                web.sessions.desk(seat, |desk| desk.sorted = Some(Sorted(card)));
            }
            Redirect::to("/sortir").into_response()
        }
        Some(Err(short)) => {
            web.sessions.desk(seat, |desk| desk.sorted = None);
            refuse(&web, asked, Told::of(short)).await
        }
        Some(Ok(_)) | None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn refuse(web: &Arc<Web>, asked: Asked, told: Told) -> Response {
    page(web, asked, StatusCode::CONFLICT, Some(told)).await
}

fn order(asked: &Asked) -> Result<DeskOrder, Failed> {
    let sort = |verdict| DeskOrder::Sort { verdict };
    Ok(match asked.fields.text("putusan") {
        "lihat" => DeskOrder::Look { card: CardName::Tap, purpose: Purpose::Pemeriksaan },
        "baik" => sort(Verdict::Good),
        "rusak" => {
            let reason = asked.fields.text("sebab");
            let known = SpoilReason::OF_A_CARD.into_iter().find(|one| one.as_str() == reason);
            sort(Verdict::Spoiled(known.ok_or_else(|| fault::wrong_field("sebab"))?))
        }
        _ => return Err(fault::wrong_field("putusan")),
    })
}
