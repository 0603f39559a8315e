//! The sentences of the language files, with what the base says of itself put in. They hold no place, no date and no
//! club's name; those are the base's, which reading puts in once.

use super::base::Base;
use super::language::LanguageFile;
use super::localized::Localized;
use super::phrases::fill;
use crate::text::Lang;

/// Puts what a base says of itself into its sentences.
pub(super) fn fill_in(base: &mut Base) {
    name_languages(base);
    for lang in Lang::ALL {
        let Some(mut file) = base.languages.get(lang).cloned() else { continue };
        let values = values(base, &file, lang);
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        file.phrases.change(|phrase| *phrase = filled(phrase, &values));
        file.smalltalk.iter_mut().for_each(|small| small.reply = filled(&small.reply, &values));
        file.emergencies.iter_mut().for_each(|emergency| emergency.advice = filled(&emergency.advice, &values));
        base.languages.set(lang, file);
    }
}

/// Fills in how a language is called in one that does not know it: as its own file says, else by its own name.
fn name_languages(base: &mut Base) {
    let known = base.languages.clone();
    for lang in Lang::ALL {
        let Some(mut file) = base.languages.get(lang).cloned() else { continue };
        for other in
            Lang::ALL.into_iter().filter(|other| known.get(lang).is_some_and(|f| f.tongues.get(*other).is_none()))
        {
            let called = known.get(other).and_then(|file| file.called.get(lang));
            file.tongues.set(other, called.map_or_else(|| other.own_name().to_owned(), String::clone));
        }
        base.languages.set(lang, file);
    }
}

fn filled(phrase: &str, values: &[(&str, &str)]) -> String {
    if phrase.contains('{') { fill(phrase, values) } else { phrase.to_owned() }
}

/// The name in this language, else in one of the same alphabet, so that it can be read.
fn name(base: &Base, lang: Lang) -> String {
    let (told, order) = (&base.about.name, &base.about.languages);
    let alike = order.iter().copied().filter(|other| other.script() == lang.script());
    let order: Vec<Lang> = alike.chain(order.iter().copied()).collect();
    told.nearest_of(lang, &order).map_or_else(String::new, |(_, name)| name.clone())
}

/// What stands for each name in braces.
fn values(base: &Base, file: &LanguageFile, lang: Lang) -> [(&'static str, String); 9] {
    let (about, phrases) = (&base.about, &file.phrases);
    let text = |told: &Localized<String>, unnamed: &str| {
        told.nearest_of(lang, &about.languages).map_or_else(|| unnamed.to_owned(), |(_, text)| text.clone())
    };
    let quoted = |example: &str| fill(&phrases.quoted, &[("text", example)]);
    let examples = about.examples.nearest_of(lang, &about.languages);
    let mut examples: Vec<String> = examples.iter().flat_map(|(_, all)| *all).map(|one| quoted(one)).collect();
    if examples.is_empty() {
        examples.push(quoted(&phrases.example_unnamed));
    }
    let spoken: Vec<Lang> =
        about.languages.iter().copied().filter(|lang| base.languages.get(*lang).is_some()).collect();
    let others = base.languages.iter().map(|(lang, _)| lang).filter(|lang| !spoken.contains(lang));
    let all: Vec<Lang> = spoken.iter().copied().chain(others).collect();
    let listed = |name: &dyn Fn(Lang) -> String| all.iter().map(|lang| name(*lang)).collect::<Vec<_>>().join(", ");
    [
        ("name", name(base, lang)),
        ("about", text(&about.about, &phrases.about_unnamed)),
        ("contact", text(&about.contact, &phrases.contact_unnamed)),
        ("example", examples[0].clone()),
        ("examples", examples.join(", ")),
        ("emergency", about.emergency.clone().unwrap_or_else(|| phrases.emergency_number.clone())),
        ("languages", listed(&|lang| file.in_language(lang).to_owned())),
        ("tongues", listed(&|lang| lang.own_name().to_owned())),
        ("codes", listed(&|lang| lang.code().to_owned())),
    ]
}
