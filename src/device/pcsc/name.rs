//! Which listed reader a configured name means. pcscd appends ` NN SS` (reader and slot) to every
//! name, and NN changes with plug order: a name without it is enough where it is the only one.
//!
//! `Virtual PCD …` readers take cards from anybody on the network, so only their whole name counts.

use std::ffi::CString;

use super::super::reader::ReaderError;

const VIRTUAL: &str = "Virtual PCD";

/// The one listed reader that this name means.
pub(super) fn find(name: &str, listed: Vec<CString>) -> Result<CString, ReaderError> {
    if let Some(exact) = listed.iter().find(|reader| reader.as_bytes() == name.as_bytes()) {
        return Ok(exact.clone());
    }
    let means = |reader: &CString| is_meant(name, &reader.to_string_lossy());
    let mut meant: Vec<CString> = listed.into_iter().filter(means).collect();
    match (meant.pop(), meant.len()) {
        (None, _) => Err(ReaderError::ReaderGone(name.to_owned())),
        (Some(reader), 0) => Ok(reader),
        (Some(_), others) => Err(ReaderError::Other(format!(
            "`{name}` is the name of {} readers; configure one by its whole name",
            others + 1
        ))),
    }
}

/// The configured name of a listed reader; its own if it is none of ours.
pub(super) fn configured(names: &[String], listed: &str) -> String {
    let exact = names.iter().find(|name| *name == listed);
    let meant = exact.or_else(|| names.iter().find(|name| is_meant(name, listed)));
    meant.map_or(listed, |name| name).to_owned()
}

fn is_meant(name: &str, listed: &str) -> bool {
    listed == name
        || !listed.starts_with(VIRTUAL) && listed.strip_prefix(name).is_some_and(is_index)
}

/// ` NN SS` in hexadecimal digits.
fn is_index(suffix: &str) -> bool {
    let digits = |pair: &[u8]| pair.iter().all(u8::is_ascii_hexdigit);
    match suffix.as_bytes() {
        [b' ', n1, n2, b' ', s1, s2] => digits(&[*n1, *n2, *s1, *s2]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, listed: &[&str]) -> Result<String, String> {
        let listed = listed.iter().map(|name| CString::new(*name).unwrap()).collect();
        let found = find(name, listed).map_err(|error| error.to_string())?;
        Ok(found.into_string().unwrap())
    }

    #[test]
    fn a_name_is_whole_or_without_its_index() {
        let listed = ["Station 1 00 00", "Station 2 01 00", "Station 10 02 00"];
        assert_eq!(check("Station 2 01 00", &listed).as_deref(), Ok("Station 2 01 00"));
        assert_eq!(check("Station 2", &listed).as_deref(), Ok("Station 2 01 00"));
        assert_eq!(check("Station 1", &listed).as_deref(), Ok("Station 1 00 00"));
        for name in ["Station", "Station 3", "Station 2 00 00", "", "tation 2"] {
            assert!(check(name, &listed).unwrap_err().contains("not there"), "{name}");
        }
    }

    #[test]
    fn a_name_of_two_readers_is_refused() {
        let listed = ["ACR1252 00 00", "ACR1252 01 00"];
        assert!(check("ACR1252", &listed).unwrap_err().contains("2 readers"));
        assert_eq!(check("ACR1252 01 00", &listed).as_deref(), Ok("ACR1252 01 00"));
    }

    #[test]
    fn a_virtual_reader_is_taken_by_its_whole_name_only() {
        let listed = ["Virtual PCD 00 00", "Virtual PCD 00 01"];
        assert!(check("Virtual PCD", &listed[..1]).unwrap_err().contains("not there"));
        assert_eq!(check("Virtual PCD 00 00", &listed).as_deref(), Ok("Virtual PCD 00 00"));
        let names = ["Virtual PCD".to_owned()];
        assert_eq!(configured(&names, "Virtual PCD 00 00"), "Virtual PCD 00 00");
    }

    #[test]
    fn a_listed_reader_is_reported_under_its_configured_name() {
        let names = ["Station 1".to_owned(), "Desk 1 01 00".to_owned()];
        assert_eq!(configured(&names, "Station 1 00 00"), "Station 1");
        assert_eq!(configured(&names, "Desk 1 01 00"), "Desk 1 01 00");
        assert_eq!(configured(&names, "Station 10 03 00"), "Station 10 03 00");
    }
}
