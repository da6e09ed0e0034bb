//! The chip's files as they will stand there, byte for byte: one object each, then zeros to the
//! file's size. Everything that could not fit is known here, before a blank is touched.

use std::fmt;

use zeroize::Zeroizing;

use super::contents::ChipContents;
use super::error::ChipError;
use super::profile::{ChipProfile, FileProfile};
use super::tlv::{self, TlvError};

/// The file that proves the others, and is therefore no part of what it signs.
pub const SIGNATURE_FILE: &str = "data_signature";

/// Every file of a profile, in its order.
#[derive(Clone)]
pub struct ChipImage {
    files: Vec<FileImage>,
}

/// A file whole, and how much of it is its object.
#[derive(Clone)]
pub(super) struct FileImage {
    pub file: FileProfile,
    pub bytes: Zeroizing<Vec<u8>>,
    object: usize,
}

impl ChipImage {
    /// One value for every file of the profile, and no other.
    pub fn build(profile: &ChipProfile, contents: &ChipContents) -> Result<Self, ChipError> {
        for (at, (name, _)) in contents.files.iter().enumerate() {
            let twice = contents.files[..at].iter().any(|(other, _)| other == name);
            if twice || profile.file(name).is_none() {
                return Err(ChipError::NoFile(name.clone()));
            }
        }
        let files = profile.files.iter().map(|file| {
            let content = contents.files.iter().find(|(name, _)| *name == file.name);
            let (_, value) = content.ok_or_else(|| ChipError::NoContent(file.name.clone()))?;
            FileImage::build(file, value)
        });
        Ok(Self { files: files.collect::<Result<_, _>>()? })
    }

    /// Zeros in every file, as before personalization.
    pub fn virgin(profile: &ChipProfile) -> Self {
        let zeros = |file: &FileProfile| FileImage {
            file: file.clone(),
            bytes: vec![0; file.size].into(),
            object: 0,
        };
        Self { files: profile.files.iter().map(zeros).collect() }
    }

    /// The objects in profile order, unpadded, but for the signature: what ES256 was made over.
    pub fn signed_message(&self) -> Zeroizing<Vec<u8>> {
        let signed = || self.files.iter().filter(|image| image.file.name != SIGNATURE_FILE);
        let mut message = Zeroizing::new(Vec::with_capacity(signed().map(|one| one.object).sum()));
        signed().for_each(|image| message.extend_from_slice(&image.bytes[..image.object]));
        message
    }

    /// One digest a file, over the whole file; the caller keys it.
    pub fn digests<D>(&self, mut digest: impl FnMut(&[u8]) -> D) -> Vec<(String, D)> {
        let one = |image: &FileImage| (image.file.name.clone(), digest(&image.bytes));
        self.files.iter().map(one).collect()
    }

    /// A file whole, padding included.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|image| image.file.name == name).map(|image| &image.bytes[..])
    }

    pub(super) fn files(&self) -> &[FileImage] {
        &self.files
    }
}

impl FileImage {
    fn build(file: &FileProfile, value: &[u8]) -> Result<Self, ChipError> {
        let does_not_fit = |bytes| {
            let (file, limit) = (file.name.clone(), file.size);
            ChipError::DoesNotFit { file, bytes, limit }
        };
        let object = match tlv::object(file.tag, value) {
            Ok(object) if object.len() <= file.size => object,
            Ok(object) => return Err(does_not_fit(object.len())),
            // The profile's tag is one, so it is the value that exceeds every length.
            Err(TlvError::TooLong(bytes)) => return Err(does_not_fit(bytes)),
            Err(_) => return Err(does_not_fit(value.len())),
        };
        let mut bytes = Zeroizing::new(vec![0; file.size]);
        bytes[..object.len()].copy_from_slice(&object);
        Ok(Self { file: file.clone(), bytes, object: object.len() })
    }
}

impl fmt::Debug for ChipImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fill = self.files.iter().map(|image| (&image.file.name, image.object));
        f.debug_map().entries(fill).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chip::profile::tests::PROFILE;

    fn profile() -> ChipProfile {
        ChipProfile::parse(PROFILE).unwrap()
    }

    fn contents(photo: usize) -> ChipContents {
        let fields = [(0x80, &b"ab"[..]), (0x81, &[7; 64])];
        let contents = ChipContents::new().with_fields(SIGNATURE_FILE, &fields).unwrap();
        contents.with("photo", vec![0xFF; photo])
    }

    #[test]
    fn a_file_is_one_object_and_zeros_to_its_size() {
        let image = ChipImage::build(&profile(), &contents(3)).unwrap();
        let photo = image.file("photo").unwrap();
        assert_eq!((&photo[..6], photo.len()), (&[0x53, 3, 0xFF, 0xFF, 0xFF, 0][..], 512));
        let signature = image.file(SIGNATURE_FILE).unwrap();
        assert_eq!(&signature[..6], &[0x73, 70, 0x80, 2, b'a', b'b']);
        assert!(photo[6..].iter().chain(&signature[72..]).all(|&byte| byte == 0));
    }

    #[test]
    fn a_value_fits_to_the_last_byte_and_one_more_is_refused_by_name() {
        // 512 bytes less tag and three bytes of length.
        assert!(ChipImage::build(&profile(), &contents(508)).is_ok());
        for (value, bytes) in [(509, 513), (65_535, 65_539), (65_536, 65_536)] {
            let error = ChipImage::build(&profile(), &contents(value)).unwrap_err();
            assert_eq!(error, ChipError::DoesNotFit { file: "photo".into(), bytes, limit: 512 });
        }
    }

    #[test]
    fn every_file_gets_one_value_and_every_value_a_file() {
        let image = |contents| ChipImage::build(&profile(), &contents).unwrap_err();
        let none = ChipContents::new().with("photo", vec![1]);
        assert_eq!(image(none), ChipError::NoContent(SIGNATURE_FILE.into()));
        let other = contents(1).with("iris", vec![1]);
        assert_eq!(image(other), ChipError::NoFile("iris".into()));
        let twice = contents(1).with("photo", vec![1]);
        assert_eq!(image(twice), ChipError::NoFile("photo".into()));
    }

    #[test]
    fn the_signed_message_leaves_padding_and_signature_out() {
        let image = ChipImage::build(&profile(), &contents(3)).unwrap();
        assert_eq!(*image.signed_message(), [0x53, 3, 0xFF, 0xFF, 0xFF]);
        assert!(ChipImage::virgin(&profile()).signed_message().is_empty());
    }

    #[test]
    fn digests_cover_the_whole_file_in_profile_order() {
        let image = ChipImage::build(&profile(), &contents(3)).unwrap();
        let digests = image.digests(|bytes| bytes.len());
        assert_eq!(digests, [("photo".to_owned(), 512), (SIGNATURE_FILE.to_owned(), 128)]);
    }

    #[test]
    fn debug_shows_no_value() {
        let image = ChipImage::build(&profile(), &contents(3)).unwrap();
        assert_eq!(format!("{image:?}"), r#"{"photo": 5, "data_signature": 72}"#);
        assert_eq!(format!("{:?}", contents(3)), r#"{"data_signature": 70, "photo": 3}"#);
    }
}
