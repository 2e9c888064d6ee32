//! One sentence with places for numbers and names, in English and in Persian.

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    /// A place, by its name.
    Slot {
        name: String,
        holds: Holds,
    },
}

/// What can stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Words of one sentence (`{name}`).
    Words,
    /// A number (`{#n}`).
    Number,
    /// Whatever a researcher wrote, of any length (`{*title}`).
    Anything,
}

/// An English sentence with named places and its Persian form.
#[derive(Debug)]
pub struct Template {
    english: Vec<Piece>,
    persian: Vec<Piece>,
    /// Letters that must be there literally: the more, the more particular.
    pub weight: usize,
}

impl Template {
    /// `None` for a text without places.
    pub fn of(english: &str, persian: &str) -> Option<Template> {
        let pieces = pieces(english);
        let has_slot = pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Slot { .. }));
        let weight = |piece: &Piece| match piece {
            Piece::Words(words) => words.chars().filter(|c| c.is_alphanumeric()).count(),
            Piece::Slot { .. } => 0,
        };
        has_slot.then(|| Template {
            weight: pieces.iter().map(weight).sum(),
            persian: self::pieces(persian),
            english: pieces,
        })
    }

    /// The word every fitting text begins with, if the template says it whole.
    pub fn first_word(&self) -> Option<&str> {
        match self.english.first() {
            Some(Piece::Words(words)) => {
                let (word, _) = words.split_once(' ')?;
                (!word.is_empty()).then_some(word)
            }
            _ => None,
        }
    }

    /// What stands in the places of the English sentence, if the text is one; one pair per place, in order.
    pub fn fitted<'t>(&self, text: &'t str) -> Option<Vec<(&str, &'t str)>> {
        if let Some(Piece::Words(last)) = self.english.last()
            && !text.ends_with(last.as_str())
        {
            return None;
        }
        let mut found = Vec::new();
        fits(&self.english, text, &mut found).then_some(found)
    }

    /// The Persian sentence with the places filled.
    pub fn filled(&self, filling: &[(&str, String)]) -> String {
        let mut out = String::new();
        for piece in &self.persian {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Slot { name, .. } => {
                    let filled = filling.iter().find(|(known, _)| known == name);
                    out.push_str(filled.map_or("", |(_, text)| text));
                }
            }
        }
        out
    }
}

/// Names of the places of a text, in order, without repetition.
pub fn slots(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for piece in pieces(text) {
        if let Piece::Slot { name, .. } = piece
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// Whether two places touch, so that nothing says where one ends.
pub fn is_ambiguous(text: &str) -> bool {
    let is_slot = |piece: &Piece| matches!(piece, Piece::Slot { .. });
    pieces(text).windows(2).any(|pair| pair.iter().all(is_slot))
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Words(before.to_owned()));
        }
        let (holds, bare) = match name.split_at_checked(1) {
            Some(("#", bare)) => (Holds::Number, bare),
            Some(("*", bare)) => (Holds::Anything, bare),
            _ => (Holds::Words, name),
        };
        pieces.push(Piece::Slot {
            name: bare.to_owned(),
            holds,
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}

fn fits<'p, 't>(pieces: &'p [Piece], text: &'t str, found: &mut Vec<(&'p str, &'t str)>) -> bool {
    match pieces.split_first() {
        None => text.is_empty(),
        Some((Piece::Words(words), rest)) => text
            .strip_prefix(words.as_str())
            .is_some_and(|tail| fits(rest, tail, found)),
        Some((Piece::Slot { name, holds }, rest)) => {
            let mut take = |end: usize| {
                let taken = &text[..end];
                if !can_stand(taken, *holds)
                    || found
                        .iter()
                        .any(|(known, other)| known == name && *other != taken)
                {
                    return false;
                }
                found.push((name, taken));
                let fitting = fits(rest, &text[end..], found);
                if !fitting {
                    found.pop();
                }
                fitting
            };
            match rest.first() {
                None => take(text.len()),
                Some(Piece::Words(next)) => {
                    text.match_indices(next.as_str()).any(|(end, _)| take(end))
                }
                Some(Piece::Slot { .. }) => false,
            }
        }
    }
}

/// Whether the text can fill a place: something, with its brackets closed, of one sentence at most.
fn can_stand(text: &str, holds: Holds) -> bool {
    let trimmed = !text.is_empty() && text.trim() == text;
    trimmed
        && match holds {
            Holds::Anything => true,
            Holds::Number => is_number(text),
            Holds::Words => has_closed_brackets(text) && !is_several_sentences(text),
        }
}

/// Whether every bracket that opens closes, and none closes that did not open.
pub fn has_closed_brackets(text: &str) -> bool {
    let mut depth = [0_i32; 2];
    for letter in text.chars() {
        match letter {
            '(' => depth[0] += 1,
            ')' => depth[0] -= 1,
            '[' => depth[1] += 1,
            ']' => depth[1] -= 1,
            _ => {}
        }
        if depth.iter().any(|open| *open < 0) {
            return false;
        }
    }
    depth == [0, 0]
}

/// A name that begins a sentence may be small; behind a bracket that ends one it is a sentence all the same.
fn is_several_sentences(text: &str) -> bool {
    boundaries(text).iter().any(|&at| {
        text[at..].chars().next().is_some_and(char::is_uppercase)
            || text[..at].trim_end().ends_with(").")
    })
}

/// Where a sentence may begin: behind a full stop and a space.
pub fn boundaries(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(' ') {
        let before = text[..at].trim_end_matches([')', '"', '”']);
        if before.ends_with(['.', '!', '?']) && at + 1 < text.len() {
            found.push(at + 1);
        }
    }
    found
}

/// Digits with what belongs to them: signs, points, percent, a bound, an interval.
pub fn is_number(text: &str) -> bool {
    let bare = text.trim_start_matches("< ").trim_start_matches("= ");
    bare.chars().any(|c| c.is_ascii_digit())
        && bare.chars().all(|c| {
            c.is_ascii_digit()
                || matches!(
                    c,
                    '.' | '-' | '−' | '+' | '%' | ',' | '[' | ']' | ' ' | '*' | 'e'
                )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(english: &str, persian: &str, text: &str) -> Option<String> {
        let template = Template::of(english, persian)?;
        let found = template.fitted(text)?;
        let filling: Vec<(&str, String)> = found
            .into_iter()
            .map(|(name, text)| (name, text.to_owned()))
            .collect();
        Some(template.filled(&filling))
    }

    #[test]
    fn places_are_filled_in_any_order() {
        let found = filled(
            "{a} of {b} rows used.",
            "از {b} ردیف {a} به کار رفت.",
            "12 of 30 rows used.",
        );
        assert_eq!(found.as_deref(), Some("از 30 ردیف 12 به کار رفت."));
        assert_eq!(filled("{#n} rows", "{n} ردیف", "many rows"), None);
        assert_eq!(filled("{a} and {a}", "{a}", "x and y"), None);
    }

    #[test]
    fn brackets_and_sentences_bound_what_fills_a_place() {
        let found = filled(
            "{label} (n = {n})",
            "{label} ({n} نفر)",
            "Pasteur (old) (n = 156)",
        );
        assert_eq!(found.as_deref(), Some("Pasteur (old) (156 نفر)"));
        assert_eq!(
            filled("It is {a}.", "{a}", "It is good. That is all."),
            None
        );
    }
}
