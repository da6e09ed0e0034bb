//! What the QR of a paper holds: which paper of which station, the head of the journal that it was
//! made from, the digest of the whole paper, and the station's signature (ES256) over all that.
//! Written in base 32, which a QR holds in its narrow mode.

use jiff::Timestamp;
use ring::digest::{Context, SHA256};
use thiserror::Error;

use super::model::{Paper, PaperName};
use crate::journal::{Hash, Head};
use crate::record::{PublicKey, SigningKey};

/// Says of a QR whose it is; the number is that of the form.
const MARK: &str = "CETAKD1:";
const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SIGNATURE: usize = 64;
/// Longest text of a seal: the longest number of a paper fits.
const MAX_TEXT: usize = 2_048;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    pub name: PaperName,
    pub number: String,
    pub station: String,
    pub volume: (u32, u32),
    pub made: Timestamp,
    pub head: Head,
    /// Over the whole paper.
    pub digest: [u8; 32],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    #[error("not the text of a paper's QR")]
    NoSeal,
    #[error("signed by another station's key, or changed")]
    Signature,
}

/// SHA-256 over the whole paper: its values, and under which head of which table each stands.
pub fn digest(paper: &Paper) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(b"cetakd paper 2\n");
    // Texts and numbers: JSON holds every paper.
    context.update(&serde_json::to_vec(paper).unwrap_or_default());
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

impl Seal {
    /// Text of the QR.
    pub fn sign(&self, key: &SigningKey) -> String {
        let body = self.to_bytes();
        let signature = key.sign_bytes(&body);
        format!("{MARK}{}", base32(&[&body[..], &signature].concat()))
    }

    /// Reads a scanned text; what comes out was signed with the key.
    pub fn read(text: &str, key: &PublicKey) -> Result<Self, SealError> {
        let text: String = text.split_whitespace().collect();
        let digits = text.strip_prefix(MARK).filter(|digits| digits.len() <= MAX_TEXT);
        let bytes = digits.and_then(unbase32).ok_or(SealError::NoSeal)?;
        let at = bytes.len().checked_sub(SIGNATURE).ok_or(SealError::NoSeal)?;
        let (body, signature) = bytes.split_at(at);
        let seal = Self::from_bytes(body).ok_or(SealError::NoSeal)?;
        match key.verifies(body, signature) {
            true => Ok(seal),
            false => Err(SealError::Signature),
        }
    }

    /// What a text says of itself; nobody has signed for it.
    pub fn claimed(text: &str) -> Option<Self> {
        let text: String = text.split_whitespace().collect();
        let digits = text.strip_prefix(MARK).filter(|digits| digits.len() <= MAX_TEXT);
        let bytes = digits.and_then(unbase32)?;
        Self::from_bytes(&bytes[..bytes.len().checked_sub(SIGNATURE)?])
    }

    fn to_bytes(&self) -> Vec<u8> {
        let name = PaperName::ALL.iter().position(|name| *name == self.name).unwrap_or(0);
        let (volume, of) = self.volume;
        let mut bytes = vec![name as u8];
        bytes.extend(volume.to_be_bytes());
        bytes.extend(of.to_be_bytes());
        bytes.extend(self.made.as_second().to_be_bytes());
        bytes.extend(self.head.seq.to_be_bytes());
        bytes.extend(self.head.hash.0);
        bytes.extend(self.digest);
        for text in [&self.station, &self.number] {
            bytes.extend((text.len() as u16).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let name = *PaperName::ALL.get(usize::from(take::<1>(&mut rest)?[0]))?;
        let volume = (u32::from_be_bytes(take(&mut rest)?), u32::from_be_bytes(take(&mut rest)?));
        let made = Timestamp::from_second(i64::from_be_bytes(take(&mut rest)?)).ok()?;
        let seq = u64::from_be_bytes(take(&mut rest)?);
        let head = Head { seq, hash: Hash(take(&mut rest)?) };
        let digest = take(&mut rest)?;
        let mut text = || {
            let length = u16::from_be_bytes(take(&mut rest)?);
            let (text, after) = rest.split_at_checked(usize::from(length))?;
            rest = after;
            String::from_utf8(text.to_vec()).ok()
        };
        let (station, number) = (text()?, text()?);
        rest.is_empty().then_some(Self { name, number, station, volume, made, head, digest })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*taken)
}

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    for group in bytes.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(bits);
        for digit in 0..(group.len() * 8).div_ceil(5) {
            text.push(char::from(DIGITS[(bits >> (35 - 5 * digit)) as usize & 31]));
        }
    }
    text
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in text.bytes() {
        let value = DIGITS.iter().position(|known| *known == digit.to_ascii_uppercase())?;
        (bits, held) = (bits << 5 | value as u32, held + 5);
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    // What is left over says nothing, or the text could be written in two ways.
    (bits == 0 && held < 5).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::model::{Block, Column, Table};
    use super::*;

    fn key() -> SigningKey {
        SigningKey::own(&crate::device::entropy::new_signing_key().unwrap()).unwrap()
    }

    fn seal() -> Seal {
        Seal {
            name: PaperName::Destruction,
            number: "BA/12/é".into(),
            station: "SPESIMEN-01".into(),
            volume: (2, 3),
            made: "2026-11-27T08:00:00Z".parse().unwrap(),
            head: Head { seq: 412, hash: Hash([7; 32]) },
            digest: digest(&paper(&[&["a", "b"]])),
        }
    }

    #[test]
    fn a_seal_reads_back_and_any_other_letter_of_it_does_not() {
        let key = key();
        let text = seal().sign(&key);
        assert_eq!(Seal::read(&text, &key.public_key()), Ok(seal()));
        for at in 0..text.len() {
            let mut letters = text.clone().into_bytes();
            letters[at] = if letters[at] == b'Q' { b'R' } else { b'Q' };
            let changed = String::from_utf8(letters).unwrap();
            assert!(Seal::read(&changed, &key.public_key()).is_err(), "{at}");
            assert!(Seal::read(&text[..at], &key.public_key()).is_err(), "{at}");
        }
        let other = self::key();
        assert_eq!(Seal::read(&text, &other.public_key()), Err(SealError::Signature));
    }

    fn paper(rows: &[&[&str]]) -> Paper {
        let cells = |row: &[&str]| row.iter().copied().map(str::to_owned).collect();
        let columns = rows[0].iter().map(|head| Column::text(head, 1)).collect();
        let table = Table::new(columns, rows[1..].iter().map(|row| cells(row)).collect());
        Paper::new(PaperName::Day, "hari ini", ("KECAMATAN", "SPESIMEN-01"))
            .with(Block::Table(table))
    }

    #[test]
    fn no_value_borrows_from_the_next_or_comes_under_another_head() {
        let digest = |rows: &[&[&str]]| digest(&paper(rows));
        let right = digest(&[&["A", "B"], &["1", "23"]]);
        assert_eq!(right, digest(&[&["A", "B"], &["1", "23"]]));
        assert_ne!(right, digest(&[&["A", "B"], &["12", "3"]]));
        assert_ne!(right, digest(&[&["A", "B"], &["1", "2 3"]]));
        assert_ne!(right, digest(&[&["A"], &["B"], &["1"], &["23"]]));
        assert_ne!(right, digest(&[&["A", "B", "1"], &["23"]]));
    }
}
