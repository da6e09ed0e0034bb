//! The driver against a scripted printer: what it sends, what it believes, and what it doesn't.

mod card;
mod evidence;
mod scripted;
mod stream;

use std::time::Duration;

use self::scripted::{Scripted, Trick};
use super::Evolis;
use crate::device::printer::{CardPrinter, Counters};

const LONGEST_ACT: Duration = Duration::from_secs(20);

fn connected() -> (Scripted, Evolis) {
    let printer = Scripted::new();
    let mut driver = printer.driver();
    driver.connect().expect("a printer that does what it should");
    printer.orders();
    (printer, driver)
}

fn counters(cards: u64, panels: u64) -> Counters {
    Counters { cards, panels, cleanings: 3 }
}

fn say(bytes: &str) -> Trick {
    Trick::Say(bytes.as_bytes().to_vec())
}
