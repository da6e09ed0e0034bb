//! Rights as the journal gives and takes them.

use super::*;
use crate::journal::Entry;

fn name(text: &str) -> StaffName {
    text.parse().unwrap()
}

fn entry(actor: &str, event: Event) -> Entry {
    Entry {
        seq: 1,
        at: Timestamp::from_second(1_790_000_000).unwrap(),
        zone: 0,
        station: "station".into(),
        actor: actor.into(),
        approved_by: None,
        lane: None,
        job: None,
        event,
    }
}

fn book(staff: &mut Staff, actor: &str, event: Event) -> Result<(), StaffFault> {
    let change = staff.after(&entry(actor, event))?;
    staff.take(&change);
    Ok(())
}

fn office() -> Staff {
    let mut staff = Staff::default();
    for (who, role) in [
        ("kartini", Role::Kepala),
        ("siti", Role::Loket),
        ("sari", Role::Loket),
        ("omar", Role::Operator),
    ] {
        book(&mut staff, "kartini", Event::StaffAdded { name: name(who), role }).unwrap();
    }
    staff
}

fn asked(staff: &mut Staff, lasts_s: i64) -> ApprovalId {
    let approval = ApprovalId::new("A1").unwrap();
    let expires_at = Timestamp::from_second(1_790_000_000 + lasts_s).unwrap();
    let command = "print".into();
    let event = Event::ApprovalAsked { approval: approval.clone(), command, expires_at };
    book(staff, "siti", event).unwrap();
    approval
}

#[test]
fn the_first_person_is_a_kepala_and_the_last_kepala_stays() {
    let mut staff = Staff::default();
    let added = Event::StaffAdded { name: name("siti"), role: Role::Loket };
    assert_eq!(book(&mut staff, "uid:0", added), Err(StaffFault::FirstIsKepala));
    let mut staff = office();
    let last = Err(StaffFault::LastKepala(name("kartini")));
    let (removed, role) = (Event::StaffRemoved { name: name("kartini") }, Role::Operator);
    assert_eq!(book(&mut staff, "kartini", removed.clone()), last);
    let changed = Event::StaffRoleChanged { name: name("kartini"), role };
    assert_eq!(book(&mut staff, "kartini", changed), last);
    let other = Event::StaffAdded { name: name("kirana"), role: Role::Kepala };
    book(&mut staff, "kartini", other).unwrap();
    book(&mut staff, "kirana", removed).unwrap();
}

#[test]
fn a_name_is_never_given_to_somebody_else() {
    let mut staff = office();
    book(&mut staff, "kartini", Event::StaffRemoved { name: name("siti") }).unwrap();
    assert!(staff.person("siti").is_none());
    let again = Event::StaffAdded { name: name("siti"), role: Role::Loket };
    assert_eq!(book(&mut staff, "kartini", again), Err(StaffFault::NameGiven(name("siti"))));
    let set = Event::PinSet { name: name("siti") };
    assert_eq!(book(&mut staff, "siti", set), Err(StaffFault::Nobody("siti".into())));
}

#[test]
fn wrong_pins_in_a_row_lock_and_a_right_one_in_between_begins_anew() {
    let mut staff = office();
    let wrong = || Event::PinWrong { name: name("siti") };
    for _ in 1..MAX_WRONG_PINS {
        book(&mut staff, "siti", wrong()).unwrap();
    }
    assert_eq!(staff.person("siti").unwrap().1.locked_until(), None);
    book(&mut staff, "siti", Event::PinAccepted { name: name("siti") }).unwrap();
    for _ in 0..MAX_WRONG_PINS {
        book(&mut staff, "siti", wrong()).unwrap();
    }
    assert!(staff.person("siti").unwrap().1.locked_until().is_some());
    assert_eq!(staff.person("sari").unwrap().1.locked_until(), None);
    book(&mut staff, "kartini", Event::PinUnlocked { name: name("siti") }).unwrap();
    assert_eq!(staff.person("siti").unwrap().1.locked_until(), None);
}

#[test]
fn a_lock_ends_fifteen_minutes_after_the_last_wrong_pin() {
    let mut staff = office();
    let wrong = |staff: &mut Staff, second: i64| {
        let mut entry = entry("uid:0", Event::PinWrong { name: name("kartini") });
        entry.at = Timestamp::from_second(1_790_000_000 + second).unwrap();
        let change = staff.after(&entry).unwrap();
        staff.take(&change);
        staff.person("kartini").unwrap().1.locked_until()
    };
    let until = |second: i64| Some(Timestamp::from_second(1_790_000_900 + second).unwrap());
    let ends: Vec<_> = (0..5).map(|second| wrong(&mut staff, second)).collect();
    assert_eq!(ends, [None, None, None, None, until(4)]);
    assert_eq!(wrong(&mut staff, 2_000), until(2_000));
}

#[test]
fn an_approval_takes_another_person_of_another_role_who_is_still_here() {
    let mut staff = office();
    let approval = asked(&mut staff, 60);
    let given = || Event::ApprovalGiven { approval: approval.clone() };
    assert_eq!(book(&mut staff, "siti", given()), Err(StaffFault::SamePerson));
    assert_eq!(book(&mut staff, "sari", given()), Err(StaffFault::SameRole(Role::Loket)));
    assert_eq!(book(&mut staff, "uid:0", given()), Err(StaffFault::Nobody("uid:0".into())));
    book(&mut staff, "kartini", Event::StaffRemoved { name: name("omar") }).unwrap();
    assert_eq!(book(&mut staff, "omar", given()), Err(StaffFault::Nobody("omar".into())));
    book(&mut staff, "kartini", given()).unwrap();
    assert_eq!(book(&mut staff, "kartini", given()), Err(StaffFault::NotOpen(approval.clone())));
}

#[test]
fn nobody_approves_for_somebody_who_was_removed_meanwhile_or_after_the_time() {
    let mut staff = office();
    let approval = asked(&mut staff, 60);
    book(&mut staff, "kartini", Event::StaffRemoved { name: name("siti") }).unwrap();
    let given = Event::ApprovalGiven { approval: approval.clone() };
    assert_eq!(book(&mut staff, "omar", given.clone()), Err(StaffFault::Nobody("siti".into())));

    let mut staff = office();
    asked(&mut staff, 0);
    assert_eq!(book(&mut staff, "omar", given.clone()), Err(StaffFault::Expired(approval.clone())));
    book(&mut staff, "cetakd", Event::ApprovalExpired { approval: approval.clone() }).unwrap();
    assert_eq!(book(&mut staff, "omar", given), Err(StaffFault::NotOpen(approval)));
}

#[test]
fn whoever_asked_may_take_it_back() {
    let mut staff = office();
    let approval = asked(&mut staff, 60);
    book(&mut staff, "siti", Event::ApprovalDeclined { approval: approval.clone() }).unwrap();
    assert!(staff.approvals.is_empty());
}

#[test]
fn two_accounts_of_a_computer_are_not_two_people() {
    let nobody = |name: &str| Err(StaffFault::Nobody(name.into()));
    assert_eq!(Staff::default().two("uid:1000", "uid:0"), nobody("uid:1000"));
    assert_eq!(office().two("kartini", "uid:0"), nobody("uid:0"));
    assert_eq!(office().two("kartini", "omar"), Ok(()));
}

#[test]
fn once_there_are_two_roles_nobody_makes_people_alone() {
    let mut staff = Staff::default();
    let added = |who: &str, role| Event::StaffAdded { name: name(who), role };
    assert!(!staff.needs_two(&added("kartini", Role::Kepala)));
    book(&mut staff, "uid:0", added("kartini", Role::Kepala)).unwrap();
    assert!(!staff.needs_two(&added("omar", Role::Operator)));
    book(&mut staff, "kartini", added("omar", Role::Operator)).unwrap();
    assert!(staff.needs_two(&added("hantu", Role::PengurusBarang)));
    let raised = Event::StaffRoleChanged { name: name("omar"), role: Role::Kepala };
    assert!(staff.needs_two(&raised));
    // Nor does anybody put out whoever looks on.
    assert!(staff.needs_two(&Event::StaffRemoved { name: name("omar") }));
    book(&mut staff, "kartini", added("siti", Role::Loket)).unwrap();
    assert!(staff.needs_two(&Event::StaffRemoved { name: name("omar") }));
}

#[test]
fn what_was_approved_ends_once_and_nothing_else_does() {
    let mut staff = office();
    let id = asked(&mut staff, 60);
    let ended = |code: Option<&str>| Event::ApprovalEnded {
        approval: id.clone(),
        code: code.map(str::to_owned),
    };
    let not_open = Err(StaffFault::NotOpen(id.clone()));
    assert_eq!(book(&mut staff, "omar", ended(None)), not_open);
    book(&mut staff, "omar", Event::ApprovalGiven { approval: id.clone() }).unwrap();
    assert!(staff.given.contains(&id));
    book(&mut staff, "omar", ended(Some("REQ-01"))).unwrap();
    assert!(staff.given.is_empty());
    assert_eq!(book(&mut staff, "omar", ended(None)), not_open);
}
