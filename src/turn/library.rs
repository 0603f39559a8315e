//! The knowledge in service: loaded once, noticed when it is edited, swapped when the edit is good.

use crate::files::{FilesError, Origin, Snapshot};
use crate::knowledge::{Base, Problem, lint, read};
use crate::matcher::{Index, Learnt};
use crate::store::KnowledgeCache;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The index in service, and the files it came from.
pub struct Library {
    origin: Origin,
    data: PathBuf,
    current: RwLock<Arc<Index>>,
    seen: Mutex<Snapshot>,
}

/// Knowledge cannot be taken into service.
#[derive(Debug)]
pub enum LoadError {
    /// The files cannot be read.
    Files(FilesError),
    /// They can, but they are wrong.
    Broken(Vec<Problem>),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Files(error) => error.fmt(f),
            LoadError::Broken(problems) => {
                problems.iter().try_for_each(|problem| writeln!(f, "{problem}"))?;
                write!(f, "the base has {} error(s) and is not taken into service", problems.len())
            }
        }
    }
}

impl std::error::Error for LoadError {}

impl From<FilesError> for LoadError {
    fn from(error: FilesError) -> LoadError {
        LoadError::Files(error)
    }
}

/// What a look at the files came to.
#[derive(Debug)]
pub enum Refreshed {
    /// Nothing was edited.
    Same,
    /// The edited base is in service now.
    Swapped,
    /// The edited base is broken; the one before serves on. Told once an edit.
    Refused(LoadError),
}

impl Library {
    /// Loads the knowledge: from the cache in the data folder when it was learnt before, else by learning it now, which
    /// `progress` hears of, part by part.
    ///
    /// # Errors
    /// When the files cannot be read or the base has errors.
    pub fn open(origin: Origin, data: &Path, progress: &mut dyn FnMut(usize)) -> Result<Library, LoadError> {
        let snapshot = origin.snapshot()?;
        let index = load(&snapshot, data, progress)?;
        let current = RwLock::new(Arc::new(index));
        Ok(Library { origin, data: data.to_owned(), current, seen: Mutex::new(snapshot) })
    }

    /// The index in service. Who holds it goes on with it, whatever is swapped meanwhile.
    pub fn index(&self) -> Arc<Index> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks whether the files were edited, and takes a good edit into service.
    pub fn refresh(&self) -> Refreshed {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.origin.changed_since(&seen) {
            return Refreshed::Same;
        }
        let snapshot = match self.origin.snapshot() {
            Ok(snapshot) => snapshot,
            Err(error) => return Refreshed::Refused(error.into()),
        };
        let edited = snapshot.hash != seen.hash;
        *seen = snapshot;
        if !edited {
            return Refreshed::Same;
        }
        match load(&seen, &self.data, &mut |_| {}) {
            Ok(index) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
                Refreshed::Swapped
            }
            Err(error) => Refreshed::Refused(error),
        }
    }
}

fn load(snapshot: &Snapshot, data: &Path, progress: &mut dyn FnMut(usize)) -> Result<Index, LoadError> {
    let cached = KnowledgeCache::open(data).and_then(|cache| {
        Some((cache.get::<Base>(&snapshot.hash, "base")?, cache.get::<Learnt>(&snapshot.hash, "learnt")?))
    });
    if let Some((base, learnt)) = cached {
        return Ok(Index::restore(base, learnt));
    }
    let base = understand(snapshot)?;
    let index = Index::build(base, progress);
    if let Some(cache) = KnowledgeCache::open(data) {
        // What cannot be kept is learnt again next time.
        let _kept = cache.put(&snapshot.hash, "base", &index.base.without_phrasings())
            && cache.put(&snapshot.hash, "learnt", &index.learnt);
    }
    Ok(index)
}

/// Reads a base and checks it; errors keep it out of service.
///
/// # Errors
/// When the base has errors: they are all in it.
pub fn understand(snapshot: &Snapshot) -> Result<Base, LoadError> {
    let (base, mut problems) = read(&snapshot.layers);
    problems.extend(snapshot.problems.iter().cloned());
    problems.extend(lint(&base, None).into_sorted());
    if problems.has_errors() {
        let errors =
            problems.into_sorted().into_iter().filter(|problem| problem.severity == crate::knowledge::Severity::Error);
        return Err(LoadError::Broken(errors.collect()));
    }
    Ok(base)
}
