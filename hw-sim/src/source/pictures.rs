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

/// Both photos of one look.
type Photos = Arc<(Vec<u8>, Vec<u8>)>;

#[derive(Default)]
struct Kept {
    looks: HashMap<Look, Photos>,
    people: HashMap<(Look, String), Arc<Pictures>>,
}

/// Equal for equal people, whenever they are asked for.
pub fn of(person: &Person) -> Arc<Pictures> {
    static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let (look, name) = (person.look, &person.biodata.nama);
    if let Some(pictures) = kept().people.get(&(look, name.clone())) {
        return pictures.clone();
    }
    let known = kept().looks.get(&look).cloned();
    let photos =
        known.unwrap_or_else(|| Arc::new((portrait::photo(&look), portrait::chip_photo(&look))));
    let pictures = Arc::new(Pictures {
        photo: photos.0.clone(),
        chip_photo: photos.1.clone(),
        signature: pen::signature(&look, name),
        minutiae: [Finger::RightThumb, Finger::RightIndex]
            .map(|finger| minutiae::template(look.seed, finger)),
    });
    let mut kept = kept();
    if kept.people.len() < MAX_KEPT {
        kept.looks.insert(look, photos);
        kept.people.insert((look, name.clone()), pictures.clone());
    }
    pictures
}
