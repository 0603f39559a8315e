//! What the names of columns mean, in the languages that tables come in.

use super::tongue::Tongue;
use crate::text::{fold, folded_words};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::knowledge) enum Role {
    Question,
    Answer,
    Id,
    Source,
    Date,
    Theme,
    Language,
    /// Of an export of QnA Maker: its own number of the row, follow-ups, and whether it answers follow-ups only.
    Number,
    Prompts,
    ContextOnly,
    /// Something that an export always carries and nobody misses.
    Ballast,
}

/// Words of headers by what they name. Longer ones also begin a word: `Fragetext`, `вопроса`.
pub(super) const WORDS: &[(Role, &str)] = &[
    (Role::Language, "lang language locale язык dil dili sprache langue idioma мова"),
    (
        Role::Theme,
        "category categories theme topic section категория тема раздел рубрика kategori konu bolum kategorie",
    ),
    (Role::Theme, "thema rubrik bereich categorie rubrique sujet categoria tema seccion категорія розділ"),
    (
        Role::Source,
        "source url link links href reference website источник ссылка сайт kaynak baglanti quelle lien fuente",
    ),
    (Role::Source, "enlace джерело посилання"),
    (
        Role::Date,
        "date dated updated reviewed verified as_of asof modified дата обновлено обновление актуально проверено",
    ),
    (Role::Date, "tarih guncelleme datum stand aktualisiert jour fecha actualizado оновлено перевірено"),
    (Role::Question, "question q query utterance phrasing вопрос soru frage pregunta питання запитання"),
    (Role::Answer, "answer answers a response reply ответ cevap yanit antwort reponse respuesta відповідь відповіді"),
    (Role::Id, "id slug key ключ anahtar"),
];
/// Words that name a question or an answer where nothing else does.
pub(super) const WEAK: &[(Role, &str)] = &[
    (Role::Question, "title heading subject заголовок baslik titel titre titulo"),
    (
        Role::Answer,
        "text body content description текст описание metin icerik inhalt texte contenu texto contenido опис",
    ),
];
/// Columns of QnA Maker, run together.
const EXPORT: &[(Role, &str)] = &[
    (Role::Number, "qnaid"),
    (Role::Prompts, "prompts"),
    (Role::ContextOnly, "iscontextonly"),
    (Role::Ballast, "suggestedquestions"),
    (Role::Ballast, "sourcedisplayname"),
    (Role::Ballast, "isdocumenttext"),
    (Role::Ballast, "lastupdatedtimestamp"),
];
/// A word of a header of at least this length may go on: endings, compounds.
const OPEN_WORD: usize = 5;
/// A header cell has at most so many words.
const LONGEST_HEADER: usize = 5;
/// Whether a single word is a name for this.
pub(in crate::knowledge) fn names_one(word: &str, role: Role) -> bool {
    let parts = name_parts(word);
    parts.len() == 1 && role_of(word, WORDS).is_some_and(|(found, _)| found == role)
}

/// What the name of a column says it holds, and in which language.
pub(super) fn role_of(cell: &str, words: &[(Role, &str)]) -> Option<(Role, Option<Tongue>)> {
    let parts = name_parts(cell);
    let whole = parts.concat();
    if let Some((role, _)) = EXPORT.iter().find(|(_, name)| *name == whole) {
        return Some((*role, None));
    }
    let asks = cell.trim_end().ends_with('?') && parts.len() > 1;
    if parts.is_empty() || parts.len() > LONGEST_HEADER || asks || cell.trim_end().ends_with('.') && parts.len() > 2 {
        return None;
    }
    let names = |part: &str, word: &str| {
        let word = fold(word);
        part == word || (word.chars().count() >= OPEN_WORD && part.starts_with(&*word))
    };
    let has =
        |list: &str| list.split(' ').any(|word| parts.iter().any(|part| names(part, word)) || whole == fold(word));
    let (role, _) = words.iter().find(|(_, list)| has(list))?;
    let ends = [parts.last(), parts.first()].into_iter().flatten().filter(|_| parts.len() > 1);
    let tongue = ends.filter(|part| part.len() > 1).find_map(|part| Tongue::named(part));
    Some((*role, tongue.filter(|_| matches!(role, Role::Question | Role::Answer))))
}

/// The words of a column's name: `questionText`, `faq_question` and `Question (EN)` have two or three.
pub(super) fn name_parts(cell: &str) -> Vec<String> {
    let mut parted = String::new();
    let mut before = ' ';
    for c in cell.chars().take(80) {
        if c.is_uppercase() && before.is_lowercase() {
            parted.push(' ');
        }
        parted.push(c);
        before = c;
    }
    folded_words(&parted)
}
