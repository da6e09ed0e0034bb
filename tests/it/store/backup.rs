//! Copies of the books and the way back: a copy is proven or not there; a restore names what is
//! lost, leaves no lease in force, and cut off at any step is whole, as before, or refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use cetakd::device::Clock;
use cetakd::job::{Due, End, Stage};
use cetakd::journal::{ApprovalId, Event, Head, JournalRestored, Role, StaffName};
use cetakd::store::{
    JOURNAL_FILE, Reader, Restoration, Restored, StationFacts, StoreError, Verified, Writer,
    backup, restore,
};

use super::rig::*;
use crate::events::*;

fn clock() -> Arc<StandingClock> {
    Arc::default()
}

fn put_back(books: &Closed, from: &Path, lost: Option<Head>) -> Result<Restored, StoreError> {
    let ticks: Arc<dyn Clock> = clock();
    let order = Restoration { backup: from.to_owned(), lost, actor: "root".into() };
    restore(books.0.path(), &facts(), &ticks, order)
}

/// Books with one card made and one leased, their backup, and one more entry behind it. The
/// writer has let go.
fn backed_up() -> (Closed, tempfile::TempDir) {
    let (books, safe) = printed_on();
    (books.closed(), safe)
}

/// The same with an erasure behind the backup and the writer killed: much lies in its log alone.
fn killed() -> (Closed, tempfile::TempDir, Head) {
    let (mut books, safe) = printed_on();
    let erased = Event::PeopleErased { people: vec![opened(1).person] };
    books.writer.append(&clerk(), vec![erased]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for part in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        fs::copy(books.path().join(part), folder.path().join(part)).unwrap();
    }
    (Closed(folder), safe, books.writer.head())
}

fn printed_on() -> (Books, tempfile::TempDir) {
    let mut books = Books::stocked();
    good_card(1).into_iter().for_each(|event| books.append(1, event));
    good_card(2).into_iter().take(3).for_each(|event| books.append(2, event));
    let approval = ApprovalId::new("approval-1").unwrap();
    let (name, command) = ("kepala".parse::<StaffName>().unwrap(), "unlock".to_owned());
    let added = Event::StaffAdded { name, role: Role::Kepala };
    let asked = Event::ApprovalAsked { approval, command, expires_at: at(3_600) };
    let beside = kept_with(1, &asked);
    books.writer.append_beside(&clerk(), vec![added, asked], &beside).unwrap();
    let safe = tempfile::tempdir().unwrap();
    let made = backup(books.path(), &safe.path().join("copy.db")).unwrap();
    assert_eq!(made.head, books.writer.head());
    books.append(2, good_card(2)[3].clone());
    (books, safe)
}

#[test]
fn a_backup_is_proven_private_and_overwrites_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let (books, safe) = backed_up();
    let copy = safe.path().join("copy.db");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(safe.path()).unwrap().count(), 1, "nothing lies beside it");
    let before = fs::read(&copy).unwrap();
    assert!(matches!(backup(books.0.path(), &copy), Err(StoreError::Exists(_))));
    assert_eq!(fs::read(&copy).unwrap(), before);
}

#[test]
fn books_that_are_not_whole_make_no_backup() {
    let (books, safe) = backed_up();
    books.forge("UPDATE stock SET quantity = quantity + 1 WHERE place = 'vault'");
    let to = safe.path().join("second.db");
    assert!(matches!(backup(books.0.path(), &to), Err(StoreError::Projection { .. })));
    assert_eq!(fs::read_dir(safe.path()).unwrap().count(), 1);
}

#[test]
fn a_restore_names_what_is_lost_and_leaves_no_lease_in_force() {
    let (books, safe) = backed_up();
    let old = Reader::open(books.0.path()).unwrap().head().unwrap();
    let restored = put_back(&books, &safe.path().join("copy.db"), None).unwrap();
    assert_eq!((restored.lost, old.seq), (Some(old), restored.backup.seq + 1));
    let aside = restored.set_aside.unwrap();
    assert_eq!(Verified::check(&aside).unwrap().head, old);

    let entries = Verified::check(books.0.path()).unwrap().entries;
    assert_eq!(entries, restored.backup.seq + 3);
    let reader = Reader::open(books.0.path()).unwrap();
    let event = |seq| reader.entry(seq).unwrap().event;
    let noted = JournalRestored { lost: Some(old.into()), above: Some(10_000) };
    assert_eq!(event(entries - 2), Event::JournalRestored(noted));
    assert_eq!(event(entries - 1), Event::LeaseGivenBack { lease: lease(2) });
    assert!(matches!(event(entries), Event::ApprovalExpired { .. }));
    // What the source heard of the lost journal is explained; of an entry before it or behind, not.
    let head = |seq| Head { seq, ..old };
    assert!(reader.is_lost(old).unwrap());
    assert!(!reader.is_lost(head(restored.backup.seq)).unwrap());
    assert!(!reader.is_lost(head(old.seq + 1)).unwrap());

    let writer = Writer::open_whole(books.0.path(), facts(), clock()).unwrap();
    let job = writer.job(&job_id(2)).unwrap().unwrap();
    assert_eq!((job.stage, job.due), (Stage::Ended(End::GivenBack), vec![Due::GiveBack]));
    assert!(writer.job(&job_id(1)).unwrap().unwrap().is_over());
}

#[test]
fn a_head_that_somebody_kept_is_taken_where_the_old_journal_is_gone() {
    let (books, safe) = backed_up();
    let old = Reader::open(books.0.path()).unwrap().head().unwrap();
    for part in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(books.0.path().join(format!("{JOURNAL_FILE}{part}")));
    }
    let restored = put_back(&books, &safe.path().join("copy.db"), Some(old)).unwrap();
    assert_eq!((restored.lost, restored.set_aside), (Some(old), None));
    assert!(Reader::open(books.0.path()).unwrap().is_lost(old).unwrap());
}

#[test]
fn what_is_no_backup_of_this_station_changes_nothing() {
    let (books, safe) = backed_up();
    let copy = safe.path().join("copy.db");
    let before = dump(&books.file());
    let cut = safe.path().join("cut.db");
    let bytes = fs::read(&copy).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    put_back(&books, &cut, None).unwrap_err();
    put_back(&books, &safe.path().join("missing.db"), None).unwrap_err();

    let ticks: Arc<dyn Clock> = clock();
    let elsewhere = StationFacts { id: "another".into(), ..facts() };
    let order = Restoration { backup: copy.clone(), lost: None, actor: "root".into() };
    let refused = restore(books.0.path(), &elsewhere, &ticks, order);
    assert!(matches!(refused, Err(StoreError::OtherJournal(_))), "{refused:?}");

    let mut other = Books::new();
    let event = Event::StationInitialised { office: "KECAMATAN LAIN".into() };
    other.writer.append(&clerk(), vec![event]).unwrap();
    let other = other.closed();
    let refused = put_back(&other, &copy, None);
    assert!(matches!(refused, Err(StoreError::OtherJournal(_))), "{refused:?}");

    let held = Writer::open(books.0.path(), facts(), clock()).unwrap();
    assert!(matches!(put_back(&books, &copy, None), Err(StoreError::Locked(_))));
    drop(held);
    assert_eq!(dump(&books.file()), before);
    Verified::check(books.0.path()).unwrap();
}

/// Each exchange of files is refused until the restore is done once more.
#[test]
fn a_restore_that_was_cut_off_is_refused_until_it_is_done_again() {
    let (books, safe) = backed_up();
    let copy = safe.path().join("copy.db");
    let marker = books.0.path().join("restore.unfinished");
    fs::write(&marker, "").unwrap();
    let unfinished = |error| matches!(error, StoreError::RestoreUnfinished(_));
    for gone in [false, true] {
        if gone {
            fs::rename(books.file(), safe.path().join("old.db")).unwrap();
        }
        assert!(Writer::open(books.0.path(), facts(), clock()).is_err_and(unfinished));
        assert!(Writer::create(books.0.path(), facts(), clock()).is_err_and(unfinished));
        assert!(Reader::open(books.0.path()).is_err_and(unfinished));
        assert!(Verified::check(books.0.path()).is_err_and(unfinished));
    }
    put_back(&books, &copy, None).unwrap();
    assert!(!marker.exists() && !books.0.path().join("restore.coming").exists());
    Verified::check(books.0.path()).unwrap();
}

/// What the old journal's folder holds; the index of the log is made anew by every reader.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    let files = files.map(|file| {
        (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap_or_default())
    });
    files.filter(|(name, _)| name.starts_with("journal.db") && !name.ends_with("-shm")).collect()
}

/// Puts back until nothing is moved yet, and then does the first steps of the exchange by hand.
fn cut_behind(steps: usize, folder: &Path, copy: &Path, books: &Closed) -> std::path::PathBuf {
    let aside = folder.join(format!("replaced-{}", at(0).as_millisecond()));
    // A link into nothing is in the way of the folder.
    std::os::unix::fs::symlink(folder.join("nowhere"), &aside).unwrap();
    let refused = put_back(books, copy, None);
    assert!(matches!(refused, Err(StoreError::File { .. })), "{refused:?}");
    fs::remove_file(&aside).unwrap();
    let moved = |from: &str, to: &Path| fs::rename(folder.join(from), to).unwrap();
    let all: [&dyn Fn(); 6] = [
        &|| fs::create_dir(&aside).unwrap(),
        &|| moved("journal.db", &aside.join("journal.db")),
        &|| moved("journal.db-wal", &aside.join("journal.db-wal")),
        &|| moved("journal.db-shm", &aside.join("journal.db-shm")),
        &|| moved("restore.coming/journal.db", &folder.join("journal.db")),
        &|| fs::remove_dir_all(folder.join("restore.coming")).unwrap(),
    ];
    all[..steps].iter().for_each(|step| step());
    aside
}

#[test]
fn a_restore_cut_off_at_any_step_and_done_again_loses_nothing_of_what_it_knew() {
    for steps in 0..=6 {
        let (books, safe, head) = killed();
        let folder = books.0.path();
        let (copy, old) = (safe.path().join("copy.db"), content(folder));
        assert!(old.contains_key("journal.db-wal") && !old["journal.db-wal"].is_empty());
        let aside = cut_behind(steps, folder, &copy, &books);
        let unfinished = Reader::open(folder);
        assert!(matches!(unfinished, Err(StoreError::RestoreUnfinished(_))), "{steps}");

        let restored = put_back(&books, &copy, None).unwrap();
        assert_eq!(restored.lost, Some(head), "{steps}");
        assert_eq!(restored.set_aside.as_ref(), Some(&aside), "{steps}");
        assert_eq!(content(&aside), old, "{steps}");
        let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
        let replaced = names.filter(|name| name.to_string_lossy().starts_with("replaced-"));
        assert_eq!(replaced.count(), 1, "{steps}");
        assert_eq!(Verified::check(&aside).unwrap().head, head, "{steps}");

        let last = Verified::check(folder).unwrap().entries;
        let reader = Reader::open(folder).unwrap();
        assert!(reader.is_lost(head).unwrap(), "{steps}");
        let last = reader.entry(last).unwrap().event;
        assert_eq!(last, Event::PeopleErased { people: vec![opened(1).person] }, "{steps}");
    }
}
