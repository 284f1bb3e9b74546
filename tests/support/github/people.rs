//! Accounts as GitHub names them: GraphQL drops the `[bot]` that REST writes, and shows a deleted
//! account as null where REST shows `ghost`.

use serde_json::{Value, json};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// As REST writes it.
    pub(crate) login: String,
    pub(crate) id: i64,
    /// `User`, `Bot`, `Mannequin` or `Organization`.
    pub(crate) kind: &'static str,
}

/// The account of a name: `ghost` is a deleted one, `x[bot]` an app, `org:x` an organisation,
/// `mannequin:x` somebody imported, `Copilot` what GitHub calls so; all others are people.
pub(crate) fn account(name: &str) -> Option<Account> {
    let (kind, login) = match name {
        "ghost" => return None,
        "Copilot" => ("Bot", name),
        _ if name.ends_with("[bot]") => ("Bot", name),
        _ => match name.split_once(':') {
            Some(("org", login)) => ("Organization", login),
            Some(("mannequin", login)) => ("Mannequin", login),
            _ => ("User", name),
        },
    };
    Some(Account { login: login.to_owned(), id: id_of(login), kind })
}

/// An id of an account, the same in every run.
pub(crate) fn id_of(login: &str) -> i64 {
    let mix = |sum: i64, byte: u8| (sum * 131 + i64::from(byte)) % 89_999_999;
    10_000_000 + login.bytes().fold(7, mix)
}

impl Account {
    /// The login as GraphQL writes it.
    pub(crate) fn graphql_login(&self) -> &str {
        match self.login.as_str() {
            "Copilot" => "copilot-pull-request-reviewer",
            login => login.trim_end_matches("[bot]"),
        }
    }
}

/// The account as REST writes it.
pub(crate) fn rest_user(account: Option<&Account>) -> Value {
    match account {
        Some(a) => {
            json!({ "login": a.login, "id": a.id, "node_id": format!("U_{}", a.id), "type": a.kind })
        }
        None => {
            json!({ "login": "ghost", "id": 10137, "node_id": "MDQ6VXNlcjEwMTM3", "type": "User" })
        }
    }
}
