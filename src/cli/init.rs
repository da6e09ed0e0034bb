//! `cetakd init`: a station from nothing. Never overwrites a file, a key or a journal.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rustix::fs::{CWD, RenameFlags};
use serde_json::json;
use zeroize::Zeroizing;

use super::{Context, Ended, assemble};
use crate::device::Entropy;
use crate::device::clock::SystemClock;
use crate::device::entropy::SystemEntropy;
use crate::device::{key_file, machine, paper_key};
use crate::journal::Event;
use crate::settings::StationFile;
use crate::store::{Author, Writer};
use crate::text::say;

/// Writes a station file if there is none, then makes the data folder, keys and journal.
#[derive(Debug, Args)]
pub struct Init {
    /// Station id; the source's certificate carries the same.
    #[arg(long, default_value = "SPESIMEN-01")]
    id: String,
    /// Name of the office, as papers bear it.
    #[arg(long, default_value = "Dinas Dukcapil (SPESIMEN)")]
    office: String,
    /// Time zone of the office.
    #[arg(long, default_value = "WIB", value_parser = ["WIB", "WITA", "WIT"])]
    zone: String,
    /// Folder with certificates and the card master key.
    #[arg(long, default_value = "certs")]
    certs: PathBuf,
    /// Folder with layouts, chip profiles and fonts.
    #[arg(long, default_value = "card-layouts")]
    layouts: PathBuf,
    /// PRR source: https://host:port or folder:PATH.
    #[arg(long, default_value = "https://localhost:8443")]
    source: String,
    /// A lane as NAME=PRINTER,READER; may be given several times.
    #[arg(long = "lane", default_value = "A=evolis+tcp://127.0.0.1:9100,pcsc:Station 0")]
    lanes: Vec<String>,
    /// Reader on which people tap a card.
    #[arg(long)]
    desk: Option<String>,
    /// Address and port on which browsers find the counter, as 127.0.0.1:8440.
    #[arg(long)]
    web: Option<std::net::SocketAddr>,
}

impl Init {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let path = &context.config;
        if !path.exists() {
            let text = self.station_file()?;
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|error| Ended::file(folder, &error))?;
            }
            write_new(path, text.as_bytes(), 0o600)?;
        }
        let file = context.station_file()?;
        make_data_folder(&file.data)?;
        for name in [assemble::SEALING_KEY, assemble::SEARCH_KEY] {
            make_key(&file.data.join(name))?;
        }
        paper_key::open_or_make(&file.data).map_err(|error| assemble::device("KEY-03", &error))?;
        make_journal(&file)?;
        let data = file.data.display().to_string();
        context.output.data(&json!({ "config": path.display().to_string(), "data": data }));
        context.output.say(&say(
            format!("Stasiun {} dibuat di {data}.", file.id),
            format!("Station {} made in {data}.", file.id),
        ));
        Ok(())
    }

    /// The station file as text; absolute paths, so that it may be moved.
    fn station_file(&self) -> Result<String, Ended> {
        let absolute =
            |path: &Path| std::path::absolute(path).map_err(|error| Ended::file(path, &error));
        let certs = absolute(&self.certs)?;
        let cert = |name: &str| quoted(&certs.join(name).display().to_string());
        let layouts = quoted(&absolute(&self.layouts)?.display().to_string());
        let (id, office) = (quoted(&self.id), quoted(&self.office));
        let (zone, source) = (quoted(&self.zone), quoted(&self.source));
        let machine = machine::machine().map(|name| format!("machine = {}\n", quoted(&name)));
        let machine = machine.unwrap_or_default();
        let mut text = format!(
            "[station]\nid = {id}\noffice = {office}\nzone = {zone}\ndata = \"data\"\n{machine}\n\
             [trust]\nrecord_signers = [{}]\nchip_signers = [{}]\n\
             # SHA-256 of production certificates; without one every card says SPESIMEN.\n\
             production = []\n\n\
             [source]\nuri = {source}\nca = {}\ncertificate = {}\nkey = {}\n\
             signing_certificate = {}\nsigning_key = {}\n\n\
             [keys]\ncard_master = {}\n\n[layouts]\nfolder = {layouts}\n",
            cert("record-signer.pem"),
            cert("chip-signer.pem"),
            cert("source-ca.pem"),
            cert("station.pem"),
            cert("station.key"),
            cert("station-signing.pem"),
            cert("station-signing.key"),
            cert("card-master.key"),
        );
        for lane in &self.lanes {
            text.push_str(&lane_table(lane)?);
        }
        if let Some(desk) = &self.desk {
            text.push_str(&format!("\n[desk]\nreader = {}\n", quoted(desk)));
        }
        if let Some(web) = self.web {
            text.push_str(&format!("\n[web]\nlisten = \"{web}\"\n"));
        }
        text.push_str(crate::settings::OPTIONAL);
        Ok(text)
    }
}

fn lane_table(lane: &str) -> Result<String, Ended> {
    let parts = lane.split_once('=').and_then(|(name, rest)| {
        rest.split_once(',').map(|(printer, reader)| (name, printer, reader))
    });
    let Some((name, printer, reader)) = parts else {
        return Err(Ended::usage(
            "CFG-03",
            format!("`{lane}`: jalur ditulis NAMA=PENCETAK,PEMBACA."),
            format!("`{lane}`: a lane is written NAME=PRINTER,READER."),
        ));
    };
    let (name, printer, reader) = (quoted(name), quoted(printer), quoted(reader));
    Ok(format!("\n[[lane]]\nname = {name}\nprinter = {printer}\nreader = {reader}\n"))
}

/// A basic TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn make_data_folder(data: &Path) -> Result<(), Ended> {
    match DirBuilder::new().mode(0o700).recursive(true).create(data) {
        Ok(()) => Ok(()),
        Err(error) => Err(Ended::file(data, &error)),
    }
}

fn make_key(path: &Path) -> Result<(), Ended> {
    if path.exists() {
        // Made before, whole; or cut off, and what it would seal could not be read.
        let known = key_file::read_key(path).map(drop);
        return known.map_err(|error| assemble::device("KEY-01", &error));
    }
    let mut key = Zeroizing::new([0; 32]);
    SystemEntropy.fill(key.as_mut());
    let mut text = Zeroizing::new(String::with_capacity(65));
    for byte in key.iter() {
        text.push_str(&format!("{byte:02x}"));
    }
    text.push('\n');
    let part = path.with_extension("part");
    let fault = |error: io::Error| Ended::file(path, &error);
    match fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fault(error)),
        _ => write_new(&part, text.as_bytes(), 0o600)?,
    }
    // Never in the place of another: whole, or not there.
    let placed = rustix::fs::renameat_with(CWD, &part, CWD, path, RenameFlags::NOREPLACE);
    placed.map_err(|error| fault(error.into()))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)
}

fn make_journal(file: &StationFile) -> Result<(), Ended> {
    let clock = Arc::new(SystemClock::new());
    let writer = Writer::create(&file.data, assemble::facts(file), clock);
    let mut writer = writer.map_err(|error| Ended::store(&error))?;
    let author = Author { actor: "init".into(), ..Author::default() };
    let event = Event::StationInitialised { office: file.office.clone() };
    writer.append(&author, vec![event]).map_err(|error| Ended::store(&error))
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Ended> {
    let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| Ended::file(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_there_whole_and_stays_or_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing.key");
        // Killed at the write of another try.
        fs::write(folder.path().join("sealing.part"), "ab").unwrap();
        make_key(&path).unwrap();
        let key = key_file::read_key(&path).unwrap();
        make_key(&path).unwrap();
        assert_eq!(key_file::read_key(&path).unwrap(), key);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_key_that_is_none_is_refused_and_left_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sealing.key");
        for text in ["", "abcd\n"] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let refused = make_key(&path).unwrap_err();
            assert_eq!(refused.fault.code, "KEY-01");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
