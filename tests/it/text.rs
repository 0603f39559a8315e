//! Laws of the text room, over random input.

use pristan::text::{
    Lang, MAX_CHARS, fold, folded_words, from_latin_keys, language, latin_from_keys, layouts, spellings, tidy, unmix,
    words,
};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn tidy_and_fold_are_stable(text in "\\PC{0,80}") {
        let once = tidy(&text);
        prop_assert_eq!(&tidy(&once), &once);
        let folded = fold(&text);
        prop_assert_eq!(&fold(&folded), &folded);
    }

    #[test]
    fn any_string_at_all_is_taken(text in any::<String>()) {
        let once = tidy(&text);
        prop_assert_eq!(&tidy(&once), &once);
        prop_assert!(once.chars().count() <= MAX_CHARS);
        fold(&text);
        for word in words(&text) {
            prop_assert!(!word.text.is_empty() && !word.raw.is_empty());
            unmix(&word.text);
        }
        for spelling in Lang::ALL.into_iter().flat_map(|lang| spellings(&text, lang)) {
            prop_assert!(text.is_char_boundary(spelling.len));
        }
    }

    #[test]
    fn folding_first_changes_no_plain_word(text in "[a-zа-яё0-9 ,.!?-]{0,60}") {
        prop_assert_eq!(folded_words(&text), folded_words(&fold(&text)));
    }

    #[test]
    fn the_wrong_layout_can_be_undone(numbers in proptest::collection::vec(any::<usize>(), 0..40)) {
        for lang in layouts() {
            let letters: Vec<char> = language(lang).rows.concat().chars().chain([' ']).collect();
            let text: String = numbers.iter().map(|number| letters[number % letters.len()]).collect();
            prop_assert_eq!(from_latin_keys(&latin_from_keys(&text, lang), lang), text);
        }
    }
}
