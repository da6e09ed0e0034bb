//! Padding before encryption, Amendment D §4.1.4 (ISO/IEC 9797-1 method 2): 80, then zeros.

use zeroize::Zeroizing;

use super::super::aes::BLOCK;

/// The data with 80 and as few zeros as fill its last block.
pub(super) fn pad(data: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = (data.len() / BLOCK + 1) * BLOCK;
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.extend_from_slice(data);
    padded.push(0x80);
    padded.resize(length, 0);
    padded
}

/// How many bytes stood before the padding; `None` without an 80. Cards are known to pad more
/// than one block: every zero goes.
pub(super) fn unpadded_length(padded: &[u8]) -> Option<usize> {
    let marker = padded.iter().rposition(|&byte| byte != 0)?;
    (padded[marker] == 0x80).then_some(marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_fills_the_block_and_comes_off_again() {
        for length in 0..=33 {
            let data = vec![0x80; length];
            let padded = pad(&data);
            assert_eq!(padded.len() % BLOCK, 0);
            assert!((1..=BLOCK).contains(&(padded.len() - length)));
            assert_eq!(unpadded_length(&padded), Some(length));
        }
    }

    #[test]
    fn too_much_padding_comes_off_and_none_is_refused() {
        assert_eq!(unpadded_length(&[&[7, 0x80][..], &[0; 46]].concat()), Some(1));
        assert_eq!(unpadded_length(&[0; 16]), None);
        assert_eq!(unpadded_length(&[7; 16]), None);
        assert_eq!(unpadded_length(&[]), None);
    }
}
