//! Writing: every file of an image whole, in profile order, padding included; later, once it was
//! read back, the lock. Scripts for a `Conversation`; UPDATE BINARY may be repeated, so a chip that
//! was left half written is written all over.

use super::apdu::CommandApdu;
use super::application::LifeCycle;
use super::command::{activate_file, select_file, update_binary};
use super::conversation::Script;
use super::error::{ChipError, Step};
use super::image::ChipImage;
use super::profile::ChipProfile;

/// What the chip may be before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Never personalized to its end: anything else is refused before the channel is opened.
    Virgin,
    /// Ours already, to be written all over: by erasing, or after an interruption.
    Written,
}

/// Selects and updates one file after the other.
#[derive(Debug)]
pub struct WriteFiles {
    before: Before,
    commands: std::vec::IntoIter<(Step, CommandApdu)>,
    may_hold_data: bool,
}

impl WriteFiles {
    pub fn new(profile: &ChipProfile, image: &ChipImage, before: Before) -> Self {
        let mut commands = Vec::new();
        for file in image.files() {
            let name = || file.file.name.clone();
            commands.push((Step::SelectFile { file: name() }, select_file(file.file.id)));
            let chunks = file.bytes.chunks(profile.channel.max_command_data);
            for (offset, chunk) in (0..).step_by(profile.channel.max_command_data).zip(chunks) {
                let step = Step::UpdateBinary { file: name(), offset };
                commands.push((step, update_binary(offset, chunk)));
            }
        }
        Self { before, commands: commands.into_iter(), may_hold_data: before == Before::Written }
    }
}

impl Script for WriteFiles {
    type Outcome = ();

    fn selected(&mut self, life_cycle: LifeCycle) -> Result<(), ChipError> {
        match (self.before, life_cycle) {
            (Before::Virgin, LifeCycle::Initialisation) | (Before::Written, _) => Ok(()),
            (Before::Virgin, life_cycle) => Err(ChipError::NotVirgin(life_cycle)),
        }
    }

    fn next(&mut self) -> Option<(Step, CommandApdu)> {
        let next = self.commands.next();
        // Before the command is sent: an answer that is lost leaves a written chip.
        self.may_hold_data |= matches!(next, Some((Step::UpdateBinary { .. }, _)));
        next
    }

    fn answered(&mut self, step: &Step, data: &[u8]) -> Result<(), ChipError> {
        no_data(step, data)
    }

    fn outcome(self) {}

    fn may_hold_data(&self) -> bool {
        self.may_hold_data
    }
}

/// ACTIVATE FILE, once everything was verified.
#[derive(Debug)]
pub struct LockApplication {
    command: Option<(Step, CommandApdu)>,
}

impl LockApplication {
    pub fn new() -> Self {
        Self { command: Some((Step::ActivateFile, activate_file())) }
    }
}

impl Default for LockApplication {
    fn default() -> Self {
        Self::new()
    }
}

impl Script for LockApplication {
    type Outcome = ();

    fn selected(&mut self, _: LifeCycle) -> Result<(), ChipError> {
        Ok(())
    }

    fn next(&mut self) -> Option<(Step, CommandApdu)> {
        self.command.take()
    }

    fn answered(&mut self, step: &Step, data: &[u8]) -> Result<(), ChipError> {
        no_data(step, data)
    }

    fn outcome(self) {}

    fn may_hold_data(&self) -> bool {
        true
    }
}

fn no_data(step: &Step, data: &[u8]) -> Result<(), ChipError> {
    match data {
        [] => Ok(()),
        _ => Err(ChipError::Answer {
            step: step.clone(),
            reason: format!("{} bytes where none belong", data.len()),
        }),
    }
}
