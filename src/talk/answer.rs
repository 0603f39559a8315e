//! The reply to an utterance: what was found for it, or what the talk makes of it.

use super::compose::Composer;
use super::context::{Context, Utterance};
use super::draft::Draft;
use super::effect::{Effect, KeptQuestion};
use super::follow_up::{self, Leaning};
use super::redact::{quoted, redact};
use super::reply::{Choice, Outcome, Reply};
use super::state::State;
use super::theme_word;
use crate::knowledge::{Block, fill, markup};
use crate::matcher::{FOREIGN, Finding, Repair, Verdict};

/// Entries that are offered about a place of which nothing is answered.
const MOST_ELSEWHERE: usize = 3;

/// The reply to an utterance.
pub fn replied(context: Context<'_>, mut state: State, said: &Utterance) -> Draft {
    let composer = &context.composer;
    let finding = &said.finding;
    let silent = finding.reading.words.iter().all(|word| !word.chars().any(char::is_alphabetic));
    let foreign = finding.reading.foreign >= FOREIGN;
    let mut aside = None;
    let mut reply = if foreign {
        in_each_language(composer, finding)
    } else if silent {
        let mut reply = composer.reply(Outcome::Unknown, finding);
        reply.blocks.push(Block::plain(&composer.file.phrases.no_words));
        reply
    } else {
        by_meaning(context, &state, said, &mut aside)
    };
    let mut effects = Vec::new();
    let lost = reply.outcome == Outcome::Unknown && !silent && !foreign;
    let keeps = context.keeps() && finding.private.is_none();
    if lost && keeps {
        let asked = redact(context.index(), &said.text);
        let text = aside.as_ref().map_or(asked.clone(), |title| format!("{title}: {asked}"));
        effects.push(Effect::KeepQuestion(KeptQuestion { text, lang: composer.lang, gap: reply.gap.clone() }));
    }
    // That the entry at hand does not say more is an answer, too: nobody is lost.
    let aside = aside.is_some();
    if lost {
        composer.after_unknown(if aside { 0 } else { state.lost }, aside, keeps, &mut reply);
    }
    state.lost = if lost && !aside { state.lost.saturating_add(1) } else { 0 };
    Draft { state, reply, effects }
}

/// The reply to an utterance in words that we read. One about the entry at hand puts its title into `aside`.
fn by_meaning(context: Context<'_>, state: &State, said: &Utterance, aside: &mut Option<String>) -> Reply {
    let composer = &context.composer;
    let finding = &said.finding;
    match follow_up::lean(context, state, finding) {
        Leaning::Not => match theme_word::named(context.index(), composer, finding) {
            Some(choices) => offered(composer, &composer.file.phrases.choices, choices, finding),
            None => answered(context, state, said, finding),
        },
        Leaning::Means(meant) => answered(context, state, said, &meant),
        Leaning::Instead(choices) => instead(composer, choices, finding),
        Leaning::Elsewhere => {
            let mut reply = composer.reply(Outcome::Unknown, finding);
            understood(composer, finding, &mut reply);
            elsewhere(context, finding, &mut reply);
            reply
        }
        Leaning::About(parts) => {
            let entry = state.focus.first().and_then(|id| composer.base.entry(id));
            *aside = entry.map(|entry| composer.nearest(&entry.title).to_owned());
            let reply = follow_up::about(composer, state, parts, finding);
            reply.unwrap_or_else(|| answered(context, state, said, finding))
        }
    }
}

/// What was found for an utterance.
fn answered(context: Context<'_>, state: &State, said: &Utterance, finding: &Finding) -> Reply {
    let composer = &context.composer;
    let outcome = match &finding.verdict {
        Verdict::Answer(_) => Outcome::Answer,
        Verdict::Choices(_) => Outcome::Choices,
        Verdict::Passage(_) => Outcome::Passage,
        Verdict::Smalltalk(_) => Outcome::Smalltalk,
        Verdict::Unknown(_) => Outcome::Unknown,
    };
    let mut reply = composer.reply(outcome, finding);
    understood(composer, finding, &mut reply);
    let told = matches!(outcome, Outcome::Answer | Outcome::Passage);
    if told && follow_up::hearsay(&composer.file.follow, &said.words) {
        reply.blocks.push(Block::plain(&composer.file.phrases.heard));
    }
    match &finding.verdict {
        Verdict::Answer(entries) => composer.answer(entries, &mut reply),
        Verdict::Choices(entries) => {
            let choices = entries.iter().map(|at| composer.choice(&composer.base.entries[*at])).collect();
            let phrases = &composer.file.phrases;
            let lacks = says_lacking(composer, finding, &mut reply);
            composer.choices(if lacks { &phrases.lacking_near } else { &phrases.choices }, choices, &mut reply);
        }
        Verdict::Passage(found) => composer.passages(found, &mut reply),
        Verdict::Unknown(gap) => {
            let lacks = gap.is_none() && says_lacking(composer, finding, &mut reply);
            let away = !lacks && !finding.named.away.is_empty();
            if !lacks && (!away || gap.is_some()) {
                composer.unknown(*gap, &mut reply);
            }
            if away {
                elsewhere(context, finding, &mut reply);
            } else if lacks && composer.offers {
                let near = finding.near.iter().map(|at| composer.choice(&composer.base.entries[*at]));
                reply.related = near.collect();
                reply.see_also = Some(composer.file.phrases.lacking_near.clone());
            }
        }
        Verdict::Smalltalk(kind) => {
            if !follow_up::about_the_answer(composer, state, kind, &mut reply) {
                let small = composer.file.smalltalk.iter().find(|small| small.id == *kind);
                reply.blocks.extend(small.map(|small| markup(&small.reply)).unwrap_or_default());
            }
            reply.smalltalk = Some(kind.clone());
        }
    }
    reply
}

/// Says what the question names that the nearest answers do not hold, where some lie near.
fn says_lacking(composer: &Composer<'_>, finding: &Finding, reply: &mut Reply) -> bool {
    let lacks = !finding.lacking.is_empty() && !finding.near.is_empty();
    if lacks {
        let list: Vec<String> = finding.lacking.iter().map(|typed| quoted(typed)).collect();
        let said = fill(&composer.file.phrases.lacking, &[("list", &list.join(", "))]);
        reply.blocks.push(Block::plain(said));
    }
    lacks
}

/// Says how the question was understood, where its words were changed and that led somewhere.
fn understood(composer: &Composer<'_>, finding: &Finding, reply: &mut Reply) {
    let changed = finding.reading.repairs.iter().any(|repair| !matches!(repair, Repair::Marks | Repair::Homoglyph));
    if !changed || matches!(reply.outcome, Outcome::Smalltalk | Outcome::Unknown) {
        return;
    }
    if let Some(text) = &finding.reading.understood {
        reply.blocks.push(Block::note(fill(&composer.file.phrases.understood, &[("text", &quoted(text))])));
    }
}

/// Nothing answers a question about another place: says so, and what there is about that place.
fn elsewhere(context: Context<'_>, finding: &Finding, reply: &mut Reply) {
    let composer = &context.composer;
    let phrases = &composer.file.phrases;
    if reply.gap.is_none() {
        reply.blocks.push(Block::plain(&phrases.elsewhere));
    }
    if composer.offers {
        let known = context.index().learnt.names.speaking(&finding.named).take(MOST_ELSEWHERE);
        reply.related = known.map(|at| composer.choice(&composer.base.entries[at])).collect();
        reply.see_also = (!reply.related.is_empty()).then(|| phrases.elsewhere_known.clone());
    }
}

/// The answer before was not meant: what may be meant instead, or how to find it.
fn instead(composer: &Composer<'_>, choices: Vec<Choice>, finding: &Finding) -> Reply {
    let phrases = &composer.file.phrases;
    if choices.is_empty() {
        let mut reply = composer.reply(Outcome::Smalltalk, finding);
        reply.blocks = markup(&phrases.none_chosen);
        reply.smalltalk = Some("none".to_owned());
        return reply;
    }
    offered(composer, &phrases.not_that, choices, finding)
}

/// Choices below an opening, with a way out.
fn offered(composer: &Composer<'_>, opening: &str, choices: Vec<Choice>, finding: &Finding) -> Reply {
    let mut reply = composer.reply(Outcome::Choices, finding);
    understood(composer, finding, &mut reply);
    composer.choices(opening, choices, &mut reply);
    reply
}

/// The reply to a language that we do not speak: the same sentence in each that we do.
fn in_each_language(composer: &Composer<'_>, finding: &Finding) -> Reply {
    let mut reply = composer.reply(Outcome::Unknown, finding);
    let languages = composer.base.languages.iter();
    reply.blocks = languages.map(|(_, file)| Block::plain(&file.phrases.foreign)).collect();
    reply
}
