//! What goes into the chip, value by value, before anybody knows where: the name of a file and the
//! value of its one object. Built by the caller from a record, and gone when dropped.

use std::fmt;

use zeroize::Zeroizing;

use super::tlv::{self, TlvError};

/// Values by file name, in any order; each at most once.
#[derive(Clone, Default)]
pub struct ChipContents {
    pub files: Vec<(String, Zeroizing<Vec<u8>>)>,
}

impl ChipContents {
    pub fn new() -> Self {
        Self::default()
    }

    /// The value as it stands: a picture, a template.
    pub fn with(mut self, file: &str, value: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        self.files.push((file.to_owned(), value.into()));
        self
    }

    /// A template of data objects, in this order.
    pub fn with_fields(self, file: &str, fields: &[(u32, &[u8])]) -> Result<Self, TlvError> {
        let value = tlv::fields(fields)?;
        Ok(self.with(file, value))
    }
}

impl fmt::Debug for ChipContents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lengths = self.files.iter().map(|(file, value)| (file, value.len()));
        f.debug_map().entries(lengths).finish()
    }
}
