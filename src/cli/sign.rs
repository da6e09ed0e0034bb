//! Who gives a command while no daemon is there to be asked: the books themselves are. Whoever owns
//! the files can do without them; then the account of the computer is who it was.

use super::{Context, Ended, assemble};
use crate::books::Staff;
use crate::control::rights::RESTORES;
use crate::device::Clock;
use crate::device::clock::SystemClock;
use crate::journal::{Role, StaffName};
use crate::settings::StationFile;
use crate::station::{Pin, SignFault, pin_owner};
use crate::store::{Reader, SealingKeys};
use crate::text;

/// The account, as the journal names it.
pub fn account() -> String {
    format!("uid:{}", rustix::process::getuid().as_raw())
}

/// Once there are people, one of them who may restore; nobody, and no PIN is asked for, where the
/// books or their keys do not open.
pub(super) fn restores(context: &Context, file: &StationFile) -> Result<Option<StaffName>, Ended> {
    let Ok(reader) = Reader::open(&file.data) else { return Ok(None) };
    let (Ok(staff), Ok(keys)) = (reader.staff(), assemble::sealing_keys(file)) else {
        return Ok(None);
    };
    if staff.is_empty() {
        return Ok(None);
    }
    let signature = context.caller()?.who.ok_or_else(|| refused(&SignFault::Needed))?;
    let (name, role) = signed(&reader, (&staff, &keys), (&signature.name, &signature.pin))
        .map_err(|fault| refused(&fault))?;
    match RESTORES.contains(&role) {
        true => Ok(Some(name)),
        false => Err(refused(&SignFault::NotAllowed { role, command: "restore".into() })),
    }
}

/// A wrong PIN can't be booked here: whoever holds the files has the journal's file, too.
fn signed(
    reader: &Reader<'_>,
    (staff, keys): (&Staff, &SealingKeys),
    (name, pin): (&str, &Pin),
) -> Result<(StaffName, Role), SignFault> {
    let (name, book) = staff.person(name).ok_or(SignFault::Wrong)?;
    let now = SystemClock::new().now();
    if book.locked_until().is_some_and(|until| now < until) {
        return Err(SignFault::Wrong);
    }
    let sealed = reader.sealed_pin(name).ok().flatten();
    let kept = sealed.and_then(|sealed| keys.open(&pin_owner(name.as_str()), &sealed).ok());
    match pin.is(&kept.unwrap_or_default()) {
        Ok(true) => Ok((name.clone(), book.role)),
        Ok(false) => Err(SignFault::Wrong),
        Err(_) => Err(SignFault::Hash),
    }
}

fn refused(fault: &SignFault) -> Ended {
    let said = text::people::fault(fault);
    Ended::new(&said.code, said.say.id, said.say.en, crate::control::wire::Meaning::Refused)
}
