//! The files of this repository as the rules see them: by path, by line, without comments or
//! tests where those don't count.

use std::fmt;
use std::path::Path;

#[derive(Debug, Clone)]
pub struct File {
    /// From the top of the repository, with `/`.
    pub path: String,
    pub text: String,
}

/// A line that breaks a rule.
#[derive(Debug)]
pub struct Found {
    path: String,
    line: usize,
    text: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.text)
    }
}

/// Built things and what git keeps for itself.
const NOT_OURS: [&str; 6] = ["target", "build", ".git", "proptest-regressions", ".issues", "certs"];
const TEXT: [&str; 10] = ["rs", "toml", "md", "sh", "yaml", "yml", "json", "snap", "svg", "lock"];

/// Vectors and samples beside the code that they test.
const FOR_TESTS: [&str; 4] = [
    "src/chip/hex.rs",
    "src/chip/scp03/recorded.rs",
    "src/face/sample.rs",
    "src/record/testing.rs",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn rust_files() -> Vec<File> {
    let files = text_files().into_iter().filter(|file| file.path.ends_with(".rs"));
    let files: Vec<File> = files.collect();
    assert!(files.iter().any(File::is_daemon), "the tree is where it is looked for");
    files
}

pub fn text_files() -> Vec<File> {
    let mut files = Vec::new();
    walk(root(), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn walk(folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() && !NOT_OURS.contains(&&*name) {
            walk(&path, files);
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        let text = extension.map_or(name == "Makefile" || name == "run", |e| TEXT.contains(&e));
        if kind.is_file() && text {
            let short = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            files.push(File { path: short, text });
        }
    }
}

impl File {
    pub fn is_daemon(&self) -> bool {
        self.path.starts_with("src/")
    }

    /// Only tests compile it.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.split('/').any(|part| part == "tests")
            || name.ends_with("tests.rs")
            || FOR_TESTS.contains(&self.path.as_str())
    }

    /// The room of `src/` it lies in.
    pub fn room(&self) -> Option<String> {
        let (room, _) = self.path.strip_prefix("src/")?.split_once('/')?;
        Some(room.to_owned())
    }

    pub fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    pub fn lines_that(&self, breaks: impl Fn(&str) -> bool) -> Vec<Found> {
        self.numbered().filter(|(_, line)| breaks(line)).map(|(at, _)| self.found(at)).collect()
    }

    pub fn found(&self, line: usize) -> Found {
        let text = self.text.lines().nth(line - 1).unwrap_or_default().trim();
        let text = text.chars().take(120).collect();
        Found { path: self.path.clone(), line, text }
    }

    /// Lines stay where they are, what stands behind `//` goes.
    pub fn without_comments(mut self) -> Self {
        let code = |line: &str| match line.find("//") {
            // Not a URL in a text.
            Some(at) if !line[..at].ends_with(':') => line[..at].to_owned(),
            _ => line.to_owned(),
        };
        self.text = self.text.lines().map(code).collect::<Vec<_>>().join("\n");
        self
    }

    /// Empties what stands under `#[cfg(test)]`.
    pub fn without_tests(mut self) -> Self {
        let mut kept = Vec::new();
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            kept.push(line);
            if line != "#[cfg(test)]" {
                continue;
            }
            let braces = |line: &str| line.ends_with('{');
            let mut inside = false;
            for line in lines.by_ref() {
                kept.push("");
                inside |= braces(line);
                if line == "}" || (!inside && line.ends_with(';')) {
                    break;
                }
            }
        }
        self.text = kept.join("\n");
        self
    }
}

/// Rooms that a line of code names through `crate::`, singly or in braces.
pub fn rooms_used(line: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, path) in line.match_indices("crate::") {
        let rest = &line[at + path.len()..];
        let own = line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        match rest.strip_prefix('{') {
            _ if own => {}
            Some(group) => {
                let names = group.split(',').filter_map(|part| names_in(part).next());
                used.extend(names.map(str::to_owned));
            }
            None => used.extend(names_in(rest).next().map(str::to_owned)),
        }
    }
    // Types and macros at the top of the crate are no rooms.
    used.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    used
}

pub fn names_in(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty())
}

/// What a line declares.
pub fn named_here(line: &str) -> Option<&str> {
    let words = ["struct", "enum", "trait", "mod", "fn", "type", "union"];
    let mut names = names_in(line.trim_start());
    let before = ["pub", "crate", "super", "in", "const", "async", "extern", "C"];
    let first = names.find(|name| !before.contains(name))?;
    words.contains(&first).then(|| names.next()).flatten()
}
