//! Why a report could not be written (exit code 7).

use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{}` exists already; choose another place, or add --force to overwrite", path.display())]
    Exists { path: PathBuf },

    #[error("cannot create the folder `{}`: {source}; check the path and your permission to write there", path.display())]
    Folder { path: PathBuf, source: io::Error },

    #[error("cannot write `{}`: {source}; check free space and your permission to write there", path.display())]
    Write { path: PathBuf, source: io::Error },

    #[error("cannot write to standard output: {source}; check free space where the output goes")]
    StandardOutput { source: io::Error },

    #[error("`{name}` is not a file name for a report folder; use a plain name without folders")]
    Name { name: String },

    #[error("the results cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),

    #[error("the estimates cannot be written as CSV: {0}")]
    Csv(#[from] csv::Error),

    #[error("the tables cannot be written as a workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),

    #[error("the report cannot be written as a Word document: {0}")]
    Document(#[from] zip::result::ZipError),

    #[error(transparent)]
    Figure(#[from] super::figure::Error),
}
