//! The bot at hand, without a disk: what a restart keeps is what the store would keep.

use super::assertion::Heard;
use super::parse::Input;
use super::run::Talk;
use crate::files::Origin;
use crate::knowledge::Base;
use crate::matcher::Index;
use crate::talk::{Choice, Event, State, View, step};
use crate::text::fold;
use crate::turn::Library;
use jiff::civil::Date;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Bases that scripts name, each learnt once.
pub struct Bases {
    data: PathBuf,
    known: Mutex<HashMap<PathBuf, Arc<Index>>>,
}

impl Bases {
    /// Bases whose learning is cached in a data folder.
    pub fn new(data: &Path) -> Bases {
        Bases { data: data.to_owned(), known: Mutex::default() }
    }

    /// The base of a folder.
    ///
    /// # Errors
    /// When it cannot be read or has errors.
    pub fn get(&self, folder: &Path) -> Result<Arc<Index>, String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = known.get(folder) {
            return Ok(index.clone());
        }
        let library = Library::open(Origin::choose(&[folder.to_owned()]), &self.data, &mut |_| {});
        let index = library.map_err(|error| error.to_string())?.index();
        known.insert(folder.to_owned(), index.clone());
        Ok(index)
    }
}

/// One person's side of a talk.
#[derive(Default)]
struct Person {
    state: State,
    /// Everything that could ever be pressed, newest last.
    buttons: Vec<Choice>,
}

/// A bot in this process, one script long.
pub struct Local<'a> {
    bases: &'a Bases,
    index: Arc<Index>,
    now: Option<Date>,
    user: String,
    people: HashMap<String, Person>,
}

impl Local<'_> {
    /// A fresh bot over an index.
    pub fn new(bases: &Bases, index: Arc<Index>) -> Local<'_> {
        Local { bases, index, now: None, user: "a".to_owned(), people: HashMap::new() }
    }
}

impl Talk for Local<'_> {
    fn now(&mut self, day: Date) {
        self.now = Some(day);
    }

    fn user(&mut self, name: &str) {
        name.clone_into(&mut self.user);
    }

    fn restart(&mut self) {
        self.people.values_mut().for_each(|person| person.state = person.state.kept());
    }

    fn base(&mut self, folder: &Path) -> Result<(), String> {
        self.index = self.bases.get(folder)?;
        Ok(())
    }

    fn does(&mut self, input: &Input) -> Result<Vec<Heard>, String> {
        let now = self.now.unwrap_or_else(|| newest(&self.index.base));
        let person = self.people.entry(self.user.clone()).or_default();
        let event = match input {
            Input::Says(text) => Event::Said(text.clone()),
            Input::Presses(label) => Event::Chose(pressed(&person.buttons, label)?.action.clone()),
        };
        let view = View { index: &self.index, now, lang: None, keeps: true };
        let done = step(view, std::mem::take(&mut person.state), event);
        person.state = done.state;
        person.buttons.extend(done.replies.iter().flat_map(|reply| reply.buttons()));
        Ok(done.replies.into_iter().map(Heard::from).collect())
    }
}

/// The newest button with a label.
fn pressed<'a>(buttons: &'a [Choice], label: &str) -> Result<&'a Choice, String> {
    let same = |choice: &&Choice| fold(&choice.label) == fold(label);
    buttons.iter().rev().find(same).ok_or_else(|| {
        if buttons.is_empty() {
            return format!("there is no button `{label}`, and none was shown so far");
        }
        let there: Vec<&str> = buttons.iter().rev().take(6).map(|choice| choice.label.as_str()).collect();
        format!("there is no button `{label}`; the latest are: {}", there.join("|"))
    })
}

/// The newest date in a base: the day on which it was up to date.
pub fn newest(base: &Base) -> Date {
    base.newest_date().unwrap_or_default()
}
