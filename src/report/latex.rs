//! Results for a journal's typesetter: a LaTeX document of tables (booktabs, siunitx) that compiles as it is.

mod rightward;

use super::lettering::is_right_to_left;
use super::{Align, Cell, Column, Paragraph, Report, Role, Row, Section, Table, text};
use crate::notice::Severity;

/// Words longer than this are set in a column that breaks lines.
const LONGEST_WORDS: usize = 28;
/// Width of all columns together, in characters of the text block.
const LINE: usize = 88;

const PREAMBLE: &str = r"\documentclass[11pt]{article}
\usepackage[a4paper,margin=2.2cm]{geometry}
\usepackage{iftex}
\usepackage{array,booktabs,longtable,caption,siunitx}
\captionsetup{justification=raggedright,singlelinecheck=false,labelfont=bf}
\setlength{\LTleft}{0pt}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\sisetup{detect-all,input-symbols={},table-number-alignment=right}
";

/// Right-to-left words need an engine that reads Unicode fonts.
const RIGHT_TO_LEFT: &str = r"\ifPDFTeX
  \errmessage{This file has right-to-left words: compile it with xelatex or lualatex}
\fi
\usepackage{fontspec}
% The first of these typefaces that is there sets the right-to-left words; put your own first.
\newcommand\persianname{FreeSerif}
\newif\ifsought\soughttrue
\newcommand\seek[1]{\ifsought\IfFontExistsTF{#1}{\renewcommand\persianname{#1}\soughtfalse}{}\fi}
\seek{Noto Naskh Arabic}\seek{Amiri}\seek{Vazirmatn}\seek{XB Niloofar}
\newfontfamily\persianfont[Script=Arabic]{\persianname}
\ifXeTeX
  \TeXXeTstate=1
  \newcommand\rightward[1]{{\persianfont\beginR #1\endR}}
\else
  \newcommand\rightward[1]{{\persianfont\textdir TRT #1}}
\fi
";

const LEFT_TO_RIGHT: &str = r"\ifPDFTeX
  \usepackage[T1]{fontenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\else
  \usepackage{fontspec}
\fi
";

/// The part of a preamble that chooses typefaces for `body`, which is LaTeX already.
pub(crate) fn typefaces(body: &str) -> &'static str {
    match is_right_to_left(body) {
        true => RIGHT_TO_LEFT,
        false => LEFT_TO_RIGHT,
    }
}

/// The report as a document.
pub fn latex(report: &Report) -> String {
    if report.rightward() {
        return rightward::document(report);
    }
    let body: Vec<String> = report.sections.iter().map(section).collect();
    let body = body.join("\n");
    let title = words(&report.title);
    let script = if is_right_to_left(&body) || is_right_to_left(&title) {
        RIGHT_TO_LEFT
    } else {
        LEFT_TO_RIGHT
    };
    let alerts: String = report
        .alerts
        .iter()
        .map(|alert| format!("\\textbf{{{}}}\n\n", words(alert)))
        .collect();
    format!(
        "% {}\n{PREAMBLE}{script}\\begin{{document}}\n\\section*{{{title}}}\n{alerts}{body}\n\\end{{document}}\n",
        text::clean(&report.made_by)
    )
}

fn section(section: &Section) -> String {
    let mut out = format!("\\subsection*{{{}}}\n", words(&section.heading));
    for paragraph in &section.paragraphs {
        out.push_str(&said(paragraph));
    }
    for table in &section.tables {
        out.push_str(&table_of(table));
    }
    out
}

fn said(paragraph: &Paragraph) -> String {
    let text = words(&paragraph.text);
    match paragraph.role {
        Role::Plain => format!("{text}\n\n"),
        Role::Headline => format!("\\textbf{{{text}}}\n\n"),
        Role::Advice => format!("\\emph{{{text}}}\n\n"),
        Role::Reference => format!("\\hangindent=2em {text}\\par\n"),
        Role::Notice(Severity::Note) => format!("Note. {text}\n\n"),
        Role::Notice(Severity::Warning) => format!("\\textbf{{Warning.}} {text}\n\n"),
        Role::Notice(Severity::Serious) => format!("\\textbf{{Serious. {text}}}\n\n"),
        Role::Code => code(&paragraph.text),
    }
}

/// Lines as typed, without `verbatim`, which right-to-left words would break.
fn code(lines: &str) -> String {
    let set = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        format!("\\hspace*{{{}em}}{}", indent as f64 / 2.0, words(line))
    };
    let lines: Vec<String> = lines.lines().map(set).collect();
    format!(
        "{{\\ttfamily\\small\\raggedright\n{}\\par}}\n",
        lines.join("\\\\\n")
    )
}

fn table_of(table: &Table) -> String {
    let columns: Vec<Setting> = (0..table.columns.len())
        .map(|column| Setting::of(table, column))
        .collect();
    let specification: Vec<String> = columns.iter().map(Setting::specification).collect();
    let headings: Vec<String> = table.columns.iter().map(heading).collect();
    let headings = format!("\\toprule\n{} \\\\\n\\midrule\n", headings.join(" & "));
    let mut out = format!(
        "{{\\small\n\\begin{{longtable}}{{@{{}}{}@{{}}}}\n\\caption{{{}}}\\\\\n{headings}\\endfirsthead\n{headings}\\endhead\n\\bottomrule\n\\endlastfoot\n",
        specification.join(""),
        words(&table.caption),
    );
    for (index, row) in table.rows.iter().enumerate() {
        out.push_str(&line(table, index, row, &columns));
    }
    out.push_str("\\end{longtable}}\n");
    for note in table.footnotes() {
        out.push_str(&format!(
            "{{\\footnotesize\\emph{{Note.}} {}\\par}}\n",
            words(&note)
        ));
    }
    out
}

fn heading(column: &Column) -> String {
    let words = words(&column.heading);
    if column.italic {
        format!("{{\\textit{{{words}}}}}")
    } else {
        format!("{{{words}}}")
    }
}

fn line(table: &Table, index: usize, row: &Row, columns: &[Setting]) -> String {
    match row {
        Row::Span(heading) => format!(
            "\\addlinespace\n\\multicolumn{{{}}}{{@{{}}l}}{{\\emph{{{}}}}} \\\\\n",
            table.columns.len(),
            words(heading)
        ),
        Row::Cells(cells) => {
            let cells: Vec<String> = cells
                .iter()
                .zip(&table.columns)
                .zip(columns)
                .enumerate()
                .map(
                    |(at, ((cell, column), setting))| match table.repeats(index, at) {
                        true => String::new(),
                        false => setting.cell(cell, column),
                    },
                )
                .collect();
            format!("{} \\\\\n", cells.join(" & "))
        }
    }
}

/// How a column is set.
enum Setting {
    Words,
    Right,
    /// Lines broken at this share of the text block.
    Broken(f64),
    /// Aligned at the decimal point: digits before and after it, whether a sign or a leading zero is shown.
    Decimal {
        before: usize,
        after: usize,
        sign: bool,
        zero: bool,
    },
}

impl Setting {
    fn of(table: &Table, column: usize) -> Setting {
        let heading = &table.columns[column];
        let cells: Vec<&Cell> = table
            .rows
            .iter()
            .filter_map(|row| match row {
                Row::Cells(cells) => cells.get(column),
                Row::Span(_) => None,
            })
            .collect();
        let numeric = |cell: &&Cell| {
            matches!(
                cell,
                Cell::Number { .. } | Cell::Count(_) | Cell::PValue(_) | Cell::Absent(_)
            )
        };
        let counted = |cell: &&Cell| matches!(cell, Cell::Number { .. } | Cell::PValue(_));
        if cells.iter().all(numeric) && cells.iter().any(counted) {
            return Setting::decimal(&cells, heading);
        }
        if heading.align == Align::Right {
            return Setting::Right;
        }
        let length = |cell: &&Cell| cell.shown(heading).chars().count();
        let longest = cells.iter().map(length).max().unwrap_or(0);
        if longest <= LONGEST_WORDS {
            Setting::Words
        } else {
            let share = longest.min(LINE * 45 / 100) as f64 / LINE as f64;
            Setting::Broken(share)
        }
    }

    fn decimal(cells: &[&Cell], heading: &Column) -> Setting {
        let shown: Vec<String> = cells
            .iter()
            .filter(|cell| !matches!(cell, Cell::Absent(_)))
            .map(|cell| cell.shown(heading))
            .filter(|words| !words.starts_with('<'))
            .collect();
        let parts = shown.iter().map(|words| {
            let digits = words.trim_start_matches('-');
            digits.split_once('.').unwrap_or((digits, ""))
        });
        let (mut before, mut after) = (0, 0);
        for (whole, decimals) in parts {
            before = before.max(whole.len());
            after = after.max(decimals.len());
        }
        Setting::Decimal {
            before,
            after,
            sign: shown.iter().any(|words| words.starts_with('-')),
            zero: !shown
                .iter()
                .any(|words| words.trim_start_matches('-').starts_with('.')),
        }
    }

    fn specification(&self) -> String {
        match self {
            Setting::Words => "l".to_owned(),
            Setting::Right => "r".to_owned(),
            Setting::Broken(share) => {
                format!(">{{\\raggedright\\arraybackslash}}p{{{share:.2}\\textwidth}}")
            }
            Setting::Decimal {
                before,
                after,
                sign,
                zero,
            } => {
                let sign = if *sign { "-" } else { "" };
                let whole = before.max(&1);
                let zero = if *zero {
                    ""
                } else {
                    ",print-zero-integer=false"
                };
                format!("S[table-format={sign}{whole}.{after}{zero}]")
            }
        }
    }

    fn cell(&self, cell: &Cell, column: &Column) -> String {
        let shown = cell.shown(column);
        match self {
            Setting::Decimal { .. } => {
                let plain = shown
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
                if plain {
                    shown
                } else {
                    format!("{{{}}}", words(&shown))
                }
            }
            _ => match cell {
                Cell::Number { .. } | Cell::Count(_) | Cell::Interval { .. } => {
                    words(&shown.replace('-', "\u{2212}"))
                }
                _ => words(&shown),
            },
        }
    }
}

/// Words with what LaTeX reserves escaped and right-to-left stretches marked as such.
pub(crate) fn words(text: &str) -> String {
    let mut out = String::new();
    for (rightward, part) in super::html::stretches(&text::clean(text)) {
        if rightward {
            out.push_str(&format!("\\rightward{{{}}}", escaped(part)));
        } else {
            out.push_str(&escaped(part));
        }
    }
    out
}

/// A word of this many letters, such as a checksum, may break after each of them.
const LONGEST_WORD: usize = 32;

fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for letter in text.chars() {
        length = if letter.is_whitespace() {
            0
        } else {
            length + 1
        };
        if length > LONGEST_WORD {
            out.push_str("\\hspace{0pt}");
        }
        match command(letter) {
            Some(command) => out.push_str(command),
            None => out.push(letter),
        }
    }
    out
}

/// What a letter that LaTeX reserves, or that its text fonts lack, is written as.
fn command(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\\' => "\\textbackslash{}",
        '{' => "\\{",
        '}' => "\\}",
        '$' => "\\$",
        '&' => "\\&",
        '#' => "\\#",
        '%' => "\\%",
        '_' => "\\_",
        '^' => "\\textasciicircum{}",
        '~' => "\\ensuremath{\\sim}",
        '<' => "\\ensuremath{<}",
        '>' => "\\ensuremath{>}",
        '|' => "\\textbar{}",
        '"' => "\\textquotedbl{}",
        '[' => "{[}",
        ']' => "{]}",
        '\u{2212}' => "\\ensuremath{-}",
        '\u{a0}' => "~",
        '—' => "---",
        '–' => "--",
        '≤' => "\\ensuremath{\\leq}",
        '≥' => "\\ensuremath{\\geq}",
        '≠' => "\\ensuremath{\\neq}",
        '≈' => "\\ensuremath{\\approx}",
        '×' => "\\ensuremath{\\times}",
        '±' => "\\ensuremath{\\pm}",
        '·' => "\\ensuremath{\\cdot}",
        '→' => "\\ensuremath{\\rightarrow}",
        '←' => "\\ensuremath{\\leftarrow}",
        '↔' => "\\ensuremath{\\leftrightarrow}",
        '√' => "\\ensuremath{\\surd}",
        '²' => "\\textsuperscript{2}",
        '³' => "\\textsuperscript{3}",
        '…' => "\\ldots{}",
        'α' => "\\ensuremath{\\alpha}",
        'β' => "\\ensuremath{\\beta}",
        'γ' => "\\ensuremath{\\gamma}",
        'δ' => "\\ensuremath{\\delta}",
        'ε' => "\\ensuremath{\\varepsilon}",
        'ζ' => "\\ensuremath{\\zeta}",
        'η' => "\\ensuremath{\\eta}",
        'θ' => "\\ensuremath{\\theta}",
        'κ' => "\\ensuremath{\\kappa}",
        'λ' => "\\ensuremath{\\lambda}",
        'μ' => "\\ensuremath{\\mu}",
        'ν' => "\\ensuremath{\\nu}",
        'ξ' => "\\ensuremath{\\xi}",
        'π' => "\\ensuremath{\\pi}",
        'ρ' => "\\ensuremath{\\rho}",
        'σ' => "\\ensuremath{\\sigma}",
        'τ' => "\\ensuremath{\\tau}",
        'φ' => "\\ensuremath{\\varphi}",
        'χ' => "\\ensuremath{\\chi}",
        'ψ' => "\\ensuremath{\\psi}",
        'ω' => "\\ensuremath{\\omega}",
        'Γ' => "\\ensuremath{\\Gamma}",
        'Δ' => "\\ensuremath{\\Delta}",
        'Θ' => "\\ensuremath{\\Theta}",
        'Λ' => "\\ensuremath{\\Lambda}",
        'Σ' => "\\ensuremath{\\Sigma}",
        'Φ' => "\\ensuremath{\\Phi}",
        'Ψ' => "\\ensuremath{\\Psi}",
        'Ω' => "\\ensuremath{\\Omega}",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_letters_are_escaped() {
        assert_eq!(words("a_1 & 50%"), "a\\_1 \\& 50\\%");
        assert_eq!(words("\\input{x}"), "\\textbackslash{}input\\{x\\}");
        assert_eq!(words("χ²"), "\\ensuremath{\\chi}\\textsuperscript{2}");
    }

    #[test]
    fn right_to_left_words_are_marked() {
        assert_eq!(words("item رهبری 3"), "item \\rightward{رهبری} 3");
    }
}
