//! Which parts of a right-to-left text are read from the left: they are isolated, so that nothing turns round.
//!
//! Isolates (Unicode 6.3, U+2066 … U+2069) are the marks that every writer reads: pages make elements of them,
//! documents make runs, plain text keeps them.

use super::digits;
use crate::report::language::Numerals;
use crate::report::lettering::is_right_to_left;

/// Begins a part that is read from the left.
pub const LEFT_TO_RIGHT: char = '\u{2066}';
/// Begins a part that is read from the right.
pub const RIGHT_TO_LEFT: char = '\u{2067}';
/// Ends either.
pub const END: char = '\u{2069}';

/// The text as it is, set apart.
pub fn verbatim(text: &str) -> String {
    let strong = text.chars().find(|c| c.is_alphabetic());
    let rightward = strong.is_some_and(|c| is_right_to_left(c.encode_utf8(&mut [0; 4])));
    let mark = if rightward {
        RIGHT_TO_LEFT
    } else {
        LEFT_TO_RIGHT
    };
    format!("{mark}{text}{END}")
}

/// A Persian text with its Latin words and numbers isolated, and its numbers in the digits asked for.
///
/// What is isolated already is left alone.
pub fn settled(text: &str, numerals: Numerals) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (rightward, run) in runs(text) {
        if rightward {
            out.push_str(run);
        } else {
            stretch(&mut out, run, numerals);
        }
    }
    out
}

/// Cut where right-to-left letters and their punctuation begin and end.
fn runs(text: &str) -> Vec<(bool, &str)> {
    let mut runs: Vec<(bool, usize, usize)> = Vec::new();
    for (rightward, start, end) in units(text) {
        match runs.last_mut() {
            Some(last) if last.0 == rightward => last.2 = end,
            _ => runs.push((rightward, start, end)),
        }
    }
    runs.into_iter()
        .map(|(side, start, end)| (side, &text[start..end]))
        .collect()
}

/// Letters, or isolates as a whole, with the side they are read from.
fn units(text: &str) -> Vec<(bool, usize, usize)> {
    let mut units = Vec::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            LEFT_TO_RIGHT | RIGHT_TO_LEFT => {
                let end = end_of_isolate(text, at);
                while letters.as_str().len() > text.len() - end {
                    letters.next();
                }
                units.push((letter == RIGHT_TO_LEFT, at, end));
            }
            _ => units.push((is_persian(letter), at, at + letter.len_utf8())),
        }
    }
    units
}

/// Just behind the mark that closes the isolate opened at `from`.
fn end_of_isolate(text: &str, from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in text[from..].char_indices() {
        match letter {
            LEFT_TO_RIGHT | RIGHT_TO_LEFT => depth += 1,
            END => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return from + at + letter.len_utf8();
        }
    }
    text.len()
}

fn is_persian(letter: char) -> bool {
    is_right_to_left(letter.encode_utf8(&mut [0; 4]))
        || matches!(
            letter,
            '\u{200c}' | '\u{200d}' | '\u{200f}' | '«' | '»' | '…'
        )
}

/// A run without right-to-left letters: what is read from the left in it is isolated, the rest belongs to the sentence.
fn stretch(out: &mut String, run: &str, numerals: Numerals) {
    let (start, end) = core(run);
    let inner = &run[start..end];
    sentence_marks(out, &run[..start]);
    match cut(inner) {
        Some((at, behind)) => {
            stretch(out, &inner[..at], numerals);
            sentence_marks(out, &inner[at..behind]);
            stretch(out, &inner[behind..], numerals);
        }
        None if inner.is_empty() => {}
        None => clause_isolated(out, inner, numerals),
    }
    sentence_marks(out, &run[end..]);
}

/// Where a stretch falls apart: at a bracket that the sentence opens or closes elsewhere, at the end of a sentence, between
/// statements such as `p < .001`.
fn cut(inner: &str) -> Option<(usize, usize)> {
    loose_bracket(inner)
        .or_else(|| sentence_end(inner))
        .or_else(|| between_statements(inner))
}

fn loose_bracket(inner: &str) -> Option<(usize, usize)> {
    let mut open: Vec<(char, usize)> = Vec::new();
    for (_, start, end) in units(inner) {
        let letter = inner[start..end].chars().next()?;
        let partner = match letter {
            '(' | '[' => {
                open.push((letter, start));
                continue;
            }
            ')' => '(',
            ']' => '[',
            _ => continue,
        };
        match open.pop() {
            Some((found, _)) if found == partner => {}
            _ => return Some((start, end)),
        }
    }
    open.pop().map(|(_, start)| (start, start + 1))
}

/// A full stop and a space behind a bracket, a number or a name.
fn sentence_end(inner: &str) -> Option<(usize, usize)> {
    let ends = inner.match_indices(". ").map(|(at, _)| at);
    let closes = |at: &usize| {
        let before = &inner[..*at];
        let open = before.matches('(').count() != before.matches(')').count();
        !open && before.ends_with(|c: char| matches!(c, ')' | ']' | END) || c.is_ascii_digit())
    };
    ends.into_iter().find(closes).map(|at| (at, at + 2))
}

/// Where the part read from the left begins and ends: without spaces, punctuation and brackets of the sentence.
fn core(run: &str) -> (usize, usize) {
    let (mut start, mut end) = (0, run.len());
    loop {
        let inner = &run[start..end];
        let Some(first) = inner.chars().next() else {
            return (start, end);
        };
        let last = inner.chars().next_back().unwrap_or(first);
        if outside_start(inner, first) {
            start += first.len_utf8();
        } else if outside_end(inner, last) {
            end -= last.len_utf8();
        } else if encloses(inner, first, last) {
            start += first.len_utf8();
            end -= last.len_utf8();
        } else {
            return (start, end);
        }
    }
}

fn outside_start(inner: &str, first: char) -> bool {
    let next = inner.chars().nth(1);
    match first {
        '(' | '[' | '"' | '“' => !has_partner(inner, first),
        '-' | '−' | '+' => !next.is_some_and(|c| c.is_ascii_digit() || c == '.'),
        '.' => !next.is_some_and(|c| c.is_ascii_digit()),
        ')' | ']' | '—' | '–' | ',' | ';' | ':' | '!' | '?' | '=' | '<' | '>' | '≤' | '≥' | '/'
        | '·' | '%' | '×' => true,
        other => other.is_whitespace(),
    }
}

fn outside_end(inner: &str, last: char) -> bool {
    match last {
        ')' | ']' | '"' | '”' => !has_partner(inner, last),
        '(' | '[' | '—' | '–' | ',' | ';' | ':' | '.' | '!' | '?' | '=' | '<' | '>' | '≤' | '≥'
        | '/' | '·' | '+' | '-' | '−' | '×' => true,
        other => other.is_whitespace(),
    }
}

/// Whether the bracket or quotation mark at an end has its fellow inside.
fn has_partner(inner: &str, mark: char) -> bool {
    match mark {
        '"' => inner.matches('"').count() > 1,
        '“' | '”' => inner.contains('“') && inner.contains('”'),
        '(' | ')' => balanced(inner, '(', ')', mark),
        _ => balanced(inner, '[', ']', mark),
    }
}

fn balanced(inner: &str, open: char, close: char, mark: char) -> bool {
    let mut depth = 0_i32;
    let closes = |letter: char, depth: &mut i32| {
        *depth += i32::from(letter == open) - i32::from(letter == close);
        *depth == 0
    };
    match mark == open {
        true => inner.chars().any(|letter| closes(letter, &mut depth)),
        false => inner.chars().rev().any(|letter| closes(letter, &mut depth)),
    }
}

/// Whether round brackets or quotation marks enclose the whole: they belong to the sentence, square ones to an interval.
fn encloses(inner: &str, first: char, last: char) -> bool {
    match (first, last) {
        ('"', '"') => inner.matches('"').count() == 2,
        ('“', '”') => true,
        ('(', ')') => {
            let mut depth = 0_i32;
            inner[..inner.len() - 1].chars().all(|letter| {
                depth += i32::from(letter == '(') - i32::from(letter == ')');
                depth > 0
            })
        }
        _ => false,
    }
}

/// Punctuation of the sentence itself, as Persian has it.
fn sentence_marks(out: &mut String, marks: &str) {
    out.extend(marks.chars().map(|mark| match mark {
        ',' => '،',
        ';' => '؛',
        '?' => '؟',
        '%' => '٪',
        other => other,
    }));
}

/// The first comma or semicolon between statements.
fn between_statements(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_i32;
    for (_, start, end) in units(text) {
        let letter = &text[start..end];
        depth += i32::from(matches!(letter, "(" | "[")) - i32::from(matches!(letter, ")" | "]"));
        let rest = &text[end..];
        let parts = match letter {
            ";" => true,
            "," => has_relation(&text[..start]) && is_statement(rest),
            _ => false,
        };
        if depth == 0 && parts && rest.starts_with(' ') {
            return Some((start, end + 1));
        }
    }
    None
}

fn has_relation(text: &str) -> bool {
    text.contains(['=', '<', '>', '≤', '≥'])
}

/// Whether a relation or a number stands before the next comma.
fn is_statement(text: &str) -> bool {
    let text = text.trim_start();
    let next = text.split(", ").next().unwrap_or(text);
    let year = next.len() == 4 && next.bytes().all(|byte| byte.is_ascii_digit());
    let number = next
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '−' | '%' | '[' | ']'));
    has_relation(next) || number && !year || next.starts_with([LEFT_TO_RIGHT, '['])
}

fn clause_isolated(out: &mut String, clause: &str, numerals: Numerals) {
    let shown = held_together(&with_digits(clause, numerals));
    let version = clause.matches('.').count() > 1;
    let plain = !version
        && clause
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == '%');
    let whole = clause.starts_with([LEFT_TO_RIGHT, RIGHT_TO_LEFT])
        && end_of_isolate(clause, 0) == clause.len();
    if plain || whole {
        out.push_str(&shown);
    } else {
        out.push(LEFT_TO_RIGHT);
        out.push_str(&shown);
        out.push(END);
    }
}

/// No line ends beside a relation.
fn held_together(clause: &str) -> String {
    let relations = [" = ", " < ", " > ", " ≤ ", " ≥ "];
    relations.iter().fold(clause.to_owned(), |text, relation| {
        text.replace(relation, &relation.replace(' ', "\u{a0}"))
    })
}

/// Digits changed outside what is isolated already; a comma between numbers becomes a Persian one.
fn with_digits(clause: &str, numerals: Numerals) -> String {
    if numerals == Numerals::Latin {
        return clause.to_owned();
    }
    let mut out = String::new();
    let mut rest = clause;
    while let Some(start) = rest.find([LEFT_TO_RIGHT, RIGHT_TO_LEFT]) {
        let end = end_of_isolate(rest, start);
        out.push_str(&digits::persian(&rest[..start]));
        out.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    out.push_str(&digits::persian(rest));
    out
}

/// A part of a marked text: its side if it is an isolate, `None` for the sentence itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Sentence,
    Left,
    Right,
}

/// The text cut at its isolates, whose marks are left out; what is isolated inside an isolate keeps its marks.
pub fn parts(text: &str) -> Vec<(Side, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find([LEFT_TO_RIGHT, RIGHT_TO_LEFT]) {
        let end = end_of_isolate(rest, start);
        let side = match rest[start..].starts_with(LEFT_TO_RIGHT) {
            true => Side::Left,
            false => Side::Right,
        };
        let inner = &rest[start + LEFT_TO_RIGHT.len_utf8()..end];
        parts.push((Side::Sentence, &rest[..start]));
        parts.push((side, inner.strip_suffix(END).unwrap_or(inner)));
        rest = &rest[end..];
    }
    parts.push((Side::Sentence, rest));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// One line without control characters, its isolates kept.
pub fn kept(text: &str) -> String {
    let letters = text.chars();
    let spaced: String = letters
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    spaced.trim_end().to_owned()
}

/// What was cut into lines, every line with its isolates opened and closed.
pub fn rebalanced(lines: Vec<String>) -> Vec<String> {
    let mut open: Vec<char> = Vec::new();
    let mut balanced = Vec::with_capacity(lines.len());
    for line in lines {
        let mut whole: String = open.iter().collect();
        whole.push_str(&line);
        for letter in line.chars() {
            match letter {
                LEFT_TO_RIGHT | RIGHT_TO_LEFT => open.push(letter),
                END => {
                    open.pop();
                }
                _ => {}
            }
        }
        whole.extend(open.iter().map(|_| END));
        balanced.push(whole);
    }
    balanced
}

/// The text with embeddings in place of isolates, for programs that do not know these.
pub fn embedded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in kept(text).chars() {
        match letter {
            LEFT_TO_RIGHT => out.push(LEFT_EMBEDDED),
            RIGHT_TO_LEFT => out.push(RIGHT_EMBEDDED),
            // Commas between two embeddings would be read with them.
            END => out.extend([EMBEDDING_END, RIGHT_TO_LEFT_MARK]),
            other => out.push(other),
        }
    }
    out
}

/// Begins what is read from the left, where isolates are not known.
pub const LEFT_EMBEDDED: char = '\u{202a}';
/// Begins what is read from the right there.
pub const RIGHT_EMBEDDED: char = '\u{202b}';
/// Ends either.
pub const EMBEDDING_END: char = '\u{202c}';
/// Makes a line of plain text one that is read from the right.
pub const RIGHT_TO_LEFT_MARK: char = '\u{200f}';

/// The text without the marks of isolates.
pub fn unmarked(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(*c, LEFT_TO_RIGHT | RIGHT_TO_LEFT | END))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Isolates as brackets, to be read.
    fn shown(text: &str, numerals: Numerals) -> String {
        settled(text, numerals)
            .replace('\u{a0}', " ")
            .replace(LEFT_TO_RIGHT, "⟨")
            .replace(RIGHT_TO_LEFT, "⟪")
            .replace(END, "⟩")
    }

    #[test]
    fn statements_are_isolated_one_by_one() {
        assert_eq!(
            shown(
                "برازش خوب بود (χ²(24) = 85.306, p < .001, CFI = .931).",
                Numerals::Persian
            ),
            "برازش خوب بود (⟨χ²(۲۴) = ۸۵٫۳۰۶⟩، ⟨p < ۰٫۰۰۱⟩، ⟨CFI = ۰٫۹۳۱⟩)."
        );
        assert_eq!(
            shown("ضریب −.31 بود", Numerals::Persian),
            "ضریب ⟨−۰٫۳۱⟩ بود"
        );
        assert_eq!(
            shown("بازهٔ 95% [-.31, .45] است", Numerals::Persian),
            "بازهٔ ⟨۹۵٪ [−۰٫۳۱، ۰٫۴۵]⟩ است"
        );
        assert_eq!(
            shown("ضریب .43*** است", Numerals::Latin),
            "ضریب ⟨.43***⟩ است"
        );
    }

    #[test]
    fn plain_numbers_and_marks_belong_to_the_sentence() {
        assert_eq!(
            shown("301 پاسخ‌گو (24)", Numerals::Persian),
            "۳۰۱ پاسخ‌گو (۲۴)"
        );
        assert_eq!(shown("برازش: CFI, و", Numerals::Persian), "برازش: ⟨CFI⟩، و");
        assert_eq!(shown("ضریب = .05", Numerals::Persian), "ضریب = ۰٫۰۵");
    }

    #[test]
    fn citations_stay_as_they_are() {
        assert_eq!(
            shown("توصیه است (Marsh, Hau & Wen, 2004).", Numerals::Persian),
            "توصیه است (⟨Marsh, Hau & Wen, 2004⟩)."
        );
        assert_eq!(
            shown(
                "توصیه است (Hu & Bentler, 1999; Marsh, Hau & Wen, 2004).",
                Numerals::Persian
            ),
            "توصیه است (⟨Hu & Bentler, 1999⟩؛ ⟨Marsh, Hau & Wen, 2004⟩)."
        );
    }

    #[test]
    fn names_keep_their_digits_and_their_direction() {
        let text = format!("گویهٔ {} حذف شد و {}", verbatim("x1"), verbatim("رهبری 2"));
        assert_eq!(
            shown(&text, Numerals::Persian),
            "گویهٔ ⟨x1⟩ حذف شد و ⟪رهبری 2⟩"
        );
        let text = format!("رابطهٔ {} =~ {}", verbatim("visual"), verbatim("x1"));
        assert_eq!(shown(&text, Numerals::Persian), "رابطهٔ ⟨⟨visual⟩ =~ ⟨x1⟩⟩");
    }

    #[test]
    fn parts_lose_their_marks() {
        let text = settled("مقدار p < .05 است", Numerals::Persian);
        assert_eq!(
            parts(&text),
            [
                (Side::Sentence, "مقدار "),
                (Side::Left, "p\u{a0}<\u{a0}۰٫۰۵"),
                (Side::Sentence, " است")
            ]
        );
    }
}
