//! A chip profile as people write it: what is taken, what is refused, and where.

use super::*;

/// A profile in the product's form, with two files.
pub(in crate::chip) const PROFILE: &str = r#"
name = "specimen"
version = 1
capacity = 640
application = "F0434554414B01"
uid_source = "get-data"
[channel]
protocol = "scp03"
key_version = 0x30
key_length = 16
security_level = 0x33
max_command_data = 223
extended_length = false
empty_c_dec = "mac-only"
[personalized]
lock = "activate"
rewritable = true
[[file]]
name = "photo"
id = 0x0101
size = 512
tag = 0x53
read = "always"
[[file]]
name = "data_signature"
id = 0x0107
size = 128
tag = 0x73
read = "channel"
"#;

fn check(from: &str, to: &str) -> Result<ChipProfile, ProfileError> {
    assert!(PROFILE.contains(from), "the profile has no `{from}`");
    ChipProfile::parse(&PROFILE.replacen(from, to, 1))
}

fn refused(from: &str, to: &str, expected: &str) {
    let error = check(from, to).expect_err(to);
    assert!(error.to_string().contains(expected), "`{to}` gave: {error}");
}

#[test]
fn a_profile_says_what_the_chip_is() {
    let profile = ChipProfile::parse(PROFILE).unwrap();
    assert_eq!(profile.application, b"\xF0CETAK\x01");
    assert_eq!(profile.channel.key_length, KeyLength::Aes128);
    assert_eq!(profile.channel.protection.level, SecurityLevel::CMacCDecRMacREnc);
    let names: Vec<_> = profile.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["photo", "data_signature"]);
    assert_eq!(profile.file("photo").map(|file| file.id), Some(0x0101));
}

#[test]
fn an_unknown_key_is_refused_with_the_known_ones() {
    for (from, to, known) in [
        ("capacity =", "capasity =", "capacity"),
        ("key_version =", "key_versoin =", "key_version"),
        ("lock =", "lok =", "lock"),
        ("tag = 0x53", "tagg = 0x53", "tag"),
    ] {
        match check(from, to) {
            Err(ProfileError::UnknownKey { known: keys, .. }) => assert!(keys.contains(&known)),
            other => panic!("`{to}` gave {other:?}"),
        }
    }
    refused("rewritable", "rewriteable", "`rewriteable` is no key of [personalized]");
}

#[test]
fn a_missing_key_or_a_wrong_type_is_a_matter_of_shape() {
    refused("version = 1\n", "", "version");
    refused("version = 1\n", "version = 256\n", "256");
    refused("version = 1\n", "version = \"1\"\n", "shape");
    refused("lock = \"activate\"", "lock = \"maybe\"", "maybe");
    refused("[channel]", "[[channel]]", "shape");
    refused("uid_source = \"get-data\"", "uid_source = 7", "shape");
}

#[test]
fn values_are_held_to_their_limits() {
    refused("F0434554414B01", "F0434554", "AID");
    refused("F0434554414B01", "F0434554414B0", "AID");
    refused("F0434554414B01", "F0434554414B0G", "AID");
    refused("\"scp03\"", "\"scp02\"", "`protocol` of [channel]");
    refused("0x30", "0x80", "key_version");
    refused("key_length = 16", "key_length = 17", "16, 24 or 32");
    refused("0x33", "0x23", "security_level");
    refused("= 223", "= 0", "max_command_data");
    refused("= 223", "= 4097", "max_command_data");
    assert!(check("= 223", "= 4096").is_ok());
    refused("\"specimen\"", "\"\"", "printable");
    refused("\"photo\"", "\"Photo\"", "`name` of [[file]] 1");
    refused("0x0101", "0x3F00", "reserve");
    refused("size = 512", "size = 1", "size");
    refused("tag = 0x53", "tag = 0x5F", "tag");
}

#[test]
fn the_sum_of_the_files_may_reach_the_capacity_and_no_more() {
    assert!(check("capacity = 640", "capacity = 640").is_ok());
    let over = ProfileError::Capacity { sum: 640, capacity: 639 };
    assert_eq!(check("capacity = 640", "capacity = 639"), Err(over));
    refused("capacity = 640", "capacity = 262145", "capacity");
    let most = PROFILE.replace("size = 512", "size = 32768").replace("640", "262144");
    assert!(ChipProfile::parse(&most).is_ok());
    assert!(ChipProfile::parse(&most.replace("32768", "32769")).is_err());
}

#[test]
fn names_and_ids_are_unique_and_files_are_counted() {
    refused("data_signature", "photo", "name `photo`");
    refused("0x0107", "0x0101", "id 0101");
    let head = &PROFILE[..PROFILE.find("[[file]]").unwrap()];
    let files = |count: usize| {
        let file =
            |n| format!("[[file]]\nname='f{n}'\nid={}\nsize=2\ntag=83\nread='always'\n", n + 1);
        ChipProfile::parse(&(head.to_owned() + &(0..count).map(file).collect::<String>()))
    };
    assert_eq!(files(MAX_FILES).map(|profile| profile.files.len()), Ok(MAX_FILES));
    assert_eq!(files(MAX_FILES + 1), Err(ProfileError::Files(MAX_FILES + 1)));
    assert_eq!(
        ChipProfile::parse(&(head.replace("[channel]", "file=[]\n[channel]"))),
        Err(ProfileError::Files(0))
    );
}

#[test]
fn a_text_is_taken_up_to_its_limit() {
    let padding = MAX_PROFILE_TEXT - PROFILE.len();
    let full = PROFILE.to_owned() + &" ".repeat(padding);
    assert!(ChipProfile::parse(&full).is_ok());
    let long = full + "\n";
    assert_eq!(ChipProfile::parse(&long), Err(ProfileError::Size(MAX_PROFILE_TEXT + 1)));
}

#[test]
fn extended_length_takes_both_sides() {
    let short = ChipProfile::parse(PROFILE).unwrap();
    let long = check("extended_length = false", "extended_length = true").unwrap();
    assert_eq!(short.lengths(true), ApduLengths::Short);
    assert_eq!(long.lengths(false), ApduLengths::Short);
    assert_eq!(long.lengths(true), ApduLengths::Extended);
    let large = check("= 223", "= 2000").unwrap();
    assert_eq!(large.read_length(ApduLengths::Short), 239);
    assert_eq!(large.read_length(ApduLengths::Extended), 2000);
}

#[test]
fn a_profile_cut_or_garbled_anywhere_is_an_error_and_no_panic() {
    for end in (0..PROFILE.len()).filter(|end| PROFILE.is_char_boundary(*end)) {
        let _ = ChipProfile::parse(&PROFILE[..end]);
        for garble in ["\0", "é", "\"", "[", "9", "="] {
            let garbled = format!("{}{garble}{}", &PROFILE[..end], &PROFILE[end + 1..]);
            let _ = ChipProfile::parse(&garbled);
        }
    }
    let nested = "a=".to_owned() + &"[".repeat(20_000);
    assert!(matches!(ChipProfile::parse(&nested), Err(ProfileError::Shape(_))));
}
