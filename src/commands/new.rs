//! `pristan new`: a base to start from.

use super::{CommandError, Outcome};
use crate::files::beneath;
use crate::knowledge::{fill, read};
use crate::settings::{Settings, Talk};
use crate::text::Lang;
use crate::turn::Clock;
use std::fs;
use std::path::Path;

/// Writes a base in the language that was wished, into a folder in which nothing lies yet.
pub fn run(settings: &Settings, folder: &Path) -> Result<Outcome, CommandError> {
    let shown = folder.display();
    if fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_some()) {
        return Err(CommandError::Other(format!(
            "`{shown}` is not empty; name a folder that is empty or not there yet \
             (`pristan import FILE --to {shown}` adds to a base)"
        )));
    }
    let lang = settings.lang.unwrap_or_default();
    let (base, _) = read(&[beneath()]);
    let starter = base.languages.get(lang).map(|file| file.starter.clone()).unwrap_or_default();
    let today = Clock::new(settings.now).today();
    let month = format!("{:04}-{:02}", today.year(), today.month());
    let files = [
        ("faq/base.toml", starter.base),
        ("faq/first-days.toml", starter.theme),
        ("seeds/help-desk.toml", starter.sheet),
        ("tests/conversations/first.convo.txt", starter.script),
    ];
    for (name, text) in &files {
        write(&folder.join(name), &format!("{}\n", fill(text, &[("month", &month)])))?;
    }
    if settings.talk != Talk::Quiet {
        files.iter().for_each(|(name, _)| say!("{}", folder.join(name).display()));
        let name = base.languages.get(Lang::EN).map_or(lang.own_name(), |file| file.in_language(lang));
        say!("a base {name}: say in `faq/base.toml` who you are, then write your own themes; next:");
        say!("  cd {shown}");
        say!("  pristan check      # what is wrong, and what to do about it");
        say!("  pristan test       # the conversations, talked through");
        say!("  pristan            # talk to it; every edit counts from the next question on");
    }
    Ok(Outcome::Done)
}

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    made.map_err(|error| {
        CommandError::Other(format!("`{}` cannot be written: {error}; name a folder of yours", path.display()))
    })
}
