//! Reads a GraphQL document: as much of the language as documents of queries need.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A document: operations and fragments.
pub(super) struct Document {
    pub(super) operations: Vec<Operation>,
    pub(super) fragments: BTreeMap<String, Fragment>,
}

/// An operation.
pub(super) struct Operation {
    pub(super) kind: String,
    pub(super) name: String,
    /// Variables that must be given.
    pub(super) required: Vec<String>,
    pub(super) selections: Vec<Selection>,
}

/// A fragment: the type that it is on and what it selects.
pub(super) struct Fragment {
    pub(super) on: String,
    pub(super) selections: Vec<Selection>,
}

/// One selection of a set.
pub(super) enum Selection {
    Field(Field),
    Inline(Fragment),
    Spread(String),
}

/// A field.
pub(super) struct Field {
    pub(super) alias: String,
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Argument)>,
    pub(super) selections: Vec<Selection>,
}

/// Value of an argument.
pub(super) enum Argument {
    Given(Value),
    Variable(String),
    Object(Vec<(String, Argument)>),
}

impl Argument {
    /// The value, with variables put in.
    pub(super) fn value(&self, variables: &Map<String, Value>) -> Value {
        match self {
            Self::Given(value) => value.clone(),
            Self::Variable(name) => variables.get(name).cloned().unwrap_or(Value::Null),
            Self::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), value.value(variables))).collect()
            }
        }
    }
}

/// Reads a document; what is wrong with it otherwise.
pub(super) fn parse(text: &str) -> Result<Document, String> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0 };
    let mut document = Document { operations: Vec::new(), fragments: BTreeMap::new() };
    while reader.peek().is_some() {
        let word = reader.take()?;
        if word == "fragment" {
            let name = reader.take()?;
            reader.expect("on")?;
            let on = reader.take()?;
            let selections = reader.selections()?;
            document.fragments.insert(name, Fragment { on, selections });
        } else {
            document.operations.push(reader.operation(word)?);
        }
    }
    Ok(document)
}

fn tokens(text: &str) -> Result<Vec<String>, String> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '#' => while chars.next_if(|c| *c != '\n').is_some() {},
            c if c.is_whitespace() || c == ',' => {}
            c if c.is_alphanumeric() || c == '_' || c == '-' => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                tokens.push(word);
            }
            '.' => {
                while chars.next_if(|c| *c == '.').is_some() {}
                tokens.push("...".to_owned());
            }
            '"' => {
                let mut word = "\"".to_owned();
                while let Some(c) = chars.next_if(|c| *c != '"') {
                    word.push(c);
                }
                chars.next();
                tokens.push(word);
            }
            '{' | '}' | '(' | ')' | '[' | ']' | ':' | '$' | '!' | '=' | '@' => {
                tokens.push(c.to_string());
            }
            other => return Err(format!("unexpected {other:?}")),
        }
    }
    Ok(tokens)
}

struct Reader {
    tokens: Vec<String>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn take(&mut self) -> Result<String, String> {
        let token = self.tokens.get(self.at).cloned().ok_or("the document ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn next_is(&mut self, token: &str) -> bool {
        let is = self.peek() == Some(token);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        let found = self.take()?;
        if found == token { Ok(()) } else { Err(format!("{found} where {token} should be")) }
    }

    fn operation(&mut self, kind: String) -> Result<Operation, String> {
        let name = self.take()?;
        let mut required = Vec::new();
        if self.next_is("(") {
            while !self.next_is(")") {
                self.expect("$")?;
                let variable = self.take()?;
                self.expect(":")?;
                let mut last = self.take()?;
                while self.peek().is_some_and(|t| t != "$" && t != ")") {
                    last = self.take()?;
                }
                if last == "!" {
                    required.push(variable);
                }
            }
        }
        Ok(Operation { kind, name, required, selections: self.selections()? })
    }

    fn selections(&mut self) -> Result<Vec<Selection>, String> {
        self.expect("{")?;
        let mut selections = Vec::new();
        while !self.next_is("}") {
            selections.push(self.selection()?);
        }
        Ok(selections)
    }

    fn selection(&mut self) -> Result<Selection, String> {
        if self.next_is("...") {
            if self.next_is("on") {
                let on = self.take()?;
                return Ok(Selection::Inline(Fragment { on, selections: self.selections()? }));
            }
            return Ok(Selection::Spread(self.take()?));
        }
        let alias = self.take()?;
        let name = if self.next_is(":") { self.take()? } else { alias.clone() };
        let mut arguments = Vec::new();
        if self.next_is("(") {
            while !self.next_is(")") {
                arguments.push(self.argument()?);
            }
        }
        let nested = self.peek() == Some("{");
        let selections = if nested { self.selections()? } else { Vec::new() };
        Ok(Selection::Field(Field { alias, name, arguments, selections }))
    }

    fn argument(&mut self) -> Result<(String, Argument), String> {
        let name = self.take()?;
        self.expect(":")?;
        let token = self.take()?;
        let value = match token.as_str() {
            "$" => Argument::Variable(self.take()?),
            "{" => {
                let mut fields = Vec::new();
                while !self.next_is("}") {
                    fields.push(self.argument()?);
                }
                Argument::Object(fields)
            }
            "true" | "false" => Argument::Given(Value::Bool(token == "true")),
            "null" => Argument::Given(Value::Null),
            word => match (word.parse::<i64>(), word.strip_prefix('"')) {
                (Ok(number), _) => Argument::Given(number.into()),
                (_, Some(text)) => Argument::Given(text.into()),
                _ => Argument::Given(word.into()),
            },
        };
        Ok((name, value))
    }
}
