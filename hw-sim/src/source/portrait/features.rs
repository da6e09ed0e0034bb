//! What makes one face differ from another, drawn by lot from a look: proportions, colours of
//! skin and hair, hairdo, clothes, glasses, beard, lines of age.

use super::super::person::{Head, Look, Origin, Sex};
use super::super::random::Random;
use super::canvas::Colour;

#[derive(Debug, Clone)]
pub struct Features {
    pub skin: Colour,
    pub hair_colour: Colour,
    pub iris: Colour,
    pub lips: Colour,
    pub hair: Hair,
    pub cover: Option<Colour>,
    pub clothes: Clothes,
    pub cloth: Colour,
    pub accent: Colour,
    pub glasses: Glasses,
    pub beard: Beard,
    /// Half the width of the face at the eyes.
    pub face: f32,
    /// Half the width at the corner of the jaw.
    pub jaw: f32,
    pub chin: f32,
    pub eye: f32,
    pub eye_gap: f32,
    pub eye_tilt: f32,
    pub brow: f32,
    pub nose: f32,
    pub mouth: f32,
    pub smile: f32,
    pub woman: bool,
    /// 0 young, 1 old: lines and shadows.
    pub age: f32,
    pub earrings: bool,
    /// Draws what of a pattern may fall anyhow.
    pub seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hair {
    Short,
    SideParting,
    Quiff,
    Curls,
    Receding,
    Bald,
    Long,
    Bob,
    Bun,
    LongCurls,
    Hijab,
    Peci,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clothes {
    Shirt,
    Suit,
    Batik,
    Blouse,
    Kebaya,
    Blazer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glasses {
    None,
    Round,
    Square,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beard {
    None,
    Moustache,
    Goatee,
    Full,
}

impl Features {
    pub fn of(look: &Look) -> Self {
        let random = &mut Random::derive(look.seed, "features");
        let woman = look.sex == Sex::Woman;
        let age = ((f32::from(look.age) - 30.0) / 45.0).clamp(0.0, 1.0);
        let skin = skin(random, look.origin);
        let hair = hair(random, look);
        let width = random.between(90.0, 101.0) - if woman { 3.0 } else { 0.0 };
        Self {
            skin,
            hair_colour: hair_colour(random, look),
            iris: iris(random, look.origin),
            lips: skin.mix(Colour(178, 52, 66), if woman { 0.62 } else { 0.26 }),
            hair,
            cover: (hair == Hair::Hijab).then(|| random.pick(&HIJABS)),
            clothes: clothes(random, woman),
            cloth: random.pick(&CLOTHS),
            accent: random.pick(&ACCENTS),
            glasses: glasses(random, age),
            beard: if woman { Beard::None } else { beard(random, look.age) },
            face: width,
            jaw: width
                * if woman { random.between(0.70, 0.77) } else { random.between(0.76, 0.86) },
            chin: random.between(404.0, 418.0),
            eye: random.between(20.0, 23.5),
            eye_gap: random.between(39.5, 44.0),
            eye_tilt: random.between(-1.5, 2.5),
            brow: random.between(5.0, 8.0) * if woman { 0.72 } else { 1.15 },
            nose: random.between(17.0, 23.0) + if look.origin == Origin::East { 4.0 } else { 0.0 },
            mouth: random.between(30.0, 37.0),
            smile: random.between(2.0, 6.0),
            woman,
            age,
            earrings: woman && random.percent(60),
            seed: look.seed,
        }
    }
}

fn skin(random: &mut Random, origin: Origin) -> Colour {
    match origin {
        Origin::Archipelago => random.pick(&[
            Colour(238, 198, 164),
            Colour(228, 182, 144),
            Colour(216, 167, 126),
            Colour(203, 151, 110),
            Colour(187, 134, 96),
        ]),
        Origin::East => {
            random.pick(&[Colour(132, 90, 66), Colour(116, 76, 55), Colour(102, 67, 49)])
        }
        Origin::Abroad => random.pick(&[
            Colour(246, 214, 194),
            Colour(240, 203, 178),
            Colour(232, 190, 160),
            Colour(158, 110, 80),
        ]),
    }
}

fn hair_colour(random: &mut Random, look: &Look) -> Colour {
    let natural = match look.origin {
        Origin::Abroad => random.pick(&[
            Colour(92, 62, 40),
            Colour(176, 136, 84),
            Colour(60, 42, 32),
            Colour(140, 78, 44),
        ]),
        _ => random.pick(&[Colour(28, 23, 24), Colour(36, 28, 26), Colour(46, 34, 29)]),
    };
    let grey = (f32::from(look.age) - 48.0) / 26.0 * random.between(0.6, 1.3);
    natural.mix(Colour(204, 202, 200), grey.clamp(0.0, 0.92))
}

fn iris(random: &mut Random, origin: Origin) -> Colour {
    match origin {
        Origin::Abroad => {
            random.pick(&[Colour(92, 128, 158), Colour(98, 120, 84), Colour(106, 72, 44)])
        }
        _ => random.pick(&[Colour(58, 36, 24), Colour(74, 46, 28), Colour(46, 30, 22)]),
    }
}

fn hair(random: &mut Random, look: &Look) -> Hair {
    match (look.head, look.sex, look.origin) {
        (Head::Hijab, ..) => Hair::Hijab,
        (Head::Peci, ..) => Hair::Peci,
        (_, Sex::Man, Origin::East) => random.pick(&[Hair::Curls, Hair::Curls, Hair::Bald]),
        (_, Sex::Woman, Origin::East) => {
            random.pick(&[Hair::LongCurls, Hair::LongCurls, Hair::Bun])
        }
        (_, Sex::Woman, _) => {
            random.pick(&[Hair::Long, Hair::Long, Hair::Bob, Hair::Bun, Hair::LongCurls])
        }
        (_, Sex::Man, _) if look.age > 50 => {
            random.pick(&[Hair::Receding, Hair::SideParting, Hair::Short, Hair::Bald])
        }
        (_, Sex::Man, _) => {
            random.pick(&[Hair::Short, Hair::SideParting, Hair::Quiff, Hair::Short, Hair::Curls])
        }
    }
}

fn clothes(random: &mut Random, woman: bool) -> Clothes {
    match woman {
        true => random.pick(&[Clothes::Blouse, Clothes::Kebaya, Clothes::Blazer, Clothes::Batik]),
        false => random.pick(&[Clothes::Shirt, Clothes::Suit, Clothes::Batik, Clothes::Shirt]),
    }
}

fn glasses(random: &mut Random, age: f32) -> Glasses {
    if random.between(0.0, 1.0) > 0.16 + age * 0.35 {
        return Glasses::None;
    }
    random.pick(&[Glasses::Round, Glasses::Square])
}

fn beard(random: &mut Random, age: u8) -> Beard {
    match age {
        ..23 => Beard::None,
        _ => random.pick(&[
            Beard::None,
            Beard::None,
            Beard::None,
            Beard::Moustache,
            Beard::Moustache,
            Beard::Goatee,
            Beard::Full,
        ]),
    }
}

const HIJABS: [Colour; 10] = [
    Colour(240, 236, 228),
    Colour(36, 38, 46),
    Colour(190, 160, 140),
    Colour(118, 142, 128),
    Colour(94, 60, 84),
    Colour(214, 172, 176),
    Colour(48, 78, 112),
    Colour(168, 132, 92),
    Colour(150, 156, 170),
    Colour(60, 104, 100),
];

const CLOTHS: [Colour; 9] = [
    Colour(238, 240, 244),
    Colour(188, 206, 226),
    Colour(44, 52, 70),
    Colour(92, 106, 92),
    Colour(120, 62, 58),
    Colour(66, 74, 84),
    Colour(206, 196, 178),
    Colour(52, 92, 100),
    Colour(104, 84, 118),
];

const ACCENTS: [Colour; 6] = [
    Colour(150, 40, 48),
    Colour(36, 66, 120),
    Colour(196, 148, 64),
    Colour(70, 110, 80),
    Colour(110, 60, 110),
    Colour(66, 44, 34),
];
