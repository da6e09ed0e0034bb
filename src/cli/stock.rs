//! `cetakd stock`: blanks by number and place.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::print::lane_name;
use super::{Context, Ended};
use crate::books::StockLine;
use crate::control::Request;
use crate::journal::LaneName;
use crate::record::{Kind, Uid};
use crate::store::Reader;

/// A list of 20,000 UIDs with separators fits.
const MAX_LIST_BYTES: u64 = 1 << 20;

#[derive(Debug, Subcommand)]
pub enum Stock {
    /// Book blanks that came with a BAST.
    Receive(Receive),
    /// Book blanks from the vault into a lane's hopper.
    Load(Move),
    /// Book blanks from a lane's hopper back into the vault.
    Unload(Move),
    /// Blanks by place, and the one line.
    Show,
}

#[derive(Debug, Args)]
pub struct Receive {
    quantity: u32,
    /// Number of the Berita Acara Serah Terima.
    #[arg(long)]
    bast: String,
    /// Date on the paper, YYYY-MM-DD; today if it is left out.
    #[arg(long)]
    dated: Option<String>,
    #[arg(long, default_value = "ktp-el")]
    kind: Kind,
    /// The supplier's UID list: one a line, or in the first column of a CSV.
    #[arg(long)]
    uids: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Move {
    quantity: u32,
    #[arg(long, value_parser = lane_name)]
    lane: LaneName,
    #[arg(long, default_value = "ktp-el")]
    kind: Kind,
}

#[derive(Serialize)]
struct Balance {
    kind: String,
    place: String,
    quantity: i64,
}

impl Stock {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let request = match self {
            Self::Show => return show(context),
            Self::Receive(Receive { quantity, bast, dated, kind, uids }) => {
                let uids = uids.map(|path| read_uids(&path)).transpose()?.unwrap_or_default();
                Request::Receive { kind, quantity, bast, dated, uids }
            }
            Self::Load(Move { quantity, lane, kind }) => Request::Load { kind, lane, quantity },
            Self::Unload(Move { quantity, lane, kind }) => Request::Unload { kind, lane, quantity },
        };
        context.book(&request)?;
        show_line(context)
    }
}

fn show(context: &Context) -> Result<(), Ended> {
    let stock = open(context)?.stock().map_err(|error| Ended::store(&error))?;
    let balances: Vec<Balance> = stock
        .balances()
        .map(|(kind, place, quantity)| Balance {
            kind: kind.to_string(),
            place: place.to_string(),
            quantity,
        })
        .collect();
    context.output.data(&balances);
    let row = |one: &Balance| vec![one.kind.clone(), one.place.clone(), one.quantity.to_string()];
    let rows: Vec<_> = balances.iter().map(row).collect();
    context.output.table(&["jenis", "tempat", "keping"], &rows);
    show_line(context)
}

/// `diterima 20 · gudang 0 · …`, for each kind that was ever received.
fn show_line(context: &Context) -> Result<(), Ended> {
    let stock = open(context)?.stock().map_err(|error| Ended::store(&error))?;
    for kind in Kind::ALL {
        let line = stock.line(kind);
        if line != StockLine::default() {
            context.output.line(&stock_line(kind, &line));
        }
    }
    Ok(())
}

fn stock_line(kind: Kind, line: &StockLine) -> String {
    let StockLine { received, vault, hoppers, machines, output, ready, spoiled, .. } = line;
    let StockLine { unknown, missing, unexplained, .. } = line;
    let mut text = format!(
        "{kind}: diterima {received} · gudang {vault} · tempat blangko {hoppers} · di mesin \
         {machines} · keluaran {output} · siap {ready} · rusak {spoiled} · tak jelas {unexplained}"
    );
    for (word, held) in [("dicari", unknown), ("hilang", missing)] {
        if *held != 0 {
            text.push_str(&format!(" · {word} {held}"));
        }
    }
    text
}

fn open(context: &Context) -> Result<Reader<'static>, Ended> {
    let file = context.station_file()?;
    Reader::open(&file.data).map_err(|error| Ended::store(&error))
}

fn read_uids(path: &PathBuf) -> Result<Vec<Uid>, Ended> {
    let fault = |error| Ended::file(path, &error);
    if std::fs::metadata(path).map_err(fault)?.len() > MAX_LIST_BYTES {
        let error = std::io::Error::other(format!("more than {MAX_LIST_BYTES} bytes"));
        return Err(fault(error));
    }
    let text = std::fs::read_to_string(path).map_err(fault)?;
    let mut uids = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let cell = line.split([',', ';', '\t']).next().unwrap_or_default();
        let cell = cell.trim().trim_matches('"');
        let headline = at == 0 && cell.eq_ignore_ascii_case("uid");
        if cell.is_empty() || headline {
            continue;
        }
        let uid = cell.parse().map_err(|error| {
            let (path, line) = (path.display(), at + 1);
            Ended::usage(
                "STK-10",
                format!("{path} baris {line}: UID salah: {error}."),
                format!("{path} line {line}: {error}."),
            )
        })?;
        uids.push(uid);
    }
    Ok(uids)
}
