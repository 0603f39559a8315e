//! What many tests need.

use pristan::files::Origin;
use pristan::knowledge::{Base, SourceFile, read, role_of};
use pristan::matcher::{Index, Setup};
use pristan::talk::{Event, Reply, State, View, step};
use pristan::text::Lang;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A file or folder of `../shared`, when it is there.
pub fn shared(inside: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(inside);
    path.exists().then_some(path)
}

/// Says that a test could not run.
pub fn skipped(test: &str, missing: &str) {
    println!("skipped {test}: `{missing}` is not there");
}

/// The files of a folder, as a base would hold them under `inside`.
pub fn folder(path: &Path, inside: &str) -> Vec<SourceFile> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let named = paths.into_iter().filter_map(|path| {
        let name = format!("{inside}/{}", path.file_name()?.to_str()?);
        Some((role_of(&name)?, name, path))
    });
    named.map(|(role, name, path)| SourceFile::new(&name, role, std::fs::read_to_string(path).unwrap())).collect()
}

/// The files inside the binary.
pub fn embedded() -> Vec<SourceFile> {
    Origin::Embedded.snapshot().unwrap().layers.remove(0)
}

/// How many entries the base inside the binary has.
pub fn embedded_entries() -> usize {
    read(&[embedded()]).0.entries.len()
}

/// An index over layers of files, above what the binary lays beneath every base.
pub fn index(layers: Vec<Vec<SourceFile>>) -> Index {
    index_of(base(layers))
}

/// The index of a base, as the program makes it.
pub fn index_of(base: Base) -> Index {
    let nowhere = tempfile::tempdir().unwrap();
    let vectors = pristan::turn::vectors(&base, nowhere.path(), &mut |_| {});
    let setup = Setup { encoder: pristan::turn::encoder(), vectors: vectors.as_ref(), ..Setup::default() };
    Index::build_with(base, setup, &mut |_| {})
}

/// A base of layers of files, above what the binary lays beneath every base.
pub fn base(layers: Vec<Vec<SourceFile>>) -> Base {
    let mut all = vec![pristan::files::beneath()];
    all.extend(layers);
    let (base, problems) = read(&all);
    assert!(!problems.has_errors(), "{:#?}", problems.into_sorted());
    base
}

/// The shipped base, learnt once for all tests.
pub fn shipped() -> &'static Index {
    static SHIPPED: OnceLock<Index> = OnceLock::new();
    SHIPPED.get_or_init(|| index(vec![embedded()]))
}

/// The same without a sentence encoder, which takes most of the time of a turn: for runs of many thousand talks.
pub fn by_words_alone() -> &'static Index {
    static BY_WORDS: OnceLock<Index> = OnceLock::new();
    BY_WORDS.get_or_init(|| Index::build(base(vec![embedded()]), &mut |_| {}))
}

/// What was said, with `{languages}` for the list of the languages that there are.
pub fn of_any_languages(said: &str) -> String {
    let ticked = Lang::list(|lang| format!("`{lang}`"));
    said.replace(&ticked, "{languages}").replace(&Lang::ALL.map(Lang::code).join(", "), "{languages}")
}

/// What a lone question sees of the world: the first of October 2022.
pub fn view(index: &Index) -> View<'_> {
    View { index, now: "2022-10-01".parse().unwrap(), lang: None, keeps: false }
}

/// The reply to a question that stands for itself.
pub fn ask(index: &Index, question: &str) -> Reply {
    step(view(index), State::default(), Event::Said(question.to_owned())).replies.remove(0)
}

/// The same in a fixed language.
pub fn ask_in(index: &Index, question: &str, lang: Lang) -> Reply {
    let view = View { lang: Some(lang), ..view(index) };
    step(view, State::default(), Event::Said(question.to_owned())).replies.remove(0)
}
