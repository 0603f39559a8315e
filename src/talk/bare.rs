//! What of a message is said: not its links, not its tags; its lines are sentences.

/// A message without links and tags, its lines ended like sentences.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let untagged = without_tags(line);
        let link = |word: &&str| word.contains("://") || word.starts_with("www.");
        let words: Vec<&str> = untagged.split_whitespace().filter(|word| !link(word)).collect();
        if words.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if out.ends_with(['.', '?', '!', ',', ':', ';', '…']) { " " } else { ". " });
        }
        out.push_str(&words.join(" "));
    }
    out
}

/// A line without `<…>`: what looks like a tag, and nothing else between signs of less and more.
fn without_tags(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let tag = after.split_once('>').filter(|(tag, _)| {
            tag.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) && tag.len() < 300
        });
        match tag {
            Some((_, tail)) => {
                out.push(' ');
                rest = tail;
            }
            None => {
                out.push('<');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_tags_are_not_said_and_lines_are_sentences() {
        assert_eq!(bare("<a href=\"https://x.example\">press</a> here"), "press here");
        assert_eq!(bare("one\n\ntwo?\nthree www.x.example tg://user?id=1"), "one. two? three");
        assert_eq!(bare("1 < 2 > 0, <b"), "1 < 2 > 0, <b");
        assert_eq!(bare(""), "");
    }
}
