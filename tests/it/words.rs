//! Whatever the journal can say has a sentence for people, and every cause a code of its own.

use std::collections::BTreeMap;

use cetakd::journal::{Cause, Refusal};
use cetakd::text;
use serde_json::{Value, json};

use super::events::{all, variants};

/// One of each word of a closed list, made from whichever fields it asks for.
fn each<T: serde::de::DeserializeOwned + serde::Serialize>(tag: &str) -> Vec<T> {
    let fields = [
        json!({}),
        json!({ "command": "Sic" }),
        json!({ "reader": "R" }),
        json!({ "taken": 2 }),
        json!({ "status_word": "6A82", "step": "select" }),
        json!({ "files": ["photo"] }),
        json!({ "blanks": 3 }),
        json!({ "free_mb": 3 }),
        json!({ "cards": 3 }),
        json!({ "job": "J1" }),
        json!({ "serial": "X" }),
        json!({ "place": "returned" }),
        json!({ "celsius": 150, "least": 160, "most": 170 }),
        json!({ "state": "BIO_CAPTURED" }),
        json!({ "code": "X-01", "what": "photo" }),
        json!({ "file": "photo" }),
        json!({ "needed": "ktp-el-oa", "held": "ktp-el" }),
    ];
    let made = |name: &String| {
        let mut fits = fields.iter().filter_map(|fields| {
            let mut value = fields.clone();
            value[tag] = Value::from(name.as_str());
            serde_json::from_value(value).ok()
        });
        fits.next().unwrap_or_else(|| panic!("`{name}` has fields that this test does not know"))
    };
    variants::<T>(tag).iter().map(made).collect()
}

#[test]
fn every_event_has_its_sentence_in_both_languages() {
    for (label, event) in all() {
        let said = text::journal::event(&event);
        for sentence in [&said.id, &said.en] {
            assert!(sentence.len() > 4 && !sentence.starts_with('–'), "{label}: {sentence:?}");
        }
    }
}

/// What stands in quotes in a piece of the sources.
fn quoted(path: &str, from: &str, to: &str) -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join(path)).unwrap();
    let (_, text) = text.split_once(from).unwrap();
    let (text, _) = text.split_once(to).unwrap();
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_stage_and_place_has_a_word_in_both_languages() {
    let stages = quoted("src/job/stage.rs", "pub fn word", "\n    }\n}");
    assert!(stages.len() > 20 && stages.contains(&"ready".to_owned()), "{stages:?}");
    for stage in &stages {
        let said = text::words::known_stage(stage).unwrap_or_else(|| panic!("no word: {stage}"));
        assert_ne!(&said.id, stage);
    }
    let places = ["vault", "hopper:A", "machine:A", "output", "ready", "spoiled", "missing"];
    for place in places {
        let said = text::words::place_word(place);
        assert!(said.id != place && !said.id.contains(':'), "{said}");
    }
    for state in ["asked", "given", "declined", "expired"] {
        assert_ne!(text::words::approval(state).id, state);
    }
}

#[test]
fn every_reason_of_a_record_or_a_face_is_said_in_indonesian() {
    let records = quoted("src/record/refusal.rs", "pub fn code", "\n    }\n}");
    let faces = quoted("src/face/paint.rs", "pub fn code", "\n    }\n}");
    assert!(records.len() > 20 && faces.len() > 7, "{records:?} {faces:?}");
    let unsaid = text::faces::record("X-01");
    let bare: Vec<_> = records.iter().filter(|code| text::faces::record(code) == unsaid).collect();
    assert!(bare.is_empty(), "{bare:?}");
    let bare: Vec<_> = faces.iter().filter(|code| text::faces::face(code) == unsaid).collect();
    assert!(bare.is_empty(), "{bare:?}");
    let what = "the photo is refused".to_owned();
    let refusal = Refusal::Face { code: "FACE-07".into(), what: what.clone() };
    let said = text::failure::refusal(&refusal).say;
    assert!(said.en.contains(&what) && !said.id.contains(&what), "{said}");
}

#[test]
fn a_record_that_is_not_ready_is_said_to_be_so_once() {
    use cetakd::record::RecordState;
    let others = RecordState::ALL.into_iter().filter(|s| *s != RecordState::PrintReadyRecord);
    for state in others {
        let said = text::failure::refusal(&Refusal::NotPrintReady { state }).say;
        assert_eq!(said.id.to_lowercase().matches("siap cetak").count(), 1, "{said}");
        assert_eq!(said.en.to_lowercase().matches("ready").count(), 1, "{said}");
    }
}

#[test]
fn every_cause_and_refusal_has_a_code_of_its_own_and_says_what_to_do() {
    let (causes, refusals) = (each::<Cause>("cause"), each::<Refusal>("refusal"));
    assert!(causes.len() > 20 && refusals.len() > 10);
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    let causes = causes
        .iter()
        .map(|cause| (format!("{cause:?}"), cause.code().to_owned(), text::failure::cause(cause)));
    let refusals = refusals.iter().map(|refusal| {
        (format!("{refusal:?}"), refusal.code().to_owned(), text::failure::refusal(refusal))
    });
    for (word, code, fault) in causes.chain(refusals) {
        assert_eq!(fault.code, code, "{word}");
        for sentence in [&fault.say.id, &fault.say.en] {
            assert!(sentence.len() > 15, "{word}: {sentence:?}");
        }
        // `Record` and `Face` pass on the code of what they name.
        if code == "X-01" {
            continue;
        }
        let (kind, number) = code.split_once('-').unwrap_or_else(|| panic!("{word}: {code}"));
        assert!(number.len() == 2 && kind.chars().all(|c| c.is_ascii_uppercase()), "{code}");
        if let Some(other) = codes.insert(code, word.clone()) {
            panic!("{word} and {other} share a code");
        }
    }
}
