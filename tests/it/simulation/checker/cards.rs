//! Cards as they are: nobody has two in the world, no card has one person's face and another's
//! chip, none is ready without a verified read-back, no live chip is thrown away unrevoked.

use std::collections::{BTreeMap, BTreeSet};

use cetakd::journal::BlankName;
use hw_sim::world::{Card, Face, Place};

use super::places::is_lifted;
use super::{At, Books, Findings, Named};
use crate::simulation::face::{self, Stamp};
use crate::simulation::office::{Office, Tray, lane_name};
use crate::simulation::town::town;

/// The chip's file that names the person.
const BIODATA: u16 = 0x0103;

/// Whose data a chip holds whole, by NIK.
pub fn holder(card: &Card) -> Option<String> {
    let nik = named_in(card.chip.file(BIODATA)?)?;
    let record = town().record(&nik)?;
    let whole = |(id, bytes): &(u16, Vec<u8>)| card.chip.file(*id) == Some(bytes.as_slice());
    record.files.iter().all(whole).then_some(nik)
}

/// The NIK at the head of a biodata file: 73 L { 80 10 digits … }.
fn named_in(file: &[u8]) -> Option<String> {
    let at = file.iter().take(8).position(|byte| *byte == 0x80)?;
    let (length, rest) = file.get(at + 1..)?.split_first()?;
    // A two-byte length may hold an 80 of its own.
    let (length, rest) = match *length {
        0x10 => (16, rest),
        _ => {
            let next = rest.windows(2).take(4).position(|two| two == [0x80, 0x10])?;
            (16, &rest[next + 2..])
        }
    };
    String::from_utf8(rest.get(..length)?.to_vec()).ok().filter(|nik| !nik.starts_with('\0'))
}

/// Holds somebody's data, whole or not, though it did not leave the factory so.
fn is_alive(card: &Card) -> bool {
    let used = card.make.to_string() == "used";
    !used && card.chip.file(BIODATA).is_some_and(|file| file.iter().any(|byte| *byte != 0))
}

pub fn check(office: &Office, books: &Books, findings: &mut Findings) {
    let machines = office.hardware.lock();
    let latest = books.latest();
    for card in machines.world.cards() {
        let name = card.uid.parse().map(BlankName::Uid).expect("a UID of the world");
        let uid = *name.uid().expect("a UID");
        let booked = latest.get(&name).filter(|_| card.is_on_list());
        let revoked = books.reader.is_revoked(&uid).unwrap_or(false);
        let thrown = matches!(card.place(), Place::Reject { .. })
            || office.trays.get(&card.number) == Some(&Tray::Spoiled);
        if thrown && is_alive(card) && !revoked {
            findings.add("alive", format!("{} is thrown away alive: {}", card.uid, card.make));
        }
        let Some(booked) = booked.filter(|booked| matches!(booked.at, At::Output | At::Ready))
        else {
            continue;
        };
        let holder = holder(card);
        // Nobody looked at it, and the machine that took another blank for it did not count that.
        let lied_about =
            booked.at == At::Output && has_lied(office, booked) && is_lifted(office, card);
        if !lied_about {
            faces(card, holder.as_deref(), findings);
        }
        if holder.is_none() || !booked.read_back {
            findings.add("chip", format!("{} left as good, its chip is not whole", card.uid));
        }
        if booked.at == At::Ready && !booked.tapped {
            findings.add("chip", format!("{} is ready and was never read at a desk", card.uid));
        }
    }
}

fn has_lied(office: &Office, booked: &Named) -> bool {
    office.uncounted.iter().any(|(lane, blanks)| lane_name(*lane) == booked.lane && *blanks > 0)
}

/// One face, whole, on both sides, of the person whose chip it is.
fn faces(card: &Card, holder: Option<&str>, findings: &mut Findings) {
    let record = holder.and_then(|nik| town().record(nik));
    for side in [Face::Front, Face::Back] {
        let stamps = face::on_card(card, side);
        match (stamps.as_slice(), &record) {
            ([stamp], Some(record)) if *stamp == record.stamp => {}
            ([_], Some(_)) => {
                findings.add("faces", format!("{} has another person's face", card.uid));
            }
            ([], _) => findings.add("faces", format!("{} left without a face", card.uid)),
            ([_, _, ..], _) => findings.add("faces", format!("{} is printed twice", card.uid)),
            ([_], None) => {}
        }
    }
}

/// A whole chip and a printed face, outside the reject box: that passes as a card.
pub fn nobody_has_two(offices: &[&Office], findings: &mut Findings) {
    let mut chips: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut seen: BTreeMap<Stamp, Vec<String>> = BTreeMap::new();
    for office in offices {
        let lost = revoked_and_lost(office);
        let machines = office.hardware.lock();
        for card in machines.world.cards() {
            let thrown = matches!(card.place(), Place::Reject { .. } | Place::Bin)
                || office.trays.get(&card.number) == Some(&Tray::Spoiled);
            if thrown || lost.contains(&card.uid) {
                continue;
            }
            if let Some(nik) = holder(card) {
                chips.entry(nik).or_default().push(card.uid.clone());
            }
            // A face that somebody has refused and keeps apart passes nowhere.
            let refused = office.trays.get(&card.number) == Some(&Tray::Aside);
            for stamp in face::on_card(card, Face::Front).into_iter().filter(|_| !refused) {
                seen.entry(stamp).or_default().push(card.uid.clone());
            }
        }
    }
    for cards in chips.values().filter(|cards| cards.len() > 1) {
        findings.add("two", format!("one person's chip in {cards:?}"));
    }
    for cards in seen.values_mut() {
        cards.dedup();
        if cards.len() > 1 {
            findings.add("two", format!("one person's face on {cards:?}"));
        }
    }
}

/// Booked as spoiled or missing and revoked: wherever it lies, it passes nowhere as a card.
fn revoked_and_lost(office: &Office) -> BTreeSet<String> {
    let Ok(books) = Books::read(office) else { return BTreeSet::new() };
    let latest = books.latest();
    let lost = latest.values().filter(|blank| matches!(blank.at, At::Missing | At::Spoiled));
    let uids = lost.filter_map(|blank| blank.name.uid());
    let revoked = uids.filter(|uid| books.reader.is_revoked(uid).unwrap_or(false));
    revoked.map(ToString::to_string).collect()
}
