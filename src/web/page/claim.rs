//! What somebody leaves with: the *tanda pengambilan* if their record is ready, the *Surat
//! Keterangan Perekaman* if it isn't and the office gives them. Shown to be printed, once.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

use super::{Told, counter};
use crate::control::counter::{DeskDone, DeskOrder, StatusDone, Wanted};
use crate::control::{Done, Request};
use crate::journal::Series;
use crate::record::Reason;
use crate::text::web as t;
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::{Web, fault};

/// Modules of white around a QR, by its standard.
const QUIET: usize = 4;

pub fn form(view: &View, looked: &counter::Looked, receipt: bool) -> Markup {
    html! {
        form.claim method="post" novalidate action="/loket/bukti" {
            (view.csrf())
            (looked.field())
            @if receipt {
                input type="hidden" name="jenis" value="tanda";
                (view.field(t::REASON, "alasan-bukti", html! {
                    select #alasan-bukti name="alasan" {
                        @for reason in Reason::ALL {
                            option value=(reason.as_str()) { (view.words(t::reason(reason))) }
                        }
                    }
                }))
                button accesskey="t" { (view.words(t::GIVE_RECEIPT)) }
            } @else {
                input type="hidden" name="jenis" value="suket";
                button accesskey="t" { (view.words(t::GIVE_SUKET)) }
            }
        }
    }
}

pub async fn give(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let known = web.sessions.desk(seat, |desk| desk.counter.as_ref()?.named(&asked.fields));
    let Some((nik, _)) = known else {
        return counter::refused(&web, asked, Told::Bad(fault::nobody_at_counter())).await;
    };
    let wanted = match asked.fields.text("jenis") {
        "tanda" => asked.fields.parse("alasan").map(Wanted::Receipt),
        "suket" => Ok(Wanted::Suket),
        _ => Err(fault::wrong_field("jenis")),
    };
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(failed) => return counter::refused(&web, asked, Told::Bad(failed)).await,
    };
    let order = DeskOrder::Status { nik, wanted, instead_of: None };
    match web.perform(person, Request::Desk { order }).await {
        Some(Ok(Done::Desk(done))) => {
            if let DeskDone::Status(status) = *done {
                web.sessions.desk(seat, |desk| desk.claim = Some(status));
            }
            Redirect::to("/loket").into_response()
        }
        Some(Err(short)) => counter::refused(&web, asked, Told::of(short)).await,
        Some(Ok(_)) | None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// For the printer at the desk, and for a telephone's camera.
pub fn given(view: &View, status: &StatusDone) -> Markup {
    let (title, number) = match (&status.receipt, &status.suket) {
        (Some(number), _) => (t::RECEIPT, Series::Receipt.shown(number)),
        (None, Some(number)) => (t::SUKET, Series::Suket.shown(number)),
        (None, None) => return html! {},
    };
    html! {
        section.proof {
            h2 { (view.words(title)) " " (number) }
            p { (view.site.office) " · " (view.site.station) " · " (status.nik) }
            @if let Some(date) = &status.expected {
                p { (view.words(t::EXPECTED)) " " strong { (view.day(date)) } }
            }
            @if let Some(text) = &status.qr { (qr(text)) }
            div.row { button type="button" data-print="" { (view.words(t::PRINT_PROOF)) } }
        }
    }
}

fn qr(text: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return html! {} };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, c)| *c == Color::Dark);
    let path: String = dark
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET))
        .collect();
    let side = width + 2 * QUIET;
    html! {
        svg.qr viewBox={ "0 0 " (side) " " (side) } role="img" aria-label="QR" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}
