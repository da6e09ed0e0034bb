//! Tables as spreadsheets write them: comma, semicolon or tab, UTF-8 or Windows-1252, with or
//! without a byte order mark and a `sep=` line.

use zeroize::Zeroizing;

/// The bytes of a file as text: by its byte order mark, else UTF-8, else Windows-1252, which is
/// what spreadsheets write.
pub fn decode(bytes: &[u8]) -> Zeroizing<String> {
    let marked = encoding_rs::Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let plain = || match std::str::from_utf8(bytes) {
        Ok(_) => encoding_rs::UTF_8,
        Err(_) => encoding_rs::WINDOWS_1252,
    };
    let (text, ..) = marked.unwrap_or_else(plain).decode(bytes);
    Zeroizing::new(text.into_owned())
}

/// Lines are counted by their feeds: each kind of line end becomes one.
pub fn with_plain_line_ends(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// `sep=;`, by which a spreadsheet tells another one its separator: lines skipped, and the rest.
pub fn without_separator_line(text: &str) -> (u64, &str) {
    match text.split_once('\n') {
        Some((first, rest)) if first.len() <= 7 && first.starts_with("sep=") => (1, rest),
        _ => (0, text),
    }
}

/// What parts the cells, by the first line.
pub fn delimiter(text: &str) -> u8 {
    let headline = text.lines().next().unwrap_or_default();
    [b';', b'\t'].into_iter().find(|sign| headline.contains(char::from(*sign))).unwrap_or(b',')
}
