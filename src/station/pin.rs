//! Personal PINs: Argon2id, so that whoever copies the disk has to pay for every guess; and sealed
//! besides, because six digits are few. In clear they live for one look.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// OWASP's parameters for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
pub const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// First byte of what is kept; another one will say other parameters.
const PARAMETERS: u8 = 1;
/// Digits of a PIN.
pub const MIN_PIN: usize = 6;
pub const MAX_PIN: usize = 12;

/// Shown to nobody, erased when dropped.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Pin(String);

impl Pin {
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Long enough, digits only, and none that everybody tries first.
    pub fn is_usable(&self) -> bool {
        let digits = self.0.as_bytes();
        let steps = |by: u8| digits.windows(2).all(|pair| pair[0].wrapping_add(by) == pair[1]);
        (MIN_PIN..=MAX_PIN).contains(&digits.len())
            && digits.iter().all(u8::is_ascii_digit)
            && !steps(0)
            && !steps(1)
            && !steps(u8::MAX)
    }

    /// What is kept of it: parameters, salt, hash.
    pub fn kept(&self, salt: [u8; SALT_BYTES]) -> Result<Zeroizing<Vec<u8>>, argon2::Error> {
        let mut kept = Zeroizing::new(vec![PARAMETERS]);
        kept.extend_from_slice(&salt);
        kept.extend_from_slice(self.hash(&salt)?.as_ref());
        Ok(kept)
    }

    /// Takes as long for a wrong one; what is not kept by us is never right.
    pub fn is(&self, kept: &[u8]) -> Result<bool, argon2::Error> {
        let no_salt = [0; SALT_BYTES];
        let known = match kept.split_first() {
            Some((&PARAMETERS, rest)) => rest.split_at_checked(SALT_BYTES),
            _ => None,
        };
        let (salt, hash) = known.unwrap_or((&no_salt, &[]));
        Ok(self.hash(salt)?.as_slice().ct_eq(hash).into())
    }

    fn hash(&self, salt: &[u8]) -> Result<Zeroizing<[u8; HASH_BYTES]>, argon2::Error> {
        let parameters = Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let mut hash = Zeroizing::new([0; HASH_BYTES]);
        argon2.hash_password_into(self.0.as_bytes(), salt, hash.as_mut())?;
        Ok(hash)
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_six_to_twelve_digits_that_nobody_tries_first() {
        for good in ["482915", "112233", "123457", "482915482915"] {
            assert!(Pin::new(good).is_usable(), "{good}");
        }
        for bad in ["", "48291", "4829154829154", "48291a", "111111", "123456", "987654"] {
            assert!(!Pin::new(bad).is_usable(), "{bad}");
        }
    }

    #[test]
    fn only_the_right_pin_fits_what_is_kept_of_it() {
        let kept = Pin::new("482915").kept([7; SALT_BYTES]).unwrap();
        assert!(Pin::new("482915").is(&kept).unwrap());
        assert!(!Pin::new("482916").is(&kept).unwrap());
        for not_ours in [&kept[..20], &[], &[2; 49]] {
            assert!(!Pin::new("482915").is(not_ours).unwrap());
        }
        assert_ne!(Pin::new("482915").kept([8; SALT_BYTES]).unwrap(), kept);
        assert_eq!(format!("{:?}", Pin::new("482915")), "Pin(…)");
    }
}
