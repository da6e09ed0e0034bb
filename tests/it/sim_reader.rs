//! The simulated reader under a real, private pcscd: what any PC/SC client sees of it, and that
//! an independent SCP03 host (`scll`) agrees with the simulated card.
//!
//! libpcsclite reads `PCSCLITE_CSOCK_NAME` once per process, so each test runs itself again in a
//! process of its own with a folder of its own; several pcscd run side by side all the time.

use std::ffi::CString;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use hw_sim::card::{Chip, ChipOrder, ChipProfile, Flaw, KeyLength};
use hw_sim::reader::{
    Notifier, Pcscd, PcscdOrder, ReaderLimits, ReaderLine, ReaderServer, Slot, Transmitted,
};
use pcsc::{
    Attribute, Card, Context, Disposition, Error, Protocols, ReaderState, Scope, ShareMode, State,
};
use scll::CardManager;
use scll::backend::{KeyBackend, KeyKind};
use scll::backend_rustcrypto::RustCryptoBackend;
use scll::model::ScpVariant;
use scll::report::ScpTargetKind;
use scll::transport_pcsc::PcscTransport;
use scll::workflow::{OpenScpArgs, SdKeys};

use crate::own_process::in_own_process;

const PROFILE: &str = include_str!("../../card-layouts/ktp-el/chip.toml");
const MASTER: [u8; 32] = [0x4B; 32];
const UID: [u8; 7] = [0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6];
const READ_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];
const SELECT: &[u8] = b"\x00\xA4\x04\x00\x07\xF0CETAK\x01\x00";
/// Longest that anything here may take; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

in_own_process! {
    insertion_and_removal_are_seen_at_once
    the_reader_tells_the_uid_and_the_card_its_application
    an_independent_host_writes_and_reads_at_every_key_length
    an_independent_host_with_other_keys_gets_no_channel
    a_card_pulled_in_mid_apdu_is_an_error
    a_card_that_never_answers_is_an_error
    an_answer_too_short_to_be_one_is_an_error
    a_reset_takes_the_channel_and_is_told
    a_lost_reader_is_an_error_and_comes_back
    a_restarted_simulator_is_found_again
    a_killed_pcscd_comes_back_on_the_same_socket
    extended_length_is_refused_by_a_reader_that_is_short
    sixteen_readers_keep_their_cards_apart
}

/// What the hands of a person do at one reader.
#[derive(Clone)]
struct Desk {
    table: Arc<Mutex<Table>>,
    notifier: Notifier,
}

#[derive(Default)]
struct Table {
    card: Option<Chip>,
    pull_during_apdu: bool,
}

impl Desk {
    fn new() -> Self {
        Self { table: Arc::default(), notifier: Notifier::new() }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap()
    }

    fn lay(&self, card: Chip) {
        self.table().card = Some(card);
        self.notifier.changed();
    }

    fn take(&self) -> Option<Chip> {
        let card = self.table().card.take();
        self.notifier.changed();
        card
    }

    fn serve(&self, socket: &Path, limits: ReaderLimits) -> ReaderServer {
        let slot = Box::new(self.clone());
        ReaderServer::start(socket, slot, self.notifier.clone(), limits).unwrap()
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
        if std::mem::take(&mut self.table().pull_during_apdu) {
            self.take();
        }
        match self.table().card.as_mut().map(|card| card.transmit(command).answer) {
            None => Transmitted::Gone,
            Some(None) => Transmitted::TimeOut,
            Some(Some(answer)) => Transmitted::Answer(answer),
        }
    }
}

/// Some desks, their readers, and the pcscd that knows them.
struct Rig {
    desks: Vec<Desk>,
    servers: Vec<ReaderServer>,
    pcscd: Pcscd,
}

impl Rig {
    fn new(folder: &Path) -> Self {
        Self::with(folder, &[ReaderLimits::default()])
    }

    /// A desk for each of `limits`.
    fn with(folder: &Path, limits: &[ReaderLimits]) -> Self {
        let (mut desks, mut servers, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for (n, limits) in limits.iter().enumerate() {
            let (desk, socket) = (Desk::new(), folder.join(format!("{n}.sock")));
            servers.push(desk.serve(&socket, *limits));
            desks.push(desk);
            lines.push(ReaderLine { name: format!("Desk {n}"), socket });
        }
        let order = PcscdOrder { folder, readers: &lines, handler: None };
        Self { desks, servers, pcscd: Pcscd::start(&order).unwrap() }
    }

    fn desk(&self) -> &Desk {
        &self.desks[0]
    }

    fn reader(&self, n: usize) -> CString {
        CString::new(self.pcscd.reader_names()[n].as_str()).unwrap()
    }
}

fn chip(uid: &[u8]) -> Chip {
    let profile = ChipProfile::parse(PROFILE).unwrap();
    let order = ChipOrder { uid: uid.into(), master_key: &MASTER, profile: &profile, s16: false };
    Chip::manufacture(&order)
}

fn context() -> Context {
    Context::establish(Scope::User).unwrap()
}

/// Waits for the reader to be as `wanted`, driven by its events; the time that took.
#[track_caller]
fn wait_for(context: &Context, reader: &CString, wanted: State) -> Duration {
    let started = Instant::now();
    let mut states = [ReaderState::new(reader.clone(), State::UNAWARE)];
    loop {
        match context.get_status_change(PATIENCE, &mut states) {
            Ok(()) => {}
            Err(error) => panic!("no {wanted:?} at {reader:?}: {error}"),
        }
        if states[0].event_state().contains(wanted) {
            return started.elapsed();
        }
        assert!(started.elapsed() < PATIENCE, "{:?} stays", states[0].event_state());
        states[0].sync_current_state();
    }
}

#[track_caller]
fn connect(context: &Context, reader: &CString) -> Card {
    wait_for(context, reader, State::PRESENT);
    context.connect(reader, ShareMode::Exclusive, Protocols::T1).unwrap()
}

fn transmit(card: &Card, command: &[u8]) -> Result<Vec<u8>, Error> {
    let mut answer = [0; 66_000];
    card.transmit(command, &mut answer).map(<[u8]>::to_vec)
}

mod bodies {
    use super::*;

    pub(super) fn insertion_and_removal_are_seen_at_once(folder: &Path) {
        let rig = Rig::new(folder);
        let (context, reader) = (context(), rig.reader(0));
        wait_for(&context, &reader, State::EMPTY);
        let mut slowest = [Duration::ZERO; 2];
        for _ in 0..20 {
            rig.desk().lay(chip(&UID));
            slowest[0] = slowest[0].max(wait_for(&context, &reader, State::PRESENT));
            rig.desk().take();
            slowest[1] = slowest[1].max(wait_for(&context, &reader, State::EMPTY));
        }
        println!("slowest of 20: insertion {:?}, removal {:?}", slowest[0], slowest[1]);
    }

    pub(super) fn the_reader_tells_the_uid_and_the_card_its_application(folder: &Path) {
        let rig = Rig::new(folder);
        rig.desk().lay(chip(&UID));
        let context = context();
        let card = connect(&context, &rig.reader(0));
        assert_eq!(card.get_attribute_owned(Attribute::AtrString).unwrap(), chip(&UID).atr());
        assert_eq!(transmit(&card, &READ_UID).unwrap(), [&UID[..], &[0x90, 0x00]].concat());
        let fci = b"\x6F\x0C\x84\x07\xF0CETAK\x01\x8A\x01\x03\x90\x00";
        assert_eq!(transmit(&card, SELECT).unwrap(), fci);
        round_trips(&card);
    }

    fn round_trips(card: &Card) {
        const ROUNDS: u32 = 2_000;
        let started = Instant::now();
        for _ in 0..ROUNDS {
            transmit(card, SELECT).unwrap();
        }
        println!("round trip {:?}", started.elapsed() / ROUNDS);
    }

    pub(super) fn an_independent_host_writes_and_reads_at_every_key_length(folder: &Path) {
        let rig = Rig::new(folder);
        for (length, kind) in [
            (KeyLength::Aes128, KeyKind::Aes128),
            (KeyLength::Aes192, KeyKind::Aes192),
            (KeyLength::Aes256, KeyKind::Aes256),
        ] {
            for level in [0x01, 0x03, 0x11, 0x13, 0x33] {
                let mut profile = ChipProfile::parse(PROFILE).unwrap();
                profile.channel.key_length = length;
                let order = ChipOrder {
                    uid: UID.into(),
                    master_key: &MASTER,
                    profile: &profile,
                    s16: false,
                };
                rig.desk().lay(Chip::manufacture(&order));
                wait_for(&context(), &rig.reader(0), State::PRESENT);
                let mut host = Host::new(&rig, kind, known_keys(length));
                host.open(level).unwrap_or_else(|error| panic!("{kind:?} {level:02X}: {error:?}"));
                host.write_and_read_a_file();
                drop(host);
                let card = rig.desk().take().unwrap();
                assert_eq!(card.file(0x0102).unwrap(), content(), "{kind:?} {level:02X}");
                assert_eq!(card.life_cycle(), 0x05);
                wait_for(&context(), &rig.reader(0), State::EMPTY);
            }
        }
    }

    pub(super) fn an_independent_host_with_other_keys_gets_no_channel(folder: &Path) {
        let rig = Rig::new(folder);
        let mut foreign = chip(&UID);
        foreign.flaw(Flaw::WrongKeys);
        rig.desk().lay(foreign);
        wait_for(&context(), &rig.reader(0), State::PRESENT);
        let mut host = Host::new(&rig, KeyKind::Aes128, known_keys(KeyLength::Aes128));
        let refused = host.open(0x33).map(drop);
        assert!(matches!(refused, Err(scll::error::ScllError::CardCryptogramFail)), "{refused:?}");
    }

    pub(super) fn a_card_pulled_in_mid_apdu_is_an_error(folder: &Path) {
        let rig = Rig::new(folder);
        rig.desk().lay(chip(&UID));
        let (context, reader) = (context(), rig.reader(0));
        let card = connect(&context, &reader);
        rig.desk().table().pull_during_apdu = true;
        let error = transmit(&card, SELECT).unwrap_err();
        assert!(matches!(error, Error::RemovedCard | Error::NoSmartcard), "{error:?}");
        wait_for(&context, &reader, State::EMPTY);
        rig.desk().lay(chip(&UID));
        wait_for(&context, &reader, State::PRESENT);
        let error = transmit(&card, SELECT).unwrap_err();
        assert!(matches!(error, Error::RemovedCard | Error::ResetCard), "{error:?}");
        drop(card);
        assert!(transmit(&connect(&context, &reader), SELECT).is_ok(), "a new handle works");
    }

    pub(super) fn a_card_that_never_answers_is_an_error(folder: &Path) {
        let rig = Rig::new(folder);
        let mut mute = chip(&UID);
        mute.flaw(Flaw::MuteAfter(1));
        rig.desk().lay(mute);
        let context = context();
        let card = connect(&context, &rig.reader(0));
        assert!(transmit(&card, SELECT).is_ok());
        assert_eq!(transmit(&card, SELECT), Err(Error::NotTransacted));
        assert!(transmit(&card, &READ_UID).is_ok(), "the reader still knows the UID");
    }

    pub(super) fn an_answer_too_short_to_be_one_is_an_error(folder: &Path) {
        let rig = Rig::new(folder);
        rig.desk().lay(chip(&UID));
        let context = context();
        let card = connect(&context, &rig.reader(0));
        for bytes in [0, 1] {
            let flaw = Flaw::ShortAnswers { bytes };
            rig.desk().table().card.as_mut().unwrap().flaw(flaw);
            assert_eq!(transmit(&card, SELECT), Err(Error::NotTransacted), "{bytes} bytes");
        }
    }

    pub(super) fn a_reset_takes_the_channel_and_is_told(folder: &Path) {
        let rig = Rig::new(folder);
        rig.desk().lay(chip(&UID));
        let (context, reader) = (context(), rig.reader(0));
        wait_for(&context, &reader, State::PRESENT);
        let shared = || context.connect(&reader, ShareMode::Shared, Protocols::T1).unwrap();
        let (mut mine, other) = (shared(), shared());
        assert!(transmit(&mine, SELECT).is_ok());
        other.disconnect(Disposition::ResetCard).map_err(|(_, error)| error).unwrap();
        assert_eq!(transmit(&mine, b"\x00\xA4\x02\x0C\x02\x01\x01"), Err(Error::ResetCard));
        mine.reconnect(ShareMode::Exclusive, Protocols::T1, Disposition::LeaveCard).unwrap();
        let lost = transmit(&mine, b"\x00\xA4\x02\x0C\x02\x01\x01").unwrap();
        assert_eq!(lost, [0x69, 0x85], "the application is no longer selected");
    }

    pub(super) fn a_lost_reader_is_an_error_and_comes_back(folder: &Path) {
        let rig = Rig::new(folder);
        rig.desk().lay(chip(&UID));
        let (context, reader) = (context(), rig.reader(0));
        let card = connect(&context, &reader);
        rig.servers[0].unplug();
        let error = transmit(&card, SELECT).unwrap_err();
        assert!(matches!(error, Error::ReaderUnavailable | Error::RemovedCard), "{error:?}");
        wait_for(&context, &reader, State::UNAVAILABLE);
        drop(card);
        rig.servers[0].plug_in();
        assert!(transmit(&connect(&context, &reader), SELECT).is_ok());
    }

    pub(super) fn a_restarted_simulator_is_found_again(folder: &Path) {
        let mut rig = Rig::new(folder);
        rig.desk().lay(chip(&UID));
        let (context, reader) = (context(), rig.reader(0));
        let card = connect(&context, &reader);
        let socket = rig.servers.remove(0).socket().to_path_buf();
        let error = transmit(&card, SELECT).unwrap_err();
        assert!(matches!(error, Error::ReaderUnavailable | Error::RemovedCard), "{error:?}");
        drop(card);
        rig.servers.push(rig.desk().serve(&socket, ReaderLimits::default()));
        assert!(transmit(&connect(&context, &reader), SELECT).is_ok());
    }

    pub(super) fn a_killed_pcscd_comes_back_on_the_same_socket(folder: &Path) {
        let rig = Rig::new(folder);
        rig.desk().lay(chip(&UID));
        let reader = rig.reader(0);
        let stale = context();
        let card = connect(&stale, &reader);
        rig.pcscd.kill().unwrap();
        assert!(transmit(&card, SELECT).is_err());
        assert_eq!(Context::establish(Scope::User).err(), Some(Error::NoService));
        rig.pcscd.restart().unwrap();
        assert!(stale.list_readers_owned().is_err(), "an old context never recovers");
        assert!(transmit(&connect(&context(), &reader), SELECT).is_ok());
    }

    pub(super) fn extended_length_is_refused_by_a_reader_that_is_short(folder: &Path) {
        let short = ReaderLimits { extended_length: false };
        let rig = Rig::with(folder, &[short, ReaderLimits::default()]);
        rig.desks.iter().for_each(|desk| desk.lay(chip(&UID)));
        let context = context();
        let [short, long] = [0, 1].map(|n| connect(&context, &rig.reader(n)));
        for card in [&short, &long] {
            transmit(card, SELECT).unwrap();
            transmit(card, b"\x00\xA4\x02\x0C\x02\x01\x01").unwrap();
        }
        let whole_photo = [0x00, 0xB0, 0x00, 0x00, 0x00, 0x0C, 0x00];
        assert_eq!(transmit(&short, &whole_photo), Err(Error::NotTransacted));
        assert_eq!(transmit(&long, &whole_photo).unwrap().len(), 3072 + 2);
        assert!(transmit(&short, SELECT).is_ok(), "the card never saw it");
        assert_eq!(max_apdu_data_size(&short), 0);
        assert_eq!(max_apdu_data_size(&long), 65_536);
    }

    /// PC/SC part 10, FEATURE_GET_TLV_PROPERTIES: how a client learns what a reader passes.
    fn max_apdu_data_size(card: &Card) -> u32 {
        let mut buffer = [0; 264];
        let features = card.control(pcsc::ctl_code(3400), &[], &mut buffer).unwrap().to_vec();
        let [0x12, 4, a, b, c, d] = features[..] else { panic!("features {features:02X?}") };
        let code = u32::from_be_bytes([a, b, c, d]);
        let properties = card.control(code.into(), &[], &mut buffer).unwrap();
        let [0x0A, 4, a, b, c, d] = *properties else { panic!("properties {properties:02X?}") };
        u32::from_le_bytes([a, b, c, d])
    }

    pub(super) fn sixteen_readers_keep_their_cards_apart(folder: &Path) {
        let rig = Rig::with(folder, &[ReaderLimits::default(); 16]);
        let names = context().list_readers_owned().unwrap();
        let names: Vec<&str> = names.iter().map(|name| name.to_str().unwrap()).collect();
        assert_eq!(names, rig.pcscd.reader_names());
        for (n, desk) in rig.desks.iter().enumerate() {
            desk.lay(chip(&[4, 0, 0, 0, 0, 0, n as u8]));
        }
        std::thread::scope(|scope| {
            for n in 0..16 {
                let reader = rig.reader(n);
                scope.spawn(move || {
                    let context = context();
                    let card = connect(&context, &reader);
                    for _ in 0..200 {
                        let answer = transmit(&card, &READ_UID).unwrap();
                        assert_eq!(answer, [4, 0, 0, 0, 0, 0, n as u8, 0x90, 0x00]);
                    }
                });
            }
        });
    }
}

/// The keys of `UID` under `MASTER`, computed by `KBKDFCMAC` of pyca/cryptography.
fn known_keys(length: KeyLength) -> [&'static str; 2] {
    match length {
        KeyLength::Aes128 => {
            ["d2c85610c9ff640a0ebfc1ebcd14566c", "74820a7ee5e250e8a2e7e0959c3d12a2"]
        }
        KeyLength::Aes192 => [
            "20337178cfaffa624f1c8c0da7232e3dfd806180b955f6ac",
            "d516b2691637eeee1bc7bd74ed0eb3c981f77940d33752ac",
        ],
        KeyLength::Aes256 => [
            "b9f819b3947e163d66f02fbe37afb376dd77002fee12ee7f55a751ed179ec997",
            "8da33e5ea72fe5b93bd362ad0d80e473aa45e238dd736011e6d112c17b4b0dd6",
        ],
    }
}

fn content() -> Vec<u8> {
    (0..64).map(|n| n ^ 0x5A).collect()
}

/// An SCP03 host that shares no line with the simulator.
struct Host {
    manager: CardManager<PcscTransport, RustCryptoBackend<rand_core::OsRng>>,
    keys: SdKeys,
}

impl Host {
    fn new(rig: &Rig, kind: KeyKind, keys: [&str; 2]) -> Self {
        let backend = RustCryptoBackend::new(rand_core::OsRng);
        let [enc, mac] = keys.map(|key| backend.import_key(kind, &hex(key)).unwrap());
        let transport = PcscTransport::connect(&rig.pcscd.reader_names()[0]).unwrap();
        let keys = SdKeys { enc, mac, dek: mac };
        Self { manager: CardManager::new(transport, backend), keys }
    }

    fn open(&mut self, level: u8) -> Result<u8, scll::error::ScllError> {
        let effective = self.manager.open_scp(&OpenScpArgs {
            target_aid: b"\xF0CETAK\x01",
            target_kind: ScpTargetKind::ApplicationAid,
            sd_keys: self.keys,
            advertised: &[ScpVariant::Scp03 { i_param: 0x70 }],
            force_scp: None,
            kvn: 0x30,
            requested_level: level,
        })?;
        assert_eq!(effective.security_level_effective, level);
        Ok(effective.i_param_effective)
    }

    fn write_and_read_a_file(&mut self) {
        assert_eq!(self.send(b"\x80\xA4\x02\x0C\x02\x01\x02"), (vec![], 0x9000));
        for (offset, half) in [0u8, 32].into_iter().zip(content().chunks(32)) {
            let update = [&[0x80, 0xD6, 0x00, offset, 32], half].concat();
            assert_eq!(self.send(&update), (vec![], 0x9000));
        }
        // scll takes the fifth byte for Lc, so Le goes behind an Lc of zero.
        assert_eq!(self.send(&[0x80, 0xB0, 0, 0, 0, 64]), (content(), 0x9000));
        assert_eq!(self.send(&[0x80, 0xB0, 0, 48, 0, 32]), (content()[48..].to_vec(), 0x6282));
        assert_eq!(self.send(&[0x80, 0xB0, 1, 0, 0, 32]), (vec![], 0x6B00), "no R-MAC on errors");
        assert_eq!(self.send(&[0x80, 0x44, 0, 0]), (vec![], 0x9000));
    }

    fn send(&mut self, command: &[u8]) -> (Vec<u8>, u16) {
        let report = self.manager.transmit(command).unwrap();
        (report.rapdu.to_vec(), report.sw)
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}
