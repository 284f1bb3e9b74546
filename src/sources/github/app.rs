//! Tokens of GitHub Apps: the App signs a short statement with its key and gets a token for one
//! installation, good for an hour.
//!
//! Format: JSON Web Token with RS256 (RFC 7519, RFC 7518 section 3.3), as GitHub's documentation asks:
//! issued a minute ago, for clocks differ, and good for nine.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::json;

use super::error::GithubError;
use super::token::Token;
use crate::model::time::Timestamp;

/// A GitHub App that may sign.
pub struct App {
    id: String,
    key: RsaKeyPair,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("id", &self.id).finish_non_exhaustive()
    }
}

impl App {
    /// From the App's id and the text of its key file.
    ///
    /// # Errors
    /// When the text is no RSA key in PEM form.
    pub fn new(id: &str, pem: &str) -> Result<Self, GithubError> {
        let wrong = |problem| GithubError::AppKey { problem };
        let begin = pem.find("-----BEGIN ").ok_or(wrong("it has no line -----BEGIN ...-----"))?;
        let pem = pem.get(begin + 11..).unwrap_or_default();
        let (label, rest) = pem.split_once("-----").ok_or(wrong("its first line is cut off"))?;
        let (body, _) =
            rest.split_once("-----END ").ok_or(wrong("it has no line -----END ...-----"))?;
        let packed: String = body.split_whitespace().collect();
        let der = STANDARD.decode(packed).map_err(|_| wrong("it is not base64"))?;
        let key = match label {
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der),
            "PRIVATE KEY" => RsaKeyPair::from_pkcs8(&der),
            _ => return Err(wrong("it is not an RSA private key")),
        };
        Ok(Self {
            id: id.trim().to_owned(),
            key: key.map_err(|_| wrong("it is no usable RSA key"))?,
        })
    }

    /// Id of the App.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The signed statement.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub fn statement(&self, now: Timestamp) -> Result<Token, GithubError> {
        let pack = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = pack(json!({ "alg": "RS256", "typ": "JWT" }));
        let (from, to) = (now.seconds() - 60, now.seconds() + 540);
        let claims = pack(json!({ "iat": from, "exp": to, "iss": self.id }));
        let signed = format!("{head}.{claims}");
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| GithubError::AppKey { problem: "it cannot sign" })?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Token::new(&format!("{signed}.{signature}"))
            .ok_or(GithubError::AppKey { problem: "its id cannot be used" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_none_are_refused_with_the_reason() {
        for (pem, problem) in [
            ("", "BEGIN"),
            ("-----BEGIN RSA PRIVATE KEY-----\nAAAA", "END"),
            ("-----BEGIN RSA PRIVATE KEY-----\n!!\n-----END RSA PRIVATE KEY-----", "base64"),
            ("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", "RSA"),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "usable"),
        ] {
            let error = App::new("1", pem).expect_err(pem);
            assert!(error.to_string().contains(problem), "{error}");
        }
    }
}
