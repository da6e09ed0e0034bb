//! The whole station on real parts: the daemon as a process, the command line, a real pcscd, and
//! simulated printers, chips and source behind their real protocols. After each sentence the books
//! are compared with what is physically there.

mod after_a_kill;
mod after_a_wait;
mod backup;
mod batch;
mod canary;
mod chips;
mod commands;
mod counter;
mod courier;
mod doctor;
mod handover;
mod inspect;
mod kinds;
mod lanes;
mod languages;
mod old_cards;
mod long_papers;
mod looks;
mod papers;
mod paper_forms;
pub mod people;
mod plan;
mod printers;
mod receipts;
mod records;
mod ribbons;
mod sealed;
mod stock;
mod time_and_place;
mod transfers;
mod unknown;
