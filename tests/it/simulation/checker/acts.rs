//! An act that takes, marks or ejects is never repeated, and never done without its intent: each
//! such command that a printer was sent has an intent of its own before it in the journal.

use cetakd::journal::{Event, LaneName};

use super::{Books, Findings};
use crate::simulation::hardware::SentAct;
use crate::simulation::office::{Office, lane_name};

/// At one entry of the journal: it was there before what was sent after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Moment {
    Intended,
    Sent,
}

pub fn check(office: &Office, books: &Books, findings: &mut Findings) {
    let sent = office.hardware.lock().sent.clone();
    for lane in 0..office.lanes {
        let name = lane_name(lane);
        for act in [SentAct::Feed, SentAct::Print, SentAct::Eject, SentAct::Reject] {
            let of_act = sent.iter().filter(|sent| sent.lane == lane && sent.act == act);
            let mut moments: Vec<(u64, Moment)> =
                of_act.map(|sent| (sent.after, Moment::Sent)).collect();
            let intended = intents(books, &name, act).map(|seq| (seq, Moment::Intended));
            moments.extend(intended);
            moments.sort();
            let mut intended = false;
            for (at, moment) in moments {
                match (moment, intended) {
                    (Moment::Intended, _) => intended = true,
                    (Moment::Sent, true) => intended = false,
                    (Moment::Sent, false) => findings
                        .add("acts", format!("{act:?} at lane {name} without intent, after {at}")),
                }
            }
        }
    }
}

/// What gives leave to a command: printing and its ejection, only the commit.
fn intents(books: &Books, lane: &LaneName, act: SentAct) -> impl Iterator<Item = u64> {
    let gives = move |event: &Event| match act {
        SentAct::Feed => matches!(event, Event::FeedIntended { .. }),
        SentAct::Print | SentAct::Eject => matches!(event, Event::PrintCommitted {}),
        SentAct::Reject => matches!(event, Event::RejectIntended { .. }),
    };
    let of_lane = books.entries.iter().filter(|entry| entry.lane.as_ref() == Some(lane));
    of_lane.filter(move |entry| gives(&entry.event)).map(|entry| entry.seq)
}
