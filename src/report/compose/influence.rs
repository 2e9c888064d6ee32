//! Which respondents the results rest on.

use super::super::results::{Influence, InfluentialRow, Results};
use super::super::{Cell, Column, Paragraph, Precision, Role, Section, Table, Topic};
use super::{group_cell, section, several_groups};

pub fn influence(results: &Results) -> Option<Section> {
    let influence = results.influence.as_ref()?;
    let mut table = Table::new("The most influential respondents", columns(results)).note(NOTE);
    for row in &influence.most {
        table.row(cells(results, row));
    }
    section(
        Topic::Influence,
        "Influential respondents",
        paragraphs(influence),
        vec![table],
    )
}

const NOTE: &str = "Row: in the file, as a spreadsheet counts. D²: squared Mahalanobis distance from the moments of the \
    model, with p under normality (of many respondents some are far by chance: with 500 of them, p below .0001 is \
    rare). χ²: the respondent's part in the χ² of the model; with likelihood = normal all parts sum to it. Cook: generalized Cook's distance, \
    the change of all estimates together if the respondent were left out. Moved most: the estimate that would change \
    most, by how much, and by how many standard errors. Changes are computed by one step, not by fitting again.";

fn columns(results: &Results) -> Vec<Column> {
    let mut columns = vec![Column::numbers("Row", Precision::plain(0))];
    columns.extend(several_groups(results).then(|| Column::words("Group")));
    columns.push(Column::statistic("D²", Precision::plain(2)));
    columns.push(Column::statistic("p", Precision::bounded(4)));
    columns.push(Column::numbers("χ²", Precision::plain(2)));
    columns.push(Column::numbers("Cook", Precision::plain(3)));
    columns.push(Column::words("Moved most"));
    columns.push(Column::numbers("Change", Precision::plain(3)));
    columns.push(Column::numbers("In SE", Precision::plain(2)));
    columns
}

fn cells(results: &Results, row: &InfluentialRow) -> Vec<Cell> {
    let number = |value| Cell::number(value, "cannot be computed for this respondent");
    let mut cells = vec![Cell::Count(row.row)];
    cells.extend(several_groups(results).then(|| group_cell(results, row.group)));
    cells.push(number(Some(row.mahalanobis)));
    cells.extend([row.pvalue, Some(row.chisq), Some(row.cook)].map(number));
    cells.push(Cell::name(row.parameter.clone().unwrap_or_default()));
    cells.extend([row.change, row.change_in_se].map(number));
    cells
}

fn paragraphs(influence: &Influence) -> Vec<Paragraph> {
    let advice = "An influential respondent is not an error. Look the rows up: a slip of typing or a careless respondent \
                  is corrected or left out for that reason, named in the report; anybody else stays, and it is worth \
                  saying whether the conclusions hold without the most influential ones (Pek & MacCallum, 2011).";
    let file = influence.file.as_ref().map(|file| {
        let text = format!("All respondents, with the change of every estimate, are in {file}.");
        Paragraph::new(Role::Plain, text)
    });
    [Some(Paragraph::new(Role::Advice, advice)), file]
        .into_iter()
        .flatten()
        .collect()
}
