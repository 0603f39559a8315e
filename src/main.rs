//! Arguments, then one command, then the exit code.

use clap::Parser;
use pristan::commands::{self, Outcome};
use pristan::settings::Arguments;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run(Arguments::parse()) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NotGood) => ExitCode::from(1),
        Err(error) => {
            // Where nobody listens there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "pristan: {}", commands::shown(&error));
            ExitCode::from(2)
        }
    }
}
