//! Which language a row is in: one of ours, or one that must not be taken for ours.
//!
//! Letters that only one language has decide first. Texts in Latin letters are told apart by their commonest words, by the
//! trigrams of `whatlang` where these are sure, else by what the rest of the table is written in.

use crate::text::{Lang, Script, commonest, fold, folded_words, language_by_letters, script_of};
use std::collections::BTreeMap;
use whatlang::{Detector, Lang as Known};

/// A language by its code in ISO 639-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tongue(&'static str);

/// Code in ISO 639-1, name in English, other names and codes in the languages that headers are written in, folded.
const NAMES: &[(&str, &str, &str)] = &[
    ("en", "English", "eng gb английский англ ingilizce englisch anglais ingles англійська"),
    ("ru", "Russian", "rus русский рус rusca russisch russe ruso російська"),
    ("tr", "Turkish", "tur turkce турецкий тур turkisch turc turco турецька"),
    ("uk", "Ukrainian", "ukr ua украинский укр ukraynaca ukrainisch ukrainien ucraniano українська"),
    ("de", "German", "deu ger deutsch немецкий нем almanca allemand aleman німецька"),
    ("fr", "French", "fra fre francais французский fransizca franzosisch frances французька"),
    ("es", "Spanish", "spa espanol castellano испанский ispanyolca spanisch espagnol іспанська"),
    ("it", "Italian", "ita italiano итальянский italyanca italienisch italien"),
    ("pt", "Portuguese", "por portugues португальский portekizce"),
    ("nl", "Dutch", "nld nederlands голландский нидерландский"),
    ("pl", "Polish", "pol polski польский lehce polnisch"),
    ("ro", "Romanian", "ron romana румынский"),
    ("cs", "Czech", "ces cestina чешский"),
    ("hu", "Hungarian", "hun magyar венгерский"),
    ("sv", "Swedish", "swe svenska шведский"),
    ("fi", "Finnish", "fin suomi финский"),
    ("da", "Danish", "dan dansk датский"),
    ("hr", "Croatian", "hrv hrvatski хорватский"),
    ("az", "Azerbaijani", "aze azerbaycanca азербайджанский"),
    ("uz", "Uzbek", "uzb ozbek узбекский ozbekce"),
    ("be", "Belarusian", "bel белорусский"),
    ("bg", "Bulgarian", "bul болгарский"),
    ("sr", "Serbian", "srp srpski сербский"),
    ("mk", "Macedonian", "mkd македонский"),
    ("kk", "Kazakh", "kaz казахский kazakca"),
    ("ky", "Kyrgyz", "kir киргизский"),
    ("tg", "Tajik", "tgk таджикский"),
    ("ar", "Arabic", "ara арабский arapca"),
    ("fa", "Persian", "fas farsi персидский farsca"),
    ("ka", "Georgian", "kat грузинский gurcuce"),
    ("hy", "Armenian", "hye армянский ermenice"),
    ("he", "Hebrew", "heb иврит ibranice"),
    ("el", "Greek", "ell греческий yunanca"),
    ("zh", "Chinese", "cmn китайский cince"),
];

/// Languages in Latin letters that a table may be written in.
const LATIN: &[(Known, &str)] = &[
    (Known::Eng, "en"),
    (Known::Tur, "tr"),
    (Known::Deu, "de"),
    (Known::Fra, "fr"),
    (Known::Spa, "es"),
    (Known::Ita, "it"),
    (Known::Por, "pt"),
    (Known::Nld, "nl"),
    (Known::Pol, "pl"),
    (Known::Ron, "ro"),
    (Known::Ces, "cs"),
    (Known::Hun, "hu"),
    (Known::Swe, "sv"),
    (Known::Fin, "fi"),
    (Known::Dan, "da"),
    (Known::Hrv, "hr"),
    (Known::Aze, "az"),
    (Known::Uzb, "uz"),
];

/// Letters of one alphabet that Russian lacks, and whose they are; the first that fits names the language.
const CYRILLIC: &[(&str, &str)] = &[
    ("їєґ", "uk"),
    ("ў", "be"),
    ("ђћљњџј", "sr"),
    ("ѓќѕ", "mk"),
    ("ӣӯҷ", "tg"),
    ("әғқұһ", "kk"),
    ("ңөү", "ky"),
    ("і", "uk"),
];

/// From this confidence on a text is taken to be what the trigrams say; a language that is not ours needs more.
const SURE: f64 = 0.5;
const SURE_OF_FOREIGN: f64 = 0.8;
/// Below this a text is rather in the language that most of its table is in.
const GUESS: f64 = 0.15;
/// The share of the rows that tell their language from which one language rules a table.
const RULES: f64 = 0.8;
/// The fewest letters by which alone a text may be told to be foreign.
const FEWEST_LETTERS: usize = 20;
/// A foreign language that has this share of the rows of a table is one of its languages.
const SHARE: f64 = 0.15;
/// Of the Cyrillic letters, one in so many is not Russian in a language that is not Russian; names bring fewer.
const STRANGE_LETTERS: usize = 33;

impl Tongue {
    /// The language of this code or name in any of the languages that headers are written in.
    pub fn named(text: &str) -> Option<Tongue> {
        let words = folded_words(text);
        // `en-US`, `Russian language`, `на русском`: one word names it.
        words.iter().find_map(|word| {
            let known = |(code, name, others): &&(&str, &str, &str)| {
                code == word || fold(name) == *word || others.split(' ').any(|other| fold(other) == *word)
            };
            NAMES.iter().find(known).map(|(code, _, _)| Tongue(code))
        })
    }

    /// One of ours, when it is.
    pub fn ours(self) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == self.0)
    }

    /// Its name in English.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(code, _, _)| *code == self.0).map_or(self.0, |(_, name, _)| name)
    }
}

impl From<Lang> for Tongue {
    fn from(lang: Lang) -> Tongue {
        Tongue(lang.code())
    }
}

/// The languages of texts that belong to one table; `None` for a text without letters.
pub fn tongues(texts: &[String]) -> Vec<Option<Tongue>> {
    let texts: Vec<String> = texts.iter().map(|text| without_addresses(text)).collect();
    let first: Vec<Guess> = texts.iter().map(|text| guess(text)).collect();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (text, guess) in texts.iter().zip(&first) {
        // A short row may sound like any language; a table is not in one for that.
        if let Guess::Latin(Some((known, confidence))) = guess
            && *confidence >= SURE
            && (is_ours(code(*known)) || is_surely_foreign(text, *confidence))
        {
            *counts.entry(code(*known)).or_default() += 1;
        }
    }
    let latin = first.iter().filter(|guess| matches!(guess, Guess::Latin(_))).count();
    let common = |code: &str| counts.get(code).is_some_and(|count| *count as f64 >= latin as f64 * SHARE);
    let spoken: Vec<Known> =
        LATIN.iter().filter(|(_, code)| common(code) || is_ours(code)).map(|(known, _)| *known).collect();
    let whole = if counts.is_empty() { whole(&texts, &first) } else { None };
    let most = counts.iter().max_by_key(|(_, count)| **count).map(|(code, count)| (*code, *count));
    let rules = most.is_some_and(|(_, count)| count as f64 >= counts.values().sum::<usize>() as f64 * RULES);
    let table = Table { spoken, whole, most: most.map(|(code, _)| code), least: if rules { SURE } else { GUESS } };
    let each = texts.iter().zip(&first).map(|(text, guess)| match guess {
        Guess::None => None,
        Guess::Certain(tongue) => Some(*tongue),
        Guess::Latin(found) => Some(latin_tongue(text, *found, &table, common)),
    });
    each.collect()
}

fn is_surely_foreign(text: &str, confidence: f64) -> bool {
    confidence >= SURE_OF_FOREIGN && text.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST_LETTERS
}

fn is_ours(code: &str) -> bool {
    Lang::ALL.into_iter().any(|lang| lang.code() == code)
}

/// What a table says of its rows in Latin letters.
struct Table {
    /// The languages that it has, and ours.
    spoken: Vec<Known>,
    /// The language of all of it, when no row tells its own.
    whole: Option<Known>,
    /// The language of most rows that tell their own.
    most: Option<&'static str>,
    /// How sure a row must be that is not in it.
    least: f64,
}

fn latin_tongue(text: &str, found: Option<(Known, f64)>, table: &Table, common: impl Fn(&str) -> bool) -> Tongue {
    if let Some((known, confidence)) = found {
        let code = code(known);
        let strange = is_surely_foreign(text, confidence);
        if confidence >= SURE && (is_ours(code) || common(code) || strange) {
            return Tongue(code);
        }
    }
    // Too short to be told by itself: as the table, or as the nearest of the languages that the table has.
    let turkish = text.contains(['ş', 'ğ', 'ı', 'İ', 'Ş', 'Ğ']);
    let near = Detector::with_allowlist(table.spoken.clone()).detect(text).map(|info| (info.lang(), info.confidence()));
    match (table.whole, near, table.most) {
        _ if turkish => Tongue("tr"),
        (Some(whole), ..) => Tongue(code(whole)),
        (None, Some((near, confidence)), Some(_)) if confidence >= table.least => Tongue(code(near)),
        (None, _, Some(most)) => Tongue(most),
        _ => Tongue(language_by_letters(text).unwrap_or_default().code()),
    }
}

/// What texts of which none is long enough for itself are in when they are read as one.
fn whole(texts: &[String], first: &[Guess]) -> Option<Known> {
    let latin = texts.iter().zip(first).filter(|(_, guess)| matches!(guess, Guess::Latin(_)));
    let all: String = latin.map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n");
    latin_guess(&all).filter(|(_, confidence)| *confidence >= SURE).map(|(known, _)| known)
}

enum Guess {
    None,
    Certain(Tongue),
    Latin(Option<(Known, f64)>),
}

fn guess(text: &str) -> Guess {
    let Some(script) = script(text) else { return Guess::None };
    match script {
        Script::Cyrillic => Guess::Certain(cyrillic(text)),
        Script::Latin => Guess::Latin(latin_guess(text)),
        Script::Other => {
            let name = whatlang::detect(text).map(|info| info.lang().eng_name());
            let code = NAMES.iter().find(|(_, known, _)| name.is_some_and(|name| name.contains(known)));
            Guess::Certain(Tongue(code.map_or("another script", |(code, _, _)| code)))
        }
    }
}

fn latin_guess(text: &str) -> Option<(Known, f64)> {
    // Trigrams of a short text mislead: "when is it open" is Dutch to them.
    let by_words = commonest(&folded_words(text));
    if let Some((known, _)) = by_words.and_then(|code| LATIN.iter().find(|(_, other)| *other == code)) {
        return Some((*known, 1.0));
    }
    let allowed = LATIN.iter().map(|(known, _)| *known).collect();
    Detector::with_allowlist(allowed).detect(text).map(|info| (info.lang(), info.confidence()))
}

fn code(known: Known) -> &'static str {
    LATIN.iter().find(|(other, _)| *other == known).map_or("en", |(_, code)| code)
}

/// The alphabet that most of the words are in. Names keep their own letters in any text, so words that begin with a
/// small letter count, where there are any.
fn script(text: &str) -> Option<Script> {
    let count = |small: bool| {
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1 || !small);
        let mut found = [0usize; 3];
        for word in words.filter(|word| !small || !word.starts_with(char::is_uppercase)) {
            match word.chars().next().and_then(script_of) {
                Some(Script::Cyrillic) => found[0] += 1,
                Some(Script::Latin) => found[1] += 1,
                Some(Script::Other) => found[2] += 1,
                None => {}
            }
        }
        found
    };
    let small = count(true);
    let found = if small.iter().sum::<usize>() > 0 { small } else { count(false) };
    let most = *found.iter().max()?;
    let scripts = [Script::Cyrillic, Script::Latin, Script::Other];
    scripts.into_iter().zip(found).find(|(_, count)| *count == most && most > 0).map(|(script, _)| script)
}

fn cyrillic(text: &str) -> Tongue {
    let lower = text.to_lowercase();
    let letters = lower.chars().filter(|c| script_of(*c) == Some(Script::Cyrillic)).count();
    let count = |signs: &str| lower.chars().filter(|c| signs.contains(*c)).count();
    let strange: usize = CYRILLIC.iter().map(|(signs, _)| count(signs)).sum();
    let russian = count("ыэё");
    if strange * STRANGE_LETTERS > letters {
        let most = CYRILLIC.iter().rev().max_by_key(|(signs, _)| count(signs));
        // `і` alone is Ukrainian, or Belarusian and Kazakh, which have letters of their own beside it.
        let own = CYRILLIC.iter().find(|(signs, _)| *signs != "і" && count(signs) > 0);
        return Tongue(own.filter(|(_, code)| *code != "uk").or(most).map_or("uk", |(_, code)| code));
    }
    let bulgarian = || {
        let found = Detector::with_allowlist(vec![Known::Rus, Known::Bul, Known::Ukr]).detect(text)?;
        (found.lang() == Known::Bul && found.confidence() >= SURE_OF_FOREIGN).then_some(Tongue("bg"))
    };
    let long = letters >= FEWEST_LETTERS && russian == 0 && lower.contains('ъ');
    long.then(bulgarian).flatten().unwrap_or(Tongue("ru"))
}

/// Addresses are in no language.
fn without_addresses(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.contains("://") && !word.contains('@'));
    let kept: Vec<&str> = words.filter(|word| !word.starts_with("www.")).collect();
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Vec<&'static str> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        tongues(&texts).into_iter().map(|tongue| tongue.map_or("none", |tongue| tongue.0)).collect()
    }

    #[test]
    fn rows_are_in_the_language_that_they_are_in() {
        for (text, code) in [
            ("Где купить SIM-карту? В Turkcell Store, Vodafone Shop или Türk Telekom Center на İstiklal Caddesi", "ru"),
            ("Какие приложения нужны? Yandex Go, BiTaksi, Trafi, Moovit, Google Maps", "ru"),
            ("Де поміняти гроші? У банку.", "uk"),
            ("Қайда ақша айырбастауға болады? Банкте.", "kk"),
            ("Дзе памяняць грошы? У банку ўсё можна.", "be"),
            ("Wo kann ich heute Nacht schlafen? Im Haus am Hafen, bis zehn Uhr ist offen.", "de"),
            ("¿Dónde está la oficina? En el puerto, al lado del mercado.", "es"),
            ("Where do trams go to? To the harbour.", "en"),
            ("when is it open opening hours what time do you open At seven.", "en"),
            ("how do i get a card At the desk.", "en"),
            ("What does it cost? Adults 5 euro, children 2 euro", "en"),
            ("Wann ist es offen? Um sieben ist die Halle offen.", "de"),
            ("Bu kart ne kadar? Bir bilet gibi.", "tr"),
            ("İkamet izni nedir?", "tr"),
            ("სად არის ბანკი?", "ka"),
            ("Пишите на help@example.org или https://very-long.example.org/path/to/some/page/in/english", "ru"),
            ("12:30", "none"),
        ] {
            assert_eq!(of(&[text]), [code], "{text}");
        }
    }

    #[test]
    fn short_rows_are_in_the_language_of_their_table() {
        assert_eq!(
            of(&["Yes", "When do you open? At nine.", "Where do trams go to? To the harbour, every day."]),
            ["en", "en", "en"]
        );
        assert_eq!(
            of(&[
                "Wann öffnen Sie? Um neun Uhr.",
                "Ist die Bibliothek am Sonntag offen? Nein.",
                "Wo ist es? Am Hafen."
            ]),
            ["de", "de", "de"]
        );
    }

    #[test]
    fn short_rows_of_two_languages_are_told_apart() {
        let texts = [
            "Where is the port? Behind the market.",
            "Metro nasil calisir? Sabah altidan geceye kadar",
            "Kart nereden alınır? İskeledeki büfeden alınır.",
            "Nerede? Limanda.",
            "Is it far? Two stops",
            "Bilet kac lira? 70 lira",
        ];
        assert_eq!(of(&texts), ["en", "tr", "tr", "tr", "en", "tr"]);
    }

    #[test]
    fn languages_go_by_many_names() {
        for (name, code) in [("en-US", "en"), ("Английский", "en"), ("Türkçe", "tr"), ("UA", "uk"), ("Deutsch", "de")]
        {
            assert_eq!(Tongue::named(name).map(|tongue| tongue.0), Some(code), "{name}");
        }
        assert_eq!(Tongue::named("klingon"), None);
    }
}
