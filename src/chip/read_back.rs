//! Reading: every file whole over a channel of its own. What stands on the chip, whoever wrote it:
//! compared with what should, taken as evidence after a crash, or shown at the desk.

use std::fmt;

use zeroize::Zeroizing;

use super::apdu::CommandApdu;
use super::application::LifeCycle;
use super::command::{read_binary, select_file};
use super::conversation::Script;
use super::error::{ChipError, Step};
use super::image::{ChipImage, SIGNATURE_FILE};
use super::profile::{ApduLengths, ChipProfile};
use super::tlv::{self, Tlv, TlvError};

/// Every file of a chip as it was just read, and the life cycle it was read in.
#[derive(Clone)]
pub struct ChipReading {
    pub life_cycle: LifeCycle,
    files: Vec<(String, Zeroizing<Vec<u8>>)>,
}

/// How a file stands against what should be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Equal,
    /// Zeros from end to end: never written, or erased.
    AsVirgin,
    Different,
}

impl ChipReading {
    /// File by file, in profile order.
    pub fn compare(&self, image: &ChipImage) -> Vec<(String, Verdict)> {
        self.verdicts(|name, bytes| image.file(name) == Some(bytes))
    }

    /// Where the image is gone, `is_equal` judges a file by its keyed digest.
    pub fn verdicts(
        &self,
        mut is_equal: impl FnMut(&str, &[u8]) -> bool,
    ) -> Vec<(String, Verdict)> {
        let verdict = |(name, bytes): &(String, Zeroizing<Vec<u8>>)| {
            let verdict = match is_equal(name, bytes) {
                true => Verdict::Equal,
                false if bytes.iter().all(|&byte| byte == 0) => Verdict::AsVirgin,
                false => Verdict::Different,
            };
            (name.clone(), verdict)
        };
        self.files.iter().map(verdict).collect()
    }

    /// True if every file holds zeros alone.
    pub fn is_virgin(&self) -> bool {
        self.files.iter().all(|(_, bytes)| bytes.iter().all(|&byte| byte == 0))
    }

    /// One digest a file, as `ChipImage::digests`.
    pub fn digests<D>(&self, mut digest: impl FnMut(&[u8]) -> D) -> Vec<(String, D)> {
        self.files.iter().map(|(name, bytes)| (name.clone(), digest(bytes))).collect()
    }

    /// The value of a file's object; `None` without such a file.
    pub fn value(&self, file: &str) -> Option<Result<&[u8], TlvError>> {
        self.file(file).map(|bytes| tlv::padded(bytes).map(|(object, _)| object.value))
    }

    /// The objects of a file that holds a template.
    pub fn fields(&self, file: &str) -> Option<Result<Vec<Tlv<'_>>, TlvError>> {
        self.value(file).map(|value| value.and_then(tlv::objects))
    }

    /// The message that the signature on the chip is over; an error if a file holds no object.
    pub fn signed_message(&self) -> Result<Zeroizing<Vec<u8>>, TlvError> {
        let mut objects = Vec::with_capacity(self.files.len());
        for (_, bytes) in self.files.iter().filter(|(name, _)| name != SIGNATURE_FILE) {
            objects.push(&bytes[..tlv::padded(bytes)?.1]);
        }
        let length = objects.iter().map(|object| object.len()).sum();
        let mut message = Zeroizing::new(Vec::with_capacity(length));
        objects.iter().for_each(|object| message.extend_from_slice(object));
        Ok(message)
    }

    fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(file, _)| file == name).map(|(_, bytes)| &bytes[..])
    }
}

impl fmt::Debug for ChipReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.files.iter().map(|(name, bytes)| (name, bytes.len()));
        write!(f, "ChipReading({}, ", self.life_cycle)?;
        f.debug_map().entries(files).finish()?;
        f.write_str(")")
    }
}

/// Selects and reads one file after the other.
#[derive(Debug)]
pub struct ReadFiles {
    commands: std::vec::IntoIter<(Step, CommandApdu)>,
    asked: usize,
    reading: ChipReading,
}

impl ReadFiles {
    pub fn new(profile: &ChipProfile, lengths: ApduLengths) -> Self {
        let mut commands = Vec::new();
        let mut files = Vec::new();
        let most = profile.read_length(lengths);
        for file in &profile.files {
            let name = || file.name.clone();
            commands.push((Step::SelectFile { file: name() }, select_file(file.id)));
            for offset in (0..file.size).step_by(most) {
                let length = most.min(file.size - offset);
                let step = Step::ReadBinary { file: name(), offset };
                commands.push((step, read_binary(offset, length)));
            }
            // The whole size beforehand: a growing vector would leave copies behind unwiped.
            files.push((name(), Zeroizing::new(Vec::with_capacity(file.size))));
        }
        let reading = ChipReading { life_cycle: LifeCycle::Other(0), files };
        Self { commands: commands.into_iter(), asked: 0, reading }
    }
}

impl Script for ReadFiles {
    type Outcome = ChipReading;

    fn selected(&mut self, life_cycle: LifeCycle) -> Result<(), ChipError> {
        self.reading.life_cycle = life_cycle;
        Ok(())
    }

    fn next(&mut self) -> Option<(Step, CommandApdu)> {
        let next = self.commands.next();
        self.asked = next.as_ref().and_then(|(_, command)| command.expected()).unwrap_or(0);
        next
    }

    fn answered(&mut self, step: &Step, data: &[u8]) -> Result<(), ChipError> {
        if data.len() != self.asked {
            let reason = format!("{} bytes instead of {}", data.len(), self.asked);
            return Err(ChipError::Answer { step: step.clone(), reason });
        }
        if let Step::ReadBinary { file, .. } = step {
            let files = self.reading.files.iter_mut().filter(|(name, _)| name == file);
            files.for_each(|(_, bytes)| bytes.extend_from_slice(data));
        }
        Ok(())
    }

    fn outcome(self) -> ChipReading {
        self.reading
    }

    /// Reading changes nothing, and before its end it knows nothing.
    fn may_hold_data(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chip::contents::ChipContents;
    use crate::chip::profile::tests::PROFILE;

    fn profile() -> ChipProfile {
        ChipProfile::parse(PROFILE).unwrap()
    }

    fn image() -> ChipImage {
        let signature = [(0x80, &b"ab"[..])];
        let contents = ChipContents::new().with("photo", vec![0xFF; 300]);
        let contents = contents.with_fields(SIGNATURE_FILE, &signature).unwrap();
        ChipImage::build(&profile(), &contents).unwrap()
    }

    /// The script fed by a chip that holds this image.
    fn read(image: &ChipImage) -> ChipReading {
        let mut script = ReadFiles::new(&profile(), ApduLengths::Short);
        while let Some((step, command)) = script.next() {
            let data = match &step {
                Step::ReadBinary { file, offset } => {
                    let end = offset + command.expected().unwrap();
                    image.file(file).unwrap()[*offset..end].to_vec()
                }
                _ => Vec::new(),
            };
            script.answered(&step, &data).unwrap();
        }
        script.outcome()
    }

    #[test]
    fn a_file_is_read_whole_in_pieces() {
        let (image, reading) = (image(), read(&image()));
        let equal = |(name, verdict): &(String, Verdict)| {
            assert_eq!(reading.file(name), image.file(name));
            *verdict == Verdict::Equal
        };
        assert!(reading.compare(&image).iter().all(equal));
        assert_eq!(reading.value("photo"), Some(Ok(&[0xFF; 300][..])));
        let tags: Vec<_> = reading.fields(SIGNATURE_FILE).unwrap().unwrap();
        assert_eq!(tags, [Tlv { tag: 0x80, value: b"ab" }]);
        assert_eq!(reading.value("iris"), None);
        assert_eq!(*reading.signed_message().unwrap(), *image.signed_message());
    }

    #[test]
    fn an_answer_longer_or_shorter_than_asked_is_refused() {
        for length in [0, 222, 224] {
            let mut script = ReadFiles::new(&profile(), ApduLengths::Short);
            let (select, _) = script.next().unwrap();
            script.answered(&select, &[]).unwrap();
            let (step, _) = script.next().unwrap();
            let error = script.answered(&step, &vec![7; length]).unwrap_err();
            let text = format!("READ BINARY of photo at 0 is none of the standard: {length} bytes");
            assert!(error.to_string().contains(&text), "{error}");
        }
        let mut script = ReadFiles::new(&profile(), ApduLengths::Short);
        let (select, _) = script.next().unwrap();
        assert!(script.answered(&select, &[7]).is_err(), "SELECT answers no data");
    }

    #[test]
    fn an_empty_chip_is_virgin_and_holds_no_message() {
        let reading = read(&ChipImage::virgin(&profile()));
        assert!(reading.is_virgin());
        let verdicts = reading.compare(&image());
        assert!(verdicts.iter().all(|(_, verdict)| *verdict == Verdict::AsVirgin));
        assert_eq!(reading.signed_message().unwrap_err(), TlvError::Tag);
        assert!(!read(&image()).is_virgin());
    }

    #[test]
    fn debug_shows_no_byte_of_a_file() {
        let text = format!("{:?}", read(&image()));
        let expected = r#"ChipReading(in life cycle 00, {"photo": 512, "data_signature": 128})"#;
        assert_eq!(text, expected);
    }
}
