//! Command lines that can't be understood: what is wrong with what was typed, and what is meant.

use super::{Fault, say};

/// What was typed wrong, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistyped {
    UnknownArgument {
        typed: String,
        meant: Option<String>,
    },
    UnknownCommand {
        typed: String,
        meant: Option<String>,
    },
    Missing {
        wanted: Vec<String>,
    },
    NoCommand {
        known: Vec<String>,
    },
    /// One of a closed list.
    NotOneOf {
        argument: String,
        typed: String,
        known: Vec<String>,
        meant: Option<String>,
    },
    /// What the argument is for says its help; the parser's reason is for programs' authors.
    Unusable {
        argument: String,
        typed: String,
        help: String,
        why: String,
    },
    NoValue {
        argument: String,
    },
    TooMany {
        typed: String,
    },
    Conflict {
        argument: String,
        others: Vec<String>,
    },
    Other {
        what: String,
    },
}

/// One sentence with a code; `see` is the command whose help says more.
pub fn mistyped(what: &Mistyped, see: &str) -> Fault {
    use Mistyped as M;
    let (code, id, en) = match what {
        M::UnknownArgument { typed, meant } => (
            "USE-01",
            format!("`{typed}` tidak dikenal di sini.{}", meant_id(meant.as_ref())),
            format!("`{typed}` is not known here.{}", meant_en(meant.as_ref())),
        ),
        M::UnknownCommand { typed, meant } => (
            "USE-02",
            format!("Tidak ada perintah `{typed}`.{}", meant_id(meant.as_ref())),
            format!("There is no command `{typed}`.{}", meant_en(meant.as_ref())),
        ),
        M::Missing { wanted } => (
            "USE-03",
            format!("Belum disebut: {}.", quoted(wanted)),
            format!("Missing: {}.", quoted(wanted)),
        ),
        M::NoCommand { known } => (
            "USE-04",
            format!("Perintahnya belum disebut: {}.", quoted(known)),
            format!("The command is missing: {}.", quoted(known)),
        ),
        M::NotOneOf { argument, typed, known, meant } => (
            "USE-05",
            format!(
                "`{typed}` tidak dapat dipakai untuk {argument}; pilih {}.{}",
                quoted(known),
                meant_id(meant.as_ref())
            ),
            format!(
                "`{typed}` can't be used for {argument}; choose {}.{}",
                quoted(known),
                meant_en(meant.as_ref())
            ),
        ),
        M::Unusable { argument, typed, help, why } => (
            "USE-06",
            format!("`{typed}` tidak dapat dipakai untuk {argument} ({help}).{}", of(typed).0),
            format!("`{typed}` can't be used for {argument}: {why}.{}", of(typed).1),
        ),
        M::NoValue { argument } => {
            ("USE-07", format!("{argument} memerlukan isi."), format!("{argument} takes a value."))
        }
        M::TooMany { typed } => (
            "USE-08",
            format!("`{typed}` kelebihan: isinya sudah cukup."),
            format!("`{typed}` is one too many."),
        ),
        M::Conflict { argument, others } if others.is_empty() => (
            "USE-09",
            format!("{argument} hanya boleh disebut sekali."),
            format!("{argument} may be given once only."),
        ),
        M::Conflict { argument, others } => (
            "USE-09",
            format!("{argument} tidak boleh bersama {}.", quoted(others)),
            format!("{argument} does not go together with {}.", quoted(others)),
        ),
        M::Other { what } => (
            "USE-10",
            "Perintah tidak terbaca.".into(),
            format!("The command can't be read: {what}."),
        ),
    };
    let (id, en) = (format!("{id} Lihat `{see} --help`."), format!("{en} See `{see} --help`."));
    say(id, en).with_code(code)
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn meant_id(word: Option<&String>) -> String {
    word.map(|word| format!(" Maksudnya `{word}`?")).unwrap_or_default()
}

fn meant_en(word: Option<&String>) -> String {
    word.map(|word| format!(" Is `{word}` meant?")).unwrap_or_default()
}

/// Of which series a number is that was typed in a wrong place.
fn of(typed: &str) -> (String, String) {
    let kind = super::number::kind(typed);
    kind.map(|kind| (format!(" {}", kind.id), format!(" {}", kind.en))).unwrap_or_default()
}
