//! *Daftar isi kiriman*: the cards of a parcel for a kecamatan, to be ticked off where it arrives.

use super::{Issuer, fields, official, signatures};
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::document::when;
use crate::journal::Series;
use crate::station::papers::{PackedCard, PackingFacts};

pub fn packing(issuer: &Issuer, facts: &PackingFacts) -> Paper {
    let left = facts.closed.as_ref().map_or("masih dikemas".to_owned(), |(booked, bast)| {
        let dated = when::date(bast.dated);
        format!("BAST nomor {} tanggal {dated}, catatan {}", bast.number, booked.seq)
    });
    let sender = facts.closed.as_ref().map(|(booked, _)| booked.by.clone());
    let received = match &facts.received {
        None => "belum dihitung di tujuan".to_owned(),
        Some((counted, differs)) if differs.is_empty() => format!("{counted} kartu, sesuai"),
        Some((counted, differs)) => format!("{counted} kartu; {}", differs.join(", ")),
    };
    let columns = vec![
        Column::number("No", 8),
        Column::text("Nomor register", 38),
        Column::text("UID chip", 29),
        Column::text("NIK", 29),
        Column::text("Nama", 32),
        Column::text("Alamat", 35),
        Column::text("Ada", 9),
    ];
    let row = |(at, card): (usize, &PackedCard)| {
        vec![
            (at + 1).to_string(),
            card.register.clone(),
            card.blank.clone(),
            card.person.nik.clone(),
            card.person.nama.clone(),
            card.person.address(),
            String::new(),
        ]
    };
    let rows = facts.cards.iter().enumerate().map(row).collect();
    let paper =
        issuer.paper(PaperName::Packing, &facts.shipment.of(Series::Shipment)).with(fields([
            ("Tujuan", format!("Kecamatan {}", facts.kecamatan)),
            ("Berangkat", left),
            ("Jumlah", format!("{} kartu", facts.cards.len())),
            ("Diterima", received),
        ]));
    paper.with(Block::Table(Table::new(columns, rows))).with(signatures([
        official("Yang mengirim", sender),
        official("Yang menerima di kecamatan", None),
    ]))
}
