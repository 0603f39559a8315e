//! `pristan privacy`: what is kept of people, in a sentence or field by field.

use super::{CommandError, Outcome};
use crate::faces::library;
use crate::settings::Settings;
use crate::store::inventory;

/// Says what `/privacy` says, or, as for somebody who took the machine away, every field that is stored.
pub fn run(settings: &Settings, seized: bool, json: bool) -> Result<Outcome, CommandError> {
    if !seized {
        let index = library(settings)?.index();
        let file = index.base.languages.nearest(settings.lang.unwrap_or_default());
        say!("{}", file.map_or("", |(_, file)| file.phrases.privacy.as_str()));
        return Ok(Outcome::Done);
    }
    let fields = inventory();
    if json {
        for field in &fields {
            say!("{}", serde_json::to_string(field).map_err(std::io::Error::from)?);
        }
        return Ok(Outcome::Done);
    }
    let mut table = "";
    for field in &fields {
        if field.table != table {
            table = field.table;
            say!("{}{table}: kept {}", if table == fields[0].table { "" } else { "\n" }, field.how_long);
        }
        say!("  {:<16} {}; key: {}", field.name, field.why, field.key);
    }
    say!(
        "\nThe key of the installation: `{}`. Who has the disk but not the key reads nothing of this.",
        settings.key_file.display()
    );
    Ok(Outcome::Done)
}
