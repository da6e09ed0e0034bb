//! Sessions that are seen and ended from elsewhere, or by a new PIN or role.

use std::fs;

use super::visitor::Visitor;
use crate::rig::Office;

/// What ends each session of the page, in its order.
fn labels(page: &str) -> Vec<&str> {
    let parts = page.split("action=\"/sesi/").skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

fn is_in(visitor: &Visitor) -> bool {
    visitor.get("/sesi").status == 200
}

/// The kepala asks, the operator agrees.
fn by_two(office: &Office, arguments: &[&str]) {
    office.by("kartini", arguments).expect(4);
    let list = office.json(&["approve", "list"]);
    let open = list.as_array().unwrap().iter().find(|row| row["state"] == "asked");
    let id = open.expect("an approval")["approval"].as_str().unwrap().to_owned();
    office.by("omar", &["approve", &id]).expect(0);
}

#[test]
fn one_ends_ones_own_sessions_and_a_kepala_everybodys() {
    let office = Office::order().without_stock().peopled();
    let here = Visitor::signed_in(office.host(), "siti");
    let there = Visitor::signed_in(office.host(), "siti");
    let wasis = Visitor::signed_in(office.host(), "wasis");
    let kartini = Visitor::signed_in(office.host(), "kartini");
    let page = here.get("/sesi").body;
    assert_eq!(labels(&page).len(), 2, "{page}");
    for secret in [&here, &there].map(|one| one.cookie.clone().unwrap()) {
        assert!(!page.contains(secret.split('=').nth(1).unwrap()), "a cookie is shown");
    }
    assert!(!page.contains("wasis") && page.contains("komputer stasiun"), "{page}");
    let page = there.get("/sesi").body;
    assert!(!page.contains(&here.csrf), "another session's word is shown");
    // Another's is not to be seen, nor ended.
    let seen_by_kepala = kartini.get("/sesi").body;
    assert_eq!(labels(&seen_by_kepala).len(), 4);
    let of_siti = labels(&page);
    for label in labels(&seen_by_kepala).into_iter().filter(|label| of_siti.contains(label)) {
        assert_eq!(wasis.post(&format!("/sesi/{label}"), &[]).status, 404);
    }
    assert!(is_in(&here) && is_in(&there));
    // The one used last stands first: this one, and then the other.
    let own = here.get("/sesi").body;
    let other = format!("/sesi/{}", labels(&own)[1]);
    let forged = Visitor::like(&here, "AAAA");
    assert_eq!(forged.post(&other, &[]).status, 403);
    let mut live = there.live("/hidup");
    assert_eq!(here.post(&other, &[]).leads_to(), "/sesi");
    live.says("event: keluar");
    assert!(is_in(&here) && !is_in(&there));
    assert_eq!(here.post(&other, &[]).status, 404, "ended twice");
    for label in labels(&seen_by_kepala) {
        if labels(&wasis.get("/sesi").body) == [label] {
            assert_eq!(kartini.post(&format!("/sesi/{label}"), &[]).leads_to(), "/sesi");
            break;
        }
    }
    assert!(!is_in(&wasis) && is_in(&here));
}

#[test]
fn a_new_pin_or_role_ends_the_sessions_of_before_and_no_others() {
    let office = Office::order().without_stock().peopled();
    let siti = Visitor::signed_in(office.host(), "siti");
    let gudi = Visitor::signed_in(office.host(), "gudi");
    let omar = Visitor::signed_in(office.host(), "omar");
    let mut live = siti.live("/hidup");
    // The same digits again are another PIN, too.
    fs::write(office.path("pin-new"), "550193\n").unwrap();
    office.by("siti", &["people", "pin"]).expect(0);
    live.says("event: keluar");
    assert!(!is_in(&siti) && is_in(&gudi) && is_in(&omar));
    assert!(is_in(&Visitor::signed_in(office.host(), "siti")));
    by_two(&office, &["people", "role", "gudi", "--role", "loket"]);
    assert!(!is_in(&gudi) && is_in(&omar));
    let gudi = Visitor::signed_in(office.host(), "gudi");
    by_two(&office, &["people", "remove", "gudi"]);
    assert!(!is_in(&gudi) && is_in(&omar));
}
