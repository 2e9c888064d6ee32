//! A target to turn factors towards, from a file: items down, factors across, blank where anything goes.

use super::Request;
use crate::data::{self, Column, ReadOptions, Table};
use crate::efa::Rotation;
use crate::error::Error;
use crate::linalg::Matrix;
use std::path::Path;

/// Chosen values, with the names of the factors.
pub(super) struct Target {
    pub names: Vec<String>,
    /// In the order of the items (p × k), NaN where anything goes.
    pub values: Matrix,
}

impl Target {
    /// Of a request, if it has one.
    ///
    /// # Errors
    /// If the file cannot be read, its first column does not name the items, once each, a cell is no number, a factor has too
    /// few chosen values to be told from the others, or `--factors` is another number.
    pub(super) fn of(request: &Request) -> Result<Option<Target>, Error> {
        let Some(file) = &request.target else {
            return Ok(None);
        };
        let table = data::read(file, &ReadOptions::default())?;
        let target = Target::read(file, &table, &request.items)?;
        let k = target.names.len();
        if let Some(asked) = request.factors.filter(|asked| *asked != k) {
            return Err(wrong(
                file,
                format!("has {k} columns of factors, and --factors says {asked}"),
            ));
        }
        Ok(Some(target))
    }

    fn read(file: &Path, table: &Table, items: &[String]) -> Result<Target, Error> {
        let Some((first, factors)) = table.columns.split_first() else {
            return Err(wrong(file, "is empty".into()));
        };
        let names: Vec<String> = factors.iter().map(|c| c.name.clone()).collect();
        if names.len() < 2 {
            return Err(wrong(file, "needs the items' names in its first column and a column for each of at least two factors".into()));
        }
        let rows: Vec<usize> = items
            .iter()
            .map(|item| row_of(file, first, item))
            .collect::<Result<_, _>>()?;
        if first.len() > items.len() {
            let stranger = (0..first.len())
                .find(|row| !rows.contains(row))
                .unwrap_or(0);
            let problem = format!(
                "has a row for `{}`, which is not among --items",
                first.shown(stranger)
            );
            return Err(wrong(file, problem));
        }
        if let Some(column) = factors.iter().find(|c| c.has_text()) {
            let problem = format!(
                "column `{}`: chosen loadings are numbers, and blank cells are free",
                column.name
            );
            return Err(wrong(file, problem));
        }
        let values = Matrix::from_fn(items.len(), names.len(), |i, j| factors[j].numbers[rows[i]]);
        let target = Target { names, values };
        target.enough(file)?;
        Ok(target)
    }

    /// k − 1 chosen values in each column leave no turn open (Browne 2001).
    fn enough(&self, file: &Path) -> Result<(), Error> {
        let k = self.names.len();
        for (name, column) in self.names.iter().zip(self.values.column_iter()) {
            let chosen = column.iter().filter(|x| !x.is_nan()).count();
            if chosen + 1 < k {
                return Err(wrong(
                    file,
                    format!(
                        "column `{name}` has {chosen} chosen values; with {k} factors each needs at least {} (zeros, usually), or the \
                     rotation is not settled",
                        k - 1
                    ),
                ));
            }
        }
        Ok(())
    }

    /// The request with its rotation and number of factors settled by the target.
    pub(super) fn settle(&self, request: &Request) -> Request {
        Request {
            rotation: Rotation::Target(self.values.clone()),
            factors: Some(self.names.len()),
            ..request.clone()
        }
    }
}

fn row_of(file: &Path, names: &Column, item: &str) -> Result<usize, Error> {
    let rows: Vec<usize> = (0..names.len())
        .filter(|&row| names.shown(row) == item)
        .collect();
    match rows[..] {
        [row] => Ok(row),
        [] => Err(wrong(
            file,
            format!(
                "has no row for `{item}` in its first column; give every item of --items a row"
            ),
        )),
        _ => Err(wrong(file, format!("has several rows for `{item}`"))),
    }
}

fn wrong(file: &Path, problem: String) -> Error {
    Error::Usage(format!("--target {}: {problem}", file.display()))
}
