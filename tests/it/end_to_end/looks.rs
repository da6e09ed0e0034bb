//! Who sees names, and who sees who saw them: lists that anybody reads are masked, a sign-in shows
//! and leaves an entry, and looks are told by the day.

use hw_sim::source::cast;
use serde_json::Value;

use super::people::{by, peopled};
use crate::rig::Office;

fn looks(office: &Office) -> usize {
    office.json(&["access", "--each", "--limit", "500"]).as_array().unwrap().len()
}

fn paper_text(office: &Office, order: &[&str]) -> String {
    let out = office.path("breach.pdf").display().to_string();
    by(office, "kartini", &[&["paper", "breach"], order, &["--out", &out]].concat()).expect(0);
    let text = std::process::Command::new("pdftotext").args(["-layout", &out, "-"]).output();
    let text = text.expect("pdftotext: apt-get install poppler-utils").stdout;
    String::from_utf8(text).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn names_in_the_register_are_masked_until_somebody_signs_and_then_leave_an_entry() {
    let office = peopled();
    by(&office, "siti", &["print", "--reason", "baru", cast::ORDINARY_WOMAN]).expect(0);
    let clear = by(&office, "siti", &["register", "list", "--clear", "layanan"]).expect(0).json();
    let name = clear[0]["nama"].as_str().unwrap().to_owned();
    assert!(!name.contains('*') && !clear[0]["alamat"].as_str().unwrap().is_empty(), "{clear}");
    let before = looks(&office);
    let masked = office.json(&["register", "list"]);
    let first = name.chars().next().unwrap();
    assert!(masked[0]["nama"].as_str().unwrap().starts_with(&format!("{first}***")), "{masked}");
    assert_eq!(masked[0]["alamat"], "");
    assert!(!masked.to_string().contains(&name), "{masked}");
    assert_eq!(looks(&office), before);
    let signed = by(&office, "siti", &["register", "list"]).expect(0).json();
    assert_eq!((&signed[0]["nama"], &signed[0]["nik"]), (&name.into(), &masked[0]["nik"]));
    assert_eq!(looks(&office), before + 1);
    // Tried often enough, a search by name unmasks one.
    let find = |name: &'static str| ["register", "list", "--name", name];
    for name in ["contoh", "tidakada"] {
        office.cetakd(&[&find(name)[..], &["--json"]].concat()).fails(3, "SGN-01");
    }
    by(&office, "siti", &find("tidakada")).expect(0);
    assert!(office.log().contains("looked for a name that nobody here has"));
}

#[test]
fn a_night_s_report_names_people_to_whoever_signs_and_books_that_they_were_seen() {
    let office = peopled();
    by(&office, "omar", &["batch", "run"]).expect(0);
    let names = |report: &Value| -> Vec<String> {
        let people = ["printed", "not_made"].map(|of| report[of].as_array().unwrap().clone());
        let names = people.iter().flatten().filter_map(|one| one["nama"].as_str());
        names.map(str::to_owned).collect()
    };
    let before = looks(&office);
    let masked = names(&office.json(&["batch", "report"]));
    assert!(!masked.is_empty() && masked.iter().all(|name| name.contains("***")), "{masked:?}");
    assert_eq!(looks(&office), before);
    let clear = by(&office, "omar", &["batch", "report"]).expect(0).json();
    let clear = names(&clear);
    assert!(clear.iter().all(|name| !name.contains('*')), "{clear:?}");
    let people: std::collections::BTreeSet<_> = clear.iter().collect();
    assert!(looks(&office) >= before + people.len(), "{} {before}", looks(&office));
}

#[test]
fn who_looked_at_whom_is_asked_by_kepala_or_auditor_and_told_by_the_day() {
    let office = peopled();
    let nik = cast::ORDINARY_WOMAN;
    for _ in 0..3 {
        by(&office, "siti", &["status", nik]).expect(0);
    }
    by(&office, "omar", &["status", nik]).expect(0);
    let trace = ["access", "--nik", nik];
    office.cetakd(&[&trace[..], &["--json"]].concat()).fails(3, "SGN-01");
    by(&office, "siti", &trace).fails(3, "SGN-04");
    let before = looks(&office);
    let days = by(&office, "kartini", &trace).expect(0).json();
    assert_eq!(looks(&office), before + 1);
    let of = |actor: &str| -> Vec<Value> {
        let days = days.as_array().unwrap().iter();
        days.filter(|day| day["actor"] == actor).cloned().collect()
    };
    let counts = |actor: &str| of(actor).iter().map(|day| day["looks"].as_u64().unwrap()).sum();
    let sums: [u64; 3] = ["siti", "omar", "kartini"].map(counts);
    assert_eq!(sums, [3, 1, 1], "{days}");
    assert!(of("siti").len() <= 2, "by the day: {days}");
    assert!(of("siti")[0]["first"].as_str() <= of("siti")[0]["last"].as_str(), "{days}");
    // Nobody here has ever heard of this one.
    let nobody = by(&office, "kartini", &["access", "--nik", cast::TITLED_NAME]).expect(0).json();
    assert_eq!(nobody, serde_json::json!([]));

    // On paper: one row for her looks, and of whom nothing ever came that it never did.
    let text = paper_text(&office, &["--actor", "siti"]);
    assert!(text.contains("data dilihat 3 kali untuk layanan"), "{text}");
    assert!(text.contains("(tidak pernah") && !text.contains("(dihapus)"), "{text}");
    assert!(text.contains("1 baris dalam jilid ini"), "{text}");
    let each = paper_text(&office, &["--actor", "siti", "--each"]);
    assert!(each.contains("3 baris dalam jilid ini"), "{each}");
    let csv = office.path("breach.csv").display().to_string();
    let export = ["paper", "breach", "--actor", "siti", "--format", "csv", "--out", &csv];
    by(&office, "kartini", &export).expect(0);
    assert_eq!(std::fs::read_to_string(csv).unwrap().lines().count(), 4);
}
