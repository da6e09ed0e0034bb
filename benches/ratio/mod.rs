//! Two ways timed in turns, compared by their medians: a ratio holds on a machine whose speed
//! varies from one second to the next, a time does not.

use std::time::{Duration, Instant};

/// A median time and what it is measured against.
pub struct Ratio {
    pub measured: Duration,
    pub floor: Duration,
}

/// Runs both in turns, after a warm-up of a tenth of the rounds.
pub fn interleaved(rounds: usize, mut measured: impl FnMut(), mut floor: impl FnMut()) -> Ratio {
    let mut times: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    for round in 0..rounds + rounds / 10 {
        let run = |work: &mut dyn FnMut()| {
            let start = Instant::now();
            work();
            start.elapsed()
        };
        let pair = [run(&mut measured), run(&mut floor)];
        if round >= rounds / 10 {
            times[0].push(pair[0]);
            times[1].push(pair[1]);
        }
    }
    let [measured, floor] = times.map(median);
    Ratio { measured, floor }
}

/// The one in the middle; zero of none.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

impl Ratio {
    pub fn value(&self) -> f64 {
        self.measured.as_secs_f64() / self.floor.as_secs_f64()
    }

    /// Prints one line; `true` when the ratio is at most `bound`.
    pub fn report(&self, name: &str, bound: f64) -> bool {
        let (measured, floor, value) = (self.measured, self.floor, self.value());
        println!(
            "{name}: measured {measured:.2?}, floor {floor:.2?}, ratio {value:.2}, bound {bound}"
        );
        value <= bound
    }
}
