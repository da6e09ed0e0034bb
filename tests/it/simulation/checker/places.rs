//! Every blank of the world is where the books say, or is listed as unknown or unexplained; the
//! sum over all places is zero.

use std::collections::{BTreeMap, BTreeSet};

use cetakd::journal::{BlankName, LaneName, Place as Booked};
use cetakd::record::Kind;
use hw_sim::world::{Card, CardNumber, Place, World};

use super::{At, Books, Findings, Named};
use crate::simulation::office::{Office, Tray, lane_name};

pub fn check(office: &Office, books: &Books, findings: &mut Findings) {
    let stock = match books.reader.stock() {
        Ok(stock) => stock,
        Err(error) => return findings.add("places", error),
    };
    let sum: i64 = stock.balances().map(|(_, _, held)| held).sum();
    if sum != 0 {
        findings.add("sums", format!("{sum} blanks came from nowhere"));
    }
    let machines = office.hardware.lock();
    let world = &machines.world;
    let (placed, voiceless) = named(office, books, world, findings);
    let held = |place: Booked| stock.held(Kind::KtpEl, &place);
    let mut loose = strays(office, world, &placed);
    let vault = world.at(Place::Box).len() as i64;
    if held(Booked::Vault) != vault {
        let booked = held(Booked::Vault);
        findings.add("places", format!("vault: {booked} booked, {vault} there"));
    }
    for lane in 0..office.lanes {
        let name = lane_name(lane);
        let count = |at| {
            books.latest().values().filter(|one| one.lane == name && one.at == at).count() as i64
        };
        for (place, at) in [
            (Booked::Machine(name.clone()), At::Machine),
            (Booked::Unknown(name.clone()), At::Unknown),
        ] {
            let (booked, known) = (held(place.clone()), count(at));
            if booked != known {
                findings.add("sums", format!("{place}: {booked} by stock, {known} by name"));
            }
        }
        let nameless = books.nameless.values().filter(|lost| **lost == name).count() as i64;
        let unexplained = held(Booked::Unexplained(name.clone())).abs();
        let uncounted = office.uncounted.get(&lane).copied().unwrap_or(0);
        let silent = voiceless.get(&name).copied().unwrap_or(0);
        let allowed = nameless + unexplained + i64::from(uncounted) + silent;
        let there = world.in_hopper(lane).len() as i64;
        let booked = held(Booked::Hopper(name.clone()));
        let returned = returned(office, world, lane);
        if (booked - there).abs() > allowed + returned {
            let why = format!("{nameless} lost, {unexplained} unexplained, {uncounted} uncounted");
            findings.add("places", format!("hopper {name}: {booked} booked, {there} ({why})"));
        }
        loose -= allowed;
    }
    if loose > 0 {
        let list = list_strays(office, world, &placed);
        findings.add("places", format!("there and not booked: {list:?}"));
    }
}

/// Each named blank against a card of that name: the cards that they are, and by lane how many of
/// the lost have no name to go by. Those may be anywhere, in the hopper too, or never have been.
fn named(
    office: &Office,
    books: &Books,
    world: &World,
    findings: &mut Findings,
) -> (BTreeSet<CardNumber>, BTreeMap<LaneName, i64>) {
    let (mut placed, mut voiceless) = (BTreeSet::new(), BTreeMap::new());
    let mut uncounted = office.uncounted.clone();
    let latest = books.latest();
    let voiced = |named: &&&Named| matches!(named.name, BlankName::Uid(_));
    let (voiced, silent): (Vec<&Named>, Vec<&Named>) = latest.values().partition(voiced);
    let lost = |blank: &Named| matches!(blank.at, At::Unknown | At::Missing);
    let (vanished, silent): (Vec<&Named>, Vec<&Named>) =
        silent.into_iter().partition(|blank| lost(blank));
    for blank in vanished {
        *voiceless.entry(blank.lane.clone()).or_insert(0) += 1;
    }
    // What never spoke and lies among the blanks again has no name any more.
    let silent = silent.into_iter().filter(|blank| blank.at != At::Hopper);
    for blank in voiced.into_iter().chain(silent) {
        let of_name = |card: &&Card| match &blank.name {
            BlankName::Uid(uid) => card.uid == uid.to_string(),
            BlankName::Silent { .. } => true,
        };
        let free = |card: &&Card| !placed.contains(&card.number);
        let all = || world.cards().iter().filter(of_name).filter(free);
        let excused = |card: &&Card| lost(blank) || office.touched.contains(&card.number);
        let card = all().find(|card| is_at(office, blank, card)).or_else(|| all().find(excused));
        // Lifted while its face went onto a fresh blank, and the machine did not count that one.
        let lifted = || all().find(|card| blank.at == At::Output && is_lifted(office, card));
        let card = card.or_else(|| lifted().filter(|_| takes_one(&mut uncounted, &blank.lane)));
        match card {
            Some(card) => drop(placed.insert(card.number)),
            None => {
                let there: Vec<_> = all().take(3).map(|card| card.place().to_string()).collect();
                findings.add("places", format!("booked and not there: {blank:?}, {there:?}"));
            }
        }
    }
    (placed, voiceless)
}

/// In a hand that is nobody's of the office.
pub fn is_lifted(office: &Office, card: &Card) -> bool {
    card.place() == Place::Hands && !office.trays.contains_key(&card.number)
}

/// One of the blanks that this lane's machine did not count.
fn takes_one(uncounted: &mut BTreeMap<usize, u32>, lane: &LaneName) -> bool {
    let left = uncounted.iter_mut().find(|(at, left)| lane_name(**at) == *lane && **left > 0);
    left.map(|(_, left)| *left -= 1).is_some()
}

fn is_at(office: &Office, blank: &Named, card: &Card) -> bool {
    let tray = office.trays.get(&card.number).filter(|_| card.place() == Place::Hands);
    match (blank.at, card.place()) {
        (At::Machine, Place::Machine { lane, .. }) => lane_name(lane) == blank.lane,
        (At::Output, Place::Output { lane }) => lane_name(lane) == blank.lane,
        (At::Output, Place::Desk { .. }) => true,
        (At::Ready, Place::Hands) => tray == Some(&Tray::Ready),
        (At::Spoiled, Place::Reject { lane }) => lane_name(lane) == blank.lane,
        (At::Spoiled, Place::Hands) => tray == Some(&Tray::Spoiled),
        (At::Hopper, Place::Hopper { lane }) => lane_name(lane) == blank.lane,
        _ => false,
    }
}

fn is_stray(office: &Office, card: &Card, placed: &BTreeSet<CardNumber>) -> bool {
    !matches!(card.place(), Place::Box | Place::Hopper { .. })
        && !placed.contains(&card.number)
        && !office.touched.contains(&card.number)
}

fn strays(office: &Office, world: &World, placed: &BTreeSet<CardNumber>) -> i64 {
    world.cards().iter().filter(|card| is_stray(office, card, placed)).count() as i64
}

fn list_strays(office: &Office, world: &World, placed: &BTreeSet<CardNumber>) -> Vec<String> {
    let strays = world.cards().iter().filter(|card| is_stray(office, card, placed));
    strays.map(|card| format!("{} {} {}", card.uid, card.make, card.place())).collect()
}

/// Blanks that a hand has taken out of the machine and put back into this hopper.
fn returned(office: &Office, world: &World, lane: usize) -> i64 {
    let here = |number: &&CardNumber| {
        world.card(**number).map(Card::place) == Some(Place::Hopper { lane })
    };
    office.touched.iter().filter(here).count() as i64
}
