//! The sentence encoder, one thread: `cargo bench --bench encoder`.
//!
//! `cargo bench --bench encoder -- --vectors ROUNDS < texts` answers every line (a JSON string) with the ids of its pieces, the
//! median milliseconds of as many rounds, and its vector: for `model/encoder/compare.py`.

use divan::{Bencher, black_box};
use pristan::meaning::Embedder;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::time::Instant;

/// What is read, by how many pieces the encoder sees (with `query: ` and the marks of start and end).
const TEXTS: [Text; 4] = [
    Text { pieces: 8, text: "hello there", times: 1 },
    Text { pieces: 14, text: "где поменять рубли на лиры", times: 1 },
    Text {
        pieces: 20,
        text: "подскажите, пожалуйста, какие документы нужны для продления вида на жительство",
        times: 1,
    },
    Text {
        pieces: 206,
        text: "мы прилетели вчера ночью, живём у знакомых и ищем квартиру недалеко от моря; ",
        times: 10,
    },
];

/// A text that is read, repeated.
struct Text {
    pieces: usize,
    text: &'static str,
    times: usize,
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pieces", self.pieces)
    }
}

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

/// A vector.
#[divan::bench(args = &TEXTS)]
fn vector(bencher: Bencher, text: &Text) {
    let repeated = text.text.repeat(text.times);
    assert_eq!(embedder().pieces(&repeated).len() + 2, text.pieces);
    bencher.bench(|| embedder().vector(black_box(&repeated)));
}

/// Cutting a text into pieces.
#[divan::bench(args = &TEXTS)]
fn pieces(bencher: Bencher, text: &Text) {
    let repeated = text.text.repeat(text.times);
    bencher.bench(|| embedder().pieces(black_box(&repeated)));
}

/// Looking through the file at the start.
#[divan::bench]
fn read(bencher: Bencher) {
    static BYTES: &[u8] = include_bytes!("../model/encoder/encoder.bin");
    bencher.bench(|| Embedder::read(black_box(BYTES)).is_ok());
}
