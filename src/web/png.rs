//! Pictures for a page: in memory only.

use zeroize::Zeroizing;

use crate::document::png;
use crate::face::compose::Picture;

pub fn png(picture: &Picture) -> Option<Zeroizing<Vec<u8>>> {
    match png::encode(picture) {
        Ok(bytes) => Some(Zeroizing::new(bytes)),
        Err(error) => {
            tracing::error!(%error, "a picture can't be written");
            None
        }
    }
}
