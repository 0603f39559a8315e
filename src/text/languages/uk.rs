//! Ukrainian.

use super::{Forms, Language, Negation, Plural, by_prefix, slavic_plural};
use crate::text::Script;

const NEGATIONS: [&str; 4] = ["не", "ні", "без", "анти"];

pub static LANGUAGE: Language = Language {
    code: "uk",
    own_name: "Українська",
    script: Script::Cyrillic,
    // `ґ` is compared as `г`: half of the people write it so.
    letters: "абвгдеєжзиіїйклмнопрстуфхцчшщьюя",
    own_letters: "іїєґІЇЄҐ",
    one_letter_in: 50,
    rarity: 4.0,
    bare: false,
    stem,
    forms: Forms::Stem,
    negation: Negation {
        denying: &["не", "ні", "ані", "немає", "нема", "без"],
        opposites: |word| by_prefix(word, &NEGATIONS),
        infix: None,
        is_negated: |_| false,
    },
    keyboard: Some("йцукенгшщзхїфівапролджєячсмитьбю.'ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ,₴?\"№;:"),
    rows: ["йцукенгшщзхї", "фівапролджє", "ячсмитьбю"],
    capitals: &[],
    spellings: SPELLINGS,
    romanise: Some(romanise),
    slug: &[('і', "i"), ('ї', "yi"), ('є', "ye")],
    plural: Plural { forms: 3, form: slavic_plural },
};

/// Endings of nouns, adjectives and verbs; the longest that fits is cut off. No stemmer of the Snowball family knows the
/// language.
const ENDINGS: &[&str] = &[
    "уватимуть",
    "уватиму",
    "атимуть",
    "ятимуть",
    "итимуть",
    "уватися",
    "ювати",
    "увати",
    "ується",
    "юється",
    "увався",
    "ування",
    "ювання",
    "ність",
    "ності",
    "ністю",
    "ностей",
    "остей",
    "ості",
    "істю",
    "ость",
    "ість",
    "ення",
    "ання",
    "яння",
    "ського",
    "ському",
    "ський",
    "ська",
    "ську",
    "ської",
    "ською",
    "ські",
    "ських",
    "ським",
    "ськими",
    "ське",
    "цького",
    "цькому",
    "цький",
    "цька",
    "цьку",
    "цької",
    "цькою",
    "цькі",
    "цьких",
    "цьким",
    "цькими",
    "цьке",
    "ового",
    "овому",
    "ових",
    "овим",
    "овими",
    "ова",
    "ову",
    "ової",
    "овою",
    "ові",
    "ове",
    "овий",
    "ього",
    "ьому",
    "ого",
    "ому",
    "ими",
    "іми",
    "ій",
    "ий",
    "ої",
    "ою",
    "єю",
    "ею",
    "их",
    "іх",
    "им",
    "ім",
    "ую",
    "юю",
    "ами",
    "ями",
    "ах",
    "ях",
    "ам",
    "ям",
    "ів",
    "їв",
    "ей",
    "єві",
    "еві",
    "ом",
    "ем",
    "єм",
    "ати",
    "яти",
    "ити",
    "іти",
    "їти",
    "ути",
    "ував",
    "увала",
    "ували",
    "ала",
    "али",
    "ало",
    "яла",
    "яли",
    "ила",
    "или",
    "ило",
    "іла",
    "іли",
    "ав",
    "яв",
    "ив",
    "ує",
    "ає",
    "яє",
    "еш",
    "єш",
    "иш",
    "їш",
    "емо",
    "ємо",
    "имо",
    "їмо",
    "ете",
    "єте",
    "ите",
    "їте",
    "уть",
    "ють",
    "ать",
    "ять",
    "ить",
    "їть",
    "айте",
    "яйте",
    "іть",
    "іте",
    "ся",
    "сь",
    "ть",
    "а",
    "я",
    "о",
    "е",
    "є",
    "и",
    "і",
    "ї",
    "у",
    "ю",
    "й",
    "ь",
    "ює",
    "юють",
    "юєш",
    "юємо",
    "юєте",
    "ював",
    "ювала",
    "ювали",
    "ують",
    "уєш",
    "уємо",
    "уєте",
];

/// Letters that a stem has at least.
const SHORTEST: usize = 3;

fn stem(word: &str) -> String {
    let reflexive =
        word.strip_suffix("ся").or_else(|| word.strip_suffix("сь")).filter(|rest| is_long(rest, SHORTEST + 1));
    let word = reflexive.unwrap_or(word);
    let endings = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).filter(|rest| is_long(rest, SHORTEST));
    let cut = endings.min_by_key(|rest| rest.len()).unwrap_or(word);
    let cut = cut.strip_suffix('ь').unwrap_or(cut);
    // `ночі` and `ніч`, `роки` and `рік`: the vowel before the last consonants changes.
    let last = cut.char_indices().rev().find(|(_, c)| "аеєиіїоуюя".contains(*c));
    match last {
        Some((at, 'і')) if at > 0 && at + 'і'.len_utf8() < cut.len() => format!("{}о{}", &cut[..at], &cut[at + 2..]),
        _ => cut.to_owned(),
    }
}

fn is_long(text: &str, least: usize) -> bool {
    text.chars().nth(least - 1).is_some()
}

/// By the state's rules of 2010 (`h` for `г`, `y` for `и`), and as people do who think of Russian letters (`g`, `i` or
/// `y` for both), with signs and digits for what Latin lacks.
const SPELLINGS: &[(&str, &str, u8)] = &[
    ("shch", "щ", 0),
    ("shh", "щ", 1),
    ("sch", "щ", 0),
    ("sh", "ш", 0),
    ("zgh", "зг", 0),
    ("zh", "ж", 0),
    ("ch", "ч", 0),
    ("kh", "х", 0),
    ("ts", "ц", 0),
    ("ts", "тс", 1),
    ("tsia", "ться", 0),
    ("tsya", "ться", 0),
    ("tsja", "ться", 1),
    ("sia", "ся", 0),
    ("ph", "ф", 2),
    ("ye", "є", 0),
    ("je", "є", 0),
    ("ie", "є", 0),
    ("ie", "іє", 1),
    ("yi", "ї", 0),
    ("ji", "ї", 0),
    ("ii", "ії", 0),
    ("ii", "ії", 0),
    ("iyi", "ії", 0),
    ("yu", "ю", 0),
    ("ju", "ю", 0),
    ("iu", "ю", 0),
    ("ya", "я", 0),
    ("ja", "я", 0),
    ("ia", "я", 0),
    ("ia", "ія", 1),
    ("iya", "ія", 0),
    ("iy", "ій", 0),
    ("ij", "ій", 0),
    ("yi", "ий", 1),
    ("yj", "ий", 0),
    ("yy", "ий", 0),
    ("yo", "йо", 0),
    ("io", "йо", 1),
    ("io", "ьо", 1),
    ("jo", "йо", 0),
    ("yo", "ьо", 1),
    ("a", "а", 0),
    ("b", "б", 0),
    ("c", "ц", 0),
    ("c", "с", 2),
    ("c", "к", 2),
    ("c", "ч", 2),
    ("d", "д", 0),
    ("d", "дь", 2),
    ("e", "е", 0),
    ("e", "є", 2),
    ("f", "ф", 0),
    ("g", "г", 0),
    ("h", "г", 0),
    ("h", "х", 1),
    ("i", "і", 0),
    ("i", "и", 1),
    ("i", "ї", 1),
    ("i", "й", 1),
    ("j", "й", 0),
    ("j", "ж", 2),
    ("k", "к", 0),
    ("l", "л", 0),
    ("l", "ль", 1),
    ("m", "м", 0),
    ("n", "н", 0),
    ("n", "нь", 1),
    ("o", "о", 0),
    ("p", "п", 0),
    ("q", "к", 2),
    ("r", "р", 0),
    ("s", "с", 0),
    ("s", "сь", 1),
    ("t", "т", 0),
    ("t", "ть", 1),
    ("u", "у", 0),
    ("v", "в", 0),
    ("w", "в", 1),
    ("w", "ш", 1),
    ("x", "х", 0),
    ("x", "кс", 1),
    ("y", "и", 0),
    ("y", "й", 0),
    ("y", "і", 2),
    ("z", "з", 0),
    ("z", "ж", 3),
    ("z", "зь", 2),
    ("4", "ч", 0),
    ("6", "ш", 1),
    ("'", "ь", 0),
    ("'", "", 0),
    ("`", "ь", 0),
    ("`", "", 0),
    ("\"", "", 0),
];

/// As one person writes it: by the rules of 2010, or as Russian is written.
fn romanise(text: &str, pick: &mut dyn FnMut(&[&'static str]) -> &'static str) -> String {
    let official = pick(&["official", "own"]) == "official";
    let glide = if official { "i" } else { pick(&["y", "j"]) };
    let short_i = if official { "i" } else { pick(&["y", "j"]) };
    let (h, y, kh) =
        if official { ("h", "y", "kh") } else { (pick(&["g", "h"]), pick(&["y", "i"]), pick(&["h", "x", "kh"])) };
    let soft = if official { "" } else { pick(&["", "'"]) };
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        let glide = if official && !inside { "y" } else { glide };
        let latin = match small {
            'г' => h.to_owned(),
            'ґ' => "g".to_owned(),
            'и' => y.to_owned(),
            'і' => "i".to_owned(),
            'ї' if official && inside => "i".to_owned(),
            'ї' => format!("{glide}i"),
            'є' => format!("{glide}e"),
            'ю' => format!("{glide}u"),
            'я' => format!("{glide}a"),
            'й' if official && !inside => "y".to_owned(),
            'й' => short_i.to_owned(),
            'х' => kh.to_owned(),
            'ц' => "ts".to_owned(),
            'ч' => "ch".to_owned(),
            'ш' => "sh".to_owned(),
            'щ' => "shch".to_owned(),
            'ж' => "zh".to_owned(),
            'ь' => soft.to_owned(),
            '\'' | '’' | 'ʼ' if inside => String::new(),
            _ => {
                const CYRILLIC: &str = "абвдезклмнопрстуф";
                const LATIN: &str = "abvdezklmnoprstuf";
                let at = CYRILLIC.chars().position(|known| known == small);
                at.and_then(|at| LATIN.chars().nth(at)).unwrap_or(c).to_string()
            }
        };
        let mut letters = latin.chars();
        out.extend(letters.next().map(|first| if c == small { first } else { first.to_ascii_uppercase() }));
        out.extend(letters);
        inside = c.is_alphabetic();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [
            "картка картки карткою картку",
            "ніч ночі",
            "гроші грошей",
            "кордон кордону кордоні",
            "повістка повістки повістку",
            "турецький турецьких турецького",
            "працюю працює працюють",
            "безкоштовно безкоштовний",
        ] {
            let stems: Vec<String> = forms.split(' ').map(stem).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{forms}: {stems:?}");
        }
    }

    #[test]
    fn it_is_written_in_latin_in_more_than_one_way() {
        let first = romanise("Де є її гроші?", &mut |ways| ways[0]);
        let second = romanise("Де є її гроші? п'ять", &mut |ways| ways[ways.len() - 1]);
        assert_eq!((first.as_str(), second.as_str()), ("De ye yii hroshi?", "De je jiji hroshi? pjat'"));
    }
}
