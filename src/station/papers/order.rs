//! Which paper is asked for, and why it can't be made.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::journal::{LaneName, Purpose, SeriesNumber};
use crate::record::Nik;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "paper", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PaperOrder {
    Register {
        from: Option<Date>,
        to: Option<Date>,
        /// Names and NIKs in clear, for this purpose.
        clear: Option<Purpose>,
    },
    /// The open day, or one that was closed on this date; of several the first, second, third.
    Day {
        closed: Option<Date>,
        #[serde(default)]
        close: Option<u32>,
    },
    Bast {
        number: String,
    },
    Destruction {
        number: String,
    },
    /// The last one, or the one that this entry began.
    StockTake {
        begun: Option<u64>,
    },
    /// By the number of its Berita Acara.
    Difference {
        number: String,
    },
    Packing {
        shipment: SeriesNumber,
    },
    Receipt {
        number: SeriesNumber,
    },
    Letter {
        number: SeriesNumber,
    },
    Month {
        year: i16,
        month: i8,
    },
    /// Everything given must fit; something must be.
    Breach {
        nik: Option<Nik>,
        actor: Option<String>,
        lane: Option<LaneName>,
        from: Option<Date>,
        to: Option<Date>,
        /// A row for each look, not for each day of them.
        #[serde(default)]
        each: bool,
    },
    /// Any one, by its number.
    BeritaAcara {
        number: String,
    },
}

/// The entry that closed a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    pub seq: u64,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoPaper {
    #[error("no paper `{0}` of this kind was booked")]
    Unknown(String),
    #[error("a count is open")]
    Counting,
    #[error("no count has ended")]
    NoCount,
    #[error("no day was closed on {0}")]
    NoDay(Date),
    /// Or the one asked for is not among them.
    #[error("{} days were closed on {date}: one must be said", closes.len())]
    WhichClose { date: Date, closes: Vec<Closing>, zone: Offset },
    #[error("no such month has begun since the first entry")]
    NoMonth,
    #[error("by person, by actor, by lane or by time: one must be said")]
    NoFilter,
    #[error("nobody is known here by this NIK or name")]
    Nobody,
    #[error("the first day is after the last one")]
    Backwards,
    #[error("whoever asked for it went away")]
    Gone,
}
