//! Session keys, Amendment D §6.2.1: S-ENC from Key-ENC, S-MAC and S-RMAC from Key-MAC.

use super::super::aes::AesKey;
use super::super::keys::CardKeys;
use super::context::Context;
use super::kdf::{Constant, derive};

/// Live for one session and die with it.
#[derive(Debug, Clone)]
pub(super) struct SessionKeys {
    pub s_enc: AesKey,
    pub s_mac: AesKey,
    pub s_rmac: AesKey,
}

impl SessionKeys {
    pub fn derive(keys: &CardKeys, context: &Context) -> Self {
        let from = |key: &AesKey, constant| {
            AesKey::filled(keys.length(), |output| derive(key, constant, context, output))
        };
        Self {
            s_enc: from(&keys.enc, Constant::SEnc),
            s_mac: from(&keys.mac, Constant::SMac),
            s_rmac: from(&keys.mac, Constant::SRmac),
        }
    }
}
