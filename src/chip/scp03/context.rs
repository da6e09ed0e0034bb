//! The context of every derivation in a session, Amendment D §4.1.5: both challenges, host first.

use super::challenge::{Challenge, Mode};

#[derive(Debug, Clone)]
pub(super) struct Context {
    mode: Mode,
    bytes: Vec<u8>,
}

impl Context {
    pub fn new(host: &Challenge, card: &[u8]) -> Self {
        Self { mode: host.mode(), bytes: [host.as_bytes(), card].concat() }
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}
