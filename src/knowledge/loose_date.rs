//! Dates as people and programs write them in tables, front matter and headings.

use super::date::AsOf;
use crate::text::{fold, folded_words};

/// Beginnings of month names in the languages that tables come in, folded; each begins no other month of its language.
/// Those that begin with another one of the list stand before it.
const MONTHS: [&[&str]; 12] = [
    &["jan", "янв", "ocak", "oca", "ene", "січ"],
    &["feb", "fev", "фев", "sub", "лют"],
    &["mar", "мар", "марта", "mrz", "бер"],
    &["apr", "avr", "апр", "nis", "abr", "кві"],
    &["may", "mai", "май", "мая", "мае", "тра"],
    &["juin", "jun", "июн", "haz", "чер"],
    &["juil", "jul", "июл", "tem", "лип"],
    &["aug", "aou", "авг", "agu", "ago", "сер"],
    &["sep", "сен", "eyl", "вер"],
    &["oct", "okt", "окт", "eki", "жов"],
    &["nov", "ноя", "kas", "лис"],
    &["dec", "dez", "дек", "ara", "dic", "гру"],
];
/// Years that a source may speak of.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2199;

/// Reads a date in any common form: `2024-05-03T10:00:00Z`, `03.05.2024`, `5/2024`, `3 мая 2024 г.`, `May 3, 2024`.
/// `day_first` tells how `3/5/2024` is meant; without it such a date is only a month when both readings agree on one.
pub fn loose_date(text: &str, day_first: Option<bool>) -> Option<AsOf> {
    let text = text.trim();
    if let Ok(exact) = text.parse() {
        return Some(exact);
    }
    let head = text.split(['T', ' ']).next().unwrap_or_default();
    if text.len() > head.len() && head.len() == 10 {
        // RFC 3339, or a date with a time behind it.
        if let Ok(exact) = head.parse() {
            return Some(exact);
        }
    }
    let words = folded_words(text);
    if words.len() > 6 {
        return None;
    }
    match words.iter().find_map(|word| month_of(word)) {
        Some(month) => named(&words, month),
        None => numbers(&words, text, day_first),
    }
}

fn month_of(word: &str) -> Option<u32> {
    let starts = |names: &&[&str]| names.iter().any(|name| word.starts_with(&*fold(name)));
    MONTHS.iter().position(starts).map(|at| at as u32 + 1)
}

fn made(year: u32, month: Option<u32>, day: Option<u32>) -> Option<AsOf> {
    let month = month.map(|month| format!("-{month:02}")).unwrap_or_default();
    let day = day.map(|day| format!("-{day:02}")).unwrap_or_default();
    YEARS.contains(&year).then(|| format!("{year:04}{month}{day}").parse().ok())?
}

/// `3 мая 2024 г.`, `May 2024`: a year has four digits, a day one or two.
fn named(words: &[String], month: u32) -> Option<AsOf> {
    let digits = |word: &str| word.chars().take_while(char::is_ascii_digit).collect::<String>();
    let numbers: Vec<String> = words.iter().map(|word| digits(word)).filter(|digits| !digits.is_empty()).collect();
    let year = numbers.iter().find(|digits| digits.len() == 4)?.parse().ok()?;
    let day = numbers.iter().find(|digits| digits.len() < 3).and_then(|digits| digits.parse().ok());
    made(year, Some(month), day).or_else(|| made(year, Some(month), None))
}

/// Nothing but numbers: `2024/05/03`, `03.05.2024`, `05.2024`, `2024`.
fn numbers(words: &[String], text: &str, day_first: Option<bool>) -> Option<AsOf> {
    if words.iter().any(|word| word.bytes().any(|b| !b.is_ascii_digit()) && word != "г" && word != "г.") {
        return None;
    }
    let numbers: Vec<u32> = words.iter().filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [year] if YEARS.contains(&year) => made(year, None, None),
        [year, month] if YEARS.contains(&year) => made(year, Some(month), None),
        [month, year] if YEARS.contains(&year) => made(year, Some(month), None),
        [year, month, day] if YEARS.contains(&year) => made(year, Some(month), Some(day)),
        [first, second, year] if YEARS.contains(&year) => {
            // A full stop is only ever written with the day before the month.
            let day_first = if text.contains('.') || first > 12 { Some(true) } else { day_first };
            let day_first = if second > 12 { Some(false) } else { day_first };
            match day_first {
                Some(true) => made(year, Some(second), Some(first)),
                Some(false) => made(year, Some(first), Some(second)),
                None if first == second => made(year, Some(first), Some(first)),
                None => made(year, None, None),
            }
        }
        _ => None,
    }
}

/// Whether a table writes the day before the month in `3/5/2024`: as its first date that can be read in one way only.
pub fn writes_day_first<'a>(dates: impl Iterator<Item = &'a str>) -> Option<bool> {
    for date in dates {
        let parts: Vec<u32> = date.trim().split('/').filter_map(|part| part.trim().parse().ok()).collect();
        if let [first, second, _] = parts[..]
            && (first > 12) != (second > 12)
        {
            return Some(first > 12);
        }
    }
    None
}

/// A month or day that a heading names: `Tram fares (May 2024)`, `Тарифы, 3 мая 2024`.
pub fn dated_heading(heading: &str) -> Option<AsOf> {
    let words: Vec<&str> = heading.split(|c: char| c.is_whitespace() || "(),[]".contains(c)).collect();
    for length in [3, 2, 1] {
        for window in words.windows(length) {
            let text = window.join(" ");
            let is_month = |word: &&&str| word.chars().all(char::is_alphabetic) && month_of(&fold(word)).is_some();
            let full = window.iter().any(|word| word.len() >= 4 && word.bytes().take(4).all(|b| b.is_ascii_digit()));
            let month = window.iter().filter(is_month).count() == 1
                && window.iter().all(|word| is_month(&word) || word.starts_with(|c: char| c.is_ascii_digit()));
            let exact = length == 1 && text.contains(['-', '.']);
            if let Some(date) = loose_date(&text, None).filter(|_| (full && month && length > 1) || exact) {
                return Some(date);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, date) in [
            ("2024-05-03", "2024-05-03"),
            ("2024-05-03T10:00:00+02:00", "2024-05-03"),
            ("2024-05-03 10:00", "2024-05-03"),
            ("03.05.2024", "2024-05-03"),
            ("3.5.2024 г.", "2024-05-03"),
            ("05/2024", "2024-05"),
            ("25/05/2024", "2024-05-25"),
            ("05/25/2024", "2024-05-25"),
            ("03/05/2024", "2024"),
            ("3 мая 2024 г.", "2024-05-03"),
            ("Май 2024", "2024-05"),
            ("May 3rd, 2024", "2024-05-03"),
            ("3 Mayıs 2024", "2024-05-03"),
            ("Ağustos 2023", "2023-08"),
            ("3. März 2024", "2024-03-03"),
            ("12 juillet 2024", "2024-07-12"),
            ("15 червня 2024", "2024-06-15"),
            ("2024", "2024"),
        ] {
            assert_eq!(loose_date(text, None).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
        for text in ["", "soon", "12", "31.02.2024", "99/99/2024", "May", "version 2.4.2024.7", "20240503"] {
            assert_eq!(loose_date(text, None), None, "{text}");
        }
        assert_eq!(loose_date("3/5/2024", Some(true)).map(|date| date.to_string()).as_deref(), Some("2024-05-03"));
        assert_eq!(writes_day_first(["3/5/2024", "25/5/2024"].into_iter()), Some(true));
    }

    #[test]
    fn headings_may_hold_a_date() {
        let of = |text: &str| dated_heading(text).map(|date| date.to_string());
        assert_eq!(of("Tram fares (May 2024)").as_deref(), Some("2024-05"));
        assert_eq!(of("Тарифы на 3 мая 2024").as_deref(), Some("2024-05-03"));
        assert_eq!(of("Minutes 2023-11-02").as_deref(), Some("2023-11-02"));
        assert_eq!(of("The 400 bus may stop 2000 times"), None);
    }
}
