//! From characters to tokens, each with its place in the text.

use super::error::{Problem, line_of};
use super::{Relation, Span};
use crate::notice::Notice;
use unicode_normalization::char::is_combining_mark;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    /// In quotes.
    Text(String),
    Number(f64),
    Relation(Relation),
    Plus,
    Minus,
    Star,
    Slash,
    Caret,
    Comma,
    Open,
    Close,
    Question,
    Colon,
    Newline,
    Semicolon,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spanned {
    pub token: Token,
    pub span: Span,
}

/// Longest first: `~*~` before `~~` before `~`.
const OPERATORS: [(&str, Token); 21] = [
    ("~*~", Token::Relation(Relation::Scale)),
    ("=~", Token::Relation(Relation::Measure)),
    ("<~", Token::Relation(Relation::Formative)),
    ("~~", Token::Relation(Relation::Covariance)),
    ("|~", Token::Relation(Relation::Conditional)),
    (":~", Token::Relation(Relation::Distributed)),
    (":=", Token::Relation(Relation::Defined)),
    ("==", Token::Relation(Relation::Equal)),
    ("~", Token::Relation(Relation::Regression)),
    ("<", Token::Relation(Relation::Less)),
    (">", Token::Relation(Relation::Greater)),
    ("|", Token::Relation(Relation::Threshold)),
    ("%", Token::Relation(Relation::Percent)),
    (":", Token::Colon),
    ("+", Token::Plus),
    ("-", Token::Minus),
    ("*", Token::Star),
    ("/", Token::Slash),
    ("^", Token::Caret),
    ("(", Token::Open),
    (")", Token::Close),
];

/// What looks like an operator of another language, and what it is here.
const MISTAKES: [(&str, &str); 8] = [
    (
        "~=",
        "a construct is measured by items: `construct =~ item1 + item2`",
    ),
    (">=", "write `>`; a bound includes its limit"),
    ("<=", "write `<`; a bound includes its limit"),
    ("<->", "a covariance is `a ~~ b`"),
    ("->", "a path to `y` from `x` is `y ~ x`"),
    ("&&", "write one statement per line"),
    ("$", "names hold letters, digits, `_` and `.`"),
    (
        "@",
        "a value is fixed by `value*name`, a label is `label*name`",
    ),
];

pub(super) fn tokens(source: &str) -> Result<(Vec<Spanned>, Vec<Notice>), Problem> {
    let mut lexer = Lexer {
        source,
        at: 0,
        tokens: Vec::new(),
        notices: Vec::new(),
    };
    while let Some(c) = lexer.peek() {
        lexer.step(c)?;
    }
    Ok((lexer.tokens, lexer.notices))
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    tokens: Vec<Spanned>,
    notices: Vec<Notice>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn push(&mut self, token: Token, length: usize) {
        let span = self.at..self.at + length;
        self.at = span.end;
        self.tokens.push(Spanned { token, span });
    }

    fn step(&mut self, c: char) -> Result<(), Problem> {
        let size = c.len_utf8();
        match c {
            '\n' => self.push(Token::Newline, size),
            ';' | '؛' => self.push(Token::Semicolon, size),
            ',' | '،' => self.push(Token::Comma, size),
            '?' => self.push(Token::Question, size),
            '−' => self.push(Token::Minus, size),
            '#' | '!' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
            '"' | '\'' => self.quoted(c, c)?,
            '“' | '”' => self.quoted(c, '”')?,
            '‘' | '’' => self.quoted(c, '’')?,
            _ if is_blank(c) => self.at += size,
            _ if starts_number(c, self.second()) => self.number()?,
            _ if starts_name(c) => self.name(),
            _ => self.operator(c)?,
        }
        Ok(())
    }

    fn quoted(&mut self, open: char, close: char) -> Result<(), Problem> {
        let body = &self.rest()[open.len_utf8()..];
        let end = body
            .find([close, '\n'])
            .filter(|&end| body[end..].starts_with(close));
        let Some(end) = end else {
            let span = self.at..self.at + open.len_utf8();
            return Err(
                Problem::new(span, "a quotation is not closed", "opened here")
                    .hint(format!("add {close} on the same line")),
            );
        };
        let text = body[..end].to_owned();
        let length = open.len_utf8() + end + close.len_utf8();
        self.push(Token::Text(text), length);
        Ok(())
    }

    fn name(&mut self) {
        let mut text = String::new();
        let mut length = 0;
        let mut characters = self.rest().chars().peekable();
        while let Some(c) = characters.next() {
            let joined =
                is_joiner(c) && characters.peek().is_some_and(|&next| continues_name(next));
            if !continues_name(c) && !joined {
                break;
            }
            text.push(c);
            length += c.len_utf8();
        }
        self.push(Token::Name(text), length);
    }

    fn number(&mut self) -> Result<(), Problem> {
        let (digits, mut length) = number_text(self.rest());
        let after = &self.rest()[length..];
        if after.starts_with('L') && !after[1..].starts_with(continues_name) {
            length += 1;
        } else if after.starts_with(continues_name) {
            return Err(self.glued_number(&digits, length));
        }
        let span = self.at..self.at + length;
        let value: f64 = digits
            .parse()
            .map_err(|_| Problem::new(span, "this is not a number", "expected a number"))?;
        self.push(Token::Number(value), length);
        Ok(())
    }

    /// `2x`, where `2*x` or another name was meant.
    fn glued_number(&self, digits: &str, length: usize) -> Problem {
        let after = &self.rest()[length..];
        let more = after.find(|c| !continues_name(c)).unwrap_or(after.len());
        let span = self.at..self.at + length + more;
        Problem::new(
            span,
            "a name cannot begin with a digit",
            "expected a number or a name",
        )
        .hint(format!(
            "write `{digits}*{}`, or rename the variable",
            &after[..more]
        ))
    }

    fn operator(&mut self, c: char) -> Result<(), Problem> {
        if let Some((text, hint)) = MISTAKES
            .iter()
            .find(|(text, _)| self.rest().starts_with(text))
        {
            let span = self.at..self.at + text.len();
            let message = format!("`{text}` is not an operator of the model language");
            return Err(Problem::new(span, message, "unknown operator").hint(*hint));
        }
        if let Some((length, token)) = self.known_operator() {
            self.push(token, length);
            return Ok(());
        }
        let span = self.at..self.at + c.len_utf8();
        let problem = Problem::new(
            span,
            format!("`{}` has no meaning here", c.escape_debug()),
            "unexpected character",
        );
        Err(match c {
            '=' => problem.hint("`=~` measures, `==` sets equal, `:=` defines"),
            '[' | ']' | '{' | '}' => problem.hint("use parentheses"),
            _ => problem.hint("names hold letters, digits, `_` and `.`"),
        })
    }

    /// The longest operator here, also when its two halves stand apart (`= ~`).
    fn known_operator(&mut self) -> Option<(usize, Token)> {
        let rest = self.rest();
        if let Some(length) = tilde_operator(rest) {
            return Some(length);
        }
        let whole = OPERATORS.iter().find(|(text, _)| rest.starts_with(text));
        if let Some((length, relation)) =
            split_operator(rest, whole.map_or(0, |(text, _)| text.len()))
        {
            let line = line_of(self.source, self.at);
            let text = format!(
                "line {line}: an operator is written with a space inside; read as `{relation}`. Write it without the space."
            );
            self.notices.push(Notice::warning(
                "split-operator",
                format!("line {line}"),
                text,
            ));
            let token = Token::Relation(relation);
            return Some((length, token));
        }
        whole.map(|(text, token)| (text.len(), token.clone()))
    }
}

/// Operators typed with the small tilde U+02DC or the operator U+223C, as copied from a PDF.
fn tilde_operator(rest: &str) -> Option<(usize, Token)> {
    let plain: String = rest
        .chars()
        .take(3)
        .map(|c| {
            if matches!(c, '\u{2dc}' | '\u{223c}') {
                '~'
            } else {
                c
            }
        })
        .collect();
    let (text, token) = OPERATORS.iter().find(|(text, _)| plain.starts_with(text))?;
    let length: usize = rest.chars().take(text.len()).map(char::len_utf8).sum();
    (length != text.len()).then(|| (length, token.clone()))
}

/// `= ~`, `= =`, `~ ~`, `< ~` and `: =`: never valid apart, so meant together.
fn split_operator(rest: &str, whole: usize) -> Option<(usize, Relation)> {
    if whole > 1 {
        return None;
    }
    let first = rest.chars().next()?;
    let after = rest[first.len_utf8()..].trim_start_matches([' ', '\t']);
    let relation = match (first, after.chars().next()?) {
        ('=', '~') => Relation::Measure,
        ('=', '=') => Relation::Equal,
        ('~', '~') => Relation::Covariance,
        ('<', '~') => Relation::Formative,
        (':', '=') => Relation::Defined,
        _ => return None,
    };
    Some((rest.len() - after.len() + 1, relation))
}

/// The literal at the start of `rest` in ASCII, and how many bytes of `rest` it took.
fn number_text(rest: &str) -> (String, usize) {
    let mut digits = String::new();
    let mut length = 0;
    let mut characters = rest.chars().peekable();
    let mut point = false;
    while let Some(&c) = characters.peek() {
        match ascii_digit(c) {
            Some('.') if point => break,
            Some(digit) => {
                point |= digit == '.';
                digits.push(digit);
            }
            None => break,
        }
        length += c.len_utf8();
        characters.next();
    }
    let exponent = exponent_length(&rest[length..]);
    digits.push_str(&rest[length..length + exponent]);
    (digits, length + exponent)
}

/// Bytes of `e-3` and the like, 0 if there is none.
fn exponent_length(rest: &str) -> usize {
    let Some(after) = rest.strip_prefix(['e', 'E']) else {
        return 0;
    };
    let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        0
    } else {
        rest.len() - unsigned.len() + digits
    }
}

/// Persian and Arabic digits count as digits, and ٫ as the decimal point.
fn ascii_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' | '.' => Some(c),
        '٫' => Some('.'),
        '۰'..='۹' => char::from_digit(c as u32 - '۰' as u32, 10),
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10),
        _ => None,
    }
}

fn starts_number(c: char, next: Option<char>) -> bool {
    match ascii_digit(c) {
        Some('.') => next.and_then(ascii_digit).is_some_and(|digit| digit != '.'),
        Some(_) => true,
        None => false,
    }
}

fn starts_name(c: char) -> bool {
    c == '_' || c == '.' || c.is_alphabetic()
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_alphanumeric() || is_combining_mark(c)
}

/// Zero-width non-joiner and joiner: part of a Persian name when letters follow.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Spaces, a byte order mark, and the invisible marks that set the direction of writing.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || is_joiner(c)
        || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}
