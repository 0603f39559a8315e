//! Repair on bases that know few words: slips are mended, and correct sentences in any language are left alone.

use crate::help::{index, shipped};
use pristan::knowledge::{Role, SourceFile};
use pristan::matcher::Index;
use std::sync::OnceLock;

/// A base of ten rows, in three languages.
const ROWS: [(&str, &str); 10] = [
    ("en", "how do i borrow a bicycle from the library"),
    ("en", "where can i return a broken helmet"),
    ("en", "do i need a deposit for a scooter"),
    ("en", "what are the opening hours of the workshop"),
    ("ru", "как продлить аренду велосипеда"),
    ("ru", "сколько стоит ремонт колеса"),
    ("ru", "срок возврата залога"),
    ("tr", "bisiklet kiralamak için depozito gerekiyor mu"),
    ("tr", "atölye saat kaçta açılıyor"),
    ("tr", "kask ücretsiz mi"),
];

/// Correct sentences that no base is about.
const CORRECT: [&str; 24] = [
    "the lamp over the sink flickers every evening",
    "our neighbour painted his shed bright orange",
    "a heron stood on one leg in the shallow water",
    "they sold four jars of plum jam at the fair",
    "my aunt knits woollen mittens for sailors",
    "He met Ottoline near Harrowgate and they sang",
    "the kettle is lukewarm and the bread is stale",
    "бобёр перегрыз тонкую осину у ручья",
    "бабушка варит крыжовенное варенье в медном тазу",
    "на чердаке пахнет сухой мятой и старыми книгами",
    "хомяк набил щёки горохом",
    "мы с Аркадием видели в Муроме старый паровоз",
    "корабль обогнул мыс и бросил якорь",
    "весной грачи вернулись на тополя",
    "дед подковал лошадь и запряг телегу",
    "скрипка лежала в бархатном футляре",
    "balıkçı ağlarını güneşte kuruttu",
    "dedem bahçedeki cevizleri topladı",
    "tavşan çalıların arasından fırladı",
    "rüzgar kapıyı gürültüyle çarptı",
    "gölün kıyısında kurbağalar ötüyordu",
    "öğretmenimiz tahtaya bir üçgen çizdi",
    "kardeşim uçurtmasını ağaca taktı",
    "kedimiz sobanın yanında uyuyakalmış",
];

/// What is typed on the base of ten rows, and how it is understood.
const SLIPS: [(&str, &str); 9] = [
    ("how do i borow a bicycle", "how do i borrow a bicycle"),
    ("where can i retrun a helmet", "where can i return a helmet"),
    ("do i need a depsoit for a scooter", "do i need a deposit for a scooter"),
    ("opening hours of the workhsop", "opening hours of the workshop"),
    ("как продлить аренду велосепеда", "как продлить аренду велосипеда"),
    ("сколько стоит ремнот колеса", "сколько стоит ремонт колеса"),
    ("сколько стоитремонт", "сколько стоит ремонт"),
    ("crjkmrj cnjbn htvjyn rjktcf", "сколько стоит ремонт колеса"),
    ("skolko stoit remont kolesa", "сколько стоит ремонт колеса"),
];

/// What is typed on the shipped base, and how it is understood.
const OWN_SLIPS: [(&str, &str); 4] = [
    ("where can i exchnage rubles", "where can i exchange rubles"),
    ("как получить вид нажительство", "как получить вид на жительство"),
    ("где банкамат", "где банкомат"),
    ("rfr gjkexbnm dy;", "как получить внж"),
];

/// Denials, of which the bases know the opposite.
const DENIALS: [&str; 8] = [
    "depozito gerekmiyor mu",
    "atölye açılmıyor mu",
    "you needn't return a helmet",
    "i can't borrow a bicycle",
    "велосипеда нельзя вернуть",
    "невозвратного залога",
    "не где вернуть",
    "kask ücretli mi",
];

fn ten_rows() -> &'static Index {
    static TEN_ROWS: OnceLock<Index> = OnceLock::new();
    TEN_ROWS.get_or_init(|| {
        let entry = |(at, (lang, asked)): (usize, &(&str, &str))| {
            format!("[[entry]]\nid = \"row-{at}\"\ntitle.{lang} = \"{asked}\"\nask.{lang} = [\"{asked}\"]\nanswer.{lang} = \"{asked}.\"\n")
        };
        let text: String = ROWS.iter().enumerate().map(entry).collect();
        index(vec![vec![SourceFile::new("faq/rows.toml", Role::Theme, text)]])
    })
}

/// What is repaired in a text, but for marks.
fn repaired(index: &Index, text: &str) -> Option<String> {
    let reading = index.find(text).reading;
    let mended = reading.repairs.iter().any(|repair| repair.name() != "marks");
    mended.then(|| format!("{text} -> {:?} {:?}", reading.understood, reading.repairs))
}

#[test]
fn correct_sentences_are_left_alone_by_any_base() {
    for base in [ten_rows(), shipped()] {
        let damaged: Vec<String> = CORRECT.iter().filter_map(|text| repaired(base, text)).collect();
        assert!(damaged.is_empty(), "{}", damaged.join("\n"));
    }
}

#[test]
fn denials_stay_denials() {
    for base in [ten_rows(), shipped()] {
        let turned: Vec<String> = DENIALS.iter().filter_map(|text| repaired(base, text)).collect();
        assert!(turned.is_empty(), "{}", turned.join("\n"));
    }
}

#[test]
fn slips_are_mended_by_a_base_of_ten_rows_and_by_the_own() {
    for (base, slips) in [(ten_rows(), &SLIPS[..]), (shipped(), &OWN_SLIPS[..])] {
        let read = slips.iter().map(|(typed, meant)| (*typed, *meant, base.find(typed).reading.understood));
        let wrong: Vec<_> = read.filter(|(_, meant, understood)| understood.as_deref() != Some(*meant)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
