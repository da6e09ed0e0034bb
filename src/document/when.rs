//! Dates and times as an office writes them, in one form on all papers: `27 November 2026`, and
//! `27 November 2026 14:05 WIB` in the office's own zone, by its name.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

const MONTHS: [(&str, &str); 12] = [
    ("Januari", "January"),
    ("Februari", "February"),
    ("Maret", "March"),
    ("April", "April"),
    ("Mei", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("Agustus", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Desember", "December"),
];

pub fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date.month()), date.year())
}

pub fn month(month: i8) -> &'static str {
    names(month).0
}

pub fn moment(at: Timestamp, zone: Offset) -> String {
    let local = zone.to_datetime(at);
    format!("{} {}", date(local.date()), clock(at, zone))
}

/// The same form in an English sentence.
pub fn moment_in_english(at: Timestamp, zone: Offset) -> String {
    let day = zone.to_datetime(at).date();
    format!("{} {} {} {}", day.day(), names(day.month()).1, day.year(), clock(at, zone))
}

fn clock(at: Timestamp, zone: Offset) -> String {
    format!("{} {}", zone.to_datetime(at).strftime("%H:%M"), zone_name(zone))
}

/// The country's three by their names, any other one by its distance.
fn zone_name(zone: Offset) -> String {
    match zone.seconds() {
        0 => "UTC".to_owned(),
        25_200 => "WIB".to_owned(),
        28_800 => "WITA".to_owned(),
        32_400 => "WIT".to_owned(),
        _ => format!("UTC{zone}"),
    }
}

fn names(month: i8) -> (&'static str, &'static str) {
    let at = usize::try_from(month - 1).unwrap_or(usize::MAX);
    MONTHS.get(at).copied().unwrap_or(("?", "?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_is_written_in_each_zone_of_the_country_by_its_name() {
        let at: Timestamp = "2026-05-31T17:30:00Z".parse().unwrap();
        for (hours, wanted, english) in [
            (7, "1 Juni 2026 00:30 WIB", "1 June 2026 00:30 WIB"),
            (8, "1 Juni 2026 01:30 WITA", "1 June 2026 01:30 WITA"),
            (9, "1 Juni 2026 02:30 WIT", "1 June 2026 02:30 WIT"),
            (0, "31 Mei 2026 17:30 UTC", "31 May 2026 17:30 UTC"),
        ] {
            let zone = Offset::constant(hours);
            assert_eq!(moment(at, zone), wanted);
            assert_eq!(moment_in_english(at, zone), english);
        }
    }
}
