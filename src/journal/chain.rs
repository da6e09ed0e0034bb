//! The hash chain: `SHA-256(tag ‖ seq ‖ previous ‖ length ‖ body)`, integers of 8 bytes, most
//! significant first. A changed, moved, inserted or missing entry breaks it at that entry.

use std::fmt;
use std::str::FromStr;

use ring::digest;
use serde::{Deserialize, Serialize};
use thiserror::Error;

const DOMAIN_TAG: &[u8] = b"cetakd journal 1\n";

/// SHA-256 of an entry and all before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

/// Where a chain ends; `Head::EMPTY` before the first entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    pub seq: u64,
    pub hash: Hash,
}

/// The books go on from a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalRestored {
    /// Up to here; `None` if nobody kept a head of what is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<LostTail>,
    /// Numbers of register and papers go on above this one: those up to it may have been given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<u32>,
}

/// The head of a journal that is lost, as an entry tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostTail {
    pub seq: u64,
    pub hash: String,
}

impl From<Head> for LostTail {
    fn from(head: Head) -> Self {
        Self { seq: head.seq, hash: head.hash.to_string() }
    }
}

/// The first place at which a chain isn't one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChainFault {
    #[error("entry {expected} is missing: the next one there is {found}")]
    Gap { expected: u64, found: u64 },
    #[error("entry {seq} was changed after it was written: its hash does not fit")]
    Changed { seq: u64 },
    #[error("body of entry {seq} calls itself entry {claimed}")]
    Misplaced { seq: u64, claimed: u64 },
    #[error("entry {seq} is older than the one before it")]
    RunsBack { seq: u64 },
}

impl Head {
    pub const EMPTY: Self = Self { seq: 0, hash: Hash([0; 32]) };

    /// The head after one more body.
    pub fn link(&self, body: &[u8]) -> Self {
        let seq = self.seq + 1;
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(DOMAIN_TAG);
        context.update(&seq.to_be_bytes());
        context.update(&self.hash.0);
        context.update(&(body.len() as u64).to_be_bytes());
        context.update(body);
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self { seq, hash: Hash(hash) }
    }

    /// Checks one stored entry against this head and moves on to it.
    pub fn check(&self, seq: u64, hash: &[u8], body: &[u8]) -> Result<Self, ChainFault> {
        if seq != self.seq + 1 {
            return Err(ChainFault::Gap { expected: self.seq + 1, found: seq });
        }
        let next = self.link(body);
        if next.hash.0[..] != *hash {
            return Err(ChainFault::Changed { seq });
        }
        Ok(next)
    }
}

/// A text that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a head is 64 hexadecimal digits")]
pub struct HashError;

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let mut hash = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(HashError);
        }
        for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| HashError)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| HashError)?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(bodies: &[&[u8]]) -> Vec<(u64, [u8; 32], Vec<u8>)> {
        let mut head = Head::EMPTY;
        bodies
            .iter()
            .map(|body| {
                head = head.link(body);
                (head.seq, head.hash.0, body.to_vec())
            })
            .collect()
    }

    fn verify(entries: &[(u64, [u8; 32], Vec<u8>)]) -> Result<Head, ChainFault> {
        entries.iter().try_fold(Head::EMPTY, |head, (seq, hash, body)| head.check(*seq, hash, body))
    }

    #[test]
    fn every_flipped_bit_is_found_at_its_entry() {
        let entries = chain(&[b"one", b"two", b"three"]);
        assert_eq!(verify(&entries).unwrap().seq, 3);
        for at in 0..entries.len() {
            for bit in 0..entries[at].2.len() * 8 {
                let mut broken = entries.clone();
                broken[at].2[bit / 8] ^= 1 << (bit % 8);
                let seq = at as u64 + 1;
                assert_eq!(verify(&broken), Err(ChainFault::Changed { seq }));
            }
        }
    }

    #[test]
    fn a_missing_or_swapped_entry_is_found() {
        let mut entries = chain(&[b"one", b"two", b"three"]);
        entries.remove(1);
        assert_eq!(verify(&entries), Err(ChainFault::Gap { expected: 2, found: 3 }));
        let mut entries = chain(&[b"one", b"two", b"three"]);
        entries.swap(0, 1);
        assert_eq!(verify(&entries), Err(ChainFault::Gap { expected: 1, found: 2 }));
    }

    #[test]
    fn moving_a_byte_between_neighbours_changes_the_hash() {
        assert_ne!(chain(&[b"ab", b"c"])[1].1, chain(&[b"a", b"bc"])[1].1);
    }

    #[test]
    fn the_formula_is_the_one_other_programs_check_with() {
        // printf 'cetakd journal 1\n' + 0000000000000001 + 32 zeros + 0000000000000003 + "one"
        let expected = crate_independent_sha256();
        assert_eq!(Head::EMPTY.link(b"one").hash.0[..], expected[..]);
    }

    fn crate_independent_sha256() -> Vec<u8> {
        let mut bytes = b"cetakd journal 1\n".to_vec();
        bytes.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 1]);
        bytes.extend_from_slice(&[0; 32]);
        bytes.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 3]);
        bytes.extend_from_slice(b"one");
        digest::digest(&digest::SHA256, &bytes).as_ref().to_vec()
    }
}
