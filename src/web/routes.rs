//! Every way in, with who may come by it: the pages' one table. What a command needs besides is
//! judged again where commands are (`control/rights.rs`).

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use super::guard::guard;
use super::page::{approval, card, claim, counter, devices, front, hand, language, order, sign_in};
use super::page::{nowhere, sittings, sort, start, unknown};
use super::{Web, api, asset, live};
use crate::journal::Role::{self, Kepala, Loket, Operator, PengurusBarang};
use crate::text::Words;
use crate::text::web as t;

pub const COUNTER: &[Role] = &[Loket, Operator, Kepala];
pub const MACHINES: &[Role] = &[Operator, Kepala];
pub const ALL_BUT_AUDITOR: &[Role] = &[Loket, Operator, PengurusBarang, Kepala];

/// Who may come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Anybody,
    /// Asked by a script of these roles' pages, again and again: it is no click.
    Live(&'static [Role]),
    SignedIn,
    Roles(&'static [Role]),
}

impl Who {
    pub fn is_live(self) -> bool {
        matches!(self, Self::Live(_))
    }

    pub fn lets_in(self, role: Role) -> bool {
        match self {
            Self::Anybody | Self::SignedIn => true,
            Self::Live(roles) | Self::Roles(roles) => roles.contains(&role),
        }
    }
}

/// One way in.
#[derive(Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub who: Who,
    pub answer: MethodRouter<Arc<Web>>,
}

impl Route {
    /// Whether this path is one of its.
    pub fn matches(&self, path: &str) -> bool {
        fits(self.path, path)
    }
}

/// Whether a path is one of a route's.
pub fn fits(route: &str, path: &str) -> bool {
    let (ours, said) = (route.split('/'), path.split('/'));
    let one =
        |(part, word): (&str, &str)| part == word || (part.starts_with('{') && !word.is_empty());
    ours.clone().count() == said.clone().count() && ours.zip(said).all(one)
}

pub fn table() -> Vec<Route> {
    let page = |path, who, answer| Route { method: Method::GET, path, who, answer };
    let form = |path, who, answer| Route { method: Method::POST, path, who, answer };
    let counter = Who::Roles(COUNTER);
    let machines = Who::Roles(MACHINES);
    let all_but_auditor = Who::Roles(ALL_BUT_AUDITOR);
    let mut all = vec![
        page("/", Who::Anybody, get(front)),
        page("/aset/gaya.css", Who::Anybody, get(asset::style)),
        page("/aset/loket.js", Who::Anybody, get(asset::script)),
        page("/masuk", Who::Anybody, get(sign_in::show)),
        form("/masuk", Who::Anybody, post(sign_in::enter)),
        form("/keluar", Who::Anybody, post(sign_in::leave)),
        form("/bahasa", Who::Anybody, post(language)),
        page("/mulai", Who::Anybody, get(start::show)),
        form("/mulai", Who::Anybody, post(start::begin)),
        page("/hidup", Who::Live(&Role::PEOPLE), get(live::panel)),
        page("/loket", counter, get(counter::show)),
        form("/loket/cari", counter, post(counter::find)),
        form("/loket/kosong", counter, post(counter::clear)),
        form("/loket/cetak", counter, post(order::print)),
        form("/loket/bukti", counter, post(claim::give)),
        page("/loket/muka/{side}", counter, get(counter::face)),
        page("/kartu/{job}", counter, get(card::show)),
        page("/kartu/{job}/hidup", Who::Live(COUNTER), get(live::card)),
        form("/kartu/{job}/periksa", counter, post(card::inspect)),
        page("/sortir", counter, get(sort::show)),
        form("/sortir/tempel", counter, post(sort::tap)),
        page("/ambil", counter, get(hand::show)),
        form("/ambil/cari", counter, post(hand::find)),
        form("/ambil/serah", counter, post(hand::give)),
        form("/ambil/kosong", counter, post(hand::clear)),
        page("/tak-pasti", Who::SignedIn, get(unknown::show)),
        form("/tak-pasti/{job}", all_but_auditor, post(unknown::settle)),
        page("/perangkat", Who::SignedIn, get(devices::show)),
        form("/perangkat/jam", machines, post(devices::confirm_clock)),
        form("/perangkat/{lane}", machines, post(devices::release)),
        page("/persetujuan", Who::SignedIn, get(approval::show)),
        form("/persetujuan/{id}", Who::SignedIn, post(approval::answer)),
        page("/sesi", Who::SignedIn, get(sittings::show)),
        form("/sesi/{label}", Who::SignedIn, post(sittings::end)),
    ];
    all.extend(api::routes());
    all
}

/// What stands at the top of every page, for this role.
pub fn menu(role: Role) -> impl Iterator<Item = (&'static str, Words)> {
    let all = [
        ("/loket", t::COUNTER),
        ("/sortir", t::SORTING),
        ("/ambil", t::PICK_UP),
        ("/tak-pasti", t::UNKNOWN_CARDS),
        ("/persetujuan", t::APPROVALS),
        ("/perangkat", t::DEVICES),
    ];
    let open =
        move |path: &str| table().iter().any(|route| route.path == path && route.who.lets_in(role));
    all.into_iter().filter(move |(path, _)| open(path))
}

pub fn router(web: Arc<Web>) -> Router {
    let mut router = Router::new();
    for Route { path, who, answer, .. } in table() {
        let guard = from_fn_with_state((web.clone(), who), guard);
        router = router.route(path, answer.layer(guard));
    }
    let guard = from_fn_with_state((web.clone(), Who::Anybody), guard);
    let elsewhere = get(nowhere).post(nowhere).layer(guard);
    let meter = from_fn_with_state(web.clone(), api::meter::metered);
    let router = router.fallback_service(elsewhere.with_state(web.clone()));
    router.layer(meter).with_state(web)
}
