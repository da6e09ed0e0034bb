//! Papers for people: values in, bytes out. PNG and the true-size proof of a card's faces; the
//! office's own papers on A4 with a seal, and their tables as CSV and XLSX.

mod carried;
mod csv;
mod flow;
mod legible;
mod model;
mod page;
pub mod paper;
pub mod png;
mod press;
pub mod proof;
mod read;
mod seal;
mod table;
#[cfg(test)]
mod tests;
mod typeset;
pub mod when;
mod xlsx;

pub use csv::CsvTable;
pub use model::{Align, Block, Column, Hand, Paper, PaperName, Sealed, Signatory, Table, Way};
pub use press::{PaperError, print};
pub use read::{MAX_PDF_BYTES, ReadError, ReadPaper, Verdict, read};
pub use seal::{Seal, SealError, digest};
pub use xlsx::XlsxBook;
