//! What stands before a document and tells of it: TOML between `+++` (ours, and Hugo's), YAML between `---` (Jekyll's,
//! Obsidian's). Other programs keep keys of their own there; only ours are read.

use crate::knowledge::date::AsOf;
use crate::knowledge::loose_date::loose_date;
use crate::text::Lang;

/// What the front matter says, as far as we ask.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::knowledge) struct Front {
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub language: Option<Lang>,
    pub as_of: Option<AsOf>,
}

/// Names of each key, ours first. Of a document that was changed, the last change counts.
pub(in crate::knowledge) const TITLE: &[&str] = &["title"];
pub(in crate::knowledge) const PUBLISHER: &[&str] = &["publisher", "site_name", "site", "source"];
pub(in crate::knowledge) const URL: &[&str] = &["url", "link", "canonical", "canonical_url", "source_url", "source"];
pub(in crate::knowledge) const LANGUAGE: &[&str] = &["language", "lang", "locale"];
pub(in crate::knowledge) const DATE: &[&str] = &[
    "as_of",
    "lastmod",
    "last_modified_at",
    "last_updated",
    "updated",
    "modified",
    "date",
    "published",
    "publishDate",
    "created",
];

impl Front {
    /// From a look-up of keys.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Front {
        let first = |keys: &[&str], fits: &dyn Fn(&str) -> bool| {
            keys.iter().filter_map(|key| get(key)).map(|value| value.trim().to_owned()).find(|value| fits(value))
        };
        let is_address = |value: &str| value.starts_with("https://") || value.starts_with("http://");
        Front {
            title: first(TITLE, &|value| !value.is_empty()),
            publisher: first(PUBLISHER, &|value| !value.is_empty() && !is_address(value)),
            url: first(URL, &is_address),
            language: first(LANGUAGE, &|value| language(value).is_some()).and_then(|value| language(&value)),
            as_of: DATE.iter().find_map(|key| loose_date(&get(key)?, None)),
        }
    }
}

/// `en`, `en-US`, `ru_RU`.
pub(in crate::knowledge) fn language(value: &str) -> Option<Lang> {
    value.split(['-', '_']).next().unwrap_or_default().to_lowercase().parse().ok()
}

/// The front matter and the text behind it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::knowledge) enum Matter<'a> {
    /// There is none.
    None,
    /// TOML, with its opening line blanked so that its bytes keep their places.
    Toml(String),
    /// YAML.
    Yaml(&'a str),
}

/// Parts a text from its front matter.
pub(in crate::knowledge) fn parted(text: &str) -> (Matter<'_>, &str) {
    for sign in ["+++", "---"] {
        let Some(rest) = text.strip_prefix(sign) else { continue };
        let Some(opening) = rest.find('\n').filter(|end| rest[..*end].trim().is_empty()) else { continue };
        let body = &rest[opening + 1..];
        let close = format!("\n{sign}");
        let (front, behind) = match body.strip_prefix(sign) {
            Some(behind) => ("", behind),
            None => match body.split_once(&close) {
                Some(parts) => parts,
                None => continue,
            },
        };
        // The rest of the closing line is no text.
        let text = behind.split_once('\n').map_or("", |(_, text)| text);
        let blank = " ".repeat(sign.len());
        return match sign {
            "+++" => (Matter::Toml(format!("{blank}{}{front}", &rest[..=opening])), text),
            _ if front.lines().any(|line| line.contains(':')) || front.trim().is_empty() => (Matter::Yaml(front), text),
            // A rule at the head of a text is no front matter: everything is text.
            _ => continue,
        };
    }
    (Matter::None, text)
}

/// The value of a top key of YAML, as far as plain documents use it: one line, quoted or not, or folded below it.
pub(in crate::knowledge) fn yaml(front: &str, key: &str) -> Option<String> {
    let mut lines = front.lines().skip_while(|line| {
        let named = line.split_once(':').map(|(name, _)| name);
        named.is_none_or(|name| !name.trim_matches(['"', '\'']).eq_ignore_ascii_case(key))
    });
    let (_, value) = lines.next()?.split_once(':')?;
    let value = value.trim();
    if matches!(value, ">" | ">-" | "|" | "|-") {
        let folded: Vec<&str> = lines.take_while(|line| line.starts_with([' ', '\t'])).map(str::trim).collect();
        return Some(folded.join(" ")).filter(|value| !value.is_empty());
    }
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote).and_then(|rest| rest.rsplit_once(quote)) {
            return Some(inside.0.to_owned());
        }
    }
    let bare = value.split(" #").next().unwrap_or_default().trim();
    Some(bare.to_owned()).filter(|value| !value.is_empty() && !value.starts_with(['[', '{', '#']))
}
