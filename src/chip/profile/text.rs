//! From TOML to the profile's values: unknown keys first, then shape, then the rule of each value.

use serde::Deserialize;
use toml::{Table, Value};

use super::*;

const PROFILE: &[&str] = &[
    "name",
    "version",
    "capacity",
    "application",
    "uid_source",
    "channel",
    "personalized",
    "file",
];
const CHANNEL: &[&str] = &[
    "protocol",
    "key_version",
    "key_length",
    "security_level",
    "max_command_data",
    "extended_length",
    "empty_c_dec",
];
const PERSONALIZED: &[&str] = &["lock", "rewritable"];
const FILE: &[&str] = &["name", "id", "size", "tag", "read"];

pub(super) fn parse(text: &str) -> Result<ChipProfile, ProfileError> {
    if text.len() > MAX_PROFILE_TEXT {
        return Err(ProfileError::Size(text.len()));
    }
    let shape = |error: toml::de::Error| ProfileError::Shape(error.message().to_owned());
    let table: Table = text.parse().map_err(shape)?;
    refuse_unknown_keys(&table)?;
    let text: ProfileText = table.try_into().map_err(shape)?;
    profile(text)
}

/// Only of tables that are there and tables: anything else is a matter of shape.
fn refuse_unknown_keys(profile: &Table) -> Result<(), ProfileError> {
    refuse(profile, "the profile", PROFILE)?;
    for (name, known) in [("channel", CHANNEL), ("personalized", PERSONALIZED)] {
        if let Some(Value::Table(table)) = profile.get(name) {
            refuse(table, &format!("[{name}]"), known)?;
        }
    }
    if let Some(Value::Array(files)) = profile.get("file") {
        for (number, file) in (1..).zip(files) {
            if let Value::Table(table) = file {
                refuse(table, &format!("[[file]] {number}"), FILE)?;
            }
        }
    }
    Ok(())
}

fn refuse(table: &Table, name: &str, known: &'static [&'static str]) -> Result<(), ProfileError> {
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => {
            let key = key.chars().take(MAX_NAME).collect();
            Err(ProfileError::UnknownKey { table: name.to_owned(), key, known })
        }
        None => Ok(()),
    }
}

#[derive(Deserialize)]
struct ProfileText {
    name: String,
    version: u8,
    capacity: usize,
    application: String,
    uid_source: UidSource,
    channel: ChannelText,
    personalized: PersonalizedText,
    file: Vec<FileText>,
}

#[derive(Deserialize)]
struct ChannelText {
    protocol: String,
    key_version: u8,
    key_length: usize,
    security_level: u8,
    max_command_data: usize,
    extended_length: bool,
    empty_c_dec: EmptyCDecText,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EmptyCDecText {
    MacOnly,
    EncryptedBlock,
}

#[derive(Deserialize)]
struct PersonalizedText {
    lock: Lock,
    rewritable: bool,
}

#[derive(Deserialize)]
struct FileText {
    name: String,
    id: u16,
    size: usize,
    tag: u32,
    read: ReadAccess,
}

fn profile(text: ProfileText) -> Result<ChipProfile, ProfileError> {
    let must = |key, rule: &str| must_be("the profile", key, rule);
    let printable = |byte: u8| byte.is_ascii_graphic();
    if !(1..=MAX_NAME).contains(&text.name.len()) || !text.name.bytes().all(printable) {
        return Err(must("name", &format!("1 to {MAX_NAME} printable ASCII characters")));
    }
    if !(1..=MAX_CAPACITY).contains(&text.capacity) {
        return Err(must("capacity", &format!("1 to {MAX_CAPACITY}")));
    }
    let application = aid(&text.application)
        .ok_or_else(|| must("application", "an AID: 5 to 16 bytes in hexadecimal digits"))?;
    let files = (1..).zip(text.file).map(|(number, text)| file(number, text));
    Ok(ChipProfile {
        name: text.name,
        version: text.version,
        capacity: text.capacity,
        application,
        uid_source: text.uid_source,
        channel: channel(text.channel)?,
        personalized: Personalized {
            lock: text.personalized.lock,
            rewritable: text.personalized.rewritable,
        },
        files: files.collect::<Result<_, _>>()?,
    })
}

fn channel(text: ChannelText) -> Result<ChannelProfile, ProfileError> {
    let must = |key, rule: &str| must_be("[channel]", key, rule);
    if text.protocol != "scp03" {
        return Err(must("protocol", "\"scp03\""));
    }
    if text.key_version > 0x7F {
        return Err(must("key_version", "0x00 (the card's first) to 0x7F"));
    }
    if !(1..=MAX_COMMAND_DATA).contains(&text.max_command_data) {
        return Err(must("max_command_data", &format!("1 to {MAX_COMMAND_DATA}")));
    }
    let level = SecurityLevel::from_p1(text.security_level)
        .ok_or_else(|| must("security_level", "0x01, 0x03, 0x11, 0x13 or 0x33"))?;
    let empty_c_dec = match text.empty_c_dec {
        EmptyCDecText::MacOnly => EmptyCDec::MacOnly,
        EmptyCDecText::EncryptedBlock => EmptyCDec::EncryptedBlock,
    };
    Ok(ChannelProfile {
        key_version: text.key_version,
        key_length: KeyLength::from_bytes(text.key_length)
            .ok_or_else(|| must("key_length", "16, 24 or 32"))?,
        protection: Protection { level, empty_c_dec },
        max_command_data: text.max_command_data,
        extended_length: text.extended_length,
    })
}

fn file(number: usize, text: FileText) -> Result<FileProfile, ProfileError> {
    let must = |key, rule: &str| must_be(&format!("[[file]] {number}"), key, rule);
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
    if !(1..=MAX_NAME).contains(&text.name.len()) || !text.name.bytes().all(plain) {
        return Err(must("name", &format!("1 to {MAX_NAME} of a–z, 0–9 and _")));
    }
    // ISO/IEC 7816-4 §7.3.1.3: master file, current DF and the reserved ones.
    if matches!(text.id, 0x0000 | 0x3F00 | 0x3FFF | 0xFFFF) {
        return Err(must("id", "an identifier that the standard doesn't reserve"));
    }
    if !(2..=MAX_FILE_SIZE).contains(&text.size) {
        return Err(must("size", &format!("2 to {MAX_FILE_SIZE}")));
    }
    if !tlv::is_tag(text.tag) {
        return Err(must("tag", "a BER-TLV tag of 1 to 3 bytes"));
    }
    let FileText { name, id, size, tag, read } = text;
    Ok(FileProfile { name, id, size, tag, read })
}

fn aid(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.chars().map(|digit| digit.to_digit(16).map(|value| value as u8));
    let digits = digits.collect::<Option<Vec<u8>>>()?;
    let bytes = || digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    (digits.len() % 2 == 0 && (5..=16).contains(&(digits.len() / 2))).then(bytes)
}

fn must_be(table: &str, key: &'static str, rule: &str) -> ProfileError {
    ProfileError::Value { table: table.to_owned(), key, rule: rule.to_owned() }
}
