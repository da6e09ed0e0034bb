//! Every command and argument in both languages, by walking all of them.

use super::*;

/// Everything that a help shows, with the place where it stands.
fn shown(command: &Command, path: &str, found: &mut Vec<(String, Option<String>)>) {
    found.push((path.to_owned(), command.get_about().map(ToString::to_string)));
    let long = command.get_long_about().map(|long| (format!("{path} (long)"), long));
    found.extend(long.map(|(place, long)| (place, Some(long.to_string()))));
    for argument in command.get_arguments() {
        let place = format!("{path} <{}>", argument.get_id());
        found.push((place.clone(), argument.get_help().map(ToString::to_string)));
        let long = argument.get_long_help().map(ToString::to_string);
        found.extend(long.map(|long| (format!("{place} (long)"), Some(long))));
        for choice in argument.get_possible_values() {
            let help = choice.get_help().map(ToString::to_string);
            found.extend(help.map(|help| (format!("{place} {}", choice.get_name()), Some(help))));
        }
    }
    for next in command.get_subcommands() {
        shown(next, &format!("{path} {}", next.get_name()), found);
    }
}

fn values(command: &Command, found: &mut Vec<String>) {
    let takes = command.get_arguments().filter(|argument| argument.get_action().takes_values());
    let names = takes.flat_map(|argument| argument.get_value_names().unwrap_or_default());
    found.extend(names.map(ToString::to_string));
    command.get_subcommands().for_each(|next| values(next, found));
}

#[test]
fn every_command_and_argument_has_its_help_in_both_languages() {
    let english = command(Lang::En);
    let mut found = Vec::new();
    shown(&english, "cetakd", &mut found);
    assert!(found.len() > 400, "{}", found.len());
    let mut bare = Vec::new();
    for (place, en) in found {
        match en {
            None => bare.push(format!("{place}: no help")),
            Some(en) if help::indonesian(&en).is_none() => bare.push(format!("{place}: {en}")),
            Some(_) => {}
        }
    }
    assert!(bare.is_empty(), "say these in `src/text/help/`:\n{}", bare.join("\n"));
    let mut names = Vec::new();
    values(&english, &mut names);
    let bare: Vec<_> = names.iter().filter(|name| help::value(name).is_none()).collect();
    assert!(bare.is_empty(), "say these in `src/text/help/mod.rs`: {bare:?}");
}

#[test]
fn an_indonesian_help_has_no_english_word_of_the_parser() {
    fn each(command: &mut Command) {
        for long in [false, true] {
            let text = if long { command.render_long_help() } else { command.render_help() };
            let text = text.to_string();
            let words = ["Usage", "Commands:", "Arguments:", "Options:", "[OPTIONS]", "COMMAND"];
            let more = ["possible values", "default:", "[env:", "Print ", "Possible values"];
            for word in words.iter().chain(&more) {
                assert!(!text.contains(word), "{word} in the help of {}:\n{text}", command);
            }
            assert!(text.contains("Pemakaian: cetakd"), "{text}");
        }
        command.get_subcommands_mut().for_each(each);
    }
    each(&mut command(Lang::Id));
}

fn line(words: &str) -> Vec<OsString> {
    words.split(' ').map(OsString::from).collect()
}

/// What a line is answered with, in a language.
fn answered(words: &str, lang: Lang) -> (String, crate::text::Say) {
    let mut command = command(lang);
    let parsed = command.try_get_matches_from_mut(line(words));
    let error = parsed.and_then(|found| Arguments::from_arg_matches(&found)).unwrap_err();
    let see = see(&command, &line(words));
    let fault = mistyped(&mistake(&error, &command, &see), &see);
    (fault.code, fault.say)
}

#[test]
fn what_is_typed_wrong_is_said_in_both_languages_with_what_is_meant() {
    let check = |typed: &str, code: &str, holds: &[&str]| {
        let (found, said) = answered(typed, Lang::Id);
        assert_eq!(found, code, "{typed}: {said}");
        for sentence in [&said.id, &said.en] {
            for word in holds {
                assert!(sentence.contains(word), "{typed}: {word} is not in {sentence}");
            }
        }
        assert!(!said.id.contains("invalid") && !said.id.contains("error"), "{said}");
    };
    check("cetakd stock sow", "USE-02", &["`sow`", "`show`", "`cetakd stock --help`"]);
    check(
        "cetakd day show --jsen",
        "USE-01",
        &["`--jsen`", "`--json`", "`cetakd day show --help`"],
    );
    check("cetakd stock receive 5", "USE-03", &["`--bast <NOMOR>`"]);
    check("cetakd inspect god", "USE-05", &["`god`", "<NILAI>", "`good`, `spoiled`"]);
    check("cetakd stock load five --lane A", "USE-06", &["`five`", "<JUMLAH>"]);
    check("cetakd print --reason", "USE-07", &["--reason <ALASAN>"]);
    check("cetakd inspect good --tap --uid 04A1B2C3", "USE-09", &["--tap", "--uid"]);
    check("cetakd day show --json --json", "USE-09", &["--json"]);
    let (_, said) = answered("cetakd print 1 --reason x", Lang::Id);
    assert!(said.id.contains("pindah_datang") && !said.id.contains("known"), "{said}");
    let (_, said) = answered("cetakd stock load five --lane A", Lang::En);
    assert!(said.en.contains("<QUANTITY>"), "{said}");
}

#[test]
fn the_language_is_known_before_the_line_is_understood() {
    assert_eq!(chosen(&line("cetakd stock --lang en --help")), Some(Lang::En));
    assert_eq!(chosen(&line("cetakd --lang=id stock")), Some(Lang::Id));
    assert_eq!(chosen(&line("cetakd print -- --lang en")).unwrap_or(Lang::Both), Lang::Both);
    let english = |name: &str| (name == "LANG").then(|| "en_GB.UTF-8".to_owned());
    assert_eq!(surroundings(english), Lang::En);
    assert_eq!(surroundings(|_| None), Lang::Id);
    let plain = |name: &str| (name == "LC_ALL").then(|| "C.UTF-8".to_owned()).or(english(name));
    assert_eq!(surroundings(plain), Lang::Id);
}
