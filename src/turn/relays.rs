//! Talks of people with volunteers: begun and ended in a turn; what is said in between goes past the bot.

use super::kept_of_desk::Relay;
use crate::store::{Batch, People, StoreError, Table};
use crate::talk::{Effect, Reply, Step};
use crate::text::Lang;

/// What goes from a person to the volunteers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passed {
    /// A talk begins with these words.
    Begun(Relay, String),
    /// More is said.
    Said(Relay, String),
    /// The person ended it.
    Ended(Relay),
}

/// What a turn came to, for who delivers it.
pub struct Made<'a> {
    /// What is said.
    pub replies: &'a [Reply],
    /// Questions that nothing answered, one after the other.
    pub lost: u8,
    /// What goes to the volunteers.
    pub passed: Option<Passed>,
}

const CONSONANTS: [char; 14] = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z'];
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
const SYLLABLES: usize = 4;

/// A name that tells nothing and is another one for each talk.
fn fresh_name(people: &People, chat: &[u8]) -> String {
    let mut seed = [0u8; 16];
    // Without randomness the moment and the keyed hash have to do.
    if getrandom::fill(&mut seed).is_err() {
        seed[..8].copy_from_slice(&super::Clock::seconds().to_le_bytes());
    }
    let sign = people.sign(&[b"relay".as_slice(), &seed, chat].concat());
    let letter = |at: usize| match at % 2 {
        0 => CONSONANTS[usize::from(sign[at]) % CONSONANTS.len()],
        _ => VOWELS[usize::from(sign[at]) % VOWELS.len()],
    };
    (0..SYLLABLES * 2).map(letter).collect()
}

/// The talk of a chat with the volunteers.
///
/// # Errors
/// When the records cannot be read.
pub fn relay_of(people: &People, chat: &[u8]) -> Result<Option<Relay>, StoreError> {
    people.get(Table::Relays, chat)
}

/// The talk that has a name.
///
/// # Errors
/// When the records cannot be read.
pub fn relay_named(people: &People, name: &str) -> Result<Option<Relay>, StoreError> {
    Ok(people.all::<Relay>(Table::Relays)?.into_iter().map(|(_, relay)| relay).find(|relay| relay.name == name))
}

/// Adds to a batch that a talk goes on today.
pub fn go_on(people: &People, batch: &mut Batch, relay: &Relay, day: u32) {
    let address = relay.address.clone();
    people.put(batch, Table::Relays, &address, &Relay { day, ..relay.clone() });
}

/// Adds to a batch that a talk ends.
pub fn end(people: &People, batch: &mut Batch, relay: &Relay) {
    people.remove(batch, Table::Relays, &relay.address);
    batch.erase();
}

/// Adds to a batch what a turn begins or ends.
///
/// # Errors
/// When the records cannot be read.
pub fn pass(
    people: &People,
    batch: &mut Batch,
    chat: &[u8],
    done: &Step,
    day: u32,
) -> Result<Option<Passed>, StoreError> {
    let mut passed = None;
    for effect in &done.effects {
        match effect {
            Effect::PassOn(text) => {
                let known = relay_of(people, chat)?;
                let lang = done.replies.first().map_or(Lang::EN, |reply| reply.lang);
                let new = || Relay { day, address: chat.to_vec(), name: fresh_name(people, chat), lang };
                let is_new = known.is_none();
                let relay = known.unwrap_or_else(new);
                go_on(people, batch, &relay, day);
                let text = text.clone();
                passed = Some(if is_new { Passed::Begun(relay, text) } else { Passed::Said(relay, text) });
            }
            Effect::BackToBot | Effect::Forget => {
                if let Some(relay) = relay_of(people, chat)? {
                    end(people, batch, &relay);
                    passed = Some(Passed::Ended(relay));
                }
            }
            _ => {}
        }
    }
    Ok(passed)
}
