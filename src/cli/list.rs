//! A list of people on its way to the daemon: files are opened here, with the rights of whoever
//! asks, and handed over as text.

use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::Ended;
use crate::control::plan::{ListOrder, MAX_PIECE_BYTES, Piece};
use crate::device::files;
use crate::record::jws::MAX_JWS;
use crate::station::Chain;
use crate::station::batch::{MAX_CSV_BYTES, MAX_LEASES, decode};

/// Without either: everybody whom the source calls ready.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// A CSV of NIK; columns: nik, alasan, dokumen, kecamatan, desa, bencana, sejak, jenis
    #[arg(long, conflicts_with = "folder")]
    csv: Option<PathBuf>,
    /// A folder of signed leases (*.jws)
    #[arg(long)]
    folder: Option<PathBuf>,
}

impl ListArguments {
    /// What to announce, and the pieces behind it.
    pub fn read(&self) -> Result<(ListOrder, Box<dyn Iterator<Item = Piece>>), Ended> {
        match (&self.csv, &self.folder) {
            (Some(path), _) => csv(path),
            (_, Some(folder)) => leases(folder),
            _ => Ok((ListOrder::Ready {}, Box::new(std::iter::empty()))),
        }
    }
}

fn csv(path: &Path) -> Result<(ListOrder, Box<dyn Iterator<Item = Piece>>), Ended> {
    let unusable = |error: files::FileError| {
        Ended::file(path, &std::io::Error::other(Chain(&error).to_string()))
    };
    let bytes = Zeroizing::new(files::read(path, MAX_CSV_BYTES).map_err(unusable)?.to_vec());
    let text = decode(&bytes);
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let fits = |at: &usize| rest.is_char_boundary(*at);
        let end = (1..=MAX_PIECE_BYTES.min(rest.len())).rev().find(fits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(Piece::Csv { text: Zeroizing::new(piece.to_owned()) });
        rest = after;
    }
    Ok((ListOrder::Csv { pieces: pieces.len() }, Box::new(pieces.into_iter())))
}

/// By name. One that can't be read is handed over empty: the daemon names it and leaves it out.
fn leases(folder: &Path) -> Result<(ListOrder, Box<dyn Iterator<Item = Piece>>), Ended> {
    let unusable = |error: std::io::Error| Ended::file(folder, &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unusable)? {
        let path = entry.map_err(unusable)?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.');
        if !hidden && path.extension().is_some_and(|ending| ending == "jws") {
            paths.push(path);
        }
    }
    if paths.len() > MAX_LEASES {
        let error = std::io::Error::other(format!("more than {MAX_LEASES} leases"));
        return Err(unusable(error));
    }
    paths.sort();
    Ok((ListOrder::Leases { pieces: paths.len() }, Box::new(paths.into_iter().map(lease))))
}

fn lease(path: PathBuf) -> Piece {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = files::read(&path, MAX_JWS + 2).unwrap_or_default();
    let jws = std::str::from_utf8(bytes.trim_ascii_end()).unwrap_or_default().to_owned();
    Piece::Lease { file, jws: Zeroizing::new(jws) }
}
