//! A measurement in a process of its own, with a limit of time and of memory.

use crate::inputs::Input;
use crate::matchers::Kind;
use crate::measure::{Measured, status_megabytes};
use serde::Serialize;
use std::error::Error;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often a running measurement is looked at. Seldom: it has the core to itself.
const LOOK: Duration = Duration::from_millis(200);

/// What a measurement may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From start to end.
    pub time: Duration,
    /// Resident memory.
    pub megabytes: f64,
    /// The only core to run on.
    pub core: Option<usize>,
}

/// How a measurement ended.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// With figures.
    Measured(Measured),
    /// Stopped, or failed, in words.
    Without(String),
}

/// One matcher on one input.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The input's name.
    pub input: String,
    /// The matcher.
    pub matcher: Kind,
    /// What came of it.
    pub ended: Ended,
}

/// Runs one measurement to its end or to a limit.
pub fn run(matcher: Kind, input: &Input, limits: &Limits) -> Result<Row, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let mut command = match limits.core {
        Some(core) => {
            let mut taskset = Command::new("taskset");
            taskset.arg("--cpu-list").arg(core.to_string()).arg(program);
            taskset
        }
        None => Command::new(program),
    };
    command.arg("measure").arg(matcher.to_string()).arg(serde_json::to_string(input)?).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let ended = match wait(&mut child, limits)? {
        Some(why) => Ended::Without(why),
        // The figures are one short line: they wait in the pipe until here.
        None => read(&mut child).map_or_else(|error| Ended::Without(format!("failed: {error}")), Ended::Measured),
    };
    Ok(Row { input: input.name.clone(), matcher, ended })
}

/// Waits for the end; the limit that was passed, if one was.
fn wait(child: &mut Child, limits: &Limits) -> Result<Option<String>, Box<dyn Error>> {
    let begun = Instant::now();
    let process = child.id().to_string();
    loop {
        if child.try_wait()?.is_some() {
            return Ok(None);
        }
        // A process that ends just now has no memory to read any more.
        let memory = status_megabytes(&process, "VmRSS").unwrap_or(0.0);
        let over = if begun.elapsed() > limits.time {
            Some(format!("over {} min", limits.time.as_secs_f64() / 60.0))
        } else if memory > limits.megabytes {
            Some(format!("over {} GB", limits.megabytes / 1024.0))
        } else {
            None
        };
        if over.is_some() {
            child.kill()?;
            child.wait()?;
            return Ok(over);
        }
        thread::sleep(LOOK);
    }
}

fn read(child: &mut Child) -> Result<Measured, Box<dyn Error>> {
    let mut text = String::new();
    child.stdout.take().ok_or("nothing is heard of it")?.read_to_string(&mut text)?;
    let status = child.wait()?;
    if !status.success() {
        return Err(status.to_string().into());
    }
    Ok(serde_json::from_str(&text)?)
}
