//! Questionnaires as they really arrive.

use proptest::prelude::*;
use sanjeh::data::{self, Error, Grouping, ReadOptions, Sample, Table};
use std::path::PathBuf;

/// A file in a directory of its own.
struct File {
    _directory: tempfile::TempDir,
    path: PathBuf,
}

fn file(name: &str, bytes: &[u8]) -> File {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    File {
        _directory: directory,
        path,
    }
}

fn read(bytes: impl AsRef<[u8]>) -> Result<Table, Error> {
    data::read(
        &file("answers.csv", bytes.as_ref()).path,
        &ReadOptions::default(),
    )
}

fn hostile(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/hostile")
        .join(name)
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|c| c.name.as_str()).collect()
}

fn column(table: &Table, name: &str) -> Vec<String> {
    let column = table.column(name).unwrap();
    (0..column.len()).map(|row| column.shown(row)).collect()
}

fn codes(table: &Table) -> Vec<&str> {
    table.notices.iter().map(|n| n.code).collect()
}

fn select(table: &Table, items: &[&str]) -> Result<Sample, Error> {
    Sample::select(
        table,
        &items.iter().map(|s| s.to_string()).collect::<Vec<_>>(),
        None,
    )
}

#[test]
fn delimiters_and_encodings_are_seen() {
    let text = "سن,x1,x2\n۲۳,1,۲\n٢٤,3,4\n25,5,6\n";
    for delimiter in [",", ";", "\t", "|"] {
        let text = text.replace(',', delimiter);
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let units = text.encode_utf16();
            let bytes: Vec<u8> = if big {
                units.flat_map(u16::to_be_bytes).collect()
            } else {
                units.flat_map(u16::to_le_bytes).collect()
            };
            let bom: &[u8] = if !mark {
                &[]
            } else if big {
                &[0xfe, 0xff]
            } else {
                &[0xff, 0xfe]
            };
            [bom, &bytes].concat()
        };
        let versions = [
            text.clone().into_bytes(),
            [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
            utf16(false, true),
            utf16(true, true),
            utf16(false, false),
            utf16(true, false),
            text.replace('\n', "\r\n").into_bytes(),
            text.replace('\n', "\r").into_bytes(),
        ];
        for (version, bytes) in versions.iter().enumerate() {
            let table = read(bytes).unwrap();
            assert_eq!(names(&table), ["سن", "x1", "x2"], "{delimiter:?} {version}");
            assert_eq!(
                column(&table, "سن"),
                ["23", "24", "25"],
                "{delimiter:?} {version}"
            );
            assert_eq!(table.rows, [2, 3, 4]);
        }
    }
}

#[test]
fn blanks_are_left_out_and_told() {
    let table = read("x1,x2,g\n1,2,a\n,3,b\n2,NA,a\n,,b\n4,5,\n3,1,b\n5,3,a\n2,2,b\n").unwrap();
    let items: Vec<String> = ["x1", "x2"].map(String::from).to_vec();
    let sample = Sample::select(
        &table,
        &items,
        Some(&Grouping {
            column: "g".into(),
            labels: None,
        }),
    )
    .unwrap();
    let labels: Vec<&str> = sample.groups.iter().map(|g| g.label.as_str()).collect();
    assert_eq!(labels, ["a", "b"]);
    assert_eq!(sample.respondents(), 4);
    assert_eq!(sample.rows_read, 8);
    let told: Vec<(&str, &[usize])> = sample
        .exclusions
        .iter()
        .map(|e| (e.reason.as_str(), &e.rows[..]))
        .collect();
    assert_eq!(
        told,
        [
            ("blank answer in x1", &[3][..]),
            ("blank answer in x2", &[4][..]),
            ("no answer to any item", &[5][..]),
            ("blank group (g)", &[6][..])
        ]
    );
    let reversed = Grouping {
        column: "g".into(),
        labels: Some(vec!["b".into(), "a".into()]),
    };
    let sample = Sample::select(&table, &items, Some(&reversed)).unwrap();
    assert_eq!(sample.groups[0].label, "b");
    assert_eq!(sample.groups[0].rows, [7, 9]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_text_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(table) = read(&bytes) {
            for column in &table.columns {
                let _ = select(&table, &[&column.name]);
            }
        }
    }

    #[test]
    fn no_damage_makes_the_workbook_reader_panic(which in 0..3usize, damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        let mut bytes = std::fs::read(hostile(["persian.xlsx", "persian.xls", "persian.ods"][which])).unwrap();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(table) = read(&bytes) {
            for column in &table.columns {
                let _ = select(&table, &[&column.name]);
            }
        }
    }

    #[test]
    fn no_codebook_makes_the_coding_panic(text in "(name|نام|x1|x2|minimum|maximum|reversed|labels|missing|[0-9]|[,;=:\n\"-]|yes|کم| ){0,60}") {
        let answers = file("a.csv", "x1,x2\n1,کم\n2,زیاد\n".as_bytes());
        let codebook = file("c.csv", text.as_bytes());
        let _ = data::read(&answers.path, &ReadOptions { codebook: Some(codebook.path.clone()), ..ReadOptions::default() });
    }

    #[test]
    fn no_matrix_file_makes_its_reader_panic(text in "(a|b|[0-9]|[., ;\t\n#\"-]){0,60}", n in 0..20usize) {
        if let Ok(table) = moments(&[&text], &[n], &[], &[]) {
            let _ = Sample::from_moments(&table, &table.items);
        }
    }

    #[test]
    fn no_text_makes_the_text_reader_panic(text in "[a-c0-9۰-۹,;\t|\"\r\n .?=-]{0,300}") {
        if let Ok(table) = read(&text) {
            for column in &table.columns {
                let _ = select(&table, &[&column.name]);
            }
        }
    }
}

/// A workbook made for one test.
fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Workbook)) -> File {
    let mut book = rust_xlsxwriter::Workbook::new();
    fill(&mut book);
    file("answers.xlsx", &book.save_to_buffer().unwrap())
}

fn rows(sheet: &mut rust_xlsxwriter::Worksheet, top: u32, left: u16, rows: &[&[&str]]) {
    for (i, row) in rows.iter().enumerate() {
        for (j, cell) in row.iter().enumerate().filter(|(_, c)| !c.is_empty()) {
            let (i, j) = (top + i as u32, left + j as u16);
            match cell.parse::<f64>() {
                Ok(x) => sheet.write_number(i, j, x).unwrap(),
                Err(_) => sheet.write_string(i, j, *cell).unwrap(),
            };
        }
    }
}

fn open(file: &File) -> Result<Table, Error> {
    data::read(&file.path, &ReadOptions::default())
}

#[test]
fn persian_likert_words_with_a_codebook_become_numbers() {
    let file = workbook(|book| {
        let sheet = book.add_worksheet().set_name("پاسخ‌ها").unwrap();
        rows(
            sheet,
            0,
            0,
            &[
                &[
                    "ردیف",
                    "به این شرکت اعتماد دارم",
                    "از خرید خود پشیمانم",
                    "سن",
                ],
                &["1", "كاملا موافقم", "مخالفم", "۲۳"],
                &["2", "موافقم", "نمی‌دانم", "٣٠"],
                &["3", "نظري ندارم", "کاملاً مخالفم", "99"],
                &["4", "مخالفم", "موافقم", "41"],
            ],
        );
        let labels = "1=کاملاً مخالفم; 2=مخالفم؛ ۳=نظری ندارم; 4=موافقم; 5=کاملاً موافقم";
        let sheet = book.add_worksheet().set_name("کدنامه").unwrap();
        rows(
            sheet,
            0,
            0,
            &[
                &[
                    "نام",
                    "عنوان ستون",
                    "متن انگلیسی",
                    "متن فارسی",
                    "حداقل",
                    "حداکثر",
                    "معکوس",
                    "کدهای گمشده",
                    "برچسب‌ها",
                ],
                &[
                    "trust1",
                    "به‌این‌شرکت اعتماد دارم",
                    "I trust this firm",
                    "به این شرکت اعتماد دارم",
                    "1",
                    "5",
                    "خیر",
                    "",
                    labels,
                ],
                &[
                    "regret",
                    "از خرید خود پشیمانم",
                    "I regret",
                    "",
                    "1",
                    "5",
                    "بله",
                    "",
                    labels,
                ],
                &["age", "سن", "", "", "15", "90", "", "99; 98", ""],
                &["ghost", "نیست", "", "", "", "", "", "", ""],
            ],
        );
        let about = book.add_worksheet().set_name("درباره").unwrap();
        rows(about, 0, 0, &[&["داده‌های ساختگی برای آموزش"]]);
    });
    let table = open(&file).unwrap();
    assert_eq!(names(&table), ["ردیف", "trust1", "regret", "age"]);
    assert_eq!(column(&table, "trust1"), ["5", "4", "3", "2"]);
    assert_eq!(column(&table, "regret"), ["4", "", "5", "2"]);
    assert_eq!(column(&table, "age"), ["23", "30", "", "41"]);
    assert!(table.synthetic);
    let trust = table.column("trust1").unwrap();
    assert_eq!(trust.label.as_deref(), Some("I trust this firm"));
    assert_eq!(trust.label_fa.as_deref(), Some("به این شرکت اعتماد دارم"));
    assert_eq!(
        (trust.minimum, trust.maximum, trust.reversed),
        (Some(1.0), Some(5.0), false)
    );
    assert!(table.column("regret").unwrap().reversed);
    // The heading still finds the item.
    assert_eq!(table.column("از خرید خود پشیمانم").unwrap().name, "regret");
    assert_eq!(
        codes(&table),
        [
            "codebook-without-column",
            "column-without-codebook",
            "missing-words",
            "missing-codes"
        ]
    );
    let sample = select(&table, &["trust1", "regret"]).unwrap();
    assert_eq!(sample.respondents(), 3);
    assert_eq!(sample.groups[0].rows, [2, 4, 5]);
    assert_eq!(table.source.sheet.as_deref(), Some("پاسخ‌ها"));
}

#[test]
fn a_sheet_as_people_fill_it_in() {
    let file = workbook(|book| {
        let sheet = book.add_worksheet().set_name("data").unwrap();
        let format = rust_xlsxwriter::Format::new();
        sheet
            .merge_range(2, 2, 2, 6, "پرسشنامه مشتریان", &format)
            .unwrap();
        sheet.merge_range(3, 3, 3, 4, "Trust", &format).unwrap();
        sheet.merge_range(3, 5, 3, 6, "Loyalty", &format).unwrap();
        sheet.merge_range(3, 2, 4, 2, "id", &format).unwrap();
        rows(sheet, 4, 3, &[&["q1", "q2", "q1", "q2"]]);
        rows(
            sheet,
            5,
            2,
            &[
                &["1", "1", "2", "3", "4"],
                &["2", "2", "2", "5", "1"],
                &["", "", "", "", ""],
                &["3", "5", "۴", "", "2"],
                &["4", "3", "3", "3", "3"],
            ],
        );
        rows(
            sheet,
            10,
            2,
            &[
                &["میانگین", "2.75", "2.75", "3.67", "2.5"],
                &["جمع", "11", "11", "11", "10"],
            ],
        );
        sheet
            .write_formula(
                6,
                5,
                rust_xlsxwriter::Formula::new("1/0").set_result("#DIV/0!"),
            )
            .unwrap();
        sheet
            .write_formula(9, 6, rust_xlsxwriter::Formula::new("1+2").set_result("3"))
            .unwrap();
        sheet.write_boolean(5, 8, true).unwrap();
        sheet.write_string(4, 8, "member").unwrap();
    });
    let table = open(&file).unwrap();
    assert_eq!(
        names(&table),
        [
            "id",
            "Trust q1",
            "Trust q2",
            "Loyalty q1",
            "Loyalty q2",
            "member"
        ]
    );
    assert_eq!(table.rows, [6, 7, 9, 10]);
    assert_eq!(column(&table, "Trust q2"), ["2", "2", "4", "3"]);
    assert_eq!(column(&table, "Loyalty q2"), ["4", "1", "2", "3"]);
    assert_eq!(column(&table, "member"), ["TRUE", "", "", ""]);
    let found = codes(&table);
    for code in ["title-rows", "blank-rows", "error-cells", "totals-row"] {
        assert!(found.contains(&code), "{code} in {found:?}");
    }
    assert_eq!(found.iter().filter(|c| **c == "totals-row").count(), 2);
}

#[test]
fn merged_answers_are_told() {
    let file = workbook(|book| {
        let sheet = book.add_worksheet();
        rows(
            sheet,
            0,
            0,
            &[&["g", "x"], &["", "1"], &["", "2"], &["b", "3"]],
        );
        sheet
            .merge_range(1, 0, 2, 0, "a", &rust_xlsxwriter::Format::new())
            .unwrap();
    });
    let table = open(&file).unwrap();
    assert_eq!(column(&table, "g"), ["a", "", "b"]);
    assert_eq!(codes(&table), ["merged-answers"]);
}

#[test]
fn sheets_by_name_number_and_hash() {
    let file = workbook(|book| {
        for (name, value) in [("wave one", "1"), ("موج دو", "2")] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            rows(sheet, 0, 0, &[&["x", "y"], &[value, "5"], &["7", "6"]]);
        }
    });
    let first = |sheet: &str| {
        let options = ReadOptions {
            sheet: Some(sheet.into()),
            ..ReadOptions::default()
        };
        data::read(&file.path, &options).map(|t| column(&t, "x")[0].clone())
    };
    assert_eq!(first("wave one").unwrap(), "1");
    assert_eq!(first("موج‌ دو").unwrap(), "2");
    assert_eq!(first("۲").unwrap(), "2");
    assert!(
        first("wave two")
            .unwrap_err()
            .to_string()
            .contains("did you mean `wave one`?")
    );
    let hash = format!("{}#2", file.path.display());
    assert_eq!(
        column(&data::read(hash, &ReadOptions::default()).unwrap(), "x")[0],
        "2"
    );
    assert!(codes(&open(&file).unwrap()).contains(&"other-sheets"));
}

#[test]
fn broken_files_are_errors_that_advise() {
    let told = |result: Result<Table, Error>| result.unwrap_err().to_string();
    let of = |name: &str| told(data::read(hostile(name), &ReadOptions::default()));
    assert!(
        of("ragged.csv").contains("line 4: 3 cells where the heading row has 4"),
        "{}",
        of("ragged.csv")
    );
    assert!(
        of("corrupt.xlsx").contains("damaged"),
        "{}",
        of("corrupt.xlsx")
    );
    assert!(of("page.xls").contains("web page"), "{}", of("page.xls"));
    assert!(of("empty.csv").contains("no data"), "{}", of("empty.csv"));
    assert!(
        of("headings-only.csv").contains("no rows of answers"),
        "{}",
        of("headings-only.csv")
    );
    assert!(
        of("none.csv").contains("cannot be read"),
        "{}",
        of("none.csv")
    );
    assert!(
        of("encrypted.xls").contains("password"),
        "{}",
        of("encrypted.xls")
    );
}

#[test]
fn old_and_open_formats_read_the_same() {
    for name in [
        "persian.ods",
        "persian.xls",
        "windows-1256.csv",
        "persian.xlsx",
    ] {
        let table = data::read(hostile(name), &ReadOptions::default()).unwrap();
        assert_eq!(column(&table, "سن"), ["23", "30", "41"], "{name}");
        let keys: Vec<String> = column(&table, "رضایت")
            .iter()
            .map(|s| data::persian::key(s))
            .collect();
        assert_eq!(keys, ["راضی", "", "ناراضی"], "{name}");
        let sample = select(&table, &["رضایت", "نمره"]).unwrap();
        assert_eq!(
            sample.groups[0].answers.as_ref().unwrap().as_slice(),
            [4.0, 2.0, 1.5, 2.5],
            "{name}"
        );
        assert_eq!(sample.notices[0].code, "labels-as-numbers", "{name}");
    }
    let xlsx = data::read(hostile("persian.xlsx"), &ReadOptions::default()).unwrap();
    assert!(
        codes(&xlsx).contains(&"formulas-without-value"),
        "{:?}",
        xlsx.notices
    );
}

#[test]
fn quoted_cells_and_decimal_commas() {
    let table = read("name;weight;note\r\n1;\"3,5\";\"line one\r\nline; two\"\r\n2;4,25;\"say \"\"yes\"\"\"\r\n\r\n3;;x;\r\n").unwrap();
    assert_eq!(column(&table, "weight"), ["3.5", "4.25", ""]);
    assert_eq!(
        column(&table, "note"),
        ["line one\r\nline; two", "say \"yes\"", "x"]
    );
    assert_eq!(table.rows, [2, 3, 5]);
    assert!(codes(&table).contains(&"blank-rows"));
    let ragged = read("a,b\r\n\"x\r\ny\",1\r\n2\r\n")
        .unwrap_err()
        .to_string();
    assert!(ragged.contains("line 4: 1 cells"), "{ragged}");
}

#[test]
fn headings_are_made_usable() {
    let table = read("x,x,,\u{feff}y ,????\n1,2,3,4,5\n6,7,8,9,1\n").unwrap();
    assert_eq!(names(&table), ["x", "x.2", "column C", "y", "????"]);
    assert_eq!(codes(&table), ["duplicate-heading", "lost-letters"]);
    assert!(codes(&read("1,2\n3,4\n5,6\n").unwrap()).contains(&"numeric-headings"));
    let titled = read("Survey of 2024\nid,x1,x2\n1,2,3\n2,3,4\n").unwrap();
    assert_eq!(names(&titled), ["id", "x1", "x2"]);
    let qualtrics = read("Q1,Q2\nHow old?,How much?\n\"{\"\"ImportId\"\":\"\"a\"\"}\",\"{\"\"ImportId\"\":\"\"b\"\"}\"\n5,6\n7,8\n").unwrap();
    assert_eq!(column(&qualtrics, "Q1"), ["5", "7"]);
    assert_eq!(qualtrics.columns[1].label.as_deref(), Some("How much?"));
}

#[test]
fn totals_without_a_word_are_seen_too() {
    let table = read("x1,x2,x3\n1,2,3\n4,5,1\n2,2,2\n3,3,5\n5,4,4\n15,16,15\n").unwrap();
    assert_eq!(table.rows.len(), 5);
    assert!(codes(&table).contains(&"totals-row"));
    let table = read("x1,x2,x3\n1,2,3\n4,5,1\n2,2,2\n3,3,5\n5,4,4\n3,3.2,3\n").unwrap();
    assert_eq!(table.rows.len(), 6, "one fraction is no proof");
    let table = read("g,x1\nکل,1\nجزء,2\nکل,3\n").unwrap();
    assert_eq!(
        table.rows.len(),
        3,
        "a word that answers a question is no total"
    );
}

#[test]
fn words_where_numbers_are_needed() {
    let table = read("x,y,z,w\n1,5 (کاملاً موافقم),علی,کم\n2,۴ (موافقم),رضا,زیاد\n3,1 (کاملاً مخالفم),مریم,کم\nfive,4 (موافقم),زهرا,زیاد\n").unwrap();
    let told = |item: &str| select(&table, &[item]).unwrap_err().to_string();
    assert!(
        told("x").contains("column `x`, row 5: `five` is not a number"),
        "{}",
        told("x")
    );
    assert!(
        told("z").contains("column `z`, row 2: `علی`"),
        "{}",
        told("z")
    );
    assert!(told("v").contains("`v` is not a column"), "{}", told("v"));
    let sample = select(&table, &["y", "w"]).unwrap();
    assert_eq!(
        sample.groups[0].answers.as_ref().unwrap().as_slice(),
        [5.0, 4.0, 1.0, 4.0, 2.0, 4.0, 2.0, 4.0]
    );
}

#[test]
fn answers_outside_the_scale_stop_the_reading() {
    let answers = file("a.csv", b"x1\n1\n9\n5\n-99\n3\n9\n");
    let codebook = file("c.csv", "name,minimum,maximum\nx1,1,5\n".as_bytes());
    let options = |codes: &[&str]| ReadOptions {
        codebook: Some(codebook.path.clone()),
        missing_codes: codes.iter().map(|c| c.to_string()).collect(),
        ..ReadOptions::default()
    };
    let told = data::read(&answers.path, &options(&["۹۹-"]))
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("2 answers lie outside 1 to 5") && told.contains("9 in row 3, 7"),
        "{told}"
    );
    let table = data::read(&answers.path, &options(&["-99.0", "9"])).unwrap();
    assert_eq!(column(&table, "x1"), ["1", "", "5", "", "3", ""]);
    let plain = data::read(&answers.path, &ReadOptions::default()).unwrap();
    let sample = select(&plain, &["x1"]).unwrap();
    assert_eq!(
        sample
            .notices
            .iter()
            .filter(|n| n.code == "suspicious-code")
            .count(),
        2
    );
}

#[test]
fn constant_items_and_lost_groups_are_errors() {
    let table = read("x,y,g\n1,2,1\n1,3,1\n2,2,2\n2,5,\n,1,3\n3,3,2\n").unwrap();
    let grouped = |labels: Option<&[&str]>| {
        let labels = labels.map(|l| l.iter().map(|s| s.to_string()).collect());
        Sample::select(
            &table,
            &["x".to_string(), "y".to_string()],
            Some(&Grouping {
                column: "g".into(),
                labels,
            }),
        )
        .map_err(|e| e.to_string())
    };
    assert!(
        grouped(None)
            .unwrap_err()
            .contains("item `x` has the same answer (1) in every row in group `1`")
    );
    assert_eq!(grouped(Some(&["2"])).unwrap().respondents(), 2);
    assert!(
        grouped(Some(&["3"]))
            .unwrap_err()
            .contains("no rows left in group `3`")
    );
    assert!(
        grouped(Some(&["7"]))
            .unwrap_err()
            .contains("no row has the group `7`")
    );
}

fn moments(
    covariance: &[&str],
    nobs: &[usize],
    mean: &[&str],
    sd: &[&str],
) -> Result<data::MomentTable, Error> {
    let files: Vec<File> = covariance
        .iter()
        .map(|text| file("m.txt", text.as_bytes()))
        .collect();
    let strings = |list: &[&str]| list.iter().map(|s| s.to_string()).collect();
    data::read_moments(&data::MomentOptions {
        covariance: files.iter().map(|f| f.path.clone()).collect(),
        respondents: nobs.to_vec(),
        mean: strings(mean),
        sd: strings(sd),
        group_labels: Vec::new(),
    })
}

#[test]
fn matrices_in_every_shape_say_the_same() {
    let shapes = [
        "x1 x2 x3\n4 1 2\n1 9 3\n2 3 16\n",
        "# a published matrix\n\"x1\" \"x2\" \"x3\"\n4\n1 9\n2 3 16\n",
        ",x1,x2,x3\nx1,4,,\nx2,1,9,\nx3,2,3,16\n",
        "x1;4\nx2;1,0;9\nx3;2;3;16\n",
        "item\tx1\tx2\tx3\nx1\t4\t1\t2\nx2\t\t9\t3\nx3\t\t\t16\n",
        "x1,x2,x3\n4,1,2\n,9,3\n,,16\n",
        "x1 4\nx2 1 9\nx3 2 3 16\n",
    ];
    for shape in shapes {
        let table = moments(&[shape], &[101], &["1,2", "3"], &[]).unwrap();
        assert_eq!(table.items, ["x1", "x2", "x3"], "{shape}");
        let sample = Sample::from_moments(&table, &["x3".to_string(), "x1".to_string()]).unwrap();
        let moments = &sample.groups[0].moments;
        assert!(
            (moments.covariance[(0, 0)] - 16.0 * 100.0 / 101.0).abs() < 1e-12,
            "{shape}"
        );
        assert!(
            (moments.covariance[(0, 1)] - 2.0 * 100.0 / 101.0).abs() < 1e-12,
            "{shape}"
        );
        assert_eq!(moments.mean.as_slice(), [3.0, 1.0]);
    }
}

#[test]
fn correlations_with_and_without_deviations() {
    for shape in [
        "a b c\n1\n.5 1\n.2 .3 1\n",
        "a b c\n.5\n.2 .3\n",
        "a\nb .5\nc .2 .3\n",
    ] {
        let table = moments(&[shape], &[11], &[], &["2,3,4"]).unwrap();
        let s = &table.groups[0].1.covariance * 1.1;
        assert!(
            (s[(0, 1)] - 3.0).abs() < 1e-12
                && (s[(2, 1)] - 3.6).abs() < 1e-12
                && (s[(2, 2)] - 16.0).abs() < 1e-12,
            "{shape}"
        );
        let bare = moments(&[shape], &[11], &[], &[]).unwrap();
        assert_eq!(bare.notices[0].code, "correlation-input");
    }
    let two = moments(
        &["a b\n1\n.5 1\n", "b a\n1\n.5 1\n"],
        &[10, 20],
        &[],
        &["1", "2", "3", "4"],
    )
    .unwrap();
    assert_eq!(two.groups[1].0, "Group 2");
    assert!((two.groups[1].1.covariance[(0, 0)] - 9.0 * 0.95).abs() < 1e-12);
}

#[test]
fn broken_matrices_are_errors_that_point() {
    let told = |text: &str, nobs: &[usize], sd: &[&str]| {
        moments(&[text], nobs, &[], sd).unwrap_err().to_string()
    };
    assert!(told("a b\n1 .5\n.4 1\n", &[10], &[]).contains("not symmetric: a with b is 0.5"));
    assert!(told("a b\n1 1.5\n1.5 1\n", &[10], &[]).contains("correlation 1.5 of b with a"));
    assert!(told("1 .5\n.5 1\n", &[10], &[]).contains("no names"));
    assert!(told("a b c\n1\n.5 1\n", &[10], &[]).contains("3 names (a, b, c) but 2 rows"));
    assert!(told("a b\n1\nx 1\n", &[10], &[]).contains("`x` is not a number"));
    assert!(told("a b\n4\n1 9\n", &[10], &["2,3"]).contains("diagonal is not 1"));
    assert!(told("a b\n4\n1 9\n", &[10, 20], &[]).contains("1 matrices but 2 sizes"));
    assert!(
        told("a b\n4\n1 9\n", &[10], &["2"]).contains("1 standard deviations given for 2 items")
    );
}
