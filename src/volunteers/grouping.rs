//! Like questions together: the two groups whose questions are most alike on average become one, again and again, as long
//! as they are alike enough.

use super::likeness::Prepared;
use crate::turn::Asked;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

/// Groups that are less alike stay apart. Chosen on the thousand questions of `tests/it/volunteers.rs`, of which none is kept
/// out.
const ALIKE: f32 = 0.39;
/// A likeness below this counts as none.
const FAINT: f32 = 0.1;
/// More questions than this are not compared with each other: those beyond are grouped by their words alone.
const MOST: usize = 6_000;

/// Groups of questions, by their places in `all`: each question stands in one.
pub fn grouped(all: &[&Asked]) -> Vec<Vec<usize>> {
    let mut same: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (at, asked) in all.iter().enumerate() {
        let stems = Prepared::of(asked).stems().iter().cloned().collect();
        same.entry(stems).or_default().push(at);
    }
    let mut same: Vec<Vec<usize>> = same.into_values().collect();
    same.sort_unstable();
    let compared = same.len().min(MOST);
    let rest = same.split_off(compared);
    let prepared: Vec<Prepared<'_>> = same.iter().map(|places| Prepared::of(all[places[0]])).collect();
    let sizes: Vec<usize> = same.iter().map(Vec::len).collect();
    let joined = Merging::of(&prepared, sizes).done();
    let mut groups: Vec<Vec<usize>> =
        joined.into_iter().map(|places| places.into_iter().flat_map(|at| same[at].clone()).collect()).collect();
    groups.extend(rest);
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

/// Two groups that may become one, and how alike they are.
#[derive(PartialEq)]
struct Pair {
    likeness: f32,
    groups: (usize, usize),
}

impl Eq for Pair {}

impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Pair) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pair {
    fn cmp(&self, other: &Pair) -> Ordering {
        // The most alike first; among equals those that came first.
        self.likeness.total_cmp(&other.likeness).then(Reverse(self.groups).cmp(&Reverse(other.groups)))
    }
}

/// Groups on their way.
struct Merging {
    /// What is in each group; nothing once it has gone into another.
    groups: Vec<Vec<usize>>,
    sizes: Vec<usize>,
    /// For each group the sums of likenesses with others.
    sums: Vec<BTreeMap<usize, f32>>,
    waiting: BinaryHeap<Pair>,
}

impl Merging {
    fn of(prepared: &[Prepared<'_>], sizes: Vec<usize>) -> Merging {
        let count = prepared.len();
        let mut merging = Merging {
            groups: (0..count).map(|at| vec![at]).collect(),
            sums: vec![BTreeMap::new(); count],
            sizes,
            waiting: BinaryHeap::new(),
        };
        for one in 0..count {
            for two in one + 1..count {
                let likeness = prepared[one].likeness(&prepared[two]);
                if likeness >= FAINT {
                    let sum = likeness * (merging.sizes[one] * merging.sizes[two]) as f32;
                    merging.sums[one].insert(two, sum);
                    merging.sums[two].insert(one, sum);
                    merging.wait(one, two);
                }
            }
        }
        merging
    }

    fn likeness(&self, one: usize, two: usize) -> Option<f32> {
        Some(self.sums[one].get(&two)? / (self.sizes[one] * self.sizes[two]) as f32)
    }

    fn wait(&mut self, one: usize, two: usize) {
        if let Some(likeness) = self.likeness(one, two).filter(|likeness| *likeness >= ALIKE) {
            self.waiting.push(Pair { likeness, groups: (one.min(two), one.max(two)) });
        }
    }

    fn done(mut self) -> Vec<Vec<usize>> {
        while let Some(Pair { likeness, groups: (one, two) }) = self.waiting.pop() {
            // A pair that waited while one of them changed is out of date.
            if self.likeness(one, two) == Some(likeness) {
                self.join(one, two);
            }
        }
        self.groups.into_iter().filter(|group| !group.is_empty()).collect()
    }

    fn join(&mut self, one: usize, two: usize) {
        let moved = std::mem::take(&mut self.groups[two]);
        self.groups[one].extend(moved);
        self.sizes[one] += self.sizes[two];
        for (other, sum) in std::mem::take(&mut self.sums[two]) {
            self.sums[other].remove(&two);
            if other != one {
                *self.sums[one].entry(other).or_default() += sum;
                *self.sums[other].entry(one).or_default() += sum;
            }
        }
        let others: Vec<usize> = self.sums[one].keys().copied().collect();
        others.into_iter().for_each(|other| self.wait(one, other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::KeptQuestion;
    use crate::text::Lang;
    use crate::turn::{Near, Why};

    fn asked(text: &str, near: &[(&str, u8)]) -> Asked {
        let question = KeptQuestion { text: text.to_owned(), lang: Lang::EN, gap: None };
        let nearest =
            near.iter().map(|(entry, percent)| Near { entry: (*entry).to_owned(), percent: *percent }).collect();
        Asked { nearest, ..Asked::new(1, question, Why::Unknown) }
    }

    #[test]
    fn each_question_stands_in_one_group_with_its_like() {
        let all = [
            asked("where is a vet", &[]),
            asked("a dentist on the asian shore", &[("clinics", 80)]),
            asked("Where is a vet?", &[]),
            asked("who treats teeth", &[("clinics", 70), ("vets", 5)]),
            asked("is the ferry late", &[("ferries", 40)]),
        ];
        let all: Vec<&Asked> = all.iter().collect();
        assert_eq!(grouped(&all), [vec![0, 2], vec![1, 3], vec![4]]);
        assert!(grouped(&[]).is_empty());
    }
}
