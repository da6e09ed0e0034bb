//! *Laporan bulanan*: every place at the month's beginning and end, what became of blanks and
//! cards, reasons, and the days.

use super::{Issuer, signatures, strings, words};
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::journal::Place;
use crate::record::Kind;
use crate::station::papers::{Flow, MonthFacts};

pub fn month(issuer: &Issuer, (year, month): (i16, i8), facts: &MonthFacts) -> Paper {
    let number = format!("{} {year}", words::month(month));
    let heading = |text: &str| Block::Heading(text.to_owned());
    issuer
        .paper(PaperName::Month, &number)
        .with(heading("Blangko dan kartu menurut tempat"))
        .with(Block::Table(places(facts)))
        .with(heading("Gerakan dalam bulan ini"))
        .with(Block::Table(flows(facts)))
        .with(heading("Kartu dalam register menurut alasan"))
        .with(Block::Table(reasons(facts)))
        .with(heading("Per hari"))
        .with(Block::Table(days(facts)))
        .with(signatures([("Pengurus Barang", ""), ("Kepala", "")]))
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

fn flows(facts: &MonthFacts) -> Table {
    let columns = vec![
        Column::text("Jenis", 18),
        Column::number("Diterima", 16),
        Column::number("Dicetak", 15),
        Column::number("Rusak", 14),
        Column::number("Dimusnahkan", 22),
        Column::number("Diserahkan", 20),
        Column::number("Dikirim", 15),
        Column::number("Kembali", 17),
        Column::number("Keluar kantor", 16),
        Column::number("Hilang", 14),
    ];
    let row = |(kind, flow): (&Kind, &Flow)| {
        let Flow { received, registered, spoiled, destroyed, .. } = flow;
        let Flow { handed, shipped, back, lent, missing, .. } = flow;
        let all = [received, registered, spoiled, destroyed, handed, shipped, back, lent, missing];
        let all = all.into_iter().map(ToString::to_string);
        std::iter::once(words::kind(*kind).to_owned()).chain(all).collect()
    };
    Table::new(columns, facts.flows.iter().map(row).collect())
}

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
        std::iter::once(date.to_string()).chain(all).collect()
    });
    let sums = (0..5).map(|at| facts.days.values().map(|day| numbers(day)[at]).sum::<i64>());
    let total = std::iter::once("Jumlah".to_owned()).chain(sums.map(|sum| sum.to_string()));
    Table { total: Some(total.collect()), ..Table::new(columns, rows.collect()) }
}
