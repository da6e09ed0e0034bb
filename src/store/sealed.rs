//! Personal data beside the journal: AES-256-GCM under a key of its own for each person and each
//! lease, that key wrapped by the station's sealing key. Erasing is destroying the wrapped key.

use std::collections::BTreeSet;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::error::StoreError;
use crate::device::Entropy;
use crate::record::{Biodata, Mac, Nik, SearchKey};

/// The two keys of a station for data at rest.
pub struct SealingKeys {
    sealing: LessSafeKey,
    pub search: SearchKey,
}

/// What the register shows of a person besides the journal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct PersonData {
    pub nik: Nik,
    pub nama: String,
    pub alamat: String,
    pub kel_desa: String,
    pub kecamatan: String,
}

/// A wrapped key and what it sealed; both are `nonce ‖ ciphertext ‖ tag`.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub key: Vec<u8>,
    pub data: Vec<u8>,
}

impl SealingKeys {
    pub fn new(sealing: &[u8; 32], search: SearchKey) -> Self {
        Self { sealing: aead(sealing), search }
    }

    /// `owner` binds the sealed bytes to their row: they do not open under another.
    pub fn seal(&self, entropy: &dyn Entropy, owner: &str, plain: &[u8]) -> Sealed {
        let mut own = Zeroizing::new([0; 32]);
        entropy.fill(own.as_mut());
        Sealed {
            key: encrypt(&self.sealing, entropy, owner, own.as_ref()),
            data: encrypt(&aead(&own), entropy, owner, plain),
        }
    }

    pub fn open(&self, owner: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let fault = || StoreError::Sealed(owner.to_owned());
        let own = decrypt(&self.sealing, owner, &sealed.key).ok_or_else(fault)?;
        let own: &[u8; 32] = own.as_slice().try_into().map_err(|_| fault())?;
        decrypt(&aead(own), owner, &sealed.data).ok_or_else(fault)
    }
}

impl PersonData {
    pub fn of(biodata: &Biodata) -> Self {
        Self {
            nik: biodata.nik.clone(),
            nama: biodata.nama.clone(),
            alamat: biodata.alamat.clone(),
            kel_desa: biodata.kel_desa.clone(),
            kecamatan: biodata.kecamatan.clone(),
        }
    }

    /// Somebody whose record has not come yet.
    pub fn waiting(nik: &Nik, kecamatan: &str, kel_desa: &str) -> Self {
        Self {
            nik: nik.clone(),
            nama: String::new(),
            alamat: String::new(),
            kel_desa: kel_desa.to_owned(),
            kecamatan: kecamatan.to_owned(),
        }
    }

    /// The first letter of each word.
    pub fn masked_name(&self) -> String {
        let word = |word: &str| word.chars().next().map(|first| format!("{first}***"));
        self.nama.split_whitespace().filter_map(word).collect::<Vec<_>>().join(" ")
    }

    /// By what the person is found: whole words of the name, and the kecamatan.
    pub fn words(&self, key: &SearchKey) -> BTreeSet<Mac> {
        let mut words = key.words(&self.nama);
        if !self.kecamatan.is_empty() {
            words.insert(key.kecamatan(&self.kecamatan));
        }
        words
    }

    pub fn to_json(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(self).expect("strings become JSON"))
    }
}

fn aead(key: &[u8; 32]) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, key).expect("AES-256 takes 32 bytes");
    LessSafeKey::new(key)
}

fn encrypt(key: &LessSafeKey, entropy: &dyn Entropy, owner: &str, plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    entropy.fill(&mut nonce);
    let mut sealed = plain.to_vec();
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(owner.as_bytes()),
        &mut sealed,
    )
    .expect("a record is far below the limit of AES-GCM");
    [&nonce[..], &sealed].concat()
}

fn decrypt(key: &LessSafeKey, owner: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    let length = key.open_in_place(nonce, Aad::from(owner.as_bytes()), plain.as_mut()).ok()?.len();
    plain.truncate(length);
    Some(plain)
}

impl std::fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKeys(…)")
    }
}

impl std::fmt::Debug for PersonData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonData({})", self.nik)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(std::sync::atomic::AtomicU8);

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    fn keys() -> SealingKeys {
        SealingKeys::new(&[7; 32], SearchKey::new(&[8; 32]))
    }

    #[test]
    fn what_is_sealed_opens_only_for_its_owner_and_unchanged() {
        let (keys, entropy) = (keys(), Counting(1.into()));
        let sealed = keys.seal(&entropy, "person/1", b"SPESIMEN");
        assert_eq!(keys.open("person/1", &sealed).unwrap().as_slice(), b"SPESIMEN");
        assert!(keys.open("person/2", &sealed).is_err());
        for at in 0..sealed.data.len() {
            let mut changed = sealed.clone();
            changed.data[at] ^= 1;
            assert!(keys.open("person/1", &changed).is_err());
        }
        for length in 0..sealed.key.len() {
            let cut = Sealed { key: sealed.key[..length].to_vec(), data: sealed.data.clone() };
            assert!(keys.open("person/1", &cut).is_err());
        }
    }
}
