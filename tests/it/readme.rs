//! The pages do what they show: conversations, commands, a base made by following them, claims about files.

use crate::cli::Pristan;
use std::fs;
use std::path::Path;
use std::process::Command;

const PAGES: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "docs/volunteers.md", "docs/operators.md", "docs/developers.md"];

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The blocks of a page that begin with this tag: the rest of the tag line, and the text.
fn blocks_of(page: &str, tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in page.split("\n```").skip(1).step_by(2) {
        let (head, text) = part.split_once('\n').unwrap_or((part, ""));
        if let Some(rest) = head.strip_prefix(tag) {
            found.push((rest.trim().to_owned(), format!("{text}\n")));
        }
    }
    found
}

/// The blocks of the pages whose commands harm nobody.
fn blocks(tag: &str) -> Vec<(String, String)> {
    ["README.md", "docs/volunteers.md"].iter().flat_map(|name| blocks_of(&page(name), tag)).collect()
}

/// Words alone: how lines are broken and what is bold is the page's business.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_conversation_goes_as_shown() {
    let blocks = blocks("chat");
    assert!(!blocks.is_empty());
    assert!(page("README.md").find("<picture>").unwrap() < 1_200, "help: the first screen of the README shows a talk");
    for (options, text) in blocks {
        let now = options.strip_prefix("now=").unwrap();
        let turns: Vec<(&str, &str)> = text.split("› ").skip(1).map(|turn| turn.split_once('\n').unwrap()).collect();
        let data = tempfile::tempdir().unwrap();
        let input: String = turns.iter().map(|(said, _)| format!("{said}\n")).collect();
        let done = Pristan::bare(&data.path().join("d")).args(["chat", "--now", now]).piped(input.as_bytes());
        let shown = words(&turns.iter().map(|(_, reply)| *reply).collect::<Vec<_>>().join("\n"));
        assert_eq!(words(&done.out), shown, "help: the chat and the page differ");
    }
}

#[test]
fn the_commands_print_what_is_shown() {
    let mut ran = 0;
    for (_, text) in blocks("console") {
        for part in text.split("$ pristan ").skip(1) {
            let (line, expected) = part.split_once('\n').unwrap();
            let done = Pristan::new().args(arguments(line)).run();
            let said = words(&done.out);
            // `…` stands for what is left out.
            let mut from = 0;
            for piece in expected.split('…').map(words).filter(|piece| !piece.is_empty()) {
                let at = said[from..]
                    .find(&piece)
                    .unwrap_or_else(|| panic!("`pristan {line}` says:\n{said}\nnot:\n{piece}"));
                from += at + piece.len();
            }
            ran += 1;
        }
    }
    assert!(ran >= 4);
}

/// The words of a command line; quotes hold words together.
fn arguments(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

#[test]
fn the_two_commands_are_those_that_ci_runs() {
    let ci = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).unwrap();
    let (_, commands) = blocks_of(&page("README.md"), "sh").remove(0);
    let commands: Vec<&str> = commands.lines().map(|line| line.split('#').next().unwrap().trim()).collect();
    assert_eq!(commands.len(), 2, "a fresh machine needs two commands");
    for command in commands {
        assert!(ci.contains(command), "help: .ci/run must call `{command}`");
    }
}

#[test]
fn every_command_is_in_the_table() {
    let help = Pristan::new().args(["--help"]).run().out;
    let commands = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    for command in commands
        .lines()
        // A line that goes on from the one before stands further right.
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
    {
        assert!(
            page("docs/volunteers.md").contains(&format!("`pristan {command}")),
            "help: the table of docs/volunteers.md does not name `pristan {command}`"
        );
    }
}

#[test]
fn a_base_for_another_city_is_made_by_following_the_page() {
    let steps: String = blocks_of(&page("docs/volunteers.md"), "sh walk").into_iter().map(|(_, text)| text).collect();
    assert!(steps.contains("pristan new"), "help: docs/volunteers.md leads from nothing to a base in blocks `sh walk`");
    let folder = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_pristan")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-eu", "-c", &steps]).current_dir(folder.path()).env("PATH", path).env("NO_COLOR", "1");
    let data = folder.path().join("data");
    shell.env("PRISTAN_DATA", &data).env("PRISTAN_KEY_FILE", data.with_extension("key")).env_remove("PRISTAN_SETTINGS");
    let done = shell.output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "help: correct docs/volunteers.md\n{said}{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(said.matches("no errors, no warnings").count(), 2, "{said}");
    assert!(said.contains("A ride costs 1 lari.") && said.contains("Tbilisi Transport Company"), "{said}");
}

#[test]
fn the_pages_are_narrow() {
    for name in PAGES {
        for (at, line) in page(name).lines().enumerate() {
            assert!(line.chars().count() <= 120, "help: {name}:{} is longer than 120 letters", at + 1);
        }
    }
}

#[test]
fn what_the_pages_lead_to_is_there() {
    for name in PAGES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        for link in page(name).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let there = link.starts_with("https://") || folder.parent().unwrap().join(link).exists();
            assert!(there || link.contains('…'), "help: {name} leads to `{link}`, which is not there");
        }
    }
}

#[test]
fn the_base_inside_is_as_large_as_is_told() {
    let told = format!("The base inside holds {} answers", crate::help::embedded_entries());
    assert!(words(&page("README.md")).contains(&told), "help: README.md does not say: {told}");
}
