//! The acts, one file each: intent booked, act done once, evidence gathered, outcome booked.

pub mod encode;
pub mod feed;
pub mod lease;
pub mod prepare;
pub mod print;
pub mod reject;
pub mod settle;

pub use prepare::PreparedCard;
