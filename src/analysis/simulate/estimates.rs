//! A population from the estimates of a report: the parameters of its JSON as a model text.

use super::Error;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::Path;

/// The text of the population, and that of the model whose estimates it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimates {
    pub population: String,
    pub model: String,
    /// Labels of the groups; empty for one.
    pub groups: Vec<String>,
}

/// Relations whose values make a population.
const RELATIONS: [&str; 5] = ["=~", "~", "~~", "~1", "|"];

impl Estimates {
    /// Reads `fit.json`.
    pub fn read(path: &Path) -> Result<Estimates, Error> {
        let wrong = |problem: &str| Error::Estimates {
            file: path.display().to_string(),
            problem: problem.to_owned(),
        };
        let bytes = std::fs::read(path).map_err(|e| wrong(&format!("cannot be read: {e}")))?;
        let json: Json = serde_json::from_slice(&bytes).map_err(|_| wrong("is not JSON"))?;
        if json["command"] != "fit" {
            return Err(wrong("is not the fit.json of `sanjeh fit`"));
        }
        let rows = json["parameters"].as_array();
        let population = rows.and_then(|rows| text(rows));
        let labels = json["data"]["groups"].as_array().into_iter().flatten();
        let groups: Vec<String> = labels
            .map(|g| g["label"].as_str().unwrap_or_default().to_owned())
            .collect();
        Ok(Estimates {
            population: population.ok_or_else(|| wrong("has a parameter without an estimate"))?,
            model: json["model"]["syntax"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            groups: if groups.len() > 1 { groups } else { Vec::new() },
        })
    }
}

/// One line per parameter, with a value per group.
fn text(rows: &[Json]) -> Option<String> {
    let mut values: BTreeMap<usize, (String, String, String, Vec<f64>)> = BTreeMap::new();
    for row in rows {
        let field = |name: &str| row[name].as_str().unwrap_or_default();
        let (lhs, op, rhs) = (field("lhs"), field("op"), field("rhs"));
        if !RELATIONS.contains(&op) {
            continue;
        }
        let value = row["est"].as_f64()?;
        let same =
            |v: &&mut (String, String, String, Vec<f64>)| (&*v.0, &*v.1, &*v.2) == (lhs, op, rhs);
        match values.values_mut().find(same) {
            Some(found) => found.3.push(value),
            None => {
                let new = (lhs.to_owned(), op.to_owned(), rhs.to_owned(), vec![value]);
                values.insert(values.len(), new);
            }
        }
    }
    let line = |(lhs, op, rhs, values): &(String, String, String, Vec<f64>)| {
        let numbers: Vec<String> = values.iter().map(f64::to_string).collect();
        let number = match &numbers[..] {
            [one] => one.clone(),
            several => format!("c({})", several.join(", ")),
        };
        match op.as_str() {
            "~1" => format!("{lhs} ~ {number}*1\n"),
            _ => format!("{lhs} {op} {number}*{rhs}\n"),
        }
    };
    Some(values.values().map(line).collect())
}
