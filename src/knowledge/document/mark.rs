//! What stands before a question or an answer of a list and is no part of it: `Q:`, `Вопрос 3:`, `12.`.

use crate::knowledge::imported::{Role, names_one};

/// Single letters that stand for a question and for an answer.
const LETTERS: [(Role, &[&str]); 2] =
    [(Role::Question, &["Q", "В", "S", "F", "П", "З"]), (Role::Answer, &["A", "О", "C"])];

/// What follows the mark of a question or of an answer at the beginning of a line.
pub(in crate::knowledge) fn behind_mark(line: &str, role: Role) -> Option<&str> {
    let (name, rest) = line.split_once([':', '.'])?;
    let sign = line[name.len()..].chars().next()?;
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '№' | '#'));
    let letters = LETTERS.iter().find(|(other, _)| *other == role).map_or(&[][..], |(_, letters)| *letters);
    // `A. Smith` is a name, `Answer.` a sentence: only a letter of a list may have a full stop behind it.
    let marks = if sign == '.' { letters.contains(&name) } else { letters.contains(&bare) || names_one(bare, role) };
    (marks && rest.starts_with(' ')).then(|| rest.trim())
}

/// A line without the number before it: `12. ` or `3) `.
pub(in crate::knowledge) fn unnumbered(line: &str) -> &str {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')']).and_then(|rest| rest.strip_prefix(' '));
    rest.filter(|_| (1..=2).contains(&digits)).map_or(line, str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_words_for_questions_and_answers_in_any_language() {
        for (line, rest) in [
            ("Q: Is it open?", Some("Is it open?")),
            ("Вопрос: Когда открыто?", Some("Когда открыто?")),
            ("Вопрос №3: Когда открыто?", Some("Когда открыто?")),
            ("Soru 2: Kaçta açılıyor?", Some("Kaçta açılıyor?")),
            ("Питання: коли ви відчинені?", Some("коли ви відчинені?")),
            ("Frage: Wann?", Some("Wann?")),
            ("Note: is it open?", None),
            ("Question time: when?", None),
            ("Question. When?", None),
            ("12:30 is noon?", None),
        ] {
            assert_eq!(behind_mark(line, Role::Question), rest, "{line}");
        }
        assert_eq!(behind_mark("Ответ: с семи.", Role::Answer), Some("с семи."));
        assert_eq!(behind_mark("A. Yes.", Role::Answer), Some("Yes."));
        assert_eq!(behind_mark("Source: the town.", Role::Answer), None);
        assert_eq!((unnumbered("12. Is it open?"), unnumbered("2026. A year")), ("Is it open?", "2026. A year"));
    }
}
