//! `cetakd verify-paper`: the text of a QR, or a paper's PDF, against the station's key, against
//! what is printed on it, and against the journal.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::tz::Offset;
use serde::Serialize;

use super::paper::unprintable;
use super::{Context, Ended, assemble};
use crate::control::wire::Meaning;
use crate::device::{files, paper_key};
use crate::document::{self, MAX_PDF_BYTES, ReadPaper, Seal, SealError, Verdict};
use crate::face::FontSet;
use crate::record::PublicKey;
use crate::store::Reader;
use crate::text::paper::{self as text, Unbelievable};

/// The text of a QR is shorter.
const MAX_STDIN_BYTES: u64 = 4_096;

#[derive(Debug, Args)]
pub struct VerifyPaper {
    /// Text of the QR, a PDF file, or `-` for the text on standard input.
    paper: String,
    /// Public key of another station, as `paper key` of that station writes it; the journal is not
    /// looked at then.
    #[arg(long)]
    key: Option<PathBuf>,
}

#[derive(Serialize)]
struct Shown<'a> {
    genuine: bool,
    paper: &'static str,
    number: &'a str,
    station: &'a str,
    volume: u32,
    volumes: u32,
    made: String,
    entry: u64,
    /// Of a PDF file.
    values: Option<bool>,
    journal: Option<bool>,
}

impl VerifyPaper {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let (seal_text, read) = self.read()?;
        let claimed =
            Seal::claimed(&seal_text).ok_or_else(|| unbelievable(Unbelievable::NoSeal))?;
        let (key, own) = match &self.key {
            Some(path) => {
                let key = paper_key::read_public(path);
                (key.map_err(|error| assemble::device("KEY-04", &error))?, None)
            }
            None => {
                let file = context.station_file()?;
                let key = paper_key::open(&file.data);
                let key = key.map_err(|error| assemble::device("KEY-03", &error))?;
                (key.public_key(), Some(file))
            }
        };
        let ours = own.as_ref().is_none_or(|file| file.id == claimed.station);
        let seal = signed(&seal_text, &key, ours)?;
        // The office's own, or what the file says of it; a QR alone says none.
        let zone = own.as_ref().map(|file| file.zone);
        let zone = zone.or(read.as_ref().and_then(ReadPaper::zone)).unwrap_or(Offset::UTC);
        context.output.say(&text::about(&seal, zone));
        let verdict = read.map(|read| judged(context, read, &seal)).transpose()?;
        let values = match verdict {
            Some(Verdict::Same) => Some(true),
            Some(Verdict::Altered) => Some(false),
            Some(Verdict::Incomparable) | None => None,
        };
        let journal = match &own {
            Some(file) => Some(journal_agrees(&file.data, &seal)?),
            None => None,
        };
        let genuine = verdict.is_none_or(|verdict| verdict == Verdict::Same);
        let genuine = genuine && journal != Some(false);
        context.output.data(&Shown {
            genuine,
            paper: seal.name.as_str(),
            number: &seal.number,
            station: &seal.station,
            volume: seal.volume.0,
            volumes: seal.volume.1,
            made: seal.made.to_string(),
            entry: seal.head.seq,
            values,
            journal,
        });
        match (verdict, journal) {
            (Some(Verdict::Incomparable), _) => {
                Err(unbelievable(Unbelievable::Incomparable).with_data_shown())
            }
            (Some(Verdict::Altered), _) => {
                Err(unbelievable(Unbelievable::ValuesAltered).with_data_shown())
            }
            (_, Some(false)) => Err(unbelievable(Unbelievable::JournalDiffers).with_data_shown()),
            _ => {
                context.output.say(&text::genuine(values.is_some(), journal.is_some()));
                Ok(())
            }
        }
    }

    /// The seal's text, and what a PDF shows beside it.
    fn read(&self) -> Result<(String, Option<ReadPaper>), Ended> {
        let path = Path::new(&self.paper);
        if self.paper == "-" {
            let mut text = String::new();
            let read = std::io::stdin().take(MAX_STDIN_BYTES).read_to_string(&mut text);
            read.map_err(|error| Ended::file(path, &error))?;
            return Ok((text, None));
        }
        if !path.is_file() {
            return Ok((self.paper.clone(), None));
        }
        let bytes = files::read(path, MAX_PDF_BYTES);
        let bytes = bytes.map_err(|error| assemble::device("CFG-02", &error))?;
        if let Ok(text) = std::str::from_utf8(&bytes)
            && Seal::claimed(text).is_some()
        {
            return Ok((text.to_owned(), None));
        }
        let read = document::read(bytes).map_err(|_| unbelievable(Unbelievable::NoSeal))?;
        Ok((read.seal.clone(), Some(read)))
    }
}

/// The paper drawn again, with the fonts of the station file.
fn judged(context: &Context, read: ReadPaper, seal: &Seal) -> Result<Verdict, Ended> {
    let no_fonts = || unbelievable(Unbelievable::NoFonts);
    let folder = context.station_file().map_err(|_| no_fonts())?.layouts.join("fonts");
    let fonts = FontSet::load(|name| std::fs::read(folder.join(name)).ok());
    let verdict = read.judge(seal, &fonts.map_err(|_| no_fonts())?);
    verdict.map_err(|error| unprintable(&error.to_string()))
}

fn signed(text: &str, key: &PublicKey, ours: bool) -> Result<Seal, Ended> {
    Seal::read(text, key).map_err(|error| {
        unbelievable(match error {
            SealError::NoSeal => Unbelievable::NoSeal,
            SealError::Signature if ours => Unbelievable::SealAltered,
            SealError::Signature => Unbelievable::OtherStation,
        })
    })
}

/// The chain stood at this head when the paper was made.
fn journal_agrees(data: &Path, seal: &Seal) -> Result<bool, Ended> {
    let store = |error| Ended::store(&error);
    let reader = Reader::open(data).map_err(store)?;
    Ok(reader.hash_at(seal.head.seq).map_err(store)? == Some(seal.head.hash))
}

fn unbelievable(fault: Unbelievable) -> Ended {
    let meaning = match fault {
        Unbelievable::NoSeal => Meaning::Usage,
        Unbelievable::JournalDiffers => Meaning::Books,
        _ => Meaning::Refused,
    };
    Ended { fault: text::unbelievable(fault), meaning, refusal: None, shown: false }
}
