//! Who may give which command, and who may agree to one that takes two: one table each. A new
//! command without a row does not compile. An auditor gives no command that changes anything but
//! their own PIN; what leaves the books by paper they may agree to.

use super::counter::{DeskOrder, ShipOrder};
use super::stock::StockOrder;
use super::wire::Request;
use crate::journal::Role::{self, Auditor, Kepala, Layanan, Loket, Operator, PengurusBarang};
use crate::station::Person;

const EVERYBODY: &[Role] = &Role::PEOPLE;
const ALL_BUT_AUDITOR: &[Role] = &[Loket, Operator, PengurusBarang, Kepala];
const COUNTER: &[Role] = &[Loket, Operator, Kepala];
const MACHINES: &[Role] = &[Operator, Kepala];
/// What a program may have done, too: a first card, and the night's work.
const PRINTS: &[Role] = &[Loket, Operator, Kepala, Layanan];
const NIGHT: &[Role] = &[Operator, Kepala, Layanan];
const WATCHES: &[Role] = &Role::ALL;
const OFFICE: &[Role] = &[Kepala];
const OVERSIGHT: &[Role] = &[Kepala, Auditor];

/// Who judges what leaves the books, or was never in them as a paper says: not the counter, and not
/// whoever runs the machines.
const JUDGES: &[Role] = &[PengurusBarang, Kepala, Auditor];
/// Who judges that somebody gets another card, or that one is called back.
const SUPERVISES: &[Role] = &[Operator, PengurusBarang, Kepala];

/// Who puts a backup in the place of the journal; no daemon runs then to be asked.
pub const RESTORES: &[Role] = MACHINES;

/// The roles that may give it alone, or together with a second person.
pub fn roles(request: &Request) -> &'static [Role] {
    use Request as R;
    match request {
        R::Print { .. } | R::PlanBatch { .. } => PRINTS,
        R::Preview { .. } => COUNTER,
        R::Inspect { .. } => COUNTER,
        R::Stock { order } => super::stock::roles(order),
        R::Desk { order } => at_the_desk(order),
        R::ReleaseLane { .. } | R::ConfirmLane { .. } | R::ConfirmClock {} => MACHINES,
        R::SettleUnknown { .. } => ALL_BUT_AUDITOR,
        R::BatchRun { .. } | R::BatchPause {} | R::BatchResume {} | R::BatchStop {} => NIGHT,
        R::BatchWatch {} | R::Lanes {} => WATCHES,
        R::NoteBackup {} => EVERYBODY,
        R::SetToken { .. } => OFFICE,
        R::AddPerson { .. } | R::ChangeRole { .. } | R::RemovePerson { .. } => OFFICE,
        R::ErasePeople {} => OFFICE,
        R::SetPin { name: None, .. } => EVERYBODY,
        R::SetPin { name: Some(_), .. } => OFFICE,
        R::Paper { order } => super::paper::roles(order),
        R::Unlock { .. } => ALL_BUT_AUDITOR,
        // To what, the other table says.
        R::Approve { .. } | R::Decline { .. } => EVERYBODY,
    }
}

/// Whoever looks at personal data leaves an entry: that is for every role to do, the auditor's too.
fn at_the_desk(order: &DeskOrder) -> &'static [Role] {
    use DeskOrder as D;
    match order {
        D::Shown { .. } | D::Look { .. } | D::Find { .. } => EVERYBODY,
        // Who looked at whom is for whoever watches over it.
        D::Trace { .. } => OVERSIGHT,
        D::Status { .. } | D::PrintClaim { .. } => PRINTS,
        D::Handover(_) | D::Sort { .. } => COUNTER,
        D::Complain { .. } => COUNTER,
        D::Ship(_) => ALL_BUT_AUDITOR,
    }
}

/// The roles whose word makes two of it; none if one is always enough. Whoever asked has another
/// role (`books::Staff::two`).
pub fn seconds(request: &Request) -> &'static [Role] {
    use Request as R;
    use StockOrder as O;
    match request {
        // Nobody gets a second card from the counter alone.
        R::Print { .. } | R::Desk { order: DeskOrder::PrintClaim { .. } } => SUPERVISES,
        // Whoever is there: an office of a kepala and one clerk must not be shut for good.
        R::AddPerson { .. } | R::ChangeRole { .. } | R::RemovePerson { .. } => EVERYBODY,
        R::SetToken { .. } => EVERYBODY,
        R::SetPin { name: Some(_), .. } => EVERYBODY,
        R::Unlock { .. } => SUPERVISES,
        R::Stock { order } => match order {
            O::Destroy { .. } | O::DestroyRibbons { .. } => JUDGES,
            O::Reverse { .. } | O::BookDifference { .. } | O::CloseDay { .. } => JUDGES,
            // If the paper says another number than was counted.
            O::Receive { .. } | O::TakeIn { .. } | O::Acknowledged { .. } => JUDGES,
            // Without the card in hand.
            O::WithdrawCard { .. } => SUPERVISES,
            O::Load { .. } | O::Unload { .. } | O::Move { .. } | O::Withdraw { .. } => &[],
            O::BeginCount {} | O::EnterCount { .. } | O::FinishCount {} => &[],
            O::Send { .. } | O::TransferFile { .. } => &[],
            O::LoadRibbon { .. } | O::RemoveRibbon { .. } => &[],
        },
        // Spoiled, and not tapped.
        R::Inspect { .. } => SUPERVISES,
        // A parcel that is not as its list says; a card that nobody tapped.
        R::Desk { order: DeskOrder::Ship(ShipOrder::Receive { .. }) } => JUDGES,
        R::Desk { order: DeskOrder::Handover(_) } => SUPERVISES,
        R::Desk { .. } | R::Preview { .. } | R::Paper { .. } => &[],
        R::ReleaseLane { .. } | R::ConfirmLane { .. } | R::ConfirmClock {} => &[],
        // Its second person says the same in their own name.
        R::SettleUnknown { .. } => &[],
        R::PlanBatch { .. } | R::BatchRun { .. } | R::BatchWatch {} | R::Lanes {} => &[],
        R::BatchPause {} | R::BatchResume {} | R::BatchStop {} => &[],
        R::SetPin { name: None, .. } | R::ErasePeople {} | R::NoteBackup {} => &[],
        R::Approve { .. } | R::Decline { .. } => &[],
    }
}

pub fn may(person: &Person, request: &Request) -> bool {
    roles(request).contains(&person.role)
}

/// What nobody needs to sign for: it changes nothing. A backup is made by a timer at night, opens
/// nothing that is sealed, and says which account made it.
pub fn is_open(request: &Request) -> bool {
    matches!(request, Request::BatchWatch {} | Request::Lanes {} | Request::NoteBackup {})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(json: &str) -> Request {
        serde_json::from_str(json).unwrap()
    }

    fn letter(role: &Role) -> &'static str {
        if role.is_machine() { "m" } else { &role.as_str()[..1] }
    }

    /// Role by role: l(oket), o(perator), p(engurus barang), k(epala), a(uditor), m(achine).
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
                "lokm",
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
                "lokm",
            ),
            (r#"{"command":"paper","order":{"paper":"register"}}"#, "lopka"),
            (r#"{"command":"paper","order":{"paper":"register","clear":"layanan"}}"#, "ka"),
            (r#"{"command":"paper","order":{"paper":"day"}}"#, "opka"),
            (r#"{"command":"paper","order":{"paper":"destruction","number":"1"}}"#, "pka"),
            (r#"{"command":"paper","order":{"paper":"packing","shipment":"2026/S/1"}}"#, "lopk"),
            (r#"{"command":"paper","order":{"paper":"letter","number":"2026/S/1"}}"#, "lok"),
            (r#"{"command":"paper","order":{"paper":"berita-acara","number":"1"}}"#, "pka"),
            (r#"{"command":"paper","order":{"paper":"breach","actor":"siti"}}"#, "ka"),
            (r#"{"command":"desk","order":{"trace":{"nik":"9901010203040001"}}}"#, "ka"),
            (r#"{"command":"note_backup"}"#, "lopka"),
            (r#"{"command":"batch_pause"}"#, "okm"),
            (r#"{"command":"batch_watch"}"#, "lopkam"),
            (add, "k"),
            (role, "k"),
            (r#"{"command":"remove_person","name":"siti"}"#, "k"),
            (r#"{"command":"erase_people"}"#, "k"),
            (
                r#"{"command":"set_token","name":"simduk","days":1,"digest":
                    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}"#,
                "k",
            ),
            (own_pin, "lopka"),
            (anothers, "k"),
            (r#"{"command":"unlock","name":"siti"}"#, "lopk"),
            (r#"{"command":"approve","approval":"A"}"#, "lopka"),
            (r#"{"command":"decline","approval":"A"}"#, "lopka"),
        ] {
            let roles = roles(&request(json)).iter();
            let letters: String = roles.map(letter).collect();
            assert_eq!(letters, may, "{json}");
        }
        assert!(!roles(&request(load)).contains(&Auditor));
    }

    const SETTLE: &str = r#"{"command":"settle_unknown","job":"J","found":"nowhere","tap":false}"#;

    /// Every command that can take two, with the roles that may agree to it.
    #[test]
    fn what_takes_two_is_agreed_to_by_the_roles_that_judge_it_and_by_no_others() {
        let paper = r#""paper":{"number":"1","dated":null,"remarks":null}"#;
        let stock = |order: &str| format!(r#"{{"command":"stock","order":{{{order}}}}}"#);
        let print = r#""nik":"9901010203040001","reason":"rusak","papers":[],"lane":null"#;
        let claim = r#""claim":{"series":"receipt","text":"2026/S/1"},"reason":"rusak",
                       "papers":[],"lane":null,"priority":null"#;
        for (json, may) in [
            (
                stock(&format!(
                    r#""order":"destroy","kind":"ktp-el","quantity":1,"uids":[],
                              "witnesses":[],{paper}"#
                )),
                "pka",
            ),
            (
                stock(&format!(r#""order":"destroy_ribbons","quantity":1,"witnesses":[],{paper}"#)),
                "pka",
            ),
            (stock(&format!(r#""order":"reverse","seq":1,{paper}"#)), "pka"),
            (stock(&format!(r#""order":"book_difference",{paper}"#)), "pka"),
            (stock(&format!(r#""order":"close_day",{paper}"#)), "pka"),
            (
                stock(&format!(
                    r#""order":"receive","kind":"ktp-el","quantity":1,"uids":[],
                              "sppb":null,"on_paper":2,{paper}"#
                )),
                "pka",
            ),
            (
                stock(
                    r#""order":"take_in","file":"x","kind":"ktp-el","counted":1,"uids":[],
                     "dated":null"#,
                ),
                "pka",
            ),
            (stock(r#""order":"acknowledged","file":"x""#), "pka"),
            (stock(r#""order":"withdraw_card","card":"tap","reason":"rusak""#), "opk"),
            (format!(r#"{{"command":"print",{print}}}"#), "opk"),
            (format!(r#"{{"command":"desk","order":{{"print_claim":{{{claim}}}}}}}"#), "opk"),
            (r#"{"command":"unlock","name":"siti"}"#.into(), "opk"),
            (r#"{"command":"set_pin","name":"siti","pin":"482915"}"#.into(), "lopka"),
            (
                r#"{"command":"add_person","name":"siti","role":"loket","pin":"482915"}"#.into(),
                "lopka",
            ),
            (r#"{"command":"change_role","name":"siti","role":"loket"}"#.into(), "lopka"),
            (r#"{"command":"remove_person","name":"siti"}"#.into(), "lopka"),
            (r#"{"command":"set_pin","name":null,"pin":"482915"}"#.into(), ""),
            (r#"{"command":"approve","approval":"A"}"#.into(), ""),
            (SETTLE.into(), ""),
        ] {
            let letters: String = seconds(&request(&json)).iter().map(letter).collect();
            assert_eq!(letters, may, "{json}");
        }
    }
}
