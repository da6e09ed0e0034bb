//! The command line in the language of who types: helps, headings, and what was typed wrong. The
//! language has to be known before the arguments are, so they are looked through for it first.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches, ValueEnum};

use super::{Arguments, Ended, Lang, Output};
use crate::control::wire::Meaning;
use crate::text::help::{self, Bracket};
use crate::text::usage::{Mistyped, mistyped};

/// Arguments, or the exit code of a line that is none; what there is to say was said.
pub fn parse(typed: &[OsString]) -> Result<Arguments, u8> {
    let chosen = chosen(typed);
    let mut command = command(chosen.unwrap_or_else(|| surroundings(env)));
    let parsed = command.try_get_matches_from_mut(typed);
    let error = match parsed.and_then(|found| Arguments::from_arg_matches(&found)) {
        Ok(arguments) => return Ok(arguments),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // A closed pipe ends the help, not more.
            drop(error.print());
            Err(u8::try_from(error.exit_code()).unwrap_or(Meaning::Usage as u8))
        }
        _ => {
            let json = typed.iter().any(|word| word == "--json");
            let output = Output { json, lang: chosen.unwrap_or(Lang::Both) };
            let see = see(&command, typed);
            let fault = mistyped(&mistake(&error, &command, &see), &see);
            let meaning = Meaning::Usage;
            output.failed(&Ended { fault, meaning, refusal: None, shown: false });
            Err(meaning as u8)
        }
    }
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// What `--lang` or CETAKD_LANG says.
fn chosen(typed: &[OsString]) -> Option<Lang> {
    let words: Vec<&str> = typed.iter().map_while(|word| word.to_str()).collect();
    let mut words = words.into_iter().skip(1).take_while(|word| *word != "--");
    let mut said = None;
    while let Some(word) = words.next() {
        said = match word.strip_prefix("--lang") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('=').or(said),
            None => said,
        };
    }
    let said = said.map(str::to_owned).or_else(|| env("CETAKD_LANG"))?;
    Lang::from_str(&said, true).ok()
}

/// Indonesian, unless the terminal is set to English.
fn surroundings(env: impl Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(env);
    match locale.is_some_and(|locale| locale.starts_with("en")) {
        true => Lang::En,
        false => Lang::Id,
    }
}

/// The whole command line in a language; both together are told in Indonesian.
fn command(lang: Lang) -> Command {
    let mut command = Arguments::command().after_help(help::EXIT_CODES);
    command.build();
    match lang {
        Lang::En => command,
        Lang::Id | Lang::Both => in_indonesian(command.after_help(help::EXIT_CODES_ID)),
    }
}

fn in_indonesian(command: Command) -> Command {
    let about = command.get_about().and_then(|about| help::indonesian(&about.to_string()));
    let long = command.get_long_about().and_then(|long| help::indonesian(&long.to_string()));
    let mut command = command
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
            help::USAGE
        ))
        .subcommand_help_heading(help::COMMANDS)
        .subcommand_value_name(help::A_COMMAND)
        .mut_args(argument)
        .mut_subcommands(in_indonesian);
    command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    command = match long {
        Some(long) => command.long_about(long),
        None => command,
    };
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    let usage = usage.replace("[OPTIONS]", help::SOME_OPTIONS).replace("\n  ", "\n      ");
    command.override_usage(usage)
}

fn argument(argument: Arg) -> Arg {
    let heading = if argument.is_positional() { help::ARGUMENTS } else { help::OPTIONS };
    let takes = argument.get_action().takes_values();
    let mut ending = String::new();
    let choices: Vec<_> = argument.get_possible_values();
    let choices: Vec<_> = choices.iter().filter(|choice| takes && !choice.is_hide_set()).collect();
    if !choices.is_empty() {
        let names: Vec<&str> = choices.iter().map(|choice| choice.get_name()).collect();
        ending.push_str(&help::bracket(Bracket::Choices, &names.join(", ")));
    }
    let default: Vec<_> =
        argument.get_default_values().iter().map(|v| v.to_string_lossy()).collect();
    if takes && !default.is_empty() {
        ending.push_str(&help::bracket(Bracket::Default, &default.join(", ")));
    }
    if let Some(name) = argument.get_env() {
        ending.push_str(&help::bracket(Bracket::Environment, &name.to_string_lossy()));
    }
    let told = |text: Option<&clap::builder::StyledStr>| {
        let id = text.and_then(|text| help::indonesian(&text.to_string()));
        id.map(|id| format!("{id}{ending}"))
    };
    let (short, mut long) = (told(argument.get_help()), told(argument.get_long_help()));
    let explained = choices.iter().filter_map(|choice| {
        let help = help::indonesian(&choice.get_help()?.to_string())?;
        Some(format!("\n- {}: {help}", choice.get_name()))
    });
    let explained: String = explained.collect();
    if !explained.is_empty() {
        long = short.as_ref().map(|short| format!("{short}{explained}"));
    }
    let names = argument.get_value_names().unwrap_or_default().iter();
    let names: Vec<&str> = names.filter_map(|name| help::value(name)).collect();
    let argument = match takes && !names.is_empty() {
        true => argument.value_names(names),
        false => argument,
    };
    let argument = argument
        .help_heading(heading)
        .hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true);
    let argument = match short {
        Some(short) => argument.help(short),
        None => argument,
    };
    match long {
        Some(long) => argument.long_help(long),
        None => argument,
    }
}

fn words(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        _ => Vec::new(),
    }
}

/// The command that is meant, as far as its words are known.
fn see(command: &Command, typed: &[OsString]) -> String {
    let words = typed.iter().skip(1).filter_map(|word| word.to_str());
    let mut at = command;
    let mut path = vec![command.get_name()];
    for word in words {
        if let Some(next) = at.find_subcommand(word) {
            path.push(next.get_name());
            at = next;
        }
    }
    path.join(" ")
}

fn mistake(error: &clap::Error, command: &Command, see: &str) -> Mistyped {
    use ContextKind as C;
    let first = |kind| words(error, kind).into_iter().next();
    let argument = first(C::InvalidArg).unwrap_or_default();
    let typed = first(C::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => {
            Mistyped::UnknownArgument { typed: argument, meant: first(C::SuggestedArg) }
        }
        ErrorKind::InvalidSubcommand => Mistyped::UnknownCommand {
            typed: first(C::InvalidSubcommand).unwrap_or_default(),
            meant: first(C::SuggestedSubcommand),
        },
        ErrorKind::MissingRequiredArgument => {
            Mistyped::Missing { wanted: words(error, C::InvalidArg) }
        }
        ErrorKind::MissingSubcommand => {
            Mistyped::NoCommand { known: words(error, C::ValidSubcommand) }
        }
        ErrorKind::InvalidValue if typed.is_empty() => Mistyped::NoValue { argument },
        ErrorKind::InvalidValue => {
            let (known, meant) = (words(error, C::ValidValue), first(C::SuggestedValue));
            Mistyped::NotOneOf { argument, typed, known, meant }
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            let help = help_of(command, see, &argument);
            Mistyped::Unusable { argument, typed, help, why }
        }
        ErrorKind::TooManyValues => Mistyped::TooMany { typed },
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            Mistyped::NoValue { argument }
        }
        ErrorKind::ArgumentConflict => {
            let others = words(error, C::PriorArg);
            let others = others.into_iter().filter(|other| *other != argument).collect();
            Mistyped::Conflict { argument, others }
        }
        kind => Mistyped::Other { what: kind.to_string() },
    }
}

/// What an argument is for, as its help says.
fn help_of(command: &Command, see: &str, argument: &str) -> String {
    let path = see.split_whitespace().skip(1);
    let found = path.fold(command, |at, name| at.find_subcommand(name).unwrap_or(at));
    let help = found.get_arguments().find(|known| known.to_string() == argument);
    help.and_then(Arg::get_help).map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests;
