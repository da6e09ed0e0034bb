//! A batch in words: its entries, what it shows while it runs, its report, its faults.

use super::{Fault, Say, failure, say};
use crate::books::LaneBalance;
use crate::journal::{ActName, BatchEnd, BatchId, Event};
use crate::station::StationError;
use crate::station::night::{
    Balance, BatchReport, BatchStep, Doing, Fate, Lacks, NotMade, SpoiledBlank, Totals,
};

/// An entry of a batch in one line.
pub fn event(event: &Event) -> Say {
    match event {
        Event::BatchOpened(opened) => say(
            format!("antrean {} dibuka: {} kartu", opened.batch, opened.cards),
            format!("batch {} opened: {} cards", opened.batch, opened.cards),
        ),
        Event::BatchPaused { batch } => {
            say(format!("antrean {batch} dijeda"), format!("batch {batch} paused"))
        }
        Event::BatchResumed { batch } => {
            say(format!("antrean {batch} dilanjutkan"), format!("batch {batch} resumed"))
        }
        Event::BatchEnding { batch, end: why } => {
            let why = end(*why);
            say(
                format!("antrean {batch} berakhir: {}", why.id),
                format!("batch {batch} ends: {}", why.en),
            )
        }
        Event::BatchClosed { batch, end: why } => {
            let why = end(*why);
            say(
                format!("antrean {batch} ditutup: {}", why.id),
                format!("batch {batch} closed: {}", why.en),
            )
        }
        _ => say("–", "–"),
    }
}

pub fn end(end: BatchEnd) -> Say {
    match end {
        BatchEnd::Finished => say("selesai", "finished"),
        BatchEnd::Stopped => say("dihentikan petugas", "stopped by a person"),
        BatchEnd::ClosingTime => say("jam tutup", "closing time"),
    }
}

/// After a word to the batch, or at the end of watching it.
pub fn told(batch: &BatchId, state: &str) -> Say {
    let (id, en) = match state {
        "paused" => ("dijeda: tidak ada kartu baru dimulai.", "paused: no further card is begun."),
        "running" => ("berjalan. Lihat `batch watch`.", "runs. See `batch watch`."),
        "ending" => (
            "berakhir setelah kartu di tiap mesin selesai.",
            "ends after the card in each machine.",
        ),
        "finished" => ("selesai. Lihat `batch report`.", "is finished. See `batch report`."),
        "closing_time" => (
            "ditutup pada jam tutup. Lihat `batch report`.",
            "closed at closing time. See `batch report`.",
        ),
        _ => ("dihentikan. Lihat `batch report`.", "was stopped. See `batch report`."),
    };
    say(format!("Antrean {batch} {id}"), format!("Batch {batch} {en}"))
}

/// What somebody who watches sees, a line each.
pub fn step(step: &BatchStep) -> Say {
    match step {
        BatchStep::Opened { batch, cards } => {
            say(format!("antrean {batch}: {cards} kartu"), format!("batch {batch}: {cards} cards"))
        }
        BatchStep::Card { n, lane, fate } => {
            let (lane, fate) = (lane.as_ref().map_or("–", |lane| lane.as_str()), self::fate(fate));
            say(
                format!("kartu {n}, jalur {lane}: {}", fate.id),
                format!("card {n}, lane {lane}: {}", fate.en),
            )
        }
        BatchStep::Lane { lane, doing } => {
            let doing = self::doing(doing);
            say(format!("jalur {lane}: {}", doing.id), format!("lane {lane}: {}", doing.en))
        }
        BatchStep::BlankLost { lane, reason } => say(
            format!("jalur {lane}: satu blangko rusak ({reason})"),
            format!("lane {lane}: a blank is spoiled ({reason})"),
        ),
        BatchStep::Sums(sums) => self::sums(sums),
        BatchStep::LineDown {} => say(
            "sumber data tidak terjangkau; kartu yang sudah berizin tetap dicetak",
            "the source is out of reach; cards that have a lease go on",
        ),
        BatchStep::LineUp {} => {
            say("sumber data terjangkau lagi", "the source is within reach again")
        }
        BatchStep::Paused {} => say("antrean dijeda", "paused"),
        BatchStep::Resumed {} => say("antrean dilanjutkan", "goes on"),
        BatchStep::Ending { end: why } => {
            let why = end(*why);
            say(
                format!("antrean berakhir ({}); kartu di mesin diselesaikan", why.id),
                format!("the batch ends ({}); cards in machines are finished", why.en),
            )
        }
        BatchStep::Closed { batch, end: why } => {
            let why = end(*why);
            say(
                format!("antrean {batch} ditutup: {}. Lihat `batch report`.", why.id),
                format!("batch {batch} closed: {}. See `batch report`.", why.en),
            )
        }
    }
}

/// What became of a card.
pub fn fate(fate: &Fate) -> Say {
    match fate {
        Fate::Printed {} => say("tercetak", "printed"),
        Fate::Refused { refusal } => failure::refusal(refusal).say,
        Fate::GivenBack {} => {
            say("tidak dicetak, izin dikembalikan", "not printed, the lease went back")
        }
        Fate::Missing {} => say(
            "kartu tidak ditemukan oleh dua orang; UID-nya dicabut",
            "the card was not found by two people; its UID is revoked",
        ),
        Fate::Spoiled { reason } => say(
            format!("tidak jadi: blangko rusak ({reason}), izin dikembalikan"),
            format!("not made: blanks spoiled ({reason}), the lease went back"),
        ),
        Fate::Unknown { cause, .. } => {
            let because = failure::cause(cause);
            say(
                format!("TIDAK PASTI. {} {} Lihat `unknown list`.", because.code, because.say.id),
                format!("UNKNOWN. {} {} See `unknown list`.", because.code, because.say.en),
            )
        }
    }
}

/// What a lane does.
pub fn doing(doing: &Doing) -> Say {
    match doing {
        Doing::Recovering {} => say(
            "memulihkan: menyelesaikan yang tersisa dari pemadaman",
            "recovers: finishes what a stop left",
        ),
        Doing::Away { lacks: Lacks::Devices } => say(
            "pencetak atau pembaca tidak terjangkau: periksa daya, kabel dan pcscd; dicoba terus",
            "printer or reader is out of reach: see to power, cables and pcscd; it keeps trying",
        ),
        Doing::Away { lacks: Lacks::Books } => say(
            "jurnal tidak dapat ditulis: periksa disk dan `doctor`; dicoba terus",
            "the journal can't be written: see to the disk and `doctor`; it keeps trying",
        ),
        Doing::Away { lacks: Lacks::Confirmation } => say(
            "menunggu sumber data membenarkan jurnal ini; dicoba terus",
            "waits until the record source confirms this journal; it keeps trying",
        ),
        Doing::Idle {} => say("siap, menunggu kartu", "ready, waits for a card"),
        Doing::NoBlanks {} => say(
            "tidak ada blangko menurut buku: isi, lalu `stock load`",
            "no blanks by the books: load some, then `stock load`",
        ),
        Doing::Counter {} => say("melayani loket", "serves the counter"),
        Doing::Card { n, act } => {
            let act = match act {
                None => say("mulai", "begins"),
                Some(ActName::Feed) => say("mengambil blangko", "takes a blank"),
                Some(ActName::Encode) => say("menulis chip", "writes the chip"),
                Some(ActName::Print) => say("mencetak", "prints"),
                Some(ActName::Erase) => say("menghapus chip", "wipes the chip"),
                Some(ActName::Reject) => say("membuang blangko", "rejects the blank"),
            };
            say(format!("kartu {n}: {}", act.id), format!("card {n}: {}", act.en))
        }
        Doing::Stopped { cause } => {
            let because = failure::cause(cause);
            say(
                format!("menunggu bantuan. {}", because.say.id),
                format!("waits for help. {}", because.say.en),
            )
        }
    }
}

pub fn sums(sums: &Totals) -> Say {
    let Totals { cards, printed, not_made, unknown, blanks_spoiled, .. } = sums;
    let done = sums.done();
    say(
        format!(
            "{done}/{cards} · tercetak {printed} · tidak jadi {not_made} · \
             tidak pasti {unknown} · blangko rusak {blanks_spoiled}"
        ),
        format!(
            "{done}/{cards} · printed {printed} · not made {not_made} · unknown {unknown} · \
             blanks spoiled {blanks_spoiled}"
        ),
    )
}

/// Why a word to the batch came to nothing.
pub fn fault(error: &StationError) -> Fault {
    let (code, said) = match error {
        StationError::BatchOpen(batch) => (
            "BCH-01",
            say(
                format!(
                    "Antrean {batch} masih terbuka; satu antrean pada satu waktu. \
                     Lihat `batch watch` atau hentikan dengan `batch stop`."
                ),
                format!(
                    "Batch {batch} is still open, and there is one at a time. \
                     See `batch watch`, or end it with `batch stop`."
                ),
            ),
        ),
        StationError::EmptyBatch => (
            "BCH-03",
            say(
                "Tidak ada kartu yang dapat dicetak sekarang. Lihat `batch plan`.",
                "No card can be printed now. See `batch plan`.",
            ),
        ),
        StationError::BatchTooLong(cards) => (
            "BCH-04",
            say(
                format!("{cards} kartu terlalu banyak untuk satu antrean; bagi daftarnya."),
                format!("{cards} cards are too many for one batch; split the list."),
            ),
        ),
        StationError::NoSuchBatch(batch) => (
            "BCH-05",
            say(
                format!("Antrean {batch} tidak ada di jurnal ini."),
                format!("This journal has no batch {batch}."),
            ),
        ),
        StationError::ClosesInThePast(closes) => (
            "BCH-06",
            say(
                format!("Jam tutup {closes} sudah lewat; tidak ada antrean yang dibuka."),
                format!("The closing time {closes} has passed; no batch was opened."),
            ),
        ),
        _ => (
            "BCH-02",
            say(
                "Tidak ada antrean yang terbuka. Mulai dengan `batch run`.",
                "No batch is open. Begin one with `batch run`.",
            ),
        ),
    };
    said.with_code(code)
}

pub fn title(report: &BatchReport) -> Say {
    let BatchReport { batch, cards, left_out, .. } = report;
    let (printed, lost) = (report.printed.len(), report.spoiled.len());
    let (open, unknown) = (report.not_made.len(), report.unknown.len());
    let waiting = report.waiting.len();
    let state = match report.state.as_str() {
        "running" => say("berjalan", "running"),
        "paused" => say("dijeda", "paused"),
        "ending" => say("berakhir", "ending"),
        "closing_time" => end(BatchEnd::ClosingTime),
        "stopped" => end(BatchEnd::Stopped),
        _ => end(BatchEnd::Finished),
    };
    say(
        format!(
            "Antrean {batch}, {}: {cards} kartu · tercetak {printed} · tidak jadi {open} · \
             menunggu {waiting} · tidak pasti {unknown} · blangko rusak {lost} · di luar \
             rencana {left_out}",
            state.id
        ),
        format!(
            "Batch {batch}, {}: {cards} cards · printed {printed} · not made {open} · \
             waiting {waiting} · unknown {unknown} · blanks spoiled {lost} · left out {left_out}",
            state.en
        ),
    )
}

pub fn spoiled(blank: &SpoiledBlank) -> Say {
    let SpoiledBlank { n, lane, blank, reason, .. } = blank;
    say(
        format!("kartu {n}, jalur {lane}: blangko {blank} rusak ({reason})"),
        format!("card {n}, lane {lane}: blank {blank} spoiled ({reason})"),
    )
}

/// Why there is no card.
pub fn not_made(person: &NotMade) -> Say {
    match &person.fate {
        Some(fate) => self::fate(fate),
        None => say("belum dicetak", "not printed yet"),
    }
}

/// A line a lane, the sum, and the difference.
pub fn balance(balance: &Balance) -> Vec<Say> {
    let line = |name: &str, lane: &LaneBalance| {
        let LaneBalance { fed, good, spoiled, inside, unknown, unexplained, settled } = lane;
        let (by_hand, by_people) = match settled {
            0 => (String::new(), String::new()),
            settled => (
                format!(" + diselesaikan petugas {settled}"),
                format!(" + settled by people {settled}"),
            ),
        };
        say(
            format!(
                "{name}: diambil {fed} = baik {good} + rusak {spoiled} + di mesin {inside} + \
                 tidak pasti {unknown} + tak terjelaskan {unexplained}{by_hand}"
            ),
            format!(
                "{name}: fed {fed} = good {good} + spoiled {spoiled} + inside {inside} + \
                 unknown {unknown} + unexplained {unexplained}{by_people}"
            ),
        )
    };
    let mut lines: Vec<Say> =
        balance.lanes.iter().map(|(name, lane)| line(name.as_str(), lane)).collect();
    lines.push(line("Σ", &balance.sum));
    let difference = balance.difference;
    lines.push(say(format!("Selisih {difference}"), format!("Difference {difference}")));
    lines
}

/// Whoever watched a batch that is ending went away.
pub fn left_alone() -> Say {
    say(
        "Daemon tetap menyelesaikan kartu di mesin: `batch watch`.",
        "The daemon still finishes the cards in the machines: `batch watch`.",
    )
}
