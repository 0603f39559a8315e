//! The bot as a process of its own.

use crate::cli::data_of_shipped;
use crate::fake::{Fake, TOKEN};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

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
        let log = std::fs::OpenOptions::new().create(true).append(true).open(data.with_extension("log")).unwrap();
        let mut command = command(fake, data, TOKEN);
        command.args(["--now", "2022-10-01"]).envs(more.iter().copied()).stdout(Stdio::null()).stderr(log);
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

    /// Asks it to end, and says whether it did so in good order.
    pub fn asked_to_end(&mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        asked.is_ok_and(|status| status.success()) && self.child.wait().is_ok_and(|status| status.success())
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
    std::fs::create_dir_all(&data).unwrap();
    let copied = Command::new("cp")
        .args(["-r".as_ref(), data_of_shipped().join("knowledge").as_os_str(), data.as_os_str()])
        .status();
    assert!(copied.unwrap().success());
    (folder, data)
}

/// A figure of the environment, for long runs.
pub fn figure(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Whether `bot --check` finds everything well, and what it says.
pub fn check(fake: &Fake, data: &Path, token: &str) -> (bool, String) {
    let done = command(fake, data, token).arg("--check").output().unwrap();
    (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
}
