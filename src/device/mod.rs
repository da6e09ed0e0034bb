//! The seams to the world: traits speak bytes and standard terms, never of jobs or the journal.
//! One file or folder an implementation; `open` turns a device URI into one.

pub mod certificate;
pub mod clock;
pub mod entropy;
pub mod evolis;
pub mod files;
pub mod key_file;
pub mod machine;
pub mod open;
pub mod paper_key;
pub mod pcsc;
pub mod printer;
pub mod prr_folder;
pub mod prr_https;
pub mod reader;
pub mod source;
pub mod sundry;

pub use printer::{CardPrinter, Counters, PrinterError, PrinterIdentity, Readiness};
pub use reader::{CardChannel, CardReader, ReaderError, ReaderWatch};
pub use source::{PrrSource, SourceError};
pub use sundry::{Clock, Entropy, KeySource};
