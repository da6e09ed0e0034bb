//! The three static keys of one card, and how they follow from the master key and the UID:
//! NIST SP 800-108r1 §4.1, KDF in counter mode with AES-CMAC, 32-bit counter before the input.
//!
//! The keys of one card open no other; none of them appears in `Debug` or outlives its value.

use super::aes::{AesKey, BLOCK, KeyLength};

/// Static keys of a card (Amendment D §4.1): Key-ENC, Key-MAC, Key-DEK.
#[derive(Debug, Clone)]
pub struct CardKeys {
    pub enc: AesKey,
    pub mac: AesKey,
    pub dek: AesKey,
}

impl CardKeys {
    /// The keys of the card with this UID. Fixed input: label, 00, UID, bits of the key.
    pub fn derive(master: &[u8; 32], uid: &[u8], length: KeyLength) -> Self {
        let master = AesKey::filled(KeyLength::Aes256, |bytes| bytes.copy_from_slice(master));
        let bits = (length.bytes() as u32 * 8).to_be_bytes();
        let derive = |label: &str| {
            let input = [label.as_bytes(), &[0], uid, &bits].concat();
            AesKey::filled(length, |output| counter_mode(&master, &input, output))
        };
        Self {
            enc: derive("cetakd card key ENC"),
            mac: derive("cetakd card key MAC"),
            dek: derive("cetakd card key DEK"),
        }
    }

    /// `None` unless all three are keys of one length.
    pub fn new(enc: &[u8], mac: &[u8], dek: &[u8]) -> Option<Self> {
        let keys = Self { enc: AesKey::new(enc)?, mac: AesKey::new(mac)?, dek: AesKey::new(dek)? };
        let length = keys.length();
        (keys.mac.length() == length && keys.dek.length() == length).then_some(keys)
    }

    pub fn length(&self) -> KeyLength {
        self.enc.length()
    }
}

/// K(i) = CMAC(key, i ‖ fixed input), i = 1, 2, …; as much of it as the output holds.
fn counter_mode(key: &AesKey, fixed_input: &[u8], output: &mut [u8]) {
    for (i, chunk) in (1_u32..).zip(output.chunks_mut(BLOCK)) {
        let block = zeroize::Zeroizing::new(key.cmac(&[&i.to_be_bytes(), fixed_input]));
        chunk.copy_from_slice(&block[..chunk.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chip::hex::hex;

    /// NIST CAVP, KDFCTR_gen: CTRLOCATION=BEFORE_FIXED, RLEN=32_BITS; CMAC_AES128 count 0 and
    /// count 10 (two blocks), CMAC_AES192 and CMAC_AES256 count 0.
    #[test]
    fn counter_mode_gives_the_published_output() {
        for (key, input, output) in [
            (
                "c10b152e8c97b77e18704e0f0bd38305",
                "98cd4cbbbebe15d17dc86e6dbad800a2dcbd64f7c7ad0e78e9cf94ffdba8\
                 9d03e97eadf6c4f7b806caf52aa38f09d0eb71d71f497bcc6906b48d36c4",
                "26faf61908ad9ee881b8305c221db53f",
            ),
            (
                "695f1b1a16c949cea51cdf2554ec9d42",
                "4fce5942832a390aa1cbe8a0bf9d202cb799e986c9d6b51f45e4d597a6b5\
                 7f06a4ebfec6467335d116b7f5f9c5b954062f661820f5db2a5bbb3e0625",
                "d34b601ec18c34dfa0f9e0b7523e218bdddb9befe8d08b6c0202d75ace0dba89",
            ),
            (
                "f4267280cb8667c2cf82bb37f389da6391f58cc74deba0cc",
                "34abbc9f7b12622309a827de5abfdd51fb5bb824838fcde88ca7bc5f3953\
                 abdcb445147f13e809e294f75e6d4e3f13b66e47f2dfc881ed392e3a1bf6",
                "2d1b4b5694b6741b2ed9c02c05474225",
            ),
            (
                "d0b1b3b70b2393c48ca05159e7e28cbeadea93f28a7cdae964e5136070c45d5c",
                "dd2f151a3f173492a6fbbb602189d51ddf8ef79fc8e96b8fcbe6dabe73a3\
                 5b48104f9dff2d63d48786d2b3af177091d646a9efae005bdfacb61a1214",
                "8c449fb474d1c1d4d2a33827103b656a",
            ),
        ] {
            let expected = hex(output);
            let mut derived = vec![0; expected.len()];
            counter_mode(&AesKey::new(&hex(key)).unwrap(), &hex(input), &mut derived);
            assert_eq!(derived, expected);
        }
    }

    /// Expected values made by another implementation: KBKDFCMAC of Python's `cryptography`,
    /// master key 00 01 … 1F, UID 04A1B2C3D4E5F6.
    #[test]
    fn card_keys_follow_from_master_key_and_uid() {
        let master = std::array::from_fn(|i| i as u8);
        let uid = hex("04a1b2c3d4e5f6");
        for (length, enc, mac, dek) in [
            (
                KeyLength::Aes128,
                "2f45a4a8a23a719be91b4d0098fd311e",
                "839a39ef3f12210d06dd74a99d400361",
                "eeab74da644f40cf00c954cf49e0b530",
            ),
            (
                KeyLength::Aes192,
                "7889076ecdbf2c0446de12c4a8b279bff4b27bb801eb268d",
                "0f2cb4c5b1523dde2d1791bab8fe0d79db7059fe5e75fb13",
                "0d1c492f0395075c26a77de6ba44e49b6247b6da25f7ea9a",
            ),
            (
                KeyLength::Aes256,
                "f99037a3ec126ca4fec4fb4dd0dc6e17e94573a6e43365b1deeaab0cf9e73f50",
                "cca0d044b1f47fc052a18aab0cd041bc2181a07fbc0a66b5380e3fffb9e6ba04",
                "501ba0bdff2eed2b733167f3746eb670d2ead64e14ed795fdda323c372aaab4a",
            ),
        ] {
            let keys = CardKeys::derive(&master, &uid, length);
            let same = |key: &AesKey, digits: &str| {
                let expected = AesKey::new(&hex(digits)).unwrap();
                key.length() == length && key.cmac(&[b"x"]) == expected.cmac(&[b"x"])
            };
            assert!(same(&keys.enc, enc) && same(&keys.mac, mac) && same(&keys.dek, dek));
        }
    }

    #[test]
    fn keys_of_mixed_lengths_are_refused() {
        assert!(CardKeys::new(&[1; 16], &[2; 16], &[3; 16]).is_some());
        assert!(CardKeys::new(&[1; 16], &[2; 16], &[3; 24]).is_none());
        assert!(CardKeys::new(&[1; 17], &[2; 17], &[3; 17]).is_none());
    }
}
