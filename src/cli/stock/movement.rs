//! Movements of blanks as they are typed.

use std::path::PathBuf;

use clap::Args;

use super::{PaperArgs, Way, uids};
use crate::cli::Ended;
use crate::cli::print::lane_name;
use crate::control::stock::{PaperTyped, StockOrder};
use crate::journal::{LaneName, Party, SpoilReason, StockAct};
use crate::record::Kind;

#[derive(Debug, Args)]
pub struct Receive {
    /// As counted.
    quantity: u32,
    /// Number of the Berita Acara Serah Terima.
    #[arg(long)]
    bast: String,
    /// Number of the Surat Perintah Pengiriman Barang.
    #[arg(long)]
    sppb: Option<String>,
    /// Date on the paper, YYYY-MM-DD; today if it is left out.
    #[arg(long)]
    dated: Option<String>,
    /// Kind of card: ktp-el or ktp-el-oa.
    #[arg(long, default_value = "ktp-el")]
    kind: Kind,
    /// The supplier's UID list: one a line, or a CSV with a column `uid`.
    #[arg(long)]
    uids: Option<PathBuf>,
    /// What the paper says, if it is another number; a second person agrees.
    #[arg(long)]
    on_paper: Option<u32>,
    /// Kept sealed beside the journal.
    #[arg(long)]
    remarks: Option<String>,
}

#[derive(Debug, Args)]
pub struct Between {
    /// Blanks, as counted.
    quantity: u32,
    /// Name of the lane.
    #[arg(long, value_parser = lane_name)]
    lane: LaneName,
    /// Kind of card: ktp-el or ktp-el-oa.
    #[arg(long, default_value = "ktp-el")]
    kind: Kind,
    /// Number of the slip, where the office writes one.
    #[arg(long)]
    document: Option<String>,
    /// Date on the slip, YYYY-MM-DD; today if it is left out.
    #[arg(long, requires = "document")]
    dated: Option<String>,
}

/// What every movement out of the vault names.
#[derive(Debug, Args)]
pub struct Lot {
    /// Blanks, as counted.
    pub quantity: u32,
    /// Kind of card: ktp-el or ktp-el-oa.
    #[arg(long, default_value = "ktp-el")]
    pub kind: Kind,
    /// UIDs of the blanks, where they are known: one a line, or a CSV with a column `uid`.
    #[arg(long)]
    pub uids: Option<PathBuf>,
    #[command(flatten)]
    pub paper: PaperArgs,
}

#[derive(Debug, Args)]
pub struct Lend {
    #[command(flatten)]
    lot: Lot,
    /// The other office, in one word.
    #[arg(long, value_parser = party)]
    to: Party,
}

#[derive(Debug, Args)]
pub struct TakeBack {
    #[command(flatten)]
    lot: Lot,
    /// The other office, in one word.
    #[arg(long, value_parser = party)]
    from: Party,
}

#[derive(Debug, Args)]
pub struct Return {
    #[command(flatten)]
    lot: Lot,
}

#[derive(Debug, Args)]
pub struct Spoil {
    #[command(flatten)]
    lot: Lot,
    /// rusak, cacat_pabrik or tidak_ada_chip.
    #[arg(long, value_parser = spoil_reason)]
    reason: SpoilReason,
    /// Out of this lane's hopper; else out of the vault.
    #[arg(long, value_parser = lane_name)]
    lane: Option<LaneName>,
}

#[derive(Debug, Args)]
pub struct Destroy {
    #[command(flatten)]
    lot: Lot,
    /// Old cards that were withdrawn, burnt with the spoiled ones.
    #[arg(long, default_value_t = 0)]
    withdrawn: u32,
    /// Name and what they are; two at least.
    #[arg(long)]
    witness: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Reverse {
    /// The entry that is undone.
    seq: u64,
    #[command(flatten)]
    paper: PaperArgs,
}

impl Receive {
    pub fn order(self) -> Result<StockOrder, Ended> {
        let Self { quantity, bast, sppb, dated, kind, uids: list, on_paper, remarks } = self;
        let paper = PaperTyped { number: bast, dated, remarks };
        Ok(StockOrder::Receive { kind, quantity, uids: uids(list)?, paper, sppb, on_paper })
    }
}

impl Between {
    pub fn order(self, way: Way) -> StockOrder {
        let Self { quantity, lane, kind, document, dated } = self;
        let paper = document.map(|number| PaperTyped { number, dated, remarks: None });
        match way {
            Way::In => StockOrder::Load { kind, lane, quantity, paper },
            Way::Out => StockOrder::Unload { kind, lane, quantity, paper },
        }
    }
}

impl Lot {
    fn order(self, act: StockAct) -> Result<StockOrder, Ended> {
        let Self { quantity, kind, uids: list, paper } = self;
        let paper = paper.typed();
        Ok(StockOrder::Move { act, kind, quantity, uids: uids(list)?, paper })
    }
}

impl Lend {
    pub fn order(self) -> Result<StockOrder, Ended> {
        self.lot.order(StockAct::Lend { to: self.to })
    }
}

impl TakeBack {
    pub fn order(self) -> Result<StockOrder, Ended> {
        self.lot.order(StockAct::TakeBack { from: self.from })
    }
}

impl Return {
    pub fn order(self) -> Result<StockOrder, Ended> {
        self.lot.order(StockAct::Return {})
    }
}

impl Spoil {
    pub fn order(self) -> Result<StockOrder, Ended> {
        self.lot.order(StockAct::Spoil { reason: self.reason, lane: self.lane })
    }
}

impl Destroy {
    pub fn order(self) -> Result<StockOrder, Ended> {
        let Lot { quantity, kind, uids: list, paper } = self.lot;
        let (uids, paper) = (uids(list)?, paper.typed());
        let (witnesses, withdrawn) = (self.witness, self.withdrawn);
        Ok(StockOrder::Destroy { kind, quantity, withdrawn, uids, witnesses, paper })
    }
}

impl Reverse {
    pub fn order(self) -> StockOrder {
        StockOrder::Reverse { seq: self.seq, paper: self.paper.typed() }
    }
}

pub fn party(text: &str) -> Result<Party, String> {
    Party::new(text).map_err(|error| error.to_string())
}

fn spoil_reason(text: &str) -> Result<SpoilReason, String> {
    let known = SpoilReason::OF_A_CARD.into_iter().find(|reason| reason.as_str() == text);
    known.ok_or_else(|| format!("`{text}` is no reason: rusak, cacat_pabrik or tidak_ada_chip"))
}
