//! What a column of a questionnaire is for.

use super::persian;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A question whose answers are analysed.
    Item,
    /// A question with one right answer, asked to see who reads.
    Attention,
    /// Tells respondents apart.
    Identifier,
    /// How long the respondent took.
    Duration,
    /// Dates and times.
    Time,
    /// Who answers: age, gender, position.
    Background,
    /// Free text.
    Text,
    /// Nobody answered.
    Blank,
}

impl Role {
    pub const ALL: [Role; 8] = [
        Role::Item,
        Role::Attention,
        Role::Identifier,
        Role::Duration,
        Role::Time,
        Role::Background,
        Role::Text,
        Role::Blank,
    ];

    /// The word for it in results and codebooks.
    pub fn name(self) -> &'static str {
        match self {
            Role::Item => "item",
            Role::Attention => "attention check",
            Role::Identifier => "identifier",
            Role::Duration => "duration",
            Role::Time => "time",
            Role::Background => "background",
            Role::Text => "text",
            Role::Blank => "blank",
        }
    }

    /// The same in Persian.
    pub fn name_fa(self) -> &'static str {
        match self {
            Role::Item => "گویه",
            Role::Attention => "پرسش کنترلی",
            Role::Identifier => "شناسه",
            Role::Duration => "مدت",
            Role::Time => "زمان",
            Role::Background => "زمینه‌ای",
            Role::Text => "متن",
            Role::Blank => "خالی",
        }
    }

    /// By either name.
    pub(crate) fn of(text: &str) -> Option<Role> {
        let key = persian::key(text);
        let named =
            |role: &Role| persian::key(role.name()) == key || persian::key(role.name_fa()) == key;
        let other = match key.as_str() {
            "attention" => Some(Role::Attention),
            "id" => Some(Role::Identifier),
            _ => None,
        };
        Role::ALL.into_iter().find(named).or(other)
    }
}
