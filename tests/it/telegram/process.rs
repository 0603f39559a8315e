//! The bot as a process of its own.

use crate::cli::data_of_shipped;
use crate::fake::{Fake, TOKEN};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The address that Telegram is told; what stands there passes on to where the bot listens.
pub const WEBHOOK: &str = "https://bot.example.org/pristan";

/// Addresses at which nobody listens yet.
pub fn free_addresses() -> [SocketAddr; 2] {
    let listeners = [(), ()].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap())
}

/// The bot at work; killed when the test ends.
pub struct Bot {
    child: Child,
}

/// A command of the bot in a data folder.
fn command(fake: &Fake, data: &Path, token: &str) -> Command {
    // Another binary and its base, for measuring versions against each other in one run.
    let chosen = |name: &str, otherwise: &str| std::env::var(name).unwrap_or(otherwise.to_owned());
    let mut command = Command::new(chosen("PRISTAN_BINARY", env!("CARGO_BIN_EXE_pristan")));
    command
        .arg("bot")
        .current_dir(chosen("PRISTAN_FOLDER", env!("CARGO_MANIFEST_DIR")))
        .env("PRISTAN_DATA", data)
        .env("PRISTAN_KEY_FILE", data.with_extension("key"))
        .env("PRISTAN_TOKEN", token)
        .env("PRISTAN_API_URL", &fake.address)
        .env("RUST_LOG", "trace");
    command
}

impl Bot {
    /// A bot with more in its environment.
    pub fn start_in(fake: &Fake, data: &Path, more: &[(&str, &str)]) -> Bot {
        Bot::start_on(fake, data, "2022-10-01", more)
    }

    /// The same on another day.
    pub fn start_on(fake: &Fake, data: &Path, day: &str, more: &[(&str, &str)]) -> Bot {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(data.with_extension("log")).unwrap();
        let mut command = command(fake, data, TOKEN);
        command.args(["--now", day]).envs(more.iter().copied()).stdout(Stdio::null()).stderr(log);
        Bot { child: command.spawn().unwrap() }
    }

    /// A bot that may open few files.
    pub fn start_with_handles(fake: &Fake, data: &Path, handles: u64) -> Bot {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(data.with_extension("log")).unwrap();
        let bot = command(fake, data, TOKEN);
        let mut limited = Command::new("sh");
        limited.args(["-c", "ulimit -n \"$1\"; shift; exec \"$@\"", "sh", &handles.to_string()]);
        limited.arg(bot.get_program()).args(bot.get_args()).args(["--now", "2022-10-01"]).env("PRISTAN_UNPACED", "1");
        limited.current_dir(env!("CARGO_MANIFEST_DIR"));
        for (name, value) in bot.get_envs().filter_map(|(name, value)| Some((name, value?))) {
            limited.env(name, value);
        }
        Bot { child: limited.stdout(Stdio::null()).stderr(log).spawn().unwrap() }
    }

    /// A bot for which Telegram's limits are lifted.
    pub fn start(fake: &Fake, data: &Path) -> Bot {
        Bot::start_in(fake, data, &[("PRISTAN_UNPACED", "1")])
    }

    /// A bot that keeps Telegram's limits.
    pub fn start_paced(fake: &Fake, data: &Path) -> Bot {
        Bot::start_in(fake, data, &[])
    }

    /// Ends it like a power cut.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// A bot that is called instead of polling, with the addresses at which it listens.
    pub fn start_called(fake: &Fake, data: &Path, addresses: [SocketAddr; 2]) -> Bot {
        let settings = data.with_extension("toml");
        let [listen, metrics] = addresses;
        let text = format!("webhook = \"{WEBHOOK}\"\nlisten = \"{listen}\"\nmetrics = \"{metrics}\"\n");
        std::fs::write(&settings, text).unwrap();
        Bot::start_in(fake, data, &[("PRISTAN_UNPACED", "1"), ("PRISTAN_SETTINGS", settings.to_str().unwrap())])
    }

    /// Asks it to end, and says whether it did so in good order.
    pub fn asked_to_end(&mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        asked.is_ok_and(|status| status.success()) && self.child.wait().is_ok_and(|status| status.success())
    }

    /// The exit code, when it ends by itself within some time.
    pub fn ends_within(&mut self, patience: Duration) -> Option<i32> {
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// Open file handles.
    pub fn handles(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }

    /// Resident memory in KiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A data folder in which the base is learnt already.
pub fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // Another test may be writing there at this moment, and what is copied is half of it: once more, then.
    let copied = || {
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir_all(&data).unwrap();
        let mut copy = Command::new("cp");
        copy.args(["-r".as_ref(), data_of_shipped().join("knowledge").as_os_str(), data.as_os_str()]);
        copy.status().is_ok_and(|status| status.success())
    };
    assert!((0..5).any(|_| copied()));
    (folder, data)
}

/// A figure of the environment; else the one of short runs, or with PRISTAN_SOAK=1 the one of long runs.
pub fn figure(name: &str, short: u64, long: u64) -> u64 {
    let otherwise = if std::env::var("PRISTAN_SOAK").is_ok_and(|soak| soak == "1") { long } else { short };
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Whether `bot --check` finds everything well, and what it says.
pub fn check(fake: &Fake, data: &Path, token: &str) -> (bool, String) {
    check_in(fake, data, token, &[])
}

/// The same with more in its environment.
pub fn check_in(fake: &Fake, data: &Path, token: &str, more: &[(&str, &str)]) -> (bool, String) {
    let done = command(fake, data, token).envs(more.iter().copied()).arg("--check").output().unwrap();
    (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
}
