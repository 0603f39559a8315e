//! The language of a turn.

use super::state::State;
use super::view::View;
use crate::matcher::{CLEAR_LANGUAGE, FOREIGN, Finding, Reading, Repair, Verdict};
use crate::text::{Lang, language, script_of};

/// The language of the talk, where no utterance tells.
pub fn of_talk(view: View<'_>, state: &State) -> Lang {
    view.lang.or(state.lang).or(state.spoken).unwrap_or_default()
}

/// The language of the reply to an utterance: fixed by the caller or the person, else that of the question when its words
/// tell, else that of the talk.
pub fn of_utterance(view: View<'_>, state: &State, finding: &Finding) -> Lang {
    let reading = &finding.reading;
    let script = reading.words.iter().find_map(|word| word.chars().find_map(script_of));
    let written = |lang: &Lang| script.is_none_or(|script| lang.script() == script);
    let known = |word: &&String| view.index.learnt.lexicon.recognises(word);
    let guessed = reading.repairs.contains(&Repair::Translit)
        && matches!(finding.verdict, Verdict::Unknown(_))
        && 2 * reading.words.iter().filter(known).count() <= reading.words.len();
    let fitting = finding.said_in.iter().copied().find(written).or(finding.said_in.first().copied());
    let told = match (state.spoken, fitting) {
        (Some(spoken), Some(_)) if finding.said_in.contains(&spoken) => spoken,
        // "Так" is more in Ukrainian, and a word of a Russian talk all the same.
        (Some(spoken), Some(_)) if reading.lang == spoken && written(&spoken) => spoken,
        (_, Some(_)) if finding.said_in.contains(&reading.lang) && written(&reading.lang) => reading.lang,
        (_, Some(fitting)) => fitting,
        (Some(spoken), None) if is_open(reading, spoken) => spoken,
        // Signs, digits and letters of other alphabets tell nothing.
        (None, None) if Lang::ALL.into_iter().all(|lang| reading.lang_lead[lang] <= 0.0) => Lang::default(),
        (spoken, None) if reading.foreign >= FOREIGN => spoken.unwrap_or_default(),
        // Words that a change of alphabet makes Russian, but hardly any of them known, are of a language that nobody here speaks.
        (spoken, None) if guessed => spoken.unwrap_or_default(),
        _ => reading.lang,
    };
    view.lang.or(state.lang).unwrap_or(told)
}

/// Whether words leave open in which language they are. A rare language is a rival to the one that is spoken alone.
fn is_open(reading: &Reading, spoken: Lang) -> bool {
    let rare = |lang: Lang| language(lang).rarity > 0.0;
    let counts = |other: Lang| other == spoken || !rare(other) && !rare(reading.lang);
    let rivals = Lang::ALL.into_iter().filter(|other| *other != reading.lang && counts(*other));
    reading.lang == spoken || rivals.into_iter().any(|other| reading.lang_lead[other] < CLEAR_LANGUAGE)
}
