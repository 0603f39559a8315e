//! The reply to an utterance: what was found for it, or what the talk makes of it.

use super::aside;
use super::aspect::Asked;
use super::choose;
use super::compose::Composer;
use super::context::{Context, Utterance};
use super::correction::{self, Corrected};
use super::draft::Draft;
use super::effect::{Effect, KeptQuestion};
use super::follow_up::{self, Leaning, Missing};
use super::holding;
use super::leaning;
use super::naming::names;
use super::person::{self, Person};
use super::redact::{quoted, redact};
use super::reference;
use super::reply::{Action, Choice, LAST_KEPT, Outcome, Reply};
use super::said;
use super::small_talk;
use super::state::{Question, Rule, State};
use super::tell;
use super::telling::Sought;
use super::theme_word;
use crate::knowledge::{Block, Entry, fill, markup};
use crate::matcher::costs::FELT;
use crate::matcher::{FOREIGN, Finding, Verdict};
use crate::text::{Pause, fold, folded_words};

/// Places at which a message is looked at for two requests.
const MOST_JOINTS: usize = 3;
/// Entries that are offered to somebody in another role.
const MOST_NEAR: usize = 2;

/// A reply with what the talk had to do with it.
struct Told {
    reply: Reply,
    /// The words that the matcher was asked, where they are not the person's.
    asked: Option<String>,
    rule: Option<Rule>,
    /// The entry of which it says that it does not hold what was asked: nobody is lost by that.
    unheld: Option<String>,
}

impl Told {
    fn plain(reply: Reply) -> Told {
        Told { reply, asked: None, rule: None, unheld: None }
    }

    fn by(rule: Rule, reply: Reply) -> Told {
        Told { rule: Some(rule), ..Told::plain(reply) }
    }
}

/// The reply to an utterance.
pub fn replied(context: Context<'_>, mut state: State, said: &Utterance) -> Draft {
    let composer = &context.composer;
    let finding = &said.finding;
    let silent = finding.reading.words.iter().all(|word| !word.chars().any(char::is_alphabetic));
    let foreign = finding.reading.foreign >= FOREIGN;
    let told = if foreign {
        Told::plain(tell::in_each_language(composer, finding))
    } else if silent {
        let mut reply = composer.reply(Outcome::Unknown, finding);
        reply.blocks.push(Block::plain(&composer.file.phrases.no_words));
        Told::plain(reply)
    } else {
        by_meaning(context, &mut state, said)
    };
    let Told { mut reply, asked, rule, unheld } = told;
    reply.blocks.splice(0..0, felt_beside(composer, finding, reply.outcome));
    let mut effects = Vec::new();
    let lost = reply.outcome == Outcome::Unknown && !silent && !foreign;
    let keeps = context.keeps() && finding.private().is_none() && !finding.danger.is_any();
    if lost && keeps {
        let asked = redact(context.index(), &said.text);
        let text = unheld.as_ref().map_or(asked.clone(), |title| format!("{title}: {asked}"));
        effects.push(Effect::KeepQuestion(KeptQuestion { text, lang: composer.lang, gap: reply.gap.clone() }));
    }
    // That the entry at hand does not say more is an answer, too: nobody is lost.
    let unheld = unheld.is_some();
    if lost && !unheld {
        after_unknown(composer, &mut state, &mut reply);
    }
    if lost && keeps {
        let phrases = &composer.file.phrases;
        reply.blocks.push(Block::note(&phrases.kept));
        reply.related.push(Choice { label: phrases.tell_me.clone(), action: Action::Promise(LAST_KEPT) });
    }
    state.lost = if lost && !unheld { state.lost.saturating_add(1) } else { 0 };
    let question = Question {
        asked: asked.unwrap_or_else(|| said.text.clone()),
        said: said.text.clone(),
        understood: reply.understood.clone(),
        repairs: reply.repairs.clone(),
        candidates: reply.candidates.clone(),
        outcome: Some(reply.outcome),
        rule,
    };
    Draft { effects, question: Some(question), ..Draft::new(state, reply) }
}

/// What is said to somebody whose feelings sound through a question, before its reply.
fn felt_beside(composer: &Composer<'_>, finding: &Finding, outcome: Outcome) -> Option<Block> {
    let felt = finding.private().filter(|felt| felt.score >= FELT && outcome != Outcome::Smalltalk)?;
    let small = composer.file.smalltalk.iter().find(|small| small.id == felt.kind)?;
    (!small.beside.is_empty()).then(|| Block::plain(&small.beside))
}

/// The way on after nothing was known: once in other words, then subjects and people.
fn after_unknown(composer: &Composer<'_>, state: &mut State, reply: &mut Reply) {
    if state.lost == 0 || !composer.offers {
        reply.blocks.push(Block::plain(&composer.file.phrases.unknown_next));
    } else if reply.choices.is_empty() {
        if reply.gap.is_none() {
            reply.blocks.pop();
        }
        reply.blocks.push(Block::plain(choose::still_lost(composer, state)));
        reply.choices = composer.themes();
        reply.hint = Some(composer.file.phrases.choose_by_number.clone());
    }
}

/// The reply to an utterance in words that we read.
fn by_meaning(context: Context<'_>, state: &mut State, said: &Utterance) -> Told {
    let composer = &context.composer;
    let finding = &said.finding;
    let words = &finding.reading.words;
    if let Some(told) = corrected_or_beside(context, state, said) {
        return told;
    }
    person::remember(context, state, finding);
    if let Some((own, text)) = person::own_question(context, finding) {
        let told = answered(context, state, said, &own);
        return Told { asked: Some(text), rule: Some(Rule::Person), ..told };
    }
    if let Some(who) = person::told(context, finding) {
        if let Some(told) = introduced(context, state, finding, &who) {
            return told;
        }
    } else if let Some(told) = in_a_role(context, state, finding) {
        return told;
    }
    if let Some(told) = small_talk::called(context, state, said).and_then(|kind| heard_kind(context, said, kind)) {
        return told;
    }
    let asked = Asked::of(context, &finding.reading);
    if let Some((entry, numbered)) = reference::numbered(context, state, words, &asked) {
        // "The second option" names no aspect, though "another option" does.
        let named = asked.named.iter().zip(&numbered.around).any(|(named, around)| *named && !around);
        let (aspects, groups) = if named { (asked.aspects, asked.groups) } else { Default::default() };
        let asked = Asked { aspects, groups, light: numbered.light, ..asked };
        return Told::by(Rule::FollowUp, of_entry(context, finding, entry, words, asked));
    }
    // "Which documents" asks for those of what is at hand, and names no theme.
    let asks_on = asked.leans() || asked.is_bare() && !follow_up::at_hand(composer, state).is_empty();
    let leaning = match theme_word::named(context.index(), composer, finding).filter(|_| !asks_on) {
        Some(choices) => {
            let reply = tell::offered(composer, &composer.file.phrases.choices, choices, finding);
            return Told::by(Rule::Theme, reply);
        }
        None => leaning::lean(context, state, said, asked.clone()),
    };
    let title = |entry: &Entry| Some(composer.nearest(&entry.title).to_owned());
    match leaning {
        Leaning::Not => {
            let told = again(context, state, said, finding, &asked);
            let told = told.unwrap_or_else(|| answered(context, state, said, finding));
            // What is offered to a question that leans on the talk is a guess; the talk is about what it was about.
            let guessed = told.reply.outcome == Outcome::Choices && !state.focus.is_empty();
            let leans = asked.leans() || !asked.aspects.is_empty();
            Told { rule: told.rule.or((guessed && leans).then_some(Rule::FollowUp)), ..told }
        }
        Leaning::Means(meant, text) => {
            let told = answered(context, state, said, &meant);
            Told { asked: Some(text), rule: Some(Rule::FollowUp), ..told }
        }
        Leaning::Elsewhere => Told::by(Rule::FollowUp, tell::elsewhere_only(context, finding)),
        Leaning::About(entry, holding) => {
            Told::by(Rule::FollowUp, tell::held(context, finding, entry, holding, &asked))
        }
        Leaning::Missing(missing) => {
            let unheld = title(missing.entry);
            Told { unheld, ..Told::by(Rule::FollowUp, tell::missing(context, finding, missing)) }
        }
        Leaning::Dates(entry) => Told::by(Rule::FollowUp, small_talk::dates(composer, finding, entry)),
        Leaning::Which(entries) => Told::by(Rule::Fragment, tell::which(composer, finding, &entries)),
    }
}

/// The reply to a correction, or to what is plainly said beside a question: that corrects only what has another answer, unless
/// it says no; it names no role, and asks nothing of the answer before.
fn corrected_or_beside(context: Context<'_>, state: &mut State, said: &Utterance) -> Option<Told> {
    let finding = &said.finding;
    let plain = aside::is_plain(context, finding);
    let corrects = |corrected: &Corrected| match corrected {
        Corrected::Meant(meant, _) => matches!(meant.verdict, Verdict::Answer(_)),
        _ => aside::refuses(finding),
    };
    if let Some(corrected) = correction::corrected(context, state, said).filter(|one| !plain || corrects(one)) {
        return Some(Told { rule: Some(Rule::Correction), ..correct(context, state, said, corrected) });
    }
    plain.then(|| {
        person::remember(context, state, finding);
        answered(context, state, said, finding)
    })
}

/// What was answered in this talk is asked about in other words: the sentences that answer that, not the whole once more.
fn again<'a>(
    context: Context<'a>,
    state: &State,
    said: &Utterance,
    finding: &Finding,
    asked: &Asked<'a>,
) -> Option<Told> {
    let composer = &context.composer;
    let Verdict::Answer(found) = &finding.verdict else { return None };
    let ([only], Some(last)) = (found.as_slice(), &state.last) else { return None };
    let entry = &composer.base.entries[*only];
    let known = state.focus.len() == 1 && state.focus[0] == entry.id || last.thread.earlier.contains(&entry.id);
    if !known || !last.thread.offered.is_empty() || last.done == fold(&said.text) || last.lang != Some(composer.lang) {
        return None;
    }
    let words = &finding.reading.words;
    let stems = context.index().learnt.content_stems(&asked.heavy(words), composer.lang);
    let enough = stems.len().div_ceil(2);
    let question = Sought::of(finding);
    // Who asks it all once more in other words asks for no sentence of it.
    let asks_on = asked.leans() || !asked.aspects.is_empty();
    let of_entry = if asks_on { holding::held } else { holding::by_words };
    let mut holding = of_entry(context, entry, &question, asked, enough);
    // That the answer says not to know it is what it says of it; who comes back to it wants more than that.
    holding.sentences.append(&mut holding.lacks);
    let comes_back = state.focus.first() != Some(&entry.id);
    if comes_back && holding.sentences.iter().all(|sentence| said::admits(context, sentence)) {
        return None;
    }
    if holding.sentences.is_empty() && state.focus.first() == Some(&entry.id) {
        // What it says first is what it has to say; the rest was read a moment ago.
        holding.sentences = said::answer_sentences(context, entry).into_iter().take(holding::MOST_SENTENCES).collect();
    }
    if holding.sentences.is_empty() {
        return None;
    }
    let mut reply = tell::held(context, finding, entry, holding, asked);
    reply.outcome = Outcome::Answer;
    reply.entries.push(entry.id.clone());
    composer.ways_on(&mut reply);
    Some(Told::by(Rule::FollowUp, reply))
}

/// What is neither asked nor known, and sounds like a word to a person: a lament is heard, thanks and greetings are returned
/// whatever else they say.
fn heard_kind(context: Context<'_>, said: &Utterance, kind: String) -> Option<Told> {
    let composer = &context.composer;
    let small = composer.file.smalltalk.iter().find(|small| small.id == kind)?;
    let mut reply = composer.reply(Outcome::Smalltalk, &said.finding);
    reply.blocks = markup(&small.reply);
    reply.smalltalk = Some(kind);
    Some(Told::plain(reply))
}

/// What is asked of one entry that was named by its number; the whole entry when nothing is.
fn of_entry<'a>(
    context: Context<'a>,
    finding: &Finding,
    entry: &'a Entry,
    words: &[String],
    asked: Asked<'a>,
) -> Reply {
    let composer = &context.composer;
    if asked.aspects.is_empty() {
        let mut reply = composer.reply(Outcome::Answer, finding);
        composer.entry(entry, &mut reply);
        composer.ways_on(&mut reply);
        return reply;
    }
    let holding = holding::held(context, entry, &Sought::part(finding, words), &asked, 0);
    if holding.is_empty() {
        let missing = Missing { entry, aspects: asked.aspects, lacks: holding.lacks, others: Vec::new() };
        return tell::missing(context, finding, missing);
    }
    tell::held(context, finding, entry, holding, &asked)
}

/// Somebody said who asks: whether that changes what was answered, or what it is about when nothing was.
fn introduced(context: Context<'_>, state: &State, finding: &Finding, who: &Person) -> Option<Told> {
    let composer = &context.composer;
    match follow_up::at_hand(composer, state).first() {
        Some(entry)
            if person::is_for_others(context, entry, &who.who.from) && !has_own_answer(context, finding, entry) =>
        {
            Some(not_for(context, finding, entry, &who.who.from))
        }
        Some(_) => None,
        None if finding.reading.asks || who.rest > 0 => None,
        None => {
            let likely = finding.candidates.iter().map(|candidate| &composer.base.entries[candidate.entry]);
            let reply = tell::which(composer, finding, &likely.collect::<Vec<_>>());
            Some(Told { rule: Some(Rule::Fragment), ..Told::plain(reply) })
        }
    }
}

/// Whether an utterance names what another entry than this one is about, and is answered by it.
fn has_own_answer(context: Context<'_>, finding: &Finding, entry: &Entry) -> bool {
    let Verdict::Answer(found) = &finding.verdict else { return false };
    let asks = finding.reading.asks || context.asks(&finding.reading.words);
    let another = asks && found.iter().all(|at| context.composer.base.entries[*at].id != entry.id);
    another && names(context, finding, found)
}

/// "I am the landlord": the answer at hand does not tell what holds for one; what lies near is offered.
fn in_a_role(context: Context<'_>, state: &State, finding: &Finding) -> Option<Told> {
    let composer = &context.composer;
    let entry = *follow_up::at_hand(composer, state).first()?;
    let open = matches!(finding.verdict, Verdict::Unknown(_) | Verdict::Choices(_)) && !finding.reading.asks;
    if !open || !person::is_role(context, &finding.reading.words) {
        return None;
    }
    let others = finding.candidates.iter().map(|candidate| candidate.entry).take(MOST_NEAR).collect();
    let missing = Missing { entry, aspects: Vec::new(), lacks: Vec::new(), others };
    let unheld = Some(composer.nearest(&entry.title).to_owned());
    Some(Told { unheld, ..Told::by(Rule::Person, tell::missing(context, finding, missing)) })
}

/// The reply to a correction.
fn correct(context: Context<'_>, state: &State, said: &Utterance, corrected: Corrected) -> Told {
    let composer = &context.composer;
    match corrected {
        Corrected::Meant(finding, text) => {
            let meant = context.index().find(&text);
            let asked = Asked::of(context, &meant.reading);
            let told = again(context, state, said, &finding, &asked);
            Told { asked: Some(text), ..told.unwrap_or_else(|| answered(context, state, said, &finding)) }
        }
        Corrected::NothingElse(at, meant) => {
            let entry = &composer.base.entries[at];
            let meant = context.index().find(&meant);
            let asked = Asked::of(context, &meant.reading);
            let holding = holding::by_words(context, entry, &Sought::of(&meant), &asked, 1);
            // What the title says of everything is not what was meant.
            let heavy = asked.heavy(&meant.reading.words);
            let told = holding.sentences.iter().any(|sentence| holding::tells_of(context, entry, &heavy, sentence));
            if told {
                return Told::plain(tell::held(context, &said.finding, entry, holding, &asked));
            }
            let missing = Missing { entry, aspects: Vec::new(), lacks: Vec::new(), others: Vec::new() };
            let unheld = Some(composer.nearest(&entry.title).to_owned());
            Told { unheld, ..Told::plain(tell::missing(context, &said.finding, missing)) }
        }
        Corrected::Instead(choices) => Told::plain(instead(composer, choices, &said.finding)),
    }
}

/// What was found for an utterance.
fn answered(context: Context<'_>, state: &State, said: &Utterance, finding: &Finding) -> Told {
    let composer = &context.composer;
    let who = person::known(context, state, &said.finding.reading.words);
    if let (Verdict::Answer(found), Some(who)) = (&finding.verdict, who) {
        let entry = &composer.base.entries[found[0]];
        if found.len() == 1 && person::is_for_others(context, entry, who) {
            return not_for(context, finding, entry, who);
        }
    }
    let outcome = match &finding.verdict {
        Verdict::Answer(_) => Outcome::Answer,
        Verdict::Choices(_) => Outcome::Choices,
        Verdict::Passage(_) => Outcome::Passage,
        Verdict::Smalltalk(_) => Outcome::Smalltalk,
        Verdict::Unknown(_) => Outcome::Unknown,
    };
    let mut reply = composer.reply(outcome, finding);
    tell::understood(composer, finding, &mut reply);
    let told = matches!(outcome, Outcome::Answer | Outcome::Passage);
    // An entry about a rumour says itself what is so.
    let judges = matches!(&finding.verdict, Verdict::Answer(found) if found.iter().any(|at| composer.base.entries[*at].verdict.is_some()));
    let entries: &[usize] = if let Verdict::Answer(found) = &finding.verdict { found } else { &[] };
    if told && !judges && small_talk::hearsay(context, &said.words, entries) {
        reply.blocks.push(Block::plain(&composer.file.phrases.heard));
    }
    match &finding.verdict {
        Verdict::Answer(entries) => match entries.as_slice() {
            [only] => match both_parts(context, finding, *only) {
                Some(both) => composer.answer(&both, &mut reply),
                None => {
                    composer.answer(entries, &mut reply);
                    reply.blocks.extend(other_part(context, finding, *only));
                }
            },
            several => composer.answer(several, &mut reply),
        },
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
                tell::elsewhere(context, &finding.named, &mut reply);
            } else if lacks && composer.offers {
                let near = finding.near.iter().map(|at| composer.choice(&composer.base.entries[*at]));
                reply.related = near.collect();
                reply.see_also = Some(composer.file.phrases.lacking_near.clone());
            }
        }
        Verdict::Smalltalk(kind) => {
            let entry = follow_up::named_in_talk(context, state, finding);
            if !entry.is_some_and(|entry| small_talk::about_the_answer(composer, entry, kind, &mut reply)) {
                let small = composer.file.smalltalk.iter().find(|small| small.id == *kind);
                reply.blocks.extend(small.map(|small| markup(&small.reply)).unwrap_or_default());
            }
            reply.smalltalk = Some(kind.clone());
        }
    }
    Told::plain(reply)
}

/// Says what the question names that the nearest answers do not hold, where some lie near.
fn says_lacking(composer: &Composer<'_>, finding: &Finding, reply: &mut Reply) -> bool {
    let lacks = !finding.lacking.is_empty() && !finding.near.is_empty();
    if lacks {
        let list: Vec<String> = finding.lacking.iter().map(|typed| lacked(composer, typed)).collect();
        let said = fill(&composer.file.phrases.lacking, &[("list", &list.join(", "))]);
        reply.blocks.push(Block::plain(said));
    }
    lacks
}

/// What is lacking as it is shown: words that only ask (`when`, `nedir`) by what they ask for.
fn lacked(composer: &Composer<'_>, typed: &str) -> String {
    let words = folded_words(typed);
    let mut details = composer.file.details.iter().filter(|detail| !detail.title.is_empty());
    let only_asks = words.iter().all(|word| composer.file.stop.contains(word));
    let detail = details.find(|detail| only_asks && detail.asked_at(&words, 0) == Some(words.len()));
    detail.map_or_else(|| quoted(typed), |detail| detail.title.clone())
}

/// An entry that is written for others than the person.
fn not_for(context: Context<'_>, finding: &Finding, entry: &Entry, country: &str) -> Told {
    let unheld = Some(context.composer.nearest(&entry.title).to_owned());
    Told { unheld, ..Told::by(Rule::Person, tell::for_others(context, finding, entry, country)) }
}

/// The entries of a double request of which the whole finds only one: each part, by itself, is answered by the entry whose
/// title it names. "The phone plan and the Telegram chats, please" has one verb for both.
fn both_parts(context: Context<'_>, finding: &Finding, answered: usize) -> Option<[usize; 2]> {
    let words = &finding.reading.words;
    // The other one is named in the whole, and among its candidates.
    let others = finding.candidates.iter().map(|candidate| candidate.entry).filter(|at| *at != answered);
    if !others.into_iter().any(|at| names(context, finding, &[at])) {
        return None;
    }
    let of_part = |part: &[String]| {
        let found = context.index().find(&part.join(" "));
        match found.verdict {
            Verdict::Answer(ref entries) if names(context, &found, entries) => {
                <[usize; 1]>::try_from(entries.as_slice()).ok().map(|[only]| only)
            }
            _ => None,
        }
    };
    let parts = |at: usize| Some([of_part(&words[..at])?, of_part(&words[at..])?]);
    // What a pause parts besides is a story and its question.
    let all = &finding.reading.joints;
    let alone = |at: usize| all.iter().all(|other| other.at == at || other.pause == Pause::None);
    let joints = all.iter().filter(|joint| joint.joined && alone(joint.at));
    joints
        .take(MOST_JOINTS)
        .filter_map(|joint| parts(joint.at))
        .find(|both| both[0] != both[1] && both.contains(&answered))
}

/// What is said of the other part of a double question, of which only one part has an answer.
fn other_part(context: Context<'_>, finding: &Finding, answered: usize) -> Option<Block> {
    let (index, composer) = (context.index(), &context.composer);
    let words = &finding.reading.words;
    let mut parts = finding.reading.joints.iter().filter(|joint| joint.pause == Pause::Question || joint.joined);
    let joint = parts.find(|joint| context.asks(&words[..joint.at]) && context.asks(&words[joint.at..]))?;
    let parts = [&words[..joint.at], &words[joint.at..]].map(|part| index.find(&part.join(" ")));
    let is_it = |part: &Finding| matches!(&part.verdict, Verdict::Answer(found) if found == &[answered]);
    let other = match (is_it(&parts[0]), is_it(&parts[1])) {
        (true, false) => &parts[1],
        (false, true) => &parts[0],
        _ => return None,
    };
    let phrases = &composer.file.phrases;
    match &other.verdict {
        Verdict::Unknown(Some(gap)) if other.gap_is_clear => {
            let title = composer.nearest(&composer.base.gaps[*gap].title);
            Some(Block::plain(fill(&phrases.other_gap, &[("title", title)])))
        }
        Verdict::Unknown(_) => Some(Block::plain(&phrases.other_part)),
        _ => None,
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
    tell::offered(composer, &phrases.not_that, choices, finding)
}
