//! Keyed digests (HMAC-SHA-256, RFC 2104) that stand in the journal where a person may not:
//! without the key they tell nothing, with it they find and compare. Each use has its own label,
//! so no digest of one kind ever equals one of another.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use ring::hmac;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use zeroize::Zeroizing;

use super::Nik;

/// Most words of one name that are made searchable.
pub const MAX_WORDS: usize = 32;

/// One digest of 32 bytes; written in lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mac([u8; 32]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a digest is 64 lower-case hexadecimal digits")]
pub struct MacError;

/// The key of all keyed digests at this station.
pub struct SearchKey(hmac::Key);

impl SearchKey {
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// Stands for a person in journal and search.
    pub fn person(&self, nik: &Nik) -> Mac {
        self.mac("person", &[nik.expose().as_bytes()])
    }

    /// Says for whom a form was drawn, to nobody but whoever holds the key.
    pub fn form(&self, random: &str, name: &str) -> Mac {
        self.mac("form", &[random.as_bytes(), name.as_bytes()])
    }

    /// One digest a whole word of a name, in no order that would betray the name's.
    pub fn words(&self, name: &str) -> BTreeSet<Mac> {
        normalised_words(name).take(MAX_WORDS).map(|word| self.word(&word)).collect()
    }

    /// What one file of a chip held.
    pub fn chip_file(&self, file: &str, image: &[u8]) -> Mac {
        self.mac("chip file", &[file.as_bytes(), image])
    }

    /// What a face was painted from, or its pixels.
    pub fn face(&self, sides: &[&[u8]]) -> Mac {
        self.mac("face", sides)
    }

    /// Names a signed record without keeping it.
    pub fn record(&self, jws: &[u8]) -> Mac {
        self.mac("record", &[jws])
    }

    /// What people wrote on a paper.
    pub fn paper_words(&self, words: &[u8]) -> Mac {
        self.mac("paper words", &[words])
    }

    /// Where a person lives, whole and normalised.
    pub fn kecamatan(&self, name: &str) -> Mac {
        let words: Vec<_> = normalised_words(name).take(MAX_WORDS).collect();
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        self.mac("kecamatan", &words)
    }

    /// Names the picture of a signature without keeping it.
    pub fn signature(&self, picture: &[u8]) -> Mac {
        self.mac("signature", &[picture])
    }

    /// What nobody but this station can write beside a number: stands in the QR of its papers.
    pub fn paper(&self, series: &str, number: &str) -> Mac {
        self.mac("paper", &[series.as_bytes(), number.as_bytes()])
    }

    fn word(&self, normalised: &str) -> Mac {
        self.mac("word", &[normalised.as_bytes()])
    }

    fn mac(&self, label: &str, parts: &[&[u8]]) -> Mac {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [label.as_bytes()].iter().chain(parts) {
            // Lengths first, or `ab`+`c` would be `a`+`bc`.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut mac = [0; 32];
        mac.copy_from_slice(context.sign().as_ref());
        Mac(mac)
    }
}

/// Capitals; apostrophes vanish, every other sign parts words: `mu’min, S.Pd` → `MUMIN S PD`.
fn normalised_words(name: &str) -> impl Iterator<Item = Zeroizing<String>> {
    let is_apostrophe = |c: char| matches!(c, '\'' | '’' | '‘' | '`' | 'ʼ');
    let is_mark = |c: char| matches!(c, '\u{300}'..='\u{36f}');
    name.split(move |c: char| !c.is_alphanumeric() && !is_apostrophe(c) && !is_mark(c))
        .map(move |word| {
            let letters = word.chars().filter(|c| !is_apostrophe(*c));
            let letters = letters.flat_map(char::to_uppercase).filter_map(without_mark);
            Zeroizing::new(letters.collect::<String>())
        })
        .filter(|word| !word.is_empty())
}

/// The letter below a mark, as people type it; a mark that stands alone vanishes.
fn without_mark(letter: char) -> Option<char> {
    Some(match letter {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => 'A',
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => 'C',
        'Ď' | 'Đ' => 'D',
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => 'E',
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => 'G',
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => 'I',
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => 'L',
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => 'N',
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => 'O',
        'Ŕ' | 'Ŗ' | 'Ř' => 'R',
        'Ś' | 'Ŝ' | 'Ş' | 'Š' => 'S',
        'Ţ' | 'Ť' => 'T',
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => 'U',
        'Ý' | 'Ŷ' | 'Ÿ' => 'Y',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

impl fmt::Debug for SearchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchKey(…)")
    }
}

impl Mac {
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Mac {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac({self})")
    }
}

impl FromStr for Mac {
    type Err = MacError;

    fn from_str(text: &str) -> Result<Self, MacError> {
        super::hex::lower(text).map(Self).ok_or(MacError)
    }
}

impl Serialize for Mac {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mac {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> SearchKey {
        SearchKey::new(&[7; 32])
    }

    fn words(name: &str) -> Vec<String> {
        normalised_words(name).map(|word| word.to_string()).collect()
    }

    #[test]
    fn words_are_normalised() {
        for (name, expected) in [
            ("siti", &["SITI"][..]),
            ("Dr. H. Mu’min, S.Pd", &["DR", "H", "MUMIN", "S", "PD"]),
            ("NUR'AINI (ALM)", &["NURAINI", "ALM"]),
            ("ABDUL-KARIM/KARIM  2", &["ABDUL", "KARIM", "KARIM", "2"]),
            ("groß", &["GROSS"]),
            ("José Núñez", &["JOSE", "NUNEZ"]),
            ("Jose\u{301} n\u{303}", &["JOSE", "N"]),
            (" ' - . ", &[]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn a_person_is_found_by_any_whole_word() {
        let stored = key().words("DR. H. ABDUL KARIM MU’MIN, S.PD.");
        for query in ["karim", "Mu'min", "H Abdul"] {
            assert!(key().words(query).is_subset(&stored), "{query}");
        }
        for query in ["kari", "MU MIN"] {
            assert!(!key().words(query).is_subset(&stored), "{query}");
        }
        assert_eq!(key().words(&"A B ".repeat(500)).len(), 2);
    }

    #[test]
    fn another_key_or_another_use_gives_another_digest() {
        let nik: Nik = "9901010203040001".parse().unwrap();
        let key = key();
        let digests = [
            key.person(&nik),
            SearchKey::new(&[8; 32]).person(&nik),
            key.face(&[nik.expose().as_bytes()]),
            key.word(nik.expose()),
            key.chip_file("", nik.expose().as_bytes()),
            key.chip_file("9", &nik.expose().as_bytes()[1..]),
        ];
        assert_eq!(BTreeSet::from(digests).len(), digests.len());
    }

    /// Against the construction by hand, so that a change can't pass unseen.
    #[test]
    fn a_digest_is_hmac_sha256_over_labelled_parts() {
        let nik: Nik = "9901010203040001".parse().unwrap();
        let mut message = vec![0, 0, 0, 0, 0, 0, 0, 6];
        message.extend(b"person\0\0\0\0\0\0\0\x10");
        message.extend(nik.expose().as_bytes());
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]), &message);
        assert_eq!(key().person(&nik).as_bytes(), tag.as_ref());
    }

    #[test]
    fn a_digest_reads_back_what_it_writes() {
        let mac = key().face(&[b"x"]);
        assert_eq!(mac.to_string().parse(), Ok(mac));
        assert_eq!("ab".parse::<Mac>(), Err(MacError));
        assert_eq!(mac.to_string().to_uppercase().parse::<Mac>(), Err(MacError));
    }

    proptest! {
        #[test]
        fn every_whole_word_of_any_name_finds_it_and_a_part_does_not(
            name in proptest::collection::vec("[A-Za-zÀ-ÖØ-öø-ÿ]{1,9}", 1..8)
        ) {
            let stored = key().words(&name.join(" "));
            for word in &name {
                prop_assert!(key().words(word).is_subset(&stored), "{word}");
                let part: String = word.chars().skip(1).collect();
                let whole = |part: &str| name.iter().any(|word| words(word) == words(part));
                let found = key().words(&part).is_subset(&stored);
                prop_assert!(part.is_empty() || whole(&part) || !found, "{part} of {word}");
            }
        }

        #[test]
        fn case_and_signs_change_nothing(name in "[A-Za-z ]{1,40}") {
            let dressed = name.to_lowercase().replace(' ', " . ");
            prop_assert_eq!(key().words(&name), key().words(&dressed));
        }
    }
}
