//! Batches over the socket: a list handed over piece by piece behind its request, and a plan told
//! in words and numbers. Whoever stands on a list is masked on the way back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::lines::Lines;
use super::wire::{Failed, Meaning};
use crate::journal::LaneName;
use crate::record::{Kind, Reason};
use crate::station::batch::{
    LaidLease, LaneReach, LeftOut, List, MAX_CSV_BYTES, MAX_LEASES, MAX_LEASES_BYTES, Plan, Stand,
};
use crate::text::{self, Fault};

/// A piece of a CSV: even with every sign escaped it fits one line.
pub const MAX_PIECE_BYTES: usize = 128 << 10;
const MAX_CSV_PIECES: usize = MAX_CSV_BYTES / MAX_PIECE_BYTES + 1;

/// Where the people come from; pieces follow the request, a line each.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum ListOrder {
    Ready {},
    Csv { pieces: usize },
    Leases { pieces: usize },
}

/// A part of a list, as text: its files are opened by whoever asks.
#[derive(Serialize, Deserialize)]
#[serde(tag = "piece", rename_all = "snake_case", deny_unknown_fields)]
pub enum Piece {
    Csv { text: Zeroizing<String> },
    Lease { file: String, jws: Zeroizing<String> },
}

/// A plan for people and programs.
#[derive(Debug, Serialize, Deserialize)]
pub struct PlanReply {
    pub made_at: Timestamp,
    pub ends: Option<Timestamp>,
    pub closes: Option<Timestamp>,
    pub cards: usize,
    pub lanes: Vec<LaneReply>,
    pub classes: Vec<CountReply>,
    pub places: Vec<CountReply>,
    pub blanks: Vec<BlanksReply>,
    pub loads: Vec<LoadReply>,
    pub left_out: Vec<LeftOutReply>,
    pub source_silent: bool,
    pub more: bool,
    /// In printing order.
    pub order: Vec<CardReply>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct LaneReply {
    pub lane: LaneName,
    pub kind: Option<Kind>,
    pub blanks: u32,
    pub reach: u32,
    pub share: u32,
    pub limit: Said,
    pub limits: Vec<LimitReply>,
    pub busy: bool,
    pub seen_at: Option<Timestamp>,
    pub seconds_a_card: u32,
    pub measured: bool,
}

/// A code with its sentence in both languages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Said {
    pub code: String,
    pub id: String,
    pub en: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct LimitReply {
    pub limit: Said,
    pub cards: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct CountReply {
    pub name: String,
    pub cards: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct BlanksReply {
    pub kind: Kind,
    pub vault: u32,
    pub hoppers: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct LoadReply {
    pub lane: LaneName,
    pub kind: Kind,
    pub blanks: u32,
    pub reaches: u32,
}

/// Everybody left out for one reason.
#[derive(Debug, Serialize, Deserialize)]
pub struct LeftOutReply {
    pub why: Said,
    /// Somebody at the machines could change it.
    pub waits_for_help: bool,
    pub count: u32,
    /// Masked; lines and files that name nobody are in the sentence.
    pub people: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct CardReply {
    /// Masked.
    pub nik: String,
    pub kind: Kind,
    pub reason: Reason,
    pub kecamatan: String,
    pub kel_desa: String,
}

/// The list that a request announces, from the lines behind it.
pub fn read_list(order: ListOrder, lines: &mut Lines<'_>) -> Result<List, Failed> {
    match order {
        ListOrder::Ready {} => Ok(List::Ready),
        ListOrder::Csv { pieces } => {
            let mut whole = Zeroizing::new(String::new());
            for _ in 0..within(pieces, MAX_CSV_PIECES)? {
                let Piece::Csv { text } = piece(lines)? else { return Err(no_piece()) };
                whole.push_str(&text);
            }
            Ok(List::Csv(whole))
        }
        ListOrder::Leases { pieces } => {
            let (mut leases, mut bytes) = (Vec::new(), 0);
            for _ in 0..within(pieces, MAX_LEASES)? {
                let Piece::Lease { file, jws } = piece(lines)? else { return Err(no_piece()) };
                bytes += jws.len();
                // Beyond the limit a lease is named and its text forgotten.
                let jws = if bytes > MAX_LEASES_BYTES { Zeroizing::default() } else { jws };
                leases.push(LaidLease { file, jws });
            }
            Ok(List::Leases(leases))
        }
    }
}

fn within(pieces: usize, most: usize) -> Result<usize, Failed> {
    if pieces <= most { Ok(pieces) } else { Err(no_piece()) }
}

fn piece(lines: &mut Lines<'_>) -> Result<Piece, Failed> {
    let line = lines.next().map_err(|_| no_piece())?;
    serde_json::from_slice(&line).map_err(|_| no_piece())
}

fn no_piece() -> Failed {
    Failed {
        code: "CTL-05".into(),
        id: "Daftar tidak sampai utuh ke daemon. Ulangi perintah.".into(),
        en: "The list did not reach the daemon whole. Ask again.".into(),
        meaning: Meaning::Usage,
        refusal: None,
    }
}

impl From<&Plan> for PlanReply {
    fn from(plan: &Plan) -> Self {
        let mut places: Vec<CountReply> = Vec::new();
        for card in &plan.cards {
            match places.last_mut().filter(|place| place.name == *card.kecamatan) {
                Some(place) => place.cards += 1,
                None => places.push(CountReply { name: card.kecamatan.to_string(), cards: 1 }),
            }
        }
        let class = |(class, cards): &(crate::settings::Class, u32)| CountReply {
            name: class.as_str().to_owned(),
            cards: *cards,
        };
        let blanks = |(kind, vault, hoppers): &(Kind, u32, u32)| BlanksReply {
            kind: *kind,
            vault: *vault,
            hoppers: *hoppers,
        };
        let load = |load: &crate::station::batch::Load| LoadReply {
            lane: load.lane.clone(),
            kind: load.kind,
            blanks: load.blanks,
            reaches: load.reaches,
        };
        Self {
            made_at: plan.made_at,
            ends: plan.ends,
            closes: plan.closes,
            cards: plan.cards.len(),
            lanes: plan.lanes.iter().map(LaneReply::from).collect(),
            classes: plan.classes.iter().map(class).collect(),
            places,
            blanks: plan.blanks.iter().map(blanks).collect(),
            loads: plan.loads.iter().map(load).collect(),
            left_out: left_out(&plan.left_out),
            source_silent: plan.source_silent,
            more: plan.more,
            order: plan.cards.iter().map(CardReply::from).collect(),
        }
    }
}

impl From<&crate::station::batch::Candidate> for CardReply {
    fn from(card: &crate::station::batch::Candidate) -> Self {
        Self {
            nik: card.nik.to_string(),
            kind: card.kind,
            reason: card.reason,
            kecamatan: card.kecamatan.to_string(),
            kel_desa: card.kel_desa.to_string(),
        }
    }
}

impl From<&LaneReach> for LaneReply {
    fn from(reach: &LaneReach) -> Self {
        let facts = &reach.facts;
        let limits = reach.limits.iter();
        let limits = limits.map(|(limit, cards)| LimitReply {
            limit: text::plan::limit(limit).into(),
            cards: *cards,
        });
        Self {
            lane: facts.lane.clone(),
            kind: reach.kind(),
            blanks: facts.blanks.map_or(0, |(_, blanks)| blanks),
            reach: reach.cards,
            share: reach.share,
            limit: text::plan::limit(&reach.limit).into(),
            limits: limits.collect(),
            busy: facts.stand == Stand::Busy,
            seen_at: facts.seen_at,
            seconds_a_card: facts.seconds_a_card,
            measured: facts.measured,
        }
    }
}

impl From<Fault> for Said {
    fn from(Fault { code, say }: Fault) -> Self {
        Self { code, id: say.id, en: say.en }
    }
}

/// By reason, the reasons in the order of their codes.
fn left_out(left_out: &[LeftOut]) -> Vec<LeftOutReply> {
    let mut groups: BTreeMap<(String, String), LeftOutReply> = BTreeMap::new();
    for LeftOut { nik, why } in left_out {
        let fault = text::plan::why_not(why);
        let key = (fault.code.clone(), fault.say.id.clone());
        let waits_for_help = why.is_of_the_night();
        let empty =
            || LeftOutReply { why: fault.into(), waits_for_help, count: 0, people: Vec::new() };
        let group = groups.entry(key).or_insert_with(empty);
        group.count += 1;
        group.people.extend(nik.as_ref().map(ToString::to_string));
    }
    groups.into_values().collect()
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Csv { .. } => "Csv",
            Self::Lease { .. } => "Lease",
        })
    }
}
