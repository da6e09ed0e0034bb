//! The rules of this tree, each with what to do instead. A rule that can't be kept is changed
//! here, in the open, with its reason.

mod tree;

use std::collections::BTreeSet;

use self::tree::{File, Found, names_in, rust_files, text_files};

/// Fails with every place and one advice.
fn none(found: Vec<Found>, advice: &str) {
    let places: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(places.is_empty(), "{advice}\n  {}\n", places.join("\n  "));
}

fn lines(files: &[File], breaks: impl Fn(&File, &str) -> bool) -> Vec<Found> {
    files.iter().flat_map(|file| file.lines_that(|line| breaks(file, line))).collect()
}

/// Code of the daemon itself: without comments, without its tests.
fn daemon_code() -> Vec<File> {
    let files = rust_files().into_iter().filter(|file| file.is_daemon() && !file.is_test());
    files.map(File::without_tests).map(File::without_comments).collect()
}

#[test]
fn every_file_says_on_top_what_it_is() {
    let bare = rust_files().into_iter().filter(|file| !file.text.starts_with("//! "));
    none(bare.map(|file| file.found(1)).collect(), "Begin with `//!`: what it is, what it keeps.");
}

#[test]
fn no_line_is_longer_than_a_hundred_columns() {
    let long = lines(&rust_files(), |_, line| line.chars().count() > 100);
    none(long, "Break the line, or say it shorter.");
}

#[test]
fn no_file_grows_without_limit() {
    let limit = |file: &File| if file.is_test() { 600 } else { 400 };
    let long = rust_files().into_iter().filter(|file| file.text.lines().count() > limit(file));
    let found = long.map(|file| file.found(file.text.lines().count())).collect();
    none(found, "Find the second thing this file does and give it a file of its own.");
}

#[test]
fn unsafe_is_for_the_c_interface_of_the_simulated_reader_only() {
    let word = concat!("un", "safe");
    let files: Vec<File> = rust_files().into_iter().map(File::without_comments).collect();
    let found = lines(&files, |file, line| {
        !file.path.starts_with("hw-sim/ifd") && names_in(line).any(|name| name == word)
    });
    none(found, "Find a crate that has done it and tested it.");
}

/// What can't be otherwise, and the reason that its text gives.
const REASONS: [(&str, &str); 12] = [
    ("src/chip/aes.rs", ".expect(\"the cipher was chosen by this length\")"),
    ("src/chip/conversation.rs", "panic!(\"an answer where nothing was asked\")"),
    ("src/device/entropy.rs", ".expect(\"the system's source of randomness answers\")"),
    ("src/face/paint.rs", ".expect(\"the raster was checked before\")"),
    ("src/record/jws.rs", ".expect(\"ring gives P-256 points uncompressed\")"),
    ("src/record/jws.rs", ".expect(\"signing fails only without a system source of randomness\")"),
    ("src/record/nik.rs", ".expect(\"a NIK is ASCII digits by construction\")"),
    ("src/station/request.rs", ".expect(\"base 32 digits are a name\")"),
    ("src/store/project.rs", ".expect(\"a cause is words and numbers\")"),
    ("src/store/sealed.rs", ".expect(\"AES-256 takes 32 bytes\")"),
    ("src/store/sealed.rs", ".expect(\"a record is far below the limit of AES-GCM\")"),
    ("src/store/sealed.rs", ".expect(\"strings become JSON\")"),
];

#[test]
fn what_others_send_is_an_error_value_and_our_own_mistakes_have_a_reason() {
    let mut used = BTreeSet::new();
    let mut found = Vec::new();
    for file in daemon_code() {
        for (at, line) in file.numbered() {
            let given = |(path, code): &(&str, &str)| *path == file.path && line.contains(code);
            let reason = REASONS.iter().position(given);
            used.extend(reason);
            let stops = [".unwrap()", ".expect(\"", "panic!(", "unreachable!(", ".unwrap_err()"];
            if reason.is_none() && stops.iter().any(|stop| line.contains(stop)) {
                found.push(file.found(at));
            }
        }
    }
    none(found, "Return an error; or, for what can't be otherwise, add its reason to REASONS.");
    let stale: Vec<_> = (0..REASONS.len()).filter(|at| !used.contains(at)).collect();
    assert!(stale.is_empty(), "Take from REASONS what no code says any more: {stale:?}");
}

#[test]
fn nothing_is_printed_past_the_output() {
    let macros = ["println!", "print!", "eprintln!", "eprint!", "dbg!", "todo!", "unimplemented!"];
    let found = lines(&daemon_code(), |_, line| macros.iter().any(|name| line.contains(name)));
    none(found, "Say it through `cli/output.rs`, or log it without personal data by `tracing`.");
}

#[test]
fn one_file_asks_for_the_time_and_one_for_chance() {
    let only = |homes: &[&str], words: &[&str]| {
        let found = lines(&daemon_code(), |file, line| {
            !homes.contains(&file.path.as_str()) && words.iter().any(|word| line.contains(word))
        });
        none(found, &format!("Take `Clock` or `Entropy` as an argument; only {homes:?} ask."));
    };
    let clocks = ["Instant::now", "SystemTime", "Timestamp::now", "Zoned::now", "thread::sleep"];
    only(&["src/device/clock.rs"], &clocks);
    // ECDSA draws its nonce inside ring, which takes no other source there.
    let homes = ["src/device/entropy.rs", "src/record/jws.rs"];
    only(&homes, &["SystemRandom", "rand::generate", "getrandom"]);
}

#[test]
fn a_room_uses_only_rooms_above_it_in_lib_rs() {
    let lib = rust_files().into_iter().find(|file| file.path == "src/lib.rs").unwrap();
    let list = lib.text.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let rooms: Vec<String> = list.map(|room| room.trim_end_matches(';').to_owned()).collect();
    assert!(rooms.len() > 10, "{rooms:?}");
    let floor = |room: &str| rooms.iter().position(|other| other == room);
    let mut found = Vec::new();
    for file in rust_files().into_iter().map(File::without_comments) {
        let Some(room) = file.room() else { continue };
        let ours = floor(&room).unwrap_or_else(|| panic!("room `{room}` is not in src/lib.rs"));
        for (at, line) in file.numbered() {
            let used = tree::rooms_used(line);
            if used.iter().any(|used| floor(used).is_none_or(|used| used > ours)) {
                found.push(file.found(at));
            }
        }
    }
    none(found, "Move what both rooms need to the upper one of src/lib.rs, or pass it as a value.");
}

#[test]
fn daemon_and_simulator_know_nothing_of_each_other() {
    let files: Vec<File> = rust_files().into_iter().collect();
    let found = lines(&files, |file, line| {
        file.path.starts_with("hw-sim/")
            && (line.contains("cetakd::") || line.contains("cetakd as"))
    });
    none(found, "Write it again from the standard: agreement of two must mean something.");
    let found = lines(&files, |file, line| {
        let line = line.to_lowercase();
        file.is_daemon() && ["hw_sim", "hw-sim", "simulat"].iter().any(|word| line.contains(word))
    });
    none(found, "The daemon has no simulation mode; say which device or protocol is meant.");
}

#[test]
fn no_test_is_left_out_but_what_make_runs_by_name() {
    let word = concat!("#[ig", "nore");
    let makefile = tree::read("Makefile");
    let found = lines(&rust_files(), |_, line| {
        let left_out = line.trim_start().strip_prefix(word);
        let target = left_out.and_then(|rest| rest.strip_prefix(" = \"make "));
        let target = target.and_then(|rest| rest.strip_suffix("\"]"));
        left_out.is_some()
            && target.is_none_or(|target| !makefile.contains(&format!("\n{target}:")))
    });
    none(found, "Repair the test or delete it; a long one is ignored as `make` and its target.");
}

#[test]
fn names_say_what_a_thing_is() {
    let empty = ["Manager", "Helper", "Util", "Utils", "Impl"];
    let found = lines(&rust_files(), |_, line| {
        let Some(name) = tree::named_here(line) else { return false };
        let ends = |word: &&str| name.ends_with(*word) || name.starts_with(*word);
        let lower = ["get_", "util", "helper", "manager"].iter().any(|word| name.starts_with(word));
        empty.iter().any(ends) || lower
    });
    none(found, "Name it by its part in the work, in the words of its standard.");
}

#[test]
fn every_crate_has_its_reason_in_architecture_md() {
    let manifest: toml::Table = tree::read("Cargo.toml").parse().unwrap();
    let table = tree::read("ARCHITECTURE.md");
    let (_, table) = table.split_once("## Crates and why").expect("ARCHITECTURE.md has the table");
    let crates = manifest["dependencies"].as_table().unwrap().keys();
    let bare: Vec<_> = crates.filter(|name| !table.contains(&format!("`{name}`"))).collect();
    assert!(bare.is_empty(), "Give each a line of reason in ARCHITECTURE.md: {bare:?}");
    let tests = manifest["dev-dependencies"].as_table().unwrap().keys();
    let bare: Vec<_> = tests.filter(|name| !table.contains(*name)).collect();
    let bare: Vec<_> = bare.into_iter().filter(|name| *name != "hw-sim").collect();
    assert!(bare.is_empty(), "Name each under the table of ARCHITECTURE.md: {bare:?}");
}

#[test]
fn every_room_stands_in_the_code_map_in_the_order_of_the_floors() {
    let map = tree::read("ARCHITECTURE.md");
    let list = tree::read("src/lib.rs");
    let rooms = list.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let places: Vec<_> = rooms
        .map(|room| {
            let row = format!("| `src/{}/`", room.trim_end_matches(';'));
            map.find(&row).unwrap_or_else(|| panic!("ARCHITECTURE.md has no row {row}"))
        })
        .collect();
    assert!(places.is_sorted(), "Put the rows of the code map in the order of src/lib.rs.");
}

#[test]
fn the_readme_is_one_page() {
    let length = tree::read("README.md").lines().count();
    assert!(length <= 80, "{length} lines: what is not a first step belongs in ARCHITECTURE.md");
}

#[test]
fn nothing_points_at_a_place_of_one_machine() {
    let words = [
        concat!("/wo", "rk/"),
        concat!("../sha", "red"),
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/tmp/scr", "atch"),
    ];
    let found = lines(&text_files(), |_, line| words.iter().any(|word| line.contains(word)));
    none(found, "Name it relative to the repository, or take it from the environment.");
}
