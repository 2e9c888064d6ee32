//! Paragraphs and runs: direction, italics of statistics, emphasis.

use crate::report::html::stretches;
use crate::report::lettering::{escaped, is_right_to_left};
use crate::report::persian::direction::{
    EMBEDDING_END, LEFT_EMBEDDED, RIGHT_TO_LEFT_MARK, Side, kept, parts, unmarked,
};
use crate::report::text;

/// How the letters of a run are dressed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Dress {
    pub bold: bool,
    pub italic: bool,
}

/// A paragraph in a style; `extra` holds further properties, such as alignment.
pub(super) fn paragraph(style: &str, extra: &str, runs: &str, rightward: bool) -> String {
    let direction = if rightward { "<w:bidi/>" } else { "" };
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{direction}{extra}</w:pPr>{runs}</w:p>"#)
}

/// Ends what a right-to-left stretch would pull to its side, such as the number that follows it.
const LEFT_TO_RIGHT_MARK: &str = "\u{200e}";

/// Words as runs, in a document that is read from the right or from the left.
pub(super) fn said(text: &str, dress: Dress, statistics: bool, rightward: bool) -> String {
    if !rightward {
        return words(text, dress, statistics);
    }
    let text = kept(text);
    let run_of = |(side, part): (Side, &str)| match side {
        Side::Left => left_run(&unmarked(part), dress, statistics),
        Side::Sentence | Side::Right => right_run(&unmarked(part), dress),
    };
    parts(&text).into_iter().map(run_of).collect()
}

/// A run read from the left in a paragraph read from the right, embedded so that its ends keep their places.
fn left_run(text: &str, dress: Dress, statistics: bool) -> String {
    let marked = format!("{LEFT_EMBEDDED}{text}{EMBEDDING_END}");
    let pieces = match statistics {
        true => lettered(&marked),
        false => vec![(false, marked.as_str())],
    };
    let run = |(italic, piece): (bool, &str)| {
        let italic = dress.italic || italic;
        number(piece, Dress { italic, ..dress })
    };
    pieces.into_iter().map(run).collect()
}

/// A run read from the right; its letters have no italics.
fn right_run(text: &str, dress: Dress) -> String {
    let bold = if dress.bold { "<w:b/><w:bCs/>" } else { "" };
    let properties = format!("{bold}<w:iCs w:val=\"0\"/><w:rtl/>");
    match is_right_to_left(text) {
        true => plain_run(text, &properties),
        // Commas between two runs read from the left would be read with them.
        false => plain_run(
            &format!("{RIGHT_TO_LEFT_MARK}{text}{RIGHT_TO_LEFT_MARK}"),
            &properties,
        ),
    }
}

/// A run read from the left whatever its digits.
pub(super) fn number(text: &str, dress: Dress) -> String {
    plain_run(text, &dressed(dress))
}

fn dressed(dress: Dress) -> String {
    let bold = if dress.bold { "<w:b/><w:bCs/>" } else { "" };
    let italic = if dress.italic { "<w:i/><w:iCs/>" } else { "" };
    format!("{bold}{italic}")
}

/// Words as runs: right-to-left stretches marked, letters of statistics in italics where `statistics` says so.
fn words(text: &str, dress: Dress, statistics: bool) -> String {
    let mut out = String::new();
    let cleaned = text::clean(text);
    let parts = stretches(&cleaned);
    let mixed = parts.first().is_some_and(|(rightward, part)| {
        !rightward && part.chars().any(|letter| letter.is_alphabetic())
    });
    for (rightward, part) in parts {
        if rightward || !statistics {
            out.push_str(&run(part, dress));
            if rightward && mixed {
                out.push_str(&run(LEFT_TO_RIGHT_MARK, dress));
            }
            continue;
        }
        for (italic, piece) in lettered(part) {
            let italic = dress.italic || italic;
            out.push_str(&run(piece, Dress { italic, ..dress }));
        }
    }
    out
}

/// One run.
pub(super) fn run(text: &str, dress: Dress) -> String {
    let side = if is_right_to_left(text) {
        "<w:rtl/>"
    } else {
        ""
    };
    plain_run(text, &format!("{}{side}", dressed(dress)))
}

fn plain_run(text: &str, properties: &str) -> String {
    let properties = if properties.is_empty() {
        String::new()
    } else {
        format!("<w:rPr>{properties}</w:rPr>")
    };
    format!(
        r#"<w:r>{properties}<w:t xml:space="preserve">{}</w:t></w:r>"#,
        escaped(text)
    )
}

/// Letters that APA sets in italics; Greek letters are upright.
const LETTERS: [&str; 11] = ["p", "N", "n", "M", "SD", "SE", "t", "z", "F", "r", "df"];

/// The text cut where a statistic's letter stands before `=`, `<` or `>`, or before a bracket with numbers.
fn lettered(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let (mut begun, mut at) = (0, 0);
    for word in text.split_inclusive(' ') {
        let bare = word.trim_start_matches(['(', '[']).trim_end();
        let lead = word.len() - word.trim_start_matches(['(', '[', LEFT_EMBEDDED]).len();
        let next = text[at + word.len()..].chars().next();
        let bare = bare.trim_start_matches(LEFT_EMBEDDED);
        if LETTERS.contains(&bare) && matches!(next, Some('=' | '<' | '>' | '≤' | '≥')) {
            let start = at + lead;
            parts.push((false, &text[begun..start]));
            parts.push((true, &text[start..start + bare.len()]));
            begun = start + bare.len();
        }
        at += word.len();
    }
    parts.push((false, &text[begun..]));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_statistics_are_italic_before_their_numbers() {
        assert_eq!(
            lettered("χ²(24, N = 301) = 85.31, p < .001"),
            [
                (false, "χ²(24, "),
                (true, "N"),
                (false, " = 301) = 85.31, "),
                (true, "p"),
                (false, " < .001"),
            ]
        );
        assert_eq!(lettered("a p value"), [(false, "a p value")]);
    }

    #[test]
    fn right_to_left_runs_are_marked() {
        assert!(run("رهبری", Dress::default()).contains("<w:rtl/>"));
        assert!(!run("leadership", Dress::default()).contains("<w:rtl/>"));
    }
}
