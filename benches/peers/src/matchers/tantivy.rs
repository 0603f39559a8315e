//! tantivy, asked by fuzzy terms: one document a phrasing, and the best document's entry.

use super::Matcher;
use crate::inputs::Labelled;
use std::error::Error;
use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, Searcher, Term, doc};

/// A shorter word is sought as it stands: with one typo allowed it would be half of all short words.
const SHORTEST_FUZZY: usize = 4;

/// What the writer may hold before it closes a segment: enough that up to a million phrasings need no merging.
const WRITER_BYTES: usize = 512 << 20;

/// An index in memory of one segment, and a searcher on it.
pub struct Tantivy {
    searcher: Searcher,
    text: Field,
    entries: Column<u64>,
}

impl Tantivy {
    /// Indexes the phrasings with tantivy's default tokenizer, which makes lower case.
    pub fn build(phrasings: &[Labelled]) -> Result<Tantivy, Box<dyn Error>> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let entry = schema.add_u64_field("entry", FAST);
        let index = Index::create_in_ram(schema.build());
        // One thread and no merging meanwhile: one segment at the end, and one core in use.
        let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for phrasing in phrasings {
            writer.add_document(doc!(text => phrasing.text.as_str(), entry => u64::from(phrasing.entry)))?;
        }
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        writer.wait_merging_threads()?;
        let searcher = index.reader()?.searcher();
        let [segment] = searcher.segment_readers() else { return Err("the index has more than one segment".into()) };
        let entries = segment.fast_fields().u64("entry")?;
        Ok(Tantivy { searcher, text, entries })
    }

    fn query(&self, text: &str) -> tantivy::Result<BooleanQuery> {
        let mut tokenizer = self.searcher.index().tokenizer_for_field(self.text)?;
        let mut tokens = tokenizer.token_stream(text);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        while let Some(token) = tokens.next() {
            let term = Term::from_field_text(self.text, &token.text);
            let part: Box<dyn Query> = if token.text.chars().count() >= SHORTEST_FUZZY {
                Box::new(FuzzyTermQuery::new(term, 1, true))
            } else {
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
            };
            parts.push((Occur::Should, part));
        }
        Ok(BooleanQuery::new(parts))
    }
}

impl Matcher for Tantivy {
    fn find(&self, text: &str) -> Option<u32> {
        let found = self.searcher.search(&self.query(text).ok()?, &TopDocs::with_limit(1).order_by_score()).ok()?;
        let (_, best) = found.first()?;
        self.entries.first(best.doc_id)?.try_into().ok()
    }
}
