//! Disk full, disk failing, another program's lock, a file system gone read-only: each is named,
//! nothing is half booked, and with the trouble mended the same process goes on.

use std::path::Path;

use cetakd::store::{JOURNAL_FILE, StoreError, Verified, Writer};
use cetakd::text;
use rusqlite::Connection;

use super::disk::Trouble;
use super::{clock, record};
use crate::events::*;
use crate::own_process::in_own_process;
use crate::store::rig::{clerk, facts, kept_with, of_job};

in_own_process! {
    a_disk_full_at_any_write_books_nothing_and_the_same_process_goes_on
    a_disk_that_fails_at_any_write_books_nothing_and_the_same_process_goes_on
    a_file_that_may_grow_no_more_books_nothing_until_it_may
    another_programs_lock_is_named_and_waited_out
    a_read_only_file_system_is_named_before_anything_is_written
}

fn code(error: &StoreError) -> String {
    let fault = text::command::store(error);
    assert!(fault.say.id.len() > 40 && fault.say.en.len() > 40, "{fault:?}");
    fault.code
}

/// As a SIGKILL after the trouble would leave it: whole, with or without the entry in question.
fn killed_here(folder: &Path, before: u64) {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    let writer = Writer::open_whole(copy.path(), facts(), clock()).unwrap();
    assert!((before..=before + 1).contains(&writer.head().seq), "{before}: {:?}", writer.head());
}

mod bodies {
    use super::*;

    pub fn a_disk_full_at_any_write_books_nothing_and_the_same_process_goes_on(folder: &Path) {
        at_every_call(folder, Trouble::Full, &["BOOK-16", "BOOK-19"]);
    }

    pub fn a_disk_that_fails_at_any_write_books_nothing_and_the_same_process_goes_on(
        folder: &Path,
    ) {
        at_every_call(folder, Trouble::Broken, &["BOOK-19"]);
    }

    /// One good card; every append is tried with trouble at its first call, its second, and on.
    fn at_every_call(folder: &Path, trouble: Trouble, codes: &[&str]) {
        let recorder = record(folder);
        let mut writer = Writer::create(folder, facts(), clock()).unwrap();
        let stock = vec![received(20, (1..=20).map(uid).collect())];
        writer.append(&clerk(), stock).unwrap();
        let mut refused = 0;
        for event in good_card(1) {
            for calls in 0.. {
                let before = (writer.head(), writer.books().clone());
                let job = writer.job(&job_id(1)).unwrap();
                recorder.trouble_after(calls, trouble);
                let beside = kept_with(1, &event);
                let booked = writer.append_beside(&of_job(1), vec![event.clone()], &beside);
                recorder.mend();
                let Err(error) = booked else { break };
                assert!(codes.contains(&code(&error).as_str()), "{error:?}");
                refused += 1;
                assert_eq!((writer.head(), writer.books()), (before.0, &before.1));
                assert_eq!(writer.job(&job_id(1)).unwrap(), job);
                assert_eq!(Verified::check(folder).unwrap().head, before.0);
                killed_here(folder, before.0.seq);
            }
        }
        assert!(refused > 60, "{refused}");
        assert_eq!(Verified::check(folder).unwrap().head, writer.head());
        assert_eq!(writer.head().seq, 1 + good_card(1).len() as u64);
    }

    /// The real file system's own word: the process may write no file beyond so many bytes.
    pub fn a_file_that_may_grow_no_more_books_nothing_until_it_may(folder: &Path) {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // The limit's signal ends a process that does not listen to it.
        let told = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        signal_hook::flag::register(signal_hook::consts::SIGXFSZ, told.clone()).unwrap();
        let mut writer = Writer::create(folder, facts(), clock()).unwrap();
        let log = folder.join(format!("{JOURNAL_FILE}-wal"));
        let length = std::fs::metadata(log).unwrap().len();
        let before = getrlimit(Resource::Fsize);
        let limit = Rlimit { current: Some(length + 30_000), ..before };
        setrlimit(Resource::Fsize, limit).unwrap();
        let received = |n| vec![super::received(1, vec![uid(n)])];
        let mut booked = 0;
        let error = loop {
            match writer.append(&clerk(), received(booked)) {
                Ok(()) => booked += 1,
                Err(error) => break error,
            }
        };
        assert!(["BOOK-16", "BOOK-19"].contains(&code(&error).as_str()), "{error:?}");
        assert!(told.load(std::sync::atomic::Ordering::Relaxed) && booked > 0);
        assert_eq!(Verified::check(folder).unwrap().entries, booked);
        setrlimit(Resource::Fsize, before).unwrap();
        writer.append(&clerk(), received(booked)).unwrap();
        assert_eq!(Verified::check(folder).unwrap().head, writer.head());
    }

    pub fn another_programs_lock_is_named_and_waited_out(folder: &Path) {
        let _recorder = record(folder);
        let mut writer = Writer::create(folder, facts(), clock()).unwrap();
        let other = Connection::open(folder.join(JOURNAL_FILE)).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = writer.append(&clerk(), vec![received(1, vec![uid(1)])]).unwrap_err();
        assert_eq!((code(&error).as_str(), writer.head().seq), ("BOOK-17", 0));
        other.execute_batch("COMMIT").unwrap();
        writer.append(&clerk(), vec![received(1, vec![uid(1)])]).unwrap();
        assert_eq!(Verified::check(folder).unwrap().entries, 1);
    }

    pub fn a_read_only_file_system_is_named_before_anything_is_written(folder: &Path) {
        let recorder = record(folder);
        let mut writer = Writer::create(folder, facts(), clock()).unwrap();
        writer.append(&clerk(), vec![received(1, vec![uid(1)])]).unwrap();
        // An error of the disk makes many a system go on reading only.
        recorder.trouble_after(0, Trouble::ReadOnly);
        let error = writer.append(&clerk(), vec![received(1, vec![uid(2)])]).unwrap_err();
        assert!(["BOOK-18", "BOOK-19"].contains(&code(&error).as_str()), "{error:?}");
        drop(writer);
        let error = Writer::open_whole(folder, facts(), clock()).unwrap_err();
        assert_eq!(code(&error), "BOOK-18", "{error:?}");
        recorder.mend();
        let mut writer = Writer::open_whole(folder, facts(), clock()).unwrap();
        writer.append(&clerk(), vec![received(1, vec![uid(2)])]).unwrap();
    }
}
