//! Options of `sanjeh pls` beyond the first, as a shell gives them.

use super::command::{DATA, MEDIATION, MODERATION, json, sanjeh};
use super::*;

const THREE: &str = "leadership =~ lead1 + lead2 + lead3
knowledge =~ know1 + know2 + know3
media =~ medi1 + medi2 + medi3
marketing =~ mark1 + mark2
brand =~ bran1 + bran2
culture =~ leadership + knowledge
ability <~ culture + media
marketing ~ ability
brand ~ ability + marketing + ability:marketing";

#[test]
fn every_option_gives_json_as_its_schema_says() {
    let schema: Json = serde_json::from_str(sanjeh::report::pls::SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let rival = folder.path().join("rival.lav");
    std::fs::write(
        &rival,
        MEDIATION
            .replace("a*l", "l")
            .replace("leadership + b*", "")
            .replace("indirect := a*b", ""),
    )
    .unwrap();
    let rival = rival.to_str().unwrap();
    let asked: [(&str, &str); 8] = [
        (
            MEDIATION,
            "--bootstrap 30 --exact-fit --sign-change construct --redundancy media=staf1",
        ),
        (
            MEDIATION,
            "--bootstrap 20 --boot-ci stud --inner-bootstrap 10 --sign-change individual",
        ),
        (MEDIATION, "--jackknife --level 0.9 --blindfold 7"),
        (
            THREE,
            "--higher-order embedded --interaction product --bootstrap 20",
        ),
        (THREE, "--higher-order repeated --interaction orthogonal"),
        (THREE, "--bootstrap 20 --exact-fit --boot-ci bc"),
        (MODERATION, "--bootstrap 20 --blindfold 7"),
        (MEDIATION, "--ordered all --bootstrap 5"),
    ];
    for (model, options) in asked {
        let mut arguments = vec!["--data", DATA];
        arguments.extend(options.split(' '));
        let results = json(folder.path(), model, &arguments);
        let errors: Vec<String> = validator
            .iter_errors(&results)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{options}: {errors:?}");
        let text = sanjeh(folder.path(), model, &arguments);
        assert!(String::from_utf8_lossy(&text.stdout).contains("Paths"));
    }
    let compared = json(
        folder.path(),
        MEDIATION,
        &["--data", DATA, "--rivals", rival],
    );
    assert!(validator.is_valid(&compared));
    let rows = compared["rivals"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    let weight = |at: usize| rows[at]["bic_weight"].as_f64().unwrap();
    assert_close(weight(0) + weight(1), 1.0, 1e-12, "weights");
}

#[test]
fn simple_slopes_have_errors_and_a_picture() {
    let folder = tempfile::tempdir().unwrap();
    let results = json(
        folder.path(),
        MODERATION,
        &["--data", DATA, "--bootstrap", "40"],
    );
    let slopes = results["simple_slopes"].as_array().unwrap();
    assert_eq!(slopes.len(), 6);
    for slope in slopes {
        let number = |name: &str| slope[name].as_f64().unwrap();
        assert!(number("se") > 0.0);
        assert!(number("ci.lower") <= number("ci.upper"));
    }
    let out = folder.path().join("out");
    let arguments = ["--data", DATA, "--out", out.to_str().unwrap()];
    assert_eq!(
        sanjeh(folder.path(), MODERATION, &arguments).status.code(),
        Some(0)
    );
    let svg = std::fs::read_to_string(out.join("slopes.svg")).unwrap();
    assert!(svg.contains("leadership at +1"));
    assert!(out.join("slopes.png").is_file());
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("chart slopes"));
}

#[test]
fn what_does_not_apply_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |model: &str, options: &str, code: i32, word: &str| {
        let mut arguments = vec!["--data", DATA];
        arguments.extend(options.split(' '));
        let output = sanjeh(folder.path(), model, &arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{options}: {said}");
        assert!(said.contains(word), "{said}");
    };
    refused(MEDIATION, "--ordered nothing", 5, "nothing");
    refused(MEDIATION, "--ordered all --missing em", 2, "--ordered");
    refused(MEDIATION, "--ordered all --predict 5", 3, "scores");
    refused(MODERATION, "--ordered all", 3, "scores");
    refused(MEDIATION, "--redundancy media", 2, "construct=item");
    refused(MEDIATION, "--redundancy media=medi1", 5, "global item");
    refused(MEDIATION, "--redundancy media=zzz", 3, "zzz");
    refused(MEDIATION, "--blindfold 8", 2, "distance");
    refused(
        MEDIATION,
        "--blindfold 7 --reflective all",
        5,
        "--blindfold",
    );
    refused(MEDIATION, "--sign-change construct", 2, "--sign-change");
    refused(MEDIATION, "--level 0.9", 2, "--level");
    refused(MEDIATION, "--jackknife --bootstrap 20", 2, "--bootstrap");
    refused(MEDIATION, "--exact-fit", 2, "--bootstrap");
}
