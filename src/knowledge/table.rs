//! Reading TOML tables with every problem kept, its line and a remedy: bad content is data, not a failure.

use super::localized::Localized;
use super::problem::{Place, Problems};
use super::source::SourceFile;
use crate::text::Lang;
use std::cell::RefCell;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// A TOML table under reading. Remembers which keys were asked for, so that [`Table::done`] can name the others.
pub struct Table<'a> {
    file: &'a SourceFile,
    table: &'a DeTable<'a>,
    byte: usize,
    /// Whether what is missing is said elsewhere.
    partial: bool,
    asked: RefCell<Vec<&'static str>>,
    problems: &'a RefCell<Problems>,
}

/// So many known keys are named to who wrote an unknown one.
const MOST_NAMED: usize = 20;

type Value<'a> = &'a Spanned<DeValue<'a>>;

impl<'a> Table<'a> {
    /// The top table of a parsed file.
    pub fn new(file: &'a SourceFile, table: &'a DeTable<'a>, problems: &'a RefCell<Problems>) -> Table<'a> {
        Table { file, table, byte: 0, partial: false, asked: RefCell::default(), problems }
    }

    /// The same, and what is missing is no error, but for the ids by which its parts are known.
    pub fn partial(self) -> Table<'a> {
        Table { partial: true, ..self }
    }

    /// Whether nothing is wrong with a missing key.
    pub fn may_lack(&self, key: &str) -> bool {
        self.partial && key != "id" && self.table.iter().all(|(name, _)| name.get_ref() != key)
    }

    /// Where the table begins.
    pub fn place(&self) -> Place {
        self.file.place(self.byte)
    }

    fn find(&self, key: &'static str) -> Option<Value<'a>> {
        self.asked.borrow_mut().push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn expected(&self, value: Value<'a>, key: &str, what: &str, example: &str) {
        let place = self.file.place(value.span().start);
        let what = format!("`{key}` must be {what}");
        self.problems.borrow_mut().error(place, what, format!("write it as {example}"));
    }

    /// Adds an error at the value of `key`, or at the table when there is none.
    pub fn wrong(&self, key: &str, what: impl Into<String>, remedy: impl Into<String>) {
        let value = self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value);
        let place = self.file.place(value.map_or(self.byte, |value| value.span().start));
        self.problems.borrow_mut().error(place, what, remedy);
    }

    /// A string that may be missing.
    pub fn string(&self, key: &'static str) -> Option<String> {
        let value = self.find(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.expected(value, key, "a string", &format!("`{key} = \"…\"`"));
                None
            }
        }
    }

    /// A string, a date or a number as it is written, under a name that other programs chose; nothing else is wrong.
    pub fn loose(&self, key: &str) -> Option<String> {
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref().eq_ignore_ascii_case(key))?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()),
            DeValue::Datetime(moment) => Some(moment.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => None,
        }
    }

    /// A string that must be there.
    pub fn required(&self, key: &'static str) -> Option<String> {
        let found = self.string(key).filter(|text| !text.is_empty());
        if found.is_none()
            && !self.may_lack(key)
            && self.table.iter().all(|(name, v)| name.get_ref() != key || v.get_ref().is_str())
        {
            self.wrong(key, format!("`{key}` is missing"), format!("add `{key} = \"…\"`"));
        }
        found
    }

    /// A string that is parsed, or reported as the parser words it.
    pub fn parsed<T: std::str::FromStr<Err = String>>(&self, key: &'static str) -> Option<T> {
        let text = self.string(key)?;
        text.parse().map_err(|what: String| self.wrong(key, what, format!("correct `{key}`"))).ok()
    }

    /// A boolean, false when missing.
    pub fn flag(&self, key: &'static str) -> bool {
        match self.find(key).map(|value| (value, value.get_ref())) {
            Some((_, DeValue::Boolean(yes))) => *yes,
            Some((value, _)) => {
                self.expected(value, key, "true or false", &format!("`{key} = true`"));
                false
            }
            None => false,
        }
    }

    /// Strings with their places; none when missing.
    pub fn strings(&self, key: &'static str) -> Vec<(String, Place)> {
        self.find(key).map(|value| self.read_strings(key, value)).unwrap_or_default()
    }

    /// The same, and whether the key is there at all: an empty array says something, too.
    pub fn strings_if_any(&self, key: &'static str) -> Option<Vec<(String, Place)>> {
        self.find(key).map(|value| self.read_strings(key, value))
    }

    /// What was made of one of several strings, or an error at its place, as its reader words it.
    pub fn known<T>(&self, text: &str, read: Result<T, String>, place: Place) -> Option<T> {
        let wrong = |what| self.problems.borrow_mut().error(place, what, format!("correct or remove `{text}`"));
        read.map_err(wrong).ok()
    }

    fn read_strings(&self, key: &str, value: Value<'a>) -> Vec<(String, Place)> {
        let DeValue::Array(array) = value.get_ref() else {
            self.expected(value, key, "an array of strings", &format!("`{key} = [\"…\", \"…\"]`"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in array.iter() {
            match item.get_ref() {
                DeValue::String(text) => found.push((text.trim().to_owned(), self.file.place(item.span().start))),
                _ => self.expected(item, key, "an array of strings", &format!("`{key} = [\"…\", \"…\"]`")),
            }
        }
        found
    }

    /// `key.ru`, `key.en` and so on, each read by `read`.
    fn by_language<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Table<'a>, &str, Value<'a>) -> Option<T>,
    ) -> Localized<T> {
        let mut found = Localized::default();
        let Some(value) = self.find(key) else { return found };
        let DeValue::Table(inner) = value.get_ref() else {
            self.expected(value, key, "given by language", &format!("`{key}.{} = …`", Lang::default()));
            return found;
        };
        for (name, value) in inner.iter() {
            match name.get_ref().parse::<Lang>() {
                Ok(lang) => {
                    if let Some(item) = read(self, &format!("{key}.{lang}"), value) {
                        found.set(lang, item);
                    }
                }
                Err(what) => {
                    let place = self.file.place(name.span().start);
                    self.problems.borrow_mut().error(place, what, format!("rename `{key}.{}`", name.get_ref()));
                }
            }
        }
        found
    }

    /// A string a language. An empty one counts as missing.
    pub fn localized(&self, key: &'static str) -> Localized<String> {
        self.by_language(key, |table, name, value| match value.get_ref() {
            DeValue::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => {
                table.expected(value, name, "a string", &format!("`{name} = \"…\"`"));
                None
            }
        })
    }

    /// Strings a language, with their places. An empty array counts as missing.
    pub fn localized_strings(&self, key: &'static str) -> Localized<Vec<(String, Place)>> {
        self.by_language(key, |table, name, value| {
            Some(table.read_strings(name, value)).filter(|strings| !strings.is_empty())
        })
    }

    /// The tables of `[[key]]`.
    pub fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        match self.find(key).map(|value| (value, value.get_ref())) {
            Some((_, DeValue::Array(array))) => self.read_tables(key, array),
            Some((value, _)) => {
                self.expected(value, key, "an array of tables", &format!("`[[{key}]]`"));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn read_tables(&self, key: &str, array: &'a DeArray<'a>) -> Vec<Table<'a>> {
        let mut found = Vec::new();
        for item in array.iter() {
            match item.get_ref() {
                DeValue::Table(table) => found.push(self.inner(table, item.span().start)),
                _ => self.expected(item, key, "an array of tables", &format!("`[[{key}]]`")),
            }
        }
        found
    }

    /// The table `[key]`; an empty one is not told from a missing one.
    pub fn table(&self, key: &'static str) -> Option<Table<'a>> {
        let value = self.find(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(self.inner(table, value.span().start)),
            _ => {
                self.expected(value, key, "a table", &format!("`[{key}]`"));
                None
            }
        }
    }

    fn inner(&self, table: &'a DeTable<'a>, byte: usize) -> Table<'a> {
        Table { table, byte, asked: RefCell::default(), ..*self }
    }

    /// Every key with its string value, in the order of the file, for tables whose keys are content.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut found: Vec<(usize, String, String)> = Vec::new();
        for (name, value) in self.table.iter() {
            match value.get_ref() {
                DeValue::String(text) => {
                    found.push((name.span().start, name.get_ref().to_string(), text.trim().to_owned()));
                }
                _ => self.expected(value, name.get_ref(), "a string", &format!("`{} = \"…\"`", name.get_ref())),
            }
        }
        found.sort();
        found.into_iter().map(|(_, name, text)| (name, text)).collect()
    }

    /// Reports the keys that nobody asked for.
    pub fn done(self) {
        let asked = self.asked.borrow();
        for (name, _) in self.table.iter() {
            let name_text = name.get_ref().as_ref();
            if asked.contains(&name_text) {
                continue;
            }
            let nearest = asked
                .iter()
                .map(|known| (strsim::osa_distance(known, name_text), *known))
                .min()
                .filter(|(distance, _)| *distance <= 2);
            let remedy = match nearest {
                Some((_, known)) => format!("did you mean `{known}`?"),
                None if asked.len() > MOST_NAMED => "remove it, or correct its name".to_owned(),
                None => format!("remove it; known here: {}", ticked(&asked)),
            };
            let place = self.file.place(name.span().start);
            self.problems.borrow_mut().error(place, format!("unknown key `{name_text}`"), remedy);
        }
    }
}

/// `a`, `b`, `c`: a list of names for people.
pub fn ticked<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
