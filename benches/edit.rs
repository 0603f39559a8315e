//! An edit of the shipped base, from when it is made until it serves, and what serves then beside what is learnt from
//! nothing: `cargo bench --bench edit [-- QUESTIONS.tsv]`. Of a table of questions the column `query` is asked.

use pristan::files::Origin;
use pristan::knowledge::{Role, SourceFile};
use pristan::matcher::{Index, Verdict};
use pristan::turn::{Library, Refreshed};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A new entry, as a volunteer's reply makes one.
const ENTRY: &str = "\n[[entry]]\nid = \"violin-teacher\"\ntitle.en = \"Violin lessons\"\ntitle.ru = \"Уроки скрипки\"\n\
    title.tr = \"Keman dersi\"\nask.en = [\"where do i find a violin teacher\", \"violin lessons for a child\", \
    \"who teaches the violin\", \"learn to play the violin\", \"music school with violin\"]\nask.ru = [\"где найти учителя скрипки\", \
    \"уроки скрипки для ребёнка\", \"кто учит играть на скрипке\"]\nask.tr = [\"keman öğretmeni nerede bulunur\", \"keman dersi\"]\n\
    answer.en = \"At the music school behind the theatre, on Fridays.\"\nanswer.ru = \"В музыкальной школе за театром, по пятницам.\"\n\
    answer.tr = \"Tiyatronun arkasındaki müzik okulunda, cuma günleri.\"\nsource = \"the school\"\nas_of = \"2022-09\"\n";
const GAP: &str = "\n[[gap]]\nid = \"kettles\"\ntitle.en = \"repairing kettles\"\nask.en = [\"who repairs kettles\", \"kettle repair\"]\n";

/// The folder of a base, and what serves from it.
struct Place {
    faq: PathBuf,
    library: Library,
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = folder.path().join("base");
    for part in ["faq", "faq/languages", "seeds"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &base.join(part));
    }
    let begun = Instant::now();
    let library = Library::open(Origin::Folders(vec![base.clone()]), &folder.path().join("data"), &mut |_| {});
    let place = Place { faq: base.join("faq"), library: library.expect("a good base") };
    println!("{:>44}  {:6.2} s", "learnt from nothing", begun.elapsed().as_secs_f32());
    let questions = questions();
    let add = |more: &'static str| move |text: &str| format!("{text}{more}");
    place.edit("an entry is added", "5-help.toml", add(ENTRY), &questions);
    let phrasing =
        |text: &str| text.replacen("\"who teaches the violin\", ", "\"who teaches the violin\", \"violin tutor\", ", 1);
    place.edit("a phrasing is added", "5-help.toml", phrasing, &questions);
    place.edit("an answer is edited", "5-help.toml", |text| text.replacen("on Fridays", "on Mondays", 1), &questions);
    place.edit("a gap is added", "gaps.toml", add(GAP), &questions);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("faq/5-help.toml");
    let shipped = fs::read_to_string(shipped).expect("the shipped base");
    place.edit("the entry is taken back", "5-help.toml", move |_| shipped.clone(), &questions);
    place.edit("the gap is taken back", "gaps.toml", |text| text.replacen(GAP, "", 1), &questions);
}

impl Place {
    /// Makes an edit as the volunteers' desk does, and compares.
    fn edit(&self, what: &str, file: &str, made: impl Fn(&str) -> String, questions: &[Question]) {
        let path = self.faq.join(file);
        let before = fs::read_to_string(&path).expect("a file of the base");
        let text = made(&before);
        assert_ne!(before, text, "{what}");
        let mut layers = self.library.origin().snapshot().expect("the base").layers;
        for known in layers.iter_mut().flatten().filter(|known| *known.path == *path.to_string_lossy()) {
            let role = if file == "gaps.toml" { Role::Gaps } else { Role::Theme };
            *known = SourceFile::new(&path.to_string_lossy(), role, text.clone());
        }
        let former = self.library.index();
        let (begun, spent) = (Instant::now(), processor());
        let problems = self.library.prepare(layers).expect("the base");
        let checked = begun.elapsed();
        fs::write(&path, text).expect("a file that may be written");
        let refreshed = self.library.refresh();
        let serves = begun.elapsed();
        let spent = processor() - spent;
        assert!(matches!(refreshed, Refreshed::Swapped), "{what}: {refreshed:?}");
        let quick = self.library.index();
        let begun = Instant::now();
        let settled = self.library.settle();
        println!(
            "{what:>44}  {:6.2} s checked, {:6.2} s serves ({spent:.2} s of the processor), {:6.2} s settled ({settled}), {} problems",
            checked.as_secs_f32(),
            serves.as_secs_f32(),
            begun.elapsed().as_secs_f32(),
            problems.len()
        );
        problems.iter().take(3).for_each(|problem| println!("{problem}"));
        if settled {
            compare("in haste", &quick, &self.library.index(), questions);
            compare("before", &former, &self.library.index(), questions);
        }
    }
}

/// Seconds of the processor that this process has used: a machine that others use as well makes no other figure of them.
/// Nothing where the system does not tell.
fn processor() -> f32 {
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = told.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f32>().ok()).sum::<f32>() / 100.0
}

/// A question, and the entries that should answer it.
struct Question {
    text: String,
    accept: String,
}

/// What an index makes of a question: the entry that leads and the verdict, with entries by their ids.
fn found(index: &Index, question: &Question) -> (Option<String>, String, &'static str) {
    let found = index.find(&question.text);
    let id = |at: usize| index.base.entries[at].id.clone();
    let ids = |all: &[usize]| all.iter().map(|at| id(*at)).collect::<Vec<String>>().join(", ");
    let wanted = |all: &[usize]| all.iter().any(|at| question.accept.split(['|', '&']).any(|one| one == id(*at)));
    let (shown, worth) = match &found.verdict {
        Verdict::Answer(all) => (format!("answer: {}", ids(all)), if wanted(all) { "right" } else { "wrong" }),
        Verdict::Choices(all) => (format!("choices: {}", ids(all)), if wanted(all) { "offered" } else { "other" }),
        Verdict::Smalltalk(kind) => (format!("smalltalk: {kind}"), "smalltalk"),
        _ => ("none".to_owned(), "other"),
    };
    (found.candidates.first().map(|best| id(best.entry)), shown, worth)
}

/// How many of the questions two indexes take otherwise.
fn compare(what: &str, one: &Index, other: &Index, questions: &[Question]) {
    let mut worth: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let (mut leads, mut verdicts) = (0, 0);
    for question in questions {
        let (a, b) = (found(one, question), found(other, question));
        worth.entry(a.2).or_default()[0] += 1;
        worth.entry(b.2).or_default()[1] += 1;
        leads += usize::from(a.0 != b.0);
        verdicts += usize::from(a.1 != b.1);
        if a.1 != b.1 {
            println!("{:>46}{} -> {}: {}", "", a.1, b.1, question.text);
        }
    }
    if !questions.is_empty() {
        println!(
            "{what:>44}  of {} questions {leads} lead otherwise, {verdicts} are decided otherwise {worth:?}",
            questions.len()
        );
    }
}

fn questions() -> Vec<Question> {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let Some(table) = file.map(|file| fs::read_to_string(file).expect("a table of questions")) else {
        return Vec::new();
    };
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let at = |name: &str| names.iter().position(|known| *known == name).expect("a column `query` and one `accept`");
    let (query, accept) = (at("query"), at("accept"));
    let rows = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|row| Question { text: row[query].replace("\\n", " "), accept: row[accept].to_owned() }).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten().filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a file");
    }
}
