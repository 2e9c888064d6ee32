//! Results for a browser: one self-contained page for phone, desk, paper, and eyes that read by ear.

use super::{Align, Cell, Column, Paragraph, Report, Role, Row, Section, Table, Topic, number};
use crate::notice::Severity;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const CSS: &str = include_str!("page.css");
const JS: &str = include_str!("page.js");

/// Nothing is loaded from anywhere, and the page says so to the browser.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      font-src data:; base-uri 'none'; form-action 'none'";

/// Longer words get a column that is not squeezed to a letter a line on a phone.
const ROOMY: usize = 14;

/// Drawings to set into the page, as SVG text made by this program; they are not escaped.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures<'a> {
    /// The path diagram.
    pub diagram: Option<&'a str>,
    /// The heat map of residual correlations.
    pub residuals: Option<&'a str>,
    /// Standardized loadings with their intervals.
    pub loadings: Option<&'a str>,
    /// Simple slopes of products.
    pub slopes: Option<&'a str>,
    /// Importance–performance maps.
    pub importance: Option<&'a str>,
    /// Ceilings of necessary conditions.
    pub necessity: Option<&'a str>,
    /// Power over sample size.
    pub power: Option<&'a str>,
    /// Eigenvalues, with those of parallel analysis.
    pub scree: Option<&'a str>,
}

/// The report as one page.
pub fn html(report: &Report, figures: &Figures) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(report.language) dir="ltr" {
            (head(report))
            body {
                a.skip href="#main" { "Skip to the results" }
                header.top {
                    h1 { (isolated(&report.title)) }
                    button #theme type="button" hidden { "Dark" }
                }
                div.page {
                    (contents(report, figures))
                    main #main {
                        (alerts(report))
                        @for section in &report.sections { (section_markup(section, figures)) }
                    }
                }
                footer { p { (report.made_by) } }
                script { (PreEscaped(JS)) }
            }
        }
    };
    page.into_string()
}

fn head(report: &Report) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="generator" content=(report.made_by);
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            title { (report.title) }
            style { (PreEscaped(CSS)) }
        }
    }
}

fn alerts(report: &Report) -> Markup {
    html! {
        @for alert in &report.alerts {
            p.alert { strong { "Attention. " } (isolated(alert)) }
        }
    }
}

fn contents(report: &Report, figures: &Figures) -> Markup {
    html! {
        nav aria-label="Contents" {
            details #contents open {
                summary { "Contents" }
                ol {
                    @for section in &report.sections {
                        li { a href={ "#" (section.topic.id()) } { (section.heading) } }
                        @if section.topic == Topic::Fit && figures.diagram.is_some() {
                            li { a href="#diagram" { "Path diagram" } }
                        }
                    }
                }
            }
        }
    }
}

fn section_markup(section: &Section, figures: &Figures) -> Markup {
    let id = section.topic.id();
    let (diagram, figure) = match section.topic {
        Topic::Fit => (figures.diagram, Markup::default()),
        Topic::Measurement => (None, loadings(figures)),
        Topic::Structure => (None, slopes(figures)),
        Topic::Priorities => (None, importance(figures)),
        Topic::Necessity => (None, necessity(figures)),
        Topic::Factors => (None, scree(figures)),
        Topic::Power => (None, power(figures)),
        Topic::Residuals => (None, residuals(figures)),
        _ => (None, Markup::default()),
    };
    html! {
        section id=(id) aria-labelledby={ (id) "-heading" } {
            h2 id={ (id) "-heading" } { (isolated(&section.heading)) }
            (paragraphs(&section.paragraphs))
            (figure)
            @for table in &section.tables { (table_markup(table)) }
        }
        @if let Some(svg) = diagram {
            section #diagram aria-labelledby="diagram-heading" {
                h2 #diagram-heading { "Path diagram" }
                (drawing(svg, "The model with its estimates",
                    "Path diagram of the model; its coefficients are in the tables of the measurement and the \
                     structural model."))
            }
        }
    }
}

fn loadings(figures: &Figures) -> Markup {
    figures.loadings.map_or(Markup::default(), |svg| {
        drawing(
            svg,
            "Standardized loadings with their intervals",
            "Plot of the standardized loadings with their confidence intervals; the numbers are in the table of the \
             standardized solution.",
        )
    })
}

fn residuals(figures: &Figures) -> Markup {
    figures.residuals.map_or(Markup::default(), |svg| {
        drawing(
            svg,
            "Residual correlations",
            "Heat map of the residual correlations of all pairs of items; the largest are in the table below.",
        )
    })
}

fn scree(figures: &Figures) -> Markup {
    figures.scree.map_or(Markup::default(), |svg| {
        drawing(svg, "Scree plot", super::scree::SPOKEN)
    })
}

fn power(figures: &Figures) -> Markup {
    use super::power_chart::{CAPTION, SPOKEN};
    figures
        .power
        .map_or(Markup::default(), |svg| drawing(svg, CAPTION, SPOKEN))
}

fn slopes(figures: &Figures) -> Markup {
    figures.slopes.map_or(Markup::default(), |svg| {
        drawing(
            svg,
            "Simple slopes",
            "Plot of the outcome over the predictor at low, mean and high values of the moderator; the numbers are in the \
             table of simple slopes.",
        )
    })
}

fn importance(figures: &Figures) -> Markup {
    figures.importance.map_or(Markup::default(), |svg| {
        drawing(
            svg,
            "Importance and performance",
            "Plots of performance over importance, of constructs and of items; the numbers are in the tables of \
             importance and performance.",
        )
    })
}

fn necessity(figures: &Figures) -> Markup {
    figures.necessity.map_or(Markup::default(), |svg| {
        drawing(
            svg,
            "Ceilings of necessary conditions",
            "Plots of the outcome over each condition, with the ceilings CE-FDH and CR-FDH; the numbers are in the tables \
             of effect sizes and bottlenecks.",
        )
    })
}

/// A drawing on its own white sheet, so that its colours hold in the dark too; it scrolls on narrow screens.
fn drawing(svg: &str, caption: &str, spoken: &str) -> Markup {
    let Some(start) = svg.find("<svg") else {
        return Markup::default();
    };
    html! {
        figure.drawing {
            div.scroll tabindex="0" role="group" aria-label=(caption) {
                div.art role="img" aria-label=(spoken) { (PreEscaped(&svg[start..])) }
            }
            figcaption { (caption) }
        }
    }
}

/// Paragraphs one by one, entries of lists in lists.
fn paragraphs(paragraphs: &[Paragraph]) -> Markup {
    let listed =
        |paragraph: &Paragraph| matches!(paragraph.role, Role::Reference | Role::Notice(_));
    html! {
        @for chunk in paragraphs.chunk_by(|a, b| listed(a) == listed(b)) {
            @if chunk.first().is_some_and(listed) {
                ul.entries { @for entry in chunk { (list_entry(entry)) } }
            } @else {
                @for paragraph in chunk { (paragraph_markup(paragraph)) }
            }
        }
    }
}

fn paragraph_markup(paragraph: &Paragraph) -> Markup {
    match paragraph.role {
        Role::Headline => html! { p.headline { (isolated(&paragraph.text)) } },
        Role::Advice => html! { p.advice { (isolated(&paragraph.text)) } },
        Role::Code => html! {
            div.scroll tabindex="0" role="group" aria-label="Model text" { pre dir="ltr" { code { (paragraph.text) } } }
        },
        Role::Plain | Role::Reference | Role::Notice(_) => {
            html! { p { (isolated(&paragraph.text)) } }
        }
    }
}

fn list_entry(entry: &Paragraph) -> Markup {
    let (class, word) = match entry.role {
        Role::Notice(Severity::Note) => ("note", "Note. "),
        Role::Notice(Severity::Warning) => ("warning", "Warning. "),
        Role::Notice(Severity::Serious) => ("serious", "Serious. "),
        _ => return html! { li.reference { (isolated(&entry.text)) } },
    };
    html! { li class=(class) { strong { (word) } (isolated(&entry.text)) } }
}

fn table_markup(table: &Table) -> Markup {
    let id = format!("table-{}", table.number);
    html! {
        div.table {
            div.scroll tabindex="0" role="group" aria-labelledby=(id) {
                table {
                    caption id=(id) { span { b { "Table " (table.number) "." } " " (isolated(&table.caption)) } }
                    thead { tr { @for column in &table.columns { (heading(column)) } } }
                    @for body in bodies(table) { tbody { @for &row in &body { (row_markup(table, row)) } } }
                }
            }
            @for note in table.footnotes() { p.footnote { i { "Note. " } (isolated(&note)) } }
            button.copy type="button" hidden aria-label={ "Copy table " (table.number) } { "Copy table" }
        }
    }
}

/// Row numbers by body: a heading row begins a new one.
fn bodies(table: &Table) -> Vec<Vec<usize>> {
    let mut bodies: Vec<Vec<usize>> = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        match bodies.last_mut() {
            Some(body) if matches!(row, Row::Cells(_)) => body.push(index),
            _ => bodies.push(vec![index]),
        }
    }
    bodies
}

fn heading(column: &Column) -> Markup {
    let class = (column.align == Align::Right).then_some("n");
    html! {
        th scope="col" class=[class] {
            @if column.italic { i { (column.heading) } } @else { (column.heading) }
        }
    }
}

fn row_markup(table: &Table, row: usize) -> Markup {
    match &table.rows[row] {
        Row::Span(words) => html! {
            tr.span { th scope="rowgroup" colspan=(table.columns.len()) { (isolated(words)) } }
        },
        Row::Cells(cells) => html! {
            tr {
                @for (index, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
                    (cell_markup(cell, column, index == 0, table.repeats(row, index)))
                }
            }
        },
    }
}

fn cell_markup(cell: &Cell, column: &Column, first: bool, repeats: bool) -> Markup {
    let class = match cell {
        _ if column.align == Align::Right => Some("n"),
        Cell::Text(text) | Cell::Name(text) if text.chars().count() > ROOMY => Some("w"),
        _ => None,
    };
    let content = match cell {
        Cell::Name(name) if repeats => html! { span.unseen { bdi { (name) } } },
        Cell::Name(name) => html! { bdi { (name) } },
        Cell::Text(text) => isolated(text),
        Cell::Formula { lhs, op, rhs } => html! {
            span.formula dir="ltr" { bdi { (lhs) } " " (op) @if !rhs.is_empty() { " " bdi { (rhs) } } }
        },
        Cell::Absent(reason) => html! { span title=(reason) { (number::DASH) } },
        Cell::Number { .. } | Cell::Count(_) | Cell::PValue(_) | Cell::Interval { .. } => {
            html! { (cell.shown(column).replace('-', "\u{2212}")) }
        }
    };
    match first {
        true => html! { th scope="row" class=[class] { (content) } },
        false => html! { td class=[class] { (content) } },
    }
}

/// Words with every stretch of right-to-left letters set apart, so that it cannot turn its neighbours round.
fn isolated(words: &str) -> Markup {
    let mut out = Markup::default();
    for (right_to_left, part) in stretches(words) {
        let piece = if right_to_left {
            html! { bdi { (part) } }
        } else {
            html! { (part) }
        };
        out.0.push_str(&piece.0);
    }
    out
}

/// The text cut where the direction of its letters changes; spaces inside a stretch belong to it.
pub(super) fn stretches(words: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let mut rest = words;
    while let Some(start) = rest.find(is_right_to_left) {
        let tail = &rest[start..];
        let stop = tail.find(|letter: char| letter.is_alphabetic() && !is_right_to_left(letter));
        let within = &tail[..stop.unwrap_or(tail.len())];
        let end = within
            .char_indices()
            .rfind(|&(_, letter)| is_right_to_left(letter));
        let end = end.map_or(within.len(), |(index, letter)| index + letter.len_utf8());
        parts.extend([(false, &rest[..start]), (true, &tail[..end])]);
        rest = &tail[end..];
    }
    parts.push((false, rest));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// Hebrew, Arabic and their presentation forms.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_to_left_stretches_are_set_apart_whole() {
        assert_eq!(
            stretches("item رهبری سازمان has 3 answers"),
            [
                (false, "item "),
                (true, "رهبری سازمان"),
                (false, " has 3 answers")
            ]
        );
        assert_eq!(stretches("plain"), [(false, "plain")]);
        assert_eq!(stretches("رهبری"), [(true, "رهبری")]);
    }
}
