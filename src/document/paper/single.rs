//! *Tanda pengambilan* and *Surat Keterangan Perekaman*: what one person leaves with, each with the
//! QR by which the counter finds it again.

use super::{Issuer, fields, signatures, words};
use crate::document::model::{Block, Paper, PaperName, Signatory};
use crate::station::papers::{LetterFacts, ReceiptFacts};

pub fn receipt(issuer: &Issuer, facts: &ReceiptFacts) -> Paper {
    let text = "Bawalah lembar ini dan Kartu Keluarga asli saat mengambil. Bila diambil orang \
                lain: surat kuasa dan KTP pengambil. KTP lama diserahkan sebelum yang baru \
                diberikan.";
    let claim = Block::Code {
        caption: "Untuk loket: pindai saat mencetak dan menyerahkan kartu.".into(),
        text: facts.claim.clone(),
    };
    issuer
        .paper(PaperName::Receipt, &facts.number.to_string())
        .with(fields([
            ("NIK", facts.person.nik.clone()),
            ("Nama", or_by_hand(&facts.person.nama)),
            ("Alamat", or_by_hand(&facts.person.address())),
            ("Alasan", facts.reason.to_string().replace('_', " ")),
            ("Diterima", issuer.time(facts.booked.at)),
            ("Dapat diambil mulai", words::date(facts.expected)),
            ("Petugas", facts.booked.by.clone()),
        ]))
        .with(Block::Text(text.into()))
        .with(claim)
        .with(signatures([("Pemohon", &facts.person.nama), ("Petugas loket", &facts.booked.by)]))
}

pub fn letter(issuer: &Issuer, facts: &LetterFacts) -> Paper {
    let text = format!(
        "Yang bertanda tangan di bawah ini, {}, menerangkan bahwa penduduk yang tersebut di atas \
         telah melakukan perekaman KTP-el. Kartunya belum dapat dicetak; keadaan data pada sistem \
         pusat: {}.",
        facts.signatory, facts.state
    );
    let claim = Block::Code {
        caption: "Untuk loket: pindai saat kartu dicetak dan diserahkan.".into(),
        text: facts.claim.clone(),
    };
    let paraf = facts.paraf.iter().map(|paraf| (format!("Paraf {paraf}"), String::new()));
    let signatory = std::iter::once((facts.signatory.clone(), String::new()));
    let signs = paraf.chain(signatory).map(|(role, name)| Signatory { role, name });
    issuer
        .paper(PaperName::Letter, &facts.number.to_string())
        .with(fields([
            ("NIK", facts.person.nik.clone()),
            ("Nama", or_by_hand(&facts.person.nama)),
            ("Alamat", or_by_hand(&facts.person.address())),
        ]))
        .with(Block::Text(text))
        .with(Block::Text("Surat ini bukan pengganti KTP-el.".into()))
        .with(fields([
            ("Tanggal", words::date(facts.booked.on)),
            ("Petugas", facts.booked.by.clone()),
            ("Keterangan lebih lanjut", facts.contact.clone()),
        ]))
        .with(claim)
        .with(Block::Signatures(signs.collect()))
}

/// The record of who waits has not come yet: what it will say is written in by hand.
fn or_by_hand(value: &str) -> String {
    if value.is_empty() { "….".repeat(24) } else { value.to_owned() }
}
