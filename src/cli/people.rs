//! `cetakd people`: who may sign in, and as what.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Context, Ended, pin};
use crate::control::Request;
use crate::device::Clock;
use crate::device::clock::SystemClock;
use crate::journal::{Role, StaffName};
use crate::store::Reader;
use crate::text::words;

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
        };
        context.book(&request)
    }
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
            _ => "active",
        },
        wrong_pins: book.wrong,
        locked_until: book.locked_until().map(|until| until.to_string()),
    };
    let rows: Vec<Row> = staff.people.iter().map(row).collect();
    context.output.data(&rows);
    let cells = |row: &Row| {
        let state = context.output.short(&words::staff(row.state));
        vec![row.name.clone(), row.role.into(), state]
    };
    let cells: Vec<_> = rows.iter().map(cells).collect();
    context.output.table(&[("nama", "name"), ("peran", "role"), ("keadaan", "state")], &cells);
    Ok(())
}
