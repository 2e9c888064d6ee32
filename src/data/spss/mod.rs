//! SPSS files, plain and compressed (.sav, .zsav): dictionary and cases.
//!
//! Written after the description of the format in the PSPP developers' guide ("System File Format"). User-missing values are
//! blank and counted, value labels and variable labels are kept, dates are texts in ISO 8601.

mod bytes;
mod cases;
mod dictionary;
mod records;
mod table;

use super::{Error, Source, Table};
use bytes::Bytes;

/// Reads an SPSS file.
///
/// # Errors
/// If the file is cut off, contradicts itself or uses what SPSS has not written since the 1980s.
pub(crate) fn read(bytes: &[u8], source: Source) -> Result<Table, Error> {
    let file = source.file.clone();
    let problem = |problem: Problem| Error::Format {
        file: file.clone(),
        problem: format!("{problem}; open it in SPSS and save it again, or export it as .xlsx"),
    };
    let mut bytes = Bytes::new(bytes);
    let header = dictionary::header(&mut bytes).map_err(problem)?;
    let dictionary = dictionary::read(&mut bytes, header).map_err(problem)?;
    let columns = cases::read(&mut bytes, &dictionary).map_err(problem)?;
    Ok(table::table(dictionary, columns, source))
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("is an SPSS file that ends too early, at byte {0}: part of it was lost")]
    CutOff(usize),
    #[error(
        "is an SPSS file cut off among the answers: {found} of {expected} respondents are complete"
    )]
    MissingCases { found: usize, expected: usize },
    #[error("is an SPSS file whose last respondent is incomplete: part of it was lost")]
    PartOfCase,
    #[error("is a damaged SPSS file ({0})")]
    Damaged(String),
}
