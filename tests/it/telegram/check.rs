//! `pristan bot --check`: what it finds, and that it tells one thing from another.

use super::process::{self, Bot, place};
use crate::fake::{Fake, Fault, TOKEN};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

#[test]
fn check_says_what_is_wrong_and_what_to_do() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let (good, said) = process::check(&fake, &data, TOKEN);
    assert!(good, "{said}");
    for line in [
        "ok  token: good, the bot is @pristan_test_bot",
        "ok  webhook: none",
        "ok  base: 43 entries",
        "ok  key:",
        "ok  disk:",
    ] {
        assert!(said.contains(line), "`{line}` in {said}");
    }
    for (token, words) in [
        (
            "123456789:AAwrongTokenThatNobodyGaveOut0123",
            "BAD token: the token is refused: get the current one from @BotFather",
        ),
        ("123:wrong", "BAD token: PRISTAN_TOKEN: this is no token of a bot"),
        ("", "BAD token: environment: the bot's token is empty; get one from @BotFather"),
    ] {
        let (good, said) = process::check(&fake, &data, token);
        assert!(!good && said.contains(words) && said.contains("@BotFather"), "{said}");
        assert!(said.contains("ok  base:") && said.contains("ok  disk:"), "the rest is looked at all the same: {said}");
        assert!(!said.contains("wrongToken") && !said.contains("123:wrong"), "{said}");
    }
}

#[test]
fn no_network_is_told_from_a_wrong_token() {
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.faults("getMe", [Fault::Page, Fault::Sick, Fault::BreakBefore]);
    for words in ["something answers that is no Bot API", "something answers that is no Bot API", "nothing answers"] {
        let (good, said) = process::check(&fake, &data, TOKEN);
        assert!(!good && said.contains(&format!("BAD network: {words}")) && !said.contains("BAD token"), "{said}");
        assert!(said.contains("whether the token is good is not known"), "{said}");
    }
    // Nobody is there at all.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (good, said) = process::check_in(&fake, &data, TOKEN, &[("PRISTAN_API_URL", &format!("http://{nobody}"))]);
    assert!(!good && said.contains("BAD network: nothing answers"), "{said}");
}

/// Looks, with the token in a file.
fn with_file(fake: &Fake, data: &Path, file: &Path) -> (bool, String) {
    process::check_in(fake, data, "", &[("PRISTAN_TOKEN_FILE", file.to_str().unwrap())])
}

#[test]
fn a_token_file_that_others_can_read_is_found() {
    let fake = Fake::start();
    let (folder, data) = place();
    let file = folder.path().join("token");
    let mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
    fs::write(&file, format!("{TOKEN}\r\n")).unwrap();
    mode(0o600);
    let (good, said) = with_file(&fake, &data, &file);
    assert!(good, "{said}");
    mode(0o644);
    let (good, said) = with_file(&fake, &data, &file);
    assert!(!good && said.contains("may be read by others (its mode is 644); `chmod 600"), "{said}");
    assert!(said.contains("ok  token: good"), "{said}");
    // The bot starts with it, and says so.
    let log = || fs::read_to_string(data.with_extension("log")).unwrap();
    let mut bot = Bot::start_in(&fake, &data, &[("PRISTAN_TOKEN", ""), ("PRISTAN_TOKEN_FILE", file.to_str().unwrap())]);
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.sent(1).len() == 1));
    assert!(log().contains("event=alarm") && log().contains("may be read by others"), "{}", log());
    assert!(bot.asked_to_end());
    fs::write(&file, "  \n").unwrap();
    mode(0o600);
    let (good, said) = with_file(&fake, &data, &file);
    assert!(!good && said.contains("token: the bot's token is empty"), "{said}");
    let (good, said) = with_file(&fake, &data, &folder.path().join("none"));
    assert!(!good && said.contains("none: the file of the token cannot be read"), "{said}");
}

#[test]
fn a_wrong_key_is_called_a_wrong_key() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let key = data.with_extension("key");
    let mut bot = Bot::start(&fake, &data);
    fake.says(1, "/lang en");
    assert!(fake.until(|fake| fake.sent(1).len() == 1 && fake.waiting() == 0));
    assert!(bot.asked_to_end());
    let right = fs::read(&key).unwrap();
    fs::write(&key, [7; 32]).unwrap();
    let (good, said) = process::check(&fake, &data, TOKEN);
    assert!(!good && said.contains("BAD key: the key file") && said.contains("holds another key"), "{said}");
    let mut bot = Bot::start(&fake, &data);
    assert_eq!(bot.ends_within(std::time::Duration::from_secs(20)), Some(2), "it does not serve without memory then");
    let log = fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("holds another key") && !log.contains("is damaged"), "{log}");
    fs::write(&key, [7; 31]).unwrap();
    assert!(process::check(&fake, &data, TOKEN).1.contains("is 31 bytes long"));
    fs::write(&key, &right).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(process::check(&fake, &data, TOKEN).1.contains("BAD key: the key file"));
    fs::remove_file(&key).unwrap();
    assert!(process::check(&fake, &data, TOKEN).1.contains("is gone, and the records"));
    assert!(!key.exists(), "no new key is made over old records");
    fs::write(&key, &right).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let (good, said) = process::check(&fake, &data, TOKEN);
    assert!(good && said.contains("ok  key:"), "{said}");
}

#[test]
fn a_webhook_that_is_not_ours_is_found() {
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.set_webhook("https://thief.example.org");
    let (good, said) = process::check(&fake, &data, TOKEN);
    assert!(!good && said.contains("BAD webhook: one is set") && said.contains("revoke it"), "{said}");
    assert!(fake.webhook().is_some(), "who looks changes nothing");
}
