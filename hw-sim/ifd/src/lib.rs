//! IFD handler (PC/SC part 3, API version 3 of pcsc-lite) by which a stock pcscd sees the
//! simulated reader. Each reader line of pcscd's configuration names a socket of the simulator,
//! `DEVICENAME sim:/path/reader.sock`; what happens there is the simulator's business.
//!
//! Invariants: never success with an answer of fewer than two bytes; a lost simulator is "no such
//! device" and found again by itself. It belongs to the simulator, never to the product's package.

#![deny(unsafe_code)]

mod ifd;
mod line;

use std::ffi::{CStr, c_char, c_int, c_long, c_ulong};

use ifd::{Code, Handled};

type Dword = c_ulong;
type ResponseCode = c_long;

/// `SCARD_IO_HEADER`, passed by value; what it says (T=1) was settled before.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct IoHeader {
    protocol: Dword,
    length: Dword,
}

/// The exported functions and nothing else: pointers in, slices on.
#[expect(unsafe_code, reason = "the C interface that pcscd loads: raw buffers and exported names")]
mod exported {
    use super::*;

    /// # Safety
    /// `device_name` is a C string, as pcscd passes it.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn IFDHCreateChannelByName(
        lun: Dword,
        device_name: *const c_char,
    ) -> ResponseCode {
        if device_name.is_null() {
            return Code::Communication as ResponseCode;
        }
        // SAFETY: not null, and a C string by this function's contract.
        let name = unsafe { CStr::from_ptr(device_name) };
        ifd::create(lun, name.to_bytes()) as ResponseCode
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn IFDHCreateChannel(_lun: Dword, _channel: Dword) -> ResponseCode {
        Code::NotSupported as ResponseCode
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn IFDHCloseChannel(lun: Dword) -> ResponseCode {
        ifd::close(lun) as ResponseCode
    }

    /// # Safety
    /// `value` holds `*length` bytes.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn IFDHGetCapabilities(
        lun: Dword,
        tag: Dword,
        length: *mut Dword,
        value: *mut u8,
    ) -> ResponseCode {
        let wait: extern "C" fn(Dword, c_int) -> ResponseCode = wait_for_change;
        let wake: extern "C" fn(Dword) -> ResponseCode = wake_up;
        let handled = match tag {
            // TAG_IFD_POLLING_THREAD_WITH_TIMEOUT, TAG_IFD_STOP_POLLING_THREAD
            0x0FB3 => Ok((wait as usize).to_ne_bytes().to_vec()),
            0x0FB2 => Ok((wake as usize).to_ne_bytes().to_vec()),
            _ => ifd::capability(lun, tag),
        };
        // SAFETY: by this function's contract.
        unsafe { hand_back(handled, value, length) }
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn IFDHSetCapabilities(
        _lun: Dword,
        _tag: Dword,
        _length: Dword,
        _value: *const u8,
    ) -> ResponseCode {
        Code::UnknownTag as ResponseCode
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn IFDHSetProtocolParameters(
        _lun: Dword,
        protocol: Dword,
        _flags: u8,
        _pts1: u8,
        _pts2: u8,
        _pts3: u8,
    ) -> ResponseCode {
        ifd::set_protocol(protocol) as ResponseCode
    }

    /// # Safety
    /// `atr` holds `MAX_ATR_SIZE` bytes.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn IFDHPowerICC(
        lun: Dword,
        action: Dword,
        atr: *mut u8,
        length: *mut Dword,
    ) -> ResponseCode {
        let handled = ifd::power(lun, action);
        if !length.is_null() {
            // SAFETY: not null; pcscd's buffer is of this fixed size, whatever it says in `length`.
            unsafe { *length = ifd::MAX_ATR_SIZE };
        }
        // SAFETY: by this function's contract.
        unsafe { hand_back(handled, atr, length) }
    }

    /// # Safety
    /// `command` holds `command_length` bytes, `answer` has room for `*answer_length`.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn IFDHTransmitToICC(
        lun: Dword,
        _send: IoHeader,
        command: *const u8,
        command_length: Dword,
        answer: *mut u8,
        answer_length: *mut Dword,
        _receive: *mut IoHeader,
    ) -> ResponseCode {
        if command.is_null() {
            return Code::Communication as ResponseCode;
        }
        // SAFETY: not null, of this length by this function's contract.
        let command = unsafe { std::slice::from_raw_parts(command, command_length as usize) };
        let handled = ifd::transmit(lun, command);
        // SAFETY: by this function's contract.
        unsafe { hand_back(handled, answer, answer_length) }
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn IFDHICCPresence(lun: Dword) -> ResponseCode {
        ifd::presence(lun) as ResponseCode
    }

    /// # Safety
    /// `answer` holds `room` bytes, `returned` is null or one number.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn IFDHControl(
        lun: Dword,
        code: Dword,
        _request: *const u8,
        _request_length: Dword,
        answer: *mut u8,
        room: Dword,
        returned: *mut Dword,
    ) -> ResponseCode {
        if returned.is_null() {
            return Code::Communication as ResponseCode;
        }
        // SAFETY: not null; `room` is what `answer` holds by this function's contract.
        unsafe {
            *returned = room;
            hand_back(ifd::control(lun, code), answer, returned)
        }
    }

    extern "C" fn wait_for_change(lun: Dword, timeout_ms: c_int) -> ResponseCode {
        ifd::wait(lun, timeout_ms) as ResponseCode
    }

    /// pcscd calls it at every disconnect, not only at its end: it wakes and stops nothing.
    extern "C" fn wake_up(lun: Dword) -> ResponseCode {
        ifd::wake(lun) as ResponseCode
    }

    /// Copies an answer out; `*length` is the room before and the length after, 0 on an error.
    ///
    /// # Safety
    /// `buffer` is null or holds `*length` bytes.
    unsafe fn hand_back(handled: Handled, buffer: *mut u8, length: *mut Dword) -> ResponseCode {
        if length.is_null() {
            return Code::Communication as ResponseCode;
        }
        // SAFETY: not null.
        let room = unsafe { std::mem::take(&mut *length) } as usize;
        let bytes = match handled {
            Ok(bytes) => bytes,
            Err(code) => return code as ResponseCode,
        };
        if bytes.len() > room || (buffer.is_null() && !bytes.is_empty()) {
            return Code::InsufficientBuffer as ResponseCode;
        }
        // SAFETY: `buffer` has this much room; the two don't overlap, for `bytes` is our own.
        unsafe {
            if !bytes.is_empty() {
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer, bytes.len());
            }
            *length = bytes.len() as Dword;
        }
        Code::Success as ResponseCode
    }
}
