//! Who gives a command: one person, or two where one alone may not. What needs two is checked
//! whole before the second one is asked, so that nobody approves what can't be done.

use super::error::StationError;
use crate::store::Author;

/// The person at the screen and, once there is one, whoever approved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hands {
    pub first: String,
    pub second: Option<String>,
}

impl Hands {
    pub fn alone(first: &str) -> Self {
        Self { first: first.to_owned(), second: None }
    }

    /// For what one person may do.
    pub fn one(&self) -> Author {
        Author { approved_by: self.second.clone(), ..Author::person(&self.first) }
    }

    /// For what takes two: the last question before booking.
    pub fn two(&self) -> Result<Author, StationError> {
        match &self.second {
            Some(second) if *second != self.first => Ok(self.one()),
            _ => Err(StationError::SecondPersonNeeded),
        }
    }
}
