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
