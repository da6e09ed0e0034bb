//! Reads a TOML table key by key. Whatever was never asked for is unknown and refused with the
//! nearest key that was; every error names the table it happened in and what to write instead.

use toml::{Table, Value};

use thiserror::Error;

/// How many letters a slip of the pen may change and still be taken for a known key.
const MAX_SLIP: usize = 3;

/// What is wrong with a key, where, and what to write instead.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum KeyFault {
    #[error("{}: `{key}` is not known{}", at(.place), meant(.nearest))]
    UnknownKey { place: String, key: String, nearest: Option<String> },
    #[error("{}: `{key}` is missing", at(.place))]
    MissingKey { place: String, key: String },
    #[error("{}: `{key}` has to be {expected}", at(.place))]
    WrongType { place: String, key: String, expected: String },
    #[error("{}: `{key}` has to be between {least} and {most}", at(.place))]
    OutOfRange { place: String, key: String, least: f32, most: f32 },
    #[error("{}: `{key}` is `{word}`; known are {known}", at(.place))]
    UnknownWord { place: String, key: String, word: String, known: String },
}

fn at(place: &str) -> &str {
    if place.is_empty() { "top level" } else { place }
}

fn meant(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|key| format!("; is `{key}` meant?")).unwrap_or_default()
}

/// One table being read; `finish` it, or unknown keys go unseen.
#[derive(Debug)]
pub struct Keys<'a> {
    table: &'a Table,
    place: String,
    asked: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    pub fn new(table: &'a Table, place: impl Into<String>) -> Self {
        Self { table, place: place.into(), asked: Vec::new() }
    }

    pub fn place(&self) -> &str {
        &self.place
    }

    /// Once the table's own name is known, errors call it by that.
    pub fn rename(&mut self, name: &str) {
        self.place = format!("{} `{name}`", self.place);
    }

    pub fn finish(self) -> Result<(), KeyFault> {
        let Some(key) = self.table.keys().find(|key| !self.asked.contains(&key.as_str())) else {
            return Ok(());
        };
        let nearest = nearest(key, &self.asked).map(str::to_owned);
        Err(KeyFault::UnknownKey { place: self.place, key: shortened(key), nearest })
    }

    pub fn table(&mut self, key: &'static str) -> Result<Option<Keys<'a>>, KeyFault> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(Keys::new(table, self.below(key)))),
            Some(_) => Err(self.wrong(key, "a table")),
        }
    }

    /// An array of tables; absent is empty.
    pub fn tables(&mut self, key: &'static str) -> Result<Vec<Keys<'a>>, KeyFault> {
        let place = self.below(key);
        let table = |(at, value): (usize, &'a Value)| match value {
            Value::Table(table) => Ok(Keys::new(table, format!("{place}[{}]", at + 1))),
            _ => Err(self.wrong(key, "a table in each entry")),
        };
        match self.table.get(key) {
            None => Ok(()),
            Some(Value::Array(_)) => Ok(()),
            Some(_) => Err(self.wrong(key, "an array of tables")),
        }?;
        let entries = self.table.get(key).and_then(Value::as_array);
        let tables = entries.into_iter().flatten().enumerate().map(table).collect();
        self.asked.push(key);
        tables
    }

    /// Every entry of a table of tables, by name.
    pub fn named(&mut self, key: &'static str) -> Result<Vec<(String, Keys<'a>)>, KeyFault> {
        let Some(group) = self.table(key)? else { return Ok(Vec::new()) };
        let below = |(name, value): (&String, &'a Value)| match value {
            Value::Table(table) => {
                Ok((name.clone(), Keys::new(table, format!("{}.{name}", group.place))))
            }
            _ => Err(KeyFault::WrongType {
                place: group.place.clone(),
                key: name.clone(),
                expected: "a table".to_owned(),
            }),
        };
        group.table.iter().map(below).collect()
    }

    pub fn maybe_text(&mut self, key: &'static str) -> Result<Option<&'a str>, KeyFault> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(key, "a text in quotes")),
        }
    }

    pub fn text(&mut self, key: &'static str) -> Result<&'a str, KeyFault> {
        let text = self.maybe_text(key)?;
        text.ok_or_else(|| self.missing(key))
    }

    /// Millimetres, degrees or a ratio, within `range`.
    pub fn maybe_number(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<f32>,
    ) -> Result<Option<f32>, KeyFault> {
        let number = match self.value(key) {
            None => return Ok(None),
            Some(Value::Float(number)) => *number as f32,
            Some(Value::Integer(number)) => *number as f32,
            Some(_) => return Err(self.wrong(key, "a number")),
        };
        if range.contains(&number) {
            return Ok(Some(number));
        }
        let (least, most) = range.into_inner();
        Err(KeyFault::OutOfRange { place: self.place.clone(), key: key.to_owned(), least, most })
    }

    pub fn number(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<f32>,
    ) -> Result<f32, KeyFault> {
        let number = self.maybe_number(key, range)?;
        number.ok_or_else(|| self.missing(key))
    }

    /// A count, within `range`.
    pub fn maybe_whole(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<Option<u32>, KeyFault> {
        let whole = match self.value(key) {
            None => return Ok(None),
            Some(Value::Integer(whole)) => u32::try_from(*whole).ok(),
            Some(_) => return Err(self.wrong(key, "a whole number")),
        };
        if let Some(whole) = whole.filter(|whole| range.contains(whole)) {
            return Ok(Some(whole));
        }
        let (least, most) = (*range.start() as f32, *range.end() as f32);
        Err(KeyFault::OutOfRange { place: self.place.clone(), key: key.to_owned(), least, most })
    }

    /// A text that has to be read as something; `expected` says what.
    pub fn maybe_parsed<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, KeyFault> {
        let Some(text) = self.maybe_text(key)? else { return Ok(None) };
        parse(text).map(Some).ok_or_else(|| self.wrong(key, expected))
    }

    pub fn maybe_flag(&mut self, key: &'static str) -> Result<Option<bool>, KeyFault> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Boolean(flag)) => Ok(Some(*flag)),
            Some(_) => Err(self.wrong(key, "true or false")),
        }
    }

    pub fn flag(&mut self, key: &'static str) -> Result<bool, KeyFault> {
        let flag = self.maybe_flag(key)?;
        flag.ok_or_else(|| self.missing(key))
    }

    pub fn maybe_texts(&mut self, key: &'static str) -> Result<Option<Vec<&'a str>>, KeyFault> {
        let wrong = |keys: &Self| keys.wrong(key, "a list of texts in quotes");
        match self.value(key) {
            None => Ok(None),
            Some(Value::Array(values)) => {
                let texts: Option<Vec<_>> = values.iter().map(Value::as_str).collect();
                texts.map(Some).ok_or_else(|| wrong(self))
            }
            Some(_) => Err(wrong(self)),
        }
    }

    pub fn texts(&mut self, key: &'static str) -> Result<Vec<&'a str>, KeyFault> {
        let texts = self.maybe_texts(key)?;
        texts.ok_or_else(|| self.missing(key))
    }

    /// One word of a closed list.
    pub fn maybe_word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<Option<T>, KeyFault> {
        let Some(text) = self.maybe_text(key)? else { return Ok(None) };
        self.one_of(key, text, words).map(Some)
    }

    /// Words of a closed list, each once, at least one.
    pub fn maybe_words<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<Option<Vec<T>>, KeyFault> {
        let Some(texts) = self.maybe_texts(key)? else { return Ok(None) };
        if texts.is_empty() {
            return Err(self.wrong(key, "a list of at least one word"));
        }
        if texts.iter().enumerate().any(|(at, text)| texts[..at].contains(text)) {
            return Err(self.wrong(key, "a list without one word twice"));
        }
        texts.iter().map(|text| self.one_of(key, text, words)).collect::<Result<_, _>>().map(Some)
    }

    fn one_of<T: Copy>(
        &self,
        key: &str,
        text: &str,
        words: &[(&'static str, T)],
    ) -> Result<T, KeyFault> {
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Ok(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        Err(KeyFault::UnknownWord {
            place: self.place.clone(),
            key: key.to_owned(),
            word: shortened(text),
            known: known.join(", "),
        })
    }

    pub fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<T, KeyFault> {
        let word = self.maybe_word(key, words)?;
        word.ok_or_else(|| self.missing(key))
    }

    /// A key that isn't there; if a misspelt one stands in its place, that is what is named.
    pub fn missing(&self, key: &'static str) -> KeyFault {
        let unknown = |other: &&String| !self.asked.contains(&other.as_str());
        let slip = |other: &&String| nearest(other, &[key]).is_some();
        match self.table.keys().filter(unknown).find(slip) {
            Some(other) => KeyFault::UnknownKey {
                place: self.place.clone(),
                key: other.clone(),
                nearest: Some(key.to_owned()),
            },
            None => KeyFault::MissingKey { place: self.place.clone(), key: key.to_owned() },
        }
    }

    pub fn wrong(&self, key: &str, expected: &str) -> KeyFault {
        KeyFault::WrongType {
            place: self.place.clone(),
            key: key.to_owned(),
            expected: expected.to_owned(),
        }
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.asked.push(key);
        self.table.get(key)
    }

    fn below(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }
}

/// The known word within a slip of the pen of this one.
fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    // Distance costs length × length; a key this long is no slip of anything we know.
    if key.len() > 64 {
        return None;
    }
    let near = known.iter().map(|known| (strsim::damerau_levenshtein(key, known), *known));
    // Nothing left of a word is no slip of it.
    let slip_of = |(slip, known): &(usize, &str)| *slip <= MAX_SLIP && *slip < known.len();
    near.min().filter(slip_of).map(|(_, known)| known)
}

/// Foreign words in messages stay short.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
