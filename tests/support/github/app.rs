//! A GitHub App's installation: whoever proves to be the App gets tokens that last for a while.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};

use super::wire::Reply;
use super::world::written;

/// Key of the App: invented for the tests, and known to everybody.
pub(crate) const KEY: &str = include_str!("app.pem");

/// For how long a token counts after the end that was told of it, seconds: a client that looks at that
/// end has a new one by then, however busy the machine, and one that waits for refusals has not.
const SLACK: i64 = 120;

/// An installation.
#[derive(Default)]
pub(crate) struct Installation {
    pub(crate) app: String,
    pub(crate) number: u64,
    /// Seconds that the next tokens last; the last of them for all that follow.
    pub(crate) lifetimes: Vec<i64>,
    /// Tokens given so far, with the ends that were told of them.
    pub(crate) given: Vec<(String, i64)>,
    /// How many of them count no more.
    pub(crate) revoked: usize,
}

impl Installation {
    pub(crate) fn new(app: &str, number: u64, lifetimes: &[i64]) -> Self {
        Self { app: app.to_owned(), number, lifetimes: lifetimes.to_vec(), ..Self::default() }
    }

    /// Makes all tokens given so far worthless.
    pub(crate) fn revoke(&mut self) {
        self.revoked = self.given.len();
    }

    /// Whether a token counts.
    pub(super) fn knows(&self, token: &str, now: i64) -> bool {
        let counts = |(own, ends): &(String, i64)| own == token && *ends + SLACK > now;
        self.given.iter().skip(self.revoked).any(counts)
    }

    /// Answers the request for a token.
    pub(super) fn answer(&mut self, path: &str, statement: &str, now: i64) -> Reply {
        let message = |status, text: &str| Reply::json(status, &json!({ "message": text }));
        if path != format!("/app/installations/{}/access_tokens", self.number) {
            return message(404, "Not Found");
        }
        if let Err(why) = self.examine(statement, now) {
            return message(401, &why);
        }
        let at = self.given.len();
        let lifetime = self.lifetimes.get(at).or(self.lifetimes.last()).copied().unwrap_or(3600);
        let token = format!("ghs_canary{at}canary{at}canary{at}canary{at}canary{at}");
        self.given.push((token.clone(), now + lifetime));
        let body = json!({ "token": token, "expires_at": written(now + lifetime) });
        Reply::json(201, &body)
    }

    /// What GitHub asks of the statement: signed by the App, and neither old nor for long.
    fn examine(&self, statement: &str, now: i64) -> Result<(), String> {
        let (signed, signature) = statement.rsplit_once('.').ok_or("no signature")?;
        let (head, claims) = signed.split_once('.').ok_or("no claims")?;
        let unpack = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|error| error.to_string());
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key())
            .verify(signed.as_bytes(), &unpack(signature)?)
            .map_err(|_| "A JSON web token could not be decoded")?;
        let read = |text: &str| -> Result<Value, String> {
            serde_json::from_slice(&unpack(text)?).map_err(|error| error.to_string())
        };
        let (head, claims) = (read(head)?, read(claims)?);
        let (from, to) =
            (claims["iat"].as_i64().unwrap_or(i64::MAX), claims["exp"].as_i64().unwrap_or(0));
        let holds = head["alg"] == "RS256"
            && claims["iss"] == self.app.as_str()
            && from <= now
            && to > now
            && to <= now + 600;
        if holds { Ok(()) } else { Err(format!("claims that do not hold: {head} {claims}")) }
    }
}

/// The public half of the key.
fn public_key() -> Vec<u8> {
    let packed: String = KEY.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(packed).expect("base64");
    RsaKeyPair::from_pkcs8(&der).expect("a key").public().as_ref().to_vec()
}
