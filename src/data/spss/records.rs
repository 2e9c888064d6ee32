//! The records of an SPSS dictionary, undecoded.

use super::Problem;
use super::bytes::Bytes;

/// Everything that is used of the records, in bytes of the file.
#[derive(Debug, Default)]
pub(super) struct Raw<'a> {
    /// 8-byte elements of a case; `None` goes on with the text before it.
    pub elements: Vec<Option<Own<'a>>>,
    pub value_labels: Vec<Set<'a>>,
    pub encoding: Option<&'a [u8]>,
    pub code_page: Option<i32>,
    pub long_names: Option<&'a [u8]>,
    pub very_long: Option<&'a [u8]>,
    pub display: Vec<i32>,
    pub cases: Option<usize>,
}

/// A variable record.
#[derive(Debug)]
pub(super) struct Own<'a> {
    pub name: &'a [u8],
    pub label: Option<&'a [u8]>,
    pub width: usize,
    /// Whether the first two missing values are the ends of a range.
    pub range: bool,
    pub missing: Vec<Value<'a>>,
    pub format: u8,
}

/// Eight bytes that are a number or a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    pub number: f64,
    pub bytes: &'a [u8],
}

/// Value labels and the elements that they are for, from 0.
#[derive(Debug, Default)]
pub(super) struct Set<'a> {
    pub labels: Vec<(f64, &'a [u8])>,
    pub elements: Vec<usize>,
}

impl<'a> Raw<'a> {
    /// Names and labels, where an encoding shows.
    pub(super) fn texts(&self) -> impl Iterator<Item = &'a [u8]> {
        let own = self.elements.iter().flatten();
        let variables = own.flat_map(|o| [Some(o.name), o.label]).flatten();
        let labels = self.value_labels.iter().flat_map(|s| &s.labels);
        variables.chain(labels.map(|(_, text)| *text))
    }
}

/// All records up to the answers.
pub(super) fn read<'a>(bytes: &mut Bytes<'a>) -> Result<Raw<'a>, Problem> {
    let mut raw = Raw::default();
    loop {
        match bytes.i32()? {
            2 => {
                let element = variable(bytes)?;
                raw.elements.push(element);
            }
            3 => {
                let set = value_labels(bytes)?;
                raw.value_labels.push(set);
            }
            6 => {
                let lines = bytes.count("lines of documents")?;
                bytes.take(lines.saturating_mul(80))?;
            }
            7 => extension(bytes, &mut raw)?,
            999 => {
                bytes.take(4)?;
                break;
            }
            other => {
                let place = bytes.place() - 4;
                return Err(Problem::Damaged(format!(
                    "a record of type {other} at byte {place}"
                )));
            }
        }
    }
    match raw.elements.first() {
        Some(Some(_)) => Ok(raw),
        _ => Err(Problem::Damaged("no variables".to_owned())),
    }
}

fn value<'a>(bytes: &mut Bytes<'a>) -> Result<Value<'a>, Problem> {
    let mut again = bytes.clone();
    Ok(Value {
        number: bytes.f64()?,
        bytes: again.take(8)?,
    })
}

/// A variable; `None` for a further element of the text before it.
fn variable<'a>(bytes: &mut Bytes<'a>) -> Result<Option<Own<'a>>, Problem> {
    let width = bytes.i32()?;
    let labelled = bytes.i32()? != 0;
    let missing = bytes.i32()?;
    let format = bytes.u32()?.to_be_bytes()[1];
    bytes.take(4)?;
    let name = bytes.take(8)?;
    let label = match labelled {
        true => {
            let length = bytes.count("bytes of a label")?;
            let padded = length.div_ceil(4).saturating_mul(4);
            bytes.take(padded)?.get(..length)
        }
        false => None,
    };
    let (range, count) = match missing {
        0..=3 => (false, missing),
        -2 => (true, 2),
        -3 => (true, 3),
        other => return Err(Problem::Damaged(format!("{other} missing values"))),
    };
    let missing = (0..count).map(|_| value(bytes)).collect::<Result<_, _>>()?;
    if width < 0 {
        return Ok(None);
    }
    Ok(Some(Own {
        name,
        label,
        width: width as usize,
        range,
        missing,
        format,
    }))
}

fn value_labels<'a>(bytes: &mut Bytes<'a>) -> Result<Set<'a>, Problem> {
    let mut set = Set::default();
    for _ in 0..bytes.count("value labels")? {
        let value = value(bytes)?;
        let length = usize::from(bytes.take(1)?[0]);
        // The length and the label fill whole elements.
        let padded = (length + 1).div_ceil(8) * 8 - 1;
        set.labels
            .push((value.number, &bytes.take(padded)?[..length]));
    }
    match bytes.i32()? {
        4 => {}
        other => {
            return Err(Problem::Damaged(format!(
                "a record of type {other} after value labels"
            )));
        }
    }
    for _ in 0..bytes.count("variables of value labels")? {
        let element = bytes.count("is an element")?;
        set.elements.extend(element.checked_sub(1));
    }
    Ok(set)
}

/// Records that were added to the format over time; those without use here are passed over.
fn extension<'a>(bytes: &mut Bytes<'a>, raw: &mut Raw<'a>) -> Result<(), Problem> {
    let subtype = bytes.i32()?;
    let size = bytes.count("bytes")?;
    let count = bytes.count("elements")?;
    let data = bytes.take(size.saturating_mul(count))?;
    let mut inner = bytes.of(data);
    match subtype {
        3 if count >= 8 => {
            for _ in 0..7 {
                inner.i32()?;
            }
            raw.code_page = Some(inner.i32()?);
        }
        11 if size == 4 => {
            for _ in 0..count {
                raw.display.push(inner.i32()?);
            }
        }
        13 => raw.long_names = Some(data),
        14 => raw.very_long = Some(data),
        16 if size == 8 && count >= 2 => {
            inner.u64()?;
            // −1 where the writer did not know.
            raw.cases = usize::try_from(inner.u64()?.cast_signed()).ok();
        }
        20 => raw.encoding = Some(data),
        _ => {}
    }
    Ok(())
}
