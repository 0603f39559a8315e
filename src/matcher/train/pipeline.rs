//! From a base to everything that is learnt from it, step by step.

use super::encoded_texts::{BESIDE, entry_texts};
use super::large_base::MANY;
use super::signals::{ClassSetup, Sample, column_of};
use super::takeover::Takeover;
use super::taught::Taught;
use crate::knowledge::{BackgroundQuestion, Base, Entry, Joints};
use crate::matcher::decide::passages::Passages;
use crate::matcher::hash::{text_hash, words_hash};
use crate::matcher::model::{Learnt, Slang, each};
use crate::matcher::parallel::parallel;
use crate::matcher::read::dictionary::DictionaryBuilder;
use crate::matcher::read::letters::Letters;
use crate::matcher::read::word_likelihood::WordLikelihood;
use crate::matcher::score::embeddings::word_vectors;
use crate::matcher::score::encoder::SharedEncoder;
use crate::matcher::score::features::{Features, Ngrams};
use crate::matcher::score::held::Held;
use crate::matcher::score::lacking::Lacking;
use crate::matcher::score::signals::{ClassLayout, QueryFeatures, Scorer, Signal};
use crate::matcher::score::text_vectors::TextVectors;
use crate::matcher::string_table::StringTable;
use crate::text::{Lang, folded_words};
use std::collections::{BTreeSet, HashMap};

/// The square of this is about the number of phrasings of an entry up to which meanings weigh as much as words.
const ENOUGH: f32 = 7.0;

/// A base with fewer texts and gaps than this does not tell what may be asked of it: any word in common with a question
/// of the background may be its subject.
const FEW_TEXTS: usize = 1_500;
const FEW_GAPS: usize = 12;

/// Passes over the texts, from nothing, after which more change no answer.
const PASSES: usize = 12;

/// A phrasing with its class, before it is prepared.
struct Text {
    class: Option<usize>,
    words: Vec<String>,
    /// The stems of its content words.
    stems: Vec<String>,
    /// Its vector by the encoder, where it has one.
    vector: Option<Vec<f32>>,
}

/// With what a base is learnt.
#[derive(Clone, Copy, Default)]
pub struct Setup<'a> {
    /// What answers for texts that nobody has seen; without it the vectors are of no use.
    pub encoder: Option<SharedEncoder>,
    /// The vectors of the base's texts.
    pub vectors: Option<&'a TextVectors>,
    /// What is left out, to see what it is worth.
    pub without: Option<Signal>,
    /// What was learnt from the base before an edit: what the edit leaves alone is taken over from it.
    pub former: Option<&'a Learnt>,
}

/// Parts of the work of learning.
pub const PARTS: usize = 7;

impl Learnt {
    /// Learns everything from a base.
    pub fn from(base: &Base, setup: Setup<'_>, progress: &mut dyn FnMut(usize)) -> Learnt {
        let Setup { without, .. } = setup;
        let vectors = setup.vectors.filter(|_| without != Some(Signal::Encoder));
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
        let subjects = Subjects::of(base);
        let gaps = base.gaps.len() + subjects.nameless;
        learnt.kinds = ClassLayout { entries: base.entries.len(), smalltalk: learnt.smalltalk.len(), gaps };
        learnt.small_words = small_words(base);
        learnt.phrasings = phrasings(base, learnt.kinds.judged());
        learnt.verbatim = verbatim(base, &learnt.smalltalk);
        // A large base has views of its own; those of the base then tell smalltalk and gaps from it.
        let many = base.entries.len() > MANY;
        let kinds = ClassLayout { entries: if many { 0 } else { base.entries.len() }, ..learnt.kinds };
        learnt.phrasings_each = phrasings_each(base);
        let texts = texts(base, &learnt, (kinds, &subjects), vectors);
        let ngrams = parallel(&texts, |text| Ngrams::of(&text.words));
        learnt.features = Features::learn(&ngrams);
        let prepared: Vec<(&Text, &Ngrams)> = texts.iter().zip(&ngrams).collect();
        let samples: Vec<Sample> = parallel(&prepared, |(text, ngrams)| learnt.sample(text, ngrams));
        drop(ngrams);
        progress(2);
        let all: Vec<&Sample> = samples.iter().collect();
        let answers = vectors.filter(|_| !many).map(|vectors| answers(base, vectors));
        let plan = ClassSetup {
            features: learnt.features.len(),
            kinds,
            dense_weight: dense_weight(base, learnt.phrasings_each),
            without,
            phrasings: learnt.phrasings_each,
            texts: answers.as_deref(),
        };
        if many {
            let (views, _) = Scorer::learn(&all, plan, (kinds.judged(), PASSES), None);
            learnt.learn_large_base(base, views, progress);
        } else {
            let keyed = |sample: &Sample| (sample.key, column_of(sample, kinds, kinds.judged()));
            let keyed: Vec<(u64, Option<usize>)> = samples.iter().map(keyed).collect();
            learnt.taught = Taught::by(base, &learnt.smalltalk, &keyed);
            let former = setup.former.filter(|former| former.views.without == without);
            let takeover = former.and_then(|former| Takeover::of(former, (&learnt.features, &learnt.taught), &keyed));
            (learnt.views, learnt.contested) = Scorer::learn(&all, plan, (kinds.judged(), PASSES), takeover.as_ref());
            learnt.held = Held::learn(base);
            let unedited = former.map(|former| learnt.taught.unedited(&former.taught)).unwrap_or_default();
            learnt.names = Lacking::learn(base, former.map(|former| &former.names), &unedited);
        }
        progress(PARTS - 1);
        learnt.passages = Passages::learn(base, vectors);
        progress(PARTS);
        learnt
    }

    fn text(&self, class: Option<usize>, lang: Lang, raw: &str, vectors: Option<&TextVectors>) -> Option<Text> {
        let words = self.explained(folded_words(raw), lang);
        let vector = vectors.and_then(|vectors| vectors.get(raw));
        let stems = self.content_stems(&words, lang);
        (!words.is_empty()).then_some(Text { class, words, stems, vector })
    }

    /// What training looks at; the rest is for questions.
    fn sample(&self, text: &Text, ngrams: &Ngrams) -> Sample {
        let query = QueryFeatures {
            vector: self.features.vector(ngrams),
            meaning: word_vectors().vector(&text.words),
            encoded: text.vector.clone(),
            stems: text.stems.clone(),
            ..QueryFeatures::default()
        };
        Sample { key: words_hash(&text.words), class: text.class, query }
    }
}

/// What meanings weigh: as much as the words themselves where an entry has few phrasings, less where many have named
/// nearly every word already.
fn dense_weight(base: &Base, each: f32) -> f32 {
    // Without entries there is nothing to tell apart but smalltalk, which goes by its words.
    if base.entries.is_empty() { 0.0 } else { (ENOUGH / each.max(1.0).sqrt()).min(1.0) }
}

/// Phrasings of an entry, on the average.
fn phrasings_each(base: &Base) -> f32 {
    let asks = base.entries.iter().flat_map(|entry| entry.ask.iter()).map(|(_, asks)| asks.len()).sum::<usize>();
    asks as f32 / base.entries.len().max(1) as f32
}

/// The vectors of the entries as "question answer", with their classes.
fn answers(base: &Base, vectors: &TextVectors) -> Vec<(usize, Vec<f32>)> {
    entry_texts(base).filter_map(|(class, text)| Some((class, vectors.get(&text)?))).collect()
}

/// Every text to learn from, with its class.
fn texts(
    base: &Base,
    learnt: &Learnt,
    (kinds, subjects): (ClassLayout, &Subjects<'_>),
    vectors: Option<&TextVectors>,
) -> Vec<Text> {
    let mut raw: Vec<(Option<usize>, Lang, &str)> = Vec::new();
    // Of a large base a part is enough to tell what is none of it.
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
        let texts = parallel(raw, |(class, lang, text)| learnt.text(*class, *lang, text, vectors));
        texts.into_iter().flatten().collect()
    };
    let mut texts = read(&raw);
    let strange = background(base, learnt, (kinds, subjects), &texts, vectors);
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

/// What the subjects of the background are to a base.
#[derive(Default)]
struct Subjects<'a> {
    /// The class of a subject, counted from the first gap. One that a gap of the base is called after is about that gap.
    classes: HashMap<&'a str, usize>,
    /// Subjects that are no gap of the base: they have classes after its gaps, and no name.
    nameless: usize,
    /// Whether any word in common with the base may make a question its own: where little is known of the base, and where
    /// it is large.
    shy: bool,
}

impl<'a> Subjects<'a> {
    fn of(base: &'a Base) -> Subjects<'a> {
        let asks = |entry: &Entry| entry.ask.iter().map(|(_, asks)| asks.len()).sum::<usize>();
        let few = base.entries.iter().map(asks).sum::<usize>() < FEW_TEXTS && base.gaps.len() < FEW_GAPS;
        if few || base.entries.len() > MANY {
            return Subjects { shy: true, ..Subjects::default() };
        }
        let mut subjects = Subjects::default();
        subjects.classes.extend(base.gaps.iter().enumerate().map(|(at, gap)| (gap.id.as_str(), at)));
        for question in &base.background {
            let next = base.gaps.len() + subjects.nameless;
            subjects.nameless += usize::from(*subjects.classes.entry(&question.subject).or_insert(next) == next);
        }
        subjects
    }
}

/// Questions about the rest of the world, at most as many as the base has texts; without those that it may well answer.
/// Those of the rest of the world with the least hashes come first: their vectors are shipped, and they are of all subjects.
fn background(
    base: &Base,
    learnt: &Learnt,
    (kinds, subjects): (ClassLayout, &Subjects<'_>),
    own: &[Text],
    vectors: Option<&TextVectors>,
) -> Vec<Text> {
    let mut entries: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    for text in own {
        for stem in &text.stems {
            let classes = entries.entry(stem.as_str()).or_default();
            classes.extend(text.class.filter(|class| *class < kinds.entries));
        }
    }
    let strange = |text: &Text| {
        if subjects.shy {
            return text.stems.iter().all(|stem| !entries.contains_key(stem.as_str()));
        }
        // An entry that has every word of a question may be what it asks for.
        let mut all = text.stems.iter().map(|stem| entries.get(stem.as_str()).cloned().unwrap_or_default());
        let first = all.next().unwrap_or_default();
        all.fold(first, |held, more| &held & &more).is_empty()
    };
    // Questions beside the entries of the shipped base come last: they may not stand in for the rest of the world.
    let order = |question: &BackgroundQuestion| (question.subject.starts_with(BESIDE), text_hash(&question.text));
    let mut questions: Vec<_> = base.background.iter().map(|question| (order(question), question)).collect();
    questions.sort_unstable_by_key(|(order, _)| *order);
    let texts = questions.into_iter().filter_map(|(_, question)| {
        let class = subjects.classes.get(question.subject.as_str()).map(|at| kinds.judged() + at);
        learnt.text(class, question.lang, &question.text, vectors)
    });
    texts.filter(strange).take(own.len().max(FEW_TEXTS)).collect()
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

fn small_words(base: &Base) -> StringTable {
    let files = base.languages.iter().flat_map(|(_, file)| &file.smalltalk);
    let words: BTreeSet<String> = files.flat_map(|small| &small.ask).flat_map(|(text, _)| folded_words(text)).collect();
    StringTable::gather(words.iter().map(String::as_str))
}

fn lexicon(base: &Base) -> WordLikelihood {
    let mut words = DictionaryBuilder::default();
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
    // What lies beside the shipped base's entries tells no other base its words.
    let world = base.background.iter().filter(|question| !question.subject.starts_with(BESIDE));
    world.for_each(|question| words.add(&question.text, question.lang));
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
    let dictionary = words.build();
    let mut joints = Joints::default();
    base.languages.iter().for_each(|(_, file)| joints.extend(&file.joints));
    WordLikelihood { letters: Letters::learn(&dictionary), dictionary, joints }
}
