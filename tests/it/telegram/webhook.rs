//! The webhook: Telegram's calls are answered as polled updates are, forged ones are not, and what is told of the process.

use super::process::{Bot, WEBHOOK, figure, free_addresses, place};
use crate::fake::{Fake, post, private, user};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The header with the secret.
const SECRET: &str = "X-Telegram-Bot-Api-Secret-Token";

/// A page of the process: its status and its text.
fn page(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// A message of somebody, as Telegram brings it.
fn update(id: u32, person: i64) -> Vec<u8> {
    let message = json!({"message_id": id, "date": 1_664_600_000, "from": user(person), "chat": private(person), "text": "спасибо"});
    json!({"update_id": id, "message": message}).to_string().into_bytes()
}

#[test]
fn what_telegram_brings_is_answered_once_and_outlives_the_process() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = free_addresses();
    let _way = fake.brings_to(addresses[0]);
    let mut bot = Bot::start_called(&fake, &data, addresses);
    let id = fake.says(1, "где поменять рубли");
    assert!(fake.until(|fake| fake.sent(1).len() == 1 && fake.waiting() == 0));
    fake.repeat(id, "где поменять рубли", 1);
    fake.push_raw(b"{\"update_id\":ID,\"message\":{\"text\":\"\\ud83d\"");
    assert!(fake.until(|fake| fake.waiting() == 0), "what comes twice and what cannot be read is acknowledged");
    let set = fake.calls("setWebhook");
    assert_eq!((set.len(), &set[0].body["url"]), (1, &json!(WEBHOOK)));
    let kinds = set[0].body["allowed_updates"].to_string();
    assert!(kinds.contains("\"my_chat_member\"") && kinds.contains("\"callback_query\""), "{kinds}");
    let (_, secret) = fake.webhook().unwrap();
    assert!(secret.len() >= 32, "the secret has {} signs", secret.len());
    bot.kill();
    fake.says(2, "спасибо");
    std::thread::sleep(Duration::from_millis(200));
    let mut bot = Bot::start_called(&fake, &data, addresses);
    assert!(fake.until(|fake| fake.sent(2).len() == 1));
    assert_eq!(fake.webhook().unwrap().1, secret, "the secret is the same after a restart");
    assert!(bot.asked_to_end());
    assert!(fake.webhook().is_some(), "who stops the bot for a moment loses nothing");
    assert!(fake.calls("getUpdates").is_empty());
    assert_eq!(fake.sent(1).len(), 1);
    // The settings no longer name a webhook.
    fake.says(3, "спасибо");
    let mut bot = Bot::start(&fake, &data);
    assert!(fake.until(|fake| fake.sent(3).len() == 1));
    assert!(fake.webhook().is_none());
    assert!(bot.asked_to_end());
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("event=webhook_set") && log.contains("unreadable_"), "{log}");
    assert!(log.contains("a webhook was set for this bot, and it is removed"), "not in silence: {log}");
    assert_eq!(fake.broken(), Vec::<String>::new());
}

/// What somebody might send who does not know the secret: heads of requests.
fn forged_heads(secret: &str) -> Vec<Vec<u8>> {
    let head = |headers: &[(&str, &[u8])]| {
        let mut head = b"POST /pristan HTTP/1.1\r\n".to_vec();
        for (name, value) in headers {
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        head
    };
    let good = secret.as_bytes();
    let reversed: Vec<u8> = good.iter().rev().copied().collect();
    let swapped = [&good[1..], &good[..1]].concat();
    let one = |value: &[u8]| head(&[(SECRET, value)]);
    vec![
        head(&[]),
        one(b""),
        one(b"wrong"),
        one(&good[..good.len() - 1]),
        one(&good[..1]),
        one(&[good, b"0"].concat()),
        one(&[b'a'; 257]),
        one(&[b'0'; 64]),
        one(secret.to_uppercase().as_bytes()),
        one(&reversed),
        one(&swapped),
        one(b"\xff\xfe\xfd"),
        one(&[b"\xc3\xa9", good].concat()),
        one(&[b"Bearer ", good].concat()),
        one(&[b"\"", good, b"\""].concat()),
        head(&[(SECRET, good), (SECRET, good)]),
        head(&[(SECRET, b"wrong"), (SECRET, good)]),
        head(&[(SECRET, good), (SECRET, b"")]),
        one(&[good, b", ", good].concat()),
        head(&[("X-Telegram-Bot-Api-Secret", good)]),
        head(&[("Authorization", good)]),
        head(&[("Cookie", &[SECRET.as_bytes(), b"=", good].concat())]),
    ]
}

#[test]
fn forged_calls_change_nothing() {
    let forged = figure("PRISTAN_FORGED_CALLS", 1_000, 10_000);
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = free_addresses();
    let [address, metrics] = addresses;
    let mut bot = Bot::start_called(&fake, &data, addresses);
    assert!(fake.until(|fake| fake.webhook().is_some()));
    let (_, secret) = fake.webhook().unwrap();
    let heads = forged_heads(&secret);
    let mut connection: Option<BufReader<TcpStream>> = None;
    let mut refused = 0;
    for number in 0..forged {
        let head = &heads[number as usize % heads.len()];
        let body = update(500_000 + number as u32, 10 + number as i64);
        // The body of a forged call is not read, so that the connection may end with it.
        match post(&mut connection, address, head, &body) {
            Ok(code) => assert_eq!(code, 401, "{}", String::from_utf8_lossy(head)),
            Err(_) => {
                connection = None;
                let code = post(&mut connection, address, head, &body).unwrap();
                assert_eq!(code, 401, "{}", String::from_utf8_lossy(head));
            }
        }
        refused += 1;
    }
    let good = format!("POST / HTTP/1.1\r\n{SECRET}: {secret}\r\n");
    let call = |head: &str, body: &[u8]| post(&mut None, address, head.as_bytes(), body).ok();
    assert_eq!(call(&good, &vec![b' '; (1 << 20) + 1]), Some(413), "more than a megabyte is not read");
    assert_eq!(call(&good.replace("POST", "GET"), b""), Some(405));
    assert_eq!(call(&good, &update(400_000, 1)), Some(200), "the real one is taken");
    assert!(fake.until(|fake| fake.sent(1).len() == 1));
    assert_eq!(fake.tally().len(), 1, "nobody else is answered");
    let (_, told) = page(metrics, "/metrics");
    let counted = "pristan_events_total{event=\"webhook_refused\"} ";
    let count = told.lines().find_map(|line| line.strip_prefix(counted)?.parse::<u64>().ok());
    assert!(count.is_some_and(|count| count >= refused), "{count:?} of {refused} are counted");
    println!("{refused} forged calls of {} kinds, 0 accepted", heads.len());
    assert!(bot.asked_to_end());
}

#[test]
fn an_address_that_is_taken_is_told_before_anything_begins() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = free_addresses();
    let _taken = std::net::TcpListener::bind(addresses[0]).unwrap();
    let mut bot = Bot::start_called(&fake, &data, addresses);
    assert_eq!(bot.ends_within(Duration::from_secs(20)), Some(2));
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains(&format!("`listen = \"{}\"`", addresses[0])) && log.contains("name another"), "{log}");
}

/// It is looked once a minute, so that this is for long runs.
#[test]
fn a_webhook_that_somebody_else_sets_is_an_alarm() {
    if figure("PRISTAN_WATCH", 0, 1) == 0 {
        println!("skipped: PRISTAN_WATCH=1 waits a minute for it");
        return;
    }
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = free_addresses();
    let _bot = Bot::start_called(&fake, &data, addresses);
    assert!(fake.until(|fake| fake.webhook().is_some()));
    fake.set_webhook("https://thief.example.org");
    let ours = |fake: &Fake| fake.webhook().is_some_and(|(url, _)| url == WEBHOOK);
    assert!(fake.within(Duration::from_secs(90), ours), "it is set again");
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("event=alarm what=\"another webhook"), "{log}");
}

/// Samples by name and labels.
type Samples = BTreeMap<String, f64>;
/// The kind of each family.
type Kinds = BTreeMap<String, String>;

/// A page in Prometheus' text format, read strictly.
fn prometheus(text: &str) -> Result<(Samples, Kinds), String> {
    let (mut samples, mut kinds) = (Samples::new(), Kinds::new());
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
    };
    let (mut helped, mut family) = (String::new(), String::new());
    if !text.ends_with('\n') {
        return Err("the last line does not end".to_owned());
    }
    for line in text.lines() {
        let wrong = |what: &str| Err(format!("{what}: {line}"));
        if let Some(help) = line.strip_prefix("# HELP ") {
            helped = help.split(' ').next().unwrap_or_default().to_owned();
            continue;
        }
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            let Some((name, kind)) = kind.split_once(' ') else { return wrong("no kind") };
            if !is_name(name) || name != helped || !["counter", "gauge", "histogram"].contains(&kind) {
                return wrong("a kind that is none, or without help");
            }
            if kinds.insert(name.to_owned(), kind.to_owned()).is_some() {
                return wrong("a family twice");
            }
            name.clone_into(&mut family);
            continue;
        }
        let Some((sample, value)) = line.rsplit_once(' ') else { return wrong("no sample") };
        let (name, labels) = match sample.split_once('{') {
            Some((name, rest)) => match rest.strip_suffix('}') {
                Some(labels) => (name, labels),
                None => return wrong("labels that do not end"),
            },
            None => (sample, ""),
        };
        let of_family = match kinds.get(&family).map(String::as_str) {
            Some("histogram") => ["_bucket", "_sum", "_count"].iter().any(|end| name == format!("{family}{end}")),
            Some("counter") => name == family && name.ends_with("_total"),
            _ => name == family,
        };
        if !is_name(name) || !of_family {
            return wrong("a sample outside its family");
        }
        for label in labels.split(',').filter(|label| !label.is_empty()) {
            let quoted = label.split_once('=').filter(|(name, value)| {
                is_name(name)
                    && value.len() >= 2
                    && value.starts_with('"')
                    && value.ends_with('"')
                    && !value[1..value.len() - 1].contains(['"', '\\'])
            });
            if quoted.is_none() {
                return wrong("a label that is none");
            }
        }
        let Ok(value) = value.parse::<f64>() else { return wrong("a value that is no number") };
        if samples.insert(sample.to_owned(), value).is_some() {
            return wrong("a sample twice");
        }
    }
    Ok((samples, kinds))
}

/// Classes of a histogram never fall, and the last holds all.
fn sound(samples: &Samples, stage: &str) -> f64 {
    let begins = format!("pristan_stage_seconds_bucket{{stage=\"{stage}\",le=\"");
    let bound = |sample: &str| -> Option<f64> {
        let bound = sample.strip_prefix(&begins)?.strip_suffix("\"}")?;
        if bound == "+Inf" { Some(f64::INFINITY) } else { bound.parse().ok() }
    };
    let mut classes: Vec<(f64, f64)> =
        samples.iter().filter_map(|(sample, count)| Some((bound(sample)?, *count))).collect();
    classes.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(classes.len() > 5 && classes.is_sorted_by(|a, b| a.1 <= b.1), "{stage}: {classes:?}");
    let count = samples[&format!("pristan_stage_seconds_count{{stage=\"{stage}\"}}")];
    assert_eq!(classes.last().map(|(bound, count)| (*bound, *count)), Some((f64::INFINITY, count)), "{stage}");
    assert!(samples[&format!("pristan_stage_seconds_sum{{stage=\"{stage}\"}}")] >= 0.0);
    count
}

#[test]
fn metrics_are_read_and_say_nothing_of_anybody() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = free_addresses();
    let _way = fake.brings_to(addresses[0]);
    let mut bot = Bot::start_called(&fake, &data, addresses);
    fake.all_say(987_654_001..=987_654_020, |_| "где лечить канареечную лихорадку");
    assert!(fake.until(|fake| fake.tally().len() == 20 && fake.waiting() == 0));
    assert_eq!(page(addresses[1], "/health"), (200, "ok\n".to_owned()));
    assert_eq!(page(addresses[1], "/").0, 404);
    let (code, text) = page(addresses[1], "/metrics");
    assert_eq!(code, 200);
    let (samples, kinds) = prometheus(&text).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
    assert_eq!(kinds["pristan_events_total"], "counter");
    assert_eq!(samples["pristan_events_total{event=\"started\"}"], 1.0);
    assert_eq!((samples["pristan_records_open"], samples["pristan_base_entries"]), (1.0, 43.0));
    assert_eq!(sound(&samples, "turn"), 20.0);
    assert!(["take", "pace", "send", "strike"].iter().all(|stage| sound(&samples, stage) > 0.0));
    for secret in ["987654", "Canarina", "канареечн", "AAcanaryToken", WEBHOOK] {
        assert!(!text.contains(secret), "`{secret}` in {text}");
    }
    for spoilt in ["a 1\n", "# HELP a b\n# TYPE a gauge\na{b=c} 1\n", "# HELP a b\n# TYPE a gauge\na x\n"] {
        assert!(prometheus(spoilt).is_err(), "the reader is strict: {spoilt}");
    }
    // They are off where nobody asks for them.
    assert!(bot.asked_to_end());
    let _bot = Bot::start(&fake, &data);
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.sent(1).len() == 1));
    assert!(TcpStream::connect(addresses[1]).is_err() && TcpStream::connect(addresses[0]).is_err());
}

/// From Telegram's call to the reply, at fifty a second, each from somebody else.
#[test]
fn a_call_is_answered_soon() {
    let calls = figure("PRISTAN_CALLS", 250, 6_000);
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = free_addresses();
    let _way = fake.brings_to(addresses[0]);
    let _bot = Bot::start_called(&fake, &data, addresses);
    fake.says(0, "спасибо");
    assert!(fake.until(|fake| fake.tally().len() == 1));
    let questions = ["где поменять рубли", "where can i sleep tonight", "ikamet nasıl alınır", "rfhnf vbh hf,jnftn"];
    let (begun, mut asked) = (Instant::now(), Vec::new());
    for number in 0..calls {
        std::thread::sleep((begun + Duration::from_millis(20 * number)).saturating_duration_since(Instant::now()));
        asked.push((1_000 + number as i64, Instant::now()));
        fake.says(1_000 + number as i64, questions[number as usize % questions.len()]);
    }
    assert!(fake.until(|fake| fake.tally().len() as u64 == calls + 1));
    let tally = fake.tally();
    let mut waits: Vec<Duration> =
        asked.iter().map(|(person, at)| tally[person].1.saturating_duration_since(*at)).collect();
    waits.sort();
    let at = |share: usize| waits[(waits.len() * share / 100).min(waits.len() - 1)];
    println!("{calls} calls at fifty a second: p50 {:?}, p99 {:?} from call to reply", at(50), at(99));
    assert!(
        at(50) < Duration::from_millis(500) && at(99) < Duration::from_secs(2),
        "p50 {:?}, p99 {:?}",
        at(50),
        at(99)
    );
}
