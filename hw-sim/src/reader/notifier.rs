//! Tells every IFD handler that watches a reader to look at it again, so that pcscd learns of a
//! card within a millisecond instead of by polling. It says *that* something changed, not what:
//! one notice too many does no harm, and a watcher that has unread ones needs no other.

use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::io::Errno;
use rustix::net::{SendFlags, send};

/// The byte of one notice.
pub(super) const NOTICE: u8 = b'!';

/// Cheap to clone; all clones reach the same watchers.
#[derive(Debug, Clone, Default)]
pub struct Notifier {
    watchers: Arc<Mutex<Vec<UnixStream>>>,
}

impl Notifier {
    pub fn new() -> Self {
        Self::default()
    }

    /// A card came or went. Never waits.
    pub fn changed(&self) {
        let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
        let mut watchers = self.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        watchers
            .retain(|watcher| matches!(send(watcher, &[NOTICE], flags), Ok(_) | Err(Errno::AGAIN)));
    }

    pub(super) fn watch(&self, watcher: UnixStream) {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner).push(watcher);
    }
}
