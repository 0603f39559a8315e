//! Pristan, «пристань», a pier: answers people who have just arrived, from a base of checked facts, names the source and
//! its date, and says honestly when it does not know. It needs no network.
//!
//! # The house
//!
//! Rooms stand along a street, in the order in which a message walks. A room looks only back along the street; the test
//! `tests/it/house.rs` reads this list and sees to it.
//!
//! ```text
//! text        letters, words, stems, layouts, transliteration, languages
//! meaning     a text to a vector: tokens, weights, the forward pass
//! knowledge   entries, facts, documents: reading a base from text, and linting it
//! matcher     learning a base; who might be meant, how surely, and why
//! talk        what to say: one pure function from an event and a memory to replies and a memory
//! ---- above: pure. below: may touch the world ----
//! settings    file, environment and arguments to typed settings, once
//! files       faq/ and seeds/ from disk, or the copy inside the binary; noticing edits
//! store       sled: a cache of what was learnt, and people's records, sealed
//! turn        the clock, the knowledge in service, one whole turn
//! volunteers  what nobody could answer, grouped, and how it becomes knowledge
//! faces       translate in, render out: the terminal, scripts, Telegram
//! evaluation  labelled questions, noise, cross-validation, figures, pictures
//! commands    one file a command
//! ```
//!
//! # Laws of absence
//!
//! - The pure rooms know no file, network, environment, clock, chance or terminal.
//! - There is one clock: [`turn::Clock`]. Everything else is told the day.
//! - Only [`store`] turns values into stored bytes.
//! - [`talk::step`] is the one door to what is said; no face composes a sentence.
//! - A reply holds approved text and phrases of the language files; of a person's words only the repaired question.
//! - Bad content is no failure: it is read as far as it goes, reported with its line, and never replaces a good base.
//! - No panic on any input; no `unsafe`; no `unwrap` outside tests.

#[cfg(feature = "terminal")]
#[macro_use]
pub mod faces;

#[cfg(feature = "terminal")]
pub mod commands;
#[cfg(feature = "terminal")]
pub mod evaluation;
#[cfg(feature = "terminal")]
pub mod files;
pub mod knowledge;
pub mod matcher;
pub mod meaning;
#[cfg(feature = "terminal")]
pub mod settings;
#[cfg(feature = "terminal")]
pub mod store;
pub mod talk;
pub mod text;
#[cfg(feature = "terminal")]
pub mod turn;
#[cfg(feature = "terminal")]
pub mod volunteers;
