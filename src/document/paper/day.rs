//! *Lembar harian*: each lane's line and equation, every place of the office, and what keeps the
//! day open or was taken on when it was closed.

use super::{Issuer, fields, official, signatures, words};
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::document::when;
use crate::journal::Role;
use crate::station::papers::{DayFacts, LaneLine};

const NOT_COUNTED: &str = "–";

pub fn day(issuer: &Issuer, facts: &DayFacts) -> Paper {
    let number = match &facts.closed {
        Some((closed, 1)) => format!("Ditutup {}", when::date(closed.on)),
        Some((closed, nth)) => format!("Ditutup {}, penutupan ke-{nth}", when::date(closed.on)),
        None => "Hari yang berjalan".to_owned(),
    };
    let dates: Vec<String> = facts.dates.iter().copied().map(when::date).collect();
    let booked = facts.closed.as_ref().map(|(booked, _)| booked);
    let closed = booked.map_or("belum".to_owned(), |closed| {
        let second = closed.second.as_ref().map(|second| format!(" dan {second}"));
        let by = format!("{}{}", closed.by, second.unwrap_or_default());
        format!("{}, oleh {by}", issuer.booked(closed))
    });
    let papers = match facts.papers.is_empty() {
        true => "tidak ada".to_owned(),
        false => facts.papers.join(", "),
    };
    let mut paper = issuer.paper(PaperName::Day, &number).with(fields([
        ("Tanggal gerakan", if dates.is_empty() { "tidak ada".into() } else { dates.join(", ") }),
        ("Ditutup", closed),
        ("Berita Acara selisih", papers),
        ("Belum dilaporkan ke pusat", format!("{} kartu baik", facts.waiting)),
    ]));
    paper = paper.with(Block::Heading("Jalur cetak".into())).with(Block::Table(lanes(facts)));
    paper = paper
        .with(Block::Heading("Persamaan pencetak".into()))
        .with(Block::Table(equations(facts)));
    paper = paper.with(Block::Heading("Blangko dan kartu per tempat".into()));
    paper = paper.with(Block::Table(places(facts)));
    paper = paper.with(Block::Heading("Yang belum jelas".into()));
    let faults: Vec<String> = facts.faults.iter().map(words::fault).collect();
    paper = match faults.is_empty() {
        true => paper.with(Block::Text("Tidak ada.".into())),
        false => faults.into_iter().fold(paper, |paper, fault| paper.with(Block::Text(fault))),
    };
    paper.with(signatures([
        official("Operator", issuer.signers.name(Role::Operator, booked)),
        issuer.pengurus_barang(booked),
        issuer.kepala(booked),
    ]))
}

fn counted(counted: Option<i64>) -> String {
    counted.map_or(NOT_COUNTED.to_owned(), |counted| counted.to_string())
}

/// `pagi · masuk · baik · rusak · di mesin · sisa · dihitung`.
fn lanes(facts: &DayFacts) -> Table {
    let columns = vec![
        Column::text("Jalur", 16),
        Column::number("Pagi", 12),
        Column::number("Masuk", 13),
        Column::number("Baik", 12),
        Column::number("Rusak", 13),
        Column::number("Di mesin", 14),
        Column::number("Dicari", 13),
        Column::number("Tak jelas", 14),
        Column::number("Selisih", 14),
        Column::number("Sisa", 12),
        Column::number("Dihitung", 16),
    ];
    let row = |line: &LaneLine| {
        let day = &line.day;
        let numbers = [
            day.opening,
            day.loaded,
            day.balance.good,
            day.balance.spoiled,
            line.in_machine,
            line.unknown,
            line.unexplained,
            day.differed,
            line.left,
        ];
        let numbers = numbers.iter().map(ToString::to_string);
        let cells = std::iter::once(line.lane.to_string()).chain(numbers);
        cells.chain([counted(line.counted)]).collect()
    };
    Table::new(columns, facts.lanes.iter().map(row).collect())
}

/// Taken by the printer's own counter = seen + silent + unexplained = what became of them.
fn equations(facts: &DayFacts) -> Table {
    let columns = vec![
        Column::text("Jalur", 16),
        Column::number("Diambil pencetak", 20),
        Column::number("Terlihat", 16),
        Column::number("Bisu", 12),
        Column::number("Baik", 12),
        Column::number("Rusak", 13),
        Column::number("Di mesin", 15),
        Column::number("Dicari", 13),
        Column::number("Selesai", 14),
        Column::number("Tak jelas", 14),
        Column::number("Selisih", 14),
    ];
    let row = |line: &LaneLine| {
        let (day, became) = (&line.day, &line.day.balance);
        let numbers = [
            became.fed,
            day.seen,
            day.silent,
            became.good,
            became.spoiled,
            became.inside,
            became.unknown,
            became.settled,
            became.unexplained,
            became.difference(),
        ];
        let numbers = numbers.iter().map(ToString::to_string);
        std::iter::once(line.lane.to_string()).chain(numbers).collect()
    };
    Table::new(columns, facts.lanes.iter().map(row).collect())
}

fn places(facts: &DayFacts) -> Table {
    let columns = vec![
        Column::text("Jenis", 24),
        Column::text("Tempat", 60),
        Column::number("Saldo awal", 22),
        Column::number(if facts.closed.is_some() { "Saldo akhir" } else { "Sekarang" }, 22),
        Column::number("Dihitung", 22),
    ];
    let rows = facts.places.iter().filter(|line| line.opening != 0 || line.now != 0);
    let rows = rows.map(|line| {
        vec![
            words::kind(line.kind).to_owned(),
            words::place(&line.place),
            line.opening.to_string(),
            line.now.to_string(),
            counted(line.counted),
        ]
    });
    Table::new(columns, rows.collect())
}
