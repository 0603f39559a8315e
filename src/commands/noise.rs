//! Questions spoilt as people spoil them: typing errors, the wrong layout, transliteration, letters without their marks.
//!
//! Pure: the same question, noise and seed give the same words.

use super::splitmix64::SplitMix64;
use crate::settings::Noise;
use crate::text::{Lang, latin_from_cyrillic_keys, russian_from_latin_keys};

/// The share of long words in which one letter is wrong.
const WRONG_WORDS: f64 = 0.3;
/// A word of fewer letters stays: spoilt, it is often another word.
const LONG_WORD: usize = 4;

/// The letters of the keyboards, row by row.
const ROWS_EN: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const ROWS_RU: [&str; 3] = ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];
const ROWS_TR: [&str; 3] = ["qwertyuıopğü", "asdfghjklşi", "zxcvbnmöç"];

/// A question in this language with this noise; none where people of that language do not write so.
pub fn noisy(noise: Noise, lang: Lang, text: &str, seed: u64) -> Option<String> {
    let mut random = SplitMix64::of_text(seed, text);
    match (noise, lang) {
        (Noise::Typo, _) => Some(with_typos(lang, text, &mut random)),
        (Noise::Layout, Lang::Ru) => Some(latin_from_cyrillic_keys(text)),
        (Noise::Layout, Lang::En) => Some(russian_from_latin_keys(text)),
        (Noise::Translit, Lang::Ru) => Some(Habits::any(&mut random).transliterate(text)),
        (Noise::Ascii, Lang::Tr) => Some(without_marks(text)),
        _ => None,
    }
}

/// One letter wrong in some of the long words.
fn with_typos(lang: Lang, text: &str, random: &mut SplitMix64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = Vec::new();
    for c in text.chars().map(Some).chain([None]) {
        if let Some(letter) = c.filter(|c| c.is_alphabetic()) {
            word.push(letter);
            continue;
        }
        if word.len() >= LONG_WORD && random.chance(WRONG_WORDS) {
            mistype(lang, &mut word, random);
        }
        out.extend(word.drain(..).chain(c));
    }
    out
}

/// What fingers do wrong.
#[derive(Clone, Copy)]
enum Slip {
    /// The key beside the right one.
    Neighbour,
    /// A letter left out.
    Deletion,
    /// A letter twice.
    Doubling,
    /// Two letters in the wrong order.
    Swap,
}

/// Makes one slip in a word, which is another word then.
fn mistype(lang: Lang, word: &mut Vec<char>, random: &mut SplitMix64) {
    let slip = random.pick(&[Slip::Neighbour, Slip::Deletion, Slip::Doubling, Slip::Swap]);
    let fits = |at: &usize| match slip {
        Some(Slip::Neighbour) => !neighbours(lang, word[*at]).is_empty(),
        Some(Slip::Swap) => word.get(at + 1).is_some_and(|next| *next != word[*at]),
        _ => true,
    };
    let places: Vec<usize> = (0..word.len()).filter(fits).collect();
    // A word like `ёёёё` has no place for every slip; it stays.
    let Some(at) = random.pick(&places) else { return };
    match slip {
        Some(Slip::Neighbour) => word[at] = random.pick(&neighbours(lang, word[at])).unwrap_or(word[at]),
        Some(Slip::Deletion) => drop(word.remove(at)),
        Some(Slip::Doubling) => word.insert(at, word[at]),
        Some(Slip::Swap) => word.swap(at, at + 1),
        None => {}
    }
}

/// The letters on the keys around that of a letter, in the same case.
fn neighbours(lang: Lang, letter: char) -> Vec<char> {
    let rows = match lang {
        Lang::Ru => ROWS_RU,
        Lang::En => ROWS_EN,
        Lang::Tr => ROWS_TR,
    };
    let small = lower(lang, letter);
    let found = rows.iter().enumerate().find_map(|(row, keys)| Some((row, keys.chars().position(|key| key == small)?)));
    let Some((row, column)) = found else { return Vec::new() };
    // Each row of keys stands half a key to the right of the row above.
    let around = [(0, -1), (0, 1), (-1, 0), (-1, 1), (1, -1), (1, 0)];
    let keys = around.iter().filter_map(|(down, right)| {
        let keys = rows.get(row.checked_add_signed(*down)?)?;
        keys.chars().nth(column.checked_add_signed(*right)?)
    });
    keys.map(|key| if small == letter { key } else { upper(lang, key) }).collect()
}

fn lower(lang: Lang, letter: char) -> char {
    match (lang, letter) {
        (Lang::Tr, 'I') => 'ı',
        (Lang::Tr, 'İ') => 'i',
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

fn upper(lang: Lang, letter: char) -> char {
    match (lang, letter) {
        (Lang::Tr, 'i') => 'İ',
        _ => letter.to_uppercase().next().unwrap_or(letter),
    }
}

/// How one person writes Russian in Latin letters, where people differ.
struct Habits {
    /// For `я` and `ю`, which nobody begins in two ways, and for `ё` when it is not written as `e`.
    glide: &'static str,
    zh: &'static str,
    short_i: &'static str,
    kh: &'static str,
    ts: &'static str,
    shch: &'static str,
    y: &'static str,
    soft: &'static str,
    plain_yo: bool,
}

impl Habits {
    /// Those of somebody.
    fn any(random: &mut SplitMix64) -> Habits {
        let mut one = |ways: &[&'static str]| random.pick(ways).unwrap_or_default();
        Habits {
            glide: one(&["y", "j"]),
            zh: one(&["zh", "j"]),
            short_i: one(&["y", "j", "i"]),
            kh: one(&["h", "kh", "x"]),
            ts: one(&["c", "ts"]),
            shch: one(&["sch", "shch"]),
            y: one(&["y", "i"]),
            soft: one(&["", "'"]),
            plain_yo: random.chance(0.5),
        }
    }

    fn transliterate(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let small = lower(Lang::Ru, c);
            let Some(latin) = self.latin(small) else {
                out.push(c);
                continue;
            };
            let mut letters = latin.chars();
            if c != small {
                out.extend(letters.next().map(|first| upper(Lang::En, first)));
            }
            out.extend(letters);
        }
        out
    }

    /// The Latin letters for a small Cyrillic one.
    fn latin(&self, letter: char) -> Option<String> {
        /// The letters that everybody writes in the same way.
        const CYRILLIC: &str = "абвгдезийклмнопрстуфэ";
        const LATIN: &str = "abvgdezijklmnoprstufe";
        let latin = match letter {
            'й' => self.short_i.to_owned(),
            'ж' => self.zh.to_owned(),
            'х' => self.kh.to_owned(),
            'ц' => self.ts.to_owned(),
            'ч' => "ch".to_owned(),
            'ш' => "sh".to_owned(),
            'щ' => self.shch.to_owned(),
            'ы' => self.y.to_owned(),
            'ь' | 'ъ' => self.soft.to_owned(),
            'ё' if self.plain_yo => "e".to_owned(),
            'ё' => format!("{}o", self.glide),
            'ю' => format!("{}u", self.glide),
            'я' => format!("{}a", self.glide),
            _ => {
                let at = CYRILLIC.chars().position(|known| known == letter)?;
                LATIN.chars().nth(at)?.to_string()
            }
        };
        Some(latin)
    }
}

/// Turkish as it is typed without Turkish keys.
fn without_marks(text: &str) -> String {
    const MARKED: &str = "ışğüöçâîûİŞĞÜÖÇÂÎÛ";
    const PLAIN: &str = "isguocaiuISGUOCAIU";
    let plain = |c: char| MARKED.chars().position(|marked| marked == c).and_then(|at| PLAIN.chars().nth(at));
    text.chars().map(|c| plain(c).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn layout_and_marks_are_as_people_type_them() {
        for (noise, lang, clean, spoilt) in [
            (Noise::Layout, Lang::Ru, "как получить ВНЖ?", "rfr gjkexbnm DY:&"),
            (Noise::Layout, Lang::En, "where can i sleep, please?", "цруку сфт ш ыдуузб здуфыу,"),
            (
                Noise::Ascii,
                Lang::Tr,
                "İstanbul'da ısıtıcı nasıl çalışır, Şişli'de göğü",
                "Istanbul'da isitici nasil calisir, Sisli'de gogu",
            ),
            (Noise::Ascii, Lang::Tr, "kira ne kadar", "kira ne kadar"),
        ] {
            assert_eq!(noisy(noise, lang, clean, 1).as_deref(), Some(spoilt));
        }
    }

    #[test]
    fn a_noise_is_for_those_who_write_so() {
        let langs = |noise| Lang::ALL.into_iter().filter(move |lang| noisy(noise, *lang, "text", 1).is_some());
        assert_eq!(langs(Noise::Typo).count(), 3);
        assert_eq!(langs(Noise::Layout).collect::<Vec<_>>(), [Lang::Ru, Lang::En]);
        assert_eq!(langs(Noise::Translit).collect::<Vec<_>>(), [Lang::Ru]);
        assert_eq!(langs(Noise::Ascii).collect::<Vec<_>>(), [Lang::Tr]);
    }

    #[test]
    fn a_text_is_transliterated_by_one_person_s_habits() {
        let habits = Habits {
            glide: "y",
            zh: "zh",
            short_i: "y",
            kh: "kh",
            ts: "ts",
            shch: "shch",
            y: "y",
            soft: "'",
            plain_yo: false,
        };
        let other = Habits {
            glide: "j",
            zh: "j",
            short_i: "i",
            kh: "x",
            ts: "c",
            shch: "sch",
            y: "i",
            soft: "",
            plain_yo: true,
        };
        for (clean, first, second) in [
            ("Жильё, где ещё?", "Zhil'yo, gde eshchyo?", "Jile, gde esche?"),
            ("хочу в цирк", "khochu v tsirk", "xochu v cirk"),
            ("яблоки и юбка", "yabloki i yubka", "jabloki i jubka"),
            ("мой объезд, выход", "moy ob'ezd, vykhod", "moi obezd, vixod"),
            ("Google Maps 24", "Google Maps 24", "Google Maps 24"),
        ] {
            assert_eq!(habits.transliterate(clean), first);
            assert_eq!(other.transliterate(clean), second);
        }
        let ways: BTreeSet<String> =
            (0..60).filter_map(|seed| noisy(Noise::Translit, Lang::Ru, "хочу жильё", seed)).collect();
        assert!(ways.contains("xochu jile") && ways.contains("hochu zhil'yo"), "{ways:?}");
    }

    #[test]
    fn keys_have_the_neighbours_of_their_keyboard() {
        let around = |lang, letter| neighbours(lang, letter).into_iter().collect::<String>();
        assert_eq!(around(Lang::En, 's'), "adwezx");
        assert_eq!(around(Lang::Ru, 'В'), "ЫАУКЧС");
        assert_eq!(around(Lang::Tr, 'i'), "şğü");
        assert_eq!(around(Lang::Tr, 'I'), "UOJK");
        assert_eq!(around(Lang::En, 'ж'), "");
    }

    #[test]
    fn every_slip_happens_and_three_words_of_ten_are_hit() {
        let text = "visa ".repeat(3_000);
        let spoilt = noisy(Noise::Typo, Lang::En, &text, 1).unwrap();
        let wrong: Vec<&str> = spoilt.split(' ').filter(|word| !["visa", ""].contains(word)).collect();
        assert!((840..960).contains(&wrong.len()), "{}", wrong.len());
        for slip in ["vsa", "viisa", "vias", "ivsa", "bisa", "visz"] {
            assert!(wrong.contains(&slip), "`{slip}` never happens");
        }
    }

    proptest! {
        #[test]
        fn a_typo_spoils_one_letter_of_a_long_word_and_nothing_else(
            text in "([a-zа-яёçğıöşü]{1,9}[ ,?'0-9]){0,6}", seed in any::<u64>()
        ) {
            for lang in Lang::ALL {
                let spoilt = noisy(Noise::Typo, lang, &text, seed).unwrap();
                prop_assert_eq!(&noisy(Noise::Typo, lang, &text, seed).unwrap(), &spoilt, "not the same twice");
                let is_sign = |c: char| !c.is_alphabetic();
                prop_assert_eq!(text.matches(is_sign).collect::<String>(), spoilt.matches(is_sign).collect::<String>());
                for (clean, wrong) in text.split(is_sign).zip(spoilt.split(is_sign)) {
                    let slips = strsim::osa_distance(clean, wrong);
                    prop_assert!(slips <= usize::from(clean.chars().count() >= LONG_WORD), "{} -> {}", clean, wrong);
                }
            }
        }

        #[test]
        fn letters_of_other_alphabets_stay(text in "[a-z0-9 ,.!?-]{0,30}", seed in any::<u64>()) {
            for (noise, lang) in [(Noise::Translit, Lang::Ru), (Noise::Ascii, Lang::Tr)] {
                let spoilt = noisy(noise, lang, &text, seed);
                prop_assert_eq!(spoilt.as_deref(), Some(text.as_str()));
            }
        }
    }
}
