//! What is wrong with a NIK; the digits themselves are never repeated.

use super::{Say, say};
use crate::record::NikError;

/// Without its full stop: it stands behind a line or a command.
pub fn wrong(error: &NikError) -> Say {
    let id = match error {
        NikError::Length(found) => format!("NIK terdiri atas 16 angka, bukan {found} karakter"),
        NikError::NotADigit(at) => format!("NIK hanya angka; karakter ke-{at} bukan angka"),
        NikError::AllZero => "NIK yang semuanya nol bukan milik siapa pun".to_owned(),
        NikError::Day(day) => format!(
            "angka ke-7 dan ke-8 adalah tanggal lahir, 01 sampai 31 atau 41 sampai 71, \
             bukan {day:02}"
        ),
        NikError::Month(month) => {
            format!("angka ke-9 dan ke-10 adalah bulan lahir, 01 sampai 12, bukan {month:02}")
        }
        NikError::Serial => "nomor urut, angka ke-13 sampai ke-16, mulai dari 0001".to_owned(),
    };
    say(id, error.to_string())
}
