//! *Daftar orang terdampak*: whom a person, a device or a time touched, for the notice that
//! UU 27/2022, article 46, asks for.

use super::{Issuer, official, signatures, words};
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::station::papers::{BreachPart, Looks, ShownPerson, Touch, TouchKind};

/// `number`: what was looked for, in words.
pub fn breach(
    issuer: &Issuer,
    number: &str,
    (volume, total): ((u32, u32), u64),
    part: &BreachPart,
) -> Paper {
    let columns = vec![
        Column::number("No", 12),
        Column::text("Waktu", 30),
        Column::text("NIK", 30),
        Column::text("Nama", 42),
        Column::text("Alamat", 62),
        Column::text("Yang terjadi", 62),
        Column::text("Oleh", 25),
        Column::text("Jalur", 12),
    ];
    let row = |(at, (touch, person)): (u64, &(Touch, ShownPerson))| {
        let (what, lane) = match &touch.kind {
            TouchKind::Look(looks) => (seen(issuer, looks), None),
            TouchKind::Job { job, lane, stage } => {
                let stage = words::stage(stage);
                (format!("kartu dikerjakan, pekerjaan {job}: {stage}"), lane.clone())
            }
        };
        vec![
            at.to_string(),
            issuer.time(touch.at),
            person.nik.clone(),
            person.nama.clone(),
            person.address(),
            what,
            touch.by.clone(),
            lane.unwrap_or_else(|| "–".into()),
        ]
    };
    let mut paper = issuer.paper(PaperName::Breach, number).across();
    paper.volume = volume;
    let rows = (part.first + 1..).zip(&part.rows).map(row).collect();
    let text = "Disusun untuk pemberitahuan menurut Pasal 46 Undang-Undang Nomor 27 Tahun 2022 \
                tentang Pelindungan Data Pribadi.";
    let count = format!("{} baris dalam jilid ini, {total} seluruhnya.", part.rows.len());
    paper
        .with(Block::Text(text.into()))
        .with(Block::Table(Table::new(columns, rows)))
        .with(Block::Text(count))
        .with(signatures([official("Penyusun", None), issuer.kepala(None)]))
}

/// What for; of several looks how often, and until when.
fn seen(issuer: &Issuer, looks: &Looks) -> String {
    let purposes: Vec<&str> = looks.purposes.iter().map(String::as_str).collect();
    let (purposes, (first, last)) = (purposes.join(", "), looks.entries);
    match looks.count {
        1 => format!("data dilihat untuk {purposes}, catatan {first}"),
        count => {
            let until = issuer.time(looks.last);
            format!(
                "data dilihat {count} kali untuk {purposes}, terakhir {until}; catatan \
                 {first}–{last}"
            )
        }
    }
}
