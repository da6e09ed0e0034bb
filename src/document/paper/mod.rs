//! The office's papers, one file each: what the books say, in the words of the law's forms.

mod bast;
mod breach;
mod count;
mod day;
mod destruction;
mod month;
mod packing;
mod register;
mod single;
mod words;

pub use bast::bast;
pub use breach::breach;
pub use count::{difference, stock_take};
pub use day::day;
pub use destruction::destruction;
pub use month::month;
pub use packing::packing;
pub use register::register;
pub use single::{letter, receipt};

use jiff::civil::Date;
use jiff::tz::Offset;

use super::model::{Block, Paper, PaperName, Signatory};

/// Whose papers these are.
#[derive(Debug, Clone)]
pub struct Issuer {
    pub office: String,
    pub station: String,
    /// Times on papers are the office's.
    pub zone: Offset,
}

impl Issuer {
    fn paper(&self, name: PaperName, number: &str) -> Paper {
        Paper::new(name, number, (&self.office, &self.station))
    }

    fn time(&self, at: jiff::Timestamp) -> String {
        self.zone.to_datetime(at).strftime("%d-%m-%Y %H:%M").to_string()
    }
}

/// From when to when, as it stands below a title.
pub fn between(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (None, None) => "Seluruhnya".to_owned(),
        (Some(from), None) => format!("Sejak {}", words::date(from)),
        (None, Some(to)) => format!("Sampai {}", words::date(to)),
        (Some(from), Some(to)) if from == to => words::date(from),
        (Some(from), Some(to)) => format!("{} s.d. {}", words::date(from), words::date(to)),
    }
}

fn signatures<const N: usize>(all: [(&str, &str); N]) -> Block {
    let one = |(role, name): (&str, &str)| Signatory { role: role.into(), name: name.into() };
    Block::Signatures(all.into_iter().map(one).collect())
}

fn fields<const N: usize>(all: [(&str, String); N]) -> Block {
    Block::Fields(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn strings<const N: usize>(all: [&str; N]) -> Vec<String> {
    all.into_iter().map(str::to_owned).collect()
}
