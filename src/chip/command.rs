//! The commands that the files are worked with: ISO/IEC 7816-4 §11.2–11.3 and 7816-9. Class 80h or
//! 00h alike; under a channel `scp03` marks it.

use zeroize::Zeroizing;

use super::apdu::CommandApdu;

/// SELECT an elementary file under the current DF, no answer data.
pub fn select_file(id: u16) -> CommandApdu {
    CommandApdu::new(0x00, 0xA4, 0x02, 0x0C).with_data(id.to_be_bytes().to_vec())
}

/// UPDATE BINARY of the selected file; the profile keeps offsets below 8000h.
pub fn update_binary(offset: usize, data: &[u8]) -> CommandApdu {
    at_offset(0xD6, offset).with_data(Zeroizing::new(data.to_vec()))
}

/// READ BINARY of the selected file, as many bytes as asked.
pub fn read_binary(offset: usize, length: usize) -> CommandApdu {
    at_offset(0xB0, offset).expecting(length)
}

/// ACTIVATE FILE of the application: initialisation state → activated.
pub fn activate_file() -> CommandApdu {
    CommandApdu::new(0x00, 0x44, 0x00, 0x00)
}

fn at_offset(ins: u8, offset: usize) -> CommandApdu {
    assert!(offset < 0x8000, "offset beyond fifteen bits");
    let [p1, p2] = (offset as u16).to_be_bytes();
    CommandApdu::new(0x00, ins, p1, p2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_those_of_the_standard() {
        assert_eq!(*select_file(0x0101).to_bytes(), [0, 0xA4, 2, 0x0C, 2, 1, 1]);
        assert_eq!(*update_binary(0x7FFF, b"a").to_bytes(), [0, 0xD6, 0x7F, 0xFF, 1, b'a']);
        assert_eq!(*read_binary(0x0102, 223).to_bytes(), [0, 0xB0, 1, 2, 223]);
        assert_eq!(*activate_file().to_bytes(), [0, 0x44, 0, 0]);
    }
}
