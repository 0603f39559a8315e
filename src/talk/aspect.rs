//! What people ask of something that was named before: its price, its address, its opening hours.

use super::context::Context;
use crate::knowledge::{Detail, Follow, Signs};
use crate::matcher::Reading;
use std::ops::Range;

/// What an utterance asks for beside its subject.
#[derive(Clone)]
pub struct Asked<'a> {
    /// Aspects that it asks for.
    pub aspects: Vec<&'a Detail>,
    /// The same, those together that the same words ask for.
    pub groups: Vec<Vec<&'a Detail>>,
    /// Whether each word asks for an aspect.
    pub named: Vec<bool>,
    /// Whether each word says nothing of a subject: it asks, points, leads on, or is empty by itself.
    pub light: Vec<bool>,
    /// Whether it opens as what leans on the talk: "and …".
    pub leads: bool,
    /// Whether it points at what was said: "it".
    pub points: bool,
    /// Whether it does so where nothing but what was said can be meant: "… runs it".
    pub firm: bool,
}

impl<'a> Asked<'a> {
    /// What an utterance asks for.
    pub fn of(context: Context<'a>, reading: &Reading) -> Asked<'a> {
        let words = &reading.words;
        let file = context.composer.file;
        let follow = &file.follow;
        let index = context.index();
        // One letter is short for a word that says as little: "u".
        let empty = |word: &String| {
            index.learnt.stop.contains(word) || word.chars().all(char::is_alphabetic) && word.chars().nth(1).is_none()
        };
        let mut light: Vec<bool> = words.iter().map(empty).collect();
        let mut cover = |at: usize, length: usize| light[at..at + length].fill(true);
        let leading = follow.lead.at(words, 0);
        leading.into_iter().for_each(|length| cover(0, length));
        let mut aspects: Vec<&Detail> = Vec::new();
        let (mut groups, mut named): (Vec<Vec<&Detail>>, _) = (Vec::new(), vec![false; words.len()]);
        // A dog is a subject, and in "and with a dog?" what is asked of another.
        let points = (0..words.len()).any(|at| follow.pointer.at(words, at).is_some());
        let on = leading.is_some() || points;
        let counts = |detail: &Detail| on || is_of_something(detail);
        // A word that was mended asks for what it asked for as it was typed.
        let as_typed = Some(&reading.typed).filter(|typed| typed.len() == words.len());
        let typed = |detail: &Detail, at: usize| detail.asked_at(as_typed?, at);
        for at in 0..words.len() {
            // "Where to write" asks the same with "them" between its words.
            let pointed = without_pointer(follow, words, at);
            let between = |detail: &Detail| {
                let (short, cut) = pointed.as_ref()?;
                detail.asked_at(short, 0).filter(|length| *length > 1).map(|length| length + cut)
            };
            let lengths: Vec<Option<usize>> = file
                .details
                .iter()
                .map(|detail| detail.asked_at(words, at).max(typed(detail, at)).max(between(detail)))
                .zip(&file.details)
                .map(|(length, detail)| length.filter(|_| counts(detail)))
                .collect();
            // "How long does it take" asks for no length: the longest of what stands here counts.
            let Some(longest) = lengths.iter().flatten().max().copied() else { continue };
            cover(at, longest);
            named[at..at + longest].fill(true);
            let here = file.details.iter().zip(&lengths).filter(|(_, length)| **length == Some(longest));
            let mut group: Vec<&Detail> = here.map(|(detail, _)| detail).collect();
            group.retain(|detail| !aspects.iter().any(|known| known.id == detail.id));
            aspects.extend(&group);
            groups.extend((!group.is_empty()).then_some(group));
        }
        if on {
            numbering(follow, words).into_iter().for_each(|(at, length)| cover(at, length));
        }
        let (mut points, mut firm) = (false, false);
        for at in 0..words.len() {
            let ends = |length: usize| at > 0 && at + length == words.len();
            if let Some(length) = follow.pointer.at(words, at) {
                cover(at, length);
                points = true;
            }
            firm |= follow.last_pointer.at(words, at).is_some_and(ends) || follow.firm.at(words, at).is_some();
        }
        // "I have rubles, where can I change them": what is pointed at stands in the same message.
        let own = reading.joints.first().is_some_and(|joint| (0..joint.at).any(|at| !light[at]));
        let firm = firm && !own;
        Asked { aspects, groups, named, light, leads: leading.is_some(), points: points || firm, firm }
    }

    /// The words that say something of a subject.
    pub fn heavy(&self, words: &[String]) -> Vec<String> {
        words.iter().zip(&self.light).filter(|(_, light)| !**light).map(|(word, _)| word.clone()).collect()
    }

    /// The same for some of the words.
    pub fn within(&self, part: Range<usize>) -> Asked<'a> {
        let (light, named) = (self.light[part.clone()].to_vec(), self.named[part].to_vec());
        Asked { light, named, ..self.clone() }
    }

    /// The same where nothing but the aspects counts.
    pub fn barely(&self) -> Asked<'a> {
        Asked { light: vec![true; self.light.len()], ..self.clone() }
    }

    /// The words that ask for no aspect.
    pub fn beside(&self, words: &[String]) -> Vec<String> {
        words.iter().zip(&self.named).filter(|(_, named)| !**named).map(|(word, _)| word.clone()).collect()
    }

    /// Whether nothing but aspects is asked for.
    pub fn is_bare(&self) -> bool {
        !self.aspects.is_empty() && self.light.iter().all(|light| *light)
    }

    /// Whether it surely asks of what was answered: for an aspect alone, or for an aspect of "them".
    pub fn asks_of_it(&self) -> bool {
        self.is_bare() || self.points && !self.aspects.is_empty()
    }

    /// Whether it leans on the talk by its words.
    pub fn leans(&self) -> bool {
        self.leads || self.points
    }
}

/// Where words number what was said, and what stands around: "the second one" names nothing.
fn numbering(follow: &Follow, words: &[String]) -> Vec<(usize, usize)> {
    let number = |at: &usize| follow.ordinals.iter().any(|ordinal| words[*at].starts_with(ordinal.as_str()));
    let numbers: Vec<usize> = (0..words.len()).filter(number).collect();
    if numbers.is_empty() {
        return Vec::new();
    }
    let around = (0..words.len()).filter_map(|at| Some((at, follow.pick.at(words, at)?)));
    numbers.into_iter().map(|at| (at, 1)).chain(around).collect()
}

/// The words from a position on without what points behind the first of them, and how many words that was.
fn without_pointer(follow: &Follow, words: &[String], at: usize) -> Option<(Vec<String>, usize)> {
    let cut = follow.pointer.at(words, at + 1)?;
    let rest = words.get(at + 1 + cut..)?;
    Some((std::iter::once(&words[at]).chain(rest).cloned().collect(), cut))
}

/// Whether an aspect is always one of something: nobody asks for a price, a day or an address by itself.
fn is_of_something(detail: &Detail) -> bool {
    [&detail.leaning, &detail.signs, &detail.tells].into_iter().any(|signs| *signs != Signs::default())
}

/// Whether words speak of an aspect. With `figures`, only where they hold a figure if the aspect is one.
pub fn speaks_of(detail: &Detail, words: &[String], figures: bool) -> bool {
    let figure = || words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
    let all = [&detail.tells, &detail.signs, &detail.ask];
    let mut told = all.into_iter().filter(|signs| **signs != Signs::default());
    let finds = |signs: &Signs| signs.find(words).is_some();
    // What an answer says not to know, it says in any words.
    let speaks = if figures { told.next().is_some_and(finds) } else { told.any(finds) };
    speaks && (!figures || !detail.figures || figure())
}
