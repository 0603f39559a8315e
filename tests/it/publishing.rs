//! From a question to knowledge and back: files are changed only where they should be, and taken back to the byte.

use crate::cli::{Done, Pristan};
use crate::fake::Fake;
use crate::telegram::{Bot, place};
use pristan::files::Origin;
use pristan::knowledge::{lint, read};
use pristan::text::Lang;
use pristan::volunteers::{Edit, Fate, Proposal, Publication, PublishError, Publisher, Records};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How often a publication is killed.
const ROUNDS: u32 = 25;

/// A theme as a person keeps it: comments, odd spaces, several ways to write a thing.
const BOATS: &str = "# Boats: ask Ayşe before you change a time\ntitle.en   = \"Boats\"\n\n\
    # --- the ferry ---------------------------------------------\n[[entry]]                 # the first\nid = \"ferry\"\n\
    title.en = 'The ferry'\nask.en = [\n  \"when does the ferry leave\",   # the usual one\n  \"ferry timetable\", \"is there a boat to the other shore\",\n  \
    # asked in winter\n  \"does the ferry go in a storm\", \"what is the way across the water\",\n]\nanswer.en = \"\"\"\n\
    **From the pier**, every hour.\"\"\"\nsource = \"the harbour\"   # by word of mouth\nas_of=\"2026-10\"\nshelf_life = \"3 months\"\n\
    related = [ \"market\" ]\n\n\n[[entry]]\nid = \"market\"\ntitle.en = \"The market\"\nask.en = [\"when is the market open\", \
    \"market days\", \"where to buy fresh fish\", \"vegetables from a stall\", \"is the bazaar open today\"]\n\
    answer.en = \"On Wednesdays.\" # all year\nsource = \"the market\"\nas_of = \"2026-09\"\nrelated = [\"ferry\"]\n# the end";

/// The same in other ways: ends of lines of Windows, a mark at the beginning.
const PAPERS: &str = "\u{feff}title.en = \"Papers\"\r\n\r\n[[entry]]\r\nid = \"stamp\"\r\ntitle.en = \"Stamps\"\r\n\
    ask.en = [\"where can i buy a stamp\", \"stamps for a letter\", \"post office for stamps\", \"stamp for a postcard\", \"how many stamps\"]\r\n\
    answer.en = \"At the kiosk.\"\r\nsource = \"the kiosk\"\r\nas_of = \"2026-08\"\r\nrelated = [\"market\", \"ferry\"]\r\n";

pub fn base_in(folder: &Path) -> PathBuf {
    let base = folder.join("base");
    fs::create_dir_all(base.join("faq")).unwrap();
    fs::write(base.join("faq/boats.toml"), BOATS).unwrap();
    fs::write(base.join("faq/papers.toml"), PAPERS).unwrap();
    base
}

/// Every file of the folder of themes.
pub fn texts(base: &Path) -> BTreeMap<String, String> {
    let all = fs::read_dir(base.join("faq")).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// The entries and gaps of a text by their ids, to the last line of each; and the comments between them.
fn blocks(text: &str) -> BTreeMap<String, String> {
    let is_between = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let mut found = BTreeMap::new();
    for (at, part) in text.split("[[").enumerate() {
        let id = part.split("id = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let mut lines: Vec<&str> = part.split_inclusive('\n').collect();
        while lines.last().is_some_and(is_between) {
            lines.pop();
        }
        found.insert(if at == 0 { "the head".to_owned() } else { id.to_owned() }, lines.concat().trim_end().to_owned());
    }
    let comments: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    found.insert("comments".to_owned(), comments.join("\n"));
    found
}

/// A series of numbers that look drawn by chance, the same each time.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

const WORDS: [&str; 16] = [
    "lantern", "umbrella", "carpet", "violin", "bakery", "garden", "library", "bicycle", "kettle", "mirror", "tunnel",
    "balcony", "whistle", "blanket", "orchard", "compass",
];

/// A change that somebody might make, of what stands there.
fn drawn_edit(drawn: &mut Drawn, step: usize, entries: &[String]) -> Edit {
    let two = |drawn: &mut Drawn| format!("{} {}", WORDS[drawn.below(16)], WORDS[drawn.below(16)]);
    let words = two(drawn);
    let at = drawn.below(entries.len().max(1));
    let entry = entries.get(at).cloned().unwrap_or_default();
    let toml = |id: &str, words: &str| {
        format!(
            "id = \"{id}\"\ntitle.en = \"The {words} {step}\"\nask.en = [\n  \"where is the {words} {step}\", # asked often\n]\n\
             answer.en = \"\"\"\nBehind the {words}.\n\"\"\"\nsource = \"somebody\"\nas_of = \"2026-11\""
        )
    };
    match if entries.len() < 2 { 0 } else { drawn.below(6) } {
        0 => {
            let theme = ["boats", "papers", "new-things"][drawn.below(3)].to_owned();
            let id = format!("entry-{step}");
            Edit::Entry { theme, toml: toml(&id, &words), id }
        }
        1 => {
            let id = format!("gap-{step}");
            Edit::Gap { toml: format!("id = \"{id}\"\ntitle.en = \"{words}\"\nask.en = [\"no {words} {step}\"]"), id }
        }
        2 => Edit::Phrasings {
            entry,
            asked: vec![(Lang::EN, format!("about {words} {step}")), (Lang::RU, format!("про {step}"))],
        },
        3 => Edit::Confirmed { entry, source: format!("the {words}"), as_of: "2026-11".parse().unwrap() },
        4 => Edit::Changed { toml: toml(&entry, &words), entry },
        _ => Edit::Withdrawn { entry },
    }
}

fn proposal(edit: Edit) -> Proposal {
    Proposal {
        edit,
        by: "owner".to_owned(),
        day: "2026-11-29".to_owned(),
        why: "a test".to_owned(),
        questions: Vec::new(),
        key: None,
    }
}

fn is_good(base: &Path) -> Vec<String> {
    let snapshot = Origin::Folders(vec![base.to_owned()]).snapshot().unwrap();
    let (read, mut problems) = read(&snapshot.layers);
    problems.extend(lint(&read, None).into_sorted());
    assert!(!problems.has_errors(), "{:#?}", problems.into_sorted());
    read.entries.into_iter().map(|entry| entry.id).collect()
}

/// What differs between two states of the files that is not about `subject`.
fn strayed(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    subject: &str,
    goes: bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for file in before.keys().chain(after.keys()) {
        let (old, new) = (before.get(file).map_or("", String::as_str), after.get(file).map_or("", String::as_str));
        let (old, new) = (blocks(old), blocks(new));
        for (id, text) in old.iter().chain(&new) {
            // Who names what is withdrawn does so no longer; a comment before the head belongs to the block above.
            let links = goes && text.contains("related");
            // A theme that is made for its first entry has a head, too.
            let made = old.get(id).is_none_or(String::is_empty) || new.get(id).is_none_or(String::is_empty);
            let made = made && file.contains("new-things") && id == "the head";
            if id != subject && !links && !made && old.get(id) != new.get(id) {
                found.push(format!("{file}: {id}"));
            }
        }
    }
    found
}

/// A base with its desk, and what was published and stands.
struct Desk {
    base: PathBuf,
    origin: Origin,
    journal: PathBuf,
    stands: Vec<Publication>,
    published: usize,
    undone: usize,
    refused: usize,
}

impl Desk {
    fn start(folder: &Path) -> Desk {
        let base = base_in(folder);
        let (origin, journal) = (Origin::Folders(vec![base.clone()]), folder.join("journal"));
        Desk { base, origin, journal, stands: Vec::new(), published: 0, undone: 0, refused: 0 }
    }

    fn publisher(&self) -> Publisher<'_> {
        Publisher { origin: &self.origin, journal: &self.journal, records: &Records::None, approvals: 1, check: None }
    }

    /// Whether it was made; what is refused changes nothing, what is made strays nowhere.
    fn looked_at(
        &mut self,
        before: &BTreeMap<String, String>,
        made: Result<Publication, PublishError>,
    ) -> Option<Publication> {
        let after = texts(&self.base);
        match made {
            Ok(made) => {
                let goes = matches!(made.edit, Edit::Withdrawn { .. });
                assert_eq!(strayed(before, &after, made.edit.subject(), goes), Vec::<String>::new(), "{made:?}");
                is_good(&self.base);
                Some(made)
            }
            Err(PublishError::Check(_) | PublishError::Other(_)) => {
                self.refused += 1;
                assert_eq!(after, *before, "what is refused changes nothing");
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn publish(&mut self, edit: Edit) {
        let before = texts(&self.base);
        let made = self.publisher().propose(proposal(edit));
        if let Some(made) = self.looked_at(&before, made) {
            self.published += 1;
            self.stands.push(made);
        }
    }

    fn undo(&mut self, at: usize) {
        let before = texts(&self.base);
        let gone = self.publisher().undo(Some(self.stands[at].number), "owner");
        if self.looked_at(&before, gone).is_some() {
            self.undone += 1;
            self.stands.remove(at);
        }
    }
}

#[test]
fn two_hundred_changes_touch_what_they_should_and_are_taken_back_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::start(folder.path());
    let mut drawn = Drawn(7);
    let mut before: Vec<BTreeMap<String, String>> = Vec::new();
    let mut step = 0;
    // The last first: to the byte.
    while desk.published + desk.undone < 100 || !desk.stands.is_empty() {
        step += 1;
        if desk.published + desk.undone >= 100 || !desk.stands.is_empty() && drawn.below(3) == 0 {
            let (at, was) = (desk.stands.len() - 1, before.pop().unwrap());
            desk.undo(at);
            assert_eq!(texts(&desk.base), was, "to the byte");
            continue;
        }
        let (was, edit) = (texts(&desk.base), drawn_edit(&mut drawn, step, &is_good(&desk.base)));
        desk.publish(edit);
        before.extend((desk.stands.len() > before.len()).then_some(was));
    }
    assert_eq!(fs::read_to_string(desk.base.join("faq/papers.toml")).unwrap(), PAPERS);
    // In any order: the base stays good, and nothing else is touched.
    while desk.published + desk.undone < 200 {
        step += 1;
        if desk.stands.len() > 2 && drawn.below(5) < 2 {
            let at = drawn.below(desk.stands.len());
            desk.undo(at);
        } else {
            let edit = drawn_edit(&mut drawn, step, &is_good(&desk.base));
            desk.publish(edit);
        }
    }
    println!("{} published, {} undone, {} refused", desk.published, desk.undone, desk.refused);
    assert!(desk.refused < 100, "{} refused", desk.refused);
}

/// The desk at a base, for the chat in the terminal.
struct At<'a> {
    data: &'a Path,
    base: &'a Path,
}

impl At<'_> {
    fn run(&self, arguments: &[&str]) -> Done {
        self.with("true", arguments)
    }

    fn with(&self, editor: &str, arguments: &[&str]) -> Done {
        let of_chat = ["--chat", "--base", self.base.to_str().unwrap(), "--now", "2026-11-29"];
        let command = Pristan::bare(self.data).args(arguments).args(of_chat).env("VISUAL", "").env("EDITOR", editor);
        command.env("PRISTAN_SETTINGS", self.data.with_extension("toml")).run()
    }

    fn groups(&self, more: &[&str]) -> Vec<Value> {
        let done = self.run(&[&["inbox", "--json"], more].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn ask(&self, words: &str) -> Value {
        let arguments = ["ask", "--json", "--now", "2026-11-29", "--base", self.base.to_str().unwrap(), words];
        serde_json::from_str(&Pristan::bare(self.data).args(arguments).run().out).unwrap()
    }
}

/// An editor that fills in a template with `sed`.
fn filling(folder: &Path, pairs: &[(&str, &str)]) -> String {
    let script: String = pairs.iter().map(|(key, value)| format!("s|^{key} = \"\"$|{key} = \"{value}\"|\n")).collect();
    let file = folder.join(format!("fill-{}.sed", pairs.len()));
    fs::write(&file, format!("{script}s|^answer.en = \"\"\"|answer.en = \"\"\"\\nAt the kiosk by the stairs.|\n"))
        .unwrap();
    format!("sed -i -f {}", file.display())
}

const FILLED: [(&str, &str); 4] = [
    ("title.en", "Dentists"),
    ("source", "https://example.org/kiosk"),
    ("as_of", "2026-11"),
    ("shelf_life", "3 months"),
];

#[test]
fn a_question_becomes_knowledge_in_the_terminal_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let (base, data) = (base_in(folder.path()), folder.path().join("data"));
    let first = texts(&base);
    fs::create_dir_all(&data).unwrap();
    fs::write(data.with_extension("toml"), "approvals = 1\n").unwrap();
    let at = At { data: &data, base: &base };
    assert!(at.run(&["inbox"]).out.contains("nothing waits"));
    let said = b"which dentist treats cats\nis there a dentist who treats cats\nmy name is Ferdinand, which school takes children\n";
    let chat = ["chat", "--base", base.to_str().unwrap(), "--now", "2026-11-29"];
    assert_eq!(Pristan::bare(&data).args(chat).piped(said).code, 0);
    let groups = at.groups(&[]);
    let dentist = groups.iter().find(|group| group.to_string().contains("dentist")).unwrap();
    assert!(!groups.iter().any(|group| group.to_string().contains("Ferdinand")), "{groups:?}");
    let (number, count) = (dentist["number"].to_string(), dentist["count"].as_u64().unwrap());
    assert_eq!((count, &dentist["state"], &dentist["last"]), (2, &"new".into(), &"2026-11-29".into()), "{groups:?}");
    let shown = at.run(&["inbox", &number]);
    assert!(shown.out.contains("asked 2 times, on 2026-11-29") && shown.out.contains("1. en"), "{}", shown.out);
    // What is missing is told, and what was written stays.
    let missing = at.with(&filling(folder.path(), &FILLED[..3]), &["inbox", &number, "answer"]);
    assert_eq!(missing.code, 1, "{}", missing.out);
    assert!(missing.err.contains("`shelf_life` is empty") && missing.err.contains("is kept in"), "{}", missing.err);
    let made = at.with(&filling(folder.path(), &FILLED), &["inbox", &number, "answer", "--as", "anna"]);
    assert_eq!(made.code, 0, "{} {}", made.out, made.err);
    assert!(made.out.contains("change 1 (entry `is-there-a-dentist-who-treats`) stands in"), "{}", made.out);
    let boats = fs::read_to_string(base.join("faq/boats.toml")).unwrap();
    assert!(boats.starts_with(BOATS) && boats.contains("At the kiosk by the stairs.\n"), "{boats}");
    let reply = at.ask("i need a dentist who treats cats");
    assert_eq!(reply["entries"][0], "is-there-a-dentist-who-treats", "{reply}");
    assert!(at.groups(&[]).iter().all(|group| !group.to_string().contains("dentist")));
    let log = at.run(&["log"]).out;
    assert!(log.contains("2026-11-29  entry") && log.contains("published; anna: group"), "{log}");
    let undone = at.run(&["undo"]);
    assert!(undone.out.contains("is taken back"), "{} {}", undone.out, undone.err);
    assert_eq!(texts(&base), first, "to the byte");
    let again = at.groups(&[]).into_iter().find(|group| group.to_string().contains("dentist"));
    assert!(again.is_some_and(|group| group["state"] == "new"), "the questions wait again");
    assert_eq!(at.run(&["undo"]).code, 2);
    // The other ways.
    let more = at.run(&["inbox", &number, "phrasing", "--to", "market", "--only", "1"]);
    assert_eq!(more.code, 0, "{}", more.err);
    assert_eq!(at.ask("which dentist treats cats")["entries"][0], "market");
    assert_eq!(at.run(&["inbox", &number, "ignore"]).code, 0);
    assert!(at.groups(&["--all"]).iter().any(|group| group["state"] == "ignored"));
    let school = at.groups(&[])[0]["number"].to_string();
    let gap = at.with(&filling(folder.path(), &[("title.en", "repairs"), ("a", "b")]), &["inbox", &school, "gap"]);
    assert_eq!(gap.code, 0, "{} {}", gap.out, gap.err);
    assert!(fs::read_to_string(base.join("faq/gaps.toml")).unwrap().starts_with("[[gap]]\n"));
    assert_eq!(at.groups(&[]), Vec::<Value>::new());
    assert_eq!(at.run(&["undo"]).code, 0);
    assert!(!base.join("faq/gaps.toml").exists(), "a file that was made goes with what it was made for");
}

#[test]
fn two_persons_agree_where_the_settings_ask_for_two() {
    let folder = tempfile::tempdir().unwrap();
    let (base, data) = (base_in(folder.path()), folder.path().join("data"));
    let first = texts(&base);
    fs::create_dir_all(&data).unwrap();
    fs::write(data.with_extension("toml"), "approvals = 2\n").unwrap();
    let at = At { data: &data, base: &base };
    let still = [
        "inbox",
        "--stale",
        "market",
        "still",
        "--source",
        "https://example.org/m",
        "--as-of",
        "2026-11",
        "--as",
        "anna",
    ];
    let waits = at.run(&still);
    assert!(waits.out.contains("change 1 (confirmed `market`) waits for somebody else"), "{} {}", waits.out, waits.err);
    assert_eq!(texts(&base), first);
    let own = at.run(&["approve", "1", "--as", "anna"]);
    assert_eq!(own.code, 2);
    assert!(own.err.contains("`anna` has agreed to change 1 already"), "{}", own.err);
    let made = at.run(&["approve", "1", "--as", "boris"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(fs::read_to_string(base.join("faq/boats.toml")).unwrap().contains("as_of = \"2026-11\""));
    assert!(at.run(&["log"]).out.contains("published; anna and boris: looked after"));
    assert_eq!(at.run(&["approve", "1", "--as", "vera"]).code, 2, "it waits no longer");
    assert_eq!(at.run(&["undo", "1"]).code, 0);
    assert_eq!(texts(&base), first);
}

#[test]
fn what_is_past_its_shelf_life_is_looked_after() {
    let folder = tempfile::tempdir().unwrap();
    let (base, data) = (base_in(folder.path()), folder.path().join("data"));
    let first = texts(&base);
    fs::create_dir_all(&data).unwrap();
    fs::write(data.with_extension("toml"), "").unwrap();
    let at = At { data: &data, base: &base };
    assert!(at.run(&["inbox", "--stale"]).out.contains("every entry is fresh"));
    let later = |arguments: &[&str]| {
        let common = ["--chat", "--base", base.to_str().unwrap(), "--now", "2027-03-01"];
        Pristan::bare(&data).args(arguments).args(common).env("EDITOR", "sed -i 's|every hour|twice a day|'").run()
    };
    let list = later(&["inbox", "--stale"]).out;
    assert!(list.starts_with("ferry  (The ferry): past its shelf life since 2027-01-31"), "{list}");
    assert_eq!(later(&["inbox", "--stale", "ferry", "still"]).code, 2, "a source and a date are asked for");
    let still = ["inbox", "--stale", "ferry", "still", "--source", "the captain", "--as-of", "2027-02"];
    assert_eq!(later(&still).code, 0);
    assert!(later(&["inbox", "--stale"]).out.contains("every entry is fresh"));
    let boats = fs::read_to_string(base.join("faq/boats.toml")).unwrap();
    let expected = BOATS
        .replace("\"the harbour\"   # by", "\"the captain\"   # by")
        .replace("as_of=\"2026-10\"", "as_of=\"2027-02\"");
    assert_eq!(boats, expected);
    let changed = later(&["inbox", "--stale", "ferry", "change"]);
    assert_eq!(changed.code, 0, "{} {}", changed.out, changed.err);
    assert!(fs::read_to_string(base.join("faq/boats.toml")).unwrap().contains("twice a day"));
    let gone = later(&["inbox", "--stale", "ferry", "withdraw"]);
    assert_eq!(gone.code, 0, "{} {}", gone.out, gone.err);
    assert!(!texts(&base).values().any(|text| text.contains("\"ferry\"")), "nobody names it");
    for _ in 0..3 {
        let done = later(&["undo"]);
        assert_eq!(done.code, 0, "{}", done.err);
    }
    assert_eq!(texts(&base), first);
}

#[test]
fn the_inbox_is_read_while_the_bot_runs() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let mut bot = Bot::start(&fake, &data);
    fake.says(5, "which dentist treats cats");
    fake.says(5, "where can i change rubles");
    assert!(fake.until(|fake| fake.sent(5).len() == 2));
    let inbox = || Pristan::bare(&data).args(["inbox", "--json"]).run();
    let groups = inbox();
    let group: Value = serde_json::from_str(groups.out.lines().next().unwrap_or(&groups.err)).unwrap();
    assert_eq!((&group["count"], &group["state"]), (&1.into(), &"new".into()), "{group}");
    let number = group["number"].to_string();
    assert_eq!(Pristan::bare(&data).args(["inbox", &number, "take"]).run().code, 0);
    assert!(inbox().out.contains("\"state\":\"taken\""));
    let picture = data.with_extension("svg");
    let stats = Pristan::bare(&data).args(["stats", "--plot"]).args([&picture]).run();
    assert!(stats.out.contains("asked") && stats.out.contains("1-money"), "{} {}", stats.out, stats.err);
    assert!(fs::read_to_string(picture).unwrap().contains("Questions by week"));
    let line = Pristan::bare(&data).args(["stats", "--json"]).run().out;
    assert!(line.contains("\"answered\":1") && line.contains("\"missed\":1"), "{line}");
    assert!(bot.asked_to_end());
    assert!(inbox().out.contains("\"state\":\"taken\""), "the same when the bot is stopped");
}

#[test]
fn a_publication_that_is_killed_is_made_or_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let (base, data) = (base_in(folder.path()), folder.path().join("data"));
    let first = texts(&base);
    fs::create_dir_all(&data).unwrap();
    fs::write(data.with_extension("toml"), "").unwrap();
    let at = At { data: &data, base: &base };
    let chat = ["chat", "--base", base.to_str().unwrap(), "--now", "2026-11-29"];
    Pristan::bare(&data).args(chat).piped(b"which dentist treats cats\n");
    let number = at.groups(&[])[0]["number"].to_string();
    let (mut made, mut not) = (0, 0);
    let begin = || {
        let arguments = ["inbox", &number, "phrasing", "--to", "ferry", "--chat", "--base", base.to_str().unwrap()];
        Pristan::bare(&data).args(arguments).spawn()
    };
    let begun = Instant::now();
    begin().wait().unwrap();
    let whole = begun.elapsed();
    assert_eq!(at.run(&["undo"]).code, 0);
    for round in 0..ROUNDS {
        let mut child = begin();
        // From the first moments to beyond the end, most of them about the time when files are written.
        std::thread::sleep(whole.mul_f64(0.6 + 0.6 * f64::from(round) / f64::from(ROUNDS)));
        let _ = child.kill();
        child.wait().unwrap();
        let log = at.run(&["log", "--json"]);
        let last: Option<Publication> = log.out.lines().last().map(|line| serde_json::from_str(line).unwrap());
        let stands = last.is_some_and(|last| last.fate == Fate::Published);
        let told = at.groups(&["--all"])[0]["state"].clone();
        assert_eq!(told, if stands { "answered" } else { "new" }, "round {round}: {}", log.out);
        assert_eq!(texts(&base) != first, stands, "round {round}: the log and the base agree");
        if stands {
            made += 1;
            assert_eq!(at.run(&["undo"]).code, 0);
        } else {
            not += 1;
        }
        assert_eq!(texts(&base), first);
    }
    println!("{made} made, {not} not");
    assert_eq!(made + not, ROUNDS);
}

/// What five people ask in three languages and two alphabets, with the button by which they are told.
pub const FIVE: [(&str, &str); 5] = [
    ("which dentist treats cats", "Tell me when there is an answer"),
    ("is there a dentist who treats cats", "Tell me when there is an answer"),
    ("какой стоматолог лечит кошек", "Сообщите, когда будет ответ"),
    ("kakoy stomatolog lechit koshek", "Сообщите, когда будет ответ"),
    ("hangi diş hekimi kedileri tedavi eder", "Cevap bulununca haber ver"),
];

#[test]
fn what_five_people_ask_is_answered_once_and_all_five_are_told_once() {
    let fake = Fake::start();
    let (folder, data) = place();
    let base = base_in(folder.path());
    // The gap is known in three languages: that is what brings the Turkish question to the others.
    let gap = "[[gap]]\nid = \"dentist\"\ntitle.en = \"dentists\"\n\
        ask.en = [\"dentist\", \"who treats teeth\", \"dental care\", \"a toothache\"]\n\
        ask.ru = [\"стоматолог\", \"зубной врач\"]\nask.tr = [\"diş hekimi\", \"dişim ağrıyor\", \"diş doktoru\"]\n";
    fs::write(base.join("faq/gaps.toml"), gap).unwrap();
    let first = texts(&base);
    let settings = folder.path().join("settings.toml");
    fs::write(&settings, format!("base = [{:?}]\napprovals = 2\n", base.display().to_string())).unwrap();
    let environment = [("PRISTAN_UNPACED", "1"), ("PRISTAN_SETTINGS", settings.to_str().unwrap())];
    let mut bot = Bot::start_in(&fake, &data, &environment);
    for (person, (text, label)) in (1..).zip(FIVE) {
        fake.says(person, text);
        assert!(fake.until(|fake| fake.sent(person).len() == 1), "{text}");
        assert!(fake.press(person, label), "{text}: {:?}", fake.shown(person));
        assert!(fake.until(|fake| fake.sent(person).len() == 2 || !fake.calls("editMessageText").is_empty()), "{text}");
    }
    // Who changes their mind is told nothing.
    fake.says(9, FIVE[0].0);
    assert!(fake.until(|fake| fake.sent(9).len() == 1) && fake.press(9, FIVE[0].1));
    assert!(fake.until(|fake| fake.press(9, "No, do not tell me")));
    let desk = |editor: &str, arguments: &[&str]| {
        let command =
            Pristan::bare(&data).args(arguments).args(["--now", "2022-10-01"]).env("PRISTAN_SETTINGS", &settings);
        command.env("VISUAL", "").env("EDITOR", editor).run()
    };
    let groups = desk("true", &["inbox", "--json"]);
    let groups: Vec<Value> = groups.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((groups.len(), &groups[0]["count"]), (1, &6.into()), "{groups:?}");
    let number = groups[0]["number"].to_string();
    assert_eq!(desk("true", &["inbox", &number, "take"]).code, 0);
    let proposed = desk(&filling(folder.path(), &FILLED), &["inbox", &number, "answer", "--as", "anna"]);
    assert!(proposed.out.contains("waits for somebody else"), "{} {}", proposed.out, proposed.err);
    let approved = desk("true", &["approve", "1", "--as", "boris"]);
    assert_eq!(approved.code, 0, "{}", approved.err);
    let told = |fake: &Fake, person: i64| {
        let texts = fake.sent(person).into_iter().map(|call| call.body["text"].to_string());
        texts.filter(|text| text.contains("At the kiosk by the stairs")).count()
    };
    assert!(fake.until(|fake| (1..=5).all(|person| told(fake, person) == 1)), "all five are told");
    let russian = fake.sent(3).pop().unwrap().body["text"].to_string();
    assert!(russian.contains("Вы просили сообщить"), "in their language: {russian}");
    fake.says(6, "i need a dentist who treats cats");
    assert!(fake.until(|fake| told(fake, 6) == 1), "{:?}", fake.sent(6));
    bot.kill();
    let mut bot = Bot::start_in(&fake, &data, &environment);
    fake.says(6, "thanks");
    assert!(fake.until(|fake| fake.sent(6).len() == 2));
    assert!((1..=5).all(|person| told(&fake, person) == 1) && told(&fake, 9) == 0, "once, and only who wished it");
    assert_eq!(desk("true", &["undo"]).code, 0);
    assert_eq!(texts(&base), first, "to the byte");
    assert!(bot.asked_to_end());
}

#[test]
fn what_was_promised_at_the_terminal_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let (base, data) = (base_in(folder.path()), folder.path().join("data"));
    fs::create_dir_all(&data).unwrap();
    fs::write(data.with_extension("toml"), "").unwrap();
    let at = At { data: &data, base: &base };
    let chat = |said: &str| {
        let arguments = ["chat", "--base", base.to_str().unwrap(), "--now", "2026-11-29"];
        Pristan::bare(&data).args(arguments).piped(said.as_bytes()).out
    };
    let offered = chat("which dentist treats cats\n1\n");
    assert!(
        offered.contains("1. Tell me when there is an answer") && offered.contains("Done: as soon as"),
        "{offered}"
    );
    let number = at.groups(&[])[0]["number"].to_string();
    assert_eq!(at.run(&["inbox", &number, "phrasing", "--to", "market"]).code, 0);
    let told = chat("thanks\n");
    assert!(told.starts_with("You asked for it: there is an answer now.") && told.contains("On Wednesdays"), "{told}");
    assert!(!chat("thanks\n").contains("You asked for it"), "once");
    // Forgetting forgets the promise, too.
    assert!(chat("how do i get a driving licence\n1\n/forget\n").contains("Done: as soon as"));
    let number = at.groups(&[])[0]["number"].to_string();
    assert_eq!(at.run(&["inbox", &number, "phrasing", "--to", "market"]).code, 0);
    assert!(!chat("thanks\n").contains("You asked for it"));
}
