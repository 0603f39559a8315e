//! Pristan through its public doors: theme files, read, learnt, asked.

use super::Matcher;
use crate::inputs::Labelled;
use pristan::files::beneath;
use pristan::knowledge::{Role, SourceFile, read};
use pristan::matcher::Index;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

/// Entries in one theme file: a hundred thousand in one is not how anybody keeps a base.
const ENTRIES_IN_A_FILE: usize = 1_000;

/// A learnt base whose entries are named `e12` for entry 12.
pub struct Pristan(Index);

impl Pristan {
    /// Learns the phrasings as a base, over what the binary lays beneath every base.
    pub fn build(phrasings: &[Labelled], lang: &str) -> Result<Pristan, Box<dyn Error>> {
        let (base, problems) = read(&[beneath(), themes(phrasings, lang)?]);
        if base.entries.is_empty() {
            let first = problems.into_sorted().into_iter().next().map(|problem| problem.to_string());
            return Err(format!("nothing is learnt: {}", first.unwrap_or_default()).into());
        }
        Ok(Pristan(Index::build(base, &mut |_| {})))
    }
}

fn themes(phrasings: &[Labelled], lang: &str) -> Result<Vec<SourceFile>, Box<dyn Error>> {
    let mut entries: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for phrasing in phrasings {
        entries.entry(phrasing.entry).or_default().push(&phrasing.text);
    }
    let entries: Vec<(u32, Vec<&str>)> = entries.into_iter().collect();
    let mut files = Vec::new();
    for (number, part) in entries.chunks(ENTRIES_IN_A_FILE).enumerate() {
        let mut theme = format!("title.{lang} = \"part {number}\"\n");
        for (entry, asks) in part {
            // Strings of JSON are strings of TOML, too.
            let list = serde_json::to_string(asks)?;
            writeln!(
                theme,
                "[[entry]]\nid = \"e{entry}\"\ntitle.{lang} = \"-\"\nask.{lang} = {list}\nanswer.{lang} = \"{entry}\"\n"
            )?;
        }
        files.push(SourceFile::new(&format!("faq/part-{number}.toml"), Role::Theme, theme));
    }
    Ok(files)
}

impl Matcher for Pristan {
    fn find(&self, text: &str) -> Option<u32> {
        let finding = self.0.find(text);
        let lead = finding.candidates.first()?;
        self.0.base.entries[lead.entry].id.strip_prefix('e')?.parse().ok()
    }
}
