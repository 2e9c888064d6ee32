//! Study files: what a report folder was made from, and the same folder again.

use crate::samples::holzinger_like;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Desk(tempfile::TempDir);

impl Desk {
    /// A folder with synthetic answers of 80 respondents in two groups, and two models.
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        let mut text = "x1,x2,x3,x4,x5,x6,x7,x8,x9,side\n".to_owned();
        for (at, row) in holzinger_like(80).row_iter().enumerate() {
            for x in row.iter() {
                write!(text, "{x:e},").unwrap();
            }
            text.push_str(if at % 2 == 0 { "left\n" } else { "right\n" });
        }
        desk.write("answers.csv", &text);
        desk.write("model.lav", "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nb ~ a\n");
        desk.write(
            "free.lav",
            "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\nb ~ a\nx1 ~~ x4\n",
        );
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run_in(self.0.path(), arguments)
    }

    #[track_caller]
    fn does(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        said
    }

    /// The study is refused with this code, and says these words.
    #[track_caller]
    fn refuses(&self, study: &str, code: i32, words: &[&str]) {
        self.write("wrong.toml", study);
        let output = self.run(&["run", "wrong.toml", "--quiet"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("panicked"), "{said}");
        assert_eq!(output.status.code(), Some(code), "{study}: {said}");
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

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[track_caller]
fn same(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    assert!(one.contains_key("study.toml"));
    assert!(one.keys().eq(other.keys()), "{:?}", other.keys());
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name} differs");
    }
}

/// Makes a folder, and the same again from its study file.
#[track_caller]
fn again(desk: &Desk, command: &[&str]) -> String {
    desk.does(&[command, &["--quiet", "--out", "first"]].concat());
    desk.does(&[
        "run",
        "first/study.toml",
        "--out",
        "second",
        "--exact",
        "--quiet",
    ]);
    same(&desk.path("first"), &desk.path("second"));
    desk.read("first/study.toml")
}

#[test]
fn a_fit_comes_back_byte_for_byte() {
    let desk = Desk::new();
    let study = again(
        &desk,
        &[
            "fit",
            "model.lav",
            "--data",
            "answers.csv",
            "--group",
            "side",
            "--group-equal",
            "loadings,intercepts",
            "--estimator",
            "mlr",
            "--missing-codes=-99,1e3",
            "--std-lv",
            "--factor-scores",
            "regression",
        ],
    );
    for line in [
        "command = \"fit\"",
        "model = \"model.lav\"",
        "group-equal = [\"loadings\", \"intercepts\"]",
        "missing-codes = [\"-99\", \"1e3\"]",
        "std-lv = true",
        "[analysis.sha256]",
    ] {
        assert!(study.contains(line), "{line} is not in {study}");
    }
    assert!(!study.contains("out =") && !study.contains("quiet"));
    let report = desk.read("first/report.txt");
    assert!(report.contains("sanjeh fit model.lav"), "{report}");
    let json: serde_json::Value = serde_json::from_str(&desk.read("first/fit.json")).unwrap();
    let provenance = &json["provenance"];
    assert!(
        provenance["command_line"]
            .as_str()
            .unwrap()
            .contains("--std-lv=true")
    );
    assert_eq!(provenance["files"][1]["file"], "answers.csv");
    jsonschema::validate(
        &serde_json::from_str(sanjeh::report::json::SCHEMA).unwrap(),
        &json,
    )
    .unwrap();
}

#[test]
fn a_comparison_comes_back_byte_for_byte() {
    let desk = Desk::new();
    let study = again(
        &desk,
        &["compare", "model.lav", "free.lav", "--data", "answers.csv"],
    );
    assert!(
        study.contains("models = [\"model.lav\", \"free.lav\"]"),
        "{study}"
    );
}

#[test]
fn a_ladder_of_invariance_comes_back_byte_for_byte() {
    let desk = Desk::new();
    let command = [
        "invariance",
        "model.lav",
        "--data",
        "answers.csv",
        "--group",
        "side",
    ];
    let study = again(
        &desk,
        &[&command[..], &["--alpha", "0.0100", "--search=false"]].concat(),
    );
    assert!(
        study.contains("alpha = 0.01\n") && study.contains("search = false"),
        "{study}"
    );
}

#[test]
fn composites_come_back_byte_for_byte() {
    let desk = Desk::new();
    let command = [
        "pls",
        "model.lav",
        "--data",
        "answers.csv",
        "--scores",
        "--bootstrap",
        "40",
    ];
    let study = again(
        &desk,
        &[&command[..], &["--mode", "a=A,b=B", "--seed", "7"]].concat(),
    );
    assert!(
        study.contains("scores = true") && study.contains("bootstrap = 40"),
        "{study}"
    );
}

#[test]
fn files_beside_the_study_are_found_from_anywhere() {
    let desk = Desk::new();
    desk.does(&[
        "fit",
        "model.lav",
        "--data",
        "answers.csv",
        "--quiet",
        "--out",
        "first",
    ]);
    std::fs::copy(desk.path("first/study.toml"), desk.path("study.toml")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let study = desk.path("study.toml");
    let study = study.to_str().unwrap();
    let output = run_in(
        elsewhere.path(),
        &["run", study, "--out", "second", "--quiet"],
    );
    assert_eq!(output.status.code(), Some(0));
    same(&desk.path("first"), &elsewhere.path().join("second"));
}

#[test]
fn several_analyses_each_get_a_folder_and_the_worst_code_counts() {
    let desk = Desk::new();
    let fit = "[[analysis]]\ncommand = \"fit\"\nmodel = \"model.lav\"\ndata = \"answers.csv\"\n";
    let other = fit.replace("fit", "pls");
    desk.write("study.toml", &format!("{fit}\n{other}"));
    desk.does(&["run", "study.toml", "--out", "both", "--quiet"]);
    assert!(desk.path("both/1-fit/fit.json").exists() && desk.path("both/2-pls/pls.json").exists());
    let missing = fit.replace("answers", "nowhere");
    desk.write("study.toml", &format!("{missing}\n{fit}"));
    let output = desk.run(&["run", "study.toml", "--out", "two", "--quiet"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(desk.path("two/2-fit/fit.json").exists());
}

#[test]
fn a_changed_file_is_told_and_refused_where_the_same_is_asked_for() {
    let desk = Desk::new();
    desk.does(&[
        "fit",
        "model.lav",
        "--data",
        "answers.csv",
        "--quiet",
        "--out",
        "first",
    ]);
    desk.write("model.lav", "a =~ x1 + x2 + x3\nb =~ x4 + x5 + x6\na ~ b\n");
    let said = desk.does(&["run", "first/study.toml", "--out", "second"]);
    assert!(said.contains("model.lav has changed"), "{said}");
    let output = desk.run(&["run", "first/study.toml", "--out", "third", "--exact"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("leave --exact out") && !desk.path("third").exists());
}

#[test]
fn mistakes_are_told_with_their_line_before_anything_is_run() {
    let desk = Desk::new();
    let with = |line: &str| {
        format!(
            "[[analysis]]\ncommand = \"fit\"\nmodel = \"model.lav\"\ndata = \"answers.csv\"\n{line}\n"
        )
    };
    desk.refuses(
        &with("estimater = \"ML\""),
        2,
        &["line 5", "did you mean `estimator`"],
    );
    desk.refuses(&with("estimator = \"XYZ\""), 2, &["line 5", "MLR"]);
    desk.refuses(&with("std-lv = \"yes\""), 2, &["line 5", "true or false"]);
    desk.refuses(&with("group = true"), 2, &["line 5", "text in quotes"]);
    desk.refuses(&with("group = []"), 2, &["line 5", "leave the key out"]);
    desk.refuses(
        &with("group = 2020-01-01"),
        2,
        &["line 5", "text in quotes"],
    );
    desk.refuses(&with("bootstrap = \"many\""), 2, &["line 5", "many"]);
    desk.refuses(&with("group = "), 2, &["line 5", "TOML"]);
    desk.refuses(
        &with("[analysis.sha256]\n\"model.lav\" = 1"),
        2,
        &["sha256"],
    );
    desk.refuses("studies = 1\n", 2, &["line 1", "`studies`"]);
    desk.refuses("", 2, &["[[analysis]]"]);
    desk.refuses(
        "[[analysis]]\nmodel = \"model.lav\"\n",
        2,
        &["command", "fit, compare"],
    );
    desk.refuses(
        "[[analysis]]\ncommand = \"run\"\n",
        2,
        &["line 2", "invariance"],
    );
    desk.refuses(
        "[[analysis]]\ncommand = \"fit\"\ndata = \"a\"\n",
        2,
        &["model = "],
    );
    let output = desk.run(&["run", "nowhere.toml"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn nothing_is_overwritten_unasked() {
    let desk = Desk::new();
    desk.does(&[
        "fit",
        "model.lav",
        "--data",
        "answers.csv",
        "--quiet",
        "--out",
        "first",
    ]);
    let run = ["run", "first/study.toml", "--out", "first", "--quiet"];
    assert_eq!(desk.run(&run).status.code(), Some(7));
    desk.does(&[&run[..], &["--force"]].concat());
}
