//! Faults and triggers as words, for plans, the control socket and the command line.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::world::bitmap::hex;
use crate::world::fault::{Act, Counter, Fault, FaultError, MAX_EXTRA, Trigger, Trouble};

/// Every form a fault can take.
pub(in crate::world) const KNOWN: &str = "\
late:MS act-late:MS silent deaf nack:1|2|T|C|F|R extra:HEX line-dies take-two take-two-uncounted \
take-none take-none-unsaid lifted counter:c|p|a|m|n:±N jam ribbon-out \
cover-open forget-pem power-lost power-lost-after power-blip power-blip-after swap-readers:LANE \
unplug-reader";

impl FromStr for Trigger {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        if text == "any" {
            return Ok(Self::AnyCommand);
        }
        if let Some(act) = Act::ALL.into_iter().find(|act| act.word() == text) {
            return Ok(Self::Act(act));
        }
        let named = (2..=3).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.chars().skip(1).all(|c| c.is_ascii_lowercase());
        if !named {
            return Err(FaultError::Trigger(text.chars().take(32).collect()));
        }
        Ok(Self::Command(text.to_owned()))
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AnyCommand => write!(f, "any"),
            Self::Command(name) => write!(f, "{name}"),
            Self::Act(act) => write!(f, "{}", act.word()),
        }
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (word, value) = text.split_once(':').unwrap_or((text, ""));
        let with_value = match word {
            "late" => milliseconds(value).map(Self::Late),
            "act-late" => milliseconds(value).map(Self::ActLate),
            "nack" => trouble(value).map(Self::Nack),
            "extra" => unhex(value).map(Self::Extra),
            "counter" => jump(value),
            "swap-readers" => value.parse().ok().map(Self::SwapReaders),
            _ => return plain(text),
        };
        with_value.ok_or_else(|| FaultError::Value(text.chars().take(64).collect()))
    }
}

fn plain(text: &str) -> Result<Fault, FaultError> {
    Ok(match text {
        "silent" => Fault::Silent,
        "deaf" => Fault::Deaf,
        "line-dies" => Fault::LineDies,
        "take-two" => Fault::TakeTwo { counted: true },
        "take-two-uncounted" => Fault::TakeTwo { counted: false },
        "take-none" => Fault::TakeNone { said: true },
        "take-none-unsaid" => Fault::TakeNone { said: false },
        "lifted" => Fault::Lifted,
        "jam" => Fault::Jam,
        "ribbon-out" => Fault::RibbonOut,
        "cover-open" => Fault::CoverOpen,
        "forget-pem" => Fault::ForgetPem,
        "power-lost" => Fault::PowerLost { after: false, back: false },
        "power-lost-after" => Fault::PowerLost { after: true, back: false },
        "power-blip" => Fault::PowerLost { after: false, back: true },
        "power-blip-after" => Fault::PowerLost { after: true, back: true },
        "unplug-reader" => Fault::UnplugReader,
        _ => return Err(FaultError::Unknown(text.chars().take(64).collect())),
    })
}

fn milliseconds(value: &str) -> Option<Duration> {
    value.parse::<u32>().ok().map(|ms| Duration::from_millis(u64::from(ms)))
}

fn trouble(value: &str) -> Option<Trouble> {
    Trouble::ALL.into_iter().find(|trouble| value.chars().eq([trouble.code()]))
}

fn jump(value: &str) -> Option<Fault> {
    let (letter, by) = value.split_once(':')?;
    let counter = Counter::ALL.into_iter().find(|counter| counter.letter() == letter)?;
    let by = by.parse::<i32>().ok()?;
    Some(Fault::Jump { counter, by: i64::from(by) })
}

fn unhex(value: &str) -> Option<Vec<u8>> {
    let digits = value.as_bytes();
    if digits.is_empty() || !digits.len().is_multiple_of(2) || digits.len() / 2 > MAX_EXTRA {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16);
    digits
        .chunks_exact(2)
        .map(|pair| u8::try_from(nibble(pair[0])? * 16 + nibble(pair[1])?).ok())
        .collect()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Late(late) => return write!(f, "late:{}", late.as_millis()),
            Self::ActLate(late) => return write!(f, "act-late:{}", late.as_millis()),
            Self::Nack(trouble) => return write!(f, "nack:{}", trouble.code()),
            Self::Extra(bytes) => return write!(f, "extra:{}", hex(bytes)),
            Self::Jump { counter, by } => return write!(f, "counter:{}:{by:+}", counter.letter()),
            Self::SwapReaders(lane) => return write!(f, "swap-readers:{lane}"),
            Self::Silent => "silent",
            Self::Deaf => "deaf",
            Self::LineDies => "line-dies",
            Self::TakeTwo { counted: true } => "take-two",
            Self::TakeTwo { counted: false } => "take-two-uncounted",
            Self::TakeNone { said: true } => "take-none",
            Self::TakeNone { said: false } => "take-none-unsaid",
            Self::Lifted => "lifted",
            Self::Jam => "jam",
            Self::RibbonOut => "ribbon-out",
            Self::CoverOpen => "cover-open",
            Self::ForgetPem => "forget-pem",
            Self::PowerLost { after: false, back: false } => "power-lost",
            Self::PowerLost { after: true, back: false } => "power-lost-after",
            Self::PowerLost { after: false, back: true } => "power-blip",
            Self::PowerLost { after: true, back: true } => "power-blip-after",
            Self::UnplugReader => "unplug-reader",
        };
        write!(f, "{word}")
    }
}

/// Serde goes through the text form.
macro_rules! as_text {
    ($kind:ty) => {
        impl TryFrom<String> for $kind {
            type Error = FaultError;

            fn try_from(text: String) -> Result<Self, FaultError> {
                text.parse()
            }
        }

        impl From<$kind> for String {
            fn from(value: $kind) -> Self {
                value.to_string()
            }
        }
    };
}

as_text!(Trigger);
as_text!(Fault);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_survives_its_text_form() {
        let words = KNOWN.split_whitespace().flat_map(|form| match form {
            "late:MS" => vec!["late:5".to_owned()],
            "act-late:MS" => vec!["act-late:6".to_owned()],
            "nack:1|2|T|C|F|R" => "12TCFR".chars().map(|c| format!("nack:{c}")).collect(),
            "extra:HEX" => vec!["extra:00ff".to_owned()],
            "counter:c|p|a|m|n:±N" => "cpamn".chars().map(|c| format!("counter:{c}:-3")).collect(),
            "swap-readers:LANE" => vec!["swap-readers:1".to_owned()],
            word => vec![word.to_owned()],
        });
        for word in words {
            let fault: Fault = word.parse().expect(&word);
            assert_eq!(fault.to_string(), word);
        }
    }

    #[test]
    fn what_is_no_fault_or_trigger_is_refused() {
        for text in ["", "latte", "late:", "late:x", "nack:Z", "extra:0", "counter:z:+1", "late:-1"]
        {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
        for text in ["", "sic", "S", "Sicc", "feeds", "S1"] {
            assert!(text.parse::<Trigger>().is_err(), "{text}");
        }
    }
}
