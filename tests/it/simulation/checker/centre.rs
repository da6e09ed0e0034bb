//! After the outbox has drained the source knows exactly the cards that exist: which lease became
//! which card, which went back, and which UID must never pass as a card.

use cetakd::job::{End, Stage};
use cetakd::journal::{BlankName, Event, JobId};
use hw_sim::source::{Phase, Source};

use super::cards::holder;
use super::{Books, Findings};
use crate::simulation::office::{Office, Tray};
use crate::simulation::town::STATIONS;

pub fn check(office: &Office, books: &Books, findings: &mut Findings) {
    let source = office.centre.lock();
    let station = STATIONS[office.station];
    for lease in source.ledger().leases().filter(|lease| lease.station == station) {
        if lease.phase == Phase::StationLost {
            continue;
        }
        let job = JobId::new(&lease.job).ok().and_then(|id| books.reader.job(&id).ok().flatten());
        let Some(job) = job else {
            findings.add("source", format!("lease {} is of no job of ours", lease.id));
            continue;
        };
        let expected = match &job.stage {
            Stage::Printed => Phase::Printed,
            Stage::Ready => Phase::Ready,
            Stage::Ended(End::Spoiled(_)) if looked_at(books, &job.id) => Phase::Spoiled,
            Stage::Ended(End::Lost | End::Withdrawn) => Phase::Ready,
            Stage::Ended(_) => Phase::GivenBack,
            _ => Phase::Open,
        };
        if lease.phase != expected {
            let (stage, phase) = (job.stage.word(), lease.phase);
            findings.add("source", format!("job {} is {stage}, its lease {phase:?}", job.id));
        }
        let uid = job.blank.as_ref().and_then(BlankName::uid).map(ToString::to_string);
        let reported = lease.reports.iter().map(|report| &report.uid);
        let differs = |reported: &&String| Some(*reported) != uid.as_ref();
        if let Some(other) = reported.filter(|_| expected != Phase::GivenBack).find(differs) {
            findings.add("source", format!("job {} has {uid:?}, the source {other}", job.id));
        }
    }
    exist(office, &source, findings);
    revoked(books, &source, findings);
}

fn looked_at(books: &Books, job: &JobId) -> bool {
    let of_job = books.entries.iter().filter(|entry| entry.job.as_ref() == Some(job));
    let mut looks = of_job.filter(|entry| matches!(entry.event, Event::CardInspected { .. }));
    looks.next().is_some()
}

/// Every card that the source was told of is one, in the world.
fn exist(office: &Office, source: &Source, findings: &mut Findings) {
    let machines = office.hardware.lock();
    let cards = machines.world.cards();
    let station = STATIONS[office.station];
    let told = source.ledger().leases().filter(|lease| lease.station == station);
    for lease in told.filter(|lease| lease.phase == Phase::Ready) {
        let is_it = |card: &hw_sim::world::Card| {
            lease.reports.iter().any(|report| report.uid == card.uid)
                && holder(card).as_deref() == Some(&lease.nik)
        };
        if !cards.iter().any(is_it) {
            findings.add("source", format!("lease {} is ready and no card is", lease.id));
        }
    }
    for (number, _) in office.trays.iter().filter(|(_, tray)| **tray == Tray::Ready) {
        let card = machines.world.card(*number).expect("a card");
        let known = source.ledger().lease_of_card(&card.uid);
        if known.is_none_or(|lease| lease.phase != Phase::Ready) {
            findings.add("source", format!("{} is ready, and the source knows not", card.uid));
        }
    }
}

fn revoked(books: &Books, source: &Source, findings: &mut Findings) {
    for entry in &books.entries {
        let Event::UidRevoked { uid, .. } = &entry.event else { continue };
        if !source.ledger().revoked().contains_key(&uid.to_string()) {
            findings.add("source", format!("{uid} is revoked here and not there"));
        }
    }
}
