//! The pages in real Chromium, as people click them: against the daemon as a process, with cards
//! that simulated printers make and hands that tap them. Every page that is come by is looked at
//! in two sizes, checked against WCAG 2.2 AA, and kept as a picture under `target/screens/`.

mod clerk;
mod day;
mod driver;
mod first;
mod looked;
mod mishaps;

pub use driver::Browser;
