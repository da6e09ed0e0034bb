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

pub struct Lines<'a> {
    stream: &'a UnixStream,
    reader: BufReader<&'a UnixStream>,
    clock: &'a dyn Clock,
}

impl<'a> Lines<'a> {
    pub fn new(stream: &'a UnixStream, clock: &'a dyn Clock) -> Self {
        Self { stream, reader: BufReader::new(stream), clock }
    }

    /// One line; what there is of it when time or length run out.
    pub fn next(&mut self) -> std::io::Result<Zeroizing<Vec<u8>>> {
        let deadline = self.clock.elapsed() + ASK_WITHIN;
        let mut line = Zeroizing::new(Vec::new());
        while line.last() != Some(&b'\n') && (line.len() as u64) < MAX_REQUEST_BYTES {
            let left = deadline.saturating_sub(self.clock.elapsed());
            // Zero would mean no limit.
            self.stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() || left.is_zero() {
                break;
            }
            let end = chunk.iter().position(|byte| *byte == b'\n').map_or(chunk.len(), |at| at + 1);
            line.extend_from_slice(&chunk[..end]);
            self.reader.consume(end);
        }
        Ok(line)
    }
}

impl std::fmt::Debug for Lines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lines")
    }
}
