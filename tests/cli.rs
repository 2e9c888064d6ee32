//! The program as a hurried user meets it: exit codes, messages, and no panic.

use sanjeh::linalg::Matrix;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::samples::holzinger_like;

struct Desk(tempfile::TempDir);

impl Desk {
    /// A folder with answers to x1…x9 of 60 respondents, in two groups.
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        desk.answers("answers.csv", &holzinger_like(60));
        desk.write("model.lav", "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\n");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn answers(&self, name: &str, answers: &Matrix) {
        let mut text = "x1,x2,x3,x4,x5,x6,x7,x8,x9,side\n".to_owned();
        for (at, row) in answers.row_iter().enumerate() {
            for x in row.iter() {
                write!(text, "{x:e},").unwrap();
            }
            text.push_str(if at % 2 == 0 { "left\n" } else { "right\n" });
        }
        self.write(name, &text);
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run_in(self.0.path(), arguments)
    }

    /// Exit code and what was said on standard error.
    fn says(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("panicked"), "{said}");
        (output.status.code().unwrap(), said)
    }

    fn fails(&self, code: i32, arguments: &[&str], words: &[&str]) {
        let (found, said) = self.says(arguments);
        assert_eq!(found, code, "{arguments:?}: {said}");
        for word in words {
            assert!(said.contains(word), "{word} is not in: {said}");
        }
    }
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sanjeh"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

const FIT: [&str; 4] = ["fit", "model.lav", "--data", "answers.csv"];

fn fit_and<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&FIT[..], more].concat()
}

#[test]
fn a_fit_is_printed_and_is_success() {
    let output = Desk::new().run(&FIT);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("CFI"));
    assert!(!text.contains('\u{1b}'), "colours go to terminals only");
}

#[test]
fn json_is_json_without_nan() {
    let output = Desk::new().run(&fit_and(&["--format", "json", "--group", "side"]));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["converged"], true);
    assert_eq!(json["data"]["groups"].as_array().unwrap().len(), 2);
}

#[test]
fn wrong_usage_is_two() {
    let desk = Desk::new();
    desk.fails(2, &["fit"], &["MODEL"]);
    desk.fails(2, &["fit", "model.lav"], &["--data"]);
    desk.fails(2, &fit_and(&["--estimater", "ML"]), &["--estimator"]);
    desk.fails(
        2,
        &fit_and(&["--group-equal", "loadings"]),
        &["--group COLUMN"],
    );
    desk.fails(2, &fit_and(&["--factor-scores", "regression"]), &["--out"]);
    desk.fails(
        2,
        &fit_and(&["--group", "side", "--group-equal", "loading"]),
        &["`loading`", "loadings"],
    );
}

#[test]
fn options_for_answers_do_not_go_with_matrices() {
    let desk = Desk::new();
    desk.write("cov.csv", ",x1,x2,x3\nx1,1,.5,.4\nx2,.5,1,.3\nx3,.4,.3,1\n");
    desk.write("one.lav", "a =~ x1 + x2 + x3");
    let matrix = [
        "fit",
        "one.lav",
        "--sample-cov",
        "cov.csv",
        "--sample-nobs",
        "100",
    ];
    let and = |more: &[&'static str]| [&matrix[..], more].concat();
    assert_eq!(desk.says(&matrix).0, 0);
    for more in [
        ["--group", "side"],
        ["--sheet", "2"],
        ["--missing-codes", "9"],
        ["--codebook", "book.csv"],
    ] {
        desk.fails(2, &and(&more), &["--sample-cov"]);
    }
    desk.fails(3, &and(&["--information", "first.order"]), &["answers"]);
}

#[test]
fn means_given_with_a_matrix_are_estimated() {
    let desk = Desk::new();
    desk.write("cov.csv", ",x1,x2,x3\nx1,1,.5,.4\nx2,.5,1,.3\nx3,.4,.3,1\n");
    desk.write("one.lav", "a =~ x1 + x2 + x3");
    let output = desk.run(&[
        "fit",
        "one.lav",
        "--sample-cov",
        "cov.csv",
        "--sample-nobs",
        "100",
        "--sample-mean",
        "1,2,3",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["npar"], 9);
}

#[test]
fn groups_of_matrices_need_no_means() {
    let desk = Desk::new();
    desk.write("cov.csv", ",x1,x2,x3\nx1,1,.5,.4\nx2,.5,1,.3\nx3,.4,.3,1\n");
    desk.write("one.lav", "a =~ x1 + x2 + x3");
    let two = [
        "fit",
        "one.lav",
        "--sample-cov",
        "cov.csv,cov.csv",
        "--sample-nobs",
        "100,90",
    ];
    assert_eq!(
        desk.says(&[&two[..], &["--group-equal", "loadings"]].concat())
            .0,
        0
    );
    let held = [&two[..], &["--group-equal", "loadings,intercepts"]].concat();
    desk.fails(3, &held, &["--sample-mean"]);
}

#[test]
fn unusable_data_are_three() {
    let desk = Desk::new();
    desk.fails(
        3,
        &["fit", "model.lav", "--data", "none.csv"],
        &["none.csv"],
    );
    desk.write("empty.csv", "");
    desk.fails(
        3,
        &["fit", "model.lav", "--data", "empty.csv"],
        &["no data"],
    );
    desk.fails(3, &fit_and(&["--group", "sied"]), &["did you mean `side`"]);
    let spoilt = |column: usize, change: &dyn Fn(usize, f64) -> f64| {
        let mut answers = holzinger_like(60);
        for i in 0..60 {
            answers[(i, column)] = change(i, answers[(i, column)]);
        }
        desk.answers("spoilt.csv", &answers);
    };
    let fit = ["fit", "model.lav", "--data", "spoilt.csv"];
    spoilt(2, &|_, _| 4.0);
    desk.fails(3, &fit, &["`x3`", "same answer"]);
    spoilt(1, &|i, _| holzinger_like(60)[(i, 0)]);
    desk.fails(3, &fit, &["x1, x2", "positive definite"]);
    spoilt(4, &|_, x| x * 1e120);
    desk.fails(3, &fit, &["`x5`", "variance"]);
    desk.answers("spoilt.csv", &holzinger_like(5));
    desk.fails(3, &fit, &["positive definite", "respondents"]);
}

#[test]
fn unreadable_models_are_four() {
    let desk = Desk::new();
    desk.fails(
        4,
        &["fit", "none.lav", "--data", "answers.csv"],
        &["none.lav"],
    );
    desk.write("model.lav", "a =~ x1 + x2 +* x3");
    desk.fails(4, &FIT, &["1:", "^"]);
}

#[test]
fn senseless_models_are_five() {
    let desk = Desk::new();
    let wrong = [
        ("a =~ x1 + x2 + x33", "did you mean `x3`"),
        ("الف =~ x1 + x2 + ایکس۳", "`ایکس۳`"),
        ("# nothing", "claims nothing"),
        ("a =~ x1 + x2", "a =~ x2, x1 ~~ x1, x2 ~~ x2, a ~~ a"),
        ("a =~ NA*x1 + x2 + x3", "a =~ x1, a =~ x2, a =~ x3, a ~~ a"),
        (
            "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\na ~ b\nb ~ a",
            "a ~ b, b ~ a, a ~~ a, b ~~ b",
        ),
        ("a =~ x1 + p*x2 + x3\np == 1\np == 2", "p == 1"),
    ];
    for (text, word) in wrong {
        desk.write("model.lav", text);
        desk.fails(5, &FIT, &[word]);
    }
}

#[test]
fn reports_are_not_overwritten_unasked() {
    let desk = Desk::new();
    let out = fit_and(&["--quiet", "--out", "report"]);
    assert_eq!(desk.says(&out).0, 0);
    assert!(desk.path("report/report.html").exists());
    desk.fails(7, &out, &["--force"]);
    assert_eq!(desk.says(&[&out[..], &["--force"]].concat()).0, 0);
    desk.fails(7, &fit_and(&["--out", "model.lav"]), &["model.lav"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_a_closed_pipe_is_not() {
    let desk = Desk::new();
    let to = |target: std::process::Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sanjeh"));
        command.args(FIT).current_dir(desk.0.path()).stdout(target);
        command.output().unwrap().status.code()
    };
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    assert_eq!(to(full.into()), Some(7));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(to(writer.into()), Some(0));
}

#[test]
fn what_cannot_be_estimated_yet_is_refused_by_name() {
    let desk = Desk::new();
    desk.fails(
        2,
        &fit_and(&["--rotation", "geomin"]),
        &["--rotation geomin"],
    );
    desk.fails(2, &fit_and(&["--auto-efa"]), &["--auto-efa"]);
}
