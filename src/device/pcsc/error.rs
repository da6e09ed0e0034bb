//! PC/SC's words for what happened, sorted by what to do next.

use pcsc::Error;

use super::super::reader::ReaderError;

/// The service is gone or was restarted: the context is worth nothing any more.
pub(super) fn is_service_failure(error: Error) -> bool {
    matches!(
        error,
        Error::NoService
            | Error::ServiceStopped
            | Error::Shutdown
            | Error::InvalidHandle
            | Error::CommError
            | Error::InternalError
    )
}

pub(super) fn reader_error(reader: &str, error: Error) -> ReaderError {
    match error {
        error if is_service_failure(error) => ReaderError::NoService,
        Error::UnknownReader | Error::ReaderUnavailable | Error::NoReadersAvailable => {
            ReaderError::ReaderGone(reader.to_owned())
        }
        Error::RemovedCard | Error::NoSmartcard => ReaderError::CardRemoved,
        Error::ResetCard | Error::UnpoweredCard => ReaderError::CardReset,
        Error::UnresponsiveCard | Error::NotTransacted | Error::Timeout => ReaderError::Mute,
        Error::SharingViolation => ReaderError::SharingViolation,
        Error::ProtoMismatch => ReaderError::Other("card does not speak T=1".to_owned()),
        other => ReaderError::Other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_told_apart_by_what_to_do_next() {
        let told = |error| reader_error("Desk 1", error).to_string();
        for (errors, text) in [
            (&[Error::RemovedCard, Error::NoSmartcard][..], "card was pulled away"),
            (&[Error::ResetCard, Error::UnpoweredCard], "card was reset by another"),
            (&[Error::NotTransacted, Error::UnresponsiveCard], "card did not answer"),
            (&[Error::SharingViolation], "another program holds the reader"),
            (&[Error::UnknownReader, Error::ReaderUnavailable], "reader `Desk 1` is not there"),
            (&[Error::NoService, Error::ServiceStopped], "smart-card service is not running"),
            (&[Error::CommError, Error::InvalidHandle], "smart-card service is not running"),
            (&[Error::ProtoMismatch], "reader failed: card does not speak T=1"),
        ] {
            for &error in errors {
                assert_eq!(told(error), text, "{error:?}");
            }
        }
    }
}
