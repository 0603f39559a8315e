//! What a button carries: an action and a seal in at most 64 bytes. What comes back is anybody's word: without a good
//! seal it does nothing.

use crate::talk::Action;
use crate::text::Lang;

/// How the data of a related entry begins: pressing it sends a new message and leaves the answer in its place.
pub const RELATED: &str = "r:";
/// The most bytes that Telegram takes.
const MOST: usize = 64;

/// An action as what a button carries; none when it does not fit.
pub fn data(action: &Action, seal: &dyn Fn(&str) -> u64) -> Option<String> {
    let body = match action {
        Action::Entry(id) => format!("e:{id}"),
        Action::Topics(page) => format!("p:{page}"),
        Action::Theme(id, page) => format!("t:{page}:{id}"),
        Action::Language(lang) => format!("l:{lang}"),
        Action::NoneOfThese => "n".to_owned(),
        Action::Forget(sure) => format!("f:{}", u8::from(*sure)),
        Action::Promise(question) => format!("w:{question}"),
        Action::Unpromise => "x".to_owned(),
        Action::PassOn => "h".to_owned(),
        Action::BackToBot => "b".to_owned(),
        Action::Rate(id, helped) => format!("{}:{id}", if *helped { "u" } else { "d" }),
    };
    sealed(&body, seal)
}

/// The same for a related entry, whose answer comes below and leaves this one where it is.
pub fn related(id: &str, seal: &dyn Fn(&str) -> u64) -> Option<String> {
    sealed(&format!("{RELATED}{id}"), seal)
}

fn sealed(body: &str, seal: &dyn Fn(&str) -> u64) -> Option<String> {
    let data = format!("{body}~{:016x}", seal(body));
    (data.len() <= MOST).then_some(data)
}

/// The action that a button carries; none for what no button of ours carries, here and for this person.
pub fn action(data: &str, seal: &dyn Fn(&str) -> u64) -> Option<Action> {
    let (body, written) = data.rsplit_once('~')?;
    // Whoever tries seals learns nothing from the time that a refusal takes: it is lost in the network.
    if *written != format!("{:016x}", seal(body)) {
        return None;
    }
    let (kind, rest) = body.split_once(':').unwrap_or((body, ""));
    Some(match kind {
        "e" | "r" if !rest.is_empty() => Action::Entry(rest.to_owned()),
        "p" => Action::Topics(rest.parse().ok()?),
        "t" => {
            let (page, id) = rest.split_once(':')?;
            Action::Theme(id.to_owned(), page.parse().ok()?)
        }
        "l" => Action::Language(rest.parse::<Lang>().ok()?),
        "n" if rest.is_empty() => Action::NoneOfThese,
        "w" => Action::Promise(rest.parse().ok()?),
        "x" if rest.is_empty() => Action::Unpromise,
        "h" if rest.is_empty() => Action::PassOn,
        "b" if rest.is_empty() => Action::BackToBot,
        "f" if matches!(rest, "0" | "1") => Action::Forget(rest == "1"),
        "u" | "d" if !rest.is_empty() => Action::Rate(rest.to_owned(), kind == "u"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(body: &str) -> u64 {
        body.bytes().fold(7, |sum, byte| (sum * 31 + u64::from(byte)) & 0xffff_ffff)
    }

    #[test]
    fn what_goes_out_comes_back() {
        for what in [
            Action::Entry("cards-mir".to_owned()),
            Action::Topics(2),
            Action::Theme("1-money".to_owned(), 3),
            Action::Language(Lang::TR),
            Action::NoneOfThese,
            Action::Rate("flights".to_owned(), false),
            Action::Forget(true),
            Action::Promise(7),
            Action::Unpromise,
            Action::PassOn,
            Action::BackToBot,
        ] {
            let data = data(&what, &seal).unwrap();
            assert_eq!(action(&data, &seal), Some(what));
            assert_eq!(action(&data, &|_| 1), None, "sealed by somebody else");
        }
        assert_eq!(data(&Action::Entry("x".repeat(70)), &seal), None);
        for forged in ["", "e:", "q:1", "t:1", "p:x", "n:1", "~", "l:de", "p:99999999999999999999999", "e:cards-mir"] {
            assert_eq!(action(forged, &seal), None, "{forged}");
            let sealed = sealed(forged, &seal).unwrap();
            assert_eq!(action(&sealed, &seal).is_some(), forged == "e:cards-mir", "{forged}");
        }
    }
}
