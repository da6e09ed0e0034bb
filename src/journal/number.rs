//! How the numbers of the series look to people: four series count from 1 each year, so a letter
//! before the number says which one it is of. The register's own number, which the law knows, has
//! none. Entries, QRs and what programs read hold the bare number.

use super::handover::{Claim, Series, SeriesNumber};
use super::name::NameError;

/// A number that was typed and can't be used where it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongNumber {
    None(NameError),
    /// It is good, and of this series.
    Of(Series),
}

impl Series {
    /// *Tanda pengambilan*, *surat keterangan*, *paket*.
    const fn letter(self) -> char {
        match self {
            Self::Receipt => 'T',
            Self::Suket => 'K',
            Self::Shipment => 'P',
        }
    }

    /// The number as it is shown, of one that is carried as text.
    pub fn shown(self, bare: &str) -> String {
        format!("{}-{bare}", self.letter())
    }
}

impl SeriesNumber {
    /// As it is shown: `T-2026/STATION/00001`.
    pub fn of(&self, series: Series) -> String {
        series.shown(&self.to_string())
    }

    /// With its letter or without; `None` is the register's.
    pub fn typed(text: &str, wanted: Option<Series>) -> Result<Self, WrongNumber> {
        let (said, number) = Self::said(text).map_err(WrongNumber::None)?;
        match said {
            Some(other) if wanted != said => Err(WrongNumber::Of(other)),
            _ => Ok(number),
        }
    }

    /// The series that the text says, and the number.
    pub fn said(text: &str) -> Result<(Option<Series>, Self), NameError> {
        let letter = |of: &Series| {
            let rest = text.strip_prefix([of.letter(), of.letter().to_ascii_lowercase()]);
            rest.and_then(|rest| rest.strip_prefix('-')).map(|rest| (*of, rest))
        };
        match Series::ALL.iter().find_map(letter) {
            Some((series, bare)) => Ok((Some(series), bare.parse()?)),
            None => Ok((None, text.parse()?)),
        }
    }
}

impl Claim {
    pub fn shown(&self) -> String {
        self.number().of(self.series())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_the_series_and_another_series_is_refused_by_its_name() {
        let bare: SeriesNumber = "2026/S/00001".parse().unwrap();
        let looks = [Series::Receipt, Series::Suket, Series::Shipment].map(|one| bare.of(one));
        assert_eq!(looks, ["T-2026/S/00001", "K-2026/S/00001", "P-2026/S/00001"]);
        for series in Series::ALL {
            let shown = bare.of(*series);
            for good in
                [shown.clone(), shown.to_lowercase().replace("/s/", "/S/"), bare.to_string()]
            {
                assert_eq!(SeriesNumber::typed(&good, Some(*series)), Ok(bare.clone()), "{good}");
            }
            assert_eq!(SeriesNumber::typed(&shown, None), Err(WrongNumber::Of(*series)));
            for other in Series::ALL.iter().filter(|other| *other != series) {
                let refused = SeriesNumber::typed(&shown, Some(*other));
                assert_eq!(refused, Err(WrongNumber::Of(*series)), "{shown}");
            }
        }
        assert_eq!(SeriesNumber::typed(&bare.to_string(), None), Ok(bare.clone()));
        for wrong in ["X-2026/S/1", "T2026/S/1", "T-T-2026/S/1", "T-", "-2026/S/1"] {
            let refused = SeriesNumber::typed(wrong, Some(Series::Receipt));
            assert!(matches!(refused, Err(WrongNumber::None(_))), "{wrong}");
        }
        // Entries stay as they were.
        assert_eq!(serde_json::to_value(&bare).unwrap(), "2026/S/00001");
    }
}
