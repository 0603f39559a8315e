//! Russian.

use super::{Forms, Language, Negation, Plural, by_prefix, slavic_plural};
use crate::text::Script;
use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Russian));
const NEGATIONS: [&str; 4] = ["не", "ни", "без", "бес"];

pub static LANGUAGE: Language = Language {
    code: "ru",
    own_name: "Русский",
    script: Script::Cyrillic,
    letters: "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    own_letters: "ыэъёЫЭЪЁ",
    one_letter_in: 100,
    rarity: 0.0,
    bare: false,
    stem: |word| STEMMER.stem(word).into_owned(),
    forms: Forms::Stem,
    negation: Negation {
        denying: &["не", "ни", "нет", "без"],
        opposites: |word| by_prefix(word, &NEGATIONS),
        infix: None,
        is_negated: |_| false,
    },
    keyboard: Some("йцукенгшщзхъфывапролджэячсмитьбю.ёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё?\"№;:"),
    rows: ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"],
    capitals: &[],
    spellings: SPELLINGS,
    romanise: Some(|text, pick| Habits::any(pick).transliterate(text)),
    slug: SLUG,
    plural: Plural { forms: 3, form: slavic_plural },
};

/// The styles that people use: `zhil'yo`, `jilyo`, `4to`, `ewe`, `russkix`.
const SPELLINGS: &[(&str, &str, u8)] = &[
    ("shch", "щ", 0),
    ("shh", "щ", 0),
    ("sch", "щ", 0),
    ("sch", "сч", 1),
    ("sh", "ш", 0),
    ("sh", "щ", 1),
    ("sh", "сх", 3),
    ("zh", "ж", 0),
    ("ch", "ч", 0),
    ("ck", "к", 1),
    ("kh", "х", 0),
    ("ph", "ф", 2),
    ("ts", "ц", 0),
    ("ts", "тс", 1),
    ("tz", "ц", 0),
    ("tsya", "тся", 0),
    ("tsya", "ться", 0),
    ("tsa", "тся", 1),
    ("tsa", "ться", 1),
    ("tsa", "ца", 0),
    ("tca", "тся", 1),
    ("jo", "ё", 1),
    ("yo", "ё", 0),
    ("io", "ё", 2),
    ("yu", "ю", 0),
    ("ju", "ю", 0),
    ("iu", "ю", 1),
    ("ya", "я", 0),
    ("ja", "я", 0),
    ("ia", "я", 1),
    ("ye", "е", 0),
    ("je", "е", 1),
    ("yi", "ый", 1),
    ("yj", "ый", 0),
    ("yy", "ый", 0),
    ("iy", "ий", 0),
    ("ij", "ий", 0),
    ("ii", "ий", 0),
    ("ey", "ей", 0),
    ("ej", "ей", 0),
    ("oy", "ой", 0),
    ("oj", "ой", 0),
    ("ay", "ай", 0),
    ("aj", "ай", 0),
    ("a", "а", 0),
    ("b", "б", 0),
    ("c", "ц", 0),
    ("c", "с", 1),
    ("c", "к", 1),
    ("c", "ч", 2),
    ("d", "д", 0),
    ("e", "е", 0),
    ("e", "э", 1),
    ("f", "ф", 0),
    ("g", "г", 0),
    ("g", "ж", 3),
    ("h", "х", 0),
    ("h", "г", 3),
    ("h", "н", 4),
    ("i", "и", 0),
    ("i", "й", 1),
    ("i", "ы", 2),
    ("j", "й", 0),
    ("j", "ж", 1),
    ("j", "ь", 2),
    ("k", "к", 0),
    ("l", "л", 0),
    ("l", "ль", 2),
    ("m", "м", 0),
    ("n", "н", 0),
    ("n", "нь", 2),
    ("o", "о", 0),
    ("p", "п", 0),
    ("q", "к", 1),
    ("q", "я", 1),
    ("r", "р", 0),
    ("s", "с", 0),
    ("s", "сь", 3),
    ("t", "т", 0),
    ("t", "ть", 2),
    ("u", "у", 0),
    ("u", "ю", 2),
    ("v", "в", 0),
    ("w", "ш", 0),
    ("w", "щ", 1),
    ("w", "в", 2),
    ("x", "х", 0),
    ("x", "кс", 1),
    ("y", "ы", 0),
    ("y", "й", 0),
    ("y", "у", 3),
    ("z", "з", 0),
    ("z", "ж", 3),
    ("1", "1", 0),
    ("4", "ч", 0),
    ("6", "ш", 0),
    ("9", "я", 1),
    ("3", "з", 1),
    ("3", "э", 2),
    ("0", "о", 2),
    ("'", "ь", 0),
    ("'", "", 1),
    ("`", "ь", 0),
    ("\"", "ъ", 0),
];

/// GOST 7.79-2000 B without its signs, `х` and `ц` as people do.
const SLUG: &[(char, &str)] = &[
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
];

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
    fn any(one: &mut dyn FnMut(&[&'static str]) -> &'static str) -> Habits {
        Habits {
            glide: one(&["y", "j"]),
            zh: one(&["zh", "j"]),
            short_i: one(&["y", "j", "i"]),
            kh: one(&["h", "kh", "x"]),
            ts: one(&["c", "ts"]),
            shch: one(&["sch", "shch"]),
            y: one(&["y", "i"]),
            soft: one(&["", "'"]),
            plain_yo: one(&["", "e"]) == "e",
        }
    }

    fn transliterate(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let small = c.to_lowercase().next().unwrap_or(c);
            let Some(latin) = self.latin(small) else {
                out.push(c);
                continue;
            };
            let mut letters = latin.chars();
            if c != small {
                out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
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

#[cfg(test)]
mod tests {
    use super::*;

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
    }

    #[test]
    fn numbers_take_their_form() {
        for (n, form) in [(1, 0), (2, 1), (5, 2), (11, 2), (14, 2), (21, 0), (22, 1), (111, 2)] {
            assert_eq!(slavic_plural(n), form, "{n}");
        }
    }
}
