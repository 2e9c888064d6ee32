//! The documents that every command's folder holds: Word, PDF, Excel, LaTeX, Markdown and plain text of one report.

use crate::error::Error;
use crate::report::{self, Figure, Report};

/// The documents by file name.
pub fn documents(report: &Report, figures: &[Figure]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let text = report::text::text(report, report::Style::default());
    Ok(vec![
        ("report.docx".into(), report::docx::docx(report, figures)?),
        ("report.pdf".into(), report::pdf::pdf(report, figures)?),
        (
            "report.md".into(),
            report::markdown::markdown(report).into_bytes(),
        ),
        ("report.txt".into(), text.into_bytes()),
        ("tables.xlsx".into(), report::excel::excel(report)?),
        (
            "tables.tex".into(),
            report::latex::latex(report).into_bytes(),
        ),
    ])
}
