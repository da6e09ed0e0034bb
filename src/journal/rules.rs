//! What an event asks of its entry: a second person, or the name of a lane.

use super::event::Event;

impl Event {
    /// What one person alone may not book.
    pub fn needs_two(&self) -> bool {
        match self {
            Self::BlankoReceived { on_paper, .. } => on_paper.is_some(),
            Self::TransferArrived(arrived) => arrived.on_paper.is_some(),
            Self::TransferAcknowledged(heard) => heard.on_paper.is_some(),
            Self::JobOpened(opened) => opened.reprint.is_some(),
            Self::CardLost(_) | Self::RibbonsDestroyed(_) => true,
            // A word alone withdraws nobody's card; that one is spoiled, see `Staff::needs_two`.
            Self::CardWithdrawn(back) => !back.tapped,
            Self::DayClosed(closed) => closed.document.is_some(),
            Self::BlankoDestroyed(_) | Self::StockReversed(_) | Self::DifferenceBooked(_) => true,
            _ => false,
        }
    }

    /// Of one lane: without its name the books could not say whose machine moved what.
    pub fn is_of_a_lane(&self) -> bool {
        matches!(
            self,
            Self::LaneConnected { .. }
                | Self::LaneProven { .. }
                | Self::CountersJumped { .. }
                | Self::LaneStopped { .. }
                | Self::LaneReleased {}
                | Self::SensorCalibrated { .. }
                | Self::LaneConfirmed { .. }
                | Self::FeedIntended { .. }
                | Self::FeedFinished { .. }
                | Self::FeedFailed { .. }
                | Self::PrintIntended { .. }
                | Self::PrintFinished { .. }
                | Self::PrintFailed { .. }
                | Self::RejectIntended { .. }
                | Self::RejectFinished { .. }
                | Self::RibbonLoaded { .. }
                | Self::RibbonRemoved { .. }
        )
    }
}
