//! One card's print as one documented order of commands, the same on every printer:
//! `Wcb;a`, `Ss`, `Sr`, `Db;y` load; `Db;m`, `Db;c`, `Db;k`, `Db;o`, for a back `Sv` and `Db;k`,
//! then `Se` print. Inside a sequence each `Db`, `Sv` and `Se` prints the panel before it, so the
//! second `Db` is the first command that can print; nothing here is ever sent twice.

use super::bitmap::{CYAN, MAGENTA, OVERLAY, Panel, RESIN, RESIN_BACK, YELLOW};
use super::panel;
use super::session::{Mark, Memory, Session};
use super::wire;
use crate::device::printer::{Nack, PrinterError};
use crate::face::CardPanels;

/// Panels of a front: yellow, magenta, cyan, resin, overlay.
const FRONT_PANELS: u64 = 5;

/// What one card adds to the printer's panel counter.
pub fn panels_per_card(panels: &CardPanels) -> u64 {
    FRONT_PANELS + u64::from(panels.back_k.is_some())
}

impl Session {
    /// All that comes before the first command that can print.
    pub fn load(&mut self, panels: &CardPanels) -> Result<(), PrinterError> {
        self.check_geometry(panels)?;
        self.step()?;
        self.check_ribbon()?;
        self.mark_at_work()?;
        self.wipe()?;
        self.memory = Memory::Stale;
        self.fence()?;
        let loaded = self.watched(|session| {
            session.order(wire::SEQUENCE)?;
            session.order(wire::FRONT)?;
            session.dye(YELLOW, &panels.front.y)?;
            session.fence()
        });
        match loaded {
            Ok(()) => self.memory = Memory::Loaded,
            Err(_) => self.forget_picture(),
        }
        loaded
    }

    /// All that prints. The error's command says how far it came.
    pub fn print_and_eject(&mut self, panels: &CardPanels) -> Result<(), PrinterError> {
        self.check_geometry(panels)?;
        self.mark_at_work()?;
        self.fence()?;
        // Asked last: a line that had to be brought in step on the way has lost the panel.
        if std::mem::replace(&mut self.memory, Memory::Stale) != Memory::Loaded {
            return Err(PrinterError::NotLoaded);
        }
        let printed = self.watched(|session| session.print(panels));
        match printed {
            Ok(()) => self.expect(|counters| counters.panels += panels_per_card(panels)),
            Err(_) => self.forget_picture(),
        }
        self.bitmap.wipe();
        printed
    }

    fn print(&mut self, panels: &CardPanels) -> Result<(), PrinterError> {
        self.dye(MAGENTA, &panels.front.m)?;
        self.dye(CYAN, &panels.front.c)?;
        self.mono(RESIN, &panels.front.k)?;
        self.mono(OVERLAY, &panels.front.o)?;
        if let Some(back) = &panels.back_k {
            self.order(wire::BACK)?;
            self.mono(RESIN_BACK, back)?;
        }
        self.order(wire::END)?;
        self.fence()
    }

    fn dye(&mut self, panel: Panel, dye: &[u8]) -> Result<(), PrinterError> {
        let patience = self.patience();
        let bytes = self.bitmap.dye(panel, dye, self.model.geometry, self.model.levels);
        self.dialogue.download(panel.name, bytes, patience)
    }

    fn mono(&mut self, panel: Panel, bits: &[u8]) -> Result<(), PrinterError> {
        let patience = self.patience();
        let bytes = self.bitmap.mono(panel, bits, self.model.geometry);
        self.dialogue.download(panel.name, bytes, patience)
    }

    /// After a failure: from the printer too, if the line still stands. Else the next barrier does.
    fn forget_picture(&mut self) {
        self.bitmap.wipe();
        if self.dialogue.in_step()
            && let Err(error) = self.wipe()
        {
            tracing::warn!(%error, "bitmaps could not be cleared after a failure");
        }
    }

    fn check_geometry(&self, panels: &CardPanels) -> Result<(), PrinterError> {
        let geometry = self.model.geometry;
        if panel::fits(panels, geometry) {
            return Ok(());
        }
        Err(PrinterError::Geometry {
            face: (panels.front.width, panels.front.height),
            panel: (geometry.width, geometry.height),
        })
    }

    /// On another ribbon the back's resin would be the next card's yellow.
    fn check_ribbon(&mut self) -> Result<(), PrinterError> {
        let fitted = self.ask(wire::RIBBON, |text| wire::ribbon(text).map(str::to_owned))?;
        if fitted == self.model.ribbon {
            return Ok(());
        }
        Err(PrinterError::Refused { command: wire::RIBBON.0, nack: Nack::Ribbon })
    }

    /// A marker that power took is not set again for a card that was fed before.
    fn mark_at_work(&mut self) -> Result<(), PrinterError> {
        match self.mark()? {
            Mark::AtWork => Ok(()),
            Mark::AtRest => self.order(self.model.marker.at_work.1),
            Mark::Lost => Err(PrinterError::Restarted),
        }
    }
}
