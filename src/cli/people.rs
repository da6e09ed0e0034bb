//! `cetakd people`: who may sign in, and as what.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Context, Ended, pin};
use crate::control::Request;
use crate::device::clock::SystemClock;
use crate::device::entropy::SystemEntropy;
use crate::device::{Clock, Entropy};
use crate::journal::{Role, StaffName, TokenDigest};
use crate::store::Reader;
use crate::text::people::SECOND_PERSON;
use crate::text::{say, when, words};

/// By which a token is known for one, where it lies about.
const TOKEN_PREFIX: &str = "ctk_";
const TOKEN_BYTES: usize = 32;

#[derive(Debug, Subcommand)]
pub enum People {
    /// Add somebody; the first one is a kepala. They type their own PIN.
    Add(Whose),
    /// Give somebody another role.
    Role(Whose),
    /// End somebody's access. The name is never given again.
    Remove {
        /// Sign-in name.
        name: StaffName,
    },
    /// Set one's own PIN; another's takes a second person.
    Pin {
        /// Whose; one's own if it is left out.
        name: Option<StaffName>,
    },
    /// A token for a program: shown once, here. A name that nobody has becomes a program.
    Token {
        /// The program's name.
        name: StaffName,
        /// How long it is good.
        #[arg(long, default_value_t = 365)]
        days: u16,
    },
    /// Let somebody sign in again after too many wrong PINs.
    Unlock {
        /// Sign-in name.
        name: StaffName,
    },
    /// Everybody, with role and state.
    List,
}

#[derive(Debug, Args)]
pub struct Whose {
    /// Sign-in name: 2 to 32 of a–z, 0–9, `-`, `_`, `.`.
    name: StaffName,
    /// loket, operator, pengurus_barang, kepala, auditor
    #[arg(long)]
    role: Role,
}

#[derive(Serialize)]
struct Row {
    name: String,
    role: &'static str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_until: Option<String>,
    wrong_pins: u32,
    locked_until: Option<String>,
}

impl People {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let request = match self {
            Self::List => return list(context),
            Self::Add(Whose { name, role }) => {
                Request::AddPerson { name, role, pin: pin::new(context.output)? }
            }
            Self::Role(Whose { name, role }) => Request::ChangeRole { name, role },
            Self::Remove { name } => Request::RemovePerson { name },
            Self::Pin { name } => Request::SetPin { name, pin: pin::new(context.output)? },
            Self::Unlock { name } => Request::Unlock { name },
            Self::Token { name, days } => return token(context, name, days),
        };
        context.book(&request)
    }
}

/// It is made here: the daemon hears of its digest only. If a second person has to agree, it is
/// good from then on.
fn token(context: &Context, name: StaffName, days: u16) -> Result<(), Ended> {
    let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
    SystemEntropy.fill(&mut bytes[..]);
    let token = Zeroizing::new(format!("{TOKEN_PREFIX}{}", URL_SAFE_NO_PAD.encode(&bytes[..])));
    let digest = TokenDigest::of(&token);
    let booked = context.book(&Request::SetToken { name: name.clone(), digest, days });
    let waits = matches!(&booked, Err(ended) if ended.fault.code == SECOND_PERSON);
    if booked.is_ok() || waits {
        context.output.data(&json!({ "name": name, "token": &*token }));
        context.output.say(&say(
            format!("Token {name}: {}. Simpan sekarang; tidak dapat ditampilkan lagi.", &*token),
            format!("Token of {name}: {}. Keep it now; it can't be shown again.", &*token),
        ));
    }
    booked
}

fn list(context: &Context) -> Result<(), Ended> {
    let file = context.station_file()?;
    let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
    let staff = reader.staff().map_err(|error| Ended::store(&error))?;
    let now = SystemClock::new().now();
    let row = |(name, book): (&StaffName, &crate::books::StaffBook)| Row {
        name: name.to_string(),
        role: book.role.as_str(),
        state: match (book.removed, book.locked_until().is_some_and(|until| now < until)) {
            (true, _) => "removed",
            (_, true) => "locked",
            _ if book.token.as_ref().is_some_and(|(_, until)| now >= *until) => "expired",
            _ => "active",
        },
        token_until: book.token.as_ref().map(|(_, until)| until.to_string()),
        wrong_pins: book.wrong,
        locked_until: book.locked_until().map(|until| until.to_string()),
    };
    let rows: Vec<Row> = staff.people.iter().map(row).collect();
    context.output.data(&rows);
    let cells = |row: &Row| {
        let mut state = context.output.short(&words::staff(row.state));
        if let Some(until) = &row.token_until {
            let until = until.get(..10).unwrap_or(until);
            state.push_str(&format!(" → {}", when::day_of(until)));
        }
        vec![row.name.clone(), row.role.into(), state]
    };
    let cells: Vec<_> = rows.iter().map(cells).collect();
    context.output.table(&[("nama", "name"), ("peran", "role"), ("keadaan", "state")], &cells);
    Ok(())
}
