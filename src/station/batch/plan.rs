//! The plan of a night: gathers what is known, then reckons. Nothing moves and nothing is booked.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::calendar::Calendar;
use super::candidate::{Candidate, LeftOut};
use super::list::{Gathered, List};
use super::reach::{LaneFacts, LaneReach, Limit, Stand, USUAL_SPOIL, WHOLE};
use super::select::{Selection, select, share};
use crate::books::{Confirmed, LaneBook};
use crate::device::Readiness;
use crate::journal::{Cause, LaneName, Place};
use crate::record::Kind;
use crate::settings::Class;
use crate::station::Station;
use crate::station::error::StationError;
use crate::station::gauge::Reading;
use crate::station::shift::Shift;
use crate::store::{Pace, Writer};

/// A person's word on film and temperature stands for one shift.
const CONFIRMED_FOR: SignedDuration = SignedDuration::from_hours(16);
/// Cards of our own after which a lane's pace is believed rather than its model's.
const MEASURED_CARDS: usize = 10;
/// Blanks of our own after which a lane's losses are believed rather than the usual ones.
const MEASURED_BLANKS: u32 = 100;
/// A card of a printer whose model says nothing.
const USUAL_SECONDS: u32 = 40;

/// What a batch would do now.
#[derive(Debug, Clone)]
pub struct Plan {
    pub made_at: Timestamp,
    /// In printing order: kecamatan, village, then a stable order that knows no names.
    pub cards: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    pub lanes: Vec<LaneReach>,
    /// When the last card is reckoned to come out; `None` without cards.
    pub ends: Option<Timestamp>,
    /// When the batch ends by itself, if the calendar says so.
    pub closes: Option<Timestamp>,
    /// How many of each class of priority, in its order.
    pub classes: Vec<(Class, u32)>,
    /// Blanks by kind: in the vault, in hoppers.
    pub blanks: Vec<(Kind, u32, u32)>,
    /// What would bring more cards.
    pub loads: Vec<Load>,
    /// The source fell silent: what it would have said is not known.
    pub source_silent: bool,
    /// The source has more people than one plan looks at.
    pub more: bool,
}

/// Blanks that lie in the vault and would be printed in this lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    pub lane: LaneName,
    pub kind: Kind,
    pub blanks: u32,
    /// Cards that the lane then makes.
    pub reaches: u32,
}

impl Shift {
    /// What a batch of this list would do now.
    pub fn plan(&self, list: List) -> Result<Plan, StationError> {
        let station = &self.station;
        let Gathered { candidates, mut left_out, source_silent, more } = station.gather(list)?;
        let looks = self.look();
        let now = station.clock.now();
        let (facts, vault, closes) = station.lanes_now(looks, now)?;
        let reach = |facts| LaneReach::of(facts, now, closes);
        let mut lanes: Vec<LaneReach> = facts.into_iter().map(reach).collect();
        let settings = &station.batch.settings;
        let Selection { cards, left_out: beyond_reach, classes, beyond } =
            select(candidates, &lanes, settings, now);
        left_out.extend(beyond_reach);
        let ends = share(&cards, &mut lanes, now);
        let loads = loads(&lanes, vault.clone(), beyond);
        let blanks = blanks(&lanes, &vault);
        Ok(Plan {
            made_at: now,
            cards,
            left_out,
            lanes,
            ends,
            closes,
            classes,
            blanks,
            loads,
            source_silent,
            more,
        })
    }
}

type Looks = BTreeMap<LaneName, (Reading, Option<Cause>)>;
type Vault = BTreeMap<Kind, u32>;

impl Station {
    /// Books and machines side by side, and what lies in the vault.
    fn lanes_now(
        &self,
        looks: Looks,
        now: Timestamp,
    ) -> Result<(Vec<LaneFacts>, Vault, Option<Timestamp>), StationError> {
        let writer = self.ledger.lock();
        let zone = writer.station().zone;
        let closes = Calendar::new(&self.batch.settings, zone).next_closing(now);
        let facts = looks.into_iter().map(|(lane, look)| self.lane_now(&writer, lane, look, now));
        let facts = facts.collect::<Result<_, _>>()?;
        let stock = &writer.books().stock;
        let held = |kind| u32::try_from(stock.held(kind, &Place::Vault)).unwrap_or(0);
        let vault = Kind::ALL.into_iter().map(|kind| (kind, held(kind))).collect();
        Ok((facts, vault, closes))
    }

    fn lane_now(
        &self,
        writer: &Writer,
        lane: LaneName,
        (reading, offline): (Reading, Option<Cause>),
        now: Timestamp,
    ) -> Result<LaneFacts, StationError> {
        let reader = writer.reader()?;
        let today = writer.station().zone.to_datetime(now).date();
        let printed = reader.jobs_in("printed")?;
        let at_output = printed.iter().filter(|job| job.lane.as_ref() == Some(&lane)).count();
        let pace = reader.pace_of(&lane)?;
        let measured = pace.median_seconds(MEASURED_CARDS);
        let told = reading.seen.as_ref().and_then(|seen| seen.seconds_a_card);
        let book = writer.books().lanes.get(&lane).cloned().unwrap_or_default();
        let takes = self.batch.limits(&lane);
        let stand = match takes.retransfer {
            Some(_) if !confirmed_lately(book.confirmed, now) => Some(Stand::Unconfirmed),
            _ => None,
        };
        let readiness = reading.seen.as_ref().map(|seen| seen.readiness.clone());
        let Readiness { ribbon_ended, ribbon_cards_left, film_ended, film_cards_left, .. } =
            readiness.unwrap_or_default();
        Ok(LaneFacts {
            takes,
            stand: stands(book, offline).or(stand).unwrap_or_else(|| idle_or_busy(&reading)),
            blanks: in_hopper(writer, &lane),
            at_output: u32::try_from(at_output).unwrap_or(u32::MAX),
            printed_today: reader.printed_on(&lane, today)?,
            ribbon_ended,
            ribbon_cards_left,
            film_ended,
            film_cards_left,
            seen_at: reading.seen.map(|seen| seen.at),
            spoil: spoil(&pace),
            seconds_a_card: measured.or(told).unwrap_or(USUAL_SECONDS),
            measured: measured.is_some(),
            lane,
        })
    }
}

fn stands(book: LaneBook, offline: Option<Cause>) -> Option<Stand> {
    book.stopped.map(Stand::Stopped).or(offline.map(Stand::Offline))
}

fn idle_or_busy(reading: &Reading) -> Stand {
    if reading.busy { Stand::Busy } else { Stand::Idle }
}

fn confirmed_lately(confirmed: Option<Confirmed>, now: Timestamp) -> bool {
    confirmed.is_some_and(|confirmed| {
        let whole = confirmed.film.is_some() && confirmed.temperature.is_some();
        whole && now.duration_since(confirmed.at) < CONFIRMED_FOR
    })
}

/// A hopper holds one kind.
fn in_hopper(writer: &Writer, lane: &LaneName) -> Option<(Kind, u32)> {
    let hopper = Place::Hopper(lane.clone());
    let held = |kind| u32::try_from(writer.books().stock.held(kind, &hopper)).unwrap_or(0);
    Kind::ALL.into_iter().map(|kind| (kind, held(kind))).find(|(_, held)| *held > 0)
}

fn spoil(pace: &Pace) -> u32 {
    match pace.blanks {
        blanks if blanks >= MEASURED_BLANKS => pace.spoiled * WHOLE / blanks,
        _ => USUAL_SPOIL,
    }
}

fn blanks(lanes: &[LaneReach], vault: &Vault) -> Vec<(Kind, u32, u32)> {
    let in_hoppers = |kind| {
        let of_kind = lanes.iter().filter_map(|lane| lane.facts.blanks);
        of_kind.filter(|(of, _)| *of == kind).map(|(_, blanks)| blanks).sum()
    };
    let of_kind = |kind| (kind, vault.get(&kind).copied().unwrap_or(0), in_hoppers(kind));
    Kind::ALL.into_iter().map(of_kind).collect()
}

/// Where blanks of the vault would bring cards to people that are now beyond reach.
fn loads(lanes: &[LaneReach], mut vault: Vault, mut beyond: BTreeMap<Kind, u32>) -> Vec<Load> {
    let mut loads = Vec::new();
    for lane in lanes.iter().filter(|lane| lane.limit == Limit::Blanks) {
        let most = |kind: &Kind| beyond.get(kind).copied().unwrap_or(0);
        let kind = lane.kind().or_else(|| Kind::ALL.into_iter().max_by_key(most));
        let Some(kind) = kind else { continue };
        let (wanted, there) = (most(&kind), vault.get(&kind).copied().unwrap_or(0));
        let held = lane.facts.blanks.map_or(0, |(_, held)| held);
        let room = lane.facts.takes.hopper_cards.saturating_sub(held);
        let more = lane.without(&Limit::Blanks).saturating_sub(lane.cards);
        let blanks = more.min(room).min(there).min(wanted);
        if blanks > 0 {
            vault.insert(kind, there - blanks);
            beyond.insert(kind, wanted - blanks);
            let reaches = lane.cards + blanks;
            loads.push(Load { lane: lane.facts.lane.clone(), kind, blanks, reaches });
        }
    }
    loads
}

#[cfg(test)]
mod tests {
    use super::super::reach::tests::{at, lane};
    use super::*;

    fn advice(facts: Vec<LaneFacts>, vault: u32, beyond: u32) -> Vec<(String, u32, u32)> {
        let reach = |facts| LaneReach::of(facts, at(0), None);
        let lanes: Vec<_> = facts.into_iter().map(reach).collect();
        let of_kind = |count| BTreeMap::from([(Kind::KtpEl, count)]);
        let loads = loads(&lanes, of_kind(vault), of_kind(beyond));
        loads.into_iter().map(|load| (load.lane.to_string(), load.blanks, load.reaches)).collect()
    }

    #[test]
    fn blanks_of_the_vault_are_called_for_where_they_would_be_printed() {
        let said = |lane: &str, blanks, reaches| (lane.to_owned(), blanks, reaches);
        assert_eq!(advice(vec![lane("A", 20)], 500, 30), [said("A", 30, 50)]);
        assert_eq!(advice(vec![lane("A", 20)], 10, 30), [said("A", 10, 30)]);
        assert_eq!(advice(vec![lane("A", 0)], 500, 300), [said("A", 100, 100)]);
        let both = vec![lane("A", 90), lane("B", 0)];
        assert_eq!(advice(both, 60, 70), [said("A", 10, 100), said("B", 50, 50)]);
    }

    #[test]
    fn blanks_are_not_called_for_where_something_else_ends_the_night() {
        let none: [(String, u32, u32); 0] = [];
        assert_eq!(advice(vec![lane("A", 20)], 500, 0), none);
        assert_eq!(advice(vec![lane("A", 20)], 0, 30), none);
        let full = LaneFacts { at_output: 90, ..lane("A", 20) };
        assert_eq!(advice(vec![full], 500, 30), none);
        let stopped = LaneFacts { stand: Stand::Stopped(Cause::Jam {}), ..lane("A", 20) };
        assert_eq!(advice(vec![stopped], 500, 30), none);
        let nearly = LaneFacts { at_output: 75, ..lane("A", 20) };
        assert_eq!(advice(vec![nearly], 500, 30), [("A".to_owned(), 5, 25)]);
    }

    #[test]
    fn what_a_person_said_stands_for_one_shift_and_only_whole() {
        let said = |film, temperature| Some(Confirmed { at: at(0), film, temperature });
        let whole = said(Some(crate::journal::Film::Ok), Some(165));
        assert!(confirmed_lately(whole, at(57_599)) && !confirmed_lately(whole, at(57_600)));
        assert!(!confirmed_lately(said(None, Some(165)), at(1)));
        assert!(!confirmed_lately(None, at(1)));
    }

    #[test]
    fn losses_are_our_own_once_there_are_enough_of_them() {
        let pace = |blanks, spoiled| Pace { seconds: Vec::new(), blanks, spoiled };
        assert_eq!(spoil(&pace(99, 50)), USUAL_SPOIL);
        assert_eq!((spoil(&pace(100, 5)), spoil(&pace(500, 0))), (500, 0));
    }
}
