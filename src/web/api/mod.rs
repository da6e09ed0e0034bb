//! The same commands for programs: JSON in and out, each with a key that makes it happen once,
//! refusals as problem details, and a document that is made from the same table as the routes.

pub mod answer;
pub mod body;
pub mod door;
mod handover;
mod health;
mod look;
pub mod meter;
mod night;
mod once;
mod openapi;
mod page;
mod plain;
mod problem;
mod run;
mod session;
mod short;
mod sittings;
mod table;
mod words;

use std::sync::Arc;

use axum::http::Method;
use axum::routing::get;

use self::meter::Meter;
use self::once::Once;
use super::routes::{Route, Who};
use crate::device::Clock;

/// What the API keeps between two requests.
pub struct Api {
    once: Once,
    meter: Meter,
}

impl Api {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { once: Once::new(clock), meter: Meter::default() }
    }
}

/// Paths on which programs are answered, and never by a page.
pub fn is_ours(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/") || WATCHED.contains(&path)
}

const WATCHED: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

pub fn routes() -> Vec<Route> {
    let open = |path, answer| Route { method: Method::GET, path, who: Who::Anybody, answer };
    let mut all = vec![
        open("/api", get(page::show)),
        open(page::DOCUMENT_PATH, get(page::document)),
        open("/api/kode/{code}", get(page::code)),
        open(WATCHED[0], get(health::alive)),
        open(WATCHED[1], get(health::ready)),
        open(WATCHED[2], get(health::metrics)),
    ];
    all.extend(table::commands().into_iter().map(|command| command.route));
    all
}
