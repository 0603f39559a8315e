//! Telling tags from text.

/// A piece of a text with tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// What stands between `<` and `>` of a tag.
    Tag(&'a str),
}

/// The longest tag, in bytes; what is longer is text with a sign of less in it.
const LONGEST: usize = 400;

/// The pieces of a text in order. Signs of less and more that make no tag are text.
///
/// ```
/// use pristan::text::{Piece, pieces};
/// assert_eq!(pieces("1 < 2 <b>x</b>"), [Piece::Text("1 < 2 "), Piece::Tag("b"), Piece::Text("x"), Piece::Tag("/b")]);
/// ```
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut begun, mut at) = (0, 0);
    while let Some(open) = text[at..].find('<').map(|open| at + open) {
        let inside = text[open + 1..].split_once('>').map(|(inside, _)| inside).filter(|inside| is_tag(inside));
        at = match inside {
            Some(inside) => {
                found.push(Piece::Text(&text[begun..open]));
                found.push(Piece::Tag(inside));
                begun = open + inside.len() + 2;
                begun
            }
            None => open + 1,
        };
    }
    found.push(Piece::Text(&text[begun..]));
    found.retain(|piece| *piece != Piece::Text(""));
    found
}

fn is_tag(inside: &str) -> bool {
    let name = inside.trim_start_matches('/');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && !inside.contains(['\n', '<']) && inside.len() < LONGEST
}
