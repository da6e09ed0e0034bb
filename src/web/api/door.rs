//! What a program's request passes: the same host, session, role and token as a browser's, in an
//! order that tells it what is wrong first. What it is refused by is always a problem.

use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;

use super::problem::Problem;
use crate::text::api::Refused;
use crate::web::fields::Fields;
use crate::web::guard::{self, Asked, Cut, Sent};
use crate::web::routes::{Who, table};
use crate::web::serve::Peer;
use crate::web::session::Seat;
use crate::web::view::{Lang, View};
use crate::web::{Web, api};

const JSON: &str = "application/json";
const TOKEN: &str = "x-csrf-token";

static WAYS: LazyLock<Vec<(Method, &'static str)>> = LazyLock::new(|| {
    let ours = table().into_iter().filter(|route| api::is_ours(route.path));
    ours.map(|route| (route.method, route.path)).collect()
});

pub async fn pass(
    web: &Arc<Web>,
    who: Who,
    mut parts: Parts,
    body: Body,
) -> Result<Request, Response> {
    let lang = language(&parts);
    let asked = admitted(web, who, (&parts, lang), body).await;
    let asked = asked.map_err(|problem| problem.response(lang))?;
    parts.extensions.insert(asked);
    Ok(Request::from_parts(parts, Body::empty()))
}

async fn admitted(
    web: &Arc<Web>,
    who: Who,
    (parts, lang): (&Parts, Lang),
    body: Body,
) -> Result<Asked, Problem> {
    let headers = &parts.headers;
    if !guard::is_our_host(web, headers) {
        return Err(Problem::refused(Refused::OtherHost));
    }
    let path = parts.uri.path().to_owned();
    has_a_way(&parts.method, &path)?;
    let (seat, person) = guard::signed_in(web, headers, true);
    match &person {
        Some(person) if !who.lets_in(person.role) => {
            return Err(Problem::refused(Refused::OtherRole));
        }
        None if who != Who::Anybody => return Err(Problem::refused(Refused::SignInNeeded)),
        _ => {}
    }
    let mut sent = Sent::default();
    if parts.method == Method::POST {
        check_origin(web, headers, seat.as_ref())?;
        sent = Sent::of(guard::whole(body).await.map_err(|cut| {
            Problem::refused(match cut {
                Cut::TooLarge => Refused::TooLarge,
                Cut::TooSlow => Refused::TooSlow,
                Cut::Off => Refused::CutOff,
            })
        })?);
    }
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip());
    let view = View { site: web.site.clone(), lang, path, seat, person };
    Ok(Asked { view, fields: Arc::new(Fields::default()), sent, peer })
}

fn check_origin(web: &Web, headers: &HeaderMap, seat: Option<&Seat>) -> Result<(), Problem> {
    if !guard::comes_from_us(web, headers) {
        return Err(Problem::refused(Refused::ForeignPage));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(JSON) {
        return Err(Problem::refused(Refused::NotJson));
    }
    let token = headers.get(TOKEN).map(|token| token.as_bytes()).unwrap_or_default();
    match seat {
        Some(seat) if !guard::same(seat.csrf.as_bytes(), token) => {
            Err(Problem::refused(Refused::NoToken))
        }
        _ => Ok(()),
    }
}

/// No path of ours, or none for this method.
fn has_a_way(method: &Method, path: &str) -> Result<(), Problem> {
    let ways = WAYS.iter().filter(|(_, way)| crate::web::routes::fits(way, path));
    let mut allowed: Vec<&str> = Vec::new();
    for (way, _) in ways {
        allowed.push(way.as_str());
        if *way == Method::GET {
            allowed.push(Method::HEAD.as_str());
        }
    }
    match allowed.contains(&method.as_str()) {
        true => Ok(()),
        false if allowed.is_empty() => Err(Problem::refused(Refused::NoSuchPath)),
        false => Err(Problem::other_method(allowed.join(", "))),
    }
}

/// The page about the API is read in a browser, all else by programs.
fn language(parts: &Parts) -> Lang {
    let path = parts.uri.path();
    if path == "/api" || path.starts_with(api::code::PATH) {
        return guard::language(&parts.headers);
    }
    let said = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|said| said.to_str().ok());
    let mut best = (0.0, Lang::Id);
    for range in said.unwrap_or_default().split(',') {
        let mut words = range.split(';').map(str::trim);
        let tag = words.next().unwrap_or_default().to_ascii_lowercase();
        let quality = words.find_map(|word| word.strip_prefix("q=")).map(str::parse::<f32>);
        let quality = quality.map_or(1.0, |quality| quality.unwrap_or(0.0));
        let lang = match tag.split('-').next().unwrap_or_default() {
            "id" | "in" => Lang::Id,
            "en" => Lang::En,
            _ => continue,
        };
        if quality > best.0 {
            best = (quality, lang);
        }
    }
    best.1
}
