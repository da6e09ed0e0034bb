//! Prepare: everything that can be checked or made before a blank is taken. The record is opened
//! again from its seal, the chip image built and its signature checked, both sides painted.

use crate::chip::profile::FileProfile;
use crate::chip::{ChipError, ChipImage, ChipProfile};
use crate::face::{CardFace, CardPanels, FaceError, FaceInput, Specimen};
use crate::job::{Job, Stage};
use crate::journal::{CardPrepared, Event, FileDigest, Refusal};
use crate::record::{PrintReadyRecord, verify_chip_signature};
use crate::station::chip_contents::chip_contents;
use crate::station::error::StationError;
use crate::station::lane::Lane;
use crate::station::products::Product;
use crate::station::step::{Step, Watcher};
use crate::station::{Chain, Station};
use crate::store::Author;

use super::lease::refuse;

/// A card as it will be: in memory only, for the length of its job.
pub struct PreparedCard {
    pub panels: CardPanels,
    pub image: ChipImage,
}

/// Prepares without booking; what can't become a card is a refusal.
pub fn make(
    station: &Station,
    job: &Job,
) -> Result<Result<(CardPrepared, CardFace, ChipImage), Refusal>, StationError> {
    let record = open_record(station, job)?;
    let Some(product) = station.products.of(record.kind) else {
        return Ok(Err(Refusal::NoLayout {}));
    };
    let image = match chip_image(station, &product, &record) {
        Ok(image) => image,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let specimen = record.is_specimen(&station.trust);
    let input = FaceInput {
        biodata: &record.biodata,
        photo: &record.photo,
        signature: &record.signature_image,
        specimen: if specimen { Specimen::Marked } else { Specimen::Unmarked },
    };
    let face = match product.painter.paint(&input) {
        Ok(face) => face,
        Err(error) => return Ok(Err(unpaintable(&error))),
    };
    let prepared = CardPrepared {
        layout: hex(&product.painter.digest()),
        face: station.sealing.search.face(&face.pixels().collect::<Vec<_>>()),
        profile: format!("{} {}", product.profile.name, product.profile.version),
        files: file_digests(station, &product.profile, &image),
        specimen,
    };
    Ok(Ok((prepared, face, image)))
}

fn chip_image(
    station: &Station,
    product: &Product,
    record: &PrintReadyRecord,
) -> Result<ChipImage, Refusal> {
    let too_long = |_| Refusal::ChipDoesNotFit { file: "biodata".into() };
    let contents = chip_contents(&product.profile, record).map_err(too_long)?;
    let image = ChipImage::build(&product.profile, &contents).map_err(|error| match error {
        ChipError::DoesNotFit { file, .. } => Refusal::ChipDoesNotFit { file },
        // The profile asks for a file that no record has.
        _ => Refusal::NoLayout {},
    })?;
    verify_chip_signature(&image.signed_message(), &record.chip_signature, &station.trust)
        .map_err(|_| Refusal::ChipSignature {})?;
    Ok(image)
}

fn unpaintable(error: &FaceError) -> Refusal {
    Refusal::Face { code: error.code().to_owned(), what: Chain(error).to_string() }
}

/// The signed record, from its seal; its signature is checked again each time.
pub fn open_record(station: &Station, job: &Job) -> Result<PrintReadyRecord, StationError> {
    let lost = || StationError::RecordLost(job.id.clone());
    let sealed = {
        let writer = station.ledger.lock();
        writer.reader()?.sealed_lease(&job.id)?
    };
    let plain = station.sealing.open(job.id.as_str(), &sealed.ok_or_else(lost)?)?;
    let jws = std::str::from_utf8(&plain).map_err(|_| lost())?;
    let record = PrintReadyRecord::read(jws, &station.trust, &station.id).map_err(|_| lost())?;
    match record.job == job.id.as_str() {
        true => Ok(record),
        false => Err(lost()),
    }
}

/// A keyed digest of each whole file, in profile order.
pub fn file_digests(
    station: &Station,
    profile: &ChipProfile,
    image: &ChipImage,
) -> Vec<FileDigest> {
    let digest = |file: &FileProfile| FileDigest {
        file: file.name.clone(),
        digest: station.sealing.search.chip_file(&file.name, image.file(&file.name).unwrap_or(&[])),
    };
    profile.files.iter().map(digest).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Prepares and books; `None` once a refusal is booked.
pub fn prepare(
    station: &Station,
    job: &Job,
    author: &Author,
) -> Result<Option<(PreparedCard, Specimen)>, StationError> {
    match make(station, job)? {
        Err(refusal) => refuse(station, author, refusal).map(|()| None),
        Ok((prepared, face, image)) => {
            let specimen = if prepared.specimen { Specimen::Marked } else { Specimen::Unmarked };
            station.ledger.book(author, vec![Event::CardPrepared(prepared)])?;
            Ok(Some((PreparedCard { panels: panels(station, job, &face)?, image }, specimen)))
        }
    }
}

/// After a restart: made again, and only taken if it is the very same.
pub fn prepare_again(station: &Station, job: &Job) -> Result<PreparedCard, StationError> {
    let differs = || StationError::PreparedDiffers(job.id.clone());
    let (again, face, image) = make(station, job)?.map_err(|_| differs())?;
    match job.prepared.as_ref() == Some(&again) {
        true => Ok(PreparedCard { panels: panels(station, job, &face)?, image }),
        false => Err(differs()),
    }
}

fn panels(station: &Station, job: &Job, face: &CardFace) -> Result<CardPanels, StationError> {
    let kind = job.lease.as_ref().map(|lease| lease.kind);
    let product = kind.and_then(|kind| station.products.of(kind));
    let product = product.ok_or_else(|| StationError::RecordLost(job.id.clone()))?;
    Ok(product.painter.panels(face))
}

impl Lane {
    /// Kept in memory for the acts that follow.
    pub(in crate::station) fn prepare(
        &mut self,
        job: &Job,
        author: &Author,
        watch: Watcher<'_>,
    ) -> Result<(), StationError> {
        if let Some((card, specimen)) = prepare(&self.station, job, author)? {
            self.prepared = Some((job.id.clone(), card));
            watch(Step::Prepared { specimen: specimen == Specimen::Marked });
        }
        Ok(())
    }

    pub(in crate::station) fn prepared_for(
        &mut self,
        job: &Job,
    ) -> Result<&PreparedCard, StationError> {
        debug_assert!(!matches!(job.stage, Stage::Opened | Stage::Leased));
        if self.prepared.as_ref().is_none_or(|(id, _)| *id != job.id) {
            self.prepared = Some((job.id.clone(), prepare_again(&self.station, job)?));
        }
        let kept = self.prepared.as_ref().map(|(_, card)| card);
        kept.ok_or_else(|| StationError::RecordLost(job.id.clone()))
    }
}

impl std::fmt::Debug for PreparedCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreparedCard(…)")
    }
}
