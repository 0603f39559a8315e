//! Rumours: an entry with a claim says first whether it is so.

use crate::cli::Pristan;
use crate::help::{ask, index};
use pristan::knowledge::{Role, SourceFile, lint, read};
use pristan::talk::Outcome;

const THEME: &str = r#"title.en = "Rumours"

[[entry]]
id = "bridge-closed"
title.en = "Whether the bridge is closed"
claim.en = "the bridge is closed for foreigners"
claim.ru = "мост закрыт для иностранцев"
verdict = "false"
ask.en = ["can foreigners cross the bridge", "bridge closed"]
answer.en = "The guards let everybody through."
answer.ru = "Охрана пропускает всех."
source = "the guards"
as_of = "2022-09"

[[entry]]
id = "new-tax"
title.en = "Whether there is a tax on suitcases"
claim.en = "suitcases are taxed at the harbour"
verdict = "unknown"
ask.en = ["is there a tax on suitcases"]
answer.en = "The customs office has said nothing."
source = "the customs office"
as_of = "2022-08"
"#;

fn theme(text: &str) -> SourceFile {
    SourceFile::new("faq/rumours.toml", Role::Theme, text.to_owned())
}

#[test]
fn i_heard_that_is_answered_with_the_verdict_first() {
    let index = index(vec![vec![theme(THEME)]]);
    for (asked, entry, first) in [
        (
            "i heard that the bridge is closed for foreigners",
            "bridge-closed",
            "Not true, as the source says: “the bridge is closed for foreigners”.",
        ),
        ("is it true that the bridge is closed for foreigners?", "bridge-closed", "Not true"),
        ("can foreigners cross the bridge", "bridge-closed", "Not true"),
        (
            "говорят, мост закрыт для иностранцев",
            "bridge-closed",
            "Неправда, как говорит источник: «мост закрыт для иностранцев».",
        ),
        (
            "they say suitcases are taxed at the harbour",
            "new-tax",
            "Nobody has confirmed or refuted it: “suitcases are taxed at the harbour”.",
        ),
    ] {
        let reply = ask(&index, asked);
        let text = reply.text();
        assert_eq!(
            (reply.outcome, reply.entries.as_slice()),
            (Outcome::Answer, [entry.to_owned()].as_slice()),
            "{asked}: {text}"
        );
        assert!(text.starts_with(first), "{asked}: {text}");
        assert!(!text.contains("I do not confirm rumours") && !text.contains("Слухи"), "{asked}: {text}");
    }
}

#[test]
fn a_rumour_without_a_verdict_or_a_dated_source_is_an_error() {
    let told = |text: &str| {
        let (base, mut problems) = read(&[vec![theme(text)]]);
        problems.extend(lint(&base, None).into_sorted());
        problems.into_sorted().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert!(!told(THEME).contains("error"), "{}", told(THEME));
    for (from, to, words) in [
        ("verdict = \"false\"\n", "", "has `claim` and no `verdict`; a rumour has both"),
        ("claim.en = \"suitcases are taxed at the harbour\"\n", "", "has `verdict` and no `claim`"),
        ("verdict = \"unknown\"", "verdict = \"maybe\"", "`maybe` is no verdict; write `true`, `false` or `unknown`"),
        (
            "source = \"the guards\"\nas_of = \"2022-09\"\n",
            "",
            "judges a rumour, and nothing says by which source of when",
        ),
    ] {
        let text = told(&THEME.replace(from, to));
        assert!(text.contains("error") && text.contains(words), "{words}: {text}");
    }
    assert_eq!(Pristan::new().args(["check", "--quiet"]).run().code, 0);
}
