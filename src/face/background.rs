//! The drawing behind a face: SVG in millimetres of the card, painted once per resolution.
//! Only shapes: text and pictures in an SVG depend on fonts and files that may not be there, and
//! a renderer leaves them out without a word, so they are refused.

use std::fmt;

use resvg::usvg::{self, roxmltree};
use thiserror::Error;
use tiny_skia::{Color, Pixmap, Transform};

use super::geometry::{CARD_HEIGHT_MM, CARD_WIDTH_MM, Geometry};

pub const MAX_SVG_BYTES: usize = 1024 * 1024;
pub const MAX_SVG_ELEMENTS: usize = 10_000;
/// Each level may cost a picture of the whole face while it is painted.
pub const MAX_SVG_DEPTH: usize = 24;
/// How far a drawing must reach beyond the card, so that no white edge shows.
pub const BLEED_MM: f32 = 0.6;

const ALLOWED: [&str; 19] = [
    "svg",
    "g",
    "defs",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "use",
    "title",
    "desc",
    "metadata",
    "style",
];
const SVG: &str = "http://www.w3.org/2000/svg";

/// Why a drawing can't stand behind a face.
#[derive(Debug, Error)]
pub enum SvgError {
    #[error("the drawing has more than {MAX_SVG_BYTES} bytes; simplify its paths")]
    TooManyBytes,
    #[error("the drawing is not UTF-8 text")]
    Encoding,
    #[error("the drawing is not well-formed XML")]
    Xml(#[source] Box<roxmltree::Error>),
    #[error("the drawing has more than {MAX_SVG_ELEMENTS} elements; simplify it")]
    TooManyElements,
    #[error("the drawing is nested deeper than {MAX_SVG_DEPTH} levels; ungroup it")]
    TooDeep,
    #[error("line {line}: `<{element}>` is not allowed; turn text and pictures into paths")]
    Element { element: String, line: u32 },
    #[error("line {line}: a link must point into the drawing itself, as in `#name`")]
    Link { line: u32 },
    #[error("line {line}: what `<use>` copies may hold no `<use>` itself")]
    NestedUse { line: u32 },
    #[error(
        "the drawing must be in millimetres of the card: width and height in `mm` equal to the \
         viewBox, which reaches {BLEED_MM} mm beyond 0 0 85.6 53.98 on every side"
    )]
    Size,
    #[error("the drawing can't be read")]
    Unreadable(#[source] Box<usvg::Error>),
    #[error("the drawing shows nothing")]
    Empty,
}

/// A drawing found fit to be painted.
#[derive(Clone)]
pub struct Drawing {
    tree: std::sync::Arc<usvg::Tree>,
    /// Left and top edge in millimetres of the card.
    origin: (f32, f32),
    width: f32,
}

impl Drawing {
    pub fn parse(svg: &[u8]) -> Result<Self, SvgError> {
        if svg.len() > MAX_SVG_BYTES {
            return Err(SvgError::TooManyBytes);
        }
        let text = std::str::from_utf8(svg).map_err(|_| SvgError::Encoding)?;
        let options = roxmltree::ParsingOptions {
            allow_dtd: false,
            nodes_limit: 4 * MAX_SVG_ELEMENTS as u32,
            ..roxmltree::ParsingOptions::default()
        };
        let document = roxmltree::Document::parse_with_options(text, options)
            .map_err(|error| SvgError::Xml(Box::new(error)))?;
        check_elements(&document)?;
        let (origin, width) = view(&document).ok_or(SvgError::Size)?;
        let tree = usvg::Tree::from_xmltree(&document, &usvg::Options::default())
            .map_err(|error| SvgError::Unreadable(Box::new(error)))?;
        if !shows_something(tree.root()) {
            return Err(SvgError::Empty);
        }
        Ok(Self { tree: std::sync::Arc::new(tree), origin, width })
    }

    /// Paints it over white, as RGB; beyond its edges the raster stays white.
    pub(crate) fn paint(&self, geometry: &Geometry) -> Option<Vec<u8>> {
        let mut pixmap = Pixmap::new(geometry.width, geometry.height)?;
        pixmap.fill(Color::WHITE);
        let scale = geometry.length(self.width) / self.tree.size().width();
        let (x, y) = (geometry.x(self.origin.0), geometry.y(self.origin.1));
        let place = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
        resvg::render(&self.tree, place, &mut pixmap.as_mut());
        Some(
            pixmap
                .data()
                .chunks_exact(4)
                .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
                .collect(),
        )
    }
}

fn check_elements(document: &roxmltree::Document<'_>) -> Result<(), SvgError> {
    let elements = || document.descendants().filter(roxmltree::Node::is_element);
    if elements().count() > MAX_SVG_ELEMENTS {
        return Err(SvgError::TooManyElements);
    }
    let line = |node: &roxmltree::Node<'_, '_>| document.text_pos_at(node.range().start).row;
    let is_use = |node: &roxmltree::Node<'_, '_>| node.tag_name().name() == "use";
    for node in elements() {
        if node.ancestors().take(MAX_SVG_DEPTH + 2).count() > MAX_SVG_DEPTH + 1 {
            return Err(SvgError::TooDeep);
        }
        let name = node.tag_name();
        // Drawing programs leave notes of their own in other namespaces; nobody paints them.
        if name.namespace() != Some(SVG) {
            continue;
        }
        if !ALLOWED.contains(&name.name()) {
            let element = name.name().chars().take(40).collect();
            return Err(SvgError::Element { element, line: line(&node) });
        }
        for link in node.attributes().filter(|attribute| attribute.name() == "href") {
            let Some(target) = link.value().strip_prefix('#') else {
                return Err(SvgError::Link { line: line(&node) });
            };
            let target = elements().find(|other| other.attribute("id") == Some(target));
            let nested = |target: roxmltree::Node<'_, '_>| target.descendants().any(|n| is_use(&n));
            if is_use(&node) && target.is_some_and(nested) {
                return Err(SvgError::NestedUse { line: line(&node) });
            }
        }
    }
    Ok(())
}

fn shows_something(group: &usvg::Group) -> bool {
    group.children().iter().any(|node| match node {
        usvg::Node::Group(group) => shows_something(group),
        _ => true,
    })
}

/// Origin and width in millimetres, if the root is drawn at true size.
fn view(document: &roxmltree::Document<'_>) -> Option<((f32, f32), f32)> {
    let root = document.root_element();
    let numbers: Vec<f32> = root
        .attribute("viewBox")?
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<f32>().ok().filter(|number| number.is_finite()))
        .collect::<Option<_>>()?;
    let [x, y, width, height] = numbers[..] else { return None };
    let millimetres = |name: &str| root.attribute(name)?.strip_suffix("mm")?.parse::<f32>().ok();
    let same = |given: Option<f32>, wanted: f32| given.is_some_and(|g| (g - wanted).abs() < 0.01);
    let covers = |start: f32, length: f32, card: f32| {
        start <= -BLEED_MM && start + length >= card + BLEED_MM && length < card + 20.0
    };
    (same(millimetres("width"), width)
        && same(millimetres("height"), height)
        && covers(x, width, CARD_WIDTH_MM)
        && covers(y, height, CARD_HEIGHT_MM))
    .then_some(((x, y), width))
}

impl fmt::Debug for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drawing").field("origin", &self.origin).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(inside: &str) -> Result<Drawing, SvgError> {
        let size = r#"width="87.6mm" height="55.98mm" viewBox="-1 -1 87.6 55.98""#;
        Drawing::parse(format!(r#"<svg xmlns="{SVG}" {size}>{inside}</svg>"#).as_bytes())
    }

    #[test]
    fn a_drawing_is_painted_in_millimetres_of_the_card() {
        let geometry = Geometry::default();
        let square = r##"<rect x="10" y="20" width="5" height="5" fill="#ff0000"/>"##;
        let rgb = drawing(square).unwrap().paint(&geometry).unwrap();
        let at = |x: f32, y: f32| {
            let (x, y) = (geometry.x(x) as usize, geometry.y(y) as usize);
            let start = (y * geometry.width as usize + x) * 3;
            rgb[start..start + 3].to_vec()
        };
        for (x, y) in [(10.2, 20.2), (14.8, 24.8)] {
            assert_eq!(at(x, y), [255, 0, 0]);
        }
        for (x, y) in [(9.8, 20.5), (15.2, 20.5), (12.0, 19.8), (12.0, 25.2)] {
            assert_eq!(at(x, y), [255, 255, 255]);
        }
    }

    #[test]
    fn what_a_renderer_would_leave_out_in_silence_is_refused() {
        for element in ["text", "image", "foreignObject", "script", "filter", "mask", "pattern"] {
            let refused = drawing(&format!("<rect width='1' height='1'/>\n<{element}/>"));
            let named = matches!(&refused, Err(SvgError::Element { element: name, line: 2 })
                if name == element);
            assert!(named, "{refused:?}");
        }
    }

    #[test]
    fn a_link_out_of_the_drawing_is_refused() {
        let away = r#"<use href="file:///etc/passwd"/>"#;
        assert!(matches!(drawing(away), Err(SvgError::Link { line: 1 })));
    }

    #[test]
    fn a_drawing_that_multiplies_itself_is_refused() {
        let mut bomb = String::from(r#"<defs><g id="a0"><rect width="1" height="1"/></g>"#);
        for level in 1..20 {
            let copies = format!(r##"<use href="#a{}"/>"##, level - 1).repeat(10);
            bomb += &format!(r#"<g id="a{level}">{copies}</g>"#);
        }
        bomb += r##"</defs><use href="#a19"/>"##;
        assert!(matches!(drawing(&bomb), Err(SvgError::NestedUse { .. })));
        let deep = "<g>".repeat(400) + &"</g>".repeat(400);
        assert!(matches!(drawing(&deep), Err(SvgError::TooDeep)));
        let many = "<g/>".repeat(MAX_SVG_ELEMENTS + 1);
        assert!(matches!(drawing(&many), Err(SvgError::TooManyElements)));
        assert!(matches!(
            Drawing::parse(&vec![b' '; MAX_SVG_BYTES + 1]),
            Err(SvgError::TooManyBytes)
        ));
    }

    #[test]
    fn entities_are_refused() {
        let billion = r#"<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>"#;
        assert!(matches!(Drawing::parse(billion.as_bytes()), Err(SvgError::Xml(_))));
    }

    #[test]
    fn a_drawing_of_another_size_is_refused() {
        for head in [
            r#"width="87.6" height="55.98" viewBox="-1 -1 87.6 55.98""#,
            r#"width="87.6mm" height="55.98mm" viewBox="0 0 87.6 55.98""#,
            r#"width="87.6mm" height="55.98mm" viewBox="-1 -1 NaN 55.98""#,
            r#"width="87.6mm" height="55.98mm""#,
        ] {
            let text = format!(r#"<svg xmlns="{SVG}" {head}><rect width="9" height="9"/></svg>"#);
            assert!(matches!(Drawing::parse(text.as_bytes()), Err(SvgError::Size)), "{head}");
        }
    }

    #[test]
    fn an_empty_or_broken_drawing_is_refused() {
        assert!(matches!(drawing(""), Err(SvgError::Empty)));
        assert!(matches!(drawing("<g><defs/></g>"), Err(SvgError::Empty)));
        assert!(matches!(Drawing::parse(b"<svg"), Err(SvgError::Xml(_))));
        assert!(matches!(Drawing::parse(b""), Err(SvgError::Xml(_))));
        assert!(matches!(Drawing::parse(&[0xff, 0xfe]), Err(SvgError::Encoding)));
    }
}
