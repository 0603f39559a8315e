//! The frozen index: a base with everything that was learnt from it. A question is answered by one index from start to
//! end; an edited base makes a new one.

use super::bytes::SortedTexts;
use super::calibration::Calibration;
use super::classifier::Multipliers;
use super::crowd::word_hash;
use super::features::{Features, Traits};
use super::letters::Letters;
use super::lexicon::Lexicon;
use super::many::MANY;
use super::parallel::parallel;
use super::passages::Passages;
use super::places::Places;
use super::sense::sense;
use super::views::{Kinds, Look, Plan, Sample, View, Views};
use super::vocabulary::VocabularyBuilder;
use crate::knowledge::{Base, Joints, Localized, Phrasing};
use crate::text::{Lang, folded_words, stem};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A base, and what was learnt from it.
#[derive(Debug)]
pub struct Index {
    /// The base.
    pub base: Base,
    /// What was learnt.
    pub learnt: Learnt,
}

/// What is learnt from a base, and kept beside it so that it need not be learnt again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Learnt {
    /// Words and letters.
    pub lexicon: Lexicon,
    /// Words that carry no subject, in all languages.
    pub stop: HashSet<String>,
    /// Slang by its first word.
    pub slang: HashMap<String, Vec<Slang>>,
    /// Features of texts.
    pub features: Features,
    /// The views.
    pub views: Views,
    /// How many classes there are.
    pub kinds: Kinds,
    /// The names of the kinds of smalltalk, in the order of their classes.
    pub smalltalk: Vec<String>,
    /// Every word of smalltalk.
    pub small_words: SortedTexts,
    /// Smalltalk word for word: its kind, and the languages in which it is.
    pub verbatim: HashMap<String, (usize, Vec<Lang>)>,
    /// From views to probability.
    pub calibration: Calibration,
    /// Phrasings word for word, by a hash of their words: the entry or gap as a class.
    pub phrasings: HashMap<u64, usize>,
    /// Facts and passages.
    pub passages: Passages,
    /// Places, and the entries that speak of them.
    pub places: Places,
}

/// The square of this is about the number of phrasings of an entry up to which meanings weigh as much as words.
const ENOUGH: f32 = 7.0;

/// A base with fewer texts and gaps than this learns against the background of other people's questions, too.
const FEW_TEXTS: usize = 1_500;
const FEW_GAPS: usize = 12;

/// Passes over the texts, from nothing, after which more change no answer.
const PASSES: usize = 12;
/// Passes of the last training, which goes on from where those of the cross-validation ended.
const FINAL_PASSES: usize = 5;

/// Slang, and what it stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Slang {
    lang: Lang,
    /// What follows its first word.
    rest: Vec<String>,
    plain: Vec<String>,
}

/// A phrasing with its class, before it is prepared.
struct Text {
    class: Option<usize>,
    lang: Lang,
    words: Vec<String>,
}

impl Index {
    /// Learns a base. Takes a second or two for ten thousand phrasings; deterministic. `progress` hears of each part
    /// that is done, from 1 to [`Index::PARTS`].
    pub fn build(base: Base, progress: &mut dyn FnMut(usize)) -> Index {
        Index::build_without(base, None, progress)
    }

    /// The same with a view left out, to see what it is worth.
    pub fn build_without(base: Base, view: Option<View>, progress: &mut dyn FnMut(usize)) -> Index {
        let learnt = Learnt::from(&base, view, progress);
        Index { base, learnt }
    }

    /// Parts of the work of learning.
    pub const PARTS: usize = 4 + super::fit::FOLDS;

    /// Puts an index together from a base and what was learnt from it earlier.
    pub fn restore(base: Base, mut learnt: Learnt) -> Index {
        learnt.features.index();
        Index { base, learnt }
    }
}

impl Learnt {
    /// Learns everything from a base.
    fn from(base: &Base, without: Option<View>, progress: &mut dyn FnMut(usize)) -> Learnt {
        let mut learnt = Learnt { lexicon: lexicon(base), ..Learnt::default() };
        progress(1);
        for (lang, file) in base.languages.iter() {
            learnt.stop.extend(file.stop.iter().flat_map(|word| folded_words(word)));
            for (slang, plain) in &file.slang {
                let plain = folded_words(plain);
                let mut typed = folded_words(slang);
                if !typed.is_empty() {
                    let first = typed.remove(0);
                    learnt.slang.entry(first).or_default().push(Slang { lang, rest: typed, plain });
                }
            }
        }
        let kinds: BTreeSet<&str> =
            base.languages.iter().flat_map(|(_, file)| file.smalltalk.iter().map(|small| small.id.as_str())).collect();
        learnt.smalltalk = kinds.into_iter().map(str::to_owned).collect();
        learnt.kinds = Kinds { entries: base.entries.len(), smalltalk: learnt.smalltalk.len(), gaps: base.gaps.len() };
        learnt.small_words = small_words(base);
        learnt.phrasings = phrasings(base, learnt.kinds.judged());
        learnt.verbatim = verbatim(base, &learnt.smalltalk);
        // A crowd has views of its own; those of the base then tell smalltalk and gaps from it.
        let many = base.entries.len() > MANY;
        let kinds = Kinds { entries: if many { 0 } else { base.entries.len() }, ..learnt.kinds };
        let texts = texts(base, &learnt, kinds);
        let traits = parallel(&texts, |text| Traits::of(&text.words));
        learnt.features = Features::learn(&traits);
        let prepared: Vec<(&Text, &Traits)> = texts.iter().zip(&traits).collect();
        let samples: Vec<Sample> = parallel(&prepared, |(text, traits)| learnt.sample(text, traits));
        drop(traits);
        progress(2);
        let all: Vec<&Sample> = samples.iter().collect();
        let plan = Plan { features: learnt.features.len(), kinds, sense_weight: sense_weight(base), without };
        if many {
            let (views, _) = Views::learn(&all, plan, (kinds.judged(), PASSES), &Multipliers::default());
            learnt.learn_crowd(base, views, progress);
        } else {
            let (calibration, near) = super::fit::calibrate(&samples, plan, &mut |fold| progress(3 + fold));
            learnt.calibration = calibration;
            (learnt.views, _) = Views::learn(&all, plan, (kinds.judged(), FINAL_PASSES), &near);
        }
        progress(3 + super::fit::FOLDS);
        learnt.passages = Passages::learn(base);
        learnt.places = Places::learn(base);
        progress(Index::PARTS);
        learnt
    }

    fn text(&self, class: Option<usize>, lang: Lang, raw: &str) -> Option<Text> {
        let words = self.explained(folded_words(raw), lang);
        (!words.is_empty()).then_some(Text { class, lang, words })
    }

    fn sample(&self, text: &Text, traits: &Traits) -> Sample {
        let mut look = self.look(&text.words, traits, text.lang);
        look.unknown = self.rare_share(&text.words);
        Sample { key: words_hash(&text.words), class: text.class, look }
    }

    /// What the views look at in a text of folded words.
    pub fn look(&self, words: &[String], traits: &Traits, lang: Lang) -> Look {
        Look {
            vector: self.features.vector(traits),
            meaning: sense().vector(words),
            stems: self.content_stems(words, lang),
            words: words.iter().map(|word| word_hash(word)).collect(),
            unknown: self.share(words, |word| !self.lexicon.knows(word)),
        }
    }

    /// The stems of the words that carry a subject, each once.
    pub fn content_stems(&self, words: &[String], lang: Lang) -> Vec<String> {
        let content = words.iter().filter(|word| !self.stop.contains(*word));
        let stems: BTreeSet<String> = content.map(|word| stem(word, lang)).collect();
        stems.into_iter().collect()
    }

    /// Words with slang explained: the plain words follow the slang.
    pub fn explained(&self, words: Vec<String>, lang: Lang) -> Vec<String> {
        let mut plain: Vec<String> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let said = |slang: &&Slang| slang.lang == lang && words[at + 1..].starts_with(&slang.rest);
            let slang = self.slang.get(word).into_iter().flatten().filter(said);
            slang.for_each(|slang| plain.extend(slang.plain.iter().cloned()));
        }
        plain.retain(|word| !words.contains(word));
        [words, plain].concat()
    }

    /// The share of letters in words that the base has no more than once: for a text that is learnt from, the words that
    /// would be unknown without it.
    pub(super) fn rare_share(&self, words: &[String]) -> f32 {
        let count = |word: &String| self.lexicon.vocabulary.get(word).map_or(0, |word| word.total());
        self.share(words, |word| count(word) <= 1)
    }

    fn share(&self, words: &[String], counts: impl Fn(&String) -> bool) -> f32 {
        let letters = |word: &String| word.chars().count() as f32;
        let all: f32 = words.iter().map(letters).sum();
        words.iter().filter(|word| counts(word)).map(letters).sum::<f32>() / all.max(1.0)
    }

    /// The share of letters in words that smalltalk is made of. A word that the base does not know at all counts half: it
    /// may be anything, while one that the base knows from elsewhere has a subject.
    pub fn small_share(&self, words: &[String]) -> f32 {
        let (mut small, mut all) = (0.0, 0.0);
        for word in words {
            let letters = word.chars().count() as f32;
            let is_small = self.small_words.find(word).is_some();
            small += if is_small { letters } else { 0.0 };
            all += if is_small || self.lexicon.knows(word) { letters } else { letters / 2.0 };
        }
        if all > 0.0 { small / all } else { 0.0 }
    }
}

/// What meanings weigh: as much as the words themselves where an entry has few phrasings, less where many have named
/// nearly every word already.
fn sense_weight(base: &Base) -> f32 {
    let asks = base.entries.iter().flat_map(|entry| entry.ask.iter()).map(|(_, asks)| asks.len()).sum::<usize>();
    let each = asks as f32 / base.entries.len().max(1) as f32;
    // Without entries there is nothing to tell apart but smalltalk, which goes by its words.
    if base.entries.is_empty() { 0.0 } else { (ENOUGH / each.max(1.0).sqrt()).min(1.0) }
}

/// Every text to learn from, with its class.
fn texts(base: &Base, learnt: &Learnt, kinds: Kinds) -> Vec<Text> {
    let mut raw: Vec<(Option<usize>, Lang, &str)> = Vec::new();
    // Of a crowd a part is enough to tell what is none of it.
    let every = if kinds.entries > 0 { 1 } else { base.entries.len().div_ceil(MANY).max(1) };
    for (at, entry) in base.entries.iter().enumerate().step_by(every) {
        let class = Some(at).filter(|at| *at < kinds.entries);
        each(&entry.ask, |lang, text| raw.push((class, lang, text)));
        raw.extend(entry.title.iter().map(|(lang, title)| (class, lang, title.as_str())));
        each(&entry.not, |lang, text| raw.push((None, lang, text)));
    }
    for (at, gap) in base.gaps.iter().enumerate() {
        let class = Some(kinds.judged() + at);
        each(&gap.ask, |lang, text| raw.push((class, lang, text)));
        raw.extend(gap.title.iter().map(|(lang, title)| (class, lang, title.as_str())));
    }
    let read = |raw: &[(Option<usize>, Lang, &str)]| -> Vec<Text> {
        let texts = parallel(raw, |(class, lang, text)| learnt.text(*class, *lang, text));
        texts.into_iter().flatten().collect()
    };
    let mut texts = read(&raw);
    let few = texts.len() < FEW_TEXTS && base.gaps.len() < FEW_GAPS;
    let strange = if few { background(base, learnt, &texts) } else { Vec::new() };
    raw.clear();
    for (lang, file) in base.languages.iter() {
        for small in &file.smalltalk {
            let kind = learnt.smalltalk.iter().position(|id| *id == small.id).map(|at| kinds.entries + at);
            raw.extend(small.ask.iter().map(|(text, _)| (kind, lang, text.as_str())));
        }
    }
    texts.extend(read(&raw));
    texts.extend(strange);
    texts
}

/// Questions about other things, for a base too small to know what is strange to it; without those that have a word in
/// common with it, for they may be its own.
fn background(base: &Base, learnt: &Learnt, own: &[Text]) -> Vec<Text> {
    let stems = |text: &Text| learnt.content_stems(&text.words, text.lang);
    let known: HashSet<String> = own.iter().flat_map(stems).collect();
    let questions = base.background.iter().flat_map(|(lang, texts)| texts.iter().map(move |text| (lang, text)));
    let texts = questions.filter_map(|(lang, text)| learnt.text(None, lang, text));
    texts.filter(|text| stems(text).iter().all(|stem| !known.contains(stem))).collect()
}

/// A hash of words, the same in every process and with every compiler: it is kept beside the base.
pub(super) fn words_hash(words: &[String]) -> u64 {
    let hash = blake3::hash(words.join(" ").as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

fn phrasings(base: &Base, judged: usize) -> HashMap<u64, usize> {
    let entries = base.entries.iter().enumerate().map(|(at, entry)| (at, &entry.ask));
    let gaps = base.gaps.iter().enumerate().map(|(at, gap)| (judged + at, &gap.ask));
    let mut found = HashMap::new();
    for (class, ask) in entries.chain(gaps) {
        each(ask, |_, text| {
            found.insert(words_hash(&folded_words(text)), class);
        });
    }
    found
}

fn verbatim(base: &Base, kinds: &[String]) -> HashMap<String, (usize, Vec<Lang>)> {
    let mut found: HashMap<String, (usize, Vec<Lang>)> = HashMap::new();
    for (lang, file) in base.languages.iter() {
        for small in &file.smalltalk {
            let Some(kind) = kinds.iter().position(|id| *id == small.id) else { continue };
            for (text, _) in &small.ask {
                let (_, langs) = found.entry(folded_words(text).join(" ")).or_insert((kind, Vec::new()));
                if !langs.contains(&lang) {
                    langs.push(lang);
                }
            }
        }
    }
    found
}

fn small_words(base: &Base) -> SortedTexts {
    let files = base.languages.iter().flat_map(|(_, file)| &file.smalltalk);
    let words: BTreeSet<String> = files.flat_map(|small| &small.ask).flat_map(|(text, _)| folded_words(text)).collect();
    SortedTexts::gather(words.iter().map(String::as_str))
}

pub(super) fn each<'a>(phrasings: &'a Localized<Vec<Phrasing>>, mut add: impl FnMut(Lang, &'a str)) {
    for (lang, phrasings) in phrasings.iter() {
        phrasings.iter().for_each(|phrasing| add(lang, &phrasing.text));
    }
}

fn lexicon(base: &Base) -> Lexicon {
    let mut words = VocabularyBuilder::default();
    for entry in &base.entries {
        each(&entry.ask, |lang, text| words.add(text, lang));
        entry.title.iter().chain(entry.answer.iter()).for_each(|(lang, text)| words.add(text, lang));
    }
    for gap in &base.gaps {
        each(&gap.ask, |lang, text| words.add(text, lang));
        gap.title.iter().for_each(|(lang, text)| words.add(text, lang));
    }
    for document in &base.documents {
        for fact in &document.facts {
            fact.text.iter().for_each(|(lang, text)| words.add(text, lang));
        }
        document.passages.iter().for_each(|text| words.add(text, document.language.unwrap_or_default()));
    }
    for (lang, texts) in base.background.iter() {
        texts.iter().for_each(|text| words.add(text, lang));
    }
    for (lang, file) in base.languages.iter() {
        file.smalltalk.iter().flat_map(|small| &small.ask).for_each(|(text, _)| words.add(text, lang));
        file.stop.iter().for_each(|text| words.add(text, lang));
        // What tells of danger must never be taken for a slip of the keys.
        file.emergencies.iter().flat_map(|one| one.signs.words()).for_each(|word| words.add(word, lang));
        for (slang, plain) in &file.slang {
            words.add(slang, lang);
            words.add(plain, lang);
        }
    }
    let vocabulary = words.build();
    let mut joints = Joints::default();
    base.languages.iter().for_each(|(_, file)| joints.extend(&file.joints));
    Lexicon { letters: Letters::learn(&vocabulary), vocabulary, joints }
}
