//! *Buku Register Dokumen KTP-el*: one row a printed card, in volumes.

use super::{Issuer, official, signatures, words};
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::document::when;
use crate::journal::{Collector, OldCard, Series};
use crate::station::papers::{RegisterPart, ShownPerson};
use crate::store::RegisterLine;

pub fn register(issuer: &Issuer, number: &str, part: &RegisterPart) -> Paper {
    let columns = vec![
        Column::text("Nomor", 38),
        Column::text("Tanggal", 21),
        Column::text("NIK", 27),
        Column::text("Nama", 34),
        Column::text("Alamat", 54),
        Column::text("Jenis dan alasan", 17),
        Column::text("Berkas", 15),
        Column::text("UID chip", 28),
        Column::text("Petugas dan jalur", 15),
        Column::text("Keadaan", 46),
    ];
    let rows = part.rows.iter().map(|(line, person)| row(issuer, line, person)).collect();
    let mut paper = issuer.paper(PaperName::Register, number).across();
    paper.volume = part.volume;
    let rows = Table::new(columns, rows);
    let shown = format!("{} kartu dalam jilid ini, {} seluruhnya.", part.rows.len(), part.total);
    paper
        .with(Block::Table(rows))
        .with(Block::Text(shown))
        .with(signatures([official("Petugas pencatat", None), issuer.kepala(None)]))
}

fn row(issuer: &Issuer, line: &RegisterLine, person: &ShownPerson) -> Vec<String> {
    let papers = line.papers.replace([',', ' '], ", ").replace(", , ", ", ");
    vec![
        line.number.clone(),
        line.date.parse().map_or_else(|_| line.date.clone(), when::date),
        person.nik.clone(),
        person.nama.clone(),
        person.address(),
        format!("{} {}", words::kind(line.kind), line.reason.replace('_', " ")),
        if papers.is_empty() { "–".to_owned() } else { papers.replace('_', " ") },
        line.blank.clone(),
        format!("{}, {}", line.operator, line.lane),
        state(issuer, line),
    ]
}

/// Where the card is, and how it was given.
fn state(issuer: &Issuer, line: &RegisterLine) -> String {
    let mut state = words::stage(&line.stage).to_owned();
    if let Some(handed) = &line.life.handed {
        let collector = match &handed.over.collector {
            Collector::Holder {} => "pemilik".to_owned(),
            Collector::Other { relation, letter } => format!("{relation}, surat {letter}"),
        };
        let old = match &handed.over.old_card {
            OldCard::None {} => String::new(),
            OldCard::Taken {} => "; KTP lama ditarik".to_owned(),
            OldCard::PoliceLetter { letter } => format!("; KTP lama hilang, surat {letter}"),
        };
        let at = issuer.time(handed.at);
        let given = format!("diserahkan {at} oleh {} kepada {collector}{old}", handed.by);
        // What became of it afterwards stands first.
        state = match line.stage.as_str() {
            "handed_over" => given,
            _ => format!("{state}; {given}"),
        };
    } else if let Some(shipment) = &line.life.shipment {
        state.push_str(&format!(", kiriman {}", shipment.of(Series::Shipment)));
    }
    for complaint in &line.life.complaints {
        let kind = complaint.kind.to_string().replace('_', " ");
        state.push_str(&format!("; aduan {}: {kind}", complaint.number));
    }
    state
}
