//! Authentication cryptograms, Amendment D §6.2.2: derived from S-MAC over both challenges.

use subtle::ConstantTimeEq;

use super::super::aes::BLOCK;
use super::context::Context;
use super::kdf::{Constant, derive};
use super::session_keys::SessionKeys;

/// What the host shows to prove its keys.
pub(super) fn host(keys: &SessionKeys, context: &Context) -> Vec<u8> {
    cryptogram(keys, Constant::HostCryptogram, context)
}

/// True if the card showed the cryptogram of a card with our keys.
pub(super) fn card_is_ours(keys: &SessionKeys, context: &Context, shown: &[u8]) -> bool {
    cryptogram(keys, Constant::CardCryptogram, context).ct_eq(shown).into()
}

fn cryptogram(keys: &SessionKeys, constant: Constant, context: &Context) -> Vec<u8> {
    let mut output = [0; BLOCK];
    let output = &mut output[..context.mode().length()];
    derive(&keys.s_mac, constant, context, output);
    output.to_vec()
}
