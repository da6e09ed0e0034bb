//! People, their PINs, and a second person's word.

use super::{Fault, Say, say};
use crate::books::StaffFault;
use crate::journal::{ApprovalId, Event, MAX_WRONG_PINS, Role, TokenSet};
use crate::station::{MAX_PIN, MAX_TOKEN_DAYS, MIN_PIN, SignFault};

/// The code of a command that waits for a second person: nothing was booked, and it can be kept.
pub const SECOND_PERSON: &str = "CMD-40";

/// Cards that somebody has: number, day and stage of each.
pub fn cards_of<'a>(cards: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Say {
    let (mut id, mut en) = (Vec::new(), Vec::new());
    for (number, day, stage) in cards {
        let (day, stage) = (super::when::day_of(day), super::words::stage(stage));
        id.push(format!("{number} tanggal {day} ({})", stage.id));
        en.push(format!("{number} of {day} ({})", stage.en));
    }
    say(
        format!("Kartu orang ini: {}.", id.join(", ")),
        format!("This person's card: {}.", en.join(", ")),
    )
}

/// Why somebody may not, or people can't be changed so.
pub fn fault(fault: &SignFault) -> Fault {
    use SignFault as F;
    let (code, id, en) = match fault {
        F::Needed => (
            "SGN-01",
            "Sebut siapa Anda: `--as NAMA`, lalu PIN.".into(),
            "Say who you are: `--as NAME`, then your PIN.".into(),
        ),
        F::Wrong => (
            "SGN-02",
            format!(
                "Nama atau PIN salah. Setelah {MAX_WRONG_PINS} kali, nama ini dikunci sementara."
            ),
            format!("Name or PIN is wrong. After {MAX_WRONG_PINS} times it is locked for a while."),
        ),
        F::Locked { name, until } => {
            let until = until.strftime("%H:%M:%S");
            (
                "SGN-03",
                format!(
                    "{name} dikunci sampai pukul {until}: PIN salah {MAX_WRONG_PINS} kali atau \
                     lebih. Tunggu, atau kepala: `people unlock`."
                ),
                format!(
                    "{name} is locked until {until}: {MAX_WRONG_PINS} wrong PINs or more. Wait, \
                     or the kepala: `people unlock`."
                ),
            )
        }
        F::NotAllowed { role, command } => (
            "SGN-04",
            format!("Peran {role} tidak berwenang untuk `{command}`."),
            format!("The role {role} has no right to `{command}`."),
        ),
        F::MayNotAgree { role, command, roles } => {
            let roles = listed(roles);
            (
                "APR-05",
                format!("Peran {role} tidak dapat menyetujui `{command}`: hanya {roles}."),
                format!("A {role} can't agree to `{command}`: only {roles}."),
            )
        }
        F::Changed => (
            "APR-06",
            "Keadaan buku sudah berbeda dari saat diminta. Tolak, dan minta lagi.".into(),
            "The books differ from what was asked about. Decline it, and ask anew.".into(),
        ),
        F::Concerned => (
            "APR-07",
            "Ini tentang Anda sendiri: orang lain yang menyetujui.".into(),
            "This is about yourself: somebody else agrees to it.".into(),
        ),
        F::PinUnusable => (
            "SGN-05",
            format!("PIN harus {MIN_PIN}–{MAX_PIN} angka, bukan angka kembar atau berurutan."),
            format!("A PIN is {MIN_PIN} to {MAX_PIN} digits, not all alike and no plain run."),
        ),
        F::TokenDays => (
            "SGN-11",
            format!("Token berlaku 1 sampai {MAX_TOKEN_DAYS} hari."),
            format!("A token is good for 1 to {MAX_TOKEN_DAYS} days."),
        ),
        F::Hash => (
            "SGN-06",
            "PIN tidak dapat diperiksa; memori mungkin habis. Ulangi.".into(),
            "The PIN can't be checked; memory may be short. Try again.".into(),
        ),
        F::Staff(fault) => return staff(fault),
    };
    say(id, en).with_code(code)
}

fn listed(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

/// How a second person of one of these roles agrees.
pub fn asked_for(approval: &ApprovalId, roles: &[Role]) -> Say {
    let roles = listed(roles);
    say(
        format!("Orang itu ({roles}) menjalankan: `cetakd --as NAMA approve {approval}`."),
        format!("They ({roles}) run: `cetakd --as NAME approve {approval}`."),
    )
}

/// What became of something that was asked for.
pub fn approval(state: &str, outcome: Option<&str>) -> Say {
    match (state, outcome) {
        ("given", Some("done")) => say("disetujui, dilaksanakan", "agreed to and done"),
        ("given", Some(code)) => {
            say(format!("disetujui, tetapi ditolak: {code}"), format!("agreed to, refused: {code}"))
        }
        ("given", None) => say("disetujui, hasil belum tercatat", "agreed to, outcome not booked"),
        ("asked", _) => say("menunggu", "waits"),
        ("declined", _) => say("tidak disetujui", "declined"),
        ("expired", _) => say("lewat waktu", "expired"),
        (other, _) => say(other, other),
    }
}

fn staff(fault: &StaffFault) -> Fault {
    use StaffFault as F;
    let (code, id, en) = match fault {
        F::NameGiven(name) => (
            "PPL-01",
            format!("Nama {name} sudah pernah dipakai. Pilih nama lain."),
            format!("The name {name} was given before. Choose another."),
        ),
        F::Nobody(name) => (
            "PPL-02",
            format!("Tidak ada petugas bernama {name}. Lihat `people list`."),
            format!("Nobody called {name} signs in here. See `people list`."),
        ),
        F::FirstIsKepala => (
            "PPL-03",
            "Petugas pertama harus kepala: `people add NAMA --role kepala`.".into(),
            "The first person has to be kepala: `people add NAME --role kepala`.".into(),
        ),
        F::LastKepala(name) => (
            "PPL-04",
            format!("{name} kepala satu-satunya. Tambahkan kepala lain dahulu."),
            format!("{name} is the only kepala. Add another one first."),
        ),
        F::IsAProgram(name) => (
            "PPL-05",
            format!("{name} program: tanpa PIN dan tanpa peran lain. Tokennya: `people token`."),
            format!("{name} is a program: no PIN and no other role. Its token: `people token`."),
        ),
        F::IsAPerson(name) => (
            "PPL-06",
            format!("{name} orang: masuk dengan PIN, tidak dengan token."),
            format!("{name} is a person: they sign in by PIN, not by a token."),
        ),
        F::NotOpen(approval) => (
            "APR-01",
            format!("Persetujuan {approval} tidak terbuka. Lihat `approve list`."),
            format!("Approval {approval} is not open. See `approve list`."),
        ),
        F::Expired(approval) => (
            "APR-02",
            format!("Persetujuan {approval} sudah lewat waktu. Minta lagi perintahnya."),
            format!("Approval {approval} has expired. Give the command again."),
        ),
        F::SamePerson => (
            "APR-03",
            "Yang meminta tidak dapat menyetujui.".into(),
            "Whoever asked can't approve.".into(),
        ),
        F::SameRole(role) => (
            "APR-04",
            format!("Yang meminta juga {role}: perlu orang dengan peran lain."),
            format!("Whoever asked is {role}, too: it takes a person of another role."),
        ),
    };
    say(id, en).with_code(code)
}

pub fn event(event: &Event) -> Say {
    use Event as E;
    let (id, en) = match event {
        E::StaffAdded { name, role } => {
            (format!("petugas {name} ditambahkan: {role}"), format!("{name} added: {role}"))
        }
        E::StaffRoleChanged { name, role } => {
            (format!("peran {name} menjadi {role}"), format!("{name} is {role} now"))
        }
        E::StaffRemoved { name } => {
            (format!("petugas {name} dikeluarkan"), format!("{name} removed"))
        }
        E::TokenSet(TokenSet { name, until, .. }) => {
            let day = super::when::day(until.to_zoned(jiff::tz::TimeZone::UTC).date());
            (
                format!("token program {name} dipasang, sampai {day}"),
                format!("token of program {name} set, until {day}"),
            )
        }
        E::PinSet { name } => (format!("PIN {name} dipasang"), format!("PIN of {name} set")),
        E::PinWrong { name } => (format!("PIN {name} SALAH"), format!("WRONG PIN of {name}")),
        E::PinAccepted { name } => {
            (format!("PIN {name} benar lagi"), format!("PIN of {name} right again"))
        }
        E::PinUnlocked { name } => (format!("{name} dibuka"), format!("{name} unlocked")),
        E::ApprovalAsked { approval, command, .. } => (
            format!("persetujuan {approval} diminta: {command}"),
            format!("approval {approval} asked: {command}"),
        ),
        E::ApprovalGiven { approval } => {
            (format!("persetujuan {approval} diberikan"), format!("approval {approval} given"))
        }
        E::ApprovalEnded { approval, code: None } => (
            format!("yang disetujui {approval} dilaksanakan"),
            format!("what {approval} approved is done"),
        ),
        E::ApprovalEnded { approval, code: Some(code) } => (
            format!("yang disetujui {approval} ditolak: {code}"),
            format!("what {approval} approved was refused: {code}"),
        ),
        E::ApprovalDeclined { approval } => {
            (format!("persetujuan {approval} ditolak"), format!("approval {approval} declined"))
        }
        E::ApprovalExpired { approval } => {
            (format!("persetujuan {approval} lewat waktu"), format!("approval {approval} expired"))
        }
        _ => ("–".into(), "–".into()),
    };
    say(id, en)
}

pub fn erased(people: usize) -> Say {
    say(
        format!("Data {people} orang dihapus; catatan dan angka tetap."),
        format!("The data of {people} people is erased; the journal and its numbers stay."),
    )
}
