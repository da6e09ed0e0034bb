//! Threads that a shift can't go on without. One that dies would leave its cards waiting in
//! silence; so the whole program ends, as by a power cut, and the next start recovers from the
//! journal.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

/// Runs `work`; a panic in it ends the program.
pub fn vital(work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    std::thread::spawn(move || {
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            // Before a word is said: a log that can't be written is what may have failed.
            std::process::abort();
        }
    })
}
