//! Files as survey tools and people make them: what is taken for headings, metadata, items and respondents.

use sanjeh::data::export::{Export, Kind, Overrule, Unwanted};
use sanjeh::data::{self, Error, ReadOptions, Table};

fn read_as(text: &str, overrule: Overrule) -> Result<Table, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    std::fs::write(&path, text).unwrap();
    let options = ReadOptions {
        overrule,
        ..ReadOptions::default()
    };
    data::read(&path, &options)
}

fn read(text: &str) -> Table {
    read_as(text, Overrule::default()).unwrap()
}

fn items(table: &Table) -> Vec<&str> {
    table.items().map(|c| c.name.as_str()).collect()
}

fn metadata(table: &Table) -> Vec<(&str, Kind)> {
    let of = |c: &'_ data::Column| Some((c.name.clone(), c.metadata?));
    let found: Vec<(String, Kind)> = table.columns.iter().filter_map(of).collect();
    found
        .into_iter()
        .map(|(name, kind)| (&*name.leak(), kind))
        .collect()
}

fn column(table: &Table, name: &str) -> Vec<String> {
    let column = table.column(name).unwrap();
    (0..column.len()).map(|row| column.shown(row)).collect()
}

fn codes(table: &Table) -> Vec<&str> {
    table.notices.iter().map(|n| n.code).collect()
}

fn dropped(table: &Table) -> Vec<(&str, &[usize])> {
    let of = |d: &'_ data::export::Dropped| (d.reason, d.rows.clone());
    let found: Vec<(&str, Vec<usize>)> = table.recognized.dropped.iter().map(of).collect();
    found
        .into_iter()
        .map(|(reason, rows)| (reason, &*rows.leak()))
        .collect()
}

const QUALTRICS: &str = "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,Q1_1,Q1_2,Q2
Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,\"Please rate. - I trust this firm, always\",Please rate. - I would buy again,Your town?
\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"ipAddress\"\"}\",\"{\"\"ImportId\"\":\"\"progress\"\"}\",\"{\"\"ImportId\"\":\"\"duration\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",\"{\"\"ImportId\"\":\"\"recordedDate\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_1\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_2\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\"
2024-05-01 10:00:00,2024-05-01 10:05:00,Survey Preview,,100,300,True,2024-05-01 10:05:01,R_1,5,4,here
2024-05-02 10:00:00,2024-05-02 10:04:00,IP Address,10.0.0.1,100,240,True,2024-05-02 10:04:01,R_2,4,4,Tabriz
2024-05-02 11:00:00,2024-05-02 11:01:00,IP Address,10.0.0.2,40,60,False,2024-05-09 11:01:01,R_3,3,,Yazd
2024-05-02 12:00:00,2024-05-02 12:04:00,IP Address,10.0.0.3,100,250,True,2024-05-02 12:04:01,R_4,2,1,Shiraz
";

#[test]
fn qualtrics_writes_three_heading_rows() {
    let table = read(QUALTRICS);
    assert_eq!(table.recognized.export, Export::Qualtrics);
    assert_eq!(table.recognized.heading_rows, [1, 2, 3]);
    assert_eq!(items(&table), ["Q1_1", "Q1_2", "Q2"]);
    assert_eq!(table.rows, [4, 5, 6, 7]);
    assert_eq!(
        table.column("Q1_1").unwrap().label.as_deref(),
        Some("Please rate. - I trust this firm, always")
    );
    let kinds: Vec<Kind> = metadata(&table).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Start,
            Kind::End,
            Kind::Status,
            Kind::Ip,
            Kind::Progress,
            Kind::Duration,
            Kind::Finished,
            Kind::Time,
            Kind::Id
        ]
    );
    assert_eq!(table.recognized.previews, [4]);
    assert_eq!(table.recognized.unfinished.as_deref(), Some(&[6][..]));
    for code in ["export", "heading-rows", "previews", "unfinished"] {
        assert!(codes(&table).contains(&code), "{code}");
    }
}

#[test]
fn previews_and_unfinished_responses_are_left_out_when_asked() {
    let overrule = |drop: &[Unwanted]| Overrule {
        drop: drop.iter().copied().collect(),
        ..Overrule::default()
    };
    let both = overrule(&[Unwanted::Previews, Unwanted::Unfinished]);
    let table = read_as(QUALTRICS, both.clone()).unwrap();
    assert_eq!(table.rows, [5, 7]);
    assert_eq!(
        dropped(&table),
        [
            ("preview or test by the researcher", &[4][..]),
            ("did not reach the end", &[6][..])
        ]
    );
    assert!(table.recognized.previews.is_empty());
    assert!(!codes(&table).contains(&"previews"));
    let plain = read_as("x,y\n1,2\n2,3\n", both).unwrap_err().to_string();
    assert!(
        plain.contains("--drop previews has nothing to go by"),
        "{plain}"
    );
    let nobody = QUALTRICS.replace("IP Address,10", "Survey Preview,10");
    let told = read_as(&nobody, overrule(&[Unwanted::Previews]))
        .unwrap_err()
        .to_string();
    assert!(told.contains("every response was left out"), "{told}");
}

#[test]
fn qualtrics_without_its_third_row_or_with_one_row_only() {
    let lines: Vec<&str> = QUALTRICS.lines().collect();
    let two = [&lines[..2], &lines[3..]].concat().join("\n");
    let table = read(&two);
    assert_eq!(table.recognized.heading_rows, [1, 2]);
    assert_eq!(table.rows, [3, 4, 5, 6]);
    assert_eq!(table.columns[11].label.as_deref(), Some("Your town?"));
    let one = [&lines[..1], &lines[3..]].concat().join("\n");
    let table = read(&one);
    assert_eq!(table.recognized.export, Export::Qualtrics);
    assert_eq!(table.rows, [2, 3, 4, 5]);
}

#[test]
fn surveymonkey_writes_questions_and_options() {
    let table = read(
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,How much do you agree with these statements?,,What is your gender?,Which do you use?,,,Anything else?
,,,,,,,,,I trust this firm,I would buy again,Response,Web,Phone,Other (please specify),Open-Ended Response
118000001,4001,05/01/2024 10:00:00 AM,05/01/2024 10:03:11 AM,10.0.0.1,,,,,5,4,Female,Web,,,no
118000002,4001,05/01/2024 11:00:00 AM,05/01/2024 11:05:11 AM,10.0.0.2,,,,,2,3,Male,,Phone,fax,
118000003,4001,05/02/2024 11:00:00 AM,05/02/2024 11:05:11 AM,10.0.0.3,,,,,4,4,Male,Web,Phone,,yes
",
    );
    assert_eq!(table.recognized.export, Export::SurveyMonkey);
    assert_eq!(table.recognized.heading_rows, [1, 2]);
    assert_eq!(
        items(&table),
        ["q1_1", "q1_2", "q2", "q3_1", "q3_2", "q3_3", "q4"]
    );
    assert_eq!(column(&table, "q1_2"), ["4", "3", "4"]);
    assert_eq!(
        table.column("q1_2").unwrap().label.as_deref(),
        Some("How much do you agree with these statements? [I would buy again]")
    );
    assert_eq!(metadata(&table).len(), 9);
    assert!(codes(&table).contains(&"short-names"));
    assert!(!codes(&table).contains(&"duplicate-heading"));
}

#[test]
fn google_forms_starts_with_a_timestamp() {
    let text = "Timestamp,Email Address,How old are you?,Please rate [The firm keeps its promises],Please rate [I would buy again],\"Which channels do you use, if any?\",age
2024/05/01 9:03:11 AM GMT+3:30,a@b.ir,23,5,4,\"Web, Phone\",1
2024/05/01 9:13:11 AM GMT+3:30,c@b.ir,33,2,2,Web,2
2024/05/01 9:23:11 PM GMT+3:30,d@b.ir,43,4,5,\"Phone, Visit, in person\",2
";
    let table = read(text);
    assert_eq!(table.recognized.export, Export::GoogleForms);
    assert_eq!(items(&table), ["q1", "q2_1", "q2_2", "q3", "age"]);
    assert_eq!(
        metadata(&table),
        [("Timestamp", Kind::Time), ("Email Address", Kind::Email)]
    );
    // The heading still finds the item.
    assert_eq!(
        table
            .column("Please rate [I would buy again]")
            .unwrap()
            .name,
        "q2_2"
    );
    let persian = text.replace("Timestamp", "مُهر زمان").replace(
        "2024/05/01 9:03:11 AM GMT+3:30",
        "2024/05/01 9:03:11 ق.ظ GMT+3:30",
    );
    assert_eq!(read(&persian).recognized.export, Export::GoogleForms);
    // In another language, the grids tell.
    let other = text.replace("Timestamp", "Tímabil");
    assert_eq!(read(&other).recognized.export, Export::GoogleForms);
}

#[test]
fn limesurvey_writes_codes() {
    let table = read(
        "id,submitdate,lastpage,startlanguage,seed,Q1[SQ001],Q1[SQ002],Q2,Q2[other],interviewtime\n\
         1,2024-05-01 10:00:00,4,fa,11,A1,A5,AO01,,301.2\n\
         2,,2,fa,12,A2,A4,-oth-,by post,99.1\n\
         3,2024-05-01 12:00:00,4,fa,13,A4,N/A,AO02,,411.0\n",
    );
    assert_eq!(table.recognized.export, Export::LimeSurvey);
    assert_eq!(items(&table), ["Q1_SQ001", "Q1_SQ002", "Q2", "Q2_other"]);
    assert_eq!(table.recognized.unfinished.as_deref(), Some(&[3][..]));
    assert_eq!(column(&table, "Q1[SQ002]"), ["A5", "A4", ""]);
    let whole = read(
        "Response ID,Date submitted,Last page,Start language,Seed,Q1. How old are you?,Q2[SQ1]. I trust this firm\n\
         1,2024-05-01 10:00:00,4,fa,11,23,4\n2,2024-05-01 10:00:00,4,fa,11,33,5\n",
    );
    assert_eq!(items(&whole), ["Q1", "Q2_SQ1"]);
    assert_eq!(
        whole.column("Q2_SQ1").unwrap().label.as_deref(),
        Some("I trust this firm")
    );
}

#[test]
fn answer_codes_of_limesurvey_are_numbers() {
    let table = read(
        "id,submitdate,lastpage,startlanguage,seed,Q1[SQ001],Q1[SQ002],Q2\n\
         1,2024-05-01 10:00:00,4,fa,11,A1,A5,AO01\n\
         2,2024-05-01 11:00:00,2,fa,12,A2,A4,-oth-\n\
         3,2024-05-01 12:00:00,4,fa,13,A4,A2,AO02\n",
    );
    let select = |items: &[&str]| {
        let items: Vec<String> = items.iter().map(|s| s.to_string()).collect();
        data::Sample::select(&table, &items, None)
    };
    let sample = select(&["Q1_SQ001", "Q1_SQ002"]).unwrap();
    assert_eq!(
        sample.groups[0].answers.as_ref().unwrap().as_slice(),
        [1.0, 2.0, 4.0, 5.0, 4.0, 2.0]
    );
    assert_eq!(sample.notices[0].code, "labels-as-numbers");
    let told = select(&["Q2"]).unwrap_err().to_string();
    assert!(told.contains("`-oth-`"), "{told}");
}

const PORSLINE: &str = "شناسه پاسخ,زمان شروع,زمان پایان,مدت زمان,آی‌پی,به نظر من این شرکت به وعده‌های خود عمل می‌کند.,\"از خرید خود
پشیمان نیستم.\",سن
۱۰۰۱,۱۴۰۳/۰۲/۱۷ - ۱۳:۴۵:۰۹,۱۴۰۳/۰۲/۱۷ - ۱۳:۵۰:۰۰,۲۹۱,۵.۶.۷.۸,موافقم,کاملاً موافقم,۲۳
۱۰۰۴,۱۴۰۳/۰۲/۱۷ - ۱۴:۴۵:۰۹,۱۴۰۳/۰۲/۱۷ - ۱۴:۵۰:۰۰,۲۹۳,5.6.7.9,مخالفم,موافقم,۳۳
۱۰۰۳,۱۴۰۳/۰۲/۱۸ - ۱۳:۴۵:۰۹,۱۴۰۳/۰۲/۱۸ - ۱۳:۵۰:۰۰,۲۸۹,5.6.7.1,ممتنع,مخالفم,۴۳
";

#[test]
fn persian_tools_are_known_by_their_times() {
    let table = read(PORSLINE);
    assert_eq!(table.recognized.export, Export::Porsline);
    let kinds: Vec<Kind> = metadata(&table).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(
        kinds,
        [Kind::Id, Kind::Start, Kind::End, Kind::Duration, Kind::Ip]
    );
    assert_eq!(items(&table), ["q1", "q2", "سن"]);
    assert_eq!(
        table.column("q2").unwrap().label.as_deref(),
        Some("از خرید خود پشیمان نیستم.")
    );
    // A date among the answers is an answer.
    let dated = read("a,birth,b\n1,1360/02/03,2\n2,1365/02/03,1\n3,1366/01/01,2\n");
    assert_eq!(items(&dated), ["a", "birth", "b"]);
    assert_eq!(dated.recognized.export, Export::Plain);
}

#[test]
fn questions_keep_their_own_numbers() {
    let table = read(
        "سن,۱- من به این شرکت و محصولات آن اعتماد کامل دارم.,۲- از خرید خود از این شرکت در گذشته پشیمان نیستم.\n23,4,5\n33,2,1\n",
    );
    assert_eq!(items(&table), ["سن", "q1", "q2"]);
    let clash = read("q1,My opinion of this firm has become better since last year\n23,4\n33,2\n");
    assert_eq!(items(&clash), ["q1", "item2"]);
}

const TYPED: &str = "پرسشنامه رضایت مشتریان,,,,,,
,,اعتماد,,وفاداری,,
ردیف,سن,س۱,س۲,س۱,س۲,
1,23,4,5,3,2,
2,33,4,4,3,3,
,,,,,,
ردیف,سن,س۱,س۲,س۱,س۲,
3,43,2,3,5,1,
4,53,1,3,4,2,
جمع,152,11,15,15,8,
میانگین,38,2.75,3.75,3.75,2,
";

#[test]
fn sheets_typed_by_hand() {
    let table = read(TYPED);
    assert_eq!(table.recognized.export, Export::Sheet);
    assert_eq!(
        items(&table),
        ["سن", "اعتماد س۱", "اعتماد س۲", "وفاداری س۱", "وفاداری س۲"]
    );
    assert_eq!(metadata(&table), [("ردیف", Kind::RowNumber)]);
    assert_eq!(table.rows, [4, 5, 8, 9]);
    assert_eq!(table.recognized.heading_rows, [2, 3]);
    assert_eq!(
        dropped(&table),
        [
            ("above the headings", &[1][..]),
            ("blank", &[6][..]),
            ("totals", &[10, 11][..]),
            ("repeats the headings", &[7][..])
        ]
    );
    assert_eq!(column(&table, "وفاداری س۲"), ["2", "3", "1", "2"]);
}

#[test]
fn two_heading_rows_of_a_saved_sheet() {
    let groups =
        read("id,sex,Trust,,Loyalty,\n,,q1,q2,q1,q2\n1,m,3,4,5,1\n2,f,2,4,4,2\n3,f,1,2,3,3\n");
    assert_eq!(
        items(&groups),
        ["sex", "Trust q1", "Trust q2", "Loyalty q1", "Loyalty q2"]
    );
    assert_eq!(groups.recognized.heading_rows, [1, 2]);
    let wording = read("x1,x2,x3\nI trust it,I like it,I buy it\n1,2,3\n2,3,4\n3,1,2\n");
    assert_eq!(wording.rows, [3, 4, 5]);
    assert_eq!(wording.columns[2].label.as_deref(), Some("I buy it"));
    // Words in every row are answers.
    let words = read("x1,x2\nagree,agree\ndisagree,agree\nagree,disagree\n");
    assert_eq!(words.rows, [2, 3, 4]);
}

#[test]
fn the_researcher_overrules() {
    let overrule = |export, header_rows, skip_rows| Overrule {
        export,
        header_rows,
        skip_rows,
        ..Overrule::default()
    };
    let raw = read_as(QUALTRICS, overrule(Some(Export::Plain), None, 0)).unwrap();
    assert_eq!((raw.rows.len(), items(&raw).len()), (6, 12));
    let totals = read_as(TYPED, overrule(Some(Export::Plain), Some(1), 2)).unwrap();
    assert_eq!(totals.rows, [4, 5, 7, 8, 9, 10, 11]);
    let none = read_as("1,2\n3,4\n5,6\n", overrule(None, Some(0), 0)).unwrap();
    assert_eq!(
        (items(&none), none.rows.clone()),
        (vec!["q1", "q2"], vec![1, 2, 3])
    );
    let skipped = read_as("a\nb,c\nx,y\n1,2\n2,3\n", overrule(None, None, 2)).unwrap();
    assert_eq!(
        (items(&skipped), skipped.rows.clone()),
        (vec!["x", "y"], vec![4, 5])
    );
    let two = read_as(
        "x,y\nagree,agree\nagree,no\nno,no\n",
        overrule(None, Some(2), 0),
    )
    .unwrap();
    assert_eq!(two.rows, [3, 4]);
    assert_eq!(two.columns[0].label.as_deref(), Some("agree"));
    let named = read_as(
        "StartDate,Q1\nWhen,How much\n2024-01-01,4\n2024-01-02,5\n",
        overrule(Some(Export::Qualtrics), None, 0),
    )
    .unwrap();
    assert_eq!(named.rows, [3, 4]);
    let beyond = read_as("x,y\n1,2\n", overrule(None, Some(5), 0)).unwrap_err();
    assert!(
        beyond.to_string().contains("no rows of answers"),
        "{beyond}"
    );
    let past = read_as("x,y\n1,2\n", overrule(None, None, 9)).unwrap_err();
    assert!(past.to_string().contains("no data"), "{past}");
}

#[test]
fn spss_leaves_its_mark_in_text_files() {
    let table = read("id,x1,x2\n1,#NULL!,3\n2,4,5\n3,2,1\n");
    assert_eq!(table.recognized.export, Export::Spss);
    assert_eq!(column(&table, "x1"), ["", "4", "2"]);
}
