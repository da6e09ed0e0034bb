//! The API's words as JSON Schema. Closed lists are taken from where the books have them, so that
//! neither grows without the other; what journal and record call their types stays theirs.

use std::str::FromStr;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::control::Failed;
use crate::journal::{Checked, Fingerprint, Priority, Purpose, Relation, SpoilReason};
use crate::record::{Nik, Paper, Reason};
use crate::web::fault;

const NAME: &str = "^[A-Za-z0-9_.~-]{1,128}$";
const NUMBER: &str = "^[2-9][0-9]{3}/[A-Za-z0-9_.~-]{1,128}/0{0,4}[1-9][0-9]{0,4}$";
const UID: &str = "^(0[0-79A-Fa-f][0-9A-Fa-f]{6}|[1-9A-Fa-f][0-9A-Fa-f]{7}|\
                   ([0-9A-Fa-f]{14})|([0-9A-Fa-f]{20}))$";
/// Day, month and serial as a NIK has them.
const NIK: &str = "^[0-9]{6}([04][1-9]|[1256][0-9]|[37][01])(0[1-9]|1[0-2])[0-9]{2}\
                   ([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)$";
/// A number or a QR.
const MAX_CLAIM: usize = 1_024;

pub fn parse<T: FromStr>(text: &str, field: &str) -> Result<T, Failed> {
    text.parse().map_err(|_| fault::wrong_field(field))
}

pub fn maybe_parse<T: FromStr>(text: Option<&str>, field: &str) -> Result<Option<T>, Failed> {
    text.map(|text| parse(text, field)).transpose()
}

pub fn parse_all<T: FromStr>(all: &[String], field: &str) -> Result<Vec<T>, Failed> {
    all.iter().map(|text| parse(text, field)).collect()
}

pub fn parse_nik(text: &str) -> Result<Nik, Failed> {
    text.parse().map_err(|error| fault::wrong_nik(&error))
}

fn pattern(pattern: &str) -> Schema {
    json_schema!({ "type": "string", "pattern": pattern })
}

fn one_of(words: impl IntoIterator<Item = &'static str>) -> Schema {
    let words: Vec<&str> = words.into_iter().collect();
    json_schema!({ "type": "string", "enum": words })
}

fn maybe(schema: Schema) -> Schema {
    let schema: Value = schema.to_value();
    json_schema!({ "anyOf": [schema, { "type": "null" }] })
}

fn several(schema: Schema) -> Schema {
    let schema: Value = schema.to_value();
    json_schema!({ "type": "array", "items": schema, "maxItems": 16 })
}

pub fn nik(_: &mut SchemaGenerator) -> Schema {
    pattern(NIK)
}

pub fn reason(_: &mut SchemaGenerator) -> Schema {
    one_of(Reason::ALL.map(Reason::as_str))
}

pub fn papers(_: &mut SchemaGenerator) -> Schema {
    several(one_of(Paper::ALL.map(Paper::as_str)))
}

pub fn maybe_priority(_: &mut SchemaGenerator) -> Schema {
    maybe(one_of(Priority::ALL.iter().map(|one| one.as_str())))
}

pub fn purpose(_: &mut SchemaGenerator) -> Schema {
    one_of(Purpose::ALL.iter().map(|one| one.as_str()))
}

pub fn spoil_reason(_: &mut SchemaGenerator) -> Schema {
    one_of(SpoilReason::OF_A_CARD.map(SpoilReason::as_str))
}

pub fn spoiled_because(text: &str) -> Result<SpoilReason, Failed> {
    let known = SpoilReason::OF_A_CARD.into_iter().find(|one| one.as_str() == text);
    known.ok_or_else(|| fault::wrong_field("because"))
}

pub fn checked(_: &mut SchemaGenerator) -> Schema {
    several(one_of(Checked::ALL.iter().map(|one| one.as_str())))
}

pub fn relation(_: &mut SchemaGenerator) -> Schema {
    one_of(Relation::ALL.iter().map(|one| one.as_str()))
}

pub fn maybe_fingerprint(_: &mut SchemaGenerator) -> Schema {
    maybe(one_of(Fingerprint::ALL.iter().map(|one| one.as_str())))
}

/// A job, an approval, a lane, a session that is to end.
pub fn name(_: &mut SchemaGenerator) -> Schema {
    pattern(NAME)
}

pub fn maybe_name(_: &mut SchemaGenerator) -> Schema {
    maybe(pattern(NAME))
}

pub fn uid(_: &mut SchemaGenerator) -> Schema {
    pattern(UID)
}

pub fn maybe_uid(_: &mut SchemaGenerator) -> Schema {
    maybe(pattern(UID))
}

/// `year/station/n`.
pub fn number(_: &mut SchemaGenerator) -> Schema {
    pattern(NUMBER)
}

pub fn claim(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_CLAIM })
}

pub fn letter(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": 128 })
}

pub fn date(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date" })
}

/// PNG in base64.
pub fn picture(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "contentEncoding": "base64", "contentMediaType": "image/png" })
}

pub fn sign_in_name(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "maxLength": 64 })
}

pub fn pin(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "maxLength": 64, "format": "password", "writeOnly": true })
}

/// What stands in the path.
pub fn path_name() -> Value {
    json!({ "type": "string", "pattern": NAME })
}

/// A key that a program chose.
pub fn key() -> Value {
    json!({ "type": "string", "pattern": "^[!-~]{1,128}$" })
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;

    use super::*;
    use crate::journal::{JobId, SeriesNumber};
    use crate::record::Uid;

    /// Words that a pattern takes.
    fn taken(pattern: &str) -> Vec<String> {
        let plain = pattern.trim_start_matches('^').trim_end_matches('$');
        let words = proptest::string::string_regex(plain).unwrap();
        let mut runner = TestRunner::deterministic();
        (0..500).map(|_| words.new_tree(&mut runner).unwrap().current()).collect()
    }

    #[test]
    fn what_a_pattern_takes_is_taken() {
        let all = |pattern: &str, takes: fn(&str) -> bool| {
            let refused: Vec<_> = taken(pattern).into_iter().filter(|word| !takes(word)).collect();
            assert!(refused.is_empty(), "{pattern} takes {refused:?}");
        };
        all(NIK, |word| parse_nik(word).is_ok());
        all(UID, |word| word.parse::<Uid>().is_ok());
        all(NUMBER, |word| word.parse::<SeriesNumber>().is_ok());
        all(NAME, |word| JobId::new(word).is_ok());
    }

    #[test]
    fn closed_lists_are_the_books_own() {
        let words = reason(&mut SchemaGenerator::default()).to_value();
        let words: Vec<_> = words["enum"].as_array().unwrap().clone();
        assert_eq!(words.len(), Reason::ALL.len());
        for word in words {
            assert!(parse::<Reason>(word.as_str().unwrap(), "reason").is_ok(), "{word}");
        }
        assert!(parse::<Reason>("entah", "reason").is_err());
    }
}
