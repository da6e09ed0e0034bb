//! The simulated chip: an ISO/IEC 7816-4 application with its own card side of SCP03, written
//! from the standards and sharing nothing with the daemon, so that agreement means something.
//! Sans-I/O: bytes in, bytes and the work they cost out; time and pace belong to the world.
//!
//! Invariant: no command, however malformed, changes a file but a verified UPDATE BINARY.

mod apdu;
mod applet;
mod chain;
mod chip;
mod cmac;
mod files;
mod flaw;
mod kdf;
mod profile;
mod scp03;

#[cfg(test)]
mod tests;

pub use chip::{Chip, ChipOrder, PAGE_BYTES, Reply, Work};
pub use flaw::Flaw;
pub use profile::{
    ChannelProfile, ChipProfile, FileProfile, KeyLength, Lock, Personalized, ProfileError,
    ReadAccess,
};
