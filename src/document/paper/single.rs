//! *Tanda pengambilan* and *Surat Keterangan Perekaman*: what one person leaves with, each with the
//! QR by which the counter finds it again.

use super::{Issuer, fields, official, person, signatures, words};
use crate::document::model::{Block, Hand, Paper, PaperName, Signatory};
use crate::document::when;
use crate::journal::Series;
use crate::station::papers::{LetterFacts, ReceiptFacts};

pub fn receipt(issuer: &Issuer, facts: &ReceiptFacts) -> Paper {
    let mut text = "Bawalah lembar ini dan Kartu Keluarga asli saat mengambil. Bila diambil orang \
                    lain: surat kuasa dan KTP pengambil."
        .to_owned();
    // Who never had a card has none to give.
    if facts.reason.replaces_a_card() {
        text.push_str(" KTP lama diserahkan sebelum yang baru diberikan.");
    }
    let claim = Block::Code {
        caption: "Untuk loket: pindai saat mencetak dan menyerahkan kartu.".into(),
        text: facts.claim.clone(),
    };
    issuer
        .paper(PaperName::Receipt, &facts.number.of(Series::Receipt))
        .with(fields([
            ("NIK", facts.person.nik.clone()),
            by_hand("Nama", facts.person.nama.clone()),
            by_hand("Alamat", facts.person.address()),
            ("Alasan", facts.reason.to_string().replace('_', " ")),
            ("Diterima", issuer.time(facts.booked.at)),
            ("Dapat diambil mulai", when::date(facts.expected)),
            ("Petugas", facts.booked.by.clone()),
        ]))
        .with(Block::Text(text))
        .with(claim)
        .with(signatures([
            person("Pemohon", &facts.person.nama),
            official("Petugas loket", Some(facts.booked.by.clone())),
        ]))
}

pub fn letter(issuer: &Issuer, facts: &LetterFacts) -> Paper {
    let text = format!(
        "Yang bertanda tangan di bawah ini, {}, menerangkan bahwa penduduk yang tersebut di atas \
         telah melakukan perekaman KTP-el. Kartunya belum dapat dicetak: {}.",
        facts.signatory,
        words::record_state(&facts.state)
    );
    let claim = Block::Code {
        caption: "Untuk loket: pindai saat kartu dicetak dan diserahkan.".into(),
        text: facts.claim.clone(),
    };
    let paraf = facts.paraf.iter().map(|paraf| Signatory {
        role: format!("Paraf {paraf}"),
        name: String::new(),
        hand: Hand::Initials,
    });
    let signs = paraf.chain(std::iter::once(official(&facts.signatory, None)));
    issuer
        .paper(PaperName::Letter, &facts.number.of(Series::Suket))
        .with(fields([
            ("NIK", facts.person.nik.clone()),
            by_hand("Nama", facts.person.nama.clone()),
            by_hand("Alamat", facts.person.address()),
        ]))
        .with(Block::Text(text))
        .with(Block::Text("Surat ini bukan pengganti KTP-el.".into()))
        .with(fields([
            ("Tanggal", when::date(facts.booked.on)),
            ("Petugas", facts.booked.by.clone()),
            ("Keterangan lebih lanjut", facts.contact.clone()),
        ]))
        .with(claim)
        .with(Block::Signatures(signs.collect()))
}

/// The record of who waits has not come yet: what it will say is written on a line, from the
/// papers that they show.
fn by_hand(name: &'static str, value: String) -> (&'static str, String) {
    let label = match (name, value.is_empty()) {
        ("Nama", true) => "Nama (ditulis petugas)",
        (_, true) => "Alamat (ditulis petugas)",
        _ => name,
    };
    (label, value)
}
