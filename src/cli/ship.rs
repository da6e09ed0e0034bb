//! `cetakd ship`: parcels of cards for a kecamatan, and cards that nobody comes for.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::card::{self, CardArgs, parcel as parcel_number};
use super::{Context, Ended};
use crate::books::{ShipmentBook, ShipmentState};
use crate::control::counter::{DeskDone, DeskOrder, ShipOrder};
use crate::device::Clock;
use crate::device::clock::SystemClock;
use crate::job::{Job, Stage};
use crate::journal::{BlankName, Kecamatan, Series, SeriesNumber};
use crate::store::{CardRow, Reader, StoreError};
use crate::text::{say, words};

/// Cards on one unclaimed list.
const MAX_UNCLAIMED: u32 = 5_000;

#[derive(Debug, Subcommand)]
pub enum Ship {
    /// Begin a parcel for a kecamatan; its number is that of the packing list.
    Begin {
        /// Name of the kecamatan.
        kecamatan: Kecamatan,
    },
    /// Put a ready card of that kecamatan into it.
    Add(OneCard),
    /// Take a card out of it again.
    Remove(OneCard),
    /// It leaves with this BAST.
    Close {
        /// Number of the parcel.
        #[arg(value_parser = parcel_number)]
        shipment: SeriesNumber,
        /// Number of the Berita Acara Serah Terima.
        #[arg(long)]
        bast: String,
        /// Date on the paper, YYYY-MM-DD; today if it is left out.
        #[arg(long)]
        dated: Option<String>,
    },
    /// Count it where it arrives; name each card that differs from the list.
    Receive {
        /// Number of the parcel.
        #[arg(value_parser = parcel_number)]
        shipment: SeriesNumber,
        /// Cards that are there, strangers with them.
        #[arg(long)]
        counted: u32,
        /// UID of a card that is listed and not there.
        #[arg(long)]
        missing: Vec<BlankName>,
        /// UID of a card that is there and not listed.
        #[arg(long)]
        stranger: Vec<BlankName>,
    },
    /// A card that was missing at the count has come after all.
    Late(CardArgs),
    /// A card that nobody came for is back.
    Back(CardArgs),
    /// Parcels, or the cards of one.
    List {
        /// Number of the parcel.
        #[arg(value_parser = parcel_number)]
        shipment: Option<SeriesNumber>,
    },
    /// Cards that wait for their holder longer than the office allows, longest first.
    Unclaimed {
        /// Days; without it the first of the station file's three.
        #[arg(long, value_parser = clap::value_parser!(u32).range(0..=3650))]
        days: Option<u32>,
    },
}

#[derive(Debug, Args)]
pub struct OneCard {
    /// Number of the parcel.
    #[arg(value_parser = parcel_number)]
    shipment: SeriesNumber,
    #[command(flatten)]
    card: CardArgs,
}

#[derive(Serialize)]
struct Parcel {
    shipment: String,
    kecamatan: String,
    state: String,
    #[serde(skip)]
    is: ShipmentState,
    cards: u32,
    bast: Option<String>,
    dated: Option<String>,
    counted: Option<u32>,
    /// Missing at the count, and come after all.
    late: usize,
    missing: Vec<String>,
    strangers: Vec<String>,
}

#[derive(Serialize)]
struct Waiting {
    register: String,
    uid: String,
    stage: String,
    kecamatan: Option<String>,
    shipment: Option<String>,
    since: Option<String>,
    days: Option<i64>,
    /// 1 ask, 2 ask again, 3 back: by the station file.
    step: Option<usize>,
}

impl Ship {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let order = match self {
            Self::List { shipment: None } => return list(context),
            Self::List { shipment: Some(shipment) } => return cards(context, &shipment),
            Self::Unclaimed { days } => return unclaimed(context, days),
            Self::Begin { kecamatan } => ShipOrder::Begin { kecamatan },
            Self::Add(OneCard { shipment, card }) => {
                ShipOrder::Add { shipment, card: card.name(context) }
            }
            Self::Remove(OneCard { shipment, card }) => {
                ShipOrder::Remove { shipment, card: card.name(context) }
            }
            Self::Close { shipment, bast, dated } => ShipOrder::Close { shipment, bast, dated },
            Self::Receive { shipment, counted, missing, stranger } => {
                ShipOrder::Receive { shipment, counted, missing, strangers: stranger }
            }
            Self::Late(card) => ShipOrder::Late { card: card.name(context) },
            Self::Back(card) => ShipOrder::Back { card: card.name(context) },
        };
        match card::ask(context, DeskOrder::Ship(order))? {
            Some(DeskDone::Shipment { shipment, .. }) => {
                let shipment = shipment.of(Series::Shipment);
                let say = say(format!("Kiriman {shipment}."), format!("Parcel {shipment}."));
                context.output.say(&say);
            }
            Some(DeskDone::Moved { register, uid }) => context.output.say(&say(
                format!("Kartu {uid}, register {register}: dicatat."),
                format!("Card {uid}, register {register}: booked."),
            )),
            _ => {}
        }
        Ok(())
    }
}

fn open(context: &Context) -> Result<(Reader<'static>, PathBuf), Ended> {
    let file = context.station_file()?;
    let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
    Ok((reader, file.data))
}

fn list(context: &Context) -> Result<(), Ended> {
    let store = |error| Ended::store(&error);
    let reader = open(context)?.0;
    let parcels = reader.all_shipments().map_err(store)?;
    let parcels: Result<Vec<Parcel>, _> =
        parcels.into_iter().map(|book| parcel(&reader, book)).collect();
    let parcels = parcels.map_err(store)?;
    context.output.data(&parcels);
    let row = |one: &Parcel| {
        let bast = one.bast.clone().unwrap_or_default();
        let mut counted = one.counted.map(|counted| counted.to_string()).unwrap_or_default();
        if one.late > 0 {
            let late = say(format!(" + {} menyusul", one.late), format!(" + {} late", one.late));
            counted.push_str(&context.output.short(&late));
        }
        let (number, to) = (Series::Shipment.shown(&one.shipment), &one.kecamatan);
        let state = context.output.short(&words::parcel(one.is));
        vec![number, to.clone(), state, one.cards.to_string(), bast, counted]
    };
    let head = [
        ("kiriman", "parcel"),
        ("kecamatan", "kecamatan"),
        ("keadaan", "state"),
        ("kartu", "cards"),
        ("BAST", "BAST"),
        ("dihitung", "counted"),
    ];
    context.output.table(&head, &parcels.iter().map(row).collect::<Vec<_>>());
    Ok(())
}

fn parcel(reader: &Reader<'_>, book: ShipmentBook) -> Result<Parcel, StoreError> {
    let names = |blanks: &[BlankName]| blanks.iter().map(ToString::to_string).collect();
    let received = book.received.as_ref().map(|(_, received)| received);
    let mut late = 0;
    for blank in received.iter().flat_map(|received| &received.missing) {
        let job = reader.blank(blank)?.map(|blank| reader.job(&blank.job)).transpose()?.flatten();
        let gone = |job: &Job| match &job.stage {
            Stage::Shipped { arrived, .. } => !arrived,
            Stage::Ended(_) => true,
            _ => false,
        };
        late += usize::from(job.is_some_and(|job| !gone(&job)));
    }
    Ok(Parcel {
        shipment: book.number.to_string(),
        kecamatan: book.kecamatan.to_string(),
        state: book.state.as_str().to_owned(),
        is: book.state,
        cards: book.cards,
        bast: book.bast.as_ref().map(|(bast, _)| bast.clone()),
        dated: book.bast.as_ref().map(|(_, dated)| dated.to_string()),
        counted: received.map(|received| received.counted),
        missing: received.map_or(Vec::new(), |received| names(&received.missing)),
        strangers: received.map_or(Vec::new(), |received| names(&received.strangers)),
        late,
    })
}

fn cards(context: &Context, shipment: &SeriesNumber) -> Result<(), Ended> {
    let cards = open(context)?.0.cards_in(shipment).map_err(|error| Ended::store(&error))?;
    let now = SystemClock::new().now();
    show(context, &cards.iter().map(|card| waiting(card, now, None)).collect::<Vec<_>>());
    Ok(())
}

fn unclaimed(context: &Context, days: Option<u32>) -> Result<(), Ended> {
    let file = context.station_file()?;
    let steps = file.counter.unclaimed_days;
    let days = days.unwrap_or(steps[0]);
    let now = SystemClock::new().now();
    let since = now.checked_sub((24 * i64::from(days)).hours()).unwrap_or(Timestamp::MIN);
    let cards = open(context)?.0.unclaimed(since, MAX_UNCLAIMED);
    let cards = cards.map_err(|error| Ended::store(&error))?;
    show(context, &cards.iter().map(|card| waiting(card, now, Some(steps))).collect::<Vec<_>>());
    Ok(())
}

fn waiting(card: &CardRow, now: Timestamp, steps: Option<[u32; 3]>) -> Waiting {
    let life = &card.life;
    let days = life.waits_since.map(|since| now.duration_since(since).as_hours() / 24);
    let passed = |steps: [u32; 3]| {
        steps.iter().filter(|step| days.is_some_and(|days| days >= i64::from(**step))).count()
    };
    Waiting {
        register: card.register.clone(),
        uid: card.blank.clone(),
        stage: card.stage.clone(),
        kecamatan: life.kecamatan.as_ref().map(ToString::to_string),
        shipment: life.shipment.as_ref().map(ToString::to_string),
        since: life.waits_since.map(|since| since.to_string()),
        days,
        step: steps.map(passed),
    }
}

fn show(context: &Context, rows: &[Waiting]) {
    context.output.data(&rows);
    let row = |one: &Waiting| {
        let days = one.days.map(|days| days.to_string()).unwrap_or_default();
        let place = one.kecamatan.clone().unwrap_or_default();
        let stage = context.output.short(&words::stage(&one.stage));
        vec![one.register.clone(), one.uid.clone(), stage, place, days]
    };
    let head = [
        ("register", "register"),
        ("UID", "UID"),
        ("keadaan", "state"),
        ("kecamatan", "kecamatan"),
        ("hari", "days"),
    ];
    context.output.table(&head, &rows.iter().map(row).collect::<Vec<_>>());
}
