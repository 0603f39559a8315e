//! What only the bot needs: its token and the way to Telegram, from the environment and the settings file.

use super::file::{File, is_address};
use crate::knowledge::{Place, Problem, Problems};
use std::net::SocketAddr;

/// The fewest signs that the secret part of a token has; Telegram's have 35.
const SHORTEST_SECRET: usize = 20;
/// The only ports that Telegram calls.
const PORTS: [u16; 4] = [443, 80, 88, 8443];
/// Where the bot listens for a webhook's calls when nothing is said.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8443);

/// What only the bot needs.
#[derive(Clone)]
pub struct BotSettings {
    /// The token; empty where there is none that could be one.
    pub token: String,
    /// Another Bot API server.
    pub api: Option<String>,
    /// Whether Telegram's limits are kept; `PRISTAN_UNPACED=1` lifts them, for measuring against a server of one's own.
    pub paced: bool,
    /// How Telegram calls the bot; without it the bot polls.
    pub webhook: Option<Webhook>,
    /// Where health and metrics are told; nowhere without it.
    pub metrics: Option<SocketAddr>,
    /// What is wrong with the token and the address; warnings among them.
    pub problems: Vec<Problem>,
}

/// How Telegram calls the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The address that Telegram is told.
    pub url: String,
    /// Where the bot listens; what stands between passes the calls on.
    pub listen: SocketAddr,
}

impl BotSettings {
    /// From PRISTAN_TOKEN or the file that PRISTAN_TOKEN_FILE names, PRISTAN_API_URL, PRISTAN_UNPACED and the settings.
    pub(super) fn new(file: &File) -> BotSettings {
        let mut problems = Problems::default();
        let var = |name: &str| std::env::var(name).ok();
        let token = token(var("PRISTAN_TOKEN"), var("PRISTAN_TOKEN_FILE"), &mut problems);
        let api = var("PRISTAN_API_URL").filter(|api| !api.trim().is_empty());
        if let Some(api) = api.as_ref().filter(|api| !is_address(api)) {
            let what = format!("`PRISTAN_API_URL={api}` is no address");
            problems.error(environment(), what, "write `http://host:port`, or unset it");
        }
        let listen = file.listen.unwrap_or(LISTEN);
        let webhook = file.webhook.as_ref().map(|(url, _)| Webhook { url: url.clone(), listen });
        if let Some((url, place)) = file.webhook.as_ref().filter(|_| api.is_none()) {
            check_webhook(url, place, &mut problems);
        }
        // Nobody floods Telegram itself by a slip of the environment.
        let paced = api.is_none() || var("PRISTAN_UNPACED").is_none_or(|unpaced| unpaced.trim().is_empty());
        BotSettings { token, api, paced, webhook, metrics: file.metrics, problems: problems.into_sorted() }
    }

    /// Whether the bot cannot run with them.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == crate::knowledge::Severity::Error)
    }
}

/// The place of what is said in the environment.
pub fn environment() -> Place {
    Place { file: "environment".into(), line: 0 }
}

/// Telegram itself calls only a few ports, and only over TLS.
fn check_webhook(url: &str, place: &Place, problems: &mut Problems) {
    let place = place.clone();
    let rest = url.split("://").nth(1).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map(|(_, port)| port.parse::<u16>());
    if !url.starts_with("https://") {
        let what = format!("`webhook = \"{url}\"` is not encrypted");
        problems.error(place, what, "write `https://…`; Telegram calls no other");
    } else if !port.is_none_or(|port| port.is_ok_and(|port| PORTS.contains(&port))) {
        let what = format!("`webhook = \"{url}\"` has a port that Telegram does not call");
        problems.error(place, what, "use 443, 80, 88 or 8443");
    }
}

/// The token, with what is wrong about it. It is never shown.
fn token(direct: Option<String>, file: Option<String>, problems: &mut Problems) -> String {
    const REMEDY: &str =
        "get one from @BotFather and set PRISTAN_TOKEN_FILE to a file that holds it and nothing else, or PRISTAN_TOKEN";
    let given = |value: &Option<String>| value.as_ref().is_some_and(|value| !value.trim().is_empty());
    let (place, text) = if given(&direct) {
        (Place { file: "PRISTAN_TOKEN".into(), line: 0 }, direct.unwrap_or_default())
    } else if let Some(file) = file.clone().filter(|file| !file.trim().is_empty()) {
        let place = Place { file: file.as_str().into(), line: 0 };
        match std::fs::read_to_string(&file) {
            Ok(text) => {
                warn_of_readers(&file, problems);
                (place, text)
            }
            Err(error) => {
                let remedy = "correct PRISTAN_TOKEN_FILE, or let the bot's user read it";
                problems.error(place, format!("the file of the token cannot be read: {error}"), remedy);
                return String::new();
            }
        }
    } else {
        let empty = direct.is_some() || file.is_some();
        let what = if empty { "the bot's token is empty" } else { "the bot has no token" };
        problems.error(environment(), what, REMEDY);
        return String::new();
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        problems.error(place, "the bot's token is empty", REMEDY);
    } else if !is_token(text) {
        let what = "this is no token of a bot: digits, a colon, then 35 letters, digits, `_` or `-`";
        problems.error(place, what, REMEDY);
    } else {
        return text.to_owned();
    }
    String::new()
}

/// Whether a text has the shape of a token.
fn is_token(text: &str) -> bool {
    let Some((id, secret)) = text.split_once(':') else { return false };
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !id.is_empty()
        && id.chars().all(|c| c.is_ascii_digit())
        && secret.len() >= SHORTEST_SECRET
        && secret.chars().all(sound)
}

/// Warns of a token file that others may read. The bits of a group alone may be those of an access list, as systemd makes
/// them for its credentials.
fn warn_of_readers(file: &str, problems: &mut Problems) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).map_or(0, |data| data.permissions().mode()) & 0o777;
        if mode & 0o007 != 0 {
            let place = Place { file: file.into(), line: 0 };
            let what = format!("the file of the token may be read by others (its mode is {mode:o})");
            problems.warning(
                place,
                what,
                format!("`chmod 600 {file}`, and revoke the token if others have been there"),
            );
        }
    }
    let _ = (file, problems);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(token_in: Option<&str>, file: Option<&str>) -> (String, String) {
        let mut problems = Problems::default();
        let token = token(token_in.map(str::to_owned), file.map(str::to_owned), &mut problems);
        let told: Vec<String> = problems.into_sorted().iter().map(ToString::to_string).collect();
        (token, told.join("\n"))
    }

    #[test]
    fn what_is_wrong_with_a_token_is_told_and_the_token_is_not() {
        const GOOD: &str = "123456789:AAnobodysTokenOfThirtyFiveSigns0123";
        assert_eq!(said(Some(GOOD), None), (GOOD.to_owned(), String::new()));
        assert_eq!(said(Some(&format!("\u{feff}{GOOD}\r\n")), None).0, GOOD);
        for (direct, words) in [
            (None, "environment: error: the bot has no token; get one from @BotFather"),
            (Some(" "), "environment: error: the bot's token is empty"),
            (Some("secretsecretsecretsecret"), "PRISTAN_TOKEN: error: this is no token"),
            (Some("bot123456789:AAnobodysTokenOfThirtyFiveSigns0123"), "this is no token"),
            (Some("123456789:AAnobodys TokenOfThirtyFiveSigns0123"), "this is no token"),
            (Some("\"123456789:AAnobodysTokenOfThirtyFiveSigns0123\""), "this is no token"),
            (Some("123456789:short"), "this is no token"),
        ] {
            let (token, told) = said(direct, None);
            assert!(token.is_empty() && told.contains(words), "{direct:?}: {told}");
            assert!(!told.contains("secretsecret") && !told.contains("AAnobodys"), "{told}");
        }
        assert!(said(None, Some("/nowhere/token")).1.contains("/nowhere/token: error: the file of the token cannot"));
    }

    #[test]
    fn telegram_itself_calls_few_ports_and_only_over_tls() {
        for (url, good) in [
            ("https://bot.example.org/x", true),
            ("https://bot.example.org:8443/x", true),
            ("https://[2001:db8::1]/x", true),
            ("https://bot.example.org:8080", false),
            ("http://bot.example.org", false),
        ] {
            let mut problems = Problems::default();
            check_webhook(url, &environment(), &mut problems);
            assert_eq!(!problems.has_errors(), good, "{url}");
        }
    }
}
