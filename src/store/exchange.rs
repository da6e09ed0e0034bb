//! One journal in the place of another. From the marker on nobody opens the journal in this folder
//! until the new one lies there whole; the marker tells whoever tries again what was begun.

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::JOURNAL_FILE;
use super::backup::{fault, remove, sync_folder};
use super::error::StoreError;
use crate::device::Clock;
use crate::journal::{Head, LostTail};

/// While it lies there, the journal beside it is half exchanged.
pub const MARKER: &str = "restore.unfinished";
/// A database and what SQLite keeps beside it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// What the marker tells.
#[derive(Debug, Serialize, Deserialize)]
pub struct Exchange {
    /// The folder that the old journal goes to.
    aside: String,
    /// Endings of the files that the old journal had; one of another lies in their place later.
    parts: Vec<String>,
    lost: Option<LostTail>,
}

impl Exchange {
    /// What was cut off here. A marker that can't be read was never durable: nothing was moved.
    pub fn begun(folder: &Path) -> Result<Option<Self>, StoreError> {
        let marker = folder.join(MARKER);
        match fs::read(&marker) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fault(&marker)(error)),
        }
    }

    /// Sets the marker, durably; nothing is moved before.
    pub fn begin(folder: &Path, lost: Option<Head>, clock: &dyn Clock) -> Result<Self, StoreError> {
        let there = |part: &&str| folder.join(format!("{JOURNAL_FILE}{part}")).exists();
        let parts = PARTS.into_iter().filter(there).map(str::to_owned).collect();
        let mut name = clock.now().as_millisecond();
        while folder.join(format!("replaced-{name}")).exists() {
            name += 1;
        }
        let lost = lost.map(LostTail::from);
        let begun = Self { aside: format!("replaced-{name}"), parts, lost };
        let marker = folder.join(MARKER);
        let text = serde_json::to_vec(&begun).map_err(|error| fault(&marker)(error.into()))?;
        File::create(&marker)
            .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
            .map_err(fault(&marker))?;
        sync_folder(folder)?;
        Ok(begun)
    }

    /// The head of what is lost, as it was known when it was begun.
    pub fn lost(&self) -> Option<Head> {
        let LostTail { seq, hash } = self.lost.as_ref()?;
        Some(Head { seq: *seq, hash: hash.parse().ok()? })
    }

    /// Whatever still lies here of the old journal goes to the rest of it; says where that is.
    pub fn set_aside(&self, folder: &Path) -> Result<Option<PathBuf>, StoreError> {
        if self.parts.is_empty() {
            return Ok(None);
        }
        let aside = folder.join(&self.aside);
        match DirBuilder::new().mode(0o700).create(&aside) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists || !aside.is_dir() => {
                return Err(fault(&aside)(error));
            }
            _ => {}
        }
        for part in self.parts.iter().map(|part| format!("{JOURNAL_FILE}{part}")) {
            let to = aside.join(&part);
            // What went there before a cut is not there any more: here lies the new one.
            if !to.exists() {
                fs::rename(folder.join(&part), &to).map_err(fault(&to))?;
            }
        }
        sync_folder(&aside)?;
        sync_folder(folder)?;
        Ok(Some(aside))
    }

    /// The new journal takes the place, and the marker goes.
    pub fn finish(self, folder: &Path, coming: &Path) -> Result<Option<PathBuf>, StoreError> {
        let aside = self.set_aside(folder)?;
        let path = folder.join(JOURNAL_FILE);
        fs::rename(coming.join(JOURNAL_FILE), &path).map_err(fault(&path))?;
        sync_folder(folder)?;
        fs::remove_dir_all(coming).map_err(fault(coming))?;
        remove(&folder.join(MARKER))?;
        sync_folder(folder)?;
        Ok(aside)
    }
}
