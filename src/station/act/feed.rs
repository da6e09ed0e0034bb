//! Feed: a blank from the hopper to the contactless station. Its UID there is its name, and the
//! proof that this reader sits in this printer.

use std::time::Duration;

use super::lease;
use crate::books::stock::blanks_between;
use crate::device::ReaderError;
use crate::job::Job;
use crate::job::evidence::{Evidence, FeedVerdict, Seen};
use crate::journal::{
    ActName, BatchId, BlankName, Cause, Counted, Event, JobId, LaneName, Place, Refusal,
};
use crate::record::{Kind, Uid};
use crate::station::Station;
use crate::station::error::StationError;
use crate::station::evidence::{Expected, cause_of};
use crate::station::lane::{Lane, unsettled};
use crate::station::step::{Step, Watcher};
use crate::store::Author;

/// Room on the disk below which no blank is taken: what is booked of a card, and the journal's log
/// at its longest, need less.
const MIN_ROOM_BYTES: u64 = 32 * 1024 * 1024;

/// None is begun past the end of the batch that it belongs to, if it is made for that one.
pub fn feed(
    lane: &mut Lane,
    (job, batch): (&Job, Option<&BatchId>),
    author: &Author,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let station = lane.station.clone();
    match station.trust_clock() {
        Err(StationError::ClockDoubted { .. }) => return Err(lane.paused(Cause::ClockDoubted {})),
        other => other?,
    }
    if !station.trust_journal()? {
        return Err(lane.paused(Cause::JournalUnconfirmed {}));
    }
    if !lease::may_start(&station, job) {
        return lease::refuse(&station, author, Refusal::LeaseExpired {});
    }
    if let Some(held) = lane.holds_another(kind_of(job)) {
        let (needed, given) = (kind_of(job), batch.is_some());
        return match lane.where_blanks_are(needed).filter(|_| !given) {
            Some(lane) => Err(StationError::BlanksInLane { kind: needed, lane }),
            None => lease::refuse(&station, author, Refusal::OtherBlanks { needed, held }),
        };
    }
    let one_at_a_time = station.feeding.lock().unwrap_or_else(|poison| poison.into_inner());
    if let Some(cause) = too_little(station.ledger.lock().room()?) {
        return Err(lane.paused(cause));
    }
    process_window(lane)?;
    if lane.reader.wait_for_card(Duration::ZERO)? {
        let reader = lane.reader.name().to_owned();
        return Err(lane.paused(Cause::ReaderOccupied { reader }));
    }
    let elsewhere = lane.occupied_elsewhere()?;
    let before = lane.counters_unmoved()?;
    watch(Step::Feeding {});
    if let Some(over) = lease::start(&station, (job, batch), author, before)? {
        return lease::refuse(&station, author, over);
    }
    let acted = lane.printer.feed();
    let expected = if acted.is_ok() { Expected::AtReader } else { Expected::Either };
    let evidence = lane.evidence(before, expected)?;
    let stray = lane.occupied_elsewhere()?.into_iter().find(|name| !elsewhere.contains(name));
    drop(one_at_a_time);
    if let Some(reader) = stray {
        return at_other_reader(lane, job, author, &evidence, reader, watch);
    }
    let acted = acted.map_err(|error| cause_of(&error));
    book_feed(lane, job, author, &evidence, acted, watch)
}

fn too_little(room: u64) -> Option<Cause> {
    (room < MIN_ROOM_BYTES).then_some(Cause::DiskFull { free_mb: room >> 20 })
}

/// What can be known before a blank is taken: ribbon, feeder.
fn process_window(lane: &mut Lane) -> Result<(), StationError> {
    let readiness = lane.readiness()?;
    if readiness.feeder_empty == Some(true) {
        return Err(lane.paused(Cause::HopperEmpty {}));
    }
    if readiness.ribbon_ended == Some(true) {
        return Err(lane.paused(Cause::Ribbon {}));
    }
    Ok(())
}

/// Books what the evidence says; `acted` is the printer's own word, or that nobody heard it.
pub fn book_feed(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    evidence: &Evidence,
    acted: Result<(), Cause>,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let counters = evidence.after;
    match (evidence.settle_feed(), acted) {
        (FeedVerdict::NotTaken, acted) => {
            let cause = acted.err().unwrap_or(Cause::CardNotSeen {});
            let events = vec![Event::FeedFailed { counters, cause: cause.clone() }];
            lane.book_outcome(author, events, Some(&cause), watch)?;
            lane.wait_for_help(cause)
        }
        (FeedVerdict::Stuck, acted) => {
            let cause = match acted {
                Err(said) if said != (Cause::Interrupted {}) => said,
                _ => Cause::Jam {},
            };
            let events = vec![Event::FeedFailed { counters, cause: cause.clone() }];
            lane.book_outcome(author, events, Some(&cause), watch)?;
            Err(lane.paused(cause))
        }
        (FeedVerdict::AtStation(uid), _) => at_station(lane, job, author, counters, uid, watch),
        (FeedVerdict::TakenUnseen, Ok(())) => {
            let lane_name = lane.name.clone();
            let blank = BlankName::Silent { lane: lane_name, card: counters.cards };
            let cause = Cause::ChipSilent {};
            let refused = Event::BlankRefused { cause: cause.clone() };
            let events = vec![Event::FeedFinished { counters, blank }, refused];
            lane.book_outcome(author, events, Some(&cause), watch)
        }
        (FeedVerdict::TakenUnseen, Err(_)) => {
            unknown(lane, job, author, evidence, Cause::CardNotSeen {}, watch)
        }
        (FeedVerdict::Unknown(cause), _) => unknown(lane, job, author, evidence, cause, watch),
    }
}

fn at_station(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    counters: Counted,
    uid: Uid,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    watch(Step::Fed { uid });
    lane.sense_card();
    let fault = blank_fault(&lane.station, kind_of(job), &uid, None)?;
    let mut events = vec![Event::FeedFinished { counters, blank: BlankName::Uid(uid) }];
    if let (false, Some(printer)) = (lane.book().proven, &lane.connected) {
        let reader = lane.reader.name().to_owned();
        events.push(Event::LaneProven { printer_serial: printer.serial.clone(), reader });
    }
    events.extend(fault.clone().map(|cause| Event::BlankRefused { cause }));
    lane.book_outcome(author, events, fault.as_ref(), watch)
}

/// A blank must be one of ours and unused, but by `job`. Whether its chip knows our keys shows when
/// encoding.
pub fn blank_fault(
    station: &Station,
    kind: Kind,
    uid: &Uid,
    job: Option<&JobId>,
) -> Result<Option<Cause>, StationError> {
    let writer = station.ledger.lock();
    let reader = writer.reader()?;
    let elsewhere = |place: &Place| !matches!(place, Place::Vault | Place::Hopper(_));
    if let Some((_, place)) = reader.laid(uid)?.filter(|(_, place)| elsewhere(place)) {
        return Ok(Some(Cause::BlankElsewhere { place }));
    }
    // One that was laid back untouched is a blank again.
    let used = reader
        .blank(&BlankName::Uid(*uid))?
        .is_some_and(|blank| !blank.is_in_a_hopper() && Some(&blank.job) != job);
    if used || reader.is_revoked(uid)? {
        return Ok(Some(Cause::BlankUsed {}));
    }
    match reader.is_listed(uid, kind)? {
        Some(false) => Ok(Some(Cause::BlankNotOurs {})),
        _ => Ok(None),
    }
}

fn kind_of(job: &Job) -> Kind {
    job.lease.as_ref().map_or(Kind::KtpEl, |lease| lease.kind)
}

/// Two lanes are miswired, or a hand was in between: neither may go on.
fn at_other_reader(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    evidence: &Evidence,
    reader: String,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let cause = Cause::CardAtOtherReader { reader: reader.clone() };
    let other = lane.station.readers.iter().find(|(_, name)| **name == reader);
    if let Some((other, _)) = other {
        let author = Author { lane: Some(other.clone()), job: None, ..author.clone() };
        let stop = vec![Event::LaneStopped { cause: cause.clone() }];
        lane.station.ledger.book(&author, stop)?;
    }
    unknown(lane, job, author, evidence, cause, watch)
}

/// What the machine counted was taken, whether or not anybody saw it.
fn unknown(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    evidence: &Evidence,
    cause: Cause,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let taken = blanks_between(&evidence.before, &evidence.after) > 0;
    let unseen = || BlankName::Silent { lane: lane.name.clone(), card: evidence.after.cards };
    let blank = match evidence.seen {
        _ if !taken => None,
        Seen::Card(uid) if blank_fault(&lane.station, kind_of(job), &uid, None)?.is_none() => {
            Some(BlankName::Uid(uid))
        }
        _ => Some(unseen()),
    };
    let counters = Some(evidence.after);
    let events = vec![unsettled(ActName::Feed, cause.clone(), counters, blank)];
    lane.book_outcome(author, events, Some(&cause), watch)
}

impl Lane {
    /// Readers of other lanes at which a card lies now. Desks are for hands.
    pub(in crate::station) fn occupied_elsewhere(&self) -> Result<Vec<String>, ReaderError> {
        let mut watch = self.station.watch.lock().unwrap_or_else(|poison| poison.into_inner());
        let of_a_lane = |name: &String| self.station.readers.values().any(|other| other == name);
        let presence = watch.presence()?.into_iter();
        let occupied = presence
            .filter(|(name, present)| *present && name != self.reader.name() && of_a_lane(name));
        Ok(occupied.map(|(name, _)| name).collect())
    }

    /// Blanks that the books hold in this lane's hopper.
    pub fn hopper(&self, kind: Kind) -> i64 {
        self.station.hopper(&self.name, kind)
    }

    /// A hopper holds one kind: the other one, where the books know of no blank of this.
    fn holds_another(&self, kind: Kind) -> Option<Kind> {
        let other = || Kind::ALL.into_iter().find(|one| *one != kind && self.hopper(*one) > 0);
        (self.hopper(kind) <= 0).then(other).flatten()
    }

    fn where_blanks_are(&self, kind: Kind) -> Option<LaneName> {
        let lanes = self.station.readers.keys();
        lanes
            .max_by_key(|lane| self.station.hopper(lane, kind))
            .cloned()
            .filter(|lane| self.station.hopper(lane, kind) > 0)
    }
}

impl Station {
    fn hopper(&self, lane: &LaneName, kind: Kind) -> i64 {
        let place = Place::Hopper(lane.clone());
        self.ledger.lock().books().stock.held(kind, &place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_blank_is_taken_where_its_card_could_not_be_booked() {
        assert_eq!(too_little(MIN_ROOM_BYTES), None);
        assert_eq!(too_little(MIN_ROOM_BYTES - 1), Some(Cause::DiskFull { free_mb: 31 }));
        assert_eq!(too_little(0), Some(Cause::DiskFull { free_mb: 0 }));
    }
}
