//! A person as a paper shows them: in clear for who may see it, after an entry; else masked.

use std::collections::{BTreeMap, BTreeSet};

use super::PaperLook;
use crate::journal::{Event, PersonNumber, Purpose};
use crate::station::StationError;
use crate::store::{Author, PersonData};

const ERASED: &str = "(dihapus)";

#[derive(Clone, Default, PartialEq, Eq)]
pub struct ShownPerson {
    pub nik: String,
    pub nama: String,
    pub alamat: String,
    pub kel_desa: String,
    pub kecamatan: String,
}

impl ShownPerson {
    /// Street, village and kecamatan in one line.
    pub fn address(&self) -> String {
        let parts = [&self.alamat, &self.kel_desa, &self.kecamatan];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn erased() -> Self {
        let erased = || ERASED.to_owned();
        Self { nik: erased(), nama: erased(), ..Self::default() }
    }

    fn clear(person: &PersonData) -> Self {
        Self {
            nik: person.nik.expose().to_owned(),
            nama: person.nama.clone(),
            alamat: person.alamat.clone(),
            kel_desa: person.kel_desa.clone(),
            kecamatan: person.kecamatan.clone(),
        }
    }

    /// The first letter of each word; where somebody lives only as far as the village.
    fn masked(person: &PersonData) -> Self {
        let word = |word: &str| word.chars().next().map(|first| format!("{first}***"));
        let words: Vec<String> = person.nama.split_whitespace().filter_map(word).collect();
        Self {
            nik: person.nik.to_string(),
            nama: words.join(" "),
            alamat: String::new(),
            kel_desa: person.kel_desa.clone(),
            kecamatan: person.kecamatan.clone(),
        }
    }
}

impl std::fmt::Debug for ShownPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownPerson(…)")
    }
}

impl PaperLook<'_> {
    /// These people; in clear only for a purpose, and booked first: no look without a trace.
    pub(super) fn people(
        &self,
        people: impl IntoIterator<Item = PersonNumber>,
        clear: Option<Purpose>,
    ) -> Result<BTreeMap<PersonNumber, ShownPerson>, StationError> {
        let people: BTreeSet<PersonNumber> = people.into_iter().collect();
        if let Some(purpose) = clear.filter(|_| !people.is_empty()) {
            let people = people.iter().cloned().collect();
            let shown = Event::PersonalDataShown { people, purpose };
            self.station.ledger.book(&Author::person(self.actor), vec![shown])?;
        }
        let mut shown = BTreeMap::new();
        for person in people {
            let data = self.reader.person_data(&person, &self.station.sealing)?;
            let data = data.as_ref();
            let one = data.map_or_else(ShownPerson::erased, |data| match clear {
                Some(_) => ShownPerson::clear(data),
                None => ShownPerson::masked(data),
            });
            shown.insert(person, one);
        }
        Ok(shown)
    }
}
