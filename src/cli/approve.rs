//! `cetakd approve`: commands that wait for a second person, and that person's word.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::plan::local;
use super::{Context, Ended, assemble};
use crate::control::{self, Asked, Request};
use crate::journal::ApprovalId;
use crate::station::approval_owner;
use crate::store::{ApprovalRow, Reader, StoreError};
use crate::text::{self, Say, say};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Approve {
    /// Agree to this one, under one's own name: it is checked anew and carried out.
    #[arg(value_parser = approval)]
    id: Option<ApprovalId>,
    #[command(subcommand)]
    other: Option<Other>,
}

#[derive(Debug, Subcommand)]
enum Other {
    /// Everything that was ever asked for, and what became of it.
    List,
    /// What one of them would do, in a sentence.
    Show {
        /// Its number, as `approve list` shows it.
        #[arg(value_parser = approval)]
        id: ApprovalId,
    },
    /// Refuse it, or take it back.
    Decline {
        /// Its number, as `approve list` shows it.
        #[arg(value_parser = approval)]
        id: ApprovalId,
    },
}

/// Small letters will do.
fn approval(text: &str) -> Result<ApprovalId, String> {
    ApprovalId::new(&text.to_ascii_uppercase()).map_err(|error| error.to_string())
}

#[derive(Serialize)]
struct Row {
    approval: String,
    command: String,
    asked_by: String,
    asked_at: String,
    expires_at: String,
    state: String,
    by: Option<String>,
    /// Of a command that was agreed to: `done`, or the code with which it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    /// While it is open: what it would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<String>,
}

impl Approve {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let request = match (self.id, self.other) {
            (Some(id), _) => Request::Approve { approval: id },
            (None, Some(Other::Show { id })) => return show(context, &id),
            (None, Some(Other::Decline { id })) => Request::Decline { approval: id },
            (None, Some(Other::List) | None) => return list(context),
        };
        context.book(&request)
    }
}

fn list(context: &Context) -> Result<(), Ended> {
    let file = context.station_file()?;
    let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
    let rows = reader.approvals().map_err(|error| Ended::store(&error))?;
    let rows: Vec<Row> = rows.into_iter().map(|found| row(found, None)).collect();
    context.output.data(&rows);
    let cells = |row: &Row| {
        let by = row.by.clone().unwrap_or_else(|| "–".into());
        let became = text::people::approval(&row.state, row.outcome.as_deref());
        let became = context.output.words(&became);
        let until = row.expires_at.parse().map(|at| local(at, file.zone));
        let until = until.unwrap_or_else(|_| row.expires_at.clone());
        let Row { approval, command, asked_by, .. } = row;
        [approval, command, asked_by, &became, &by, &until].map(String::clone).to_vec()
    };
    let head = [
        ("persetujuan", "approval"),
        ("perintah", "command"),
        ("diminta", "asked by"),
        ("keadaan", "state"),
        ("oleh", "by"),
        ("sampai", "until"),
    ];
    context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
    Ok(())
}

fn show(context: &Context, id: &ApprovalId) -> Result<(), Ended> {
    let store = |error: StoreError| Ended::store(&error);
    let file = context.station_file()?;
    let keys = assemble::sealing_keys(&file)?;
    let reader = Reader::open(&file.data).map_err(store)?;
    let rows = reader.approvals().map_err(store)?;
    let Some(found) = rows.into_iter().find(|row| row.id == *id) else {
        let fault = crate::books::StaffFault::NotOpen(id.clone());
        let fault = crate::text::people::fault(&fault.into());
        return Err(Ended::usage(&fault.code, fault.say.id, fault.say.en));
    };
    let sealed = reader.sealed_approval(id).map_err(store)?;
    let plain = sealed.map(|sealed| keys.open(&approval_owner(id), &sealed));
    let plain = plain.transpose().map_err(store)?;
    let asked = plain.and_then(|plain| Asked::read(&plain));
    let sentence = asked.map(|asked| control::asked(&asked)).unwrap_or_else(|| {
        let command = &found.command;
        let became = text::people::approval(&found.state, found.outcome.as_deref());
        say(format!("`{command}`: {}", became.id), format!("`{command}`: {}", became.en))
    });
    context.output.say(&sentence);
    context.output.data(&row(found, Some(sentence)));
    Ok(())
}

fn row(found: ApprovalRow, sentence: Option<Say>) -> Row {
    let (id, en) = sentence.map(|say| (say.id, say.en)).unzip();
    let ApprovalRow { id: approval, command, asked_by, asked_at, expires_at, state, by, outcome } =
        found;
    let approval = approval.to_string();
    Row { approval, command, asked_by, asked_at, expires_at, state, by, outcome, id, en }
}
