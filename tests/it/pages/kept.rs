//! A form whose session ended: nothing of it stands in the sign-in page, and it comes back to whom
//! it was drawn for, once.

use super::visitor::{Answer, Visitor};
use crate::rig::{Office, pin_of};

const NIK: &str = "9901010101900001";

fn handle(answer: &Answer) -> Option<&str> {
    let (_, rest) = answer.body.split_once("name=\"isian\" value=\"")?;
    rest.split('"').next()
}

fn sign_in(office: &Office, name: &str, pin: &str, handle: &str) -> Answer {
    let fields = [("nama", name), ("pin", pin), ("ke", "/loket/cari"), ("isian", handle)];
    Visitor::new(office.host()).post("/masuk", &fields)
}

#[test]
fn a_form_of_an_ended_session_is_in_no_page_and_comes_back_to_its_own_person_once() {
    let office = Office::order().without_stock().peopled();
    let siti = Visitor::signed_in(office.host(), "siti");
    assert_eq!(siti.post("/keluar", &[]).leads_to(), "/masuk");
    let answer = siti.post("/loket/cari", &[("q", NIK), ("nama2", "ORANG LAIN")]);
    assert_eq!(answer.status, 401);
    let shown = |answer: &Answer| answer.body.contains(NIK) || answer.body.contains("ORANG LAIN");
    assert!(!shown(&answer), "{}", answer.body);
    let kept = handle(&answer).expect("it is kept").to_owned();
    // A wrong PIN loses nothing, and shows nothing.
    let wrong = sign_in(&office, "siti", "111213", &kept);
    assert_eq!((wrong.status, handle(&wrong), shown(&wrong)), (401, Some(&*kept), false));
    // Somebody else at the same screen.
    let other = sign_in(&office, "omar", pin_of("omar"), &kept);
    assert_eq!((other.leads_to(), shown(&other)), ("/loket", false));
    let back = sign_in(&office, "siti", pin_of("siti"), &kept);
    assert_eq!((back.status, shown(&back)), (200, true), "{}", back.body);
    let again = sign_in(&office, "siti", pin_of("siti"), &kept);
    assert!(!shown(&again), "given back twice");
    // What was drawn for nobody is not kept, nor what says it was for somebody.
    let (random, tag) = siti.csrf.split_once('.').unwrap();
    for csrf in ["", "AAAA", "A.A", &format!("{random}A.{tag}"), &format!("{random}.{tag}0")] {
        let stranger = Visitor::like(&siti, csrf);
        let answer = stranger.post("/loket/cari", &[("q", NIK)]);
        assert_eq!((answer.status, handle(&answer), shown(&answer)), (401, None, false), "{csrf}");
    }
}
