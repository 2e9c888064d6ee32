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
    fn no_text_makes_the_text_reader_panic(text in "[a-c0-9۰-۹,;\t|\"\r\n .?=-]{0,300}") {
        if let Ok(table) = read(&text) {
            for column in &table.columns {
                let _ = select(&table, &[&column.name]);
            }
        }
    }
}
