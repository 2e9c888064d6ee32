//! The model language: what is read, what is refused, and that nothing makes it panic.

use proptest::prelude::*;
use sanjeh::syntax::{self, BlockKind, Expression, Relation, Statement, Syntax};
use std::collections::BTreeMap;

fn read(text: &str) -> Syntax {
    syntax::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn rows(text: &str) -> Vec<Statement> {
    read(text).statements
}

fn names(text: &str) -> Vec<String> {
    rows(text).iter().map(Statement::name).collect()
}

fn one(text: &str) -> Statement {
    let mut all = rows(text);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn refused(text: &str) -> syntax::Error {
    match syntax::parse(text) {
        Err(error) => error,
        Ok(read) => panic!("`{text}` was read as {:?}", read.statements),
    }
}

#[test]
fn every_operator_is_read() {
    for (text, relation) in [
        ("f =~ x", Relation::Measure),
        ("f <~ x", Relation::Formative),
        ("y ~ x", Relation::Regression),
        ("y ~~ x", Relation::Covariance),
        ("y ~ 1", Relation::Intercept),
        ("u | t1", Relation::Threshold),
        ("u ~*~ u", Relation::Scale),
        ("u |~ x", Relation::Conditional),
        ("u % x", Relation::Percent),
        ("f \u{2dc} x", Relation::Regression),
        ("f =\u{2dc} x", Relation::Measure),
    ] {
        assert_eq!(one(text).relation, relation, "{text}");
    }
    let read = read("a == b; a < c; a > 2*b; q := a*b");
    let relations: Vec<_> = read.constraints.iter().map(|line| line.relation).collect();
    assert_eq!(
        relations,
        [Relation::Equal, Relation::Less, Relation::Greater]
    );
    assert_eq!(read.definitions[0].text, "a*b");
}

#[test]
fn both_sides_are_lists() {
    assert_eq!(names("y + z ~ x + w"), ["y~x", "y~w", "z~x", "z~w"]);
    assert_eq!(names("y ~ 1 + x"), ["y~1", "y~x"]);
    assert_eq!(names("y ~ x:z"), ["y~x:z"]);
}

#[test]
fn lines_go_on_where_a_term_is_awaited() {
    for text in [
        "f =~ x1 +\n x2",
        "f =~ x1\n + x2",
        "f =~\n\n x1 + # comment\n ! more\n x2",
        "f\n=~ x1+x2",
        "f =~ c(1,\n 2)*x1 + x2",
    ] {
        assert_eq!(names(text), ["f=~x1", "f=~x2"], "{text}");
    }
    let read = rows("efa(\"b\")*f1\n  efa(\"b\")*f2 =~ x1 + x2");
    assert_eq!(read.len(), 4);
    assert!(read.iter().all(|row| row.efa == ["b"]));
}

#[test]
fn modifiers_are_evaluated() {
    for (text, value) in [
        ("y ~ -2^2*x", -4.0),
        ("y ~ 2^3^2*x", 512.0),
        ("y ~ 0.5*2*x", 1.0),
        ("y ~ sqrt(0.25)*x", 0.5),
        ("y ~ (1 + 2)/4*x", 0.75),
        ("y ~ 2^-1*x", 0.5),
        ("y ~ exp(0)*cos(2*pi)*x", 1.0),
        ("y ~ ۰٫۵*x", 0.5),
        ("y ~ 1e-2*x", 0.01),
        ("y ~ .5*x", 0.5),
        ("y ~ −1*x", -1.0),
    ] {
        assert!(
            (one(text).fixed[0].unwrap() - value).abs() < 1e-15,
            "{text}"
        );
    }
    assert_eq!(one("y ~ NA*x").fixed, [None]);
    assert_eq!(one("y ~ c(NA, 1)*x").fixed, [None, Some(1.0)]);
    assert_eq!(one("y ~ c(a, NA)*x").label, ["a", ""]);
    assert_eq!(one("y ~ (a)*x").label, ["a"]);
    assert_eq!(one("y ~ 'a b'*x").label, ["a b"]);
    assert_eq!(one("y ~ equal('z~x')*x").label, ["z~x"]);
    assert_eq!(one("y ~ 0.5?x").start, [Some(0.5)]);
    assert_eq!(one("y ~ start(1, 2)*x").start, [Some(1.0), Some(2.0)]);
    assert_eq!(one("y ~ start(c(1, 2))*x").start, [Some(1.0), Some(2.0)]);
    assert_eq!(one("y ~ rv('s')*x").rv, ["s"]);
}

#[test]
fn modifiers_add_up_over_repeated_and_chained_terms() {
    let row = one("y ~ 4*x + lab*x + start(1.7)*lower(0)*x + upper(c(1, 2))*x");
    assert_eq!(
        (row.fixed, row.label),
        (vec![Some(4.0)], vec!["lab".to_owned()])
    );
    assert_eq!((row.start, row.lower), (vec![Some(1.7)], vec![Some(0.0)]));
    assert_eq!(row.upper, [Some(1.0), Some(2.0)]);
    let twice = read("y ~ 2*x + 3*x");
    assert_eq!(twice.statements[0].fixed, [Some(3.0)]);
    assert_eq!(twice.notices[0].code, "modifier-overwritten");
}

#[test]
fn zeros_and_ones_speak_of_intercepts_and_phantoms() {
    assert_eq!(one("y ~ 0").fixed, [Some(0.0)]);
    assert_eq!(one("y ~ 0").relation, Relation::Intercept);
    assert_eq!(one("y ~ 0.5*1").fixed, [Some(0.5)]);
    assert_eq!(one("f =~ 0").name(), "f=~f");
    assert_eq!(one("y ~ 0*y").fixed, [Some(0.0)]);
    assert_eq!(one("x ~~ 0*y").fixed, [Some(0.0)]);
    refused("y ~ y");
    refused("f =~ f");
    refused("y ~ 2");
}

#[test]
fn repeated_terms_are_ignored_with_a_notice() {
    let read = read("x ~~ y\ny ~~ 0.5*x");
    assert_eq!(read.statements.len(), 1);
    assert!(read.statements[0].fixed.is_empty());
    assert_eq!(read.notices[0].code, "duplicate-term");
}

#[test]
fn bounds_come_from_inequalities_of_one_label() {
    let read = read("y ~ a*x + c(b1, b2)*z\na > 0\n2/4 > a\nb2 < 1\na > b1\nunknown > 0");
    assert_eq!(read.statements[0].lower, [Some(0.0)]);
    assert_eq!(read.statements[0].upper, [Some(0.5)]);
    assert_eq!(read.statements[1].upper, [None, Some(1.0)]);
    assert_eq!(read.constraints.len(), 2);
}

#[test]
fn blocks_are_counted() {
    let nested = read(
        "group: 1\nlevel: 1\ny ~ x\nlevel: 2\ny ~ z\ngroup: 2\nlevel: 1\ny ~ x\nlevel: 2\ny ~ z",
    );
    let blocks: Vec<_> = nested.statements.iter().map(|row| row.block).collect();
    assert_eq!(blocks, [0, 1, 2, 3]);
    assert_eq!(
        nested.blocks[3].headers,
        [
            (BlockKind::Group, "2".to_owned()),
            (BlockKind::Level, "2".to_owned())
        ]
    );
    refused("level: 1\ngroup: 1\ny ~ x");
    assert_eq!(read("group: a\ny ~ x").notices[0].code, "single-block");
}

#[test]
fn persian_names_keep_their_joiners_and_their_column() {
    let text = "رضایت =~ می‌خرم + سؤال_۲\nوفاداری ~ رضایت";
    assert_eq!(
        names(text),
        ["رضایت=~می‌خرم", "رضایت=~سؤال_۲", "وفاداری~رضایت"]
    );
    let error = refused("رضایت =~ الف + ب\nوفاداری ~ رضایت خرید");
    assert_eq!((error.line(), error.column()), (2, 17));
    assert!(
        error.to_string().contains("وفاداری ~ رضایت خرید"),
        "{error}"
    );
}

#[test]
fn errors_point_and_advise() {
    for (text, line, column, hint) in [
        (
            "f =~ x1\nvisual ~= x1",
            2,
            8,
            "`construct =~ item1 + item2`",
        ),
        ("f =~ x1 x2", 1, 9, "join terms with `+`"),
        ("f = x1", 1, 3, "`=~` measures"),
        ("y ~ x - z", 1, 7, "`+ -1*name`"),
        ("y ~ 2x", 1, 5, "`2*x`"),
        ("x1", 1, 3, "end that one with `+`"),
        ("y ~ sqr(2)*x", 1, 5, "did you mean `sqrt()`?"),
        ("y ~ c(a, 1)*x", 1, 5, "write the term twice"),
        ("y ~ (a*x", 1, 5, "add `)`"),
        ("f =~ x1 + x2 y ~ f", 1, 16, "begin a new line"),
        ("y ~ 'x", 1, 5, "add '"),
    ] {
        let error = refused(text);
        assert_eq!((error.line(), error.column()), (line, column), "{error}");
        assert!(
            error.hint.as_deref().unwrap_or("").contains(hint),
            "{error}"
        );
        assert!(error.to_string().contains('^'), "{error}");
    }
}

#[test]
fn expressions_follow_the_precedence_of_r() {
    let value = |text: &str| {
        Expression::parse(text)
            .unwrap()
            .evaluate(&|_| None)
            .unwrap()
    };
    assert_eq!(value("-2^2"), -4.0);
    assert_eq!(value("2^3^2"), 512.0);
    assert_eq!(value("2 - 3 - 4"), -5.0);
    assert_eq!(value("8/4/2"), 1.0);
    assert_eq!(value("2*-3"), -6.0);
    assert_eq!(value("max(1, 3, 2) - min(4, 5)"), -1.0);
    assert_eq!(value("log(8, 2)"), 3.0);
    assert!((value("qnorm(pnorm(0.3))") - 0.3).abs() < 1e-12);
    assert!(
        Expression::parse("1/0")
            .unwrap()
            .evaluate(&|_| None)
            .is_err()
    );
    assert!(Expression::parse("b*a + c(1)").is_err());
    assert_eq!(
        Expression::parse("b*a + exp(c)*b").unwrap().names(),
        ["a", "b", "c"]
    );
}

#[test]
fn affine_expressions_are_recognised() {
    let form = |text: &str| Expression::parse(text).unwrap().linear_form();
    let map = |pairs: &[(&str, f64)]| {
        pairs
            .iter()
            .map(|(name, x)| ((*name).to_owned(), *x))
            .collect::<BTreeMap<_, _>>()
    };
    assert_eq!(
        form("a + 2*(b - a)/4 - 3"),
        Some((-3.0, map(&[("a", 0.5), ("b", 0.5)])))
    );
    assert_eq!(form("-a*sqrt(4)"), Some((0.0, map(&[("a", -2.0)]))));
    assert_eq!(form("a*b"), None);
    assert_eq!(form("exp(a)"), None);
    assert_eq!(form("a^2"), None);
}

#[test]
fn depth_is_an_error_and_not_an_overflow() {
    for text in [
        format!("q := {}a{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("q := {}a", "-".repeat(100_000)),
        format!("q := a{}", "^a".repeat(100_000)),
        format!("q := a{}", "+a".repeat(100_000)),
        format!("y ~ {}1{}*x", "(".repeat(100_000), ")".repeat(100_000)),
    ] {
        let _ = syntax::parse(&text);
    }
}

/// Expressions whose value is smooth and of moderate size where a, b, c are near 1.
fn smooth() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("c".to_owned()),
        (1..30_u32).prop_map(|x| format!("{}", f64::from(x) / 10.0))
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let function = prop::sample::select(vec![
            "sin", "cos", "tanh", "atan", "pnorm", "exp", "log1p", "sqrt",
        ]);
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x} + {y})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x} - {y})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x}*{y})")),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| format!("({x}/(1.5 + {y}^2))")),
            (inner.clone(), 1..3_u32).prop_map(|(x, n)| format!("({x})^{n}")),
            (function, inner).prop_map(|(f, x)| match f {
                "sqrt" | "log1p" => format!("{f}(1 + ({x})^2)"),
                "exp" => format!("exp(-({x})^2)"),
                _ => format!("{f}({x})"),
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn slopes_equal_differences(text in smooth(), at in prop::array::uniform3(0.5..1.5_f64)) {
        let expression = Expression::parse(&text).unwrap();
        let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        let value = |at: [f64; 3]| expression.evaluate(&|name| names.iter().position(|n| n == name).map(|i| at[i])).unwrap();
        let lookup = |name: &str| names.iter().position(|n| n == name).map(|i| at[i]);
        let (middle, slopes) = expression.gradient(&lookup, &names).unwrap();
        prop_assert!((middle - value(at)).abs() <= 1e-12 * middle.abs().max(1.0));
        for i in 0..3 {
            let step = 1e-5;
            let (mut up, mut down) = (at, at);
            up[i] += step;
            down[i] -= step;
            let difference = (value(up) - value(down)) / (2.0 * step);
            let scale = slopes[i].abs().max(middle.abs()).max(1.0);
            prop_assert!((slopes[i] - difference).abs() <= 1e-5 * scale, "{text}: {} and {difference}", slopes[i]);
        }
    }

    #[test]
    fn linear_forms_agree_with_values(text in smooth(), at in prop::array::uniform3(0.5..1.5_f64)) {
        let expression = Expression::parse(&text).unwrap();
        let lookup = |name: &str| ["a", "b", "c"].iter().position(|n| *n == name).map(|i| at[i]);
        if let Some((constant, coefficients)) = expression.linear_form() {
            let linear = constant + coefficients.iter().map(|(name, x)| x * lookup(name).unwrap()).sum::<f64>();
            let value = expression.evaluate(&lookup).unwrap();
            prop_assert!((linear - value).abs() <= 1e-9 * value.abs().max(1.0));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        if let Err(error) = syntax::parse(&text) {
            let _ = error.to_string();
        }
        let _ = Expression::parse(&text);
    }

    #[test]
    fn no_model_like_text_makes_the_parser_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "f", "x1", "خرید", "می\u{200c}خرم", " ", "\n", "\r\n", ";", "=~", "<~", "~", "~~", "~*~", "|", "==", "<", ">", ":=", ":", "%", ":~",
            "+", "-", "*", "/", "^", "(", ")", ",", "?", "0", "1", "2.5", "NA", "c(", "start(", "equal(", "efa(", "\"", "'", "group: 1", "level:", "#", "!", "۵", "\u{2dc}", "=",
        ]), 0..40)
    ) {
        let text = pieces.concat();
        if let Err(error) = syntax::parse(&text) {
            let message = error.to_string();
            prop_assert!(error.line() >= 1 && error.column() >= 1, "{message}");
        }
        let _ = Expression::parse(&text);
    }
}
