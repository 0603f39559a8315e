//! From the text of files to a [`Base`] and the list of what is wrong with it. Never fails: what cannot be read is
//! reported and left out.

use super::about::About;
use super::base::{BackgroundQuestion, Base, Document, Entry, Fact, Gap, Phrasing, Theme};
use super::document::{Form, Front, Matter, RawText, parted, read_as, yaml};
use super::filled::fill_in;
use super::guessed::complete;
use super::imported;
use super::language::LanguageFile;
use super::localized::Localized;
use super::markup::{markup, plain_text};
use super::problem::{Place, Problems};
use super::source::{Role, SourceFile, is_table};
use super::table::Table;
use crate::text::{Lang, language_by_letters};
use std::cell::RefCell;
use std::collections::HashMap;
use toml::de::DeTable;

/// Reads the layers of a base. Within a layer an id may stand once; a later layer overrides an earlier one by id.
pub fn read(layers: &[Vec<SourceFile>]) -> (Base, Problems) {
    let problems = RefCell::new(Problems::default());
    let mut base = Base::default();
    for layer in layers {
        // What may be said in part is read over what lies beneath.
        let (about, languages) = (base.about.clone(), base.languages.clone());
        let mut read = Base { about, languages, ..Base::default() };
        for file in layer {
            read_file(file, &mut read, &problems);
        }
        report_twice(&read, &mut problems.borrow_mut());
        overlay(&mut base, read);
    }
    complete(&mut base, layers.last().and_then(|files| folder(files)));
    fill_in(&mut base);
    (base, problems.into_inner())
}

/// The name of the folder in which the files of a layer lie, as far as their paths tell.
fn folder(files: &[SourceFile]) -> Option<&str> {
    let path = files.first()?.path.as_ref();
    let (above, _) = path.rsplit_once("/faq/").or_else(|| path.rsplit_once("/seeds/"))?;
    above.rsplit('/').next().filter(|name| name.chars().any(char::is_alphabetic))
}

fn read_file(file: &SourceFile, base: &mut Base, problems: &RefCell<Problems>) {
    match file.role {
        Role::Raw => base.documents.push(raw_document(file, problems)),
        Role::Sheet => with_table(file, &file.text, problems, |table| {
            let sheet = sheet(file, &table);
            table.done();
            base.documents.push(sheet);
        }),
        Role::Theme => with_table(file, &file.text, problems, |table| theme(file, table, base)),
        Role::About => with_table(file, &file.text, problems, |table| {
            let about = About::read(table, &base.about);
            base.about = about;
        }),
        Role::Gaps => with_table(file, &file.text, problems, |table| {
            base.gaps.extend(table.tables("gap").into_iter().filter_map(gap));
            table.done();
        }),
        Role::Background => base.background = background(&file.text),
        Role::Language => match file.stem().parse::<Lang>() {
            Ok(lang) => with_table(file, &file.text, problems, |table| {
                let file = match base.languages.get(lang) {
                    Some(beneath) => LanguageFile::read(table.partial(), lang).over(beneath.clone()),
                    None => LanguageFile::read(table, lang),
                };
                base.languages.set(lang, file);
            }),
            Err(what) => problems.borrow_mut().error(file.whole(), what, "rename the file"),
        },
    }
}

fn with_table(file: &SourceFile, text: &str, problems: &RefCell<Problems>, read: impl FnOnce(Table<'_>)) {
    match DeTable::parse(text) {
        Ok(table) => read(Table::new(file, table.get_ref(), problems)),
        Err(error) => {
            let place = file.place(error.span().map_or(0, |span| span.start));
            let what = format!("does not parse: {}", error.message());
            problems.borrow_mut().error(place, what, "correct the line; the rest of the file was not read");
        }
    }
}

fn phrasings(found: Localized<Vec<(String, Place)>>) -> Localized<Vec<Phrasing>> {
    let mut out = Localized::default();
    for (lang, strings) in found.iter() {
        let kept = strings.iter().filter(|(text, _)| !text.is_empty());
        out.set(lang, kept.map(|(text, place)| Phrasing { text: text.clone(), place: place.clone() }).collect());
    }
    out
}

fn theme(file: &SourceFile, table: Table<'_>, base: &mut Base) {
    let at = base.themes.len();
    let mut title = table.localized("title");
    if title.is_empty() {
        title.set(Lang::default(), file.stem().to_owned());
    }
    base.themes.push(Theme { id: file.stem().to_owned(), title });
    base.entries.extend(table.tables("entry").into_iter().filter_map(|table| entry(table, at)));
    table.done();
}

fn entry(table: Table<'_>, theme: usize) -> Option<Entry> {
    let id = table.required("id").filter(|id| is_good_id(id, &table));
    let mut entry = Entry {
        id: id.clone().unwrap_or_default(),
        theme,
        title: table.localized("title"),
        ask: phrasings(table.localized_strings("ask")),
        answer: table.localized("answer"),
        facts: table.strings("facts").into_iter().map(|(fact, _)| fact).collect(),
        shelf_life: table.parsed("shelf_life"),
        critical: table.flag("critical"),
        related: table.strings("related").into_iter().map(|(id, _)| id).collect(),
        not: phrasings(table.localized_strings("not")),
        source: table.string("source").filter(|source| !source.is_empty()),
        as_of: table.parsed("as_of"),
        claim: table.localized("claim"),
        verdict: table.parsed("verdict"),
        place: table.place(),
    };
    entry.ask = with_claim(entry.ask, &entry.claim, &entry.place);
    for (key, missing) in
        [("title", entry.title.is_empty()), ("ask", entry.ask.is_empty()), ("answer", entry.answer.is_empty())]
    {
        if missing {
            let name = id.as_deref().unwrap_or("this entry");
            table.wrong(key, format!("`{name}` has no `{key}`"), in_some_language(key));
        }
    }
    for (key, other, missing) in [
        ("verdict", "claim", entry.verdict.is_none() && !entry.claim.is_empty()),
        ("claim", "verdict", entry.verdict.is_some() && entry.claim.is_empty()),
    ] {
        if missing {
            let name = id.as_deref().unwrap_or("this entry");
            let remedy = "a rumour has both: `claim.en = \"…\"` and `verdict = \"false\"`";
            table.wrong(other, format!("`{name}` has `{other}` and no `{key}`"), remedy);
        }
    }
    let whole = id.is_some() && !entry.title.is_empty() && !entry.answer.is_empty();
    table.done();
    whole.then_some(entry)
}

/// Ways to ask, with what people say of a rumour among them.
fn with_claim(mut ask: Localized<Vec<Phrasing>>, claim: &Localized<String>, place: &Place) -> Localized<Vec<Phrasing>> {
    for (lang, text) in claim.iter() {
        let mut own = ask.get(lang).cloned().unwrap_or_default();
        if !own.iter().any(|phrasing| phrasing.text == *text) {
            own.push(Phrasing { text: text.clone(), place: place.clone() });
        }
        ask.set(lang, own);
    }
    ask
}

/// The remedy where a text is in no language at all.
fn in_some_language(key: &str) -> String {
    format!("add `{key}.{}`, or the same in another language", Lang::default())
}

/// Ids are links (`t.me/BOT?start=ID`) and parts of button data: short, and of plain letters.
fn is_good_id(id: &str, table: &Table<'_>) -> bool {
    let good = id.len() <= 40 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
    if !good {
        table.wrong("id", format!("`{id}` is no id"), "use at most 40 of `a`–`z`, `0`–`9`, `-` and `_`");
    }
    good
}

fn gap(table: Table<'_>) -> Option<Gap> {
    let id = table.required("id").filter(|id| is_good_id(id, &table));
    let gap = Gap {
        id: id.clone().unwrap_or_default(),
        title: table.localized("title"),
        ask: phrasings(table.localized_strings("ask")),
        say: table.localized("say"),
        place: table.place(),
    };
    if gap.title.is_empty() {
        table.wrong("title", "the gap has no `title`", in_some_language("title"));
    }
    table.done();
    (id.is_some() && !gap.title.is_empty()).then_some(gap)
}

/// Lines of language, tab and question; a line that begins with `#` names a subject. What is neither is passed over.
fn background(text: &str) -> Vec<BackgroundQuestion> {
    let mut subject = "";
    let mut questions = Vec::new();
    for line in text.lines() {
        subject = line.strip_prefix('#').map_or(subject, str::trim);
        if let Some((lang, question)) = line.split_once('\t')
            && let Ok(lang) = lang.parse()
        {
            questions.push(BackgroundQuestion { subject: subject.to_owned(), lang, text: question.to_owned() });
        }
    }
    questions
}

fn sheet(file: &SourceFile, table: &Table<'_>) -> Document {
    Document {
        id: file.stem().to_owned(),
        title: table.required("title").unwrap_or_else(|| file.stem().to_owned()),
        publisher: table.string("publisher"),
        url: table.string("url"),
        language: table.parsed("language"),
        as_of: table.parsed("as_of"),
        facts: table.tables("fact").into_iter().filter_map(fact).collect(),
        passages: Vec::new(),
        headings: Vec::new(),
        place: file.whole(),
    }
}

fn fact(table: Table<'_>) -> Option<Fact> {
    let id = table.required("id").filter(|id| is_good_id(id, &table));
    let fact = Fact {
        id: id.clone().unwrap_or_default(),
        as_of: table.parsed("as_of"),
        text: table.localized("text"),
        disputed: table.localized("disputed"),
        place: table.place(),
    };
    if fact.text.is_empty() {
        table.wrong("text", "the fact has no `text`", in_some_language("text"));
    }
    table.done();
    (id.is_some() && !fact.text.is_empty()).then_some(fact)
}

/// A raw document; front matter tells what the text cannot.
fn raw_document(file: &SourceFile, problems: &RefCell<Problems>) -> Document {
    let (matter, text) = parted(&file.text);
    let raw = if is_table(&file.path) { table_of_pairs(file, problems) } else { read_as(text, Form::of(&file.path)) };
    let told = match matter {
        Matter::None => Front::default(),
        Matter::Yaml(front) => Front::of(|key| yaml(front, key)),
        Matter::Toml(front) => toml_front(file, &front, problems),
    };
    let language = told.language.or(raw.front.language).or_else(|| language_by_letters(&raw.passages.concat()));
    Document {
        id: file.stem().to_owned(),
        title: told.title.or(raw.title).unwrap_or_else(|| file.stem().to_owned()),
        publisher: told.publisher.or(raw.front.publisher),
        url: told.url.or(raw.front.url),
        language,
        as_of: told.as_of.or(raw.front.as_of),
        facts: Vec::new(),
        passages: raw.passages,
        headings: raw.headings,
        place: file.whole(),
    }
}

/// Front matter in TOML: our keys are read strictly where they are ours alone, other programs' keys are theirs.
fn toml_front(file: &SourceFile, front: &str, problems: &RefCell<Problems>) -> Front {
    let mut told = Front::default();
    with_table(file, front, problems, |table| {
        told = Front::of(|key| table.loose(key));
        if table.loose("as_of").is_some() {
            told.as_of = table.parsed("as_of");
        }
        if table.loose("language").is_some() {
            told.language = table.parsed("language");
        }
    });
    told
}

/// A table among the raw documents: its answers are passages, its questions what they are found by.
fn table_of_pairs(file: &SourceFile, problems: &RefCell<Problems>) -> RawText {
    let unnamed = || "has no header that names a question and an answer; it is ignored".to_owned();
    let found = imported::pairs(&file.path, &file.text);
    let read = match found.and_then(|read| if read.named { Ok(read) } else { Err(unnamed()) }) {
        Ok(read) => read,
        Err(what) => {
            let remedy = "give it a header such as `question,answer`, or take it out of `seeds/`";
            problems.borrow_mut().warning(file.whole(), what, remedy);
            return RawText::default();
        }
    };
    let mut raw = RawText::default();
    for pair in &read.pairs {
        let asked: Vec<&str> = pair.ask.values().flatten().map(String::as_str).collect();
        for answer in pair.answer.values() {
            raw.passages.push(plain_text(&markup(answer)));
            raw.headings.push(
                pair.theme.iter().map(String::as_str).chain(asked.iter().copied()).collect::<Vec<_>>().join(" › "),
            );
        }
    }
    for remark in &read.remarks {
        let place = Place { line: remark.row, ..file.whole() };
        problems.borrow_mut().warning(
            place,
            format!("{} {}", read.unit.name(), remark.what),
            "correct the file, or import it",
        );
    }
    raw
}

fn report_twice(base: &Base, problems: &mut Problems) {
    let mut seen: HashMap<(&str, String), &Place> = HashMap::new();
    let entries = base.entries.iter().map(|entry| ("entry", entry.id.clone(), &entry.place));
    let gaps = base.gaps.iter().map(|gap| ("gap", gap.id.clone(), &gap.place));
    let documents = base.documents.iter().map(|document| ("document", document.id.clone(), &document.place));
    let facts = base.documents.iter().flat_map(|document| {
        document.facts.iter().map(move |fact| ("fact", format!("{}/{}", document.id, fact.id), &fact.place))
    });
    for (kind, id, place) in entries.chain(gaps).chain(documents).chain(facts) {
        if let Some(first) = seen.get(&(kind, id.clone())) {
            problems.error(place.clone(), format!("{kind} `{id}` stands at {first} already"), "rename one of the two");
        } else {
            seen.insert((kind, id), place);
        }
    }
}

/// Lays one layer over another: what has the same id is replaced, the rest is added.
fn overlay(base: &mut Base, mut layer: Base) {
    (base.about, base.languages) = (layer.about, layer.languages);
    let shift = base.themes.len();
    base.themes.append(&mut layer.themes);
    for entry in &mut layer.entries {
        entry.theme += shift;
    }
    merge(&mut base.entries, layer.entries, |entry| entry.id.clone());
    merge(&mut base.gaps, layer.gaps, |gap| gap.id.clone());
    merge(&mut base.documents, layer.documents, |document| document.id.clone());
    if !layer.background.is_empty() {
        base.background = layer.background;
    }
}

fn merge<T>(base: &mut Vec<T>, layer: Vec<T>, id: impl Fn(&T) -> String) {
    let mut known: HashMap<String, usize> = base.iter().enumerate().map(|(at, item)| (id(item), at)).collect();
    for item in layer {
        match known.get(&id(&item)) {
            Some(at) => base[*at] = item,
            None => {
                known.insert(id(&item), base.len());
                base.push(item);
            }
        }
    }
}
