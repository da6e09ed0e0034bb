//! Sixty-four lower-case hexadecimal digits, the one spelling of every digest here.

/// `None` for another length, capitals, or anything else.
pub(super) fn lower(text: &str) -> Option<[u8; 32]> {
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::lower;

    #[test]
    fn only_one_spelling_is_read() {
        let text = "00ff".repeat(16);
        assert_eq!(lower(&text).unwrap()[..4], [0, 0xff, 0, 0xff]);
        for wrong in ["", &text[1..], &format!("{text}0"), &text.to_uppercase()] {
            assert_eq!(lower(wrong), None, "{wrong}");
        }
        assert_eq!(lower(&text.replacen("00", "0g", 1)), None);
        assert_eq!(lower(&text.replacen("00", "é", 1)), None);
    }
}
