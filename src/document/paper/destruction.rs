//! *Berita Acara Pemusnahan*: spoiled blanks and cards burnt before witnesses, cards by name and
//! address as far as they can still be read.

use super::{Issuer, fields, witnesses, words};
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::document::when;
use crate::station::papers::{BurntCard, DestructionFacts};

pub fn destruction(issuer: &Issuer, facts: &DestructionFacts) -> Paper {
    let (named, kind) = (facts.cards.len(), words::kind(facts.kind));
    let all = facts.quantity + facts.withdrawn;
    let unnamed = (all as usize).saturating_sub(named);
    let text = format!(
        "Pada tanggal {} telah dimusnahkan dengan cara dibakar {} keping blangko dan kartu {kind} \
         yang rusak dan {} kartu lama yang ditarik, di hadapan para saksi yang bertanda tangan di \
         bawah ini: {named} keping menurut daftar, {unnamed} keping tanpa UID.",
        when::date(facts.document.dated),
        facts.quantity,
        facts.withdrawn
    );
    let none = || "tidak ada".to_owned();
    let head = fields([
        ("Jumlah", format!("{all} keping")),
        ("Dibukukan", issuer.booked(&facts.booked)),
        ("Oleh", facts.booked.by.clone()),
        ("Disetujui", facts.booked.second.clone().unwrap_or_else(none)),
        ("Keterangan", facts.remarks.clone().unwrap_or_else(none)),
    ]);
    let paper = issuer.paper(PaperName::Destruction, &facts.document.number);
    let paper = paper.with(Block::Text(text)).with(head).with(Block::Table(cards(facts)));
    let booked = Some(&facts.booked);
    let office = [issuer.pengurus_barang(booked), issuer.kepala(booked)];
    let all = office.into_iter().chain(witnesses(&facts.witnesses));
    paper.with(Block::Signatures(all.collect()))
}

fn cards(facts: &DestructionFacts) -> Table {
    let columns = vec![
        Column::number("No", 8),
        Column::text("UID chip", 31),
        Column::text("Nomor register", 38),
        Column::text("NIK", 29),
        Column::text("Nama", 34),
        Column::text("Alamat", 40),
    ];
    let row = |(at, card): (usize, &BurntCard)| {
        let (nik, nama, address) = match &card.person {
            Some(person) => (person.nik.clone(), person.nama.clone(), person.address()),
            None => ("–".into(), "(belum dipakai)".into(), String::new()),
        };
        let revoked = if card.revoked { " (dicabut)" } else { "" };
        let register = card.register.clone().unwrap_or_else(|| "–".into());
        vec![(at + 1).to_string(), format!("{}{revoked}", card.uid), register, nik, nama, address]
    };
    Table::new(columns, facts.cards.iter().enumerate().map(row).collect())
}
