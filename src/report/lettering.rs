//! The typefaces of figures, and how wide a line of text is in them.
//!
//! Vazirmatn carries Latin and Persian, Roboto (same Latin design) the Greek letters and signs it lacks; both under the
//! SIL Open Font License, whose texts stand beside the files.

use rustybuzz::{Face, UnicodeBuffer};
use std::sync::OnceLock;

pub const VAZIRMATN: &[u8] = include_bytes!("fonts/Vazirmatn-Regular.ttf");
pub const VAZIRMATN_BOLD: &[u8] = include_bytes!("fonts/Vazirmatn-Bold.ttf");
pub const ROBOTO: &[u8] = include_bytes!("fonts/Roboto-Regular.ttf");

/// What figures ask for: the bundled typefaces, then what a viewer without them is likely to have.
pub const FAMILY: &str = "Vazirmatn, Roboto, 'Segoe UI', Tahoma, Arial, sans-serif";

/// Start and end of a run that keeps its own direction (Unicode isolates): right-to-left, left-to-right.
const RIGHT_TO_LEFT: char = '\u{2067}';
const LEFT_TO_RIGHT: char = '\u{2066}';
const END: char = '\u{2069}';

/// Width of one line after shaping (letters joined, kerned), in the unit of `size`.
pub fn width(text: &str, size: f64) -> f64 {
    let [main, spare] = faces();
    let drawn = text.chars().filter(|c| !is_direction_mark(*c));
    let mut runs: Vec<(bool, String)> = Vec::new();
    for c in drawn {
        let spared = main
            .as_ref()
            .is_some_and(|face| face.glyph_index(c).is_none());
        match runs.last_mut() {
            Some((same, run)) if *same == spared => run.push(c),
            _ => runs.push((spared, c.to_string())),
        }
    }
    runs.iter()
        .map(|(spared, run)| run_width(if *spared { spare } else { main }, run, size))
        .sum()
}

/// The text with its direction settled, so that a name never moves the numbers or brackets around it.
pub fn isolated(text: &str) -> String {
    let mark = if is_right_to_left(text) {
        RIGHT_TO_LEFT
    } else {
        LEFT_TO_RIGHT
    };
    format!("{mark}{text}{END}")
}

/// Whether any letter belongs to a right-to-left script (Hebrew, Arabic, Persian, Syriac, …).
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().any(
        |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'),
    )
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn faces() -> &'static [Option<Face<'static>>; 2] {
    static FACES: OnceLock<[Option<Face<'static>>; 2]> = OnceLock::new();
    FACES.get_or_init(|| [Face::from_slice(VAZIRMATN, 0), Face::from_slice(ROBOTO, 0)])
}

fn run_width(face: &Option<Face<'static>>, run: &str, size: f64) -> f64 {
    let Some(face) = face else {
        return 0.55 * size * run.chars().count() as f64;
    };
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(run);
    buffer.guess_segment_properties();
    let glyphs = rustybuzz::shape(face, &[], buffer);
    let units: i32 = glyphs
        .glyph_positions()
        .iter()
        .map(|glyph| glyph.x_advance)
        .sum();
    f64::from(units) * size / f64::from(face.units_per_em())
}

/// Lines no wider than `limit`, broken at spaces and after underscores; a longer word stays whole.
pub fn wrapped(text: &str, size: f64, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces(text) {
        match lines.last_mut() {
            Some(line) if width(&format!("{line}{}", piece.trim_end()), size) <= limit => {
                line.push_str(&piece)
            }
            _ => lines.push(piece),
        }
    }
    lines
        .iter()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// Whether a line may end at this blank.
fn ends_line(c: char) -> bool {
    c.is_whitespace() && c != '\u{a0}'
}

/// Parts between which a line may end: each keeps the space or underscore that closes it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in text.chars() {
        if let Some(last) = pieces.last_mut() {
            last.push(if ends_line(c) { ' ' } else { c });
        }
        if ends_line(c) || c == '_' {
            pieces.push(String::new());
        }
    }
    pieces
}

/// Text as XML content: reserved characters escaped, characters XML forbids left out.
pub fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '&' => xml.push_str("&amp;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&#39;"),
            '\n' | '\r' | '\t' => xml.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => xml.push(c),
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_letters_are_narrower_than_letters_apart() {
        let apart: f64 = "رهبری".chars().map(|c| width(&c.to_string(), 12.0)).sum();
        assert!(width("رهبری", 12.0) < apart);
    }

    #[test]
    fn long_labels_break_at_spaces_and_underscores() {
        assert_eq!(wrapped("social media use", 12.0, 60.0).len(), 2);
        assert_eq!(
            wrapped("effective_marketing", 12.0, 70.0),
            ["effective_", "marketing"]
        );
        assert!(wrapped("   ", 12.0, 70.0).is_empty());
    }

    #[test]
    fn reserved_characters_do_not_reach_the_file() {
        assert_eq!(escaped("a<b & \"c\"\u{1}"), "a&lt;b &amp; &quot;c&quot;");
    }
}
