//! Copies of the books and the way back: a copy is proven or not there; a restore names what is
//! lost, leaves no lease in force, and cut off at any step is whole, as before, or refused.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use cetakd::device::Clock;
use cetakd::job::{Due, End, Stage};
use cetakd::journal::{Event, Head};
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
    let at: Arc<dyn Clock> = clock();
    let order = Restoration { backup: from.to_owned(), lost, actor: "root".into() };
    restore(books.0.path(), &facts(), &at, order)
}

/// Books with one card made and one leased, their backup, and one more entry behind it. The
/// writer has let go.
fn backed_up() -> (Closed, tempfile::TempDir) {
    let mut books = Books::stocked();
    good_card(1).into_iter().for_each(|event| books.append(1, event));
    good_card(2).into_iter().take(3).for_each(|event| books.append(2, event));
    let safe = tempfile::tempdir().unwrap();
    let made = backup(books.path(), &safe.path().join("copy.db")).unwrap();
    assert_eq!(made.head, books.writer.head());
    books.append(2, good_card(2)[3].clone());
    (books.closed(), safe)
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
    assert_eq!(entries, restored.backup.seq + 2);
    let reader = Reader::open(books.0.path()).unwrap();
    let event = |seq| reader.entry(seq).unwrap().event;
    assert_eq!(event(entries - 1), Event::JournalRestored { lost: Some(old.into()) });
    assert_eq!(event(entries), Event::LeaseGivenBack { lease: lease(2) });
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

    let at: Arc<dyn Clock> = clock();
    let elsewhere = StationFacts { id: "another".into(), ..facts() };
    let order = Restoration { backup: copy.clone(), lost: None, actor: "root".into() };
    let refused = restore(books.0.path(), &elsewhere, &at, order);
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
