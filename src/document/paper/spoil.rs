//! *Berita Acara Kerusakan Blangko*: blanks that no machine has touched and that people found
//! spoiled.

use super::{Issuer, fields, signatures, uids, words};
use crate::document::model::{Block, Paper, PaperName};
use crate::document::when;
use crate::station::papers::SpoilFacts;

pub fn spoil(issuer: &Issuer, facts: &SpoilFacts) -> Paper {
    let reason = facts.reason.to_string().replace('_', " ");
    let text = format!(
        "Pada tanggal {} telah diperiksa dan dinyatakan rusak {} keping blangko {} yang belum \
         dipakai. Keping itu dikeluarkan dari {} dan disimpan sampai dimusnahkan.",
        when::date(facts.document.dated),
        facts.quantity,
        words::kind(facts.kind),
        words::place(&facts.from)
    );
    let none = || "tidak ada".to_owned();
    let mut paper = issuer
        .paper(PaperName::Spoil, &facts.document.number)
        .with(Block::Text(text))
        .with(fields([
            ("Jumlah", format!("{} keping", facts.quantity)),
            ("Alasan", reason),
            ("Dibukukan", issuer.booked(&facts.booked)),
            ("Oleh", facts.booked.by.clone()),
            ("Disetujui", facts.booked.second.clone().unwrap_or_else(none)),
            ("Keterangan", facts.remarks.clone().unwrap_or_else(none)),
        ]));
    if let Some(undone) = &facts.undone {
        paper = paper.with(fields([("Dibatalkan", issuer.undone(undone))]));
    }
    let booked = Some(&facts.booked);
    paper = paper.with(signatures([issuer.pengurus_barang(booked), issuer.kepala(booked)]));
    if facts.uids.is_empty() {
        return paper;
    }
    paper.with(Block::Heading("Lampiran: UID".into())).with(Block::Table(uids(&facts.uids)))
}
