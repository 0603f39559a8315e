//! What is stored of people and about what was asked: the tables, and for every field why, for how long and under which
//! key. `pristan privacy --seized` prints this, and a test fails when something is stored that does not stand here.

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// The memory of each chat, by the chat's id.
    Chats,
    /// Questions kept for volunteers, by a number of their own.
    Questions,
    /// How often an answer helped and did not, by the entry's id.
    Ratings,
    /// What was taken from a face and not handled yet, in order.
    Inbox,
    /// What is to be sent, in order.
    Outbox,
    /// Ids of updates that were taken, a list for each stretch of time.
    Seen,
    /// Where groups that moved come from, by their present ids.
    Groups,
    /// How often what was asked and answered, by week, theme and language.
    Counts,
    /// Where to send answers that were promised, by the chat's id.
    Promises,
    /// Groups of questions that were posted in the volunteers' chat, each time by a number of its own.
    Posts,
    /// What volunteers are writing, by a number of its own.
    Drafts,
    /// Who may do what at the desk, by the account's id.
    Roles,
    /// Talks of people with volunteers, by the chat's id.
    Relays,
    /// What the desk remembers of itself, by name.
    Desk,
}

/// Days for which the memory of a chat is kept after its last message.
pub const CHAT_DAYS: i32 = 30;
/// Days for which a question is kept for volunteers.
pub const QUESTION_DAYS: i32 = 90;

/// A field that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Field {
    /// The table.
    pub table: &'static str,
    /// Its path in the record; `key` is what the record stands under.
    pub name: &'static str,
    /// Why it is stored.
    pub why: &'static str,
    /// For how long.
    pub how_long: &'static str,
    /// Under which key it is sealed.
    pub key: &'static str,
}

const CHAT: &str = "30 days after the last message; /forget: at once, and off the disk within minutes";
const UNDER_WAY: &str = "until answered or delivered; unreadable for everybody a day later";
const FOR_VOLUNTEERS: &str = "90 days";
const UPDATES: &str = "48 hours";
const LISTED: &str = "as long as the group stands in `groups` of the settings";
const PROMISED: &str =
    "until it is sent or taken back, 30 days at most; /forget: at once, and off the disk within minutes";
const GIVEN: &str = "until an owner takes it away";
const TALK: &str =
    "until the person or a volunteer ends the talk, 3 days after the last word at most; /forget: at once";
const COUNTS: &str = "as long as the base";
const INSTALLATION: &str = "the installation's";
const OF_THE_DAY: &str = "the day's";
const HASHED: &str = "none: a keyed hash, which cannot be turned back without the installation's key";
const OPEN: &str = "none: a number that says nothing of anybody";

/// What the store keeps about itself.
const OWN: [(&str, &str); 6] = [
    ("schema", "the shape of the records"),
    ("canary", "an empty record that only the right key opens"),
    ("commits, sequence", "counters: a log that was cut short is noticed, no number is given twice"),
    ("erasure-owed", "whether removed records are still to be made unreadable"),
    ("day", "the latest day that has been, so that a clock that is set back is noticed"),
    ("starts", "how many times in a row the process did not come far"),
];

fn own(name: &'static str, why: &'static str) -> Field {
    Field { table: "meta", name, why, how_long: "as long as the folder", key: OPEN }
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 14] = [
        Table::Chats,
        Table::Questions,
        Table::Ratings,
        Table::Inbox,
        Table::Outbox,
        Table::Seen,
        Table::Groups,
        Table::Counts,
        Table::Promises,
        Table::Posts,
        Table::Drafts,
        Table::Roles,
        Table::Relays,
        Table::Desk,
    ];

    /// Their names, as backends know them.
    pub const NAMES: [&'static str; 14] = [
        "chats",
        "questions",
        "ratings",
        "inbox",
        "outbox",
        "seen",
        "groups",
        "counts",
        "promises",
        "posts",
        "drafts",
        "roles",
        "relays",
        "desk",
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Table::NAMES[self as usize]
    }

    /// Whether ids are replaced by keyed hashes: those that tell of people or of what they read.
    pub(super) fn hides_ids(self) -> bool {
        matches!(
            self,
            Table::Chats
                | Table::Ratings
                | Table::Groups
                | Table::Counts
                | Table::Promises
                | Table::Roles
                | Table::Relays
        )
    }

    /// Whether it holds what is under way only, sealed under the key of a day.
    pub(super) fn is_short_lived(self) -> bool {
        matches!(self, Table::Inbox | Table::Outbox)
    }

    /// Whether it is worth a place in a backup.
    pub(super) fn is_backed_up(self) -> bool {
        matches!(
            self,
            Table::Chats
                | Table::Questions
                | Table::Ratings
                | Table::Groups
                | Table::Counts
                | Table::Posts
                | Table::Roles
        )
    }

    /// What is stored in it: each field's path and why.
    fn contents(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Table::Chats => &[
                ("day", "when the chat wrote last, as a day, so that the memory can end"),
                ("state.lang", "the language that the person fixed"),
                ("state.spoken", "the language that was spoken last"),
                ("state.choices", "what may be chosen by number or button: labels from the base"),
                ("state.focus", "ids of the entries that the talk is about"),
                ("state.rateable", "the entry whose answer a thumb may rate, and what the thumb said"),
                ("state.lost", "how many questions in a row nothing answered"),
            ],
            Table::Questions => &[
                ("day", "when it was asked, as a day, so that it can end"),
                ("question.text", "a question that was not answered well, without names, numbers and links"),
                ("question.lang", "its language"),
                ("question.gap", "the subject that is known to be missing, by its id"),
                ("why", "whether nothing answered it, choices were not taken, or the answer did not help"),
                ("nearest", "ids of the entries that lay nearest, and how near"),
                ("lacking", "words of the question that the nearest entry does not hold"),
                ("vector", "what it means, in numbers, so that like questions are shown together"),
                ("model", "which encoder made the numbers"),
                ("handling", "whether volunteers have it in hand, answered it or ignore it"),
                ("answer", "the entry that answers it now, by its id"),
            ],
            Table::Ratings => &[("0", "how often the answer of an entry helped"), ("1", "how often it did not")],
            Table::Inbox => &[
                ("chat", "where to answer"),
                ("thread", "in which thread of a forum"),
                ("private", "whether the chat is private"),
                ("user", "whose buttons they are, in groups"),
                ("lang", "the language of the person's app"),
                ("what", "the message itself, until it is answered"),
                ("tries", "how often the process died with it in hand"),
            ],
            Table::Outbox => &[
                ("chat", "where to send"),
                ("thread", "to which thread of a forum"),
                ("call", "the reply itself, until it is delivered"),
            ],
            Table::Groups => {
                &[("from", "the id under which the group stands in the settings, so that one that moved stays allowed")]
            }
            Table::Counts => &[
                ("week", "the Monday of the week that is counted"),
                ("theme", "the theme of the base, by its id"),
                ("lang", "the language of the replies"),
                ("counts", "how often was answered, offered, missed, rated: sums over everybody"),
            ],
            Table::Promises => &[
                ("day", "when it was promised last, as a day, so that it can end"),
                ("address", "where to send the answer"),
                ("lang", "the language to send it in"),
                ("questions", "numbers of the questions, which nothing else ties to a chat"),
            ],
            Table::Seen => {
                &[("minute", "when they were taken"), ("ids", "numbers of updates, so that none is answered twice")]
            }
            _ => self.contents_of_desk(),
        }
    }

    /// The same of the volunteers' chat.
    fn contents_of_desk(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Table::Posts => &[
                ("day", "when the group was posted, as a day, so that it can end"),
                ("questions", "numbers of the questions that the post showed, so that none is posted twice"),
            ],
            Table::Drafts => &[
                ("day", "when somebody wrote last, as a day, so that it can end"),
                ("questions", "numbers of the questions that it answers"),
                ("by", "the name of the role of who wrote it, as an owner chose it"),
                ("lang", "the language that it is written in"),
                ("what", "whether it is an entry, a gap or ways to ask for an entry"),
                ("lines", "what was written: the answer, its title, source and date"),
                ("post", "the post of the questions, by its number in the chat, so that it can be shown anew"),
                ("change", "the change that it became, by its number"),
            ],
            Table::Roles => &[
                ("kind", "what the account may do at the desk; nothing, once the role is taken away"),
                ("name", "the name of the role that the log shows, as an owner chose it"),
            ],
            Table::Relays => &[
                ("day", "when something was said last, as a day, so that the talk can end"),
                ("address", "where to send what volunteers write"),
                ("name", "what the talk is called in the volunteers' chat; another one for each talk"),
                ("lang", "the language of the bot's own sentences in it"),
            ],
            Table::Desk => &[
                ("week", "the Monday of the last digest, so that there is one a week"),
                ("questions", "the topic for questions, where the volunteers' chat is a forum"),
                ("people", "the topic for talks"),
            ],
            _ => &[],
        }
    }

    fn lifetime(self) -> &'static str {
        match self {
            Table::Chats => CHAT,
            Table::Questions | Table::Posts | Table::Drafts => FOR_VOLUNTEERS,
            Table::Roles => GIVEN,
            Table::Relays => TALK,
            Table::Desk => "as long as the folder",
            Table::Ratings | Table::Counts => COUNTS,
            Table::Promises => PROMISED,
            Table::Inbox | Table::Outbox => UNDER_WAY,
            Table::Seen => UPDATES,
            Table::Groups => LISTED,
        }
    }

    fn key_of_fields(self) -> &'static str {
        if self.is_short_lived() { OF_THE_DAY } else { INSTALLATION }
    }
}

/// What of a record, as JSON, the inventory does not list. For tests of what is stored.
pub fn unlisted(table: Table, record: &serde_json::Value) -> Vec<String> {
    let listed = |path: &str| table.contents().iter().any(|(known, _)| *known == path);
    let mut found = Vec::new();
    let mut open = vec![(String::new(), record)];
    while let Some((path, value)) = open.pop() {
        if !path.is_empty() && listed(&path) {
            continue;
        }
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match value {
            serde_json::Value::Object(fields) => open.extend(fields.iter().map(|(name, value)| (below(name), value))),
            serde_json::Value::Array(values) => {
                open.extend(values.iter().enumerate().map(|(at, value)| (below(&at.to_string()), value)));
            }
            _ => found.push(path),
        }
    }
    found
}

/// Every field that is stored.
pub fn inventory() -> Vec<Field> {
    let mut fields: Vec<Field> = OWN.map(|(name, why)| own(name, why)).into();
    for table in Table::ALL {
        let key = if table.hides_ids() { HASHED } else { OPEN };
        let why = if table.hides_ids() { "to find the record again" } else { "the order in which it came" };
        let (name, how_long) = (table.name(), table.lifetime());
        fields.push(Field { table: name, name: "key", why, how_long, key });
        for (path, why) in table.contents() {
            fields.push(Field { table: name, name: path, why, how_long, key: table.key_of_fields() });
        }
    }
    fields
}
