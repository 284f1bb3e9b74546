//! HTTP as far as a test server needs it.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;

/// A request; the body is not read yet.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    /// By name in small letters.
    pub(super) headers: BTreeMap<String, String>,
    length: usize,
}

/// An answer.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Reads the head of a request; `None` where the other side has gone. The body stays in the
    /// socket, so that closing it there resets the connection.
    pub(super) fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read(&mut byte).ok()? == 0 {
                return None;
            }
            head.extend(byte);
        }
        let head = String::from_utf8(head).ok()?;
        let mut lines = head.lines();
        let mut start = lines.next()?.split(' ');
        let (method, target) = (start.next()?.to_owned(), start.next()?);
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            // One that comes twice can be told from one that comes once.
            let known = headers.entry(name.to_lowercase()).or_default();
            let comma = if known.is_empty() { "" } else { ", " };
            known.push_str(comma);
            known.push_str(value.trim());
        }
        let length = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect();
        Some(Self { method, path: path.to_owned(), query, headers, length })
    }

    /// The body, left in the socket.
    pub(super) fn peek(&self, stream: &TcpStream) -> io::Result<Vec<u8>> {
        let mut body = vec![0; self.length];
        while self.length > 0 && stream.peek(&mut body)? < self.length {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        Ok(body)
    }

    /// Takes the body out of the socket.
    pub(super) fn take(&self, stream: &mut TcpStream) -> io::Result<()> {
        stream.read_exact(&mut vec![0; self.length])
    }

    /// The token that came along.
    pub(super) fn token(&self) -> Option<&str> {
        let header = self.headers.get("authorization")?;
        header.split_once(' ').map(|(_, token)| token)
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let pair: String = match byte {
            b'%' => rest.by_ref().take(2).map(char::from).collect(),
            _ => String::new(),
        };
        bytes.push(u8::from_str_radix(&pair, 16).unwrap_or(if byte == b'+' { b' ' } else { byte }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Reply {
    pub(super) fn new(status: u16, kind: &str, body: Vec<u8>) -> Self {
        let kind = ("content-type".to_owned(), format!("{kind}; charset=utf-8"));
        Self { status, headers: vec![kind], body }
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string().into_bytes())
    }

    /// With a header, unless it stands already.
    pub(super) fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        if self.headers.iter().all(|(own, _)| own != name) {
            self.headers.push((name.to_owned(), value.to_string()));
        }
        self
    }

    /// Packed, as GitHub does for who can read it.
    pub(super) fn packed(self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body).expect("memory");
        let body = encoder.finish().expect("memory");
        Self { body, ..self }.with("content-encoding", "gzip")
    }

    fn head(&self) -> String {
        let lines = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        let lines: String = lines.collect();
        format!("HTTP/1.1 {} Status\r\n{lines}", self.status)
    }

    /// Sends it, or only the first half of its body.
    pub(super) fn send(&self, stream: &mut TcpStream, whole: bool) -> io::Result<()> {
        let until = if whole { self.body.len() } else { self.body.len() / 2 };
        let head = format!("{}content-length: {}\r\n\r\n", self.head(), self.body.len());
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(self.body.get(..until).unwrap_or_default());
        stream.write_all(&bytes)
    }

    /// Sends a body without end, until the other side closes or `most` bytes are out; how many.
    pub(super) fn send_on_and_on(&self, stream: &mut TcpStream, most: usize) -> usize {
        let head = format!("{}transfer-encoding: chunked\r\n\r\n", self.head());
        let mut sent = 0;
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        let mut result = stream.write_all(head.as_bytes());
        while result.is_ok() && sent < most {
            result = stream.write_all(chunk.as_bytes());
            sent += 0x10000;
        }
        sent
    }
}
