//! The stages of a reply from the shipped base, one by one: `cargo bench --bench stages`.

use divan::{Bencher, black_box};
use jiff::civil::{Date, date};
use pristan::files::Origin;
use pristan::knowledge::{Base, read};
use pristan::matcher::Index;
use pristan::talk::{Event, View, alone};
use pristan::text::folded_words;
use std::fmt;
use std::sync::LazyLock;

/// The day of the shipped base: a reply of any other day says how old its facts are, and so differs.
const TODAY: Date = date(2022, 10, 1);

/// What people write, by what makes it hard.
const QUESTIONS: [Question; 6] = [
    Question { kind: "plain", text: "где поменять рубли на лиры" },
    Question { kind: "typos", text: "где паменять рублы на лирры" },
    Question { kind: "wrong layout", text: "ult gjvtyznm he,kb yf kbhs" },
    Question { kind: "transliterated", text: "gde pomenyat rubli na liry" },
    Question { kind: "turkish", text: "ikamet nasıl alınır, hangi belgeler gerekli" },
    Question {
        kind: "long story",
        text: "Добрый вечер. Мы с братом вчера прилетели из Казани, почти без вещей, всё решилось за одну ночь. Родители \
               остались дома, отец говорит, что мы зря паникуем, мама плачет в трубку. У нас на двоих рюкзак, ноутбук и \
               конверт с рублями, карты здесь не проходят ни в одном магазине. Первую ночь пересидели в аэропорту на \
               лавке, сегодня знакомый пустил на диван, но только до четверга. Город огромный, языка мы не знаем, куда \
               идти утром, непонятно. Скажите, пожалуйста, где тут можно поменять рубли на лиры и не потерять половину?",
    },
];

/// Something that is asked, shown by its kind.
struct Question {
    kind: &'static str,
    text: &'static str,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)
    }
}

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(shipped(), &mut |_| {}));

fn main() {
    divan::main();
}

fn shipped() -> Base {
    let snapshot = Origin::Embedded.snapshot().expect("the copy inside the binary can always be read");
    read(&snapshot.layers).0
}

/// Cutting into words and folding them.
#[divan::bench(args = &QUESTIONS)]
fn fold(question: &Question) -> Vec<String> {
    folded_words(black_box(question.text))
}

/// Reading, mending and ranking.
#[divan::bench(args = &QUESTIONS)]
fn find(bencher: Bencher<'_, '_>, question: &Question) {
    let index = LazyLock::force(&INDEX);
    bencher.bench_local(|| index.find(black_box(question.text)));
}

/// All that happens between a question and its reply.
#[divan::bench(args = &QUESTIONS)]
fn reply(bencher: Bencher<'_, '_>, question: &Question) {
    let view = View { index: &INDEX, now: TODAY, lang: None, keeps: false };
    bencher.bench_local(|| alone(view, Event::Said(black_box(question.text).to_owned())));
}

/// From the text of files to a base.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_base() -> Base {
    shipped()
}

/// From a base to everything that is learnt from it.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn learn_base(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(shipped).bench_local_values(|base| Index::build(base, &mut |_| {}));
}
