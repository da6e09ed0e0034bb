//! Blanks to another station and from one, as they are typed; the signed file that belongs to each
//! is written where the command is given.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::movement::{Lot, party};
use super::{open, uids};
use crate::cli::{Context, Ended};
use crate::control::stock::StockOrder;
use crate::control::{Done, Request};
use crate::journal::{Party, TransferId};
use crate::record::Kind;
use crate::station::MAX_TRANSFER_FILE;
use crate::text::say;

#[derive(Debug, Args)]
pub struct Send {
    #[command(flatten)]
    lot: Lot,
    /// The other station's id, as a [[partner]] names it.
    #[arg(long, value_parser = party)]
    to: Party,
    /// Where the signed file is written; TRANSFER.jws if it is left out.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct TakeIn {
    /// The signed file that came with the parcel.
    file: PathBuf,
    /// As counted here.
    counted: u32,
    /// Kind of card: ktp-el or ktp-el-oa.
    #[arg(long, default_value = "ktp-el")]
    kind: Kind,
    /// UIDs as scanned here: one a line, or a CSV with a column `uid`.
    #[arg(long)]
    uids: Option<PathBuf>,
    /// The day on which it came, YYYY-MM-DD; today if it is left out.
    #[arg(long)]
    dated: Option<String>,
    /// Where the signed receipt is written; TRANSFER-receipt.jws if it is left out.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Acknowledged {
    /// The signed receipt of the other station.
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct TransferFile {
    /// Name of the transfer, as `stock transfers` shows it.
    #[arg(value_parser = transfer)]
    transfer: TransferId,
    /// Where it is written; TRANSFER.jws if it is left out.
    #[arg(long)]
    out: Option<PathBuf>,
}

fn transfer(text: &str) -> Result<TransferId, String> {
    TransferId::new(text).map_err(|error| error.to_string())
}

impl Send {
    pub fn run(self, context: &Context) -> Result<(), Ended> {
        let Self { lot: Lot { quantity, kind, uids: list, paper }, to, out } = self;
        let (uids, paper) = (uids(list)?, paper.typed());
        ask(context, StockOrder::Send { to, kind, quantity, uids, paper }, (out, ""))
    }
}

impl TakeIn {
    pub fn run(self, context: &Context) -> Result<(), Ended> {
        let Self { file, counted, kind, uids: list, dated, out } = self;
        let (file, uids) = (read(&file)?, uids(list)?);
        ask(context, StockOrder::TakeIn { file, kind, counted, uids, dated }, (out, "-receipt"))
    }
}

impl Acknowledged {
    pub fn order(self) -> Result<StockOrder, Ended> {
        Ok(StockOrder::Acknowledged { file: read(&self.file)? })
    }
}

impl TransferFile {
    pub fn run(self, context: &Context) -> Result<(), Ended> {
        let Self { transfer, out } = self;
        ask(context, StockOrder::TransferFile { transfer }, (out, ""))
    }
}

fn read(path: &Path) -> Result<String, Ended> {
    let fault = |error| Ended::file(path, &error);
    if std::fs::metadata(path).map_err(fault)?.len() > MAX_TRANSFER_FILE as u64 {
        let error = std::io::Error::other(format!("more than {MAX_TRANSFER_FILE} bytes"));
        return Err(fault(error));
    }
    std::fs::read_to_string(path).map_err(fault)
}

/// Books it, and writes the file that goes with it; never over another one.
fn ask(
    context: &Context,
    order: StockOrder,
    (out, ending): (Option<PathBuf>, &str),
) -> Result<(), Ended> {
    let done = context.ask(&Request::Stock { order })?;
    if let Done::Transfer { transfer, file } = &done {
        let path = out.unwrap_or_else(|| PathBuf::from(format!("{transfer}{ending}.jws")));
        let opened = std::fs::File::options().write(true).create_new(true).open(&path);
        let written = opened.and_then(|mut opened| {
            opened.write_all(file.as_bytes())?;
            opened.sync_all()
        });
        let (what, path) = (transfer.as_str(), path.display().to_string());
        if let Err(error) = written {
            let why = crate::text::system::io(&error);
            return Err(Ended::usage(
                "TRF-18",
                format!(
                    "Dibukukan, tetapi {path} tidak tertulis ({}): `stock transfer-file {what}`.",
                    why.id
                ),
                format!(
                    "Booked, but {path} was not written ({}): `stock transfer-file {what}`.",
                    why.en
                ),
            ));
        }
        context.output.say(&say(
            format!("Kiriman {what}: {path} disertakan dengan paketnya."),
            format!("Transfer {what}: {path} goes with it."),
        ));
    }
    context.output.data(&done);
    Ok(())
}

#[derive(Serialize)]
struct Row {
    transfer: String,
    way: &'static str,
    station: String,
    kind: String,
    quantity: u32,
    open: bool,
}

pub fn list(context: &Context) -> Result<(), Ended> {
    let known = open(context)?.transfers().map_err(|error| Ended::store(&error))?;
    let row = |(transfer, book): (&TransferId, &crate::books::TransferBook)| {
        let sent = book.way == crate::books::Way::Sent;
        Row {
            transfer: transfer.to_string(),
            way: if sent { "sent" } else { "taken_in" },
            station: book.party.to_string(),
            kind: book.kind.to_string(),
            quantity: book.quantity,
            open: sent && book.acknowledged.is_none(),
        }
    };
    let rows: Vec<Row> = known.iter().map(row).collect();
    context.output.data(&rows);
    let cells = |row: &Row| {
        let open = match row.open {
            true => say("menunggu tanda terima", "waits for its receipt"),
            false => say("", ""),
        };
        let way = match row.way {
            "sent" => say("dikirim", "sent"),
            _ => say("diterima", "taken in"),
        };
        let Row { transfer, station, kind, quantity, .. } = row;
        vec![
            transfer.clone(),
            context.output.short(&way),
            station.clone(),
            kind.clone(),
            quantity.to_string(),
            context.output.short(&open),
        ]
    };
    let head = [
        ("kiriman", "transfer"),
        ("arah", "way"),
        ("stasiun", "station"),
        ("jenis", "kind"),
        ("keping", "blanks"),
        ("keadaan", "state"),
    ];
    context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
    Ok(())
}
