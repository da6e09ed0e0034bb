//! JSON from strangers (RFC 8259). A fault says where, and which member of *ours* it is about;
//! it never repeats a value, since any value may be a person's.

use serde::de::DeserializeOwned;
use thiserror::Error;

/// Longest name of a foreign member that a fault repeats.
const MAX_NAME: usize = 32;

/// Where JSON stopped being what was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} (line {line}, column {column})")]
pub struct JsonFault {
    what: String,
    line: usize,
    column: usize,
}

/// Reads one value and nothing after it. Depth is limited to 128 by the parser.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonFault> {
    serde_json::from_slice(bytes).map_err(|error| JsonFault {
        what: describe(&error),
        line: error.line(),
        column: error.column(),
    })
}

fn describe(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "JSON ends too early".to_owned();
    }
    if error.is_syntax() {
        return "not JSON".to_owned();
    }
    let message = error.to_string();
    for (prefix, verdict) in [
        ("missing field `", "is missing"),
        ("unknown field `", "is not agreed"),
        ("duplicate field `", "stands there twice"),
    ] {
        if let Some(rest) = message.strip_prefix(prefix) {
            let name = rest.split('`').next().filter(|name| is_a_name(name));
            return match name {
                Some(name) => format!("member `{name}` {verdict}"),
                None => format!("a member {verdict}"),
            };
        }
    }
    "a value is not of the agreed kind".to_owned()
}

/// Digits are left out: a NIK can stand where a name should.
fn is_a_name(text: &str) -> bool {
    (1..=MAX_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Person {
        name: String,
        age: u8,
    }

    fn fault(json: &str) -> String {
        read::<Person>(json.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_fault_names_what_and_where() {
        assert_eq!(fault(r#"{"name":"A"}"#), "member `age` is missing (line 1, column 12)");
        assert_eq!(
            fault(r#"{"name":"A","sex":1}"#),
            "member `sex` is not agreed (line 1, column 17)"
        );
        assert_eq!(
            fault(r#"{"age":1,"age":1}"#),
            "member `age` stands there twice (line 1, column 14)"
        );
        assert_eq!(fault(r#"{"age":"#), "JSON ends too early (line 1, column 7)");
        assert_eq!(fault("<html>"), "not JSON (line 1, column 1)");
        assert_eq!(fault(r#"{"name":"A","age":1} x"#), "not JSON (line 1, column 22)");
    }

    #[test]
    fn a_fault_repeats_no_value_and_no_strange_name() {
        for json in [
            r#"{"name":7,"age":3174010203}"#,
            r#"{"name":"A","age":"3174010203040001"}"#,
            r#"{"3174010203040001":1}"#,
            r#"{"name":{"3174010203040001":1}}"#,
        ] {
            assert!(!fault(json).contains("3174"), "{}", fault(json));
        }
        let long = format!(r#"{{"{}":1}}"#, "n".repeat(MAX_NAME + 1));
        assert!(fault(&long).starts_with("a member is not agreed"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(100_000);
        assert!(read::<serde_json::Value>(deep.as_bytes()).is_err());
        assert!(fault(&format!("{{\"x\":{deep}")).contains("line 1"));
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read::<Person>(&bytes);
        }
    }
}
