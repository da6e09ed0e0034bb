//! The served document: whether it holds together, and whether an answer is as it says. Only what
//! the document uses is understood; a word of JSON Schema that is not is a failure.

use serde_json::{Map, Value};

pub struct Document(Value);

/// What says nothing about a value.
const SILENT: [&str; 7] = [
    "description",
    "title",
    "default",
    "format",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
];

impl Document {
    pub fn new(document: Value) -> Self {
        Self(document)
    }

    pub fn value(&self) -> &Value {
        &self.0
    }

    pub fn paths(&self) -> &Map<String, Value> {
        self.0["paths"].as_object().unwrap()
    }

    fn at<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            None => value,
            Some(at) => {
                let found = at.strip_prefix('#').and_then(|at| self.0.pointer(at));
                self.at(found.unwrap_or_else(|| panic!("{at} leads nowhere")))
            }
        }
    }

    /// The path as the document writes it.
    fn template(&self, path: &str) -> &Value {
        let fits = |template: &str| {
            let (ours, said) = (template.split('/'), path.split('/'));
            ours.clone().count() == said.clone().count()
                && ours.zip(said).all(|(part, word)| part == word || part.starts_with('{'))
        };
        let exact = self.paths().get(path);
        let found = || self.paths().iter().find(|(template, _)| fits(template)).map(|(_, at)| at);
        exact.or_else(found).unwrap_or_else(|| panic!("{path} is in no document"))
    }

    /// An answer of this status is as the document says.
    #[track_caller]
    pub fn check(&self, method: &str, path: &str, status: u16, answer: &Value) {
        let responses = &self.template(path)[method]["responses"];
        assert!(responses.is_object(), "{method} {path} is in no document");
        let own = responses.get(status.to_string());
        let response = self.at(own.unwrap_or(&responses["default"]));
        let (_, content) = response["content"].as_object().unwrap().iter().next().unwrap();
        let mut wrong = Vec::new();
        self.compare(&content["schema"], answer, "$", &mut wrong);
        assert!(wrong.is_empty(), "{method} {path} {status}: {wrong:#?}\n{answer:#}");
    }

    pub fn fits(&self, schema: &Value, value: &Value) -> bool {
        let mut wrong = Vec::new();
        self.compare(schema, value, "$", &mut wrong);
        wrong.is_empty()
    }

    fn compare(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let Some(rules) = schema.as_object() else {
            // `true` takes everything.
            return assert_eq!(schema, &Value::Bool(true), "{at}");
        };
        let mut say = |what: String| wrong.push(format!("{at}: {what}"));
        for (word, rule) in rules.iter().filter(|(word, _)| !SILENT.contains(&word.as_str())) {
            match word.as_str() {
                "type" => {
                    let words = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
                    if !words.iter().any(|word| is_of(value, word.as_str().unwrap())) {
                        say(format!("{value} is no {rule}"));
                    }
                }
                "enum" if !rule.as_array().unwrap().contains(value) => {
                    say(format!("{value} is none of {rule}"));
                }
                "const" if rule != value => say(format!("{value} is not {rule}")),
                "minimum" if value.is_number() && value.as_f64() < rule.as_f64() => {
                    say(format!("{value} < {rule}"))
                }
                "maximum" if value.as_f64() > rule.as_f64() => say(format!("{value} > {rule}")),
                "required" => {
                    let names = rule.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                    names.filter(|name| value.get(name).is_none()).for_each(|name| {
                        say(format!("`{name}` is missing"));
                    });
                }
                "additionalProperties" if rule == false => {
                    let known = rules.get("properties").and_then(Value::as_object);
                    let names = value.as_object().into_iter().flat_map(Map::keys);
                    let strange = |name: &&String| known.is_none_or(|k| !k.contains_key(*name));
                    names.filter(strange).for_each(|name| say(format!("`{name}` is not known")));
                }
                "anyOf" | "oneOf" => {
                    let fits = rule.as_array().unwrap().iter().filter(|one| self.fits(one, value));
                    let fits = fits.count();
                    if fits == 0 || (word == "oneOf" && fits > 1) {
                        say(format!("{value} fits {fits} of {rule}"));
                    }
                }
                "enum" | "const" | "minimum" | "maximum" | "additionalProperties" => {}
                "$ref" | "properties" | "items" => {}
                "pattern" | "minLength" | "maxLength" | "maxItems" => {}
                other => say(format!("`{other}` is not understood")),
            }
        }
        if rules.contains_key("$ref") {
            self.compare(self.at(schema), value, at, wrong);
        }
        for (name, schema) in
            rules.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            if let Some(value) = value.get(name) {
                self.compare(schema, value, &format!("{at}.{name}"), wrong);
            }
        }
        if let (Some(items), Some(values)) = (rules.get("items"), value.as_array()) {
            for (n, value) in values.iter().enumerate() {
                self.compare(items, value, &format!("{at}[{n}]"), wrong);
            }
        }
    }

    /// Every `$ref` in it leads somewhere; gives how many there are.
    pub fn references(&self) -> usize {
        fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(members) => {
                    found.extend(members.get("$ref").and_then(Value::as_str));
                    members.values().for_each(|member| walk(member, found));
                }
                Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        walk(&self.0, &mut found);
        for at in &found {
            let lead = at.strip_prefix('#').and_then(|at| self.0.pointer(at));
            assert!(lead.is_some(), "{at} leads nowhere");
        }
        found.len()
    }
}

fn is_of(value: &Value, word: &str) -> bool {
    match word {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        other => panic!("no type: {other}"),
    }
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let document = Document::new(serde_json::json!({ "s": { "type": "object",
        "properties": { "a": { "type": ["string", "null"] }, "b": { "enum": [1] } },
        "required": ["a"], "additionalProperties": false } }));
    let at = serde_json::json!({ "$ref": "#/s" });
    let fits = |json: &str| document.fits(&at, &serde_json::from_str(json).unwrap());
    assert!(fits(r#"{"a":null}"#) && fits(r#"{"a":"x","b":1}"#));
    for wrong in [r#"{}"#, r#"{"a":1}"#, r#"{"a":"x","b":2}"#, r#"{"a":"x","c":1}"#, "[]"] {
        assert!(!fits(wrong), "{wrong}");
    }
}
