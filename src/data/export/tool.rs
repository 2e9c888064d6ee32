//! Survey tools by their heading rows.

use super::Export;
use super::metadata::{self, Tool};
use super::moment::is_moment;
use crate::data::heading::{Block, TopRow};
use crate::data::persian;

/// The heading rows of a survey tool; `None` if no tool is seen and none is named.
///
/// A tool that is named is taken for what it is even where its marks are gone, with the rows it usually writes.
pub(crate) fn find(top: &[TopRow], named: Option<Export>) -> Option<Block> {
    let finders: [(Export, fn(&[TopRow]) -> Option<Block>); 4] = [
        (Export::SurveyMonkey, survey_monkey),
        (Export::Qualtrics, qualtrics),
        (Export::LimeSurvey, lime_survey),
        (Export::GoogleForms, google_forms),
    ];
    let wanted = |export: Export| named.is_none_or(|n| n == export);
    let seen = finders
        .into_iter()
        .filter(|(export, _)| wanted(*export))
        .find_map(|(_, find)| find(top));
    seen.or_else(|| unmarked(top, named?))
}

/// The rows that a tool usually writes, without its marks.
fn unmarked(top: &[TopRow], named: Export) -> Option<Block> {
    let first = top.iter().position(|row| !row.is_empty())?;
    let second = (first + 1).min(top.len() - 1);
    let block = Block {
        names: first,
        last: second,
        export: named,
        ..Block::default()
    };
    match named {
        Export::Qualtrics => Some(Block {
            wording: Some(second),
            ..block
        }),
        Export::SurveyMonkey => Some(Block {
            options: Some(second),
            ..block
        }),
        _ => None,
    }
}

impl TopRow {
    fn is_empty(&self) -> bool {
        self.cells.iter().all(|c| persian::is_blank(c))
    }

    /// How many cells are names of a tool's metadata.
    fn metadata_of(&self, tool: Tool) -> usize {
        let cells = self.cells.iter();
        cells
            .filter(|c| metadata::by_tool(tool, &metadata::plain(c)).is_some())
            .count()
    }

    fn position_of(&self, names: &[&str]) -> Option<usize> {
        let is = |c: &String| names.contains(&metadata::plain(c).as_str());
        self.cells.iter().position(is)
    }
}

/// Import ids two rows below the names (or one, without wording); else three names of Qualtrics' metadata.
fn qualtrics(top: &[TopRow]) -> Option<Block> {
    let is_import = |row: &TopRow| row.cells.iter().any(|c| c.contains("\"ImportId\""));
    if let Some(import) = top.iter().position(is_import).filter(|at| *at > 0) {
        let few = |row: &TopRow| 2 * count(row) < count(&top[import]);
        let names = match import.checked_sub(2) {
            Some(at) if !few(&top[at]) => at,
            _ => import - 1,
        };
        return Some(Block {
            names,
            last: import,
            wording: (import == names + 2).then_some(names + 1),
            export: Export::Qualtrics,
            ..Block::default()
        });
    }
    let names = top
        .iter()
        .position(|row| row.metadata_of(Tool::Qualtrics) >= 3 && row.position_of(&OWN).is_some())?;
    let under = |row: &TopRow| top[names].position_of(&["startdate"]).map(|j| row.cell(j));
    let worded = top
        .get(names + 1)
        .and_then(under)
        .is_some_and(|cell| !cell.is_empty() && !is_moment(&cell));
    Some(Block {
        names,
        last: names + usize::from(worded),
        wording: worded.then_some(names + 1),
        export: Export::Qualtrics,
        ..Block::default()
    })
}

/// Names that Qualtrics alone gives.
const OWN: [&str; 4] = [
    "recordeddate",
    "responseid",
    "distributionchannel",
    "durationinseconds",
];

fn count(row: &TopRow) -> usize {
    row.cells.iter().filter(|c| !persian::is_blank(c)).count()
}

/// Respondent ID and Collector ID with nothing below them.
fn survey_monkey(top: &[TopRow]) -> Option<Block> {
    let names = top.iter().position(|row| {
        row.position_of(&["respondentid"]).is_some() && row.metadata_of(Tool::SurveyMonkey) >= 3
    })?;
    let id = top[names].position_of(&["respondentid"])?;
    let options = top
        .get(names + 1)
        .is_some_and(|row| row.is_blank_at(id) && !row.is_empty());
    Some(Block {
        names,
        last: names + usize::from(options),
        options: options.then_some(names + 1),
        export: Export::SurveyMonkey,
        ..Block::default()
    })
}

/// A question with one of its rows or options; `Response` says that it has none.
pub(crate) fn with_option(question: &str, option: &str) -> String {
    let none = ["response", "openendedresponse", "openended", ""];
    if none.contains(&metadata::plain(option).as_str()) {
        question.to_owned()
    } else {
        format!("{question} [{option}]")
    }
}

/// `id` first, and two more of LimeSurvey's columns.
fn lime_survey(top: &[TopRow]) -> Option<Block> {
    let is_first = |row: &TopRow| {
        let first = metadata::plain(&row.cell(0));
        ["id", "responseid"].contains(&first.as_str())
    };
    let at = top
        .iter()
        .position(|row| is_first(row) && row.metadata_of(Tool::LimeSurvey) >= 3)?;
    Some(single(at, Export::LimeSurvey))
}

/// A timestamp first, by its name in some language or beside grids, with times below it.
fn google_forms(top: &[TopRow]) -> Option<Block> {
    let at = top.iter().position(|row| count(row) > 1)?;
    let heading = top[at].cell(0);
    let named = metadata::is_timestamp(&heading);
    let grids = top[at].cells.iter().filter(|c| is_grid(c)).count();
    let mut below = top[at + 1..].iter().map(|row| row.cell(0)).peekable();
    let times = below.peek().is_some() && below.all(|c| c.is_empty() || is_moment(&c));
    (times && (named || grids >= 2) && !is_moment(&heading))
        .then(|| single(at, Export::GoogleForms))
}

/// `Question [row]`.
fn is_grid(heading: &str) -> bool {
    heading.trim_end().ends_with(']') && heading.contains(" [")
}

fn single(at: usize, export: Export) -> Block {
    Block {
        names: at,
        last: at,
        export,
        ..Block::default()
    }
}
