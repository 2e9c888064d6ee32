//! Results for a browser: one self-contained page for phone, desk, paper, and eyes that read by ear.

mod typefaces;

use super::persian::direction::{Side, parts};
use super::{
    Align, Cell, Column, Figure, Paragraph, Report, Role, Row, Section, Table, Topic, number,
};
use crate::notice::Severity;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const CSS: &str = include_str!("page.css");
const JS: [&str; 3] = [
    include_str!("page.js"),
    include_str!("sort.js"),
    include_str!("views.js"),
];

/// Nothing is loaded from anywhere, and the page says so to the browser.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      font-src data:; base-uri 'none'; form-action 'none'";

/// Longer words get a column that is not squeezed to a letter a line on a phone.
const ROOMY: usize = 14;

/// Drawings to set into the page, as SVG text made by this program; they are not escaped.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures<'a> {
    /// The path diagram: one view for each kind of number and group, the first shown first.
    pub diagrams: &'a [View],
    /// The heat map of residual correlations.
    pub residuals: Option<&'a str>,
    /// Standardized loadings with their intervals.
    pub loadings: Option<&'a str>,
    /// Simple slopes of products.
    pub slopes: Option<&'a str>,
    /// Importance–performance maps.
    pub importance: Option<&'a str>,
    /// Eigenvalues, with those of parallel analysis.
    pub scree: Option<&'a str>,
    /// Answers to the items as bars.
    pub frequencies: Option<&'a str>,
    /// The heat map of correlations.
    pub correlations: Option<&'a str>,
    /// Others, each in the section of its topic.
    pub more: &'a [Figure],
}

/// One of several drawings that a reader chooses from.
#[derive(Debug, Clone)]
pub struct View {
    /// What its numbers are, and of which group.
    pub label: String,
    pub svg: String,
}

/// The report as one page.
pub fn html(report: &Report, figures: &Figures) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(report.language) dir=(if report.rightward() { "rtl" } else { "ltr" }) {
            (head(report))
            body {
                a.skip href="#main" { (report.says("Skip to the results")) }
                header.top {
                    h1 { (words(report, &report.title)) }
                    button #theme type="button" hidden data-dark=[translated(report, "Dark colours")]
                        data-light=[translated(report, "Light colours")] { (report.says("Dark")) }
                }
                div.page {
                    (contents(report, figures))
                    main #main {
                        (alerts(report))
                        @for section in &report.sections { (section_markup(report, section, figures)) }
                    }
                }
                footer { p { (report.made_by) } }
                @for script in JS { script { (PreEscaped(script)) } }
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
            title { (plain(&report.title)) }
            @if report.rightward() { style { (PreEscaped(typefaces::faces())) } }
            style { (PreEscaped(CSS)) }
        }
    }
}

fn alerts(report: &Report) -> Markup {
    html! {
        @for alert in &report.alerts {
            p.alert { strong { (report.says("Attention.")) " " } (words(report, alert)) }
        }
    }
}

fn contents(report: &Report, figures: &Figures) -> Markup {
    html! {
        nav aria-label=(report.says("Contents")) {
            details #contents open {
                summary { (report.says("Contents")) }
                ol {
                    @for section in &report.sections {
                        li { a href={ "#" (section.topic.id()) } { (words(report, &section.heading)) } }
                        @if section.topic == Topic::Fit && !figures.diagrams.is_empty() {
                            li { a href="#diagram" { (report.says("Path diagram")) } }
                        }
                    }
                }
            }
        }
    }
}

fn section_markup(report: &Report, section: &Section, figures: &Figures) -> Markup {
    let id = section.topic.id();
    let (diagrams, figure) = match section.topic {
        Topic::Fit => (figures.diagrams, Markup::default()),
        Topic::Measurement => (&[][..], loadings(report, figures)),
        Topic::Structure => (&[][..], slopes(report, figures)),
        Topic::Priorities => (&[][..], importance(report, figures)),
        Topic::Factors => (&[][..], scree(report, figures)),
        Topic::Items => (&[][..], frequencies(report, figures)),
        Topic::Correlations => (&[][..], correlations(report, figures)),
        Topic::Residuals => (&[][..], residuals(report, figures)),
        _ => (&[][..], Markup::default()),
    };
    html! {
        section id=(id) aria-labelledby={ (id) "-heading" } {
            h2 id={ (id) "-heading" } { (words(report, &section.heading)) }
            (paragraphs(report, &section.paragraphs))
            (figure)
            @for more in figures.more.iter().filter(|more| more.topic == section.topic) {
                (captioned(report, &more.svg, &more.caption, &more.spoken))
            }
            @for table in &section.tables { (table_markup(report, table)) }
        }
        @if !diagrams.is_empty() { (views(report, diagrams)) }
    }
}

/// The path diagram; where scripts run, one view at a time behind a row of buttons.
fn views(report: &Report, diagrams: &[View]) -> Markup {
    html! {
        section #diagram aria-labelledby="diagram-heading" {
            h2 #diagram-heading { (report.says("Path diagram")) }
            div.views {
                @for view in diagrams {
                    div.view data-label=(plain(&view.label)) {
                        (captioned(report, &view.svg, &view.label, report.says(
                            "Path diagram of the model; its coefficients are in the tables of the measurement and the \
                             structural model.")))
                    }
                }
            }
        }
    }
}

fn loadings(report: &Report, figures: &Figures) -> Markup {
    figures.loadings.map_or(Markup::default(), |svg| {
        drawing(
            report,
            svg,
            report.says("Standardized loadings with their intervals"),
            "Plot of the standardized loadings with their confidence intervals; the numbers are in the table of the \
             standardized solution.",
        )
    })
}

fn residuals(report: &Report, figures: &Figures) -> Markup {
    figures.residuals.map_or(Markup::default(), |svg| {
        drawing(
            report,
            svg,
            report.says("Residual correlations"),
            "Heat map of the residual correlations of all pairs of items; the largest are in the table below.",
        )
    })
}

fn scree(report: &Report, figures: &Figures) -> Markup {
    figures.scree.map_or(Markup::default(), |svg| {
        drawing(report, svg, report.says("Scree plot"), super::scree::SPOKEN)
    })
}

fn frequencies(report: &Report, figures: &Figures) -> Markup {
    figures.frequencies.map_or(Markup::default(), |svg| {
        drawing(
            report,
            svg,
            report.says("Answers to the items"),
            super::frequency_chart::SPOKEN,
        )
    })
}

fn correlations(report: &Report, figures: &Figures) -> Markup {
    figures.correlations.map_or(Markup::default(), |svg| {
        drawing(
            report,
            svg,
            report.says("Correlations of the items"),
            super::charts::CORRELATIONS_SPOKEN,
        )
    })
}

fn slopes(report: &Report, figures: &Figures) -> Markup {
    figures.slopes.map_or(Markup::default(), |svg| {
        drawing(
            report,
            svg,
            report.says("Simple slopes"),
            "Plot of the outcome over the predictor at low, mean and high values of the moderator; the numbers are in the \
             table of simple slopes.",
        )
    })
}

fn importance(report: &Report, figures: &Figures) -> Markup {
    figures.importance.map_or(Markup::default(), |svg| {
        drawing(
            report,
            svg,
            report.says("Importance and performance"),
            "Plots of performance over importance, of constructs and of items; the numbers are in the tables of \
             importance and performance.",
        )
    })
}

/// A drawing on its own white sheet, so that its colours hold in the dark too; it scrolls on narrow screens.
fn drawing(report: &Report, svg: &str, caption: &str, spoken: &'static str) -> Markup {
    captioned(report, svg, caption, report.says(spoken))
}

/// The same with all words in the report's language.
fn captioned(report: &Report, svg: &str, caption: &str, spoken: &str) -> Markup {
    let Some(start) = svg.find("<svg") else {
        return Markup::default();
    };
    html! {
        figure.drawing {
            div.scroll tabindex="0" role="group" aria-label=(plain(caption)) {
                div.art role="img" aria-label=(spoken) { (PreEscaped(&svg[start..])) }
            }
            figcaption { (words(report, caption)) }
        }
    }
}

/// Paragraphs one by one, entries of lists in lists.
fn paragraphs(report: &Report, paragraphs: &[Paragraph]) -> Markup {
    let listed =
        |paragraph: &Paragraph| matches!(paragraph.role, Role::Reference | Role::Notice(_));
    html! {
        @for chunk in paragraphs.chunk_by(|a, b| listed(a) == listed(b)) {
            @if chunk.first().is_some_and(listed) {
                ul.entries { @for entry in chunk { (list_entry(report, entry)) } }
            } @else {
                @for paragraph in chunk { (paragraph_markup(report, paragraph)) }
            }
        }
    }
}

fn paragraph_markup(report: &Report, paragraph: &Paragraph) -> Markup {
    match paragraph.role {
        Role::Headline => html! { p.headline { (words(report, &paragraph.text)) } },
        Role::Advice => html! { p.advice { (words(report, &paragraph.text)) } },
        Role::Code => html! {
            div.scroll tabindex="0" role="group" dir=[report.rightward().then_some("ltr")] aria-label=(report.says("Model text")) { pre dir="ltr" { code { (paragraph.text) } } }
        },
        Role::Plain | Role::Reference | Role::Notice(_) => {
            html! { p { (words(report, &paragraph.text)) } }
        }
    }
}

fn list_entry(report: &Report, entry: &Paragraph) -> Markup {
    let (class, word) = match entry.role {
        Role::Notice(Severity::Note) => ("note", "Note."),
        Role::Notice(Severity::Warning) => ("warning", "Warning."),
        Role::Notice(Severity::Serious) => ("serious", "Serious."),
        // References are quoted in the language they were published in.
        _ => {
            let side = report.rightward().then_some("ltr");
            return html! { li.reference dir=[side] { (isolated(&entry.text)) } };
        }
    };
    html! { li class=(class) { strong { (report.says(word)) " " } (words(report, &entry.text)) } }
}

fn table_markup(report: &Report, table: &Table) -> Markup {
    let id = format!("table-{}", table.number);
    let number = report.numerals().whole(table.number);
    let copied = translated(report, "Copied");
    let refused = translated(report, "Copying is not allowed here");
    html! {
        div.table {
            div.scroll tabindex="0" role="group" aria-labelledby=(id) {
                table {
                    caption id=(id) { span { b { (report.says("Table")) " " (number) "." } " " (words(report, &table.caption)) } }
                    thead { tr { @for column in &table.columns { (heading(report, column)) } } }
                    @for body in bodies(table) { tbody { @for &row in &body { (row_markup(report, table, row)) } } }
                }
            }
            @for note in table.footnotes() { p.footnote { i { (report.says("Note.")) " " } (words(report, &note)) } }
            button.copy type="button" hidden data-copied=[copied] data-refused=[refused]
                aria-label={ (report.says("Copy table")) " " (number) } { (report.says("Copy table")) }
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

fn heading(report: &Report, column: &Column) -> Markup {
    let class = (column.align == Align::Right).then_some("n");
    html! {
        th scope="col" class=[class] {
            @if column.italic { i { (words(report, &column.heading)) } } @else { (words(report, &column.heading)) }
        }
    }
}

fn row_markup(report: &Report, table: &Table, row: usize) -> Markup {
    match &table.rows[row] {
        Row::Span(words) => html! {
            tr.span { th scope="rowgroup" colspan=(table.columns.len()) { (self::words(report, words)) } }
        },
        Row::Cells(cells) => html! {
            tr {
                @for (index, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
                    (cell_markup(report, cell, column, [index == 0, table.repeats(row, index)]))
                }
            }
        },
    }
}

fn cell_markup(
    report: &Report,
    cell: &Cell,
    column: &Column,
    [first, repeats]: [bool; 2],
) -> Markup {
    let class = match cell {
        _ if column.align == Align::Right => Some("n"),
        Cell::Text(text) | Cell::Name(text) if text.chars().count() > ROOMY => Some("w"),
        _ => None,
    };
    let content = match cell {
        Cell::Name(name) if repeats => html! { span.unseen { bdi { (name) } } },
        Cell::Name(name) => html! { bdi { (name) } },
        Cell::Text(text) => words(report, text),
        Cell::Formula { lhs, op, rhs } => html! {
            span.formula dir="ltr" { bdi { (lhs) } " " (op) @if !rhs.is_empty() { " " bdi { (rhs) } } }
        },
        Cell::Absent(reason) => html! { span title=(reason) { (number::DASH) } },
        Cell::Number { .. } | Cell::Count(_) | Cell::PValue(_) | Cell::Interval { .. } => {
            let shown = cell.shown(column).replace('-', "\u{2212}");
            match report.rightward() {
                true => html! { bdi dir="ltr" { (shown) } },
                false => html! { (shown) },
            }
        }
    };
    match first {
        true => html! { th scope="row" class=[class] { (content) } },
        false => html! { td class=[class] { (content) } },
    }
}

/// A word of this page, for its script, where that is not the English one.
fn translated(report: &Report, english: &'static str) -> Option<&'static str> {
    report.rightward().then(|| report.says(english))
}

/// Words of the report: isolates become elements.
fn words(report: &Report, words: &str) -> Markup {
    if !report.rightward() {
        return isolated(words);
    }
    html! {
        @for (side, part) in parts(words) {
            @match side {
                Side::Sentence => { (part) }
                Side::Left => { bdi dir="ltr" { (plain(part)) } }
                Side::Right => { bdi dir="rtl" { (plain(part)) } }
            }
        }
    }
}

/// Words without isolates, for places that take no elements.
fn plain(words: &str) -> String {
    super::persian::direction::unmarked(words)
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
