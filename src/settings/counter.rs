//! `[counter]` and `[suket]`: standard times of the counter, when a card is promised for, when it
//! counts as unclaimed, and whether letters are given. Everything optional.

use super::keys::{KeyFault, Keys};

/// What the office promises and what its letters say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterSettings {
    /// Office days from receipt to card.
    pub card_days: u32,
    /// Minutes by the standard: status check, print, hand-over.
    pub status_minutes: u32,
    pub print_minutes: u32,
    pub handover_minutes: u32,
    /// Days after which an unclaimed card is asked after, asked again, and sent back.
    pub unclaimed_days: [u32; 3],
    /// Days after the last that happened to a person until names and signatures are erased.
    pub retention_days: u32,
    pub suket: Option<SuketSettings>,
}

/// Who signs a *Surat Keterangan Perekaman*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuketSettings {
    pub signatory: String,
    pub paraf: Vec<String>,
    pub contact: String,
}

impl Default for CounterSettings {
    fn default() -> Self {
        Self {
            card_days: 1,
            status_minutes: 5,
            print_minutes: 5,
            handover_minutes: 3,
            unclaimed_days: [15, 30, 60],
            retention_days: 3_650,
            suket: None,
        }
    }
}

pub(super) fn read_counter(
    counter: Option<Keys<'_>>,
    suket: Option<Keys<'_>>,
) -> Result<CounterSettings, KeyFault> {
    let mut settings = CounterSettings { suket: read_suket(suket)?, ..Default::default() };
    let Some(mut keys) = counter else { return Ok(settings) };
    let mut whole = |key, range, set: &mut u32| {
        keys.maybe_whole(key, range).map(|found| found.into_iter().for_each(|n| *set = n))
    };
    whole("card_days", 0..=60, &mut settings.card_days)?;
    whole("status_minutes", 1..=600, &mut settings.status_minutes)?;
    whole("print_minutes", 1..=600, &mut settings.print_minutes)?;
    whole("handover_minutes", 1..=600, &mut settings.handover_minutes)?;
    whole("retention_days", 30..=36_500, &mut settings.retention_days)?;
    let [ask, again, back] = &mut settings.unclaimed_days;
    whole("unclaimed_ask_days", 1..=365, ask)?;
    whole("unclaimed_again_days", 1..=365, again)?;
    whole("unclaimed_back_days", 1..=365, back)?;
    if !settings.unclaimed_days.is_sorted() {
        return Err(keys.wrong("unclaimed_back_days", "a day after the two before it"));
    }
    keys.finish()?;
    Ok(settings)
}

fn read_suket(suket: Option<Keys<'_>>) -> Result<Option<SuketSettings>, KeyFault> {
    let Some(mut keys) = suket else { return Ok(None) };
    let allowed = keys.flag("allowed")?;
    let settings = match allowed {
        true => Some(SuketSettings {
            signatory: keys.text("signatory")?.to_owned(),
            paraf: keys
                .maybe_texts("paraf")?
                .unwrap_or_default()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            contact: keys.text("contact")?.to_owned(),
        }),
        false => {
            // Written for the day on which letters are allowed again.
            keys.maybe_text("signatory")?;
            keys.maybe_texts("paraf")?;
            keys.maybe_text("contact")?;
            None
        }
    };
    keys.finish()?;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<CounterSettings, KeyFault> {
        let table: toml::Table = text.parse().unwrap();
        let mut top = Keys::new(&table, "");
        let (counter, suket) = (top.table("counter")?, top.table("suket")?);
        read_counter(counter, suket)
    }

    #[test]
    fn without_a_word_the_standard_holds_and_no_letters_are_given() {
        let settings = read("").unwrap();
        let minutes = (settings.status_minutes, settings.print_minutes, settings.handover_minutes);
        assert_eq!((minutes, settings.unclaimed_days), ((5, 5, 3), [15, 30, 60]));
        assert_eq!(settings.suket, None);
    }

    #[test]
    fn letters_need_who_signs_and_a_number_to_call() {
        let allowed = "[suket]\nallowed = true\nsignatory = 'Camat'\n";
        assert!(read(allowed).is_err());
        let settings = read(&format!("{allowed}contact = '021'\nparaf = ['Kasi']")).unwrap();
        assert_eq!(settings.suket.unwrap().paraf, ["Kasi"]);
        assert_eq!(read("[suket]\nallowed = false").unwrap().suket, None);
    }

    #[test]
    fn what_can_not_be_is_refused() {
        for wrong in [
            "[counter]\ncard_days = 61",
            "[counter]\nprint_minutes = 0",
            "[counter]\nunclaimed_ask_days = 90",
            "[counter]\ncard_day = 1",
            "[counter]\nretention_days = 29",
            "[suket]\nsignatory = 'Camat'",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(read("[counter]\ncard_days = 60").unwrap().card_days, 60);
    }
}
