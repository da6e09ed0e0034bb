//! Message integrity, Amendment D §6.2.4 and §6.2.5: every C-MAC runs over the one before it, and
//! an R-MAC over the C-MAC of its command, so that nothing can be left out, added or reordered.

use super::super::aes::{AesKey, Block};
use super::super::apdu::{MAX_SHORT_DATA, push_lc};
use super::super::status_word::StatusWord;

/// The MAC chaining value: the full sixteen bytes of the last C-MAC, zeros at the beginning.
#[derive(Debug, Clone, Default)]
pub(super) struct MacChain(Block);

impl MacChain {
    /// C-MAC of a command whose class is already marked, over its data as sent; Lc counts the
    /// MAC too and takes the extended form only if it must.
    pub fn command(
        &mut self,
        s_mac: &AesKey,
        [cla, ins, p1, p2]: [u8; 4],
        data: &[u8],
        mac_length: usize,
    ) -> Block {
        let mut header = vec![cla, ins, p1, p2];
        let lc = data.len() + mac_length;
        push_lc(&mut header, lc, lc > MAX_SHORT_DATA);
        self.0 = s_mac.cmac(&[&self.0, &header, data]);
        self.0
    }

    /// R-MAC of an answer to the last command, over its data as received.
    pub fn response(&self, s_rmac: &AesKey, data: &[u8], status_word: StatusWord) -> Block {
        s_rmac.cmac(&[&self.0, data, &status_word.0.to_be_bytes()])
    }
}
