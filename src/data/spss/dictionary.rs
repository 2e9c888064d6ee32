//! What an SPSS file says of its variables.

use super::Problem;
use super::bytes::Bytes;
use super::records::{self, Raw};
use crate::data::encoding;
use encoding_rs::Encoding;
use std::collections::HashMap;

/// The first 176 bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    pub compression: Compression,
    /// Place of the weight variable among the 8-byte elements of a case, from 1; 0 for none.
    pub weight: usize,
    /// `None` where the writer did not know.
    pub cases: Option<usize>,
    /// What is taken off small whole numbers.
    pub bias: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Compression {
    #[default]
    None,
    /// One byte for a small whole number.
    Bytes,
    /// The same, deflated in blocks.
    Deflated,
}

/// One variable, as the file stores it.
#[derive(Debug, Clone, Default)]
pub(super) struct Variable {
    pub name: String,
    pub label: Option<String>,
    /// Bytes of a text; 0 for a number.
    pub width: usize,
    pub missing: UserMissing,
    /// The code of the print format.
    pub format: u8,
    pub labels: Vec<(f64, String)>,
    /// Whether a text variable has labels, which are not used.
    pub text_labels: bool,
    pub measure: Option<Measure>,
    /// Place of the first element, from 0, and how many 8-byte elements there are.
    pub first: usize,
    pub elements: usize,
}

/// Answers that the researcher declared to be none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct UserMissing {
    pub numbers: Vec<f64>,
    /// Lowest and highest.
    pub range: Option<(f64, f64)>,
    pub texts: Vec<String>,
}

/// How SPSS says a variable is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Nominal,
    Ordinal,
    Scale,
}

/// Everything before the answers.
#[derive(Debug)]
pub(super) struct Dictionary {
    pub header: Header,
    pub variables: Vec<Variable>,
    /// 8-byte elements of a case.
    pub elements: usize,
    pub encoding: &'static Encoding,
    /// The name of the weight variable.
    pub weight: Option<String>,
}

pub(super) fn header(bytes: &mut Bytes<'_>) -> Result<Header, Problem> {
    let magic = bytes.take(4)?;
    let deflated = magic == b"$FL3";
    bytes.take(60)?;
    let layout = bytes.take(4)?;
    // 2 or 3, whichever end comes first.
    bytes.set_big_endian(layout[0] == 0);
    bytes.take(4)?;
    let compression = match (bytes.i32()?, deflated) {
        (0, _) => Compression::None,
        (1, _) => Compression::Bytes,
        (2, true) => Compression::Deflated,
        (other, _) => return Err(Problem::Damaged(format!("compression {other}"))),
    };
    let weight = bytes.count("is the weight variable")?;
    let cases = usize::try_from(bytes.i32()?).ok();
    let bias = bytes.f64()?;
    bytes.take(84)?;
    Ok(Header {
        compression,
        weight,
        cases,
        bias,
    })
}

/// Reads the dictionary up to the answers.
pub(super) fn read(bytes: &mut Bytes<'_>, mut header: Header) -> Result<Dictionary, Problem> {
    let raw = records::read(bytes)?;
    header.cases = header.cases.or(raw.cases);
    let encoding = encoding_of(&raw);
    let decode = |text: &[u8]| decoded(encoding, text);
    let mut variables = own_variables(&raw, &decode);
    let places: HashMap<usize, usize> = variables
        .iter()
        .enumerate()
        .map(|(at, v)| (v.first, at))
        .collect();
    label_values(&raw, &places, &mut variables, &decode);
    long_names(&raw, &mut variables, &decode);
    measures(&raw, &mut variables);
    let variables = join_segments(&raw, variables, &decode);
    let weight = header.weight.checked_sub(1);
    let weight = weight.and_then(|at| variables.iter().find(|v| v.first == at));
    Ok(Dictionary {
        weight: weight.map(|v| v.name.clone()),
        elements: raw.elements.len(),
        header,
        variables,
        encoding,
    })
}

/// The encoding the file names, by word or by code page; old files name none.
fn encoding_of(raw: &Raw<'_>) -> &'static Encoding {
    let named = raw
        .encoding
        .and_then(|name| Encoding::for_label(name.trim_ascii()));
    let page = match raw.code_page {
        Some(65001) => Some("utf-8".to_owned()),
        Some(page @ (874 | 1250..=1258)) => Some(format!("windows-{page}")),
        Some(page @ 28591..=28605) => Some(format!("iso-8859-{}", page - 28590)),
        _ => None,
    };
    let by_page = || page.and_then(|label| Encoding::for_label(label.as_bytes()));
    named.or_else(by_page).unwrap_or_else(|| {
        let labels: Vec<u8> = raw.texts().flatten().copied().collect();
        encoding::decode(&labels).1
    })
}

pub(super) fn decoded(encoding: &'static Encoding, text: &[u8]) -> String {
    let text = encoding.decode_without_bom_handling(text).0;
    text.trim_end_matches([' ', '\0']).to_owned()
}

fn own_variables(raw: &Raw<'_>, decode: &dyn Fn(&[u8]) -> String) -> Vec<Variable> {
    let mut variables: Vec<Variable> = Vec::new();
    for (at, element) in raw.elements.iter().enumerate() {
        let Some(own) = element else {
            if let Some(last) = variables.last_mut() {
                last.elements += 1;
            }
            continue;
        };
        let is_text = own.width > 0;
        let mut missing = UserMissing::default();
        for value in &own.missing {
            match is_text {
                true => missing.texts.push(decode(value.bytes)),
                false => missing.numbers.push(value.number),
            }
        }
        if own.range && missing.numbers.len() >= 2 {
            missing.range = Some((missing.numbers[0], missing.numbers[1]));
            missing.numbers.drain(..2);
        }
        variables.push(Variable {
            name: decode(own.name),
            label: own.label.map(decode).filter(|l| !l.is_empty()),
            width: own.width,
            missing,
            format: own.format,
            first: at,
            elements: 1,
            ..Variable::default()
        });
    }
    variables
}

fn label_values(
    raw: &Raw<'_>,
    places: &HashMap<usize, usize>,
    variables: &mut [Variable],
    decode: &dyn Fn(&[u8]) -> String,
) {
    for set in &raw.value_labels {
        for place in &set.elements {
            let Some(&at) = places.get(place) else {
                continue;
            };
            let variable = &mut variables[at];
            if variable.width > 0 {
                variable.text_labels = true;
                continue;
            }
            let labels = set.labels.iter();
            variable.labels = labels.map(|(value, text)| (*value, decode(text))).collect();
            variable.labels.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
    }
}

/// `SHORT=Long name` between tabs.
fn pairs(text: &[u8], decode: &dyn Fn(&[u8]) -> String) -> Vec<(String, String)> {
    let pair = |part: &[u8]| {
        let at = part.iter().position(|b| *b == b'=')?;
        let value = decode(&part[at + 1..]);
        Some((decode(&part[..at]), value))
    };
    text.split(|b| *b == b'\t').filter_map(pair).collect()
}

fn long_names(raw: &Raw<'_>, variables: &mut [Variable], decode: &dyn Fn(&[u8]) -> String) {
    let Some(text) = raw.long_names else { return };
    let names: HashMap<String, String> = pairs(text, decode).into_iter().collect();
    for variable in variables {
        if let Some(long) = names.get(&variable.name).filter(|n| !n.is_empty()) {
            variable.name.clone_from(long);
        }
    }
}

/// Measurement levels come with display settings, three or two numbers per variable.
fn measures(raw: &Raw<'_>, variables: &mut [Variable]) {
    let count = variables.len().max(1);
    let step = raw.display.len() / count;
    if !matches!(step, 2 | 3) || raw.display.len() != step * count {
        return;
    }
    for (variable, display) in variables.iter_mut().zip(raw.display.chunks(step)) {
        variable.measure = match display[0] {
            1 => Some(Measure::Nominal),
            2 => Some(Measure::Ordinal),
            3 => Some(Measure::Scale),
            _ => None,
        };
    }
}

/// Bytes that each variable of a very long text holds, and the room each but the last is given.
pub(super) const SEGMENT: usize = 255;
const ROOM: usize = 252;

/// Texts beyond 255 bytes are stored as several variables; the others after the first are no variables of their own.
fn join_segments(
    raw: &Raw<'_>,
    variables: Vec<Variable>,
    decode: &dyn Fn(&[u8]) -> String,
) -> Vec<Variable> {
    let Some(text) = raw.very_long else {
        return variables;
    };
    let short = |v: &Variable| {
        let own = raw.elements.get(v.first).and_then(Option::as_ref);
        own.map(|own| decode(own.name)).unwrap_or_default()
    };
    let widths: HashMap<String, usize> = pairs(text, decode)
        .into_iter()
        .filter_map(|(name, width)| Some((name, width.trim_end_matches('\0').parse().ok()?)))
        .collect();
    let mut joined: Vec<Variable> = Vec::with_capacity(variables.len());
    let mut further = 0;
    for variable in variables {
        if further > 0 {
            further -= 1;
            if let Some(last) = joined.last_mut() {
                last.elements += variable.elements;
            }
            continue;
        }
        let width = widths.get(&short(&variable)).copied();
        let width = width.filter(|w| *w > SEGMENT && variable.width > 0);
        further = width.map_or(0, |w| w.div_ceil(ROOM) - 1);
        joined.push(Variable {
            width: width.unwrap_or(variable.width),
            ..variable
        });
    }
    joined
}
