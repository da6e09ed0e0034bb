//! `cetakd stock`: blanks by number and place, and the papers under which they move.

mod count;
mod movement;
mod ribbon;
mod show;
mod transfer;
mod withdraw;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Context, Ended};
use crate::control::Request;
use crate::control::stock::PaperTyped;
use crate::record::Uid;
use crate::station::{ListFault, MAX_LIST_BYTES, read_uid_list};
use crate::store::Reader;

pub use show::{lines, not_while_counting, reorder};

#[derive(Debug, Subcommand)]
pub enum Stock {
    /// Book blanks that came with a BAST.
    Receive(movement::Receive),
    /// Book blanks from the vault into a lane's hopper.
    Load(movement::Between),
    /// Book blanks from a lane's hopper back into the vault.
    Unload(movement::Between),
    /// Lend blanks to another office.
    Lend(movement::Lend),
    /// Book lent blanks that came back.
    TakeBack(movement::TakeBack),
    /// Give blanks back to the supplier.
    Return(movement::Return),
    /// Write off blanks that no machine has touched.
    Spoil(movement::Spoil),
    /// Book a destruction before witnesses; a second person agrees.
    Destroy(movement::Destroy),
    /// Undo a movement by a counter-entry; a second person agrees.
    Reverse(movement::Reverse),
    /// The blind stock-take: begin, enter, finish, book.
    #[command(subcommand)]
    Count(count::Count),
    /// Spoiled cards by name, those that may be alive first: the list of a destruction.
    Spoiled,
    /// Every paper that blanks moved under.
    Papers,
    /// Blanks by place, each lane's line, and what is left.
    Show,
    /// Send blanks to another station; its signed file goes with the parcel.
    Send(transfer::Send),
    /// Take in what another station sent, as counted; its receipt is written.
    TakeIn(transfer::TakeIn),
    /// Book the other station's receipt: the parcel has arrived.
    Acknowledged(transfer::Acknowledged),
    /// Write the file of a transfer, or its receipt, once more.
    TransferFile(transfer::TransferFile),
    /// Every transfer to another station and from one.
    Transfers,
    /// Ribbons: load, remove, destroy, show.
    #[command(subcommand)]
    Ribbon(ribbon::Ribbon),
    /// Book old cards that were taken back.
    Withdraw(withdraw::Withdraw),
}

/// A paper on the command line.
#[derive(Debug, Args)]
pub struct PaperArgs {
    /// Number of the paper.
    #[arg(long)]
    document: String,
    /// Date on the paper, YYYY-MM-DD; today if it is left out.
    #[arg(long)]
    dated: Option<String>,
    /// Kept sealed beside the journal.
    #[arg(long)]
    remarks: Option<String>,
}

impl PaperArgs {
    pub fn typed(self) -> PaperTyped {
        PaperTyped { number: self.document, dated: self.dated, remarks: self.remarks }
    }
}

impl Stock {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let order = match self {
            Self::Show => return show::show(context),
            Self::Papers => return show::papers(context),
            Self::Spoiled => return show::spoiled(context),
            Self::Count(count) => return count.run(context),
            Self::Ribbon(ribbon) => return ribbon.run(context),
            Self::Send(send) => return send.run(context),
            Self::TakeIn(take_in) => return take_in.run(context),
            Self::TransferFile(file) => return file.run(context),
            Self::Transfers => return transfer::list(context),
            Self::Acknowledged(receipt) => receipt.order()?,
            Self::Withdraw(withdraw) => withdraw.order(context)?,
            Self::Receive(receive) => receive.order()?,
            Self::Load(between) => between.order(Way::In),
            Self::Unload(between) => between.order(Way::Out),
            Self::Lend(lend) => lend.order()?,
            Self::TakeBack(back) => back.order()?,
            Self::Return(returned) => returned.order()?,
            Self::Spoil(spoil) => spoil.order()?,
            Self::Destroy(destroy) => destroy.order()?,
            Self::Reverse(reverse) => reverse.order(),
        };
        context.book(&Request::Stock { order })?;
        show::show_lines(context)
    }
}

/// Into a hopper or out of it.
pub enum Way {
    In,
    Out,
}

fn open(context: &Context) -> Result<Reader<'static>, Ended> {
    let file = context.station_file()?;
    Reader::open(&file.data).map_err(|error| Ended::store(&error))
}

/// A list of UIDs, or none.
fn uids(path: Option<PathBuf>) -> Result<Vec<Uid>, Ended> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let fault = |error| Ended::file(&path, &error);
    if std::fs::metadata(&path).map_err(fault)?.len() > MAX_LIST_BYTES {
        let error = std::io::Error::other(format!("more than {MAX_LIST_BYTES} bytes"));
        return Err(fault(error));
    }
    let bytes = std::fs::read(&path).map_err(fault)?;
    read_uid_list(&bytes).map_err(|fault| {
        let path = path.display();
        let id = match &fault {
            ListFault::Uid { line, fault } => {
                format!("{path} baris {line}: {}.", crate::text::settings::uid(fault).id)
            }
            ListFault::Columns { line } => format!("{path} baris {line}: kolom kurang."),
            ListFault::NoColumn => format!("{path}: tidak ada kolom `uid`."),
            ListFault::Empty => format!("{path}: tidak ada UID di dalamnya."),
        };
        Ended::usage("STK-10", id, format!("{path}: {fault}."))
    })
}
