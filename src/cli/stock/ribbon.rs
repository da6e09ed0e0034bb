//! `cetakd stock ribbon`: into a lane and out of it, burnt before witnesses, and what is left.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{PaperArgs, open};
use crate::books::Books;
use crate::cli::print::lane_name;
use crate::cli::{Context, Ended};
use crate::control::Request;
use crate::control::stock::StockOrder;
use crate::journal::LaneName;

#[derive(Debug, Subcommand)]
pub enum Ribbon {
    /// A ribbon was put into a lane's printer.
    Load(Load),
    /// It was taken out; it shows faces, and waits to be burnt.
    Remove {
        #[arg(value_parser = lane_name)]
        lane: LaneName,
    },
    /// Book a destruction of used ribbons before witnesses; a second person agrees.
    Destroy(Destroy),
    /// Panels loaded, used and left, and used ribbons that wait.
    Show,
}

#[derive(Debug, Args)]
pub struct Load {
    #[arg(value_parser = lane_name)]
    lane: LaneName,
    /// Panels that it holds.
    #[arg(long)]
    panels: u32,
}

#[derive(Debug, Args)]
pub struct Destroy {
    quantity: u32,
    /// Name and what they are; two at least.
    #[arg(long)]
    witness: Vec<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

impl Ribbon {
    pub fn run(self, context: &Context) -> Result<(), Ended> {
        let order = match self {
            Self::Show => return show(context),
            Self::Load(Load { lane, panels }) => StockOrder::LoadRibbon { lane, panels },
            Self::Remove { lane } => StockOrder::RemoveRibbon { lane },
            Self::Destroy(Destroy { quantity, witness: witnesses, paper }) => {
                StockOrder::DestroyRibbons { quantity, witnesses, paper: paper.typed() }
            }
        };
        context.book(&Request::Stock { order })
    }
}

#[derive(Serialize)]
struct Ribbons {
    lanes: Vec<Loaded>,
    removed: u32,
    destroyed: u32,
}

#[derive(Serialize)]
struct Loaded {
    lane: String,
    panels: u32,
    /// None where another printer stands there now.
    used: Option<u64>,
    left: Option<u64>,
}

fn of(books: &Books) -> Ribbons {
    let loaded = |(lane, loaded): (&LaneName, &crate::books::Loaded)| {
        let book = books.lanes.get(lane);
        Loaded {
            lane: lane.to_string(),
            panels: loaded.panels,
            used: book.and_then(|book| loaded.used(book)),
            left: book.and_then(|book| loaded.left(book)),
        }
    };
    let ribbons = &books.ribbons;
    let (removed, destroyed) = (ribbons.removed, ribbons.destroyed);
    Ribbons { lanes: ribbons.lanes.iter().map(loaded).collect(), removed, destroyed }
}

/// `A: pita 1200 panel · terpakai 18 · sisa 1182`, then the used ones.
pub fn lines(books: &Books) -> Vec<String> {
    let Ribbons { lanes, removed, destroyed } = of(books);
    let line = |ribbon: Loaded| {
        let number = |count: Option<u64>| count.map_or("?".to_owned(), |count| count.to_string());
        let Loaded { lane, panels, used, left } = ribbon;
        let (used, left) = (number(used), number(left));
        format!("{lane}: pita {panels} panel · terpakai {used} · sisa {left}")
    };
    let mut lines: Vec<String> = lanes.into_iter().map(line).collect();
    if removed + destroyed > 0 {
        lines.push(format!("pita bekas: menunggu {removed} · dimusnahkan {destroyed}"));
    }
    lines
}

fn show(context: &Context) -> Result<(), Ended> {
    let books = open(context)?.books().map_err(|error| Ended::store(&error))?;
    context.output.data(&of(&books));
    lines(&books).iter().for_each(|line| context.output.line(line));
    Ok(())
}
