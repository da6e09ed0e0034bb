//! *Berita Acara Serah Terima*: blanks that came, left or came back, and parcels of cards.

use super::{Issuer, fields, official, signatures, uids, words};
use crate::document::model::{Block, Column, Paper, PaperName, Signatory, Table};
use crate::document::when;
use crate::journal::Series;
use crate::station::papers::{BastFacts, Direction};

pub fn bast(issuer: &Issuer, facts: &BastFacts) -> Paper {
    let office = &issuer.office;
    let (from, to) = match &facts.direction {
        Direction::FromSupplier => ("penyedia blangko".to_owned(), office.clone()),
        Direction::FromStation(station) => (format!("stasiun {station}"), office.clone()),
        Direction::GivenBackBy(party) => (party.clone(), office.clone()),
        Direction::LentTo(party) => (office.clone(), party.clone()),
        Direction::ToSupplier => (office.clone(), "penyedia blangko".to_owned()),
        Direction::ToStation(station) => (office.clone(), format!("stasiun {station}")),
        Direction::ToKecamatan { kecamatan, .. } => {
            (office.clone(), format!("Kecamatan {kecamatan}"))
        }
    };
    let what = match &facts.direction {
        Direction::LentTo(_) => "peminjaman blangko",
        Direction::GivenBackBy(_) => "pengembalian pinjaman blangko",
        Direction::ToSupplier => "pengembalian blangko ke penyedia",
        Direction::ToKecamatan { .. } => "pengiriman KTP-el",
        _ => "penyerahan blangko",
    };
    let second = facts.booked.second.clone();
    let text = format!(
        "Pada tanggal {} telah dilakukan {what}: {from} menyerahkan kepada {to}, dan {to} \
         menerima, barang yang tersebut di bawah ini.",
        when::date(facts.document.dated)
    );
    let mut paper = issuer.paper(PaperName::Bast, &facts.document.number).with(Block::Text(text));
    paper = paper.with(Block::Table(goods(facts)));
    if let Some(on_paper) = facts.on_paper {
        let differs = format!(
            "Surat pengantar menyebut {on_paper}; dihitung dan dibukukan {}.",
            facts.quantity
        );
        paper = paper.with(Block::Text(differs));
    }
    let none = || "tidak ada".to_owned();
    paper = paper.with(fields([
        ("SPPB", facts.sppb.clone().unwrap_or_else(none)),
        ("Dibukukan", issuer.booked(&facts.booked)),
        ("Oleh", facts.booked.by.clone()),
        ("Disetujui", second.unwrap_or_else(none)),
        ("Keterangan", facts.remarks.clone().unwrap_or_else(none)),
    ]));
    if let Some(undone) = &facts.undone {
        paper = paper.with(fields([("Dibatalkan", issuer.undone(undone))]));
    }
    // Whoever keeps the blanks signs for this office.
    let ours = issuer.pengurus_barang(Some(&facts.booked));
    let side = |what: &str, party: &str| {
        let role = format!("{what}, {party}");
        match party == office {
            true => Signatory { role, ..ours.clone() },
            false => official(&role, None),
        }
    };
    paper = paper.with(signatures([side("Yang menyerahkan", &from), side("Yang menerima", &to)]));
    if facts.uids.is_empty() {
        return paper;
    }
    paper.with(Block::Heading("Lampiran: UID".into())).with(Block::Table(uids(&facts.uids)))
}

fn goods(facts: &BastFacts) -> Table {
    let columns =
        vec![Column::number("No", 10), Column::text("Barang", 110), Column::number("Jumlah", 30)];
    let what = match (facts.kind, &facts.direction) {
        (Some(kind), _) => format!("Blangko {}", words::kind(kind)),
        (None, Direction::ToKecamatan { shipment, .. }) => {
            format!("KTP-el menurut daftar isi kiriman {}", shipment.of(Series::Shipment))
        }
        (None, _) => "KTP-el".to_owned(),
    };
    Table::new(columns, vec![vec!["1".to_owned(), what, facts.quantity.to_string()]])
}
