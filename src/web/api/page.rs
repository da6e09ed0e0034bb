//! The document, and a plain page that shows the same table to people.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::openapi::{DOCUMENT, roles};
use super::table::{Command, commands};
use crate::text::{api as t, codes};
use crate::web::Web;
use crate::web::guard::Asked;
use crate::web::routes::Who;

pub const DOCUMENT_PATH: &str = "/api/openapi.json";

pub async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

pub async fn show(State(_): State<Arc<Web>>, asked: Asked) -> Response {
    let view = asked.view;
    let who = |command: &Command| match command.route.who {
        Who::Anybody => view.words(t::ANYBODY).to_owned(),
        Who::SignedIn | Who::Live(_) => view.words(t::SIGNED_IN).to_owned(),
        who => roles(who).join(", ").replace('_', " "),
    };
    let body = html! {
        h1 { (view.words(t::TITLE)) }
        p { (view.told_in(t::ABOUT)) }
        p { a.button href=(DOCUMENT_PATH) { (view.words(t::DOCUMENT)) } }
        table.list {
            tr {
                th scope="col" { (view.words(t::COMMAND)) }
                th scope="col" { (view.words(t::WHAT)) }
                th scope="col" { (view.words(t::WHO)) }
            }
            @for command in commands() {
                tr {
                    td { code { (command.route.method.as_str()) " " (command.route.path) } }
                    td { (view.words(command.says)) }
                    td { (who(&command)) }
                }
            }
        }
    };
    view.page(t::TITLE, body).into_response()
}

/// Where the `type` of a problem leads: what a code is about.
pub async fn code(asked: Asked) -> Response {
    let view = asked.view;
    // As it came: a code has nothing in it that an address would write otherwise.
    let code = view.path.rsplit('/').next().unwrap_or_default();
    let Some(family) = codes::of(code) else {
        return super::problem::Problem::refused(t::Refused::NoSuchPath).response(view.lang);
    };
    let body = html! {
        section.narrow {
            h1 { (code) }
            p { strong { (view.words(family.about)) } }
            p { (view.words(family.remedy)) }
            p { (view.told_in(t::CODE_SENTENCE)) }
            p { a.button href="/api" { (view.words(t::TITLE)) } }
        }
    };
    view.page(t::CODE, body).into_response()
}
