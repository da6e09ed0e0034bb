//! What is drawn of a person: drawing takes longer than signing, so it is done once a person.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::minutiae::{self, Finger};
use super::person::{Look, Person};
use super::{pen, portrait};

/// People whose pictures are kept; those after them are drawn each time.
pub const MAX_KEPT: usize = 1_000;

/// Photo for the face, photo for the chip, signature, two fingers.
#[derive(Debug)]
pub struct Pictures {
    pub photo: Vec<u8>,
    pub chip_photo: Vec<u8>,
    pub signature: Vec<u8>,
    pub minutiae: [Vec<u8>; 2],
}

type Kept = Mutex<HashMap<(Look, String), Arc<Pictures>>>;

/// Equal for equal people, whenever they are asked for.
pub fn of(person: &Person) -> Arc<Pictures> {
    static KEPT: LazyLock<Kept> = LazyLock::new(Mutex::default);
    let (look, name) = (person.look, &person.biodata.nama);
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pictures) = kept().get(&(look, name.clone())) {
        return pictures.clone();
    }
    let pictures = Arc::new(Pictures {
        photo: portrait::photo(&look),
        chip_photo: portrait::chip_photo(&look),
        signature: pen::signature(&look, name),
        minutiae: [Finger::RightThumb, Finger::RightIndex]
            .map(|finger| minutiae::template(look.seed, finger)),
    });
    let mut kept = kept();
    if kept.len() < MAX_KEPT {
        kept.insert((look, name.clone()), pictures.clone());
    }
    pictures
}
