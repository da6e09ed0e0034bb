//! The simulated card printer: a sans-I/O interpreter of the Evolis command language, the picture
//! of a card as a person would see it, and thin edges to TCP and a device node.
//!
//! Written from the maker's programming guide, sharing nothing with the daemon's driver.

mod command;
mod decompress;
mod interpreter;
pub mod panel;
mod read;
pub mod serve;
mod stream;

#[cfg(test)]
mod tests;

pub use decompress::{unpack, unpack_compressed};
pub use interpreter::{Interpreter, MAX_BACKLOG, Said};
pub use stream::{MAX_COMMAND, MAX_COMPRESSED};
