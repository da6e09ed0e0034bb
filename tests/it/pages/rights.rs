//! Every role at every way in. The list here is written by hand: a new way in without its line
//! fails, and so does a line whose way in has gone.

use std::collections::BTreeSet;

use ureq::http::Method;

use super::visitor::{Answer, Visitor};
use crate::rig::{Office, PEOPLE};

/// Who may: l(oket), o(perator), p(engurus barang), k(epala), a(uditor); `*` is everybody, also
/// without a sign-in; a `~` is asked by a script, which no sign-in form is shown to.
const WAYS_IN: [(&str, &str, &str); 34] = [
    ("GET", "/", "*"),
    ("GET", "/aset/gaya.css", "*"),
    ("GET", "/aset/loket.js", "*"),
    ("GET", "/masuk", "*"),
    ("POST", "/masuk", "*"),
    ("POST", "/keluar", "*"),
    ("POST", "/bahasa", "*"),
    ("GET", "/mulai", "*"),
    ("POST", "/mulai", "*"),
    ("GET", "/hidup", "~lopka"),
    ("GET", "/loket", "lok"),
    ("POST", "/loket/cari", "lok"),
    ("POST", "/loket/kosong", "lok"),
    ("POST", "/loket/cetak", "lok"),
    ("POST", "/loket/bukti", "lok"),
    ("GET", "/loket/muka/{side}", "lok"),
    ("GET", "/kartu/{job}", "lok"),
    ("GET", "/kartu/{job}/hidup", "~lok"),
    ("POST", "/kartu/{job}/periksa", "lok"),
    ("GET", "/sortir", "lok"),
    ("POST", "/sortir/tempel", "lok"),
    ("GET", "/ambil", "lok"),
    ("POST", "/ambil/cari", "lok"),
    ("POST", "/ambil/serah", "lok"),
    ("POST", "/ambil/kosong", "lok"),
    ("GET", "/tak-pasti", "lopka"),
    ("POST", "/tak-pasti/{job}", "lopk"),
    ("GET", "/persetujuan", "lopka"),
    ("POST", "/persetujuan/{id}", "lopka"),
    ("GET", "/perangkat", "lopka"),
    ("POST", "/perangkat/jam", "ok"),
    ("POST", "/perangkat/{lane}", "ok"),
    ("GET", "/sesi", "lopka"),
    ("POST", "/sesi/{label}", "lopka"),
];

#[test]
fn every_role_comes_by_its_own_ways_in_and_by_no_others() {
    the_list_is_whole();
    let office = Office::order().without_stock().peopled();
    let nobody = Visitor::new(office.host());
    let mut wrong = Vec::new();
    for (method, path, may) in ways() {
        let answer = ask(&nobody, method, path);
        let turned_away = match (may.contains('*'), may.contains('~'), method) {
            (true, ..) => is_in(&answer, path),
            (_, true, _) => answer.status == 401 && answer.body.is_empty(),
            (.., "GET") => answer.status == 303 && answer.leads_to().starts_with("/masuk"),
            _ => answer.status == 401 && answer.body.contains("name=\"pin\""),
        };
        if !turned_away {
            wrong.push(format!("nobody: {method} {path}: {}", answer.status));
        }
    }
    for (name, role, _) in PEOPLE {
        let visitor = Visitor::signed_in(office.host(), name);
        for (method, path, may) in ways() {
            let answer = ask(&visitor, method, path);
            let lets_in = may.contains('*') || may.contains(&role[..1]);
            let held = if lets_in { is_in(&answer, path) } else { answer.status == 403 };
            if !held {
                wrong.push(format!("{role}: {method} {path}: {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(office.events("job_opened").is_empty());
}

/// Who leaves does so last.
fn ways() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let last = |(_, path, _): &(&str, &str, &str)| *path == "/keluar";
    let leaves = WAYS_IN.into_iter().filter(last);
    WAYS_IN.into_iter().filter(move |way| !last(way)).chain(leaves)
}

fn the_list_is_whole() {
    let ours: BTreeSet<_> =
        WAYS_IN.iter().map(|(method, path, _)| (method.to_string(), path.to_string())).collect();
    let theirs: BTreeSet<_> = cetakd::web::table()
        .iter()
        .filter(|route| !is_for_programs(route.path))
        .map(|route| (route.method.to_string(), route.path.to_owned()))
        .collect();
    let without: Vec<_> = theirs.difference(&ours).collect();
    assert!(without.is_empty(), "Say in WAYS_IN who may come by: {without:?}");
    let gone: Vec<_> = ours.difference(&theirs).collect();
    assert!(gone.is_empty(), "Take from WAYS_IN what is no way in any more: {gone:?}");
}

/// Those are asked in `web_api`, each by its own example.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api") || ["/healthz", "/readyz", "/metrics"].contains(&path)
}

fn ask(visitor: &Visitor, method: &str, path: &str) -> Answer {
    let words = [
        ("{side}", "depan"),
        ("{job}", "TIDAKADA"),
        ("{id}", "TIDAKADA"),
        ("{lane}", "Z"),
        ("{label}", "TIDAKADA"),
    ];
    let path = words.iter().fold(path.to_owned(), |path, (name, word)| path.replace(name, word));
    match method {
        "GET" => visitor.ask(Method::GET, &path, &[], ""),
        _ => visitor.post(&path, &[]),
    }
}

/// Past the door: whatever then is wrong with an empty form.
fn is_in(answer: &Answer, path: &str) -> bool {
    // An empty name and PIN are nobody's.
    let wrong_pin = path == "/masuk" && answer.body.contains("SGN-02");
    let to_door = answer.header("location").starts_with("/masuk?");
    answer.status < 500 && !to_door && (wrong_pin || ![401, 403].contains(&answer.status))
}
