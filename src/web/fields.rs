//! What a form sends: names and values, as a browser writes them.

use std::str::FromStr;

use zeroize::Zeroizing;

use super::fault;
use crate::control::Failed;

/// In the order of the form; a name may come more than once.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    /// `None` if it is no UTF-8.
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut fields = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            // The parser puts this sign where it could not read.
            if name.contains(char::REPLACEMENT_CHARACTER)
                || value.contains(char::REPLACEMENT_CHARACTER)
            {
                return None;
            }
            fields.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Some(Self(fields))
    }

    /// Without the space around it; empty if it isn't there.
    pub fn text(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// `None` if it was left empty.
    pub fn maybe(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(found, _)| found == name);
        named.map(|(_, value)| value.trim())
    }

    /// A word or number that has to be there.
    pub fn parse<T: FromStr>(&self, name: &str) -> Result<T, Failed> {
        self.text(name).parse().map_err(|_| fault::wrong_field(name))
    }

    pub fn maybe_parse<T: FromStr>(&self, name: &str) -> Result<Option<T>, Failed> {
        self.maybe(name).map(|_| self.parse(name)).transpose()
    }

    pub fn parse_all<T: FromStr>(&self, name: &str) -> Result<Vec<T>, Failed> {
        self.all(name).map(|text| text.parse().map_err(|_| fault::wrong_field(name))).collect()
    }

    /// A box that was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// Everything but these, to be sent once more.
    pub fn without<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let kept = self.0.iter().filter(move |(name, _)| !names.contains(&name.as_str()));
        kept.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let fields = Fields::read(b"nama=SITI+%C3%A9+&berkas=a&berkas=b&kosong=&csrf=x").unwrap();
        assert_eq!((fields.text("nama"), fields.maybe("kosong")), ("SITI é", None));
        assert_eq!(fields.all("berkas").collect::<Vec<_>>(), ["a", "b"]);
        assert!(fields.ticked("kosong") && !fields.ticked("lain"));
        assert_eq!(fields.without(&["csrf", "berkas"]).count(), 2);
        assert!(Fields::read(b"nama=%FF").is_none());
        assert!(Fields::read(b"nama=%EF%BF%BD").is_none());
    }
}
