//! From which value on a number is worth a remark: defaults from the literature, and a file that changes them.

use crate::error::Error;
use crate::report::measurement::CutOffRow;
use crate::syntax::nearest;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// One convention: its key in a file, its value, whom to cite for it, and what values it may take.
struct Convention {
    name: &'static str,
    value: f64,
    source: &'static str,
    range: (f64, f64),
}

const SHARE: (f64, f64) = (0.0, 1.0);
const INFLATION: (f64, f64) = (1.0, f64::INFINITY);

/// Every cut-off, in the order of the report.
const CONVENTIONS: [Convention; 13] = [
    of("alpha", 0.70, "Nunnally, 1978", SHARE),
    of("omega", 0.70, "Nunnally, 1978", SHARE),
    of(
        "composite-reliability",
        0.70,
        "Hair, Risher, Sarstedt & Ringle, 2019",
        SHARE,
    ),
    of(
        "redundancy",
        0.95,
        "Hair, Risher, Sarstedt & Ringle, 2019",
        SHARE,
    ),
    of("ave", 0.50, "Fornell & Larcker, 1981", SHARE),
    of(
        "maximal-reliability",
        0.80,
        "Rodriguez, Reise & Haviland, 2016",
        SHARE,
    ),
    of("item-total", 0.30, "Nunnally & Bernstein, 1994", SHARE),
    of("htmt", 0.85, "Henseler, Ringle & Sarstedt, 2015", SHARE),
    of("kmo", 0.60, "Kaiser & Rice, 1974", SHARE),
    of("msa", 0.50, "Kaiser & Rice, 1974", SHARE),
    of(
        "single-factor",
        0.50,
        "Podsakoff, MacKenzie, Lee & Podsakoff, 2003",
        SHARE,
    ),
    of("full-collinearity", 3.3, "Kock, 2015", INFLATION),
    of(
        "full-collinearity-latent",
        5.0,
        "Kock & Lynn, 2012",
        INFLATION,
    ),
];

const fn of(name: &'static str, value: f64, source: &'static str, range: (f64, f64)) -> Convention {
    Convention {
        name,
        value,
        source,
        range,
    }
}

/// Cut-offs in force.
#[derive(Debug, Clone)]
pub struct CutOffs {
    rows: Vec<CutOffRow>,
}

impl Default for CutOffs {
    fn default() -> CutOffs {
        let row = |convention: &Convention| CutOffRow {
            name: convention.name,
            value: convention.value,
            source: convention.source.to_owned(),
            changed: false,
        };
        CutOffs {
            rows: CONVENTIONS.iter().map(row).collect(),
        }
    }
}

impl CutOffs {
    /// The defaults, with what a file changes: `alpha = 0.80`, or `alpha = { value = 0.80, source = "…" }`.
    ///
    /// # Errors
    /// If the file cannot be read, is not TOML, names a cut-off that does not exist (the nearest one is told), or gives one
    /// a value it cannot have.
    pub fn read(file: &Path) -> Result<CutOffs, Error> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| {
            Error::Usage(format!(
                "{name}: cannot be read: {error}; --cutoffs takes the path of a TOML file such as `alpha = 0.80`"
            ))
        })?;
        CutOffs::parse(&name, &text)
    }

    fn parse(file: &str, text: &str) -> Result<CutOffs, Error> {
        let line = |byte: usize| 1 + text[..byte.min(text.len())].matches('\n').count();
        let wrong = |byte: usize, problem: String| {
            Error::Usage(format!("{file}: line {}: {problem}", line(byte)))
        };
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            wrong(at, format!("is not TOML: {}", error.message()))
        })?;
        let mut found = CutOffs::default();
        for (key, value) in table.get_ref() {
            let problem = |problem| wrong(key.span().start, problem);
            let at = place(key.get_ref()).map_err(problem)?;
            let (number, source) = entry(key.get_ref(), value.get_ref()).map_err(problem)?;
            let (low, high) = CONVENTIONS[at].range;
            if !(low..=high).contains(&number) {
                let range = match high.is_finite() {
                    true => format!("from {low} to {high}"),
                    false => format!("from {low} on"),
                };
                return Err(problem(format!(
                    "`{}` is a number {range}, not {number}",
                    CONVENTIONS[at].name
                )));
            }
            found.rows[at] = CutOffRow {
                name: CONVENTIONS[at].name,
                value: number,
                source: source.unwrap_or_else(|| "as set for this analysis".to_owned()),
                changed: true,
            };
        }
        Ok(found)
    }

    /// The value of a cut-off and whom to cite for it.
    pub(super) fn get(&self, name: &'static str) -> &CutOffRow {
        let found = self.rows.iter().find(|row| row.name == name);
        found.unwrap_or_else(|| unreachable!("a cut-off named {name}"))
    }

    /// All of them, in the order of the report.
    pub fn rows(&self) -> &[CutOffRow] {
        &self.rows
    }
}

/// Where a key stands among the conventions.
fn place(key: &str) -> Result<usize, String> {
    let names = || CONVENTIONS.iter().map(|c| c.name);
    names().position(|name| name == key).ok_or_else(|| {
        let hint = nearest(key, names()).map_or_else(
            || ".".to_owned(),
            |near| format!("; did you mean `{near}`?"),
        );
        let all: Vec<&str> = names().collect();
        format!(
            "there is no cut-off `{key}`{hint} The cut-offs are {}",
            all.join(", ")
        )
    })
}

/// A number, alone or with its source.
fn entry(key: &str, value: &DeValue) -> Result<(f64, Option<String>), String> {
    let wrong = || format!("`{key}` is a number, or {{ value = NUMBER, source = \"TEXT\" }}");
    let DeValue::Table(table) = value else {
        return Ok((number(value).ok_or_else(wrong)?, None));
    };
    let mut found = (None, None);
    for (name, value) in table {
        match name.get_ref().as_ref() {
            "value" => found.0 = Some(number(value.get_ref()).ok_or_else(wrong)?),
            "source" => {
                let text = value.get_ref().as_str().ok_or_else(wrong)?;
                found.1 = Some(text.to_owned());
            }
            _ => return Err(wrong()),
        }
    }
    Ok((found.0.ok_or_else(wrong)?, found.1))
}

fn number(value: &DeValue) -> Option<f64> {
    let text = match value {
        DeValue::Integer(x) => x.as_str(),
        DeValue::Float(x) => x.as_str(),
        _ => return None,
    };
    text.parse().ok().filter(|x: &f64| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_changes_what_it_names() {
        let text = "# ours\nalpha = 0.8\nhtmt = { value = 0.9, source = \"Franke & Sarstedt, 2019\" }\nfull-collinearity = 5\n";
        let found = CutOffs::parse("mine.toml", text).expect("readable");
        assert_eq!(found.get("alpha").value, 0.8);
        assert!(found.get("alpha").changed && !found.get("ave").changed);
        assert_eq!(found.get("htmt").source, "Franke & Sarstedt, 2019");
        assert_eq!(found.get("full-collinearity").value, 5.0);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, part) in [
            (
                "alpha = 0.8\nalhpa = 0.7",
                "line 2: there is no cut-off `alhpa`; did you mean `alpha`?",
            ),
            ("kmo = 60", "line 1: `kmo` is a number from 0 to 1, not 60"),
            ("full-collinearity = 0.5", "a number from 1 on"),
            ("ave = \"high\"", "line 1: `ave` is a number"),
            ("ave = { source = \"me\" }", "`ave` is a number"),
            ("ave = nan", "`ave` is a number"),
            ("ave", "is not TOML"),
        ] {
            let error = CutOffs::parse("mine.toml", text)
                .expect_err(text)
                .to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
