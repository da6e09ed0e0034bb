//! Nomor Induk Kependudukan: 16 digits `PPKKCC DDMMYY SSSS`, without a check digit.
//! It never changes once given, so a NIK may lawfully disagree with the record it stands in.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use zeroize::Zeroize;

/// Sixteen ASCII digits that passed every hard rule. `Display` and `Debug` mask it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Zeroize)]
#[zeroize(drop)]
pub struct Nik([u8; 16]);

/// A rule that a NIK broke; the digits themselves never stand in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NikError {
    #[error("a NIK has 16 digits, not {0} characters")]
    Length(usize),
    #[error("a NIK has digits only; character {0} is none")]
    NotADigit(usize),
    #[error("a NIK of zeros is nobody's")]
    AllZero,
    #[error("digits 7 and 8 are the day of birth, 01 to 31 or 41 to 71, not {0:02}")]
    Day(u8),
    #[error("digits 9 and 10 are the month of birth, 01 to 12, not {0:02}")]
    Month(u8),
    #[error("the serial, digits 13 to 16, starts at 0001")]
    Serial,
}

/// What is odd about a NIK beside its record; kept with the job, never a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NikWarning {
    BirthDateDiffers,
    SexDiffers,
    LeapDayInCommonYear,
    UnknownPrefix,
}

/// Sex as the NIK encodes it: a woman's day of birth is raised by forty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    Man,
    Woman,
}

impl Nik {
    /// The sixteen digits in clear: for the wire, the chip and the face only.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a NIK is ASCII digits by construction")
    }

    /// `PP`, the province of first registration; 99 is not allotted and marks synthetic people.
    pub fn province(&self) -> &str {
        &self.expose()[..2]
    }

    pub fn is_synthetic(&self) -> bool {
        self.province() == "99"
    }

    pub fn sex(&self) -> Sex {
        if self.pair(6) > 40 { Sex::Woman } else { Sex::Man }
    }

    /// Day, month and two-digit year of birth; the century is not in a NIK.
    pub fn birth(&self) -> (u8, u8, u8) {
        let day = self.pair(6);
        (if day > 40 { day - 40 } else { day }, self.pair(8), self.pair(10))
    }

    /// Compares with the record's date of birth and sex.
    pub fn warnings(&self, born: Date, sex: Option<Sex>) -> Vec<NikWarning> {
        let mut warnings = Vec::new();
        let (day, month, year) = self.birth();
        let of_record = (born.day(), born.month(), born.year().rem_euclid(100));
        if (day as i8, month as i8, i16::from(year)) != of_record {
            warnings.push(NikWarning::BirthDateDiffers);
        }
        if sex.is_some_and(|sex| sex != self.sex()) {
            warnings.push(NikWarning::SexDiffers);
        }
        if (day, month) == (29, 2) && !is_leap(nearest_year(year, born.year())) {
            warnings.push(NikWarning::LeapDayInCommonYear);
        }
        if !is_province(self.pair(0)) {
            warnings.push(NikWarning::UnknownPrefix);
        }
        warnings
    }

    fn pair(&self, at: usize) -> u8 {
        (self.0[at] - b'0') * 10 + (self.0[at + 1] - b'0')
    }
}

/// The 38 provinces of Kepmendagri 300.2.2-2430/2025; districts below them come and go.
fn is_province(code: u8) -> bool {
    matches!(
        code,
        11..=19 | 21 | 31..=36 | 51..=53 | 61..=65 | 71..=76 | 81 | 82 | 91..=96
    )
}

/// The year with these last two digits that lies nearest to the record's.
fn nearest_year(two_digits: u8, record: i16) -> i16 {
    record + (i16::from(two_digits) - record.rem_euclid(100) + 50).rem_euclid(100) - 50
}

fn is_leap(year: i16) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

impl FromStr for Nik {
    type Err = NikError;

    fn from_str(text: &str) -> Result<Self, NikError> {
        if let Some(at) = text.chars().position(|c| !c.is_ascii_digit()) {
            return Err(NikError::NotADigit(at + 1));
        }
        let digits: [u8; 16] =
            text.as_bytes().try_into().map_err(|_| NikError::Length(text.len()))?;
        if digits == [b'0'; 16] {
            return Err(NikError::AllZero);
        }
        let nik = Self(digits);
        match (nik.pair(6), nik.pair(8)) {
            (day, _) if !matches!(day, 1..=31 | 41..=71) => Err(NikError::Day(day)),
            (_, month) if !matches!(month, 1..=12) => Err(NikError::Month(month)),
            _ if nik.0[12..] == *b"0000" => Err(NikError::Serial),
            _ => Ok(nik),
        }
    }
}

impl fmt::Display for Nik {
    /// Masked: `3174********0001`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.expose();
        write!(f, "{}********{}", &digits[..4], &digits[12..])
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nik({self})")
    }
}

impl Serialize for Nik {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Nik {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = zeroize::Zeroizing::new(String::deserialize(deserializer)?);
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn nik(text: &str) -> Nik {
        text.parse().unwrap()
    }

    #[test]
    fn each_hard_rule_has_its_error() {
        for (text, error) in [
            ("", NikError::Length(0)),
            ("317401020304000", NikError::Length(15)),
            ("31740102030400011", NikError::Length(17)),
            ("3174010203O40001", NikError::NotADigit(11)),
            ("3174 01020304000", NikError::NotADigit(5)),
            ("3174010203040001\n", NikError::NotADigit(17)),
            ("٣174010203040001", NikError::NotADigit(1)),
            ("０174010203040001", NikError::NotADigit(1)),
            ("-174010203040001", NikError::NotADigit(1)),
            ("0000000000000000", NikError::AllZero),
            ("3174010003040001", NikError::Day(0)),
            ("3174013203040001", NikError::Day(32)),
            ("3174014003040001", NikError::Day(40)),
            ("3174017203040001", NikError::Day(72)),
            ("3174019903040001", NikError::Day(99)),
            ("3174010200040001", NikError::Month(0)),
            ("3174010213040001", NikError::Month(13)),
            ("3174010203040000", NikError::Serial),
        ] {
            assert_eq!(text.parse::<Nik>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn the_edges_of_each_rule_pass() {
        for text in [
            "3174010101000001",
            "3174013112999999",
            "3174014101000001",
            "3174017112990001",
            "0000000101000001",
            // A day that its month doesn't have was really given out.
            "3174013102900001",
        ] {
            assert_eq!(nik(text).expose(), text);
        }
    }

    #[test]
    fn a_womans_day_is_raised_by_forty() {
        let woman = nik("3174014102100001");
        assert_eq!((woman.sex(), woman.birth()), (Sex::Woman, (1, 2, 10)));
        let man = nik("3174011010100001");
        assert_eq!((man.sex(), man.birth()), (Sex::Man, (10, 10, 10)));
        let late = nik("3174017112000001");
        assert_eq!((late.sex(), late.birth()), (Sex::Woman, (31, 12, 0)));
    }

    #[test]
    fn a_nik_that_agrees_with_its_record_warns_of_nothing() {
        let woman = nik("3174014102100001");
        assert_eq!(woman.warnings(date(2010, 2, 1), Some(Sex::Woman)), []);
        assert_eq!(woman.warnings(date(1910, 2, 1), None), [], "no century in a NIK");
        assert_eq!(nik("3174012902000001").warnings(date(2000, 2, 29), Some(Sex::Man)), []);
    }

    #[test]
    fn each_oddity_is_warned_of() {
        use NikWarning::*;
        let man = Some(Sex::Man);
        for (text, born, warning) in [
            ("3174010102100001", date(2010, 2, 2), BirthDateDiffers),
            ("3174010102100001", date(2010, 3, 1), BirthDateDiffers),
            ("3174010102100001", date(2011, 2, 1), BirthDateDiffers),
            ("3174014102100001", date(2010, 2, 1), SexDiffers),
            ("9974010102100001", date(2010, 2, 1), UnknownPrefix),
            ("5474010102100001", date(2010, 2, 1), UnknownPrefix),
            ("9774010102100001", date(2010, 2, 1), UnknownPrefix),
        ] {
            assert_eq!(nik(text).warnings(born, man), [warning], "{text} {born}");
        }
        // 1900 had no leap day, 1991 neither; the date then differs from any true one.
        for (text, born) in [
            ("3174012902910001", date(1991, 3, 1)),
            ("3174012902000001", date(1900, 3, 1)),
            ("3174012902990001", date(2000, 2, 29)),
        ] {
            assert_eq!(nik(text).warnings(born, man), [BirthDateDiffers, LeapDayInCommonYear]);
        }
        // A record at the turn of the century: 00 means 2000, a leap year.
        assert_eq!(nik("3174012902000001").warnings(date(1999, 2, 28), man), [BirthDateDiffers]);
    }

    #[test]
    fn thirty_eight_provinces_are_known() {
        assert_eq!((0..100).filter(|code| is_province(*code)).count(), 38);
    }

    #[test]
    fn a_nik_is_masked_wherever_it_is_shown() {
        let nik = nik("3174010203040001");
        assert_eq!(nik.to_string(), "3174********0001");
        assert_eq!(format!("{nik:?}"), "Nik(3174********0001)");
        assert!(!nik.is_synthetic());
        assert!("9901010203040001".parse::<Nik>().unwrap().is_synthetic());
    }

    #[test]
    fn an_error_repeats_no_digits() {
        let error = serde_json::from_str::<Nik>("\"3174013203040001\"").unwrap_err().to_string();
        assert!(error.contains("day of birth") && !error.contains("3174"), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_is_taken_whole_or_refused(text in "\\PC{0,20}|[0-9]{14,18}") {
            if let Ok(nik) = text.parse::<Nik>() {
                prop_assert_eq!(nik.expose(), text);
            }
        }

        #[test]
        fn day_month_year_and_sex_come_back(
            (day, month, year) in (1u8..=31, 1u8..=12, 0u8..100),
            serial in 1u16..10_000,
            woman: bool,
        ) {
            let raised = if woman { day + 40 } else { day };
            let nik = nik(&format!("317401{raised:02}{month:02}{year:02}{serial:04}"));
            prop_assert_eq!(nik.birth(), (day, month, year));
            prop_assert_eq!(nik.sex() == Sex::Woman, woman);
        }

        #[test]
        fn the_nearest_year_keeps_its_digits(digits in 0u8..100, record in 1900i16..2100) {
            let year = nearest_year(digits, record);
            prop_assert_eq!(year.rem_euclid(100), i16::from(digits));
            prop_assert!((year - record).abs() <= 50);
        }
    }
}
