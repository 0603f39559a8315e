//! What a button carries: an action in at most 64 bytes. What comes back is anybody's word and is read with care.

use crate::talk::Action;
use crate::text::Lang;

/// How the data of a related entry begins: pressing it sends a new message and leaves the answer in its place.
pub const RELATED: &str = "r:";
/// The most bytes that Telegram takes.
const MOST: usize = 64;

/// An action as the data of a button; none when it does not fit.
pub fn data(action: &Action, owner: Option<&str>) -> Option<String> {
    let body = match action {
        Action::Entry(id) => format!("e:{id}"),
        Action::Topics(page) => format!("p:{page}"),
        Action::Theme(id, page) => format!("t:{page}:{id}"),
        Action::Language(lang) => format!("l:{lang}"),
        Action::NoneOfThese => "n".to_owned(),
        Action::Rate(id, helped) => format!("{}:{id}", if *helped { "u" } else { "d" }),
    };
    let data = owner.map_or(body.clone(), |owner| format!("{body}~{owner}"));
    (data.len() <= MOST).then_some(data)
}

/// The action and the owner that a button's data names; none for data that no button of ours carries.
pub fn action(data: &str) -> Option<(Action, Option<&str>)> {
    let (body, owner) = data.split_once('~').map_or((data, None), |(body, owner)| (body, Some(owner)));
    let (kind, rest) = body.split_once(':').unwrap_or((body, ""));
    let action = match kind {
        "e" | "r" if !rest.is_empty() => Action::Entry(rest.to_owned()),
        "p" => Action::Topics(rest.parse().ok()?),
        "t" => {
            let (page, id) = rest.split_once(':')?;
            Action::Theme(id.to_owned(), page.parse().ok()?)
        }
        "l" => Action::Language(rest.parse::<Lang>().ok()?),
        "n" if rest.is_empty() => Action::NoneOfThese,
        "u" | "d" if !rest.is_empty() => Action::Rate(rest.to_owned(), kind == "u"),
        _ => return None,
    };
    Some((action, owner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_back() {
        for what in [
            Action::Entry("cards-mir".to_owned()),
            Action::Topics(2),
            Action::Theme("1-money".to_owned(), 3),
            Action::Language(Lang::Tr),
            Action::NoneOfThese,
            Action::Rate("flights".to_owned(), false),
        ] {
            let data = data(&what, Some("abc")).unwrap();
            assert_eq!(action(&data), Some((what, Some("abc"))));
        }
        assert_eq!(data(&Action::Entry("x".repeat(70)), None), None);
        for forged in ["", "e:", "q:1", "t:1", "p:x", "n:1", "~", "l:de", "p:99999999999999999999999"] {
            assert_eq!(action(forged), None, "{forged}");
        }
    }
}
