//! The encryption counter, Amendment D §6.2.6: 1 at the first command after EXTERNAL AUTHENTICATE
//! and one more at every command, with or without data. Its encryption is the IV.

use super::super::aes::{AesKey, Block};

#[derive(Debug, Clone, Default)]
pub(super) struct EncryptionCounter(u64);

impl EncryptionCounter {
    pub fn next_command(&mut self) {
        self.0 += 1;
    }

    pub fn command_iv(&self, s_enc: &AesKey) -> Block {
        s_enc.encrypt_block(u128::from(self.0).to_be_bytes())
    }

    /// The same counter with 80h on top, §6.2.7.
    pub fn response_iv(&self, s_enc: &AesKey) -> Block {
        s_enc.encrypt_block((u128::from(self.0) | 0x80 << 120).to_be_bytes())
    }
}
