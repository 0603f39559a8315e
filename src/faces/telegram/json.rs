//! Finding one's way in JSON that does not parse: where a value of an object or of a list begins and ends, without
//! understanding it. No depth, no broken letter and no escape stops it; only a missing quote or bracket does.

/// The value of a field of an object, as it is written; none when there is none or it does not end.
pub fn field<'a>(object: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut at = blank(object, 0);
    (object.get(at) == Some(&b'{')).then_some(())?;
    at += 1;
    loop {
        at = separator(object, at);
        let key = object.get(at..end(object, at)?)?;
        at = blank(object, at + key.len());
        (object.get(at) == Some(&b':')).then_some(())?;
        at = blank(object, at + 1);
        let value = object.get(at..end(object, at)?)?;
        if key.strip_prefix(b"\"").and_then(|key| key.strip_suffix(b"\"")) == Some(name.as_bytes()) {
            return Some(value);
        }
        at += value.len();
    }
}

/// Whether a field's value begins, though it may not end.
pub fn open_field<'a>(object: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let key = format!("\"{name}\"");
    let found = object.windows(key.len()).position(|window| window == key.as_bytes())?;
    let at = blank(object, found + key.len());
    (object.get(at) == Some(&b':')).then(|| &object[blank(object, at + 1)..])
}

/// Elements of a list, and what is left where it breaks off.
type Elements<'a> = (Vec<&'a [u8]>, Option<&'a [u8]>);

/// The elements of a list, each as it is written, and what follows the last that ends: none when the list is whole.
pub fn elements(list: &[u8]) -> Option<Elements<'_>> {
    let mut at = blank(list, 0);
    (list.get(at) == Some(&b'[')).then_some(())?;
    at += 1;
    let mut found = Vec::new();
    loop {
        at = separator(list, at);
        if list.get(at) == Some(&b']') {
            return Some((found, None));
        }
        match end(list, at).filter(|end| *end > at) {
            Some(end) => {
                found.push(&list[at..end]);
                at = end;
            }
            None => return Some((found, Some(&list[at.min(list.len())..]))),
        }
    }
}

fn blank(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn separator(text: &[u8], from: usize) -> usize {
    let at = blank(text, from);
    if text.get(at) == Some(&b',') { blank(text, at + 1) } else { at }
}

/// Where the value that begins at a place ends.
fn end(text: &[u8], from: usize) -> Option<usize> {
    match text.get(from)? {
        b'"' => string_end(text, from),
        b'{' | b'[' => {
            let (mut depth, mut at) = (0_usize, from);
            loop {
                match text.get(at)? {
                    b'"' => {
                        at = string_end(text, at)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        _ => {
            let rest = text.get(from..)?;
            let ends = |byte: &u8| byte.is_ascii_whitespace() || b",:]}".contains(byte);
            Some(from + rest.iter().position(ends).unwrap_or(rest.len()))
        }
    }
}

fn string_end(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_what_does_not_parse() {
        let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
        let list = format!(r#" [ {{"a":"\ud800 ]"}}, {deep} ,"x\"]", -1e999,{{}} ] "#);
        let (found, rest) = elements(list.as_bytes()).unwrap();
        let found: Vec<&str> = found.into_iter().map(|piece| std::str::from_utf8(piece).unwrap()).collect();
        assert_eq!(found, [r#"{"a":"\ud800 ]"}"#, &deep, r#""x\"]""#, "-1e999", "{}"]);
        assert_eq!(rest, None);
        let object = br#"{"b":{"a":1},"s":"\xff\"}","a" : [2 ] ,"c":nul}"#;
        assert_eq!(field(object, "a"), Some(b"[2 ]".as_slice()));
        assert_eq!(field(object, "c"), Some(b"nul".as_slice()));
        assert_eq!(field(object, "d"), None);
        assert_eq!(field(b"[1]", "a"), None);
        let (found, rest) = elements(br#"[1,{"a":"no end},2]"#).unwrap();
        assert_eq!((found.len(), rest), (1, Some(br#"{"a":"no end},2]"#.as_slice())));
        assert_eq!(elements(b"[1, ").unwrap().1, Some(b"".as_slice()));
        assert_eq!(elements(b"[}}").unwrap().1, Some(b"}}".as_slice()), "no endless loop");
        assert_eq!(elements(b"<html>"), None);
    }
}
