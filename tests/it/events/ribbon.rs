//! Specimens of ribbons.

use cetakd::journal::{Event, RibbonsDestroyed, Roll};

use super::mac;
use super::stock::document;

pub fn loaded(panels: u32) -> Event {
    Event::RibbonLoaded { roll: Roll::Ribbon, panels }
}

pub fn removed() -> Event {
    Event::RibbonRemoved { roll: Roll::Ribbon }
}

pub fn burnt(quantity: u32) -> Event {
    let (document, witnesses, words) = (document("BA/6"), 2, mac(6));
    Event::RibbonsDestroyed(RibbonsDestroyed { quantity, document, witnesses, words })
}

pub fn ribbons() -> Vec<(&'static str, Event)> {
    vec![
        ("ribbon_loaded", loaded(1200)),
        ("ribbon_loaded film", Event::RibbonLoaded { roll: Roll::Film, panels: 500 }),
        ("ribbon_removed", removed()),
        ("ribbon_removed film", Event::RibbonRemoved { roll: Roll::Film }),
        ("ribbons_destroyed", burnt(1)),
    ]
}
