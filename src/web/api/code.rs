//! What the `type` of a problem leads to: a page about its code, in both languages.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::problem::Problem;
use crate::text::api::{self as t, Refused};
use crate::text::code;
use crate::web::guard::Asked;

/// Before a code, and in the table of routes.
pub const PATH: &str = "/api/kode/";

pub async fn show(Path(code): Path<String>, asked: Asked) -> Response {
    let view = asked.view;
    let Some(family) = code::family(&code) else {
        return Problem::refused(Refused::NoSuchPath).response(view.lang);
    };
    let body = html! {
        section.narrow {
            h1 { (code) }
            @for (lang, family, about) in [
                ("id", family.id, t::CODE_ABOUT.id),
                ("en", family.en, t::CODE_ABOUT.en),
            ] {
                div lang=(lang) {
                    p { strong { (family) } }
                    p { (about) }
                }
            }
            p { a.button href="/api" { (view.words(t::TITLE)) } }
        }
    };
    view.page_with(StatusCode::OK, t::CODE, body).into_response()
}
