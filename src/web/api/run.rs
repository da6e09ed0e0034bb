//! A command of a program: its key, its body, once, and the answer.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use zeroize::Zeroizing;

use super::once::{MAX_KEY_BYTES, Turn, digest};
use super::plain::Plain;
use super::problem::Problem;
use super::table::{Look, Order};
use crate::control::{Done, Request};
use crate::station::Person;
use crate::text::api::{self as t, Refused};
use crate::web::Web;
use crate::web::guard::Asked;
use crate::web::view::Lang;
use crate::web::work::Begun;

const KIND: &str = "application/json";
pub const KEY: &str = "idempotency-key";

/// An answer as it goes out, and again if it is asked for again; wiped when it is forgotten.
#[derive(Clone)]
pub struct Told {
    status: StatusCode,
    kind: &'static str,
    body: Zeroizing<Vec<u8>>,
}

impl Told {
    pub fn json(status: StatusCode, kind: &'static str, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self { status, kind, body: Zeroizing::new(body) }
    }
}

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, self.kind)];
        (self.status, kind, self.body.to_vec()).into_response()
    }
}

pub fn good(answer: &impl Serialize) -> Response {
    Told::json(StatusCode::OK, KIND, answer).into_response()
}

pub async fn look<L: Look>(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let (lang, path) = (asked.view.lang, asked.view.path);
    // As it came: a name of ours has nothing in it that an address would write otherwise.
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    match web.blocking(move |web| L::look(web, &name)).await {
        Some(Ok(answer)) => good(&answer),
        Some(Err(problem)) => problem.response(lang),
        None => Problem::odd().response(lang),
    }
}

pub async fn act<O: Order>(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let lang = asked.view.lang;
    match once::<O>(web, &headers, asked).await {
        Ok(answer) => answer,
        Err(problem) => problem.response(lang),
    }
}

/// A body that is no command has used no key.
async fn once<O: Order>(
    web: Arc<Web>,
    headers: &HeaderMap,
    asked: Asked,
) -> Result<Response, Problem> {
    let person = asked.view.person.as_ref().ok_or(Problem::refused(Refused::SignInNeeded))?;
    let (person, lang) = (person.clone(), asked.view.lang);
    let key = key_of(headers)?;
    let request = read::<O>(&asked.sent)?.request().map_err(Problem::of)?;
    let digest = digest(&asked.view.path, &asked.sent);
    match web.api.once.begin(&person.name, &key, digest) {
        Turn::Yours => {}
        Turn::Done(told) => return Ok(again(&told)),
        Turn::AtWork => return Err(Problem::refused(Refused::AtWork)),
        Turn::OtherBody => return Err(Problem::refused(Refused::OtherBody)),
        Turn::TooMany => return Err(Problem::refused(Refused::TooManyAtWork)),
    }
    // Whoever asked may go away; what was begun is kept to its end.
    let name = person.name.clone();
    let (at_work, kept_key) = (web.clone(), key.clone());
    let task = tokio::spawn(async move {
        let told = Arc::new(carry_out::<O>(&at_work, &person, request, lang).await);
        at_work.api.once.end(&person.name, &kept_key, told.clone());
        told
    });
    let told = match task.await {
        Ok(told) => told,
        Err(_) => {
            let told = Arc::new(Problem::odd().told(lang));
            web.api.once.end(&name, &key, told.clone());
            told
        }
    };
    Ok(Told::clone(&told).into_response())
}

fn again(told: &Told) -> Response {
    let mut response = told.clone().into_response();
    let replayed = HeaderValue::from_static("true");
    response.headers_mut().insert("idempotency-replayed", replayed);
    response
}

async fn carry_out<O: Order>(
    web: &Arc<Web>,
    person: &Person,
    request: Request,
    lang: Lang,
) -> Told {
    let done = match web.begin(person, request).await {
        None => return Problem::odd().told(lang),
        Some(Begun::Short(short)) => return Problem::short(short).told(lang),
        Some(Begun::Done(done)) => done,
        Some(Begun::Card(job)) => {
            let stage = web.blocking({
                let job = job.clone();
                move |web| web.shift.station.ledger.job(&job).ok().flatten()
            });
            let stage = stage.await.flatten().map_or("opened", |job| job.stage.word());
            Done::Printed { job, stage: stage.to_owned(), uid: None, register: None }
        }
    };
    let status = StatusCode::from_u16(O::STATUS).unwrap_or(StatusCode::OK);
    match O::answer(done) {
        Some(answer) => Told::json(status, KIND, &answer),
        None => Problem::odd().told(lang),
    }
}

fn key_of(headers: &HeaderMap) -> Result<String, Problem> {
    let mut all = headers.get_all(KEY).iter();
    let key = all.next().and_then(|key| key.to_str().ok()).unwrap_or_default();
    let plain = key.bytes().all(|byte| byte.is_ascii_graphic());
    match (1..=MAX_KEY_BYTES).contains(&key.len()) && plain && all.next().is_none() {
        true => Ok(key.to_owned()),
        false => Err(Problem::refused(Refused::NoKey)),
    }
}

pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let no_json = |line, column| Problem::new(StatusCode::BAD_REQUEST, t::no_json(line, column));
    let text = std::str::from_utf8(body).map_err(|error| no_json(1, error.valid_up_to() + 1))?;
    let other_shape = |error: serde_json::Error| {
        let fault = t::other_shape(error.line(), error.column());
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, fault)
    };
    serde_json::from_str::<Plain>(text).map_err(|error| match error.classify() {
        Category::Data => other_shape(error),
        _ => no_json(error.line(), error.column()),
    })?;
    // It is JSON: whatever is wrong now is its shape.
    serde_json::from_str(text).map_err(other_shape)
}
