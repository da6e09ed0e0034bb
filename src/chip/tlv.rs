//! BER-TLV data objects, ISO/IEC 7816-4 §5.2.2 and ITU-T X.690: definite lengths only.
//!
//! Written in the shortest form; read with limits, never recursing and never past the input.

use thiserror::Error;
use zeroize::Zeroizing;

/// Bytes of a tag: one, or two to three with a subsequent part.
pub const MAX_TAG_BYTES: usize = 3;
/// Bytes of a value; its length then takes at most three bytes (`82 hi lo`).
pub const MAX_VALUE: usize = 65_535;
/// Objects that one template may hold.
pub const MAX_OBJECTS: usize = 64;

/// Why bytes are no BER-TLV object of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TlvError {
    #[error("tag is not one of 1 to {MAX_TAG_BYTES} bytes")]
    Tag,
    #[error("length is indefinite or beyond {MAX_VALUE}")]
    Length,
    #[error("object ends after {held} of {stated} bytes")]
    Truncated { stated: usize, held: usize },
    #[error("more than {MAX_OBJECTS} objects in one template")]
    TooMany,
    #[error("bytes other than zero after the object")]
    Trailing,
    #[error("a value of {0} bytes exceeds {MAX_VALUE}")]
    TooLong(usize),
}

/// One object: its tag as a number (`5F1F` is 5F1Fh) and its value where it lies in the input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    pub tag: u32,
    pub value: &'a [u8],
}

impl std::fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tlv({:02X}, {} bytes)", self.tag, self.value.len())
    }
}

/// The first object and what follows it.
pub fn first(input: &[u8]) -> Result<(Tlv<'_>, &[u8]), TlvError> {
    let (tag, rest) = read_tag(input)?;
    let (length, rest) = read_length(rest)?;
    let truncated = TlvError::Truncated { stated: length, held: rest.len() };
    let (value, rest) = rest.split_at_checked(length).ok_or(truncated)?;
    Ok((Tlv { tag, value }, rest))
}

/// Every object of a template's value, or the first error.
pub fn objects(mut input: &[u8]) -> Result<Vec<Tlv<'_>>, TlvError> {
    let mut found = Vec::new();
    while !input.is_empty() {
        if found.len() == MAX_OBJECTS {
            return Err(TlvError::TooMany);
        }
        let (tlv, rest) = first(input)?;
        found.push(tlv);
        input = rest;
    }
    Ok(found)
}

/// The one object at the start of a padded file: its length in all, nothing but zeros behind.
pub fn padded(input: &[u8]) -> Result<(Tlv<'_>, usize), TlvError> {
    let (tlv, rest) = first(input)?;
    if rest.iter().any(|&byte| byte != 0) {
        return Err(TlvError::Trailing);
    }
    Ok((tlv, input.len() - rest.len()))
}

/// An object with this value.
pub fn object(tag: u32, value: &[u8]) -> Result<Zeroizing<Vec<u8>>, TlvError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(encoded_length(tag, value.len())?));
    push_header(&mut bytes, tag, value.len());
    bytes.extend_from_slice(value);
    Ok(bytes)
}

/// The objects of a template, one after the other, without the template's own tag and length.
pub fn fields(fields: &[(u32, &[u8])]) -> Result<Zeroizing<Vec<u8>>, TlvError> {
    if fields.len() > MAX_OBJECTS {
        return Err(TlvError::TooMany);
    }
    // The exact size beforehand: a growing vector would leave copies behind unwiped.
    let lengths = fields.iter().map(|(tag, value)| encoded_length(*tag, value.len()));
    let length = lengths.sum::<Result<usize, TlvError>>()?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    for (tag, value) in fields {
        push_header(&mut bytes, *tag, value.len());
        bytes.extend_from_slice(value);
    }
    Ok(bytes)
}

/// Bytes of an object in all.
pub fn encoded_length(tag: u32, value: usize) -> Result<usize, TlvError> {
    let length_bytes = match value {
        0..=0x7F => 1,
        0x80..=0xFF => 2,
        0x100..=MAX_VALUE => 3,
        _ => return Err(TlvError::TooLong(value)),
    };
    Ok(tag_bytes(tag).ok_or(TlvError::Tag)?.len() + length_bytes + value)
}

/// True if the number is a tag as `first` would read it.
pub fn is_tag(tag: u32) -> bool {
    tag_bytes(tag).is_some()
}

fn tag_bytes(tag: u32) -> Option<Vec<u8>> {
    let bytes: Vec<u8> = tag.to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect();
    matches!(read_tag(&bytes), Ok((read, [])) if read == tag).then_some(bytes)
}

fn push_header(bytes: &mut Vec<u8>, tag: u32, length: usize) {
    bytes.extend(tag.to_be_bytes().into_iter().skip_while(|&byte| byte == 0));
    match length {
        0..=0x7F => bytes.push(length as u8),
        0x80..=0xFF => bytes.extend_from_slice(&[0x81, length as u8]),
        _ => {
            bytes.push(0x82);
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
}

fn read_tag(input: &[u8]) -> Result<(u32, &[u8]), TlvError> {
    let (&leading, mut rest) = input.split_first().ok_or(TlvError::Tag)?;
    let mut tag = u32::from(leading);
    // 00 and FF are never tags (ISO/IEC 7816-4 §5.2.2.1): they are erased or padded memory.
    if leading == 0x00 || leading == 0xFF {
        return Err(TlvError::Tag);
    }
    if leading & 0x1F == 0x1F {
        for subsequent in 1..MAX_TAG_BYTES {
            let (&byte, after) = rest.split_first().ok_or(TlvError::Tag)?;
            // The first subsequent byte carries bits: 80h would be a padded tag number.
            if subsequent == 1 && byte == 0x80 {
                return Err(TlvError::Tag);
            }
            tag = tag << 8 | u32::from(byte);
            rest = after;
            if byte & 0x80 == 0 {
                return Ok((tag, rest));
            }
        }
        return Err(TlvError::Tag);
    }
    Ok((tag, rest))
}

fn read_length(input: &[u8]) -> Result<(usize, &[u8]), TlvError> {
    match input {
        [length @ 0..=0x7F, rest @ ..] => Ok((usize::from(*length), rest)),
        [0x81, length, rest @ ..] => Ok((usize::from(*length), rest)),
        [0x82, hi, lo, rest @ ..] => Ok((usize::from(u16::from_be_bytes([*hi, *lo])), rest)),
        [] | [0x81 | 0x82, ..] => Err(TlvError::Truncated { stated: 1, held: 0 }),
        _ => Err(TlvError::Length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_the_shortest_form() {
        for (value, header) in [
            (0, &[0x53, 0x00][..]),
            (0x7F, &[0x53, 0x7F]),
            (0x80, &[0x53, 0x81, 0x80]),
            (0xFF, &[0x53, 0x81, 0xFF]),
            (0x100, &[0x53, 0x82, 0x01, 0x00]),
            (MAX_VALUE, &[0x53, 0x82, 0xFF, 0xFF]),
        ] {
            let bytes = object(0x53, &vec![7; value]).unwrap();
            assert_eq!(&bytes[..header.len()], header);
            assert_eq!(bytes.len(), header.len() + value);
            assert_eq!(encoded_length(0x53, value), Ok(bytes.len()));
            let (tlv, rest) = first(&bytes).unwrap();
            assert_eq!((tlv.tag, tlv.value.len(), rest), (0x53, value, &[][..]));
        }
        assert_eq!(object(0x53, &vec![7; MAX_VALUE + 1]), Err(TlvError::TooLong(MAX_VALUE + 1)));
    }

    #[test]
    fn tags_of_one_to_three_bytes_are_read_and_others_refused() {
        for tag in [0x53, 0x73, 0x5F1F, 0x7F49, 0x5F_8101, 0x1F_FF7F] {
            assert!(is_tag(tag), "{tag:X}");
            assert_eq!(first(&object(tag, b"x").unwrap()).unwrap().0.tag, tag);
        }
        for tag in [0, 0xFF, 0x5F, 0x5F80, 0x5F81, 0x5380, 0x5F_8181, 0x5F81_8101] {
            assert!(!is_tag(tag), "{tag:X}");
            assert_eq!(object(tag, b"x"), Err(TlvError::Tag));
        }
    }

    #[test]
    fn a_truncated_object_is_refused_wherever_it_is_cut() {
        let bytes = object(0x7F49, &[7; 300]).unwrap();
        for end in 0..bytes.len() {
            assert!(first(&bytes[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn indefinite_and_long_lengths_are_refused() {
        for bytes in [&[0x53, 0x80, 0x00, 0x00][..], &[0x53, 0x83, 0, 0, 1, 7], &[0x53, 0xFF]] {
            assert_eq!(first(bytes), Err(TlvError::Length));
        }
    }

    #[test]
    fn a_template_holds_its_limit_and_not_one_more() {
        let full = [0x80, 0x00].repeat(MAX_OBJECTS);
        assert_eq!(objects(&full).unwrap().len(), MAX_OBJECTS);
        assert_eq!(objects(&[0x80, 0x00].repeat(MAX_OBJECTS + 1)), Err(TlvError::TooMany));
        let many = vec![(0x80, &b""[..]); MAX_OBJECTS + 1];
        assert_eq!(fields(&many), Err(TlvError::TooMany));
        assert_eq!(*fields(&many[1..]).unwrap(), full);
    }

    #[test]
    fn random_bytes_never_panic_and_what_is_read_lies_in_the_input() {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        let mut read = 0;
        for _ in 0..20_000 {
            let input: Vec<u8> = (0..next() % 12).map(|_| next() & next() & next()).collect();
            let Ok(found) = objects(&input) else { continue };
            read += found.len();
            let lengths = found.iter().map(|tlv| encoded_length(tlv.tag, tlv.value.len()));
            // Never longer written than read: reading takes long lengths, too.
            assert!(lengths.sum::<Result<usize, _>>().unwrap() <= input.len());
        }
        assert!(read > 1000, "only {read} objects: the input is too hostile to test anything");
    }

    #[test]
    fn behind_a_padded_object_lie_zeros_only() {
        let mut file = [&object(0x53, b"abc").unwrap()[..], &[0; 5]].concat();
        assert_eq!(padded(&file).map(|(tlv, length)| (tlv.value, length)), Ok((&b"abc"[..], 5)));
        file[9] = 1;
        assert_eq!(padded(&file), Err(TlvError::Trailing));
        assert_eq!(padded(&[0; 64]), Err(TlvError::Tag));
    }

    #[test]
    fn debug_shows_no_value() {
        let tlv = Tlv { tag: 0x80, value: b"BUDI" };
        assert_eq!(format!("{tlv:?}"), "Tlv(80, 4 bytes)");
    }
}
