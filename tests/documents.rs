//! Word, Excel, LaTeX and PDF of a report: what they hold, and that nothing in them runs or breaks.

use crate::shipped::EXAMPLES;
use calamine::{Data, Reader, Xlsx};
use sanjeh::analysis::fit;
use sanjeh::report::{self, Cell, Column, Figure, Paragraph, Precision, Report, Role};
use sanjeh::report::{Section, Table, Topic};
use std::io::{Cursor, Read};

/// A report with everything that is hard to set.
fn report() -> Report {
    let columns = vec![
        Column::words("Item"),
        Column::numbers("Estimate", Precision::plain(3)),
        Column::statistic("p", Precision::bounded(3)),
        Column::numbers("95% CI", Precision::plain(2)),
    ];
    let mut table = Table::new("Estimates of [all]: items / constructs", columns);
    table.number = 1;
    table.span("Group {one}");
    table.row(vec![
        Cell::name("=HYPERLINK(\"http://example.org\")"),
        Cell::number(Some(-0.123456789), ""),
        Cell::p_value(Some(0.0000123), ""),
        Cell::interval(Some(-0.5), Some(0.25), ""),
    ]);
    table.row(vec![
        Cell::name("رهبری_1 & <b>"),
        Cell::number(None, "fixed by the model"),
        Cell::p_value(Some(0.0456), ""),
        Cell::interval(Some(1.0), Some(2.0), ""),
    ]);
    Report {
        title: "A report of 100% & more".into(),
        language: "en",
        made_by: "sanjeh 0.0.0".into(),
        alerts: vec!["Synthetic data: nobody answered.".into()],
        sections: vec![Section {
            topic: Topic::Fit,
            heading: "Model fit".into(),
            paragraphs: vec![
                Paragraph::new(Role::Headline, "χ²(24, N = 301) = 85.31, p < .001"),
                Paragraph::new(Role::Code, "f =~ x_1 + x_2 # \\input{x}"),
            ],
            tables: vec![table],
        }],
    }
}

fn figure() -> Figure {
    Figure {
        topic: Topic::Fit,
        caption: "A square".into(),
        spoken: "A square & nothing else".into(),
        svg: r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><path d="M5 5h30v30h-30z"/></svg>"#.into(),
    }
}

fn part(document: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(document.to_vec())).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_workbook_keeps_every_digit_and_runs_nothing() {
    let bytes = report::excel::excel(&report()).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names().len(), 2);
    let name = book.sheet_names()[1].clone();
    assert!(!name.contains(['[', ']', ':', '/']));
    let cells = book.worksheet_range(&name).unwrap();
    let formulas = book.worksheet_formula(&name).unwrap();
    assert!(formulas.used_cells().next().is_none());
    assert_eq!(
        cells.get((2, 3)),
        Some(&Data::String("95% CI lower".into()))
    );
    assert_eq!(
        cells.get((4, 0)),
        Some(&Data::String("=HYPERLINK(\"http://example.org\")".into()))
    );
    assert_eq!(cells.get((4, 1)), Some(&Data::Float(-0.123456789)));
    assert_eq!(cells.get((4, 2)), Some(&Data::Float(0.0000123)));
    assert_eq!(cells.get((4, 4)), Some(&Data::Float(0.25)));
    assert_eq!(cells.get((5, 1)), Some(&Data::String("—".into())));
}

#[test]
fn the_word_document_has_apa_tables_figures_and_marked_directions() {
    let bytes = report::docx::docx(&report(), &[figure()]).unwrap();
    let body = part(&bytes, "word/document.xml");
    for wanted in [
        "Estimates of [all]: items / constructs",
        "<w:tblHeader/>",
        "\u{2212}0.123",
        "&lt; .001",
        "<w:rtl/>",
        "&lt;b&gt;",
        "r:embed=\"figure1\"",
        "descr=\"A square &amp; nothing else\"",
    ] {
        assert!(body.contains(wanted), "{wanted} is not in {body}");
    }
    // The letter of a statistic is a run of its own, in italics.
    assert!(body.contains("<w:i/><w:iCs/></w:rPr><w:t xml:space=\"preserve\">N</w:t>"));
    assert!(part(&bytes, "word/_rels/document.xml.rels").contains("media/figure1.png"));
    for name in ["word/document.xml", "word/styles.xml", "word/footer1.xml"] {
        balanced(&part(&bytes, name));
    }
}

/// Every element that is opened is closed, in order.
fn balanced(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in xml.split('<').skip(1) {
        let tag = &tag[..tag.find('>').unwrap()];
        let name = tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') && !tag.starts_with('?') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn latex_escapes_what_it_reserves() {
    let text = report::latex::latex(&report());
    for wanted in [
        "100\\% \\& more",
        "\\rightward{رهبری}\\_1 \\& \\ensuremath{<}b\\ensuremath{>}",
        "\\textbackslash{}input\\{x\\}",
        "{\\ensuremath{<} .001}",
        "S[table-format=-1.3]",
        "\\multicolumn{4}",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    let unescaped = text.replace("\\{", "").replace("\\}", "");
    let count = |brace: char| unescaped.matches(brace).count();
    assert_eq!(count('{'), count('}'));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let make = || {
        let (report, figures) = (report(), [figure()]);
        (
            report::docx::docx(&report, &figures).unwrap(),
            report::pdf::pdf(&report, &figures).unwrap(),
            report::excel::excel(&report).unwrap(),
        )
    };
    assert_eq!(make(), make());
    assert!(make().1.starts_with(b"%PDF-"));
}

#[test]
fn tables_wider_and_longer_than_a_page_are_set_whole() {
    let mut report = report();
    let table = &mut report.sections[0].tables[0];
    for column in 0..40 {
        let heading = format!("item{column}");
        table
            .columns
            .push(Column::numbers(&heading, Precision::bounded(3)));
    }
    table.rows.clear();
    for row in 0..120 {
        let mut cells = vec![Cell::name(format!("item{row}"))];
        cells.resize(44, Cell::number(Some(0.5), ""));
        table.row(cells);
    }
    let pages = report::pdf::pdf(&report, &[]).unwrap();
    let pages = String::from_utf8_lossy(&pages)
        .matches("/Type /Page\n")
        .count()
        + String::from_utf8_lossy(&pages)
            .matches("/Type/Page/")
            .count();
    assert!(pages != 1, "120 rows of 44 columns are not one page");
    assert!(report::docx::docx(&report, &[]).is_ok());
}

/// The paragraphs in words quote the numbers of the tables, each of them.
#[test]
fn words_quote_the_numbers_they_speak_of() {
    let mut checked = 0;
    for example in &EXAMPLES {
        let analysis = fit::fit(&example.request()).unwrap();
        let results = &analysis.results;
        let report = report::compose(results);
        let prose = report.sections.iter().find(|s| s.topic == Topic::Prose);
        let prose = prose.unwrap_or_else(|| panic!("{}: no words", example.stem));
        let words: Vec<&str> = prose.paragraphs.iter().map(|p| p.text.as_str()).collect();
        let words = words.join(" ");
        for row in results.parameters.iter().filter(|row| row.op == "~") {
            let (Some(se), Some(beta), Some(_)) = (row.se, row.std_all, row.pvalue) else {
                continue;
            };
            let quoted = format!("{} (B = {:.3}, SE = {:.3}", row.rhs, row.est, se);
            assert!(
                words.contains(&quoted),
                "{}: {quoted} not in {words}",
                example.stem
            );
            let beta = Precision::bounded(3).shown(beta);
            assert!(words.contains(&format!("β = {beta}")));
            checked += 1;
        }
        let chi_square = results.fit_measures["chisq"].as_f64().unwrap();
        assert!(words.contains(&format!("= {chi_square:.2}")));
        let used: usize = results.data.groups.iter().map(|group| group.nobs).sum();
        assert!(words.contains(&format!("N = {used} respondents")));
    }
    assert!(checked > 8);
}
