//! What the operating system refuses, in words of both languages; its own words and numbers are for
//! logs.

use std::io::{Error, ErrorKind as K};

use super::{Say, say};

/// Why a file or a line can't be used.
pub fn io(error: &Error) -> Say {
    let (id, en) = match error.kind() {
        K::NotFound => ("tidak ada", "there is none"),
        K::PermissionDenied => ("tidak ada hak akses", "permission denied"),
        K::AlreadyExists => ("sudah ada", "it exists already"),
        K::StorageFull => ("disk penuh", "the disk is full"),
        K::IsADirectory => ("itu folder", "it is a folder"),
        K::NotADirectory => ("jalannya bukan folder", "its path is no folder"),
        K::ReadOnlyFilesystem => ("disk hanya dapat dibaca", "the disk can be read only"),
        K::ConnectionRefused => ("sambungan ditolak", "the connection is refused"),
        K::ConnectionReset | K::ConnectionAborted => {
            ("sambungan diputus dari sana", "the other side broke the connection")
        }
        K::BrokenPipe | K::NotConnected | K::UnexpectedEof => {
            ("sambungan terputus", "the connection broke")
        }
        K::TimedOut | K::WouldBlock => ("tidak ada jawaban pada waktunya", "no answer in time"),
        K::HostUnreachable | K::NetworkUnreachable | K::NetworkDown => {
            ("tidak ada jalan ke sana", "there is no way to it")
        }
        _ => {
            // Our own words stay; of the system's only the number, to look up.
            return match error.raw_os_error() {
                Some(n) => say(format!("kesalahan sistem {n}"), format!("system error {n}")),
                None => say(error.to_string(), error.to_string()),
            };
        }
    };
    say(id, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_has_the_words_of_the_system() {
        for n in 1..=133 {
            let error = Error::from_raw_os_error(n);
            let told = io(&error);
            for words in [&told.id, &told.en] {
                assert!(!words.contains("os error") && !words.is_empty(), "{n}: {words}");
            }
            assert_ne!(told.id, told.en, "{error}");
        }
        let told = |n| io(&Error::from_raw_os_error(n)).id;
        let known = [111, 104, 32, 110, 113, 13, 28].map(told);
        assert!(known.iter().all(|words| !words.contains("sistem")), "{known:?}");
        assert_eq!(io(&Error::other("more than 9 bytes")).id, "more than 9 bytes");
    }
}
