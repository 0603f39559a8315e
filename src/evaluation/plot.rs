//! `pristan eval --plot`: how far the score can be trusted, and what a threshold on it would do, as one SVG.

use super::figures::{Bin, calibration};
use crate::matcher::costs::COSTS;
use std::fmt::Write as _;

/// The size of the picture, and of the square that each panel draws its curves in.
const WIDTH: f64 = 1080.0;
const HEIGHT: f64 = 650.0;
const SIDE: f64 = 400.0;
const TOP: f64 = 110.0;
/// Where the squares begin.
const LEFT: [f64; 2] = [80.0, 600.0];
/// The largest bar of the number of questions, as a share of the panel: it lies below what matters.
const BAR: f64 = 0.25;

/// Colours that are told apart with any eyes (Okabe and Ito), on white.
pub(super) const BLUE: &str = "#0072b2";
pub(super) const RED: &str = "#d55e00";
pub(super) const PURPLE: &str = "#aa4499";
pub(super) const GREY: &str = "#666";

/// What is drawn.
pub struct Data<'a> {
    /// Names of the files of questions.
    pub names: &'a [String],
    /// Of each question with one answer, whether its first candidate is right, and its score.
    pub inside: &'a [(bool, f32)],
    /// The score of each question that nothing answers.
    pub outside: &'a [f32],
}

/// The picture.
pub fn svg(data: &Data) -> String {
    let mut out = String::new();
    let names = escaped(&shortened(&data.names.join(", "), 60));
    let title = format!("How far the score can be trusted: {names}");
    let (inside, outside) = (data.inside.len(), data.outside.len());
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n<title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    text(&mut out, (WIDTH / 2.0, 34.0), "middle", "font-size=\"19\" font-weight=\"bold\"", &title);
    let counts = format!("{inside} questions with one answer, {outside} that nothing answers");
    text(&mut out, (WIDTH / 2.0, 57.0), "middle", "", &counts);
    let left = Panel { left: LEFT[0] };
    left.frame(&mut out, "Reliability", "score", "share whose first candidate is right");
    reliability(&mut out, &left, &calibration(data.inside));
    let right = Panel { left: LEFT[1] };
    right.frame(&mut out, "Right and false answers by threshold", "answered from this score on", "share of questions");
    thresholds(&mut out, &right, data);
    out.push_str("</svg>\n");
    out
}

/// A square whose axes go from 0 to 1.
struct Panel {
    left: f64,
}

impl Panel {
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.left + SIDE * x, TOP + SIDE * (1.0 - y))
    }

    /// Title, grid, numbers and names of the axes.
    fn frame(&self, out: &mut String, title: &str, across: &str, up: &str) {
        text(out, (self.left + SIDE / 2.0, TOP - 16.0), "middle", "font-size=\"15\" font-weight=\"bold\"", title);
        for step in 0..=5 {
            let share = f64::from(step) / 5.0;
            self.line(out, (share, 0.0), (share, 1.0), "stroke=\"#e4e4e4\"");
            self.line(out, (0.0, share), (1.0, share), "stroke=\"#e4e4e4\"");
            let (x, y) = self.at(share, share);
            text(out, (x, TOP + SIDE + 19.0), "middle", "", &format!("{share:.1}"));
            text(out, (self.left - 9.0, y + 4.0), "end", "", &format!("{share:.1}"));
        }
        let square = format!("x=\"{}\" y=\"{TOP}\" width=\"{SIDE}\" height=\"{SIDE}\"", self.left);
        let _ = writeln!(out, "<rect {square} fill=\"none\" stroke=\"#999\"/>");
        text(out, (self.left + SIDE / 2.0, TOP + SIDE + 42.0), "middle", "", across);
        let (x, y) = (self.left - 46.0, TOP + SIDE / 2.0);
        text(out, (x, y), "middle", &format!("transform=\"rotate(-90 {x} {y})\""), up);
    }

    fn line(&self, out: &mut String, from: (f64, f64), to: (f64, f64), style: &str) {
        let ((x1, y1), (x2, y2)) = (self.at(from.0, from.1), self.at(to.0, to.1));
        let _ = writeln!(out, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {style}/>");
    }

    fn curve(&self, out: &mut String, points: impl Iterator<Item = (f64, f64)>, style: &str) {
        let points: Vec<String> = points.map(|(x, y)| self.at(x, y)).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(out, "<polyline points=\"{}\" fill=\"none\" {style}/>", points.join(" "));
    }

    /// A row of the legend below the panel: a sample of the line, and what it is.
    fn legend(&self, out: &mut String, row: u8, style: &str, name: &str) {
        let (x, y) = (self.left, TOP + SIDE + 62.0 + 18.0 * f64::from(row));
        let _ = writeln!(out, "<line x1=\"{x}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" {style}/>", x + 34.0);
        text(out, (x + 44.0, y + 4.5), "start", "", name);
    }
}

fn reliability(out: &mut String, panel: &Panel, bins: &[Bin]) {
    let most = bins.iter().map(|bin| bin.questions).max().unwrap_or(0).max(1) as f64;
    let wide = 1.0 / bins.len().max(1) as f64;
    let filled = || bins.iter().filter(|bin| bin.questions > 0);
    for bin in filled() {
        let high = BAR * bin.questions as f64 / most;
        let (x, y) = panel.at(bin.from + 0.1 * wide, high);
        let size = format!("width=\"{:.1}\" height=\"{:.1}\"", 0.8 * wide * SIDE, high * SIDE);
        let _ = writeln!(out, "<rect x=\"{x:.1}\" y=\"{y:.1}\" {size} fill=\"#bbb\" fill-opacity=\"0.6\"/>");
    }
    let even = format!("stroke=\"{GREY}\" stroke-dasharray=\"5 4\"");
    panel.line(out, (0.0, 0.0), (1.0, 1.0), &even);
    for bin in filled() {
        let (x, y) = panel.at(bin.from + 0.5 * wide, BAR * bin.questions as f64 / most);
        // White around the figure keeps it legible on the lines behind it.
        for style in ["font-size=\"11\" stroke=\"#fff\" stroke-width=\"4\"", "font-size=\"11\""] {
            text(out, (x, y - 4.0), "middle", style, &bin.questions.to_string());
        }
    }
    let told = format!("stroke=\"{BLUE}\" stroke-width=\"2\"");
    panel.curve(out, filled().map(|bin| (bin.told, bin.right)), &told);
    for bin in filled() {
        let (x, y) = panel.at(bin.told, bin.right);
        let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{BLUE}\" stroke=\"#fff\"/>");
    }
    panel.legend(out, 0, &told, "share that is right, at the mean score of each bin");
    panel.legend(out, 1, &even, "a score that means what it says");
    panel.legend(out, 2, "stroke=\"#bbb\" stroke-width=\"10\"", "number of questions in the bin");
}

fn thresholds(out: &mut String, panel: &Panel, data: &Data) {
    let answers = f64::from(COSTS.answer_from());
    let now = format!("stroke=\"{GREY}\" stroke-dasharray=\"2 3\"");
    panel.line(out, (answers, 0.0), (answers, 1.0), &now);
    let mut curve = |row: u8, stroke: &str, share: &dyn Fn(f32) -> f64, name: &str| {
        let style = format!("stroke-width=\"2\" {stroke}");
        let points = (0..=100_u8).map(|percent| (f64::from(percent) / 100.0, share(f32::from(percent) / 100.0)));
        panel.curve(out, points, &style);
        panel.legend(out, row, &style, name);
    };
    let right = |from| share(data.inside, |(right, score)| *right && *score >= from);
    let wrong = |from| share(data.inside, |(right, score)| !right && *score >= from);
    let falsely = |from| share(data.outside, |score| *score >= from);
    let [blue, red, purple] = [BLUE, RED, PURPLE].map(|colour| format!("stroke=\"{colour}\""));
    curve(0, &blue, &right, "of questions with one answer: answered right");
    curve(1, &format!("{red} stroke-dasharray=\"8 4\""), &wrong, "of questions with one answer: answered wrong");
    let strange = "of questions that nothing answers: answered all the same";
    curve(2, &format!("{purple} stroke-dasharray=\"3 3\""), &falsely, strange);
    panel.legend(out, 3, &now, &format!("Pristan answers from {answers:.2}"));
}

/// The share of items of which something holds; of none, none.
fn share<T>(items: &[T], holds: impl Fn(&T) -> bool) -> f64 {
    items.iter().filter(|item| holds(item)).count() as f64 / items.len().max(1) as f64
}

/// Words at a place; they must be fit for XML.
pub(super) fn text(out: &mut String, (x, y): (f64, f64), anchor: &str, style: &str, words: &str) {
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {style}>{words}</text>");
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(|c: char| c.is_control(), " ")
}

fn shortened(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    words.chars().take(most).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> String {
        let names = ["a & b.tsv".to_owned(), "<c>.tsv".to_owned()];
        svg(&Data { names: &names, inside: &[(true, 0.92), (true, 0.98), (false, 0.35)], outside: &[0.1, 0.6] })
    }

    #[test]
    fn names_are_no_markup() {
        let picture = picture();
        assert!(picture.contains(": a &amp; b.tsv, &lt;c&gt;.tsv</text>"), "{picture}");
        assert!(picture.contains("3 questions with one answer, 2 that nothing answers"));
    }

    #[test]
    fn points_stand_where_their_figures_are() {
        let picture = picture();
        // A bin at 0.35 with nothing right, and one at 0.95 with all right.
        assert!(picture.contains("<circle cx=\"220.0\" cy=\"510.0\""), "{picture}");
        assert!(picture.contains("<circle cx=\"460.0\" cy=\"110.0\""), "{picture}");
        // Of three questions two are answered right up to 0.92 and one up to 0.98; none of the strange ones beyond 0.6.
        for point in ["968.0,243.3 972.0,376.7", "992.0,376.7 996.0,510.0", "840.0,310.0 844.0,510.0"] {
            assert!(picture.contains(point), "{point} is not in {picture}");
        }
    }

    #[test]
    fn nothing_to_draw_is_drawn_empty() {
        let empty = svg(&Data { names: &[], inside: &[], outside: &[] });
        assert!(!empty.contains("NaN") && !empty.contains("<circle") && empty.ends_with("</svg>\n"));
    }
}
