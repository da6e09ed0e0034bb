//! A population by seed: the fixed cast first, then generated people of both sexes, all record
//! states, both photo backgrounds and both kinds of card. The same seed makes the same people.

use std::collections::BTreeMap;

use super::cast;
use super::names;
use super::person::{Biodata, Head, Kind, Look, Origin, Person, STATES, Sex, Trouble, Wall, Wish};
use super::random::Random;

/// People generated beside the cast; more serve no test and cost memory.
pub const MAX_GENERATED: usize = 100_000;

/// Everybody the source has heard of, by NIK.
#[derive(Debug, Clone)]
pub struct Population {
    people: BTreeMap<String, Person>,
    /// NIKs of generated people in the order of making.
    generated: Vec<String>,
}

impl Population {
    /// The cast and `generated` more people (at most `MAX_GENERATED`).
    pub fn new(seed: u64, generated: usize) -> Self {
        let people = cast::people().into_iter().map(|p| (p.biodata.nik.clone(), p)).collect();
        let mut population = Self { people, generated: Vec::new() };
        for index in 0..generated.min(MAX_GENERATED) {
            population.add(generate(seed, index));
        }
        population
    }

    /// Generated people look like one of the first so many: drawing a look takes longest.
    pub fn share_looks(&mut self, looks: usize) {
        let drawn: Vec<Look> = self.generated().take(looks.max(1)).map(|one| one.look).collect();
        for (nik, look) in self.generated.iter().zip(drawn.iter().cycle()) {
            if let Some(person) = self.people.get_mut(nik) {
                person.look = *look;
            }
        }
    }

    pub fn person(&self, nik: &str) -> Option<&Person> {
        self.people.get(nik)
    }

    /// In the order of NIK.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// People after `nik`, in the order of NIK; all for an empty `nik`.
    pub fn after(&self, nik: &str) -> impl Iterator<Item = &Person> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.people.range::<str, _>((Excluded(nik), Unbounded)).map(|(_, person)| person)
    }

    /// The people beside the cast, in the order of making.
    pub fn generated(&self) -> impl Iterator<Item = &Person> {
        self.generated.iter().filter_map(|nik| self.people.get(nik))
    }

    /// Raises the serial until the NIK is free, as a registry office would.
    fn add(&mut self, mut person: Person) {
        while self.people.contains_key(&person.biodata.nik) {
            let (place, serial) = person.biodata.nik.split_at(12);
            let next = serial.parse::<u16>().map_or(1, |serial| serial % 9_999 + 1);
            person.biodata.nik = format!("{place}{next:04}");
        }
        self.generated.push(person.biodata.nik.clone());
        self.people.insert(person.biodata.nik.clone(), person);
    }
}

/// A date of birth, civil.
#[derive(Debug, Clone, Copy)]
pub struct Birth {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl Birth {
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    pub fn wall(self) -> Wall {
        if self.year % 2 == 1 { Wall::Red } else { Wall::Blue }
    }
}

/// `99KKCC DDMMYY SSSS`, a woman's day raised by forty.
pub fn nik(area: u16, birth: Birth, sex: Sex, serial: u16) -> String {
    let day = birth.day + if sex == Sex::Woman { 40 } else { 0 };
    format!("99{area:04}{day:02}{:02}{:02}{serial:04}", birth.month, birth.year % 100)
}

/// Every twelfth comes from abroad, every fourth is in a state that does not print.
fn generate(seed: u64, index: usize) -> Person {
    let random = &mut Random::derive(seed.wrapping_add(index as u64), "person");
    let sex = random.pick(&[Sex::Man, Sex::Woman]);
    let birth = Birth {
        year: 1941 + random.below(68) as u16,
        month: 1 + random.below(12) as u8,
        day: 1 + random.below(28) as u8,
    };
    let foreign = index % 12 == 11;
    let kind = if foreign { Kind::ForeignResident } else { Kind::Citizen };
    let biodata = if foreign {
        foreign_resident(random, sex, birth, index)
    } else {
        citizen(random, sex, birth)
    };
    let state =
        if index % 4 == 3 { STATES[index / 4 % STATES.len()] } else { "PRINT_READY_RECORD" };
    let look = look(random, sex, birth, kind, &biodata);
    let since = format!(
        "2026-{:02}-{:02}T{:02}:{:02}:00Z",
        9 + random.below(2),
        1 + random.below(28),
        random.below(10),
        random.below(60)
    );
    let state = state.to_owned();
    Person { kind, biodata, state, since, wish: wish(index), look, trouble: Trouble::Nothing }
}

/// Most wait for a first card; of each ten one has lost it, one broken it, one had it in a flood.
fn wish(index: usize) -> Wish {
    let (lost, broken) = (&["surat_kehilangan"][..], &["ktp_rusak"][..]);
    match index % 10 {
        4 => Wish { reason: "hilang", papers: lost, disaster: false },
        6 => Wish { reason: "rusak", papers: broken, disaster: false },
        8 => Wish { reason: "hilang", papers: lost, disaster: true },
        _ => Wish::FIRST,
    }
}

fn citizen(random: &mut Random, sex: Sex, birth: Birth) -> Biodata {
    let (kabupaten_kota, provinsi) = random.pick(&names::REGIONS);
    // Now and then NIK and record disagree, as they lawfully may.
    let registered =
        if random.percent(2) { Birth { day: 1 + birth.day % 28, ..birth } } else { birth };
    let age = 2026 - birth.year;
    let marital = match age {
        _ if random.percent(4) => random.pick(&names::MARITAL_UNUSUAL),
        ..24 => names::MARITAL[0],
        _ => random.pick(&names::MARITAL),
    };
    let occupation = match age {
        _ if random.percent(4) => random.pick(&names::OCCUPATIONS_UNUSUAL),
        ..22 => "PELAJAR/MAHASISWA",
        _ => random.pick(&names::OCCUPATIONS),
    };
    Biodata {
        nik: nik(
            101 + random.below(9) as u16 * 100 + random.below(20) as u16,
            registered,
            sex,
            1 + random.below(60) as u16,
        ),
        nama: name(random, sex),
        tempat_lahir: random.pick(&names::BIRTHPLACES).to_owned(),
        tanggal_lahir: birth.iso(),
        jenis_kelamin: match sex {
            Sex::Man => "LAKI-LAKI",
            Sex::Woman => "PEREMPUAN",
        }
        .to_owned(),
        golongan_darah: random.pick(&names::BLOOD_GROUPS).to_owned(),
        alamat: random.pick(&names::STREETS).to_owned(),
        rt: format!("{:03}", 1 + random.below(24)),
        rw: format!("{:03}", 1 + random.below(18)),
        kel_desa: random.pick(&names::VILLAGES).to_owned(),
        kecamatan: random.pick(&names::DISTRICTS).to_owned(),
        kabupaten_kota: kabupaten_kota.to_owned(),
        provinsi: provinsi.to_owned(),
        agama: random.pick(&names::RELIGIONS).to_owned(),
        status_perkawinan: marital.to_owned(),
        pekerjaan: occupation.to_owned(),
        kewarganegaraan: "WNI".to_owned(),
        berlaku_hingga: "SEUMUR HIDUP".to_owned(),
        tempat_terbit: kabupaten_kota.to_owned(),
        tanggal_terbit: format!("2026-10-{:02}", 1 + random.below(28)),
    }
}

/// One word to four, one in five with a title or another lawful sign.
fn name(random: &mut Random, sex: Sex) -> String {
    let given = match sex {
        Sex::Man => &names::MEN,
        Sex::Woman => &names::WOMEN,
    };
    let mut words = vec![random.pick(given)];
    let parts = random.pick(&[1, 2, 2, 2, 3, 3, 4]);
    if parts == 1 {
        return random.pick(&names::FAMILY).to_owned();
    }
    if parts > 2 {
        words.push(random.pick(given));
    }
    if parts > 3 {
        words.push(random.pick(&names::FAMILY));
    }
    words.push(random.pick(&names::FAMILY));
    let plain = words.join(" ");
    if random.percent(20) { random.pick(&names::FORMS).replace("{}", &plain) } else { plain }
}

fn foreign_resident(random: &mut Random, sex: Sex, birth: Birth, index: usize) -> Biodata {
    let (nationality, man, woman, family) = names::ABROAD[index / 12 % names::ABROAD.len()];
    let given = if sex == Sex::Man { man } else { woman };
    Biodata {
        nama: format!("{given} {family}"),
        tempat_lahir: nationality.to_owned(),
        jenis_kelamin: if sex == Sex::Man { "MALE" } else { "FEMALE" }.to_owned(),
        agama: random.pick(&names::RELIGIONS_ABROAD).to_owned(),
        status_perkawinan: random.pick(&names::MARITAL_ABROAD).to_owned(),
        pekerjaan: random.pick(&names::OCCUPATIONS_ABROAD).to_owned(),
        kewarganegaraan: nationality.to_owned(),
        berlaku_hingga: format!("{:02}-{:02}-2031", 1 + random.below(28), 1 + random.below(12)),
        ..citizen(random, sex, birth)
    }
}

fn look(random: &mut Random, sex: Sex, birth: Birth, kind: Kind, biodata: &Biodata) -> Look {
    let origin = match kind {
        Kind::ForeignResident => Origin::Abroad,
        Kind::Citizen if random.percent(12) => Origin::East,
        Kind::Citizen => Origin::Archipelago,
    };
    let head = match (biodata.agama.as_str(), sex) {
        ("ISLAM", Sex::Woman) if random.percent(75) => Head::Hijab,
        ("ISLAM", Sex::Man) if random.percent(30) => Head::Peci,
        _ => Head::Bare,
    };
    let age = (2026 - birth.year).clamp(17, 90) as u8;
    Look { seed: random.draw(), sex, age, wall: birth.wall(), origin, head }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_people() {
        let one: Vec<_> = Population::new(7, 100).people().cloned().collect();
        let two: Vec<_> = Population::new(7, 100).people().cloned().collect();
        let other: Vec<_> = Population::new(8, 100).people().cloned().collect();
        assert_eq!(one, two);
        assert_ne!(one, other);
    }

    #[test]
    fn every_nik_keeps_the_rules() {
        let population = Population::new(1, 3_000);
        assert_eq!(population.generated().count(), 3_000);
        assert_eq!(population.people().count(), 3_000 + cast::CAST.len());
        for person in population.people() {
            let nik = &person.biodata.nik;
            let pair = |at: usize| nik[at..at + 2].parse::<u8>().unwrap();
            assert_eq!((nik.len(), pair(0)), (16, 99), "{nik}");
            assert!(matches!(pair(6), 1..=31 | 41..=71) && matches!(pair(8), 1..=12), "{nik}");
            assert_ne!(&nik[12..], "0000");
            assert_eq!(pair(6) > 40, person.look.sex == Sex::Woman);
            assert_eq!(nik[10..12], person.biodata.tanggal_lahir[2..4]);
        }
    }

    #[test]
    fn all_states_kinds_sexes_and_walls_occur() {
        let population = Population::new(3, 400);
        let mut states = BTreeSet::new();
        let mut shapes = BTreeSet::new();
        for person in population.generated() {
            states.insert(person.state.as_str());
            shapes.insert(format!("{:?} {:?}", person.kind, person.look.sex));
            shapes.insert(format!("{:?} {:?}", person.look.wall, person.look.head));
        }
        assert_eq!(states, BTreeSet::from(STATES));
        assert_eq!(shapes.len(), 4 + 6, "{shapes:?}");
    }

    #[test]
    fn the_wall_follows_the_year_of_birth() {
        for person in Population::new(5, 200).people() {
            let odd = person.biodata.tanggal_lahir[..4].parse::<u16>().unwrap() % 2 == 1;
            assert_eq!(person.look.wall == Wall::Red, odd);
        }
    }

    #[test]
    fn a_page_goes_on_after_the_last_nik_of_the_page_before() {
        let population = Population::new(1, 20);
        let all: Vec<_> = population.after("").map(|p| &p.biodata.nik).collect();
        let rest: Vec<_> = population.after(all[4]).map(|p| &p.biodata.nik).collect();
        assert_eq!(rest, all[5..]);
    }
}
