//! The system's clock; the only place in the tree that asks what time it is, or sleeps.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use super::sundry::Clock;

/// No clock says more, about the year 9892: whatever is reckoned from it is a time, too.
const LATEST: Timestamp = Timestamp::constant(250_000_000_000, 0);

#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        within(SystemTime::now())
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

/// The nearest time that can be reckoned with.
fn within(said: SystemTime) -> Timestamp {
    let since = said.duration_since(UNIX_EPOCH).unwrap_or_default();
    let at = Timestamp::UNIX_EPOCH.saturating_add(since).unwrap_or(LATEST);
    at.min(LATEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_says_what_no_calendar_has_says_the_nearest_that_one_has() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(within(at(253_402_300_799)), LATEST);
        assert_eq!(within(at(9_000_000_000_000)), LATEST);
        assert_eq!(within(UNIX_EPOCH - Duration::from_secs(1)), Timestamp::UNIX_EPOCH);
        assert_eq!(within(at(1_790_000_000)), Timestamp::from_second(1_790_000_000).unwrap());
    }

    #[test]
    fn time_passes_and_never_runs_back() {
        let clock = SystemClock::new();
        let (before, now) = (clock.elapsed(), clock.now());
        clock.sleep(Duration::from_millis(2));
        assert!(clock.elapsed() >= before + Duration::from_millis(2));
        assert!(clock.now() > now);
        assert!(now.to_string().as_str() > "2025");
    }
}
