//! Who is signed in, in memory only: a random name in a cookie, of which the digest is kept. It
//! ends when nothing is clicked for a while, after a day's work in any case, and with the daemon.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use tokio::sync::oneshot;

use super::page::Desk;
use crate::device::{Clock, Entropy};
use crate::journal::StaffName;
use crate::settings::WebSettings;

/// Tries to sign in from one address within `TRIES_WITHIN`.
const MAX_TRIES: u32 = 20;
const TRIES_WITHIN: Duration = Duration::from_secs(60);
/// An office has a few screens.
const MAX_SESSIONS: usize = 512;
const MAX_ADDRESSES: usize = 4_096;
const RANDOM_BYTES: usize = 32;
/// Parts that move, of one session's pages: a browser keeps six connections to one place.
const MAX_LINES: usize = 4;
/// Letters of the name by which a session is ended; it opens nothing.
const LABEL_LENGTH: usize = 12;

/// The digest of a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

pub struct Sessions {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    idle: Duration,
    signed_in: Duration,
    open: Mutex<HashMap<Key, Session>>,
    tries: Mutex<HashMap<IpAddr, (Duration, u32)>>,
}

struct Session {
    name: StaffName,
    csrf: String,
    /// How often PIN and role had changed.
    changes: u64,
    label: String,
    peer: Option<IpAddr>,
    began: Duration,
    clicked: Duration,
    desk: Desk,
    /// Dropped, each ends its line.
    lines: VecDeque<oneshot::Sender<()>>,
}

/// A session as people see it.
#[derive(Debug, Clone)]
pub struct Sitting {
    pub label: String,
    pub name: StaffName,
    /// How long ago.
    pub began: Duration,
    pub clicked: Duration,
    pub peer: Option<IpAddr>,
    pub key: Key,
}

/// Somebody who has shown name and PIN.
pub struct Entered {
    pub name: StaffName,
    /// Of before the PIN was looked at: who changes it meanwhile ends this, too.
    pub changes: u64,
    pub peer: Option<IpAddr>,
    /// Stands in this session's forms: random, and a digest that says whose they are.
    pub csrf: String,
}

/// A session as a request finds it.
#[derive(Debug, Clone)]
pub struct Seat {
    pub key: Key,
    pub name: StaffName,
    /// Stands in every form, so that no other page can send one.
    pub csrf: String,
    pub changes: u64,
}

impl Sessions {
    pub fn new(settings: &WebSettings, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let WebSettings { idle, signed_in, .. } = *settings;
        Self { clock, entropy, idle, signed_in, open: Mutex::default(), tries: Mutex::default() }
    }

    /// The cookie's value.
    pub fn open(&self, who: Entered) -> String {
        let (cookie, label) = (self.random(), self.random());
        let now = self.clock.elapsed();
        let Entered { name, changes, peer, csrf } = who;
        let session = Session {
            name,
            csrf,
            changes,
            label: label.chars().take(LABEL_LENGTH).collect(),
            peer,
            began: now,
            clicked: now,
            desk: Desk::default(),
            lines: VecDeque::new(),
        };
        let mut open = self.lock();
        open.retain(|_, session| !self.is_over(session));
        if open.len() >= MAX_SESSIONS {
            let oldest = open.iter().min_by_key(|(_, session)| session.clicked);
            let oldest = oldest.map(|(key, _)| *key);
            oldest.map(|key| open.remove(&key));
        }
        open.insert(key_of(&cookie), session);
        cookie
    }

    /// Whose cookie it is; a click keeps the session, a look from a script doesn't.
    pub fn find(&self, cookie: &str, clicks: bool) -> Option<Seat> {
        let key = key_of(cookie);
        let mut open = self.lock();
        // What lay on a desk that was left goes with it.
        open.retain(|_, session| !self.is_over(session));
        let session = open.get_mut(&key)?;
        if clicks {
            session.clicked = self.clock.elapsed();
        }
        let (name, csrf) = (session.name.clone(), session.csrf.clone());
        Some(Seat { key, name, csrf, changes: session.changes })
    }

    /// For a part that moves: it ends with the session, or when newer ones take its place.
    pub fn line(&self, key: Key) -> Option<oneshot::Receiver<()>> {
        let mut open = self.lock();
        let session = open.get_mut(&key)?;
        session.lines.retain(|line| !line.is_closed());
        if session.lines.len() >= MAX_LINES {
            session.lines.pop_front();
        }
        let (ends, line) = oneshot::channel();
        session.lines.push_back(ends);
        Some(line)
    }

    /// Those of one person, or everybody's; the one used last first.
    pub fn sittings(&self, of: Option<&StaffName>) -> Vec<Sitting> {
        let now = self.clock.elapsed();
        let open = self.lock();
        let alive = open.iter().filter(|(_, session)| !self.is_over(session));
        let theirs = alive.filter(|(_, session)| of.is_none_or(|name| *name == session.name));
        let mut all: Vec<_> = theirs
            .map(|(key, session)| Sitting {
                label: session.label.clone(),
                name: session.name.clone(),
                began: now.saturating_sub(session.began),
                clicked: now.saturating_sub(session.clicked),
                peer: session.peer,
                key: *key,
            })
            .collect();
        all.sort_by(|a, b| (a.clicked, &a.label).cmp(&(b.clicked, &b.label)));
        all
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.lock().values().filter(|session| !self.is_over(session)).count()
    }

    /// Whether somebody still sits there.
    pub fn lives(&self, key: Key) -> bool {
        self.lock().get(&key).is_some_and(|session| !self.is_over(session))
    }

    /// What this person has on the desk; a session that ended meanwhile has an empty one.
    pub fn desk<T>(&self, seat: &Seat, look: impl FnOnce(&mut Desk) -> T) -> T {
        match self.lock().get_mut(&seat.key) {
            Some(session) => look(&mut session.desk),
            None => look(&mut Desk::default()),
        }
    }

    pub fn close(&self, key: Key) {
        self.lock().remove(&key);
    }

    /// False for an address that has tried too often.
    pub fn may_try(&self, address: IpAddr) -> bool {
        let now = self.clock.elapsed();
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|_, (since, _)| now.saturating_sub(*since) < TRIES_WITHIN);
        if tries.len() >= MAX_ADDRESSES && !tries.contains_key(&address) {
            return false;
        }
        let (_, count) = tries.entry(address).or_insert((now, 0));
        *count += 1;
        *count <= MAX_TRIES
    }

    fn is_over(&self, session: &Session) -> bool {
        let now = self.clock.elapsed();
        now.saturating_sub(session.clicked) >= self.idle
            || now.saturating_sub(session.began) >= self.signed_in
    }

    /// Nothing that anybody guesses.
    pub fn random(&self) -> String {
        let mut bytes = [0; RANDOM_BYTES];
        self.entropy.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key_of(cookie: &str) -> Key {
    let digest = digest(&SHA256, cookie.as_bytes());
    let mut key = [0; 32];
    key.copy_from_slice(digest.as_ref());
    Key(key)
}
