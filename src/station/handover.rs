//! A card into a person's hand: who collects it with what, what the holder checked and signed, and
//! the card itself, tapped where there is a desk. Only what lies ready is given, and once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::counter::{CardKey, FoundCard, plain_number};
use super::counter_fault::CounterFault as Fault;
use super::error::StationError;
use super::hands::Hands;
use super::shift::{Desk, Shift};
use super::{Station, receipt_use, reprint};
use crate::job::Stage;
use crate::journal::{
    CardHandedOver, Checked, Claim, Collector, ComplaintKind, Event, Fingerprint, OldCard,
    PersonNumber, Purpose, Verdict,
};
use crate::record::{Nik, Paper, Reason, Uid};
use crate::store::{Author, Beside, PersonData, Reader, StoreError};

/// Largest picture of a signature.
pub const MAX_SIGNATURE_BYTES: usize = 256 * 1024;
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

#[derive(Debug, Clone)]
pub struct Handover {
    pub card: CardKey,
    /// As typed or scanned.
    pub claim: super::ClaimText,
    pub family_card: bool,
    pub checked: Vec<Checked>,
    pub collector: Collector,
    /// Of who collects it for somebody; lies sealed.
    pub collector_name: Option<String>,
    pub signature: Vec<u8>,
    pub fingerprint: Option<Fingerprint>,
    pub old_card: OldCard,
}

/// What was signed, as it lies sealed beside the journal.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct SignedFor {
    pub signature_png: String,
    pub collector: Option<String>,
}

impl std::fmt::Debug for SignedFor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignedFor(…)")
    }
}

/// A card at the desk with what is known of it.
#[derive(Debug)]
pub struct DeskCard {
    pub register: String,
    pub blank: String,
    pub stage: &'static str,
    pub person: PersonData,
    pub tapped: bool,
}

impl Shift {
    pub fn hand_over(&self, hands: &Hands, order: &Handover) -> Result<DeskCard, StationError> {
        self.station.hand_over(self.desk.as_ref(), hands, order)
    }

    /// Whose card it is: a look that is booked.
    pub fn look_at_card(
        &self,
        actor: &str,
        key: &CardKey,
        purpose: Purpose,
    ) -> Result<DeskCard, StationError> {
        self.station.look_at_card(self.desk.as_ref(), actor, (key, purpose))
    }

    /// The sorting desk: whose it should be, which pile it goes to, good or spoiled.
    pub fn sort(&self, hands: &Hands, verdict: Verdict) -> Result<DeskCard, StationError> {
        let order = super::Inspection { verdict, tap: true, uid: None };
        let seen = self.station.inspect(self.desk.as_ref(), hands, &order)?;
        let key = CardKey::Uid(seen.uid);
        let card = self.station.find_card(None, &key)?;
        self.station.desk_card(&card)
    }
}

impl Station {
    pub fn hand_over(
        &self,
        desk: Option<&Desk>,
        hands: &Hands,
        order: &Handover,
    ) -> Result<DeskCard, StationError> {
        let claim = self.read_claim(&order.claim)?;
        check(order)?;
        let (collector, old_card) = (collector(&order.collector)?, old_card(&order.old_card)?);
        let card = self.find_card(desk, &order.card)?;
        let whose = self.ledger.lock().reader()?.claim(&claim)?;
        let whose = whose.ok_or_else(|| Fault::ClaimUnknown(claim.shown()))?;
        let person = self.person_of(&card)?;
        if whose.person != card.row.person {
            let (uid, register) = (card.blank.to_string(), card.row.number.clone());
            return Err(Fault::WrongCard { uid, register, nik: person.nik.to_string() }.into());
        }
        lies_ready(&card)?;
        replaces(card.job.opened.reason, &old_card)?;
        let over = CardHandedOver {
            blank: card.blank.clone(),
            person: card.row.person.clone(),
            claim,
            family_card: order.family_card,
            checked: order.checked.clone(),
            collector,
            signature: self.sealing.search.signature(&order.signature),
            fingerprint: order.fingerprint,
            old_card,
            tapped: card.tapped(),
        };
        let beside = self.signed_for(&card, order)?;
        let event = Event::CardHandedOver(over);
        let mut writer = self.ledger.lock();
        // Where a desk reader stands a card is tapped; one whose chip is dead is given by two.
        let by_word = desk.is_some() && !card.tapped() && writer.books().staff.can_be_two();
        if let Some((_, blank)) = reprint::held_by_its_holder(&writer, &card.job)? {
            return Err(Fault::OldCardLives(blank.to_string()).into());
        }
        receipt_use::collects(&writer, &whose, &card)?;
        let author = if by_word { hands.two()? } else { hands.one() };
        let author = Author { job: Some(card.job.id.clone()), ..author };
        // The job may have moved since: the books refuse what no longer lies ready.
        writer.append_beside(&author, vec![event], &beside)?;
        drop(writer);
        let card = self.find_card(None, &CardKey::Uid(uid(&card)?))?;
        self.desk_card(&card)
    }

    fn signed_for(&self, card: &FoundCard, order: &Handover) -> Result<Beside, StationError> {
        let signed = SignedFor {
            signature_png: STANDARD.encode(&order.signature),
            collector: order.collector_name.clone(),
        };
        let lost = |_| StationError::RecordLost(card.job.id.clone());
        let plain = Zeroizing::new(serde_json::to_vec(&signed).map_err(lost)?);
        let (job, person) = (card.job.id.clone(), card.row.person.clone());
        let data = self.sealing.seal(self.entropy.as_ref(), job.as_str(), &plain);
        Ok(Beside::Handover { job, person, data })
    }

    pub fn look_at_card(
        &self,
        desk: Option<&Desk>,
        actor: &str,
        (key, purpose): (&CardKey, Purpose),
    ) -> Result<DeskCard, StationError> {
        let card = self.find_card(desk, key)?;
        let people = vec![card.row.person.clone()];
        let shown = self.desk_card(&card)?;
        self.ledger
            .book(&Author::person(actor), vec![Event::PersonalDataShown { people, purpose }])?;
        Ok(shown)
    }

    /// Somebody looks for a person by NIK. Who tries numbers until one is ours leaves an entry with
    /// it, and a line of the log with every other.
    pub fn look_for(&self, actor: &str, nik: &Nik, purpose: Purpose) -> Result<(), StationError> {
        let known = |reader: &Reader<'_>, person: &PersonNumber| reader.is_sealed(person);
        self.looked_for(actor, (nik, purpose), known).map(drop)
    }

    /// Somebody asks who looked at a person: one of whom nothing came here was looked for, too, and
    /// has a number. Whoever was erased is found by nobody.
    pub fn trace(&self, actor: &str, nik: &Nik) -> Result<Option<PersonNumber>, StationError> {
        let known = |reader: &Reader<'_>, person: &PersonNumber| {
            reader.erased().map(|erased| !erased.contains(person))
        };
        self.looked_for(actor, (nik, Purpose::Pengawasan), known)
    }

    fn looked_for(
        &self,
        actor: &str,
        (nik, purpose): (&Nik, Purpose),
        is_known: impl Fn(&Reader<'_>, &PersonNumber) -> Result<bool, StoreError>,
    ) -> Result<Option<PersonNumber>, StationError> {
        let mac = self.sealing.search.person(nik);
        let known = {
            let writer = self.ledger.lock();
            let reader = writer.reader()?;
            match reader.person_by_nik(&mac)? {
                Some(person) if is_known(&reader, &person)? => Some(person),
                _ => None,
            }
        };
        let Some(person) = known else {
            tracing::warn!(by = actor, "looked for a NIK that nobody here has");
            return Ok(None);
        };
        let shown = Event::PersonalDataShown { people: vec![person.clone()], purpose };
        self.ledger.book(&Author::person(actor), vec![shown])?;
        Ok(Some(person))
    }

    /// A complaint is noted on the card, wherever it is.
    pub fn complain(
        &self,
        desk: Option<&Desk>,
        actor: &str,
        (key, kind, number): (&CardKey, ComplaintKind, &str),
    ) -> Result<String, StationError> {
        let number = plain_number(number)?;
        let card = self.find_card(desk, key)?;
        if card.job.life.complaints.iter().any(|known| known.number == number) {
            return Err(Fault::ComplaintTwice(number).into());
        }
        let stage = card.job.stage.word();
        if !Stage::FINISHED.contains(&stage) {
            return Err(Fault::Stage { register: card.row.number, stage }.into());
        }
        let event = Event::ComplaintNoted { kind, number };
        self.ledger.book(&Author::of_job(actor, &card.job.id), vec![event])?;
        Ok(card.row.number)
    }

    fn desk_card(&self, card: &FoundCard) -> Result<DeskCard, StationError> {
        Ok(DeskCard {
            register: card.row.number.clone(),
            blank: card.blank.to_string(),
            stage: card.job.stage.word(),
            person: self.person_of(card)?,
            tapped: card.tapped(),
        })
    }
}

fn uid(card: &FoundCard) -> Result<Uid, StationError> {
    let uid = card.blank.uid().copied();
    uid.ok_or_else(|| Fault::NotOurs(card.blank.to_string()).into())
}

/// Nobody is handed a card that is not ready, and nobody twice.
fn lies_ready(card: &FoundCard) -> Result<(), StationError> {
    match &card.job.stage {
        Stage::Ready | Stage::Shipped { arrived: true, .. } => Ok(()),
        stage => {
            let (register, stage) = (card.row.number.clone(), stage.word());
            Err(Fault::Stage { register, stage }.into())
        }
    }
}

fn check(order: &Handover) -> Result<(), StationError> {
    if !order.family_card {
        return Err(Fault::FamilyCardUnseen.into());
    }
    if let Some(open) = Checked::ALL.iter().find(|one| !order.checked.contains(one)) {
        return Err(Fault::NotChecked(open.as_str()).into());
    }
    if order.fingerprint == Some(Fingerprint::NoMatch) {
        return Err(Fault::FingerDiffers.into());
    }
    let picture = &order.signature;
    if picture.len() > MAX_SIGNATURE_BYTES || !picture.starts_with(PNG_SIGNATURE) {
        return Err(Fault::SignatureUnusable { limit: MAX_SIGNATURE_BYTES }.into());
    }
    match &order.collector_name {
        Some(name) => plain_number(name).map(drop),
        None => Ok(()),
    }
}

fn collector(said: &Collector) -> Result<Collector, StationError> {
    Ok(match said {
        Collector::Holder {} => Collector::Holder {},
        Collector::Other { relation, letter } => {
            Collector::Other { relation: *relation, letter: plain_number(letter)? }
        }
    })
}

fn old_card(said: &OldCard) -> Result<OldCard, StationError> {
    Ok(match said {
        OldCard::PoliceLetter { letter } => OldCard::PoliceLetter { letter: plain_number(letter)? },
        other => other.clone(),
    })
}

/// The old card is withdrawn before the new one is given.
fn replaces(reason: Reason, old_card: &OldCard) -> Result<(), StationError> {
    let old = [Paper::KtpLama, Paper::KtpRusak, Paper::SuratKehilangan];
    let there_was_one = reason.papers().iter().any(|paper| old.contains(paper));
    match there_was_one && *old_card == (OldCard::None {}) {
        true => Err(Fault::OldCardOpen.into()),
        false => Ok(()),
    }
}

/// What a paper of ours is called on the wire and in the QR.
pub fn claim_prefix(claim: &Claim) -> &'static str {
    match claim {
        Claim::Receipt(_) => "TP",
        Claim::Suket(_) => "SK",
    }
}
