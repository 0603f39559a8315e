//! One language: how the bot speaks it, and what it must know of its words: `faq/languages/xx.toml`.

use super::date::Unit;
use super::localized::Localized;
use super::phrases::{Phrases, fill};
use super::problem::Place;
use super::signs::Signs;
use super::table::Table;
use crate::text::{Lang, folded_words, language};
use serde::{Deserialize, Serialize};

/// Something people say that needs no knowledge, and what is said back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Smalltalk {
    /// Its kind: greeting, thanks, …
    pub id: String,
    /// Ways to say it.
    pub ask: Vec<(String, Place)>,
    /// What only sounds like it.
    pub not: Vec<String>,
    /// Whether it is said in confidence: it is heard in any words, and nothing of it is kept.
    pub private: bool,
    /// The reply, in light markup.
    pub reply: String,
    /// What is said before an answer, where it sounds through a question; empty where nothing is.
    pub beside: String,
    /// Where it begins.
    pub place: Place,
}

/// How people lean on what was said before.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Follow {
    /// "That is not it": what follows is what was meant.
    pub wrong: Signs,
    /// The same at the end, where a language puts its verb there: what stands before is what was meant.
    pub meant: Signs,
    /// Openings of a question that leans on the one before.
    pub lead: Signs,
    /// Words that point at what was said before.
    pub pointer: Signs,
    /// Words that do so where they end a sentence, even beside a name: "is it the Ark that runs it".
    pub last_pointer: Signs,
    /// Words that do so anywhere.
    pub firm: Signs,
    /// The last of several.
    pub last: Signs,
    /// Openings of what is not meant: "not a …, a …".
    pub deny: Signs,
    /// The same at the end.
    pub deny_end: Signs,
    /// Openings of what is meant instead.
    pub rather: Signs,
    /// What stands for the thing itself: "a student one".
    pub one: Signs,
    /// Who asks, before a nationality: "my husband is".
    pub person: Signs,
    /// The beginnings of those that mean the one who speaks: "i am".
    pub speaker: Signs,
    /// Words that stand for the one who speaks: "I", "my".
    pub first: Signs,
    /// Words that stand for somebody else: "he".
    pub third: Signs,
    /// Openings of hearsay.
    pub heard: Signs,
    /// How an answer speaks of what it is drawn from: with a denial beside it, it admits that something is not known.
    pub admits: Signs,
    /// Words that stand around a number that is chosen.
    pub pick: Signs,
    /// Numbers in words, from the first: "first", "second".
    pub ordinals: Vec<String>,
}

impl Follow {
    fn read(table: &Table<'_>) -> Follow {
        Follow {
            wrong: signs(table, "wrong"),
            meant: signs(table, "meant"),
            lead: signs(table, "lead"),
            pointer: signs(table, "pointer"),
            last_pointer: signs(table, "last_pointer"),
            firm: signs(table, "firm"),
            last: signs(table, "last"),
            deny: signs(table, "deny"),
            deny_end: signs(table, "deny_end"),
            rather: signs(table, "rather"),
            one: signs(table, "one"),
            person: signs(table, "person"),
            speaker: signs(table, "speaker"),
            first: signs(table, "first"),
            third: signs(table, "third"),
            heard: signs(table, "heard"),
            admits: signs(table, "admits"),
            pick: signs(table, "pick"),
            ordinals: table.strings("ordinals").iter().flat_map(|(text, _)| folded_words(text)).collect(),
        }
    }
}

/// What tells one question from the next in the same breath.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Joints {
    /// Words that join two questions: "and".
    pub joining: Signs,
    /// Words that make what follows a part of what came before: "because".
    pub bound: Signs,
    /// Words of which at least one stands in whatever asks or begs for something: "where", "looking for".
    pub asking: Signs,
}

impl Joints {
    /// Adds those of another language.
    pub fn extend(&mut self, other: &Joints) {
        self.joining.extend(&other.joining);
        self.bound.extend(&other.bound);
        self.asking.extend(&other.asking);
    }
}

/// What tells a place that lies behind somebody ("from Dublin") from the one that is asked about ("in Dublin").
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Directions {
    /// Words before a place: "from", "via".
    pub before: Signs,
    /// Words right after it, where a language puts them there: "üzerinden".
    pub after: Signs,
    /// Words anywhere after it when it has the ending of what is left: "geldim".
    pub leaving: Signs,
    /// Those of the words before and after it that speak of a place on the way, or earlier: "via", "after".
    pub passing: Signs,
    /// Words before a place to which somebody goes: "to".
    pub toward: Signs,
    /// Words before a country that say whose citizen somebody is: "citizen of".
    pub people: Signs,
    /// The same right after it.
    pub nationals: Signs,
}

impl Directions {
    /// Adds those of another language.
    pub fn extend(&mut self, other: &Directions) {
        self.before.extend(&other.before);
        self.after.extend(&other.after);
        self.leaving.extend(&other.leaving);
        self.passing.extend(&other.passing);
        self.toward.extend(&other.toward);
        self.people.extend(&other.people);
        self.nationals.extend(&other.nationals);
    }
}

/// Something that people ask about what they were just told: a price, a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Detail {
    /// Its name.
    pub id: String,
    /// What completes "says nothing about …"; empty for one that is always told.
    pub title: String,
    /// How any question asks for it.
    pub ask: Signs,
    /// How a question that leans on the talk asks for it besides.
    pub leaning: Signs,
    /// Words by which a fact is known to speak of it.
    pub signs: Signs,
    /// Words by which a sentence is known to tell it to who asks on; where there are none, those of `signs`, else of `ask`.
    pub tells: Signs,
    /// Whether such a fact must hold a figure as well.
    pub figures: bool,
}

impl Detail {
    /// How many words from a position on ask for it, in a question that may lean on the talk.
    pub fn asked_at(&self, words: &[String], at: usize) -> Option<usize> {
        self.ask.at(words, at).max(self.leaning.at(words, at))
    }
}

/// A kind of danger, and the advice that an operator wants given before anything else. The gravest kinds come first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Emergency {
    /// Its kind.
    pub id: String,
    /// What people in this danger say.
    pub examples: Vec<String>,
    /// What only sounds like it: figures of speech, questions about such things in general.
    pub not: Vec<String>,
    /// Words that tell of it wherever they stand.
    pub signs: Signs,
    /// The advice, in light markup.
    pub advice: String,
}

/// How people say who they are: what follows is taken out of a question before it is kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Personal {
    /// Words before a name: "my name is".
    pub named: Signs,
    /// Numbers in words; several in a row are somebody's number.
    pub numerals: Signs,
    /// How the sign in an address is said: "at".
    pub at: Signs,
    /// How its point is said: "dot".
    pub dot: Signs,
}

/// The files of a base to start from. `{month}` stands for the month in which it is made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Starter {
    /// `faq/base.toml`.
    pub base: String,
    /// A theme.
    pub theme: String,
    /// A fact sheet, which the theme cites.
    pub sheet: String,
    /// A scripted conversation.
    pub script: String,
}

impl Starter {
    fn read(table: Table<'_>) -> Starter {
        let text = |key| table.required(key).unwrap_or_default();
        let starter =
            Starter { base: text("base"), theme: text("theme"), sheet: text("sheet"), script: text("script") };
        table.done();
        starter
    }
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
    /// Kinds of danger, the gravest first.
    pub emergencies: Vec<Emergency>,
    /// How people lean on what was said before.
    pub follow: Follow,
    /// What tells one question from the next.
    pub joints: Joints,
    /// What tells a place that lies behind.
    pub directions: Directions,
    /// How people say who they are.
    pub personal: Personal,
    /// Details they ask for.
    pub details: Vec<Detail>,
    /// What a new base is made of.
    pub starter: Starter,
    /// How the languages are called in this one, as it completes a sentence: "in Russian".
    pub tongues: Localized<String>,
    /// The same of this language in the others, for those that do not know it.
    pub called: Localized<String>,
}

const UNITS: [(&str, Unit); 4] =
    [("days", Unit::Days), ("weeks", Unit::Weeks), ("months", Unit::Months), ("years", Unit::Years)];

impl LanguageFile {
    /// Reads the file of a language; what is missing is left empty, and an error where nothing lies beneath.
    pub(super) fn read(table: Table<'_>, lang: Lang) -> LanguageFile {
        let mut file = LanguageFile::default();
        if let Some(phrases) = needed(&table, "phrases") {
            file.phrases = Phrases::read(&phrases);
            phrases.done();
        }
        file.months = table.strings("months").into_iter().map(|(month, _)| month).collect();
        if file.months.len() != 12 && !table.may_lack("months") {
            table.wrong("months", "`months` must name twelve months", "write them from January to December");
        }
        if let Some(ages) = needed(&table, "ages") {
            for (at, (key, _)) in UNITS.iter().enumerate() {
                file.ages[at] = ages.strings(key).into_iter().map(|(form, _)| form).collect();
                if file.ages[at].len() != language(lang).plural.forms && !ages.may_lack(key) {
                    let what = format!("`ages.{key}` needs {} plural form(s)", language(lang).plural.forms);
                    ages.wrong(key, what, format!("write `{key} = [\"{{n}} …\"]` with one text a form"));
                }
            }
            ages.done();
        }
        file.stop = table.strings("stop").into_iter().map(|(word, _)| word).collect();
        file.slang = table.table("slang").map(|slang| slang.pairs()).unwrap_or_default();
        for small in table.tables("smalltalk") {
            let (id, reply) = (small.required("id"), small.required("reply"));
            let (ask, place) = (small.strings("ask"), small.place());
            let (not, private) = (texts(&small, "not"), small.flag("private"));
            let beside = small.string("beside").unwrap_or_default();
            small.done();
            if let Some(id) = id {
                let reply = reply.unwrap_or_default();
                file.smalltalk.push(Smalltalk { id, ask, not, private, reply, beside, place });
            }
        }
        for emergency in table.tables("emergency") {
            let (id, advice) = (emergency.required("id"), emergency.required("advice"));
            let signs = signs(&emergency, "words");
            let [examples, not] = ["examples", "not"].map(|key| texts(&emergency, key));
            emergency.done();
            if let Some(id) = id {
                file.emergencies.push(Emergency { id, examples, not, signs, advice: advice.unwrap_or_default() });
            }
        }
        file.read_signs(&table);
        (file.tongues, file.called) = (table.localized("tongues"), table.localized("called"));
        file.starter = table.table("starter").map(Starter::read).unwrap_or_default();
        for detail in table.tables("detail") {
            file.details.extend(read_detail(&detail));
            detail.done();
        }
        table.done();
        file
    }

    /// Reads what tells how people put things.
    fn read_signs(&mut self, table: &Table<'_>) {
        if let Some(follow) = table.table("follow") {
            self.follow = Follow::read(&follow);
            follow.done();
        }
        if let Some(joints) = table.table("joints") {
            let [joining, bound, asking] = ["joining", "bound", "asking"].map(|key| signs(&joints, key));
            self.joints = Joints { joining, bound, asking };
            joints.done();
        }
        if let Some(directions) = table.table("directions") {
            let [before, after, leaving] = ["before", "after", "leaving"].map(|key| signs(&directions, key));
            let [passing, toward, people, nationals] =
                ["passing", "toward", "people", "nationals"].map(|key| signs(&directions, key));
            self.directions = Directions { before, after, leaving, passing, toward, people, nationals };
            directions.done();
        }
        if let Some(personal) = table.table("personal") {
            let [named, numerals, at, dot] = ["named", "numerals", "at", "dot"].map(|key| signs(&personal, key));
            self.personal = Personal { named, numerals, at, dot };
            personal.done();
        }
    }

    /// The file without what only learning needs. Empty words, and how people say smalltalk, the talk reads as well.
    pub(super) fn without_phrasings(&self) -> LanguageFile {
        let mut file = LanguageFile { slang: Vec::new(), starter: Starter::default(), ..self.clone() };
        file.smalltalk.iter_mut().for_each(|small| small.not.clear());
        for emergency in &mut file.emergencies {
            (emergency.examples, emergency.not) = (Vec::new(), Vec::new());
        }
        file
    }

    /// "In Russian" and the like, in this language.
    pub fn in_language(&self, lang: Lang) -> &str {
        self.tongues.get(lang).map_or(lang.own_name(), String::as_str)
    }

    /// An age in words: "4 years".
    pub fn age(&self, (count, unit): (i32, Unit), lang: Lang) -> String {
        let at = UNITS.iter().position(|(_, known)| *known == unit).unwrap_or(0);
        let form = (language(lang).plural.form)(count.unsigned_abs());
        let phrase = self.ages[at].get(form).or(self.ages[at].last()).map_or("{n}", String::as_str);
        fill(phrase, &[("n", &count.to_string())])
    }
}

fn signs(table: &Table<'_>, key: &'static str) -> Signs {
    let texts = table.strings(key);
    Signs::of(texts.iter().map(|(text, _)| text))
}

fn texts(table: &Table<'_>, key: &'static str) -> Vec<String> {
    table.strings(key).into_iter().map(|(text, _)| text).collect()
}

fn needed<'a>(table: &Table<'a>, key: &'static str) -> Option<Table<'a>> {
    let found = table.table(key);
    if found.is_none() && !table.may_lack(key) {
        table.wrong(key, format!("`[{key}]` is missing"), "copy it from another language file and translate it");
    }
    found
}

fn read_detail(table: &Table<'_>) -> Option<Detail> {
    let of = |key| signs(table, key);
    Some(Detail {
        id: table.required("id")?,
        title: table.string("title").unwrap_or_default(),
        ask: of("ask"),
        leaning: of("leaning"),
        signs: of("signs"),
        tells: of("tells"),
        figures: table.flag("figures"),
    })
}
