//! The one thing that is replaced here: a painter that paints a digest of its input instead of a
//! face, as 256 dots of resin in the top row of both sides. A checker reads the dots off a card.

use std::sync::LazyLock;

use cetakd::face::{
    Background, CardFace, CardPanels, FaceError, FaceInput, Geometry, Paint, Picture, Side,
    SidePanels,
};
use hw_sim::source::person::Person;
use hw_sim::source::pictures;
use hw_sim::world::bitmap::{Bitmap, LINE_DOTS};
use hw_sim::world::{Card, Face, Panel};
use ring::digest::{Context, SHA256};

const GEOMETRY: Geometry = Geometry { width: 1016, height: 648, dpi: 300 };
const STRIDE: usize = GEOMETRY.width as usize / 8;

/// What stands for a face: SHA-256 over all that a face is made of.
pub type Stamp = [u8; 32];

#[derive(Debug)]
pub struct StampPainter;

impl Paint for StampPainter {
    fn paint(&self, input: &FaceInput<'_>) -> Result<CardFace, FaceError> {
        let biodata = serde_json::to_value(input.biodata).expect("strings");
        let stamp = stamp(&biodata.to_string(), input.photo, input.signature);
        let side = || {
            let Geometry { width, height, .. } = GEOMETRY;
            Side { width, height, rgb: stamp.to_vec(), k: Vec::new() }
        };
        Ok(CardFace { front: side(), back: Some(side()) })
    }

    fn panels(&self, face: &CardFace) -> CardPanels {
        static OVERLAY: LazyLock<Vec<u8>> = LazyLock::new(|| vec![0xFF; mono()]);
        let Geometry { width, height, .. } = GEOMETRY;
        let dye = || vec![0; (width * height) as usize];
        let resin = |side: &Side| {
            let mut bits = vec![0; mono()];
            bits[..side.rgb.len()].copy_from_slice(&side.rgb);
            bits
        };
        let (k, o) = (resin(&face.front), OVERLAY.clone());
        CardPanels {
            front: SidePanels { width, height, y: dye(), m: dye(), c: dye(), k, o },
            back_k: face.back.as_ref().map(resin),
        }
    }

    /// Nobody looks at these.
    fn composite(&self, _: &CardFace, _: Background) -> (Picture, Picture) {
        let nothing = || Picture { width: 0, height: 0, rgba: Vec::new() };
        (nothing(), nothing())
    }

    fn digest(&self) -> [u8; 32] {
        [7; 32]
    }
}

fn mono() -> usize {
    STRIDE * GEOMETRY.height as usize
}

fn stamp(biodata: &str, photo: &[u8], signature: &[u8]) -> Stamp {
    let mut digest = Context::new(&SHA256);
    for part in [biodata.as_bytes(), photo, signature] {
        digest.update(&(part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finish().as_ref().try_into().expect("32 bytes")
}

/// The stamp of a person's face, made of what the source knows.
pub fn of_person(person: &Person) -> Stamp {
    let biodata = serde_json::to_value(&person.biodata).expect("strings");
    let pictures = pictures::of(person);
    stamp(&biodata.to_string(), &pictures.photo, &pictures.signature)
}

/// The stamps that were printed whole onto one face of a card, in order.
pub fn on_card(card: &Card, face: Face) -> Vec<Stamp> {
    let resin = card.prints_on(face).filter(|print| print.panel == Panel::K && print.whole);
    resin.filter_map(|print| print.bitmap.as_ref()).map(read).collect()
}

/// Column x of the top row is the last dot of line x.
fn read(bitmap: &Bitmap) -> Stamp {
    let dot = |x: usize| bitmap.dots()[x * LINE_DOTS + LINE_DOTS - 1] & 1;
    std::array::from_fn(|byte| (0..8).fold(0, |bits, bit| bits << 1 | dot(byte * 8 + bit)))
}
