//! What the journal adds up to: blanks by place, lanes, the print register. Pure folds: an entry
//! in, the books one entry further and what changed out. Balances are derived, never repaired.

pub mod batch;
pub mod clock;
pub mod count;
pub mod day;
pub mod lane;
pub mod ledger;
pub mod paper;
pub mod register;
pub mod ribbon;
pub mod shipment;
pub mod staff;
pub mod stock;
pub mod times;
pub mod transfer;
pub mod withdrawn;

pub use batch::{BatchBook, BatchFault};
pub use clock::ClockBook;
pub use count::{CountBook, CountFault, CountLine, Entered};
pub use day::{DayBook, DayFault, EARLIER_DAYS, LaneBalance, LaneDay};
pub use lane::{Calibration, Confirmed, LaneBook};
pub use ledger::{Booked, Books, Illegal};
pub use paper::{PaperFault, Papered, Undoable};
pub use register::{RegisterNumber, RegisterRow};
pub use ribbon::{Loaded, RibbonBook, RibbonFault};
pub use shipment::{ShipmentBook, ShipmentFault, ShipmentState};
pub use staff::{
    ApprovalBook, ApprovalEnd, ApprovalState, Staff, StaffBook, StaffChange, StaffFault,
};
pub use stock::{Movement, Shortage, Stock, StockLine};
pub use times::{CounterStep, StepTimes, Times};
pub use transfer::{TransferBook, TransferFault, Transfers, Way};
