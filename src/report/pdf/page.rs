//! Pages that fill from top to bottom: lines of text, rules, places for figures.

use crate::report::html::stretches;
use crate::report::lettering::{FAMILY, escaped, is_right_to_left, isolated, width, wrapped};
use crate::report::persian::direction::{END, LEFT_TO_RIGHT, RIGHT_TO_LEFT, kept, rebalanced};
use crate::report::{Numerals, persian, text};

/// A4 in pixels of 1/96 inch.
pub(super) const WIDTH: f64 = 794.0;
pub(super) const HEIGHT: f64 = 1123.0;
const MARGIN: f64 = 72.0;
pub(super) const TEXT_WIDTH: f64 = WIDTH - 2.0 * MARGIN;
const BOTTOM: f64 = HEIGHT - MARGIN;
/// Height of a line, in sizes of its letters: Persian needs more than Latin.
pub(super) const LEADING: f64 = 1.5;

/// How letters look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub size: f64,
    pub bold: bool,
    pub colour: &'static str,
}

impl Ink {
    pub(super) const TITLE: Ink = Ink::new(21.0, true, "#111111");
    pub(super) const HEADING: Ink = Ink::new(15.5, true, "#111111");
    pub(super) const BODY: Ink = Ink::new(11.5, false, "#111111");
    pub(super) const STRONG: Ink = Ink::new(11.5, true, "#111111");
    pub(super) const NOTE: Ink = Ink::new(10.0, false, "#444444");
    pub(super) const ALERT: Ink = Ink::new(11.5, true, "#8a1c1c");

    pub(super) const fn new(size: f64, bold: bool, colour: &'static str) -> Ink {
        Ink { size, bold, colour }
    }

    /// Bold letters are wider than the face that is measured.
    pub(super) fn width(self, words: &str) -> f64 {
        width(words, self.size) * if self.bold { 1.07 } else { 1.0 }
    }

    pub(super) fn wrapped(self, words: &str, room: f64) -> Vec<String> {
        let room = if self.bold { room / 1.07 } else { room };
        wrapped(&text::clean(words), self.size, room)
    }

    /// The same for words with isolates, for a page that is read from the right.
    pub(super) fn rightward(self, words: &str, room: f64) -> Vec<String> {
        let room = if self.bold { room / 1.07 } else { room };
        let lines = rebalanced(wrapped(&kept(words), self.size, room));
        lines
            .iter()
            .map(|line| format!("{RIGHT_TO_LEFT}{line}{END}"))
            .collect()
    }
}

/// Which end of a line stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    End,
}

/// Where a figure stands on a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Its number among the figures.
    pub figure: usize,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// One page: its text as SVG elements, and its figures.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    elements: String,
    pub figures: Vec<Place>,
}

impl Page {
    /// The page's text and rules as a drawing, with a line at the foot.
    pub(super) fn svg(&self, foot: &str) -> String {
        let mut page = self.clone();
        let (x, y) = (WIDTH / 2.0, HEIGHT - MARGIN / 2.0);
        let at = x + Ink::NOTE.width(foot) / 2.0;
        page.line(
            at,
            y,
            &format!("{LEFT_TO_RIGHT}{foot}{END}"),
            Ink::NOTE,
            Anchor::End,
        );
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FAMILY}">{}</svg>"#,
            page.elements
        )
    }

    fn line(&mut self, x: f64, y: f64, words: &str, ink: Ink, anchor: Anchor) {
        let words = match words.starts_with([LEFT_TO_RIGHT, RIGHT_TO_LEFT]) {
            true => words.to_owned(),
            false => settled(words),
        };
        let (weight, side) = (
            if ink.bold {
                r#" font-weight="700""#
            } else {
                ""
            },
            match anchor {
                Anchor::Start => "",
                Anchor::End => r#" text-anchor="end""#,
            },
        );
        self.elements.push_str(&format!(
            r#"<text x="{x:.2}" y="{y:.2}" font-size="{}" fill="{}"{weight}{side} xml:space="preserve">{}</text>"#,
            ink.size,
            ink.colour,
            escaped(&words)
        ));
    }

    fn rule(&mut self, x: f64, y: f64, length: f64, weight: f64) {
        self.elements.push_str(&format!(
            r##"<path d="M{x:.2} {y:.2}h{length:.2}" stroke="#222222" stroke-width="{weight}"/>"##
        ));
    }
}

/// A line that begins right-to-left runs that way; otherwise only its right-to-left stretches do, and move nothing else.
fn settled(words: &str) -> String {
    let first = words.chars().find(|letter| letter.is_alphabetic());
    if first.is_some_and(|letter| is_right_to_left(&letter.to_string())) {
        return isolated(words);
    }
    let part = |(rightward, part): (bool, &str)| match rightward {
        true => isolated(part),
        false => part.to_owned(),
    };
    stretches(words).into_iter().map(part).collect()
}

/// Pages being filled.
pub(super) struct Pages {
    done: Vec<Page>,
    current: Page,
    /// Where the next line begins.
    y: f64,
    pub rightward: bool,
    pub numerals: Numerals,
}

impl Pages {
    pub(super) fn new(rightward: bool, numerals: Numerals) -> Pages {
        Pages {
            done: Vec::new(),
            current: Page::default(),
            y: MARGIN,
            rightward,
            numerals,
        }
    }

    /// A word of this writer, in the language of the report.
    pub(super) fn says(&self, english: &'static str) -> &'static str {
        match self.rightward {
            true => persian::word(english),
            false => english,
        }
    }

    /// Lines that fit.
    pub(super) fn wrapped(&self, ink: Ink, words: &str, room: f64) -> Vec<String> {
        match self.rightward {
            true => ink.rightward(words, room),
            false => ink.wrapped(words, room),
        }
    }

    pub(super) fn finish(mut self) -> Vec<Page> {
        self.done.push(self.current);
        self.done
    }

    pub(super) fn turn(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
        self.y = MARGIN;
    }

    /// Whether `height` more fits on the page.
    pub(super) fn fits(&self, height: f64) -> bool {
        self.y + height <= BOTTOM
    }

    /// Turns the page unless `height` more fits.
    pub(super) fn keep(&mut self, height: f64) {
        if !self.fits(height) && self.y > MARGIN {
            self.turn();
        }
    }

    pub(super) fn space(&mut self, height: f64) {
        if self.y > MARGIN {
            self.y += height;
        }
    }

    /// A paragraph over the width of the text.
    pub(super) fn words(&mut self, words: &str, ink: Ink) {
        let height = ink.size * LEADING;
        for line in self.wrapped(ink, words, TEXT_WIDTH) {
            self.keep(height);
            self.y += height;
            let (x, anchor) = match self.rightward {
                true => (WIDTH - MARGIN, Anchor::End),
                false => (MARGIN, Anchor::Start),
            };
            self.current
                .line(x, self.y - 0.3 * height, &line, ink, anchor);
        }
    }

    /// A paragraph in English, whatever the language of the report.
    pub(super) fn quoted(&mut self, words: &str, ink: Ink) {
        let height = ink.size * LEADING;
        for line in ink.wrapped(words, TEXT_WIDTH) {
            self.keep(height);
            self.y += height;
            let y = self.y - 0.3 * height;
            self.current.line(MARGIN, y, &line, ink, Anchor::Start);
        }
    }

    /// A line of model text, as typed.
    pub(super) fn code(&mut self, line: &str) {
        let ink = Ink::NOTE;
        let indent = (line.len() - line.trim_start().len()) as f64 * 0.3 * ink.size;
        let height = ink.size * LEADING;
        for part in ink.wrapped(line, TEXT_WIDTH - indent) {
            self.keep(height);
            self.y += height;
            let (x, y) = (MARGIN + indent, self.y - 0.3 * height);
            self.current.line(x, y, &part, ink, Anchor::Start);
        }
    }

    /// A thin rule across the page.
    pub(super) fn rule(&mut self) {
        self.y += 3.0;
        self.current.rule(MARGIN, self.y, TEXT_WIDTH, 0.5);
        self.y += 3.0;
    }

    /// A rule of a table that begins `from` the left edge of the text.
    pub(super) fn table_rule(&mut self, from: f64, length: f64, weight: f64) {
        self.y += 2.0;
        self.current.rule(MARGIN + from, self.y, length, weight);
        self.y += 2.0;
    }

    /// One row of a table: lines of each cell with their place from the left edge of the text.
    pub(super) fn row(&mut self, cells: &[(f64, Anchor, Vec<String>)], ink: Ink) {
        let height = ink.size * LEADING * 0.92;
        let lines = cells.iter().map(|(_, _, lines)| lines.len()).max();
        for (x, anchor, lines) in cells {
            for (index, line) in lines.iter().enumerate() {
                let y = self.y + height * (index as f64 + 0.72);
                self.current.line(MARGIN + x, y, line, ink, *anchor);
            }
        }
        self.y += height * lines.unwrap_or(1).max(1) as f64;
    }

    /// A figure no wider than the text and no taller than a page, with its caption above.
    pub(super) fn figure(&mut self, figure: usize, size: (f64, f64), caption: &str) {
        let room = BOTTOM - MARGIN - 60.0;
        let scale = (TEXT_WIDTH / size.0).min(room / size.1).min(1.0);
        let (width, height) = (size.0 * scale, size.1 * scale);
        self.space(12.0);
        self.keep(height + 40.0);
        self.words(caption, Ink::STRONG);
        let x = MARGIN + (TEXT_WIDTH - width) / 2.0;
        self.current.figures.push(Place {
            figure,
            x,
            y: self.y + 4.0,
            width,
            height,
        });
        self.y += height + 10.0;
    }
}
