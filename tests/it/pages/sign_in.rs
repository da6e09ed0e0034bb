//! Signing in by plain HTTP: names and PINs tried out, sessions that have ended, and names that
//! somebody planted.

use super::visitor::Visitor;
use crate::rig::{Office, pin_of};

#[test]
fn a_session_ends_for_good_and_nobody_chooses_its_name() {
    let office = Office::order().without_stock().peopled();
    let mut siti = Visitor::new(office.host());
    // A name of before the sign-in is worth nothing after it.
    siti.cookie = Some("__Host-cetakd=planted".to_owned());
    let answer = siti.post("/masuk", &[("nama", "siti"), ("pin", pin_of("siti"))]);
    let cookie = answer.header("set-cookie");
    assert!(!cookie.contains("planted"), "{cookie}");
    for word in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    let siti = Visitor::signed_in(office.host(), "siti");
    assert_eq!(siti.post("/keluar", &[]).leads_to(), "/masuk");
    // The cookie, once more: somebody kept it.
    assert_eq!(siti.get("/loket").leads_to(), "/masuk?ke=%2Floket");
    assert_eq!(siti.post("/loket/kosong", &[]).status, 401);
    // Nobody is sent away from here after the sign-in.
    for (path, to) in [
        ("//jahat.example", "/"),
        ("https://jahat.example/", "/"),
        ("/\\jahat.example", "/"),
        ("/loket\r\nx: y", "/"),
        ("/loket/cetak", "/loket"),
        ("/kartu/ABC/periksa", "/kartu/ABC"),
    ] {
        let fields = [("nama", "omar"), ("pin", pin_of("omar")), ("ke", path)];
        assert_eq!(Visitor::new(office.host()).post("/masuk", &fields).leads_to(), to, "{path}");
    }
    // Who is no longer among the people is out at once.
    let wasis = Visitor::signed_in(office.host(), "wasis");
    let mut live = wasis.live("/hidup");
    office.by("kartini", &["people", "remove", "wasis"]).expect(4);
    let list = office.json(&["approve", "list"]);
    let open = list.as_array().unwrap().iter().find(|row| row["state"] == "asked");
    let id = open.unwrap()["approval"].as_str().unwrap().to_owned();
    office.by("omar", &["approve", &id]).expect(0);
    live.says("event: keluar");
    assert!(wasis.get("/persetujuan").leads_to().starts_with("/masuk"));
}

#[test]
fn pins_can_be_tried_out_neither_on_one_name_nor_from_one_computer() {
    let office = Office::order().without_stock().peopled();
    let visitor = Visitor::new(office.host());
    let tries = |name: &str, pin: &str| visitor.post("/masuk", &[("nama", name), ("pin", pin)]);
    for _ in 0..4 {
        let answer = tries("siti", "111213");
        assert_eq!(answer.status, 401);
        assert!(answer.body.contains("SGN-02") && answer.header("set-cookie").is_empty());
        assert!(!answer.body.contains("111213"), "the PIN comes back");
    }
    assert!(tries("siti", "111213").body.contains("SGN-03"));
    assert!(tries("siti", pin_of("siti")).body.contains("SGN-03"), "locked, and let in");
    // A name that is nobody's is told the same as a wrong PIN.
    assert!(tries("nobody", "111213").body.contains("SGN-02"));
    assert_eq!(tries("omar", pin_of("omar")).status, 303, "another's lock is not omar's");
    let said = (0..20).map(|_| tries("nobody", "111213").status).collect::<Vec<_>>();
    assert_eq!((said.first(), said.last()), (Some(&401), Some(&429)));
    let late = tries("omar", pin_of("omar"));
    assert_eq!(late.status, 429, "let in after too many tries");
}
