//! What a button of the volunteers' chat carries: an action, a number, and a seal that is good in that chat alone.

/// What pressing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// Takes a group in hand.
    Take(u64),
    /// Leaves a group without an answer.
    Ignore(u64),
    /// Opens a group again.
    Reopen(u64),
    /// Makes a group ways to ask for an entry.
    Phrasing(u64, String),
    /// Asks for what makes a group a gap.
    Gap(u64),
    /// Publishes a draft, or agrees to it.
    Publish(u64),
    /// Drops a draft.
    Drop(u64),
    /// Takes back what a draft became.
    Undo(u64),
    /// Ends a talk with a person.
    End(String),
}

/// How the data of all of them begins.
pub const OURS: &str = "v:";
/// The most bytes that Telegram takes.
const MOST: usize = 64;

/// What a button carries; none when it does not fit.
pub fn data(press: &Press, seal: &dyn Fn(&str) -> u64) -> Option<String> {
    let body = match press {
        Press::Take(number) => format!("{OURS}t:{number}"),
        Press::Ignore(number) => format!("{OURS}i:{number}"),
        Press::Reopen(number) => format!("{OURS}o:{number}"),
        Press::Phrasing(number, entry) => format!("{OURS}p:{number}:{entry}"),
        Press::Gap(number) => format!("{OURS}g:{number}"),
        Press::Publish(number) => format!("{OURS}P:{number}"),
        Press::Drop(number) => format!("{OURS}x:{number}"),
        Press::Undo(number) => format!("{OURS}u:{number}"),
        Press::End(name) => format!("{OURS}e:{name}"),
    };
    let data = format!("{body}~{:016x}", seal(&body));
    (data.len() <= MOST).then_some(data)
}

/// What a button does; none for what no button of the desk carries.
pub fn press(data: &str, seal: &dyn Fn(&str) -> u64) -> Option<Press> {
    let (body, written) = data.rsplit_once('~')?;
    if *written != format!("{:016x}", seal(body)) {
        return None;
    }
    let (kind, rest) = body.strip_prefix(OURS)?.split_once(':')?;
    let number = || rest.parse::<u64>().ok();
    Some(match kind {
        "t" => Press::Take(number()?),
        "i" => Press::Ignore(number()?),
        "o" => Press::Reopen(number()?),
        "p" => {
            let (number, entry) = rest.split_once(':').filter(|(_, entry)| !entry.is_empty())?;
            Press::Phrasing(number.parse().ok()?, entry.to_owned())
        }
        "g" => Press::Gap(number()?),
        "P" => Press::Publish(number()?),
        "x" => Press::Drop(number()?),
        "u" => Press::Undo(number()?),
        "e" if !rest.is_empty() => Press::End(rest.to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_back() {
        let seal = |body: &str| body.bytes().fold(3, |sum, byte| (sum * 31 + u64::from(byte)) & 0xffff_ffff);
        for what in [
            Press::Take(1),
            Press::Ignore(u64::MAX),
            Press::Reopen(3),
            Press::Phrasing(4, "cards-mir".to_owned()),
            Press::Gap(5),
            Press::Publish(6),
            Press::Drop(7),
            Press::Undo(8),
            Press::End("bakivo".to_owned()),
        ] {
            let data = data(&what, &seal).unwrap();
            assert_eq!(press(&data, &seal), Some(what));
            assert_eq!(press(&data, &|_| 1), None, "sealed by somebody else");
        }
        assert_eq!(data(&Press::Phrasing(1, "x".repeat(60)), &seal), None);
        for forged in ["", "v:", "v:t:", "v:t:x", "v:p:1", "v:p:1:", "v:e:", "e:cards-mir", "v:z:1"] {
            assert_eq!(press(&format!("{forged}~{:016x}", seal(forged)), &seal), None, "{forged}");
        }
    }
}
