//! One logical command as the APDUs that a reader passes: extended where both sides take it, else
//! wrapped first and then chained (ISO/IEC 7816-4 §5.3.3); an answer in parts is fetched by
//! GET RESPONSE (§11.8.1).

use zeroize::Zeroizing;

use super::apdu::{CommandApdu, MAX_ANSWER, MAX_SHORT_ANSWER, MAX_SHORT_DATA, ResponseApdu};
use super::profile::ApduLengths;

/// CLA bit of every command of a chain but the last.
const MORE_FOLLOWS: u8 = 0x10;
/// GET RESPONSE after one command, at most.
pub const MAX_CONTINUATIONS: usize = MAX_ANSWER / MAX_SHORT_ANSWER;

/// One logical command under way.
#[derive(Debug)]
pub struct Exchange {
    chain: std::vec::IntoIter<CommandApdu>,
    data: Zeroizing<Vec<u8>>,
    continuations: usize,
}

/// What comes after an answer on the line.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    Send(CommandApdu),
    /// The answer to the logical command.
    Whole(ResponseApdu),
}

impl Exchange {
    /// And what goes over the line first.
    pub fn begin(command: &CommandApdu, lengths: ApduLengths) -> (Self, CommandApdu) {
        let mut chain = pieces(command, lengths).into_iter();
        let first = chain.next().unwrap_or_else(|| command.clone());
        (Self { chain, data: Zeroizing::default(), continuations: 0 }, first)
    }

    /// A chain goes on only after a bare 9000. Fetching ends after `MAX_CONTINUATIONS`, whatever
    /// the card still offers: then with its 61XX.
    pub fn answered(&mut self, answer: ResponseApdu) -> Next {
        let status_word = answer.status_word();
        if let Some(piece) = self.chain.next() {
            return match (status_word.is_success(), answer.data()) {
                (true, []) => Next::Send(piece),
                _ => Next::Whole(answer),
            };
        }
        let mut data = Zeroizing::new(Vec::with_capacity(self.data.len() + answer.data().len()));
        data.extend_from_slice(&self.data);
        data.extend_from_slice(answer.data());
        self.data = data;
        match status_word.bytes_waiting() {
            Some(bytes) if self.continuations < MAX_CONTINUATIONS => {
                self.continuations += 1;
                Next::Send(CommandApdu::new(0x00, 0xC0, 0x00, 0x00).expecting(bytes))
            }
            _ => Next::Whole(ResponseApdu::new(std::mem::take(&mut self.data), status_word)),
        }
    }
}

fn pieces(command: &CommandApdu, lengths: ApduLengths) -> Vec<CommandApdu> {
    if lengths == ApduLengths::Extended || !command.is_extended() {
        return vec![command.clone()];
    }
    let CommandApdu { cla, ins, p1, p2, .. } = *command;
    let expected = command.expected().map(|ne| ne.min(MAX_SHORT_ANSWER));
    let mut chunks: Vec<&[u8]> = command.data().chunks(MAX_SHORT_DATA).collect();
    let last = CommandApdu::new(cla, ins, p1, p2)
        .with_data(Zeroizing::new(chunks.pop().unwrap_or_default().to_vec()));
    let more = |chunk: &[u8]| {
        CommandApdu::new(cla | MORE_FOLLOWS, ins, p1, p2).with_data(Zeroizing::new(chunk.to_vec()))
    };
    let last = match expected {
        Some(ne) => last.expecting(ne),
        None => last,
    };
    chunks.into_iter().map(more).chain([last]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chip::status_word::StatusWord;

    #[test]
    fn what_fits_a_short_apdu_is_left_alone() {
        let command = CommandApdu::new(0x84, 0xD6, 1, 2).with_data(vec![7; 255]).expecting(256);
        for lengths in [ApduLengths::Short, ApduLengths::Extended] {
            assert_eq!(pieces(&command, lengths), std::slice::from_ref(&command));
        }
    }

    #[test]
    fn a_long_command_is_chained_for_a_short_reader_only() {
        let data: Vec<u8> = (0..600).map(|i| i as u8).collect();
        let command = CommandApdu::new(0x84, 0xD6, 1, 2).with_data(data.clone()).expecting(300);
        assert_eq!(pieces(&command, ApduLengths::Extended), std::slice::from_ref(&command));
        let chain = pieces(&command, ApduLengths::Short);
        assert_eq!(chain.iter().map(|piece| piece.cla).collect::<Vec<_>>(), [0x94, 0x94, 0x84]);
        assert!(chain.iter().all(|piece| (piece.ins, piece.p1p2()) == (0xD6, 0x0102)));
        assert_eq!(chain.iter().flat_map(|piece| piece.data().to_vec()).collect::<Vec<_>>(), data);
        let expected: Vec<_> = chain.iter().map(CommandApdu::expected).collect();
        assert_eq!(expected, [None, None, Some(256)]);
    }

    #[test]
    fn a_long_read_without_data_asks_for_what_a_short_le_can() {
        let read = CommandApdu::new(0x00, 0xB0, 0, 0).expecting(2000);
        let short = CommandApdu::new(0x00, 0xB0, 0, 0).expecting(256);
        assert_eq!(pieces(&read, ApduLengths::Short), [short]);
    }

    fn plain() -> CommandApdu {
        CommandApdu::new(0x00, 0xB0, 0, 0).expecting(256)
    }

    #[test]
    fn a_chain_goes_on_after_a_bare_9000_only() {
        let command = CommandApdu::new(0x84, 0xD6, 1, 2).with_data(vec![7; 300]);
        let done = || ResponseApdu::new(vec![], StatusWord::SUCCESS);
        let (mut exchange, first) = Exchange::begin(&command, ApduLengths::Short);
        assert_eq!((first.cla, first.data().len()), (0x94, 255));
        assert!(matches!(exchange.answered(done()), Next::Send(last) if last.data().len() == 45));
        assert_eq!(exchange.answered(done()), Next::Whole(done()));
        for answer in [
            ResponseApdu::new(vec![], StatusWord::MEMORY_FAILURE),
            ResponseApdu::new(vec![1], StatusWord::SUCCESS),
        ] {
            let (mut exchange, _) = Exchange::begin(&command, ApduLengths::Short);
            assert_eq!(exchange.answered(answer.clone()), Next::Whole(answer));
        }
    }

    #[test]
    fn an_answer_in_parts_is_put_together() {
        let (mut exchange, _) = Exchange::begin(&plain(), ApduLengths::Short);
        let more = exchange.answered(ResponseApdu::new(vec![1, 2], StatusWord(0x6103)));
        assert_eq!(more, Next::Send(CommandApdu::new(0, 0xC0, 0, 0).expecting(3)));
        let whole = exchange.answered(ResponseApdu::new(vec![3, 4, 5], StatusWord::SUCCESS));
        let expected = ResponseApdu::new(vec![1, 2, 3, 4, 5], StatusWord::SUCCESS);
        assert_eq!(whole, Next::Whole(expected));
    }

    #[test]
    fn a_card_that_never_ends_its_answer_is_cut_off() {
        let (mut exchange, _) = Exchange::begin(&plain(), ApduLengths::Short);
        let mut endless = || exchange.answered(ResponseApdu::new(vec![7; 256], StatusWord(0x6100)));
        let asked = (0..).take_while(|_| matches!(endless(), Next::Send(_))).count();
        assert_eq!(asked, MAX_CONTINUATIONS);
    }
}
