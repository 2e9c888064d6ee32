//! Words and numbers of a drawing in Persian: line by line, where they stand.

use super::catalogue::{catalogue, of_drawings};
use super::digits;
use super::direction::{END, LEFT_TO_RIGHT, RIGHT_TO_LEFT, unmarked};
use super::phrase::Translator;
use crate::report::language::Numerals;
use crate::report::lettering::{escaped, is_right_to_left};

/// Elements of SVG that hold words.
const HOLDERS: [&str; 3] = ["<text", "<title", "<desc"];

/// The drawing, made by this program in English, in Persian; names stay as they are.
pub fn drawing(svg: &str, numerals: Numerals) -> String {
    let shown = Translator::new(of_drawings(), numerals);
    let spoken = Translator::new(catalogue(), numerals);
    let mut out = String::with_capacity(svg.len() + 256);
    let mut rest = svg;
    while let Some((holder, start, end)) = content(rest) {
        let words = unescaped(&rest[start..end]);
        out.push_str(&rest[..start]);
        out.push_str(
            &match words.contains('<') && !rest[start..end].contains("&lt;") {
                true => rest[start..end].to_owned(),
                false if holder == HOLDERS[0] => escaped(&drawn(&words, &shown, numerals)),
                false => escaped(&spoken.text(&unmarked(&words))),
            },
        );
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The next element that holds words, and where these begin and end.
fn content(svg: &str) -> Option<(&'static str, usize, usize)> {
    let places = HOLDERS
        .iter()
        .filter_map(|holder| Some((svg.find(holder)?, *holder)));
    let (from, holder) = places.min()?;
    let start = from + svg[from..].find('>')? + 1;
    let end = start + svg[start..].find("</")?;
    Some((holder, start, end))
}

fn drawn(words: &str, translator: &Translator, numerals: Numerals) -> String {
    let bare = unmarked(words);
    if let Some(persian) = translator.known(&bare) {
        return format!("{RIGHT_TO_LEFT}{persian}{END}");
    }
    match numerals == Numerals::Persian && is_statistic(&bare) {
        true => format!("{LEFT_TO_RIGHT}{}{END}", digits::persian(&bare)),
        false => words.to_owned(),
    }
}

/// Numbers, with single letters at most, such as `R² = .50`.
fn is_statistic(text: &str) -> bool {
    let lettered = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            letters > 1 || letters == 1 && word.chars().any(|c| c.is_ascii_digit())
        });
    !lettered && !is_right_to_left(text) && text.chars().any(|c| c.is_ascii_digit())
}

fn unescaped(xml: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(xml.to_owned(), |text, (entity, letter)| {
        text.replace(entity, letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_change_and_names_stay() {
        let svg = "<svg><text x=\"1\">.43***</text><text>x1</text><text>R² = .50</text><text>lead</text></svg>";
        let made = drawing(svg, Numerals::Persian);
        assert!(
            made.contains("<text x=\"1\">\u{2066}۰٫۴۳***\u{2069}</text>"),
            "{made}"
        );
        assert!(
            made.contains("<text>x1</text>") && made.contains("<text>lead</text>"),
            "{made}"
        );
        assert!(made.contains("R² = ۰٫۵۰"), "{made}");
    }
}
