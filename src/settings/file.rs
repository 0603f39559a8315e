//! The settings file: read as far as it goes, every problem with its line and a remedy.

use super::volunteers::{Hours, VolunteerRole, Volunteers};
use crate::knowledge::{Place, Problem, Problems, Role, SourceFile};
use crate::text::Lang;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Every setting, in the order of `operator/pristan.toml`.
const NAMES: [&str; 15] = [
    "base",
    "data",
    "key_file",
    "lang",
    "history",
    "groups",
    "webhook",
    "listen",
    "metrics",
    "approvals",
    "volunteers_chat",
    "owners",
    "editors",
    "volunteers",
    "hours",
];
/// Unknown names that differ from a known one by at most so many letters are taken for slips.
const SLIP: usize = 2;

/// What the settings file says.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Folders of the base.
    pub base: Option<Vec<PathBuf>>,
    /// Folder for everything kept.
    pub data: Option<PathBuf>,
    /// File with the key.
    pub key_file: Option<PathBuf>,
    /// The language of everything said.
    pub lang: Option<Lang>,
    /// Whether the terminal remembers typed lines.
    pub history: Option<bool>,
    /// Groups in which the bot may be.
    pub groups: Option<Vec<i64>>,
    /// The address at which Telegram calls the bot, and where that stands.
    pub webhook: Option<(String, Place)>,
    /// Where the bot listens for those calls.
    pub listen: Option<SocketAddr>,
    /// Where health and metrics are told.
    pub metrics: Option<SocketAddr>,
    /// Persons that a change of the base needs.
    pub approvals: Option<usize>,
    /// The volunteers' chat, and who may do what in it.
    pub volunteers: Option<Volunteers>,
}

impl File {
    /// Reads a file; what it holds beside the problems is usable.
    pub fn read(path: &Path) -> (File, Vec<Problem>) {
        let name = path.display().to_string();
        let mut problems = Problems::default();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let place = SourceFile::new(&name, Role::Theme, String::new()).whole();
            let remedy = "name another with `--settings FILE` or PRISTAN_SETTINGS, or none";
            problems.error(place, format!("the settings file cannot be read: {error}"), remedy);
        });
        let source = SourceFile::new(&name, Role::Theme, text.unwrap_or_default());
        let file = match DeTable::parse(&source.text) {
            Ok(table) => parsed(&source, table.get_ref(), &mut problems),
            Err(error) => {
                let place = source.place(error.span().map_or(0, |span| span.start));
                problems.error(place, format!("does not parse: {}", error.message()), "correct the line");
                File::default()
            }
        };
        (file, problems.into_sorted())
    }
}

fn parsed(source: &SourceFile, table: &DeTable<'_>, problems: &mut Problems) -> File {
    unknown(source, table, problems);
    let mut reader = Reader { source, table, problems };
    let groups = reader.read("groups", "a list of numbers", "[-1001234567890]", integers);
    if groups.as_ref().is_some_and(|groups| groups.iter().any(|group| *group >= 0)) {
        reader.wrong(
            "groups",
            "`groups` holds a number that is no group's",
            "the ids of groups are negative: `groups = [-100…]`",
        );
    }
    let file = File {
        base: reader.read("base", "a list of folders", "[\"/srv/pristan/base\"]", |value| {
            Some(strings(value)?.into_iter().map(PathBuf::from).collect())
        }),
        data: reader.read("data", "a folder", "\"/var/lib/pristan\"", |value| path(value)),
        key_file: reader.read("key_file", "a file", "\"/var/lib/pristan-key/people.key\"", |value| path(value)),
        lang: reader
            .read("lang", &Lang::list(|lang| format!("`{lang}`")), "\"ru\"", |value| value.as_str()?.parse().ok()),
        history: reader.read("history", "true or false", "false", DeValue::as_bool),
        groups,
        webhook: reader
            .read("webhook", "an address", "\"https://bot.example.org/pristan\"", |value| {
                value.as_str().filter(|text| is_address(text)).map(str::to_owned)
            })
            .map(|url| (url, reader.place("webhook"))),
        listen: reader.read("listen", "an IP address with a port", "\"127.0.0.1:8443\"", socket),
        metrics: reader.read("metrics", "an IP address with a port", "\"127.0.0.1:9464\"", socket),
        approvals: reader.read("approvals", "a number from 1 to 9", "2", |value| match value {
            DeValue::Integer(number) => number.as_str().parse().ok().filter(|number| (1..=9).contains(number)),
            _ => None,
        }),
        volunteers: volunteers(&mut reader),
    };
    if file.listen.is_some() && !table.contains_key("webhook") {
        reader.wrong(
            "listen",
            "`listen` is for a webhook, and there is none",
            "add `webhook = \"https://…\"`, or remove it",
        );
    }
    if file.metrics.is_some() && file.metrics == file.listen {
        reader.wrong("metrics", "`metrics` and `listen` name the same address", "give `metrics` a port of its own");
    }
    file
}

/// Reads who may do what in the volunteers' chat.
fn volunteers(reader: &mut Reader<'_, '_>) -> Option<Volunteers> {
    let chat = reader.read("volunteers_chat", "the number of a group", "-1001234567890", |value| {
        integer(value).filter(|chat| *chat < 0)
    });
    let mut people: Vec<(u64, VolunteerRole, String)> = Vec::new();
    for (key, role) in VolunteerRole::KEYS {
        let example = "{ anna = 123456789 }";
        let named = reader.read(key, "names with the numbers of their accounts", example, accounts).unwrap_or_default();
        for (name, account) in named {
            if people.iter().any(|(known, _, other)| *known == account || *other == name) {
                let what = format!("`{key}` names `{name}` or that account once more");
                reader.wrong(key, &what, "give each account one role and each name one account");
            }
            people.push((account, role, name));
        }
        if chat.is_none() && reader.table.contains_key(key) && !reader.table.contains_key("volunteers_chat") {
            let what = format!("`{key}` is for a volunteers' chat, and there is none");
            reader.wrong(key, &what, "add `volunteers_chat = -100…`, or remove it");
        }
    }
    let hours = reader.read("hours", "a time of the day in a time zone", "\"09:00-21:00 +03:00\"", |value| {
        value.as_str()?.parse::<Hours>().ok()
    });
    let has_owner = people.iter().any(|(_, role, _)| *role == VolunteerRole::Owner);
    if chat.is_some() && !has_owner && !reader.table.contains_key("owners") {
        let remedy = "add `owners = { anna = 123456789 }` with the number of your account";
        reader.wrong("volunteers_chat", "the volunteers' chat has no owner: nobody could give roles", remedy);
    }
    chat.map(|chat| Volunteers { chat, people, hours })
}

/// Names with the numbers of accounts.
fn accounts(value: &DeValue<'_>) -> Option<Vec<(String, u64)>> {
    let named = value.as_table()?.iter().map(|(name, number)| {
        let account = integer(number.get_ref()).and_then(|number| u64::try_from(number).ok());
        Some((name.get_ref().as_ref().to_owned(), account.filter(|account| *account > 0)?))
    });
    named.collect::<Option<Vec<_>>>().filter(|named| !named.is_empty())
}

/// Reads values of a table, and notes those that are not what they should be.
struct Reader<'a, 'b> {
    source: &'a SourceFile,
    table: &'a DeTable<'a>,
    problems: &'b mut Problems,
}

impl<'a> Reader<'a, '_> {
    fn read<T>(&mut self, key: &str, what: &str, example: &str, read: impl Fn(&DeValue<'a>) -> Option<T>) -> Option<T> {
        let value = self.table.get(key)?;
        let found = read(value.get_ref());
        if found.is_none() {
            self.wrong(key, &format!("`{key}` must be {what}"), &format!("write it as `{key} = {example}`"));
        }
        found
    }

    fn place(&self, key: &str) -> Place {
        self.source.place(self.table.get(key).map_or(0, |value| value.span().start))
    }

    fn wrong(&mut self, key: &str, what: &str, remedy: &str) {
        self.problems.error(self.place(key), what, remedy);
    }
}

/// Reports names that are no setting.
fn unknown(source: &SourceFile, table: &DeTable<'_>, problems: &mut Problems) {
    for name in table.keys().filter(|name| !NAMES.contains(&name.get_ref().as_ref())) {
        let written = name.get_ref();
        let near = NAMES.iter().map(|known| (strsim::osa_distance(known, written), *known)).min();
        let remedy = match near.filter(|(distance, _)| *distance <= SLIP) {
            Some((_, known)) => format!("did you mean `{known}`?"),
            None => format!("remove it; known are {}", NAMES.map(|name| format!("`{name}`")).join(", ")),
        };
        problems.error(source.place(name.span().start), format!("unknown setting `{written}`"), remedy);
    }
}

fn path(value: &DeValue<'_>) -> Option<PathBuf> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(PathBuf::from)
}

fn strings(value: &DeValue<'_>) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
}

fn integers(value: &DeValue<'_>) -> Option<Vec<i64>> {
    value.as_array()?.iter().map(|item| integer(item.get_ref())).collect()
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}

fn socket(value: &DeValue<'_>) -> Option<SocketAddr> {
    value.as_str()?.parse().ok()
}

/// Whether a text is an address with a host.
pub fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && !host.starts_with(':') && !text.contains(|c: char| c.is_whitespace() || c == '@' || c == '"')
}
