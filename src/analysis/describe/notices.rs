//! What must be read before the numbers are used.

use super::{Screened, columns};
use crate::data::error::listed;
use crate::notice::Notice;
use crate::report::describe::DescribeResults;

/// All notices beside those of the file.
pub fn notices(results: &DescribeResults, screened: &Screened) -> Vec<Notice> {
    let mut notices = columns::notices(&screened.sheet);
    notices.extend(constant(results));
    notices.extend(strays(results));
    notices.extend(suspects(results));
    notices.extend(screened.respondents.unit_doubtful.then(|| {
        Notice::warning(
            "duration-unit",
            "",
            "Most durations are too short to be seconds; say --duration-unit minutes if that is what they are.",
        )
    }));
    notices
}

fn constant(results: &DescribeResults) -> Option<Notice> {
    let items = results.items.iter();
    let constant: Vec<String> = items
        .filter(|item| item.n > 0 && item.min == item.max)
        .map(|item| item.name.clone())
        .collect();
    let text = format!(
        "Everyone gave the same answer to {}: such items cannot be analysed. Leave them out.",
        listed(&constant)
    );
    (!constant.is_empty()).then(|| Notice::warning("no-variance", constant.join(", "), text))
}

fn strays(results: &DescribeResults) -> Option<Notice> {
    let count: usize = results.strays.iter().map(|stray| stray.count).sum();
    let text = format!(
        "{count} answers do not belong to the scale of their item; numbers among them were used as numbers. Declare missing codes (--missing-codes), or correct the cells."
    );
    (count > 0).then(|| Notice::warning("out-of-range", "", text))
}

fn suspects(results: &DescribeResults) -> Option<Notice> {
    let items = results.blocks.iter().flat_map(|block| &block.items);
    let suspects: Vec<String> = items
        .filter(|item| item.suspect)
        .map(|item| item.item.clone())
        .collect();
    let text = format!(
        "Negative correlation with the sum of the other items: {}. Such items are probably worded the other way round and were not turned. Mark them as reversed in the codebook if their wording says so.",
        listed(&suspects)
    );
    (!suspects.is_empty()).then(|| Notice::warning("not-reversed", suspects.join(", "), text))
}
