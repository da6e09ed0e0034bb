//! Specimens of ribbons.

use cetakd::journal::{Event, RibbonsDestroyed};

use super::mac;
use super::stock::document;

pub fn loaded(panels: u32) -> Event {
    Event::RibbonLoaded { panels }
}

pub fn burnt(quantity: u32) -> Event {
    let (document, witnesses, words) = (document("BA/6"), 2, mac(6));
    Event::RibbonsDestroyed(RibbonsDestroyed { quantity, document, witnesses, words })
}

pub fn ribbons() -> Vec<(&'static str, Event)> {
    vec![
        ("ribbon_loaded", loaded(1200)),
        ("ribbon_removed", Event::RibbonRemoved {}),
        ("ribbons_destroyed", burnt(1)),
    ]
}
