//! Covariances or correlations in place of answers: published matrices, one file per group.
//!
//! A file holds a full matrix or one triangle, with or without the diagonal, cells separated by commas, semicolons,
//! tabs or spaces (or in a workbook), the items' names as heading row, as first column or both; `#` starts a comment.

use super::codebook::marks_synthetic;
use super::error::{Error, listed, nearest};
use super::moments::Moments;
use super::sample::{Group, Sample};
use super::{ReadOptions, Source, Survey, encoding, excel, persian};
use crate::linalg::{Matrix, Vector};
use crate::notice::Notice;
use std::path::{Path, PathBuf};

/// Which files hold the moments, one entry per group.
#[derive(Debug, Clone, Default)]
pub struct MomentOptions {
    /// Covariances (divisor n − 1), or correlations.
    pub covariance: Vec<PathBuf>,
    /// n of each group.
    pub respondents: Vec<usize>,
    /// Means: one file per group, or numbers (the first group's items, then the next group's).
    pub mean: Vec<String>,
    /// Standard deviations (divisor n − 1), for correlations; as `mean`.
    pub sd: Vec<String>,
    /// Labels of the groups; `Group 1`, `Group 2`, … without.
    pub group_labels: Vec<String>,
}

/// Moments as the files have them: all items, covariances with divisor n.
#[derive(Debug, Clone, Default)]
pub struct MomentTable {
    pub source: Source,
    pub items: Vec<String>,
    /// Label and moments of each group.
    pub groups: Vec<(String, Moments)>,
    pub means_known: bool,
    pub notices: Vec<Notice>,
    pub synthetic: bool,
}

/// Reads covariance or correlation matrices with their sizes, means and standard deviations.
pub fn read_moments(options: &MomentOptions) -> Result<MomentTable, Error> {
    check_counts(options)?;
    let mut table = MomentTable {
        means_known: !options.mean.is_empty(),
        ..MomentTable::default()
    };
    let sheets = options
        .covariance
        .iter()
        .map(|path| Sheet::read(path))
        .collect::<Result<Vec<_>, _>>()?;
    let squares = sheets
        .iter()
        .map(Square::of)
        .collect::<Result<Vec<_>, _>>()?;
    table.items = squares.first().map(|s| s.names.clone()).unwrap_or_default();
    let means = per_group(&options.mean, "means", &table.items, squares.len())?;
    let sds = per_group(
        &options.sd,
        "standard deviations",
        &table.items,
        squares.len(),
    )?;
    for (g, square) in squares.iter().enumerate() {
        let entries = square.ordered(&table.items)?;
        let sd = sds.as_ref().map(|s| s[g].as_slice());
        let covariance = covariance(square, &entries, sd, &mut table.notices)?;
        let n = options.respondents[g];
        let mean = means.as_ref().map_or_else(
            || Vector::zeros(table.items.len()),
            |m| Vector::from_vec(m[g].clone()),
        );
        // Published covariances have divisor n − 1; inside, the divisor is n.
        let covariance = covariance * ((n - 1) as f64 / n as f64);
        table.groups.push((
            label(options, g),
            Moments {
                respondents: n,
                mean,
                covariance,
            },
        ));
    }
    table.synthetic = sheets
        .iter()
        .any(|s| s.comments.iter().any(|c| marks_synthetic(c)));
    table.source = source(&sheets);
    Ok(table)
}

fn check_counts(options: &MomentOptions) -> Result<(), Error> {
    let groups = options.covariance.len();
    let problem = if groups == 0 {
        Some("no covariance matrix given; say --sample-cov FILE".to_owned())
    } else if options.respondents.len() != groups {
        Some(format!(
            "{groups} matrices but {} sizes; give --sample-nobs one number per matrix",
            options.respondents.len()
        ))
    } else if options.respondents.iter().any(|n| *n < 2) {
        Some("--sample-nobs must be at least 2 in every group".to_owned())
    } else if !options.group_labels.is_empty() && options.group_labels.len() != groups {
        Some(format!(
            "{groups} matrices but {} group labels",
            options.group_labels.len()
        ))
    } else {
        None
    };
    problem.map_or(Ok(()), |p| Err(Error::Moments(p)))
}

fn label(options: &MomentOptions, group: usize) -> String {
    match options.group_labels.get(group) {
        Some(label) => label.clone(),
        None if options.covariance.len() == 1 => String::new(),
        None => format!("Group {}", group + 1),
    }
}

fn source(sheets: &[Sheet]) -> Source {
    let joined = |part: fn(&Sheet) -> &str| sheets.iter().map(part).collect::<Vec<_>>().join(", ");
    Source {
        file: joined(|s| &s.source.file),
        sha256: joined(|s| &s.source.sha256),
        sheet: None,
    }
}

impl Sample {
    /// The `items` of a moment table, in this order: a sample without answers.
    pub fn from_moments(table: &MomentTable, items: &[String]) -> Result<Sample, Error> {
        let places = items
            .iter()
            .map(|name| place(&table.items, name))
            .collect::<Result<Vec<_>, _>>()?;
        let groups = table.groups.iter().map(|(label, moments)| {
            let covariance = Matrix::from_fn(places.len(), places.len(), |i, j| {
                moments.covariance[(places[i], places[j])]
            });
            let mean = Vector::from_iterator(places.len(), places.iter().map(|p| moments.mean[*p]));
            let moments = Moments {
                respondents: moments.respondents,
                mean,
                covariance,
            };
            Group {
                label: label.clone(),
                moments,
                answers: None,
                incomplete: None,
                first_stage: None,
                survey: Survey::default(),
                rows: Vec::new(),
            }
        });
        Ok(Sample {
            items: items.to_vec(),
            groups: groups.collect(),
            means_known: table.means_known,
            notices: table.notices.clone(),
            ..Sample::default()
        })
    }
}

impl MomentTable {
    /// Where an item stands in the matrices.
    pub fn place(&self, item: &str) -> Result<usize, Error> {
        place(&self.items, item)
    }
}

fn place(names: &[String], name: &str) -> Result<usize, Error> {
    let by_key = || {
        names
            .iter()
            .position(|n| persian::key(n) == persian::key(name))
    };
    names
        .iter()
        .position(|n| n == name)
        .or_else(by_key)
        .ok_or_else(|| Error::UnknownColumn {
            name: name.to_owned(),
            nearest: nearest(name, names.iter().map(String::as_str)),
            columns: names.to_vec(),
        })
}

/// The cells of one file.
struct Sheet {
    source: Source,
    /// Line or row number, cells.
    rows: Vec<(usize, Vec<String>)>,
    comments: Vec<String>,
}

impl Sheet {
    fn read(path: &Path) -> Result<Sheet, Error> {
        let (path, sheet) = super::path_and_sheet(path, &ReadOptions::default());
        let bytes = super::load(&path)?;
        let source = Source {
            file: path.display().to_string(),
            sha256: super::sha256(&bytes),
            sheet,
        };
        if excel::is_workbook(&bytes) {
            let rows = excel::text_rows(&bytes, &source)?;
            return Ok(Sheet {
                source,
                rows,
                comments: Vec::new(),
            });
        }
        let text = encoding::decode(&bytes).0;
        let comment = |line: &str| line.split_once('#').map(|(_, c)| c.trim().to_owned());
        let lines: Vec<(usize, &str)> = text
            .lines()
            .enumerate()
            .map(|(i, l)| (i + 1, l.split('#').next().unwrap_or_default()))
            .collect();
        let delimiter = delimiter(&lines);
        let filled = lines.into_iter().filter(|(_, l)| !persian::is_blank(l));
        Ok(Sheet {
            comments: text.lines().filter_map(comment).collect(),
            rows: filled.map(|(i, l)| (i, cells(l, delimiter))).collect(),
            source,
        })
    }

    fn problem(&self, problem: String) -> Error {
        Error::Matrix {
            file: self.source.file.clone(),
            problem,
        }
    }
}

/// The separator of a matrix file; `None` for spaces. A comma may also be a decimal sign, so it comes last.
fn delimiter(lines: &[(usize, &str)]) -> Option<char> {
    let has = |c: char| lines.iter().any(|(_, l)| l.trim().contains(c));
    [';', '\t', ','].into_iter().find(|c| has(*c))
}

fn cells(line: &str, delimiter: Option<char>) -> Vec<String> {
    let clean = |cell: &str| cell.trim().trim_matches('"').trim().to_owned();
    let mut cells: Vec<String> = match delimiter {
        Some(delimiter) => line.split(delimiter).map(clean).collect(),
        None => line.split_whitespace().map(clean).collect(),
    };
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

fn number(cell: &str) -> Option<f64> {
    persian::number(cell).or_else(|| persian::number_with_decimal_comma(cell))
}

/// A square matrix as written: cells that are not given are `None`.
struct Square<'a> {
    sheet: &'a Sheet,
    names: Vec<String>,
    /// Per item: its line in the file and its cells.
    rows: Vec<(usize, Vec<Option<f64>>)>,
}

impl<'a> Square<'a> {
    fn of(sheet: &'a Sheet) -> Result<Square<'a>, Error> {
        let is_name = |cell: &String| !cell.is_empty() && number(cell).is_none();
        let mut rows = sheet.rows.as_slice();
        let mut header: Vec<String> = Vec::new();
        if let Some((first, rest)) = rows.split_first()
            && first.1.iter().filter(|c| is_name(c)).count() > 1 - usize::from(rest.is_empty())
        {
            header = first.1.clone();
            rows = rest;
        }
        let labelled = !rows.is_empty()
            && rows
                .iter()
                .all(|(_, cells)| cells.first().is_some_and(is_name));
        let labels: Vec<String> = if labelled {
            rows.iter().map(|(_, cells)| cells[0].clone()).collect()
        } else {
            Vec::new()
        };
        let names = names(sheet, header, &labels)?;
        let skip = usize::from(
            labelled
                || rows
                    .iter()
                    .all(|(_, cells)| cells.first().is_some_and(String::is_empty)),
        );
        let mut parsed = rows
            .iter()
            .map(|(line, cells)| {
                Ok((
                    *line,
                    values(sheet, *line, &cells[skip.min(cells.len())..])?,
                ))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        // A triangle without its diagonal may leave out the empty row of the first item; ones at the ends of all its rows
        // are a diagonal, and then the last row is missing.
        let ends_in_ones = parsed
            .iter()
            .all(|(_, cells)| cells.last() == Some(&Some(1.0)));
        if parsed.len() + 1 == names.len()
            && !ends_in_ones
            && (labels.is_empty() || labels.first() != names.first())
        {
            parsed.insert(0, (0, Vec::new()));
        }
        let square = Square {
            sheet,
            names,
            rows: parsed,
        };
        square.check_shape()?;
        Ok(square)
    }

    fn check_shape(&self) -> Result<(), Error> {
        let p = self.names.len();
        if self.rows.len() != p {
            let problem = format!(
                "{} names ({}) but {} rows of numbers",
                p,
                listed(&self.names),
                self.rows.len()
            );
            return Err(self.sheet.problem(problem));
        }
        match self.rows.iter().find(|(_, cells)| cells.len() > p) {
            Some((line, cells)) => Err(self.sheet.problem(format!(
                "line {line} has {} numbers for {p} items",
                cells.len()
            ))),
            None => Ok(()),
        }
    }

    /// The cell as written in either triangle; an error if both are given and differ.
    fn entry(&self, i: usize, j: usize) -> Result<Option<f64>, Error> {
        let written = |i: usize, j: usize| self.rows[i].1.get(j).copied().flatten();
        match (written(i, j), written(j, i)) {
            (Some(a), Some(b)) if (a - b).abs() > SYMMETRIC * a.abs().max(b.abs()).max(1.0) => Err(self.sheet.problem(format!(
                "the matrix is not symmetric: {} with {} is {a} in one triangle and {b} in the other (line {})",
                self.names[i], self.names[j], self.rows[i].0
            ))),
            (Some(a), Some(b)) => Ok(Some((a + b) / 2.0)),
            (a, b) => Ok(a.or(b)),
        }
    }

    /// All entries with the items in the order of `items`; a diagonal that is not given is `None`.
    fn ordered(&self, items: &[String]) -> Result<Vec<Vec<Option<f64>>>, Error> {
        if items.len() != self.names.len() {
            return Err(self.sheet.problem(format!(
                "its items ({}) are not those of the first group ({})",
                listed(&self.names),
                listed(items)
            )));
        }
        let places = items
            .iter()
            .map(|name| place(&self.names, name))
            .collect::<Result<Vec<_>, _>>()?;
        let entry = |i: usize, j: usize| {
            let value = self.entry(places[i], places[j])?;
            match value {
                None if i != j => Err(self.sheet.problem(format!(
                    "no number for {} with {}; give the whole matrix or one whole triangle",
                    items[i], items[j]
                ))),
                _ => Ok(value),
            }
        };
        (0..items.len())
            .map(|i| (0..items.len()).map(|j| entry(i, j)).collect())
            .collect()
    }
}

/// How far two triangles may differ: printed matrices are rounded alike, so hardly at all.
const SYMMETRIC: f64 = 1e-6;

fn values(sheet: &Sheet, line: usize, cells: &[String]) -> Result<Vec<Option<f64>>, Error> {
    let value = |cell: &String| match number(cell) {
        Some(x) => Ok(Some(x)),
        None if cell.is_empty() || cell == "-" || cell == "—" => Ok(None),
        None => Err(sheet.problem(format!("line {line}: `{cell}` is not a number"))),
    };
    cells.iter().map(value).collect()
}

/// Names from the heading row, else from the first column; both must agree.
fn names(sheet: &Sheet, mut header: Vec<String>, labels: &[String]) -> Result<Vec<String>, Error> {
    if !labels.is_empty()
        && !header.is_empty()
        && (header[0].is_empty() || header.len() == labels.len() + 1 && header[1..] == *labels)
    {
        header.remove(0);
    }
    header.retain(|h| !h.is_empty());
    if header.is_empty() && labels.is_empty() {
        return Err(sheet.problem(
            "the items have no names; write them as the first row (or the first column)".to_owned(),
        ));
    }
    let names = if header.is_empty() {
        labels.to_vec()
    } else {
        header
    };
    let agrees = labels.is_empty() || names == labels || names.get(1..) == Some(labels);
    if !agrees {
        return Err(sheet.problem(format!(
            "the heading row ({}) and the first column ({}) name different items",
            listed(&names),
            listed(labels)
        )));
    }
    match names
        .iter()
        .enumerate()
        .find(|(i, n)| names[..*i].contains(n))
    {
        Some((_, twice)) => Err(sheet.problem(format!("the name `{twice}` occurs twice"))),
        None => Ok(names),
    }
}

/// S with the divisor of the file, from covariances or from correlations and standard deviations.
fn covariance(
    square: &Square<'_>,
    entries: &[Vec<Option<f64>>],
    sd: Option<&[f64]>,
    notices: &mut Vec<Notice>,
) -> Result<Matrix, Error> {
    let p = entries.len();
    let is_unit = |i: usize| entries[i][i].is_none_or(|d| (d - 1.0).abs() < SYMMETRIC);
    let unit_diagonal = (0..p).all(is_unit);
    if sd.is_some() && !unit_diagonal {
        return Err(square.sheet.problem("standard deviations are given, but the diagonal is not 1: give a correlation matrix, or leave --sample-sd out".to_owned()));
    }
    if let Some(i) = (0..p).find(|i| entries[*i][*i].is_none_or(|d| d <= 0.0) && !unit_diagonal) {
        return Err(square.sheet.problem(format!(
            "the variance of {} is missing or not positive",
            square.names[i]
        )));
    }
    let variance = |i: usize| entries[i][i].unwrap_or(1.0);
    let given = |i: usize, j: usize| {
        if i == j {
            variance(i)
        } else {
            entries[i][j].unwrap_or(0.0)
        }
    };
    for (i, j) in (0..p).flat_map(|i| (0..i).map(move |j| (i, j))) {
        let r = given(i, j) / (variance(i) * variance(j)).sqrt();
        if r.abs() > 1.0 + SYMMETRIC {
            let what = if unit_diagonal {
                "correlation"
            } else {
                "covariance"
            };
            return Err(square.sheet.problem(format!(
                "the {what} {} of {} with {} is beyond a correlation of 1",
                given(i, j),
                square.names[i],
                square.names[j]
            )));
        }
    }
    if sd.is_none() && unit_diagonal {
        notices.push(correlation_notice(&square.sheet.source.file));
    }
    let scale = |i: usize| sd.map_or(1.0, |sd| sd[i]);
    Ok(Matrix::from_fn(p, p, |i, j| {
        given(i, j) * scale(i) * scale(j)
    }))
}

fn correlation_notice(file: &str) -> Notice {
    let text = "the matrix holds correlations and no standard deviations were given; it is analysed as if it were a covariance matrix. Standardized estimates and χ² are right for models that do not depend on scale; standard errors are approximate. Give --sample-sd if you have them.";
    Notice::warning("correlation-input", file, text)
}

/// Numbers per item and group from files or from a list; `None` if nothing was given.
fn per_group(
    entries: &[String],
    what: &str,
    items: &[String],
    groups: usize,
) -> Result<Option<Vec<Vec<f64>>>, Error> {
    if entries.is_empty() {
        return Ok(None);
    }
    let listed: Option<Vec<f64>> = entries
        .iter()
        .flat_map(|e| e.split([',', ' ', ';']))
        .filter(|e| !e.trim().is_empty())
        .map(persian::number)
        .collect();
    let values = match listed {
        Some(numbers) if numbers.len() == items.len() * groups => numbers
            .chunks(items.len().max(1))
            .map(<[f64]>::to_vec)
            .collect(),
        Some(numbers) => {
            let text = format!(
                "{} {what} given for {} items in {groups} group(s): {}",
                numbers.len(),
                items.len(),
                super::error::listed(items)
            );
            return Err(Error::Moments(text));
        }
        None if entries.len() == groups => entries
            .iter()
            .map(|path| vector(Path::new(path.trim()), what, items))
            .collect::<Result<Vec<_>, _>>()?,
        None => {
            return Err(Error::Moments(format!(
                "{} files of {what} for {groups} group(s); give one file per group",
                entries.len()
            )));
        }
    };
    let positive = what == "means" || values.iter().flatten().all(|x| *x > 0.0);
    if positive {
        Ok(Some(values))
    } else {
        Err(Error::Moments(format!("the {what} must be positive")))
    }
}

/// A file of one number per item: a row, a column, with or without names.
fn vector(path: &Path, what: &str, items: &[String]) -> Result<Vec<f64>, Error> {
    let sheet = Sheet::read(path)?;
    let mut names: Vec<String> = Vec::new();
    let mut values: Vec<f64> = Vec::new();
    for (_, cells) in &sheet.rows {
        let (numbers, words): (Vec<&String>, Vec<&String>) = cells
            .iter()
            .filter(|c| !c.is_empty())
            .partition(|c| number(c).is_some());
        values.extend(numbers.iter().filter_map(|c| number(c)));
        names.extend(words.into_iter().cloned());
    }
    if values.len() != items.len() {
        return Err(sheet.problem(format!(
            "{} {what} for {} items ({})",
            values.len(),
            items.len(),
            listed(items)
        )));
    }
    // A heading such as `mean` beside or above the numbers names no item.
    let known: Vec<usize> = names.iter().filter_map(|n| place(items, n).ok()).collect();
    match (known.len(), names.len()) {
        (k, _) if k == items.len() => {
            let mut ordered = vec![f64::NAN; items.len()];
            known
                .iter()
                .zip(&values)
                .for_each(|(at, value)| ordered[*at] = *value);
            if ordered.iter().any(|x| x.is_nan()) {
                Err(sheet.problem("an item is named twice".to_owned()))
            } else {
                Ok(ordered)
            }
        }
        (0, named) if named < 3 => Ok(values),
        _ => Err(sheet.problem(format!(
            "its names ({}) are not those of the matrix ({})",
            listed(&names),
            listed(items)
        ))),
    }
}
