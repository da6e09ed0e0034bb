//! Data derivation, Amendment D §4.1.5: SP 800-108 in counter mode with AES-CMAC, the one-byte
//! counter standing between the length and the context.

use super::super::aes::{AesKey, BLOCK};
use super::context::Context;
use zeroize::Zeroizing;

/// What is derived, table 4-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Constant {
    CardCryptogram = 0x00,
    HostCryptogram = 0x01,
    SEnc = 0x04,
    SMac = 0x06,
    SRmac = 0x07,
}

/// Fills the output, at most 32 bytes, with data derived for this purpose.
pub(super) fn derive(key: &AesKey, constant: Constant, context: &Context, output: &mut [u8]) {
    let mut label = [0; 12];
    label[11] = constant as u8;
    let bits = (output.len() as u16 * 8).to_be_bytes();
    for (counter, chunk) in (1_u8..).zip(output.chunks_mut(BLOCK)) {
        let input = [&label[..], &[0x00], &bits, &[counter], context.as_bytes()];
        let block = Zeroizing::new(key.cmac(&input));
        chunk.copy_from_slice(&block[..chunk.len()]);
    }
}
