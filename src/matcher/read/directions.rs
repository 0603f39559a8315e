//! How a person stands to the places that are named: which they come from, pass, go to, or are citizens of.

use crate::knowledge::Directions;
use crate::matcher::read::name_endings::{goes, leaves};
use crate::matcher::read::names::NamedAt;

/// Words of a direction that stand before a name, at most.
const MOST_WORDS: usize = 3;

/// Between a direction and a name: "from the UK".
const ARTICLES: [&str; 2] = ["the", "a"];

/// Letters of a name that may be cut short: "РФ".
const SHORTENED: usize = 3;

/// How a place stands to the person who asks, or is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// They are there, or it is what is asked about; also any people.
    At,
    /// They come from there: "from Dublin".
    Behind,
    /// They only pass it, or were there before: "via Dublin", "after Dublin".
    Passed,
    /// They go there: "to Dublin".
    Ahead,
    /// They are citizens of it, or its people: "a citizen of Ireland".
    Whose,
}

impl Bearing {
    /// That of a name among folded words.
    pub fn of(words: &[String], named: &NamedAt, directions: &Directions) -> Bearing {
        if !named.name.kind.is_place() {
            return Bearing::At;
        }
        let around = Around::of(words, named);
        if around.opens(|at| directions.people.at(around.before, at))
            || directions.nationals.at(words, around.to).is_some()
        {
            return Bearing::Whose;
        }
        let behind =
            around.opens(|at| directions.before.at(around.before, at)) && !goes_along(words, around.from, around.to);
        let left =
            leaves(&named.ending) && directions.leaving.find(words.get(around.to..).unwrap_or_default()).is_some();
        let after = directions.after.at(words, around.to);
        if behind || left || after.is_some() {
            let passed = around.opens(|at| directions.passing.at(around.before, at))
                || after.is_some() && directions.passing.at(words, around.to).is_some();
            return if passed { Bearing::Passed } else { Bearing::Behind };
        }
        let ahead = around.opens(|at| directions.toward.at(around.before, at)) && !around.stays(words);
        if ahead || goes(&named.ending) { Bearing::Ahead } else { Bearing::At }
    }

    /// Whether it is not the place that is asked about: somebody comes from it, or passes it.
    pub fn is_behind(self) -> bool {
        matches!(self, Bearing::Behind | Bearing::Passed)
    }
}

/// The words around a name.
struct Around<'a> {
    /// Where the name begins, its article among it, and where it ends.
    from: usize,
    to: usize,
    before: &'a [String],
}

impl<'a> Around<'a> {
    fn of(words: &'a [String], named: &NamedAt) -> Around<'a> {
        let article = named.from > 0 && ARTICLES.contains(&words[named.from - 1].as_str());
        let from = named.from - usize::from(article);
        Around { from, to: named.from + named.words, before: &words[..from] }
    }

    /// Whether some words that end right before the name are a direction, given the length of one that begins at a word.
    fn opens(&self, length: impl Fn(usize) -> Option<usize>) -> bool {
        (1..=MOST_WORDS.min(self.from)).any(|count| length(self.from - count) == Some(count))
    }

    /// Russian and Ukrainian "в" and "на" lead to a place with the case of "whither" alone: "в Россию", and not "в России".
    /// What has one form for both, or is cut short ("Сочи", "РФ"), may be either.
    fn stays(&self, words: &[String]) -> bool {
        const WHERE_OR_WHITHER: [&str; 4] = ["в", "во", "на", "у"];
        let either = self.before.last().is_some_and(|word| WHERE_OR_WHITHER.contains(&word.as_str()));
        let Some(last) = words.get(self.to.saturating_sub(1)).filter(|_| either) else { return false };
        let whither = !["ой", "ей", "ом", "ем", "ім"].iter().any(|where_to| last.ends_with(where_to))
            && last.ends_with(|letter: char| letter.is_alphabetic() && !"аеиоыэяіїєх".contains(letter));
        !whither || last.chars().count() <= SHORTENED
    }
}

/// Russian "с" with the case of "with" says who goes along, not what lies behind: "с Россией", and not "с Кипра".
fn goes_along(words: &[String], from: usize, to: usize) -> bool {
    const WITH: [&str; 7] = ["ой", "ей", "ом", "ем", "ым", "ами", "ями"];
    let stands = |word: &String| ["с", "со"].contains(&word.as_str());
    let last = words.get(to.saturating_sub(1)).map_or("", String::as_str);
    from.checked_sub(1).and_then(|at| words.get(at)).is_some_and(stands)
        && WITH.iter().any(|ending| last.ends_with(ending))
}
