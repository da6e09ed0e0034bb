//! AES (FIPS 197) in the three modes that SCP03 needs: single block, CMAC (SP 800-38B, RFC 4493)
//! and CBC (SP 800-38A), over keys of 128, 192 or 256 bits.
//!
//! Key bytes and round keys are zeroised; `Debug` shows the length alone.

use std::fmt;

use aes::cipher::{Array, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt};
use aes::cipher::{KeyInit, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use cmac::{Cmac, Mac};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bytes of an AES block.
pub const BLOCK: usize = 16;

pub type Block = [u8; BLOCK];

/// Which AES; the number is the key's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum KeyLength {
    Aes128 = 16,
    Aes192 = 24,
    Aes256 = 32,
}

impl KeyLength {
    pub fn from_bytes(bytes: usize) -> Option<Self> {
        [Self::Aes128, Self::Aes192, Self::Aes256].into_iter().find(|one| one.bytes() == bytes)
    }

    pub fn bytes(self) -> usize {
        usize::from(self as u8)
    }
}

/// A key for one of the three ciphers.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct AesKey {
    bytes: [u8; 32],
    #[zeroize(skip)]
    length: KeyLength,
}

/// Runs the body with `$Cipher` bound to the AES of this key's length.
macro_rules! with_cipher {
    ($key:expr, $Cipher:ident => $body:expr) => {
        match $key.length {
            KeyLength::Aes128 => {
                type $Cipher = Aes128;
                $body
            }
            KeyLength::Aes192 => {
                type $Cipher = Aes192;
                $body
            }
            KeyLength::Aes256 => {
                type $Cipher = Aes256;
                $body
            }
        }
    };
}

impl AesKey {
    /// 16, 24 or 32 bytes; `None` for any other number.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut key = Self { bytes: [0; 32], length: KeyLength::from_bytes(bytes.len())? };
        key.bytes[..bytes.len()].copy_from_slice(bytes);
        Some(key)
    }

    pub fn length(&self) -> KeyLength {
        self.length
    }

    /// As many key bytes as `length` says, written by `fill`.
    pub(super) fn filled(length: KeyLength, fill: impl FnOnce(&mut [u8])) -> Self {
        let mut key = Self { bytes: [0; 32], length };
        fill(&mut key.bytes[..length.bytes()]);
        key
    }

    /// AES-CMAC over the parts as if they stood in one piece.
    pub(super) fn cmac(&self, parts: &[&[u8]]) -> Block {
        with_cipher!(self, Cipher => {
            let mut mac = <Cmac<Cipher> as KeyInit>::new(self.key());
            parts.iter().for_each(|part| mac.update(part));
            mac.finalize().into_bytes().into()
        })
    }

    pub(super) fn encrypt_block(&self, block: Block) -> Block {
        let mut block = Array::from(block);
        with_cipher!(self, Cipher => Cipher::new(self.key()).encrypt_block(&mut block));
        block.into()
    }

    /// In place; panics unless the data is whole blocks.
    pub(super) fn cbc_encrypt(&self, iv: &Block, data: &mut [u8]) {
        let (blocks, rest) = Array::slice_as_chunks_mut(data);
        assert!(rest.is_empty(), "CBC over a part of a block");
        with_cipher!(self, Cipher => {
            cbc::Encryptor::<Cipher>::new(self.key(), iv.into()).encrypt_blocks(blocks);
        });
    }

    /// In place; panics unless the data is whole blocks.
    pub(super) fn cbc_decrypt(&self, iv: &Block, data: &mut [u8]) {
        let (blocks, rest) = Array::slice_as_chunks_mut(data);
        assert!(rest.is_empty(), "CBC over a part of a block");
        with_cipher!(self, Cipher => {
            cbc::Decryptor::<Cipher>::new(self.key(), iv.into()).decrypt_blocks(blocks);
        });
    }

    /// The key bytes by reference: a copy of them would stay on the stack.
    fn key<'a, Key: TryFrom<&'a [u8], Error: fmt::Debug>>(&'a self) -> Key {
        let bytes = &self.bytes[..self.length.bytes()];
        Key::try_from(bytes).expect("the cipher was chosen by this length")
    }
}

impl fmt::Debug for AesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AesKey({} bits)", self.length.bytes() * 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chip::hex::hex;

    fn key(digits: &str) -> AesKey {
        AesKey::new(&hex(digits)).unwrap()
    }

    #[test]
    fn a_block_is_encrypted_as_in_fips_197_appendix_c() {
        let plain = hex("00112233445566778899aabbccddeeff").try_into().unwrap();
        for (digits, cipher) in [
            ("000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a"),
            (
                "000102030405060708090a0b0c0d0e0f1011121314151617",
                "dda97ca4864cdfe06eaf70a0ec0d7191",
            ),
            (
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "8ea2b7ca516745bfeafc49904b496089",
            ),
        ] {
            assert_eq!(key(digits).encrypt_block(plain).to_vec(), hex(cipher));
        }
    }

    const MESSAGE: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51\
                           30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    #[test]
    fn a_cmac_is_that_of_rfc_4493_whatever_its_parts() {
        let key = key("2b7e151628aed2a6abf7158809cf4f3c");
        let message = hex(MESSAGE);
        for (length, mac) in [
            (0, "bb1d6929e95937287fa37d129b756746"),
            (16, "070a16b46b4d4144f79bdd9dd04a287c"),
            (40, "dfa66747de9ae63030ca32611497c827"),
            (64, "51f0bebf7e3b9d92fc49741779363cfe"),
        ] {
            let (head, tail) = message[..length].split_at(length / 3);
            assert_eq!(key.cmac(&[head, &[], tail]).to_vec(), hex(mac));
        }
    }

    /// SP 800-38B, appendix D.2 and D.3, 64 bytes (Example 8 and Example 12).
    #[test]
    fn a_cmac_with_longer_keys_is_that_of_sp_800_38b() {
        let message = hex(MESSAGE);
        for (digits, mac) in [
            (
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                "a1d5df0eed790f794d77589659f39a11",
            ),
            (
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "e1992190549f6ed5696a2c056c315410",
            ),
        ] {
            assert_eq!(key(digits).cmac(&[&message]).to_vec(), hex(mac));
        }
    }

    /// SP 800-38A, appendix F.2.1, F.2.3 and F.2.5: the last of four blocks.
    #[test]
    fn cbc_is_that_of_sp_800_38a_both_ways() {
        let iv = hex("000102030405060708090a0b0c0d0e0f").try_into().unwrap();
        for (digits, last) in [
            ("2b7e151628aed2a6abf7158809cf4f3c", "3ff1caa1681fac09120eca307586e1a7"),
            (
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                "08b0e27988598881d920a9e64f5615cd",
            ),
            (
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "b2eb05e2c39be9fcda6c19078c6a9d1b",
            ),
        ] {
            let mut data = hex(MESSAGE);
            key(digits).cbc_encrypt(&iv, &mut data);
            assert_eq!(data[48..], hex(last));
            key(digits).cbc_decrypt(&iv, &mut data);
            assert_eq!(data, hex(MESSAGE));
        }
    }

    #[test]
    fn a_key_of_another_length_is_none() {
        for length in (0..64).filter(|length| !matches!(length, 16 | 24 | 32)) {
            assert!(AesKey::new(&vec![0; length]).is_none());
        }
    }

    #[test]
    fn debug_shows_no_key_byte() {
        assert_eq!(format!("{:?}", AesKey::new(&[0xAB; 24]).unwrap()), "AesKey(192 bits)");
    }
}
