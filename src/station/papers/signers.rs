//! Who held which role when something was booked: papers bear the names of those who sign them.

use std::collections::BTreeMap;

use super::{Booked, PaperLook};
use crate::journal::{Event, Role};
use crate::station::StationError;

/// Every change of a role, in order; `None`: the person's access ended.
#[derive(Debug, Clone, Default)]
pub struct Signers {
    changes: Vec<(u64, String, Option<Role>)>,
}

impl Signers {
    /// Of those who booked it the one of this role; else the only one who had it then. `None`:
    /// as it is now. Nobody is guessed among several.
    pub fn name(&self, role: Role, booked: Option<&Booked>) -> Option<String> {
        let until = booked.map_or(u64::MAX, |booked| booked.seq);
        let mut staff = BTreeMap::new();
        for (_, name, role) in self.changes.iter().take_while(|(seq, ..)| *seq <= until) {
            match role {
                Some(role) => staff.insert(name, *role),
                None => staff.remove(name),
            };
        }
        let of_role = |name: &&String| staff.get(name) == Some(&role);
        let who = booked.map(|booked| [Some(&booked.by), booked.second.as_ref()]);
        if let Some(one) = who.into_iter().flatten().flatten().find(of_role) {
            return Some(one.clone());
        }
        let mut all = staff.keys().copied().filter(of_role);
        all.next().filter(|_| all.next().is_none()).cloned()
    }
}

impl PaperLook<'_> {
    pub fn signers(&self) -> Result<Signers, StationError> {
        let change = |entry: crate::journal::Entry| match entry.event {
            Event::StaffAdded { name, role } | Event::StaffRoleChanged { name, role } => {
                Some((entry.seq, name.to_string(), Some(role)))
            }
            Event::StaffRemoved { name } => Some((entry.seq, name.to_string(), None)),
            _ => None,
        };
        let changes = self.reader.staff_entries()?.into_iter().filter_map(change);
        Ok(Signers { changes: changes.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_booked_it_signs_and_among_several_nobody_is_guessed() {
        let change = |seq, name: &str, role| (seq, name.to_owned(), role);
        let signers = Signers {
            changes: vec![
                change(2, "kartini", Some(Role::Kepala)),
                change(3, "dewi", Some(Role::PengurusBarang)),
                change(9, "bagus", Some(Role::PengurusBarang)),
                change(20, "dewi", Some(Role::Kepala)),
                change(30, "kartini", None),
            ],
        };
        let booked = |seq, by: &str, second: Option<&str>| Booked {
            seq,
            at: jiff::Timestamp::UNIX_EPOCH,
            on: jiff::civil::date(2026, 1, 1),
            by: by.into(),
            second: second.map(str::to_owned),
        };
        let name = |role, booked: &Booked| signers.name(role, Some(booked));
        let early = booked(5, "uid:1000", None);
        assert_eq!(name(Role::PengurusBarang, &early).as_deref(), Some("dewi"));
        let two = booked(12, "bagus", Some("kartini"));
        assert_eq!(name(Role::PengurusBarang, &two).as_deref(), Some("bagus"));
        assert_eq!(name(Role::Kepala, &two).as_deref(), Some("kartini"));
        assert_eq!(name(Role::PengurusBarang, &booked(12, "kartini", None)), None);
        assert_eq!(signers.name(Role::Kepala, None).as_deref(), Some("dewi"));
        assert_eq!(signers.name(Role::Auditor, None), None);
    }
}
