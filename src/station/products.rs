//! What this station can make: for each kind of blank a painter and a chip profile, prepared once
//! at the start, so that nothing of a layout can fail when a person waits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::chip::{ChipProfile, ProfileError};
use crate::face::{FaceError, FontError, FontSet, Geometry, Layout, LayoutError, Paint, Painter};
use crate::record::Kind;

/// A file of a layout folder is never larger.
pub const MAX_LAYOUT_FILE_BYTES: u64 = 8 * 1024 * 1024;

/// One kind of card, ready to be made.
#[derive(Debug)]
pub struct Product {
    /// Name and version of its layout, for people.
    pub layout: String,
    pub painter: Box<dyn Paint>,
    pub profile: ChipProfile,
}

#[derive(Debug)]
pub struct Products {
    pub fonts: FontSet,
    by_kind: BTreeMap<Kind, Arc<Product>>,
}

#[derive(Debug, Error)]
pub enum ProductError {
    #[error("{} can't be read", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{} has more than {MAX_LAYOUT_FILE_BYTES} bytes", .0.display())]
    TooLarge(PathBuf),
    #[error("{} is not UTF-8", .0.display())]
    NotText(PathBuf),
    #[error("layout in {}", folder.display())]
    Layout {
        folder: PathBuf,
        #[source]
        source: LayoutError,
    },
    #[error("painter for {}", folder.display())]
    Painter {
        folder: PathBuf,
        #[source]
        source: FaceError,
    },
    #[error("chip profile in {}", folder.display())]
    Profile {
        folder: PathBuf,
        #[source]
        source: ProfileError,
    },
    #[error("fonts in {}", folder.display())]
    Fonts {
        folder: PathBuf,
        #[source]
        source: FontError,
    },
    #[error("{} holds no layout of any kind", .0.display())]
    Nothing(PathBuf),
}

impl Products {
    /// Every kind that has a folder below `layouts`, each on a thread of its own; fonts are shared
    /// by all.
    pub fn load(layouts: &Path, geometry: Geometry) -> Result<Self, ProductError> {
        let fonts = load_fonts(&layouts.join("fonts"))?;
        let load = |kind: Kind| {
            let folder = layouts.join(kind.as_str());
            folder.is_dir().then(|| Product::load(&folder, &fonts, geometry))
        };
        let loaded = std::thread::scope(|scope| {
            let threads = Kind::ALL.map(|kind| (kind, scope.spawn(move || load(kind))));
            threads.map(|(kind, thread)| match thread.join() {
                Ok(product) => (kind, product),
                Err(panic) => std::panic::resume_unwind(panic),
            })
        });
        let mut products = BTreeMap::new();
        for (kind, product) in loaded {
            if let Some(product) = product {
                products.insert(kind, product?);
            }
        }
        if products.is_empty() {
            return Err(ProductError::Nothing(layouts.to_owned()));
        }
        Ok(Self::new(fonts, products))
    }

    /// Of kinds that are ready.
    pub fn new(fonts: FontSet, products: BTreeMap<Kind, Product>) -> Self {
        let shared = products.into_iter().map(|(kind, product)| (kind, Arc::new(product)));
        Self { fonts, by_kind: shared.collect() }
    }

    pub fn of(&self, kind: Kind) -> Option<Arc<Product>> {
        self.by_kind.get(&kind).cloned()
    }

    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.by_kind.keys().copied()
    }
}

pub fn read(path: &Path) -> Result<Vec<u8>, ProductError> {
    let file = |source| ProductError::File { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(file)?.len() > MAX_LAYOUT_FILE_BYTES {
        return Err(ProductError::TooLarge(path.to_owned()));
    }
    std::fs::read(path).map_err(file)
}

fn read_text(path: &Path) -> Result<String, ProductError> {
    String::from_utf8(read(path)?).map_err(|_| ProductError::NotText(path.to_owned()))
}

impl Product {
    fn load(folder: &Path, fonts: &FontSet, geometry: Geometry) -> Result<Self, ProductError> {
        let in_folder = || folder.to_owned();
        let layout = Layout::parse(
            &read_text(&folder.join("layout.toml"))?,
            &read(&folder.join("front.svg"))?,
            &read(&folder.join("back.svg"))?,
            fonts,
        );
        let layout =
            layout.map_err(|source| ProductError::Layout { folder: in_folder(), source })?;
        let painter = Painter::prepare(&layout, geometry)
            .map_err(|source| ProductError::Painter { folder: in_folder(), source })?;
        let profile = ChipProfile::parse(&read_text(&folder.join("chip.toml"))?)
            .map_err(|source| ProductError::Profile { folder: in_folder(), source })?;
        let layout = format!("{} {}", layout.name(), layout.version());
        Ok(Self { layout, painter: Box::new(painter), profile })
    }
}

/// The bundled fonts, from files alone: a system font would make another face on each machine.
pub fn load_fonts(folder: &Path) -> Result<FontSet, ProductError> {
    FontSet::load(|name| read(&folder.join(name)).ok())
        .map_err(|source| ProductError::Fonts { folder: folder.to_owned(), source })
}
