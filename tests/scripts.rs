//! Every scripted conversation is a test of its own: `cargo test --test scripts visa` runs those with `visa` in their path.

use libtest_mimic::{Arguments, Failed, Trial};
use pristan::faces::script::{Bases, Local, Told, gather, parse, run};
use pristan::files::Origin;
use pristan::turn::Library;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conversations");

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let data: &Path = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let world: Arc<OnceLock<(Bases, Library)>> = Arc::default();
    let trials = gather(Path::new(SCRIPTS)).unwrap_or_default().into_iter().map(|path| {
        let name = path.strip_prefix(SCRIPTS).unwrap_or(&path).display().to_string();
        let world = world.clone();
        Trial::test(name, move || {
            let (bases, library) = world.get_or_init(|| {
                let library = Library::open(Origin::Embedded, data, &mut |_| {});
                (Bases::new(data), library.unwrap_or_else(|error| panic!("{error}")))
            });
            talk(&path, bases, library)
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn talk(path: &Path, bases: &Bases, library: &Library) -> Result<(), Failed> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
    let script = parse(path, &read)?;
    let told = run(&script, &mut Local::new(bases, library.index()));
    let report: String = told.iter().filter(|told| !told.faults.is_empty()).map(Told::report).collect();
    if report.is_empty() { Ok(()) } else { Err(Failed::from(format!("“{}”\n{report}", script.name))) }
}
