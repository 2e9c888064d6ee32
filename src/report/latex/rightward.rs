//! The document of a report that is read from the right: xepersian, compiled with xelatex.

use super::{LINE, LONGEST_WORDS, command, escaped};
use crate::notice::Severity;
use crate::report::lettering::is_right_to_left;
use crate::report::persian::direction::{Side, kept, parts, unmarked};
use crate::report::{
    Align, Cell, Column, Numerals, Paragraph, Report, Role, Row, Section, Table, text,
};

const PREAMBLE: &str = r"% Compile with xelatex, twice; needs xepersian (Debian: texlive-xetex, texlive-lang-arabic).
\documentclass[11pt]{article}
\usepackage[a4paper,margin=2.2cm]{geometry}
\usepackage{array,booktabs,longtable,caption}
\captionsetup{labelfont=bf,justification=raggedleft,singlelinecheck=false}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\usepackage{xepersian}
% The first of these typefaces that is there is taken; put your own first.
\newcommand\persianname{FreeSerif}
\newif\ifsought\soughttrue
\newcommand\seek[1]{\ifsought\IfFontExistsTF{#1}{\renewcommand\persianname{#1}\soughtfalse}{}\fi}
\seek{XB Niloofar}\seek{Vazirmatn}\seek{Amiri}\seek{Noto Naskh Arabic}
\settextfont{\persianname}
\newfontfamily\persianwithin[Script=Arabic]{\persianname}
\newcommand\within[1]{{\persianwithin #1}}
\linespread{1.3}
";

/// The report as a document.
pub(super) fn document(report: &Report) -> String {
    let set = Setter {
        numerals: report.numerals(),
    };
    let alerts = report
        .alerts
        .iter()
        .map(|alert| format!("\\textbf{{{}}}\n\n", set.words(alert)));
    let sections = report
        .sections
        .iter()
        .map(|found| set.section(report, found));
    format!(
        "% {}\n{PREAMBLE}\\begin{{document}}\n\\section*{{{}}}\n{}{}\n\\end{{document}}\n",
        text::clean(&report.made_by),
        set.words(&report.title),
        alerts.collect::<String>(),
        sections.collect::<Vec<_>>().join("\n")
    )
}

/// Sets words and tables.
struct Setter {
    numerals: Numerals,
}

impl Setter {
    /// Words of the report; what is isolated in them is set from its own side.
    fn words(&self, text: &str) -> String {
        let text = kept(text);
        let set = |(side, part): (Side, &str)| match side {
            Side::Sentence => self.sentence(part),
            Side::Left => leftward(&unmarked(part)),
            Side::Right => self.sentence(&unmarked(part)),
        };
        parts(&text).into_iter().map(set).collect()
    }

    /// Words read from the right. xepersian makes Persian digits of 0 to 9, unless they are set from the left.
    fn sentence(&self, text: &str) -> String {
        let mut out = String::new();
        for run in text.split_inclusive(|c: char| !c.is_ascii_digit() && c != '.') {
            let digits = run.trim_end_matches(|c: char| !c.is_ascii_digit());
            if self.numerals == Numerals::Latin && !digits.is_empty() {
                out.push_str(&format!("\\lr{{{digits}}}"));
            } else {
                out.push_str(digits);
            }
            out.extend(run[digits.len()..].chars().map(letter));
        }
        out
    }

    fn section(&self, report: &Report, section: &Section) -> String {
        let mut out = format!("\\subsection*{{{}}}\n", self.words(&section.heading));
        for paragraph in &section.paragraphs {
            out.push_str(&self.said(report, paragraph));
        }
        for table in &section.tables {
            out.push_str(&self.table(report, table));
        }
        out
    }

    fn said(&self, report: &Report, paragraph: &Paragraph) -> String {
        let text = self.words(&paragraph.text);
        match paragraph.role {
            Role::Plain | Role::Advice => format!("{text}\n\n"),
            Role::Headline => format!("\\textbf{{{text}}}\n\n"),
            Role::Reference => quoted(&format!(
                "\\hangindent=2em {}",
                escaped(&text::clean(&paragraph.text))
            )),
            Role::Notice(Severity::Note) => format!("{} {text}\n\n", report.says("Note.")),
            Role::Notice(Severity::Warning) => {
                format!("\\textbf{{{}}} {text}\n\n", report.says("Warning."))
            }
            Role::Notice(Severity::Serious) => {
                format!("\\textbf{{{} {text}}}\n\n", report.says("Serious."))
            }
            Role::Code => code(&paragraph.text),
        }
    }

    fn table(&self, report: &Report, table: &Table) -> String {
        let specification = specifications(table);
        let headings: Vec<String> = table
            .columns
            .iter()
            .map(|column| self.heading(column))
            .collect();
        let headings = format!("\\toprule\n{} \\\\\n\\midrule\n", headings.join(" & "));
        let mut out = format!(
            "{{\\small\n\\begin{{longtable}}{{@{{}}{specification}@{{}}}}\n\\caption{{{}}}\\\\\n{headings}\\endfirsthead\n\
             {headings}\\endhead\n\\bottomrule\n\\endlastfoot\n",
            self.words(&table.caption),
        );
        for (index, row) in table.rows.iter().enumerate() {
            out.push_str(&self.row(table, index, row));
        }
        out.push_str("\\end{longtable}}\n");
        for note in table.footnotes() {
            let word = report.says("Note.");
            out.push_str(&format!(
                "{{\\footnotesize\\textbf{{{word}}} {}\\par}}\n",
                self.words(&note)
            ));
        }
        out
    }

    fn heading(&self, column: &Column) -> String {
        let words = self.words(&column.heading);
        match column.italic {
            true => format!("{{\\textit{{{words}}}}}"),
            false => format!("{{{words}}}"),
        }
    }

    fn row(&self, table: &Table, index: usize, row: &Row) -> String {
        match row {
            Row::Span(heading) => format!(
                "\\addlinespace\n\\multicolumn{{{}}}{{r@{{}}}}{{\\textbf{{{}}}}} \\\\\n",
                table.columns.len(),
                self.words(heading)
            ),
            Row::Cells(cells) => {
                let shown =
                    cells
                        .iter()
                        .zip(&table.columns)
                        .enumerate()
                        .map(|(at, (cell, column))| match table.repeats(index, at) {
                            true => String::new(),
                            false => self.cell(cell, column),
                        });
                format!("{} \\\\\n", shown.collect::<Vec<_>>().join(" & "))
            }
        }
    }

    fn cell(&self, cell: &Cell, column: &Column) -> String {
        let shown = text::isolated(cell, &cell.shown(column).replace('-', "\u{2212}"), true);
        match cell {
            Cell::Name(_) | Cell::Formula { .. } | Cell::Text(_) => {
                self.words(&text::isolated(cell, &cell.shown(column), true))
            }
            _ => self.words(&shown),
        }
    }
}

/// How columns are set: flush right, or broken into lines where they are long or all together too wide.
fn specifications(table: &Table) -> String {
    let longest: Vec<usize> = (0..table.columns.len())
        .map(|column| longest(table, column) + 2)
        .collect();
    let limit = match longest.iter().sum::<usize>() > LINE {
        true => LONGEST_WORDS / 2,
        false => LONGEST_WORDS,
    };
    let columns: Vec<(bool, usize)> = table
        .columns
        .iter()
        .zip(longest)
        .map(|(column, longest)| (column.align == Align::Left && longest > limit, longest))
        .collect();
    let total = |broken: bool| -> usize {
        let of_kind = columns.iter().filter(|column| column.0 == broken);
        of_kind.map(|column| column.1.min(LINE)).sum()
    };
    let room = LINE.saturating_sub(total(false)).max(LINE / 4);
    let scale = (room as f64 / total(true).max(1) as f64).min(1.0) / LINE as f64;
    let set = |&(broken, longest): &(bool, usize)| match broken {
        true => {
            let share = longest.min(LINE) as f64 * scale;
            format!(">{{\\raggedleft\\arraybackslash}}p{{{share:.2}\\textwidth}}")
        }
        false => "r".to_owned(),
    };
    columns.iter().map(set).collect()
}

fn longest(table: &Table, column: usize) -> usize {
    let heading = &table.columns[column];
    let cells = table.rows.iter().filter_map(|row| match row {
        Row::Cells(cells) => cells.get(column),
        Row::Span(_) => None,
    });
    cells
        .map(|cell| unmarked(&cell.shown(heading)).chars().count())
        .chain([unmarked(&heading.heading).chars().count()])
        .max()
        .unwrap_or(0)
}

/// A paragraph in English.
fn quoted(set: &str) -> String {
    format!("\\begin{{latin}}\n{set}\\par\n\\end{{latin}}\n")
}

/// Lines as typed.
fn code(lines: &str) -> String {
    let set = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        format!(
            "\\hspace*{{{}em}}{}",
            indent as f64 / 2.0,
            mixed(&text::clean(line))
        )
    };
    let lines: Vec<String> = lines.lines().map(set).collect();
    quoted(&format!(
        "{{\\ttfamily\\small\\raggedright\\noindent\n{}\\par}}",
        lines.join("\\\\\n")
    ))
}

fn letter(letter: char) -> String {
    match letter {
        // Persian typefaces have these; LaTeX's ligatures they may lack.
        '—' | '–' | '…' => letter.to_string(),
        _ => command(letter).map_or_else(|| letter.to_string(), str::to_owned),
    }
}

/// Set from the left, Persian digits in a typeface that has them.
fn leftward(text: &str) -> String {
    format!("\\lr{{{}}}", mixed(text))
}

/// Latin words with what is Persian in them in its own typeface.
fn mixed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_persian) {
        let tail = &rest[start..];
        let end = tail
            .find(|c: char| !is_persian(c) && c != ' ')
            .map_or(tail.len(), |end| end);
        let run = tail[..end].trim_end();
        let words = run.chars().any(char::is_alphabetic);
        out.push_str(&escaped(&rest[..start]));
        out.push_str(&match words {
            true => format!("\\rl{{{run}}}"),
            false => digits(run),
        });
        rest = &tail[run.len()..];
    }
    out.push_str(&escaped(rest));
    out
}

/// Numbers with Latin commas between them: a Persian comma would move to the other side of its number.
fn digits(run: &str) -> String {
    let number = |number: &str| format!("\\within{{{}}}", number.trim());
    run.split('،').map(number).collect::<Vec<_>>().join(", ")
}

fn is_persian(letter: char) -> bool {
    is_right_to_left(letter.encode_utf8(&mut [0; 4])) || letter == '\u{200c}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::persian::direction::settled;

    #[test]
    fn numbers_and_latin_words_are_set_from_the_left() {
        let set =
            |numerals| Setter { numerals }.words(&settled("مقدار p < .05 در 12 گویه", numerals));
        assert_eq!(
            set(Numerals::Persian),
            "مقدار \\lr{p~\\ensuremath{<}~\\within{۰٫۰۵}} در ۱۲ گویه"
        );
        assert_eq!(
            set(Numerals::Latin),
            "مقدار \\lr{p~\\ensuremath{<}~.05} در \\lr{12} گویه"
        );
    }

    #[test]
    fn model_text_keeps_its_persian_comments() {
        assert_eq!(
            mixed("f =~ x1 # رهبری سازمان 2"),
            "f =\\ensuremath{\\sim} x1 \\# \\rl{رهبری سازمان} 2"
        );
    }
}
