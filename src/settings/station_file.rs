//! The station file `cetakd.toml`: who and where this station is, whom it believes, its devices.
//! Relative paths are relative to the file.

use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::tz::Offset;
use thiserror::Error;
use toml::Table;

use super::batch::{self, BatchSettings, LaneLimits};
use super::counter::{self, CounterSettings};
use super::keys::{KeyFault, Keys};
use super::web::{self, WebSettings};
use crate::journal::{LaneName, name::NameError};
use crate::record::{Kid, KidError};

/// Larger files are no settings.
pub const MAX_FILE_BYTES: u64 = 256 * 1024;
/// pcscd knows no more readers.
pub const MAX_LANES: usize = 16;

#[derive(Debug, Clone)]
pub struct StationFile {
    pub id: String,
    pub office: String,
    pub zone: Offset,
    /// The computer this station is bound to, as `device::machine` names it.
    pub machine: Option<String>,
    pub data: PathBuf,
    pub record_signers: Vec<PathBuf>,
    pub chip_signers: Vec<PathBuf>,
    /// Certificates pinned for production; until then every card says SPESIMEN.
    pub production: Vec<Kid>,
    pub source: SourceSettings,
    pub card_master_key: PathBuf,
    pub layouts: PathBuf,
    pub lanes: Vec<LaneSettings>,
    /// Where people tap a card.
    pub desk_reader: Option<String>,
    pub batch: BatchSettings,
    /// Unused blanks of a kind below which it is time to order.
    pub reorder_at: u32,
    pub counter: CounterSettings,
    /// Stations with which blanks are exchanged, each with its certificate.
    pub partners: std::collections::BTreeMap<crate::journal::Party, PathBuf>,
    /// Where browsers find the counter; without it there is none.
    pub web: Option<WebSettings>,
}

#[derive(Debug, Clone)]
pub struct SourceSettings {
    pub uri: String,
    pub ca: Option<PathBuf>,
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    /// Signs reports that go by courier.
    pub signing_key: Option<PathBuf>,
    pub signing_certificate: Option<PathBuf>,
}

#[derive(Debug, Clone)]
pub struct LaneSettings {
    pub name: LaneName,
    pub printer: String,
    pub reader: String,
    /// For a printer that calls itself something we don't know.
    pub model: Option<String>,
    /// The one printer that belongs to this lane.
    pub serial: Option<String>,
    pub limits: LaneLimits,
}

#[derive(Debug, Error)]
pub enum SettingsError {
    #[error("{} can't be read", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} has more than {MAX_FILE_BYTES} bytes", .0.display())]
    TooLarge(PathBuf),
    #[error("{} is not TOML: line {line}: {reason}", path.display())]
    NotToml { path: PathBuf, line: usize, reason: String },
    #[error("{}: {fault}", path.display())]
    Key { path: PathBuf, fault: KeyFault },
    #[error("{}: {fault}", path.display())]
    Name { path: PathBuf, fault: NameError },
    #[error("{}: [trust] production: {fault}", path.display())]
    Pin { path: PathBuf, fault: KidError },
    #[error("{}: {what}", path.display())]
    Lanes { path: PathBuf, what: String },
}

impl StationFile {
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let file = |source| SettingsError::File { path: path.to_owned(), source };
        let opened = std::fs::File::open(path).map_err(file)?;
        let mut bytes = Vec::new();
        opened.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(file)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(SettingsError::TooLarge(path.to_owned()));
        }
        let text = String::from_utf8(bytes).map_err(|error| file(std::io::Error::other(error)))?;
        Self::parse(&text, path)
    }

    /// `path` names the file in errors and anchors relative paths.
    pub fn parse(text: &str, path: &Path) -> Result<Self, SettingsError> {
        let table: Table =
            text.parse().map_err(|error: toml::de::Error| SettingsError::NotToml {
                path: path.to_owned(),
                line: line_of(text, &error),
                reason: error.message().to_owned(),
            })?;
        let base = path.parent().unwrap_or(Path::new("."));
        let file = from_table(&table, path, base)?;
        check_lanes(&file, path)?;
        Ok(file)
    }

    /// Where the daemon listens for commands.
    pub fn control_socket(&self) -> PathBuf {
        self.data.join("control.sock")
    }
}

fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1
}

fn from_table(table: &Table, path: &Path, base: &Path) -> Result<StationFile, SettingsError> {
    let key = |fault| SettingsError::Key { path: path.to_owned(), fault };
    let mut top = Keys::new(table, "");
    let mut station = section(&mut top, "station").map_err(key)?;
    let mut trust = section(&mut top, "trust").map_err(key)?;
    let mut keys = section(&mut top, "keys").map_err(key)?;
    let mut layouts = section(&mut top, "layouts").map_err(key)?;
    let source = section(&mut top, "source").map_err(key)?;
    let desk = top.table("desk").map_err(key)?;
    let lanes = top.tables("lane").map_err(key)?;
    let batch = top.table("batch").map_err(key)?;
    let stock = top.table("stock").map_err(key)?;
    let partners = top.tables("partner").map_err(key)?;
    let web = top.table("web").map_err(key)?;
    let (counter_keys, suket) =
        (top.table("counter").map_err(key)?, top.table("suket").map_err(key)?);
    let paths = |texts: Vec<&str>| texts.into_iter().map(|text| base.join(text)).collect();
    let file = StationFile {
        id: station.text("id").map_err(key)?.to_owned(),
        office: station.text("office").map_err(key)?.to_owned(),
        machine: station.maybe_text("machine").map_err(key)?.map(str::to_owned),
        zone: station.word("zone", ZONES).map_err(key)?.offset(),
        data: base.join(station.text("data").map_err(key)?),
        record_signers: paths(trust.texts("record_signers").map_err(key)?),
        chip_signers: paths(trust.texts("chip_signers").map_err(key)?),
        production: pins(&mut trust, path)?,
        source: read_source(source, base).map_err(key)?,
        card_master_key: base.join(keys.text("card_master").map_err(key)?),
        layouts: base.join(layouts.text("folder").map_err(key)?),
        lanes: lanes.into_iter().map(|lane| read_lane(lane, path)).collect::<Result<_, _>>()?,
        desk_reader: read_desk(desk).map_err(key)?,
        batch: batch::read_batch(batch).map_err(key)?,
        reorder_at: super::stock::read_reorder_at(stock).map_err(key)?,
        counter: counter::read_counter(counter_keys, suket).map_err(key)?,
        partners: super::stock::read_partners(partners, base).map_err(key)?,
        web: web::read_web(web, base).map_err(key)?,
    };
    for finished in [station, trust, keys, layouts, top] {
        finished.finish().map_err(key)?;
    }
    crate::journal::LaneName::new(&file.id)
        .map_err(|fault| SettingsError::Name { path: path.to_owned(), fault })?;
    Ok(file)
}

fn section<'a>(top: &mut Keys<'a>, name: &'static str) -> Result<Keys<'a>, KeyFault> {
    let found = top.table(name)?;
    found.ok_or_else(|| top.missing(name))
}

/// The three zones of the country; none keeps summer time.
#[derive(Clone, Copy)]
enum Zone {
    Wib,
    Wita,
    Wit,
}

const ZONES: &[(&str, Zone)] = &[("WIB", Zone::Wib), ("WITA", Zone::Wita), ("WIT", Zone::Wit)];

impl Zone {
    fn offset(self) -> Offset {
        Offset::constant(match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        })
    }
}

fn pins(trust: &mut Keys<'_>, path: &Path) -> Result<Vec<Kid>, SettingsError> {
    let texts = trust
        .maybe_texts("production")
        .map_err(|fault| SettingsError::Key { path: path.to_owned(), fault })?;
    let pin = |text: &str| {
        text.parse().map_err(|fault| SettingsError::Pin { path: path.to_owned(), fault })
    };
    texts.unwrap_or_default().into_iter().map(pin).collect()
}

fn read_source(mut source: Keys<'_>, base: &Path) -> Result<SourceSettings, KeyFault> {
    let mut path = |key| Ok(source.maybe_text(key)?.map(|text| base.join(text)));
    let settings = SourceSettings {
        ca: path("ca")?,
        certificate: path("certificate")?,
        key: path("key")?,
        signing_key: path("signing_key")?,
        signing_certificate: path("signing_certificate")?,
        uri: match source.text("uri")? {
            // A folder is anchored like every other path.
            uri if uri.starts_with("folder:") => {
                format!("folder:{}", base.join(&uri["folder:".len()..]).display())
            }
            uri => uri.to_owned(),
        },
    };
    source.finish()?;
    Ok(settings)
}

fn read_lane(mut lane: Keys<'_>, path: &Path) -> Result<LaneSettings, SettingsError> {
    let key = |fault| SettingsError::Key { path: path.to_owned(), fault };
    let settings = LaneSettings {
        name: LaneName::new(lane.text("name").map_err(key)?)
            .map_err(|fault| SettingsError::Name { path: path.to_owned(), fault })?,
        printer: lane.text("printer").map_err(key)?.to_owned(),
        reader: lane.text("reader").map_err(key)?.to_owned(),
        model: lane.maybe_text("model").map_err(key)?.map(str::to_owned),
        serial: lane.maybe_text("serial").map_err(key)?.map(str::to_owned),
        limits: batch::read_limits(&mut lane).map_err(key)?,
    };
    lane.finish().map_err(key)?;
    Ok(settings)
}

fn read_desk(desk: Option<Keys<'_>>) -> Result<Option<String>, KeyFault> {
    let Some(mut desk) = desk else { return Ok(None) };
    let reader = desk.text("reader")?.to_owned();
    desk.finish()?;
    Ok(Some(reader))
}

fn check_lanes(file: &StationFile, path: &Path) -> Result<(), SettingsError> {
    let wrong = |what: String| SettingsError::Lanes { path: path.to_owned(), what };
    if file.lanes.is_empty() {
        return Err(wrong("no [[lane]]: name a printer and its reader".into()));
    }
    if file.lanes.len() > MAX_LANES {
        return Err(wrong(format!("{} lanes, more than {MAX_LANES}", file.lanes.len())));
    }
    for (at, lane) in file.lanes.iter().enumerate() {
        if file.desk_reader.as_ref() == Some(&lane.reader) {
            let what = format!("lane `{}` and the desk share a reader", lane.name);
            return Err(wrong(what));
        }
        for other in &file.lanes[..at] {
            if other.name == lane.name {
                return Err(wrong(format!("two lanes are called `{}`", lane.name)));
            }
            if other.reader == lane.reader || other.printer == lane.printer {
                return Err(wrong(format!(
                    "lanes `{}` and `{}` share a device",
                    other.name, lane.name
                )));
            }
        }
    }
    Ok(())
}
