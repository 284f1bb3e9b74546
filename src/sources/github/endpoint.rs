//! Addresses that may be asked: GitHub, a GitHub Enterprise Server, or a test server on loopback.

use super::error::GithubError;

/// Where the interfaces are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Base of the REST interface, without a slash at the end.
    pub rest: String,
    /// Base below which `/graphql` lies, without a slash at the end.
    pub graphql: String,
}

const PUBLIC: &str = "https://api.github.com";

impl Default for Endpoint {
    fn default() -> Self {
        Self { rest: PUBLIC.to_owned(), graphql: PUBLIC.to_owned() }
    }
}

impl Endpoint {
    /// From the address of the REST interface, and that of GraphQL where it is given apart.
    ///
    /// An Enterprise Server has REST at `/api/v3` and GraphQL at `/api/graphql`.
    ///
    /// # Errors
    /// When an address is none, holds credentials, or would carry the token over plain http to
    /// anywhere but this machine.
    pub fn new(rest: Option<&str>, graphql: Option<&str>) -> Result<Self, GithubError> {
        let rest = rest.unwrap_or(PUBLIC).trim_end_matches('/');
        check(rest)?;
        let graphql = match graphql {
            Some(url) => {
                let url = url.trim_end_matches('/');
                url.strip_suffix("/graphql").ok_or_else(|| GithubError::Address {
                    url: without_credentials(url),
                    problem: "it does not end in /graphql",
                })?
            }
            None => rest.strip_suffix("/v3").filter(|base| base.ends_with("/api")).unwrap_or(rest),
        };
        check(graphql)?;
        Ok(Self { rest: rest.to_owned(), graphql: graphql.to_owned() })
    }

    /// Whether an address has the scheme, host and port of the REST interface.
    #[must_use]
    pub fn is_same_origin(&self, url: &str) -> bool {
        origin(&self.rest).is_some_and(|own| origin(url) == Some(own))
    }
}

/// Scheme with host and port.
fn origin(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    (!authority.is_empty() && !authority.contains(['@', '\\'])).then_some((scheme, authority))
}

fn check(url: &str) -> Result<(), GithubError> {
    let wrong = |problem| GithubError::Address { url: without_credentials(url), problem };
    let (scheme, authority) = origin(url).ok_or_else(|| {
        wrong("it is not an address such as https://github.example.org/api/v3, without credentials")
    })?;
    if !url.chars().all(|c| c.is_ascii_graphic()) {
        return Err(wrong("it holds characters that addresses do not have"));
    }
    // Paths are put behind it.
    if url.contains(['?', '#']) {
        return Err(wrong("it ends in a query or a fragment"));
    }
    match scheme {
        "https" => Ok(()),
        "http" if is_loopback(authority) => Ok(()),
        "http" => Err(GithubError::Insecure { url: url.to_owned() }),
        _ => Err(wrong("it does not begin with https://")),
    }
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn without_credentials(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(at)) if start < at => format!(
            "{}[credentials]{}",
            url.get(..start + 3).unwrap_or_default(),
            url.get(at..).unwrap_or_default()
        ),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_every_kind_of_server() {
        let of = |rest, graphql| {
            let endpoint = Endpoint::new(rest, graphql).expect("an address");
            (endpoint.rest, endpoint.graphql)
        };
        let same = |url: &str| (url.to_owned(), url.to_owned());
        assert_eq!(of(None, None), same("https://api.github.com"));
        assert_eq!(of(Some("http://127.0.0.1:49/"), None), same("http://127.0.0.1:49"));
        let enterprise =
            ("https://ghe.example/api/v3".to_owned(), "https://ghe.example/api".to_owned());
        assert_eq!(of(Some("https://ghe.example/api/v3"), None), enterprise);
        let url = Some("https://ghe.example/api/graphql");
        assert_eq!(of(Some("https://ghe.example/api/v3"), url), enterprise);
    }

    #[test]
    fn the_token_goes_nowhere_unsafe() {
        for url in [
            "http://github.example.org",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example/",
            "https://user:secret@ghe.example",
            "ftp://ghe.example",
            "ghe.example/api/v3",
            "https:///api",
            "https://ghe.example\\@evil.example",
            "https://ghe.example#@evil.example",
            "https://ghe.example/api/v3?x=",
        ] {
            let error = Endpoint::new(Some(url), None).expect_err(url);
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        let error =
            Endpoint::new(None, Some("https://user:secret@ghe.example/api")).expect_err("it");
        assert!(!error.to_string().contains("secret"), "{error}");
        let endpoint = Endpoint::new(Some("https://ghe.example/api/v3"), None).expect("one");
        assert!(endpoint.is_same_origin("https://ghe.example/api/v3/repositories/1"));
        for elsewhere in
            ["https://ghe.example.evil/", "http://ghe.example/", "https://evil/@ghe.example"]
        {
            assert!(!endpoint.is_same_origin(elsewhere), "{elsewhere}");
        }
    }
}
