//! The command line, as clap reads it. Beyond [`super::Settings`] nobody sees it.

use crate::matcher::Signal;
use crate::text::Lang;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use serde::Serialize;
use std::path::PathBuf;

/// What scripts are written in, and examples.
const TEST_HELP: &str = concat!(
    "Examples:\n  pristan test\n  pristan test --filter visa\n  pristan test my.convo.txt --bless\n\n",
    include_str!("scripts.txt")
);

/// Examples of `eval`.
const EVAL_HELP: &str = "Examples:
  pristan eval questions/dev.tsv
  pristan eval a.tsv b.tsv --json
  pristan eval questions/dev.tsv --noise translit
  pristan eval questions/dev.tsv --noise typo --seed 2 --json
  pristan eval questions/dev.tsv --plot eval.svg
  pristan eval questions/dev.tsv --without meaning
  pristan eval --self
  pristan eval --self --base my-base --json
  pristan eval --set data/banking77@10 --answers out";

/// Examples of `inbox`.
const INBOX_HELP: &str = "Examples:
  pristan inbox                            the groups; on a terminal one after the other
  pristan inbox 12                         one group
  pristan inbox 12 answer --as anna
  pristan inbox 12 phrasing --to sim-card --only 1,3
  pristan inbox 12 gap
  pristan inbox 12 ignore
  pristan inbox --stale
  pristan inbox --stale sim-card still --source https://example.org/sim --as-of 2026-11";

/// Answers people who have just arrived, from a base of checked facts, or says honestly that it does not know.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Examples:
  pristan                                        talk in the terminal
  pristan ask where can i sleep tonight          one reply
  echo 'ghbdtn' | pristan chat                   one message a line
  pristan new my-base --lang en                  a base to start from
  pristan check --base my-base                   lint a base
  pristan test                                   talk the scripted conversations through
  pristan eval questions.tsv                     score it on labelled questions"
)]
pub struct Arguments {
    /// What to do; without one, talk
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What every command takes
    #[command(flatten)]
    pub common: Common,
}

/// What every command takes.
#[derive(Args, Debug, Default)]
pub struct Common {
    /// Folder of a base (faq/ and seeds/); a later one adds to and overrides an earlier one [default: ./faq and ./seeds
    /// when both are there, else the base inside the binary]
    #[arg(long, global = true, value_name = "DIR")]
    pub base: Vec<PathBuf>,
    /// Folder for what pristan keeps [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "PRISTAN_DATA")]
    pub data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "LANG", help = language_help())]
    pub lang: Option<Lang>,
    /// The day to answer for: 2022-10-01, or a moment in RFC 3339 [default: today]
    #[arg(long, global = true, value_name = "DATE")]
    pub now: Option<String>,
    /// Settings file in TOML: base, data, key_file, lang, history, groups, webhook, listen, metrics,
    /// approvals
    #[arg(long, global = true, value_name = "FILE", env = "PRISTAN_SETTINGS")]
    pub settings: Option<PathBuf>,
    /// Leave a signal out: the encoder, where time or memory is short, or another, to see what it is worth
    #[arg(long, global = true, value_name = "SIGNAL", value_parser = signal())]
    pub without: Option<Signal>,
    /// Say more about what is being done
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Say nothing but the result
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// File with the key that seals people's records [default: in the platform's config folder]
    #[arg(long, global = true, value_name = "FILE", env = "PRISTAN_KEY_FILE", hide = true)]
    pub key_file: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Talk in the terminal; piped input is one message a line
    #[command(after_help = "Examples:\n  pristan chat\n  pristan chat --lang tr\n  printf 'ghbdtn\\n' | pristan chat")]
    Chat {
        /// Remember no typed lines for the next chat
        #[arg(long)]
        no_history: bool,
    },
    /// Talk in Telegram; the token comes from PRISTAN_TOKEN or PRISTAN_TOKEN_FILE
    #[command(
        after_help = "Examples:\n  PRISTAN_TOKEN_FILE=/etc/pristan/token pristan bot --check\n  PRISTAN_TOKEN_FILE=/etc/pristan/token pristan bot"
    )]
    Bot {
        /// Look whether token, rights, webhook, base and disk are as the bot needs them, and end
        #[arg(long)]
        check: bool,
    },
    /// Give one reply, or one for each line of standard input
    #[command(after_help = "Examples:
  pristan ask do i need a visa
  pristan ask --why как получить внж
  pristan ask --json < questions.txt")]
    Ask {
        /// The question; without it, one question a line from standard input
        question: Vec<String>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
        /// Explain each reply
        #[arg(long)]
        why: bool,
    },
    /// Write people's records to a file, sealed as they are; also while the bot runs
    #[command(after_help = "Examples:\n  pristan backup /mnt/stick/people.backup\n  pristan backup --chat chat.backup")]
    Backup {
        /// A file that is not there yet
        file: PathBuf,
        /// The records of the chat in the terminal instead of the bot's
        #[arg(long)]
        chat: bool,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Put back people's records from a backup; what is there stays as it is
    #[command(after_help = "Example:\n  pristan restore /mnt/stick/people.backup")]
    Restore {
        /// The backup
        file: PathBuf,
        /// The records of the chat in the terminal instead of the bot's
        #[arg(long)]
        chat: bool,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Say what is kept of people
    #[command(after_help = "Examples:\n  pristan privacy\n  pristan privacy --seized --json")]
    Privacy {
        /// Every field that is stored, why, for how long and under which key: what who takes the machine finds
        #[arg(long)]
        seized: bool,
        /// One JSON object a field
        #[arg(long, requires = "seized")]
        json: bool,
    },
    /// Lint the base; exit code 1 when it has errors
    #[command(
        after_help = "Examples:\n  pristan check\n  pristan check faq/1-money.toml\n  pristan check --base my-base --json"
    )]
    Check {
        /// Show only the problems of these files
        files: Vec<PathBuf>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Learn the base now and keep what was learnt
    #[command(after_help = "Example:\n  pristan build --base my-base")]
    Build {
        /// One JSON object
        #[arg(long)]
        json: bool,
        /// Write the vectors of the embedded base into this folder, for the next build of the program
        #[arg(long, value_name = "FOLDER", hide = true)]
        vectors: Option<PathBuf>,
        /// Learn what danger sounds like from the base's examples, and write it into this folder
        #[arg(long, value_name = "FOLDER", hide = true, conflicts_with = "vectors")]
        danger: Option<PathBuf>,
    },
    /// Talk scripted conversations through; exit code 1 when one does not go as written
    #[command(after_help = TEST_HELP)]
    Test {
        /// Scripts, or folders of them [default: tests/conversations]
        paths: Vec<PathBuf>,
        /// Rewrite the plain lines of blocks that no longer hold
        #[arg(long)]
        bless: bool,
        /// Only scripts whose path or name contains this
        #[arg(long, value_name = "TEXT")]
        filter: Option<String>,
        /// One JSON object a script
        #[arg(long)]
        json: bool,
    },
    /// Write a base to start from, in the language of --lang
    #[command(
        after_help = "Examples:\n  pristan new my-base\n  pristan new tbilisi --lang ru\n  pristan new library --lang en && cd library && pristan test && pristan"
    )]
    New {
        /// A folder that is empty or not there yet
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Make themes of a base from questions and answers that are kept elsewhere
    #[command(
        after_help = "Examples:\n  pristan import answers.xlsx --to my-base\n  pristan import faq.html --to my-base -v\n  pristan import export.tsv --to my-base && pristan ask --base my-base where are you"
    )]
    Import {
        /// A table with a question and an answer a row (CSV, TSV, XLSX, ODS, an export of QnA Maker), JSON or JSON Lines
        /// of pairs, or Markdown, HTML or text with questions as headings
        file: PathBuf,
        /// Folder of the base; it is made when it is not there
        #[arg(long, value_name = "BASE")]
        to: PathBuf,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Score labelled questions: id, lang, kind, query, accept, with tabs between
    #[command(after_help = EVAL_HELP)]
    Eval(Eval),
    /// What nobody could answer, like questions together: read, answer, publish; also while the bot runs
    #[command(after_help = INBOX_HELP)]
    Inbox(Inbox),
    /// What was asked, answered, offered, missed and rated, by week, theme and language
    #[command(after_help = "Examples:\n  pristan stats\n  pristan stats --plot stats.svg\n  pristan stats --json")]
    Stats {
        /// Draw the weeks into this SVG
        #[arg(long, value_name = "FILE")]
        plot: Option<PathBuf>,
        /// The chat in the terminal instead of the bot
        #[arg(long)]
        chat: bool,
        /// One JSON object for each week, theme and language
        #[arg(long)]
        json: bool,
    },
    /// What was published: who, when, why, and what became of it
    #[command(after_help = "Example:\n  pristan log")]
    Log {
        /// Changes from the chat in the terminal instead of the bot's
        #[arg(long)]
        chat: bool,
        /// One JSON object a change
        #[arg(long)]
        json: bool,
    },
    /// Agree to a change that waits for a second person
    #[command(after_help = "Example:\n  pristan approve 7 --as anna")]
    Approve {
        /// Its number
        number: u32,
        /// Who you are: the name of a role, not of a person
        #[arg(long = "as", value_name = "NAME", default_value = "owner")]
        by: String,
        /// The questions of the chat in the terminal instead of the bot's
        #[arg(long)]
        chat: bool,
    },
    /// Take a change back, byte for byte; without a number the last one
    #[command(after_help = "Examples:\n  pristan undo\n  pristan undo 7")]
    Undo {
        /// Its number
        number: Option<u32>,
        /// Who you are: the name of a role, not of a person
        #[arg(long = "as", value_name = "NAME", default_value = "owner")]
        by: String,
        /// The questions of the chat in the terminal instead of the bot's
        #[arg(long)]
        chat: bool,
    },
    /// Print completions for a shell
    #[command(after_help = "Example:\n  pristan completions bash > /etc/bash_completion.d/pristan")]
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// What `inbox` takes.
#[derive(Args, Debug)]
pub struct Inbox {
    /// The number of a group; with --stale the id of an entry
    pub what: Option<String>,
    /// What to do with it
    #[arg(requires = "what")]
    pub action: Option<OnGroup>,
    /// Entries that are past their shelf life, or voted down, instead of questions
    #[arg(long)]
    pub stale: bool,
    /// Groups that were answered or are ignored, too
    #[arg(long)]
    pub all: bool,
    /// The entry that gets the phrasings, when it is not the nearest one
    #[arg(long, value_name = "ENTRY")]
    pub to: Option<String>,
    /// Only these of the phrasings, by their numbers in the group
    #[arg(long, value_name = "N", value_delimiter = ',')]
    pub only: Vec<usize>,
    /// Where it stands that an entry is still true
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// The time that this source speaks of: 2026-11
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Who you are: the name of a role, not of a person
    #[arg(long = "as", value_name = "NAME", default_value = "owner")]
    pub by: String,
    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
    /// The chat in the terminal instead of the bot
    #[arg(long)]
    pub chat: bool,
    /// One JSON object a group
    #[arg(long)]
    pub json: bool,
}

/// What a volunteer does with a group, or with an entry that is past its shelf life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnGroup {
    /// Write an entry in $EDITOR, and publish it
    Answer,
    /// Add its phrasings to an entry
    Phrasing,
    /// Make a gap of it in $EDITOR
    Gap,
    /// Say that somebody is at it
    Take,
    /// It needs no answer
    Ignore,
    /// It is new again
    Reopen,
    /// The entry is still true
    Still,
    /// Write the entry anew in $EDITOR
    Change,
    /// The entry goes
    Withdraw,
}

/// What `eval` takes.
#[derive(Args, Debug)]
pub struct Eval {
    /// Files of labelled questions
    #[arg(required_unless_present_any = ["set", "itself", "follow_ups"])]
    pub files: Vec<PathBuf>,
    /// Spoil the clean questions (kind `plain`, one answer) and tell what that costs
    #[arg(long, value_enum, value_name = "NOISE", conflicts_with = "set")]
    pub noise: Option<Noise>,
    /// Another number spoils the questions in other places
    #[arg(long, value_name = "N", default_value_t = 1, requires = "noise")]
    pub seed: u64,
    /// Draw, besides the tables, how far the score can be trusted and what each threshold would do, into this SVG
    #[arg(long, value_name = "FILE", conflicts_with_all = ["set", "noise"])]
    pub plot: Option<PathBuf>,
    /// Ask the base its own phrasings instead, each of an index that has not learnt it, and tell which entries collide;
    /// ten parts are learnt anew, which takes some seconds for each
    #[arg(long = "self", conflicts_with_all = ["files", "set", "noise", "plot"])]
    pub itself: bool,
    /// Questions that people ask on instead: tab-separated entry, lang, query, and how the sentences begin that tell it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "set", "noise", "plot", "itself"])]
    pub follow_ups: Option<PathBuf>,
    /// A benchmark instead: a folder with entries.jsonl, lang, and queries in other .jsonl files
    #[arg(long, value_name = "FOLDER", conflicts_with = "files")]
    pub set: Option<PathBuf>,
    /// Where to write what was answered to each query of the set
    #[arg(long, value_name = "OUT", requires = "set")]
    pub answers: Option<PathBuf>,
    /// Print what is known of the candidates of each question, a line of JSON each, instead of figures: what the weights of
    /// the decision are learnt from
    #[arg(long, hide = true)]
    pub columns: bool,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

fn signal() -> impl TypedValueParser<Value = Signal> {
    let named =
        |name: String| Signal::ALL.into_iter().find(|signal| signal.name() == name).ok_or("no signal has this name");
    PossibleValuesParser::new(Signal::ALL.map(Signal::name)).try_map(named)
}

/// How questions are spoilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Noise {
    /// One letter wrong in three of ten words that have more than three: beside it, left out, twice, or swapped
    Typo,
    /// The other keyboard layout: Russian typed with English keys, English with Russian ones
    Layout,
    /// Russian in Latin letters, by habits that differ from question to question
    Translit,
    /// Turkish without its marks
    Ascii,
}

fn language_help() -> String {
    format!("Language of everything said: {} [default: that of the question]", Lang::list(|lang| lang.to_string()))
}
