//! Results built from recorded lavaan answers, as an analysis would hand them to the report.

use sanjeh::notice::Notice;
use sanjeh::report::results::*;
use serde_json::{Map, Value as Json, json};

pub const ALL: [&str; 6] = [
    "hs-ml",
    "pd-ml",
    "scrm-ml",
    "hs-groups-scalar-ml",
    "growth-covariates",
    "path-mediation",
];

/// The recorded case of that name.
pub fn results(case: &str) -> Results {
    let text = match case {
        "hs-ml" => include_str!("hs-ml.lavaan-0.7-2.json"),
        "pd-ml" => include_str!("pd-ml.lavaan-0.7-2.json"),
        "scrm-ml" => include_str!("scrm-ml.lavaan-0.7-2.json"),
        "hs-groups-scalar-ml" => include_str!("hs-groups-scalar-ml.lavaan-0.7-2.json"),
        "growth-covariates" => include_str!("growth-covariates.lavaan-0.7-2.json"),
        "path-mediation" => include_str!("path-mediation.lavaan-0.7-2.json"),
        other => panic!("no such case: {other}"),
    };
    let recorded: Json = serde_json::from_str(text).unwrap();
    let measures = recorded["fit_measures"].as_object().unwrap().clone();
    Results {
        program: Program {
            name: "sanjeh".to_owned(),
            version: "0.1.0".to_owned(),
        },
        command: "fit".to_owned(),
        options: options(&recorded),
        data: data(&recorded),
        model: model(case, &recorded),
        converged: true,
        iterations: 9,
        admissible: true,
        npar: measures["npar"].as_u64().unwrap() as usize,
        tests: Vec::new(),
        fit_measures: measures,
        parameters: rows(&recorded["parameters"], parameter),
        standardized: rows(&recorded["standardized"], standardized),
        r2: rows(&recorded["r2"], |row| RSquared {
            variable: word(row, "variable"),
            group: whole(row, "group"),
            r2: row["r2"].as_f64(),
            se: None,
            ci_lower: None,
            ci_upper: None,
        }),
        effects: Default::default(),
        measurement: None,
        resampling: None,
        modification_indices: rows(&recorded["modification_indices"], modification),
        residuals: residuals(&recorded),
        influence: None,
        factor_scores_file: None,
        wald: None,
        score: None,
        provenance: None,
        notices: vec![Notice::note(
            "marker-item",
            "",
            "The first item of each construct sets its scale; choose another one with NA* and 1* if it is weak.",
        )],
    }
}

fn rows<T>(list: &Json, row: impl Fn(&Json) -> T) -> Vec<T> {
    list.as_array()
        .map_or(Vec::new(), |rows| rows.iter().map(row).collect())
}

fn word(row: &Json, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

fn whole(row: &Json, key: &str) -> usize {
    row[key].as_u64().unwrap() as usize
}

fn words(list: &Json) -> Vec<String> {
    rows(list, |word| word.as_str().unwrap().to_owned())
}

fn options(recorded: &Json) -> Map<String, Json> {
    let mut options = json!({
        "model-type": "sem", "estimator": "ML", "likelihood": "normal", "information": "expected",
        "se": "standard", "test": ["standard"], "missing": "listwise", "fixed-x": true, "std-lv": false, "seed": null
    });
    if recorded["group"].is_string() {
        options["group"] = recorded["group"].clone();
        options["group-equal"] = json!(["loadings", "intercepts"]);
    }
    options.as_object().unwrap().clone()
}

fn data(recorded: &Json) -> DataSummary {
    let read = whole(recorded, "rows");
    DataSummary {
        file: word(recorded, "file"),
        sha256: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef".to_owned(),
        sheet: None,
        rows_read: read + 2,
        rows_used: read,
        groups: rows(&recorded["groups"], |row| GroupSize {
            label: word(row, "label"),
            nobs: whole(row, "nobs"),
        }),
        missing_patterns: 1,
        blanks: None,
        exclusions: vec![ExclusionRow {
            reason: "a blank answer".to_owned(),
            count: 2,
            rows: vec![17, 230],
        }],
        items: rows(&recorded["items"], |row| ItemSummary {
            name: word(row, "name"),
            wording: None,
            wording_fa: None,
            group: whole(row, "group"),
            n: whole(row, "n"),
            mean: row["mean"].as_f64(),
            sd: row["sd"].as_f64(),
            min: row["min"].as_f64(),
            max: row["max"].as_f64(),
            skewness: row["skewness"].as_f64(),
            kurtosis: row["kurtosis"].as_f64(),
        }),
        synthetic: false,
        reading: None,
    }
}

fn model(case: &str, recorded: &Json) -> ModelSummary {
    let mut items: Vec<String> = rows(&recorded["items"], |row| word(row, "name"));
    items.dedup();
    ModelSummary {
        file: format!("models/{case}.lav"),
        sha256: "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8".to_owned(),
        syntax: word(recorded, "model"),
        items,
        constructs: words(&recorded["constructs"]),
    }
}

fn parameter(row: &Json) -> ParameterRow {
    ParameterRow {
        lhs: word(row, "lhs"),
        op: word(row, "op"),
        rhs: word(row, "rhs"),
        group: whole(row, "group"),
        level: 1,
        label: word(row, "label"),
        free: row["free"].as_bool().unwrap(),
        user: true,
        est: row["est"].as_f64().unwrap(),
        se: row["se"].as_f64(),
        z: row["z"].as_f64(),
        pvalue: row["pvalue"].as_f64(),
        ci_lower: row["ci.lower"].as_f64(),
        ci_upper: row["ci.upper"].as_f64(),
        std_lv: row["std.lv"].as_f64(),
        std_all: row["std.all"].as_f64(),
        std_nox: row["std.nox"].as_f64(),
        fmi: None,
    }
}

fn standardized(row: &Json) -> StandardizedRow {
    StandardizedRow {
        lhs: word(row, "lhs"),
        op: word(row, "op"),
        rhs: word(row, "rhs"),
        group: whole(row, "group"),
        est_std: row["est.std"].as_f64(),
        se: row["se"].as_f64(),
        z: row["z"].as_f64(),
        pvalue: row["pvalue"].as_f64(),
        ci_lower: row["ci.lower"].as_f64(),
        ci_upper: row["ci.upper"].as_f64(),
    }
}

fn modification(row: &Json) -> ModificationIndex {
    ModificationIndex {
        lhs: word(row, "lhs"),
        op: word(row, "op"),
        rhs: word(row, "rhs"),
        group: whole(row, "group"),
        mi: row["mi"].as_f64().unwrap(),
        epc: row["epc"].as_f64(),
        sepc_lv: row["sepc.lv"].as_f64(),
        sepc_all: row["sepc.all"].as_f64(),
        sepc_nox: row["sepc.nox"].as_f64(),
    }
}

/// Residual correlations as recorded; the other forms, which were not recorded, are absent or equal to them.
fn residuals(recorded: &Json) -> Residuals {
    let items = words(&recorded["residual_items"]);
    let cor: Vec<Vec<f64>> = rows(&recorded["residuals_cor"], |row| {
        rows(row, |value| value.as_f64().unwrap())
    });
    if items.is_empty() {
        return Residuals::default();
    }
    let mut largest = Vec::new();
    for (i, row) in cor.iter().enumerate() {
        for (j, &value) in row.iter().enumerate().take(i) {
            largest.push(LargestResidual {
                lhs: items[j].clone(),
                rhs: items[i].clone(),
                group: 1,
                raw: value,
                cor: value,
                normalized: Some(value * 17.0),
                standardized: None,
            });
        }
    }
    largest.sort_by(|a, b| b.cor.abs().total_cmp(&a.cor.abs()));
    largest.truncate(20);
    let absent = vec![vec![None; items.len()]; items.len()];
    let group = GroupResiduals {
        label: String::new(),
        items,
        raw: cor.clone(),
        cor,
        normalized: absent.clone(),
        standardized: absent,
        raw_mean: None,
    };
    Residuals {
        groups: vec![group],
        largest,
    }
}
