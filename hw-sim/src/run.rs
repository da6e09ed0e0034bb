//! Wires everything: the world, its printers and readers, a private pcscd, the record source, the
//! control socket. What is started here ends when `Running` is dropped, in the reverse order.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::Serialize;
use thiserror::Error;

use crate::card::{ChipProfile, ProfileError};
use crate::certificates::{self, CertificateError};
use crate::config::Config;
use crate::control::ControlServer;
use crate::office::Office;
use crate::printer::serve::PrinterServer;
use crate::reader::{
    Notifier, Pcscd, PcscdError, PcscdOrder, ReaderLimits, ReaderLine, ReaderServer,
};
use crate::shared::{Pictures, ReaderSlot, SharedWorld};
use crate::source::{self, ChipDataProfile, Door, Population, Signers, Source};
use crate::world::{FaultError, Lot, Reader, World, WorldOrder};

/// The profile of the demonstration card, as the product ships it.
const CHIP_PROFILE: &str = include_str!("../../card-layouts/ktp-el/chip.toml");
/// File of the certificates folder that holds the card master key, 64 hexadecimal digits.
const MASTER_KEY: &str = "card-master.key";

#[derive(Debug, Error)]
pub enum RunError {
    #[error("{path} can't be used")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{0} is no card master key of 64 hexadecimal digits")]
    MasterKey(PathBuf),
    #[error("certificates can't be made")]
    Certificates(#[from] CertificateError),
    #[error("chip profile can't be used")]
    Profile(#[from] ProfileError),
    #[error("chip profile does not describe the data")]
    DataProfile(#[from] source::chip_data::ProfileError),
    #[error("signers can't be loaded")]
    Signers(#[from] source::signer::SignerError),
    #[error("record source's memory can't be opened")]
    Deeds(#[from] source::deeds::DeedsError),
    #[error("fault plan can't be used")]
    Faults(#[from] FaultError),
    #[error("pcscd can't be run")]
    Pcscd(#[from] PcscdError),
    #[error("{what} can't be served")]
    Serve {
        what: &'static str,
        #[source]
        source: io::Error,
    },
}

/// What to run and where.
#[derive(Debug, Clone)]
pub struct RunOrder {
    /// Sockets, pictures, device links; made if it isn't there.
    pub dir: PathBuf,
    /// Certificates and keys; made if they aren't there.
    pub certificates: PathBuf,
    pub config: Config,
    /// `false`: printers alone, for machines without pcscd.
    pub pcscd: bool,
}

/// The line that says everything listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ready {
    pub control: PathBuf,
    /// For `PCSCLITE_CSOCK_NAME`.
    pub pcscd: Option<PathBuf>,
    pub lanes: Vec<ReadyLane>,
    /// Names of the desk readers.
    pub desks: Vec<String>,
    pub source: String,
    pub certificates: PathBuf,
    /// Where pictures of printed cards appear.
    pub pictures: PathBuf,
    /// The supplier's list: UIDs of all cards that are ours, one a line.
    pub uids: PathBuf,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadyLane {
    pub printer: String,
    pub device: String,
    /// As pcscd lists it; empty without pcscd.
    pub reader: String,
}

/// Everything that runs.
#[derive(Debug)]
pub struct Running {
    ready: Ready,
    // Dropped in this order.
    _control: ControlServer,
    office: Arc<Office>,
    _readers: Vec<ReaderServer>,
}

impl Running {
    pub fn start(order: &RunOrder) -> Result<Self, RunError> {
        let dir = &order.dir;
        fs::create_dir_all(dir).map_err(|source| file(dir, source))?;
        let dir = &dir.canonicalize().map_err(|source| file(dir, source))?;
        let config = &order.config;
        let stations: Vec<&str> = config.source.stations.iter().map(String::as_str).collect();
        certificates::make(&order.certificates, &stations)?;
        let certificates =
            order.certificates.canonicalize().map_err(|e| file(&order.certificates, e))?;

        let world = make_world(config, &certificates)?;
        let uids = write_uids(dir, &world)?;
        let pictures = dir.join("pictures");
        let keep = Pictures::prepare(&pictures, config.blanks.stock)
            .map_err(|source| file(&pictures, source))?;
        let world = SharedWorld::new(world, Some(keep));

        let printers = start_printers(&world, dir)?;
        let (readers, lines) = start_readers(&world, dir, config.extended_length)?;
        let pcscd = match order.pcscd && !lines.is_empty() {
            true => {
                Some(Pcscd::start(&PcscdOrder { folder: dir, readers: &lines, handler: None })?)
            }
            false => None,
        };
        let memory = fresh_folder(dir.join("source"))?;
        let source = Arc::new(Mutex::new(make_source(config, &certificates, &memory)?));
        let door = Door::open(Arc::clone(&source), &certificates)
            .map_err(|source| RunError::Serve { what: "record source", source })?;
        let url = door.url();

        let (source, door) = (Some(source), Some(door));
        let office = Arc::new(Office { world, printers, pcscd, source, door });
        let control = ControlServer::start(&dir.join("control.sock"), Arc::clone(&office))
            .map_err(|source| RunError::Serve { what: "control socket", source })?;
        let (lanes, desks) = names(&office);
        let ready = Ready {
            control: control.path().to_path_buf(),
            pcscd: office.pcscd.as_ref().map(|pcscd| pcscd.socket().to_path_buf()),
            lanes,
            desks,
            source: url,
            certificates,
            pictures,
            uids,
        };
        Ok(Self { ready, _control: control, office, _readers: readers })
    }

    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The world itself, for tests in the same process.
    pub fn world(&self) -> &SharedWorld {
        &self.office.world
    }

    pub fn office(&self) -> &Office {
        &self.office
    }
}

/// The world of a configuration, with the keys of a certificates folder; nothing runs yet.
pub fn make_world(config: &Config, certificates: &Path) -> Result<World, RunError> {
    let lot = Lot {
        count: config.blanks.count,
        seed: config.seed,
        kind: config.blanks.kind,
        master_key: read_master_key(&certificates.join(MASTER_KEY))?,
        profile: ChipProfile::parse(&chip_profile(config)?)?,
        s16: config.blanks.s16,
        special: config.special.iter().map(|special| (special.card, special.make)).collect(),
    };
    let order = WorldOrder {
        lot,
        lanes: config.lanes.clone(),
        desks: config.desks,
        faults: config.faults.clone(),
        pace: config.pace.clone(),
    };
    Ok(World::new(&order)?)
}

fn make_source(config: &Config, certificates: &Path, memory: &Path) -> Result<Source, RunError> {
    let population = Population::new(config.seed, config.source.people);
    let profile = ChipDataProfile::parse(&chip_profile(config)?)?;
    let mut source = Source::open(memory, population, Signers::load(certificates)?, profile)?;
    if let Some(seconds) = config.source.lease_seconds {
        source.set_lease_seconds(seconds);
    }
    Ok(source)
}

/// A world made anew has a source that has heard of nothing.
fn fresh_folder(folder: PathBuf) -> Result<PathBuf, RunError> {
    match fs::remove_dir_all(&folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(file(&folder, source)),
        _ => Ok(folder),
    }
}

fn chip_profile(config: &Config) -> Result<String, RunError> {
    match &config.chip {
        None => Ok(CHIP_PROFILE.to_owned()),
        Some(path) => fs::read_to_string(path).map_err(|source| file(path, source)),
    }
}

fn read_master_key(path: &Path) -> Result<[u8; 32], RunError> {
    let text = fs::read_to_string(path).map_err(|source| file(path, source))?;
    let digits = text.trim();
    let mut key = [0; 32];
    let plain = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = Some(digits)
            .filter(|_| plain)
            .and_then(|digits| u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok())
            .ok_or_else(|| RunError::MasterKey(path.to_path_buf()))?;
    }
    Ok(key)
}

fn write_uids(dir: &Path, world: &World) -> Result<PathBuf, RunError> {
    let path = dir.join("uids.txt");
    let list: String = world
        .cards()
        .iter()
        .filter(|card| card.is_on_list())
        .map(|card| format!("{}\n", card.uid))
        .collect();
    fs::write(&path, list).map_err(|source| file(&path, source))?;
    Ok(path)
}

fn start_printers(world: &SharedWorld, dir: &Path) -> Result<Vec<PrinterServer>, RunError> {
    let lanes = world.with(|world| world.lanes().len());
    (0..lanes)
        .map(|lane| PrinterServer::start(world, lane, &dir.join(format!("printer-{lane}"))))
        .collect::<io::Result<_>>()
        .map_err(|source| RunError::Serve { what: "printer", source })
}

fn start_readers(
    world: &SharedWorld,
    dir: &Path,
    extended_length: bool,
) -> Result<(Vec<ReaderServer>, Vec<ReaderLine>), RunError> {
    let (lanes, desks) = world.with(|world| (world.lanes().len(), world.desks()));
    let stations = (0..lanes).map(|n| (Reader::Station(n), format!("Station {n}")));
    let desks = (0..desks).map(|n| (Reader::Desk(n), format!("Desk {n}")));
    let (mut servers, mut lines) = (Vec::new(), Vec::new());
    for (reader, name) in stations.chain(desks) {
        let socket = dir.join(format!("{}.sock", name.to_lowercase().replace(' ', "-")));
        let notifier = Notifier::new();
        let slot = Box::new(ReaderSlot::new(world, reader, notifier.clone()));
        let server = ReaderServer::start(&socket, slot, notifier, ReaderLimits { extended_length })
            .map_err(|source| RunError::Serve { what: "reader", source })?;
        servers.push(server);
        lines.push(ReaderLine { name, socket });
    }
    Ok((servers, lines))
}

fn names(office: &Office) -> (Vec<ReadyLane>, Vec<String>) {
    let listed = office.pcscd.as_ref().map_or(&[][..], Pcscd::reader_names);
    let stations = office.printers.len().min(listed.len());
    let readers = listed[..stations].iter().cloned().chain(std::iter::repeat(String::new()));
    let lanes = office
        .printers
        .iter()
        .zip(readers)
        .map(|(printer, reader)| ReadyLane {
            printer: format!("evolis+tcp://{}", printer.address()),
            device: format!("evolis://{}", printer.device().display()),
            reader,
        })
        .collect();
    (lanes, listed[stations..].to_vec())
}

fn file(path: &Path, source: io::Error) -> RunError {
    RunError::File { path: path.to_path_buf(), source }
}
