//! Pages, one file each, and what several of them share: what lies on a person's desk between
//! two clicks, refusals, and the way back in.

pub mod card;
pub mod claim;
pub mod approval;
pub mod counter;
pub mod devices;
pub mod hand;
pub mod order;
pub mod panel;
pub mod sign_in;
pub mod sittings;
pub mod sort;
pub mod start;
pub mod unknown;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::Web;
use super::fields::Fields;
use super::guard::{Asked, LANGUAGE_COOKIE};
use super::routes::{Route, menu};
use super::view::{Page, View};
use crate::control::counter::StatusDone;
use crate::control::{Asks, Failed, Short};
use crate::text::web as t;
use crate::text::{Say, Words};

/// Between two clicks of one person: nothing of it stands in an address.
#[derive(Default)]
pub struct Desk {
    pub counter: Option<counter::Looked>,
    pub claim: Option<StatusDone>,
    pub hand: Option<hand::Hand>,
    pub sorted: Option<sort::Sorted>,
    pub told: Option<Told>,
}

/// Said once, on the next page.
#[derive(Debug, Clone)]
pub enum Told {
    Good(Say),
    Bad(Failed),
    /// It waits for a second person.
    Asked(Box<Asks>),
}

impl Told {
    pub fn of(short: Short) -> Self {
        match short {
            Short::Failed(failed) => Self::Bad(failed),
            Short::Asked(asks) => Self::Asked(asks),
        }
    }
}

impl View {
    pub fn told(&self, told: Option<&Told>) -> maud::Markup {
        match told {
            None => html! {},
            Some(Told::Good(say)) => self.good(say),
            Some(Told::Bad(failed)) => self.failed(failed),
            Some(Told::Asked(asks)) => html! {
                (self.failed(&asks.why))
                p { (self.words(t::MAY_AGREE)) " " (t::roles(asks.roles)) }
                p { a.button.main href="/persetujuan" {
                    (self.words(t::SECOND_PERSON_HERE)) " " (asks.approval)
                } }
            },
        }
    }
}

/// A page that was drawn on another thread.
fn drawn(page: Option<Page>) -> Response {
    match page {
        Some(page) => page.into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// To wherever this role works.
pub async fn front(asked: Asked) -> Response {
    let person = asked.view.person.as_ref();
    let first = person.and_then(|person| menu(person.role).next());
    match (person, first) {
        (None, _) => Redirect::to("/masuk").into_response(),
        (Some(_), Some((path, _))) => Redirect::to(path).into_response(),
        (Some(_), None) => refused(&asked.view, StatusCode::FORBIDDEN, t::NO_PAGE_YET),
    }
}

pub async fn language(asked: Asked) -> Response {
    let lang = if asked.fields.text("bahasa") == "en" { "en" } else { "id" };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={lang}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000"
    );
    let back = local(asked.fields.text("ke"));
    ([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response()
}

/// A path of ours and nothing else: nobody is sent away from here. A page that only answers forms
/// has its own page before it.
pub fn local(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_');
    let ours = path.starts_with('/') && !path.starts_with("//") && path.chars().all(plain);
    let mut left = if ours { path } else { "" };
    while !left.is_empty() && !is_shown(left) {
        left = left.rsplit_once('/').map_or("", |(before, _)| before);
    }
    if left.is_empty() { "/".to_owned() } else { left.to_owned() }
}

/// A page, not a part of one that a script asks for.
fn is_shown(path: &str) -> bool {
    let page = |route: &Route| route.method == Method::GET && !route.who.is_live();
    super::routes::table().iter().any(|route| page(route) && route.matches(path))
}

pub fn refused(view: &View, status: StatusCode, words: Words) -> Response {
    let body = html! {
        section.narrow {
            h1 { (view.words(t::NOT_DONE)) }
            p { (view.words(words)) }
            p { a.button href="/" { (view.words(t::BACK)) } }
        }
    };
    view.page_with(status, t::NOT_DONE, body).into_response()
}

/// The session ended while a form was being filled in: it is kept here, not in the page, and comes
/// back to whom it was drawn for.
pub fn sign_in_again(web: &Web, view: &View, fields: &Fields) -> Response {
    let handle = web.keep(fields);
    let told = if handle.is_some() { t::SESSION_ENDED } else { t::SESSION_GONE };
    let kept = (view.path.as_str(), handle.as_deref().unwrap_or_default());
    let page = sign_in::form(view, Some(kept), Some(told));
    view.page_with(StatusCode::UNAUTHORIZED, t::SIGN_IN, page).into_response()
}

pub async fn nowhere(State(_): State<Arc<Web>>, asked: Asked) -> Response {
    refused(&asked.view, StatusCode::NOT_FOUND, t::NO_SUCH_PAGE)
}
