//! What lies on a desk between two clicks: an order is for whom its form was drawn for, a slip of
//! the keyboard is in no log, and a first code makes one person.

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

#[test]
fn a_letter_is_given_by_the_page_once_and_by_an_office_that_gives_letters() {
    let mut office = Office::order().without_stock().peopled();
    let asks = |office: &Office| {
        let siti = Visitor::signed_in(office.host(), "siti");
        siti.post("/loket/cari", &[("q", cast::BIO_CAPTURED)]).leads_to();
        let look = look_of(&siti.get("/loket").body);
        let answer = siti.post("/loket/bukti", &[("orang", &look), ("jenis", "suket")]);
        (answer.status, answer.body, siti.get("/loket").body)
    };
    let (status, told, _) = asks(&office);
    assert!(status == 409 && told.contains("SKT-01"), "{told}");
    assert!(office.stop().success());
    let file = std::fs::read_to_string(office.config()).unwrap();
    let letters = "[suket]\nallowed = true\nsignatory = \"Camat Contoh\"\ncontact = \"021-0\"\n";
    std::fs::write(office.config(), format!("{file}\n{letters}")).unwrap();
    office.start();
    for _ in 0..2 {
        let (_, _, page) = asks(&office);
        assert!(page.contains("/SPESIMEN-01/00001") && page.contains("<svg"), "{page}");
    }
    assert_eq!(office.events("suket_issued").len(), 1);
}
