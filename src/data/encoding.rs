//! Bytes to text: which alphabet a text file was saved in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The text of a file, and the name of its encoding.
///
/// In this order: byte order mark; zero bytes (UTF-16 without a mark); strict UTF-8; a guess from letter statistics
/// (Windows-1256 for Persian saved by an old Excel).
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (
            encoding.decode_without_bom_handling(&bytes[mark..]).0,
            encoding,
        );
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return (encoding.decode_without_bom_handling(bytes).0, encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), UTF_8);
    }
    let encoding = guess(bytes);
    (encoding.decode_without_bom_handling(bytes).0, encoding)
}

/// How many bytes are enough to see an encoding.
const SAMPLE: usize = 64 * 1024;

/// UTF-16 text has many zero bytes, all (for Latin, digits and separators) on the same side.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |side: usize| {
        sample
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = sample.len() / 20 + 1;
    if odd >= many && odd > 4 * even {
        Some(UTF_16LE)
    } else if even >= many && even > 4 * odd {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE * 16)], true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}
