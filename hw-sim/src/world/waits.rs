//! How long a machine waits for its host: the time in which neither an act of the printer nor an
//! exchange with the chip at its station is in progress, from the first of them to the last.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

/// What one machine waited for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Waits {
    first: Option<Duration>,
    /// End of the last work so far.
    until: Duration,
    /// How often and how long it waited, by what came next: a command's name, or `chip`.
    before: BTreeMap<String, Waited>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Waited {
    pub times: u32,
    pub sum: Duration,
    pub longest: Duration,
}

impl Waits {
    /// Work of this name from one moment to another; what takes no time is no work.
    pub fn works(&mut self, name: &str, from: Duration, to: Duration) {
        if to <= from {
            return;
        }
        if self.first.is_none() {
            (self.first, self.until) = (Some(from), to);
            return;
        }
        if let Some(gap) = from.checked_sub(self.until).filter(|gap| !gap.is_zero()) {
            let waited = match self.before.get_mut(name) {
                Some(waited) => waited,
                None => self.before.entry(name.to_owned()).or_default(),
            };
            waited.times += 1;
            waited.sum += gap;
            waited.longest = waited.longest.max(gap);
        }
        self.until = self.until.max(to);
    }

    /// From the first work to the last.
    pub fn elapsed(&self) -> Duration {
        self.first.map_or(Duration::ZERO, |first| self.until.saturating_sub(first))
    }

    pub fn waited(&self) -> Duration {
        self.before.values().map(|waited| waited.sum).sum()
    }

    pub fn before(&self) -> &BTreeMap<String, Waited> {
        &self.before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn only_time_without_any_work_is_waiting() {
        let mut waits = Waits::default();
        waits.works("Sic", ms(100), ms(200));
        // Nothing that takes time, and something that overlaps.
        waits.works("Rco", ms(250), ms(250));
        waits.works("chip", ms(260), ms(300));
        waits.works("chip", ms(290), ms(320));
        waits.works("Se", ms(325), ms(400));
        assert_eq!((waits.waited(), waits.elapsed()), (ms(65), ms(300)));
        let chip = waits.before()["chip"];
        assert_eq!((chip.times, chip.longest), (1, ms(60)));
    }
}
