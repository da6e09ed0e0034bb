//! A disk that loses power: of each file what was synced is there, and of what came after, any
//! part that a seed chooses, down to single sectors. A folder is made of it that can be opened.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

const SECTOR: usize = 512;

/// What was done to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Write { at: u64, bytes: Vec<u8> },
    SetLen(u64),
    Delete,
    Sync,
}

/// In the order of time, with what the program had been promised in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Change {
        file: String,
        change: Change,
    },
    /// `append` returned: the journal ends here, and nothing of it may be lost.
    Acknowledged {
        entries: u64,
    },
}

/// Which of the writes that nobody synced reach the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The worst that a cut does.
    Nothing,
    /// As a SIGKILL leaves it.
    Everything,
    /// All but the end of the last one.
    LastTorn,
    /// Any of them, in any order, sector by sector.
    Some { seed: u64 },
}

/// The files of one folder as a disk holds them.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    files: BTreeMap<String, Stored>,
}

#[derive(Debug, Clone, Default)]
struct Stored {
    /// `None` if a file of this name was never synced.
    durable: Option<Vec<u8>>,
    pending: Vec<Change>,
}

/// What the file system does to who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Full,
    Broken,
    ReadOnly,
}

/// Listens to one folder at a time, and makes trouble there when told to.
#[derive(Debug, Default)]
pub struct Recorder {
    recording: Mutex<Option<Recording>>,
    /// After so many more calls that change something.
    trouble: Mutex<Option<(u64, Trouble)>>,
}

#[derive(Debug, Clone, Default)]
pub struct Recording {
    folder: PathBuf,
    pub steps: Vec<Step>,
}

impl Recorder {
    pub fn start(&self, folder: &Path) {
        *self.lock() = Some(Recording { folder: folder.into(), steps: Vec::new() });
    }

    /// What was recorded until now; goes on listening.
    pub fn so_far(&self) -> Recording {
        self.lock().clone().unwrap_or_default()
    }

    /// From the call after the next `calls` on, until it is mended.
    pub fn trouble_after(&self, calls: u64, trouble: Trouble) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some((calls, trouble));
    }

    pub fn mend(&self) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Asked before each call that changes something.
    pub fn allows(&self) -> Result<(), Error> {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match trouble.as_mut() {
            None => Ok(()),
            Some((0, trouble)) => Err(Error::from(match trouble {
                // What the crate makes `SQLITE_FULL` of.
                Trouble::Full => ErrorKind::WriteZero,
                Trouble::Broken => ErrorKind::Other,
                Trouble::ReadOnly => ErrorKind::PermissionDenied,
            })),
            Some((calls, _)) => {
                *calls -= 1;
                Ok(())
            }
        }
    }

    pub fn acknowledged(&self, entries: u64) {
        if let Some(recording) = self.lock().as_mut() {
            recording.steps.push(Step::Acknowledged { entries });
        }
    }

    pub fn tell(&self, path: &Path, change: impl FnOnce() -> Change) {
        let mut recording = self.lock();
        let Some(recording) = recording.as_mut() else { return };
        if path.parent() == Some(&recording.folder) {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            recording.steps.push(Step::Change { file, change: change() });
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Recording>> {
        self.recording.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recording {
    /// The folder as it would be after a cut behind the first `steps` steps.
    pub fn folder_after(&self, steps: usize, kept: Kept) -> TempDir {
        let mut disk = Disk::default();
        self.steps[..steps].iter().for_each(|step| disk.take(step));
        disk.folder(kept)
    }
}

impl Disk {
    pub fn take(&mut self, step: &Step) {
        let Step::Change { file, change } = step else { return };
        let stored = self.files.entry(file.clone()).or_default();
        match change {
            Change::Sync => {
                let new = stored.durable.is_none();
                let mut bytes = stored.durable.take();
                stored.pending.drain(..).for_each(|change| change.apply(&mut bytes));
                // An empty file that is synced is there.
                stored.durable = bytes.or_else(|| Some(Vec::new()));
                if new {
                    // SQLite syncs the folder with a new log or journal: names that went are gone.
                    self.files.values_mut().for_each(Stored::settle_deletions);
                }
            }
            change => stored.pending.push(change.clone()),
        }
    }

    /// Nothing waits to be synced: every cut here leaves the same.
    pub fn is_settled(&self) -> bool {
        self.files.values().all(|stored| stored.pending.is_empty())
    }

    pub fn folder(&self, kept: Kept) -> TempDir {
        let folder = tempfile::tempdir_in(memory()).unwrap();
        let mut chance = Chance(match kept {
            Kept::Some { seed } => seed,
            _ => 1,
        });
        for (name, stored) in &self.files {
            let mut bytes = stored.durable.clone();
            let last = stored.pending.len().saturating_sub(1);
            for (at, change) in stored.pending.iter().enumerate() {
                match kept {
                    Kept::Nothing => {}
                    Kept::Everything => change.apply(&mut bytes),
                    Kept::LastTorn if at < last => change.apply(&mut bytes),
                    Kept::LastTorn => {
                        change.apply_sectors(&mut bytes, |sector, of| sector < of / 2)
                    }
                    Kept::Some { .. } => change.apply_sectors(&mut bytes, |_, _| chance.coin()),
                }
            }
            if let Some(bytes) = bytes {
                std::fs::write(folder.path().join(name), bytes).unwrap();
            }
        }
        folder
    }
}

impl Stored {
    fn settle_deletions(&mut self) {
        if let Some(last) = self.pending.iter().rposition(|change| *change == Change::Delete) {
            self.durable = None;
            self.pending.drain(..=last);
        }
    }
}

impl Change {
    fn apply(&self, file: &mut Option<Vec<u8>>) {
        self.apply_sectors(file, |_, _| true);
    }

    /// Of a write those sectors that reach the disk; of anything else all or nothing.
    fn apply_sectors(
        &self,
        file: &mut Option<Vec<u8>>,
        mut reaches: impl FnMut(usize, usize) -> bool,
    ) {
        match self {
            Self::Write { at, bytes } => {
                let start = usize::try_from(*at).unwrap();
                let sectors = (start / SECTOR)..=((start + bytes.len().max(1) - 1) / SECTOR);
                let count = sectors.clone().count();
                for (n, sector) in sectors.enumerate() {
                    if reaches(n, count) {
                        let from = start.max(sector * SECTOR);
                        let to = (start + bytes.len()).min((sector + 1) * SECTOR);
                        put(file.get_or_insert_default(), from, &bytes[from - start..to - start]);
                    }
                }
            }
            Self::SetLen(length) if reaches(0, 1) => {
                file.get_or_insert_default().resize(usize::try_from(*length).unwrap(), 0);
            }
            Self::Delete if reaches(0, 1) => *file = None,
            Self::SetLen(_) | Self::Delete | Self::Sync => {}
        }
    }
}

fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if file.len() < at + bytes.len() {
        file.resize(at + bytes.len(), 0);
    }
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

/// Folders by the thousand: in memory where the machine has such a place.
fn memory() -> PathBuf {
    let shm = PathBuf::from("/dev/shm");
    if shm.is_dir() { shm } else { std::env::temp_dir() }
}

/// Coins of a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn coin(&mut self) -> bool {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) & 1 == 1
    }
}
