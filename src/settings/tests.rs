//! What people get wrong in a station file, and what they are told.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::station_file::{MAX_FILE_BYTES, MAX_LANES};
use super::*;

const WHOLE: &str = r#"
[station]
id = "3273-01"
office = "KECAMATAN CONTOH"
zone = "WIB"
data = "data"

[trust]
record_signers = ["record-signer.pem"]
chip_signers = ["chip-signer.pem"]

[source]
uri = "https://localhost:8443"
ca = "source-ca.pem"

[keys]
card_master = "card-master.key"

[layouts]
folder = "layouts"

[[lane]]
name = "A"
printer = "evolis+tcp://localhost:9100"
reader = "Station A"

[desk]
reader = "Desk 1"
"#;

fn parse(text: &str) -> Result<StationFile, SettingsError> {
    StationFile::parse(text, Path::new("office/cetakd.toml"))
}

/// What is said of the whole file with one text in place of another.
fn fault(from: &str, to: &str) -> String {
    assert_eq!(WHOLE.matches(from).count(), 1, "{from}");
    parse(&WHOLE.replace(from, to)).expect_err(to).to_string()
}

fn lanes(count: usize) -> String {
    let lane = |n| format!("[[lane]]\nname = \"L{n}\"\nprinter = \"p:{n}\"\nreader = \"r{n}\"\n");
    (1..count).map(lane).collect()
}

#[test]
fn a_whole_file_is_read_and_its_paths_are_relative_to_it() {
    let file = parse(WHOLE).unwrap();
    assert_eq!((file.id.as_str(), file.zone.seconds()), ("3273-01", 7 * 3600));
    assert_eq!(file.data, Path::new("office/data"));
    assert_eq!(file.card_master_key, Path::new("office/card-master.key"));
    assert_eq!(file.control_socket(), Path::new("office/data/control.sock"));
    assert_eq!(file.desk_reader.as_deref(), Some("Desk 1"));
    assert_eq!((file.lanes.len(), file.lanes[0].model.as_ref()), (1, None));
    let folder = parse(&WHOLE.replace("https://localhost:8443", "folder:courier")).unwrap();
    assert_eq!(folder.source.uri, "folder:office/courier");
    let absolute = parse(&WHOLE.replace("\"data\"", "\"/var/lib/cetakd\"")).unwrap();
    assert_eq!(absolute.data, Path::new("/var/lib/cetakd"));
}

#[test]
fn the_keys_that_a_new_file_shows_say_what_holds_without_them() {
    let uncommented = |line: &str| {
        let key = line.strip_prefix("# ").filter(|key| key.starts_with('[') || key.contains('='));
        key.filter(|key| !key.starts_with(' ')).map(|key| format!("{key}\n"))
    };
    let keys: String = OPTIONAL.lines().filter_map(uncommented).collect();
    assert!(keys.matches('=').count() >= 14, "{keys}");
    let (said, silent) = (parse(&format!("{WHOLE}\n{keys}")).unwrap(), parse(WHOLE).unwrap());
    assert_eq!((&said.batch, &said.counter), (&silent.batch, &silent.counter));
    assert_eq!(said.reorder_at, silent.reorder_at);
    assert_eq!(parse(&format!("{WHOLE}{OPTIONAL}")).unwrap().batch, silent.batch);
}

/// The example explains a `[[partner]]` in words that the reader takes.
#[test]
fn the_optional_keys_show_how_a_partner_is_named() {
    let (_, example) = OPTIONAL.split_once("#   [[partner]]\n").unwrap();
    let lines = example.lines().map_while(|line| line.strip_prefix("#   "));
    let keys: Vec<&str> = lines.collect();
    let file = parse(&format!("{WHOLE}\n[[partner]]\n{}\n", keys.join("\n"))).unwrap();
    let (station, certificate) = file.partners.first_key_value().unwrap();
    assert_eq!(station.as_str(), "KEC-02");
    assert!(certificate.ends_with("certs/kec-02-signing.pem"), "{certificate:?}");
}

#[test]
fn the_three_zones_are_known_by_their_names() {
    for (zone, hours) in [("WIB", 7), ("WITA", 8), ("WIT", 9)] {
        let file = parse(&WHOLE.replace("\"WIB\"", &format!("\"{zone}\""))).unwrap();
        assert_eq!(file.zone.seconds(), hours * 3600);
    }
    let unknown = fault("\"WIB\"", "\"wib\"");
    assert_eq!(unknown, "office/cetakd.toml: station: `zone` is `wib`; known are WIB, WITA, WIT");
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    for (from, to, words) in [
        ("office =", "ofice =", "station: `ofice` is not known; is `office` meant?"),
        ("ca =", "cca =", "source: `cca` is not known; is `ca` meant?"),
        ("[trust]", "[rtust]", "top level: `rtust` is not known; is `trust` meant?"),
        ("[[lane]]", "[[lanes]]", "top level: `lanes` is not known; is `lane` meant?"),
        ("printer =", "printre =", "lane[1]: `printre` is not known; is `printer` meant?"),
        ("[desk]\nreader", "[desk]\nreeder", "desk: `reeder` is not known; is `reader` meant?"),
        ("[keys]", "[keys]\ncard_slave = 1", "keys: `card_slave` is not known"),
        ("[keys]", "[keys]\n\"\" = 1", "keys: `` is not known"),
        ("data = \"data\"", "data = \"data\"\nxy = 1", "station: `xy` is not known"),
    ] {
        assert_eq!(fault(from, to), format!("office/cetakd.toml: {words}"));
    }
}

#[test]
fn a_long_foreign_key_is_named_by_its_beginning() {
    let long = format!("[keys]\n{} = 1", "k".repeat(9_000));
    let said = fault("[keys]", &long);
    assert!(said.contains(&"k".repeat(40)) && said.len() < 200, "{said}");
}

#[test]
fn a_missing_key_is_named_with_its_place() {
    for (from, words) in [
        ("id = \"3273-01\"", "station: `id` is missing"),
        ("zone = \"WIB\"", "station: `zone` is missing"),
        ("chip_signers = [\"chip-signer.pem\"]", "trust: `chip_signers` is missing"),
        ("uri = \"https://localhost:8443\"", "source: `uri` is missing"),
        ("[layouts]\nfolder = \"layouts\"", "top level: `layouts` is missing"),
        ("reader = \"Station A\"", "lane[1]: `reader` is missing"),
        ("reader = \"Desk 1\"", "desk: `reader` is missing"),
    ] {
        assert_eq!(fault(from, ""), format!("office/cetakd.toml: {words}"));
    }
}

#[test]
fn a_value_of_another_type_is_told_what_it_has_to_be() {
    for (from, to, words) in [
        ("\"WIB\"", "7", "station: `zone` has to be a text in quotes"),
        ("[\"chip-signer.pem\"]", "\"x\"", "trust: `chip_signers` has to be a list of texts"),
        ("[\"chip-signer.pem\"]", "[1]", "trust: `chip_signers` has to be a list of texts"),
        ("[desk]", "[[desk]]", "top level: `desk` has to be a table"),
        ("[[lane]]", "[lane]", "top level: `lane` has to be an array of tables"),
    ] {
        let said = fault(from, to);
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn what_is_no_name_and_what_is_no_pin_is_refused() {
    for (from, to) in [("\"3273-01\"", "\"3273 01\""), ("\"A\"", "\"\""), ("\"A\"", "\"A/B\"")] {
        let said = fault(from, to);
        assert!(said.contains("is no name: 1 to 128 letters"), "{said}");
    }
    assert!(fault("[source]", "production = [\"ab\"]\n[source]").contains("[trust] production"));
}

#[test]
fn two_lanes_never_share_a_name_or_a_device() {
    let second = |name, printer, reader| {
        let lane = format!(
            "[[lane]]\nname = \"{name}\"\nprinter = \"{printer}\"\nreader = \"{reader}\"\n[desk]"
        );
        fault("[desk]", &lane)
    };
    assert!(second("A", "p", "r").contains("two lanes are called `A`"));
    for shared in [second("B", "p", "Station A"), second("B", "evolis+tcp://localhost:9100", "r")] {
        assert!(shared.contains("lanes `A` and `B` share a device"), "{shared}");
    }
    let desk = fault("\"Desk 1\"", "\"Station A\"");
    assert!(desk.contains("lane `A` and the desk share a reader"), "{desk}");
}

#[test]
fn a_station_has_between_one_lane_and_the_limit() {
    assert!(fault(&WHOLE[WHOLE.find("[[lane]]").unwrap()..], "").contains("no [[lane]]"));
    let most = format!("{WHOLE}{}", lanes(MAX_LANES));
    assert_eq!(parse(&most).unwrap().lanes.len(), MAX_LANES);
    let more = parse(&format!("{WHOLE}{}", lanes(MAX_LANES + 1))).unwrap_err().to_string();
    assert!(more.contains("17 lanes, more than 16"), "{more}");
}

#[test]
fn a_file_is_read_up_to_its_limit_and_not_a_byte_further() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cetakd.toml");
    let padded = |length: u64| format!("{WHOLE}#{}", "ж".repeat(length as usize / 2));
    let padded = |length: u64| {
        let mut text = padded(length - WHOLE.len() as u64 - 1);
        text.push_str(&" ".repeat(length as usize - text.len()));
        text
    };
    std::fs::write(&path, padded(MAX_FILE_BYTES)).unwrap();
    assert_eq!(StationFile::read(&path).unwrap().id, "3273-01");
    std::fs::write(&path, padded(MAX_FILE_BYTES + 1)).unwrap();
    assert!(matches!(StationFile::read(&path), Err(SettingsError::TooLarge(_))));
    // Says it is empty and never ends.
    let endless = StationFile::read(Path::new("/dev/zero"));
    assert!(matches!(endless, Err(SettingsError::TooLarge(_))));
}

#[test]
fn what_is_no_file_and_what_is_no_text_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cetakd.toml");
    assert!(matches!(StationFile::read(&path), Err(SettingsError::File { .. })));
    std::fs::write(&path, [0xFF, 0xFE]).unwrap();
    assert!(matches!(StationFile::read(&path), Err(SettingsError::File { .. })));
    assert!(matches!(StationFile::read(folder.path()), Err(SettingsError::File { .. })));
}

#[test]
fn what_is_no_toml_is_told_by_its_line() {
    let said = fault("office = \"KECAMATAN CONTOH\"", "office = KECAMATAN");
    assert!(said.contains("office/cetakd.toml is not TOML: line 4: "), "{said}");
    let twice = fault("[keys]", "[station]");
    assert!(twice.contains("line 16"), "{twice}");
}

#[test]
fn brackets_as_deep_as_the_limit_are_refused() {
    let deep = "[".repeat(MAX_FILE_BYTES as usize / 2);
    for text in [format!("a = {deep}"), deep, "a.".repeat(60_000) + "a = 1"] {
        assert!(parse(&text).is_err());
    }
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn random_text_never_panics(text in ".{0,200}") {
        prop_assert!(parse(&text).is_err());
    }

    #[test]
    fn a_file_with_a_stretch_of_other_bytes_never_panics(
        at in 0..WHOLE.len(), length in 0..40_usize, other in "[\\x00-\\x7f]{0,40}"
    ) {
        let end = (at + length).min(WHOLE.len());
        let text = [&WHOLE[..at], &other, &WHOLE[end..]].concat();
        if let Err(error) = parse(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
