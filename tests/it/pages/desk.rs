//! What lies on a desk between two clicks: an order is for whom its form was drawn for, a slip of
//! the keyboard is in no log, and a first code makes one person.

use std::fs;

use hw_sim::source::cast;

use super::visitor::Visitor;
use crate::rig::Office;

/// The look that a page's forms are for.
fn look_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"orang\" value=\"").expect("a form about somebody");
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn an_order_is_for_whom_its_form_was_drawn_for() {
    let office = Office::order().peopled();
    let siti = Visitor::signed_in(office.host(), "siti");
    let find = |nik: &str| {
        assert_eq!(siti.post("/loket/cari", &[("q", nik)]).leads_to(), "/loket");
        look_of(&siti.get("/loket").body)
    };
    let (first, second) = (find(cast::ORDINARY_WOMAN), find(cast::ORDINARY_MAN));
    for path in ["/loket/cetak", "/loket/bukti"] {
        for look in [first.as_str(), ""] {
            let form = [("orang", look), ("alasan", "baru"), ("cocok", "ya"), ("jenis", "tanda")];
            let answer = siti.post(path, &form);
            assert_eq!(answer.status, 409, "{path} {look}: {}", answer.body);
            assert!(answer.body.contains("WEB-03"), "{}", answer.body);
        }
    }
    assert!(office.events("feed_intended").is_empty());
    assert!(office.events("receipt_issued").is_empty());
    let form = [("orang", &*second), ("alasan", "baru"), ("cocok", "ya")];
    assert!(siti.post("/loket/cetak", &form).leads_to().starts_with("/kartu/"));
}

#[test]
fn what_was_typed_by_mistake_is_in_no_log() {
    let mut office = Office::order().without_stock().peopled();
    let siti = Visitor::signed_in(office.host(), "siti");
    let typed = format!("SITI RAHMAWATI {}x", cast::ORDINARY_WOMAN);
    let answer = siti.post("/loket/cari", &[("q", &typed)]);
    assert!(answer.status == 422 && answer.body.contains("HOV-01"), "{}", answer.body);
    assert!(office.stop().success());
    let log = office.log();
    assert!(log.contains("HOV-01"), "{log}");
    assert!(!log.contains("RAHMAWATI") && !log.contains(cast::ORDINARY_WOMAN), "{log}");
}

#[test]
fn a_first_code_makes_one_person_whoever_else_sends_it_at_that_moment() {
    let mut office = Office::order().web().open();
    let code = office.code();
    let names = ["kartini", "kirana", "kusuma", "kemala"];
    std::thread::scope(|scope| {
        let host = office.host();
        for name in names {
            let code = code.as_str();
            scope.spawn(move || {
                let form = [("kode", code), ("nama", name), ("pin", "482915"), ("pin2", "482915")];
                Visitor::new(host).post("/mulai", &form)
            });
        }
    });
    assert_eq!(office.events("staff_added").len(), 1);
}

/// Whom no record waits for gets a letter, where the office gives letters; once, and on no other
/// look than the one it was asked on.
#[test]
fn a_letter_is_given_at_the_page_and_is_the_same_one_when_asked_for_again() {
    let mut office = Office::order().without_stock().peopled();
    let ask = |office: &Office| {
        let siti = Visitor::signed_in(office.host(), "siti");
        assert_eq!(siti.post("/loket/cari", &[("q", cast::BIO_CAPTURED)]).leads_to(), "/loket");
        let page = siti.get("/loket").body;
        assert!(page.contains("name=\"jenis\" value=\"suket\""), "{page}");
        let form = [("orang", &*look_of(&page)), ("jenis", "suket")];
        let answer = siti.post("/loket/bukti", &form);
        (answer, siti.get("/loket").body)
    };
    // The head of this office has not allowed any.
    let (answer, _) = ask(&office);
    assert!(answer.status == 409 && answer.body.contains("SKT-01"), "{}", answer.body);
    assert!(office.events("suket_issued").is_empty());
    assert!(office.stop().success());
    let file = fs::read_to_string(office.config()).unwrap();
    let letters = "[suket]\nallowed = true\nsignatory = \"Camat Contoh\"\ncontact = \"021-0\"\n";
    fs::write(office.config(), format!("{file}\n{letters}")).unwrap();
    office.start();
    let number = |(answer, page): (super::visitor::Answer, String)| {
        assert_eq!(answer.leads_to(), "/loket");
        let (_, proof) = page.split_once("section class=\"proof\"").expect("it is shown");
        let (title, _) = proof.split_once("</h2>").unwrap();
        assert!(proof.contains("<svg class=\"qr\""), "no code to be read: {proof}");
        title.rsplit(' ').next().unwrap().to_owned()
    };
    let first = number(ask(&office));
    let issued = office.events("suket_issued");
    assert_eq!(issued.len(), 1);
    assert!(first.contains('/'), "{first}");
    assert_eq!(number(ask(&office)), first);
    assert_eq!(office.events("suket_issued").len(), 1);
}
