//! Who may give which command: one table. A new command without a row does not compile. An
//! auditor changes nothing but their own PIN.

use super::counter::DeskOrder;
use super::wire::Request;
use crate::journal::Role::{self, Kepala, Loket, Operator, PengurusBarang};
use crate::station::Person;

const EVERYBODY: &[Role] = &Role::ALL;
const ALL_BUT_AUDITOR: &[Role] = &[Loket, Operator, PengurusBarang, Kepala];
const COUNTER: &[Role] = &[Loket, Operator, Kepala];
const MACHINES: &[Role] = &[Operator, Kepala];
const OFFICE: &[Role] = &[Kepala];

/// The roles that may give it alone, or together with a second person.
pub fn roles(request: &Request) -> &'static [Role] {
    use Request as R;
    match request {
        R::Print { .. } | R::Preview { .. } | R::PlanBatch { .. } => COUNTER,
        R::Inspect { .. } => COUNTER,
        R::Stock { order } => super::stock::roles(order),
        R::Desk { order } => at_the_desk(order),
        R::ReleaseLane { .. } | R::ConfirmLane { .. } | R::ConfirmClock {} => MACHINES,
        R::SettleUnknown { .. } => ALL_BUT_AUDITOR,
        R::BatchRun { .. } | R::BatchPause {} | R::BatchResume {} | R::BatchStop {} => MACHINES,
        R::BatchWatch {} | R::Lanes {} => EVERYBODY,
        R::AddPerson { .. } | R::ChangeRole { .. } | R::RemovePerson { .. } => OFFICE,
        R::ErasePeople {} => OFFICE,
        R::SetPin { name: None, .. } => EVERYBODY,
        R::SetPin { name: Some(_), .. } => OFFICE,
        R::Paper { order } => super::paper::roles(order),
        R::Unlock { .. } | R::Approve { .. } | R::Decline { .. } => ALL_BUT_AUDITOR,
    }
}

/// Whoever looks at personal data leaves an entry: that is for every role to do, the auditor's too.
fn at_the_desk(order: &DeskOrder) -> &'static [Role] {
    use DeskOrder as D;
    match order {
        D::Shown { .. } | D::Look { .. } | D::Find { .. } => EVERYBODY,
        D::Status { .. } | D::PrintClaim { .. } | D::Handover(_) | D::Sort { .. } => COUNTER,
        D::Complain { .. } => COUNTER,
        D::Ship(_) => ALL_BUT_AUDITOR,
    }
}

pub fn may(person: &Person, request: &Request) -> bool {
    roles(request).contains(&person.role)
}

/// What nobody needs to sign for: it changes nothing.
pub fn is_open(request: &Request) -> bool {
    matches!(request, Request::BatchWatch {} | Request::Lanes {})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Role::Auditor;

    fn request(json: &str) -> Request {
        serde_json::from_str(json).unwrap()
    }

    /// Role by role: l(oket), o(perator), p(engurus barang), k(epala), a(uditor).
    #[test]
    fn every_role_may_give_its_own_commands_and_no_others() {
        let own_pin = r#"{"command":"set_pin","name":null,"pin":"482915"}"#;
        let anothers = r#"{"command":"set_pin","name":"siti","pin":"482915"}"#;
        let add = r#"{"command":"add_person","name":"siti","role":"loket","pin":"482915"}"#;
        let role = r#"{"command":"change_role","name":"siti","role":"loket"}"#;
        let load = r#"{"command":"stock","order":{"order":"load","kind":"ktp-el",
                       "lane":"A","quantity":1,"paper":null}}"#;
        let run = r#"{"command":"release_lane","lane":"A"}"#;
        let settle = r#"{"command":"settle_unknown","job":"J","found":"nowhere","tap":false}"#;
        let receive = r#"{"command":"stock","order":{"order":"receive","kind":"ktp-el",
                          "quantity":1,"uids":[],"sppb":null,"on_paper":null,
                          "paper":{"number":"1","dated":null,"remarks":null}}}"#;
        let inspect = r#"{"command":"inspect","verdict":{"is":"good"},"tap":true,"uid":null}"#;
        for (json, may) in [
            (inspect, "lok"),
            (receive, "pk"),
            (
                r#"{"command":"stock","order":{"order":"send","to":"KEC-02","kind":"ktp-el",
                    "quantity":1,"uids":[],
                    "paper":{"number":"1","dated":null,"remarks":null}}}"#,
                "pk",
            ),
            (
                r#"{"command":"stock","order":{"order":"take_in","file":"x","kind":"ktp-el",
                    "counted":1,"uids":[],"dated":null}}"#,
                "pk",
            ),
            (r#"{"command":"stock","order":{"order":"acknowledged","file":"x"}}"#, "pk"),
            (r#"{"command":"stock","order":{"order":"transfer_file","transfer":"T1"}}"#, "pk"),
            (
                r#"{"command":"stock","order":{"order":"load_ribbon","lane":"A",
                    "roll":"ribbon","panels":9}}"#,
                "opk",
            ),
            (
                r#"{"command":"stock","order":{"order":"remove_ribbon","lane":"A","roll":"film"}}"#,
                "opk",
            ),
            (
                r#"{"command":"stock","order":{"order":"destroy_ribbons","quantity":1,
                    "witnesses":[],"paper":{"number":"1","dated":null,"remarks":null}}}"#,
                "pk",
            ),
            (
                r#"{"command":"stock","order":{"order":"withdraw","kind":"ktp-el","quantity":1,
                    "reason":"rusak","nik":null}}"#,
                "lopk",
            ),
            (
                r#"{"command":"stock","order":{"order":"withdraw_card","card":"tap",
                    "reason":"rusak"}}"#,
                "lopk",
            ),
            (
                r#"{"command":"print","nik":"9901010203040001","reason":"rusak","papers":[],
                    "lane":null,"old_card":{"is":"withdrawn"}}"#,
                "lok",
            ),
            (load, "opk"),
            (run, "ok"),
            (settle, "lopk"),
            (r#"{"command":"confirm_clock"}"#, "ok"),
            (r#"{"command":"desk","order":{"sort":{"verdict":{"is":"good"}}}}"#, "lok"),
            (
                r#"{"command":"desk","order":{"look":{"card":"tap","purpose":"pemeriksaan"}}}"#,
                "lopka",
            ),
            (r#"{"command":"desk","order":{"ship":{"back":{"card":"tap"}}}}"#, "lopk"),
            (r#"{"command":"desk","order":{"ship":{"begin":{"kecamatan":"X"}}}}"#, "lopk"),
            (
                r#"{"command":"desk","order":{"complain":{"card":"tap","kind":"fisik",
                    "number":"1"}}}"#,
                "lok",
            ),
            (
                r#"{"command":"desk","order":{"status":{"nik":"9901010203040001",
                    "wanted":"nothing"}}}"#,
                "lok",
            ),
            (r#"{"command":"paper","order":{"paper":"register"}}"#, "lopka"),
            (r#"{"command":"paper","order":{"paper":"register","clear":"layanan"}}"#, "ka"),
            (r#"{"command":"paper","order":{"paper":"day"}}"#, "opka"),
            (r#"{"command":"paper","order":{"paper":"destruction","number":"1"}}"#, "pka"),
            (r#"{"command":"paper","order":{"paper":"packing","shipment":"2026/S/1"}}"#, "lopk"),
            (r#"{"command":"paper","order":{"paper":"letter","number":"2026/S/1"}}"#, "lok"),
            (r#"{"command":"paper","order":{"paper":"berita-acara","number":"1"}}"#, "pka"),
            (r#"{"command":"paper","order":{"paper":"breach","actor":"siti"}}"#, "ka"),
            (r#"{"command":"batch_pause"}"#, "ok"),
            (r#"{"command":"batch_watch"}"#, "lopka"),
            (add, "k"),
            (role, "k"),
            (r#"{"command":"remove_person","name":"siti"}"#, "k"),
            (r#"{"command":"erase_people"}"#, "k"),
            (own_pin, "lopka"),
            (anothers, "k"),
            (r#"{"command":"unlock","name":"siti"}"#, "lopk"),
            (r#"{"command":"approve","approval":"A"}"#, "lopk"),
            (r#"{"command":"decline","approval":"A"}"#, "lopk"),
        ] {
            let roles = roles(&request(json)).iter();
            let letters: String = roles.map(|role| &role.as_str()[..1]).collect();
            assert_eq!(letters, may, "{json}");
        }
        assert!(!roles(&request(load)).contains(&Auditor));
    }
}
