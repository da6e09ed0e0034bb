//! A file system under SQLite that passes everything on to the real one and tells a recorder of
//! each write, length, sync and deletion. The program under it is the same to the byte.
//! For a process of its own: once registered it is the default of the whole process.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Error, ErrorKind};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenOptions, Vfs};

use super::disk::{Change, Recorder};

const REGION: usize = 32_768;

/// What the connections of one process share of a file: locks, and the index of its log.
#[derive(Default)]
struct Shared {
    locks: BTreeMap<u64, LockKind>,
    index_locks: BTreeMap<u8, (BTreeSet<u64>, Option<u64>)>,
    regions: BTreeMap<u32, Box<[u8; REGION]>>,
}

type Registry = Arc<Mutex<BTreeMap<PathBuf, Arc<Mutex<Shared>>>>>;

pub struct RecordingVfs {
    recorder: Arc<Recorder>,
    files: Registry,
    handles: AtomicU64,
}

pub struct Handle {
    id: u64,
    file: File,
    path: PathBuf,
    recorder: Arc<Recorder>,
    shared: Arc<Mutex<Shared>>,
    lock: LockKind,
}

pub struct Index {
    id: u64,
    shared: Arc<Mutex<Shared>>,
}

/// Makes it the default of this process, once.
pub fn register(recorder: Arc<Recorder>) {
    let files = Registry::default();
    let vfs = RecordingVfs { recorder, files, handles: AtomicU64::new(1) };
    sqlite_vfs::register("recording", vfs, true).expect("SQLite takes a file system");
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Vfs for RecordingVfs {
    type Handle = Handle;

    fn open(&self, path: &str, options: OpenOptions) -> Result<Handle, Error> {
        if options.access != OpenAccess::Read {
            self.recorder.allows()?;
        }
        let mut open = File::options();
        open.read(true);
        match options.access {
            OpenAccess::Read => {}
            OpenAccess::Write => drop(open.write(true)),
            OpenAccess::Create => drop(open.write(true).create(true)),
            OpenAccess::CreateNew => drop(open.write(true).create_new(true)),
        }
        let (path, file) = (PathBuf::from(path), open.open(path)?);
        let shared = held(&self.files).entry(path.clone()).or_default().clone();
        let id = self.handles.fetch_add(1, Ordering::Relaxed);
        Ok(Handle { id, file, path, recorder: self.recorder.clone(), shared, lock: LockKind::None })
    }

    fn delete(&self, path: &str) -> Result<(), Error> {
        std::fs::remove_file(path)?;
        held(&self.files).remove(Path::new(path));
        self.recorder.tell(Path::new(path), || Change::Delete);
        Ok(())
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        Path::new(path).try_exists()
    }

    fn temporary_name(&self) -> String {
        let name = format!("recording-{}", self.handles.fetch_add(1, Ordering::Relaxed));
        std::env::temp_dir().join(name).display().to_string()
    }

    /// Names and salts; the same in every run.
    fn random(&self, buffer: &mut [i8]) {
        for byte in buffer {
            let drawn = self.handles.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9);
            *byte = (drawn >> 13) as i8;
        }
    }

    fn sleep(&self, duration: Duration) -> Duration {
        std::thread::yield_now();
        duration
    }
}

impl DatabaseHandle for Handle {
    type WalIndex = Index;

    fn size(&self) -> Result<u64, Error> {
        Ok(self.file.metadata()?.len())
    }

    /// Zeros behind the end, as SQLite expects them of a short read.
    fn read_exact_at(&mut self, buffer: &mut [u8], offset: u64) -> Result<(), Error> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.file.read_at(&mut buffer[filled..], offset + filled as u64)? {
                0 => {
                    buffer[filled..].fill(0);
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                read => filled += read,
            }
        }
        Ok(())
    }

    fn write_all_at(&mut self, bytes: &[u8], at: u64) -> Result<(), Error> {
        self.recorder.allows()?;
        self.file.write_all_at(bytes, at)?;
        self.recorder.tell(&self.path, || Change::Write { at, bytes: bytes.to_vec() });
        Ok(())
    }

    /// The page cache keeps it for this process; only the model loses what was not synced.
    fn sync(&mut self, _: bool) -> Result<(), Error> {
        self.recorder.allows()?;
        self.recorder.tell(&self.path, || Change::Sync);
        Ok(())
    }

    fn set_len(&mut self, length: u64) -> Result<(), Error> {
        self.recorder.allows()?;
        self.file.set_len(length)?;
        self.recorder.tell(&self.path, || Change::SetLen(length));
        Ok(())
    }

    fn lock(&mut self, lock: LockKind) -> Result<bool, Error> {
        let mut shared = held(&self.shared);
        let others =
            || shared.locks.iter().filter(|(id, _)| **id != self.id).map(|(_, lock)| *lock);
        let free = match lock {
            LockKind::None => true,
            LockKind::Shared => {
                others().all(|lock| matches!(lock, LockKind::Shared | LockKind::Reserved))
            }
            LockKind::Reserved | LockKind::Pending => others().all(|lock| lock == LockKind::Shared),
            LockKind::Exclusive => others().next().is_none(),
        };
        if free {
            match lock {
                LockKind::None => drop(shared.locks.remove(&self.id)),
                lock => drop(shared.locks.insert(self.id, lock)),
            }
            drop(shared);
            self.lock = lock;
        }
        Ok(free)
    }

    fn reserved(&mut self) -> Result<bool, Error> {
        let shared = held(&self.shared);
        let reserved = |lock: &LockKind| !matches!(lock, LockKind::None | LockKind::Shared);
        Ok(shared.locks.values().any(reserved))
    }

    fn current_lock(&self) -> Result<LockKind, Error> {
        Ok(self.lock)
    }

    fn wal_index(&self, _: bool) -> Result<Index, Error> {
        Ok(Index { id: self.id, shared: self.shared.clone() })
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut shared = held(&self.shared);
        shared.locks.remove(&self.id);
        for (holders, only) in shared.index_locks.values_mut() {
            holders.remove(&self.id);
            only.take_if(|id| *id == self.id);
        }
        if shared.locks.is_empty() {
            // As the real one: the index of the log goes with the last who has the file.
            shared.regions.clear();
        }
    }
}

impl WalIndex for Index {
    fn map(&mut self, region: u32) -> Result<[u8; REGION], Error> {
        let mut shared = held(&self.shared);
        Ok(**shared.regions.entry(region).or_insert_with(|| Box::new([0; REGION])))
    }

    fn lock(&mut self, slots: Range<u8>, lock: WalIndexLock) -> Result<bool, Error> {
        let mut shared = held(&self.shared);
        let free = slots.clone().all(|slot| {
            let Some((holders, only)) = shared.index_locks.get(&slot) else { return true };
            let only = only.is_none_or(|id| id == self.id);
            match lock {
                WalIndexLock::None => true,
                WalIndexLock::Shared => only,
                WalIndexLock::Exclusive => only && holders.iter().all(|id| *id == self.id),
            }
        });
        for slot in slots.filter(|_| free) {
            let (holders, only) = shared.index_locks.entry(slot).or_default();
            holders.remove(&self.id);
            only.take_if(|id| *id == self.id);
            match lock {
                WalIndexLock::None => {}
                WalIndexLock::Shared => drop(holders.insert(self.id)),
                WalIndexLock::Exclusive => *only = Some(self.id),
            }
        }
        Ok(free)
    }

    fn delete(self) -> Result<(), Error> {
        held(&self.shared).regions.clear();
        Ok(())
    }

    fn pull(&mut self, region: u32, data: &mut [u8; REGION]) -> Result<(), Error> {
        if let Some(known) = held(&self.shared).regions.get(&region) {
            data.copy_from_slice(&known[..]);
        }
        Ok(())
    }

    fn push(&mut self, region: u32, data: &[u8; REGION]) -> Result<(), Error> {
        held(&self.shared).regions.insert(region, Box::new(*data));
        Ok(())
    }
}
