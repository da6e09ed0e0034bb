//! From the station file to live parts. The only place that knows every implementation by name.

use std::path::Path;
use std::sync::{Arc, Mutex};

use super::Ended;
use crate::control::wire::Meaning;
use crate::device::certificate::{Certificate, read_signing_key};
use crate::device::clock::SystemClock;
use crate::device::entropy::SystemEntropy;
use crate::device::key_file::{self, KeyFile};
use crate::device::open::{self, SourceSetting};
use crate::device::paper_key;
use crate::device::pcsc::PcscWatch;
use crate::device::prr_https::TlsFiles;
use crate::device::{Clock, PrrSource};
use crate::face::Geometry;
use crate::record::{RecordTrust, SearchKey};
use crate::settings::{LaneSettings, StationFile};
use crate::station::batch::BatchRules;
use crate::station::papers::PaperDesk;
use crate::station::{
    Anchor, Bell, Chain, Changes, Claims, Desk, Lane, Ledger, Partners, Products, Station,
    StockRules,
};
use crate::store::{SealingKeys, StationFacts, Writer};

pub const SEALING_KEY: &str = "sealing.key";
pub const SEARCH_KEY: &str = "search.key";

/// Geometry that layouts are painted at; every known printer shares it.
pub const GEOMETRY: Geometry = Geometry { width: 1016, height: 648, dpi: 300 };

pub fn facts(file: &StationFile) -> StationFacts {
    StationFacts { id: file.id.clone(), zone: file.zone }
}

pub fn source(file: &StationFile, clock: Arc<dyn Clock>) -> Result<Box<dyn PrrSource>, Ended> {
    let path = |path: &Option<std::path::PathBuf>| path.clone().unwrap_or_default();
    let settings = &file.source;
    let setting = SourceSetting {
        station: file.id.clone(),
        trust: trust(file)?,
        tls: TlsFiles {
            ca: path(&settings.ca),
            certificate: path(&settings.certificate),
            key: path(&settings.key),
        },
        signing: (path(&settings.signing_certificate), path(&settings.signing_key)),
    };
    open::open_source(&settings.uri, &setting, clock).map_err(|error| device("SRC-10", &error))
}

pub fn trust(file: &StationFile) -> Result<RecordTrust, Ended> {
    let mut trust = RecordTrust::default();
    let signer = |path: &Path| Certificate::read_signer(path).map_err(|e| device("CRT-01", &e));
    for path in &file.record_signers {
        let (kid, key) = signer(path)?;
        trust.add_record_signer(kid, key);
    }
    for path in &file.chip_signers {
        let (kid, key) = signer(path)?;
        trust.add_chip_signer(kid, key);
    }
    file.production.iter().for_each(|kid| trust.pin_production(*kid));
    Ok(trust)
}

/// Our own key is wanted only where blanks go to other stations.
fn partners(file: &StationFile) -> Result<Partners, Ended> {
    let mut partners = Partners::default();
    if let (Some(certificate), Some(key)) =
        (&file.source.signing_certificate, &file.source.signing_key)
        && certificate.exists()
    {
        let read = read_signing_key(certificate, key);
        partners.signing = Some(read.map_err(|error| device("CRT-02", &error))?);
    }
    for (station, path) in &file.partners {
        let signer = Certificate::read_signer(path).map_err(|error| device("CRT-03", &error))?;
        partners.certificates.insert(station.clone(), signer);
    }
    Ok(partners)
}

pub fn sealing_keys(file: &StationFile) -> Result<SealingKeys, Ended> {
    let read = |name: &str| {
        key_file::read_key(&file.data.join(name)).map_err(|error| device("KEY-01", &error))
    };
    Ok(SealingKeys::new(&*read(SEALING_KEY)?, SearchKey::new(&*read(SEARCH_KEY)?)))
}

pub fn products(file: &StationFile) -> Result<Products, Ended> {
    Products::load(&file.layouts, GEOMETRY).map_err(|error| device("FACE-20", &error))
}

pub fn station(file: &StationFile, writer: Writer) -> Result<Arc<Station>, Ended> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let card_keys =
        KeyFile::open(&file.card_master_key).map_err(|error| device("KEY-02", &error))?;
    Ok(Arc::new(Station {
        id: file.id.clone(),
        ledger: Ledger::new(writer),
        trust: trust(file)?,
        sealing: sealing_keys(file)?,
        products: products(file)?,
        card_keys: Box::new(card_keys),
        entropy: Arc::new(SystemEntropy),
        readers: file
            .lanes
            .iter()
            .map(|lane| (lane.name.clone(), open::reader_name(&lane.reader).to_owned()))
            .collect(),
        source: Mutex::new(source(file, clock.clone())?),
        reports: Mutex::new(source(file, clock.clone())?),
        bell: Bell::default(),
        watch: Mutex::new(Box::new(PcscWatch::new(reader_names(file)))),
        claims: Claims::default(),
        anchor: Anchor::default(),
        batch: BatchRules::of(file),
        stock: StockRules { reorder_at: file.reorder_at, ..StockRules::default() },
        partners: partners(file)?,
        counter: file.counter.clone(),
        papers: PaperDesk {
            folder: file.data.clone(),
            key: paper_key::open_or_make(&file.data).map_err(|error| device("KEY-03", &error))?,
        },
        feeding: Mutex::new(()),
        changes: Changes::default(),
        clock,
    }))
}

/// Readers by the names that the station file gives them.
pub fn reader_names(file: &StationFile) -> Vec<String> {
    let lanes = file.lanes.iter().map(|lane| &lane.reader);
    lanes.chain(&file.desk_reader).map(|uri| open::reader_name(uri).to_owned()).collect()
}

pub fn lane(station: &Arc<Station>, settings: &LaneSettings) -> Result<Lane, Ended> {
    let clock = station.clock.clone();
    let printer = open::open_printer(&settings.printer, settings.model.as_deref(), clock)
        .map_err(|error| device("PRN-20", &error))?;
    let reader = open::open_reader(&settings.reader).map_err(|error| device("RDR-20", &error))?;
    let lane = Lane::new(station.clone(), settings.name.clone(), printer, reader);
    Ok(lane.bound_to(settings.serial.clone()))
}

pub fn desk(file: &StationFile) -> Result<Option<Desk>, Ended> {
    let Some(uri) = &file.desk_reader else { return Ok(None) };
    let reader = open::open_reader(uri).map_err(|error| device("RDR-21", &error))?;
    Ok(Some(Mutex::new(reader)))
}

/// Something the station file names can't be used.
pub fn device(code: &str, error: &dyn std::error::Error) -> Ended {
    let what = Chain(error).to_string();
    Ended::new(
        code,
        format!("Tidak dapat dipakai: {what}. Lihat `cetakd doctor`."),
        format!("Can't be used: {what}. See `cetakd doctor`."),
        Meaning::Failure,
    )
}
