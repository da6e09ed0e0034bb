//! From a painted side to the panels of a ribbon. One table, `dye`: each of C, M, Y is the
//! complement of R, G, B, a level below 28 taken as 28. So the deepest dye is 227 of 255 and no
//! driver takes the dark of a photo for resin. Resin is knocked out: no dye lies under it.

use super::{CardFace, CardPanels, Side, SidePanels, stride};

/// The darkest level of red, green or blue that is printed in dye.
pub const MIN_LEVEL: u8 = 28;

/// Dye for one level of its complementary colour, 0 to 227.
pub const fn dye(level: u8) -> u8 {
    255 - if level < MIN_LEVEL { MIN_LEVEL } else { level }
}

impl CardFace {
    /// The panels that the printer is given; the overlay covers the whole front.
    pub fn panels(&self) -> CardPanels {
        CardPanels {
            front: side_panels(&self.front),
            back_k: self.back.as_ref().map(|back| back.k.clone()),
        }
    }
}

fn side_panels(side: &Side) -> SidePanels {
    let mut planes = planes(&side.rgb);
    for plane in &mut planes {
        plane.iter_mut().for_each(|level| *level = dye(*level));
    }
    knock_out(&mut planes, side);
    let [c, m, y] = planes;
    let (width, height) = (side.width, side.height);
    SidePanels { width, height, y, m, c, k: side.k.clone(), o: full(width, height) }
}

/// Red, green and blue apart. Eight dots at a time: byte by byte takes twice as long.
fn planes(rgb: &[u8]) -> [Vec<u8>; 3] {
    let mut planes = [(); 3].map(|()| vec![0; rgb.len() / 3]);
    for (first, plane) in planes.iter_mut().enumerate() {
        let (blocks, rest) = rgb.as_chunks::<24>();
        let (eights, last) = plane.as_chunks_mut::<8>();
        for (block, eight) in blocks.iter().zip(eights) {
            *eight = every_third(block, first).to_le_bytes();
        }
        for (dot, level) in rest.as_chunks::<3>().0.iter().zip(last) {
            *level = dot[first];
        }
    }
    planes
}

fn every_third(block: &[u8; 24], first: usize) -> u64 {
    let words = block.as_chunks::<8>().0;
    (0..8).fold(0, |eight, dot| {
        let at = 3 * dot + first;
        let level = u64::from_le_bytes(words[at / 8]) >> (8 * (at % 8)) & 0xff;
        eight | level << (8 * dot)
    })
}

/// Takes the dye away wherever resin will lie.
fn knock_out(planes: &mut [Vec<u8>; 3], side: &Side) {
    let width = side.width as usize;
    for (y, row) in side.k.chunks_exact(side.stride()).enumerate() {
        for (at, byte) in row.iter().enumerate().filter(|(_, byte)| **byte != 0) {
            let inked = (0..8).filter(|bit| byte & (0x80 >> bit) != 0).map(|bit| at * 8 + bit);
            for x in inked.filter(|x| *x < width) {
                planes.iter_mut().for_each(|plane| plane[y * width + x] = 0);
            }
        }
    }
}

/// One bit for every dot, none for the padding.
fn full(width: u32, height: u32) -> Vec<u8> {
    let mut row = vec![0xff; stride(width)];
    if !width.is_multiple_of(8)
        && let Some(last) = row.last_mut()
    {
        *last = 0xff << (8 - width % 8);
    }
    row.repeat(height as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(rgb: Vec<u8>, k: Vec<u8>) -> CardFace {
        CardFace { front: Side { width: 10, height: 1, rgb, k }, back: None }
    }

    #[test]
    fn no_dot_of_dye_is_deep_enough_for_resin() {
        let panels = face((0..30).collect(), vec![0; 2]).panels();
        for panel in [&panels.front.y, &panels.front.m, &panels.front.c] {
            assert!(panel.iter().all(|dye| *dye <= 227));
        }
        assert_eq!((dye(0), dye(28), dye(29), dye(255)), (227, 227, 226, 0));
    }

    #[test]
    fn each_panel_is_the_complement_of_its_colour() {
        let panels = face([200, 100, 50].repeat(10), vec![0; 2]).panels().front.clone();
        assert_eq!((panels.c[9], panels.m[9], panels.y[9]), (55, 155, 205));
    }

    #[test]
    fn no_dye_lies_under_resin() {
        let panels = face(vec![90; 30], vec![0b0100_0001, 0b0100_0000]).panels();
        for panel in [&panels.front.y, &panels.front.m, &panels.front.c] {
            let bare: Vec<usize> = (0..10).filter(|at| panel[*at] == 0).collect();
            assert_eq!(bare, [1, 7, 9]);
        }
        assert_eq!(panels.front.k, [0b0100_0001, 0b0100_0000]);
    }

    #[test]
    fn the_overlay_covers_every_dot_and_no_padding() {
        assert_eq!(face(vec![255; 30], vec![0; 2]).panels().front.o, [0xff, 0b1100_0000]);
        assert_eq!(full(16, 2), [0xff; 4]);
    }
}
