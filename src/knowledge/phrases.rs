//! The sentences that the bot says, in one language.

use super::table::Table;
use serde::{Deserialize, Serialize};

/// Declares the phrases: a field, its key in `[phrases]`, and what it is for.
macro_rules! phrases {
    ($($(#[doc = $doc:literal])+ $key:ident,)+) => {
        /// The sentences that the bot says. `{…}` stands for what the moment fills in, and for what the base says of
        /// itself: `{name}`, `{about}`, `{contact}`, `{example}`, `{examples}`, `{emergency}`; and for the languages:
        /// `{languages}` as they complete a sentence, `{tongues}` by their own names, `{codes}`.
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        pub struct Phrases {
            $($(#[doc = $doc])+ pub $key: String,)+
        }

        impl Phrases {
            /// Every key that `[phrases]` must have.
            pub const KEYS: &[&str] = &[$(stringify!($key)),+];

            pub(super) fn read(table: &Table<'_>) -> Phrases {
                Phrases { $($key: table.required(stringify!($key)).unwrap_or_default(),)+ }
            }

            /// What is said here, over what lies beneath.
            pub(super) fn over(self, beneath: Phrases) -> Phrases {
                Phrases { $($key: if self.$key.is_empty() { beneath.$key } else { self.$key },)+ }
            }

            /// Changes every sentence.
            pub(super) fn change(&mut self, mut one: impl FnMut(&mut String)) {
                $(one(&mut self.$key);)+
            }
        }
    };
}

phrases! {
    /// Opens a reply whose question was repaired: `{text}`.
    understood,
    /// How an example is quoted: `{text}`.
    quoted,
    /// Stands for what a base rests on that does not say it.
    about_unnamed,
    /// Stands for whom else to ask where a base names nobody.
    contact_unnamed,
    /// Stands for an example where a base has none.
    example_unnamed,
    /// The choice that forgets the talk.
    forget_yes,
    /// The choice that does not.
    forget_no,
    /// The reply to it.
    not_forgotten,
    /// The way on below the advice for somebody in danger.
    danger_next,
    /// Stands before a reply in a talk where somebody may be in danger, though that is not likely.
    danger_perhaps,
    /// Stands for the emergency number where a base has none.
    emergency_number,
    /// Leads the line of sources, one source: `{names}`, `{date}`.
    source,
    /// Leads the line of sources, several: `{names}`, `{date}`.
    sources,
    /// Joins the first and the last month of several sources: `{first}`, `{last}`.
    period,
    /// The date of a source without one.
    undated,
    /// Ends the line of sources when the answer is past its shelf life: `{age}`.
    stale,
    /// Opens a critical answer past its shelf life: `{age}`.
    critical,
    /// An answer exists in another language only: `{language}`.
    other_language,
    /// Opens choices.
    choices,
    /// The choice that says that none fits.
    none_of_these,
    /// How to choose, below choices on a face without buttons.
    choose_by_number,
    /// The reply to [`Phrases::none_of_these`].
    none_chosen,
    /// Opens passages.
    passage,
    /// Marks what another source holds against a fact: `{text}`.
    disputed,
    /// Names the language of a passage that is not in the reply's: `{language}`.
    passage_language,
    /// Leads what may be read next, below an answer.
    see_also,
    /// How to say whether an answer helped, on a face without buttons.
    rate,
    /// The reply to a thumb up.
    rated_up,
    /// The reply to a thumb down.
    rated_down,
    /// A thumb with no answer to rate.
    rated_nothing,
    /// Opens other entries after somebody said that the answer was not what they asked.
    not_that,
    /// Opens what the facts of an answer say of a detail: `{title}`.
    detail,
    /// Opens the part of an answer that speaks of a detail: `{title}`.
    detail_answer,
    /// Opens the part of an answer that lies nearest, where it may well not tell what was asked: `{title}`.
    detail_near,
    /// The facts of an answer say nothing of a detail: `{title}`.
    detail_none,
    /// The facts and the answer say nothing of a detail that has a name: `{title}`, `{aspect}`.
    detail_missing,
    /// Opens subjects to choose from, after a question that names none.
    about_what,
    /// An answer is for others than the person named: `{title}`.
    for_others,
    /// Opens what was said just before, when nothing else is known.
    no_more,
    /// Opens any other message that was said just before.
    again,
    /// Nothing fits, once more after [`Phrases::still_unknown`].
    still_unknown_again,
    /// The other part of a message has no answer.
    other_part,
    /// The same, where it is about a gap: `{title}`.
    other_gap,
    /// `/why`: the rule of the talk that took part: `{rule}`.
    why_rule,
    /// The question is about a place for which no entry answers it.
    elsewhere,
    /// The question names what the answers that lie near do not hold: `{list}`.
    lacking,
    /// Leads what lies near.
    lacking_near,
    /// Leads the entries that speak of that place.
    elsewhere_known,
    /// Opens the reply to hearsay.
    heard,
    /// A message without words, in a chat that shows pictures and voices.
    wordless,
    /// Somebody writes faster than we answer.
    too_many,
    /// A command that is answered in a private chat only: `{link}`.
    in_private,
    /// A button that is out of date, or somebody else's; at most 200 characters.
    button_dead,
    /// What the bot is called in Telegram; at most 64 characters.
    bot_name,
    /// What the bot is, beside its name; at most 120 characters.
    bot_short,
    /// What stands in an empty chat; at most 512 characters.
    bot_description,
    /// How old an answer is, when somebody asks: `{title}`, `{date}`, `{age}`.
    still_true,
    /// The same for an answer whose facts have no date: `{title}`.
    still_undated,
    /// Opens the sources of an answer, when somebody asks: `{title}`.
    sources_of,
    /// Nothing fits, for the second time running: no more requests to rephrase, but subjects and people.
    still_unknown,
    /// Leads to the next page of a list.
    further,
    /// The choice below the entries of a theme that leads back to the themes.
    all_topics,
    /// The button below an answer in Telegram that passes it on.
    share,
    /// Nothing fits.
    unknown,
    /// A gap fits: `{title}`.
    unknown_gap,
    /// What to do after an unknown.
    unknown_next,
    /// An unknown question was put by for the volunteers.
    kept,
    /// The choice to be told when there is an answer.
    tell_me,
    /// The choice not to be told after all.
    tell_me_not,
    /// It is promised.
    promised,
    /// It is taken back.
    promise_gone,
    /// Nobody knows the question any more.
    promise_lost,
    /// Opens the answer that was promised.
    promise_kept,
    /// A post of the desk: how often and when a group was asked: `{count}`, `{langs}`, `{days}`.
    desk_asked,
    /// The entry that lies nearest to a group: `{title}`, `{percent}`.
    desk_nearest,
    /// What that entry does not hold: `{list}`.
    desk_lacks,
    /// What the bot says to the question: `{text}`.
    desk_says,
    /// What to do with a post.
    desk_how,
    /// The state of a group that somebody has in hand.
    desk_taken,
    /// The state of a group that is answered.
    desk_answered,
    /// The state of a group that needs no answer.
    desk_ignored,
    /// The button that takes a group in hand.
    desk_take,
    /// The button that adds a group to an entry: `{title}`.
    desk_phrasing,
    /// The button that makes a group a gap.
    desk_gap,
    /// The button that leaves a group.
    desk_ignore,
    /// The button that opens a group again.
    desk_reopen,
    /// The button that publishes.
    desk_publish,
    /// The button that drops a draft or a change that waits.
    desk_drop,
    /// The button that agrees to a change.
    desk_approve,
    /// The button that takes a change back.
    desk_undo,
    /// Opens a draft: `{who}`.
    desk_draft,
    /// Opens phrasings that are to be added: `{title}`, `{who}`.
    desk_phrasings,
    /// What a draft lacks: `{list}`, and how to add it: `{lines}`.
    desk_missing,
    /// What leads the line of a title in a reply.
    desk_title,
    /// What leads the line of a theme.
    desk_theme,
    /// What leads the line of the language.
    desk_language,
    /// What leads the line of a source.
    desk_source,
    /// What leads the line of the time that a source speaks of.
    desk_date,
    /// What leads the line of how long an answer keeps.
    desk_keeps,
    /// What stands for the answer in a list of what is missing.
    desk_answer,
    /// Says that an answer keeps for ever.
    desk_never,
    /// A change waits for a second person: `{who}` proposed it.
    desk_waits,
    /// A change is published: `{names}`, `{number}`.
    desk_published,
    /// A change is taken back: `{who}`.
    desk_undone,
    /// A draft is dropped.
    desk_dropped,
    /// A change cannot be made: `{text}`.
    desk_refused,
    /// Who has no role presses or replies.
    desk_no_role,
    /// The role is too small: `{role}` is needed.
    desk_not_yours,
    /// Who agreed presses again.
    desk_own,
    /// Nothing is left to do below this button.
    desk_gone,
    /// How to make a gap: completes what the bot says of it.
    desk_gap_how,
    /// Opens a draft of a gap: `{who}`.
    desk_gap_draft,
    /// A group has no phrasing that may stand in a base.
    desk_no_phrasing,
    /// Somebody has a role: `{who}`, `{role}`.
    desk_role_given,
    /// Somebody has no role any more: `{who}`.
    desk_role_gone,
    /// How roles are given.
    desk_role_how,
    /// Another account has this name: `{who}`.
    desk_role_name_taken,
    /// An owner of the settings keeps the role.
    desk_role_of_settings,
    /// The role of who answers.
    desk_role_volunteer,
    /// The role of who publishes.
    desk_role_editor,
    /// The role of who gives roles.
    desk_role_owner,
    /// The digest of a week: `{first}`, `{last}`, and sums.
    desk_digest,
    /// How many groups wait: `{count}`.
    desk_open,
    /// Entries that want a look: `{count}`, `{list}`.
    desk_stale,
    /// Changes that wait for a second person: `{list}`.
    desk_waiting,
    /// Nothing waits.
    desk_nothing_waits,
    /// The topic of a forum for questions.
    desk_topic_questions,
    /// The topic of a forum for talks with people.
    desk_topic_people,
    /// What can be done in the volunteers' chat.
    desk_help,
    /// Opens the answer to a rumour that is true: `{claim}`.
    claim_true,
    /// Opens the answer to one that is not.
    claim_false,
    /// Opens the answer to one that nobody has confirmed or refuted.
    claim_unknown,
    /// The choice to pass a question on to a person.
    pass_on,
    /// Stands in the place of who else to ask, where a person can be reached.
    pass_on_offer,
    /// A question was passed on: `{text}` is what the volunteers see.
    passed_on,
    /// Nobody is there at this hour: `{hours}`.
    pass_on_hours,
    /// Nothing was asked yet that could be passed on.
    pass_on_what,
    /// The choice to end a talk with a person.
    back_to_bot,
    /// The person ended the talk with the volunteers.
    back,
    /// Opens what a volunteer wrote.
    volunteer_says,
    /// The volunteers ended the talk.
    volunteers_end,
    /// Opens what a person passed on: the text follows.
    desk_person,
    /// Opens what the person wrote after that.
    desk_person_more,
    /// How to answer a person.
    desk_person_how,
    /// The person ended the talk.
    desk_person_left,
    /// The button that ends a talk with a person.
    desk_end,
    /// A volunteer ended a talk: `{who}`.
    desk_ended,
    /// What a volunteer wrote was passed on.
    desk_sent,
    /// The utterance has no words.
    no_words,
    /// The utterance is in a language that the bot does not speak.
    foreign,
    /// `/start`.
    start,
    /// `/about`.
    about,
    /// `/privacy`: what is kept, why, how long.
    privacy,
    /// `/forget`, done.
    forgotten,
    /// `/sources`: opens the list.
    sources_list,
    /// `/help`.
    help,
    /// Opens `/topics`.
    topics,
    /// Opens the entries of a theme: `{title}`.
    theme,
    /// Opens `/lang`.
    languages,
    /// The language was changed to this one.
    language_set,
    /// `/lang` with a code nobody speaks.
    language_unknown,
    /// A command that does not exist.
    command_unknown,
    /// A number with nothing to choose from, or beyond the list.
    nothing_to_choose,
    /// `/why` before any question.
    why_nothing,
    /// `/why`: opens the account.
    why,
    /// `/why`: what was repaired, `{list}`, and what came of it, `{text}`.
    why_repairs,
    /// `/why`: words that spoke for an entry: `{list}`.
    why_words,
    /// `/why`: the outcome with its threshold: `{outcome}`, `{score}`, `{threshold}`.
    why_outcome,
    /// The base was edited and taken into service.
    reloaded,
    /// The base was edited and is broken; the old one serves on: `{count}`.
    reload_refused,
    /// The chat's first words, on a terminal.
    welcome,
    /// The chat's last words.
    farewell,
    /// `/now` in a terminal: the day that counts as today, `{date}`.
    now_set,
    /// `/now` with no day.
    now_wrong,
    /// `/save` in a terminal: where the talk was written, `{file}`.
    saved,
    /// `/save` without a name, or before anything was said.
    save_how,
    /// `/save` to a file that is there or cannot be written: `{file}`.
    save_failed,
}

/// Replaces `{key}` by its value, once for every pair.
pub fn fill(phrase: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(key, tail)| values.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value, tail)));
        match value {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filling_leaves_what_it_does_not_know() {
        assert_eq!(fill("{a} and {b} {", &[("a", "{b}")]), "{b} and {b} {");
    }
}
