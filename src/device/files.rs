//! Files as a station handles them: read up to a limit, secrets only from files that nobody
//! else can read, written whole or not at all (write aside, fsync, rename, fsync the folder).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use thiserror::Error;
use zeroize::Zeroizing;

/// Why a file can't be used.
#[derive(Debug, Error)]
pub enum FileError {
    #[error("{} can't be used", path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is not a plain file", path.display())]
    NotAFile { path: PathBuf },
    #[error("{} is longer than {limit} bytes", path.display())]
    TooLong { path: PathBuf, limit: usize },
    #[error(
        "{} can be read by others (mode {mode:04o}); make it yours alone: chmod 600",
        path.display()
    )]
    ReadableByOthers { path: PathBuf, mode: u32 },
}

/// The whole file, if it has at most `limit` bytes.
pub fn read(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, FileError> {
    read_open(open(path)?, path, limit)
}

/// As `read`, for keys: refused while group or others have any right to the file.
pub fn read_private(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let file = open(path)?;
    // Asked of the open file, not of the name: what is judged is what is read.
    let metadata = file.metadata().map_err(|source| io_error(path, source))?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(FileError::ReadableByOthers { path: path.to_owned(), mode });
    }
    read_open(file, path, limit)
}

/// Puts a file in place durably, whole; one of that name is replaced.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), FileError> {
    let (aside, path) = (folder.join(format!(".{name}.part")), folder.join(name));
    let write = || {
        let mut options = OpenOptions::new();
        // A leftover of a crash lies under this name: it was never told of and is overwritten.
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, &path)?;
        sync_folder(folder)
    };
    write().map_err(|source| io_error(&path, source))
}

/// Removes a file durably; one that is gone already is fine.
pub fn remove(folder: &Path, name: &Path) -> Result<(), FileError> {
    let path = folder.join(name);
    match fs::remove_file(&path).and_then(|()| sync_folder(folder)) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(io_error(&path, source)),
        _ => Ok(()),
    }
}

fn open(path: &Path) -> Result<File, FileError> {
    // Opening a pipe would wait for somebody to write: look before.
    let metadata = fs::metadata(path).map_err(|source| io_error(path, source))?;
    if !metadata.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    File::open(path).map_err(|source| io_error(path, source))
}

fn read_open(file: File, path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, FileError> {
    // Room for one byte too many, so the buffer never moves and leaves no copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 1));
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|source| io_error(path, source))?;
    match bytes.len() > limit {
        true => Err(FileError::TooLong { path: path.to_owned(), limit }),
        false => Ok(bytes),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn io_error(path: &Path, source: io::Error) -> FileError {
    FileError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        fs::write(&path, b"12345").unwrap();
        assert_eq!(read(&path, 5).unwrap().as_slice(), b"12345");
        assert!(matches!(read(&path, 4), Err(FileError::TooLong { limit: 4, .. })));
        assert!(matches!(read(folder.path(), 4), Err(FileError::NotAFile { .. })));
        assert!(matches!(read(&folder.path().join("g"), 4), Err(FileError::Io { .. })));
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, b"secret").unwrap();
        for (mode, good) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let read = read_private(&path, 10);
            assert_eq!(read.is_ok(), good, "{mode:o}");
            if let Err(error) = read {
                assert!(error.to_string().contains("chmod 600"), "{error}");
            }
        }
    }

    #[test]
    fn a_written_file_is_whole_private_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".report.part"), b"left by a crash, and longer").unwrap();
        write(folder.path(), "report", b"one").unwrap();
        write(folder.path(), "report", b"two").unwrap();
        assert_eq!(fs::read(folder.path().join("report")).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let mode = fs::metadata(folder.path().join("report")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }

    #[test]
    fn removing_twice_is_removing_once() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "x", b"").unwrap();
        remove(folder.path(), Path::new("x")).unwrap();
        remove(folder.path(), Path::new("x")).unwrap();
        assert!(remove(&folder.path().join("x"), Path::new("y")).is_ok());
        assert!(matches!(
            write(&folder.path().join("nowhere"), "x", b""),
            Err(FileError::Io { .. })
        ));
    }
}
