//! From tokens to statements: lines joined, sides expanded, modifiers attached.

use super::error::{Error, Problem};
use super::expression::Expression;
use super::lexer::{self, Spanned, Token};
use super::modifier::{self, Modifier};
use super::{Block, BlockKind, ConstraintLine, DefinitionLine, Relation, Span, Statement, Syntax};
use crate::notice::Notice;
use std::collections::HashMap;

/// More terms than this from one statement is a mistake, and would exhaust the memory.
const MOST_TERMS: usize = 1_000_000;

pub(super) fn parse(text: &str) -> Result<Syntax, Error> {
    read(text).map_err(|problem| Error::new(text, problem))
}

fn read(text: &str) -> Result<Syntax, Problem> {
    let (tokens, notices) = lexer::tokens(text)?;
    let mut parser = Parser::new(text, notices);
    for statement in lines(&tokens)? {
        parser.statement(&statement)?;
    }
    Ok(parser.finish())
}

/// Groups tokens into statements: a line goes on inside parentheses, after an operator, and before a `+`.
fn lines(tokens: &[Spanned]) -> Result<Vec<Vec<Spanned>>, Problem> {
    let mut statements = Vec::new();
    let mut current: Vec<Spanned> = Vec::new();
    let mut open: Vec<Span> = Vec::new();
    for (at, spanned) in tokens.iter().enumerate() {
        match spanned.token {
            Token::Newline if !open.is_empty() => continue,
            Token::Newline if goes_on(&current, &tokens[at..]) => {
                if joins_by_plus(&current, &tokens[at..]) {
                    current.push(Spanned {
                        token: Token::Plus,
                        span: spanned.span.clone(),
                    });
                }
                continue;
            }
            Token::Newline | Token::Semicolon => {
                statements.push(std::mem::take(&mut current));
                continue;
            }
            Token::Open => open.push(spanned.span.clone()),
            Token::Close if open.pop().is_none() => {
                return Err(Problem::new(
                    spanned.span.clone(),
                    "a parenthesis is closed that was never opened",
                    "no `(` before this",
                ));
            }
            _ => {}
        }
        current.push(spanned.clone());
    }
    if let Some(span) = open.first() {
        return Err(
            Problem::new(span.clone(), "a parenthesis is not closed", "opened here")
                .hint("add `)`"),
        );
    }
    statements.push(current);
    statements.retain(|statement| !statement.is_empty());
    Ok(statements)
}

/// Whether the statement so far continues after the newlines at the start of `rest`.
fn goes_on(current: &[Spanned], rest: &[Spanned]) -> bool {
    let Some(last) = current.last() else {
        return false;
    };
    let awaits = matches!(
        last.token,
        Token::Relation(_)
            | Token::Plus
            | Token::Minus
            | Token::Star
            | Token::Slash
            | Token::Caret
            | Token::Comma
            | Token::Question
    );
    let next = rest
        .iter()
        .map(|spanned| &spanned.token)
        .find(|token| **token != Token::Newline);
    let leads = matches!(
        next,
        Some(Token::Plus | Token::Star | Token::Slash | Token::Caret | Token::Question)
    );
    let operator_follows = matches!(next, Some(Token::Relation(_))) && !has_relation(current);
    awaits || leads || operator_follows || (next.is_some() && begins_with_efa(current))
}

fn has_relation(tokens: &[Spanned]) -> bool {
    tokens
        .iter()
        .any(|spanned| matches!(spanned.token, Token::Relation(_)))
}

/// `efa("b")*f1` on a line of its own: the list of constructs goes on in the next line.
fn begins_with_efa(current: &[Spanned]) -> bool {
    matches!(current, [Spanned { token: Token::Name(name), .. }, Spanned { token: Token::Open, .. }, ..] if name == "efa")
        && !has_relation(current)
}

fn joins_by_plus(current: &[Spanned], rest: &[Spanned]) -> bool {
    let after_name = matches!(
        current.last(),
        Some(Spanned {
            token: Token::Name(_),
            ..
        })
    );
    let next = rest
        .iter()
        .map(|spanned| &spanned.token)
        .find(|token| **token != Token::Newline);
    begins_with_efa(current) && after_name && matches!(next, Some(Token::Name(_)))
}

/// What a term speaks of.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Variable(String),
    Number(f64),
}

/// `modifier*modifier*target`
struct Term {
    modifiers: Vec<Modifier>,
    target: Target,
    span: Span,
}

struct Parser<'a> {
    source: &'a str,
    /// Where each line begins.
    line_starts: Vec<usize>,
    syntax: Syntax,
    /// Where each row stands in the table, to find repeated terms.
    rows: HashMap<(usize, Relation, String, String), usize>,
}

fn span_of(tokens: &[Spanned]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => 0..0,
    }
}

/// As written, without spaces and comments.
fn text_of(source: &str, tokens: &[Spanned]) -> String {
    let piece = |spanned: &Spanned| match &spanned.token {
        Token::Name(name) => name.clone(),
        _ => source[spanned.span.clone()].to_owned(),
    };
    tokens
        .iter()
        .filter(|spanned| spanned.token != Token::Newline)
        .map(piece)
        .collect()
}

impl<'a> Parser<'a> {
    fn new(source: &'a str, notices: Vec<Notice>) -> Parser<'a> {
        let syntax = Syntax {
            source: source.to_owned(),
            statements: Vec::new(),
            constraints: Vec::new(),
            definitions: Vec::new(),
            blocks: Vec::new(),
            notices,
        };
        let line_starts = std::iter::once(0)
            .chain(source.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Parser {
            source,
            line_starts,
            syntax,
            rows: HashMap::new(),
        }
    }

    fn line(&self, span: &Span) -> usize {
        self.line_starts
            .partition_point(|&start| start <= span.start)
    }

    fn block(&self) -> usize {
        self.syntax.blocks.len().saturating_sub(1)
    }

    fn statement(&mut self, tokens: &[Spanned]) -> Result<(), Problem> {
        if let Some((kind, label)) = header(tokens) {
            return self.header(kind, label, tokens);
        }
        let (at, relation) = the_relation(tokens)?;
        let (left, right) = (&tokens[..at], &tokens[at + 1..]);
        let operator = &tokens[at].span;
        if left.is_empty() {
            return Err(Problem::new(
                operator.clone(),
                format!("nothing stands before `{relation}`"),
                "expected a name before this",
            ));
        }
        if right.is_empty() {
            return Err(Problem::new(
                operator.end..operator.end,
                format!("nothing stands after `{relation}`"),
                "expected a name here",
            ));
        }
        match relation {
            Relation::Defined => self.definition(left, right, operator),
            _ if relation.is_constraint() => self.constraint(left, relation, right),
            _ => self.terms(left, relation, right),
        }
    }

    fn header(
        &mut self,
        kind: BlockKind,
        label: String,
        tokens: &[Spanned],
    ) -> Result<(), Problem> {
        let span = span_of(tokens);
        let mut headers = match self.syntax.blocks.last() {
            Some(block) => block.headers.clone(),
            None => Vec::new(),
        };
        let inside_level = matches!(headers.as_slice(), [(BlockKind::Level, _)]);
        if kind == BlockKind::Group && inside_level {
            return Err(Problem::new(
                span,
                "`group:` stands inside `level:`",
                "groups hold levels, not the reverse",
            )
            .hint("write `group:` first and its `level:` blocks below it"));
        }
        let line = self.line(&span);
        let empty = self
            .syntax
            .statements
            .last()
            .is_none_or(|last| last.block != self.block());
        if self.syntax.blocks.is_empty() && !empty {
            self.before_blocks(line);
        }
        let outer = headers
            .iter()
            .position(|(other, _)| *other == kind)
            .unwrap_or(headers.len());
        let nested = kind == BlockKind::Level && outer == headers.len() && !headers.is_empty();
        headers.truncate(if kind == BlockKind::Level { outer } else { 0 });
        headers.push((kind, label));
        let block = Block {
            headers,
            line,
            span,
        };
        match self.syntax.blocks.last_mut() {
            Some(last) if nested && empty => *last = block,
            _ => self.syntax.blocks.push(block),
        }
        Ok(())
    }

    fn before_blocks(&mut self, line: usize) {
        let text = format!(
            "statements stand before the first block header on line {line}; they count for that block only. Move them below it."
        );
        self.syntax.notices.push(Notice::warning(
            "before-block",
            format!("line {line}"),
            text,
        ));
    }

    fn definition(
        &mut self,
        left: &[Spanned],
        right: &[Spanned],
        operator: &Span,
    ) -> Result<(), Problem> {
        let [
            Spanned {
                token: Token::Name(name),
                span,
            },
        ] = left
        else {
            return Err(Problem::new(
                span_of(left),
                "`:=` defines one name",
                "expected one name here",
            ));
        };
        let expression = Expression::from_tokens(right, operator.clone())?;
        if self
            .syntax
            .definitions
            .iter()
            .any(|known| known.name == *name)
        {
            return Err(Problem::new(
                span.clone(),
                format!("`{name}` is defined twice"),
                "already defined above",
            ));
        }
        let span = span.start..span_of(right).end;
        self.syntax.definitions.push(DefinitionLine {
            name: name.clone(),
            expression,
            text: text_of(self.source, right),
            line: self.line(&span),
            span,
        });
        Ok(())
    }

    fn constraint(
        &mut self,
        left: &[Spanned],
        relation: Relation,
        right: &[Spanned],
    ) -> Result<(), Problem> {
        let span = span_of(left).start..span_of(right).end;
        self.syntax.constraints.push(ConstraintLine {
            left: Expression::from_tokens(left, span.clone())?,
            relation,
            right: Expression::from_tokens(right, span.clone())?,
            text: (text_of(self.source, left), text_of(self.source, right)),
            line: self.line(&span),
            span,
        });
        Ok(())
    }

    fn terms(
        &mut self,
        left: &[Spanned],
        relation: Relation,
        right: &[Spanned],
    ) -> Result<(), Problem> {
        let left = self.side(left, relation, true)?;
        let right = self.side(right, relation, false)?;
        if left.len().saturating_mul(right.len()) > MOST_TERMS {
            let span = left[0].span.clone();
            return Err(Problem::new(
                span,
                "this statement makes more than a million terms",
                "too many names",
            ));
        }
        let first = self.syntax.statements.len();
        for one in &left {
            for other in &right {
                self.row(one, relation, other, first)?;
            }
        }
        Ok(())
    }

    fn side(
        &mut self,
        tokens: &[Spanned],
        relation: Relation,
        left: bool,
    ) -> Result<Vec<Term>, Problem> {
        let mut before = span_of(tokens);
        let mut terms = Vec::new();
        for piece in modifier::split(tokens, &Token::Plus) {
            if piece.is_empty() {
                return Err(Problem::new(
                    before.end..before.end,
                    "a name is missing beside `+`",
                    "expected a name here",
                ));
            }
            before = span_of(piece);
            terms.push(self.term(piece, relation, left)?);
        }
        Ok(terms)
    }

    fn term(
        &mut self,
        tokens: &[Spanned],
        relation: Relation,
        left: bool,
    ) -> Result<Term, Problem> {
        let span = span_of(tokens);
        let pieces = factors(tokens);
        let mut modifiers: Vec<Modifier> = Vec::new();
        let (last, before) = pieces
            .split_last()
            .ok_or_else(|| Problem::new(span.clone(), "a name is missing", "expected a name"))?;
        for (piece, starts) in before {
            let place = if piece.is_empty() {
                span.clone()
            } else {
                span_of(piece)
            };
            no_sum(piece)?;
            let modifier = modifier::read(piece, &place, *starts)?;
            if left && !matches!(modifier, Modifier::Efa(_)) {
                return Err(Problem::new(
                    place,
                    format!("a modifier stands before `{relation}`"),
                    "only `efa()` may stand here",
                )
                .hint("modifiers belong to the names on the right"));
            }
            push(&mut modifiers, modifier);
        }
        let target = target(last.0, &span)?;
        Ok(Term {
            modifiers,
            target,
            span,
        })
    }

    fn row(
        &mut self,
        left: &Term,
        relation: Relation,
        right: &Term,
        first: usize,
    ) -> Result<(), Problem> {
        let Target::Variable(lhs) = &left.target else {
            return Err(Problem::new(
                left.span.clone(),
                "a number stands where a variable belongs",
                "expected a name",
            ));
        };
        let (relation, rhs, implied) = resolve(lhs, relation, right)?;
        check_self(lhs, relation, &rhs, right)?;
        let index = self.find_or_add(lhs, relation, rhs, right, first)?;
        let Some(index) = index else { return Ok(()) };
        let modifiers = implied
            .into_iter()
            .chain(right.modifiers.iter().cloned())
            .chain(left.modifiers.iter().cloned());
        for modifier in modifiers {
            if modifier.apply(&mut self.syntax.statements[index]) {
                self.overwritten(index);
            }
        }
        Ok(())
    }

    /// The row of this term, new or begun in the same statement; none if an earlier statement has it.
    fn find_or_add(
        &mut self,
        lhs: &str,
        relation: Relation,
        rhs: String,
        term: &Term,
        first: usize,
    ) -> Result<Option<usize>, Problem> {
        let key = row_key(self.block(), relation, lhs, &rhs);
        match self.rows.get(&key).copied() {
            Some(index) if index >= first => Ok(Some(index)),
            Some(index) => {
                self.duplicate(index, &term.span);
                Ok(None)
            }
            None => {
                let index = self.syntax.statements.len();
                self.rows.insert(key, index);
                let statement = blank(
                    lhs,
                    relation,
                    rhs,
                    self.block(),
                    self.line(&term.span),
                    term.span.clone(),
                );
                self.syntax.statements.push(statement);
                Ok(Some(index))
            }
        }
    }

    fn duplicate(&mut self, index: usize, span: &Span) {
        let first = &self.syntax.statements[index];
        let (line, name) = (self.line(span), first.name());
        let text = format!(
            "line {line}: `{name}` was already written on line {}; the second is ignored. Delete one of them.",
            first.line
        );
        self.syntax
            .notices
            .push(Notice::warning("duplicate-term", name, text));
    }

    fn overwritten(&mut self, index: usize) {
        let row = &self.syntax.statements[index];
        let name = row.name();
        let text = format!(
            "line {}: `{name}` has two modifiers of one kind; the last one counts. Delete the other.",
            row.line
        );
        self.syntax
            .notices
            .push(Notice::warning("modifier-overwritten", name, text));
    }

    fn finish(mut self) -> Syntax {
        self.bounds();
        if let [block] = self.syntax.blocks.as_slice() {
            let (kind, label) = block
                .headers
                .last()
                .map_or(("block", ""), |(kind, label)| (kind.as_str(), label));
            let text = format!(
                "line {}: `{kind}: {label}` is the only block header. Add the other blocks or delete it.",
                block.line
            );
            self.syntax.notices.push(Notice::warning(
                "single-block",
                format!("{kind}: {label}"),
                text,
            ));
        }
        self.syntax
    }

    /// `label > 0` and the like become bounds of the parameters that bear the label.
    fn bounds(&mut self) {
        let constraints = std::mem::take(&mut self.syntax.constraints);
        let kept = constraints
            .into_iter()
            .filter(|line| !self.bound(line))
            .collect();
        self.syntax.constraints = kept;
    }

    fn bound(&mut self, line: &ConstraintLine) -> bool {
        let (label, limit, below) = match (&line.left, &line.right, line.relation) {
            (Expression::Name(label), limit, Relation::Greater) => (label, limit, false),
            (Expression::Name(label), limit, Relation::Less) => (label, limit, true),
            (limit, Expression::Name(label), Relation::Greater) => (label, limit, true),
            (limit, Expression::Name(label), Relation::Less) => (label, limit, false),
            _ => return false,
        };
        let Ok(limit) = limit.evaluate(&|_| None) else {
            return false;
        };
        let mut found = false;
        for row in &mut self.syntax.statements {
            if row.label.iter().any(|known| known == label) {
                found = true;
                let bounds = if below {
                    &mut row.upper
                } else {
                    &mut row.lower
                };
                set_bound(bounds, &row.label, label, limit);
            }
        }
        found
    }
}

/// Sets the limit in the groups whose label it is.
fn set_bound(bounds: &mut Vec<Option<f64>>, labels: &[String], label: &str, limit: f64) {
    if let &mut [one] = bounds.as_mut_slice() {
        bounds.resize(labels.len(), one);
    }
    bounds.resize(bounds.len().max(labels.len()), None);
    for (bound, _) in bounds
        .iter_mut()
        .zip(labels)
        .filter(|(_, known)| *known == label)
    {
        *bound = Some(limit);
    }
}

fn blank(
    lhs: &str,
    relation: Relation,
    rhs: String,
    block: usize,
    line: usize,
    span: Span,
) -> Statement {
    Statement {
        lhs: lhs.to_owned(),
        relation,
        rhs,
        block,
        fixed: Vec::new(),
        start: Vec::new(),
        label: Vec::new(),
        lower: Vec::new(),
        upper: Vec::new(),
        efa: Vec::new(),
        rv: Vec::new(),
        line,
        span,
    }
}

/// A covariance is the same whichever side comes first.
fn row_key(
    block: usize,
    relation: Relation,
    lhs: &str,
    rhs: &str,
) -> (usize, Relation, String, String) {
    let (a, b) = if relation == Relation::Covariance && rhs < lhs {
        (rhs, lhs)
    } else {
        (lhs, rhs)
    };
    (block, relation, a.to_owned(), b.to_owned())
}

/// `group: label` and its like.
fn header(tokens: &[Spanned]) -> Option<(BlockKind, String)> {
    let [
        Spanned {
            token: Token::Name(word),
            ..
        },
        Spanned {
            token: Token::Colon,
            ..
        },
        rest @ ..,
    ] = tokens
    else {
        return None;
    };
    let kind = match word.to_lowercase().as_str() {
        "group" => BlockKind::Group,
        "level" => BlockKind::Level,
        "class" => BlockKind::Class,
        "block" => BlockKind::Block,
        _ => return None,
    };
    match rest {
        [
            Spanned {
                token: Token::Name(label) | Token::Text(label),
                ..
            },
        ] => Some((kind, label.clone())),
        [
            Spanned {
                token: Token::Number(number),
                ..
            },
        ] => Some((kind, number.to_string())),
        _ => None,
    }
}

/// Where the one operator of the statement stands.
fn the_relation(tokens: &[Spanned]) -> Result<(usize, Relation), Problem> {
    let mut depth = 0_usize;
    let mut found: Option<(usize, Relation)> = None;
    for (at, spanned) in tokens.iter().enumerate() {
        match spanned.token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Relation(_) if depth > 0 => {
                return Err(Problem::new(
                    spanned.span.clone(),
                    "an operator stands inside parentheses",
                    "expected `)` before this",
                ));
            }
            Token::Relation(relation) => match found {
                None => found = Some((at, relation)),
                Some((_, first)) => return Err(second_relation(first, relation, &spanned.span)),
            },
            _ => {}
        }
    }
    found.ok_or_else(|| no_relation(tokens))
}

fn second_relation(first: Relation, second: Relation, span: &Span) -> Problem {
    Problem::new(span.clone(), format!("one statement has two operators, `{first}` and `{second}`"), "the second operator")
        .hint("begin a new line (or write `;`) before the second statement; a `+` at the end of a line joins it to the next")
}

fn no_relation(tokens: &[Spanned]) -> Problem {
    let end = span_of(tokens).end;
    Problem::new(
        end..end,
        "this line has no operator",
        "expected `=~`, `~`, `~~`, `:=` or another operator",
    )
    .hint("if the line continues the one above, end that one with `+`")
}

/// Pieces between `*` and `?`; the flag says that a `?` follows.
fn factors(tokens: &[Spanned]) -> Vec<(&[Spanned], bool)> {
    let (mut pieces, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, spanned) in tokens.iter().enumerate() {
        match spanned.token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Star | Token::Question if depth == 0 => {
                pieces.push((&tokens[from..at], spanned.token == Token::Question));
                from = at + 1;
            }
            _ => {}
        }
    }
    pieces.push((&tokens[from..], false));
    pieces
}

/// A `-` between terms: a model has sums only.
fn no_sum(piece: &[Spanned]) -> Result<(), Problem> {
    let mut depth = 0_usize;
    let mut before: Option<&Token> = None;
    for spanned in piece {
        let binary = matches!(
            before,
            Some(Token::Name(_) | Token::Number(_) | Token::Close | Token::Text(_))
        );
        match spanned.token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Minus if depth == 0 && binary => return Err(minus(spanned)),
            _ => {}
        }
        before = Some(&spanned.token);
    }
    Ok(())
}

fn minus(spanned: &Spanned) -> Problem {
    Problem::new(
        spanned.span.clone(),
        "terms are joined by `+`, not by `-`",
        "expected `+`",
    )
    .hint("to fix a parameter at a negative value write `+ -1*name`")
}

/// Adds a modifier; plain numbers in a row multiply (`0.5*2*x`).
fn push(modifiers: &mut Vec<Modifier>, modifier: Modifier) {
    if let (Some(Modifier::Fixed(one)), Modifier::Fixed(other)) = (modifiers.last_mut(), &modifier)
        && let ([Some(a)], [Some(b)]) = (one.as_mut_slice(), other.as_slice())
    {
        *a *= b;
        return;
    }
    modifiers.push(modifier);
}

fn target(tokens: &[Spanned], span: &Span) -> Result<Target, Problem> {
    no_sum(tokens)?;
    match tokens {
        [] => Err(Problem::new(
            span.end..span.end,
            "a name is missing after `*`",
            "expected a name here",
        )),
        [
            Spanned {
                token: Token::Name(name),
                span,
            },
        ] => Ok(Target::Variable(variable(name, span)?.to_owned())),
        [
            Spanned {
                token: Token::Number(number),
                ..
            },
        ] => Ok(Target::Number(*number)),
        _ => match product(tokens) {
            Some(factors) => Ok(Target::Variable(factors?.join(":"))),
            None => Err(odd_target(tokens)),
        },
    }
}

/// The factors of `a:b`, `a:b:c`…; `None` if names and colons do not take turns.
fn product(tokens: &[Spanned]) -> Option<Result<Vec<&str>, Problem>> {
    let takes_turns = |(at, spanned): (usize, &Spanned)| match spanned.token {
        Token::Name(_) => at % 2 == 0,
        Token::Colon => at % 2 == 1,
        _ => false,
    };
    let whole = tokens.len() > 1 && tokens.len() % 2 == 1;
    if !whole || !tokens.iter().enumerate().all(takes_turns) {
        return None;
    }
    Some(
        tokens
            .iter()
            .filter_map(|spanned| match &spanned.token {
                Token::Name(name) => Some(variable(name, &spanned.span)),
                _ => None,
            })
            .collect(),
    )
}

fn variable<'a>(name: &'a str, span: &Span) -> Result<&'a str, Problem> {
    match name {
        "NA" | "TRUE" | "FALSE" | "NULL" | "Inf" | "NaN" => Err(Problem::new(
            span.clone(),
            format!("`{name}` cannot be the name of a variable"),
            "a reserved word",
        )),
        _ => Ok(name),
    }
}

fn odd_target(tokens: &[Spanned]) -> Problem {
    match tokens {
        [
            Spanned {
                token: Token::Name(_),
                ..
            },
            next,
            ..,
        ] => between_names(next),
        [
            Spanned {
                token: Token::Text(text),
                span,
            },
        ] => Problem::new(
            span.clone(),
            "a quoted text stands where a variable belongs",
            "expected a name",
        )
        .hint(format!(
            "write {text} without quotes, or `\"{text}\"*name` if it is a label"
        )),
        _ => Problem::new(span_of(tokens), "a variable is missing", "expected a name"),
    }
}

fn between_names(next: &Spanned) -> Problem {
    let problem = Problem::new(
        next.span.clone(),
        "two terms stand side by side",
        "expected `+`, `*` or the end of the line",
    );
    match next.token {
        Token::Name(_) => {
            problem.hint("names have no spaces; join terms with `+`, or begin a new line")
        }
        Token::Comma => problem.hint("join terms with `+`"),
        _ => problem,
    }
}

/// The relation and right side that are meant, and the fixed value that `0` implies.
fn resolve(
    lhs: &str,
    relation: Relation,
    term: &Term,
) -> Result<(Relation, String, Option<Modifier>), Problem> {
    let zero = Modifier::Fixed(vec![Some(0.0)]);
    match (&term.target, relation) {
        (Target::Variable(name), _) => Ok((relation, name.clone(), None)),
        (Target::Number(1.0), Relation::Regression) => {
            Ok((Relation::Intercept, String::new(), None))
        }
        (Target::Number(0.0), Relation::Regression) if term.modifiers.is_empty() => {
            Ok((Relation::Intercept, String::new(), Some(zero)))
        }
        (Target::Number(0.0), Relation::Measure) if term.modifiers.is_empty() => {
            Ok((relation, lhs.to_owned(), Some(zero)))
        }
        (Target::Number(value), _) => Err(odd_number(*value, relation, &term.span)),
    }
}

fn odd_number(value: f64, relation: Relation, span: &Span) -> Problem {
    let problem = Problem::new(
        span.clone(),
        format!("a number stands where a variable belongs after `{relation}`"),
        "expected a name",
    );
    match relation {
        Relation::Regression => problem.hint(format!(
            "`{value}*1` fixes the intercept at {value}; `{value}*name` fixes a path"
        )),
        Relation::Measure => problem.hint(format!("`{value}*name` fixes a loading at {value}")),
        _ => problem,
    }
}

/// Nothing predicts or measures itself, unless fixed to 0.
fn check_self(lhs: &str, relation: Relation, rhs: &str, term: &Term) -> Result<(), Problem> {
    let itself = lhs == rhs && matches!(relation, Relation::Regression | Relation::Measure);
    let zero = term.target == Target::Number(0.0)
        || (relation == Relation::Regression
            && term.modifiers.contains(&Modifier::Fixed(vec![Some(0.0)])));
    if !itself || zero {
        return Ok(());
    }
    let verb = if relation == Relation::Measure {
        "measure"
    } else {
        "predict"
    };
    Err(Problem::new(
        term.span.clone(),
        format!("`{lhs}` cannot {verb} itself"),
        format!("the same as before `{relation}`"),
    )
    .hint(format!("a variance is `{lhs} ~~ {lhs}`")))
}
