//! Ribbons: why they can't be booked so, and what entries say of them.

use super::{Fault, Say, say};
use crate::books::RibbonFault;
use crate::journal::{Event, Roll};

pub fn fault(fault: &RibbonFault) -> Fault {
    use RibbonFault as F;
    let (code, id, en) = match fault {
        F::InPlace(lane, roll) => (
            "RIB-01",
            format!(
                "Di jalur {lane} masih ada {}: keluarkan dahulu, `stock ribbon remove`.",
                called(*roll)
            ),
            format!("A {roll} is in lane {lane}: take it out first, `stock ribbon remove`."),
        ),
        F::NoneIn(lane, roll) => (
            "RIB-02",
            format!(
                "Menurut buku tidak ada {} di jalur {lane}: `stock ribbon load`.",
                called(*roll)
            ),
            format!("By the books no {roll} is in lane {lane}: `stock ribbon load`."),
        ),
        F::Unseen(lane) => (
            "RIB-03",
            format!(
                "Pencetak jalur {lane} belum pernah tersambung: nyalakan, `lane release`, ulangi."
            ),
            format!("The printer of lane {lane} was never seen: switch it on, `lane release`."),
        ),
        F::Fewer { held, wanted } => (
            "RIB-04",
            format!("{held} pita bekas menunggu pemusnahan, bukan {wanted}: hitung ulang."),
            format!("{held} used ribbons wait to be burnt, not {wanted}: count again."),
        ),
    };
    say(id, en).with_code(code)
}

/// `None` if the entry is of another part of the books.
pub fn event(event: &Event) -> Option<Say> {
    Some(match event {
        Event::RibbonLoaded { roll, panels } => say(
            format!("{} dengan {panels} panel dipasang", called(*roll)),
            format!("{roll} of {panels} panels loaded"),
        ),
        Event::RibbonRemoved { roll } => {
            say(format!("{} bekas dikeluarkan", called(*roll)), format!("used {roll} taken out"))
        }
        Event::RibbonsDestroyed(burnt) => {
            let (quantity, number, seen) =
                (burnt.quantity, &burnt.document.number, burnt.witnesses);
            say(
                format!("{quantity} pita bekas dimusnahkan, Berita Acara {number}, {seen} saksi"),
                format!("{quantity} used ribbons burnt, Berita Acara {number}, {seen} witnesses"),
            )
        }
        _ => return None,
    })
}

fn called(roll: Roll) -> &'static str {
    match roll {
        Roll::Ribbon => "pita",
        Roll::Film => "film",
    }
}
