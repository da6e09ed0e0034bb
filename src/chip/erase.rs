//! Erasing: zeros over every file, then read back, so that a rejected card holds nobody's data.
//! Writing and reading as ever; only the image differs.

use super::conversation::Script;
use super::image::ChipImage;
use super::personalize::{Before, WriteFiles};
use super::profile::ChipProfile;
use super::read_back::{ChipReading, Verdict};

/// The script that overwrites; the life cycle stays as it is.
pub fn erase_files(profile: &ChipProfile) -> impl Script<Outcome = ()> + use<> {
    WriteFiles::new(profile, &ChipImage::virgin(profile), Before::Written)
}

/// The files that still hold something.
pub fn not_erased(reading: &ChipReading) -> Vec<String> {
    let verdicts = reading.verdicts(|_, _| false);
    let held = verdicts.into_iter().filter(|(_, verdict)| *verdict != Verdict::AsVirgin);
    held.map(|(name, _)| name).collect()
}
