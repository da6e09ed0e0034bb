//! What people do at the pages, one step each.

use hw_sim::world::Place;
use serde_json::json;

use super::Browser;
use crate::rig::{Office, pin_of};

impl Browser {
    /// From the sign-in to where this person works.
    #[track_caller]
    pub fn sign_in(&self, name: &str) {
        self.fill("#nama", name);
        self.fill("#pin", pin_of(name));
        self.click("main button.main");
        self.see("form[action='/keluar']");
    }

    /// Whoever stands at the counter, by NIK or receipt.
    #[track_caller]
    pub fn find_person(&self, text: &str) {
        self.go("/loket");
        self.fill("#q", text);
        self.click("form.find button.main");
        self.see("section.person");
    }

    /// A first card, up to its own page; the job's name.
    #[track_caller]
    pub fn order(&self, text: &str) -> String {
        self.find_person(text);
        self.click("input[name=cocok]");
        self.click("form.order button.main");
        self.card_opened()
    }

    /// Comes back on a card's page.
    #[track_caller]
    pub fn card_opened(&self) -> String {
        self.until("a card's page", |browser| {
            let path = browser.path();
            let job = path.strip_prefix("/kartu/")?;
            Some(job.split('/').next().unwrap_or_default().to_owned())
        })
    }

    /// Up to the card at the output.
    #[track_caller]
    pub fn printed(&self, text: &str) -> String {
        let job = self.order(text);
        self.see("button[value=baik]");
        job
    }

    /// Printed, looked at, tapped, good; the card, as hands call it.
    #[track_caller]
    pub fn made(&self, office: &Office, text: &str) -> String {
        self.printed(text);
        let card = top_card(office);
        lay(office, &card);
        self.click("button[value=baik]");
        self.see(".told.good button, .told.good + form button");
        office.lift();
        card
    }

    /// Another card because the old one is lost; asked, not yet agreed to.
    #[track_caller]
    pub fn ask_reprint(&self, nik: &str) {
        self.find_person(nik);
        self.choose("#alasan", "hilang");
        self.click("input[name=berkas][value=surat_kehilangan]");
        self.click("input[name=kartu_lama][value=hilang]");
        self.fill("#surat", "LP/7");
        // A date field takes what its own script would.
        self.run("document.querySelector('#tanggal').value = '2026-01-02'");
        self.click("input[name=cocok]");
        self.click("form.order button.main");
        self.see("a[href='/persetujuan'].button");
    }
}

/// The top card of the output, as hands call it.
pub fn top_card(office: &Office) -> String {
    let output = Place::Output { lane: 0 };
    let card = office.world(|world| world.at(output).last().copied());
    format!("#{}", card.expect("a card at the output"))
}

/// A card from somebody's hands onto the desk reader.
pub fn lay(office: &Office, card: &str) {
    office.hands(json!({ "do": "tap", "card": card }));
}
