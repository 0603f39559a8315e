//! From what was typed to what was meant: hypotheses of repair, each weighed by how well its words are known.
//!
//! A noisy channel in two steps. First every piece between spaces is read as typed, as typed in the wrong layout, and
//! as transliterated; the likeliest sequence of readings wins, changing between them being rare (Viterbi). Then each
//! word that nobody knows may be a near word, several words written as one, or half of a word.

use crate::matcher::read::repair::{LONGEST, Repair};
use crate::matcher::read::spelling::correct;
use crate::matcher::read::word_likelihood::{WordLikelihood, script};
use crate::text::{
    Lang, Pause, PerLang, Script, Word, fold, from_latin_keys, is_foreign, is_in_strange_letters, is_mixed, language,
    latin_from_keys, layouts, romanised, script_of, tidy, unmix, words, words_of_tidy,
};

/// Where one question may end and the next begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joint {
    /// Position in [`Reading::words`] of the first word behind it.
    pub at: usize,
    /// What parts the two.
    pub pause: Pause,
    /// Whether a word joins them: "and".
    pub joined: bool,
}

/// An utterance as understood.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its folded words.
    pub words: Vec<String>,
    /// The same as they are shown, capitals and marks and all.
    pub raw: Vec<String>,
    /// Its folded words as they were typed, before any repair.
    pub typed: Vec<String>,
    /// Where one question may end and the next begin.
    pub joints: Vec<Joint>,
    /// Whether it ends as a question.
    pub asks: bool,
    /// Its language, by its words.
    pub lang: Lang,
    /// How much likelier that language is than each, in nats; 0 when nothing tells.
    pub lang_lead: PerLang<f32>,
    /// What was repaired, each kind once.
    pub repairs: Vec<Repair>,
    /// The repaired text, when anything was.
    pub understood: Option<String>,
    /// The share of letters that belong to no alphabet of ours.
    pub foreign: f32,
}

/// Ways to read a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Typed,
    /// In the layout of this language, or out of it.
    Layout(Lang),
    /// As this language in Latin letters.
    Translit(Lang),
}

/// How typed text is numbered among the modes.
const TYPED: usize = 0;

impl Mode {
    /// Every mode, typed text first.
    fn all() -> Vec<Mode> {
        let changed = layouts().map(Mode::Layout).chain(romanised().map(Mode::Translit));
        [Mode::Typed].into_iter().chain(changed).collect()
    }

    /// Log of how often an utterance begins in it: most people type in the right layout and alphabet.
    fn begins(self, spoken: Option<Lang>) -> f32 {
        let goes_on = spoken.is_some_and(|lang| lang.script() == Script::Latin);
        match self {
            Mode::Translit(lang) if spoken == Some(lang) => SPOKEN,
            Mode::Translit(_) if goes_on => -3.5 + GOES_ON,
            Mode::Typed => -0.1,
            Mode::Layout(_) => -4.0,
            Mode::Translit(_) => -3.5,
        }
    }
}

/// How much less often somebody who writes in a Latin alphabet goes on in another one by its letters, as a log.
const GOES_ON: f32 = -3.5;
/// How often somebody who talks in a language of another alphabet, and types Latin letters, goes on in it, as a log.
const SPOKEN: f32 = -0.7;
/// Log of how often the mode changes between two words.
const CHANGE: f32 = -5.0;
/// The price of a word that a change of layout or alphabet leaves unknown, in nats.
const UNCONFIRMED: f32 = 3.0;
/// Below this share of letters in unknown words, an utterance is taken as typed without looking further.
const WELL_KNOWN: f32 = 0.25;
/// Words as typed outweigh those of another alphabet when they have so many times their letters.
const OUTWEIGHS: usize = 2;
/// One letter in so many, at least, of what another layout or alphabet gives is in words.
const CONFIRMED: usize = 3;
/// Most pieces that are looked at for repair; an essay is taken as typed.
const MOST_PIECES: usize = 80;

/// What one word tells at most of the languages of its alphabet, in nats: one that only one of them knows may be a name.
const MOST_OF_A_WORD: f32 = 9.0;
/// What a letter that only another language has takes from a language, in nats for each word.
const STRANGE_LETTER: f32 = 6.0;

/// One piece in one mode.
#[derive(Clone, Default)]
struct Piece {
    words: Vec<Word>,
    score: f32,
    homoglyph: bool,
}

/// Reads an utterance, in a talk that is held in a language where there was one before.
pub fn read(lexicon: &WordLikelihood, utterance: &str, spoken: Option<Lang>) -> Reading {
    let tidied = tidy(utterance);
    let pieces: Vec<&str> = tidied.split(' ').collect();
    let typed: Vec<Piece> = pieces.iter().map(|piece| as_typed(piece)).collect();
    let mut repairs: Vec<Repair> = Vec::new();
    if typed.iter().any(|piece| piece.homoglyph) {
        repairs.push(Repair::Homoglyph);
    }
    // Half of the short words of a Russian talk in Latin letters are words of another language, too.
    let may_go_on = spoken.is_some_and(|lang| romanised().any(|other| other == lang)) && is_latin(&typed);
    let doubtful = pieces.len() <= MOST_PIECES && (may_go_on || unknown_share(lexicon, &typed) > WELL_KNOWN);
    let (chosen, modes) = if doubtful { likeliest(lexicon, &pieces, typed, spoken) } else { (typed, Vec::new()) };
    repairs.extend(modes.iter().filter_map(|mode| match mode {
        Mode::Typed => None,
        Mode::Layout(_) => Some(Repair::Layout),
        Mode::Translit(_) => Some(Repair::Translit),
    }));
    let mut found: Vec<Word> = Vec::new();
    let mut pause = Pause::None;
    for (piece, raw) in chosen.into_iter().zip(&pieces) {
        let from = found.len();
        found.extend(piece.words);
        if let Some(first) = found.get_mut(from) {
            first.pause = first.pause.max(std::mem::take(&mut pause));
        }
        pause = raw.chars().next_back().map_or(pause, Pause::of);
    }
    let (lang, lang_lead) = likeliest_language(lexicon, &found);
    if found.len() <= MOST_PIECES {
        correct(lexicon, &mut found, lang, &mut repairs);
    }
    if language(lang).bare {
        restore_marks(lexicon, lang, &mut found, &mut repairs);
    }
    repairs.sort();
    repairs.dedup();
    let typed: Vec<String> = words_of_tidy(&tidied).into_iter().map(|word| word.text).collect();
    let in_strange_words = is_in_strange_letters(&typed) || is_foreign(&typed, |word| lexicon.knows(word));
    let shown: Vec<&str> = found.iter().map(|word| word.raw.as_str()).collect();
    let question = if tidied.ends_with('?') { "?" } else { "" };
    let words: Vec<String> = found.iter().map(|word| word.text.clone()).collect();
    Reading {
        understood: (!repairs.is_empty()).then(|| shown.join(" ") + question),
        joints: joints(lexicon, &found, &words),
        asks: tidied.ends_with('?'),
        raw: found.iter().map(|word| word.raw.clone()).collect(),
        words,
        typed,
        lang,
        lang_lead,
        repairs,
        foreign: if in_strange_words { 1.0 } else { foreign_share(&tidied) },
    }
}

/// Words that a question of its own has at least.
const SHORTEST_QUESTION: usize = 2;

fn joints(lexicon: &WordLikelihood, found: &[Word], words: &[String]) -> Vec<Joint> {
    let joining = |at: usize| lexicon.joints.joining.at(words, at).is_some();
    let parts = |at: &usize| {
        let pause = found[*at].pause;
        let bound = pause < Pause::Sentence && lexicon.joints.bound.at(words, *at).is_some();
        !bound && (pause > Pause::None || joining(*at))
    };
    let places = SHORTEST_QUESTION..(found.len() + 1).saturating_sub(SHORTEST_QUESTION);
    places.filter(parts).map(|at| Joint { at, pause: found[at].pause, joined: joining(at) }).collect()
}

/// A piece as typed; its score is reckoned where others compete.
fn as_typed(piece: &str) -> Piece {
    let mut found = words_of_tidy(piece);
    let mut homoglyph = false;
    for word in found.iter_mut().filter(|word| is_mixed(&word.text)) {
        if let Some(text) = unmix(&word.text) {
            *word = Word { raw: text.clone(), text, pause: word.pause };
            homoglyph = true;
        }
    }
    Piece { words: found, score: 0.0, homoglyph }
}

fn likelihood(lexicon: &WordLikelihood, words: &[Word], unknown: f32) -> f32 {
    let spelled = words.iter().filter(|word| script(&word.text).is_some());
    spelled
        .map(|word| {
            lexicon.best_likelihood(&word.text) - if lexicon.is_word_of_any(&word.text) { 0.0 } else { unknown }
        })
        .sum()
}

/// Whether there are words, and all in Latin letters.
fn is_latin(pieces: &[Piece]) -> bool {
    let mut scripts = pieces.iter().flat_map(|piece| &piece.words).filter_map(|word| script(&word.text)).peekable();
    scripts.peek().is_some() && scripts.all(|script| script == Script::Latin)
}

/// The share of letters in words that nobody knows, in the language of each alphabet that knows most of them.
fn unknown_share(lexicon: &WordLikelihood, pieces: &[Piece]) -> f32 {
    let (mut unknown, mut all) = (PerLang::<usize>::default(), 0);
    for word in pieces.iter().flat_map(|piece| &piece.words) {
        let Some(own) = script(&word.text) else { continue };
        let letters = word.text.chars().count();
        all += letters;
        if lexicon.recognises(&word.text) {
            continue;
        }
        for lang in Lang::of_script(own) {
            unknown[lang] += if lexicon.is_word(&word.text, lang) { 0 } else { letters };
        }
    }
    let least = |script: Script| Lang::of_script(script).map(|lang| unknown[lang]).min().unwrap_or(0);
    (least(Script::Latin) + least(Script::Cyrillic)) as f32 / all.max(1) as f32
}

/// The likeliest reading of each piece, and its mode.
fn likeliest(
    lexicon: &WordLikelihood,
    pieces: &[&str],
    typed: Vec<Piece>,
    spoken: Option<Lang>,
) -> (Vec<Piece>, Vec<Mode>) {
    let modes = Mode::all();
    let marked = |c: char| Lang::of_script(Script::Latin).any(|lang| language(lang).own_letters.contains(c));
    let romanised = !pieces.iter().any(|piece| piece.contains(marked));
    let reading = |(piece, typed): (&&str, Piece)| -> Vec<Option<Piece>> {
        let mut typed = Some(Piece { score: likelihood(lexicon, &typed.words, 0.0), ..typed });
        let read = |mode: &Mode| match *mode {
            Mode::Typed => typed.take(),
            Mode::Layout(lang) => in_other_layout(lexicon, piece, lang),
            Mode::Translit(lang) => romanised.then(|| transliterated(lexicon, piece, lang)).flatten(),
        };
        modes.iter().map(read).collect()
    };
    let mut readings: Vec<Vec<Option<Piece>>> = pieces.iter().zip(typed).map(reading).collect();
    let mut path = likeliest_path(&modes, &readings, spoken);
    keep_alphabets(lexicon, &readings, &mut path);
    spread_translit(pieces, &modes, &mut path);
    let chosen = readings.iter_mut().zip(&path).map(|(reading, mode)| reading[*mode].take().unwrap_or_default());
    let pieces: Vec<Piece> = chosen.collect();
    let said = |piece: &Piece| piece.words.iter().any(|word| script(&word.text).is_some());
    let modes = path.iter().zip(&pieces).filter(|(_, piece)| said(piece)).map(|(mode, _)| modes[*mode]).collect();
    (pieces, modes)
}

/// The likeliest sequence of modes, by their numbers (Viterbi).
fn likeliest_path(modes: &[Mode], readings: &[Vec<Option<Piece>>], spoken: Option<Lang>) -> Vec<usize> {
    let score = |at: usize, mode: usize| readings[at][mode].as_ref().map_or(f32::NEG_INFINITY, |piece| piece.score);
    let likeliest = |of: &dyn Fn(usize) -> f32| {
        (0..modes.len()).max_by(|a, b| of(*a).total_cmp(&of(*b)).then(b.cmp(a))).unwrap_or(TYPED)
    };
    let begin = modes.iter().enumerate().map(|(mode, kind)| (kind.begins(spoken) + score(0, mode), mode));
    let mut best: Vec<Vec<(f32, usize)>> = vec![begin.collect()];
    for at in 1..readings.len() {
        let before = &best[at - 1];
        let next = (0..modes.len()).map(|mode| {
            let from = |other: usize| before[other].0 + if other == mode { 0.0 } else { CHANGE };
            let origin = likeliest(&from);
            (from(origin) + score(at, mode), origin)
        });
        let next = next.collect();
        best.push(next);
    }
    let last = best.len() - 1;
    let mut mode = likeliest(&|mode| best[last][mode].0);
    let mut path = vec![mode; best.len()];
    for at in (0..last).rev() {
        mode = best[at + 1][mode].1;
        path[at] = mode;
    }
    path
}

/// A sentence in one alphabet keeps its unknown words: pieces stay as typed where words of the same alphabet outweigh them,
/// or where hardly any of what they would be is a word.
fn keep_alphabets(lexicon: &WordLikelihood, readings: &[Vec<Option<Piece>>], path: &mut [usize]) {
    let letters = |piece: &Option<Piece>, counts: &dyn Fn(&str) -> bool| {
        let words = piece.iter().flat_map(|piece| &piece.words).filter(|word| counts(&word.text));
        words.map(|word| word.text.chars().count()).sum::<usize>()
    };
    let is_word = |word: &str| word.chars().nth(1).is_some() && lexicon.is_word_of_any(word);
    for own in [Script::Latin, Script::Cyrillic] {
        let (mut staying, mut moved, mut sure) = (0, 0, 0);
        for (reading, mode) in readings.iter().zip(&*path) {
            if *mode == TYPED {
                staying += letters(&reading[TYPED], &|word| script(word) == Some(own) && is_word(word));
            } else if letters(&reading[TYPED], &|word| script(word) == Some(own)) > 0 {
                moved += letters(&reading[*mode], &|word| script(word).is_some());
                sure += letters(&reading[*mode], &|word| is_word(word) && lexicon.is_known_to_any(word));
            }
        }
        if staying < OUTWEIGHS * moved && sure * CONFIRMED >= moved {
            continue;
        }
        for (reading, mode) in readings.iter().zip(&mut *path) {
            if letters(&reading[TYPED], &|word| script(word) == Some(own)) > 0 {
                *mode = TYPED;
            }
        }
    }
}

/// A single letter (`a`, `i`, `v`) is a word in English as in transliterated Russian: beside words that are certainly the
/// latter, and none that are the former, it goes with them.
fn spread_translit(pieces: &[&str], modes: &[Mode], path: &mut [usize]) {
    let letters = |piece: &str| piece.chars().filter(|c| c.is_alphabetic()).count();
    let long = |counts: &dyn Fn(usize) -> bool| {
        pieces.iter().zip(&*path).find(|(piece, mode)| counts(**mode) && letters(piece) > 1).map(|(_, mode)| *mode)
    };
    let Some(translit) = long(&|mode| matches!(modes[mode], Mode::Translit(_))) else { return };
    if long(&|mode| mode == TYPED).is_some() {
        return;
    }
    for (piece, mode) in pieces.iter().zip(path) {
        if letters(piece) == 1 && *mode == TYPED {
            *mode = translit;
        }
    }
}

/// The piece as the same keys give it in the layout of a language, or out of it. Signs at its end may be letters (`dy;`)
/// or just signs.
fn in_other_layout(lexicon: &WordLikelihood, piece: &str, lang: Lang) -> Option<Piece> {
    let cyrillic = piece.chars().any(|c| script_of(c) == Some(Script::Cyrillic));
    let latin = piece.chars().any(|c| script_of(c) == Some(Script::Latin));
    if cyrillic && latin || piece.chars().count() > LONGEST {
        return None;
    }
    let swapped = |text: &str| if cyrillic { latin_from_keys(text, lang) } else { from_latin_keys(text, lang) };
    let trimmed = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ways = if trimmed.len() < piece.len() { vec![piece, trimmed] } else { vec![piece] };
    let read = ways.into_iter().map(|way| {
        let found = words(&swapped(way));
        Piece { score: likelihood(lexicon, &found, UNCONFIRMED), words: found, homoglyph: false }
    });
    let letters = |piece: &Piece| piece.words.iter().any(|word| script(&word.text).is_some());
    let best = read.max_by(|a, b| a.score.total_cmp(&b.score))?;
    (!(cyrillic || latin) || letters(&best)).then_some(best)
}

/// The piece as a language in Latin letters.
fn transliterated(lexicon: &WordLikelihood, piece: &str, lang: Lang) -> Option<Piece> {
    let folded = fold(piece);
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\'' | '`' | '"');
    let mut read = Piece::default();
    if !folded.chars().any(|c| c.is_ascii_alphabetic()) {
        let found = words(piece);
        let silent = found.iter().all(|word| script(&word.text).is_none());
        return silent.then_some(Piece { words: found, ..read });
    }
    // A letter that no spelling stands for (`ə`) is of another language's word, and parts it nowhere.
    if folded.chars().count() > LONGEST || folded.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
        return None;
    }
    for run in folded.split(|c| !letters(c)).filter(|run| !run.is_empty()) {
        if run.chars().all(|c| c.is_ascii_digit()) {
            read.words.push(Word { raw: run.to_owned(), text: run.to_owned(), pause: Pause::None });
            continue;
        }
        let (text, score) = lexicon.read_latin(run.trim_matches('"'), lang)?;
        read.score += score - if lexicon.is_word(&text, lang) { 0.0 } else { UNCONFIRMED };
        read.words.extend(words(&text));
    }
    Some(read)
}

/// The language of the words, and how much likelier it is than each, in nats.
fn likeliest_language(lexicon: &WordLikelihood, words: &[Word]) -> (Lang, PerLang<f32>) {
    let mut sums = PerLang::<f32>::default();
    for word in words.iter().filter(|word| script(&word.text).is_some()) {
        let letters = word.text.chars().count().min(12) as f32;
        let own = script(&word.text);
        let likelihoods = PerLang::each(|lang| {
            let fits = own == Some(lang.script());
            if fits { lexicon.log_likelihood(&word.text, lang) } else { -20.0 - 3.5 * letters }
        });
        for lang in Lang::ALL {
            let fits = own == Some(lang.script());
            let rivals = Lang::of_script(lang.script()).map(|rival| likelihoods[rival]);
            let most = rivals.fold(f32::NEG_INFINITY, f32::max);
            sums[lang] += likelihoods[lang].max(most - if fits { MOST_OF_A_WORD } else { 0.0 });
            let of_other =
                |other: &Lang| *other != lang && word.raw.contains(|c| language(*other).own_letters.contains(c));
            if fits && Lang::of_script(lang.script()).any(|other| of_other(&other)) {
                sums[lang] -= STRANGE_LETTER;
            }
        }
    }
    let likely = |lang: Lang| sums[lang] - language(lang).rarity;
    let mut order = Lang::ALL;
    order.sort_by(|a, b| likely(*b).total_cmp(&likely(*a)));
    // That a language is rare tells nothing of these words: a talk in it goes on.
    (order[0], PerLang::each(|other| if other == order[0] { 0.0 } else { (likely(order[0]) - sums[other]).max(0.0) }))
}

/// Shows words as people write them, where only the marks were left out.
fn restore_marks(lexicon: &WordLikelihood, lang: Lang, found: &mut [Word], repairs: &mut Vec<Repair>) {
    for word in found {
        let Some(known) = lexicon.dictionary.get(&word.text).filter(|known| known.count(lang) > 0) else {
            continue;
        };
        let bare = word.raw.is_ascii();
        if bare && !known.bare() && !known.shown().is_ascii() {
            word.raw = known.shown().to_owned();
            repairs.push(Repair::Marks);
        }
    }
}

fn foreign_share(text: &str) -> f32 {
    let letters: Vec<Script> = text.chars().filter_map(script_of).collect();
    let foreign = letters.iter().filter(|script| **script == Script::Other).count();
    foreign as f32 / letters.len().max(1) as f32
}
