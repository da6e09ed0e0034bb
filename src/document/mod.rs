//! Papers and pictures for people: made from values, handed back as bytes. No file is written
//! here, and no clock is read: dates and identifiers are arguments, so two runs give equal bytes.

pub mod png;
pub mod proof;

pub use self::png::{PngError, encode as encode_png};
pub use proof::{Proof, ProofError};
