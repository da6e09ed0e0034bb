//! A simulated office on the real protocols: card printers (Evolis language over TCP and a device
//! node), contactless chips (ISO 7816-4, SCP03) under the stock pcscd, and a source of Print
//! Ready Records (HTTPS), around one world whose physical truth checkers can look at.
//!
//! Everything that interprets a protocol is sans-I/O and can be driven in-process: `World`,
//! `Interpreter`, `Chip`, `Source`. It shares no code with the daemon and refuses nothing that
//! real hardware would do.

pub mod card;
pub mod certificates;
pub mod config;
pub mod control;
pub mod ctl;
pub mod office;
pub mod printer;
pub mod reader;
pub mod run;
pub mod shared;
pub mod source;
pub mod world;
