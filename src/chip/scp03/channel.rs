//! Secure messaging, Amendment D §6.2.3–6.2.7: commands go out wrapped, answers come back proved.
//!
//! A channel that failed once holds no keys any more. Le is no part of any MAC and stays as it is.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::super::aes::BLOCK;
use super::super::apdu::{CommandApdu, MAX_DATA, ResponseApdu};
use super::challenge::Mode;
use super::counter::EncryptionCounter;
use super::error::Scp03Error;
use super::level::{EmptyCDec, Protection};
use super::mac::MacChain;
use super::padding::{pad, unpadded_length};
use super::session_keys::SessionKeys;

/// CLA bit of secure messaging without header authentication by ISO means (GP table 11-11).
const SECURE_MESSAGING: u8 = 0x04;

/// An open secure channel: one `unwrap` after each `wrap`.
#[derive(Debug)]
pub struct Channel {
    keys: Option<SessionKeys>,
    chain: MacChain,
    counter: EncryptionCounter,
    protection: Protection,
    mode: Mode,
}

impl Channel {
    pub(super) fn new(
        keys: SessionKeys,
        chain: MacChain,
        protection: Protection,
        mode: Mode,
    ) -> Self {
        let counter = EncryptionCounter::default();
        Self { keys: Some(keys), chain, counter, protection, mode }
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The command as it goes to the card, extended if it must; whoever transmits may chain it.
    pub fn wrap(&mut self, command: &CommandApdu) -> Result<CommandApdu, Scp03Error> {
        let keys = self.keys.as_ref().ok_or(Scp03Error::Ended)?;
        let length = wrapped_length(command.data().len(), self.protection, self.mode);
        if length > MAX_DATA {
            return Err(Scp03Error::TooLong(length));
        }
        self.counter.next_command();
        let mut data = Zeroizing::new(Vec::with_capacity(length));
        if is_encrypted(command.data().len(), self.protection) {
            let mut padded = pad(command.data());
            keys.s_enc.cbc_encrypt(&self.counter.command_iv(&keys.s_enc), &mut padded);
            data.extend_from_slice(&padded);
        } else {
            data.extend_from_slice(command.data());
        }
        let CommandApdu { cla, ins, p1, p2, .. } = *command;
        let header = [cla | SECURE_MESSAGING, ins, p1, p2];
        let mac = self.chain.command(&keys.s_mac, header, &data, self.mode.length());
        data.extend_from_slice(&mac[..self.mode.length()]);
        let wrapped = CommandApdu::new(header[0], ins, p1, p2).with_data(data);
        Ok(match command.expected() {
            Some(ne) => wrapped.expecting(ne),
            None => wrapped,
        })
    }

    /// The answer to the command wrapped last, or why it is not to be believed; then the channel
    /// has ended.
    pub fn unwrap(&mut self, answer: ResponseApdu) -> Result<ResponseApdu, Scp03Error> {
        let opened = self.open(answer);
        if opened.is_err() {
            self.keys = None;
        }
        opened
    }

    fn open(&self, answer: ResponseApdu) -> Result<ResponseApdu, Scp03Error> {
        let keys = self.keys.as_ref().ok_or(Scp03Error::Ended)?;
        let status_word = answer.status_word();
        // §6.2.5: an error status carries neither data nor MAC.
        if !status_word.is_success() && !status_word.is_warning() {
            return match answer.data() {
                [] => Ok(answer),
                _ => Err(Scp03Error::DataWithError(status_word)),
            };
        }
        if !self.protection.level.has_r_mac() {
            return Ok(answer);
        }
        let no_mac = Scp03Error::NoResponseMac(answer.data().len());
        let length = answer.data().len().checked_sub(self.mode.length()).ok_or(no_mac)?;
        let (data, shown) = answer.data().split_at(length);
        let mac = self.chain.response(&keys.s_rmac, data, status_word);
        if !bool::from(mac[..self.mode.length()].ct_eq(shown)) {
            return Err(Scp03Error::ResponseMac);
        }
        let mut data = Zeroizing::new(data.to_vec());
        if self.protection.level.has_r_enc() && !data.is_empty() {
            if data.len() % BLOCK != 0 {
                return Err(Scp03Error::ResponsePadding);
            }
            keys.s_enc.cbc_decrypt(&self.counter.response_iv(&keys.s_enc), &mut data);
            let length = unpadded_length(&data).ok_or(Scp03Error::ResponsePadding)?;
            data.truncate(length);
        }
        Ok(ResponseApdu::new(data, status_word))
    }
}

fn is_encrypted(length: usize, protection: Protection) -> bool {
    let empty_too = protection.empty_c_dec == EmptyCDec::EncryptedBlock;
    protection.level.has_c_dec() && (length > 0 || empty_too)
}

/// Data bytes of a wrapped command, MAC included.
fn wrapped_length(length: usize, protection: Protection, mode: Mode) -> usize {
    let encrypted = is_encrypted(length, protection);
    let data = if encrypted { (length / BLOCK + 1) * BLOCK } else { length };
    data + mode.length()
}
