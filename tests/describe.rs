//! `sanjeh describe`: answers of psych, semTools and R, laws, and what the command does to files.

use crate::tolerance::assert_close;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ANSWERS: &str = "tests/reference/describe/answers.csv";

/// A folder of its own for files that a test makes.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.name(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

fn sanjeh(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What the command finds, checked against its schema.
#[track_caller]
fn described(arguments: &[&str]) -> Json {
    let output = sanjeh(&[&["describe", "--format", "json"], arguments].concat());
    assert_eq!(
        output.status.code(),
        Some(0),
        "{arguments:?}: {}",
        said(&output)
    );
    let found: Json = serde_json::from_slice(&output.stdout).unwrap();
    let schema = serde_json::from_str(sanjeh::report::describe::DESCRIBE_SCHEMA).unwrap();
    if let Err(problem) = jsonschema::validate(&schema, &found) {
        panic!("{problem} at {}", problem.instance_path());
    }
    found
}

#[track_caller]
fn refused(arguments: &[&str], code: i32, words: &[&str]) {
    let output = sanjeh(&[&["describe"], arguments].concat());
    let said = said(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(!said.contains("panicked"), "{said}");
    for word in words {
        assert!(said.contains(word), "{word} is not in: {said}");
    }
}

fn reference() -> Json {
    let text = std::fs::read_to_string("tests/reference/describe/answers.R.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

#[track_caller]
fn near(found: &Json, expected: &Json, what: &str) {
    let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
    assert_close(found, expected, 1e-9, what);
}

fn list(json: &Json) -> &[Json] {
    json.as_array().unwrap()
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap()
}

/// Statistics of items, correlations and Mardia's tests beside those of R.
#[track_caller]
fn as_in_r(found: &Json, expected: &Json) {
    for (at, item) in list(&found["items"]).iter().enumerate() {
        for name in ["mean", "sd", "skewness", "kurtosis"] {
            near(&item[name], &expected[name][at], name);
        }
    }
    let rows = list(&found["correlations"]["pearson"]);
    for (i, row) in rows.iter().enumerate() {
        for (j, r) in list(row).iter().enumerate() {
            near(r, &expected["cor"][i * rows.len() + j], "correlation");
        }
    }
    let (tests, psych) = (&found["mardia"]["tests"], &expected["psych"]);
    assert_eq!(found["mardia"]["n"], expected["n"]);
    for (name, plain, of_psych) in [
        ("skewness", "b1", "b1p"),
        ("skewness.chisq", "skew", "skew"),
        ("skewness.chisq.small", "skew.small", "small.skew"),
        ("kurtosis", "b2", "b2p"),
        ("kurtosis.z", "kurtosis.z", "kurtosis"),
    ] {
        near(&tests[0][name], &expected[plain], name);
        near(&tests[1][name], &psych[of_psych], name);
    }
    near(
        &tests[0]["skewness.pvalue"],
        &expected["skew.p"],
        "p of skewness",
    );
    near(
        &tests[1]["kurtosis"],
        &expected["semTools"]["kurtosis"],
        "semTools",
    );
    near(
        &tests[1]["kurtosis.z"],
        &expected["semTools"]["kurtosis.z"],
        "semTools",
    );
}

#[test]
fn items_and_normality_are_as_in_psych_and_semtools() {
    let expected = reference();
    let items = "x1,x2,x3,x4,x5,x6,x7,x8,x9";
    let found = described(&["--data", "datasets/holzinger.csv", "--items", items]);
    as_in_r(&found, &expected["holzinger"]);
    as_in_r(&described(&["--data", ANSWERS]), &expected["answers"]);
    let holes = "tests/reference/describe/holes.csv";
    as_in_r(&described(&["--data", holes]), &expected["holes"]);
}

#[test]
fn constructs_are_as_in_psych() {
    let desk = Desk::new();
    let model = desk.write(
        "model.lav",
        "A =~ a1 + a2 + a3 + a4 + a5\nB =~ b1 + b2 + b3 + b4 + b5\n",
    );
    let (found, expected) = (
        described(&["--data", ANSWERS, "--model", &model]),
        reference(),
    );
    for (construct, name) in list(&found["constructs"]).iter().zip(["a", "b"]) {
        let expected = &expected[name];
        near(&construct["alpha"], &expected["alpha"], "alpha");
        near(
            &construct["alpha.std"],
            &expected["standardized"],
            "standardized alpha",
        );
        near(
            &construct["mean.correlation"],
            &expected["average.r"],
            "mean correlation",
        );
        near(&construct["kmo"], &expected["kmo"], "KMO");
        near(
            &construct["bartlett.chisq"],
            &expected["bartlett"],
            "Bartlett",
        );
        assert_eq!(construct["bartlett.df"], expected["df"]);
        for (at, item) in list(&construct["items"]).iter().enumerate() {
            near(&item["rest"], &expected["rest"][at], "item–rest");
            near(
                &item["alpha.without"],
                &expected["dropped"][at],
                "alpha without",
            );
            near(&item["msa"], &expected["msa"][at], "MSA");
        }
    }
    let suspects: Vec<&str> = list(&found["blocks"])
        .iter()
        .flat_map(|block| list(&block["items"]))
        .filter(|item| item["suspect"] == true)
        .map(|item| text(&item["item"]))
        .collect();
    assert_eq!(suspects, ["a4"]);
}

#[test]
fn respondents_are_measured_as_in_r() {
    let (desk, expected) = (Desk::new(), reference());
    let out = desk.name("out");
    let output = sanjeh(&["describe", "--data", ANSWERS, "--quiet", "--out", &out]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let table = desk.read("out/respondents.csv");
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let number = |row: &csv::StringRecord, at: usize| row[at].parse::<f64>().unwrap();
    for (at, row) in reader.records().map(Result::unwrap).enumerate() {
        assert_eq!(row[0], (at + 2).to_string());
        let of = |name: &str| expected[name][at].as_f64().unwrap();
        let distance = |name: &str| expected["answers"][name][at].as_f64().unwrap();
        assert_close(number(&row, 3), of("longstring"), 1e-12, "longest run");
        assert_close(number(&row, 4), of("irv"), 1e-12, "variability");
        assert_close(number(&row, 6), distance("mahalanobis"), 1e-9, "distance");
        assert_close(number(&row, 7), distance("mahalanobis.p"), 1e-9, "its p");
    }
}

/// Rows of the file that a check flags.
fn flagged(found: &Json, check: &str) -> Vec<u64> {
    let checks = list(&found["checks"]).iter();
    let mut own = checks.filter(|row| row["check"] == check);
    let rows = list(&own.next().unwrap()["rows"]);
    rows.iter().map(|row| row.as_u64().unwrap()).collect()
}

#[test]
fn careless_fast_and_repeated_respondents_are_flagged_and_nobody_is_removed() {
    let found = described(&["--data", ANSWERS]);
    assert_eq!(flagged(&found, "straight-lining"), [13, 51]);
    assert_eq!(flagged(&found, "speeding"), [8, 31]);
    assert_eq!(flagged(&found, "duplicates"), [91]);
    assert_eq!(flagged(&found, "duplicate-ids"), [101]);
    assert_eq!(found["data"]["rows_used"], 150);
    assert!(list(&found["data"]["exclusions"]).is_empty());
    let roles: Vec<&str> = list(&found["columns"])
        .iter()
        .map(|c| text(&c["role"]))
        .collect();
    assert_eq!(roles[..3], ["identifier", "duration", "item"]);
    assert!(
        list(&found["items"])
            .iter()
            .all(|i| i["scale"]["source"] == "likely")
    );
}

#[test]
fn what_is_dropped_is_logged_by_reason_and_row_and_written_without() {
    let desk = Desk::new();
    let (out, cleaned) = (desk.name("out"), desk.name("cleaned.csv"));
    let drop = "straight-lining,speeding,duplicates,duplicate-ids";
    let dropping = ["--data", ANSWERS, "--drop", drop];
    let written = ["--out", &out, "--write-data", &cleaned];
    let found = described(&[&dropping[..], &written].concat());
    assert_eq!(found["data"]["rows_used"], 144);
    let log = desk.read("out/exclusions.csv");
    let lines: Vec<&str> = log.lines().skip(1).collect();
    assert_eq!(lines.len(), 6, "{log}");
    assert!(
        lines[0].starts_with("8,") && lines[0].contains("speeding"),
        "{log}"
    );
    assert!(lines[1].starts_with("13,") && lines[1].contains("straight-lining"));
    let page = desk.read("out/report.html");
    assert!(page.contains("Rows left out, and why"));
    let again = described(&["--data", &cleaned]);
    assert_eq!(again["data"]["rows_read"], 144);
    assert_eq!(again["items"], found["items"]);
    assert_eq!(again["correlations"], found["correlations"]);
    let kept = |found: &Json| -> BTreeSet<u64> {
        let rows = list(&found["data"]["exclusions"])
            .iter()
            .flat_map(|e| list(&e["rows"]));
        rows.map(|row| row.as_u64().unwrap()).collect()
    };
    assert_eq!(kept(&found).len(), 6);
}

#[test]
fn the_order_of_rows_and_columns_means_nothing_to_items() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(ANSWERS).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let reversed = desk.write("reversed.csv", &lines.join("\n"));
    let (one, other) = (
        described(&["--data", ANSWERS]),
        described(&["--data", &reversed]),
    );
    for (one, other) in list(&one["items"]).iter().zip(list(&other["items"])) {
        near(&one["sd"], &other["sd"], "sd");
        assert_eq!(one["frequencies"], other["frequencies"]);
    }
    near(
        &one["mardia"]["tests"][0]["skewness"],
        &other["mardia"]["tests"][0]["skewness"],
        "skewness",
    );
}

#[test]
fn the_example_leaves_every_kind_of_file() {
    let desk = Desk::new();
    let out = desk.name("out");
    let data = "datasets/scrm-success.xlsx";
    let found = described(&[
        "--data",
        data,
        "--model",
        "models/scrm-success.lav",
        "--out",
        &out,
    ]);
    assert_eq!(list(&found["items"]).len(), 32);
    assert_eq!(list(&found["constructs"]).len(), 7);
    assert_eq!(found["data"]["missing_patterns"], 11);
    assert!(found["data"]["blanks"]["mcar"]["pvalue"].as_f64().is_some());
    let reversed = |item: &&Json| item["reversed"] == true;
    let turned: Vec<&Json> = list(&found["items"]).iter().filter(reversed).collect();
    assert_eq!(turned.len(), 1);
    assert_eq!(turned[0]["name"], "know4");
    for file in [
        "report.html",
        "describe.json",
        "items.csv",
        "frequencies.csv",
        "respondents.csv",
        "exclusions.csv",
        "correlations.csv",
        "correlations.svg",
        "correlations.png",
        "frequencies.svg",
        "frequencies.png",
        "report.docx",
        "report.pdf",
        "report.md",
        "report.txt",
        "tables.xlsx",
        "tables.tex",
        "study.toml",
    ] {
        assert!(desk.path("out").join(file).exists(), "{file}");
    }
    let page = desk.read("out/report.html");
    assert!(page.contains("chart frequencies") && page.contains("chart correlations"));
    assert!(page.contains("Synthetic data"));
    // Bars of letters are for plain text only: paper has the chart.
    assert!(desk.read("out/report.txt").contains('▇'));
    assert!(!desk.read("out/tables.tex").contains('▇'));
}

#[test]
fn a_study_file_makes_the_folder_again() {
    let desk = Desk::new();
    let (first, second) = (desk.name("first"), desk.name("second"));
    let more = ["--model", "models/scrm-success.lav", "--drop", "outliers"];
    let command = [
        "describe",
        "--data",
        "datasets/scrm-success.xlsx",
        "--quiet",
        "--out",
        &first,
    ];
    let output = sanjeh(&[&command[..], &more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let study = desk.name("first/study.toml");
    let output = sanjeh(&["run", &study, "--out", &second, "--exact", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for file in [
        "describe.json",
        "report.html",
        "report.docx",
        "tables.xlsx",
        "study.toml",
    ] {
        let read = |folder: &str| std::fs::read(Path::new(folder).join(file)).unwrap();
        assert!(read(&first) == read(&second), "{file}");
    }
}

/// Answers with codes, slips of the hand, a stray word and a constant item.
fn awkward(desk: &Desk) -> String {
    let mut text = "person,trust1,trust2,trust3,same,check\n".to_owned();
    for i in 0..60 {
        let at = |k: usize| 1 + (i * k + i / 7) % 5;
        let first = match i {
            4 | 9 => "99".to_owned(),
            20 => "55".to_owned(),
            30 => "many".to_owned(),
            _ => at(3).to_string(),
        };
        let check = if i == 11 { 2 } else { 4 };
        text += &format!("p{i},{first},{},{},3,{check}\n", at(4), at(2));
    }
    desk.write("awkward.csv", &text)
}

#[test]
fn codes_slips_words_constants_and_attention_are_told() {
    let desk = Desk::new();
    let file = awkward(&desk);
    let found = described(&["--data", &file, "--attention", "check=4", "--id", "person"]);
    let strays: Vec<(&str, &str, u64)> = list(&found["strays"])
        .iter()
        .map(|s| {
            (
                text(&s["answer"]),
                text(&s["kind"]),
                s["count"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("55", "outside", 1),
        ("99", "missing code", 2),
        ("many", "word", 1),
    ];
    assert_eq!(strays, expected);
    assert_eq!(found["strays"][0]["rows"], serde_json::json!([22]));
    assert_eq!(flagged(&found, "attention"), [13]);
    let codes: Vec<&str> = list(&found["notices"])
        .iter()
        .map(|n| text(&n["code"]))
        .collect();
    assert!(
        codes.contains(&"no-variance") && codes.contains(&"out-of-range"),
        "{codes:?}"
    );
    // The constant item takes no part in what needs variance.
    let varying = &found["mardia"]["items"];
    assert_eq!(*varying, serde_json::json!(["trust1", "trust2", "trust3"]));
    let blank = described(&["--data", &file, "--missing-codes", "99,55,many"]);
    assert_eq!(blank["items"][0]["missing"], 4);
    assert!(list(&blank["strays"]).is_empty());
}

#[test]
fn a_proposed_codebook_reads_back_in_and_says_the_same() {
    let desk = Desk::new();
    let data = awkward(&desk);
    for name in ["codebook.xlsx", "codebook.csv"] {
        let codebook = desk.name(name);
        let asked = ["--attention", "check=4", "--id", "person"];
        let write = ["--data", &data, "--write-codebook", &codebook];
        described(&[&write[..], &asked].concat());
        let found = described(&["--data", &data, "--codebook", &codebook]);
        let roles: Vec<&str> = list(&found["columns"])
            .iter()
            .map(|c| text(&c["role"]))
            .collect();
        let expected = [
            "identifier",
            "item",
            "item",
            "item",
            "item",
            "attention check",
        ];
        assert_eq!(roles, expected, "{name}");
        // What no scale has is proposed as missing.
        assert_eq!(found["items"][0]["missing"], 4, "{name}");
        assert_eq!(found["items"][0]["scale"]["source"], "codebook");
        assert_eq!(flagged(&found, "attention"), [13]);
        // Written again it says the same.
        let again = desk.name(&format!("again-{name}"));
        let write = [
            "--data",
            &data,
            "--codebook",
            &codebook,
            "--write-codebook",
            &again,
        ];
        described(&write);
        let third = described(&["--data", &data, "--codebook", &again]);
        assert_eq!(third["items"], found["items"], "{name}");
        let fit = sanjeh(&[
            "efa",
            "--data",
            &data,
            "--codebook",
            &again,
            "--items",
            "trust1,trust2,trust3",
            "--factors",
            "1",
            "--quiet",
        ]);
        assert_eq!(
            fit.status.code().map(|code| code < 2),
            Some(true),
            "{}",
            said(&fit)
        );
    }
}

#[test]
fn corrections_in_the_codebook_are_obeyed() {
    let desk = Desk::new();
    let codebook = "name,minimum,maximum,reversed,role,expected\nid,,,,identifier,\na4,1,5,yes,item,\na1,1,5,no,item,\na2,1,5,no,item,\nb1,,,,attention check,3\n";
    let codebook = desk.write("codebook.csv", codebook);
    let found = described(&["--data", ANSWERS, "--codebook", &codebook]);
    let items: Vec<&str> = list(&found["items"])
        .iter()
        .map(|i| text(&i["name"]))
        .collect();
    assert_eq!(items, ["a1", "a2", "a4"]);
    assert_eq!(found["items"][2]["reversed"], true);
    let suspects = list(&found["blocks"][0]["items"]);
    assert!(suspects.iter().all(|item| item["suspect"] == false));
    assert!(flagged(&found, "attention").len() > 50);
    let wrong = desk.write("wrong.csv", "name,role\na1,judge\n");
    refused(
        &["--data", ANSWERS, "--codebook", &wrong],
        3,
        &["row 2", "judge", "identifier"],
    );
}

/// Persian answers in words; the headings are wordings.
fn persian(desk: &Desk, middle: &str) -> String {
    let words = ["کاملاً مخالفم", "مخالفم", middle, "موافقم", "کاملاً موافقم"];
    let mut text = "شناسه,مدیریت از برنامه پشتیبانی می‌کند.,کارکنان آموزش کافی دیده‌اند.,دانش در سازمان ثبت می‌شود.\n".to_owned();
    for i in 0..40 {
        let word = |k: usize| words[(i * k + i / 6) % 5];
        text += &format!("{},{},{},{}\n", 100 + i, word(1), word(2), word(3));
    }
    desk.write("persian.csv", &text)
}

#[test]
fn persian_wordings_get_short_names_and_a_sheet_from_right_to_left() {
    let desk = Desk::new();
    let data = persian(&desk, "نه موافق نه مخالف");
    let codebook = desk.name("codebook.xlsx");
    described(&["--data", &data, "--write-codebook", &codebook]);
    let found = described(&["--data", &data, "--codebook", &codebook]);
    let names: Vec<&str> = list(&found["items"])
        .iter()
        .map(|i| text(&i["name"]))
        .collect();
    assert_eq!(names, ["q1", "q2", "q3"]);
    let item = &found["items"][0];
    assert_eq!(item["wording_fa"], "مدیریت از برنامه پشتیبانی می‌کند.");
    assert_eq!(item["frequencies"][0]["label"], "کاملاً مخالفم");
    assert_eq!(item["scale"]["maximum"], 5.0);
    let bytes = std::fs::read(&codebook).unwrap();
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut sheet = String::new();
    let mut file = book.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut file, &mut sheet).unwrap();
    assert!(sheet.contains("rightToLeft=\"1\""));
    let fit = desk.write("model.lav", "f =~ q1 + q2 + q3");
    let output = sanjeh(&["check", &fit]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn words_with_two_readings_are_asked_about_and_wait_for_an_answer() {
    let desk = Desk::new();
    let data = persian(&desk, "نظری ندارم");
    let codebook = desk.name("codebook.csv");
    let found = described(&["--data", &data, "--write-codebook", &codebook]);
    let question = &found["questions"][0];
    assert_eq!(question["code"], "no-opinion");
    assert_eq!(list(&question["items"]).len(), 3);
    let proposed = desk.read("codebook.csv");
    assert!(proposed.contains("?=نظری ندارم"), "{proposed}");
    refused(
        &["--data", &data, "--codebook", &codebook],
        3,
        &["نظری ندارم", "decision"],
    );
    // The researcher decides: a mid-point, or no answer.
    let middle = desk.write("middle.csv", &proposed.replace("?=نظری", "3=نظری"));
    let found = described(&["--data", &data, "--codebook", &middle]);
    assert_eq!(found["items"][0]["missing"], 0);
    assert!(list(&found["questions"]).is_empty());
    let absent = proposed.replace("; ?=نظری ندارم", "");
    let absent = desk.write("absent.csv", &absent);
    let codes = ["--missing-codes", "نظری ندارم"];
    let found = described(&[&["--data", &data, "--codebook", &absent][..], &codes].concat());
    assert!(found["items"][0]["missing"].as_u64().unwrap() > 0);
}

#[test]
fn numbers_without_words_have_their_direction_asked() {
    let found = described(&["--data", ANSWERS]);
    let asked: Vec<&Json> = list(&found["questions"])
        .iter()
        .filter(|q| q["code"] == "direction-of-scale")
        .collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0]["items"], serde_json::json!(["a1", "a2", "a3"]));
}

#[test]
fn written_answers_keep_words_and_direction_and_no_text_is_a_formula() {
    let desk = Desk::new();
    let mut data = "note,q1,q2,q3\n".to_owned();
    for i in 0..30 {
        let at = |k: usize| 1 + (i * k + i / 4) % 5;
        data += &format!(
            "=1+{i},{},{},{}\n",
            at(1),
            at(2),
            if i == 3 { 99 } else { at(3) }
        );
    }
    let data = desk.write("data.csv", &data);
    let cleaned = desk.name("cleaned.csv");
    let codes = ["--missing-codes", "99", "--write-data", &cleaned];
    described(&[&["--data", data.as_str()][..], &codes].concat());
    let bytes = std::fs::read(&cleaned).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    let text = desk.read("cleaned.csv");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 31);
    assert_eq!(rows[1], "'=1+0,1,1,1");
    assert!(rows[4].ends_with(','), "{}", rows[4]);
    // A workbook with its own codebook keeps it, and the reversed item is turned once, not twice.
    let (book, again) = (desk.name("cleaned.xlsx"), "datasets/scrm-success.xlsx");
    let found = described(&["--data", again, "--write-data", &book]);
    let read = described(&["--data", &book]);
    assert_eq!(read["items"], found["items"]);
    assert_eq!(read["data"]["synthetic"], true);
}

#[test]
fn what_cannot_be_described_is_refused_with_a_reason() {
    let desk = Desk::new();
    let words = desk.write("words.csv", "name,town\nAli,Ray\nReza,Qom\nSara,Ray\n");
    let path = desk.write("path.lav", "b1 ~ a1\n");
    let unknown = desk.write("unknown.lav", "f =~ a1 + a2 + zz\n");
    let cases: [(&[&str], i32, &[&str]); 14] = [
        (&["--data", "nothing.csv"], 3, &["nothing.csv"]),
        (&["--data", &words], 3, &["--items"]),
        (&["--data", ANSWERS, "--items", "a1,zz"], 3, &["zz"]),
        (&["--data", ANSWERS, "--id", "zz"], 3, &["zz"]),
        (
            &["--data", ANSWERS, "--attention", "a1"],
            2,
            &["equals sign"],
        ),
        (
            &["--data", ANSWERS, "--drop", "everything"],
            2,
            &["straight-lining"],
        ),
        (
            &["--data", ANSWERS, "--drop", "attention"],
            2,
            &["--attention"],
        ),
        (
            &["--data", ANSWERS, "--longstring", "1"],
            2,
            &["at least 2"],
        ),
        (
            &["--data", ANSWERS, "--outlier-level", "2"],
            2,
            &["p value"],
        ),
        (
            &["--data", ANSWERS, "--share-of-median", "1"],
            2,
            &["below 1"],
        ),
        (&["--data", ANSWERS, "--write-data", "x.txt"], 2, &[".xlsx"]),
        (&["--data", ANSWERS, "--model", &path], 2, &["no construct"]),
        (&["--data", ANSWERS, "--model", &unknown], 3, &["zz"]),
        (
            &[
                "--data",
                ANSWERS,
                "--longstring",
                "2",
                "--drop",
                "straight-lining",
                "--attention",
                "a1=9",
                "--drop",
                "attention",
            ],
            3,
            &["no rows left"],
        ),
    ];
    for (arguments, code, words) in cases {
        refused(arguments, code, words);
    }
    let cleaned = desk.write("cleaned.csv", "mine\n");
    refused(
        &["--data", ANSWERS, "--write-data", &cleaned],
        7,
        &["--force"],
    );
    assert_eq!(desk.read("cleaned.csv"), "mine\n");
}

/// Files that leave nearly nothing to describe are described, or refused, and never a panic.
#[test]
fn files_with_nearly_nothing_in_them() {
    let desk = Desk::new();
    for (at, (text, code)) in [
        ("q1\n3\n", 0),
        ("q1,q2\n3,3\n3,3\n3,3\n", 0),
        ("q1,q2\n3,\n,2\n1,\n,5\n", 0),
        ("q1,q2,q3\n1,2,\n2,1,\n3,3,\n2,5,\n", 0),
        ("q1,q2\n1,2\n2,4\n3,6\n4,8\n5,10\n", 0),
        ("q1,q2\n,\n1,2\n", 0),
        ("q1\n", 3),
        ("q1,q2\nNA,NA\nNA,NA\n", 3),
    ]
    .into_iter()
    .enumerate()
    {
        let file = desk.write(&format!("{at}.csv"), text);
        let (out, codebook) = (
            desk.name(&format!("out{at}")),
            desk.name(&format!("{at}.xlsx")),
        );
        let output = sanjeh(&[
            "describe",
            "--data",
            &file,
            "--quiet",
            "--out",
            &out,
            "--write-codebook",
            &codebook,
        ]);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{text}: {}",
            said(&output)
        );
        assert!(
            !said(&output).contains("panicked"),
            "{text}: {}",
            said(&output)
        );
        if code == 0 {
            described(&["--data", &file]);
        }
    }
}
