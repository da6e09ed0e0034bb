//! EXTERNAL AUTHENTICATE, Amendment D §7.1.2: our proof and the security level, under a first
//! C-MAC whose chaining value is zero; never encrypted.

use super::super::apdu::{CommandApdu, ResponseApdu};
use super::channel::Channel;
use super::context::Context;
use super::cryptogram;
use super::error::Scp03Error;
use super::level::Protection;
use super::mac::MacChain;
use super::session_keys::SessionKeys;

/// The card has proved its keys; ours are still to be proved.
#[derive(Debug)]
pub struct HostAuthenticated {
    channel: Channel,
    command: CommandApdu,
}

impl HostAuthenticated {
    pub(super) fn new(keys: SessionKeys, context: &Context, protection: Protection) -> Self {
        let mac_length = context.mode().length();
        let [cla, ins, p1, p2] = [0x84, 0x82, protection.level.p1(), 0x00];
        let mut chain = MacChain::default();
        let mut data = cryptogram::host(&keys, context);
        let mac = chain.command(&keys.s_mac, [cla, ins, p1, p2], &data, mac_length);
        data.extend_from_slice(&mac[..mac_length]);
        let channel = Channel::new(keys, chain, protection, context.mode());
        Self { channel, command: CommandApdu::new(cla, ins, p1, p2).with_data(data) }
    }

    pub fn command(&self) -> CommandApdu {
        self.command.clone()
    }

    pub fn answered(self, answer: &ResponseApdu) -> Result<Channel, Scp03Error> {
        if !answer.status_word().is_success() {
            return Err(Scp03Error::HostCryptogram(answer.status_word()));
        }
        Ok(self.channel)
    }
}
