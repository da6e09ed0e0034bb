//! The contract without HTTP: methods, paths, bodies, and what is refused of them.

use super::super::cast;
use super::super::chip_data::{ChipDataProfile, PROFILE_FOR_TESTS};
use super::super::fault::{FaultRule, Spoil};
use super::super::population::Population;
use super::super::random::Random;
use super::super::signer::{Signer, Signers};
use super::*;

const NOON: Timestamp = Timestamp::constant(1_790_000_000, 0);

fn source() -> Source {
    let signers =
        Signers { record: Signer::stranger().unwrap(), chip: Signer::stranger().unwrap() };
    let profile = ChipDataProfile::parse(PROFILE_FOR_TESTS).unwrap();
    Source::new(Population::new(1, 0), signers, profile)
}

fn ask(source: &mut Source, method: Method, path: &str, body: &[u8]) -> Answer {
    source.answer(&Request { station: "A", method, path, query: "", body }, NOON)
}

fn lease_body() -> Vec<u8> {
    json!({ "job": "job-1", "nik": cast::ORDINARY_MAN, "reason": "baru" }).to_string().into()
}

#[test]
fn hostile_requests_are_refused_and_change_nothing() {
    let mut source = source();
    let random = &mut Random::new(5);
    let good = lease_body();
    for round in 0..5_000 {
        let mut body = good.clone();
        for _ in 0..1 + random.below(4) {
            let at = random.below(body.len());
            match random.below(3) {
                0 => body[at] = random.draw() as u8,
                1 => body.truncate(at.max(1)),
                _ => body.insert(at, b'"'),
            }
        }
        let job = ["status", "leases/x/outcomes", "leases/x/give-back", "revocations/04AABBCC"];
        let path = format!("/v1/{}", random.pick(&job));
        let method = random.pick(&[Method::Post, Method::Put, Method::Get, Method::Other]);
        let reply = ask(&mut source, method, &path, &body).reply.unwrap();
        assert!(matches!(reply.status, 400 | 404), "round {round}: {}", reply.status);
    }
    for path in ["", "/", "//", "/v1", "/v1/leases/", "/v1/leases//outcomes/", "x", "/v1/ready/"] {
        let reply = ask(&mut source, Method::Post, path, &good).reply.unwrap();
        assert_eq!(reply.status, 404, "{path}");
    }
    assert_eq!(source.ledger().leases().count(), 0);
    assert!(source.ledger().revoked().is_empty());
}

#[test]
fn a_slow_answer_is_the_same_answer_later() {
    let mut source = source();
    let path = "/v1/leases";
    source.plan(FaultRule::next(Fault::Slow(1_500)));
    let slow = ask(&mut source, Method::Post, path, &lease_body());
    let quick = ask(&mut source, Method::Post, path, &lease_body());
    assert_eq!(slow.delay, Duration::from_millis(1_500));
    assert_eq!((slow.reply, quick.delay), (quick.reply, Duration::ZERO));
}

#[test]
fn a_spoiled_lease_leaves_the_good_one_in_the_books() {
    let mut source = source();
    source.plan(FaultRule::on(Verb::Lease, Fault::Spoil(Spoil::Signature)));
    let spoiled = ask(&mut source, Method::Post, "/v1/leases", &lease_body());
    let good = ask(&mut source, Method::Post, "/v1/leases", &lease_body());
    assert_ne!(spoiled, good);
    assert_eq!(good, ask(&mut source, Method::Post, "/v1/leases", &lease_body()));
}
