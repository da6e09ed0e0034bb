//! Numbers that are of another series than was asked for.

use super::{Say, say};
use crate::journal::{Series, SeriesNumber};

/// What a number of this series is the number of.
fn series(of: Series) -> Say {
    match of {
        Series::Receipt => say("tanda pengambilan", "a receipt"),
        Series::Suket => say("Surat Keterangan Perekaman", "a Surat Keterangan Perekaman"),
        Series::Shipment => say("kiriman", "a parcel"),
    }
}

/// A number that says itself that it is none of what was asked for.
pub fn another(text: &str, of: Series) -> (&'static str, String, String) {
    let is = series(of);
    (
        "HOV-22",
        format!("`{text}` adalah nomor {}: tidak dapat dipakai di sini.", is.id),
        format!("`{text}` is the number of {}: it can't be used here.", is.en),
    )
}

/// The same, after a sentence about an argument; nothing if the text is no number with a letter.
pub fn kind(typed: &str) -> Option<Say> {
    let (of, _) = SeriesNumber::said(typed).ok()?;
    let is = series(of?);
    Some(say(format!("Itu nomor {}.", is.id), format!("It is the number of {}.", is.en)))
}
