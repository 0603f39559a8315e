//! What the bot itself says, in one language: `faq/languages/xx.toml`.

use super::date::Unit;
use super::problem::Place;
use super::table::Table;
use crate::text::{Lang, folded_words};
use serde::{Deserialize, Serialize};

/// Declares the phrases: a field, its key in `[phrases]`, and what it is for.
macro_rules! phrases {
    ($($(#[doc = $doc:literal])+ $key:ident,)+) => {
        /// The sentences that the bot says. `{…}` stands for what the moment fills in.
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        pub struct Phrases {
            $($(#[doc = $doc])+ pub $key: String,)+
        }

        impl Phrases {
            /// Every key that `[phrases]` must have.
            pub const KEYS: &[&str] = &[$(stringify!($key)),+];

            fn read(table: &Table<'_>) -> Phrases {
                Phrases { $($key: table.required(stringify!($key)).unwrap_or_default(),)+ }
            }
        }
    };
}

phrases! {
    /// Opens a reply whose question was repaired: `{text}`.
    understood,
    /// Leads the line of sources, one source: `{names}`, `{date}`.
    source,
    /// Leads the line of sources, several: `{names}`, `{date}`.
    sources,
    /// Joins the first and the last month of several sources: `{first}`, `{last}`.
    period,
    /// The date of a source without one.
    undated,
    /// Ends the line of sources when the answer is past its shelf life: `{age}`.
    stale,
    /// Opens a critical answer past its shelf life: `{age}`.
    critical,
    /// An answer exists in another language only: `{language}`.
    other_language,
    /// Opens choices.
    choices,
    /// The choice that says that none fits.
    none_of_these,
    /// How to choose, below choices on a face without buttons.
    choose_by_number,
    /// The reply to [`Phrases::none_of_these`].
    none_chosen,
    /// Opens passages.
    passage,
    /// Marks what another source holds against a fact: `{text}`.
    disputed,
    /// Names the language of a passage that is not in the reply's: `{language}`.
    passage_language,
    /// Nothing fits.
    unknown,
    /// A gap fits: `{title}`.
    unknown_gap,
    /// What to do after an unknown.
    unknown_next,
    /// An unknown question was put by for the volunteers.
    kept,
    /// The utterance has no words.
    no_words,
    /// The utterance is in a language that the bot does not speak.
    foreign,
    /// `/help`.
    help,
    /// Opens `/topics`.
    topics,
    /// Opens the entries of a theme: `{title}`.
    theme,
    /// Opens `/lang`.
    languages,
    /// The language was changed to this one.
    language_set,
    /// `/lang` with a code nobody speaks.
    language_unknown,
    /// A command that does not exist.
    command_unknown,
    /// A number with nothing to choose from, or beyond the list.
    nothing_to_choose,
    /// `/why` before any question.
    why_nothing,
    /// `/why`: opens the account.
    why,
    /// `/why`: what was repaired, `{list}`, and what came of it, `{text}`.
    why_repairs,
    /// `/why`: words that spoke for an entry: `{list}`.
    why_words,
    /// `/why`: the outcome with its threshold: `{outcome}`, `{score}`, `{threshold}`.
    why_outcome,
    /// The base was edited and taken into service.
    reloaded,
    /// The base was edited and is broken; the old one serves on: `{count}`.
    reload_refused,
    /// The chat's first words, on a terminal.
    welcome,
    /// The chat's last words.
    farewell,
    /// This language's word for Russian, as it completes "in …".
    in_ru,
    /// The same for English.
    in_en,
    /// The same for Turkish.
    in_tr,
}

impl Phrases {
    /// "in Russian" and the like, in this language.
    pub fn in_language(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.in_ru,
            Lang::En => &self.in_en,
            Lang::Tr => &self.in_tr,
        }
    }
}

/// Replaces `{key}` by its value, once for every pair.
pub fn fill(phrase: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(key, tail)| values.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value, tail)));
        match value {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

/// Something people say that needs no knowledge, and what is said back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Smalltalk {
    /// Its kind: greeting, thanks, …
    pub id: String,
    /// Ways to say it.
    pub ask: Vec<(String, Place)>,
    /// The reply, in light markup.
    pub reply: String,
    /// Where it begins.
    pub place: Place,
}

/// Words of danger, and the advice that an operator wants given before anything else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Emergency {
    /// Its kind.
    pub id: String,
    /// Signs of it: folded words that follow one another, each with whether any ending may follow (`суицид*`).
    pub signs: Vec<Vec<(String, bool)>>,
    /// The advice, in light markup.
    pub advice: String,
}

/// One language: how the bot speaks it, and what it must know of its words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LanguageFile {
    /// The bot's sentences.
    pub phrases: Phrases,
    /// The months, from January.
    pub months: Vec<String>,
    /// "{n} days" in every plural form of the language, by unit.
    pub ages: [Vec<String>; 4],
    /// Smalltalk.
    pub smalltalk: Vec<Smalltalk>,
    /// Words that carry no subject.
    pub stop: Vec<String>,
    /// Slang and synonyms: the word or words, and the plain word.
    pub slang: Vec<(String, String)>,
    /// Words of danger.
    pub emergencies: Vec<Emergency>,
}

const UNITS: [(&str, Unit); 4] =
    [("days", Unit::Days), ("weeks", Unit::Weeks), ("months", Unit::Months), ("years", Unit::Years)];

impl LanguageFile {
    /// Reads the file of a language; what is missing is reported as an error and left empty.
    pub(super) fn read(table: Table<'_>, lang: Lang) -> LanguageFile {
        let mut file = LanguageFile::default();
        if let Some(phrases) = needed(&table, "phrases") {
            file.phrases = Phrases::read(&phrases);
            phrases.done();
        }
        file.months = table.strings("months").into_iter().map(|(month, _)| month).collect();
        if file.months.len() != 12 {
            table.wrong("months", "`months` must name twelve months", "write them from January to December");
        }
        if let Some(ages) = needed(&table, "ages") {
            for (at, (key, _)) in UNITS.iter().enumerate() {
                file.ages[at] = ages.strings(key).into_iter().map(|(form, _)| form).collect();
                if file.ages[at].len() != plural_forms(lang) {
                    let what = format!("`ages.{key}` needs {} plural form(s)", plural_forms(lang));
                    ages.wrong(key, what, format!("write `{key} = [\"{{n}} …\"]` with one text a form"));
                }
            }
            ages.done();
        }
        file.stop = table.strings("stop").into_iter().map(|(word, _)| word).collect();
        if let Some(slang) = table.table("slang") {
            file.slang = slang.pairs();
        }
        for small in table.tables("smalltalk") {
            let (id, reply) = (small.required("id"), small.required("reply"));
            let (ask, place) = (small.strings("ask"), small.place());
            small.done();
            if let (Some(id), Some(reply)) = (id, reply) {
                file.smalltalk.push(Smalltalk { id, ask, reply, place });
            }
        }
        for emergency in table.tables("emergency") {
            let (id, advice) = (emergency.required("id"), emergency.required("advice"));
            let signs = emergency.strings("words").iter().map(|(words, _)| sign(words)).collect();
            emergency.done();
            if let (Some(id), Some(advice)) = (id, advice) {
                file.emergencies.push(Emergency { id, signs, advice });
            }
        }
        table.done();
        file
    }

    /// The file without what only learning needs.
    pub(super) fn without_phrasings(&self) -> LanguageFile {
        let mut file = LanguageFile { stop: Vec::new(), slang: Vec::new(), ..self.clone() };
        file.smalltalk.iter_mut().for_each(|small| small.ask.clear());
        file
    }

    /// An age in words: "4 years".
    pub fn age(&self, (count, unit): (i32, Unit), lang: Lang) -> String {
        let at = UNITS.iter().position(|(_, known)| *known == unit).unwrap_or(0);
        let form = plural_form(lang, count.unsigned_abs());
        let phrase = self.ages[at].get(form).or(self.ages[at].last()).map_or("{n}", String::as_str);
        fill(phrase, &[("n", &count.to_string())])
    }
}

fn sign(words: &str) -> Vec<(String, bool)> {
    words.split_whitespace().map(|word| (folded_words(word).concat(), word.ends_with('*'))).collect()
}

fn needed<'a>(table: &Table<'a>, key: &'static str) -> Option<Table<'a>> {
    let found = table.table(key);
    if found.is_none() {
        table.wrong(key, format!("`[{key}]` is missing"), "copy it from another language file and translate it");
    }
    found
}

/// How many plural forms a language has.
fn plural_forms(lang: Lang) -> usize {
    match lang {
        Lang::Ru => 3,
        Lang::En => 2,
        Lang::Tr => 1,
    }
}

/// Which form goes with a number (Unicode CLDR, cardinal rules).
fn plural_form(lang: Lang, n: u32) -> usize {
    match (lang, n % 10, n % 100) {
        (Lang::Tr, ..) => 0,
        (Lang::En, ..) => usize::from(n != 1),
        (Lang::Ru, _, 11..=14) => 2,
        (Lang::Ru, 1, _) => 0,
        (Lang::Ru, 2..=4, _) => 1,
        (Lang::Ru, ..) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_their_form() {
        for (n, form) in [(1, 0), (2, 1), (5, 2), (11, 2), (14, 2), (21, 0), (22, 1), (111, 2)] {
            assert_eq!(plural_form(Lang::Ru, n), form, "{n}");
        }
    }

    #[test]
    fn filling_leaves_what_it_does_not_know() {
        assert_eq!(fill("{a} and {b} {", &[("a", "{b}")]), "{b} and {b} {");
    }
}
