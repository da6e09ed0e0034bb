//! A person as a paper shows them: in clear for who may see it, after an entry; else masked.

use std::collections::{BTreeMap, BTreeSet};

use super::PaperLook;
use crate::journal::{Event, PersonNumber, Purpose};
use crate::station::StationError;
use crate::store::{Author, PersonData};

const ERASED: &str = "(dihapus)";
/// Looked for, and no record of theirs ever came here.
const NEVER_HERE: &str = "(tidak pernah dicetak di sini)";

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

    /// Of whom nothing lies sealed.
    fn without_data(is_erased: bool) -> Self {
        let why = if is_erased { ERASED } else { NEVER_HERE };
        Self { nik: why.to_owned(), nama: why.to_owned(), ..Self::default() }
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
        Self {
            nik: person.nik.to_string(),
            nama: person.masked_name(),
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
        let (mut shown, mut without) = (BTreeMap::new(), Vec::new());
        for person in people {
            let one = match self.reader.person_data(&person, &self.station.sealing)? {
                None => {
                    without.push(person);
                    continue;
                }
                Some(data) if clear.is_some() => ShownPerson::clear(&data),
                Some(data) => ShownPerson::masked(&data),
            };
            shown.insert(person, one);
        }
        if !without.is_empty() {
            let erased = self.reader.erased()?;
            let why = |person: &PersonNumber| ShownPerson::without_data(erased.contains(person));
            shown.extend(without.into_iter().map(|person| (person.clone(), why(&person))));
        }
        Ok(shown)
    }
}
