//! Digits, letters and spaces that mean the same: numbers and matching keys of Persian and Arabic text.

use unicode_normalization::UnicodeNormalization;

/// The number a cell says, in Latin, Persian or Arabic digits.
///
/// `٫` is a decimal sign, `٬` (and `,` before groups of three) separates thousands, a minus may follow the number
/// (`۰٫۲۳-`), and a percent sign divides by 100 as spreadsheets do. Words such as `inf`, `nan` or `0x1F` are no numbers.
pub fn number(text: &str) -> Option<f64> {
    parse(text, false)
}

/// As [`number`], in a file whose decimal sign is the comma (`3,14`; `1.234,5`).
pub fn number_with_decimal_comma(text: &str) -> Option<f64> {
    parse(text, true)
}

fn parse(text: &str, decimal_comma: bool) -> Option<f64> {
    let plain = plain_number(text)?;
    let (plain, percent) = without_percent(&plain);
    let (plain, negative) = without_sign(plain)?;
    let plain = with_decimal_point(plain, decimal_comma)?;
    let value: f64 = plain.parse().ok()?;
    let value = if percent { value / 100.0 } else { value };
    value
        .is_finite()
        .then_some(if negative { -value } else { value })
}

/// A number longer than this is no answer; it also bounds the work on broken files.
const LONGEST_NUMBER: usize = 64;

/// ASCII digits and signs only; `None` as soon as a letter other than the exponent's shows up.
fn plain_number(text: &str) -> Option<String> {
    let mut plain = String::new();
    for c in text.trim().chars() {
        match c {
            '0'..='9' | '.' | ',' | '+' | '-' | '%' | 'e' | 'E' => plain.push(c),
            '٬' => plain.push('\''),
            '٫' => plain.push('\u{66b}'),
            '٪' | '\u{ff05}' => plain.push('%'),
            '−' | '–' | '\u{fe63}' | '\u{ff0d}' => plain.push('-'),
            _ if digit(c).is_some() => plain.push(digit(c)?),
            _ if is_invisible(c) || is_space(c) => {}
            _ => return None,
        }
        if plain.len() > LONGEST_NUMBER {
            return None;
        }
    }
    Some(plain)
}

fn without_percent(plain: &str) -> (&str, bool) {
    match plain.strip_suffix('%').or_else(|| plain.strip_prefix('%')) {
        Some(rest) => (rest, true),
        None => (plain, false),
    }
}

fn without_sign(plain: &str) -> Option<(&str, bool)> {
    let starts = plain.starts_with(['-', '+']);
    let ends = plain.ends_with('-');
    if starts && ends {
        return None;
    }
    if ends {
        return Some((&plain[..plain.len() - 1], true));
    }
    Some((plain.trim_start_matches_once(), plain.starts_with('-')))
}

trait TrimOnce {
    fn trim_start_matches_once(&self) -> &str;
}

impl TrimOnce for str {
    fn trim_start_matches_once(&self) -> &str {
        self.strip_prefix(['-', '+']).unwrap_or(self)
    }
}

/// Thousands separators out, the decimal sign as a point.
fn with_decimal_point(plain: &str, decimal_comma: bool) -> Option<String> {
    if !plain.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\u{66b}')) {
        return None;
    }
    let (mantissa, exponent) = match plain.find(['e', 'E']) {
        Some(at) => (&plain[..at], &plain[at..]),
        None => (plain, ""),
    };
    let decimal = decimal_sign(mantissa, decimal_comma)?;
    let (whole, fraction) = match mantissa.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = without_thousands(whole)?;
    match fraction {
        Some(f) if !f.bytes().all(|b| b.is_ascii_digit()) => None,
        Some(f) if f.is_empty() && whole.is_empty() => None,
        Some(f) => Some(format!("{whole}.{f}{exponent}")),
        None if whole.is_empty() => None,
        None => Some(format!("{whole}{exponent}")),
    }
}

fn decimal_sign(mantissa: &str, decimal_comma: bool) -> Option<char> {
    if mantissa.contains('\u{66b}') {
        return Some('\u{66b}');
    }
    if !decimal_comma {
        return Some('.');
    }
    let grouped_by_points = !mantissa.starts_with('0')
        && mantissa.contains('.')
        && without_thousands(mantissa).is_some();
    Some(if mantissa.contains(',') || grouped_by_points {
        ','
    } else {
        '.'
    })
}

/// Digits, or digits in groups of three behind one kind of separator.
fn without_thousands(whole: &str) -> Option<String> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let proper = (1..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_digit());
    let rest = groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()));
    (matches!(separator, ',' | '.' | '\'') && proper && rest).then(|| whole.replace(separator, ""))
}

/// The key of a text: equal for texts that a Persian or English reader takes for the same.
///
/// Letters of one shape are one letter (ي ی, ك ک, ه ة ۀ, أ إ آ ا), vowel marks, tatweel, invisible marks, spaces,
/// ZWNJ and punctuation are dropped, digits are Latin, Latin letters small, and a leading count (`۱- `, `5)`, `الف)`) is
/// dropped. For matching only: what users see keeps its spelling.
pub fn key(text: &str) -> String {
    let folded: String = text
        .nfkc()
        .filter_map(folded_letter)
        .flat_map(char::to_lowercase)
        .collect();
    let body = without_count(folded.trim());
    let key: String = body
        .chars()
        .filter(|c| !is_space(*c) && !is_punctuation(*c))
        .collect();
    if key.is_empty() {
        folded.trim().to_owned()
    } else {
        key
    }
}

fn folded_letter(c: char) -> Option<char> {
    if is_mark(c) || (is_invisible(c) && c != ZWNJ) {
        return None;
    }
    Some(match c {
        'ي' | 'ى' | 'ئ' => 'ی',
        'ك' => 'ک',
        'ۀ' | 'ة' | 'ھ' | 'ہ' | 'ە' | 'ۂ' | 'ۃ' => 'ه',
        'أ' | 'إ' | 'ٱ' | 'آ' => 'ا',
        'ؤ' => 'و',
        ZWNJ => ' ',
        _ => digit(c).unwrap_or(c),
    })
}

/// Drops `5)`, `۱- ` or `الف)` before the words; keeps ranges such as `2-3`.
fn without_count(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let head = if end > 0 {
        Some(end)
    } else {
        letter_count(text)
    };
    let Some(rest) = head.map(|h| text[h..].trim_start()) else {
        return text;
    };
    let after = match rest.strip_prefix([')', '-', '–']) {
        Some(after) => after,
        None => match rest.strip_prefix('.') {
            Some(after) if after.starts_with(is_space) => after,
            _ => return text,
        },
    };
    let after = after.trim_start();
    if after.is_empty() || after.starts_with(|c: char| c.is_ascii_digit()) {
        text
    } else {
        after
    }
}

/// The length of `الف`, or of one Persian letter, if a closing bracket follows.
fn letter_count(text: &str) -> Option<usize> {
    let length = if text.starts_with("الف") {
        "الف".len()
    } else {
        text.chars()
            .next()
            .filter(|c| ('\u{620}'..='\u{6d3}').contains(c))?
            .len_utf8()
    };
    text[length..]
        .trim_start()
        .starts_with(')')
        .then_some(length)
}

const ZWNJ: char = '\u{200c}';

pub(crate) fn digit(c: char) -> Option<char> {
    let value = match c {
        '۰'..='۹' => c as u32 - '۰' as u32,
        '٠'..='٩' => c as u32 - '٠' as u32,
        '\u{ff10}'..='\u{ff19}' => c as u32 - 0xff10,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Vowel marks, hamza above and tatweel.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}')
}

/// Joiners, direction marks and the byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}' | '\u{ad}')
}

pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{200c}'
}

fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        '،' | '؛'
            | '؟'
            | '«'
            | '»'
            | '٪'
            | '٫'
            | '٬'
            | 'ـ'
            | '-'
            | '–'
            | '—'
            | '−'
            | '('
            | ')'
            | '['
            | ']'
            | '?'
            | '!'
            | '"'
            | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | ':'
            | ';'
            | ','
            | '*'
    ) || c == '\u{2011}'
        || c == '\u{2010}'
}

/// Whether a cell shows nothing: spaces and invisible marks only.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| is_space(c) || is_invisible(c))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn persian_and_arabic_digits_are_numbers() {
        for (text, value) in [
            ("۵", 5.0),
            ("٣٫٥", 3.5),
            ("۰٫۲۳-", -0.23),
            ("\u{200e}-۹۹", -99.0),
            ("۱٬۲۳۴٫۵", 1234.5),
            ("1,234", 1234.0),
            ("−3", -3.0),
            ("۴۵٪", 0.45),
            ("1e-3", 0.001),
            (" 7 ", 7.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("+4", 4.0),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
    }

    #[test]
    fn words_are_no_numbers() {
        for text in [
            "", "-", ".", "inf", "-inf", "nan", "NaN", "infinity", "0x1F", "1e", "e5", "1-2",
            "--1", "-1-", "1.2.3", "3,14", "5a", "1,2345", "%", ",", "1e999", "1e5.3",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn decimal_commas_on_request() {
        for (text, value) in [
            ("3,15", 3.15),
            ("1.234,5", 1234.5),
            ("2.5", 2.5),
            ("0.125", 0.125),
            ("1.234", 1234.0),
            ("5", 5.0),
            (",5", 0.5),
        ] {
            assert_eq!(number_with_decimal_comma(text), Some(value), "{text}");
        }
    }

    #[test]
    fn texts_that_read_the_same_share_a_key() {
        for group in [
            &["کاملاً", "کاملا", "كاملا", "کـاملاً"][..],
            &["می‌دهد", "می دهد", "میدهد"],
            &["س۱", "س1", "س١"],
            &["۵- کاملا موافقم", "5) کاملاً موافقم", "کاملا موافقم"],
            &["الف) سن", "سن"],
            &["خانۀ", "خانه", "خانة", "خانهٔ"],
            &["آقا", "اقا", "أقا"],
            &["Trust 1", "trust1", "TRUST 1"],
            &["ﻛﻢ", "کم"],
        ] {
            for text in group {
                assert_eq!(key(text), key(group[0]), "{text}");
            }
        }
    }

    #[test]
    fn keys_keep_what_differs() {
        assert_ne!(key("x1"), key("x2"));
        assert_ne!(key("2-3 سال"), key("1-3 سال"));
        assert_eq!(key("-"), "-");
        assert_eq!(key("5"), "5");
        assert_eq!(key("1.5"), "1.5");
    }
}
