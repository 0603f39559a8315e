//! The command line, as a new user meets it.

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A run of the binary, with data of its own below the target folder.
pub struct Pristan(Command);

/// What came of it.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Knowledge of the shipped base that every test may read; learnt by the first.
fn common_data() -> &'static Path {
    static DATA: OnceLock<PathBuf> = OnceLock::new();
    DATA.get_or_init(|| {
        let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join("it");
        let built = Pristan::bare(&data).args(["build", "--quiet"]).run();
        assert_eq!(built.code, 0, "{}", built.err);
        data
    })
}

/// The same, for tests that copy it.
pub fn data_of_shipped() -> &'static Path {
    common_data()
}

impl Pristan {
    /// In the project's folder, with the common data.
    pub fn new() -> Pristan {
        Pristan::bare(common_data())
    }

    /// With data in this folder.
    pub fn bare(data: &Path) -> Pristan {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pristan"));
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("PRISTAN_SETTINGS").env("NO_COLOR", "1");
        command.env("PRISTAN_DATA", data).env("PRISTAN_KEY_FILE", data.with_extension("key"));
        Pristan(command)
    }

    pub fn args<S: AsRef<std::ffi::OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Pristan {
        self.0.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Pristan {
        self.0.env(name, value);
        self
    }

    pub fn within(mut self, folder: &Path) -> Pristan {
        self.0.current_dir(folder);
        self
    }

    pub fn run(self) -> Done {
        self.piped(b"")
    }

    pub fn piped(mut self, input: &[u8]) -> Done {
        let mut child = self.0.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A program that ends before it has read everything closes the pipe; that is its right.
        let writer = std::thread::spawn(move || stdin.write_all(&input).ok());
        let done = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Done {
            code: done.status.code().unwrap_or(-1),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// A chat to write to and read from, line by line.
    /// Starts it, and leaves it alone.
    pub fn spawn(mut self) -> Child {
        self.0.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    pub fn talk(mut self) -> Talk {
        let mut child = self.0.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Talk { child, input, output }
    }
}

/// A running `pristan chat`.
pub struct Talk {
    pub child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Talk {
    /// Reads no more, says something all the same, and waits for the end: the exit code and what was complained of.
    pub fn hang_up(self, text: &str) -> (Option<i32>, String) {
        let Talk { mut child, mut input, output } = self;
        drop(output);
        let _written = writeln!(input, "{text}");
        drop(input);
        let mut complained = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut complained).unwrap();
        (child.wait().unwrap().code(), complained)
    }

    /// Says something and returns the reply: what is printed up to two line feeds in a row with a marker after them.
    pub fn say(&mut self, text: &str) -> String {
        // A command that does not exist ends the reply before it: its own reply is known.
        writeln!(self.input, "{text}\n/nosuchcommand").unwrap();
        self.input.flush().unwrap();
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the chat ended after: {reply}");
            if ["no such command", "команды у меня нет", "komutum yok"].iter().any(|sign| line.contains(sign))
            {
                self.output.read_line(&mut line).unwrap();
                return reply.trim().to_owned();
            }
            reply.push_str(&line);
        }
    }
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

const KEYS: [&str; 15] = [
    "query",
    "lang",
    "outcome",
    "entries",
    "score",
    "gap",
    "smalltalk",
    "understood",
    "repairs",
    "candidates",
    "lacking",
    "passages",
    "text",
    "sources",
    "stale",
];

/// A question, and what must hold of its answer.
type Shape = (&'static str, fn(&Value) -> bool);

#[test]
fn every_outcome_has_its_shape() {
    let shapes: [Shape; 7] = [
        ("rfr gjkexbnm dy;", |a| {
            a["outcome"] == "answer"
                && a["entries"] == serde_json::json!(["residence-permit"])
                && a["understood"] == "как получить внж"
                && a["repairs"] == serde_json::json!(["layout"])
                && a["sources"][0]["id"] == "worldcrunch/garo-helps"
                && a["sources"][0]["as_of"] == "2022-09"
                && a["score"].as_f64() > Some(0.5)
                && a["candidates"][0]["entry"] == "residence-permit"
                && a["candidates"].as_array().is_some_and(|c| c.len() == 3)
                && a["stale"] == true
        }),
        ("куда поменять рубли и как получить внж", |a| {
            a["outcome"] == "answer" && a["entries"] == serde_json::json!(["exchange-rubles", "residence-permit"])
        }),
        ("спасибо огромное", |a| {
            a["outcome"] == "smalltalk" && a["smalltalk"] == "thanks" && a["entries"] == serde_json::json!([])
        }),
        ("виза", |a| {
            a["outcome"] == "choices"
                && a["entries"].as_array().is_some_and(|e| (1..=3).contains(&e.len()))
                && a["entries"][0] == a["candidates"][0]["entry"]
                && a["text"].as_str().is_some_and(|text| text.contains("1. "))
        }),
        ("wrangel white army crimea 1920 soldiers", |a| {
            a["outcome"] == "passage"
                && a["passages"][0]["document"] == "worldcrunch"
                && a["passages"][0]["text"].as_str().is_some_and(|text| text.contains("1920"))
                && a["sources"][0]["id"] == "worldcrunch/exodus-of-1920"
                && a["entries"] == serde_json::json!([])
        }),
        ("which dentist takes children", |a| a["outcome"] == "unknown" && a["gap"] == "dentist"),
        ("xyzzy plugh", |a| a["outcome"] == "unknown" && a["gap"].is_null() && a["text"].as_str() != Some("")),
    ];
    let input: String = shapes.iter().map(|(question, _)| format!("{question}\n")).collect();
    let done = Pristan::new().args(["ask", "--json", "--now", "2026-11-22"]).piped(input.as_bytes());
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(done.out.lines().count(), shapes.len());
    for (line, (question, holds)) in done.out.lines().zip(shapes) {
        let answer = json(line);
        let keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, KEYS, "{question}");
        assert_eq!(answer["query"], question);
        assert!(holds(&answer), "{question}: {line}");
    }
}

#[test]
fn every_line_gets_its_answer_in_order_whatever_it_holds() {
    let long = "очень длинный вопрос ".repeat(600);
    let mut input = b"\n   \nhello\n\xff\xfe\xfd\n".to_vec();
    input.extend(format!("{long}\n🐶✈️❓\nlast line without an end").as_bytes());
    let done = Pristan::new().args(["ask", "--json"]).piped(&input);
    assert_eq!(done.code, 0, "{}", done.err);
    let answers: Vec<Value> = done.out.lines().map(json).collect();
    assert_eq!(answers.len(), 7);
    assert_eq!(answers[2]["smalltalk"], "greeting");
    assert_eq!(answers[6]["query"], "last line without an end");
    for answer in &answers {
        assert!(!answer["text"].as_str().unwrap().is_empty(), "{answer}");
    }
}

#[test]
fn a_question_may_be_an_argument_or_piped_and_explained() {
    let done = Pristan::new().args(["ask", "do", "i", "need", "a", "visa", "for", "turkey"]).run();
    assert!(done.code == 0 && done.out.contains("without a visa"), "{}", done.out);
    let done = Pristan::new().args(["ask", "--why", "как получить вгж"]).run();
    for part in ["residence-permit", "classifier", "coverage", "0.60"] {
        assert!(done.out.contains(part), "`{part}` is not in: {}", done.out);
    }
    let done = Pristan::new().args(["ask", "--lang", "tr", "where can i change rubles"]).run();
    assert!(done.out.contains("döviz"), "{}", done.out);
}

#[test]
fn what_was_kept_answers_as_what_was_just_learnt() {
    let data = tempfile::tempdir().unwrap();
    let questions = "thx ur a lifesaver\nthank you lifesaver\nMIR şeması nedir?\nкарта мир\nin turkish please\n";
    let asked = || {
        let done = Pristan::bare(data.path()).args(["ask", "--json"]).piped(questions.as_bytes());
        assert_eq!(done.code, 0, "{}", done.err);
        done.out
    };
    let (learnt, kept) = (asked(), asked());
    assert_eq!(learnt.lines().count(), questions.lines().count());
    assert_eq!(learnt, kept);
    assert!(learnt.lines().take(2).all(|line| json(line)["smalltalk"] == "thanks"), "{learnt}");
}

#[test]
fn time_is_what_it_is_told_to_be() {
    let ask = |now: &str| Pristan::new().args(["--now", now, "ask", "--json", "will russia close its borders"]).run();
    let fresh = json(&ask("2022-09-28").out);
    assert_eq!(fresh["stale"], false);
    let stale = json(&ask("2022-12-24T10:00:00Z").out);
    assert_eq!(stale["stale"], true);
    assert!(stale["text"].as_str().unwrap().starts_with("Careful: this is already 3 months old."), "{stale}");
    let wrong = ask("tomorrow");
    assert!(wrong.code == 2 && wrong.err.contains("`--now tomorrow` is no day"), "{}", wrong.err);
}

#[test]
fn what_makes_no_sense_is_exit_code_2_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    fs::write(&settings, "colour = \"blue\"\n").unwrap();
    for (args, words) in [
        (vec!["--nonsense"], "unexpected argument"),
        (vec!["ask", "--lang", "xx", "hallo"], "use `ru`, `en`"),
        (vec!["ask", "--base", "/nowhere", "x"], "holds no base"),
        (vec!["eval", "/nowhere.tsv"], "cannot be read"),
        (vec!["ask", "--settings", settings.to_str().unwrap(), "x"], "unknown setting `colour`"),
    ] {
        let done = Pristan::new().args(&args).run();
        assert_eq!(done.code, 2, "{args:?}: {}", done.out);
        assert!(done.err.contains(words), "{args:?}: {}", done.err);
    }
}

#[test]
fn a_settings_file_is_heard_and_arguments_win() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    fs::write(&settings, "lang = \"tr\"\nbase = [\"tests/bases/good\"]\n").unwrap();
    let file = settings.to_str().unwrap();
    let done = Pristan::new().args(["ask", "--settings", file, "when does the ferry leave"]).run();
    assert!(done.out.contains("Vapur"), "{}", done.out);
    let done =
        Pristan::new().args(["ask", "--lang", "en", "when does the ferry leave"]).env("PRISTAN_SETTINGS", file).run();
    assert!(done.out.contains("12 times"), "{}", done.out);
}

#[test]
fn elsewhere_the_base_inside_the_binary_serves() {
    let folder = tempfile::tempdir().unwrap();
    let done =
        Pristan::bare(&folder.path().join("data")).within(folder.path()).args(["ask", "где поменять рубли"]).run();
    assert!(done.code == 0 && done.out.contains("аэропорта"), "{}{}", done.out, done.err);
}

#[test]
fn a_piped_chat_greets_and_answers_in_four_ways_of_typing() {
    let data = tempfile::tempdir().unwrap();
    let input = "ghbdtn\nrfhnf vbh hf,jnftn\nikamet nasil alinir\nwhere can i sleep tonight\n";
    let done = Pristan::bare(&data.path().join("d")).args(["chat"]).piped(input.as_bytes());
    assert_eq!(done.code, 0, "{}", done.err);
    let mut from = 0;
    for words in [
        "Здравствуйте",
        "Не рассчитывайте только на «Мир»",
        "oturma izninin (ikamet) nasıl alındığını",
        "nowhere to go tonight",
    ] {
        let at = done.out[from..].find(words).unwrap_or_else(|| panic!("`{words}` is not in: {}", &done.out[from..]));
        from += at;
    }
    assert!(!done.out.contains('\u{1b}'), "plain replies have no colours");
}

#[test]
fn a_chat_ends_in_plain_words() {
    for word in ["exit", "quit", "выход", "çıkış"] {
        let data = tempfile::tempdir().unwrap();
        let input = format!("hello\n{word}\nwhere can i change rubles\n");
        let done = Pristan::bare(&data.path().join("d")).args(["chat"]).piped(input.as_bytes());
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(done.out.contains("Hello") && !done.out.contains("Exchange offices"), "{word}: {}", done.out);
    }
}

#[test]
fn two_chats_cannot_share_people_s_data() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().join("d");
    let mut first = Pristan::bare(&data).args(["chat"]).talk();
    assert!(first.say("hello").contains("Hello"));
    let second = Pristan::bare(&data).args(["chat"]).piped(b"hello\n");
    assert_eq!(second.code, 2);
    let folder = data.join("people-chat");
    assert!(second.err.contains(&*folder.to_string_lossy()) && second.err.contains("--data DIR"), "{}", second.err);
    let asked = Pristan::bare(&data).args(["ask", "hello"]).run();
    assert!(asked.code == 0 && asked.out.contains("Hello"), "`ask` works beside a chat: {}", asked.err);
    first.child.kill().unwrap();
    first.child.wait().unwrap();
    let third = Pristan::bare(&data).args(["chat"]).piped(b"hello\n");
    assert_eq!(third.code, 0, "{}", third.err);
}

#[test]
fn an_edit_takes_effect_on_the_next_question_and_a_broken_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().join("base");
    for inside in ["faq/harbour.toml", "seeds/harbour.toml"] {
        let to = base.join(inside);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases/good").join(inside), to).unwrap();
    }
    let file = base.join("faq/harbour.toml");
    let text = fs::read_to_string(&file).unwrap();
    let mut talk = Pristan::bare(&folder.path().join("d")).args(["chat", "--base"]).args([&base]).talk();
    assert!(talk.say("when is the market open").contains("on Wednesdays"));
    fs::write(&file, text.replace("open on Wednesdays", "closed in winter")).unwrap();
    let begun = Instant::now();
    assert!(talk.say("when is the market open").contains("closed in winter"));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    fs::write(&file, text.replace("[[entry]]", "[[entry]")).unwrap();
    assert!(talk.say("when is the market open").contains("closed in winter"));
    fs::write(&file, &text).unwrap();
    assert!(talk.say("when is the market open").contains("on Wednesdays"));
    drop(talk.input);
    let mut err = String::new();
    std::io::Read::read_to_string(talk.child.stderr.as_mut().unwrap(), &mut err).unwrap();
    assert!(err.contains("faq/harbour.toml:5: error: does not parse"), "{err}");
    assert!(err.contains("The base was updated.") && err.contains("I go on with the one before."), "{err}");
}

#[test]
fn completions_and_helps_are_there() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(Pristan::new().args(["completions", shell]).run().out.contains("pristan"));
    }
    for command in ["chat", "ask", "check", "build", "eval", "completions"] {
        let done = Pristan::new().args([command, "--help"]).run();
        assert!(done.code == 0 && done.out.contains("Example"), "help: `{command} --help` shows no example");
    }
}

/// `pristan chat | head` ends as `head` has heard enough.
#[test]
fn a_chat_whose_reader_leaves_ends_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let (code, complained) =
        Pristan::bare(&folder.path().join("d")).args(["chat"]).talk().hang_up("hello\nthank you\nhello");
    assert_eq!((code, complained.as_str()), (Some(0), ""));
}
