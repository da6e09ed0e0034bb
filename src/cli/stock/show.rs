//! `cetakd stock show`: by place, by lane in the operator's one line, by the buckets that every
//! office is asked for, and whether it is time to order. While a blind count is open nothing of it
//! is shown.

use serde::Serialize;

use super::open;
use crate::books::{Books, CountLine, LaneBook};
use crate::cli::{Context, Ended};
use crate::control::wire::Meaning;
use crate::journal::{LaneName, Place};
use crate::record::Kind;
use crate::store::{Reader, StoreError};
use crate::text::figures::{Buckets, LaneLine};
use crate::text::{self, Say, say, words};

#[derive(Serialize)]
struct Balance {
    kind: String,
    place: String,
    quantity: i64,
}

pub fn show(context: &Context) -> Result<(), Ended> {
    let reader = open(context)?;
    let stock = reader.stock().map_err(store)?;
    not_while_counting(&reader)?;
    let balances: Vec<Balance> = stock
        .balances()
        .map(|(kind, place, quantity)| Balance {
            kind: kind.to_string(),
            place: place.to_string(),
            quantity,
        })
        .collect();
    context.output.data(&balances);
    let row = |one: &Balance| {
        let place = context.output.short(&words::place_word(&one.place));
        vec![one.kind.clone(), place, one.quantity.to_string()]
    };
    let rows: Vec<_> = balances.iter().map(row).collect();
    context.output.table(&[("jenis", "kind"), ("tempat", "place"), ("keping", "blanks")], &rows);
    show_lines(context)
}

/// Who counts must not see what is expected.
pub fn not_while_counting(reader: &Reader<'_>) -> Result<(), Ended> {
    let day = reader.day().map_err(store)?;
    if !day.count.is_some_and(|count| count.is_open()) {
        return Ok(());
    }
    Err(Ended::new(
        "CNT-06",
        "Penghitungan buta sedang berjalan: saldo ditampilkan setelah `stock count finish`.",
        "A blind count is open: balances are shown after `stock count finish`.",
        Meaning::Refused,
    ))
}

/// Each lane's line, and each kind's buckets.
pub fn show_lines(context: &Context) -> Result<(), Ended> {
    let reader = open(context)?;
    if not_while_counting(&reader).is_err() {
        return Ok(());
    }
    let books = reader.books().map_err(store)?;
    for line in lines(&books) {
        context.output.line(&context.output.short(&line));
    }
    let file = context.station_file()?;
    for (_, say) in reorder(&reader, file.reorder_at).map_err(store)? {
        context.output.say(&say);
    }
    Ok(())
}

/// `A: pagi 412 · masuk 0 · baik 96 · …`, then `ktp-el: baru 500 · terpakai 96 · …`.
pub fn lines(books: &Books) -> Vec<Say> {
    let lanes = books.lanes.iter().map(|(lane, book)| lane_line(books, lane, book));
    let kinds = Kind::ALL.into_iter().filter_map(|kind| buckets(books, kind));
    lanes.chain(super::ribbon::lines(books)).chain(kinds).collect()
}

fn lane_line(books: &Books, lane: &LaneName, book: &LaneBook) -> Say {
    let held = |place: &Place| -> i64 {
        Kind::ALL.into_iter().map(|kind| books.stock.held(kind, place)).sum()
    };
    let hopper = Place::Hopper(lane.clone());
    let counted = books.day.count_of_the_day().map(|count| {
        let lines = count.lines.iter().filter(|line| line.place == hopper);
        let entered: Vec<i64> = lines.filter_map(counted).collect();
        (!entered.is_empty()).then(|| entered.into_iter().sum::<i64>())
    });
    let day = &book.day;
    text::figures::lane_line(&LaneLine {
        lane: lane.as_str(),
        opening: day.opening,
        loaded: day.loaded,
        good: day.balance.good,
        spoiled: day.balance.spoiled,
        inside: held(&Place::Machine(lane.clone())),
        left: held(&hopper),
        counted: counted.flatten(),
        unknown: held(&Place::Unknown(lane.clone())),
        unexplained: held(&Place::Unexplained(lane.clone())),
        differed: day.differed,
    })
}

fn counted(line: &CountLine) -> Option<i64> {
    line.entered.map(|entered| entered.counted)
}

/// *Baru, terpakai, rusak, sisa*, of a kind that was ever received.
fn buckets(books: &Books, kind: Kind) -> Option<Say> {
    let line = books.stock.line(kind);
    if line == crate::books::StockLine::default() {
        return None;
    }
    let used: i64 = books
        .stock
        .balances()
        .filter(|(of, place, _)| *of == kind && is_used(place))
        .map(|(_, _, held)| held)
        .sum();
    let held = |place| books.stock.held(kind, &place);
    Some(text::figures::buckets(&Buckets {
        kind,
        // Used once, though it came back since.
        used: used + line.old_of_ours,
        destroyed: held(Place::Destroyed),
        burnt_old: held(Place::OldDestroyed),
        returned: held(Place::Returned),
        line,
    }))
}

fn is_used(place: &Place) -> bool {
    matches!(place, Place::Output | Place::Ready | Place::HandedOver | Place::Shipped(_))
}

/// Kinds that run short: what is left, and for how many days at the pace of the last week.
pub fn reorder(reader: &Reader<'_>, reorder_at: u32) -> Result<Vec<(Kind, Say)>, StoreError> {
    let stock = reader.stock()?;
    let mut short = Vec::new();
    for kind in Kind::ALL {
        let line = stock.line(kind);
        let left = line.vault + line.hoppers;
        if line == crate::books::StockLine::default() || left >= i64::from(reorder_at) {
            continue;
        }
        let (id, en) = match reader.used_a_day(kind)? {
            Some(pace) if pace > 0.0 => {
                let days = left as f64 / pace;
                (format!(", cukup {days:.0} hari"), format!(", {days:.0} days at this pace"))
            }
            _ => Default::default(),
        };
        short.push((
            kind,
            say(
                format!("PESAN BLANGKO: sisa {left} {kind} (batas {reorder_at}){id}."),
                format!("ORDER BLANKS: {left} {kind} left (limit {reorder_at}){en}."),
            ),
        ));
    }
    Ok(short)
}

#[derive(Serialize)]
struct Named {
    kind: String,
    uid: String,
    alive: bool,
    /// An old card: burnt by `--withdrawn`.
    withdrawn: bool,
}

pub fn spoiled(context: &Context) -> Result<(), Ended> {
    let reader = open(context)?;
    let mut named = Vec::new();
    for kind in Kind::ALL {
        let found = reader.spoiled(kind).map_err(store)?;
        named.extend(found.into_iter().map(|(uid, alive)| Named {
            kind: kind.to_string(),
            uid: uid.to_string(),
            alive,
            withdrawn: false,
        }));
        let old = reader.withdrawn(kind).map_err(store)?;
        named.extend(old.into_iter().map(|uid| Named {
            kind: kind.to_string(),
            uid: uid.to_string(),
            alive: true,
            withdrawn: true,
        }));
    }
    context.output.data(&named);
    let row = |one: &Named| {
        let alive = match (one.withdrawn, one.alive) {
            (true, _) => say("ditarik", "withdrawn"),
            (false, true) => say("dicabut, dahulukan", "revoked, first"),
            (false, false) => say("", ""),
        };
        vec![one.kind.clone(), one.uid.clone(), context.output.short(&alive)]
    };
    let rows: Vec<_> = named.iter().map(row).collect();
    context.output.table(&[("jenis", "kind"), ("UID", "UID"), ("chip", "chip")], &rows);
    Ok(())
}

#[derive(Serialize)]
struct Paper {
    kind: String,
    number: String,
    dated: String,
    seq: u64,
}

pub fn papers(context: &Context) -> Result<(), Ended> {
    let rows = open(context)?.papers().map_err(store)?;
    let papers: Vec<Paper> = rows
        .into_iter()
        .map(|row| Paper { kind: row.kind, number: row.number, dated: row.dated, seq: row.seq })
        .collect();
    context.output.data(&papers);
    let row = |one: &Paper| {
        let paper = context.output.short(&words::paper(&one.kind));
        vec![one.seq.to_string(), paper, one.number.clone(), one.dated.clone()]
    };
    let rows: Vec<_> = papers.iter().map(row).collect();
    let head = [("catatan", "entry"), ("surat", "paper"), ("nomor", "number"), ("tanggal", "date")];
    context.output.table(&head, &rows);
    Ok(())
}

fn store(error: StoreError) -> Ended {
    Ended::store(&error)
}
