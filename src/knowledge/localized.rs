//! A value that exists once a language, or in some languages only.

use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// At most one `T` a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localized<T> {
    ru: Option<T>,
    en: Option<T>,
    tr: Option<T>,
}

impl<T> Default for Localized<T> {
    fn default() -> Localized<T> {
        Localized { ru: None, en: None, tr: None }
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
        match lang {
            Lang::Ru => self.ru.as_ref(),
            Lang::En => self.en.as_ref(),
            Lang::Tr => self.tr.as_ref(),
        }
    }

    /// Puts a value in, and gives back the one that stood there.
    pub fn set(&mut self, lang: Lang, value: T) -> Option<T> {
        match lang {
            Lang::Ru => self.ru.replace(value),
            Lang::En => self.en.replace(value),
            Lang::Tr => self.tr.replace(value),
        }
    }

    /// The value in this language, else in English, else in any; with the language that was found.
    pub fn nearest(&self, lang: Lang) -> Option<(Lang, &T)> {
        [lang, Lang::En].into_iter().chain(Lang::ALL).find_map(|lang| Some((lang, self.get(lang)?)))
    }

    /// The value in this language, else in the first of these that has one, else in any; with the language.
    pub fn nearest_of(&self, lang: Lang, order: &[Lang]) -> Option<(Lang, &T)> {
        let first = [lang].into_iter().chain(order.iter().copied());
        first.chain([Lang::En]).chain(Lang::ALL).find_map(|lang| Some((lang, self.get(lang)?)))
    }

    /// What there is, in the order of [`Lang::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        Lang::ALL.into_iter().filter_map(|lang| Some((lang, self.get(lang)?)))
    }

    /// The same languages with other values.
    pub fn map<U>(&self, change: impl Fn(&T) -> U) -> Localized<U> {
        let [ru, en, tr] = [&self.ru, &self.en, &self.tr].map(|value| value.as_ref().map(&change));
        Localized { ru, en, tr }
    }

    /// Whether no language has a value.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}
