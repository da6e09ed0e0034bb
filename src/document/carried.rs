//! A paper's model in its own file: whoever holds the file can have the paper drawn again, and see
//! whether the file shows just that. It says nothing that does not stand on the pages.

use lopdf::{Dictionary, Document, Object, Stream};
use serde::{Deserialize, Serialize};

use super::model::Paper;
use super::press::PaperError;
use crate::face::FontSet;
use crate::journal::Hash;

/// How papers are drawn. A change of anything that a page shows raises it: two drawings of one
/// model are comparable only if they were drawn alike.
pub const DRAWING: u32 = 2;
/// In the file's catalogue.
const KEY: &str = "CetakdPaper";
const MAX_MODEL_BYTES: usize = 64 << 20;

#[derive(Debug, Serialize, Deserialize)]
pub struct Carried {
    pub drawing: u32,
    /// The fonts that it was drawn with.
    pub fonts: String,
    pub paper: Paper,
}

impl Carried {
    pub fn new(paper: &Paper, fonts: &FontSet) -> Self {
        Self { drawing: DRAWING, fonts: hex(fonts), paper: paper.clone() }
    }

    pub fn put(&self, file: &mut Document) -> Result<(), PaperError> {
        let model = serde_json::to_vec(self).map_err(PaperError::Model)?;
        let id = file.add_object(Stream::new(Dictionary::new(), model));
        file.catalog_mut().map_err(PaperError::File)?.set(KEY, Object::Reference(id));
        Ok(())
    }

    pub fn take(file: &Document) -> Option<Self> {
        let id = file.catalog().ok()?.get(KEY.as_bytes()).ok()?.as_reference().ok()?;
        let stream = file.get_object(id).ok()?.as_stream().ok()?;
        let model = stream.get_plain_content_with_limit(MAX_MODEL_BYTES).ok()?;
        serde_json::from_slice(&model).ok()
    }

    /// This program, with these fonts, would draw the model as it was drawn.
    pub fn is_comparable(&self, fonts: &FontSet) -> bool {
        self.drawing == DRAWING && self.fonts == hex(fonts)
    }
}

fn hex(fonts: &FontSet) -> String {
    Hash(fonts.digest()).to_string()
}
