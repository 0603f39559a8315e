//! What is edited while the bot runs: the base, and in the settings who may do what at the desk.

use super::context::Context;
use crate::settings::{Settings, SettingsError, Volunteers};
use crate::turn::Refreshed;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How often edits are looked for.
const LOOK: Duration = Duration::from_secs(2);

/// Takes good edits of the base into service.
pub async fn look_for_edits(context: Arc<Context>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let held = context.clone();
        match tokio::task::spawn_blocking(move || held.desk.refresh()).await {
            Ok(Refreshed::Swapped) => context.log("base_swapped", &[]),
            Ok(Refreshed::Refused(error)) => {
                context.alarm(&format!("the edited base is refused, the old one serves: {error}"))
            }
            _ => {}
        }
    }
}

/// Learns from nothing, while talks go on, what was learnt by an edit.
pub async fn settle_edits(context: Arc<Context>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let held = context.clone();
        if tokio::task::spawn_blocking(move || held.desk.library().settle()).await.is_ok_and(|done| done) {
            context.log("base_settled", &[]);
        }
    }
}

/// Takes what the settings say of volunteers when they are edited: who is removed there has no role any more.
pub async fn look_for_roles(context: Arc<Context>) {
    let Some(file) = context.place.as_ref().and_then(|place| place.settings.clone()) else { return };
    // The first look reads them: they may have been edited since the start.
    let mut seen = None;
    loop {
        tokio::time::sleep(LOOK).await;
        let (read, held) = (file.clone(), seen);
        let look = tokio::task::spawn_blocking(move || {
            let now = stamp(&read);
            (now, (now != held).then(|| Settings::volunteers_of(&read)))
        });
        let Ok((now, edited)) = look.await else { continue };
        seen = now;
        edited.into_iter().for_each(|said| take(&context, said));
    }
}

fn take(context: &Context, said: Result<Option<Volunteers>, SettingsError>) {
    let Some(place) = &context.place else { return };
    match said {
        Ok(Some(volunteers)) => {
            if place.are_now(volunteers) {
                context.log("roles_changed", &[]);
            }
        }
        Ok(None) => context.alarm("the settings name no volunteers' chat any more; that counts from the next start"),
        Err(error) => context.alarm(&format!("the edited settings are refused, the old ones hold: {error}")),
    }
}

/// By what an edit of a file is noticed.
fn stamp(file: &PathBuf) -> Option<(u64, SystemTime)> {
    let known = std::fs::metadata(file).ok()?;
    Some((known.len(), known.modified().ok()?))
}
