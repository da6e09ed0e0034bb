//! Whoever forgets a PIN waits, and is not shut out for ever.

use std::time::Duration;

use cetakd::journal::{MAX_WRONG_PINS, Role};
use cetakd::station::{Hands, NewPerson, Pin, SignFault, StationError};

use super::office::{CLERK, Order};

fn pin(digits: &str) -> Pin {
    Pin::new(digits)
}

#[test]
fn the_only_kepala_is_locked_for_fifteen_minutes_and_no_longer() {
    let mut office = Order::new(11).open();
    let station = office.live().station.clone();
    let name = || "kartini".parse().unwrap();
    let kartini = NewPerson { name: name(), role: Role::Kepala, pin: pin("482915") };
    station.add_person(&Hands::alone(CLERK), &kartini).unwrap();
    let sign = |digits: &str| match station.sign_in("uid:0", "kartini", &pin(digits)) {
        Ok(person) => Ok(person.role),
        Err(StationError::Sign(fault)) => Err(fault),
        Err(other) => panic!("{other:?}"),
    };
    let locked = |signed: Result<Role, SignFault>| matches!(signed, Err(SignFault::Locked { .. }));
    for _ in 1..MAX_WRONG_PINS {
        assert_eq!(sign("111213"), Err(SignFault::Wrong));
    }
    assert!(locked(sign("111213")));
    station.clock.sleep(Duration::from_secs(14 * 60));
    assert!(locked(sign("482915")));
    station.clock.sleep(Duration::from_secs(60));
    // One more locks again.
    assert!(locked(sign("111213")));
    assert!(locked(sign("482915")));
    station.clock.sleep(Duration::from_secs(15 * 60));
    assert_eq!(sign("482915"), Ok(Role::Kepala));
    assert_eq!(sign("111213"), Err(SignFault::Wrong));
}
