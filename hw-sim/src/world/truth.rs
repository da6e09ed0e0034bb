//! The world as data, for checkers that compare it with somebody's books.

use std::collections::BTreeMap;

use ring::digest;
use serde::Serialize;

use crate::world::bitmap::{Face, Panel, hex};
use crate::world::fault::Planted;
use crate::world::{
    Card, CardNumber, Counters, Jam, Kind, Lane, Make, Place, Ribbon, Waits, World,
};

/// Everything that exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Physical acts so far.
    pub tick: u64,
    pub cards: Vec<CardTruth>,
    pub lanes: Vec<LaneTruth>,
    /// Which lane each station reader sits in.
    pub wiring: Vec<usize>,
    pub faults_waiting: Vec<Planted>,
    pub faults_fired: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardTruth {
    pub number: CardNumber,
    pub uid: String,
    pub kind: Kind,
    pub make: Make,
    pub place: Place,
    pub since: u64,
    pub chip: ChipTruth,
    pub front: Vec<PrintTruth>,
    pub back: Vec<PrintTruth>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChipTruth {
    /// 3 initialisation, 5 operational, 12 terminated.
    pub life_cycle: u8,
    pub virgin: bool,
    /// Ticks of the first and the last write.
    pub written: Option<(u64, u64)>,
    /// Digest of each file that isn't all zeros, by its identifier.
    pub files: BTreeMap<String, FileTruth>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileTruth {
    /// Bytes up to the last that isn't zero.
    pub used: usize,
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintTruth {
    pub tick: u64,
    pub panel: Panel,
    pub sha256: String,
    pub whole: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneTruth {
    pub serial: String,
    pub power: bool,
    pub boots: u64,
    pub counters: Counters,
    pub ribbon: Ribbon,
    pub jam: Option<Jam>,
    pub cover_open: bool,
    /// `Pem` as it stands now and as it is saved.
    pub error_mode: (u8, u8),
    /// Panels in the printer's memory.
    pub memory: Vec<Panel>,
    pub reader_plugged: bool,
    pub hopper: usize,
    pub inside: usize,
    pub output: usize,
    pub reject: usize,
    pub waits: Waits,
}

impl World {
    pub fn truth(&self) -> Truth {
        Truth {
            tick: self.now(),
            cards: self.cards().iter().map(card).collect(),
            lanes: self.lanes().iter().enumerate().map(|(n, lane)| self.lane(n, lane)).collect(),
            wiring: self.wiring().to_vec(),
            faults_waiting: self.waiting_faults().to_vec(),
            faults_fired: self.fired_faults(),
        }
    }

    fn lane(&self, index: usize, lane: &Lane) -> LaneTruth {
        LaneTruth {
            serial: lane.serial.clone(),
            power: lane.power(),
            boots: lane.boots,
            counters: lane.counters,
            ribbon: lane.ribbon.clone(),
            jam: lane.jam,
            cover_open: lane.cover_open,
            error_mode: (lane.error_mode().parameter(), lane.saved_errors.parameter()),
            memory: lane.memory().collect(),
            reader_plugged: lane.reader_plugged,
            hopper: self.in_hopper(index).len(),
            inside: self.inside(index).len(),
            output: self.at(Place::Output { lane: index }).len(),
            reject: self.at(Place::Reject { lane: index }).len(),
            waits: self.waits()[index].clone(),
        }
    }
}

fn card(card: &Card) -> CardTruth {
    CardTruth {
        number: card.number,
        uid: card.uid.clone(),
        kind: card.kind,
        make: card.make,
        place: card.place(),
        since: card.since(),
        chip: chip(card),
        front: prints(card, Face::Front),
        back: prints(card, Face::Back),
    }
}

fn chip(card: &Card) -> ChipTruth {
    let files = card.chip.files().filter_map(|(id, content)| {
        let used = content.iter().rposition(|byte| *byte != 0)? + 1;
        let sha256 = hex(digest::digest(&digest::SHA256, content).as_ref());
        Some((format!("{id:04x}"), FileTruth { used, sha256 }))
    });
    ChipTruth {
        life_cycle: card.chip.life_cycle(),
        virgin: card.chip.is_virgin(),
        written: card.written,
        files: files.collect(),
    }
}

fn prints(card: &Card, face: Face) -> Vec<PrintTruth> {
    card.prints_on(face)
        .map(|print| PrintTruth {
            tick: print.tick,
            panel: print.panel,
            sha256: print.sha256.clone(),
            whole: print.whole,
        })
        .collect()
}
