//! Idempotency keys: what was asked with a key is done once, and answered the same again. In
//! memory only, so many keys a person for so long; a restart forgets them, and then the rule of
//! one living card stands alone (a print that comes again finds its own job).

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ring::digest::{Context, SHA256};

use super::run::Told;
use crate::device::Clock;
use crate::journal::StaffName;

const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// Of one person; the oldest that is done makes room.
const MAX_KEYS: usize = 4_096;
/// Of one person at the same time.
const MAX_AT_WORK: usize = 64;
pub const MAX_KEY_BYTES: usize = 128;

pub struct Once {
    clock: Arc<dyn Clock>,
    people: Mutex<HashMap<StaffName, VecDeque<Kept>>>,
}

struct Kept {
    key: String,
    digest: [u8; 32],
    since: Duration,
    /// `None`: still at work.
    told: Option<Arc<Told>>,
}

/// Whose turn it is.
pub enum Turn {
    /// The caller's: nobody asked with this key.
    Yours,
    Done(Arc<Told>),
    AtWork,
    OtherBody,
    TooMany,
}

/// What was asked, all of it.
pub fn digest(path: &str, body: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(path.as_bytes());
    context.update(&[0]);
    context.update(body);
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

impl Once {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, people: Mutex::default() }
    }

    pub fn begin(&self, person: &StaffName, key: &str, digest: [u8; 32]) -> Turn {
        let now = self.clock.elapsed();
        let mut people = self.lock();
        for kept in people.values_mut() {
            kept.retain(|one| one.told.is_none() || now.saturating_sub(one.since) < KEPT_FOR);
        }
        people.retain(|_, kept| !kept.is_empty());
        let kept = people.entry(person.clone()).or_default();
        if let Some(one) = kept.iter().find(|one| one.key == key) {
            return match &one.told {
                _ if one.digest != digest => Turn::OtherBody,
                Some(told) => Turn::Done(told.clone()),
                None => Turn::AtWork,
            };
        }
        if kept.iter().filter(|one| one.told.is_none()).count() >= MAX_AT_WORK {
            return Turn::TooMany;
        }
        if kept.len() >= MAX_KEYS {
            let oldest = kept.iter().position(|one| one.told.is_some());
            oldest.map(|at| kept.remove(at));
        }
        kept.push_back(Kept { key: key.to_owned(), digest, since: now, told: None });
        Turn::Yours
    }

    pub fn end(&self, person: &StaffName, key: &str, told: Arc<Told>) {
        let mut people = self.lock();
        let kept = people.get_mut(person);
        if let Some(one) = kept.and_then(|kept| kept.iter_mut().find(|one| one.key == key)) {
            one.told = Some(told);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<StaffName, VecDeque<Kept>>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use axum::http::StatusCode;
    use jiff::Timestamp;

    use super::*;

    #[derive(Default)]
    struct Hands(AtomicU64);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn elapsed(&self) -> Duration {
            Duration::from_secs(self.0.load(Ordering::SeqCst))
        }

        fn sleep(&self, _: Duration) {}
    }

    fn told() -> Arc<Told> {
        Arc::new(Told::json(StatusCode::OK, "application/json", &1))
    }

    #[test]
    fn a_key_is_one_persons_one_body_and_a_day() {
        let clock = Arc::new(Hands::default());
        let once = Once::new(clock.clone());
        let (siti, omar): (StaffName, StaffName) =
            ("siti".parse().unwrap(), "omar".parse().unwrap());
        let (one, other) = (digest("/api/print", b"{}"), digest("/api/sort", b"{}"));
        assert!(matches!(once.begin(&siti, "k", one), Turn::Yours));
        assert!(matches!(once.begin(&siti, "k", one), Turn::AtWork));
        assert!(matches!(once.begin(&siti, "k", other), Turn::OtherBody));
        assert!(matches!(once.begin(&omar, "k", other), Turn::Yours));
        once.end(&siti, "k", told());
        assert!(matches!(once.begin(&siti, "k", one), Turn::Done(_)));
        clock.0.store(KEPT_FOR.as_secs(), Ordering::SeqCst);
        assert!(matches!(once.begin(&siti, "k", one), Turn::Yours));
        // What is at work is never forgotten.
        assert!(matches!(once.begin(&omar, "k", other), Turn::AtWork));
    }

    #[test]
    fn nobody_keeps_more_than_their_share() {
        let once = Once::new(Arc::new(Hands::default()));
        let siti: StaffName = "siti".parse().unwrap();
        let one = digest("/api/print", b"{}");
        for n in 0..MAX_KEYS + 10 {
            assert!(matches!(once.begin(&siti, &n.to_string(), one), Turn::Yours), "{n}");
            once.end(&siti, &n.to_string(), told());
        }
        assert_eq!(once.lock()[&siti].len(), MAX_KEYS);
        for n in 0..MAX_AT_WORK {
            assert!(matches!(once.begin(&siti, &format!("w{n}"), one), Turn::Yours), "{n}");
        }
        assert!(matches!(once.begin(&siti, "more", one), Turn::TooMany));
    }
}
