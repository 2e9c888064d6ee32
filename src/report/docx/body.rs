//! The body of the document: title, alerts, sections with their tables and figures.

use super::Picture;
use super::paragraph::{Dress, paragraph, run, said};
use super::table::{TEXT_WIDTH, table};
use crate::notice::Severity;
use crate::report::lettering::escaped;
use crate::report::persian::direction::unmarked;
use crate::report::{Paragraph, Report, Role, Section};

pub(super) const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";

/// English metric units in a pixel of 1/96 inch, and in a twentieth of a point.
const PER_PIXEL: f64 = 9525.0;
const PER_TWENTIETH: f64 = 635.0;
/// A figure is not made taller than this, so that its caption stays on the page.
const TALLEST: f64 = 12_400.0 * PER_TWENTIETH;

const BOLD: Dress = Dress {
    bold: true,
    italic: false,
};
const ITALIC: Dress = Dress {
    bold: false,
    italic: true,
};

pub(super) fn document(report: &Report, pictures: &[Picture]) -> String {
    let rightward = report.rightward();
    let plain = Dress::default();
    let mut body = paragraph(
        "Title",
        "",
        &said(&report.title, plain, false, rightward),
        rightward,
    );
    for alert in &report.alerts {
        body.push_str(&paragraph(
            "Normal",
            "",
            &said(alert, BOLD, false, rightward),
            rightward,
        ));
    }
    for section in &report.sections {
        body.push_str(&section_of(report, section, pictures));
    }
    format!(
        r#"<w:document xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONSHIPS}" xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture"><w:body>{body}<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>{}</w:sectPr></w:body></w:document>"#,
        if rightward { "<w:bidi/>" } else { "" }
    )
}

fn section_of(report: &Report, section: &Section, pictures: &[Picture]) -> String {
    let rightward = report.rightward();
    let heading = said(&section.heading, Dress::default(), false, rightward);
    let mut xml = paragraph("Heading1", "", &heading, rightward);
    for found in &section.paragraphs {
        xml.push_str(&paragraph_of(found, rightward));
    }
    for found in &section.tables {
        xml.push_str(&table(found, report));
    }
    for (index, picture) in pictures.iter().enumerate() {
        if picture.figure.topic == section.topic {
            xml.push_str(&figure(index + 1, picture, report));
        }
    }
    xml
}

fn paragraph_of(found: &Paragraph, rightward: bool) -> String {
    let plain = Dress::default();
    let (style, runs) = match found.role {
        Role::Plain => ("Normal", said(&found.text, plain, true, rightward)),
        Role::Headline => ("Normal", said(&found.text, BOLD, true, rightward)),
        Role::Advice => ("Normal", said(&found.text, ITALIC, false, rightward)),
        // References are quoted in the language they were published in.
        Role::Reference => {
            let runs = said(&found.text, plain, false, false);
            return paragraph("Reference", "", &runs, false);
        }
        Role::Notice(severity) => {
            let runs = run(severity_word(severity, rightward), BOLD);
            ("Normal", runs + &said(&found.text, plain, true, rightward))
        }
        Role::Code => {
            let line = |line: &str| paragraph("Code", "", &said(line, plain, false, false), false);
            return found.text.lines().map(line).collect();
        }
    };
    paragraph(style, "", &runs, rightward)
}

fn severity_word(severity: Severity, rightward: bool) -> &'static str {
    match (severity, rightward) {
        (Severity::Note, false) => "Note. ",
        (Severity::Warning, false) => "Warning. ",
        (Severity::Serious, false) => "Serious. ",
        (Severity::Note, true) => "یادآوری. ",
        (Severity::Warning, true) => "هشدار. ",
        (Severity::Serious, true) => "جدی. ",
    }
}

fn figure(number: usize, picture: &Picture, report: &Report) -> String {
    let rightward = report.rightward();
    let label = format!(
        "{} {}",
        report.says("Figure"),
        report.numerals().whole(number)
    );
    let plain = Dress::default();
    let heading = said(&label, plain, false, rightward);
    let caption = said(&picture.figure.caption, plain, false, rightward);
    let mut xml = paragraph("TableNumber", "", &heading, rightward);
    xml.push_str(&paragraph("Caption", "", &caption, rightward));
    xml.push_str(&paragraph(
        "Normal",
        r#"<w:jc w:val="center"/>"#,
        &drawing(number, picture),
        false,
    ));
    xml
}

fn drawing(number: usize, picture: &Picture) -> String {
    let (width, height) = picture.size;
    let room = TEXT_WIDTH * PER_TWENTIETH;
    let scale = (room / (width * PER_PIXEL))
        .min(TALLEST / (height * PER_PIXEL))
        .min(1.0);
    let (across, down) = (
        (width * PER_PIXEL * scale) as u64,
        (height * PER_PIXEL * scale) as u64,
    );
    let spoken = escaped(&unmarked(&picture.figure.spoken));
    format!(
        r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{number}" name="Figure {number}" descr="{spoken}"/><a:graphic><a:graphicData uri="{DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="figure{number}.png" descr="{spoken}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="figure{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
    )
}
