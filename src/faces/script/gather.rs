//! Finding scripts.

use std::io;
use std::path::{Path, PathBuf};

/// Where scripts lie when no path is named.
pub const SCRIPTS: &str = "tests/conversations";
/// How a script's name ends.
pub const ENDING: &str = ".convo.txt";

/// The scripts of a folder and of those within it, in order.
///
/// # Errors
/// When a folder cannot be listed.
pub fn gather(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(gather(&path)?);
        } else if path.to_string_lossy().ends_with(ENDING) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
