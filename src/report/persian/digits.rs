//! Numbers in Persian digits, wherever they stand in a text that is otherwise left as it is.

const MINUS: char = '\u{2212}';
const DECIMAL: char = '\u{66b}';
const PERCENT: char = '\u{66a}';

/// The text with its numbers in Persian digits: `-.31` becomes −۰٫۳۱.
///
/// Digits of names (`x1`, `SHA-256`), of versions (`0.7.2`) and years of citations (`Chen, 2007`) stay as they are.
pub fn persian(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() * 2);
    let mut at = 0;
    let mut cited = false;
    while at < letters.len() {
        let end = match letters[at] {
            letter if is_latin(letter) => end_of_name(&letters, at),
            _ if begins_number(&letters, at) => end_of_number(&letters, at),
            letter => {
                let between = letter == ',' && within_interval(&letters[..at]);
                out.push(if between { '،' } else { letter });
                at += 1;
                continue;
            }
        };
        let word: String = letters[at..end].iter().collect();
        let named = is_latin(letters[at]) || letters.get(end).is_some_and(|c| is_latin(*c));
        let year = !named
            && is_year(&word)
            && (follows_author(&letters[..at]) || cited && follows_comma(&letters[..at]));
        cited = year;
        if named || year || is_version(&word) {
            out.push_str(&word);
        } else {
            let percent = letters.get(end) == Some(&'%');
            push_number(&mut out, &word, &letters[..at]);
            if percent {
                out.push(PERCENT);
                at = end + 1;
                continue;
            }
        }
        at = end;
    }
    out
}

/// A letter of a script that is read from the left, or what stands for one in names.
pub(super) fn is_latin(letter: char) -> bool {
    letter == '_'
        || letter.is_alphabetic()
            && !crate::report::lettering::is_right_to_left(letter.encode_utf8(&mut [0; 4]))
}

fn end_of_name(letters: &[char], from: usize) -> usize {
    let mut at = from;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at + 1);
        let inside = is_latin(letter)
            || letter.is_ascii_digit()
            || matches!(letter, '.' | '-')
                && next.is_some_and(|c| is_latin(*c) || c.is_ascii_digit());
        if !inside {
            break;
        }
        at += 1;
    }
    at
}

fn begins_number(letters: &[char], at: usize) -> bool {
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    digit(at) || letters[at] == '.' && digit(at + 1)
}

fn end_of_number(letters: &[char], from: usize) -> usize {
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut at = from;
    while digit(at) || letters.get(at) == Some(&'.') && digit(at + 1) {
        at += 1;
    }
    let signed = matches!(letters.get(at + 1), Some('-' | '+' | &MINUS));
    let exponent =
        matches!(letters.get(at), Some('e' | 'E')) && digit(at + 1 + usize::from(signed));
    if exponent {
        at += 1 + usize::from(signed);
        while digit(at) {
            at += 1;
        }
    }
    at
}

fn is_version(word: &str) -> bool {
    word.matches('.').count() > 1
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && matches!(word.as_bytes(), [b'1', b'8' | b'9', ..] | [b'2', b'0', ..])
}

/// `Chen, ` or `al. (`: what stands before the year of a citation.
fn follows_author(before: &[char]) -> bool {
    let text: String = before.iter().rev().take(4).rev().collect();
    let Some(author) = text
        .strip_suffix(", ")
        .or(text.strip_suffix(" ("))
        .or(text.strip_suffix(' '))
    else {
        return false;
    };
    let mut last = author.chars().rev();
    match last.next() {
        Some('.') => last.next().is_some_and(is_latin),
        Some(letter) => letter.is_lowercase() && is_latin(letter),
        None => false,
    }
}

fn follows_comma(before: &[char]) -> bool {
    before.ends_with(&[',', ' '])
}

/// Whether a square bracket with a number in it is open.
fn within_interval(before: &[char]) -> bool {
    let open = before.iter().rposition(|c| matches!(c, '[' | ']'));
    open.is_some_and(|at| {
        before[at] == '['
            && before[at + 1..]
                .iter()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '−'))
    })
}

/// Digits, with the sign before them as a minus sign.
fn push_number(out: &mut String, word: &str, before: &[char]) {
    if out.ends_with('-') && is_sign(before) {
        out.pop();
        out.push(MINUS);
    }
    if word.starts_with('.') {
        out.push('۰');
    }
    for letter in word.chars() {
        out.push(match letter {
            '.' => DECIMAL,
            '-' => MINUS,
            digit => of_digit(digit),
        });
    }
}

/// Whether a hyphen at the end stands for minus: nothing it could join stands before it.
fn is_sign(before: &[char]) -> bool {
    match before.len().checked_sub(2).and_then(|at| before.get(at)) {
        None => true,
        Some(&letter) => !(letter.is_alphanumeric() || letter == ')'),
    }
}

fn of_digit(digit: char) -> char {
    match digit.to_digit(10) {
        Some(value) => char::from_u32(0x6f0 + value).unwrap_or(digit),
        None => digit,
    }
}

#[cfg(test)]
mod tests {
    use super::persian;

    #[test]
    fn numbers_get_persian_digits() {
        for (latin, expected) in [
            (".434", "۰٫۴۳۴"),
            ("-.31", "−۰٫۳۱"),
            ("[-0.31, .45]", "[−۰٫۳۱، ۰٫۴۵]"),
            ("< .001", "< ۰٫۰۰۱"),
            ("95%", "۹۵٪"),
            ("1e-05", "۱e−۰۵"),
            ("χ²(24) = 85.306", "χ²(۲۴) = ۸۵٫۳۰۶"),
            ("3-5", "۳-۵"),
        ] {
            assert_eq!(persian(latin), expected);
        }
    }

    #[test]
    fn digits_of_names_versions_and_citations_stay() {
        for text in [
            "x1",
            "lead_2",
            "std.1",
            "SHA-256",
            "sanjeh 0.1.0",
            "Hu & Bentler, 1999",
            "Hu and Bentler (1999)",
            "Chen et al., 2007",
            "Little, 1988, 1995",
            "2nd",
        ] {
            assert_eq!(persian(text), text);
        }
        assert_eq!(persian("N = 1999"), "N = ۱۹۹۹");
    }
}
