//! Which of the named places lie behind somebody, and which are asked about.

use crate::knowledge::Directions;
use crate::matcher::read::name_endings::leaves;
use crate::matcher::read::names::{NameKind, NamedAt};

/// Words of a direction that stand before a name, at most.
const MOST_WORDS: usize = 3;

/// Between a direction and a name: "from the UK".
const ARTICLES: [&str; 2] = ["the", "a"];

/// Whether a name among folded words is the place that somebody comes from or passes, and not the one that is asked
/// about. A people is neither.
pub fn lies_behind(words: &[String], named: &NamedAt, directions: &Directions) -> bool {
    if named.name.kind == NameKind::Nationality {
        return false;
    }
    let mut from = named.from;
    if from > 0 && ARTICLES.contains(&words[from - 1].as_str()) {
        from -= 1;
    }
    let before =
        (1..=MOST_WORDS.min(from)).any(|count| directions.before.at(&words[..from], from - count) == Some(count));
    let to = named.from + named.words;
    let rest = words.get(to..).unwrap_or_default();
    let left = leaves(&named.ending) && directions.leaving.find(rest).is_some();
    before && !goes_along(words, from, to) || directions.after.at(words, to).is_some() || left
}

/// Russian "с" with the case of "with" says who goes along, not what lies behind: "с Россией", and not "с Кипра".
fn goes_along(words: &[String], from: usize, to: usize) -> bool {
    const WITH: [&str; 7] = ["ой", "ей", "ом", "ем", "ым", "ами", "ями"];
    let stands = |word: &String| ["с", "со"].contains(&word.as_str());
    let last = words.get(to.saturating_sub(1)).map_or("", String::as_str);
    from.checked_sub(1).and_then(|at| words.get(at)).is_some_and(stands)
        && WITH.iter().any(|ending| last.ends_with(ending))
}
