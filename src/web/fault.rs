//! What a form can have wrong before any command sees it.

use crate::control::Failed;
use crate::control::wire::Meaning;
use crate::record::NikError;
use crate::text::Fault;
use crate::text::{nik, web};

fn usage(Fault { code, say }: Fault) -> Failed {
    Failed { code, id: say.id, en: say.en, meaning: Meaning::Usage, refusal: None }
}

pub fn wrong_nik(error: &NikError) -> Failed {
    usage(web::wrong_nik(&nik::wrong(error)))
}

pub fn wrong_field(name: &str) -> Failed {
    usage(web::wrong_field(name))
}

pub fn not_confirmed() -> Failed {
    usage(web::not_confirmed())
}

pub fn nobody_at_counter() -> Failed {
    usage(web::nobody_at_counter())
}

pub fn no_card_shown() -> Failed {
    usage(web::no_card_shown())
}

pub fn too_many_tries() -> Failed {
    usage(web::too_many_tries())
}

pub fn wrong_code() -> Failed {
    usage(web::wrong_code())
}

pub fn pins_differ() -> Failed {
    usage(web::pins_differ())
}

/// An answer that no command gives.
pub fn odd() -> Failed {
    Failed { meaning: Meaning::Failure, ..usage(web::odd()) }
}
