//! The README does what it shows: its conversation, its commands, its claims about files.

use crate::cli::Pristan;
use std::fs;
use std::path::Path;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The blocks that begin with this tag: the rest of the tag line, and the text.
fn blocks(tag: &str) -> Vec<(String, String)> {
    let readme = readme();
    let mut found = Vec::new();
    for part in readme.split("\n```").skip(1).step_by(2) {
        let (head, text) = part.split_once('\n').unwrap_or((part, ""));
        if let Some(rest) = head.strip_prefix(tag) {
            found.push((rest.trim().to_owned(), text.to_owned()));
        }
    }
    found
}

/// Words alone: how lines are broken and what is bold is the page's business.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_conversation_goes_as_shown() {
    let blocks = blocks("chat");
    assert!(!blocks.is_empty());
    assert!(readme().find("```chat").unwrap() < 1_200, "help: the first screen of the README shows a conversation");
    for (options, text) in blocks {
        let now = options.strip_prefix("now=").unwrap();
        let turns: Vec<(&str, &str)> = text.split("› ").skip(1).map(|turn| turn.split_once('\n').unwrap()).collect();
        let data = tempfile::tempdir().unwrap();
        let input: String = turns.iter().map(|(said, _)| format!("{said}\n")).collect();
        let done = Pristan::bare(&data.path().join("d")).args(["chat", "--now", now]).piped(input.as_bytes());
        let shown = words(&turns.iter().map(|(_, reply)| *reply).collect::<Vec<_>>().join("\n"));
        assert_eq!(words(&done.out), shown, "help: the chat and the README differ");
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
    let (_, commands) = blocks("sh").remove(0);
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
    for command in commands.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        assert!(
            readme().contains(&format!("`pristan {command}")),
            "help: the README does not name `pristan {command}`"
        );
    }
}
