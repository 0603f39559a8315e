//! Figures in a text: numbers, sums, dates, counts. What an answer states must stand in a fact that it cites.

use std::collections::BTreeSet;

/// The figures of a text, each in one spelling: `100,000`, `100 000` and `100.000` are `100000`; `4,7` is `4.7`.
///
/// ```
/// let figures = pristan::knowledge::figures("от 100 до 120 рейсов, 1.350 avro, 4,7 million, 3–5 раз");
/// assert_eq!(figures.into_iter().collect::<Vec<_>>(), ["100", "120", "1350", "3", "4.7", "5"]);
/// ```
pub fn figures(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let mut figure = String::new();
        let mut groups = 0;
        loop {
            let run = digits_from(&chars, at);
            figure.extend(&chars[at..at + run]);
            at += run;
            let next = if at + 1 < chars.len() { digits_from(&chars, at + 1) } else { 0 };
            let sign = chars.get(at).copied().unwrap_or('\n');
            let leads = groups > 0 || run <= 3;
            if next == 3 && leads && matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | ',' | '.') {
                groups += 1;
            } else if matches!(sign, ',' | '.') && next > 0 && groups == 0 {
                figure.push('.');
                groups += 1;
            } else {
                break;
            }
            at += 1;
        }
        found.insert(figure);
    }
    found
}

fn digits_from(chars: &[char], at: usize) -> usize {
    chars[at..].iter().take_while(|c| c.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_figure_has_one_spelling() {
        for (text, expected) in [
            ("1 350 евро", &["1350"][..]),
            ("$400,000", &["400000"]),
            ("21 сентября 2022 года", &["2022", "21"]),
            ("4.700.000", &["4700000"]),
            ("240 км", &["240"]),
            ("in 2022, 120 planes", &["120", "2022"]),
            ("94 %", &["94"]),
            ("kein", &[]),
        ] {
            assert_eq!(figures(text).into_iter().collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
