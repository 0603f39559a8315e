//! Where the bot is and who it is there; why it cannot begin.

use std::fmt;

/// Something that a test does before a turn with what was said: wait, or panic.
pub type Probe = fn(&str);

/// Where the bot is, and who it is there.
pub struct Config {
    /// The token. Never shown.
    pub token: String,
    /// Another Bot API server.
    pub api: Option<String>,
    /// Groups in which the bot may be; all when empty.
    pub groups: Vec<i64>,
    /// Whether Telegram's limits are kept; only tests lift them.
    pub paced: bool,
    /// What a test does before a turn.
    pub probe: Option<Probe>,
}

/// The bot cannot run.
#[derive(Debug)]
pub enum StartError {
    /// The address of the Bot API server is none.
    Address(String),
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Address(text) => write!(f, "`PRISTAN_API_URL={text}` is no address; write `http://host:port`"),
            StartError::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for StartError {}
