//! Sessions as a program sees and ends them: one's own, and everybody's for a kepala.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::{answer, run, words};
use crate::text::api::{self as t, Refused};
use crate::web::Web;
use crate::web::guard::Asked;
use crate::web::session::Sitting;

#[derive(Serialize, JsonSchema)]
pub struct Sittings {
    sessions: Vec<Session>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OpenSession")]
struct Session {
    /// Ends it, and opens nothing.
    session: String,
    name: String,
    began_at: String,
    used_at: String,
    /// `here`: from this computer; `network`.
    from: &'static str,
    /// The one that asks.
    ours: bool,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    #[schemars(schema_with = "words::name")]
    session: String,
}

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Problem::refused(Refused::SignInNeeded).response(asked.view.lang);
    };
    let told = |one: Sitting| Session {
        began_at: web.ago(one.began).to_string(),
        used_at: web.ago(one.clicked).to_string(),
        from: if one.is_here() { "here" } else { "network" },
        ours: one.key == seat.key,
        session: one.label,
        name: one.name.to_string(),
    };
    run::good(&Sittings { sessions: web.sittings(person).into_iter().map(told).collect() })
}

pub async fn end(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let lang = asked.view.lang;
    let Some((_, person)) = asked.person() else {
        return Problem::refused(Refused::SignInNeeded).response(lang);
    };
    match run::read::<End>(&asked.sent) {
        Err(problem) => problem.response(lang),
        Ok(End { session }) if web.end_sitting(person, &session) => {
            run::good(&answer::Booked { booked: true })
        }
        Ok(_) => Problem::new(StatusCode::NOT_FOUND, t::no_such_sitting()).response(lang),
    }
}
