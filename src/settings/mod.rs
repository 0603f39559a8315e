//! From file, environment and arguments to typed settings, once.

mod arguments;

pub use arguments::{Arguments, Command, Eval, Noise};

use crate::matcher::Signal;
use crate::text::Lang;
use arguments::Common;
use etcetera::{BaseStrategy, choose_base_strategy};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::fmt;
use std::path::PathBuf;

/// How pristan was told to run.
#[derive(Clone, Debug)]
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
}

/// What only the bot needs, from the environment.
#[derive(Clone)]
pub struct BotSettings {
    /// The token.
    pub token: String,
    /// Another Bot API server.
    pub api: Option<String>,
    /// Whether Telegram's limits are kept; `PRISTAN_UNPACED=1` lifts them, for measuring against a server of one's own.
    pub paced: bool,
}

impl BotSettings {
    /// From PRISTAN_TOKEN or the file that PRISTAN_TOKEN_FILE names, PRISTAN_API_URL, PRISTAN_UNPACED.
    ///
    /// # Errors
    /// When there is no token.
    pub fn from_environment() -> Result<BotSettings, SettingsError> {
        let var = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let token = match (var("PRISTAN_TOKEN"), var("PRISTAN_TOKEN_FILE")) {
            (Some(token), _) => token,
            (None, Some(file)) => std::fs::read_to_string(&file)
                .map_err(|error| SettingsError::Token(format!("`{file}` cannot be read: {error}")))?,
            (None, None) => return Err(SettingsError::Token("there is none".to_owned())),
        };
        let api = var("PRISTAN_API_URL");
        // Nobody floods Telegram itself by a slip of the environment.
        let paced = api.is_none() || var("PRISTAN_UNPACED").is_none();
        Ok(BotSettings { token: token.trim().to_owned(), api, paced })
    }
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

/// Settings that make no sense.
#[derive(Debug)]
pub enum SettingsError {
    /// The settings file cannot be read or understood.
    File(PathBuf, String),
    /// The day is no day.
    Now(String),
    /// The platform names no folder of its own.
    NoHome,
    /// There is no token.
    Token(String),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingsError::File(path, what) => {
                write!(
                    f,
                    "settings file `{}`: {what}; it may hold `base`, `data`, `key_file`, `lang`, `history` and `groups`",
                    path.display()
                )
            }
            SettingsError::Now(text) => {
                write!(f, "`--now {text}` is no day; write `2022-10-01` or `2022-10-01T12:00:00Z`")
            }
            SettingsError::Token(what) => write!(
                f,
                "the bot's token: {what}; get one from @BotFather and set PRISTAN_TOKEN_FILE to a file that holds it, or PRISTAN_TOKEN"
            ),
            SettingsError::NoHome => f.write_str(
                "there is no home folder to keep things in; name one with `--data DIR` and PRISTAN_KEY_FILE",
            ),
        }
    }
}

impl std::error::Error for SettingsError {}

/// The settings file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    base: Option<Vec<PathBuf>>,
    data: Option<PathBuf>,
    key_file: Option<PathBuf>,
    lang: Option<Lang>,
    history: Option<bool>,
    groups: Option<Vec<i64>>,
}

impl Settings {
    /// Arguments before environment before file before what the platform has.
    ///
    /// # Errors
    /// When the file, a day or a folder makes no sense.
    pub fn from_arguments(common: Common) -> Result<Settings, SettingsError> {
        let file = common.settings.map(read_file).transpose()?.unwrap_or_default();
        let platform = choose_base_strategy().ok();
        let data = platform.as_ref().map(|platform| platform.data_dir().join("pristan"));
        let config = platform.as_ref().map(|platform| platform.config_dir().join("pristan").join("people.key"));
        let named = if common.base.is_empty() { file.base.unwrap_or_default() } else { common.base };
        let talk = match (common.quiet, common.verbose) {
            (true, _) => Talk::Quiet,
            (_, true) => Talk::Verbose,
            _ => Talk::Normal,
        };
        Ok(Settings {
            base: named,
            data: common.data.or(file.data).or(data).ok_or(SettingsError::NoHome)?,
            key_file: common.key_file.or(file.key_file).or(config).ok_or(SettingsError::NoHome)?,
            lang: common.lang.or(file.lang),
            without: common.without,
            now: common.now.as_deref().map(day).transpose()?,
            talk,
            history: file.history.unwrap_or(true),
            groups: file.groups.unwrap_or_default(),
        })
    }
}

fn read_file(path: PathBuf) -> Result<File, SettingsError> {
    let text = std::fs::read_to_string(&path).map_err(|error| SettingsError::File(path.clone(), error.to_string()))?;
    toml::from_str(&text).map_err(|error| SettingsError::File(path, error.to_string().trim_end().to_owned()))
}

fn day(text: &str) -> Result<Date, SettingsError> {
    let moment = || text.parse::<Timestamp>().map(|moment| moment.to_zoned(TimeZone::UTC).date());
    let plain = text.len() == 10;
    let date = if plain { text.parse::<Date>() } else { moment() };
    date.map_err(|_| SettingsError::Now(text.to_owned()))
}
