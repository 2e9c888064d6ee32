//! The report tells everything, tells it right, and does no harm.
#![allow(clippy::unwrap_used)]

#[path = "report/fixture.rs"]
mod fixture;

use sanjeh::notice::Notice;
use sanjeh::report::results::Results;
use sanjeh::report::{self, Figures, Report, Row, Style, Topic, compose};
use serde_json::Value as Json;

const SQUARE: &str = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"420\" \
    viewBox=\"0 0 900 420\"><rect x=\"20\" y=\"20\" width=\"860\" height=\"380\" fill=\"none\" stroke=\"black\"/></svg>";

/// A page with its figures.
fn page(report: &Report) -> String {
    let view = |label: &str| report::View {
        label: label.into(),
        svg: SQUARE.into(),
    };
    let figures = Figures {
        diagrams: &[view("Standardized estimates"), view("z values")],
        residuals: Some(SQUARE),
        loadings: Some(SQUARE),
        ..Figures::default()
    };
    report::html::html(report, &figures)
}

/// Every format of a report, as `(file name, bytes)`.
fn files(results: &Results) -> Vec<(&'static str, Vec<u8>)> {
    let report = compose(results);
    vec![
        (
            "report.txt",
            report::text::text(&report, Style::default()).into_bytes(),
        ),
        (
            "report.md",
            report::markdown::markdown(&report).into_bytes(),
        ),
        ("report.html", page(&report).into_bytes()),
        (
            "fit.json",
            report::json::json(results).unwrap().into_bytes(),
        ),
        ("estimates.csv", report::csv::csv(results).unwrap()),
    ]
}

/// With `SANJEH_LOOK=FOLDER` the reports stay there, to be opened and looked at.
#[test]
fn every_case_becomes_a_folder_of_files() {
    let kept = std::env::var_os("SANJEH_LOOK").map(std::path::PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let cases = fixture::ALL.map(|case| (case, fixture::results(case)));
    for (case, results) in cases.into_iter().chain([("persian", persian())]) {
        let into = kept.as_deref().unwrap_or(folder.path()).join(case);
        let files = files(&results);
        let paths = report::write_all(&into, &files, kept.is_some()).unwrap();
        assert_eq!(paths.len(), files.len());
        assert!(paths.iter().all(|path| path.is_file()));
        assert_eq!(
            std::fs::read_dir(&into).unwrap().count(),
            files.len(),
            "drafts left behind"
        );
    }
}

fn strings(report: &Report) -> Vec<String> {
    let cells = |table: &report::Table| -> Vec<String> {
        let rows = table.rows.iter().filter_map(|row| match row {
            Row::Cells(cells) => Some(cells),
            Row::Span(_) => None,
        });
        rows.map(|cells| {
            let shown = cells
                .iter()
                .zip(&table.columns)
                .map(|(cell, column)| cell.shown(column));
            shown.collect::<Vec<_>>().join(" ")
        })
        .collect()
    };
    let tables = report.sections.iter().flat_map(|section| &section.tables);
    tables.flat_map(cells).collect()
}

fn tables(report: &Report, topics: [Topic; 2]) -> Vec<&report::Table> {
    let sections = report
        .sections
        .iter()
        .filter(|section| topics.contains(&section.topic));
    sections.flat_map(|section| &section.tables).collect()
}

#[test]
fn every_parameter_has_one_row_in_one_table() {
    for case in fixture::ALL {
        let results = fixture::results(case);
        let report = compose(&results);
        let estimates = tables(&report, [Topic::Measurement, Topic::Structure]);
        let rows = estimates
            .iter()
            .filter(|table| table.caption != "Explained variance")
            .flat_map(|table| &table.rows);
        let told = rows.filter(|row| matches!(row, Row::Cells(_))).count();
        assert_eq!(told, results.parameters.len(), "{case}");
    }
}

#[test]
fn every_parameter_stands_in_the_text_with_its_estimate() {
    for case in fixture::ALL {
        let results = fixture::results(case);
        let rows = strings(&compose(&results));
        for row in &results.parameters {
            let estimate = report::Precision::plain(3).shown(row.est);
            let found = rows.iter().any(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                let named = words.first() == Some(&row.lhs.as_str());
                let with = row.rhs == row.lhs
                    || row.rhs.is_empty()
                    || words.get(1) == Some(&row.rhs.as_str());
                named && with && words.contains(&estimate.as_str())
            });
            assert!(
                found,
                "{case}: {} {} {} = {estimate}",
                row.lhs, row.op, row.rhs
            );
        }
    }
}

#[test]
fn an_operator_nobody_knows_is_still_told() {
    let mut results = fixture::results("hs-ml");
    results.parameters[0].op = "??".to_owned();
    let text = report::text::text(&compose(&results), Style::default());
    assert!(text.contains("visual ?? x1"), "{text}");
}

#[test]
fn the_headline_quotes_the_numbers_of_the_classic_model() {
    let text = report::text::text(
        &compose(&fixture::results("hs-ml")),
        Style {
            color: false,
            width: 200,
        },
    );
    let sentence = "χ²(24, N = 301) = 85.31, p < .001, CFI = .931, TLI = .896, RMSEA = .092, 90% CI [.071, .114], \
                    SRMR = .065";
    assert!(text.contains(sentence), "{text}");
}

#[test]
fn a_saturated_model_is_not_praised_for_its_fit() {
    let report = compose(&fixture::results("path-mediation"));
    let text = report::text::text(&report, Style::default());
    assert!(text.contains("no degrees of freedom"));
    assert!(!text.contains("as advised"));
}

#[test]
fn groups_stand_over_their_rows() {
    let text = report::text::text(
        &compose(&fixture::results("hs-groups-scalar-ml")),
        Style::default(),
    );
    assert!(text.contains("\nPasteur (n = 156)\n"));
    assert!(text.contains("\nGrant-White (n = 145)\n"));
}

#[test]
fn text_stays_within_its_width_and_is_plain_unless_colours_are_asked_for() {
    for case in fixture::ALL {
        let report = compose(&fixture::results(case));
        let plain = report::text::text(&report, Style::default());
        for line in plain.lines() {
            assert!(line.chars().count() <= 100, "{case}: {line}");
        }
        assert!(!plain.contains('\u{1b}'));
        let colored = report::text::text(
            &report,
            Style {
                color: true,
                width: 100,
            },
        );
        assert!(colored.contains("\u{1b}["));
    }
}

#[test]
fn estimates_that_must_not_be_trusted_are_announced_first() {
    let mut results = fixture::results("hs-ml");
    results.converged = false;
    results.data.synthetic = true;
    let report = compose(&results);
    let text = report::text::text(&report, Style::default());
    let start = text.find("Data\n────").unwrap();
    assert!(text[..start].contains("Synthetic data"));
    assert!(text[..start].contains("did not converge"));
    let page = report::html::html(&report, &Figures::default());
    assert!(page.contains("Synthetic data") && page.contains("did not converge"));
}

/// Persian names and wording, synthetic, and a notice of every weight.
fn persian() -> Results {
    let mut results = renamed("رهبری‌سازمان_۱");
    results.data.synthetic = true;
    results.data.sheet = Some("پاسخ‌ها".to_owned());
    for item in &mut results.data.items {
        item.wording = Some(format!(
            "How often does your organisation answer customers on social media ({})?",
            item.name
        ));
    }
    results.notices.push(Notice::serious(
        "negative-variance",
        "رهبری‌سازمان_۱ ~~ رهبری‌سازمان_۱",
        "The residual variance of رهبری‌سازمان_۱ is negative (-0.12); look at the item, or fix the variance.",
    ));
    results.admissible = false;
    results
}

/// The classic results with the first item of a name that means harm.
fn renamed(name: &str) -> Results {
    let mut results = fixture::results("hs-ml");
    let rename = |word: &mut String| {
        if word == "x1" {
            *word = name.to_owned();
        }
    };
    results.model.items.iter_mut().for_each(rename);
    results
        .data
        .items
        .iter_mut()
        .for_each(|item| rename(&mut item.name));
    for row in &mut results.parameters {
        rename(&mut row.lhs);
        rename(&mut row.rhs);
    }
    for row in &mut results.standardized {
        rename(&mut row.lhs);
        rename(&mut row.rhs);
    }
    for row in &mut results.modification_indices {
        rename(&mut row.lhs);
        rename(&mut row.rhs);
    }
    results
        .notices
        .push(Notice::warning("odd-name", name, "Give it a better name."));
    results
}

#[test]
fn no_name_can_act_in_the_page() {
    let name = "<script>alert('\"&</script><img src=x onerror=alert(1)>";
    let page = report::html::html(&compose(&renamed(name)), &Figures::default());
    assert_eq!(page.matches("<script>").count(), 3, "only the page's own");
    assert!(!page.contains("<img"));
    assert!(page.contains("&lt;script&gt;"));
    let markdown = report::markdown::markdown(&compose(&renamed(name)));
    assert!(!markdown.contains("<script") && !markdown.contains("<img"));
}

#[test]
fn the_page_loads_nothing() {
    let page = page(&compose(&fixture::results("scrm-ml")));
    for outward in ["src=", "@import", "<link", "<iframe", "<base"] {
        assert!(!page.contains(outward), "{outward}");
    }
    assert_eq!(
        page.matches("<svg").count(),
        3,
        "two views of the diagram and the loadings; no residuals were recorded for this case"
    );
    assert!(!page.contains("<?xml"));
}

#[test]
fn right_to_left_names_are_isolated_in_the_page() {
    let page = report::html::html(&compose(&renamed("رهبری_۱")), &Figures::default());
    assert!(page.contains("<bdi>رهبری_۱</bdi>"));
    for part in page.split("رهبری_۱").skip(1) {
        assert!(
            part.starts_with("</bdi>"),
            "{}",
            &part.chars().take(40).collect::<String>()
        );
    }
}

#[test]
fn a_spreadsheet_takes_no_name_for_a_formula() {
    for name in [
        "=HYPERLINK(\"http://x\")",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "＝1",
    ] {
        let bytes = report::csv::csv(&renamed(name)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let first_number = headings
            .iter()
            .position(|heading| heading == "est")
            .unwrap();
        for record in reader.records() {
            let record = record.unwrap();
            for (index, cell) in record.iter().enumerate() {
                let acts = cell
                    .trim_start()
                    .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
                let number = index >= first_number && cell.parse::<f64>().is_ok();
                assert!(number || !acts, "{cell:?}");
            }
        }
    }
}

#[test]
fn numbers_in_the_spreadsheet_are_the_numbers_found() {
    let results = fixture::results("scrm-ml");
    let bytes = report::csv::csv(&results).unwrap();
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|heading| heading == "est")
        .unwrap();
    let found: Vec<f64> = reader
        .records()
        .map(|record| record.unwrap()[column].parse().unwrap())
        .collect();
    let expected: Vec<f64> = results.parameters.iter().map(|row| row.est).collect();
    assert_eq!(found, expected);
}

fn validator() -> jsonschema::Validator {
    let schema = serde_json::from_str(report::json::SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn json_follows_its_schema() {
    let validator = validator();
    for case in fixture::ALL {
        let text = report::json::json(&fixture::results(case)).unwrap();
        let json: Json = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{case}: {errors:#?}");
    }
}

#[test]
fn the_schema_catches_mistakes() {
    let validator = validator();
    let text = report::json::json(&fixture::results("hs-ml")).unwrap();
    let right: Json = serde_json::from_str(&text).unwrap();
    let wrong = |break_it: fn(&mut Json)| {
        let mut json = right.clone();
        break_it(&mut json);
        !validator.is_valid(&json)
    };
    assert!(validator.is_valid(&right));
    assert!(wrong(|json| json["npar"] = "21".into()));
    assert!(wrong(|json| json["parameters"][0]["est"] = Json::Null));
    assert!(wrong(|json| json["parameters"][0]["op"] = "=".into()));
    assert!(wrong(|json| json["parameters"][0]["pvalue"] = 1.5.into()));
    assert!(wrong(|json| json["fit_measures"]["cfi"] = ".931".into()));
    assert!(wrong(|json| json["notices"][0]["severity"] = "bad".into()));
    assert!(wrong(|json| json["surprise"] = 1.into()));
    assert!(wrong(|json| {
        json.as_object_mut().unwrap().remove("residuals");
    }));
}

#[test]
fn what_is_not_finite_is_null_in_json_and_a_dash_in_text() {
    let mut results = fixture::results("hs-ml");
    results.parameters[1].se = Some(f64::NAN);
    results.parameters[1].z = Some(f64::INFINITY);
    let json: Json = serde_json::from_str(&report::json::json(&results).unwrap()).unwrap();
    assert!(json["parameters"][1]["se"].is_null() && json["parameters"][1]["z"].is_null());
    for (name, bytes) in [
        (
            "text",
            report::text::text(&compose(&results), Style::default()).into_bytes(),
        ),
        ("csv", report::csv::csv(&results).unwrap()),
    ] {
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            !text.contains("NaN") && !text.to_lowercase().contains(",inf"),
            "{name}"
        );
    }
}

#[test]
fn the_same_results_give_the_same_bytes() {
    for case in fixture::ALL {
        assert_eq!(
            files(&fixture::results(case)),
            files(&fixture::results(case)),
            "{case}"
        );
    }
}

#[test]
fn nothing_is_overwritten_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("a/b");
    let old = vec![("one.txt", b"old".to_vec())];
    let new = vec![("two.txt", b"two".to_vec()), ("one.txt", b"new".to_vec())];
    report::write_all(&into, &old, false).unwrap();
    let error = report::write_all(&into, &new, false).unwrap_err();
    assert!(matches!(&error, report::Error::Exists { path } if path.ends_with("one.txt")));
    assert!(error.to_string().contains("one.txt") && error.to_string().contains("--force"));
    assert_eq!(std::fs::read(into.join("one.txt")).unwrap(), b"old");
    assert!(!into.join("two.txt").exists(), "whole or not at all");
    report::write_all(&into, &new, true).unwrap();
    assert_eq!(std::fs::read(into.join("one.txt")).unwrap(), b"new");
}

#[test]
fn a_report_stays_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["../out.txt", "a/b.txt", "", "..", "/etc/x"] {
        let error = report::write_all(folder.path(), &[(name, Vec::new())], true).unwrap_err();
        assert!(matches!(error, report::Error::Name { .. }), "{name}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let error = report::write_all(&file.join("sub"), &[("x", Vec::new())], false).unwrap_err();
    assert!(error.to_string().contains("sub"), "{error}");
}

#[test]
fn a_report_that_cannot_be_completed_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.txt"), b"old").unwrap();
    std::fs::create_dir(folder.path().join("two.txt")).unwrap();
    let files = [("one.txt", b"new".to_vec()), ("two.txt", b"new".to_vec())];
    let error = report::write_all(folder.path(), &files, true).unwrap_err();
    assert!(error.to_string().contains("two.txt"), "{error}");
    assert_eq!(
        std::fs::read(folder.path().join("one.txt")).unwrap(),
        b"old"
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        2,
        "drafts left behind"
    );
}
