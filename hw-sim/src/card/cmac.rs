//! AES (FIPS 197) in the two modes of SCP03: CBC (NIST SP 800-38A) and CMAC (SP 800-38B,
//! RFC 4493). Only the block cipher comes from a crate; the daemon uses ready-made modes, so a
//! mistake in either shows as disagreement.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};

pub(super) const BLOCK: usize = 16;
pub(super) type Block = [u8; BLOCK];

/// The block cipher with a key of 16, 24 or 32 bytes.
pub(super) enum Aes {
    Aes128(Box<Aes128>),
    Aes192(Box<Aes192>),
    Aes256(Box<Aes256>),
}

impl Aes {
    /// Panics at any other length: keys are our own, of the profile's `KeyLength`.
    pub(super) fn new(key: &[u8]) -> Self {
        if let Ok(key) = <[u8; 16]>::try_from(key) {
            Self::Aes128(Box::new(Aes128::new(&key.into())))
        } else if let Ok(key) = <[u8; 24]>::try_from(key) {
            Self::Aes192(Box::new(Aes192::new(&key.into())))
        } else if let Ok(key) = <[u8; 32]>::try_from(key) {
            Self::Aes256(Box::new(Aes256::new(&key.into())))
        } else {
            panic!("an AES key has 16, 24 or 32 bytes, not {}", key.len())
        }
    }

    pub(super) fn encrypt(&self, block: Block) -> Block {
        let mut block = block.into();
        match self {
            Self::Aes128(aes) => aes.encrypt_block(&mut block),
            Self::Aes192(aes) => aes.encrypt_block(&mut block),
            Self::Aes256(aes) => aes.encrypt_block(&mut block),
        }
        block.into()
    }

    fn decrypt(&self, block: Block) -> Block {
        let mut block = block.into();
        match self {
            Self::Aes128(aes) => aes.decrypt_block(&mut block),
            Self::Aes192(aes) => aes.decrypt_block(&mut block),
            Self::Aes256(aes) => aes.decrypt_block(&mut block),
        }
        block.into()
    }

    /// `text` is whole blocks; what is left over stays as it is.
    pub(super) fn encrypt_cbc(&self, iv: Block, text: &mut [u8]) {
        let mut previous = iv;
        for block in text.as_chunks_mut::<BLOCK>().0 {
            previous = self.encrypt(xor(*block, previous));
            *block = previous;
        }
    }

    pub(super) fn decrypt_cbc(&self, iv: Block, text: &mut [u8]) {
        let mut previous = iv;
        for block in text.as_chunks_mut::<BLOCK>().0 {
            let cipher = *block;
            *block = xor(self.decrypt(cipher), previous);
            previous = cipher;
        }
    }

    /// CMAC over the concatenation of `parts`.
    pub(super) fn cmac(&self, parts: &[&[u8]]) -> Block {
        let message = parts.concat();
        let k1 = double(self.encrypt([0; BLOCK]));
        let whole = message.len().div_ceil(BLOCK).max(1) - 1;
        let (body, tail) = message.split_at(whole * BLOCK);
        let mut mac = [0; BLOCK];
        for block in body.as_chunks::<BLOCK>().0 {
            mac = self.encrypt(xor(mac, *block));
        }
        let last = match <Block>::try_from(tail) {
            Ok(full) => xor(full, k1),
            Err(_) => {
                let mut padded = [0; BLOCK];
                padded[..tail.len()].copy_from_slice(tail);
                padded[tail.len()] = 0x80;
                xor(padded, double(k1))
            }
        };
        self.encrypt(xor(mac, last))
    }
}

fn xor(a: Block, b: Block) -> Block {
    (u128::from_ne_bytes(a) ^ u128::from_ne_bytes(b)).to_ne_bytes()
}

/// Times x in GF(2^128) with the polynomial of SP 800-38B.
fn double(block: Block) -> Block {
    let value = u128::from_be_bytes(block);
    let carry = if value >> 127 == 1 { 0x87 } else { 0 };
    (value << 1 ^ carry).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::tests::hex;

    #[test]
    fn rfc_4493_examples_1_to_4_hold() {
        let aes = Aes::new(&hex("2b7e151628aed2a6abf7158809cf4f3c"));
        let message = hex(concat!(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51",
            "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
        ));
        for (length, mac) in [
            (0, "bb1d6929e95937287fa37d129b756746"),
            (16, "070a16b46b4d4144f79bdd9dd04a287c"),
            (40, "dfa66747de9ae63030ca32611497c827"),
            (64, "51f0bebf7e3b9d92fc49741779363cfe"),
        ] {
            assert_eq!(aes.cmac(&[&message[..length]]).to_vec(), hex(mac), "{length} bytes");
            let (head, tail) = message[..length].split_at(length / 3);
            assert_eq!(aes.cmac(&[head, tail]).to_vec(), hex(mac), "{length} bytes in two parts");
        }
    }

    #[test]
    fn nist_cmac_examples_for_192_and_256_bits_hold() {
        let message = hex("6bc1bee22e409f96e93d7e117393172a");
        for (key, mac) in [
            (
                "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
                "9e99a7bf31e710900662f65e617c5184",
            ),
            (
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "28a7023f452e8f82bd4bf28d8c37c35c",
            ),
        ] {
            assert_eq!(Aes::new(&hex(key)).cmac(&[&message]).to_vec(), hex(mac));
        }
    }

    #[test]
    fn fips_197_appendix_c_examples_hold() {
        let key = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        let plain: Block = hex("00112233445566778899aabbccddeeff").try_into().unwrap();
        for (length, cipher) in [
            (16, "69c4e0d86a7b0430d8cdb78070b4c55a"),
            (24, "dda97ca4864cdfe06eaf70a0ec0d7191"),
            (32, "8ea2b7ca516745bfeafc49904b496089"),
        ] {
            let aes = Aes::new(&key[..length]);
            assert_eq!(aes.encrypt(plain).to_vec(), hex(cipher));
            assert_eq!(aes.decrypt(aes.encrypt(plain)), plain);
        }
    }

    #[test]
    fn sp_800_38a_cbc_example_holds_both_ways() {
        let aes = Aes::new(&hex("2b7e151628aed2a6abf7158809cf4f3c"));
        let iv: Block = hex("000102030405060708090a0b0c0d0e0f").try_into().unwrap();
        let plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        let mut text = plain.clone();
        aes.encrypt_cbc(iv, &mut text);
        let cipher = hex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2");
        assert_eq!(text, cipher);
        aes.decrypt_cbc(iv, &mut text);
        assert_eq!(text, plain);
    }
}
