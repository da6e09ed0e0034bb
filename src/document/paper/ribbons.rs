//! *Berita Acara Pemusnahan Pita dan Film*: used ones show every face that they printed, and are
//! burnt before witnesses.

use super::{Issuer, fields, witnesses};
use crate::document::model::{Block, Paper, PaperName};
use crate::document::when;
use crate::station::papers::RibbonsFacts;

pub fn ribbons(issuer: &Issuer, facts: &RibbonsFacts) -> Paper {
    let text = format!(
        "Pada tanggal {} telah dimusnahkan dengan cara dibakar {} gulungan pita cetak dan film \
         bekas, yang masih memperlihatkan data dan foto pada kartu yang dicetaknya, di hadapan \
         para saksi yang bertanda tangan di bawah ini.",
        when::date(facts.document.dated),
        facts.quantity
    );
    let none = || "tidak ada".to_owned();
    let booked = Some(&facts.booked);
    let office = [issuer.pengurus_barang(booked), issuer.kepala(booked)];
    let all = office.into_iter().chain(witnesses(&facts.witnesses));
    issuer
        .paper(PaperName::Ribbons, &facts.document.number)
        .with(Block::Text(text))
        .with(fields([
            ("Jumlah", format!("{} gulungan", facts.quantity)),
            ("Dibukukan", issuer.booked(&facts.booked)),
            ("Oleh", facts.booked.by.clone()),
            ("Disetujui", facts.booked.second.clone().unwrap_or_else(none)),
            ("Keterangan", facts.remarks.clone().unwrap_or_else(none)),
        ]))
        .with(Block::Signatures(all.collect()))
}
