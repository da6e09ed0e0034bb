//! Programs sign in as people do, by name and PIN: a cookie, and the token that goes with it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::problem::Problem;
use super::{answer, run, words};
use crate::control::failed;
use crate::station::{Person, Pin};
use crate::text::api::Refused;
use crate::web::Web;
use crate::web::guard::{Asked, COOKIE};
use crate::web::session::Seat;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[schemars(schema_with = "words::sign_in_name")]
    name: String,
    #[schemars(schema_with = "words::pin")]
    pin: Zeroizing<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOut {}

fn told(seat: &Seat, person: &Person) -> answer::Session {
    answer::Session {
        name: person.name.to_string(),
        role: person.role.as_str().to_owned(),
        csrf: seat.csrf.clone(),
    }
}

pub async fn show(asked: Asked) -> Response {
    match asked.person() {
        Some((seat, person)) => run::good(&told(seat, person)),
        None => Problem::refused(Refused::SignInNeeded).response(asked.view.lang),
    }
}

pub async fn enter(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let lang = asked.view.lang;
    match signed_in(&web, &asked).await {
        Ok(response) => response,
        Err(problem) => problem.response(lang),
    }
}

async fn signed_in(web: &Arc<Web>, asked: &Asked) -> Result<Response, Problem> {
    let SignIn { name, pin } = run::read(&asked.sent)?;
    if asked.peer.is_some_and(|peer| !web.sessions.may_try(peer)) {
        return Err(Problem::refused(Refused::TooManyTries));
    }
    let (pin, changes) = (Pin::new(&pin), web.shift.station.changes.of(&name));
    let signed = web.blocking(move |web| web.shift.station.sign_in("api", &name, &pin)).await;
    let person = match signed {
        Some(Ok(person)) => person,
        Some(Err(error)) => return Err(Problem::sign_in(failed(error))),
        None => return Err(Problem::odd()),
    };
    asked.view.seat.iter().for_each(|seat| web.sessions.close(seat.key));
    let cookie = web.sit_down(person.name.clone(), changes, asked.peer);
    let seat = web.sessions.find(&cookie, true).ok_or_else(Problem::odd)?;
    let cookie = format!("{COOKIE}={cookie}; Path=/; Secure; HttpOnly; SameSite=Strict");
    Ok(([(header::SET_COOKIE, cookie)], run::good(&told(&seat, &person))).into_response())
}

pub async fn leave(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    if let Err(problem) = run::read::<SignOut>(&asked.sent) {
        return problem.response(asked.view.lang);
    }
    asked.view.seat.iter().for_each(|seat| web.sessions.close(seat.key));
    let gone = format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    ([(header::SET_COOKIE, gone)], run::good(&answer::Booked { booked: true })).into_response()
}
