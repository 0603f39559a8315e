//! From columns to one probability for each candidate and for "none of them": a softmax whose weights were learnt over
//! bases of many shapes (`model/decision/`), and depend on how many phrasings an entry has.

use super::columns::{COLUMNS, NAMES, Row};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The weights as they are shipped; `model/decision/fit.py` writes them.
static SHIPPED: &str = include_str!("../../../model/decision/weights.toml");

/// Phrasings of an entry at which weights are given; between them they run straight in the logarithm.
const KNOTS: [f32; 4] = [1.0, 3.0, 10.0, 40.0];

/// The weight of every column at every knot.
type Table = [[f32; KNOTS.len()]; COLUMNS];

/// The weights of the decision.
pub struct Weights {
    /// Where the encoder was not asked.
    cheap: Table,
    /// Where it was.
    encoded: Table,
}

/// The shipped weights.
pub fn weights() -> &'static Weights {
    static READ: OnceLock<Weights> = OnceLock::new();
    READ.get_or_init(|| Weights::read(SHIPPED))
}

impl Weights {
    /// Reads weights by the names of columns; one that has no line weighs nothing.
    fn read(text: &str) -> Weights {
        let tables: HashMap<String, HashMap<String, Vec<f32>>> = toml::from_str(text).unwrap_or_default();
        let table = |name: &str| -> Table {
            let rows = tables.get(name);
            let at = |column: &str, knot: usize| {
                rows.and_then(|rows| rows.get(column)?.get(knot).copied()).unwrap_or_default()
            };
            NAMES.map(|column| std::array::from_fn(|knot| at(column, knot)))
        };
        Weights { cheap: table("cheap"), encoded: table("encoded") }
    }

    /// What each column adds to the utility of a candidate.
    pub fn contributions(&self, row: &Row, encoded: bool) -> [f32; COLUMNS] {
        let table = if encoded { &self.encoded } else { &self.cheap };
        let shares = shares(row.phrasings);
        let weight =
            |column: usize| table[column].iter().zip(shares).map(|(weight, share)| weight * share).sum::<f32>();
        std::array::from_fn(|column| weight(column) * row.columns[column])
    }

    /// The probability of each candidate, in their order; what is left is that of none.
    pub fn posterior(&self, rows: &[Row], encoded: bool) -> Vec<f32> {
        let utilities: Vec<f32> = rows.iter().map(|row| self.contributions(row, encoded).iter().sum()).collect();
        let highest = utilities.iter().copied().fold(0.0, f32::max);
        let sum: f32 = utilities.iter().map(|utility| (utility - highest).exp()).sum::<f32>() + (-highest).exp();
        utilities.iter().map(|utility| (utility - highest).exp() / sum).collect()
    }
}

/// How much each knot counts for an entry with so many phrasings.
fn shares(phrasings: f32) -> [f32; KNOTS.len()] {
    let mut shares = [0.0; KNOTS.len()];
    let at = KNOTS.iter().rposition(|knot| *knot <= phrasings);
    match at {
        None => shares[0] = 1.0,
        Some(at) if at + 1 == KNOTS.len() => shares[at] = 1.0,
        Some(at) => {
            let share = (phrasings / KNOTS[at]).ln() / (KNOTS[at + 1] / KNOTS[at]).ln();
            (shares[at], shares[at + 1]) = (1.0 - share, share);
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_run_from_knot_to_knot() {
        assert_eq!(shares(0.0), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(shares(3.0), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(shares(500.0), [0.0, 0.0, 0.0, 1.0]);
        let between = shares(20.0);
        assert!((between[2] - 0.5).abs() < 1e-3 && (between.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn every_line_of_the_shipped_weights_has_a_column() {
        let tables: HashMap<String, HashMap<String, Vec<f32>>> = toml::from_str(SHIPPED).unwrap();
        for (name, rows) in &tables {
            assert!(["cheap", "encoded"].contains(&name.as_str()), "{name}");
            for (column, weights) in rows {
                assert!(NAMES.contains(&column.as_str()) && weights.len() == KNOTS.len(), "{name}.{column}");
            }
        }
        assert_eq!(tables.len(), 2);
    }

    #[test]
    fn a_posterior_is_a_probability_and_none_has_its_share() {
        let row = |bias: f32| Row {
            seat: 0,
            entry: 0,
            phrasings: 1.0,
            columns: std::array::from_fn(|at| if at == 0 { bias } else { 0.0 }),
        };
        let mut weights = Weights { cheap: [[0.0; 4]; COLUMNS], encoded: [[0.0; 4]; COLUMNS] };
        weights.cheap[0] = [1.0; 4];
        assert_eq!(weights.posterior(&[row(0.0)], false), [0.5]);
        let many = weights.posterior(&[row(80.0), row(-80.0), row(79.0)], false);
        assert!(many[0] > 0.7 && many[1] < 1e-6 && many.iter().sum::<f32>() <= 1.0 + 1e-6);
        assert!(weights.posterior(&[], false).is_empty());
    }
}
