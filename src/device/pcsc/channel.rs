//! One card, exclusively, T=1, in one transaction from connect to drop. Drop leaves the card as it
//! is; a reset happens only when asked for.

use std::fmt;

use pcsc::{Card, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, Protocols, ShareMode};
use zeroize::Zeroizing;

use super::super::reader::{CardChannel, ReaderError};
use super::error::reader_error;
use super::property::max_apdu_data_size;
use crate::record::Uid;

/// Header, Lc, 255 data bytes, Le.
const MAX_SHORT_COMMAND: usize = 261;
/// What an extended APDU has besides its data: header, Lc of three bytes, Le of two.
const EXTENDED_OVERHEAD: usize = 9;
const MAX_DATA: usize = 65_535;
/// Beyond this a reader passes more than short APDUs.
const SHORT_DATA_SIZE: usize = 256;

/// PC/SC part 3 §3.2.2.1.3: the reader answers with the UID.
const GET_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];

pub(super) struct PcscChannel {
    reader: String,
    handle: Handle,
    max_command: usize,
    buffer: Zeroizing<Vec<u8>>,
}

impl PcscChannel {
    pub fn open(card: Card, reader: &str) -> Result<Self, ReaderError> {
        let mut handle = Handle(Some(card));
        handle.begin_transaction().map_err(|error| reader_error(reader, error))?;
        let data_size = handle.0.as_ref().and_then(max_apdu_data_size).unwrap_or(0);
        let max_command = match data_size {
            0..=SHORT_DATA_SIZE => MAX_SHORT_COMMAND,
            more => more.min(MAX_DATA) + EXTENDED_OVERHEAD,
        };
        let buffer = Zeroizing::new(vec![0; MAX_BUFFER_SIZE_EXTENDED]);
        Ok(Self { reader: reader.to_owned(), handle, max_command, buffer })
    }

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Error> {
        let card = self.handle.card()?;
        match card.transmit(command, &mut self.buffer) {
            Ok(answer) => Ok(answer.to_vec()),
            // Drivers say this of a card that was pulled in the middle, too.
            Err(Error::NotTransacted) => match card.status2_owned() {
                Err(error @ (Error::RemovedCard | Error::NoSmartcard)) => Err(error),
                _ => Err(Error::NotTransacted),
            },
            Err(error) => Err(error),
        }
    }
}

impl CardChannel for PcscChannel {
    fn uid(&mut self) -> Result<Uid, ReaderError> {
        let answer = self.transmit(&GET_UID)?;
        match answer.as_slice() {
            [uid @ .., 0x90, 0x00] => {
                Uid::new(uid).map_err(|error| ReaderError::Uid(error.to_string()))
            }
            [.., sw1, sw2] => {
                Err(ReaderError::Uid(format!("reader answers {sw1:02X}{sw2:02X} to GET DATA")))
            }
            short => Err(ReaderError::ShortAnswer(short.len())),
        }
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let (length, limit) = (command.len(), self.max_command);
        if length > limit {
            return Err(ReaderError::TooLong { length, limit });
        }
        let answer = self.exchange(command).map_err(|error| reader_error(&self.reader, error))?;
        // Bad drivers report success with nothing in it when a card is pulled away.
        match answer.len() {
            short @ 0..=1 => Err(ReaderError::ShortAnswer(short)),
            _ => Ok(answer),
        }
    }

    fn extended_length(&self) -> bool {
        self.max_command > MAX_SHORT_COMMAND
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.handle.reset().map_err(|error| reader_error(&self.reader, error))
    }
}

impl fmt::Debug for PcscChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PcscChannel({}, {} bytes)", self.reader, self.max_command)
    }
}

/// Holds the card, and leaves it alone at the end: the crate's own drop would reset it.
struct Handle(Option<Card>);

impl Handle {
    fn card(&self) -> Result<&Card, Error> {
        self.0.as_ref().ok_or(Error::RemovedCard)
    }

    /// The transaction ends with the handle: the service gives up all locks at disconnect.
    fn begin_transaction(&mut self) -> Result<(), Error> {
        let card = self.0.as_mut().ok_or(Error::RemovedCard)?;
        std::mem::forget(card.transaction()?);
        Ok(())
    }

    fn reset(&mut self) -> Result<(), Error> {
        let card = self.0.as_mut().ok_or(Error::RemovedCard)?;
        card.reconnect(ShareMode::Exclusive, Protocols::T1, Disposition::ResetCard)?;
        self.begin_transaction()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Some(card) = self.0.take() {
            // Refused only by a service or a reader that is gone, and then there is no card to
            // leave.
            let _ = card.disconnect(Disposition::LeaveCard);
        }
    }
}
