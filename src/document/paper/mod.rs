//! The office's papers, one file each: what the books say, in the words of the law's forms.

mod bast;
mod breach;
mod count;
mod day;
mod destruction;
mod month;
mod packing;
mod register;
mod reversal;
mod ribbons;
mod single;
mod spoil;
#[cfg(test)]
mod tests;
mod words;

pub use bast::bast;
pub use breach::breach;
pub use count::{difference, stock_take};
pub use day::day;
pub use destruction::destruction;
pub use month::month;
pub use packing::packing;
pub use register::register;
pub use reversal::reversal;
pub use ribbons::ribbons;
pub use single::{letter, receipt};
pub use spoil::spoil;

use jiff::civil::Date;
use jiff::tz::Offset;

use super::model::{Block, Column, Hand, Paper, PaperName, Signatory, Table};
use super::when;
use crate::journal::Role;
use crate::record::Uid;
use crate::station::papers::{BeritaAcara, Booked, Signers, Undone};

/// Whose papers these are.
#[derive(Debug, Clone)]
pub struct Issuer {
    pub office: String,
    pub station: String,
    /// Times on papers are the office's.
    pub zone: Offset,
    pub signers: Signers,
}

impl Issuer {
    fn paper(&self, name: PaperName, number: &str) -> Paper {
        let zone = self.zone.seconds();
        Paper { zone, ..Paper::new(name, number, (&self.office, &self.station)) }
    }

    fn time(&self, at: jiff::Timestamp) -> String {
        when::moment(at, self.zone)
    }

    /// When it was booked, and where it stands in the journal.
    fn booked(&self, booked: &Booked) -> String {
        format!("{}, catatan {}", self.time(booked.at), booked.seq)
    }

    fn kepala(&self, booked: Option<&Booked>) -> Signatory {
        official("Kepala", self.signers.name(Role::Kepala, booked))
    }

    fn pengurus_barang(&self, booked: Option<&Booked>) -> Signatory {
        official("Pengurus Barang", self.signers.name(Role::PengurusBarang, booked))
    }

    /// Of what is undone: by which paper.
    fn undone(&self, undone: &Undone) -> String {
        format!("dengan Berita Acara {}, {}", undone.document.number, self.booked(&undone.booked))
    }
}

/// UIDs, four a row: a lot has thousands.
fn uids(uids: &[Uid]) -> Table {
    let columns = (0..4).map(|_| Column::text("UID", 40)).collect();
    let rows = uids.chunks(4).map(|row| {
        let mut row: Vec<String> = row.iter().map(ToString::to_string).collect();
        row.resize(4, String::new());
        row
    });
    Table::new(columns, rows.collect())
}

/// From when to when, as it stands below a title.
pub fn between(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (None, None) => "Seluruhnya".to_owned(),
        (Some(from), None) => format!("Sejak {}", when::date(from)),
        (None, Some(to)) => format!("Sampai {}", when::date(to)),
        (Some(from), Some(to)) if from == to => when::date(from),
        (Some(from), Some(to)) => format!("{} s.d. {}", when::date(from), when::date(to)),
    }
}

/// Any Berita Acara, each in the form of what it is about.
pub fn berita_acara(issuer: &Issuer, facts: &BeritaAcara) -> Paper {
    match facts {
        BeritaAcara::Destruction(facts) => destruction(issuer, facts),
        BeritaAcara::Difference(facts) => difference(issuer, facts),
        BeritaAcara::Ribbons(facts) => ribbons(issuer, facts),
        BeritaAcara::Reversal(facts) => reversal(issuer, facts),
        BeritaAcara::Spoil(facts) => spoil(issuer, facts),
    }
}

/// Signs for an office, with a NIP; the name is written in where it is not known. The account of
/// a computer is nobody's name.
fn official(role: &str, name: Option<String>) -> Signatory {
    let name = name.filter(|name| !name.starts_with("uid:"));
    Signatory { role: role.into(), name: name.unwrap_or_default(), hand: Hand::Official }
}

/// Signs for nobody else.
fn person(role: &str, name: &str) -> Signatory {
    Signatory { role: role.into(), name: name.into(), hand: Hand::Person }
}

fn witnesses(names: &[String]) -> impl Iterator<Item = Signatory> {
    names.iter().enumerate().map(|(at, name)| person(&format!("Saksi {}", at + 1), name))
}

fn signatures<const N: usize>(all: [Signatory; N]) -> Block {
    Block::Signatures(all.into())
}

fn fields<const N: usize>(all: [(&str, String); N]) -> Block {
    Block::Fields(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn strings<const N: usize>(all: [&str; N]) -> Vec<String> {
    all.into_iter().map(str::to_owned).collect()
}
