//! How many connections one address holds: nobody takes all seats from the others.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A computer with several browsers.
const MAX_OF_ONE: usize = 64;
/// This computer itself, or all that come by a proxy on it; the rest is for other addresses.
const MAX_FROM_HERE: usize = 192;
/// A network of IPv6 gives each computer as many addresses as it likes.
const ONE_NETWORK: u128 = !0 << 64;

#[derive(Debug, Default, Clone)]
pub struct Crowd(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// Of one connection; given up when dropped.
#[derive(Debug)]
pub struct Place(Crowd, IpAddr);

impl Crowd {
    /// `None` for an address that holds enough.
    pub fn let_in(&self, address: IpAddr) -> Option<Place> {
        let (one, most) = match address.to_canonical() {
            here if here == IpAddr::from([127, 0, 0, 1]) => (here, MAX_FROM_HERE),
            IpAddr::V6(Ipv6Addr::LOCALHOST) => (Ipv6Addr::LOCALHOST.into(), MAX_FROM_HERE),
            IpAddr::V6(other) => {
                (Ipv6Addr::from(u128::from(other) & ONE_NETWORK).into(), MAX_OF_ONE)
            }
            other => (other, MAX_OF_ONE),
        };
        let mut held = self.held();
        let count = held.entry(one).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place(self.clone(), one))
    }

    fn held(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.0.held();
        let left = held.get(&self.1).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            held.remove(&self.1);
        } else {
            held.insert(self.1, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_never_holds_all_seats_and_what_it_gives_up_is_free() {
        let crowd = Crowd::default();
        for (address, neighbour, most) in [
            ("192.0.2.7", "192.0.2.8", 64),
            ("::ffff:192.0.2.7", "192.0.2.9", 64),
            ("127.0.0.1", "127.0.0.2", 192),
            ("::1", "::2", 192),
            ("2001:db8::1", "2001:db8:0:1::1", 64),
        ] {
            let (address, neighbour) = (address.parse().unwrap(), neighbour.parse().unwrap());
            let mut held: Vec<_> = (0..most).filter_map(|_| crowd.let_in(address)).collect();
            assert_eq!(held.len(), most, "{address}");
            assert!(crowd.let_in(address).is_none(), "{address}");
            assert!(crowd.let_in(neighbour).is_some(), "{address} takes {neighbour}'s");
            held.pop();
            assert!(crowd.let_in(address).is_some(), "{address}");
        }
        // Two addresses of one network are one.
        let [a, b] = ["2001:db8::1", "2001:db8::2"].map(|one| one.parse().unwrap());
        let held: Vec<_> = (0..64).filter_map(|_| crowd.let_in(a)).collect();
        assert!(crowd.let_in(b).is_none());
        drop(held);
        assert!(crowd.held().is_empty());
    }
}
