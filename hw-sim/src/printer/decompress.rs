//! Panels off the line: packed dots (`Db`) and run lengths (`Dbc`) to one level a dot.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::printer::stream::Download;
use crate::world::Bitmap;
use crate::world::bitmap::{DOTS, LINE_DOTS, LINES};

/// Bytes of a packed line of resin.
const MONO_LINE: usize = LINE_DOTS / 8;

/// Bytes of a packed panel: 5, 6 or 7 bits a dot of dye, one of resin and overlay.
pub(super) fn packed_size(full: u8) -> usize {
    DOTS * bits(full) / 8
}

fn bits(full: u8) -> usize {
    (8 - full.leading_zeros()) as usize
}

/// Panels unpacked last that are kept, for many cards share their overlay or have a bare panel.
const MAX_RECENT: usize = 6;

type Recent = VecDeque<(u8, Vec<u8>, Bitmap)>;

thread_local! {
    static RECENT: RefCell<Recent> = RefCell::default();
}

impl Download {
    /// `None` if the data is not a panel.
    pub(super) fn unpack(&self) -> Option<Bitmap> {
        if self.compressed {
            return unpack_compressed(self.full, &self.data);
        }
        RECENT.with_borrow_mut(|recent| {
            let same =
                |(full, data, _): &&(u8, Vec<u8>, Bitmap)| *full == self.full && *data == self.data;
            if let Some(known) = recent.iter().position(|one| same(&one)) {
                let known = recent.remove(known)?;
                let bitmap = known.2.clone();
                recent.push_front(known);
                return Some(bitmap);
            }
            let bitmap = unpack(self.full, &self.data)?;
            recent.truncate(MAX_RECENT - 1);
            recent.push_front((self.full, self.data.clone(), bitmap.clone()));
            Some(bitmap)
        })
    }
}

/// Packed dots, most significant bit first, without gaps between lines.
pub fn unpack(full: u8, data: &[u8]) -> Option<Bitmap> {
    let bits = bits(full);
    if data.len() != packed_size(full) {
        return None;
    }
    let mut dots = Vec::with_capacity(DOTS);
    if full == 1 {
        for byte in data {
            dots.extend_from_slice(&std::array::from_fn::<u8, 8, _>(|n| byte >> (7 - n) & 1));
        }
        return Bitmap::new(full, dots);
    }
    let (mut window, mut held) = (0_u32, 0);
    for byte in data {
        window = (window << 8) | u32::from(*byte);
        held += 8;
        while held >= bits {
            held -= bits;
            dots.push((window >> held) as u8 & full);
        }
        window &= (1 << held) - 1;
    }
    Bitmap::new(full, dots)
}

/// Run lengths, line by line; `None` for a run beyond its line or a level beyond `full`.
pub fn unpack_compressed(full: u8, data: &[u8]) -> Option<Bitmap> {
    let mut dots = Vec::with_capacity(DOTS);
    let mut rest = data;
    for line in 1..=LINES {
        rest = if full == 1 { mono_line(rest, &mut dots)? } else { dye_line(rest, &mut dots)? };
        dots.resize(line * LINE_DOTS, 0);
    }
    if rest.is_empty() { Bitmap::new(full, dots) } else { None }
}

/// A level, or with the high bit a level and how often; 0 times: the rest of the line is white.
fn dye_line<'a>(mut rest: &'a [u8], dots: &mut Vec<u8>) -> Option<&'a [u8]> {
    let end = dots.len() + LINE_DOTS;
    while dots.len() < end {
        let (level, after) = rest.split_first()?;
        rest = after;
        if level & 0x80 == 0 {
            dots.push(*level);
            continue;
        }
        let (times, after) = rest.split_first()?;
        rest = after;
        if *times == 0 {
            break;
        }
        dots.resize(dots.len() + usize::from(*times), level & 0x7F);
    }
    (dots.len() <= end).then_some(rest)
}

/// 00h white, FFh black, or a count and as many bytes from the start of the line.
fn mono_line<'a>(rest: &'a [u8], dots: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (count, rest) = rest.split_first()?;
    match usize::from(*count) {
        0 => Some(rest),
        0xFF => {
            dots.resize(dots.len() + LINE_DOTS, 1);
            Some(rest)
        }
        count @ 1..=MONO_LINE => {
            let (bytes, rest) = rest.split_at_checked(count)?;
            dots.extend(bytes.iter().flat_map(|byte| (0..8).rev().map(move |n| byte >> n & 1)));
            Some(rest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_panels_have_the_sizes_of_the_guide() {
        assert_eq!([31, 63, 127, 1].map(packed_size), [411_480, 493_776, 576_072, 82_296]);
    }

    #[test]
    fn seven_bits_a_dot_come_out_most_significant_first() {
        let mut data = vec![0; packed_size(127)];
        // 1111111 0000001 0000000 1000000 …
        data[..4].copy_from_slice(&[0b1111_1110, 0b0000_0100, 0b0000_0100, 0b0000_0000]);
        let bitmap = unpack(127, &data).expect("a panel");
        assert_eq!(bitmap.dots()[..4], [127, 1, 0, 64]);
        assert!(bitmap.dots()[4..].iter().all(|dot| *dot == 0));
    }

    #[test]
    fn a_panel_of_another_size_is_none() {
        for full in [1, 31, 63, 127] {
            assert!(unpack(full, &vec![0; packed_size(full)]).is_some());
            assert!(unpack(full, &vec![0; packed_size(full) - 1]).is_none());
            assert!(unpack(full, &vec![0; packed_size(full) + 1]).is_none());
        }
    }

    #[test]
    fn dye_runs_are_repeated_and_cut_short_by_white() {
        let mut data = vec![5, 0x80 | 9, 3, 0x80, 0];
        data.extend([0x80 | 1, 255, 0x80 | 2, 255, 0x80 | 3, 138]);
        data.extend([0x80, 0].repeat(LINES - 2));
        let bitmap = unpack_compressed(127, &data).expect("a panel");
        assert_eq!(bitmap.dots()[..6], [5, 9, 9, 9, 0, 0]);
        assert_eq!(bitmap.dots()[LINE_DOTS..][..2], [1, 1]);
        assert_eq!(bitmap.dots()[2 * LINE_DOTS - 1], 3);
        assert!(bitmap.dots()[2 * LINE_DOTS..].iter().all(|dot| *dot == 0));
    }

    #[test]
    fn mono_lines_are_white_black_or_spelled_out() {
        let mut data = vec![0, 0xFF, 2, 0b1010_0000, 1];
        data.extend(vec![0; LINES - 3]);
        let bitmap = unpack_compressed(1, &data).expect("a panel");
        let line = |n: usize| &bitmap.dots()[n * LINE_DOTS..][..LINE_DOTS];
        assert!(line(0).iter().all(|dot| *dot == 0));
        assert!(line(1).iter().all(|dot| *dot == 1));
        assert_eq!(line(2)[..3], [1, 0, 1]);
        assert_eq!(line(2)[15], 1);
        assert_eq!(line(2).iter().map(|dot| u32::from(*dot)).sum::<u32>(), 3);
    }

    #[test]
    fn runs_that_lie_are_no_panel() {
        let white = [0x80, 0].repeat(LINES - 1);
        let with = |first: &[u8]| unpack_compressed(127, &[first, &white].concat());
        assert!(with(&[0x80, 0]).is_some());
        assert!(with(&[0x81, 255, 0x81, 255, 0x81, 139]).is_none(), "a dot beyond the line");
        assert!(with(&[0x81]).is_none(), "a counter that isn't there");
        let after = [&[0x80, 0], &white[..], &[7]].concat();
        assert!(unpack_compressed(127, &after).is_none(), "data after the last line");
        assert!(unpack_compressed(31, &[&[32, 0x80, 0], &white[..]].concat()).is_none());
        assert!(unpack_compressed(1, &[82]).is_none());
        assert!(unpack_compressed(1, &[]).is_none());
    }
}
