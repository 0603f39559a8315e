//! The knowledge and long work, with a bar on a terminal while they take their time.

use crate::files::Origin;
use crate::knowledge::Base;
use crate::matcher::{Index, Setup};
use crate::settings::{Settings, Talk};
use crate::talk::View;
use crate::turn::{Clock, Library, LoadError, Progress, encoder, vectors};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// An index that is learnt now and not kept.
pub fn index_of(settings: &Settings, base: Base) -> Index {
    let bar = bar(settings, Index::PARTS as u64, "learning");
    bar.set_draw_target(target(settings));
    let vectors = vectors(&base, &settings.data, &mut |done| show(&bar, done));
    let setup = Setup { encoder: encoder(), vectors: vectors.as_ref(), without: settings.without, former: None };
    let index = Index::build_with(base, setup, &mut |done| show(&bar, Progress::Learnt(done)));
    bar.finish_and_clear();
    index
}

/// The knowledge that the settings name, with a bar while it is learnt.
///
/// # Errors
/// When nothing can be read there.
pub fn library(settings: &Settings) -> Result<Library, LoadError> {
    library_of(settings, Origin::choose(&settings.base))
}

/// The knowledge of a place, with a bar while it is learnt.
///
/// # Errors
/// When nothing can be read there.
pub fn library_of(settings: &Settings, origin: Origin) -> Result<Library, LoadError> {
    let bar = bar(settings, Index::PARTS as u64, "learning the base");
    let library = Library::open_without(settings.without, origin, &settings.data, &mut |done| {
        // Drawn only now: a base that was learnt before needs no bar.
        if bar.is_hidden() {
            bar.set_draw_target(target(settings));
        }
        show(&bar, done);
    });
    bar.finish_and_clear();
    library
}

/// What a question that stands for itself sees of the world.
pub fn view<'a>(settings: &Settings, index: &'a Index) -> View<'a> {
    View { index, now: Clock::new(settings.now).today(), lang: settings.lang, keeps: false }
}

fn show(bar: &ProgressBar, progress: Progress) {
    let (label, done, of) = match progress {
        Progress::Encoded(done, of) => ("reading the base", done, of),
        Progress::Learnt(done) => ("learning the base", done, Index::PARTS),
    };
    bar.set_message(label);
    bar.set_length(of as u64);
    bar.set_position(done as u64);
}

/// A bar that is drawn once work turns out to take long, on a terminal only.
pub fn bar(settings: &Settings, length: u64, label: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{msg} {wide_bar:.cyan/dim} {pos}/{len}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(label);
    if settings.talk == Talk::Quiet { ProgressBar::hidden() } else { bar }
}

/// Work that takes less time than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// The results of `work` on every item, with a bar when that takes long.
pub fn with_bar<T, R>(settings: &Settings, label: &'static str, items: Vec<T>, mut work: impl FnMut(T) -> R) -> Vec<R> {
    let bar = bar(settings, items.len() as u64, label);
    let begun = Instant::now();
    let mut shown = false;
    let one = |item| {
        let result = work(item);
        bar.inc(1);
        if !shown && begun.elapsed() >= PATIENCE {
            bar.set_draw_target(target(settings));
            shown = true;
        }
        result
    };
    let results = items.into_iter().map(one).collect();
    bar.finish_and_clear();
    results
}

/// Where bars are drawn.
pub fn target(settings: &Settings) -> ProgressDrawTarget {
    if settings.talk == Talk::Quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}
