//! *Berita Acara Pembatalan Pembukuan*: what was booked by mistake, on which paper, and what the
//! counter-entry moved back.

use super::{Issuer, fields, signatures, uids, words};
use crate::books::Movement;
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::document::when;
use crate::station::papers::ReversalFacts;

pub fn reversal(issuer: &Issuer, facts: &ReversalFacts) -> Paper {
    let text = format!(
        "Pada tanggal {} pembukuan pada catatan {} dibatalkan karena keliru. Catatan itu tetap \
         ada di jurnal; yang dipindahkannya dibukukan kembali seperti di bawah ini.",
        when::date(facts.document.dated),
        facts.undone.seq
    );
    let none = || "tidak ada".to_owned();
    let paper = |(kind, document): &(crate::journal::PaperKind, crate::journal::Document)| {
        let dated = when::date(document.dated);
        format!("{} {} tanggal {dated}", words::paper(*kind), document.number)
    };
    let papers: Vec<String> = facts.papers.iter().map(paper).collect();
    let papers = if papers.is_empty() { none() } else { papers.join("; ") };
    let undone = format!("{}, oleh {}", issuer.booked(&facts.undone), facts.undone.by);
    let mut paper = issuer
        .paper(PaperName::Reversal, &facts.document.number)
        .with(Block::Text(text))
        .with(Block::Table(back(facts)))
        .with(fields([
            ("Yang dibatalkan", undone),
            ("Surat yang dibatalkan", papers),
            ("Dibukukan", issuer.booked(&facts.booked)),
            ("Oleh", facts.booked.by.clone()),
            ("Disetujui", facts.booked.second.clone().unwrap_or_else(none)),
            ("Alasan", facts.remarks.clone().unwrap_or_else(none)),
        ]));
    let booked = Some(&facts.booked);
    paper = paper.with(signatures([issuer.pengurus_barang(booked), issuer.kepala(booked)]));
    if facts.uids.is_empty() {
        return paper;
    }
    paper.with(Block::Heading("Lampiran: UID".into())).with(Block::Table(uids(&facts.uids)))
}

fn back(facts: &ReversalFacts) -> Table {
    let columns = vec![
        Column::number("No", 10),
        Column::text("Jenis", 30),
        Column::text("Dari", 55),
        Column::text("Kembali ke", 55),
        Column::number("Jumlah", 30),
    ];
    let row = |(at, moved): (usize, &Movement)| {
        vec![
            (at + 1).to_string(),
            words::kind(moved.kind).to_owned(),
            words::place(&moved.to),
            words::place(&moved.from),
            moved.quantity.to_string(),
        ]
    };
    Table::new(columns, facts.movements.iter().enumerate().map(row).collect())
}
