//! `pristan backup` and `pristan restore`: people's records in a file, sealed as they are; also while the bot runs.

use super::{CommandError, Outcome, chat};
use crate::settings::Settings;
use crate::store::{Contents, People, restrict};
use crate::turn::{Clock, reach};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Where people's records of the bot lie in the data folder.
pub const PEOPLE_OF_THE_BOT: &str = "people";

/// Writes the records to a file that is not there yet.
pub fn backup(settings: &Settings, file: &Path, of_chat: bool, json: bool) -> Result<Outcome, CommandError> {
    let wrong = |error: io::Error| CommandError::Other(format!("`{}` cannot be written: {error}", file.display()));
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    let unfinished = file.with_file_name(name);
    if file.exists() {
        let what = "exists; name a file that does not, a backup is never written over another";
        return Err(CommandError::Other(format!("`{}` {what}", file.display())));
    }
    let folder = folder(settings, of_chat);
    let mut out = File::create(&unfinished).map_err(wrong)?;
    restrict(&unfinished, 0o600).map_err(wrong)?;
    let done = match reach(&folder) {
        Some(mut door) => door.backup(&mut out).map_err(CommandError::Other),
        None => {
            let exists = folder.exists();
            let none = || CommandError::Other(format!("`{}` holds no records yet", folder.display()));
            let people = if exists { open(settings, &folder) } else { Err(none()) };
            people.and_then(|people| Ok(crate::store::backup(&people, &mut out)?))
        }
    };
    let kept = done.and_then(|contents| {
        out.sync_all().and_then(|()| fs::rename(&unfinished, file)).map_err(wrong)?;
        Ok(contents)
    });
    if kept.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    tell(json, "backed_up", kept?, |contents| {
        format!(
            "{} records are in `{}`; only the key `{}` opens them, keep it elsewhere",
            contents.records,
            file.display(),
            settings.key_file.display()
        )
    })
}

/// Puts back the records of a file that are not there.
pub fn restore(settings: &Settings, file: &Path, of_chat: bool, json: bool) -> Result<Outcome, CommandError> {
    let wrong = |error: io::Error| CommandError::Other(format!("`{}` cannot be read: {error}", file.display()));
    let folder = folder(settings, of_chat);
    let mut from = File::open(file).map_err(wrong)?;
    let contents = match reach(&folder) {
        Some(mut door) => door.restore(&mut from).map_err(CommandError::Other)?,
        None => crate::store::restore(&open(settings, &folder)?, file, &mut from)?,
    };
    tell(json, "restored", contents, |contents| {
        let kept = contents.records - contents.restored;
        format!(
            "{} of {} records were put back; {kept} were there already and stay as they are",
            contents.restored, contents.records
        )
    })
}

fn tell(
    json: bool,
    what: &str,
    contents: Contents,
    words: impl Fn(Contents) -> String,
) -> Result<Outcome, CommandError> {
    if json {
        say!("{}", serde_json::json!({ "done": what, "records": contents.records, "restored": contents.restored }));
    } else {
        say!("{}", words(contents));
    }
    Ok(Outcome::Done)
}

fn folder(settings: &Settings, of_chat: bool) -> PathBuf {
    settings.data.join(if of_chat { chat::PEOPLE } else { PEOPLE_OF_THE_BOT })
}

fn open(settings: &Settings, folder: &Path) -> Result<People, CommandError> {
    Ok(People::open(folder, &settings.key_file, Clock::number(Clock::new(settings.now).today()))?)
}
