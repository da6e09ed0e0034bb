//! `inbox/*.jws`: signed leases under any name. Each is verified whole when it is first seen and
//! whenever it changes; what is remembered is who, where and which job, not the record.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::super::files::{self, FileError};
use super::super::source::{ReadyPerson, SignedLease, SourceError};
use super::{shown, unusable};
use crate::record::jws::MAX_JWS;
use crate::record::{Kind, Nik, PrintReadyRecord, RecordRefusal, RecordTrust};

/// Most files that may lie in the inbox.
pub const MAX_FILES: usize = 5_000;

pub struct Inbox {
    folder: PathBuf,
    station: String,
    trust: RecordTrust,
    seen: BTreeMap<OsString, Seen>,
    /// Files of ended leases that would not go.
    stuck: Vec<String>,
}

/// A lease in the inbox whose signature held, made out to this station.
pub struct Laid {
    file: OsString,
    pub lease: String,
    pub job: String,
    pub issued_at: Timestamp,
    pub observed_at: Timestamp,
    nik: Nik,
    kind: Kind,
    kecamatan: Zeroizing<String>,
    kel_desa: Zeroizing<String>,
}

struct Seen {
    stamp: Stamp,
    what: Result<Laid, Complaint>,
}

/// Tells a file that changed from one that didn't.
#[derive(PartialEq, Eq)]
struct Stamp {
    inode: u64,
    length: u64,
    modified: (i64, i64),
}

enum Complaint {
    Unreadable(FileError),
    NotText,
    Refused(RecordRefusal),
}

impl Inbox {
    pub fn open(folder: &Path, station: &str, trust: RecordTrust) -> Result<Self, FileError> {
        fs::create_dir_all(folder)
            .map_err(|source| FileError::Io { path: folder.to_owned(), source })?;
        Ok(Self {
            folder: folder.to_owned(),
            station: station.to_owned(),
            trust,
            seen: BTreeMap::new(),
            stuck: Vec::new(),
        })
    }

    /// Reads what is new or changed, forgets what is gone.
    pub fn look(&mut self) -> Result<(), SourceError> {
        let files = self.files()?;
        let mut before = std::mem::take(&mut self.seen);
        for (file, metadata) in files {
            let stamp = Stamp::of(&metadata);
            let known = before.remove(&file).filter(|seen| seen.stamp == stamp);
            let seen = known.unwrap_or_else(|| Seen { what: self.read(&file, &metadata), stamp });
            self.seen.insert(file, seen);
        }
        Ok(())
    }

    /// Removes the leases that `ended` names; one that won't go is complained of.
    pub fn remove(&mut self, ended: impl Fn(&Laid) -> bool) {
        self.stuck.clear();
        let (folder, stuck) = (&self.folder, &mut self.stuck);
        self.seen.retain(|file, seen| {
            let gone = seen.what.as_ref().is_ok_and(&ended);
            if gone && files::remove(folder, Path::new(file)).is_err() {
                stuck.push(shown(&file.to_string_lossy()));
            }
            !gone
        });
    }

    /// The lease issued last for this person.
    pub fn newest_of(&self, nik: &Nik) -> Option<&Laid> {
        self.laid().filter(|laid| laid.nik == *nik).max_by_key(|laid| laid.age())
    }

    pub fn of_job(&self, nik: &Nik, job: &str) -> Option<&Laid> {
        self.laid().filter(|laid| laid.nik == *nik && laid.job == job).max_by_key(|laid| laid.age())
    }

    /// One lease a person, by lease id.
    pub fn people(&self) -> impl Iterator<Item = &Laid> {
        let mut newest: BTreeMap<&Nik, &Laid> = BTreeMap::new();
        for laid in self.laid() {
            let one = newest.entry(&laid.nik).or_insert(laid);
            if laid.age() > one.age() {
                *one = laid;
            }
        }
        let mut people: Vec<&Laid> = newest.into_values().collect();
        people.sort_by(|a, b| a.lease.cmp(&b.lease));
        people.into_iter()
    }

    /// The lease as it was laid down.
    pub fn text(&self, laid: &Laid) -> Result<SignedLease, SourceError> {
        let path = self.folder.join(&laid.file);
        let bytes = files::read(&path, MAX_FILE).map_err(|error| unusable(&error))?;
        text(&bytes).map(|text| Zeroizing::new(text.to_owned())).ok_or_else(|| {
            SourceError::Folder {
                path: shown(&path.to_string_lossy()),
                reason: Complaint::NotText.to_string(),
            }
        })
    }

    pub fn complaints(&self) -> Vec<String> {
        let refused = self.seen.iter().filter_map(|(file, seen)| {
            let complaint = seen.what.as_ref().err()?;
            Some(format!("inbox/{}: {complaint}", shown(&file.to_string_lossy())))
        });
        let stuck = self.stuck.iter().map(|file| format!("inbox/{file}: can't be removed"));
        refused.chain(stuck).collect()
    }

    fn laid(&self) -> impl Iterator<Item = &Laid> {
        self.seen.values().filter_map(|seen| seen.what.as_ref().ok())
    }

    fn files(&self) -> Result<Vec<(OsString, Metadata)>, SourceError> {
        let broken = |source| unusable(&FileError::Io { path: self.folder.clone(), source });
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(broken)? {
            let entry = entry.map_err(broken)?;
            let name = entry.file_name();
            let hidden = name.as_encoded_bytes().starts_with(b".");
            if hidden || Path::new(&name).extension().is_none_or(|ending| ending != "jws") {
                continue;
            }
            // The courier may take a file away between the list and the look.
            let Ok(metadata) = entry.metadata() else { continue };
            files.push((name, metadata));
            if files.len() > MAX_FILES {
                let reason = format!("more than {MAX_FILES} leases lie there");
                return Err(SourceError::Folder {
                    path: shown(&self.folder.to_string_lossy()),
                    reason,
                });
            }
        }
        Ok(files)
    }

    fn read(&self, file: &OsString, metadata: &Metadata) -> Result<Laid, Complaint> {
        let path = self.folder.join(file);
        if !metadata.is_file() {
            return Err(Complaint::Unreadable(FileError::NotAFile { path }));
        }
        let bytes = files::read(&path, MAX_FILE).map_err(Complaint::Unreadable)?;
        let jws = text(&bytes).ok_or(Complaint::NotText)?;
        let record =
            PrintReadyRecord::read(jws, &self.trust, &self.station).map_err(Complaint::Refused)?;
        Ok(Laid {
            file: file.clone(),
            lease: record.lease.clone(),
            job: record.job.clone(),
            issued_at: record.issued_at,
            observed_at: record.observed_at,
            nik: record.biodata.nik.clone(),
            kind: record.kind,
            kecamatan: Zeroizing::new(record.biodata.kecamatan.clone()),
            kel_desa: Zeroizing::new(record.biodata.kel_desa.clone()),
        })
    }
}

/// A JWS and the end of line that an editor or `echo` puts after it.
const MAX_FILE: usize = MAX_JWS + 2;

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes.trim_ascii_end()).ok()
}

impl Laid {
    /// Later is greater; the id decides between two of one second.
    fn age(&self) -> (Timestamp, &str) {
        (self.issued_at, &self.lease)
    }
}

impl std::fmt::Debug for Laid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Laid(lease {}, job {})", self.lease, self.job)
    }
}

impl From<&Laid> for ReadyPerson {
    fn from(laid: &Laid) -> Self {
        Self {
            nik: laid.nik.clone(),
            kind: laid.kind,
            kecamatan: laid.kecamatan.to_string(),
            kel_desa: laid.kel_desa.to_string(),
            since: laid.observed_at,
            reason: None,
            papers: Vec::new(),
            disaster: false,
        }
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(FileError::TooLong { limit, .. }) => {
                write!(f, "longer than {limit} bytes")
            }
            Self::Unreadable(FileError::NotAFile { .. }) => f.write_str("not a plain file"),
            Self::Unreadable(_) => f.write_str("can't be read"),
            Self::NotText => f.write_str("not text"),
            Self::Refused(refusal) => {
                write!(f, "{} {refusal}", refusal.code())?;
                match std::error::Error::source(refusal) {
                    Some(source) => write!(f, ": {source}"),
                    None => Ok(()),
                }
            }
        }
    }
}
