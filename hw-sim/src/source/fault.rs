//! What the source can be made to do to a station: be away, be slow, act and lose its answer,
//! answer nonsense. Rules are counted down in the order in which they were given.

use serde::Deserialize;

/// Faults that lie in wait; more are a mistake of the one who plans them.
pub const MAX_RULES: usize = 64;

/// One fault, for the requests it is meant for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    pub fault: Fault,
    /// Only these requests; `None`: all.
    #[serde(default)]
    pub on: Option<Verb>,
    /// Requests of that kind that pass first.
    #[serde(default)]
    pub skip: u32,
    /// Requests that are hit; `None`: all until the rules are cleared.
    #[serde(default = "once")]
    pub times: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The connection breaks, nothing is done.
    Outage,
    /// The answer comes this many milliseconds late.
    Slow(u64),
    /// Done, but the connection breaks before the answer.
    LostReply,
    /// Nothing is done; this HTTP status.
    Status(u16),
    /// Done, and the answer is cut in the middle of its JSON.
    BadJson,
    /// Done, and the answer is far larger than any contract.
    OversizedBody,
    /// A lease is given, and what is sent is spoiled; other requests pass.
    Spoil(Spoil),
}

/// Ways in which a lease is sent wrong; each is signed rightly unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spoil {
    Truncated,
    /// One digit of the signature is another.
    Signature,
    /// Another name under the old signature.
    Payload,
    AlgorithmNone,
    /// Signed by a key that no station trusts.
    Signer,
    Expired,
    Audience,
    Job,
    Person,
    Oversized,
}

/// The requests of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    Status,
    Lease,
    Ready,
    Journal,
    Outcome,
    GiveBack,
    Revoke,
}

impl FaultRule {
    /// Hits the next request of any kind, once.
    pub fn next(fault: Fault) -> Self {
        Self { fault, on: None, skip: 0, times: once() }
    }

    /// Hits the next request of this kind, once.
    pub fn on(verb: Verb, fault: Fault) -> Self {
        Self { on: Some(verb), ..Self::next(fault) }
    }
}

/// The rules that lie in wait.
#[derive(Debug, Default)]
pub struct Faults(Vec<FaultRule>);

impl Faults {
    /// False if there are too many already.
    pub fn add(&mut self, rule: FaultRule) -> bool {
        let room = self.0.len() < MAX_RULES;
        if room {
            self.0.push(rule);
        }
        room
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn lie_in_wait(&self) -> bool {
        !self.0.is_empty()
    }

    /// What happens to this request; the first rule that is due wins, all that match count.
    pub fn strike(&mut self, verb: Verb) -> Option<Fault> {
        let mut struck = None;
        for rule in self.0.iter_mut().filter(|rule| rule.on.is_none_or(|on| on == verb)) {
            if rule.skip > 0 {
                rule.skip -= 1;
            } else if struck.is_none() {
                struck = Some(rule.fault);
                rule.times = rule.times.map(|times| times.saturating_sub(1));
            }
        }
        self.0.retain(|rule| rule.times != Some(0));
        struck
    }
}

fn once() -> Option<u32> {
    Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_lease_fails_and_no_other_request() {
        let mut faults = Faults::default();
        faults.add(FaultRule { skip: 2, ..FaultRule::on(Verb::Lease, Fault::Outage) });
        let struck: Vec<bool> = [Verb::Lease, Verb::Status, Verb::Lease, Verb::Lease, Verb::Lease]
            .map(|verb| faults.strike(verb).is_some())
            .into();
        assert_eq!(struck, [false, false, false, true, false]);
    }

    #[test]
    fn a_rule_without_times_lasts_until_cleared() {
        let mut faults = Faults::default();
        faults.add(FaultRule { times: None, ..FaultRule::next(Fault::Slow(5)) });
        assert!((0..100).all(|_| faults.strike(Verb::Ready) == Some(Fault::Slow(5))));
        faults.clear();
        assert_eq!(faults.strike(Verb::Ready), None);
    }

    #[test]
    fn rules_are_read_from_json() {
        let rule: FaultRule =
            serde_json::from_str(r#"{"fault":{"spoil":"audience"},"on":"lease","skip":1}"#)
                .unwrap();
        let expected = FaultRule::on(Verb::Lease, Fault::Spoil(Spoil::Audience));
        assert_eq!(rule, FaultRule { skip: 1, ..expected });
        let rule: FaultRule =
            serde_json::from_str(r#"{"fault":"lost-reply","times":null}"#).unwrap();
        assert_eq!(rule, FaultRule { times: None, ..FaultRule::next(Fault::LostReply) });
    }

    #[test]
    fn rules_without_end_are_not_taken() {
        let mut faults = Faults::default();
        assert!((0..MAX_RULES).all(|_| faults.add(FaultRule::next(Fault::Outage))));
        assert!(!faults.add(FaultRule::next(Fault::Outage)));
    }
}
