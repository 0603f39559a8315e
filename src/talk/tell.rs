//! Replies of the talk: parts of answers, what is missing, what is offered instead.

use super::aspect::Asked;
use super::compose::Composer;
use super::context::Context;
use super::follow_up::Missing;
use super::holding::Holding;
use super::redact::quoted;
use super::reply::{Action, Choice, Outcome, Reply};
use super::said;
use crate::knowledge::{Block, Detail, Entry, fill};
use crate::matcher::costs::PLAINLY_TELLS;
use crate::matcher::{Finding, Named, Repair};
use crate::text::{Lang, script_of};

/// Entries that are offered about a place of which nothing is answered.
const MOST_ELSEWHERE: usize = 3;
/// Subjects that are offered to a question that names none.
const MOST_SUBJECTS: usize = 3;

/// Says how the question was understood, where its words were changed and that led somewhere.
pub fn understood(composer: &Composer<'_>, finding: &Finding, reply: &mut Reply) {
    let changed = finding.reading.repairs.iter().any(|repair| !matches!(repair, Repair::Marks | Repair::Homoglyph));
    if !changed || matches!(reply.outcome, Outcome::Smalltalk | Outcome::Unknown) {
        return;
    }
    if let Some(text) = &finding.reading.understood {
        reply.blocks.push(Block::note(fill(&composer.file.phrases.understood, &[("text", &quoted(text))])));
    }
}

/// What an entry holds on what was asked.
pub fn held(context: Context<'_>, finding: &Finding, entry: &Entry, holding: Holding, asked: &Asked<'_>) -> Reply {
    let composer = &context.composer;
    let mut reply = composer.reply(Outcome::Passage, finding);
    // Of two things that are asked none is passed over in silence.
    let silent = if asked.groups.len() > 1 { holding.without(context, &asked.groups) } else { Vec::new() };
    if holding.sentences.is_empty() {
        composer.facts(entry, &holding.facts, &mut reply);
    } else {
        composer.sentences(entry, &holding.sentences, holding.is_nearest(), &mut reply);
    }
    // Where it is in doubt whether that tells it, what the answer says not to know may be the reply.
    let doubtful = holding.chance.is_none_or(|chance| chance < PLAINLY_TELLS);
    let admission = if doubtful { said::admission(context, entry, &finding.reading.words) } else { None };
    if let Some(admission) = admission.filter(|admission| !holding.sentences.contains(admission)) {
        before_sources(&mut reply, Block::plain(admission));
    }
    if let Some(lacking) = lacking_of(composer, composer.nearest(&entry.title), &silent) {
        before_sources(&mut reply, lacking);
    }
    reply
}

/// Puts a block behind what is told and before the line of sources.
fn before_sources(reply: &mut Reply, block: Block) {
    let at = reply.blocks.len().saturating_sub(usize::from(!reply.sources.is_empty()));
    reply.blocks.insert(at, block);
}

/// What the entry at hand does not hold, and what lies near.
pub fn missing(context: Context<'_>, finding: &Finding, missing: Missing<'_>) -> Reply {
    let composer = &context.composer;
    let Missing { entry, aspects, mut lacks, others } = missing;
    if lacks.is_empty() {
        // What the answer says itself not to know is nearest to what is missing.
        lacks.extend(said::admission(context, entry, &finding.reading.words));
    }
    let mut reply = composer.reply(Outcome::Unknown, finding);
    let phrases = &composer.file.phrases;
    let title = composer.nearest(&entry.title);
    reply.blocks.push(
        lacking_of(composer, title, &aspects)
            .unwrap_or_else(|| Block::plain(fill(&phrases.detail_none, &[("title", title)]))),
    );
    reply.blocks.extend(lacks.into_iter().map(Block::plain));
    let entries = composer.base.entries.iter();
    reply.related =
        entries.enumerate().filter(|(at, _)| others.contains(at)).map(|(_, one)| composer.choice(one)).collect();
    composer.relate(std::slice::from_ref(&entry.id), &mut reply);
    reply
}

/// That an entry says nothing of these aspects, each named once; none where none has a name.
pub fn lacking_of(composer: &Composer<'_>, title: &str, aspects: &[&Detail]) -> Option<Block> {
    let mut named: Vec<&str> = Vec::new();
    for aspect in aspects.iter().map(|detail| detail.title.as_str()) {
        if !aspect.is_empty() && !named.contains(&aspect) {
            named.push(aspect);
        }
    }
    let text = fill(&composer.file.phrases.detail_missing, &[("title", title), ("aspect", &named.join(", "))]);
    (!named.is_empty()).then(|| Block::plain(text))
}

/// An entry that is written for others than somebody from this country.
pub fn for_others(context: Context<'_>, finding: &Finding, entry: &Entry, country: &str) -> Reply {
    let composer = &context.composer;
    let mut reply = composer.reply(Outcome::Unknown, finding);
    let title = composer.nearest(&entry.title);
    reply.blocks.push(Block::plain(fill(&composer.file.phrases.for_others, &[("title", title)])));
    speaking(context, context.index().learnt.names.speaking_of(country), &mut reply);
    reply
}

/// A question that names no subject: about what?
pub fn which(composer: &Composer<'_>, finding: &Finding, entries: &[&Entry]) -> Reply {
    let phrases = &composer.file.phrases;
    let mut reply = composer.reply(Outcome::Choices, finding);
    reply.blocks.push(Block::plain(&phrases.about_what));
    reply.choices = entries.iter().take(MOST_SUBJECTS).map(|entry| composer.choice(entry)).collect();
    reply.entries = entries.iter().take(MOST_SUBJECTS).map(|entry| entry.id.clone()).collect();
    reply.choices.push(Choice { label: phrases.all_topics.clone(), action: Action::Topics(0) });
    reply.hint = Some(phrases.choose_by_number.clone());
    reply
}

/// Nothing answers a question about another place: says so, and what there is about that place.
pub fn elsewhere(context: Context<'_>, named: &Named, reply: &mut Reply) {
    if reply.gap.is_none() {
        reply.blocks.push(Block::plain(&context.composer.file.phrases.elsewhere));
    }
    speaking(context, context.index().learnt.names.speaking(named), reply);
}

/// The same as a reply of its own.
pub fn elsewhere_only(context: Context<'_>, finding: &Finding) -> Reply {
    let mut reply = context.composer.reply(Outcome::Unknown, finding);
    elsewhere(context, &finding.named, &mut reply);
    reply
}

/// Offers what speaks of places.
fn speaking(context: Context<'_>, entries: impl Iterator<Item = usize>, reply: &mut Reply) {
    let composer = &context.composer;
    if composer.offers {
        reply.related = entries.take(MOST_ELSEWHERE).map(|at| composer.choice(&composer.base.entries[at])).collect();
        reply.see_also = (!reply.related.is_empty()).then(|| composer.file.phrases.elsewhere_known.clone());
    }
}

/// Choices below an opening, with a way out.
pub fn offered(composer: &Composer<'_>, opening: &str, choices: Vec<Choice>, finding: &Finding) -> Reply {
    let mut reply = composer.reply(Outcome::Choices, finding);
    understood(composer, finding, &mut reply);
    composer.choices(opening, choices, &mut reply);
    reply
}

/// The reply to a language that we do not speak: the same sentence in each that we do, that of the talk first, then those
/// whose letters the person writes.
pub fn in_each_language(composer: &Composer<'_>, finding: &Finding) -> Reply {
    let mut reply = composer.reply(Outcome::Unknown, finding);
    let script = finding.reading.typed.iter().find_map(|word| word.chars().find_map(script_of));
    let mut all: Vec<Lang> = composer.base.languages.iter().map(|(lang, _)| lang).collect();
    all.sort_by_key(|lang| (*lang != composer.lang, Some(lang.script()) != script));
    let said = |lang: &Lang| composer.base.languages.get(*lang).map(|file| Block::plain(&file.phrases.foreign));
    reply.blocks = all.iter().filter_map(said).collect();
    reply
}
