//! When a night ends: the next closing time on a day the office opens.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::Offset;

use crate::settings::BatchSettings;

/// Days looked ahead; an office closed for longer closes no batch.
const MAX_DAYS_AHEAD: usize = 400;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: Offset,
    closes: Option<Time>,
    days: Vec<Weekday>,
    holidays: Vec<Date>,
}

impl Calendar {
    pub fn new(settings: &BatchSettings, zone: Offset) -> Self {
        let BatchSettings { closes, days, holidays, .. } = settings.clone();
        Self { zone, closes, days, holidays }
    }

    pub fn is_open(&self, date: Date) -> bool {
        self.days.contains(&date.weekday()) && !self.holidays.contains(&date)
    }

    /// When a batch that runs at `now` has to end; `None`: nothing but its list ends it.
    pub fn next_closing(&self, now: Timestamp) -> Option<Timestamp> {
        let closes = self.closes?;
        let today = self.zone.to_datetime(now).date();
        let closing = |date: Date| self.zone.to_timestamp(date.to_datetime(closes)).ok();
        today
            .series(jiff::Span::new().days(1))
            .take(MAX_DAYS_AHEAD)
            .filter(|date| self.is_open(*date))
            .filter_map(closing)
            .find(|at| *at > now)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn calendar(holidays: &[Date]) -> Calendar {
        let settings = BatchSettings {
            closes: Some(time(5, 30, 0, 0)),
            holidays: holidays.to_vec(),
            ..BatchSettings::default()
        };
        Calendar::new(&settings, Offset::constant(7))
    }

    fn wib(text: &str) -> Timestamp {
        format!("{text}:00+07:00").parse().unwrap()
    }

    #[test]
    fn a_night_ends_at_the_next_closing_time_of_an_office_day() {
        let calendar = calendar(&[]);
        for (now, closes) in [
            // Monday evening; Tuesday before and after; Friday and Saturday evening.
            ("2026-11-23T17:00", "2026-11-24T05:30"),
            ("2026-11-24T05:29", "2026-11-24T05:30"),
            ("2026-11-24T05:30", "2026-11-25T05:30"),
            ("2026-11-27T17:00", "2026-11-30T05:30"),
            ("2026-11-28T04:00", "2026-11-30T05:30"),
        ] {
            assert_eq!(calendar.next_closing(wib(now)), Some(wib(closes)), "{now}");
        }
    }

    #[test]
    fn a_holiday_closes_nothing() {
        let calendar = calendar(&[date(2026, 12, 25)]);
        let eve = wib("2026-12-24T18:00");
        assert_eq!(calendar.next_closing(eve), Some(wib("2026-12-28T05:30")));
        assert!(!calendar.is_open(date(2026, 12, 25)) && calendar.is_open(date(2026, 12, 24)));
    }

    #[test]
    fn without_a_closing_time_nothing_closes() {
        let settings = BatchSettings::default();
        let calendar = Calendar::new(&settings, Offset::constant(7));
        assert_eq!(calendar.next_closing(wib("2026-11-23T17:00")), None);
    }

    #[test]
    fn the_hour_is_the_offices_own() {
        let settings =
            BatchSettings { closes: Some(time(5, 30, 0, 0)), ..BatchSettings::default() };
        let east = Calendar::new(&settings, Offset::constant(9));
        let at: Timestamp = "2026-11-23T20:30:00Z".parse().unwrap();
        assert_eq!(east.next_closing("2026-11-23T10:00:00Z".parse().unwrap()), Some(at));
    }
}
