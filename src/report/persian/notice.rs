//! A notice as composed: the place it speaks of, its sentences, its code for scripts.

use super::direction::verbatim;
use super::phrase::Translator;

/// `place: sentences (code)` in Persian; the place is a name, the code stays as it is.
pub fn notice(text: &str, translator: &Translator) -> String {
    let (body, code) = coded(text);
    let said = translator
        .complete(body)
        .or_else(|| placed(body, translator))
        .unwrap_or_else(|| translator.text(body));
    match code {
        Some(code) => format!("{said} ({})", verbatim(code)),
        None => said,
    }
}

/// The code in brackets at the end.
fn coded(text: &str) -> (&str, Option<&str>) {
    let is_code = |code: &str| code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let found = text.strip_suffix(')').and_then(|t| t.rsplit_once(" ("));
    match found {
        Some((body, code)) if is_code(code) => (body, Some(code)),
        _ => (text, None),
    }
}

/// What stands before the first colon behind which every sentence is known.
fn placed(body: &str, translator: &Translator) -> Option<String> {
    body.match_indices(": ").find_map(|(at, colon)| {
        let said = translator.complete(&body[at + colon.len()..])?;
        Some(format!("{}: {said}", translator.name(&body[..at])))
    })
}
