//! Who of the candidates gets a card this night, and in what order the cards come out.
//! Values in, values out: never more cards than the lanes reach, and nobody is lost.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::candidate::{Candidate, LeftOut, WhyNot};
use super::reach::{LaneReach, Limit};
use crate::record::Kind;
use crate::settings::{BatchSettings, Class};

/// The candidates of one night, parted.
#[derive(Debug, Default)]
pub struct Selection {
    /// In printing order.
    pub cards: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    /// Chosen people a class, in the order of priority.
    pub classes: Vec<(Class, u32)>,
    /// Candidates beyond the reach of the lanes.
    pub beyond: BTreeMap<Kind, u32>,
}

/// Fills the lanes of each kind by priority, then sorts for whoever hands the cards out.
pub fn select(
    candidates: Vec<Candidate>,
    lanes: &[LaneReach],
    settings: &BatchSettings,
    now: Timestamp,
) -> Selection {
    let order = classes_in_order(settings);
    let waits = SignedDuration::from_hours(24 * i64::from(settings.suket_days));
    let oldest = now.checked_sub(waits).unwrap_or(Timestamp::MIN);
    let rank = |candidate: &Candidate| {
        let fits = |class: &Class| belongs(candidate, *class, oldest);
        order.iter().position(fits).unwrap_or(order.len())
    };
    let mut ranked: Vec<(usize, Candidate)> =
        candidates.into_iter().map(|candidate| (rank(&candidate), candidate)).collect();
    ranked.sort_by(|(rank, one), (other_rank, other)| {
        let key = |candidate: &Candidate| candidate.since.unwrap_or(Timestamp::MAX);
        let by_wait = rank.cmp(other_rank).then_with(|| key(one).cmp(&key(other)));
        by_wait.then_with(|| one.nik.cmp(&other.nik))
    });
    let mut selection = Selection::default();
    let mut left = Kind::ALL.map(|kind| (kind, reach_of(kind, lanes)));
    let mut counts = vec![0; order.len()];
    for (rank, candidate) in ranked {
        let kind = candidate.kind;
        let room = left.iter_mut().find(|(of, left)| *of == kind && *left > 0);
        match room {
            Some((_, left)) => {
                *left -= 1;
                counts.get_mut(rank).into_iter().for_each(|count: &mut u32| *count += 1);
                selection.cards.push(candidate);
            }
            None => {
                *selection.beyond.entry(kind).or_default() += 1;
                let why = why_beyond(kind, lanes);
                selection.left_out.push(LeftOut::person(&candidate.nik, why));
            }
        }
    }
    selection.cards.sort_by(|one, other| printing_key(one).cmp(&printing_key(other)));
    let counted = order.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    selection.classes = counted.collect();
    selection
}

/// Gives each card to the lane that is reckoned to be done with it first, and says when the last
/// one is out.
pub fn share(cards: &[Candidate], lanes: &mut [LaneReach], now: Timestamp) -> Option<Timestamp> {
    for card in cards {
        let has_room =
            |lane: &&mut LaneReach| lane.kind() == Some(card.kind) && lane.share < lane.cards;
        let done_at = |lane: &&mut LaneReach| seconds(lane, lane.share + 1);
        if let Some(lane) = lanes.iter_mut().filter(has_room).min_by_key(done_at) {
            lane.share += 1;
        }
    }
    let last = lanes.iter().map(|lane| seconds(lane, lane.share)).max().filter(|last| *last > 0)?;
    now.checked_add(SignedDuration::from_secs(last)).ok()
}

fn seconds(lane: &LaneReach, cards: u32) -> i64 {
    i64::from(lane.facts.seconds_a_card.max(1)) * i64::from(cards)
}

fn reach_of(kind: Kind, lanes: &[LaneReach]) -> u64 {
    let of_kind = lanes.iter().filter(|lane| lane.kind() == Some(kind));
    of_kind.map(|lane| u64::from(lane.cards)).sum()
}

/// As configured; classes that are not named come last.
fn classes_in_order(settings: &BatchSettings) -> Vec<Class> {
    let mut order = settings.priority.clone();
    order.extend(Class::ALL.into_iter().filter(|class| !settings.priority.contains(class)));
    order
}

fn belongs(candidate: &Candidate, class: Class, oldest: Timestamp) -> bool {
    match class {
        Class::Reason(reason) => candidate.reason == reason,
        Class::OldestSuket => candidate.since.is_some_and(|since| since <= oldest),
        Class::Disaster => candidate.disaster,
    }
}

/// By kecamatan and village, unnamed places last; then by a number that says no name.
fn printing_key(candidate: &Candidate) -> impl Ord + '_ {
    let Candidate { kecamatan, kel_desa, nik, .. } = candidate;
    let named = |place: &str| !place.is_empty();
    let places = (!named(kecamatan), kecamatan.as_str(), !named(kel_desa), kel_desa.as_str());
    (places, nik)
}

/// What the lane that reaches furthest ends at.
fn why_beyond(kind: Kind, lanes: &[LaneReach]) -> WhyNot {
    let of_kind = lanes.iter().filter(|lane| lane.kind() == Some(kind));
    let Some(furthest) = of_kind.max_by_key(|lane| lane.cards) else {
        return WhyNot::NoBlanks { kind };
    };
    match furthest.limit {
        Limit::Stopped(_) | Limit::Offline(_) | Limit::Unconfirmed => WhyNot::LanesStand { kind },
        Limit::Blanks => WhyNot::NoBlanks { kind },
        Limit::Output => WhyNot::OutputFull,
        Limit::Reject => WhyNot::RejectFull,
        Limit::Ribbon => WhyNot::Ribbon,
        Limit::Film => WhyNot::Film,
        Limit::Duty => WhyNot::Duty,
        Limit::ClosingTime => WhyNot::ClosingTime,
    }
}

#[cfg(test)]
#[path = "select_tests.rs"]
mod tests;
