//! Name and PIN. Wrong ones are counted where people are (`station/people.rs`); one address gets
//! so many tries a minute on top of that.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use crate::control::failed;
use crate::journal::StaffName;
use crate::station::Pin;
use crate::text::Words;
use crate::text::web as t;
use crate::web::Web;
use crate::web::fields::Fields;
use crate::web::guard::{Asked, COOKIE};
use crate::web::session::Entered;
use crate::web::view::View;

use super::local;

/// Never sent on.
const NOT_KEPT: &[&str] = &["csrf", "pin", "nama", "pin2"];

pub async fn show(State(web): State<Arc<Web>>, uri: Uri, asked: Asked) -> Response {
    match asked.view.person {
        Some(_) => Redirect::to("/").into_response(),
        None if web.first_start() => Redirect::to("/mulai").into_response(),
        None => {
            let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
            let path = query.into_iter().find(|(name, _)| name == "ke").map(|(_, path)| path);
            let path = path.map(|path| local(&path));
            let kept = path.as_deref().map(|path| (path, ""));
            asked.view.page(t::SIGN_IN, form(&asked.view, kept, None)).into_response()
        }
    }
}

/// The sign-in that leads to this page.
pub fn before(path: &str) -> String {
    let start = "/masuk?";
    let mut query = form_urlencoded::Serializer::for_suffix(start.to_owned(), start.len());
    query.append_pair("ke", &local(path)).finish()
}

/// With a form that was cut off: it comes back after the sign-in.
pub fn form(view: &View, kept: Option<(&str, &str)>, told: Option<Words>) -> Markup {
    html! {
        section.narrow {
            h1 { (view.words(t::SIGN_IN)) }
            @if let Some(told) = told {
                div.told.bad role="alert" { (view.words(told)) }
            }
            form method="post" novalidate action="/masuk" autocomplete="off" {
                (view.field(t::NAME, "nama", html! {
                    input #nama name="nama" required autofocus autocapitalize="none"
                        spellcheck="false" autocomplete="username" maxlength="64";
                }))
                (view.field(t::PIN, "pin", html! {
                    input #pin name="pin" type="password" inputmode="numeric" required
                        autocomplete="current-password" maxlength="12";
                }))
                @if let Some((path, handle)) = kept {
                    input type="hidden" name="ke" value=(path);
                    @if !handle.is_empty() {
                        input type="hidden" name="isian" value=(handle);
                    }
                }
                button.main { (view.words(t::SIGN_IN)) }
            }
        }
    }
}

pub async fn enter(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Asked { view, fields, peer, .. } = &asked;
    let kept = (fields.text("ke"), fields.text("isian"));
    if peer.is_some_and(|peer| !web.sessions.may_try(peer)) {
        let page = form(view, Some(kept), Some(t::TOO_MANY_TRIES));
        return view.page_with(StatusCode::TOO_MANY_REQUESTS, t::SIGN_IN, page).into_response();
    }
    let (name, pin) = (fields.text("nama").to_owned(), Pin::new(fields.text("pin")));
    let changes = web.shift.station.changes.of(&name);
    let signed = web.blocking(move |web| web.shift.station.sign_in("browser", &name, &pin)).await;
    let person = match signed {
        Some(Ok(person)) => person,
        Some(Err(error)) => {
            let body = html! { (view.failed(&failed(error))) (form(view, Some(kept), None)) };
            return view.page_with(StatusCode::UNAUTHORIZED, t::SIGN_IN, body).into_response();
        }
        None => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    // A name of before the sign-in is worth nothing after it.
    view.seat.iter().for_each(|seat| web.sessions.close(seat.key));
    tracing::info!(name = %person.name, "signed in");
    let form = web.kept.take(fields.text("isian"), &person.name);
    let cookie = web.sit_down(person.name, changes, *peer);
    let path = local(fields.text("ke"));
    let form = form.as_deref().map(|form| (fields.text("ke"), form));
    let answer = match form.and_then(|form| again(&web, view, form, &cookie)) {
        Some(page) => page,
        None => Redirect::to(&path).into_response(),
    };
    with_cookie(answer, &cookie)
}

/// Somebody who has just signed in, on their way to a page.
pub fn seated(web: &Web, asked: &Asked, name: StaffName, path: &str) -> Response {
    tracing::info!(%name, "signed in");
    let changes = web.shift.station.changes.of(name.as_str());
    with_cookie(Redirect::to(path).into_response(), &web.sit_down(name, changes, asked.peer))
}

impl Web {
    /// A new session; the cookie's value.
    pub fn sit_down(&self, name: StaffName, changes: u64, peer: Option<IpAddr>) -> String {
        let csrf = self.form_word(&name);
        self.sessions.open(Entered { name, changes, peer, csrf })
    }
}

fn with_cookie(mut answer: Response, cookie: &str) -> Response {
    let cookie = format!("{COOKIE}={cookie}; Path=/; Secure; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    answer
}

/// The form that was cut off, ready to be sent once more: only by a person's own click.
fn again(web: &Web, view: &View, (path, sent): (&str, &Fields), cookie: &str) -> Option<Response> {
    let kept: Vec<_> = sent.without(NOT_KEPT).collect();
    let ours = super::super::routes::table()
        .into_iter()
        .any(|route| route.method == axum::http::Method::POST && route.matches(path));
    if kept.is_empty() || !ours {
        return None;
    }
    let seat = web.sessions.find(cookie, true)?;
    let view = View { seat: Some(seat), path: local(path), ..view.clone() };
    let page = html! {
        section.narrow {
            h1 { (view.words(t::SEND_AGAIN)) }
            p { (view.words(t::SEND_AGAIN_WHY)) }
            form method="post" novalidate action=(path) {
                (view.csrf())
                @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
                button.main autofocus { (view.words(t::SEND_AGAIN_BUTTON)) }
            }
            p { a.button href=(view.path) { (view.words(t::BACK)) } }
        }
    };
    Some(view.page(t::SEND_AGAIN, page).into_response())
}

pub async fn leave(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    asked.view.seat.iter().for_each(|seat| web.sessions.close(seat.key));
    let gone = format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    // Pages that this browser still holds are not to be paged back to.
    let forget = (HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned());
    ([(header::SET_COOKIE, gone), forget], Redirect::to("/masuk")).into_response()
}
