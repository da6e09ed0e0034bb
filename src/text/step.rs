//! Steps of a card, as a clerk sees them pass.

use super::{Say, failure, say};
use crate::record::DeskAdvice;
use crate::station::Step;

pub fn step(step: &Step) -> Say {
    match step {
        Step::StatusSeen { state } => {
            say(format!("status {state}"), format!("record state {state}"))
        }
        Step::JobOpened { job } => {
            say(format!("pekerjaan {job} dibuka"), format!("job {job} opened"))
        }
        Step::JobResumed { job } => {
            say(format!("pekerjaan {job} dilanjutkan"), format!("job {job} goes on"))
        }
        Step::LeaseTaken {} => {
            say("izin cetak diterima, tanda tangan sah", "lease taken, signature good")
        }
        Step::Prepared { specimen: true } => {
            say("kartu disiapkan, bertanda SPESIMEN", "card prepared, marked SPESIMEN")
        }
        Step::Prepared { specimen: false } => say("kartu disiapkan", "card prepared"),
        Step::Feeding {} => say("mengambil blangko", "taking a blank"),
        Step::Fed { uid } => say(
            format!("blangko {uid} di stasiun chip"),
            format!("blank {uid} at the chip station"),
        ),
        Step::Encoding {} => say("menulis chip", "writing the chip"),
        Step::Encoded {} => {
            say("chip dibaca ulang, semua berkas sama", "chip read back, every file equal")
        }
        Step::Printing {} => say("mencetak", "printing"),
        Step::Printed {} => say("tercetak, di tempat keluaran", "printed, at the output"),
        Step::ActFailed { cause } => failure::cause(cause).say,
        Step::Erasing {} => {
            say("menghapus data pribadi dari chip", "wiping personal data off the chip")
        }
        Step::Rejecting { reason } => {
            let why = super::web::spoil(*reason);
            say(format!("membuang blangko: {}", why.id), format!("rejecting the blank: {}", why.en))
        }
        Step::Rejected {} => say("blangko di kotak tolak", "blank in the reject box"),
        Step::GivenBack {} => say("izin cetak dikembalikan", "lease given back"),
        Step::Batch { progress } => super::night::step(progress),
        Step::Settling {} => say("memeriksa bukti dari mesin", "looking at the machine's evidence"),
    }
}

/// What the desk does about a record state.
pub fn advice(advice: DeskAdvice) -> Say {
    match advice {
        DeskAdvice::Enrol => say("Arahkan ke perekaman.", "Send to enrolment."),
        DeskAdvice::WaitWithLetter => say(
            "Tunggu; tawarkan Surat Keterangan Perekaman.",
            "Wait; offer the Surat Keterangan Perekaman.",
        ),
        DeskAdvice::EnrolAgain => say("Rekam ulang atau kirim ulang.", "Enrol again or resend."),
        DeskAdvice::ReferToAdb => {
            say("Jangan dicetak; rujuk ke ADB.", "Never print; refer to the ADB.")
        }
        DeskAdvice::Print => say("Siap cetak.", "Ready to print."),
        DeskAdvice::ReprintOnly => say(
            "Sudah pernah dicetak: cetak ulang perlu alasan, berkas, dan petugas kedua.",
            "Printed before: a reprint needs a reason, papers and a second person.",
        ),
        DeskAdvice::AskAboutWord => say(
            "Status tidak dikenal: jangan dicetak; tanyakan ke ADB.",
            "Unknown state: never print; ask the ADB.",
        ),
    }
}
