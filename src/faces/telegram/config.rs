//! Where the bot is and who it is there; why it cannot begin.

use crate::settings::{Volunteers, Webhook};
use crate::text::Lang;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

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
    /// How Telegram calls the bot; without it the bot polls.
    pub webhook: Option<Webhook>,
    /// Where health and metrics are told; nowhere without it.
    pub metrics: Option<SocketAddr>,
    /// The volunteers' chat, with the persons that a change needs and the folder of the journal.
    pub volunteers: Option<(Volunteers, usize, PathBuf)>,
    /// The settings file, which may name other volunteers later.
    pub settings: Option<PathBuf>,
    /// The language of everything said, when it is fixed.
    pub lang: Option<Lang>,
}

/// The bot cannot run.
#[derive(Debug)]
pub enum StartError {
    /// The address of the Bot API server is none.
    Address(String),
    /// An address of the settings cannot be listened at: the setting, the address, why.
    Listen(String, SocketAddr, String),
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Address(text) => write!(f, "`PRISTAN_API_URL={text}` is no address; write `http://host:port`"),
            StartError::Listen(name, address, what) => write!(
                f,
                "`{name} = \"{address}\"`: nothing can be listened at there: {what}; stop what has it, or name another"
            ),
            StartError::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for StartError {}
