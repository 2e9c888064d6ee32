//! The answers of an SPSS file, plain or compressed.

use super::Problem;
use super::bytes::Bytes;
use super::dictionary::{Compression, Dictionary, SEGMENT, Variable, decoded};
use crate::data::columns::{Cell, Filling};
use flate2::read::ZlibDecoder;
use std::io::Read as _;

/// One column per variable, user-missing values still in it.
pub(super) struct Columns {
    pub columns: Vec<Filling>,
    pub cases: usize,
}

pub(super) fn read(bytes: &mut Bytes<'_>, dictionary: &Dictionary) -> Result<Columns, Problem> {
    match dictionary.header.compression {
        Compression::None => collect(dictionary, Plain(bytes.clone())),
        Compression::Bytes => collect(dictionary, Packed::new(bytes.clone(), dictionary)),
        Compression::Deflated => {
            let inflated = inflate(bytes)?;
            let inner = bytes.of(&inflated);
            collect(dictionary, Packed::new(inner, dictionary))
        }
    }
}

/// Eight bytes of a case.
#[derive(Debug, Clone, Copy)]
enum Element<'a> {
    Number(f64),
    Bytes(&'a [u8]),
}

/// Where elements come from.
trait Elements<'a> {
    /// The next element; `None` at the end.
    fn next(&mut self) -> Result<Option<Element<'a>>, Problem>;
    /// An element of a number as that number.
    fn number(&self, element: Element<'_>) -> f64;
}

fn collect<'a>(
    dictionary: &Dictionary,
    mut elements: impl Elements<'a>,
) -> Result<Columns, Problem> {
    let mut columns: Vec<Filling> = dictionary
        .variables
        .iter()
        .map(|_| Filling::default())
        .collect();
    let mut case: Vec<Element<'_>> = Vec::with_capacity(dictionary.elements);
    let mut cases = 0;
    let expected = dictionary.header.cases;
    let mut text = Vec::new();
    while expected.is_none_or(|n| cases < n) {
        case.clear();
        while case.len() < dictionary.elements {
            match elements.next() {
                Ok(Some(element)) => case.push(element),
                Ok(None) => break,
                // Told below, in respondents.
                Err(Problem::CutOff(_)) if expected.is_some() => break,
                Err(problem) => return Err(problem),
            }
        }
        match (case.len(), expected) {
            (full, _) if full == dictionary.elements => {}
            (_, Some(expected)) => {
                return Err(Problem::MissingCases {
                    found: cases,
                    expected,
                });
            }
            (0, None) => break,
            (_, None) => return Err(Problem::PartOfCase),
        }
        for (variable, column) in dictionary.variables.iter().zip(&mut columns) {
            let own = &case[variable.first..variable.first + variable.elements];
            if variable.width == 0 {
                push_number(column, elements.number(own[0]));
            } else {
                gather(own, variable, &mut text);
                let text = decoded(dictionary.encoding, &text);
                push_text(column, text.trim());
            }
        }
        cases += 1;
    }
    Ok(Columns { columns, cases })
}

/// The system-missing value is the lowest number there is.
fn push_number(column: &mut Filling, value: f64) {
    let known = value.is_finite() && value > -f64::MAX;
    column.push_number(if known { value } else { f64::NAN });
}

fn push_text(column: &mut Filling, text: &str) {
    match text.is_empty() {
        true => column.push(Cell::Blank),
        false => column.push(Cell::Text(text)),
    }
}

/// The bytes of a text, 255 of every segment.
fn gather(elements: &[Element<'_>], variable: &Variable, text: &mut Vec<u8>) {
    text.clear();
    for (at, element) in elements.iter().enumerate() {
        // A segment has 256 bytes of room, the last of which is padding.
        let room = if variable.width > SEGMENT && at % 32 == 31 {
            7
        } else {
            8
        };
        match element {
            Element::Bytes(bytes) => text.extend_from_slice(&bytes[..room.min(bytes.len())]),
            Element::Number(_) => text.extend_from_slice(&SPACES[..room]),
        }
    }
    text.truncate(variable.width);
}

const SPACES: [u8; 8] = [b' '; 8];

struct Plain<'a>(Bytes<'a>);

impl<'a> Elements<'a> for Plain<'a> {
    fn next(&mut self) -> Result<Option<Element<'a>>, Problem> {
        if self.0.is_at_end() {
            return Ok(None);
        }
        Ok(Some(Element::Bytes(self.0.take(8)?)))
    }

    fn number(&self, element: Element<'_>) -> f64 {
        of_bytes(&self.0, element)
    }
}

fn of_bytes(order: &Bytes<'_>, element: Element<'_>) -> f64 {
    match element {
        Element::Number(x) => x,
        Element::Bytes(bytes) => order.of_any(bytes),
    }
}

/// Eight codes of one byte, then what they stand for.
struct Packed<'a> {
    bytes: Bytes<'a>,
    bias: f64,
    codes: &'a [u8],
}

impl<'a> Packed<'a> {
    fn new(bytes: Bytes<'a>, dictionary: &Dictionary) -> Packed<'a> {
        Packed {
            bytes,
            bias: dictionary.header.bias,
            codes: &[],
        }
    }
}

impl<'a> Elements<'a> for Packed<'a> {
    fn next(&mut self) -> Result<Option<Element<'a>>, Problem> {
        loop {
            let Some((code, rest)) = self.codes.split_first() else {
                if self.bytes.is_at_end() {
                    return Ok(None);
                }
                self.codes = self.bytes.take(8)?;
                continue;
            };
            self.codes = rest;
            return Ok(Some(match code {
                0 => continue,
                252 => return Ok(None),
                253 => Element::Bytes(self.bytes.take(8)?),
                254 => Element::Bytes(&SPACES),
                255 => Element::Number(f64::NAN),
                small => Element::Number(f64::from(*small) - self.bias),
            }));
        }
    }

    fn number(&self, element: Element<'_>) -> f64 {
        of_bytes(&self.bytes, element)
    }
}

/// No more than this is inflated: a small file must not fill the memory.
const MOST: u64 = 1 << 30;

/// All blocks of a .zsav file, one after the other.
fn inflate(bytes: &mut Bytes<'_>) -> Result<Vec<u8>, Problem> {
    let damaged = |what: &str| Problem::Damaged(what.to_owned());
    bytes.u64()?;
    let (place, length) = (bytes.u64()?, bytes.u64()?);
    let trailer = bytes.slice(place, length);
    let mut trailer = bytes.of(trailer.ok_or(Problem::CutOff(bytes.place() + bytes.rest().len()))?);
    trailer.take(16)?;
    trailer.take(4)?;
    let blocks = trailer.count("blocks")?;
    let mut inflated = Vec::new();
    for _ in 0..blocks {
        trailer.take(8)?;
        let place = trailer.u64()?;
        let size = u64::from(trailer.u32()?);
        let packed = u64::from(trailer.u32()?);
        let block = bytes.slice(place, packed);
        let block = block.ok_or_else(|| damaged("a block lies outside the file"))?;
        let before = inflated.len() as u64;
        if before + size > MOST {
            return Err(damaged("it holds more than 1 GiB of answers"));
        }
        let read = ZlibDecoder::new(block)
            .take(size)
            .read_to_end(&mut inflated);
        match read {
            Ok(read) if read as u64 == size => {}
            _ => return Err(damaged("a block of answers cannot be decompressed")),
        }
    }
    Ok(inflated)
}
