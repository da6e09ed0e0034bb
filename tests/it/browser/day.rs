//! A clerk's whole day, as a person clicks it, once in each language.

use cetakd::text::Words;
use cetakd::text::web as t;
use hw_sim::source::cast;
use serde_json::json;

use super::Browser;
use super::clerk::{lay, top_card};
use crate::rig::Office;

/// Somebody's day: the browser they sit at, the office around it, the language they read.
struct Day {
    office: Office,
    browser: Browser,
    language: &'static str,
}

#[test]
fn a_clerks_day_in_indonesian() {
    Day::begin("id").whole();
}

#[test]
fn a_clerks_day_in_english() {
    Day::begin("en").whole();
}

impl Day {
    fn begin(language: &'static str) -> Self {
        let office = Office::order().peopled();
        let browser = Browser::open(office.host());
        browser.go("/");
        browser.comes_to("/masuk");
        if language == "en" {
            browser.click("button[lang=en]");
        }
        browser.see(&format!("html[lang={language}] #nama"));
        Self { office, browser, language }
    }

    fn look(&self, name: &str) {
        self.browser.look(&format!("{}-{name}", self.language));
    }

    fn says(&self, words: Words) {
        self.browser.says(if self.language == "en" { words.en } else { words.id });
    }

    fn whole(self) {
        self.look("masuk");
        self.browser.sign_in("siti");
        self.look("loket");
        self.a_card();
        self.sorted();
        self.given();
        self.spoiled();
        self.not_ready();
        self.reprinted_here();
        self.agreed_elsewhere();
        self.unknown();
        self.browser.click("form[action='/keluar'] button");
        self.browser.comes_to("/masuk");
        assert_eq!(self.browser.complaints(), [""; 0], "a page broke its own policy");
        self.office.books_are_true();
    }

    /// From a NIK to a receipt; with the receipt to a card; tapped and good.
    fn a_card(&self) {
        let Self { browser, office, .. } = self;
        browser.find_person(cast::ORDINARY_WOMAN);
        self.says(t::PRINT);
        assert!(browser.in_sight("form.order button.main"), "one scrolls for the print button");
        browser.until("both faces", |browser| {
            let drawn = browser.run(
                "return [...document.querySelectorAll('.faces img')]\
                     .filter(face => face.complete && face.naturalWidth > 500).length",
            );
            (drawn == 2).then_some(())
        });
        self.look("orang");
        browser.click("form.claim button");
        browser.see(".proof svg.qr");
        self.look("tanda-pengambilan");
        let number = self.receipt();

        browser.order(&number);
        // Nobody loads the page anew: its steps come by themselves.
        browser.run("window.stays = true");
        browser.see("button[value=baik]");
        assert_eq!(browser.run("return window.stays"), true, "the page was loaded anew");
        let done = browser.run("return document.querySelectorAll('ol.bar li.done').length");
        assert_eq!(done, 4, "{}", browser.words());
        self.says(t::LOOK_AND_TAP);
        self.look("kartu-tercetak");
        // Without a card on the reader it is not good.
        browser.click("button[value=baik]");
        browser.see(".told.bad");
        self.look("kartu-tidak-ditempel");
        office.tap();
        browser.click("button[value=baik]");
        self.says(t::CARD_READY);
        self.look("kartu-siap");
        office.lift();
        assert_eq!(office.outcomes_of(cast::ORDINARY_WOMAN), ["printed", "ready"]);
    }

    fn receipt(&self) -> String {
        let title = self.browser.text(".proof h2");
        title.split_whitespace().last().expect("a number").to_owned()
    }

    fn sorted(&self) {
        let Self { browser, office, .. } = self;
        browser.printed(cast::LONGEST_NAME);
        browser.click("nav a[href='/sortir']");
        self.look("sortir");
        office.tap();
        browser.click("button[value=lihat]");
        browser.says("RADEN AYU");
        browser.click("button[value=baik]");
        self.says(t::PILE);
        browser.until("a ready card", |_| {
            let told = office.outcomes_of(cast::LONGEST_NAME);
            (told == ["printed", "ready"]).then_some(())
        });
        self.look("sortir-tumpukan");
        office.lift();
    }

    /// The first card into its holder's hand, with all that is seen, compared and signed.
    fn given(&self) {
        let Self { browser, office, .. } = self;
        browser.find_person(cast::ONE_WORD_NAME);
        browser.click("form.claim button");
        let number = self.receipt();
        let card = browser.made(office, &number);
        browser.click("nav a[href='/ambil']");
        self.look("ambil");
        lay(office, &card);
        browser.click("button[name=tempel]");
        browser.says("SLAMET");
        self.look("ambil-isian");
        browser.fill("#nomor", &number);
        browser.click("input[name=kk]");
        for checked in ["nama", "nik", "alamat", "foto"] {
            browser.click(&format!("input[name=cocok][value={checked}]"));
        }
        browser.choose("#jari", "match");
        // Unsigned it is not given, and what was filled in stays.
        browser.click("form.verdict button.good");
        browser.says("HOV-08");
        assert!(browser.has("input[name=kk]:checked"), "what was ticked is gone");
        browser.draw("canvas");
        self.look("ambil-ditandatangani");
        browser.click("form.verdict button.good");
        self.says(t::PROOF);
        self.look("ambil-bukti");
        office.lift();
        assert_eq!(office.events("card_handed_over").len(), 1);
        assert_eq!(office.events("card_handed_over")[0]["tapped"], true);
    }

    fn spoiled(&self) {
        let Self { browser, office, .. } = self;
        browser.printed(cast::TITLED_NAME);
        browser.click("form.verdict details summary");
        browser.choose("#sebab", "gagal_cetak");
        self.look("kartu-rusak");
        let card = top_card(office);
        office.tap();
        browser.click("button[value=rusak]");
        browser.see("form[action='/loket/kosong'] button");
        office.lift();
        self.look("kartu-sudah-rusak");
        browser.click("form[action='/loket/kosong'] button.main");
        browser.comes_to("/loket");
        assert_eq!(office.booked("spoiled"), 1);
        let (hands, reject) = (json!({ "at": "hands" }), json!({ "at": "reject", "lane": 0 }));
        office.hands(json!({ "do": "put-back", "card": card, "place": hands, "to": reject }));
    }

    /// A letter if the office gives them, the reason in any case; and who has a card gets no other.
    fn not_ready(&self) {
        let Self { browser, office, .. } = self;
        browser.find_person(cast::PROCESSING);
        assert!(!browser.has("form.order"), "somebody not print-ready can be printed");
        self.look("belum-siap");
        browser.click("form.claim button");
        browser.says("SKT-01");
        browser.find_person(cast::DUPLICATE_RECORD);
        assert!(!browser.has("form.order") && !browser.has("form.claim"));
        browser.find_person(cast::ONE_WORD_NAME);
        self.says(t::HAS_CARD);
        self.says(t::HAS_CARD);
        self.says(t::ASK_CENTRE);
        self.look("sudah-punya");
        browser.fill("#q", "990101520290000");
        browser.keys("\n");
        browser.says("NIK-01");
        assert_eq!(browser.run("return document.querySelector('#q').value"), "990101520290000");
        self.look("nik-salah");
        assert_eq!(office.events("feed_intended").len(), 4);
    }

    /// The centre has made the record ready once more.
    fn ready_again(&self, nik: &str) {
        let state = "PRINT_READY_RECORD";
        self.office.hands(json!({ "do": "source", "what": "state", "nik": nik, "state": state }));
    }

    /// The second person signs at the same screen.
    fn reprinted_here(&self) {
        let Self { browser, office, .. } = self;
        self.ready_again(cast::ORDINARY_WOMAN);
        browser.find_person(cast::ORDINARY_WOMAN);
        self.says(t::CARD_IS_HERE);
        assert!(!browser.has("form.order"), "her card lies here");
        self.ready_again(cast::ONE_WORD_NAME);
        browser.find_person(cast::ONE_WORD_NAME);
        browser.see("img[src='/loket/muka/depan']");
        assert!(browser.in_sight("form.order button.main"));
        self.look("cetak-ulang");
        browser.ask_reprint(cast::ONE_WORD_NAME);
        browser.click("a[href='/persetujuan'].button");
        browser.see("#nama2");
        self.look("persetujuan");
        let agree = |name: &str, pin: &str| {
            browser.fill("#nama2", name);
            browser.fill("#pin2", pin);
            browser.click("button[value=setuju]");
        };
        agree("siti", "550193");
        browser.says("APR-03");
        agree("omar", "111213");
        browser.says("SGN-02");
        agree("omar", "917264");
        browser.card_opened();
        browser.see("button[value=baik]");
        office.tap();
        browser.click("button[value=baik]");
        self.says(t::CARD_READY);
        office.lift();
        let opened = office.events("job_opened");
        assert_eq!(opened.last().unwrap()["reprint"]["old_card"]["is"], "lost");
    }

    /// The second person agrees at a screen of their own.
    fn agreed_elsewhere(&self) {
        let Self { office, .. } = self;
        office.by("kartini", &["people", "role", "gudi", "--role", "loket"]).expect(4);
        let other = Browser::open(office.host());
        other.go("/");
        other.sign_in("omar");
        other.click("nav a[href='/persetujuan']");
        other.click("button[value=setuju]");
        other.see(".told.good");
        assert_eq!(office.events("staff_role_changed").last().unwrap()["name"], "gudi");
        assert_eq!(other.complaints(), [""; 0]);
    }

    /// Power fails while a card is on its way out; a person finds it.
    fn unknown(&self) {
        let Self { browser, office, .. } = self;
        office.fault("Se", "power-blip-after");
        let job = browser.order(cast::ORDINARY_MAN);
        // The line died with the power; whoever comes next settles what was open.
        browser.until("a lane that lost its card", |_| {
            office.by("omar", &["lane", "release", "A"]);
            let unknown = office.json(&["unknown", "list"]);
            (unknown.as_array().unwrap().len() == 1).then_some(())
        });
        browser.see(".told.bad");
        self.look("kartu-tak-pasti");
        browser.click("nav a[href='/tak-pasti']");
        browser.says(&job);
        self.look("tak-pasti");
        let card = top_card(office);
        lay(office, &card);
        browser.click("input[name=ditemukan][value=keluaran]");
        browser.click("input[name=tempel]");
        browser.click("main form button.main");
        browser.see(".told.good");
        self.says(t::NO_UNKNOWN);
        self.look("tak-pasti-selesai");
        office.lift();
        let output = json!({ "at": "output", "lane": 0 });
        office.hands(json!({ "do": "put-back", "card": card, "to": output }));
        assert_eq!(office.booked("unknown:A"), 0);
    }
}
