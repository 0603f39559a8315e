//! Short beginnings of long texts.

/// As many whole words of a text as stand in fewer than `longest` characters; at least the first, however long it is.
///
/// ```
/// assert_eq!(pristan::text::beginning("Hundreds of thousands", 12), "Hundreds of");
/// assert_eq!(pristan::text::beginning("short", 12), "short");
/// ```
pub fn beginning(text: &str, longest: usize) -> &str {
    let mut end = text.find(' ').unwrap_or(text.len());
    let ends = text.match_indices(' ').map(|(at, _)| at).chain([text.len()]);
    for at in ends {
        if text[..at].chars().count() < longest {
            end = at;
        }
    }
    text[..end].trim_end()
}
