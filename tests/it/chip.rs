//! The chip room against the simulator's card, in one process: two implementations of SCP03 that
//! share no code must agree at every key length, mode and level, and every fault at every command
//! must end in the right error, with the truth about what lies on the chip.

use cetakd::chip::{
    Before, Card, CardKeys, ChipContents, ChipError, ChipImage, ChipProfile, ChipReading, Failure,
    Fault, LifeCycle, Session, Verdict, erase, life_cycle, personalize, read_back,
};
use hw_sim::card::{Chip, ChipOrder, Flaw};

const PROFILE: &str = include_str!("../../card-layouts/ktp-el/chip.toml");
const MASTER: [u8; 32] = [0x4D; 32];
const UID: [u8; 7] = [0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6];

/// A chip on a desk, the profile both sides read, and how often the line was used.
struct Bench {
    chip: Chip,
    profile: ChipProfile,
    keys: CardKeys,
    extended: bool,
    transmitted: u32,
    drawn: u8,
}

/// The card went silent.
#[derive(Debug, PartialEq)]
struct Silent;

struct Line<'a> {
    chip: &'a mut Chip,
    extended: bool,
    transmitted: &'a mut u32,
}

impl Card for Line<'_> {
    type Error = Silent;

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Silent> {
        assert!(self.extended || command.len() <= 261, "a long APDU over a short line");
        *self.transmitted += 1;
        self.chip.transmit(command).answer.ok_or(Silent)
    }

    fn extended_length(&self) -> bool {
        self.extended
    }
}

impl Bench {
    fn new(profile: &str, s16: bool) -> Self {
        let theirs = hw_sim::card::ChipProfile::parse(profile).expect("the simulator's profile");
        let order = ChipOrder { uid: UID.to_vec(), master_key: &MASTER, profile: &theirs, s16 };
        let mut chip = Chip::manufacture(&order);
        chip.power_on();
        let profile = ChipProfile::parse(profile).expect("our profile");
        let keys = CardKeys::derive(&MASTER, &UID, profile.channel.key_length);
        Self { chip, profile, keys, extended: false, transmitted: 0, drawn: 0 }
    }

    fn shipped() -> Self {
        Self::new(PROFILE, false)
    }

    fn image(&self) -> ChipImage {
        ChipImage::build(&self.profile, &contents()).unwrap()
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Line<'_>, &mut Session<'_>) -> T) -> T {
        let Self { chip, profile, keys, extended, transmitted, drawn } = self;
        let mut random = |bytes: &mut [u8]| {
            *drawn = drawn.wrapping_add(1);
            bytes.fill(*drawn);
        };
        let mut session = Session { profile, keys, random: &mut random };
        act(&mut Line { chip, extended: *extended, transmitted }, &mut session)
    }

    fn personalize(&mut self, before: Before) -> Result<ChipReading, Failure<Silent>> {
        let image = self.image();
        self.with(|card, session| personalize(card, session, &image, before))
    }

    fn read_back(&mut self) -> Result<ChipReading, Failure<Silent>> {
        self.with(|card, session| read_back(card, session))
    }

    fn erase(&mut self) -> Result<(), Failure<Silent>> {
        self.with(|card, session| erase(card, session))
    }

    /// The truth, past the protocol.
    fn holds_nothing(&self) -> bool {
        self.chip.files().all(|(_, bytes)| bytes.iter().all(|&byte| byte == 0))
    }
}

fn contents() -> ChipContents {
    let picture = |length: usize| (0..length).map(|i| (i * 7 % 251) as u8).collect::<Vec<_>>();
    ChipContents::new()
        .with("photo", picture(2900))
        .with_fields("control", &[(0x80, b"ktp-el-spesimen"), (0x81, &[1])])
        .unwrap()
        .with_fields("biodata", &[(0x80, b"9999010101900001"), (0x81, b"SPESIMEN")])
        .unwrap()
        .with("signature_image", picture(1500))
        .with("minutiae_1", picture(400))
        .with("minutiae_2", picture(0))
        .with_fields("data_signature", &[(0x80, &[b'a'; 64]), (0x81, &[9; 64])])
        .unwrap()
}

#[test]
fn a_virgin_chip_is_personalized_read_back_and_locked() {
    let mut bench = Bench::shipped();
    let reading = bench.personalize(Before::Virgin).unwrap();
    let image = bench.image();
    assert!(reading.compare(&image).iter().all(|(_, verdict)| *verdict == Verdict::Equal));
    for file in &bench.profile.files {
        assert_eq!(bench.chip.file(file.id), image.file(&file.name), "{}", file.name);
    }
    assert_eq!(bench.chip.life_cycle(), 0x05);
    assert_eq!(*reading.signed_message().unwrap(), *image.signed_message());
    let fields = reading.fields("biodata").unwrap().unwrap();
    assert_eq!((fields[1].tag, fields[1].value), (0x81, &b"SPESIMEN"[..]));
}

/// Key length × mode × level × what an empty command becomes × command size × line.
#[test]
fn both_sides_agree_in_every_way_a_channel_can_be() {
    let mut ways = 0;
    for key_length in [16, 24, 32] {
        for level in ["0x01", "0x03", "0x11", "0x13", "0x33"] {
            for empty in ["mac-only", "encrypted-block"] {
                for (size, extended_length) in
                    [(100, false), (223, false), (700, false), (900, true)]
                {
                    let profile = PROFILE
                        .replace("key_length = 16", &format!("key_length = {key_length}"))
                        .replace("0x33 ", &format!("{level} "))
                        .replace("\"mac-only\"", &format!("{empty:?}"))
                        .replace("= 223", &format!("= {size}"))
                        .replace("length = false", &format!("length = {extended_length}"));
                    for s16 in [false, true] {
                        let mut bench = Bench::new(&profile, s16);
                        bench.extended = extended_length;
                        let channel = &bench.profile.channel;
                        assert_eq!(channel.key_length.bytes(), key_length);
                        assert_eq!(format!("0x{}", channel.protection.level), level);
                        assert_eq!(channel.max_command_data, size);
                        assert_eq!(channel.extended_length, extended_length);
                        let done = bench.personalize(Before::Virgin);
                        let way = format!("{key_length} {level} {empty} {size} s16 {s16}");
                        assert!(done.is_ok(), "{way}: {:?}", done.unwrap_err());
                        ways += 1;
                    }
                }
            }
        }
    }
    assert_eq!(ways, 3 * 5 * 2 * 4 * 2);
}

#[test]
fn a_chip_that_is_not_virgin_is_refused_before_anything_is_written() {
    let mut bench = Bench::shipped();
    bench.personalize(Before::Virgin).unwrap();
    let before: Vec<_> = bench.chip.files().map(|(_, bytes)| bytes.to_vec()).collect();
    let failure = bench.personalize(Before::Virgin).unwrap_err();
    assert!(!failure.written);
    let chip = |fault| match fault {
        Fault::Chip(error) => error,
        Fault::Line(Silent) => panic!("the line was silent"),
    };
    assert_eq!(chip(failure.fault), ChipError::NotVirgin(LifeCycle::Activated));
    assert!(bench.chip.files().map(|(_, bytes)| bytes).eq(before.iter().map(Vec::as_slice)));
    bench.personalize(Before::Written).expect("rewritable under the channel");
}

#[test]
fn a_chip_with_other_keys_fails_authentication_and_stays_untouched() {
    let mut bench = Bench::shipped();
    bench.chip.flaw(Flaw::WrongKeys);
    let failure = bench.personalize(Before::Virgin).unwrap_err();
    assert!(!failure.written && bench.holds_nothing());
    assert!(matches!(failure.fault, Fault::Chip(ChipError::Authentication(_))), "{failure:?}");
}

#[test]
fn a_broken_response_mac_breaks_the_channel() {
    let mut bench = Bench::shipped();
    bench.chip.flaw(Flaw::WrongMac);
    let failure = bench.personalize(Before::Virgin).unwrap_err();
    assert!(matches!(failure.fault, Fault::Chip(ChipError::Channel { .. })), "{failure:?}");
}

#[test]
fn a_memory_that_fails_says_where_and_leaves_a_written_chip() {
    let mut bench = Bench::shipped();
    bench.chip.flaw(Flaw::WriteFails { after_writes: 3 });
    let failure = bench.personalize(Before::Virgin).unwrap_err();
    assert!(failure.written && !bench.holds_nothing());
    let Fault::Chip(error) = failure.fault else { panic!("the line was silent") };
    let text = "card refused UPDATE BINARY of photo at 669: 6581 (memory failure)";
    assert_eq!(error.to_string(), text);
}

#[test]
fn bit_rot_is_seen_by_reading_back_and_the_chip_is_not_locked() {
    let mut bench = Bench::shipped();
    bench.chip.flaw(Flaw::BitRot);
    let failure = bench.personalize(Before::Virgin).unwrap_err();
    assert!(failure.written);
    let Fault::Chip(ChipError::ReadBackDiffers { files }) = failure.fault else {
        panic!("bit rot went unseen");
    };
    assert_eq!(files.len(), bench.profile.files.len());
    assert_eq!(bench.chip.life_cycle(), 0x03);
}

#[test]
fn answers_cut_short_are_no_answers() {
    for bytes in [0, 1] {
        let mut bench = Bench::shipped();
        bench.chip.flaw(Flaw::ShortAnswers { bytes });
        let failure = bench.personalize(Before::Virgin).unwrap_err();
        assert!(!failure.written && bench.holds_nothing());
        assert!(matches!(failure.fault, Fault::Chip(ChipError::Answer { .. })), "{failure:?}");
    }
}

#[test]
fn whichever_command_the_card_falls_silent_at_the_failure_tells_the_truth() {
    let mut whole = Bench::shipped();
    whole.personalize(Before::Virgin).unwrap();
    for commands in 0..whole.transmitted {
        let mut bench = Bench::shipped();
        bench.chip.flaw(Flaw::MuteAfter(commands));
        let failure = bench.personalize(Before::Virgin).expect_err("the card fell silent");
        assert!(matches!(failure.fault, Fault::Line(Silent)), "{failure:?}");
        assert!(failure.written || bench.holds_nothing(), "silent after {commands}");
        assert!(!failure.written || commands >= 3, "nothing was sent, silent after {commands}");

        // The same card, powered up again: evidence, then all of it once more.
        bench.chip.flaw(Flaw::None);
        bench.chip.power_on();
        let image = bench.image();
        let reading = bench.read_back().unwrap();
        assert_eq!(reading.is_virgin(), bench.holds_nothing(), "silent after {commands}");
        let truth = |(name, verdict): &(String, Verdict)| {
            let id = bench.profile.file(name).unwrap().id;
            (*verdict == Verdict::Equal) == (bench.chip.file(id) == image.file(name))
        };
        assert!(reading.compare(&image).iter().all(truth));
        bench.personalize(Before::Written).unwrap();
        assert_eq!(bench.chip.life_cycle(), 0x05);
    }
}

#[test]
fn a_write_torn_by_a_power_cut_reads_back_as_different() {
    let mut bench = Bench::shipped();
    bench.chip.flaw(Flaw::TornWrite { after_writes: 5 });
    assert!(bench.personalize(Before::Virgin).unwrap_err().written);
    bench.chip.flaw(Flaw::None);
    bench.chip.power_on();
    let image = bench.image();
    let verdicts = bench.read_back().unwrap().compare(&image);
    assert_eq!(verdicts[0], ("photo".to_owned(), Verdict::Different));
    assert!(verdicts[1..].iter().all(|(_, verdict)| *verdict == Verdict::AsVirgin));
}

#[test]
fn erasing_leaves_nothing_on_a_locked_chip() {
    let mut bench = Bench::shipped();
    bench.personalize(Before::Virgin).unwrap();
    bench.erase().unwrap();
    assert!(bench.holds_nothing());
    assert!(bench.read_back().unwrap().is_virgin());
}

#[test]
fn a_chip_that_can_not_be_erased_is_not_called_erased() {
    let once = PROFILE.replace("rewritable = true", "rewritable = false");
    let mut bench = Bench::new(&once, false);
    bench.personalize(Before::Virgin).unwrap();
    let failure = bench.erase().unwrap_err();
    assert!(failure.written && !bench.holds_nothing());
    assert!(matches!(failure.fault, Fault::Chip(ChipError::Refused { .. })), "{failure:?}");

    let mut bench = Bench::shipped();
    bench.personalize(Before::Virgin).unwrap();
    bench.chip.flaw(Flaw::BitRot);
    let failure = bench.erase().unwrap_err();
    assert!(failure.written);
    assert!(matches!(failure.fault, Fault::Chip(ChipError::ReadBackDiffers { .. })));
}

#[test]
fn a_terminated_chip_and_one_of_others_are_told_apart() {
    let mut bench = Bench::shipped();
    bench.chip.flaw(Flaw::Terminated);
    let failure = bench.personalize(Before::Virgin).unwrap_err();
    assert!(!failure.written);
    let other = PROFILE.replace("F0434554414B01", "F0434554414B02");
    bench.profile = ChipProfile::parse(&other).unwrap();
    bench.chip.flaw(Flaw::None);
    let failure = bench.personalize(Before::Virgin).unwrap_err();
    assert!(matches!(failure.fault, Fault::Chip(ChipError::NoApplication)), "{failure:?}");
}

#[test]
fn the_life_cycle_is_read_without_a_key() {
    let mut bench = Bench::shipped();
    let read = |bench: &mut Bench| {
        bench.with(|card, session| life_cycle(card, session.profile)).expect("a life cycle")
    };
    assert_eq!(read(&mut bench), LifeCycle::Initialisation);
    bench.personalize(Before::Virgin).unwrap();
    assert_eq!(read(&mut bench), LifeCycle::Activated);
}

#[test]
fn every_channel_has_a_challenge_of_its_own() {
    let mut bench = Bench::shipped();
    bench.personalize(Before::Virgin).unwrap();
    // Writing, reading back, locking: three channels, each with challenges for both modes.
    assert_eq!(bench.drawn, 6);
}

/// A card that answers whatever it likes, from a seed.
struct Hostile(u64);

impl Card for Hostile {
    type Error = Silent;

    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, Silent> {
        let mut next = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 56) as u8
        };
        let length = match next() % 4 {
            0 => usize::from(next() % 4),
            1 => 65_538,
            _ => usize::from(next()),
        };
        let mut answer: Vec<u8> = (0..length).map(|_| next()).collect();
        if let [.., sw1, sw2] = answer.as_mut_slice() {
            [*sw1, *sw2] =
                [[0x90, 0x00], [0x61, 0x00], [0x63, 0x00], [*sw1, *sw2]][usize::from(next() % 4)];
        }
        Ok(answer)
    }
}

#[test]
fn a_hostile_card_gets_an_error_and_no_data() {
    let bench = Bench::shipped();
    let image = bench.image();
    for seed in 0..300 {
        let mut random = |bytes: &mut [u8]| bytes.fill(7);
        let (profile, keys) = (&bench.profile, &bench.keys);
        let mut session = Session { profile, keys, random: &mut random };
        let failure = personalize(&mut Hostile(seed), &mut session, &image, Before::Virgin);
        assert!(!failure.expect_err("a hostile card").written, "seed {seed}");
    }
}
