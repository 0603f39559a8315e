//! Settings that make no sense: all that is wrong is told at once, each with its line and what to do.

use crate::cli::Pristan;
use std::fs;

/// A settings file in which every line is wrong.
const WRONG: &str = r#"base = "one folder"
data = 7
lang = "xx"
histori = false
groups = [5, -100]
listen = "localhost"
metrics = "0.0.0.0"
webhook = "bot.example.org"
colour = "blue"
"#;

/// What is to be said of each line.
const TOLD: [(usize, &str); 9] = [
    (1, "`base` must be a list of folders; write it as `base = [\"/srv/pristan/base\"]`"),
    (2, "`data` must be a folder; write it as `data = \"/var/lib/pristan\"`"),
    (3, "`lang` must be `ru`, `en`"),
    (4, "unknown setting `histori`; did you mean `history`?"),
    (5, "`groups` holds a number that is no group's; the ids of groups are negative: `groups = [-100…]`"),
    (6, "`listen` must be an IP address with a port; write it as `listen = \"127.0.0.1:8443\"`"),
    (7, "`metrics` must be an IP address with a port; write it as `metrics = \"127.0.0.1:9464\"`"),
    (8, "`webhook` must be an address; write it as `webhook = \"https://bot.example.org/pristan\"`"),
    (9, "unknown setting `colour`; remove it; known are `base`, `data`"),
];

#[test]
fn everything_that_is_wrong_in_the_settings_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pristan.toml");
    fs::write(&file, WRONG).unwrap();
    let named = file.to_str().unwrap();
    let bot = || Pristan::new().args(["bot", "--settings", named, "--now", "tomorrow"]);
    let done = bot().env("PRISTAN_TOKEN", "").env("PRISTAN_API_URL", "example.org").run();
    assert_eq!(done.code, 2, "{}", done.out);
    for (line, words) in TOLD {
        assert!(done.err.contains(&format!("{named}:{line}: error: {words}")), "line {line} in {}", done.err);
    }
    for words in [
        "12 things in the settings are wrong:",
        "environment: error: the bot's token is empty; get one from @BotFather",
        "environment: error: `PRISTAN_API_URL=example.org` is no address; write `http://host:port`",
        "command line: error: `--now tomorrow` is no day; write `2022-10-01`",
    ] {
        assert!(done.err.contains(words), "{words} in {}", done.err);
    }
    // What only the bot needs is nobody else's trouble.
    let asked = Pristan::new().args(["ask", "--settings", named, "x"]).run();
    assert!(asked.code == 2 && asked.err.contains("9 things") && !asked.err.contains("token"), "{}", asked.err);
}

#[test]
fn a_settings_file_that_does_not_parse_or_is_not_there_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pristan.toml");
    fs::write(&file, "lang = \"ru\"\ngroups = [-100\nhistory = true\n").unwrap();
    for (path, words) in [
        (file.as_path(), "pristan.toml:3: error: does not parse"),
        (&folder.path().join("none.toml"), "none.toml: error: the settings file cannot be read"),
    ] {
        let done = Pristan::new().args(["ask", "x", "--settings"]).args([path]).run();
        assert!(done.code == 2 && done.err.contains(words), "{words}: {}", done.err);
    }
    fs::write(&file, "listen = \"127.0.0.1:8443\"\n").unwrap();
    let done = Pristan::new().args(["ask", "x", "--settings"]).args([&file]).run();
    assert!(done.err.contains(":1: error: `listen` is for a webhook, and there is none; add `webhook"), "{}", done.err);
    fs::write(&file, "\nwebhook = \"https://bot.example.org:8080/\"\n").unwrap();
    let done = Pristan::new().args(["bot", "--settings"]).args([&file]).env("PRISTAN_TOKEN", "1:x").run();
    assert!(done.err.contains(":2: error: `webhook = \"https://bot.example.org:8080/\"` has a port"), "{}", done.err);
}

#[test]
fn what_is_wrong_with_the_volunteers_chat_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pristan.toml");
    for (settings, words) in [
        (
            "volunteers_chat = 5",
            ":1: error: `volunteers_chat` must be the number of a group; write it as `volunteers_chat = -100",
        ),
        (
            "volunteers_chat = -5",
            ":1: error: the volunteers' chat has no owner: nobody could give roles; add `owners = {",
        ),
        (
            "owners = { anna = 7 }",
            ":1: error: `owners` is for a volunteers' chat, and there is none; add `volunteers_chat",
        ),
        (
            "volunteers_chat = -5\nowners = [7]",
            ":2: error: `owners` must be names with the numbers of their accounts; write it as",
        ),
        ("volunteers_chat = -5\nowners = { anna = -7 }", ":2: error: `owners` must be names with the numbers"),
        (
            "volunteers_chat = -5\nowners = { anna = 7 }\neditors = { boris = 7 }",
            ":3: error: `editors` names `boris` or that account once more",
        ),
        (
            "volunteers_chat = -5\nowners = { anna = 7 }\nhours = \"9 to 5\"",
            ":3: error: `hours` must be a time of the day in a time zone; write it as `hours = \"09:00-21:00 +03:00\"`",
        ),
        ("volunteer_chat = -5", ":1: error: unknown setting `volunteer_chat`; did you mean `volunteers_chat`?"),
    ] {
        fs::write(&file, format!("{settings}\n")).unwrap();
        let done = Pristan::new().args(["ask", "x", "--settings"]).args([&file]).run();
        assert!(done.code == 2 && done.err.contains(words), "{settings}: {words}: {}", done.err);
    }
}
