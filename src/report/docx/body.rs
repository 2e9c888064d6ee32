//! The body of the document: title, alerts, sections with their tables and figures.

use super::Picture;
use super::paragraph::{Dress, paragraph, run, words};
use super::table::{TEXT_WIDTH, table};
use crate::notice::Severity;
use crate::report::lettering::escaped;
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
    let rightward = report.language == "fa";
    let plain = Dress::default();
    let mut body = paragraph("Title", "", &words(&report.title, plain, false), rightward);
    for alert in &report.alerts {
        body.push_str(&paragraph(
            "Normal",
            "",
            &words(alert, BOLD, false),
            rightward,
        ));
    }
    for section in &report.sections {
        body.push_str(&section_of(section, pictures, rightward));
    }
    format!(
        r#"<w:document xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONSHIPS}" xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture"><w:body>{body}<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>{}</w:sectPr></w:body></w:document>"#,
        if rightward { "<w:bidi/>" } else { "" }
    )
}

fn section_of(section: &Section, pictures: &[Picture], rightward: bool) -> String {
    let heading = words(&section.heading, Dress::default(), false);
    let mut xml = paragraph("Heading1", "", &heading, rightward);
    for said in &section.paragraphs {
        xml.push_str(&paragraph_of(said, rightward));
    }
    for found in &section.tables {
        let label = if rightward { "جدول" } else { "Table" };
        xml.push_str(&table(found, label, rightward));
    }
    for (index, picture) in pictures.iter().enumerate() {
        if picture.figure.topic == section.topic {
            xml.push_str(&figure(index + 1, picture, rightward));
        }
    }
    xml
}

fn paragraph_of(said: &Paragraph, rightward: bool) -> String {
    let plain = Dress::default();
    let (style, runs) = match said.role {
        Role::Plain => ("Normal", words(&said.text, plain, true)),
        Role::Headline => ("Normal", words(&said.text, BOLD, true)),
        Role::Advice => ("Normal", words(&said.text, ITALIC, false)),
        Role::Reference => ("Reference", words(&said.text, plain, false)),
        Role::Notice(severity) => {
            let runs = run(severity_word(severity, rightward), BOLD);
            ("Normal", runs + &words(&said.text, plain, true))
        }
        Role::Code => {
            let line = |line: &str| paragraph("Code", "", &words(line, plain, false), false);
            return said.text.lines().map(line).collect();
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

fn figure(number: usize, picture: &Picture, rightward: bool) -> String {
    let label = if rightward { "شکل" } else { "Figure" };
    let plain = Dress::default();
    let heading = words(&format!("{label} {number}"), plain, false);
    let caption = words(&picture.figure.caption, plain, false);
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
    let spoken = escaped(&picture.figure.spoken);
    format!(
        r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{number}" name="Figure {number}" descr="{spoken}"/><a:graphic><a:graphicData uri="{DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="figure{number}.png" descr="{spoken}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="figure{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
    )
}
