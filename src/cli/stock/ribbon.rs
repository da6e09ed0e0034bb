//! `cetakd stock ribbon`: ribbons and films into a lane and out of it, burnt before witnesses, and
//! what is left.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{PaperArgs, open};
use crate::books::Books;
use crate::cli::print::lane_name;
use crate::cli::{Context, Ended};
use crate::control::Request;
use crate::control::stock::StockOrder;
use crate::journal::{LaneName, Roll};
use crate::text::{Say, say};

#[derive(Debug, Subcommand)]
pub enum Ribbon {
    /// A ribbon was put into a lane's printer.
    Load(Load),
    /// It was taken out; it shows faces, and waits to be burnt.
    Remove {
        /// Name of the lane.
        #[arg(value_parser = lane_name)]
        lane: LaneName,
        /// The film of a retransfer printer.
        #[arg(long)]
        film: bool,
    },
    /// Book a destruction of used ribbons before witnesses; a second person agrees.
    Destroy(Destroy),
    /// Panels loaded, used and left, and used ribbons that wait.
    Show,
}

#[derive(Debug, Args)]
pub struct Load {
    /// Name of the lane.
    #[arg(value_parser = lane_name)]
    lane: LaneName,
    /// Panels that it holds.
    #[arg(long)]
    panels: u32,
    /// The film of a retransfer printer.
    #[arg(long)]
    film: bool,
}

#[derive(Debug, Args)]
pub struct Destroy {
    /// Ribbons that were burnt.
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
            Self::Load(Load { lane, panels, film }) => {
                StockOrder::LoadRibbon { lane, roll: roll(film), panels }
            }
            Self::Remove { lane, film } => StockOrder::RemoveRibbon { lane, roll: roll(film) },
            Self::Destroy(Destroy { quantity, witness: witnesses, paper }) => {
                StockOrder::DestroyRibbons { quantity, witnesses, paper: paper.typed() }
            }
        };
        context.book(&Request::Stock { order })
    }
}

fn roll(film: bool) -> Roll {
    if film { Roll::Film } else { Roll::Ribbon }
}

#[derive(Serialize)]
struct Ribbons {
    lanes: Vec<Loaded>,
    /// What is used of a film no counter says.
    films: Vec<Film>,
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

#[derive(Serialize)]
struct Film {
    lane: String,
    panels: u32,
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
    let film = |(lane, film): (&LaneName, &crate::books::Loaded)| Film {
        lane: lane.to_string(),
        panels: film.panels,
    };
    let films = ribbons.films.iter().map(film).collect();
    Ribbons { lanes: ribbons.lanes.iter().map(loaded).collect(), films, removed, destroyed }
}

/// `A: pita 1200 panel · terpakai 18 · sisa 1182`, then the used ones.
pub fn lines(books: &Books) -> Vec<Say> {
    let Ribbons { lanes, films, removed, destroyed } = of(books);
    let line = |ribbon: Loaded| {
        let number = |count: Option<u64>| count.map_or("?".to_owned(), |count| count.to_string());
        let Loaded { lane, panels, used, left } = ribbon;
        let (used, left) = (number(used), number(left));
        say(
            format!("{lane}: pita {panels} panel · terpakai {used} · sisa {left}"),
            format!("{lane}: ribbon of {panels} panels · used {used} · left {left}"),
        )
    };
    let mut lines: Vec<Say> = lanes.into_iter().map(line).collect();
    lines.extend(films.iter().map(|Film { lane, panels }| {
        say(format!("{lane}: film {panels} panel"), format!("{lane}: film of {panels} panels"))
    }));
    if removed + destroyed > 0 {
        lines.push(say(
            format!("pita bekas: menunggu {removed} · dimusnahkan {destroyed}"),
            format!("used ribbons: waiting {removed} · burnt {destroyed}"),
        ));
    }
    lines
}

fn show(context: &Context) -> Result<(), Ended> {
    let books = open(context)?.books().map_err(|error| Ended::store(&error))?;
    context.output.data(&of(&books));
    let output = &context.output;
    lines(&books).iter().for_each(|line| output.line(&output.short(line)));
    Ok(())
}
