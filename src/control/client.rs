//! The commands' side of the socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::plan::Piece;
use super::wire::{Done, Failed, MAX_REPLY_BYTES, Reply, Request, Signature};
use crate::document::Sealed;
use crate::station::Step;

#[derive(Debug)]
pub struct Client {
    stream: UnixStream,
}

/// What comes before the end.
enum Between {
    Step(Step),
    Paper(Box<Sealed>),
}

#[derive(Debug, Error)]
pub enum ControlError {
    #[error("no daemon listens at {}", path.display())]
    NoDaemon {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the daemon went away")]
    Gone(#[source] std::io::Error),
    #[error("the daemon's answer is not of this version")]
    Garbled(#[source] serde_json::Error),
    #[error("the daemon ended without an answer")]
    NoEnd,
    #[error("{}", .0.en)]
    Failed(Failed),
}

impl Client {
    pub fn connect(path: &Path) -> Result<Self, ControlError> {
        match UnixStream::connect(path) {
            Ok(stream) => Ok(Self { stream }),
            Err(source) => Err(ControlError::NoDaemon { path: path.to_owned(), source }),
        }
    }

    /// Says who gives the command that follows.
    pub fn sign(&mut self, signature: &Signature) -> Result<(), ControlError> {
        self.send(signature)
    }

    /// Sends one request and hands on its steps until it ends.
    pub fn ask(self, request: &Request, on_step: impl Fn(Step)) -> Result<Done, ControlError> {
        self.ask_with(request, std::iter::empty(), on_step)
    }

    /// As `ask`, with the pieces that the request announces, each made when it is sent.
    pub fn ask_with(
        self,
        request: &Request,
        pieces: impl Iterator<Item = Piece>,
        on_step: impl Fn(Step),
    ) -> Result<Done, ControlError> {
        self.converse(request, pieces, |reply| match reply {
            Between::Step(step) => on_step(step),
            // Nobody who does not ask for a paper is given one.
            Between::Paper(_) => {}
        })
    }

    /// Asks for a paper and hands on each volume; nothing more is read once that fails.
    pub fn ask_papers<E>(
        self,
        request: &Request,
        mut on_volume: impl FnMut(Sealed) -> Result<(), E>,
    ) -> Result<Result<Done, E>, ControlError> {
        let mut fault = None;
        let done = self.converse(request, std::iter::empty(), |reply| {
            if let (Between::Paper(sealed), None) = (reply, &fault) {
                fault = on_volume(*sealed).err();
            }
        })?;
        Ok(fault.map_or(Ok(done), Err))
    }

    fn converse(
        mut self,
        request: &Request,
        pieces: impl Iterator<Item = Piece>,
        mut between: impl FnMut(Between),
    ) -> Result<Done, ControlError> {
        self.send(request)?;
        for piece in pieces {
            self.send(&piece)?;
        }
        let mut reader = BufReader::new(self.stream);
        loop {
            let mut line = zeroize::Zeroizing::new(String::new());
            let mut limited = reader.by_ref().take(MAX_REPLY_BYTES);
            if limited.read_line(&mut line).map_err(ControlError::Gone)? == 0 {
                return Err(ControlError::NoEnd);
            }
            match serde_json::from_str(&line).map_err(ControlError::Garbled)? {
                Reply::Step(step) => between(Between::Step(step)),
                Reply::Paper(sealed) => between(Between::Paper(sealed)),
                Reply::Done(done) => return Ok(done),
                Reply::Failed(failed) => return Err(ControlError::Failed(failed)),
            }
        }
    }

    fn send(&mut self, message: &impl serde::Serialize) -> Result<(), ControlError> {
        let line = serde_json::to_string(message).map_err(ControlError::Garbled)? + "\n";
        let line = zeroize::Zeroizing::new(line);
        self.stream.write_all(line.as_bytes()).map_err(ControlError::Gone)
    }
}
