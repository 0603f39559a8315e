//! From file, environment and arguments to typed settings, once.

mod arguments;
mod bot;
mod file;
mod volunteers;

pub use arguments::{Arguments, Command, Eval, Inbox, Noise, OnGroup};
pub use bot::{BotSettings, Webhook};
pub use volunteers::{Hours, VolunteerRole, Volunteers};

use crate::knowledge::{Place, Problem, Problems, Severity};
use crate::matcher::Signal;
use crate::text::Lang;
use arguments::Common;
use etcetera::{BaseStrategy, choose_base_strategy};
use file::File;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fmt;
use std::path::{Path, PathBuf};

/// How pristan was told to run.
#[derive(Clone)]
pub struct Settings {
    /// Folders of the base, the first one lowest; none for the base at hand.
    pub base: Vec<PathBuf>,
    /// Folder for everything kept.
    pub data: PathBuf,
    /// File with the key that seals people's records.
    pub key_file: PathBuf,
    /// The language of everything said, when it is fixed.
    pub lang: Option<Lang>,
    /// A signal of the matcher that is left out.
    pub without: Option<Signal>,
    /// The day to answer for, when it is fixed.
    pub now: Option<Date>,
    /// How much to say beside the result.
    pub talk: Talk,
    /// Whether the terminal remembers typed lines.
    pub history: bool,
    /// Groups in which the bot may be; all when empty.
    pub groups: Vec<i64>,
    /// Persons that a change of the base by the desk needs.
    pub approvals: usize,
    /// The volunteers' chat; none without one.
    pub volunteers: Option<Volunteers>,
    /// What only the bot needs; none for other commands.
    pub bot: Option<BotSettings>,
    /// The settings file; none without one.
    pub file: Option<PathBuf>,
}

/// How much to say beside the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Nothing.
    Quiet,
    /// What a person wants to know.
    Normal,
    /// What was done, step by step.
    Verbose,
}

/// Settings that make no sense: all that is wrong with them.
#[derive(Clone, Debug)]
pub struct SettingsError(pub Vec<Problem>);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() > 1 {
            writeln!(f, "{} things in the settings are wrong:", self.0.len())?;
        }
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Arguments before environment before file before what the platform has. `for_bot` reads what only the bot needs, too.
    ///
    /// # Errors
    /// When the file, a day or a folder makes no sense: everything that is wrong, at once. What is wrong with the token
    /// alone stands in [`BotSettings::problems`].
    pub fn from_arguments(common: Common, for_bot: bool) -> Result<Settings, SettingsError> {
        let (file, found) = common.settings.as_deref().map(File::read).unwrap_or_default();
        let mut problems = Problems::default();
        problems.extend(found);
        let platform = choose_base_strategy().ok();
        let bot = for_bot.then(|| BotSettings::new(&file));
        let data = platform.as_ref().map(|platform| platform.data_dir().join("pristan"));
        let config = platform.as_ref().map(|platform| platform.config_dir().join("pristan").join("people.key"));
        let named = if common.base.is_empty() { file.base.unwrap_or_default() } else { common.base };
        let talk = match (common.quiet, common.verbose) {
            (true, _) => Talk::Quiet,
            (_, true) => Talk::Verbose,
            _ => Talk::Normal,
        };
        let now = common.now.as_deref().map(|text| day(text, &mut problems));
        let (data, key_file) = (common.data.or(file.data).or(data), common.key_file.or(file.key_file).or(config));
        let (Some(data), Some(key_file), false) = (data, key_file, problems.has_errors()) else {
            if !problems.has_errors() {
                let what = "there is no home folder to keep things in";
                problems.error(bot::environment(), what, "name one with `--data DIR` and PRISTAN_KEY_FILE");
            }
            problems.extend(bot.into_iter().flat_map(|bot| bot.problems));
            return Err(SettingsError(problems.into_sorted()));
        };
        Ok(Settings {
            base: named,
            data,
            key_file,
            lang: common.lang.or(file.lang),
            without: common.without,
            now: now.flatten(),
            talk,
            history: file.history.unwrap_or(true),
            groups: file.groups.unwrap_or_default(),
            approvals: file.approvals.unwrap_or(1),
            volunteers: file.volunteers,
            bot,
            file: common.settings,
        })
    }

    /// Reads once more who may do what in the volunteers' chat.
    ///
    /// # Errors
    /// When the file makes no sense: everything that is wrong.
    pub fn volunteers_of(file: &Path) -> Result<Option<Volunteers>, SettingsError> {
        let (read, problems) = File::read(file);
        let wrong = problems.iter().any(|problem| problem.severity == Severity::Error);
        if wrong { Err(SettingsError(problems)) } else { Ok(read.volunteers) }
    }
}

fn day(text: &str, problems: &mut Problems) -> Option<Date> {
    let moment = || text.parse::<Timestamp>().map(|moment| moment.to_zoned(TimeZone::UTC).date());
    let plain = text.len() == 10;
    let date = if plain { text.parse::<Date>() } else { moment() };
    let place = Place { file: "command line".into(), line: 0 };
    let remedy = "write `2022-10-01` or `2022-10-01T12:00:00Z`";
    date.map_err(|_| problems.error(place, format!("`--now {text}` is no day"), remedy)).ok()
}
