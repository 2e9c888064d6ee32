//! The folder `hostile/`: files that go wrong in every way files do, each with what the program must say.
//!
//! | kind | files |
//! | --- | --- |
//! | nothing in it | `empty.csv`, `spaces.csv`, `headings-only.csv`, `empty.xlsx`, `one-row.csv`, `two-rows.csv` |
//! | letters and digits | byte order marks, UTF-16, Windows-1256, lost letters, Persian and Arabic digits, minus behind |
//! | cells and rows | ragged, mixed delimiters, open quotes, bare CR, NUL bytes, totals, repeated headings |
//! | answers | words, dates, percent, decimal commas, 1e400, NaN, enormous, constant and blank items, missing codes |
//! | workbooks | formulas without values, merged cells, hidden and several sheets, wrong names, cut off, encrypted, huge dimensions |
//! | other formats | web pages, XML, PDF, pictures, archives, portable SPSS |
//! | SPSS and Stata | plain, packed, deflated, weighted, big-endian in code page 1256, old Stata, cut off, damaged |
//! | codebooks, matrices | clashes, wrong ranges and labels; not symmetric, indefinite, wrong diagonal |
//!
//! `make.py` makes those that are not typed; `corpus/` holds what once broke a reader (see `fuzz.rs`).

use sanjeh::data::{self, ReadOptions, Table};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::Command;

const MODEL: &str = "f =~ x1 + x2 + x3\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

/// File, exit code and words to be found in what is said.
type Case = (&'static str, i32, &'static [&'static str]);

static ANSWERS: [Case; 79] = [
    ("empty.csv", 3, &["no data found"]),
    ("spaces.csv", 3, &["no data found"]),
    ("headings-only.csv", 3, &["no rows of answers"]),
    ("one-row.csv", 3, &["only 1 row left", "at least two"]),
    ("two-rows.csv", 3, &["not positive definite"]),
    ("bom.csv", 0, &["40 rows read, all of them used"]),
    ("utf16le.txt", 0, &["40 rows read, all of them used"]),
    ("utf16be.csv", 0, &["40 rows read, all of them used"]),
    ("cp1256.csv", 0, &["windows-1256", "40 rows read"]),
    ("windows-1256.csv", 5, &["`x1` is not a column", "نمره"]),
    ("question-marks.csv", 0, &["lost their letters", "UTF-8"]),
    ("persian-digits.csv", 0, &["40 rows read, all of them used"]),
    ("arabic-digits.csv", 0, &["40 rows read, all of them used"]),
    ("minus-after.csv", 0, &["40 rows read, all of them used"]),
    ("ragged.csv", 3, &["line 4: 3 cells", "heading row has 4"]),
    ("long-row.csv", 3, &["line 7: 4 cells", "double quotes"]),
    (
        "mixed-delimiters.csv",
        0,
        &["40 rows read, all of them used"],
    ),
    ("mixed-rows.csv", 3, &["line 22: 1 cells", "`;`"]),
    (
        "open-quote.csv",
        3,
        &["line 12: a double quote", "never closed"],
    ),
    ("bare-cr.csv", 0, &["40 rows read, all of them used"]),
    ("nul-bytes.csv", 3, &["zero bytes"]),
    (
        "duplicate-headings.csv",
        0,
        &["`x1` occurs more than once", "x1.2"],
    ),
    ("blank-headings.csv", 0, &["40 rows read, all of them used"]),
    (
        "trailing-commas.csv",
        0,
        &["40 rows read, all of them used"],
    ),
    (
        "formula-headings.csv",
        0,
        &["40 rows read, all of them used"],
    ),
    ("numbers-only.csv", 5, &["`x1` is not a column"]),
    (
        "one-column.csv",
        5,
        &["`x2` is not a column", "did you mean `x1`?"],
    ),
    (
        "repeated-headings.csv",
        0,
        &["repeat the headings", "rows 22"],
    ),
    (
        "totals.csv",
        0,
        &[
            "row 42 was left out as a row of totals",
            "sheet typed by hand",
        ],
    ),
    (
        "jalali.csv",
        0,
        &["تاریخ ثبت (time)", "زمان پایان (end time)"],
    ),
    (
        "dates-as-answers.csv",
        3,
        &["`2024-05-01` is not a number", "it is a date"],
    ),
    (
        "excel-dates-for-ranges.csv",
        3,
        &["`05-Jan`", "answers such as 2-3"],
    ),
    (
        "real-dates.xlsx",
        3,
        &["`2024-05-03` is not a number", "it is a date"],
    ),
    ("percent.csv", 0, &["40 rows read, all of them used"]),
    ("decimal-comma.csv", 0, &["40 rows read, all of them used"]),
    ("infinite.csv", 3, &["row 41: `1e400` is not a number"]),
    ("inf-text.csv", 3, &["row 41: `inf` is not a number"]),
    ("nan-text.csv", 0, &["`NaN` (1)", "38 used, 2 left out"]),
    ("enormous.csv", 3, &["x1", "multiply or divide"]),
    ("constant.csv", 3, &["`x1` has the same answer (3)"]),
    ("blank-column.csv", 3, &["`x1` is blank in every row"]),
    ("collinear.csv", 3, &["not positive definite", "x3"]),
    (
        "words-among-numbers.csv",
        3,
        &["row 7: `five` is not a number"],
    ),
    (
        "ambiguous-words.csv",
        3,
        &["fit more than one scale", "codebook"],
    ),
    (
        "missing-codes.csv",
        1,
        &["-99 occurs 3 times", "--missing-codes=-99"],
    ),
    ("formulas.xlsx", 0, &["6 formulas have no value", "34 used"]),
    (
        "merged.xlsx",
        0,
        &[
            "merged over several rows",
            "B10",
            "headings were found in row 2",
        ],
    ),
    (
        "hidden-sheet.xlsx",
        0,
        &["the sheet `answers` was read", "hidden"],
    ),
    (
        "several-sheets.xlsx",
        0,
        &["the sheet `wave 1` was read", "wave 2", "--sheet"],
    ),
    ("empty.xlsx", 3, &["none of its sheets holds anything"]),
    ("error-cells.xlsx", 0, &["spreadsheet errors", "A3"]),
    ("far-cell.xlsx", 0, &["40 rows read, all of them used"]),
    ("bomb.xlsx", 0, &["40 rows read, all of them used"]),
    ("xlsx-named-xls.xls", 0, &["40 rows read, all of them used"]),
    ("workbook-named.csv", 0, &["40 rows read, all of them used"]),
    ("truncated.xlsx", 3, &["damaged", "save it again"]),
    ("corrupt.xlsx", 3, &["damaged"]),
    ("archive.xlsx", 3, &["no workbook this program knows"]),
    ("corpus/workbook-circle.xls", 3, &["runs in a circle"]),
    ("encrypted.xls", 3, &["protected by a password"]),
    ("persian.ods", 5, &["`x1` is not a column", "رضایت"]),
    ("persian.xls", 5, &["`x1` is not a column", "رضایت"]),
    ("page.xls", 3, &["web page"]),
    ("xml.xls", 3, &["is XML"]),
    ("report.pdf.csv", 3, &["PDF"]),
    ("picture.csv", 3, &["no text file"]),
    ("portable.por", 3, &["portable SPSS file"]),
    (
        "plain.sav",
        0,
        &["recognized as SPSS data", "x1 (2)", "40 rows read, 36 used"],
    ),
    (
        "packed.sav",
        0,
        &["recognized as SPSS data", "40 rows read, 36 used"],
    ),
    (
        "deflated.zsav",
        0,
        &["recognized as SPSS data", "40 rows read, 36 used"],
    ),
    (
        "weighted.sav",
        0,
        &["weights the respondents of this file by `x2`"],
    ),
    ("old-1256.sav", 0, &["اعتماد به شرکت"]),
    ("truncated.sav", 3, &["39 of 40 respondents"]),
    ("stub.sav", 3, &["ends too early, at byte 300"]),
    ("damaged.zsav", 3, &["cannot be decompressed"]),
    (
        "modern.dta",
        1,
        &["recognized as Stata data", "به این شرکت"],
    ),
    ("old.dta", 1, &["windows-1256", "شرکت"]),
    ("truncated.dta", 3, &["damaged or cut off"]),
    ("stub.dta", 3, &["damaged or cut off"]),
];

/// For the answers of `bom.csv`.
const CODEBOOKS: [Case; 8] = [
    (
        "codebook-clash.csv",
        3,
        &["row 3: `b` and `a` (row 2) both describe"],
    ),
    (
        "codebook-twice.csv",
        3,
        &["row 3: the item `x1` was described in row 2"],
    ),
    (
        "codebook-taken.csv",
        3,
        &["`x2` is the heading of another column (B)"],
    ),
    (
        "codebook-range.csv",
        3,
        &["minimum 5 of `x1` is not below its maximum 1"],
    ),
    (
        "codebook-narrow.csv",
        3,
        &["24 answers lie outside 1 to 2", "row 10"],
    ),
    (
        "codebook-labels.csv",
        3,
        &["value label `2` cannot be read"],
    ),
    ("codebook-nameless.csv", 3, &["needs a column `name`"]),
    (
        "codebook-reversed.csv",
        3,
        &["needs its minimum and maximum"],
    ),
];

const MATRICES: [Case; 6] = [
    (
        "asymmetric.txt",
        3,
        &["not symmetric: x1 with x2 is 0.5", "0.6"],
    ),
    ("indefinite.txt", 3, &["not positive definite"]),
    (
        "wrong-diagonal.txt",
        3,
        &["variance of x2 is missing or not positive"],
    ),
    ("beyond-one.txt", 3, &["1.2 of x2 with x1 is beyond"]),
    ("short-matrix.txt", 3, &["3 names", "2 rows"]),
    ("nameless-matrix.txt", 3, &["no names"]),
];

/// The words that are missing, or another exit code.
fn wrong((file, exit, words): Case, arguments: &[&str]) -> Option<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let code = output.status.code().unwrap_or(-1);
    // Long lines of the report are broken between words.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let missing: Vec<&&str> = words.iter().filter(|word| !said.contains(**word)).collect();
    let panicked = said.contains("panicked");
    (code != exit || !missing.is_empty() || panicked).then(|| {
        let shown: String = said.chars().take(1500).collect();
        format!("{file}: exit code {code} for {exit}, without {missing:?}: {shown}")
    })
}

fn all_right(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn model() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.lav");
    std::fs::write(&path, MODEL).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

fn path(name: &str) -> String {
    folder().join(name).display().to_string()
}

#[test]
fn answers_go_wrong_with_advice() {
    let (_folder, model) = model();
    let persian = "f =~ X1 + X2 + X3\n";
    std::fs::write(format!("{model}.old"), persian).unwrap();
    let said = |case: &Case| {
        let old = format!("{model}.old");
        let model = if case.0.starts_with("old-") {
            &old
        } else {
            &model
        };
        wrong(*case, &["fit", model, "--data", &path(case.0)])
    };
    // Most of the time goes into starting the program: several at once.
    let parts = ANSWERS.chunks(ANSWERS.len().div_ceil(4));
    let wrong = std::thread::scope(|scope| {
        let run = |part: &'static [Case]| part.iter().filter_map(said).collect::<Vec<_>>();
        let running: Vec<_> = parts.map(|part| scope.spawn(move || run(part))).collect();
        let found = running.into_iter().map(|part| part.join().unwrap());
        found.flatten().collect()
    });
    all_right(wrong);
}

#[test]
fn codebooks_go_wrong_with_advice() {
    let (_folder, model) = model();
    let data = path("bom.csv");
    let said = |case: &Case| {
        let codebook = path(case.0);
        wrong(
            *case,
            &["fit", &model, "--data", &data, "--codebook", &codebook],
        )
    };
    all_right(CODEBOOKS.iter().filter_map(said).collect());
}

#[test]
fn matrices_go_wrong_with_advice() {
    let (_folder, model) = model();
    let said = |case: &Case| {
        let matrix = path(case.0);
        wrong(
            *case,
            &[
                "fit",
                &model,
                "--sample-cov",
                &matrix,
                "--sample-nobs",
                "100",
            ],
        )
    };
    all_right(MATRICES.iter().filter_map(said).collect());
}

#[test]
fn options_of_reading_that_do_not_apply_are_refused() {
    let (_folder, model) = model();
    let fit = |more: &[&str], file: &str| {
        let data = path(file);
        let all = [&["fit", &model, "--data", &data][..], more].concat();
        wrong(("options", 2, &[]), &all)
    };
    let wrong = [
        fit(&["--drop", "previews"], "bom.csv"),
        fit(&["--header-rows", "2"], "plain.sav"),
        fit(&["--skip-rows", "1"], "modern.dta"),
        fit(&["--export", "excel"], "bom.csv"),
    ];
    all_right(wrong.into_iter().flatten().collect());
}

fn read(name: &str) -> Table {
    data::read(folder().join(name), &ReadOptions::default()).unwrap()
}

/// A cell as the reference has it.
fn shown(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Number(number) => number.as_f64().unwrap().to_string(),
        other => other.as_str().unwrap().trim().to_owned(),
    }
}

#[test]
fn spss_and_stata_files_read_as_pyreadstat_reads_them() {
    let recorded = include_str!("reference/statistics.pyreadstat-1.3.7.json");
    let recorded: Json = serde_json::from_str(recorded).unwrap();
    let files = [
        ("plain.sav", "plain.sav"),
        ("packed.sav", "plain.sav"),
        ("deflated.zsav", "plain.sav"),
        ("modern.dta", "modern.dta"),
        ("old.dta", "old.dta"),
    ];
    for (file, answer) in files {
        let table = read(file);
        for (name, values) in recorded[answer]["values"].as_object().unwrap() {
            let column = table.column(name).unwrap();
            let found: Vec<String> = (0..column.len()).map(|row| column.shown(row)).collect();
            let expected: Vec<String> = values.as_array().unwrap().iter().map(shown).collect();
            assert_eq!(found, expected, "{file} {name}");
        }
    }
    let trust = read("packed.sav");
    let trust = trust.column("x1").unwrap();
    assert_eq!(trust.label.as_deref(), Some("به این شرکت اعتماد دارم"));
    assert_eq!(
        trust.value_labels,
        [
            (1.0, "کاملاً مخالفم".to_owned()),
            (5.0, "کاملاً موافقم".to_owned())
        ]
    );
}
