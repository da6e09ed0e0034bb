//! `[batch]` and what a `[[lane]]` says of its machine: everything optional, each with a default
//! that an ordinary office can live with, each within bounds that catch a slip of the pen.

use jiff::civil::{Date, Time, Weekday};

use super::keys::{KeyFault, Keys};
use crate::record::Reason;

/// Holidays that one station file may name: several years of them.
pub const MAX_HOLIDAYS: usize = 200;

/// Priority rules, office calendar, and how many blanks one card may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchSettings {
    /// Who comes first; a person belongs to the first class that fits.
    pub priority: Vec<Class>,
    /// Who has waited as many days belongs to the class `suket_terlama`.
    pub suket_days: u32,
    /// A batch ends by itself at this time of an office day; without one it ends with its list.
    pub closes: Option<Time>,
    /// Days on which the office opens.
    pub days: Vec<Weekday>,
    pub holidays: Vec<Date>,
    /// One blank, or a second one after a spoiled one.
    pub blanks_per_card: u32,
}

/// A class of people in the order of priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Reason(Reason),
    /// Who has waited longest, with a *Surat Keterangan* in place of a card.
    OldestSuket,
    Disaster,
}

/// What a lane's machine takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneLimits {
    pub hopper_cards: u32,
    pub output_cards: u32,
    pub reject_cards: u32,
    /// Cards a day.
    pub duty_cards: u32,
    /// A retransfer printer: its film and its temperature are a person's word.
    pub retransfer: Option<TemperatureWindow>,
}

/// Degrees Celsius on the printer's display, both ends allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemperatureWindow {
    pub least: u16,
    pub most: u16,
}

impl Class {
    /// First cards, whoever waits longest, disasters; then lost, damaged, changed; then the rest.
    pub const ALL: [Self; 9] = [
        Self::Reason(Reason::Baru),
        Self::OldestSuket,
        Self::Disaster,
        Self::Reason(Reason::Hilang),
        Self::Reason(Reason::Rusak),
        Self::Reason(Reason::PerubahanData),
        Self::Reason(Reason::PindahDatang),
        Self::Reason(Reason::PerpanjanganOa),
        Self::Reason(Reason::LuarDomisili),
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.as_str(),
            Self::OldestSuket => "suket_terlama",
            Self::Disaster => "bencana",
        }
    }
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self {
            priority: Class::ALL.to_vec(),
            suket_days: 14,
            closes: None,
            days: WEEKDAYS[..5].iter().map(|(_, day)| *day).collect(),
            holidays: Vec::new(),
            blanks_per_card: 2,
        }
    }
}

impl Default for LaneLimits {
    fn default() -> Self {
        Self {
            hopper_cards: 100,
            output_cards: 100,
            reject_cards: 30,
            duty_cards: 500,
            retransfer: None,
        }
    }
}

impl Default for TemperatureWindow {
    fn default() -> Self {
        Self { least: 160, most: 170 }
    }
}

impl TemperatureWindow {
    pub fn holds(&self, celsius: u16) -> bool {
        (self.least..=self.most).contains(&celsius)
    }
}

/// As offices write them.
pub const WEEKDAYS: [(&str, Weekday); 7] = [
    ("senin", Weekday::Monday),
    ("selasa", Weekday::Tuesday),
    ("rabu", Weekday::Wednesday),
    ("kamis", Weekday::Thursday),
    ("jumat", Weekday::Friday),
    ("sabtu", Weekday::Saturday),
    ("minggu", Weekday::Sunday),
];

pub(super) fn read_batch(batch: Option<Keys<'_>>) -> Result<BatchSettings, KeyFault> {
    let default = BatchSettings::default();
    let Some(mut batch) = batch else { return Ok(default) };
    let classes = Class::ALL.map(|class| (class.as_str(), class));
    let settings = BatchSettings {
        priority: batch.maybe_words("priority", &classes)?.unwrap_or(default.priority),
        suket_days: batch.maybe_whole("suket_days", 1..=3_650)?.unwrap_or(default.suket_days),
        closes: batch.maybe_parsed("closes", "a time like \"05:30\"", time)?,
        days: batch.maybe_words("days", &WEEKDAYS)?.unwrap_or(default.days),
        holidays: holidays(&mut batch)?,
        blanks_per_card: batch.maybe_whole("blanks_per_card", 1..=2)?.unwrap_or(2),
    };
    batch.finish()?;
    Ok(settings)
}

/// The keys of a `[[lane]]` that say what its machine takes.
pub(super) fn read_limits(lane: &mut Keys<'_>) -> Result<LaneLimits, KeyFault> {
    let default = LaneLimits::default();
    let mut cards = |key, most, usual| Ok(lane.maybe_whole(key, 1..=most)?.unwrap_or(usual));
    let limits = LaneLimits {
        hopper_cards: cards("hopper_cards", 2_000, default.hopper_cards)?,
        output_cards: cards("output_cards", 2_000, default.output_cards)?,
        reject_cards: cards("reject_cards", 2_000, default.reject_cards)?,
        duty_cards: cards("duty_cards", 20_000, default.duty_cards)?,
        retransfer: None,
    };
    let retransfer = lane.maybe_flag("retransfer")?.unwrap_or(false);
    let window = TemperatureWindow::default();
    let mut celsius = |key, usual: u16| -> Result<u16, KeyFault> {
        let whole = lane.maybe_whole(key, 100..=250)?;
        Ok(whole.and_then(|celsius| u16::try_from(celsius).ok()).unwrap_or(usual))
    };
    let window = TemperatureWindow {
        least: celsius("temperature_least", window.least)?,
        most: celsius("temperature_most", window.most)?,
    };
    match window.least <= window.most {
        true => Ok(LaneLimits { retransfer: retransfer.then_some(window), ..limits }),
        false => Err(lane.wrong("temperature_most", "no less than `temperature_least`")),
    }
}

fn holidays(batch: &mut Keys<'_>) -> Result<Vec<Date>, KeyFault> {
    let expected = "a list of dates like \"2026-12-25\"";
    let texts = batch.maybe_texts("holidays")?.unwrap_or_default();
    if texts.len() > MAX_HOLIDAYS {
        return Err(batch.wrong("holidays", &format!("no more than {MAX_HOLIDAYS} dates")));
    }
    let dates: Option<Vec<Date>> = texts.iter().map(|text| date(text)).collect();
    dates.ok_or_else(|| batch.wrong("holidays", expected))
}

fn time(text: &str) -> Option<Time> {
    let plain = text.len() == 5 && text.as_bytes()[2] == b':';
    plain.then(|| text.parse().ok()).flatten()
}

fn date(text: &str) -> Option<Date> {
    let plain = text.len() == 10;
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;

    fn batch(text: &str) -> Result<BatchSettings, String> {
        let table: Table = text.parse().unwrap();
        read_batch(Some(Keys::new(&table, "batch"))).map_err(|fault| fault.to_string())
    }

    fn limits(text: &str) -> Result<LaneLimits, String> {
        let table: Table = text.parse().unwrap();
        read_limits(&mut Keys::new(&table, "lane[1]")).map_err(|fault| fault.to_string())
    }

    #[test]
    fn nothing_said_is_an_ordinary_office() {
        assert_eq!(batch(""), Ok(BatchSettings::default()));
        assert_eq!(read_batch(None).unwrap(), BatchSettings::default());
        assert_eq!(limits(""), Ok(LaneLimits::default()));
        let days = BatchSettings::default().days;
        assert_eq!((days.len(), days.contains(&Weekday::Sunday)), (5, false));
    }

    #[test]
    fn what_is_said_is_read() {
        let settings = batch(
            "priority = [\"bencana\", \"hilang\"]\nsuket_days = 30\ncloses = \"05:30\"\n\
             days = [\"senin\", \"sabtu\"]\nholidays = [\"2026-12-25\"]\nblanks_per_card = 1",
        )
        .unwrap();
        assert_eq!(settings.priority, [Class::Disaster, Class::Reason(Reason::Hilang)]);
        assert_eq!(settings.closes, Some(jiff::civil::time(5, 30, 0, 0)));
        assert_eq!(settings.days, [Weekday::Monday, Weekday::Saturday]);
        assert_eq!(settings.holidays, [jiff::civil::date(2026, 12, 25)]);
        assert_eq!((settings.suket_days, settings.blanks_per_card), (30, 1));
        let lane = limits("hopper_cards = 500\nretransfer = true\ntemperature_most = 175").unwrap();
        assert_eq!((lane.hopper_cards, lane.output_cards), (500, 100));
        assert_eq!(lane.retransfer, Some(TemperatureWindow { least: 160, most: 175 }));
        assert_eq!(limits("retransfer = false").unwrap().retransfer, None);
    }

    #[test]
    fn a_slip_is_named_with_what_to_write() {
        for (text, words) in [
            ("closes = \"5.30\"", "batch: `closes` has to be a time like \"05:30\""),
            ("closes = \"25:00\"", "`closes` has to be a time"),
            ("closes = 530", "`closes` has to be a text in quotes"),
            ("close = \"05:30\"", "batch: `close` is not known; is `closes` meant?"),
            ("days = [\"monday\"]", "`days` is `monday`; known are senin, selasa"),
            ("days = [\"senin\", \"senin\"]", "`days` has to be a list without one word twice"),
            ("days = []", "`days` has to be a list of at least one word"),
            ("priority = [\"suket\"]", "`priority` is `suket`; known are baru, suket_terlama"),
            ("holidays = [\"25-12-2026\"]", "`holidays` has to be a list of dates"),
            ("blanks_per_card = 3", "`blanks_per_card` has to be between 1 and 2"),
            ("blanks_per_card = 1.5", "`blanks_per_card` has to be a whole number"),
        ] {
            let said = batch(text).unwrap_err();
            assert!(said.contains(words), "{said}");
        }
        for (text, words) in [
            ("hopper_cards = 0", "lane[1]: `hopper_cards` has to be between 1 and 2000"),
            ("temperature_least = 171", "`temperature_most` has to be no less than"),
            ("retransfer = 1", "`retransfer` has to be true or false"),
        ] {
            let said = limits(text).unwrap_err();
            assert!(said.contains(words), "{said}");
        }
    }
}
