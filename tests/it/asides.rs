//! What is said beside a question is heard in words that nobody wrote down, and what asks is not taken for it.

use crate::help::{shipped, view};
use pristan::matcher::KindModel;
use pristan::talk::{Event, Reply, State, step};
use std::path::Path;

/// What stands before what is said, in each language: three answers.
const BEFORE: [(&str, [&str; 3]); 3] = [
    ("en", ["where can i change rubles", "how do i get a residence permit", "where can i stay for free tonight"]),
    ("ru", ["где поменять рубли на лиры", "как получить внж", "где бесплатно переночевать"]),
    ("tr", ["rubleyi nerede bozdururum", "ikamet izni nasıl alınır", "bu gece ücretsiz nerede kalabilirim"]),
];

/// The lines of a table: language, label, what was written, and the reply to it behind an answer.
fn replied(table: &str) -> Vec<(String, String, Reply)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(table);
    let text = std::fs::read_to_string(path).unwrap();
    let reply = |(at, line): (usize, &str)| {
        let [lang, label, said] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let before = BEFORE.iter().find(|(known, _)| *known == lang).unwrap().1[at % 3];
        let talk = step(view(shipped()), State::default(), Event::Said(before.to_owned()));
        let done = step(view(shipped()), talk.state, Event::Said(said.to_owned()));
        (label.to_owned(), said.to_owned(), done.replies.into_iter().next().unwrap())
    };
    text.lines().skip(1).enumerate().map(reply).collect()
}

fn share(part: usize, of: usize) -> f32 {
    part as f32 / of as f32
}

#[test]
fn asides_are_heard_behind_an_answer_in_words_that_nobody_wrote_down() {
    let all = replied("asides/held.tsv");
    let (questions, asides): (Vec<_>, Vec<_>) = all.iter().partition(|(label, ..)| label == "-");
    let missed: Vec<_> = asides.iter().filter(|(label, _, reply)| reply.smalltalk.as_ref() != Some(label)).collect();
    let taken: Vec<_> = questions.iter().filter(|(.., reply)| reply.smalltalk.is_some()).collect();
    let (heard, taken_for_one) = (1.0 - share(missed.len(), asides.len()), share(taken.len(), questions.len()));
    let shown = |lines: &[&&(String, String, Reply)]| -> String {
        let line =
            |(label, said, reply): &(String, String, Reply)| format!("{label} as {:?}: {said}\n", reply.smalltalk);
        lines.iter().map(|one| line(one)).collect()
    };
    println!("heard {heard:.3}, questions taken for one {taken_for_one:.3}\n{}{}", shown(&missed), shown(&taken));
    assert!(heard >= 0.77 && taken_for_one <= 0.06, "heard {heard}, questions taken for one {taken_for_one}");
}

#[test]
fn cries_behind_an_answer_are_heard_and_calm_messages_set_off_few_alarms() {
    let all = replied("danger/talk.tsv");
    let line = |reply: &Reply| {
        let mut files = shipped().base.languages.iter();
        files.any(|(_, file)| {
            reply.text().starts_with(file.phrases.danger_perhaps.replace("{emergency}", "112").as_str())
        })
    };
    let alarm = |reply: &Reply| reply.smalltalk.as_deref().is_some_and(|kind| kind.starts_with("danger-"));
    let of = |label: &str| all.iter().filter(|(own, ..)| own == label).map(|(.., reply)| reply).collect::<Vec<_>>();
    let (cries, calm) = (of("cry"), of("calm"));
    let told = |replies: &[&Reply], is: &dyn Fn(&Reply) -> bool| {
        share(replies.iter().filter(|reply| is(reply)).count(), replies.len())
    };
    let heard = told(&cries, &|reply| alarm(reply) || line(reply) || reply.text().contains("112"));
    let (alarms, lines) = (told(&calm, &alarm), told(&calm, &line));
    println!("heard {heard:.3}, alarms at calm messages {alarms:.3}, lines {lines:.3}");
    assert!(heard >= 0.88 && alarms <= 0.05 && lines <= 0.12, "heard {heard}, alarms {alarms}, lines {lines}");
}

#[test]
fn the_shipped_model_knows_every_kind_of_smalltalk() {
    let model = KindModel::asides().expect("help: run `pristan build --danger model`");
    for (lang, file) in shipped().base.languages.iter() {
        for small in &file.smalltalk {
            assert!(
                model.kinds.contains(&small.id),
                "help: `{}` of {lang:?} is unknown to model/asides.bin; run `pristan build --danger model`",
                small.id
            );
        }
    }
}
