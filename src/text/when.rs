//! Days and times as people read them: one form, in the office's zone.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

pub fn day(date: Date) -> String {
    date.strftime("%d-%m-%Y").to_string()
}

/// Of a day as programs write it; what is none stays as it is.
pub fn day_of(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), day)
}

pub fn moment(at: Timestamp, zone: Offset) -> String {
    zone.to_datetime(at).strftime("%d-%m-%Y %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_the_offices_zone_and_in_one_form() {
        let at: Timestamp = "2026-11-28T20:30:00Z".parse().unwrap();
        assert_eq!(moment(at, Offset::constant(7)), "29-11-2026 03:30");
        assert_eq!((day_of("2026-01-02"), day_of("–")), ("02-01-2026".into(), "–".into()));
    }
}
