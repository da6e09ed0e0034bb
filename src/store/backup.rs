//! A copy of the books while they are written on, and the way back from one. A copy counts only
//! once it was proven as the journal itself is; a restore is an entry of its own, names what was
//! lost with the journal that it replaces, and is whole or refused by everything that would read
//! it half done.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::author::{Author, StationFacts};
use super::error::StoreError;
use super::exchange::{Exchange, MARKER};
use super::open::lock;
use super::read::Reader;
use super::verify::{Verified, look};
use super::writer::Writer;
use super::{Beside, Booking, JOURNAL_FILE};
use crate::device::Clock;
use crate::journal::{Event, Head, JournalRestored};

/// Where the journal that comes is made ready.
const COMING: &str = "restore.coming";

/// What a backup puts back, and on whose behalf.
#[derive(Debug)]
pub struct Restoration {
    pub backup: PathBuf,
    /// Last head that somebody kept of the journal that is lost.
    pub lost: Option<Head>,
    pub actor: String,
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// Head of the backup.
    pub backup: Head,
    /// Head of what was lost behind it, if anybody knows one.
    pub lost: Option<Head>,
    /// Where the journal that lay there before was set aside.
    pub set_aside: Option<PathBuf>,
}

/// The journal's file, unless there is none or a restore was cut off in its middle.
pub fn journal_in(folder: &Path) -> Result<PathBuf, StoreError> {
    whole(folder)?;
    let path = folder.join(JOURNAL_FILE);
    if path.exists() { Ok(path) } else { Err(StoreError::Missing(path)) }
}

/// No restore was cut off in its middle here.
pub fn whole(folder: &Path) -> Result<(), StoreError> {
    let marker = folder.join(MARKER);
    if marker.exists() { Err(StoreError::RestoreUnfinished(marker)) } else { Ok(()) }
}

/// Copies the journal in `folder` to a new file, as it stands at one moment; the writer goes on
/// meanwhile. What was erased is not in the copy. The file is there whole and proven, or not.
pub fn backup(folder: &Path, to: &Path) -> Result<Verified, StoreError> {
    if to.exists() {
        return Err(StoreError::Exists(to.to_owned()));
    }
    let source = look(&journal_in(folder)?)?;
    super::schema::check(&source)?;
    let part = beside(to, ".part")?;
    remove(&part)?;
    new_file(&part)?;
    let copied = copy(&source, &part).and_then(|()| Verified::of(&part));
    let proven = match copied {
        Ok(proven) => proven,
        Err(error) => {
            remove(&part)?;
            return Err(error);
        }
    };
    fs::rename(&part, to).map_err(fault(to))?;
    sync_folder_of(to)?;
    Ok(proven)
}

fn copy(source: &Connection, to: &Path) -> Result<(), StoreError> {
    source.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    File::open(to).and_then(|file| file.sync_all()).map_err(fault(to))
}

/// Puts a backup in the place of the journal in `folder`, which is set aside whole. The leases that
/// it holds may have been used behind it: each goes back, and the source says who is free.
pub fn restore(
    folder: &Path,
    station: &StationFacts,
    clock: &Arc<dyn Clock>,
    order: Restoration,
) -> Result<Restored, StoreError> {
    let _lock = lock(folder, clock.as_ref())?;
    let backup = Verified::of(&order.backup)?.head;
    let coming = folder.join(COMING);
    make_ready(&coming, &order.backup)?;
    let begun = Exchange::begun(folder)?;
    // Cut off before, the old journal is read where it was going.
    let aside = begun.as_ref().map(|begun| begun.set_aside(folder)).transpose()?.flatten();
    let old = aside.as_deref().unwrap_or(folder).join(JOURNAL_FILE);
    let known = begun.as_ref().and_then(Exchange::lost).filter(|head| head.seq > backup.seq);
    let lost = order.lost.or(lost_with(&old, &coming, backup)?).or(known);
    let restored = Restoration { lost, ..order };
    book(&coming, station, clock, &restored, erased_behind(&old, backup))?;
    let begun = match begun {
        Some(begun) => begun,
        None => Exchange::begin(folder, lost, clock.as_ref())?,
    };
    let set_aside = begun.finish(folder, &coming)?;
    Ok(Restored { backup, lost, set_aside })
}

/// A folder of its own with the copy in it, durable and proven again.
fn make_ready(coming: &Path, backup: &Path) -> Result<(), StoreError> {
    if coming.exists() {
        fs::remove_dir_all(coming).map_err(fault(coming))?;
    }
    DirBuilder::new().mode(0o700).create(coming).map_err(fault(coming))?;
    let path = coming.join(JOURNAL_FILE);
    let mut to = new_file(&path)?;
    let mut from = File::open(backup).map_err(fault(backup))?;
    std::io::copy(&mut from, &mut to).and_then(|_| to.sync_all()).map_err(fault(&path))?;
    Verified::of(&path).map(drop)
}

/// The head of the journal that is replaced, where that one still reads and goes on from the
/// backup. One of another station is not replaced.
fn lost_with(old: &Path, coming: &Path, backup: Head) -> Result<Option<Head>, StoreError> {
    let (Ok(old), new) = (Reader::of(old), Reader::open(coming)?) else { return Ok(None) };
    let Ok(first) = old.entry(1) else { return Ok(None) };
    if first != new.entry(1)? {
        return Err(StoreError::OtherJournal(first.station));
    }
    let head = old.head()?;
    let goes_on = old.hash_at(backup.seq)? == Some(backup.hash);
    Ok((goes_on && head.seq > backup.seq).then_some(head))
}

/// Who was erased behind the backup, where the journal that is replaced still tells.
fn erased_behind(old: &Path, backup: Head) -> Vec<Event> {
    let read = |old: Reader<'_>| old.erasures_behind(backup.seq);
    Reader::of(old).and_then(read).unwrap_or_default()
}

/// The restore, of each card that was not begun the return of its lease, the end of approvals that
/// may have been given behind the backup, and its erasures once more; in one commit.
fn book(
    coming: &Path,
    station: &StationFacts,
    clock: &Arc<dyn Clock>,
    order: &Restoration,
    erased: Vec<Event>,
) -> Result<(), StoreError> {
    let mut writer = Writer::open(coming, station.clone(), clock.clone())?;
    let first = writer.reader()?.entry(1)?;
    if first.station != station.id {
        return Err(StoreError::OtherJournal(first.station));
    }
    let behind = order.lost.map_or(0, |lost| lost.seq.saturating_sub(writer.head().seq));
    let above = writer
        .books()
        .numbers_above(writer.station().zone.to_datetime(writer.now()).date().year(), behind);
    let lost = order.lost.map(|head| head.into());
    let restored = Event::JournalRestored(JournalRestored { lost, above: Some(above) });
    let restored = (Author::person(&order.actor), restored);
    let leased = writer.unfinished().filter(|job| job.waits_with_a_lease());
    let given_back: Vec<_> = leased
        .filter_map(|job| Some((job, job.lease.as_ref()?.lease.clone())))
        .map(|(job, lease)| {
            (Author::of_job(&order.actor, &job.id), Event::LeaseGivenBack { lease })
        })
        .collect();
    let approvals = writer.books().staff.approvals.keys().cloned();
    let ended: Vec<_> = approvals
        .map(|approval| (Author::person(&order.actor), Event::ApprovalExpired { approval }))
        .collect();
    let erased = erased.into_iter().map(|event| (Author::person(&order.actor), event));
    let ended: Vec<_> = ended.into_iter().chain(erased).collect();
    let bookings: Vec<Booking<'_>> = std::iter::once(&restored)
        .chain(given_back.iter().chain(&ended))
        .map(|(author, event)| Booking {
            author,
            events: vec![event.clone()],
            beside: &Beside::Nothing,
        })
        .collect();
    writer.append_all(&bookings)?;
    writer.checkpoint()
}

fn new_file(path: &Path) -> Result<File, StoreError> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.map_err(fault(path))
}

pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fault(path)(error)),
        _ => Ok(()),
    }
}

fn beside(path: &Path, ending: &str) -> Result<PathBuf, StoreError> {
    let Some(name) = path.file_name() else {
        return Err(fault(path)(std::io::ErrorKind::InvalidFilename.into()));
    };
    let mut name = name.to_owned();
    name.push(ending);
    Ok(path.with_file_name(name))
}

fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    sync_folder(folder.unwrap_or(Path::new(".")))
}

pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault(folder))
}

pub(super) fn fault(path: &Path) -> impl Fn(std::io::Error) -> StoreError + use<> {
    let path = path.to_owned();
    move |source| StoreError::File { path: path.clone(), source }
}
