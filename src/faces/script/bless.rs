//! Rewriting the plain lines of blocks that no longer hold, so that they say what the bot says now.

use super::assertion::Assertion;
use super::parse::is_special;
use super::run::Told;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// New texts of the files whose blocks failed: in each such block the plain lines are replaced by what the bot said;
/// lines with `!` and assertions stay. `read` gives the text of a file.
pub fn bless(told: &[Told<'_>], read: &dyn Fn(&std::path::Path) -> Option<String>) -> Vec<(PathBuf, String)> {
    let mut edits: BTreeMap<PathBuf, BTreeMap<usize, Vec<String>>> = BTreeMap::new();
    for turn in told {
        for (expected, heard) in turn.turn.bot.iter().zip(&turn.heard) {
            let plain =
                || expected.lines.iter().filter(|line| !line.negated && matches!(line.asserts, Assertion::Says(_)));
            if plain().all(|line| line.asserts.holds(heard)) {
                continue;
            }
            let said: Vec<String> =
                heard.message.lines().filter(|line| !line.trim().is_empty()).map(|line| escaped(line.trim())).collect();
            for (at, line) in plain().enumerate() {
                let new = if at == 0 { said.clone() } else { Vec::new() };
                edits.entry(line.place.file.clone()).or_default().insert(line.place.line, new);
            }
        }
    }
    let rewritten = edits.into_iter().filter_map(|(file, lines)| {
        let text = read(&file)?;
        let kept = text.lines().enumerate().flat_map(|(at, line)| match lines.get(&(at + 1)) {
            Some(new) => new.clone(),
            None => vec![line.to_owned()],
        });
        Some((file, kept.collect::<Vec<_>>().join("\n") + "\n"))
    });
    rewritten.collect()
}

/// A line of the bot as a line of a script: signs with a meaning lose it.
pub fn escaped(line: &str) -> String {
    let plain = line.replace('\\', "\\\\").replace('*', "\\*");
    if is_special(&plain) || plain.starts_with('!') { format!("\\{plain}") } else { plain }
}
