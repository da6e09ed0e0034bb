//! What the exported functions do, in safe terms: logical unit numbers to lines, faults to the
//! response codes of `ifdhandler.h`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, c_int, c_ulong};
use std::os::unix::ffi::OsStrExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::line::{Fault, Line};

/// The most that pcscd takes as an ATR.
pub(crate) const MAX_ATR_SIZE: c_ulong = 33;
/// Most readers that this handler serves, as many as pcscd has.
const MAX_READERS: u8 = 16;

/// The response codes of `ifdhandler.h` in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Success = 0,
    UnknownTag = 600,
    ErrorNotSupported = 606,
    ProtocolNotSupported = 607,
    PowerAction = 608,
    Communication = 612,
    ResponseTimeout = 613,
    NotSupported = 614,
    IccPresent = 615,
    IccNotPresent = 616,
    NoSuchDevice = 617,
    InsufficientBuffer = 618,
}

/// Bytes for the caller's buffer, or why there are none.
pub(crate) type Handled = Result<Vec<u8>, Code>;

static READERS: Mutex<BTreeMap<c_ulong, Arc<Reader>>> = Mutex::new(BTreeMap::new());

#[derive(Debug)]
struct Reader {
    line: Line,
    atr: Mutex<Vec<u8>>,
}

/// `sim:/path/reader.sock`
pub(crate) fn create(lun: c_ulong, device_name: &[u8]) -> Code {
    let Some(socket) = device_name.strip_prefix(b"sim:") else { return Code::NoSuchDevice };
    let line = Line::new(OsStr::from_bytes(socket).into());
    let reader = Reader { line, atr: Mutex::default() };
    lock(&READERS).insert(number(lun), Arc::new(reader));
    Code::Success
}

pub(crate) fn close(lun: c_ulong) -> Code {
    match lock(&READERS).remove(&number(lun)) {
        Some(reader) => {
            reader.line.wake();
            Code::Success
        }
        None => Code::NoSuchDevice,
    }
}

pub(crate) fn capability(lun: c_ulong, tag: c_ulong) -> Handled {
    const ATR: c_ulong = 0x0303;
    const ATTR_ATR_STRING: c_ulong = 0x9_0303;
    const SLOT_THREAD_SAFE: c_ulong = 0x0FAC;
    const THREAD_SAFE: c_ulong = 0x0FAD;
    const SLOTS_NUMBER: c_ulong = 0x0FAE;
    const SIMULTANEOUS_ACCESS: c_ulong = 0x0FAF;
    match tag {
        ATR | ATTR_ATR_STRING => Ok(lock(&reader(lun)?.atr).clone()),
        // One slot a reader, so there is nothing to access at once.
        SLOT_THREAD_SAFE => Ok(vec![0]),
        THREAD_SAFE | SLOTS_NUMBER => Ok(vec![1]),
        SIMULTANEOUS_ACCESS => Ok(vec![MAX_READERS]),
        _ => Err(Code::UnknownTag),
    }
}

/// `SCARD_PROTOCOL_T1` and no other.
pub(crate) fn set_protocol(protocol: c_ulong) -> Code {
    if protocol == 2 { Code::Success } else { Code::ProtocolNotSupported }
}

/// The ATR on power-up and reset.
pub(crate) fn power(lun: c_ulong, action: c_ulong) -> Handled {
    const POWER_UP: c_ulong = 500;
    const POWER_DOWN: c_ulong = 501;
    const RESET: c_ulong = 502;
    let reader = reader(lun)?;
    let atr = match action {
        POWER_UP | RESET => match reader.line.power_up() {
            Ok(atr) if atr.is_empty() => Err(Code::PowerAction),
            Ok(atr) => Ok(atr),
            Err(fault) => Err(fault.into()),
        },
        POWER_DOWN => reader.line.power_down().map(|()| Vec::new()).map_err(Code::from),
        _ => Err(Code::NotSupported),
    };
    *lock(&reader.atr) = atr.clone().unwrap_or_default();
    atr
}

pub(crate) fn transmit(lun: c_ulong, command: &[u8]) -> Handled {
    match reader(lun)?.line.transmit(command) {
        Ok(answer) if answer.len() < 2 => Err(Code::Communication),
        Ok(answer) => Ok(answer),
        Err(fault) => Err(fault.into()),
    }
}

pub(crate) fn presence(lun: c_ulong) -> Code {
    match reader(lun).map(|reader| reader.line.present()) {
        Ok(Ok(true)) => Code::IccPresent,
        Ok(Ok(false)) => Code::IccNotPresent,
        Ok(Err(fault)) => fault.into(),
        Err(code) => code,
    }
}

/// PC/SC part 10: the one feature is `GET_TLV_PROPERTIES`, the one property how long an APDU may
/// be, by which a client learns whether the reader passes extended lengths.
pub(crate) fn control(lun: c_ulong, code: c_ulong) -> Handled {
    const GET_FEATURE_REQUEST: c_ulong = 0x4200_0000 + 3400;
    const TLV_PROPERTIES: u32 = 0x4200_0000 + 3500;
    const FEATURE_GET_TLV_PROPERTIES: u8 = 0x12;
    const PROPERTY_MAX_APDU_DATA_SIZE: u8 = 0x0A;
    let feature = |tag, value: [u8; 4]| [&[tag, 4], &value[..]].concat();
    if code == GET_FEATURE_REQUEST {
        return Ok(feature(FEATURE_GET_TLV_PROPERTIES, TLV_PROPERTIES.to_be_bytes()));
    }
    if code == c_ulong::from(TLV_PROPERTIES) {
        let size = reader(lun)?.line.max_apdu_data_size()?;
        return Ok(feature(PROPERTY_MAX_APDU_DATA_SIZE, size));
    }
    Err(Code::ErrorNotSupported)
}

pub(crate) fn wait(lun: c_ulong, timeout_ms: c_int) -> Code {
    match reader(lun) {
        Ok(reader) => {
            reader.line.wait(Duration::from_millis(timeout_ms.max(0) as u64));
            Code::Success
        }
        Err(code) => code,
    }
}

pub(crate) fn wake(lun: c_ulong) -> Code {
    match reader(lun) {
        Ok(reader) => {
            reader.line.wake();
            Code::Success
        }
        Err(code) => code,
    }
}

impl From<Fault> for Code {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::CardGone => Self::IccNotPresent,
            Fault::TimeOut => Self::ResponseTimeout,
            Fault::Communication => Self::Communication,
            Fault::ReaderLost => Self::NoSuchDevice,
        }
    }
}

/// The upper half names the reader, the lower its slot.
fn number(lun: c_ulong) -> c_ulong {
    lun >> 16
}

fn reader(lun: c_ulong) -> Result<Arc<Reader>, Code> {
    lock(&READERS).get(&number(lun)).cloned().ok_or(Code::NoSuchDevice)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
