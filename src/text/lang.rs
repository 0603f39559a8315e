//! The languages that Pristan speaks, by number; what is known of each stands in [`super::languages`].

use super::languages::language;
use super::script::{Script, script_of};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, VariantAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::ops::{Index, IndexMut};
use std::str::FromStr;

/// A language of questions and replies. It is stored by its number, and written to people and programs by its code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(u8);

impl Lang {
    /// The language of this number, as the registry counts.
    pub(super) const fn numbered(number: u8) -> Lang {
        Lang(number)
    }

    /// Its place in [`Lang::ALL`].
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// The two letters of ISO 639-1.
    pub fn code(self) -> &'static str {
        language(self).code
    }

    /// The language's own name for itself.
    pub fn own_name(self) -> &'static str {
        language(self).own_name
    }

    /// The alphabet in which the language is written.
    pub fn script(self) -> Script {
        language(self).script
    }

    /// The languages of an alphabet.
    pub fn of_script(script: Script) -> impl Iterator<Item = Lang> {
        Lang::ALL.into_iter().filter(move |lang| lang.script() == script)
    }

    /// This language when it has the alphabet, else the first that has.
    pub fn or_of_script(self, script: Script) -> Option<Lang> {
        Some(self).filter(|lang| lang.script() == script).or_else(|| Lang::of_script(script).next())
    }

    /// All languages in a list, each as it is named there: "ru, en or tr".
    pub fn list(name: impl Fn(Lang) -> String) -> String {
        let codes: Vec<String> = Lang::ALL.into_iter().map(name).collect();
        match codes.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => format!("{} or {last}", before.join(", ")),
            None => String::new(),
        }
    }
}

impl Default for Lang {
    fn default() -> Lang {
        Lang::EN
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(code: &str) -> Result<Lang, String> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code).ok_or_else(|| {
            format!("`{code}` is no language of Pristan's; use {}", Lang::list(|lang| format!("`{lang}`")))
        })
    }
}

/// As a variant without fields, whose number is that of the language: so it lay on disks when it was an enumeration.
impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit_variant("Lang", self.0.into(), self.code())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lang, D::Error> {
        deserializer.deserialize_enum("Lang", &[], AsVariant)
    }
}

struct AsVariant;

impl<'de> Visitor<'de> for AsVariant {
    type Value = Lang;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a language")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Lang, A::Error> {
        let (lang, rest) = data.variant_seed(AsIdentifier)?;
        rest.unit_variant().map(|()| lang)
    }
}

struct AsIdentifier;

impl<'de> DeserializeSeed<'de> for AsIdentifier {
    type Value = Lang;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Lang, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for AsIdentifier {
    type Value = Lang;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a language's number or code")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Lang, E> {
        let known = usize::try_from(number).ok().and_then(|number| Lang::ALL.get(number));
        known.copied().ok_or_else(|| E::custom(format_args!("{number} is no language's number")))
    }

    fn visit_str<E: Error>(self, code: &str) -> Result<Lang, E> {
        code.parse().map_err(E::custom)
    }
}

/// One value a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerLang<T>([T; Lang::COUNT]);

impl<T> PerLang<T> {
    /// The value that is made for each language.
    pub fn each(make: impl FnMut(Lang) -> T) -> PerLang<T> {
        PerLang(Lang::ALL.map(make))
    }

    /// The values in the order of [`Lang::ALL`].
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    /// The languages with their values, in the order of [`Lang::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &T)> {
        Lang::ALL.into_iter().zip(&self.0)
    }
}

impl<T: Default> Default for PerLang<T> {
    fn default() -> PerLang<T> {
        PerLang::each(|_| T::default())
    }
}

impl<T> Index<Lang> for PerLang<T> {
    type Output = T;

    fn index(&self, lang: Lang) -> &T {
        &self.0[lang.index()]
    }
}

impl<T> IndexMut<Lang> for PerLang<T> {
    fn index_mut(&mut self, lang: Lang) -> &mut T {
        &mut self.0[lang.index()]
    }
}

/// The language of a longer text by its letters alone; `None` for one without letters of ours.
///
/// ```
/// use pristan::text::{Lang, language_by_letters};
/// assert_eq!(language_by_letters("Границы открыты"), Some(Lang::RU));
/// assert_eq!(language_by_letters("Sınırlar açık, uçaklar dolu"), Some(Lang::TR));
/// assert_eq!(language_by_letters("The borders near Kadıköy are open, people wait at the border"), Some(Lang::EN));
/// ```
pub fn language_by_letters(text: &str) -> Option<Lang> {
    let letters = |script: Script| text.chars().filter(|c| script_of(*c) == Some(script)).count();
    let own = |lang: Lang| text.chars().filter(|c| language(lang).own_letters.contains(*c)).count();
    let scripts = Lang::ALL.map(Lang::script).into_iter().filter(|script| letters(*script) > 0);
    let script = scripts.rev().max_by_key(|script| (letters(*script), *script == Lang::default().script()))?;
    let told = |lang: &Lang| own(*lang) * language(*lang).one_letter_in > letters(script);
    // What has letters of its own is told by them, and the first language of an alphabet by having none of them.
    let by_own = Lang::of_script(script).filter(told).max_by_key(|lang| own(*lang));
    by_own.or_else(|| Lang::of_script(script).next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language;

    #[test]
    fn a_language_reads_as_the_enumeration_did() {
        assert_eq!(
            serde_json::to_string(&Lang::ALL).unwrap(),
            format!("[\"{}\"]", Lang::ALL.map(Lang::code).join("\",\""))
        );
        assert_eq!(serde_json::from_str::<Lang>("\"tr\"").unwrap(), Lang::TR);
        assert!(serde_json::from_str::<Lang>("\"xx\"").is_err());
        #[cfg(feature = "terminal")]
        {
            assert_eq!(postcard::to_stdvec(&[Lang::RU, Lang::EN, Lang::TR]).unwrap(), [0, 1, 2]);
            assert_eq!(postcard::from_bytes::<Lang>(&[2]).unwrap(), Lang::TR);
            assert!(postcard::from_bytes::<Lang>(&[200, 1]).is_err());
        }
    }

    #[test]
    fn every_language_is_whole() {
        for lang in Lang::ALL {
            let known = language(lang);
            let help = |what: &str| format!("help: `src/text/languages/{lang}.rs`: {what}");
            assert!(known.letters.chars().count() <= crate::text::MOST_LETTERS, "{}", help("too many letters"));
            assert!(
                (0..1000).all(|n| (known.plural.form)(n) < known.plural.forms),
                "{}",
                help("a plural form too much")
            );
            let keys = known.keyboard.map_or(0, |keys| keys.chars().count());
            assert!(keys == 0 || keys == crate::text::QWERTY.chars().count(), "{}", help("`keyboard` has other keys"));
            for letter in known.letters.chars() {
                assert_eq!(script_of(letter), Some(known.script), "{}", help("a letter of another alphabet"));
            }
        }
    }
}
