//! The whole report for paper: A4 pages with selectable text, tables that repeat their headings, vector figures.

mod page;
mod table;

use super::figure::{self, Error as FigureError};
use super::{Error, Figure, Paragraph, Report, Role, Section};
use crate::notice::Severity;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::geom::{Size, Transform};
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use page::{HEIGHT, Ink, Page, Pages, WIDTH};
use resvg::usvg::Tree;

/// Points of the PDF in a pixel of the drawing.
const POINTS: f32 = 0.75;

/// The report with its figures as a PDF; the same report gives the same bytes.
pub fn pdf(report: &Report, figures: &[Figure]) -> Result<Vec<u8>, Error> {
    let trees: Vec<Tree> = figures
        .iter()
        .map(|figure| figure::tree(&figure.svg))
        .collect::<Result<_, _>>()?;
    let pages = laid_out(report, figures, &trees);
    Ok(bound(&pages, &trees, report)?)
}

fn laid_out(report: &Report, figures: &[Figure], trees: &[Tree]) -> Vec<Page> {
    let mut pages = Pages::new(report.rightward(), report.numerals());
    pages.words(&report.title, Ink::TITLE);
    pages.words(&report.made_by, Ink::NOTE);
    for alert in &report.alerts {
        pages.space(6.0);
        pages.words(alert, Ink::ALERT);
    }
    for section in &report.sections {
        section_of(&mut pages, section, figures, trees);
    }
    pages.finish()
}

fn section_of(pages: &mut Pages, section: &Section, figures: &[Figure], trees: &[Tree]) {
    pages.space(18.0);
    pages.keep(150.0);
    pages.words(&section.heading, Ink::HEADING);
    pages.rule();
    for paragraph in &section.paragraphs {
        paragraph_of(pages, paragraph);
    }
    for found in &section.tables {
        table::table(pages, found);
    }
    for (index, (figure, tree)) in figures.iter().zip(trees).enumerate() {
        if figure.topic == section.topic {
            let label = pages.says("Figure");
            let size = (tree.size().width().into(), tree.size().height().into());
            let caption = format!(
                "{label} {}. {}",
                pages.numerals.whole(index + 1),
                figure.caption
            );
            pages.figure(index, size, &caption);
        }
    }
}

fn paragraph_of(pages: &mut Pages, paragraph: &Paragraph) {
    let text = &paragraph.text;
    pages.space(4.0);
    match paragraph.role {
        Role::Plain => pages.words(text, Ink::BODY),
        Role::Headline => pages.words(text, Ink::STRONG),
        Role::Advice => pages.words(text, Ink::NOTE),
        Role::Reference => pages.quoted(text, Ink::BODY),
        Role::Notice(Severity::Note) => pages.words(text, Ink::BODY),
        Role::Notice(Severity::Warning) => {
            pages.words(&format!("{} {text}", pages.says("Warning.")), Ink::BODY);
        }
        Role::Notice(Severity::Serious) => {
            pages.words(&format!("{} {text}", pages.says("Serious.")), Ink::ALERT);
        }
        Role::Code => text.lines().for_each(|line| pages.code(line)),
    }
}

/// The pages as a document, numbered at the foot.
fn bound(pages: &[Page], trees: &[Tree], report: &Report) -> Result<Vec<u8>, FigureError> {
    let refused = || FigureError::Pdf("a page has no size".to_owned());
    let whole = Size::from_wh(WIDTH as f32 * POINTS, HEIGHT as f32 * POINTS).ok_or_else(refused)?;
    let mut document = Document::new_with(SerializeSettings {
        xmp_metadata: false,
        ..SerializeSettings::default()
    });
    for (index, page) in pages.iter().enumerate() {
        let [this, all] = [index + 1, pages.len()].map(|n| report.numerals().whole(n));
        let svg = page.svg(&format!("{} · {this} / {all}", report.made_by));
        let text = figure::tree(&svg)?;
        let mut sheet = document.start_page_with(PageSettings::new(whole));
        let mut surface = sheet.surface();
        surface
            .draw_svg(&text, whole, SvgSettings::default())
            .ok_or_else(refused)?;
        for place in &page.figures {
            let size = Size::from_wh(place.width as f32 * POINTS, place.height as f32 * POINTS);
            let (x, y) = (place.x as f32 * POINTS, place.y as f32 * POINTS);
            surface.push_transform(&Transform::from_translate(x, y));
            surface
                .draw_svg(
                    &trees[place.figure],
                    size.ok_or_else(refused)?,
                    SvgSettings::default(),
                )
                .ok_or_else(refused)?;
            surface.pop();
        }
        surface.finish();
        sheet.finish();
    }
    document
        .finish()
        .map_err(|error| FigureError::Pdf(format!("{error:?}")))
}
