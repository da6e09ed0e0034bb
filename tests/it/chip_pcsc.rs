//! The chip room and the PC/SC device together, through a real, private pcscd: a simulated chip is
//! personalized and read back, and everything that happens to cards, readers and the service on the
//! way ends in the error that says what to do next.
//!
//! libpcsclite reads `PCSCLITE_CSOCK_NAME` once per process, so each test runs itself again in a
//! process of its own.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use cetakd::chip::{
    Before, CardKeys, ChipContents, ChipError, ChipImage, ChipProfile, ChipReading, Failure, Fault,
    LifeCycle, Session, erase, life_cycle, personalize, read_back,
};
use cetakd::device::pcsc::{PcscReader, PcscWatch};
use cetakd::device::{CardChannel, CardReader, Clock, ReaderError, ReaderWatch};
use hw_sim::card::{Chip, ChipOrder, Flaw};
use hw_sim::reader::{
    Notifier, Pcscd, PcscdOrder, ReaderLimits, ReaderLine, ReaderServer, Slot, Transmitted,
};

use crate::own_process::in_own_process;

const PROFILE: &str = include_str!("../../card-layouts/ktp-el/chip.toml");
const MASTER: [u8; 32] = [0x4B; 32];
const UID: [u8; 7] = [0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6];
/// Longest that a wait here may take; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);
/// An elementary file under the application: refused once the application is not selected.
const SELECT_PHOTO: &[u8] = b"\x00\xA4\x02\x0C\x02\x01\x01";

in_own_process! {
    a_chip_is_personalized_and_read_back_through_pcscd
    long_commands_go_extended_or_in_a_chain_as_the_reader_can
    a_card_pulled_while_written_is_removed_and_then_written_all_over
    a_card_that_falls_silent_is_mute
    a_chip_with_other_keys_fails_authentication
    bit_rot_is_seen_by_reading_back
    a_written_chip_is_erased
    a_random_uid_names_no_blank
    a_dropped_channel_leaves_the_card_and_a_reset_does_not
    a_reader_held_by_another_is_a_sharing_violation
    a_restarted_service_is_found_again_by_the_same_reader
    a_service_that_dies_under_a_channel_is_no_service
    a_reader_that_goes_and_comes_back_is_told_and_found
    waits_end_with_the_event_or_with_their_time
    an_empty_reader_has_no_card_to_connect_to
    the_watch_sees_every_reader_under_its_configured_name
    a_virtual_reader_is_used_only_by_its_whole_name
}

/// What a person's hands do at one reader.
#[derive(Clone, Default)]
struct Desk {
    table: Arc<Mutex<Table>>,
    notifier: Notifier,
}

#[derive(Default)]
struct Table {
    card: Option<Chip>,
    /// In the hand of whoever pulled it away.
    pulled: Option<Chip>,
    /// So many commands from now the card is pulled away instead of answering.
    pull_after: Option<u32>,
    longest_command: usize,
}

impl Desk {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap()
    }

    fn lay(&self, card: Chip) {
        self.table().card = Some(card);
        self.notifier.changed();
    }

    fn take(&self) -> Chip {
        let card = self.table().card.take();
        self.notifier.changed();
        card.expect("a card to take")
    }

    fn flaw(&self, flaw: Flaw) {
        self.table().card.as_mut().expect("a card with a flaw").flaw(flaw);
    }
}

impl Slot for Desk {
    fn present(&mut self) -> bool {
        self.table().card.as_ref().is_some_and(Chip::answers_the_field)
    }

    fn power(&mut self, on: bool) -> Option<Vec<u8>> {
        let mut table = self.table();
        let card = table.card.as_mut()?;
        if !on {
            card.power_off();
            return None;
        }
        card.power_on().map(<[u8]>::to_vec)
    }

    fn transmit(&mut self, command: &[u8]) -> Transmitted {
        let mut table = self.table();
        table.longest_command = table.longest_command.max(command.len());
        match table.pull_after.as_mut() {
            Some(0) => {
                table.pull_after = None;
                table.pulled = table.card.take();
                self.notifier.changed();
                return Transmitted::Gone;
            }
            Some(commands) => *commands -= 1,
            None => {}
        }
        match table.card.as_mut().map(|card| card.transmit(command).answer) {
            None => Transmitted::Gone,
            Some(None) => Transmitted::TimeOut,
            Some(Some(answer)) => Transmitted::Answer(answer),
        }
    }
}

/// Desks, their readers, and the pcscd that knows them.
struct Rig {
    desks: Vec<Desk>,
    servers: Vec<ReaderServer>,
    pcscd: Pcscd,
    profile: ChipProfile,
}

impl Rig {
    fn new(folder: &Path) -> Self {
        Self::with(folder, &[("Desk 1", true)])
    }

    /// Readers by name, and whether they pass extended APDUs.
    fn with(folder: &Path, readers: &[(&str, bool)]) -> Self {
        let (mut desks, mut servers, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for (n, (name, extended_length)) in readers.iter().enumerate() {
            let (desk, socket) = (Desk::default(), folder.join(format!("{n}.sock")));
            let limits = ReaderLimits { extended_length: *extended_length };
            let slot = Box::new(desk.clone());
            let server = ReaderServer::start(&socket, slot, desk.notifier.clone(), limits);
            servers.push(server.unwrap());
            desks.push(desk);
            lines.push(ReaderLine { name: (*name).to_owned(), socket });
        }
        let order = PcscdOrder { folder, readers: &lines, handler: None };
        let pcscd = Pcscd::start(&order).unwrap();
        Self { desks, servers, pcscd, profile: ChipProfile::parse(PROFILE).unwrap() }
    }

    fn lay_new_chip(&self) {
        self.desks[0].lay(chip(PROFILE));
    }

    fn image(&self) -> ChipImage {
        ChipImage::build(&self.profile, &contents()).unwrap()
    }

    /// Waits for the card, takes the channel, and talks.
    fn talk<T>(
        &self,
        reader: &mut PcscReader,
        act: impl FnOnce(&mut Channel<'_>, &mut Session<'_>) -> T,
    ) -> T {
        assert!(reader.wait_for_card(PATIENCE).unwrap(), "no card at {}", reader.name());
        let mut line = reader.connect().unwrap();
        assert_eq!(line.uid().unwrap().as_bytes(), UID);
        let keys = CardKeys::derive(&MASTER, &UID, self.profile.channel.key_length);
        let mut drawn = 0;
        let mut random = |bytes: &mut [u8]| {
            drawn += 1;
            bytes.fill(drawn);
        };
        let (profile, keys) = (&self.profile, &keys);
        act(line.as_mut(), &mut Session { profile, keys, random: &mut random })
    }

    fn personalize(&self, reader: &mut PcscReader, before: Before) -> Done {
        let image = self.image();
        self.talk(reader, |line, session| personalize(line, session, &image, before))
    }

    fn read_back(&self, reader: &mut PcscReader) -> Done {
        self.talk(reader, |line, session| read_back(line, session))
    }
}

type Channel<'a> = dyn CardChannel + 'a;

type Done = Result<ChipReading, Failure<ReaderError>>;

struct WallClock(Instant);

impl Clock for WallClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, _: Duration) {
        panic!("a reader never sleeps");
    }
}

fn reader(name: &str) -> PcscReader {
    PcscReader::new(name, Arc::new(WallClock(Instant::now())))
}

fn chip(profile: &str) -> Chip {
    let profile = hw_sim::card::ChipProfile::parse(profile).unwrap();
    let uid = UID.to_vec();
    Chip::manufacture(&ChipOrder { uid, master_key: &MASTER, profile: &profile, s16: false })
}

fn contents() -> ChipContents {
    let picture = |length: usize| (0..length).map(|i| (i * 7 % 251) as u8).collect::<Vec<_>>();
    ChipContents::new()
        .with("photo", picture(3000))
        .with_fields("control", &[(0x80, b"ktp-el-spesimen"), (0x81, &[1])])
        .unwrap()
        .with_fields("biodata", &[(0x80, b"9999010101900001"), (0x81, b"SPESIMEN")])
        .unwrap()
        .with("signature_image", picture(1500))
        .with("minutiae_1", picture(1000))
        .with("minutiae_2", picture(1000))
        .with_fields("data_signature", &[(0x80, &[b'a'; 64]), (0x81, &[9; 64])])
        .unwrap()
}

#[track_caller]
fn line_error<T: std::fmt::Debug>(result: Result<T, Failure<ReaderError>>) -> ReaderError {
    match result.expect_err("a failure").fault {
        Fault::Line(error) => error,
        Fault::Chip(error) => panic!("not the line: {error}"),
    }
}

#[track_caller]
fn chip_error<T: std::fmt::Debug>(result: Result<T, Failure<ReaderError>>) -> ChipError {
    match result.expect_err("a failure").fault {
        Fault::Chip(error) => error,
        Fault::Line(error) => panic!("not the chip: {error}"),
    }
}

mod bodies {
    use super::*;

    pub(super) fn a_chip_is_personalized_and_read_back_through_pcscd(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        let mut reader = reader("Desk 1");
        let started = Instant::now();
        rig.personalize(&mut reader, Before::Virgin).unwrap();
        println!("8 KB written, read back and locked in {:?}", started.elapsed());
        let image = rig.image();
        let card = rig.desks[0].take();
        for file in &rig.profile.files {
            assert_eq!(card.file(file.id), image.file(&file.name), "{}", file.name);
        }
        assert_eq!(card.life_cycle(), 0x05);
    }

    pub(super) fn long_commands_go_extended_or_in_a_chain_as_the_reader_can(folder: &Path) {
        let profile = PROFILE.replace("= 223", "= 2000").replace("length = false", "length = true");
        let readers = [("Short", false), ("Long", true)];
        let mut rig = Rig::with(folder, &readers);
        rig.profile = ChipProfile::parse(&profile).unwrap();
        for ((name, extended), desk) in readers.into_iter().zip(&rig.desks) {
            desk.lay(chip(&profile));
            rig.personalize(&mut reader(name), Before::Virgin).unwrap();
            let longest = desk.table().longest_command;
            assert_eq!(longest > 261, extended, "{name}: {longest} bytes");
        }
    }

    pub(super) fn a_card_pulled_while_written_is_removed_and_then_written_all_over(folder: &Path) {
        let rig = Rig::new(folder);
        let mut reader = reader("Desk 1");
        for (commands, written) in [(2, false), (9, true), (60, true)] {
            rig.lay_new_chip();
            rig.desks[0].table().pull_after = Some(commands);
            let failure = rig.personalize(&mut reader, Before::Virgin).unwrap_err();
            assert_eq!(failure.written, written, "pulled after {commands}");
            assert!(matches!(line_error::<()>(Err(failure)), ReaderError::CardRemoved));
            assert!(reader.wait_for_removal(PATIENCE).unwrap());
            let card = rig.desks[0].table().pulled.take().expect("a pulled card");
            rig.desks[0].lay(card);
            rig.personalize(&mut reader, Before::Written).unwrap();
            rig.desks[0].take();
            assert!(reader.wait_for_removal(PATIENCE).unwrap());
        }
    }

    pub(super) fn a_card_that_falls_silent_is_mute(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        rig.desks[0].flaw(Flaw::MuteAfter(7));
        let failure = rig.personalize(&mut reader("Desk 1"), Before::Virgin).unwrap_err();
        assert!(failure.written);
        assert!(matches!(line_error::<()>(Err(failure)), ReaderError::Mute));
    }

    pub(super) fn a_chip_with_other_keys_fails_authentication(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        rig.desks[0].flaw(Flaw::WrongKeys);
        let done = rig.personalize(&mut reader("Desk 1"), Before::Virgin);
        assert!(matches!(chip_error(done), ChipError::Authentication(_)));
        assert!(rig.desks[0].take().is_virgin());
    }

    pub(super) fn bit_rot_is_seen_by_reading_back(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        rig.desks[0].flaw(Flaw::BitRot);
        let done = rig.personalize(&mut reader("Desk 1"), Before::Virgin);
        assert!(matches!(chip_error(done), ChipError::ReadBackDiffers { .. }));
        assert_eq!(rig.desks[0].take().life_cycle(), 0x03);
    }

    pub(super) fn a_written_chip_is_erased(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        let mut reader = reader("Desk 1");
        rig.personalize(&mut reader, Before::Virgin).unwrap();
        rig.talk(&mut reader, |line, session| erase(line, session)).unwrap();
        assert!(rig.read_back(&mut reader).unwrap().is_virgin());
        let card = rig.desks[0].take();
        assert!(card.files().all(|(_, bytes)| bytes.iter().all(|&byte| byte == 0)));
    }

    pub(super) fn a_random_uid_names_no_blank(folder: &Path) {
        let rig = Rig::new(folder);
        let mut card = chip(PROFILE);
        card.flaw(Flaw::RandomUid);
        rig.desks[0].lay(card);
        let mut reader = reader("Desk 1");
        assert!(reader.wait_for_card(PATIENCE).unwrap());
        let uid = reader.connect().unwrap().uid();
        assert!(matches!(uid, Err(ReaderError::Uid(_))), "{uid:?}");
    }

    pub(super) fn a_dropped_channel_leaves_the_card_and_a_reset_does_not(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        let mut reader = reader("Desk 1");
        let select = |line: &mut Channel<'_>, session: &mut Session<'_>| {
            life_cycle(line, session.profile).map_err(|_| "no life cycle")
        };
        assert_eq!(rig.talk(&mut reader, select), Ok(LifeCycle::Initialisation));
        let mut channel = reader.connect().unwrap();
        assert_eq!(channel.transmit(SELECT_PHOTO).unwrap(), [0x90, 0x00], "still selected");
        channel.reset().unwrap();
        assert_eq!(channel.transmit(SELECT_PHOTO).unwrap(), [0x69, 0x85], "no longer selected");
    }

    pub(super) fn a_reader_held_by_another_is_a_sharing_violation(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        let (mut mine, mut theirs) = (reader("Desk 1"), reader("Desk 1 00 00"));
        assert!(mine.wait_for_card(PATIENCE).unwrap());
        let held = theirs.connect().unwrap();
        assert!(matches!(mine.connect().map(drop), Err(ReaderError::SharingViolation)));
        drop(held);
        assert!(mine.connect().is_ok());
    }

    pub(super) fn a_restarted_service_is_found_again_by_the_same_reader(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        let (mut reader, mut watch) = (reader("Desk 1"), PcscWatch::default());
        rig.personalize(&mut reader, Before::Virgin).unwrap();
        assert_eq!(watch.presence().unwrap().len(), 1);
        rig.pcscd.kill().unwrap();
        assert!(matches!(reader.connect().map(drop), Err(ReaderError::NoService)));
        assert!(matches!(reader.wait_for_card(PATIENCE), Err(ReaderError::NoService)));
        assert!(matches!(watch.presence(), Err(ReaderError::NoService)));
        rig.pcscd.restart().unwrap();
        assert_eq!(rig.read_back(&mut reader).unwrap().life_cycle, LifeCycle::Activated);
        assert_eq!(watch.presence().unwrap(), [("Desk 1 00 00".to_owned(), true)]);

        // And when nobody looked while it was away.
        rig.pcscd.kill().unwrap();
        rig.pcscd.restart().unwrap();
        assert!(rig.read_back(&mut reader).is_ok());
        assert!(watch.presence().is_ok());
    }

    pub(super) fn a_service_that_dies_under_a_channel_is_no_service(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        let mut reader = reader("Desk 1");
        assert!(reader.wait_for_card(PATIENCE).unwrap());
        let mut channel = reader.connect().unwrap();
        rig.pcscd.kill().unwrap();
        let error = channel.transmit(SELECT_PHOTO).unwrap_err();
        assert!(matches!(error, ReaderError::NoService), "{error:?}");
        drop(channel);
        rig.pcscd.restart().unwrap();
        assert!(rig.personalize(&mut reader, Before::Virgin).is_ok());
    }

    pub(super) fn a_reader_that_goes_and_comes_back_is_told_and_found(folder: &Path) {
        let rig = Rig::new(folder);
        rig.lay_new_chip();
        let mut reader = reader("Desk 1");
        assert!(reader.wait_for_card(PATIENCE).unwrap());
        let mut channel = reader.connect().unwrap();
        rig.servers[0].unplug();
        let error = channel.transmit(SELECT_PHOTO).unwrap_err();
        let lost = matches!(error, ReaderError::ReaderGone(_) | ReaderError::CardRemoved);
        assert!(lost, "{error:?}");
        drop(channel);
        rig.servers[0].plug_in();
        // The service needs a moment to see it again; until then it says that it is gone.
        let plugged_in = Instant::now();
        while matches!(reader.wait_for_card(PATIENCE), Err(ReaderError::ReaderGone(_))) {
            assert!(plugged_in.elapsed() < PATIENCE, "the reader stays away");
        }
        assert!(rig.personalize(&mut reader, Before::Virgin).is_ok());
        let mut other = super::reader("Desk 2");
        let gone = other.wait_for_card(PATIENCE);
        assert!(matches!(gone, Err(ReaderError::ReaderGone(name)) if name == "Desk 2"));
    }

    pub(super) fn waits_end_with_the_event_or_with_their_time(folder: &Path) {
        let rig = Rig::new(folder);
        let mut reader = reader("Desk 1");
        let short = Duration::from_millis(30);
        for timeout in [Duration::ZERO, short] {
            let started = Instant::now();
            assert!(!reader.wait_for_card(timeout).unwrap());
            assert!(started.elapsed() >= timeout);
        }
        assert!(reader.wait_for_removal(Duration::ZERO).unwrap());
        for _ in 0..5 {
            std::thread::scope(|scope| {
                let waiting = scope.spawn(|| reader.wait_for_card(PATIENCE));
                rig.lay_new_chip();
                assert!(waiting.join().unwrap().unwrap());
            });
            assert!(!reader.wait_for_removal(short).unwrap());
            std::thread::scope(|scope| {
                let waiting = scope.spawn(|| reader.wait_for_removal(PATIENCE));
                rig.desks[0].take();
                assert!(waiting.join().unwrap().unwrap());
            });
        }
    }

    pub(super) fn an_empty_reader_has_no_card_to_connect_to(folder: &Path) {
        let _rig = Rig::new(folder);
        let connected = reader("Desk 1").connect().map(drop);
        assert!(matches!(connected, Err(ReaderError::NoCard)), "{connected:?}");
    }

    pub(super) fn the_watch_sees_every_reader_under_its_configured_name(folder: &Path) {
        let rig = Rig::with(folder, &[("Station 1", true), ("Station 2", true), ("Desk", true)]);
        let configured = vec!["Station 1".to_owned(), "Desk 02 00".to_owned()];
        let mut watch = PcscWatch::new(configured);
        let expected = |present: [bool; 3]| {
            let names = ["Station 1", "Station 2 01 00", "Desk 02 00"].map(str::to_owned);
            names.into_iter().zip(present).collect::<Vec<_>>()
        };
        assert_eq!(watch.presence().unwrap(), expected([false; 3]));
        rig.desks[1].lay(chip(PROFILE));
        assert!(reader("Station 2").wait_for_card(PATIENCE).unwrap());
        assert_eq!(watch.presence().unwrap(), expected([false, true, false]));

        // Looking on never holds up who talks to a card.
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    watch.presence().unwrap();
                }
            });
            let done = rig.personalize(&mut reader("Station 2"), Before::Virgin);
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            assert!(done.is_ok());
        });
    }

    pub(super) fn a_virtual_reader_is_used_only_by_its_whole_name(folder: &Path) {
        let rig = Rig::with(folder, &[("Virtual PCD", true)]);
        rig.lay_new_chip();
        let refused = reader("Virtual PCD").connect().map(drop);
        assert!(matches!(refused, Err(ReaderError::ReaderGone(_))), "{refused:?}");
        rig.personalize(&mut reader("Virtual PCD 00 00"), Before::Virgin).unwrap();
    }
}
