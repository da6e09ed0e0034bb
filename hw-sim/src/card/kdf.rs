//! Keys of one card from the master key: NIST SP 800-108, KDF in counter mode, PRF AES-256-CMAC,
//! 32-bit counter before the fixed input `cetakd card key P` ‖ 00h ‖ UID ‖ [L]₃₂.

use super::cmac::Aes;
use super::profile::KeyLength;

/// The static key set that the chip's maker put in; never leaves this room.
pub(super) struct StaticKeys {
    pub enc: Vec<u8>,
    pub mac: Vec<u8>,
}

impl StaticKeys {
    pub(super) fn derive(master: &[u8; 32], uid: &[u8], length: KeyLength) -> Self {
        let key = |purpose| derive(master, purpose, uid, length.bytes());
        Self { enc: key("ENC"), mac: key("MAC") }
    }

    /// Keys that nobody outside knows, for a chip of another issuer.
    pub(super) fn spoil(&mut self) {
        for byte in self.enc.iter_mut().chain(&mut self.mac) {
            *byte ^= 0xA5;
        }
    }
}

fn derive(master: &[u8; 32], purpose: &str, uid: &[u8], length: usize) -> Vec<u8> {
    let prf = Aes::new(master);
    let label = format!("cetakd card key {purpose}");
    let bits = (length as u32 * 8).to_be_bytes();
    let mut key = Vec::new();
    for counter in 1u32.. {
        if key.len() >= length {
            break;
        }
        let fixed = [label.as_bytes(), &[0], uid, &bits].concat();
        key.extend(prf.cmac(&[&counter.to_be_bytes(), &fixed]));
    }
    key.truncate(length);
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::tests::hex;

    /// Computed by `KBKDFCMAC` of pyca/cryptography.
    #[test]
    fn another_program_derives_the_same_keys() {
        let uid = hex("04a1b2c3d4e5f6");
        for (length, enc, mac) in [
            (
                KeyLength::Aes128,
                "d2c85610c9ff640a0ebfc1ebcd14566c",
                "74820a7ee5e250e8a2e7e0959c3d12a2",
            ),
            (
                KeyLength::Aes192,
                "20337178cfaffa624f1c8c0da7232e3dfd806180b955f6ac",
                "d516b2691637eeee1bc7bd74ed0eb3c981f77940d33752ac",
            ),
            (
                KeyLength::Aes256,
                "b9f819b3947e163d66f02fbe37afb376dd77002fee12ee7f55a751ed179ec997",
                "8da33e5ea72fe5b93bd362ad0d80e473aa45e238dd736011e6d112c17b4b0dd6",
            ),
        ] {
            let keys = StaticKeys::derive(&[0x4B; 32], &uid, length);
            assert_eq!((keys.enc, keys.mac), (hex(enc), hex(mac)), "{length:?}");
        }
    }

    #[test]
    fn each_purpose_card_and_length_has_keys_of_its_own() {
        let mut seen = Vec::new();
        for uid in [[4, 1, 2, 3, 4, 5, 6], [4, 1, 2, 3, 4, 5, 7]] {
            for length in [KeyLength::Aes128, KeyLength::Aes192, KeyLength::Aes256] {
                let keys = StaticKeys::derive(&[7; 32], &uid, length);
                for key in [keys.enc, keys.mac] {
                    assert_eq!(key.len(), length.bytes());
                    seen.push(key[..16].to_vec());
                }
            }
        }
        let total = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), total, "L is part of the input, so not even prefixes agree");
    }
}
