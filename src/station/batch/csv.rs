//! A CSV of NIK as offices write it: comma or semicolon, columns by their header.

use thiserror::Error;

use crate::record::NikError;

/// Why a file is no list at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CsvFault {
    #[error("the list is empty")]
    Empty,
    #[error("no column is called `nik`")]
    NoNik,
    #[error("column `{0}` is not known")]
    UnknownColumn(String),
    #[error("two columns are called `{0}`")]
    ColumnTwice(&'static str),
}

/// Why a line is left out; nothing of the line is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineFault {
    #[error("{0}")]
    Nik(NikError),
    /// `9,97401E+15`: a spreadsheet took the NIK for a number.
    #[error("a spreadsheet has rounded the NIK")]
    Rounded,
    #[error("no known reason")]
    Reason,
    #[error("no known paper")]
    Paper,
    #[error("no known kind")]
    Kind,
    #[error("disaster is neither yes nor no")]
    Disaster,
    #[error("no date")]
    Date,
    #[error("a place is too long or not printable")]
    Place,
    #[error("more or fewer columns than the header")]
    Columns,
}
