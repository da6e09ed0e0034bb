//! Every command of the API, once: routes, document and page are made from these rows. Who may
//! give a command is asked of the rights' own table, with the row's example.

use axum::http::Method;
use axum::routing::{get, post};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{answer, body, handover, look, night, run, session, short, sittings};
use crate::control::rights;
use crate::control::{Done, Failed, Request};
use crate::journal::Role;
use crate::text::Words;
use crate::text::api as t;
use crate::web::Web;
use crate::web::routes::{Route, Who};

use super::problem::Problem;

/// A body that is a command.
pub trait Order: DeserializeOwned + JsonSchema + Send + 'static {
    type Answer: Serialize + JsonSchema;
    const STATUS: u16 = 200;

    fn request(self) -> Result<Request, Failed>;

    /// `None`: no such thing can come of it.
    fn answer(done: Done) -> Option<Self::Answer>;

    fn example() -> Value;
}

/// Something to be read; `name` is the path's last part.
pub trait Look: 'static {
    type Answer: Serialize + JsonSchema + Send + 'static;
    /// Whether it shows nobody's data, so that a program may see it.
    const FOR_PROGRAMS: bool = false;

    fn look(web: &Web, name: &str) -> Result<Self::Answer, Problem>;
}

type OfType = fn(&mut SchemaGenerator) -> Schema;

/// One row.
pub struct Command {
    pub route: Route,
    pub says: Words,
    pub status: u16,
    pub body: Option<(OfType, Value)>,
    pub answer: OfType,
    /// Whether it takes a key: every command does, signing in and out is none.
    pub keyed: bool,
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// An example that is no command is nobody's.
fn roles<O: Order>() -> &'static [Role] {
    let order = serde_json::from_value::<O>(O::example()).ok();
    let request = order.and_then(|order| order.request().ok());
    request.map_or(&[], |request| rights::roles(&request))
}

fn order<O: Order>(path: &'static str, says: Words) -> Command {
    let (who, answer) = (Who::Roles(roles::<O>()), post(run::act::<O>));
    Command {
        route: Route { method: Method::POST, path, who, answer },
        says,
        status: O::STATUS,
        body: Some((schema::<O>, O::example())),
        answer: schema::<O::Answer>,
        keyed: true,
    }
}

fn look<L: Look>(path: &'static str, says: Words) -> Command {
    let who = if L::FOR_PROGRAMS { Who::SignedIn } else { Who::Roles(&Role::PEOPLE) };
    let answer = get(run::look::<L>);
    Command {
        route: Route { method: Method::GET, path, who, answer },
        says,
        status: 200,
        body: None,
        answer: schema::<L::Answer>,
        keyed: false,
    }
}

fn sessions() -> [Command; 3] {
    let path = "/api/session";
    let row = |route, says, body| Command {
        route,
        says,
        status: 200,
        body,
        answer: schema::<answer::Session>,
        keyed: false,
    };
    let (who, answer) = (Who::Roles(&Role::PEOPLE), get(session::show));
    let show = Route { method: Method::GET, path, who, answer };
    let (who, answer) = (Who::Anybody, post(session::enter));
    let enter = Route { method: Method::POST, path, who, answer };
    let (who, answer) = (Who::Roles(&Role::PEOPLE), post(session::leave));
    let leave = Route { method: Method::POST, path: "/api/session/end", who, answer };
    let sign_in: OfType = schema::<session::SignIn>;
    let sign_out: OfType = schema::<session::SignOut>;
    [
        row(show, t::SESSION, None),
        row(enter, t::SESSION_BEGIN, Some((sign_in, json!({ "name": "siti", "pin": "482915" })))),
        Command {
            answer: schema::<answer::Booked>,
            ..row(leave, t::SESSION_END, Some((sign_out, json!({}))))
        },
    ]
}

fn those_open() -> [Command; 2] {
    let path = "/api/sessions";
    let (who, answer) = (Who::Roles(&Role::PEOPLE), get(sittings::show));
    let show = Route { method: Method::GET, path, who, answer };
    let (who, answer) = (Who::Roles(&Role::PEOPLE), post(sittings::end));
    let end = Route { method: Method::POST, path: "/api/sessions/end", who, answer };
    let of_end: OfType = schema::<sittings::End>;
    let row = |route, says, body, answer| Command {
        route,
        says,
        status: 200,
        body,
        answer,
        keyed: false,
    };
    let example = json!({ "session": "q1Zr8c_tW0bN" });
    [
        row(show, t::SITTINGS, None, schema::<sittings::Sittings>),
        row(end, t::SITTING_END, Some((of_end, example)), schema::<answer::Booked>),
    ]
}

pub fn commands() -> Vec<Command> {
    let mut all = Vec::from(sessions());
    all.extend(those_open());
    all.extend([
        order::<body::StatusAsked>("/api/status", t::STATUS),
        order::<body::Print>("/api/print", t::PRINT),
        look::<look::Card>("/api/card/{job}", t::CARD),
        order::<body::Inspect>("/api/inspect", t::INSPECT),
        order::<body::Sort>("/api/sort", t::SORT),
        order::<body::Look>("/api/look", t::LOOK),
        order::<handover::Handover>("/api/handover", t::HANDOVER),
        look::<look::Unknown>("/api/unknown", t::UNKNOWN),
        order::<handover::Settle>("/api/unknown/settle", t::SETTLE),
        look::<look::Approvals>("/api/approvals", t::APPROVALS),
        order::<short::Agree>("/api/approvals/agree", t::AGREE),
        order::<short::Decline>("/api/approvals/decline", t::DECLINE),
        look::<look::Lanes>("/api/lanes", t::LANES),
        order::<short::Release>("/api/lanes/release", t::RELEASE),
        order::<short::ConfirmClock>("/api/clock/confirm", t::CLOCK),
        look::<look::Stock>("/api/stock", t::STOCK),
        look::<look::Batch>("/api/batch", t::BATCH),
        look::<look::Queue>("/api/batch/queue", t::QUEUE),
        order::<night::Run>("/api/batch/run", t::RUN),
        order::<short::Pause>("/api/batch/pause", t::PAUSE),
        order::<short::Resume>("/api/batch/resume", t::RESUME),
        order::<short::Stop>("/api/batch/stop", t::STOP),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_command_that_somebody_may_give_and_an_auditor_looks_and_agrees() {
        for Command { route, keyed, .. } in commands() {
            let Who::Roles(roles) = route.who else {
                assert!(!keyed, "{}", route.path);
                continue;
            };
            if !keyed {
                continue;
            }
            assert!(!roles.is_empty(), "{}: its example is no command", route.path);
            let may = ["/api/look", "/api/approvals/agree", "/api/approvals/decline"];
            assert_eq!(roles.contains(&Role::Auditor), may.contains(&route.path), "{}", route.path);
        }
    }
}
