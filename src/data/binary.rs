//! Files of statistics programs, known by their first bytes; each reader is a feature of the build.

use super::{Error, Source, Table};

/// Reads a file of SPSS or Stata; `None` if the bytes are neither.
pub(crate) fn read(bytes: &[u8], source: &Source) -> Option<Result<Table, Error>> {
    if bytes.starts_with(b"$FL2") || bytes.starts_with(b"$FL3") {
        return Some(spss(bytes, source));
    }
    is_stata(bytes).then(|| stata(bytes, source))
}

/// `<stata_dta>`, or the release, order of bytes and type of file that older releases begin with.
fn is_stata(bytes: &[u8]) -> bool {
    let old = matches!(bytes, [102..=115, 1 | 2, 1, ..]);
    bytes.starts_with(b"<stata_dta>") || old
}

#[cfg(feature = "spss")]
fn spss(bytes: &[u8], source: &Source) -> Result<Table, Error> {
    super::spss::read(bytes, source.clone())
}

#[cfg(not(feature = "spss"))]
fn spss(_: &[u8], source: &Source) -> Result<Table, Error> {
    Err(left_out(source, "an SPSS file", "spss", "SPSS"))
}

#[cfg(feature = "stata")]
fn stata(bytes: &[u8], source: &Source) -> Result<Table, Error> {
    super::stata::read(bytes, source.clone())
}

#[cfg(not(feature = "stata"))]
fn stata(_: &[u8], source: &Source) -> Result<Table, Error> {
    Err(left_out(source, "a Stata file", "stata", "Stata"))
}

/// The reader was left out of the build.
#[cfg(not(all(feature = "spss", feature = "stata")))]
fn left_out(source: &Source, what: &str, feature: &str, program: &str) -> Error {
    Error::Format {
        file: source.file.clone(),
        problem: format!(
            "is {what}, which this build cannot read (it was made without the feature `{feature}`); save it from {program} as .xlsx or .csv"
        ),
    }
}
