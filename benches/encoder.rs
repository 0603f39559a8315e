//! The sentence encoder, one thread: `cargo bench --bench encoder`.
//!
//! `cargo bench --bench encoder -- --vectors ROUNDS < texts` answers every line (a JSON string) with the ids of its pieces, the
//! median milliseconds of as many rounds, and its vector: for `model/encoder/compare.py`.

use divan::{Bencher, black_box};
use pristan::meaning::Embedder;
use std::io::{self, BufRead, Write};
use std::time::Instant;

/// What is read: how many pieces it has (with `query: ` and the marks of start and end), and the text.
const TEXTS: [(usize, &str); 4] = [
    (8, "hello there"),
    (12, "где поменять рубли на лиры"),
    (20, "ikamet izni başvurusu için hangi belgeler gerekiyor"),
    (200, ""),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--vectors") {
        Some(at) => {
            let rounds = arguments.get(at + 1).and_then(|rounds| rounds.parse().ok()).unwrap_or(0);
            answer(rounds).expect("standard input holds a JSON string a line");
        }
        None => divan::main(),
    }
}

fn embedder() -> &'static Embedder {
    Embedder::shipped().expect("the encoder can be read")
}

/// A text of about so many pieces.
fn text(pieces: usize) -> String {
    match TEXTS.iter().find(|(count, text)| *count == pieces && !text.is_empty()) {
        Some((_, text)) => (*text).to_owned(),
        None => "мы прилетели вчера ночью, живём у знакомых и ищем квартиру недалеко от моря; ".repeat(pieces / 20),
    }
}

/// Ids, median time and vector of every line of the input; no vector with 0 rounds.
fn answer(rounds: usize) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let mut vector = Vec::new();
        let mut times: Vec<f64> = (0..rounds)
            .map(|_| {
                let begin = Instant::now();
                vector = embedder().vector(&text);
                begin.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let row = serde_json::json!({
            "pieces": embedder().pieces(&text),
            "ms": times.get(rounds / 2),
            "least": times.first(),
            "vector": vector,
        });
        writeln!(out, "{row}")?;
        out.flush()?;
    }
    Ok(())
}

/// A vector, by the count of pieces.
#[divan::bench(args = [8, 12, 20, 200])]
fn vector(bencher: Bencher, pieces: usize) {
    let text = text(pieces);
    bencher.bench(|| embedder().vector(black_box(&text)));
}

/// Cutting a text into pieces.
#[divan::bench(args = [12, 200])]
fn pieces(bencher: Bencher, pieces: usize) {
    let text = text(pieces);
    bencher.bench(|| embedder().pieces(black_box(&text)));
}
