//! Words of danger: the operator's advice stands before everything else.

use crate::knowledge::{Base, Block, markup};
use crate::text::{Lang, folded_words};

/// The advice for the words of danger in an utterance, in the language of the reply; none when there are none. Words of
/// every language are looked for, each advice is given once.
pub fn advice(base: &Base, utterance: &str, lang: Lang) -> Vec<Block> {
    let words = folded_words(utterance);
    let mut found: Vec<&str> = Vec::new();
    for (_, file) in base.languages.iter() {
        for emergency in &file.emergencies {
            if emergency.signs.find(&words).is_some() && !found.contains(&emergency.id.as_str()) {
                found.push(&emergency.id);
            }
        }
    }
    let Some((_, file)) = base.languages.nearest(lang) else { return Vec::new() };
    let given = found.iter().filter_map(|id| file.emergencies.iter().find(|emergency| emergency.id == **id));
    given.flat_map(|emergency| markup(&emergency.advice)).collect()
}
