//! What a reader passes: PC/SC part 10 v2.02.09, FEATURE_GET_TLV_PROPERTIES, `dwMaxAPDUDataSize`.
//! A reader that does not say takes short APDUs only.

use pcsc::Card;

/// CM_IOCTL_GET_FEATURE_REQUEST.
const GET_FEATURE_REQUEST: u32 = 3400;
const FEATURE_GET_TLV_PROPERTIES: u8 = 0x12;
const MAX_APDU_DATA_SIZE: u8 = 0x0A;
/// Both answers are lists of a few six-byte entries.
const MAX_ANSWER: usize = 512;

/// Data bytes that one APDU may carry through this reader, if it says.
pub(super) fn max_apdu_data_size(card: &Card) -> Option<usize> {
    let mut buffer = [0; MAX_ANSWER];
    let request = pcsc::ctl_code(GET_FEATURE_REQUEST.into());
    let features = card.control(request, &[], &mut buffer).ok()?;
    let code = <[u8; 4]>::try_from(entry(features, FEATURE_GET_TLV_PROPERTIES)?).ok()?;
    // Control codes come in network order, properties little-endian.
    let code = u32::from_be_bytes(code).into();
    let properties = card.control(code, &[], &mut buffer).ok()?;
    let size = <[u8; 4]>::try_from(entry(properties, MAX_APDU_DATA_SIZE)?).ok()?;
    usize::try_from(u32::from_le_bytes(size)).ok()
}

/// The value of a tag in a list of tag, length, value with one byte each for the first two.
fn entry(mut list: &[u8], wanted: u8) -> Option<&[u8]> {
    while let [tag, length, rest @ ..] = list {
        let (value, rest) = rest.split_at_checked(usize::from(*length))?;
        if *tag == wanted {
            return Some(value);
        }
        list = rest;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_and_a_cut_list_has_none() {
        let list = [0x06, 4, 1, 2, 3, 4, 0x12, 4, 0x42, 0x33, 0, 0x12];
        assert_eq!(entry(&list, 0x12), Some(&[0x42, 0x33, 0, 0x12][..]));
        assert_eq!(entry(&list, 0x0A), None);
        for end in 0..list.len() {
            assert_eq!(entry(&list[..end], 0x12), None, "cut at {end}");
        }
    }
}
