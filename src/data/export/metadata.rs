//! Columns that are no answers: times, durations, ids, addresses and what else survey tools write beside them.

use super::moment::{self, Calendar};
use super::{Export, Kind, rows};
use crate::data::{Column, Table, persian};

/// A survey tool with names of its own for metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Qualtrics,
    SurveyMonkey,
    LimeSurvey,
    GoogleForms,
    /// Any other: names that mean nothing else where the content agrees.
    Other,
}

/// Names without spaces and punctuation, letters folded as in [`persian::key`].
pub(crate) fn plain(text: &str) -> String {
    let key = persian::key(text);
    key.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The kind of metadata that a tool gives a column of this (plain) name.
pub(crate) fn by_tool(tool: Tool, name: &str) -> Option<Kind> {
    let names: &[(Kind, &[&str])] = match tool {
        Tool::Qualtrics => &QUALTRICS,
        Tool::SurveyMonkey => &SURVEY_MONKEY,
        Tool::LimeSurvey => &LIME_SURVEY,
        Tool::GoogleForms => &GOOGLE_FORMS,
        Tool::Other => &OTHER,
    };
    let found = names.iter().find(|(_, names)| names.contains(&name));
    found.map(|(kind, _)| *kind)
}

const QUALTRICS: [(Kind, &[&str]); 13] = [
    (Kind::Start, &["startdate"]),
    (Kind::End, &["enddate"]),
    (Kind::Time, &["recordeddate"]),
    (Kind::Status, &["status", "responsetype"]),
    (Kind::Ip, &["ipaddress"]),
    (Kind::Progress, &["progress"]),
    (Kind::Duration, &["durationinseconds", "duration"]),
    (Kind::Finished, &["finished"]),
    (
        Kind::Id,
        &[
            "responseid",
            "responseset",
            "externalreference",
            "externaldatareference",
        ],
    ),
    (Kind::Name, &["recipientlastname", "recipientfirstname"]),
    (Kind::Email, &["recipientemail"]),
    (
        Kind::Location,
        &["locationlatitude", "locationlongitude", "locationaccuracy"],
    ),
    (Kind::Channel, &["distributionchannel", "userlanguage"]),
];

const SURVEY_MONKEY: [(Kind, &[&str]); 8] = [
    (Kind::Id, &["respondentid"]),
    (Kind::Channel, &["collectorid"]),
    (Kind::Start, &["startdate", "datecreated"]),
    (Kind::End, &["enddate", "datemodified"]),
    (Kind::Ip, &["ipaddress"]),
    (Kind::Email, &["emailaddress", "email"]),
    (Kind::Name, &["firstname", "lastname"]),
    (
        Kind::Other,
        &["customdata1", "customdata", "custom1", "customdata2"],
    ),
];

const LIME_SURVEY: [(Kind, &[&str]); 10] = [
    (Kind::Id, &["id", "responseid", "token", "accesscode"]),
    (Kind::End, &["submitdate", "datesubmitted"]),
    (Kind::Progress, &["lastpage"]),
    (Kind::Language, &["startlanguage"]),
    (Kind::Other, &["seed"]),
    (Kind::Start, &["startdate", "datestarted"]),
    (Kind::Time, &["datestamp", "datelastaction"]),
    (Kind::Ip, &["ipaddr", "ipaddress"]),
    (Kind::Channel, &["refurl", "referrerurl"]),
    (Kind::Duration, &["interviewtime", "totaltime"]),
];

const GOOGLE_FORMS: [(Kind, &[&str]); 2] = [
    (
        Kind::Email,
        &[
            "username",
            "emailaddress",
            "email",
            "ایمیل",
            "نشانیایمیل",
            "آدرسایمیل",
        ],
    ),
    (Kind::Score, &["score", "totalscore", "امتیاز", "نمره"]),
];

/// Names of any tool, Persian and English; the content must agree.
const OTHER: [(Kind, &[&str]); 11] = [
    (
        Kind::RowNumber,
        &[
            "ردیف",
            "شماره",
            "شمارهردیف",
            "row",
            "rownumber",
            "no",
            "nr",
            "number",
        ],
    ),
    (
        Kind::Id,
        &[
            "id",
            "شناسه",
            "شناسهپاسخ",
            "شناسهپاسخدهنده",
            "کدپاسخدهنده",
            "کدرهگیری",
            "کدپرسشنامه",
            "شمارهپرسشنامه",
            "شمارهپاسخ",
            "شمارهپاسخدهنده",
            "کدپاسخگو",
            "respondentid",
            "respondent",
            "responseid",
            "caseid",
            "participantid",
            "participant",
            "subject",
            "subjectid",
            "userid",
            "uuid",
        ],
    ),
    (
        Kind::Start,
        &[
            "زمانشروع",
            "تاریخشروع",
            "شروع",
            "زمانآغاز",
            "starttime",
            "startdate",
            "started",
            "startedat",
            "start",
        ],
    ),
    (
        Kind::End,
        &[
            "زمانپایان",
            "تاریخپایان",
            "پایان",
            "زماناتمام",
            "endtime",
            "enddate",
            "completiontime",
            "completed",
            "completedat",
            "submitted",
            "submittedat",
            "submitdate",
            "end",
        ],
    ),
    (
        Kind::Time,
        &[
            "زمان",
            "تاریخ",
            "زمانثبت",
            "تاریخثبت",
            "تاریخثبتپاسخ",
            "زمانثبتپاسخ",
            "زمانارسال",
            "تاریخارسال",
            "مهرزمان",
            "مهرزمانی",
            "timestamp",
            "date",
            "datetime",
            "recordeddate",
            "createdat",
            "lastmodifiedtime",
        ],
    ),
    (
        Kind::Duration,
        &[
            "مدت",
            "مدتزمان",
            "مدتپاسخگویی",
            "مدتزمانپاسخگویی",
            "مدتزمانپاسخدهی",
            "زمانپاسخگویی",
            "زمانپاسخدهی",
            "زمانصرفشده",
            "duration",
            "durationseconds",
            "durationinseconds",
            "timetaken",
            "timespent",
            "timetocomplete",
            "interviewtime",
            "completiontimeseconds",
        ],
    ),
    (
        Kind::Email,
        &[
            "email",
            "emailaddress",
            "ایمیل",
            "پستالکترونیک",
            "نشانیایمیل",
            "آدرسایمیل",
        ],
    ),
    (
        Kind::Ip,
        &["ip", "ipaddress", "آیپی", "نشانیآیپی", "آدرسآیپی"],
    ),
    (
        Kind::Status,
        &[
            "وضعیت",
            "وضعیتپاسخ",
            "وضعیتپاسخنامه",
            "status",
            "responsestatus",
        ],
    ),
    (
        Kind::Weight,
        &[
            "samplingweight",
            "samplingweights",
            "surveyweight",
            "وزننمونه",
            "وزننمونهگیری",
        ],
    ),
    (Kind::Language, &["userlanguage", "startlanguage"]),
];

/// `Timestamp` in the languages of Google's forms.
pub(crate) fn is_timestamp(heading: &str) -> bool {
    let names = [
        "timestamp",
        "مهرزمان",
        "مهرزمانی",
        "طابعزمنی",
        "الطابعالزمنی",
        "zeitstempel",
        "horodateur",
        "marcatemporal",
        "carimbodedatahora",
        "informazionicronologiche",
        "tijdstempel",
        "отметкавремени",
        "zamandamgasi",
        "zamandamgası",
        "タイムスタンプ",
        "时间戳记",
        "時間戳記",
    ];
    let name = plain(heading);
    names.iter().any(|n| plain(n) == name)
}

/// What all answers of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Blank,
    Numbers,
    /// Whole numbers, none twice.
    Distinct,
    /// Every number greater than the one before.
    Ascending,
    Moments(Calendar),
    Clocks,
    Addresses,
    Emails,
    /// Texts or a mix, with none twice or not.
    Texts {
        distinct: bool,
    },
}

/// Says of every column whether it is metadata, and of the file what made it as far as its columns tell.
pub(crate) fn classify(table: &mut Table) -> Export {
    let export = table.recognized.export;
    let contents: Vec<Content> = table.columns.iter().map(content).collect();
    let timed = contents.iter().any(|c| matches!(c, Content::Moments(_)));
    let kinds: Vec<Option<Kind>> = table
        .columns
        .iter()
        .zip(&contents)
        .enumerate()
        .map(|(j, (column, content))| kind((export, timed), j, column, *content))
        .collect();
    for (column, kind) in table.columns.iter_mut().zip(kinds) {
        column.metadata = column.metadata.or(kind);
    }
    edges(table, &contents);
    match export {
        Export::Plain => by_columns(table, &contents),
        known => known,
    }
}

/// `timed`: whether the file keeps times.
fn kind(
    (export, timed): (Export, bool),
    at: usize,
    column: &Column,
    content: Content,
) -> Option<Kind> {
    let name = plain(&column.name);
    let tool = match export {
        Export::Qualtrics => Tool::Qualtrics,
        Export::SurveyMonkey => Tool::SurveyMonkey,
        Export::LimeSurvey => Tool::LimeSurvey,
        Export::GoogleForms => Tool::GoogleForms,
        _ => Tool::Other,
    };
    if export == Export::GoogleForms && at == 0 {
        return Some(Kind::Time);
    }
    if tool != Tool::Other
        && let Some(kind) = by_tool(tool, &name)
    {
        return Some(kind);
    }
    if export == Export::LimeSurvey && is_timing(&column.name) {
        return Some(Kind::Duration);
    }
    match content {
        Content::Addresses => Some(Kind::Ip),
        Content::Emails => Some(Kind::Email),
        _ => by_tool(Tool::Other, &name).filter(|kind| match kind {
            // A duration may be asked for, and a marital status too.
            Kind::Duration if content != Content::Clocks => {
                agrees(*kind, content) && (timed || !BARE.contains(&name.as_str()))
            }
            Kind::Status => rows::tells_completion(column),
            _ => agrees(*kind, content),
        }),
    }
}

/// Names of durations that questions have too.
const BARE: [&str; 3] = ["مدت", "مدتزمان", "duration"];

/// `groupTime12` and `Q1Time`, which LimeSurvey writes where timings are kept.
fn is_timing(name: &str) -> bool {
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    name.strip_prefix("groupTime").is_some_and(digits)
        || name.strip_suffix("Time").is_some_and(|q| q.len() > 1)
}

/// Whether what a column holds can be what its name says.
fn agrees(kind: Kind, content: Content) -> bool {
    let moments = matches!(content, Content::Moments(_) | Content::Clocks);
    match kind {
        Kind::RowNumber => content == Content::Ascending,
        Kind::Id => matches!(
            content,
            Content::Ascending | Content::Distinct | Content::Texts { distinct: true }
        ),
        Kind::Start | Kind::End | Kind::Time => moments,
        Kind::Duration => matches!(
            content,
            Content::Clocks | Content::Numbers | Content::Distinct | Content::Ascending
        ),
        Kind::Language => matches!(content, Content::Texts { distinct: false }),
        Kind::Weight => matches!(
            content,
            Content::Numbers | Content::Distinct | Content::Ascending
        ),
        _ => false,
    }
}

/// Times without a telling name are metadata where they stand before or after all answers, beside other metadata or at the
/// edge; among the answers a date is an answer.
fn edges(table: &mut Table, contents: &[Content]) {
    let width = table.columns.len();
    let times = contents
        .iter()
        .filter(|c| matches!(c, Content::Moments(_)))
        .count();
    // One date at the edge may be a birthday; a tool writes at least two times, or marks itself otherwise.
    if times < 2 && !table.recognized.export.is_tool() {
        return;
    }
    let from_left: Vec<usize> = (0..width).collect();
    let from_right: Vec<usize> = (0..width).rev().collect();
    for order in [from_left, from_right] {
        for j in order {
            match contents[j] {
                _ if table.columns[j].metadata.is_some() => {}
                Content::Moments(_) => table.columns[j].metadata = Some(Kind::Time),
                _ => break,
            }
        }
    }
}

/// Persian wording beside Jalali times is Porsline's way; numbered rows, titles and totals are a person's.
fn by_columns(table: &Table, contents: &[Content]) -> Export {
    let jalali = |(column, content): (&Column, &Content)| {
        column.metadata.is_some() && *content == Content::Moments(Calendar::Jalali)
    };
    let times = table
        .columns
        .iter()
        .zip(contents)
        .filter(|pair| jalali(*pair))
        .count();
    let items = table.items().count();
    let persian = table.items().filter(|c| is_persian(&c.name)).count();
    let null = |c: &Column| c.distinct_texts().iter().any(|t| t.text == "#NULL!");
    if times >= 1 && 2 * persian > items {
        Export::Porsline
    } else if table.columns.iter().any(null) {
        Export::Spss
    } else if is_typed(table) {
        Export::Sheet
    } else {
        Export::Plain
    }
}

fn is_persian(text: &str) -> bool {
    text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))
}

fn is_typed(table: &Table) -> bool {
    let numbered = table
        .columns
        .iter()
        .any(|c| c.metadata == Some(Kind::RowNumber));
    numbered || !table.recognized.dropped.is_empty() || table.recognized.heading_rows.len() > 1
}

fn content(column: &Column) -> Content {
    if !column.has_text() {
        return numbers(column);
    }
    let texts = column.distinct_texts();
    let all = |is: fn(&str) -> bool| texts.iter().all(|t| is(t.text));
    let calendars: Option<Vec<Calendar>> = texts.iter().map(|t| moment::calendar(t.text)).collect();
    let mixed = column.numbers.iter().any(|x| !x.is_nan());
    match calendars {
        _ if mixed => {}
        Some(found) => {
            let jalali = found.contains(&Calendar::Jalali);
            return Content::Moments(if jalali {
                Calendar::Jalali
            } else {
                Calendar::Gregorian
            });
        }
        None if all(moment::is_clock) => return Content::Clocks,
        None if all(moment::is_address) => return Content::Addresses,
        None if all(moment::is_email) => return Content::Emails,
        None => {}
    }
    let distinct = !mixed && texts.len() > 1 && texts.iter().all(|t| t.count == 1);
    Content::Texts { distinct }
}

fn numbers(column: &Column) -> Content {
    let given: Vec<f64> = column
        .numbers
        .iter()
        .copied()
        .filter(|x| !x.is_nan())
        .collect();
    if given.is_empty() {
        Content::Blank
    } else if given.windows(2).all(|pair| pair[0] < pair[1]) {
        Content::Ascending
    } else if are_distinct(&given) {
        Content::Distinct
    } else {
        Content::Numbers
    }
}

fn are_distinct(numbers: &[f64]) -> bool {
    // Answers on a scale repeat at once.
    if numbers.len() > 64 && !are_distinct(&numbers[..64]) {
        return false;
    }
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let whole = numbers.iter().all(|x| x.fract() == 0.0);
    whole && sorted.windows(2).all(|pair| pair[0] != pair[1])
}
