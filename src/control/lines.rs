//! What a caller sends, line by line: each within a time that no dripping caller can stretch and
//! a length that no flood exceeds.

use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use zeroize::Zeroizing;

use super::wire::MAX_REQUEST_BYTES;
use crate::device::Clock;

/// A caller who says nothing is let go.
const ASK_WITHIN: Duration = Duration::from_secs(5);

pub struct Lines<'a>(Option<Caller<'a>>);

struct Caller<'a> {
    stream: &'a UnixStream,
    reader: BufReader<&'a UnixStream>,
    clock: &'a dyn Clock,
}

impl<'a> Lines<'a> {
    pub fn new(stream: &'a UnixStream, clock: &'a dyn Clock) -> Self {
        Self(Some(Caller { stream, reader: BufReader::new(stream), clock }))
    }

    /// Of a command that came whole.
    pub fn none() -> Self {
        Self(None)
    }

    /// One line; what there is of it when time or length run out.
    pub fn next(&mut self) -> std::io::Result<Zeroizing<Vec<u8>>> {
        let mut line = Zeroizing::new(Vec::new());
        let Some(caller) = &mut self.0 else { return Ok(line) };
        let deadline = caller.clock.elapsed() + ASK_WITHIN;
        while line.last() != Some(&b'\n') && (line.len() as u64) < MAX_REQUEST_BYTES {
            let left = deadline.saturating_sub(caller.clock.elapsed());
            // Zero would mean no limit.
            caller.stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
            let chunk = caller.reader.fill_buf()?;
            if chunk.is_empty() || left.is_zero() {
                break;
            }
            let end = chunk.iter().position(|byte| *byte == b'\n').map_or(chunk.len(), |at| at + 1);
            line.extend_from_slice(&chunk[..end]);
            caller.reader.consume(end);
        }
        Ok(line)
    }
}

impl std::fmt::Debug for Lines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lines")
    }
}
