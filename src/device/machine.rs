//! Which computer this is: a digest of the system's machine id, so that a copy of the station on
//! another one shows. The id itself never leaves the machine.

use std::path::Path;

use ring::digest::{SHA256, digest};

/// Set when the system was installed; the second one where there is no systemd.
const HOMES: [&str; 2] = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
const DOMAIN_TAG: &[u8] = b"cetakd machine 1\n";
/// Digits of the digest that are kept.
const DIGITS: usize = 32;

/// `None` on a system that has no id.
pub fn machine() -> Option<String> {
    HOMES.iter().find_map(|home| read(Path::new(home)))
}

fn read(path: &Path) -> Option<String> {
    let id = std::fs::read_to_string(path).ok()?;
    let id = id.trim();
    (!id.is_empty()).then(|| name_of(id))
}

fn name_of(id: &str) -> String {
    let digest = digest(&SHA256, &[DOMAIN_TAG, id.as_bytes()].concat());
    let digits: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    digits[..DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_known_again_and_its_id_is_not_in_its_name() {
        let id = "3f1c9c1f7a0d4c0f8f1e2d3c4b5a6978";
        assert_eq!(name_of(id), name_of(id));
        assert_ne!(name_of(id), name_of("3f1c9c1f7a0d4c0f8f1e2d3c4b5a6979"));
        assert!(!name_of(id).contains(&id[..8]));
        assert_eq!(name_of(id).len(), DIGITS);
    }

    #[test]
    fn an_empty_file_names_no_machine() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(read(file.path()), None);
        std::fs::write(file.path(), "abc\n").unwrap();
        assert_eq!(read(file.path()), Some(name_of("abc")));
    }
}
