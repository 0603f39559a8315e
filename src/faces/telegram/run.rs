//! Starting, going on, stopping.

use super::error::{Remedy, backoff, remedy};
use super::pace::{Limits, Pace};
use super::poll::{left_over, poll};
use super::work::{Lines, enqueue};
use crate::knowledge::Phrases;
use crate::store::{Batch, Table};
use crate::talk::NAMES;
use crate::text::Lang;
use crate::turn::{Clock, Desk, Refreshed};
use std::collections::HashMap;
use std::fmt;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use teloxide::Bot;
use teloxide::payloads::SetMyCommandsSetters;
use teloxide::requests::Requester;
use teloxide::types::{BotCommand, Me};
use tokio::sync::Semaphore;

/// Turns that are taken at the same time: as many as a small machine does well.
const STEPS: usize = 4;
/// How often edits of the base are looked for.
const LOOK: Duration = Duration::from_secs(2);
/// The time for what is under way when the process is asked to end.
const DRAIN: Duration = Duration::from_secs(10);

/// Where the bot is, and who it is there.
pub struct Place {
    /// The token. Never shown.
    pub token: String,
    /// Another Bot API server.
    pub api: Option<String>,
    /// Groups in which the bot may be; all when empty.
    pub groups: Vec<i64>,
    /// Whether Telegram's limits are kept; only tests lift them.
    pub paced: bool,
}

/// The bot cannot run.
#[derive(Debug)]
pub enum RunError {
    /// The address of the Bot API server is none.
    Address(String),
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Address(text) => write!(f, "`PRISTAN_API_URL={text}` is no address; write `http://host:port`"),
            RunError::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for RunError {}

/// Everything that the bot's tasks share.
pub struct Context {
    /// Who we are.
    pub me: Me,
    /// Our name, without `@`.
    pub name: String,
    /// The way to Telegram.
    pub bot: Bot,
    /// The desk.
    pub desk: Desk,
    /// The chats' lines.
    pub lines: Lines,
    /// The limits.
    pub pace: Pace,
    /// Places for turns.
    pub steps: Semaphore,
    /// Groups in which we may be.
    pub groups: Vec<i64>,
    seen: Mutex<HashMap<u32, u64>>,
    chances: AtomicU64,
}

impl Context {
    /// Ids of updates that were taken, each with when.
    pub fn seen(&self) -> MutexGuard<'_, HashMap<u32, u64>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> u64 {
        Clock::seconds()
    }

    /// A number that is another one each time: for waits that should not coincide, for nothing else.
    pub fn chance(&self) -> u64 {
        self.chances.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed) >> 20
    }

    /// A sentence in a language, else in the commonest.
    pub fn phrase(&self, lang: Option<Lang>, choose: impl Fn(&Phrases) -> String) -> String {
        let index = self.desk.library().index();
        index
            .base
            .languages
            .nearest(lang.unwrap_or_default())
            .map_or_else(String::new, |(_, file)| choose(&file.phrases))
    }

    /// A sign for a person in a group's buttons: the same person has the same, and nobody's id is in it.
    pub fn tag(&self, user: u64) -> String {
        let sign = self.desk.people().sign(&user.to_be_bytes());
        sign.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Forgets what is kept of a chat.
    pub async fn forget(&self, chat: i64) {
        let mut batch = Batch::default();
        self.desk.people().remove(&mut batch, Table::Chats, &chat.to_be_bytes());
        if self.desk.people().commit(batch).is_err() {
            self.log("store_failed", &[]);
        }
    }

    /// One line of the log: an event and figures. Never a word, a name, an id or the token.
    pub fn log(&self, event: &str, figures: &[(&str, u64)]) {
        let figures: String = figures.iter().map(|(name, figure)| format!(" {name}={figure}")).collect();
        let _ = writeln!(std::io::stderr(), "time={} event={event}{figures}", self.seconds());
    }

    /// A line that an operator must see, with what to do.
    pub fn alarm(&self, what: &str) {
        let _ = writeln!(std::io::stderr(), "time={} event=alarm what=\"{what}\"", self.seconds());
    }
}

/// Talks in Telegram until the process is asked to end.
///
/// # Errors
/// When it cannot even begin. Later nothing ends it but a signal.
pub fn run(desk: Desk, place: Place) -> Result<(), RunError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| RunError::Other(format!("no threads can be started: {error}")))?;
    let bot = connect(&place)?;
    runtime.block_on(async move {
        let me = introduce(&bot).await;
        let limits = if place.paced { Limits::default() } else { Limits::none() };
        let context = Arc::new(Context {
            name: me.username().to_owned(),
            me,
            bot,
            desk,
            lines: Lines::default(),
            pace: Pace::new(limits),
            steps: Semaphore::new(STEPS),
            groups: place.groups,
            seen: Mutex::default(),
            chances: AtomicU64::new(u64::from(std::process::id())),
        });
        let left = left_over(&context).map_err(|error| RunError::Other(error.to_string()))?;
        context.log("started", &[("left_over", left.len() as u64)]);
        left.into_iter().for_each(|(chat, item)| enqueue(&context, chat, item));
        tokio::spawn(commands(context.clone()));
        tokio::spawn(look_for_edits(context.clone()));
        let polling = tokio::spawn(poll(context.clone()));
        asked_to_end().await;
        polling.abort();
        let drained = async {
            while !context.lines.is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let all = tokio::time::timeout(DRAIN, drained).await.is_ok();
        context.log("ended", &[("drained", u64::from(all))]);
        Ok(())
    })
}

/// The way to Telegram. A server on this machine is reached without the proxy that the environment may name.
fn connect(place: &Place) -> Result<Bot, RunError> {
    let settings = teloxide::net::default_reqwest_settings();
    let Some(api) = &place.api else {
        let client = settings.build().map_err(|error| RunError::Other(error.without_url().to_string()))?;
        return Ok(Bot::with_client(&place.token, client));
    };
    let client = settings.no_proxy().build().map_err(|error| RunError::Other(error.without_url().to_string()))?;
    let address = api.parse().map_err(|_| RunError::Address(api.clone()))?;
    Ok(Bot::with_client(&place.token, client).set_api_url(address))
}

/// Asks who we are, for as long as it takes.
async fn introduce(bot: &Bot) -> Me {
    let mut attempt = 0;
    loop {
        match bot.get_me().await {
            Ok(me) => return me,
            Err(error) => {
                let what = match remedy(&error) {
                    Remedy::Alarm(what) => what,
                    _ => "Telegram cannot be reached; trying on",
                };
                let _ = writeln!(std::io::stderr(), "event=start_failed attempt={attempt} what=\"{what}\"");
                tokio::time::sleep(backoff(attempt, u64::from(std::process::id()))).await;
                attempt += 1;
            }
        }
    }
}

/// The menu of commands, in each language.
async fn commands(context: Arc<Context>) {
    for lang in [None, Some(Lang::Ru), Some(Lang::En), Some(Lang::Tr)] {
        let help = context.phrase(lang, |phrases| phrases.help.clone());
        let told = |name: &str| {
            let line = help.lines().find(|line| line.contains(&format!("/{name}")))?;
            let words = line.split_once(['—', ':']).map(|(_, words)| words.trim().to_owned());
            words.filter(|words| !words.is_empty())
        };
        let known = NAMES.into_iter().filter_map(|name| Some(BotCommand::new(name, told(name)?)));
        let mut request = context.bot.set_my_commands(known.collect::<Vec<_>>());
        if let Some(lang) = lang {
            request = request.language_code(lang.code());
        }
        if request.await.is_err() {
            context.log("commands_failed", &[]);
        }
    }
}

async fn look_for_edits(context: Arc<Context>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let held = context.clone();
        match tokio::task::spawn_blocking(move || held.desk.refresh()).await {
            Ok(Refreshed::Swapped) => context.log("base_swapped", &[]),
            Ok(Refreshed::Refused(error)) => {
                context.alarm(&format!("the edited base is refused, the old one serves: {error}"))
            }
            _ => {}
        }
    }
}

/// Ends when the process is asked to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut interrupt)) =
            (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
        {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Looks whether everything is as the bot needs it: a line each, with the remedy. True when all is well.
pub fn check(place: &Place) -> Result<Vec<(bool, String)>, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| RunError::Other(format!("no threads can be started: {error}")))?;
    let bot = connect(place)?;
    Ok(runtime.block_on(async {
        let mut lines = Vec::new();
        match bot.get_me().await {
            Ok(me) => {
                lines.push((true, format!("token: good, the bot is @{}", me.username())));
                let groups = if me.can_join_groups { "may" } else { "may not" };
                lines.push((true, format!("groups: {groups} be added; /setjoingroups at @BotFather changes that")));
                let inline = me.supports_inline_queries;
                let word = if inline { "on" } else { "off; /setinline at @BotFather turns it on" };
                lines.push((true, format!("inline mode: {word}")));
            }
            Err(error) => {
                let what = match remedy(&error) {
                    Remedy::Alarm(what) => what,
                    _ => "Telegram cannot be reached: check the network, or PRISTAN_API_URL",
                };
                lines.push((false, format!("token: {what}")));
            }
        }
        match bot.get_webhook_info().await {
            Ok(info) if info.url.is_none() => lines.push((true, "webhook: none, as polling needs it".to_owned())),
            Ok(_) => lines.push((false, "webhook: one is set; remove it with deleteWebhook".to_owned())),
            Err(_) => lines.push((false, "webhook: could not be asked for".to_owned())),
        }
        lines
    }))
}
