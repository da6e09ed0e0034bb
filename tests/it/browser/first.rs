//! The first start, by somebody without a mouse.

use hw_sim::source::cast;

use super::Browser;
use crate::rig::Office;

/// Tab until this part has the focus; what can't be come by so is out of reach for many.
#[track_caller]
fn tab_to(browser: &Browser, css: &str) {
    let script = format!("return document.activeElement.matches(\"{css}\")");
    for _ in 0..60 {
        if browser.run(&script) == true {
            return;
        }
        browser.keys("\t");
    }
    panic!("no Tab comes to {css}: {}", browser.words());
}

#[test]
fn from_the_code_to_the_first_card_without_a_mouse() {
    let mut office = Office::order().web().open();
    let code = office.code();
    let browser = Browser::open(office.host());
    browser.go("/");
    browser.comes_to("/mulai");
    browser.look("mulai");
    browser.go("/mulai");

    // A wrong code says so, keeps the name, and makes nobody.
    browser.keys("AAAAAAAAAA\tkartini\t482915\t482915\n");
    browser.says("WEB-06");
    assert_eq!(browser.run("return document.querySelector('#nama').value"), "kartini");
    tab_to(&browser, "#kode");
    browser.keys(&code);
    tab_to(&browser, "#pin");
    browser.keys("482915\t482915\n");

    browser.until("the steps", |browser| browser.has("ol.steps li.ready").then_some(()));
    browser.look("langkah");
    tab_to(&browser, "main a.button.main");
    browser.keys("\n");
    browser.comes_to("/loket");
    browser.see("#q:focus");
    browser.keys(cast::ORDINARY_WOMAN);
    browser.keys("\n");
    browser.see(".faces img");
    // The box that must be ticked, and the order.
    tab_to(&browser, "input[name=cocok]");
    browser.keys(" ");
    browser.alt("p");
    browser.card_opened();
    browser.see("button[value=baik]:focus");
    office.tap();
    browser.alt("b");
    browser.see(".told.good + form button:focus");
    browser.alt("n");
    browser.comes_to("/loket");
    browser.see("#q:focus");

    assert_eq!(office.outcomes_of(cast::ORDINARY_WOMAN), ["printed", "ready"]);
    assert_eq!(browser.complaints(), [""; 0]);
    office.lift();
    office.books_are_true();
    // The code has done its work.
    browser.forget_cookies();
    browser.go("/mulai");
    browser.comes_to("/masuk");
}
