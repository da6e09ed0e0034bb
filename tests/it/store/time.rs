//! The time of the books beside a clock that people set: what a lease is judged by, and how long a
//! wrong PIN locks.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use cetakd::device::Clock;
use cetakd::job::Job;
use cetakd::journal::{Event, MAX_WRONG_PINS, Place, Role, StaffName};
use cetakd::store::Writer;
use jiff::Timestamp;
use tempfile::TempDir;

use super::rig::{clerk, facts, kept_with, of_job};
use crate::events::*;

const DAY: i64 = 86_400;

/// What the wall shows and what has run, in seconds: people set the one.
#[derive(Debug, Default)]
struct Wall {
    shows: AtomicI64,
    ran: AtomicU64,
}

impl Wall {
    fn set(&self, second: i64) {
        self.shows.store(second, Ordering::Relaxed);
    }

    fn run(&self, seconds: u64) {
        self.ran.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        at(self.shows.load(Ordering::Relaxed))
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.ran.load(Ordering::Relaxed))
    }

    fn sleep(&self, _: Duration) {}
}

fn opened_books() -> (TempDir, Arc<Wall>, Writer) {
    let folder = tempfile::tempdir().unwrap();
    let wall = Arc::new(Wall::default());
    let mut writer = Writer::create(folder.path(), facts(), wall.clone()).unwrap();
    let events = vec![
        Event::StationInitialised { office: "KECAMATAN CONTOH".into() },
        received(20, (1..=20).map(uid).collect()),
        moved(Place::Vault, Place::Hopper(lane()), 20),
    ];
    writer.append(&clerk(), events).unwrap();
    (folder, wall, writer)
}

fn leased(writer: &mut Writer, n: u64) -> Job {
    let events = vec![Event::JobOpened(opened(n)), lease_taken(n)];
    let beside = kept_with(n, &events[1]);
    writer.append_beside(&of_job(n), events, &beside).unwrap();
    writer.job(&job_id(n)).unwrap().unwrap()
}

#[test]
fn after_a_confirmed_clock_only_leases_taken_behind_the_word_go_by_it() {
    let (folder, wall, mut writer) = opened_books();
    let before = leased(&mut writer, 1);
    wall.set(20 * DAY);
    writer.append(&clerk(), vec![Event::Stopped {}]).unwrap();
    wall.set(0);
    assert!(writer.clock_is_doubted().unwrap());
    assert_eq!(writer.lease_time(None), at(20 * DAY), "nobody has confirmed it");
    writer.confirm_clock(&clerk()).unwrap();
    let behind = leased(&mut writer, 2);
    let times =
        |writer: &Writer| [Some(&before), Some(&behind), None].map(|job| writer.lease_time(job));
    let (ahead, seconds) = (at(20 * DAY), |second| [at(20 * DAY), at(second), at(second)]);
    assert_eq!(times(&writer), seconds(0));
    // What has run counts, whatever the wall shows; and what it shows, where that is later.
    wall.run(3_600);
    assert_eq!(times(&writer), seconds(3_600));
    wall.set(7_200);
    assert_eq!(times(&writer), seconds(7_200));

    // Another run has the wall alone; from before the word it is not taken.
    drop(writer);
    let mut writer = Writer::open_whole(folder.path(), facts(), wall.clone()).unwrap();
    assert_eq!(times(&writer), seconds(7_200));
    wall.set(-1);
    assert_eq!(times(&writer), [ahead; 3]);

    // The books go on by the clock: put back once more, it revives nothing.
    wall.set(20 * DAY + 60);
    writer.append(&clerk(), vec![Event::Stopped {}]).unwrap();
    wall.set(3_600);
    assert_eq!(times(&writer), [at(20 * DAY + 60); 3]);
}

#[test]
fn a_lock_ends_though_the_clock_stands_doubted_and_over_a_restart() {
    let (folder, wall, mut writer) = opened_books();
    let name = || "kartini".parse::<StaffName>().unwrap();
    let added = Event::StaffAdded { name: name(), role: Role::Kepala };
    writer.append(&clerk(), vec![added]).unwrap();
    wall.set(-DAY);
    assert!(writer.clock_is_doubted().unwrap());
    let wrong = Event::PinWrong { name: name() };
    for _ in 0..MAX_WRONG_PINS {
        assert_eq!(writer.locked_for(&name()), None);
        wall.run(60);
        writer.append(&clerk(), vec![wrong.clone()]).unwrap();
    }
    let left = |writer: &Writer| writer.locked_for(&name()).map(|left| left.as_secs());
    assert_eq!(left(&writer), Some(900));
    wall.run(899);
    assert_eq!(left(&writer), Some(1));
    wall.run(1);
    assert_eq!(left(&writer), None);
    writer.append(&clerk(), vec![wrong]).unwrap();
    assert_eq!(left(&writer), Some(900));
    drop(writer);
    let writer = Writer::open_whole(folder.path(), facts(), wall.clone()).unwrap();
    assert_eq!(left(&writer), Some(900));
    wall.run(900);
    assert_eq!(left(&writer), None);
}
