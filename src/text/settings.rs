//! What is wrong with the station file, or with a list of UIDs.

use super::{Say, say};
use crate::record::uid::UidError;
use crate::settings::{KeyFault, SettingsError};
use crate::station::Chain;

pub fn settings(error: &SettingsError) -> Say {
    use SettingsError as E;
    let id = match error {
        E::File { path, source } => {
            let why = file(source);
            format!("{} tidak terbaca: {why}", path.display())
        }
        E::TooLarge(path) => format!("{} terlalu besar", path.display()),
        E::NotToml { path, line, .. } => {
            format!("{} bukan TOML yang benar pada baris {line}", path.display())
        }
        E::Key { path, fault } => format!("{}: {}", path.display(), key(fault)),
        E::Name { path, fault } => {
            format!("{}: `{}` bukan nama yang dapat dipakai", path.display(), fault.0)
        }
        E::Pin { path, .. } => format!(
            "{}: [trust] production: sidik sertifikat adalah 64 digit heksadesimal kecil",
            path.display()
        ),
        E::Lanes { path, .. } => {
            format!(
                "{}: [[lane]]: sedikitnya satu, namanya berbeda, tiap alat dipakai sekali",
                path.display()
            )
        }
    };
    let en = Chain(error).to_string();
    say(format!("Berkas stasiun: {id}."), format!("The station file can't be used: {en}."))
}

/// Why a file can't be read or written.
pub fn file(error: &std::io::Error) -> String {
    super::system::io(error).id
}

fn key(fault: &KeyFault) -> String {
    use KeyFault as F;
    let at = |place: &str| if place.is_empty() { "tingkat atas".to_owned() } else { place.into() };
    match fault {
        F::UnknownKey { place, key, nearest } => {
            let meant = nearest.as_ref().map(|near| format!("; maksudnya `{near}`?"));
            format!("{}: `{key}` tidak dikenal{}", at(place), meant.unwrap_or_default())
        }
        F::MissingKey { place, key } => format!("{}: `{key}` belum ada", at(place)),
        F::WrongType { place, key, expected } => {
            let kind = expected_id(expected).unwrap_or_else(|| format!("lain ({expected})"));
            format!("{}: isi `{key}` harus {kind}", at(place))
        }
        F::OutOfRange { place, key, least, most } => {
            format!("{}: `{key}` harus antara {least} dan {most}", at(place))
        }
        F::UnknownWord { place, key, word, known } => {
            format!("{}: `{key}` berisi `{word}`; pilih {known}", at(place))
        }
    }
}

fn expected_id(expected: &str) -> Option<String> {
    let id = match expected {
        "a table" => "sebuah tabel",
        "a table in each entry" => "tabel pada tiap isinya",
        "an array of tables" => "deretan tabel",
        "a text in quotes" => "teks dalam tanda petik",
        "a number" => "angka",
        "a whole number" => "bilangan bulat",
        "true or false" => "true atau false",
        "a list of texts in quotes" => "daftar teks dalam tanda petik",
        "a list of at least one word" => "daftar berisi sedikitnya satu kata",
        "a list without one word twice" => "daftar tanpa kata kembar",
        "a station's id" => "id stasiun",
        "a station named once, of 256 at most" => "stasiun yang disebut sekali, paling banyak 256",
        "a day after the two before it" => "hari sesudah dua hari sebelumnya",
        "no less than `temperature_least`" => "tidak kurang dari `temperature_least`",
        _ => return None,
    };
    Some(id.to_owned())
}

pub fn uid(error: &UidError) -> Say {
    let id = match error {
        UidError::Length(bytes) => format!("UID terdiri dari 4, 7, atau 10 bita, bukan {bytes}"),
        UidError::Random => "UID 08… berganti tiap kali dinyalakan; bukan nama blangko".to_owned(),
        UidError::Digits => "UID ditulis dengan digit heksadesimal".to_owned(),
    };
    say(id, error.to_string())
}
