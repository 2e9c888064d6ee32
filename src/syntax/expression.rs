//! Arithmetic on labels, as in `ab := a*b` or `a + b == c`, with R's precedence.

use super::Span;
use super::error::{Error, Problem};
use super::lexer::{self, Spanned, Token};
use std::collections::BTreeSet;

/// An arithmetic expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Number(f64),
    /// A label or a defined name.
    Name(String),
    Negate(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Call(Function, Vec<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// R's functions of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Abs,
    Exp,
    Log,
    Log2,
    Log10,
    Log1p,
    Expm1,
    Sqrt,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Pnorm,
    Asinh,
    Acosh,
    Atanh,
    Qnorm,
    Dnorm,
    Plogis,
    Qlogis,
    Sign,
    Gamma,
    Lgamma,
    Min,
    Max,
    Sum,
    Prod,
}

const FUNCTIONS: [(&str, Function); 32] = [
    ("abs", Function::Abs),
    ("exp", Function::Exp),
    ("log", Function::Log),
    ("log2", Function::Log2),
    ("log10", Function::Log10),
    ("log1p", Function::Log1p),
    ("expm1", Function::Expm1),
    ("sqrt", Function::Sqrt),
    ("sin", Function::Sin),
    ("cos", Function::Cos),
    ("tan", Function::Tan),
    ("asin", Function::Asin),
    ("acos", Function::Acos),
    ("atan", Function::Atan),
    ("sinh", Function::Sinh),
    ("cosh", Function::Cosh),
    ("tanh", Function::Tanh),
    ("pnorm", Function::Pnorm),
    ("qnorm", Function::Qnorm),
    ("asinh", Function::Asinh),
    ("acosh", Function::Acosh),
    ("atanh", Function::Atanh),
    ("dnorm", Function::Dnorm),
    ("plogis", Function::Plogis),
    ("qlogis", Function::Qlogis),
    ("sign", Function::Sign),
    ("gamma", Function::Gamma),
    ("lgamma", Function::Lgamma),
    ("sum", Function::Sum),
    ("prod", Function::Prod),
    ("min", Function::Min),
    ("max", Function::Max),
];

impl Function {
    fn named(name: &str) -> Option<Function> {
        FUNCTIONS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, function)| *function)
    }

    /// Fewest and most arguments.
    fn arity(self) -> (usize, usize) {
        match self {
            Function::Min | Function::Max | Function::Sum | Function::Prod => (1, usize::MAX),
            Function::Log => (1, 2),
            _ => (1, 1),
        }
    }
}

/// Deeper trees would need more stack than a thread surely has.
const DEEPEST: usize = 400;
/// Parentheses within parentheses; each costs several calls.
pub(super) const DEEPEST_NESTING: usize = 100;

impl Expression {
    /// Reads an expression that stands alone.
    pub fn parse(text: &str) -> Result<Expression, Error> {
        let read = || {
            let (tokens, _) = lexer::tokens(text)?;
            let inside: Vec<Spanned> = tokens
                .into_iter()
                .filter(|token| token.token != Token::Newline)
                .collect();
            Expression::from_tokens(&inside, 0..text.len())
        };
        read().map_err(|problem| Error::new(text, problem))
    }

    /// Names used, each once, in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        let mut names = BTreeSet::new();
        self.visit(&mut |name| {
            names.insert(name.to_owned());
        });
        names.into_iter().collect()
    }

    fn visit(&self, seen: &mut dyn FnMut(&str)) {
        match self {
            Expression::Number(_) => {}
            Expression::Name(name) => seen(name),
            Expression::Negate(inner) => inner.visit(seen),
            Expression::Binary(_, left, right) => {
                left.visit(seen);
                right.visit(seen);
            }
            Expression::Call(_, arguments) => {
                arguments.iter().for_each(|argument| argument.visit(seen))
            }
        }
    }

    /// `span` is where to point when `tokens` is empty.
    pub(super) fn from_tokens(tokens: &[Spanned], span: Span) -> Result<Expression, Problem> {
        let mut reader = Reader {
            tokens,
            at: 0,
            end: span,
            nesting: 0,
        };
        let (expression, _) = reader.sum()?;
        match reader.next() {
            None => Ok(expression),
            Some(token) => Err(unexpected(token)),
        }
    }
}

fn unexpected(token: &Spanned) -> Problem {
    let problem = Problem::new(
        token.span.clone(),
        "the expression breaks off here",
        "expected `+ - * / ^` or the end of the line",
    );
    match token.token {
        Token::Relation(_) => {
            problem.hint("one statement holds one operator; begin a new line for the next")
        }
        Token::Name(_) | Token::Number(_) | Token::Open => problem.hint("a product needs `*`"),
        _ => problem,
    }
}

/// An expression and how deep its tree is.
type Grown = (Expression, usize);

struct Reader<'a> {
    tokens: &'a [Spanned],
    at: usize,
    end: Span,
    nesting: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at).map(|spanned| &spanned.token)
    }

    fn next(&mut self) -> Option<&'a Spanned> {
        let spanned = self.tokens.get(self.at)?;
        self.at += 1;
        Some(spanned)
    }

    /// Where the next token stands, or just past the last one.
    fn here(&self) -> Span {
        let after = |last: &Spanned| last.span.end..last.span.end;
        self.tokens
            .get(self.at)
            .map(|spanned| spanned.span.clone())
            .or_else(|| self.tokens.last().map(after))
            .unwrap_or_else(|| self.end.clone())
    }

    fn check_depth(&self, depth: usize) -> Result<usize, Problem> {
        if depth > DEEPEST || self.nesting > DEEPEST_NESTING {
            return Err(Problem::new(
                self.here(),
                "this expression is too long or too deeply nested",
                "too deep",
            )
            .hint("define parts of it with `:=` and combine those"));
        }
        Ok(depth)
    }

    fn binary(&self, operator: Operator, left: Grown, right: Grown) -> Result<Grown, Problem> {
        let depth = self.check_depth(left.1.max(right.1) + 1)?;
        Ok((
            Expression::Binary(operator, Box::new(left.0), Box::new(right.0)),
            depth,
        ))
    }

    fn sum(&mut self) -> Result<Grown, Problem> {
        let mut left = self.product()?;
        while let Some(operator) = match self.peek() {
            Some(Token::Plus) => Some(Operator::Add),
            Some(Token::Minus) => Some(Operator::Subtract),
            _ => None,
        } {
            self.at += 1;
            let right = self.product()?;
            left = self.binary(operator, left, right)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Grown, Problem> {
        let mut left = self.signed()?;
        while let Some(operator) = match self.peek() {
            Some(Token::Star) => Some(Operator::Multiply),
            Some(Token::Slash) => Some(Operator::Divide),
            _ => None,
        } {
            self.at += 1;
            let right = self.signed()?;
            left = self.binary(operator, left, right)?;
        }
        Ok(left)
    }

    /// A sign binds looser than a power: −2^2 is −4.
    fn signed(&mut self) -> Result<Grown, Problem> {
        self.nesting += 1;
        self.check_depth(0)?;
        let signed = match self.peek() {
            Some(Token::Minus) => {
                self.at += 1;
                let (inner, depth) = self.signed()?;
                (
                    Expression::Negate(Box::new(inner)),
                    self.check_depth(depth + 1)?,
                )
            }
            Some(Token::Plus) => {
                self.at += 1;
                self.signed()?
            }
            _ => self.power()?,
        };
        self.nesting -= 1;
        Ok(signed)
    }

    /// Powers group from the right: 2^3^2 is 512.
    fn power(&mut self) -> Result<Grown, Problem> {
        let base = self.atom()?;
        if self.peek() != Some(&Token::Caret) {
            return Ok(base);
        }
        self.at += 1;
        let exponent = self.signed()?;
        self.binary(Operator::Power, base, exponent)
    }

    fn atom(&mut self) -> Result<Grown, Problem> {
        let span = self.here();
        match self.next().map(|spanned| &spanned.token) {
            Some(Token::Number(value)) => Ok((Expression::Number(*value), 1)),
            Some(Token::Name(name)) if self.peek() == Some(&Token::Open) => self.call(name, span),
            Some(Token::Name(name)) if name == "pi" => {
                Ok((Expression::Number(std::f64::consts::PI), 1))
            }
            Some(Token::Name(name) | Token::Text(name)) => Ok((Expression::Name(name.clone()), 1)),
            Some(Token::Open) => {
                let inner = self.sum()?;
                self.close(&span)?;
                Ok(inner)
            }
            Some(_) => Err(Problem::new(
                span,
                "the expression is not complete",
                "expected a number, a label or `(`",
            )),
            None => Err(Problem::new(
                span,
                "the expression is not complete",
                "expected a number, a label or `(` here",
            )),
        }
    }

    fn close(&mut self, open: &Span) -> Result<(), Problem> {
        match self.next() {
            Some(Spanned {
                token: Token::Close,
                ..
            }) => Ok(()),
            Some(other) => Err(Problem::new(
                other.span.clone(),
                "a parenthesis is not closed",
                "expected `)`",
            )),
            None => Err(Problem::new(
                open.clone(),
                "a parenthesis is not closed",
                "opened here",
            )),
        }
    }

    fn call(&mut self, name: &str, span: Span) -> Result<Grown, Problem> {
        let function = Function::named(name).ok_or_else(|| unknown_function(name, span.clone()))?;
        let open = self.here();
        self.at += 1;
        let (mut arguments, mut deepest) = (Vec::new(), 0);
        loop {
            let (argument, depth) = self.sum()?;
            deepest = deepest.max(depth);
            arguments.push(argument);
            if self.peek() != Some(&Token::Comma) {
                break;
            }
            self.at += 1;
        }
        self.close(&open)?;
        let (fewest, most) = function.arity();
        if !(fewest..=most).contains(&arguments.len()) {
            let expected = if most == 1 {
                "expected one argument"
            } else {
                "expected more, or fewer, arguments"
            };
            return Err(Problem::new(
                span,
                format!("`{name}()` has {} arguments", arguments.len()),
                expected,
            ));
        }
        Ok((
            Expression::Call(function, arguments),
            self.check_depth(deepest + 1)?,
        ))
    }
}

fn unknown_function(name: &str, span: Span) -> Problem {
    let known = FUNCTIONS.iter().map(|(known, _)| *known);
    let problem = Problem::new(
        span,
        format!("there is no function `{name}()`"),
        "unknown function",
    );
    match super::nearest(name, known) {
        Some(near) => problem.hint(format!("did you mean `{near}()`?")),
        None => {
            let all: Vec<&str> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
            problem.hint(format!("known: {}", all.join(" ")))
        }
    }
}
