//! Command chaining (ISO/IEC 7816-4 §5.3.3): pieces with CLA bit 10h are put together before
//! anything else looks at them, so secure messaging covers the logical command.

use super::apdu::{Command, StatusWord};

const CHAINED: u8 = 0x10;
/// Most bytes of a logical command: what an extended Lc can say.
const MAX_LOGICAL_DATA: usize = 65_535;

/// The pieces so far.
#[derive(Default)]
pub(super) struct Chain(Option<Command>);

pub(super) enum Link {
    /// Taken; more to come.
    Pending,
    Complete(Command),
}

impl Chain {
    /// An error forgets what was gathered.
    pub fn take(&mut self, mut piece: Command) -> Result<Link, StatusWord> {
        let last = piece.cla & CHAINED == 0;
        piece.cla &= !CHAINED;
        let logical = match self.0.take() {
            None => piece,
            Some(head) => join(head, piece)?,
        };
        if last {
            return Ok(Link::Complete(logical));
        }
        self.0 = Some(logical);
        Ok(Link::Pending)
    }
}

fn join(mut head: Command, piece: Command) -> Result<Command, StatusWord> {
    let name = |c: &Command| (c.cla, c.ins, c.p1, c.p2);
    if name(&head) != name(&piece) {
        return Err(StatusWord::LAST_OF_CHAIN_EXPECTED);
    }
    if head.data.len() + piece.data.len() > MAX_LOGICAL_DATA {
        return Err(StatusWord::WRONG_LENGTH);
    }
    head.data.extend(piece.data);
    head.expected = piece.expected;
    head.extended |= piece.extended;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::tests::hex;

    fn piece(bytes: &str) -> Command {
        Command::parse(&hex(bytes)).unwrap()
    }

    #[test]
    fn pieces_become_one_command_with_the_last_ones_le() {
        let mut chain = Chain::default();
        assert!(matches!(chain.take(piece("94D6000002AABB")), Ok(Link::Pending)));
        let Ok(Link::Complete(command)) = chain.take(piece("84D6000001CC10")) else {
            panic!("the chain is complete");
        };
        assert!(command == piece("84D6000003AABBCC10"));
    }

    #[test]
    fn another_command_in_between_ends_the_chain() {
        let mut chain = Chain::default();
        assert!(chain.take(piece("94D6000002AABB")).is_ok());
        let refused = chain.take(piece("84D6000101CC")).err();
        assert_eq!(refused, Some(StatusWord::LAST_OF_CHAIN_EXPECTED));
        let Ok(Link::Complete(command)) = chain.take(piece("84D6000101CC")) else {
            panic!("a new command starts afresh");
        };
        assert_eq!(command.data, [0xCC]);
    }

    #[test]
    fn a_chain_without_end_is_refused_at_its_limit() {
        let mut chain = Chain::default();
        let longest = [&hex("94D60000FF")[..], &[0; 255]].concat();
        let longest = Command::parse(&longest).unwrap();
        for _ in 0..257 {
            assert!(chain.take(longest.clone()).is_ok());
        }
        let refused = chain.take(longest).err();
        assert_eq!(refused, Some(StatusWord::WRONG_LENGTH), "258 × 255 > 65,535");
    }
}
