//! Lines of figures: a lane's day, a kind's blanks.

use super::{Say, say};
use crate::books::StockLine;
use crate::record::Kind;

#[derive(Debug)]
pub struct LaneLine<'a> {
    pub lane: &'a str,
    pub opening: i64,
    pub loaded: i64,
    pub good: i64,
    pub spoiled: i64,
    pub inside: i64,
    pub left: i64,
    pub counted: Option<i64>,
    pub unknown: i64,
    pub unexplained: i64,
    pub differed: i64,
}

/// `A: pagi 412 · masuk 0 · baik 96 · …`
pub fn lane_line(line: &LaneLine<'_>) -> Say {
    let always = [
        ("pagi", "morning", line.opening),
        ("masuk", "loaded", line.loaded),
        ("baik", "good", line.good),
        ("rusak", "spoiled", line.spoiled),
        ("di mesin", "in machine", line.inside),
        ("sisa", "left", line.left),
    ];
    let counted = line.counted.map_or_else(|| "–".to_owned(), |counted| counted.to_string());
    let open = [
        ("dicari", "looked for", line.unknown),
        ("tak jelas", "unexplained", line.unexplained),
        ("selisih", "difference", line.differed),
    ];
    let always = figures(&always);
    let open = figures_that_are(&open);
    let lane = line.lane;
    say(
        format!("{lane}: {} · dihitung {counted}{}", always.id, open.id),
        format!("{lane}: {} · counted {counted}{}", always.en, open.en),
    )
}

#[derive(Debug)]
pub struct Buckets {
    pub kind: Kind,
    pub line: StockLine,
    pub used: i64,
    pub destroyed: i64,
    pub burnt_old: i64,
    pub returned: i64,
}

/// `ktp-el: baru 500 · terpakai 96 · rusak 3 · sisa 401`, then what there is of the rest.
pub fn buckets(of: &Buckets) -> Say {
    let line = &of.line;
    let always = figures(&[
        ("baru", "new", line.received),
        ("terpakai", "used", of.used),
        ("rusak", "spoiled", line.spoiled + of.destroyed),
        ("sisa", "left", line.vault + line.hoppers),
    ]);
    let rest = figures_that_are(&[
        ("dimusnahkan", "destroyed", of.destroyed),
        ("di mesin", "in machine", line.machines),
        ("dicari", "looked for", line.unknown),
        ("hilang", "missing", line.missing),
        ("dipinjamkan", "lent", line.lent),
        ("dalam perjalanan", "on their way", line.in_transit),
        ("diterima stasiun lain", "with other stations", line.delivered),
        ("kartu lama", "old cards", line.withdrawn),
        ("kartu lama dimusnahkan", "old cards destroyed", of.burnt_old),
        ("dikembalikan", "given back", of.returned),
        ("tak jelas", "unexplained", line.unexplained),
    ]);
    let kind = of.kind;
    say(format!("{kind}: {}{}", always.id, rest.id), format!("{kind}: {}{}", always.en, rest.en))
}

fn figures(all: &[(&str, &str, i64)]) -> Say {
    let id: Vec<String> = all.iter().map(|(id, _, held)| format!("{id} {held}")).collect();
    let en: Vec<String> = all.iter().map(|(_, en, held)| format!("{en} {held}")).collect();
    say(id.join(" · "), en.join(" · "))
}

fn figures_that_are(all: &[(&str, &str, i64)]) -> Say {
    let held: Vec<_> = all.iter().filter(|(.., held)| *held != 0).copied().collect();
    match held.is_empty() {
        true => say("", ""),
        false => {
            let said = figures(&held);
            say(format!(" · {}", said.id), format!(" · {}", said.en))
        }
    }
}
