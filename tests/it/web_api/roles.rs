//! Every command of the document × every role and nobody; and the document beside the routes.

use cetakd::web::{Who, table};
use serde_json::Value;

use super::client::{Api, key};
use super::whole_office;

const PEOPLE: [(&str, char); 5] =
    [("siti", 'l'), ("omar", 'o'), ("budi", 'p'), ("kartini", 'k'), ("adi", 'a')];

/// Said once more by hand, so that a wrong table is seen: role by role, as in `control/rights.rs`.
const ORDERS: [(&str, &str); 17] = [
    ("/api/status", "lokm"),
    ("/api/print", "lokm"),
    ("/api/inspect", "lok"),
    ("/api/sort", "lok"),
    ("/api/look", "lopka"),
    ("/api/handover", "lok"),
    ("/api/unknown/settle", "lopk"),
    ("/api/approvals/agree", "lopka"),
    ("/api/approvals/decline", "lopka"),
    ("/api/lanes/release", "ok"),
    ("/api/clock/confirm", "ok"),
    ("/api/batch/run", "okm"),
    ("/api/batch/pause", "okm"),
    ("/api/batch/resume", "okm"),
    ("/api/batch/stop", "okm"),
    ("/api/session/end", "lopka"),
    ("/api/sessions/end", "lopka"),
];

/// What shows nobody's data, for programs, too.
const SEEN: [&str; 5] =
    ["/api/card/{job}", "/api/lanes", "/api/stock", "/api/batch", "/api/batch/queue"];

#[test]
fn every_command_is_each_roles_own_or_refused_and_the_document_is_the_table() {
    let office = whole_office();
    let nobody = Api::nobody(&office);
    let program = Api::program(&office, "simduk");
    let entries = office.journal().len();
    let operations: Vec<(String, String, Value)> = nobody
        .document
        .paths()
        .iter()
        .flat_map(|(path, methods)| {
            let each = methods.as_object().unwrap().iter();
            each.map(|(method, said)| (method.clone(), path.clone(), said.clone()))
        })
        .collect();
    the_document_is_the_table(&nobody, &operations);
    let callers = PEOPLE.map(|(name, letter)| (name, letter, Api::of(&office, name)));
    let callers = callers.into_iter().chain([("simduk", 'm', program)]);
    for (name, letter, api) in callers {
        for (method, route, said) in &operations {
            let path = route.replace("{job}", "NOBODY");
            if path == "/api/session/end" || (path == "/api/session" && method == "post") {
                continue;
            }
            let whose = ORDERS.iter().find(|(known, _)| *known == path);
            let roles = said["x-roles"].as_array().unwrap();
            match method.as_str() {
                "get" => {
                    let answer = api.send("GET", &path, &[], b"");
                    let seen = SEEN.contains(&route.as_str());
                    match letter == 'm' && !seen {
                        true => drop(answer.problem(403, "API-02")),
                        false => assert!([200, 404].contains(&answer.status), "{name} {answer:?}"),
                    }
                    assert_eq!(roles.len(), if seen { 6 } else { 5 }, "{path}");
                }
                _ => {
                    let (_, letters) =
                        whose.unwrap_or_else(|| panic!("{path} is new: whose is it?"));
                    assert_eq!(roles.len(), letters.len(), "{path}: {roles:?}");
                    // Nothing can come of it: the right is asked for before the body is read.
                    let answer = api.ask(&path, &key(), &serde_json::json!({ "none": 1 }));
                    match letters.contains(letter) {
                        true => answer.problem(422, "API-12"),
                        false => answer.problem(403, "API-02"),
                    };
                }
            }
        }
        if letter == 'm' {
            continue;
        }
        let ended = api.send("POST", "/api/session/end", &[], b"{}");
        assert_eq!(ended.status, 200, "{name}: {ended:?}");
        api.send("GET", "/api/session", &[], b"").problem(401, "API-01");
    }
    for (method, path, said) in &operations {
        let path = path.replace("{job}", "NOBODY");
        if said["security"] == serde_json::json!([]) {
            assert_eq!((method.as_str(), path.as_str()), ("post", "/api/session"));
            continue;
        }
        nobody.send(&method.to_uppercase(), &path, &[], b"{}").problem(401, "API-01");
    }
    assert_eq!(office.journal().len(), entries, "nothing of it was booked");
}

fn the_document_is_the_table(nobody: &Api, operations: &[(String, String, Value)]) {
    assert!(nobody.document.references() > 20);
    let served = ["/api", "/api/openapi.json", "/api/kode/{code}"];
    let rows = table().into_iter().filter(|route| route.path.starts_with("/api"));
    let rows: Vec<_> = rows.filter(|route| !served.contains(&route.path)).collect();
    assert_eq!(rows.len(), operations.len());
    let mut names = std::collections::BTreeSet::new();
    for route in rows {
        let method = route.method.as_str().to_lowercase();
        let found = operations.iter().find(|(m, p, _)| *m == method && p == route.path);
        let (_, _, said) = found.unwrap_or_else(|| panic!("{method} {} is missing", route.path));
        assert!(names.insert(said["operationId"].as_str().unwrap()), "{said}");
        let keyed = said["parameters"].to_string().contains("Idempotency-Key");
        let orders = method == "post" && !route.path.starts_with("/api/session");
        assert_eq!(keyed, orders, "{}", route.path);
        let open = matches!(route.who, Who::Anybody);
        assert_eq!(open, said["security"] == serde_json::json!([]), "{}", route.path);
        if let Some(body) = said.get("requestBody") {
            let content = &body["content"]["application/json"];
            assert!(nobody.document.fits(&content["schema"], &content["example"]), "{content}");
        }
        let summary = said["summary"].as_str().unwrap();
        assert!(summary.contains(" · ") && !summary.contains('\n'), "{summary}");
    }
    assert_eq!(nobody.document.value()["openapi"], "3.1.0");
}
