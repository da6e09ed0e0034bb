//! The API as programs use it: the daemon as a process, real requests over a socket, simulated
//! hardware behind. Every answer is held against the document that the daemon serves.

mod client;
mod hostile;
mod once;
mod roles;
mod schema;
mod tokens;
mod walk;

use crate::end_to_end::people;
use crate::rig::{Office, Order};

/// As `people` has them; whoever is added here takes the PIN that was set last.
const PINS: [(&str, &str); 6] = [
    ("kartini", "482915"),
    ("omar", "917264"),
    ("siti", "550193"),
    ("sari", "730284"),
    ("budi", "641937"),
    ("adi", "641937"),
];

fn pin_of(name: &str) -> &'static str {
    PINS.iter().find(|(known, _)| *known == name).expect("a name of this office").1
}

/// Kepala, operator and two at the counter.
fn office() -> Office {
    people::peopled_in(Order::default().web())
}

/// With a keeper of the blanks and an auditor.
fn whole_office() -> Office {
    let office = office();
    for (name, role) in [("budi", "pengurus_barang"), ("adi", "auditor")] {
        people::by(&office, "kartini", &["people", "add", name, "--role", role]).expect(4);
        people::by(&office, "omar", &["approve", &people::open_approval(&office)]).expect(0);
    }
    office
}
