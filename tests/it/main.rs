//! The one integration-test binary. Each module proves sentences about one part on real parts.

mod browser;
mod chip;
mod chip_pcsc;
mod counter;
mod end_to_end;
mod events;
mod face_golden;
mod face_people;
mod job_table;
mod own_process;
mod pages;
mod power_cut;
mod printer_evolis;
mod prr_source;
mod rig;
mod sim_printer;
mod sim_reader;
mod sim_source;
mod simulation;
mod stock;
mod store;
mod tidy;
mod torture;
mod web_api;
mod words;
