//! The print station for Indonesia's electronic identity card (KTP-el). Rooms in the order of
//! their floors: a room uses only those above it in this list.

pub mod record;
pub mod journal;
pub mod settings;
pub mod job;
pub mod books;
pub mod chip;
pub mod face;
pub mod device;
pub mod store;
pub mod station;
pub mod document;
pub mod text;
pub mod control;
pub mod web;
pub mod cli;
