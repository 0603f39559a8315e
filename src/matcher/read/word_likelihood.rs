//! How likely a word is in a language, known or not: the vocabulary where it has the word, its letters where not.

use crate::knowledge::Joints;
use crate::matcher::read::dictionary::{Dictionary, KnownWord};
use crate::matcher::read::letters::Letters;
use crate::matcher::read::lexicon::{self, Rank};
use crate::text::{Forms, Lang, Script, fold, language, script_of, spellings};
use serde::{Deserialize, Serialize};

/// Words and letters of the base.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct WordLikelihood {
    /// The words that the base knows.
    pub dictionary: Dictionary,
    /// What words of each language look like.
    pub letters: Letters,
    /// What tells one question from the next.
    pub joints: Joints,
}

/// The share of running words that are in the vocabulary, as it enters the likelihood of a word. With some thousand
/// phrasings about nine words in ten of a plain question are known.
const KNOWN_SHARE: f32 = 0.9;
/// The natural logarithm of the likelihood of a word that the base does not know and its language has: that of a seldom
/// one, and of a common one.
const IN_LANGUAGE: [f32; 2] = [-16.0, -12.0];
/// The price of another form of a known word, in nats.
const OTHER_FORM: f32 = 2.0;
/// A form likelier than this, in nats, is as good as a known word.
const PLAIN_FORM: f32 = -15.0;
/// The most letters in which the forms of a word differ at its end.
const LONGEST_ENDING: usize = 3;
/// The fewest letters that forms of a word share.
const SHORTEST_STEM: usize = 4;
/// How surprising a letter of an ending may be on the average, in nats.
const ENDING_LETTER: f32 = 2.2;
/// Forms that are looked at.
const MOST_FORMS: usize = 24;
/// Partial readings of a transliterated word that are kept while it is read.
const BEAM: usize = 16;
/// The price of an unusual Latin spelling, in nats for each point of its cost.
const SPELLING: f32 = 1.0;
/// The price of any Latin letter that is read as another: there are about two common ways to write each.
const ROMAN_LETTER: f32 = 0.35;

impl WordLikelihood {
    /// The natural logarithm of the likelihood of a folded word in a language: as a known word, as another form of one,
    /// as a word that the language has, or by its letters alone.
    pub fn log_likelihood(&self, folded: &str, lang: Lang) -> f32 {
        let known = self.dictionary.get(folded).and_then(|word| word.log_share(lang));
        let letters = self.letters.log_probability(folded, lang);
        let spelled = (1.0 - KNOWN_SHARE).ln() + letters;
        match known {
            Some(share) => spelled.max(KNOWN_SHARE.ln() + share),
            None => {
                let form = self.as_form(folded, letters, lang);
                let listed = lexicon::rank(folded, lang).map(|rank| IN_LANGUAGE[usize::from(rank == Rank::Common)]);
                form.into_iter().chain(listed).fold(spelled, f32::max)
            }
        }
    }

    /// The likelihood of an unknown word as another form of a known one: by its stem, or, in a language that
    /// adds ending to ending, by its beginning and an ending that looks like the language.
    fn as_form(&self, folded: &str, letters: f32, lang: Lang) -> Option<f32> {
        if matches!(language(lang).forms, Forms::Stem) {
            return Some(self.dictionary.log_share_of_stem(folded, lang)? - OTHER_FORM);
        }
        let len = folded.chars().count();
        let kept = (len - (len / 3).min(LONGEST_ENDING)).max(SHORTEST_STEM);
        let (cut, _) = folded.char_indices().nth(kept)?;
        let near = |word: &KnownWord<'_>| word.len().abs_diff(len) <= LONGEST_ENDING;
        let forms = self.dictionary.starting_with(&folded[..cut]).take(MOST_FORMS).filter(near);
        let ending = self.letters.log_probability(&folded[..cut], lang) - letters;
        let strangeness = (ENDING_LETTER * (len - kept + 1) as f32 - ending).min(0.0);
        let scores = forms.filter_map(|word| Some(word.log_share(lang)? - OTHER_FORM + strangeness));
        scores.max_by(f32::total_cmp)
    }

    /// Whether the vocabulary has the word or, by its letters, another form of it.
    pub fn recognises(&self, folded: &str) -> bool {
        let script = script(folded);
        let form = |lang| self.as_form(folded, self.letters.log_probability(folded, lang), lang);
        self.knows(folded)
            || Lang::ALL
                .into_iter()
                .any(|lang| Some(lang.script()) == script && form(lang).is_some_and(|f| f > PLAIN_FORM))
    }

    /// Whether the base recognises the word, or its language has it.
    pub fn is_word(&self, folded: &str, lang: Lang) -> bool {
        self.recognises(folded) || Some(lang.script()) == script(folded) && lexicon::rank(folded, lang).is_some()
    }

    /// Whether the base recognises the word, or a language of its alphabet has it.
    pub fn is_word_of_any(&self, folded: &str) -> bool {
        let script = script(folded);
        let has = |lang: Lang| Some(lang.script()) == script && lexicon::rank(folded, lang).is_some();
        self.recognises(folded) || Lang::ALL.into_iter().any(has)
    }

    /// Whether the base or one of its languages has this very form.
    pub fn is_known_to_any(&self, folded: &str) -> bool {
        let script = script(folded);
        let has = |lang: Lang| Some(lang.script()) == script && lexicon::rank(folded, lang).is_some();
        self.knows(folded) || Lang::ALL.into_iter().any(has)
    }

    /// Whether there is nothing to mend: the base knows the word, its language has it, or it is a common word of another
    /// language in the same alphabet.
    pub fn is_sound(&self, folded: &str, lang: Lang) -> bool {
        let script = script(folded);
        let others = || Lang::ALL.into_iter().filter(|other| Some(other.script()) == script);
        self.knows(folded)
            || lexicon::rank(folded, lang).is_some()
            || others().any(|other| lexicon::rank(folded, other) == Some(Rank::Common))
    }

    /// The likelihood of a word in whichever of the languages of its own alphabet fits better.
    pub fn best_likelihood(&self, folded: &str) -> f32 {
        let script = folded.chars().find_map(script_of);
        let langs = Lang::ALL.into_iter().filter(|lang| Some(lang.script()) == script);
        langs.map(|lang| self.log_likelihood(folded, lang)).fold(f32::NEG_INFINITY, f32::max)
    }

    /// Whether the vocabulary has the word, in any language.
    pub fn knows(&self, folded: &str) -> bool {
        self.dictionary.get(folded).is_some()
    }

    /// Known words of the language within `distance` edits (optimal string alignment: a swap of neighbours is one),
    /// with their distance.
    pub fn near(&self, folded: &str, lang: Lang, distance: usize) -> Vec<(KnownWord<'_>, usize)> {
        let measured =
            self.dictionary.alike(folded, lang, distance).map(|word| (word, strsim::osa_distance(folded, word.text())));
        measured.filter(|(_, d)| (1..=distance).contains(d)).collect()
    }

    /// The likeliest word of a language behind a Latin one, with the logarithm of its likelihood, the price of its
    /// spelling included. A beam search over the spellings of [`spellings`], led by the letter model of the language.
    pub fn read_latin(&self, latin: &str, lang: Lang) -> Option<(String, f32)> {
        let bytes = latin.len();
        let mut ends: Vec<Vec<Partial>> = vec![Vec::new(); bytes + 1];
        ends[0].push(Partial { text: String::new(), last: (None, None), score: 0.0 });
        for at in 0..bytes {
            let mut here = std::mem::take(&mut ends[at]);
            here.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)));
            here.truncate(BEAM);
            if here.is_empty() {
                continue;
            }
            let ways: Vec<_> = spellings(&latin[at..], lang).map(|way| (way, fold(way.letters))).collect();
            for partial in &here {
                for (way, letters) in &ways {
                    let price = SPELLING * f32::from(way.cost) + ROMAN_LETTER * way.len as f32;
                    ends[at + way.len].push(self.extend(partial, (letters, lang), price));
                }
            }
        }
        let finished = std::mem::take(&mut ends[bytes]).into_iter().map(|partial| {
            let by_letters = partial.score - self.letters.surprise(partial.last, None, lang);
            let plain = self.letters.log_probability(&partial.text, lang);
            let price = by_letters - plain;
            let likelihood = self.log_likelihood(&partial.text, lang) + price.min(0.0);
            (partial.text, likelihood)
        });
        finished.max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
    }

    fn extend(&self, partial: &Partial, (letters, lang): (&str, Lang), price: f32) -> Partial {
        let mut next = Partial { text: partial.text.clone(), last: partial.last, score: partial.score - price };
        for c in letters.chars() {
            next.score -= self.letters.surprise(next.last, Some(c), lang);
            next.last = (next.last.1, Some(c));
            next.text.push(c);
        }
        next
    }
}

/// A word read from its beginning to somewhere.
#[derive(Clone)]
struct Partial {
    text: String,
    last: (Option<char>, Option<char>),
    score: f32,
}

/// The alphabet of a folded word: that of its first letter.
pub fn script(folded: &str) -> Option<Script> {
    folded.chars().find_map(script_of)
}
