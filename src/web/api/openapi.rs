//! The OpenAPI document, made from the table: a command that is not in it has no route either.

use std::sync::LazyLock;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::problem::{Details, KIND};
use super::table::{Command, commands};
use super::words;
use crate::journal::Role;
use crate::text::api as t;
use crate::web::guard::COOKIE;
use crate::web::routes::Who;

/// The same for as long as the program runs.
pub static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// What is read and what is written differ in what may be left out.
struct Schemas {
    bodies: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            bodies: settings().for_deserialize().into_generator(),
            answers: settings().for_serialize().into_generator(),
        }
    }

    fn taken(mut self) -> Map<String, Value> {
        let mut all = self.bodies.take_definitions(true);
        all.extend(self.answers.take_definitions(true));
        all
    }

    /// Names that a body and an answer both have: one would hide the other.
    #[cfg(test)]
    fn twice(&mut self) -> Vec<String> {
        let answers = self.answers.definitions();
        let twice = self.bodies.definitions().keys().filter(|name| answers.contains_key(*name));
        twice.cloned().collect()
    }
}

pub fn document() -> Value {
    let mut schemas = Schemas::new();
    let problem = schemas.answers.subschema_for::<Details>().to_value();
    let mut paths = Map::new();
    for command in commands() {
        let method = command.route.method.as_str().to_lowercase();
        let path = paths.entry(command.route.path).or_insert_with(|| json!({}));
        path[method] = operation(&command, &mut schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "cetakd",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": said(t::TITLE),
            "description": said(t::ABOUT),
            "license": { "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.taken(),
            "responses": { "Problem": {
                "description": "RFC 9457",
                "content": { KIND: { "schema": problem } },
            }},
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": COOKIE },
                "token": { "type": "apiKey", "in": "header", "name": "X-CSRF-Token" },
                "program": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

fn said(words: crate::text::Words) -> String {
    format!("{} · {}", words.id, words.en)
}

fn operation(command: &Command, schemas: &mut Schemas) -> Value {
    let Command { route, says, status, body, answer, keyed } = command;
    let problem = json!({ "$ref": "#/components/responses/Problem" });
    let answer = answer(&mut schemas.answers).to_value();
    let mut responses = json!({
        status.to_string(): {
            "description": said(*says),
            "content": { "application/json": { "schema": answer } },
        },
        "default": problem,
    });
    if *keyed {
        responses["202"] = problem;
    }
    let mut operation = json!({
        "operationId": name_of(command),
        "summary": said(*says),
        "responses": responses,
        "security": security(command),
        "x-roles": roles(route.who),
    });
    let parameters = parameters(route.path, *keyed);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some((schema, example)) = body {
        let schema = schema(&mut schemas.bodies).to_value();
        let content = json!({ "application/json": { "schema": schema, "example": example } });
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

/// `post_batch_stop`.
fn name_of(command: &Command) -> String {
    let path = command.route.path.trim_start_matches("/api/").replace(['/', '{', '}'], "_");
    let method = command.route.method.as_str().to_lowercase();
    format!("{method}_{}", path.trim_end_matches('_').replace("__", "_"))
}

fn security(command: &Command) -> Value {
    let mut ways = match (command.route.who, &command.body) {
        (Who::Anybody, _) => return json!([]),
        (_, None) => vec![json!({ "session": [] })],
        (_, Some(_)) => vec![json!({ "session": [], "token": [] })],
    };
    if command.route.who.lets_in(Role::Layanan) {
        ways.push(json!({ "program": [] }));
    }
    ways.into()
}

pub fn roles(who: Who) -> Vec<&'static str> {
    let all = Role::ALL.into_iter();
    match who {
        Who::Anybody => Vec::new(),
        who => all.filter(|role| who.lets_in(*role)).map(|role| role.as_str()).collect(),
    }
}

fn parameters(path: &str, keyed: bool) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<Value> = names
        .map(|name| {
            let schema = words::path_name();
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect();
    if keyed {
        let schema = words::key();
        all.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true, "schema": schema,
            "description": "The same key with the same body is done once, and answered the same \
                            again, for a day or until the daemon restarts.",
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_hides_a_body_of_its_name() {
        let mut schemas = Schemas::new();
        for command in commands() {
            operation(&command, &mut schemas);
        }
        assert_eq!(schemas.twice(), [""; 0]);
    }
}
