//! A power cut modelled as one: every write and sync of the journal is recorded, the power is cut
//! behind each of them, and what the disk then holds is opened. What was acknowledged is there,
//! what is missing was not, and the books are whole.

pub mod disk;
mod trouble;
mod vfs;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cetakd::journal::{Event, Hash, Place};
use cetakd::store::{Beside, JOURNAL_FILE, StoreError, Writer};
use rusqlite::Connection;

use self::disk::{Change, Disk, Kept, Recorder, Recording, Step};
use crate::events::*;
use crate::own_process::in_own_process;
use crate::store::rig::{Counting, StandingClock, clerk, facts, of_job, sealing};

in_own_process! {
    after_a_cut_anywhere_what_was_acknowledged_is_there_and_whole
    a_writer_that_does_not_sync_its_log_is_caught
    a_writer_that_never_syncs_is_caught
    a_recording_gives_the_folder_as_a_cut_leaves_it
}

/// What the run did, and what the chain was after each of its appends.
struct Run {
    recording: Recording,
    hashes: BTreeMap<u64, Hash>,
}

/// A fault that the checker names; the whole state of the disk is in the step and what was kept.
#[derive(Debug)]
#[expect(dead_code, reason = "shown when a test fails")]
struct Lost {
    step: usize,
    kept: Kept,
    what: String,
}

mod bodies {
    use super::*;

    pub fn after_a_cut_anywhere_what_was_acknowledged_is_there_and_whole(folder: &Path) {
        let run = run(folder);
        let (cuts, lost) = cut_everywhere(&run);
        assert!(
            lost.is_empty(),
            "{} of {cuts} cuts: {:#?}",
            lost.len(),
            &lost[..lost.len().min(3)]
        );
        assert!(cuts > 500, "{cuts} cuts");
        println!("{cuts} cuts of {} steps", run.recording.steps.len());
    }

    /// As `PRAGMA synchronous = NORMAL` would: the log is synced only before a checkpoint.
    pub fn a_writer_that_does_not_sync_its_log_is_caught(folder: &Path) {
        caught(folder, |file| file.ends_with("-wal"));
    }

    /// As `PRAGMA synchronous = OFF` would.
    pub fn a_writer_that_never_syncs_is_caught(folder: &Path) {
        caught(folder, |_| true);
    }

    pub fn a_recording_gives_the_folder_as_a_cut_leaves_it(folder: &Path) {
        let run = run(folder);
        let steps = run.recording.steps.len();
        for (part, at_least) in [(2, 4), (1, 36)] {
            let folder = run.recording.folder_after(steps / part, Kept::Nothing);
            check(folder.path(), at_least, &run.hashes).unwrap();
        }
    }

    fn caught(folder: &Path, unsynced: impl Fn(&str) -> bool) {
        let mut run = run(folder);
        run.recording.steps.retain(
            |step| !matches!(step, Step::Change { file, change: Change::Sync } if unsynced(file)),
        );
        let (cuts, lost) = cut_everywhere(&run);
        assert!(lost.len() > cuts / 10, "{} of {cuts} cuts", lost.len());
    }
}

/// Records the journal in `folder` from here on. For a process of its own: all of its databases go
/// through the recording file system. `Recorder::so_far` and `Recording::folder_after` give the
/// folder as a cut at any step leaves it.
pub fn record(folder: &Path) -> Arc<Recorder> {
    let recorder = Arc::new(Recorder::default());
    vfs::register(recorder.clone());
    recorder.start(folder);
    recorder
}

/// Three cards with their sealed records, a rebuild and a checkpoint in between.
fn run(folder: &Path) -> Run {
    let recorder = record(folder);
    let mut hashes = BTreeMap::new();
    let mut writer = Writer::create(folder, facts(), clock()).unwrap();
    let mut append = |writer: &mut Writer, job: Option<u64>, events, beside: &Beside| {
        let author = job.map_or_else(clerk, of_job);
        writer.append_beside(&author, events, beside).unwrap();
        hashes.insert(writer.head().seq, writer.head().hash);
        recorder.acknowledged(writer.head().seq);
    };
    let stock = vec![
        Event::StationInitialised { office: "KECAMATAN CONTOH".into() },
        received(20, (1..=20).map(uid).collect()),
        moved(Place::Vault, Place::Hopper(lane()), 20),
    ];
    append(&mut writer, None, stock, &Beside::Nothing);
    let entropy = Counting::default();
    for n in 1..=3 {
        for event in good_card(n) {
            let beside = match event {
                Event::LeaseTaken(_) => sealed(n, &entropy),
                _ => Beside::Nothing,
            };
            append(&mut writer, Some(n), vec![event], &beside);
        }
        match n {
            1 => writer.checkpoint().unwrap(),
            2 => {
                // The log begins anew over its old frames, as after each thousandth page.
                let other = Connection::open(folder.join(JOURNAL_FILE)).unwrap();
                other.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
                writer.rebuild().unwrap();
            }
            _ => {}
        }
    }
    drop(writer);
    Run { recording: recorder.so_far(), hashes }
}

fn sealed(n: u64, entropy: &Counting) -> Beside {
    let (keys, owner) = (sealing(), opened(n).person);
    Beside::Record {
        job: job_id(n),
        lease: keys.seal(entropy, job_id(n).as_str(), &[0x5A; 9_000]),
        data: keys.seal(entropy, owner.as_str(), b"SPESIMEN"),
        person: owner,
        words: sealing().search.words("CANARY SPESIMEN"),
    }
}

pub fn clock() -> Arc<StandingClock> {
    Arc::new(StandingClock::default())
}

/// How many cuts there were, and those after which something was lost.
fn cut_everywhere(run: &Run) -> (usize, Vec<Lost>) {
    let (mut disk, mut acknowledged) = (Disk::default(), 0);
    let (mut cuts, mut all_lost) = (0, Vec::new());
    for (step, taken) in run.recording.steps.iter().enumerate() {
        disk.take(taken);
        if let Step::Acknowledged { entries } = taken {
            acknowledged = *entries;
        }
        let seed = step as u64;
        let ways = [
            Kept::Nothing,
            Kept::Everything,
            Kept::LastTorn,
            Kept::Some { seed },
            Kept::Some { seed: !seed },
        ];
        // Where nothing waits to be synced there is one way only.
        let ways = if disk.is_settled() { &ways[..1] } else { &ways[..] };
        for kept in ways {
            cuts += 1;
            let folder = disk.folder(*kept);
            if let Err(what) = check(folder.path(), acknowledged, &run.hashes) {
                all_lost.push(Lost { step, kept: *kept, what });
            }
        }
    }
    (cuts, all_lost)
}

/// The books in `folder` are whole, end where an append ended, and hold what was acknowledged;
/// and the next entry can be booked.
fn check(folder: &Path, acknowledged: u64, hashes: &BTreeMap<u64, Hash>) -> Result<(), String> {
    let opened = match Writer::open_whole(folder, facts(), clock()) {
        // Before the first entry there may be no journal yet: it is made again.
        Err(StoreError::Missing(_) | StoreError::Schema { found: 0, .. }) if acknowledged == 0 => {
            Writer::create(folder, facts(), clock())
        }
        opened => opened,
    };
    let mut writer = opened.map_err(|error| format!("{error:?}"))?;
    let head = writer.head();
    if head.seq < acknowledged {
        return Err(format!("{acknowledged} entries were acknowledged, {} are there", head.seq));
    }
    if head.seq > 0 && hashes.get(&head.seq) != Some(&head.hash) {
        return Err(format!("no append ended with entry {}", head.seq));
    }
    for n in 1..=3 {
        let job = writer.job(&job_id(n)).map_err(|error| format!("{error:?}"))?;
        let needed = job.is_some_and(|job| job.needs_record());
        let kept = writer.reader().and_then(|reader| reader.sealed_lease(&job_id(n)));
        if kept.map_err(|error| format!("{error:?}"))?.is_some() != needed {
            return Err(format!("the sealed record of job {n}: needed {needed}"));
        }
    }
    writer.append(&clerk(), vec![Event::Stopped {}]).map_err(|error| format!("{error:?}"))
}
