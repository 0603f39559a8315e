//! Laying drafts into a base: three ways, as version control does it. What was imported last time is compared with what
//! stands in the base now and with what the table says now; an edit by hand always wins, and is told of.

use super::drafts::phrasing_key;
use super::theme_file::{self, Change};
use super::three_way::{Verdict, origin, three_way};
use super::{Draft, Remark};
use crate::knowledge::base::{Base, Entry, Theme};
use crate::text::{Lang, fold, slug};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The longest id and the longest name of a theme's file, in characters.
const LONGEST_ID: usize = 36;
const LONGEST_NAME: usize = 40;
/// Files of `faq/` that are no themes.
const TAKEN: [&str; 2] = ["gaps", "base"];

/// What a merge comes to.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// New texts of theme files, by the name of the theme.
    pub texts: BTreeMap<String, String>,
    /// What was imported, as one theme: the next import compares with it.
    pub record: String,
    /// Ids of entries that are new.
    pub added: Vec<String>,
    /// Ids of entries that the table changed.
    pub changed: Vec<String>,
    /// Ids of entries that differ from the table, as somebody edited them.
    pub kept: Vec<String>,
    /// Ids of entries that are as they were.
    pub same: Vec<String>,
    /// Ways to ask that were added, and where: entry, language, words, row.
    pub asked: Vec<(String, Lang, String, usize)>,
    /// How many ways to ask the table holds of the entries that it meets.
    pub questions: usize,
    /// What is left out.
    pub remarks: Vec<Remark>,
}

/// Lays drafts into a base. `now` is the base with the texts of its themes by name, `before` what was imported from a
/// table of this name last time, `name` and `title` the theme for drafts without a category.
///
/// # Errors
/// When an entry that changes cannot be edited; nothing is merged then.
pub fn merge(
    drafts: &[Draft],
    now: (&Base, &HashMap<String, String>),
    before: &Base,
    (name, title, origin): (&str, &str, &str),
) -> Result<Merged, String> {
    let (base, texts) = now;
    let mut drafts = drafts.to_vec();
    let mut merge = Merge::of(base, before);
    merge.drafts(&mut drafts);
    let drafts = &drafts[..];
    let ids: HashMap<&str, &str> = merge.ids_of_numbers(drafts);
    let mut out = Merged::default();
    let mut record = theme_file::head(title, origin, &[]);
    let mut changes: BTreeMap<&str, Vec<(String, Vec<Change>)>> = BTreeMap::new();
    let mut new: BTreeMap<String, NewIn<'_>> = BTreeMap::new();
    for (draft, place) in drafts.iter().zip(&merge.places) {
        let id = match place {
            Place::New(id) => {
                let (file, title) = merge.theme(draft, name, title);
                new.entry(file).or_insert((title, Vec::new())).1.push((id.clone(), draft));
                id
            }
            Place::Known(id, edit) => {
                if !edit.is_empty() {
                    let file = merge.base.themes[merge.now[id.as_str()].theme].id.as_str();
                    changes.entry(file).or_default().push((id.clone(), edit.clone()));
                }
                id
            }
            Place::Removed(id) => id,
            Place::Nowhere => continue,
        };
        out.questions += draft.phrasings();
        record.push_str(&theme_file::entry(id, draft, &[]));
    }
    for (file, changes) in changes {
        let text = texts.get(file).map_or("", String::as_str);
        out.texts
            .insert(file.to_owned(), theme_file::edited(text, &changes).map_err(|what| format!("`{file}`: {what}"))?);
    }
    for (file, (title, entries)) in new {
        let langs: HashSet<Lang> = entries.iter().flat_map(|(_, draft)| draft.ask.keys().copied()).collect();
        let langs: Vec<Lang> = Lang::ALL.into_iter().filter(|lang| langs.contains(lang)).collect();
        let there = out.texts.remove(&file).or_else(|| texts.get(&file).cloned());
        let mut text = there.unwrap_or_else(|| theme_file::head(&title, origin, &langs));
        if !text.ends_with('\n') && !text.is_empty() {
            text.push('\n');
        }
        for (id, draft) in entries {
            let related = draft.prompts.iter().filter_map(|number| ids.get(number.as_str()));
            let related: Vec<String> = related.filter(|other| **other != id).map(|id| (*id).to_owned()).collect();
            text.push_str(&theme_file::entry(&id, draft, &related));
        }
        out.texts.insert(file, text);
    }
    out.record = record;
    merge.tell(&mut out);
    Ok(out)
}

/// The title of a theme and the entries that are new in it.
type NewIn<'d> = (String, Vec<(String, &'d Draft)>);

/// Where a draft goes.
enum Place {
    /// A new entry.
    New(String),
    /// An entry that is there, with what changes in it.
    Known(String, Vec<Change>),
    /// An entry that somebody took out.
    Removed(String),
    /// Nothing is left of it.
    Nowhere,
}

struct Merge<'a> {
    base: &'a Base,
    now: HashMap<&'a str, &'a Entry>,
    before: HashMap<&'a str, &'a Entry>,
    /// Who is asked with a phrasing: now, and when it was imported last.
    asked: HashMap<String, &'a str>,
    asked_before: HashMap<String, &'a str>,
    ids: HashSet<String>,
    places: Vec<Place>,
    added: Vec<String>,
    changed: Vec<String>,
    kept: Vec<String>,
    same: Vec<String>,
    new_phrasings: Vec<(String, Lang, String, usize)>,
    remarks: Vec<Remark>,
}

fn phrasings<'a>(entries: impl Iterator<Item = &'a Entry>) -> HashMap<String, &'a str> {
    let mut found = HashMap::new();
    for entry in entries {
        for (lang, one) in entry.ask.iter().flat_map(|(lang, all)| all.iter().map(move |one| (lang, one))) {
            found.entry(phrasing_key(lang, &one.text)).or_insert(entry.id.as_str());
        }
    }
    found
}

impl<'a> Merge<'a> {
    fn of(base: &'a Base, before: &'a Base) -> Merge<'a> {
        let now: HashMap<&str, &Entry> = base.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        // A theme that was deleted as a whole is imported anew.
        let lives = before.entries.iter().any(|entry| now.contains_key(entry.id.as_str()));
        let before: &[Entry] = if lives { &before.entries } else { &[] };
        let mut asked = phrasings(base.entries.iter());
        for gap in &base.gaps {
            for (lang, one) in gap.ask.iter().flat_map(|(lang, all)| all.iter().map(move |one| (lang, one))) {
                asked.entry(phrasing_key(lang, &one.text)).or_insert(gap.id.as_str());
            }
        }
        let ids = base.entries.iter().map(|entry| entry.id.clone()).chain(base.gaps.iter().map(|gap| gap.id.clone()));
        Merge {
            base,
            now,
            before: before.iter().map(|entry| (entry.id.as_str(), entry)).collect(),
            asked,
            asked_before: phrasings(before.iter()),
            ids: ids.collect(),
            places: Vec::new(),
            added: Vec::new(),
            changed: Vec::new(),
            kept: Vec::new(),
            same: Vec::new(),
            new_phrasings: Vec::new(),
            remarks: Vec::new(),
        }
    }

    fn drafts(&mut self, drafts: &mut [Draft]) {
        let mut met: HashSet<String> = HashSet::new();
        for draft in drafts {
            let place = match self.meant(draft).filter(|id| met.insert((*id).to_owned())) {
                Some(id) if self.now.contains_key(id) => self.known(id, draft),
                Some(id) if self.before.contains_key(id) => {
                    let what = format!(
                        "left out: `{id}` was taken out of the base by hand; add it by hand if you want it back"
                    );
                    self.remark(draft, &what);
                    Place::Removed(id.to_owned())
                }
                _ => self.fresh(draft),
            };
            self.places.push(place);
        }
        let gone = self.before.keys().filter(|id| self.now.contains_key(**id) && !met.contains(**id));
        let mut gone: Vec<&str> = gone.copied().collect();
        gone.sort_unstable();
        for id in gone {
            let what = format!("`{id}` is not in the table any more; it stays, take it out by hand if it is to go");
            self.remarks.push(Remark { row: 0, what });
        }
    }

    /// The entry that a draft is about: by its id, by how it was asked when it was imported, by how it is asked now.
    fn meant(&self, draft: &Draft) -> Option<&'a str> {
        let by_id = draft.id.as_deref().and_then(|id| {
            let found = self.now.get_key_value(id).or(self.before.get_key_value(id));
            found.map(|(id, _)| *id)
        });
        let by = |asked: &HashMap<String, &'a str>| {
            draft.asked().find_map(|(lang, _, text)| asked.get(&phrasing_key(lang, text)).copied())
        };
        let named = || draft.id.is_none();
        by_id
            .or_else(|| by(&self.asked_before).filter(|_| named()))
            .or_else(|| by(&self.asked).filter(|id| self.now.contains_key(id)))
    }

    fn remark(&mut self, draft: &Draft, what: &str) {
        let rows = draft.rows();
        self.remarks.extend(rows.into_iter().map(|row| Remark { row, what: what.to_owned() }));
    }

    /// A draft that no entry is about yet, without what is asked elsewhere.
    fn fresh(&mut self, draft: &mut Draft) -> Place {
        let mut remarks = Vec::new();
        for (lang, all) in &mut draft.ask {
            all.retain(|(row, text)| {
                let owner = self.asked.get(&phrasing_key(*lang, text));
                let what = owner.map(|owner| format!("left out: “{text}” is asked already, by `{owner}`"));
                remarks.extend(what.map(|what| Remark { row: *row, what }));
                owner.is_none()
            });
        }
        self.remarks.extend(remarks);
        draft.ask.retain(|_, all| !all.is_empty());
        if draft.ask.is_empty() {
            return Place::Nowhere;
        }
        let id = self.fresh_id(draft);
        for (lang, row, text) in draft.asked() {
            self.new_phrasings.push((id.clone(), lang, text.to_owned(), row));
        }
        self.added.push(id.clone());
        Place::New(id)
    }

    /// An id from the words of the question that nobody has yet.
    fn fresh_id(&mut self, draft: &Draft) -> String {
        let question = draft.asked().next().map_or("", |(_, _, text)| text);
        let words = draft.id.clone().unwrap_or_else(|| slug(question, LONGEST_ID));
        let words = if words.is_empty() { "entry".to_owned() } else { words };
        let numbered = (2..).map(|number| format!("{words}-{number}"));
        let free = std::iter::once(words.clone()).chain(numbered).find(|id| !self.ids.contains(id));
        let id = free.unwrap_or(words);
        self.ids.insert(id.clone());
        id
    }

    /// A draft about an entry that is there: what the table changed since, as far as nobody edited it.
    fn known(&mut self, id: &str, draft: &Draft) -> Place {
        let entry = self.now[id];
        let before = self.before.get(id).copied();
        let mut edit = Vec::new();
        let (mut differs, mut clash) = (false, false);
        let mut agrees = false;
        let langs = |lang: &Lang| draft.answer.contains_key(lang);
        for lang in Lang::ALL.into_iter().filter(langs) {
            let (is, was) = (entry.answer.get(lang), before.and_then(|before| before.answer.get(lang)));
            match three_way(is.map(String::as_str), was.map(String::as_str), draft.answer[&lang].trim()) {
                Verdict::Same => agrees = true,
                Verdict::Set => {
                    agrees = true;
                    edit.push(Change::Set("answer", Some(lang), draft.answer[&lang].clone()));
                }
                Verdict::Keep => (differs, agrees) = (true, true),
                Verdict::Clash => (differs, clash) = (true, true),
            }
        }
        if agrees || before.is_some() {
            differs |= self.ask(entry, before, draft, &mut edit);
            differs |= origin(entry, before, draft, &mut edit);
        } else {
            self.remark(draft, &format!("left out: `{id}` answers this already, otherwise ({})", entry.place));
        }
        if clash && before.is_some() {
            let what = format!(
                "kept: `{id}` was edited ({}), and the table has another answer now; look at both",
                entry.place
            );
            self.remark(draft, &what);
        }
        let list = if !edit.is_empty() {
            &mut self.changed
        } else if differs {
            &mut self.kept
        } else {
            &mut self.same
        };
        list.push(id.to_owned());
        Place::Known(id.to_owned(), edit)
    }

    /// Ways to ask: those that the table has anew, without those that it has lost; what was taken out stays out.
    fn ask(&mut self, entry: &Entry, before: Option<&Entry>, draft: &Draft, edit: &mut Vec<Change>) -> bool {
        let keys = |entry: &Entry, lang: Lang| -> HashSet<String> {
            let all = entry.ask.get(lang).into_iter().flatten();
            all.map(|one| phrasing_key(lang, &one.text)).collect()
        };
        let mut differs = false;
        for (lang, asked) in &draft.ask {
            let is = keys(entry, *lang);
            let was = before.map(|before| keys(before, *lang)).unwrap_or_default();
            let says: HashSet<String> = asked.iter().map(|(_, text)| phrasing_key(*lang, text)).collect();
            for (row, text) in asked {
                let key = phrasing_key(*lang, text);
                if is.contains(&key) {
                    continue;
                }
                if was.contains(&key) {
                    differs = true;
                } else if let Some(owner) = self.asked.get(&key) {
                    self.remarks
                        .push(Remark {
                            row: *row, what: format!("left out: “{text}” is asked already, by `{owner}`")
                        });
                } else {
                    edit.push(Change::Ask(*lang, text.clone()));
                    self.new_phrasings.push((entry.id.clone(), *lang, text.clone(), *row));
                }
            }
            for one in entry.ask.get(*lang).into_iter().flatten() {
                let key = phrasing_key(*lang, &one.text);
                match (says.contains(&key), was.contains(&key)) {
                    (true, _) => {}
                    (false, true) => edit.push(Change::Unask(*lang, one.text.clone())),
                    (false, false) => differs = true,
                }
            }
        }
        differs
    }

    /// The ids of the rows that an export numbers.
    fn ids_of_numbers<'d>(&'d self, drafts: &'d [Draft]) -> HashMap<&'d str, &'d str> {
        let mut ids = HashMap::new();
        for (draft, place) in drafts.iter().zip(&self.places) {
            if let Place::New(id) | Place::Known(id, _) = place {
                draft.numbers.iter().for_each(|number| {
                    ids.insert(number.as_str(), id.as_str());
                });
            }
        }
        ids
    }

    /// The file and the title of the theme that a draft belongs to.
    fn theme(&self, draft: &Draft, name: &str, title: &str) -> (String, String) {
        let Some(category) = &draft.theme else { return (name.to_owned(), title.to_owned()) };
        let file = slug(category, LONGEST_NAME);
        let called =
            |theme: &&Theme| theme.id == file || theme.title.iter().any(|(_, title)| fold(title) == fold(category));
        if let Some(theme) = self.base.themes.iter().find(called) {
            return (theme.id.clone(), category.clone());
        }
        let taken = TAKEN.contains(&file.as_str()) || file.is_empty();
        (if taken { format!("{name}-{file}").trim_end_matches('-').to_owned() } else { file }, category.clone())
    }

    fn tell(self, out: &mut Merged) {
        out.added = self.added;
        out.changed = self.changed;
        out.kept = self.kept;
        out.same = self.same;
        out.asked = self.new_phrasings;
        out.remarks = self.remarks;
    }
}
