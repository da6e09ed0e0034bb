//! Synthetic people and signers for tests: province 99, keys drawn anew each run.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::jws::{self, SigningKey};
use super::print_ready_record::{Expected, TYP};
use super::{Biodata, Kid, Nik, PublicKey, RecordTrust};

pub const STATION: &str = "99.74-01";
pub const JOB: &str = "job-1";
pub const NIK: &str = "9974014102900001";

/// A key pair under a certificate that exists only as its name.
pub fn signing_key(certificate: &str) -> SigningKey {
    let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
    let public = PublicKey::new(pair.public_key().as_ref()).unwrap();
    SigningKey::new(pkcs8.as_ref(), Kid::of_certificate(certificate.as_bytes()), &public).unwrap()
}

/// A source with its two signers, and a station that knows them.
pub struct Source {
    pub records: SigningKey,
    pub chips: SigningKey,
    pub trust: RecordTrust,
}

impl Source {
    pub fn new() -> Self {
        let (records, chips) = (signing_key("records"), signing_key("chips"));
        let mut trust = RecordTrust::default();
        trust.add_record_signer(records.kid(), records.public_key());
        trust.add_chip_signer(chips.kid(), chips.public_key());
        Self { records, chips, trust }
    }

    /// Claims that pass; tests break them.
    pub fn claims(&self) -> Value {
        json!({
            "iss": "prr.test", "aud": STATION, "iat": 1_790_000_000, "exp": 1_790_600_000,
            "jti": "lease-1", "job": JOB,
            "record": {
                "state": "PRINT_READY_RECORD", "observed_at": "2026-11-21T01:02:03Z",
                "kind": "ktp-el", "biodata": biodata(),
                "photo": STANDARD.encode(b"\xFF\xD8\xFFface photo"),
                "chip_photo": STANDARD.encode(b"\xFF\xD8\xFFchip photo"),
                "signature_image": STANDARD.encode(b"\x89PNG\r\n\x1a\nsignature"),
                "minutiae": [STANDARD.encode(b"left"), STANDARD.encode(b"right")],
                "chip_signature": {
                    "kid": self.chips.kid(), "signature": URL_SAFE_NO_PAD.encode([7; 64]),
                },
            },
        })
    }

    pub fn sign(&self, claims: &Value) -> String {
        jws::sign(claims.to_string().as_bytes(), TYP, &self.records).to_string()
    }
}

pub fn biodata() -> Biodata {
    serde_json::from_value(json!({
        "nik": NIK, "nama": "SITI SPESIMEN", "tempat_lahir": "KOTA CONTOH",
        "tanggal_lahir": "1990-02-01", "jenis_kelamin": "PEREMPUAN", "golongan_darah": "O",
        "alamat": "JL. CONTOH NO. 1", "rt": "001", "rw": "002", "kel_desa": "CONTOH",
        "kecamatan": "CONTOH BARAT", "kabupaten_kota": "KOTA CONTOH", "provinsi": "SPESIMEN",
        "agama": "ISLAM", "status_perkawinan": "KAWIN", "pekerjaan": "GURU",
        "kewarganegaraan": "WNI", "berlaku_hingga": "SEUMUR HIDUP",
        "tempat_terbit": "KOTA CONTOH", "tanggal_terbit": "2026-11-20",
    }))
    .unwrap()
}

pub fn nik() -> Nik {
    NIK.parse().unwrap()
}

/// A moment between `iat` and `exp` of the claims.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_790_300_000).unwrap()
}

pub fn expected(nik: &Nik) -> Expected<'_> {
    Expected { station: STATION, job: JOB, nik, now: now() }
}
