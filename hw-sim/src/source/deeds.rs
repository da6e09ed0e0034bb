//! The deeds file: one JSON object a line, appended before it is answered for. A line that a
//! kill cut short is dropped at the next opening: nobody was told of it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::ledger::{Deed, Ledger};

const NAME: &str = "deeds.jsonl";

#[derive(Debug, Error)]
pub enum DeedsError {
    #[error("{NAME} can't be used")]
    File(#[from] io::Error),
    #[error("{NAME} line {line} is no deed: {reason}")]
    Line { line: usize, reason: serde_json::Error },
}

/// The open file, positioned at its end.
#[derive(Debug)]
pub struct DeedsFile {
    dir: PathBuf,
    file: File,
}

impl DeedsFile {
    /// Opens or makes the file in `dir` and replays it into a ledger.
    pub fn open(dir: &Path) -> Result<(Self, Ledger), DeedsError> {
        std::fs::create_dir_all(dir)?;
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).append(true).create(true).mode(0o600).open(dir.join(NAME))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        if whole < text.len() {
            file.set_len(whole as u64)?;
        }
        let mut ledger = Ledger::default();
        for (index, line) in text[..whole].split(|byte| *byte == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            let deed = serde_json::from_slice(line)
                .map_err(|reason| DeedsError::Line { line: index + 1, reason })?;
            ledger.apply(deed);
        }
        Ok((Self { dir: dir.to_path_buf(), file }, ledger))
    }

    /// The file as it lies there now, and what it says.
    pub fn reopened(&self) -> Result<(Self, Ledger), DeedsError> {
        Self::open(&self.dir)
    }

    pub fn append(&mut self, deed: &Deed) -> io::Result<()> {
        let mut line = serde_json::to_vec(deed)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}
