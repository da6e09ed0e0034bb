//! *Berita Acara Penghitungan Fisik* and *Berita Acara Selisih*: what was booked, what was counted,
//! by whom, and who takes the difference on.

use super::{Issuer, fields, official, signatures, strings, words};
use crate::books::DayFault;
use crate::document::model::{Block, Column, Paper, PaperName, Table};
use crate::document::when;
use crate::station::papers::{CountFacts, CountedLine, DifferenceFacts};

pub fn stock_take(issuer: &Issuer, facts: &CountFacts) -> Paper {
    let number = format!("Penghitungan {}", when::date(facts.begun.on));
    let differ = facts.lines.iter().filter(|line| line.difference() != 0).count();
    let result = match (differ, &facts.booked) {
        (0, _) => "Yang dihitung sama dengan yang dibukukan di setiap tempat.".to_owned(),
        (differ, Some((booked, document))) => format!(
            "Di {differ} tempat berbeda; selisih dibukukan dengan Berita Acara {} (catatan {}).",
            document.number, booked.seq
        ),
        (differ, None) => format!("Di {differ} tempat berbeda; selisih belum dibukukan."),
    };
    let none = if differ == 0 { "tidak ada selisih" } else { "belum" };
    let agreed = facts.booked.as_ref().map_or(none.to_owned(), |(booked, _)| {
        format!("{} dan {}", booked.by, booked.second.as_deref().unwrap_or("–"))
    });
    let text = "Blangko dan kartu di setiap tempat dihitung tanpa melihat saldo buku. Yang berbeda \
                dihitung sekali lagi.";
    let paper = issuer.paper(PaperName::StockTake, &number).with(Block::Text(text.into()));
    let paper = paper.with(fields([
        ("Dimulai", moment(issuer, &facts.begun)),
        ("Selesai", moment(issuer, &facts.finished)),
        ("Selisih disetujui", agreed),
    ]));
    let paper = paper.with(Block::Table(lines(facts, |_| true))).with(Block::Text(result));
    let paper = missing(paper, facts);
    let last = facts.booked.as_ref().map_or(&facts.finished, |(booked, _)| booked);
    // Who counted everything signs by name.
    let mut who: Vec<&String> = facts.lines.iter().map(|line| &line.by).collect();
    who.dedup();
    let counted = who.first().filter(|_| who.len() == 1).map(|name| (*name).clone());
    paper.with(signatures([
        official("Yang menghitung", counted),
        issuer.pengurus_barang(Some(last)),
        issuer.kepala(Some(last)),
    ]))
}

pub fn difference(issuer: &Issuer, facts: &DifferenceFacts) -> Paper {
    let text = format!(
        "Pada tanggal {} dibukukan selisih antara hasil hitung dan saldo buku yang tersebut di \
         bawah ini. Kedua petugas yang disebut menyetujuinya.",
        when::date(facts.document.dated)
    );
    let none = || "tidak ada".to_owned();
    let paper = issuer.paper(PaperName::Difference, &facts.document.number);
    let mut paper = paper.with(Block::Text(text)).with(fields([
        ("Dibukukan", issuer.booked(&facts.booked)),
        ("Oleh", facts.booked.by.clone()),
        ("Disetujui", facts.booked.second.clone().unwrap_or_else(none)),
        ("Keterangan", facts.remarks.clone().unwrap_or_else(none)),
    ]));
    if let Some(count) = &facts.count {
        paper = paper.with(Block::Table(lines(count, |line| line.difference() != 0)));
        paper = missing(paper, count);
    }
    if facts.count.is_none() {
        let columns = vec![Column::number("No", 10), Column::text("Yang tidak jelas", 140)];
        let row = |(at, fault): (usize, &DayFault)| vec![(at + 1).to_string(), words::fault(fault)];
        let rows = facts.faults.iter().enumerate().map(row).collect();
        paper = paper.with(Block::Table(Table::new(columns, rows)));
    }
    let booked = Some(&facts.booked);
    paper.with(signatures([issuer.pengurus_barang(booked), issuer.kepala(booked)]))
}

fn moment(issuer: &Issuer, booked: &crate::station::papers::Booked) -> String {
    format!("{}, oleh {}", issuer.booked(booked), booked.by)
}

fn lines(facts: &CountFacts, shown: impl Fn(&CountedLine) -> bool) -> Table {
    let columns = vec![
        Column::text("Jenis", 22),
        Column::text("Tempat", 40),
        Column::number("Dibukukan", 22),
        Column::number("Dihitung", 20),
        Column::number("Selisih", 18),
        Column::text("Dihitung ulang", 20),
        Column::number("UID dipindai", 18),
        Column::text("Oleh", 26),
    ];
    let lines: Vec<&CountedLine> = facts.lines.iter().filter(|line| shown(line)).collect();
    let row = |line: &&CountedLine| {
        vec![
            words::kind(line.kind).to_owned(),
            words::place(&line.place),
            line.booked.to_string(),
            line.counted.to_string(),
            words::difference(line.difference()),
            if line.again { "ya" } else { "tidak" }.to_owned(),
            line.uids.to_string(),
            line.by.clone(),
        ]
    };
    let sum = |take: fn(&CountedLine) -> i64| lines.iter().map(|line| take(line)).sum::<i64>();
    let mut total = strings(["Jumlah", ""]);
    total.push(sum(|line| line.booked).to_string());
    total.push(sum(|line| line.counted).to_string());
    total.push(words::difference(sum(CountedLine::difference)));
    total.extend(strings(["", "", ""]));
    let rows = lines.iter().map(row).collect();
    Table { total: Some(total), ..Table::new(columns, rows) }
}

fn missing(paper: Paper, facts: &CountFacts) -> Paper {
    if facts.missing.is_empty() {
        return paper;
    }
    let columns = vec![Column::number("No", 10), Column::text("UID yang hilang dan dicabut", 140)];
    let row = |(at, uid): (usize, &crate::record::Uid)| vec![(at + 1).to_string(), uid.to_string()];
    let rows = facts.missing.iter().enumerate().map(row).collect();
    let paper = paper.with(Block::Table(Table::new(columns, rows)));
    let short: i64 = facts.lines.iter().map(|line| (-line.difference()).max(0)).sum();
    match i64::try_from(facts.missing.len()).unwrap_or(i64::MAX) - short {
        ..1 => paper,
        unnamed => paper.with(Block::Text(format!(
            "{unnamed} di antaranya tidak hilang: keping yang chipnya tidak pernah menjawab di \
             mesin tidak dapat dibedakan dari yang hilang, maka UID-nya dicabut juga."
        ))),
    }
}
