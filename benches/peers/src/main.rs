//! Pristan and two peers on the same files in one run. Each matcher meets each input in a process of its own.

mod child;
mod inputs;
mod matchers;
mod measure;
mod table;

use child::{Limits, Row};
use clap::{Parser, Subcommand};
use inputs::Input;
use matchers::Kind;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Time a query, share right, time to build and memory of Pristan, tantivy and rapidfuzz on the same files.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    inside: Option<Inside>,
    /// Numbers of phrasings to learn, made by `scale_gen.py`, up to 1000000; `--sizes=` for none
    #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000")]
    sizes: Vec<String>,
    /// Folders of `--data` with `entries.jsonl`, `test.jsonl` and `lang`; `--sets=` for none
    #[arg(long, value_delimiter = ',', default_value = "banking77@all")]
    sets: Vec<String>,
    /// Which matchers run
    #[arg(long, value_enum, value_delimiter = ',', default_value = "pristan,tantivy,rapidfuzz")]
    matchers: Vec<Kind>,
    /// Where the sets and `scale_gen.py` are
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"))]
    data: PathBuf,
    /// Minutes after which a matcher is stopped
    #[arg(long, default_value_t = 15.0)]
    minutes: f64,
    /// Gigabytes of memory above which a matcher is stopped
    #[arg(long, default_value_t = 8.0)]
    gigabytes: f64,
    /// Keep every matcher on this core, by `taskset`; else each learns on as many as it likes and is asked on one
    #[arg(long)]
    core: Option<usize>,
    /// One JSON object a line in place of the table
    #[arg(long)]
    json: bool,
}

/// What the program calls itself with.
#[derive(Debug, Subcommand)]
enum Inside {
    /// Measures one matcher on one input and prints the figures as JSON.
    #[command(hide = true)]
    Measure {
        /// The matcher.
        #[arg(value_enum)]
        matcher: Kind,
        /// The input, as JSON.
        input: String,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.inside {
        Some(Inside::Measure { matcher, input }) => measured(*matcher, input),
        None => compare(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peers: {error}");
            ExitCode::from(2)
        }
    }
}

fn measured(matcher: Kind, input: &str) -> Result<(), Box<dyn Error>> {
    let input: Input = serde_json::from_str(input)?;
    println!("{}", serde_json::to_string(&measure::measure(matcher, &input)?)?);
    Ok(())
}

fn compare(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let limits = Limits {
        time: Duration::from_secs_f64(arguments.minutes * 60.0),
        megabytes: arguments.gigabytes * 1024.0,
        core: arguments.core,
    };
    let mut rows: Vec<Row> = Vec::new();
    for input in inputs(arguments)? {
        for matcher in &arguments.matchers {
            eprintln!("{matcher} on {} …", input.name);
            let row = child::run(*matcher, &input, &limits)?;
            // A run takes long: what is known so far is told at once, so that nothing is lost when it is stopped.
            if arguments.json {
                println!("{}", serde_json::to_string(&row)?);
            }
            rows.push(row);
        }
    }
    if !arguments.json {
        print!("{}", table::markdown(&rows));
    }
    Ok(())
}

fn inputs(arguments: &Arguments) -> Result<Vec<Input>, Box<dyn Error>> {
    // An empty list is how clap reads `--sizes=`.
    let named = |list: &[String]| list.iter().filter(|one| !one.is_empty()).cloned().collect::<Vec<String>>();
    let (sizes, sets) = (named(&arguments.sizes), named(&arguments.sets));
    let scale = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/scale");
    if !sizes.is_empty() {
        inputs::make_missing(&scale, &arguments.data.join("scale_gen.py"))?;
    }
    let mut found = Vec::new();
    for size in &sizes {
        let size = size.parse().map_err(|error| format!("--sizes: `{size}`: {error}"))?;
        found.push(Input::of_size(size, &scale)?);
    }
    found.extend(sets.iter().map(|set| Input::of_set(set, &arguments.data.join(set))));
    Ok(found)
}
