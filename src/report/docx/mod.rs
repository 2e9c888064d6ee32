//! Results for a thesis or a journal: a Word document with APA 7 tables, figures and page numbers.

mod body;
mod paragraph;
mod table;

use super::lettering::escaped;
use super::{Error, Figure, Report, figure, text};
use std::io::{Cursor, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Fit for print.
const DPI: u32 = 300;

const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const STYLES: &str = include_str!("styles.xml");

const PACKAGE_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

/// A figure as it stands in the document.
struct Picture<'a> {
    figure: &'a Figure,
    png: Vec<u8>,
    /// Width and height in pixels of the drawing (96 to the inch).
    size: (f64, f64),
}

/// The report with its figures as a Word document; the same report gives the same bytes.
pub fn docx(report: &Report, figures: &[Figure]) -> Result<Vec<u8>, Error> {
    let pictures: Vec<Picture> = figures.iter().map(picture).collect::<Result<_, _>>()?;
    let mut files: Vec<(String, Vec<u8>)> = vec![
        part("[Content_Types].xml", CONTENT_TYPES),
        part("_rels/.rels", PACKAGE_RELATIONS),
        part("docProps/core.xml", &properties(report)),
        part("word/_rels/document.xml.rels", &relations(&pictures)),
        part("word/document.xml", &body::document(report, &pictures)),
        part("word/footer1.xml", &footer(report)),
        ("word/styles.xml".to_owned(), STYLES.as_bytes().to_vec()),
    ];
    for (index, picture) in pictures.into_iter().enumerate() {
        files.push((format!("word/media/figure{}.png", index + 1), picture.png));
    }
    zipped(files)
}

fn part(name: &str, xml: &str) -> (String, Vec<u8>) {
    (name.to_owned(), format!("{HEADER}{xml}").into_bytes())
}

fn picture(figure: &Figure) -> Result<Picture<'_>, Error> {
    let size = figure::tree(&figure.svg)?.size();
    Ok(Picture {
        figure,
        png: figure::svg_to_png(&figure.svg, DPI)?,
        size: (f64::from(size.width()), f64::from(size.height())),
    })
}

/// No clock and no name: the same results give the same bytes.
fn properties(report: &Report) -> String {
    format!(
        r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:description>{}</dc:description><dc:language>{}</dc:language></cp:coreProperties>"#,
        escaped(&text::clean(&report.title)),
        escaped(&text::clean(&report.made_by)),
        report.language
    )
}

fn relations(pictures: &[Picture]) -> String {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut xml = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="styles" Type="{kind}/styles" Target="styles.xml"/><Relationship Id="footer" Type="{kind}/footer" Target="footer1.xml"/>"#
    );
    for number in 1..=pictures.len() {
        xml.push_str(&format!(
            r#"<Relationship Id="figure{number}" Type="{kind}/image" Target="media/figure{number}.png"/>"#
        ));
    }
    xml.push_str("</Relationships>");
    xml
}

/// Page numbers in the middle, the program beside them.
fn footer(report: &Report) -> String {
    let side = if report.rightward() {
        "<w:rPr><w:rtl/></w:rPr>"
    } else {
        ""
    };
    let field = |kind: &str| format!(r#"<w:r>{side}<w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    format!(
        r#"<w:ftr xmlns:w="{}"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">{} · </w:t></w:r>{}<w:r>{side}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>{}</w:p></w:ftr>"#,
        body::NAMESPACE,
        escaped(&text::clean(&report.made_by)),
        field("begin"),
        field("end")
    )
}

fn zipped(files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Error> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in files {
        archive.start_file(name, options)?;
        archive.write_all(&bytes).map_err(ZipError::Io)?;
    }
    Ok(archive.finish()?.into_inner())
}
