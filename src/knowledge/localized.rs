//! A value that exists once a language, or in some languages only.

use crate::text::{Lang, PerLang};
use serde::{Deserialize, Serialize};

/// At most one `T` a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localized<T>(PerLang<Option<T>>);

impl<T> Default for Localized<T> {
    fn default() -> Localized<T> {
        Localized(PerLang::default())
    }
}

impl<T> Localized<T> {
    /// A value in one language only.
    pub fn of(lang: Lang, value: T) -> Localized<T> {
        let mut only = Localized::default();
        only.set(lang, value);
        only
    }

    /// The value in exactly this language.
    pub fn get(&self, lang: Lang) -> Option<&T> {
        self.0[lang].as_ref()
    }

    /// Puts a value in, and gives back the one that stood there.
    pub fn set(&mut self, lang: Lang, value: T) -> Option<T> {
        self.0[lang].replace(value)
    }

    /// The value in this language, else in that of nobody in particular, else in any; with the language that was found.
    pub fn nearest(&self, lang: Lang) -> Option<(Lang, &T)> {
        self.nearest_of(lang, &[])
    }

    /// The value in this language, else in the first of these that has one, else in any; with the language.
    pub fn nearest_of(&self, lang: Lang, order: &[Lang]) -> Option<(Lang, &T)> {
        let first = [lang].into_iter().chain(order.iter().copied());
        first.chain([Lang::default()]).chain(Lang::ALL).find_map(|lang| Some((lang, self.get(lang)?)))
    }

    /// What there is, in the order of [`Lang::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        Lang::ALL.into_iter().filter_map(|lang| Some((lang, self.get(lang)?)))
    }

    /// The same languages with other values.
    pub fn map<U>(&self, change: impl Fn(&T) -> U) -> Localized<U> {
        Localized(PerLang::each(|lang| self.get(lang).map(&change)))
    }

    /// Whether no language has a value.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}
