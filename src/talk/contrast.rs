//! What an utterance denies and what it puts in its place: "not X, Y", "X değil Y", "no, I meant Y, not X", "нет, я про Y".

use super::context::{Context, Utterance};
use super::said::alike;
use crate::knowledge::Follow;
use crate::text::{Pause, language, words_of_tidy};

/// Words of an utterance that puts one thing in the place of another without saying that it corrects.
const LONGEST: usize = 16;
/// The same where what is denied stands last, as it does in many statements: "cash, not a card".
const LONGEST_BACKWARDS: usize = 7;

/// What is denied, and what is meant instead.
#[derive(Clone, Debug, Default)]
pub struct Contrast {
    /// Words of what is not meant; none where only a "no" stands for it.
    pub not: Vec<String>,
    /// Words of what is meant.
    pub meant: Vec<String>,
    /// Whether the utterance says by its form that it corrects: it opens with a "no" of its own, or says that it was meant.
    pub marked: bool,
}

impl Contrast {
    /// What an utterance denies and asserts; none when it does not do both, nor says that it corrects.
    pub fn of(context: Context<'_>, said: &Utterance, talks: bool) -> Option<Contrast> {
        let clauses = clauses(said);
        let mut parting = Parting::new(context);
        let last = clauses.len().saturating_sub(1);
        for (at, clause) in clauses.iter().enumerate() {
            parting.clause(clause, at == 0, at == last);
        }
        // What denies by its verb alone ("whom do they take? I never served") contrasts with nothing.
        let (plain, behind, turned) = (!parting.found.not.is_empty(), parting.behind, parting.turned);
        let found = parting.done();
        let heavy = |words: &[String]| words.iter().any(|word| is_heavy(context, word));
        let (denies, asserts) = (heavy(&found.not), heavy(&found.meant));
        let brief = said.words.len() <= if behind { LONGEST } else { LONGEST_BACKWARDS };
        let contrasts = plain && denies && asserts && brief && clauses.len() <= 2;
        (talks && found.marked && asserts || contrasts && (talks || turned)).then_some(found)
    }
}

/// Whether a word says something.
pub fn is_heavy(context: Context<'_>, word: &String) -> bool {
    !context.index().learnt.stop.contains(word)
}

/// The words of each clause, as they are read where that keeps them apart, else as typed.
fn clauses(said: &Utterance) -> Vec<Vec<String>> {
    let typed = words_of_tidy(&said.text);
    let read = &said.finding.reading.words;
    let same = read.len() == typed.len();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (at, word) in typed.into_iter().enumerate() {
        let text = if same { read[at].clone() } else { word.text };
        match found.last_mut() {
            Some(clause) if word.pause == Pause::None => clause.push(text),
            _ => found.push(vec![text]),
        }
    }
    found
}

/// Parts clauses into what they deny and what they assert.
struct Parting<'a> {
    context: Context<'a>,
    follow: &'a Follow,
    found: Contrast,
    /// Words of what denies by its verb: "we are not going to buy".
    beside: Vec<String>,
    /// Whether what is meant stands behind what is denied.
    behind: bool,
    /// Whether a word turns from the one to the other.
    turned: bool,
}

impl<'a> Parting<'a> {
    fn new(context: Context<'a>) -> Parting<'a> {
        let follow = &context.composer.file.follow;
        Parting { context, follow, found: Contrast::default(), beside: Vec::new(), behind: false, turned: false }
    }

    fn clause(&mut self, clause: &[String], first: bool, last: bool) {
        let follow = self.follow;
        let mut rest = clause;
        let ends = (1..rest.len()).find(|at| follow.meant.at(rest, *at) == Some(rest.len() - at));
        if let Some(end) = ends {
            self.found.marked = true;
            rest = &rest[..end];
        }
        let mut opened = ends.is_some();
        while let Some(length) = self.opening(rest, first) {
            // "No" alone, with nothing behind it, is an answer.
            self.found.marked |= !last || rest.len() > length;
            opened = true;
            rest = &rest[length..];
        }
        let runs = self.runs(rest);
        let denying = language(self.context.composer.lang).negation.denying;
        for (denied, run) in runs {
            let denies = run.iter().any(|word| denying.contains(&word.as_str()));
            match denied {
                true => self.found.not.extend(run),
                // What denies by its verb, beside what says what was meant, is not meant.
                false if denies && !opened => self.beside.extend(run),
                false => {
                    self.behind |= !self.found.not.is_empty();
                    self.found.meant.extend(run);
                }
            }
        }
    }

    /// The length of what opens a correction here: "no", "I meant".
    fn opening(&self, rest: &[String], first: bool) -> Option<usize> {
        let follow = self.follow;
        let wrong = follow.wrong.at(rest, 0);
        let no = || {
            let length = follow.no.at(rest, 0).filter(|_| first)?;
            // "Not a tourist visa" begins what is denied.
            (rest.len() == length || follow.deny.at(rest, 0).is_none_or(|deny| deny < length)).then_some(length)
        };
        wrong.or_else(no)
    }

    /// The runs of a clause: whether each is denied, and its words.
    fn runs(&mut self, clause: &[String]) -> Vec<(bool, Vec<String>)> {
        let follow = self.follow;
        let mut runs = vec![(false, Vec::new())];
        let mut at = 0;
        while at < clause.len() {
            let (denied, begun) = runs.last().map_or((false, false), |(denied, run)| (*denied, !run.is_empty()));
            if let Some(length) =
                follow.deny_end.at(clause, at).filter(|length| begun && self.closes(clause, at, *length))
            {
                runs.last_mut().into_iter().for_each(|run| run.0 = true);
                runs.push((false, Vec::new()));
                at += length;
            } else if let Some(length) = follow.deny.at(clause, at).filter(|length| self.denies(clause, at, *length)) {
                runs.push((true, Vec::new()));
                at += length;
            } else if let Some(length) = follow.rather.at(clause, at).filter(|_| denied || !begun) {
                self.turned |= denied || !self.found.not.is_empty();
                runs.push((false, Vec::new()));
                at += length;
            } else {
                runs.last_mut().into_iter().for_each(|run| run.1.push(clause[at].clone()));
                at += 1;
            }
        }
        runs.retain(|(_, run)| !run.is_empty());
        runs
    }

    /// Whether what opens a denial does so here: where a clause begins; within it where something is put in its place, or
    /// where more than a bare "not" stands there.
    fn denies(&self, clause: &[String], at: usize, length: usize) -> bool {
        let turns = || (at + length + 1..clause.len()).any(|behind| self.follow.rather.at(clause, behind).is_some());
        at == 0 || length > 1 && self.found.marked || turns()
    }

    /// Whether what closes a denial does so here: within a clause only where a language has no other way to deny.
    fn closes(&self, clause: &[String], at: usize, length: usize) -> bool {
        at + length == clause.len() || self.follow.deny.is_empty()
    }

    fn done(mut self) -> Contrast {
        let to = if self.found.meant.is_empty() { &mut self.found.meant } else { &mut self.found.not };
        to.append(&mut self.beside);
        // "A student one": one of what was denied.
        let Contrast { not, meant, .. } = &mut self.found;
        if meant.last().is_some_and(|word| self.follow.one.at(std::slice::from_ref(word), 0).is_some()) {
            let heavy = |word: &&String| is_heavy(self.context, word);
            meant.pop();
            meant.extend(not.iter().rfind(heavy).cloned());
        }
        self.found
    }
}

/// A question without what is denied of it, and with what is meant instead.
pub fn put_in_place(context: Context<'_>, before: &str, contrast: &Contrast) -> String {
    let stems = |words: &[String]| context.index().learnt.content_stems(words, context.composer.lang);
    let not = stems(&contrast.not);
    let denied = |word: &String| {
        let own = stems(std::slice::from_ref(word));
        own.iter().any(|stem| not.iter().any(|other| alike(stem, other)))
    };
    let kept: Vec<String> =
        words_of_tidy(before).into_iter().map(|word| word.text).filter(|word| !denied(word)).collect();
    [kept, contrast.meant.clone()].concat().join(" ")
}
