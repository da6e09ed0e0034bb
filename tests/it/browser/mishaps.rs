//! What happens to people at pages: two at one card, a daemon that dies, a session that ends, a
//! scanner that types too fast, and a browser without script.

use hw_sim::source::cast;
use hw_sim::world::{Place, Spot};

use super::Browser;
use crate::rig::Office;

const NIK: &str = cast::ORDINARY_WOMAN;

fn seated(office: &Office, name: &str) -> Browser {
    let browser = Browser::open(office.host());
    browser.go("/");
    browser.sign_in(name);
    browser
}

/// One card was fed for this person, and the books say where it is.
fn one_card(office: &Office) {
    assert_eq!(office.events("feed_intended").len(), 1);
    assert_eq!(office.events("print_committed").len(), 1);
    office.books_are_true();
}

#[test]
fn two_clerks_with_the_same_person_make_one_card_and_both_see_it() {
    let office = Office::order().peopled();
    let (siti, omar) = (seated(&office, "siti"), seated(&office, "omar"));
    for browser in [&siti, &omar] {
        browser.find_person(NIK);
        browser.click("input[name=cocok]");
    }
    siti.click("form.order button.main");
    omar.click("form.order button.main");
    let job = siti.card_opened();
    // The second one is shown the card that is under way, or told that there is one.
    omar.until("the same card", |browser| {
        let same = browser.path() == format!("/kartu/{job}");
        (same || browser.words().contains("REQ-0")).then_some(())
    });
    omar.go(&format!("/kartu/{job}"));
    for browser in [&siti, &omar] {
        browser.see("button[value=baik]");
    }
    office.tap();
    omar.click("button[value=baik]");
    siti.see(".told.good + form button");
    office.lift();
    one_card(&office);
    assert_eq!(office.outcomes_of(NIK), ["printed", "ready"]);
}

#[test]
fn a_daemon_that_dies_in_mid_print_comes_back_and_its_page_tells_the_truth() {
    let mut office = Office::order().peopled();
    let browser = seated(&office, "siti");
    office.fault("Sic", "late:3000");
    let job = browser.order(NIK);
    let station = Place::Machine { lane: 0, spot: Spot::Station };
    office.until("a card at the station", |world| !world.at(station).is_empty());
    office.kill();
    browser.see("body.away");
    browser.look("putus");
    office.start();
    // Sessions live in memory: the page goes to the sign-in by itself, and back to its card.
    browser.until("a sign-in", |browser| browser.path().starts_with("/masuk").then_some(()));
    browser.sign_in("siti");
    browser.comes_to(&format!("/kartu/{job}"));
    browser.until("a card that is whole, or lost sight of", |browser| {
        let settled = browser.has("button[value=baik]") || browser.has("main .told.bad");
        settled.then_some(())
    });
    let audit = office.audit();
    assert_eq!(office.events("feed_intended").len(), 1, "{audit:#?}");
    assert!(office.held(Place::Output { lane: 0 }) + office.inside() <= 1);
}

#[test]
fn a_session_that_ends_in_mid_form_loses_nothing() {
    let mut office = Office::order().peopled();
    let browser = seated(&office, "siti");
    browser.printed(NIK);
    office.tap();
    browser.click("form.verdict details summary");
    browser.choose("#sebab", "gagal_cetak");
    // Sessions live in memory: all of them end, and the form is still in the browser.
    assert!(office.stop().success());
    office.start();
    browser.see("body.out");
    browser.click("button[value=rusak]");
    browser.see("#nama");
    browser.look("sesi-berakhir");
    assert_eq!(office.booked("spoiled"), 0);
    let sign_in = |pin: &str| {
        browser.fill("#nama", "siti");
        browser.fill("#pin", pin);
        browser.click("main button.main");
    };
    sign_in("111213");
    browser.says("SGN-02");
    sign_in("550193");
    browser.see("form[action$='/periksa'] button.main");
    browser.look("kirim-lagi");
    assert_eq!(office.booked("spoiled"), 0, "sent by itself");
    browser.click("form[action$='/periksa'] button.main");
    browser.see("form[action='/loket/kosong'] button");
    assert_eq!(office.booked("spoiled"), 1);
    assert_eq!(office.events("card_inspected").len(), 1);
    assert!(office.stop().success());
}

#[test]
fn a_scanner_that_types_enter_twice_looks_once_and_prints_once() {
    let office = Office::order().peopled();
    let browser = seated(&office, "siti");
    browser.see("#q:focus");
    browser.keys(&format!("{NIK}\n\n"));
    browser.see(".faces img");
    let looks = office.by("wasis", &["access", "--each", "--nik", NIK]).expect(0).json();
    let looks = looks.as_array().unwrap().iter().filter(|look| look["purpose"] == "layanan");
    assert_eq!(looks.count(), 1, "one person was looked up twice");
    browser.click("input[name=cocok]");
    // The page's own guard: the second order never leaves it.
    let guarded = browser.run(
        "const form = document.querySelector('form.order');
         const held = [];
         const look = (event) => { held.push(event.defaultPrevented); event.preventDefault(); };
         window.addEventListener('submit', look);
         form.requestSubmit(); form.requestSubmit(); form.requestSubmit();
         window.removeEventListener('submit', look);
         held.push(form.getAttribute('aria-busy'));
         window.dispatchEvent(new PageTransitionEvent('pageshow'));
         return held;",
    );
    assert_eq!(guarded, serde_json::json!([false, true, true, "true"]));
    assert!(office.events("feed_intended").is_empty());
    // The order by two Enters in one breath.
    browser.run("document.querySelector('form.order button.main').focus()");
    browser.keys("\n\n");
    browser.see("button[value=baik]");
    office.tap();
    browser.see("button[value=baik]:focus");
    browser.keys("\n\n");
    browser.see(".told.good + form button, #q");
    office.lift();
    one_card(&office);
    assert_eq!(office.events("card_inspected").len(), 1);
}

/// Of two Enters in one breath the page itself sends one: counted behind its own listener, and kept
/// from leaving.
#[test]
fn the_page_sends_one_form_for_two_enters() {
    let office = Office::order().without_stock().peopled();
    let browser = seated(&office, "siti");
    browser.see("#q:focus");
    browser.run(
        "window.forms = 0; document.addEventListener('submit', (event) => {\
           if (!event.defaultPrevented) window.forms += 1; event.preventDefault(); })",
    );
    browser.keys(&format!("{NIK}\n\n\n"));
    browser.until("a form on its way", |browser| browser.has("form.find[aria-busy]").then_some(()));
    assert_eq!(browser.run("return window.forms"), 1);
}

#[test]
fn without_script_a_card_is_printed_all_the_same() {
    let office = Office::order().peopled();
    let browser = Browser::without_script(office.host());
    browser.go("/");
    browser.sign_in("siti");
    browser.order(NIK);
    // Its page stands still until it is loaded again.
    browser.until("a printed card", |browser| {
        browser.go(&browser.path());
        browser.has("button[value=baik]").then_some(())
    });
    office.tap();
    browser.click("button[value=baik]");
    browser.see(".told.good");
    office.lift();
    one_card(&office);
    assert_eq!(browser.complaints(), [""; 0]);
}
