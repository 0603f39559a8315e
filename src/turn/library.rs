//! The knowledge in service: loaded once, noticed when it is edited, swapped when the edit is good.

use super::encoder::encoder;
use crate::files::{FilesError, Origin, Snapshot};
use crate::knowledge::{Base, Problem, SourceFile, lint, read};
use crate::matcher::{Index, Learnt, Setup, Signal, TextVectors, encode, judged, text_hash, vectors_for};
use crate::store::KnowledgeCache;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// The index in service, and the files it came from.
pub struct Library {
    origin: Origin,
    without: Option<Signal>,
    data: PathBuf,
    current: RwLock<Arc<Index>>,
    seen: Mutex<Snapshot>,
    /// What was learnt of files as they are about to be.
    prepared: Mutex<Option<Prepared>>,
    /// The files of the index in service, where it was learnt by an edit and is still to be learnt from nothing.
    unsettled: Mutex<Option<Snapshot>>,
}

/// Files as they are about to be.
struct Prepared {
    hash: [u8; 32],
    index: Option<Index>,
    errors: Vec<Problem>,
}

/// With this many phrasings an edit is learnt by what it changes; a smaller base is learnt anew as quickly.
const MANY_PHRASINGS: usize = 2_000;

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

/// How far the work of loading knowledge that was not loaded before has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many texts of so many have a vector.
    Encoded(usize, usize),
    /// So many parts of [`Index::PARTS`] are learnt.
    Learnt(usize),
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
    pub fn open(origin: Origin, data: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Library, LoadError> {
        Library::open_without(None, origin, data, progress)
    }

    /// The same with a signal left out: the encoder on a machine that has no time for it, others to see what they are
    /// worth.
    ///
    /// # Errors
    /// When the files cannot be read or the base has errors.
    pub fn open_without(
        without: Option<Signal>,
        origin: Origin,
        data: &Path,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Library, LoadError> {
        let snapshot = origin.snapshot()?;
        let course = Course { without, data, former: None };
        let index = load(&snapshot, course, progress)?;
        let current = RwLock::new(Arc::new(index));
        Ok(Library {
            origin,
            without,
            data: data.to_owned(),
            current,
            seen: Mutex::new(snapshot),
            prepared: Mutex::default(),
            unsettled: Mutex::default(),
        })
    }

    /// Where the base comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The index in service. Who holds it goes on with it, whatever is swapped meanwhile.
    pub fn index(&self) -> Arc<Index> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Learns files as they are about to be, so that they serve as soon as they are written; tells the errors for which
    /// they must not be.
    ///
    /// # Errors
    /// When the files beside them cannot be read.
    pub fn prepare(&self, layers: Vec<Vec<SourceFile>>) -> Result<Vec<Problem>, FilesError> {
        let snapshot = self.origin.snapshot()?.with_layers(layers);
        let mut prepared = held(&self.prepared);
        if let Some(known) = prepared.as_ref().filter(|known| known.hash == snapshot.hash) {
            return Ok(known.errors.clone());
        }
        let former = self.index();
        let (index, errors) = match load(&snapshot, self.course(&former), &mut |_| {}) {
            Ok(index) => {
                let (index, errors) = judged(index);
                (Some(index), errors)
            }
            Err(LoadError::Broken(errors)) => (None, errors),
            Err(LoadError::Files(error)) => return Err(error),
        };
        *prepared = Some(Prepared { hash: snapshot.hash, index, errors: errors.clone() });
        Ok(errors)
    }

    /// Looks whether the files were edited, and takes a good edit into service.
    pub fn refresh(&self) -> Refreshed {
        let mut seen = held(&self.seen);
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
        let prepared = held(&self.prepared).take().filter(|prepared| prepared.hash == seen.hash);
        let loaded = match prepared.and_then(|prepared| prepared.index) {
            Some(index) => Ok(index),
            None => load(&seen, self.course(&self.index()), &mut |_| {}),
        };
        match loaded {
            Ok(index) => {
                let mut unsettled = held(&self.unsettled);
                *unsettled = index.learnt.contested.is_some().then(|| seen.clone());
                self.serve(index);
                Refreshed::Swapped
            }
            Err(error) => Refreshed::Refused(error),
        }
    }

    /// Learns from nothing what was learnt by an edit, keeps it, and takes it into service unless the files were edited
    /// meanwhile: then what serves depends on nothing but the files. Takes its time; says whether there was anything to do.
    pub fn settle(&self) -> bool {
        let Some(snapshot) = held(&self.unsettled).clone() else { return false };
        let course = Course { without: self.without, data: &self.data, former: None };
        let loaded = load(&snapshot, course, &mut |_| {});
        let mut unsettled = held(&self.unsettled);
        if unsettled.as_ref().is_some_and(|now| now.hash == snapshot.hash) {
            *unsettled = None;
            // What serves was learnt from these very files: they cannot be broken.
            loaded.into_iter().for_each(|index| self.serve(index));
        }
        true
    }

    fn serve(&self, index: Index) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
    }

    fn course<'a>(&'a self, former: &'a Index) -> Course<'a> {
        let former = Some(&former.learnt).filter(|former| former.phrasings.len() >= MANY_PHRASINGS);
        Course { without: self.without, data: &self.data, former }
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How knowledge is loaded.
#[derive(Clone, Copy)]
struct Course<'a> {
    without: Option<Signal>,
    data: &'a Path,
    /// What is known of the base before an edit.
    former: Option<&'a Learnt>,
}

fn load(snapshot: &Snapshot, course: Course<'_>, progress: &mut dyn FnMut(Progress)) -> Result<Index, LoadError> {
    let Course { without, data, former } = course;
    let encoder = encoder().filter(|_| without != Some(Signal::Encoder));
    // What was learnt without an encoder is not for a program that has one.
    let kind = if encoder.is_some() { "encoded" } else { "learnt" };
    let name = &without.map_or_else(|| kind.to_owned(), |signal| format!("{kind}-without-{}", signal.name()));
    let cached = KnowledgeCache::open(data).and_then(|cache| {
        Some((cache.get::<Base>(&snapshot.hash, "base")?, cache.get::<Learnt>(&snapshot.hash, name)?))
    });
    if let Some((base, learnt)) = cached {
        return Ok(Index::restore(base, learnt, encoder));
    }
    let base = understand(snapshot)?;
    let vectors = encoder.and_then(|_| vectors(&base, data, progress));
    let setup = Setup { encoder, vectors: vectors.as_ref(), without, former };
    let index = Index::build_with(base, setup, &mut |part| progress(Progress::Learnt(part)));
    // What was learnt by an edit is not kept: it depends on what was there before.
    let lasting = index.learnt.contested.is_none();
    if let Some(cache) = KnowledgeCache::open(data).filter(|_| lasting) {
        // What cannot be kept is learnt again next time.
        let _kept = cache.put(&snapshot.hash, "base", &index.base.without_phrasings())
            && cache.put(&snapshot.hash, name, &index.learnt);
    }
    Ok(index)
}

/// Texts that are encoded before the progress is told again.
const BATCH: usize = 32;

/// The vectors of a base's texts: those that are shipped, those that were made before, and the rest, which are made now
/// and kept. `None` without an encoder.
pub fn vectors(base: &Base, data: &Path, progress: &mut dyn FnMut(Progress)) -> Option<TextVectors> {
    let encoder = encoder()?;
    let (mut vectors, mut missing) = vectors_for(base);
    if let Some(cache) = KnowledgeCache::open(data).filter(|_| !missing.is_empty()) {
        missing.retain(|text| match cache.vector(text_hash(text)) {
            Some(row) => {
                vectors.insert(text_hash(text), row);
                false
            }
            None => true,
        });
    }
    let mut made: Vec<(u64, Vec<u8>)> = Vec::new();
    for texts in missing.chunks(BATCH) {
        progress(Progress::Encoded(made.len(), missing.len()));
        made.extend(texts.iter().map(|text| text_hash(text)).zip(encode(encoder, texts)));
    }
    if let Some(cache) = KnowledgeCache::open(data).filter(|_| !made.is_empty()) {
        // What cannot be kept is made again next time.
        let _kept = cache.put_vectors(&made);
    }
    made.into_iter().for_each(|(key, row)| vectors.insert(key, row));
    Some(vectors)
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
