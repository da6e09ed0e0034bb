//! Each lane's equation of the day: what its printer counted is what the books know of, and is
//! what became of it. Where a machine took cards uncounted, or a blank was lost without a name,
//! the equation is for people.

use super::{Books, Findings};
use crate::simulation::office::{Office, lane_name};

pub fn check(office: &Office, books: &Books, findings: &mut Findings) {
    let folded = match books.reader.books() {
        Ok(folded) => folded,
        Err(error) => return findings.add("day", error),
    };
    for lane in 0..office.lanes {
        let name = lane_name(lane);
        let uncounted = office.uncounted.get(&lane).copied().unwrap_or(0);
        let nameless = books.nameless.values().any(|lost| *lost == name);
        let known = uncounted == 0 && !nameless && !office.misread.contains(&lane);
        let Some(book) = folded.lanes.get(&name).filter(|_| known) else {
            continue;
        };
        let day = &book.day;
        // What was laid back and then taken unseen left a hopper that the books hold empty: the
        // equation says so, and the day waits for people.
        let laid_back = office.laid_back.get(&lane).copied().unwrap_or(0);
        let unseen = day.balance.fed - day.named();
        if !(0..=laid_back).contains(&unseen) || day.balance.difference() != unseen {
            findings.add("day", format!("lane {name}: {day:?}"));
        }
    }
}
