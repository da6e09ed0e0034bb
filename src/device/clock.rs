//! The system's clock; the only place in the tree that asks what time it is, or sleeps.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::sundry::Clock;

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
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
