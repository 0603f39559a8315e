//! A text through the editor of whoever sits here. What was written stays in the data folder until it is published.

use super::super::CommandError;
use crate::store::restrict;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of drafts in the data folder.
const FOLDER: &str = "drafts";
/// The editor when none is named.
const EDITOR: &str = "vi";

/// A text that somebody is writing.
pub struct Draft(PathBuf);

impl Draft {
    /// The draft of this name, begun with a template unless there is one already.
    pub fn open(data: &Path, name: &str, template: &str) -> Result<Draft, CommandError> {
        let folder = data.join(FOLDER);
        fs::create_dir_all(&folder)?;
        restrict(&folder, 0o700)?;
        let path = folder.join(format!("{name}.toml"));
        if !path.exists() {
            fs::write(&path, template)?;
        }
        Ok(Draft(path))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Lets somebody edit it, and gives what it is then.
    pub fn edited(&self) -> Result<String, CommandError> {
        let named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
        let editor = named.into_iter().find(|editor| !editor.trim().is_empty()).unwrap_or_else(|| EDITOR.to_owned());
        // As a shell would: an editor may be named with arguments.
        let done = Command::new("sh").args(["-c", &format!("{editor} \"$1\""), "sh"]).arg(&self.0).status();
        let failed = |what: String| {
            CommandError::Other(format!(
                "the editor `{editor}` {what}; name another in EDITOR. What was written is in `{}`",
                self.0.display()
            ))
        };
        match done {
            Ok(status) if status.success() => Ok(fs::read_to_string(&self.0)?),
            Ok(status) => Err(failed(format!("ended with {status}"))),
            Err(error) => Err(failed(format!("cannot be started: {error}"))),
        }
    }

    /// Throws it away.
    pub fn drop(self) {
        let _ = fs::remove_file(self.0);
    }
}
