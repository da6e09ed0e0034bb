//! *Laporan bulanan*: every place at the month's beginning and end, what became of blanks and
//! cards, reasons, and the days.

use super::{Issuer, signatures, strings, words};
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::document::when;
use crate::journal::Place;
use crate::record::Kind;
use crate::station::papers::{Flow, MonthFacts};

/// What moves from one place to another stands in both.
const TWICE: &str = "Masuk dan keluar dihitung per tempat: yang berpindah di dalam kantor keluar \
                     dari satu tempat dan masuk ke tempat lain. Awal + masuk − keluar = akhir.";

pub fn month(issuer: &Issuer, (year, month): (i16, i8), facts: &MonthFacts) -> Paper {
    let number = format!("{} {year}", when::month(month));
    let heading = |text: &str| Block::Heading(text.to_owned());
    issuer
        .paper(PaperName::Month, &number)
        .with(heading("Blangko dan kartu per tempat"))
        .with(Block::Table(places(facts)))
        .with(Block::Text(TWICE.into()))
        .with(heading("Gerakan dalam bulan ini"))
        .with(Block::Table(flows(facts)))
        .with(heading("Kartu dalam register menurut alasan"))
        .with(Block::Table(reasons(facts)))
        .with(heading("Per hari"))
        .with(Block::Table(days(facts)))
        .with(signatures([issuer.pengurus_barang(None), issuer.kepala(None)]))
}

fn places(facts: &MonthFacts) -> Table {
    let columns = vec![
        Column::text("Jenis", 24),
        Column::text("Tempat", 60),
        Column::number("Awal bulan", 22),
        Column::number("Masuk", 22),
        Column::number("Keluar", 22),
        Column::number("Akhir bulan", 22),
    ];
    let row = |((kind, place), held): (&(Kind, Place), &[i64; 4])| {
        let names = [words::kind(*kind).to_owned(), words::place(place)];
        names.into_iter().chain(held.iter().map(ToString::to_string)).collect()
    };
    let total = (0..4).map(|at| facts.places.values().map(|held| held[at]).sum::<i64>());
    let total = strings(["Jumlah", ""]).into_iter().chain(total.map(|sum| sum.to_string()));
    Table {
        total: Some(total.collect()),
        ..Table::new(columns, facts.places.iter().map(row).collect())
    }
}

/// A line for what happened, a column for each kind.
fn flows(facts: &MonthFacts) -> Table {
    let mut columns =
        vec![Column::number("No", 10), Column::text("Gerakan", 104), Column::text("Arah", 26)];
    columns.extend(facts.flows.keys().map(|kind| Column::number(words::kind(*kind), 26)));
    let rows = FLOWS.iter().enumerate().map(|(at, (what, way, take))| {
        let names = [(at + 1).to_string(), (*what).to_owned(), (*way).to_owned()];
        let numbers = facts.flows.values().map(|flow| take(flow).to_string());
        names.into_iter().chain(numbers).collect()
    });
    Table::new(columns, rows.collect())
}

/// What is counted, which way it goes, and how many.
type Line = (&'static str, &'static str, fn(&Flow) -> i64);

const FLOWS: [Line; 15] = [
    ("Blangko diterima dengan BAST", "masuk", |flow| flow.received),
    ("Blangko kembali: pinjaman, stasiun lain", "masuk", |flow| flow.returned),
    ("Blangko keluar: pinjaman, stasiun lain, penyedia", "keluar", |flow| flow.left),
    ("Blangko bersih (1 + 2 − 3)", "bersih", Flow::net),
    ("Kartu dicetak (baris register)", "di kantor", |flow| flow.registered),
    ("Rusak", "di kantor", |flow| flow.spoiled),
    ("Rusak yang dimusnahkan", "keluar", |flow| flow.destroyed),
    ("Kartu diserahkan kepada pemohon", "keluar", |flow| flow.handed),
    ("Kartu dikirim ke kecamatan", "keluar", |flow| flow.shipped),
    ("Kartu kembali dari kecamatan", "masuk", |flow| flow.back),
    ("Hilang", "keluar", |flow| flow.missing),
    ("Ditemukan kembali dari yang hilang", "masuk", |flow| flow.found),
    ("Lebih dari buku menurut hitungan", "masuk", |flow| flow.surplus),
    ("Kartu lama ditarik", "masuk", |flow| flow.withdrawn),
    ("Kartu lama dimusnahkan", "keluar", |flow| flow.old_destroyed),
];

fn reasons(facts: &MonthFacts) -> Table {
    let columns =
        vec![Column::text("Jenis", 30), Column::text("Alasan", 90), Column::number("Kartu", 30)];
    let rows = facts.reasons.iter().map(|((kind, reason), cards)| {
        let reason = reason.to_string().replace('_', " ");
        vec![words::kind(*kind).to_owned(), reason, cards.to_string()]
    });
    let total = facts.reasons.values().sum::<i64>().to_string();
    let total = vec!["Jumlah".to_owned(), String::new(), total];
    Table { total: Some(total), ..Table::new(columns, rows.collect()) }
}

fn days(facts: &MonthFacts) -> Table {
    let columns = vec![
        Column::text("Tanggal", 40),
        Column::number("Diterima", 22),
        Column::number("Dicetak", 22),
        Column::number("Rusak", 22),
        Column::number("Diserahkan", 22),
        Column::number("Dikirim", 22),
    ];
    let numbers = |day: &crate::station::papers::DayFlow| {
        [day.received, day.registered, day.spoiled, day.handed, day.shipped]
    };
    let rows = facts.days.iter().map(|(date, day)| {
        let all = numbers(day).into_iter().map(|number| number.to_string());
        std::iter::once(when::date(*date)).chain(all).collect()
    });
    let sums = (0..5).map(|at| facts.days.values().map(|day| numbers(day)[at]).sum::<i64>());
    let total = std::iter::once("Jumlah".to_owned()).chain(sums.map(|sum| sum.to_string()));
    Table { total: Some(total.collect()), ..Table::new(columns, rows.collect()) }
}
