//! Object ids as plain bytes: compared and hashed without a call into libgit2.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Id of an object in a repository with SHA-1 object format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id([u8; Id::LEN]);

impl Id {
    /// Bytes of an id.
    pub(super) const LEN: usize = 20;

    /// From the raw bytes that tree objects hold.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// From 40 hexadecimal digits.
    pub(super) fn from_hex(hex: &[u8]) -> Option<Self> {
        if hex.len() != Self::LEN * 2 {
            return None;
        }
        let (mut bytes, mut most) = ([0; Self::LEN], 0);
        for (byte, pair) in bytes.iter_mut().zip(hex.as_chunks::<2>().0) {
            let [high, low] = pair.map(|digit| DIGITS[usize::from(digit)]);
            most |= high | low;
            *byte = high << 4 | low;
        }
        (most != NO_DIGIT).then_some(Self(bytes))
    }

    /// The id in libgit2's type.
    pub(super) fn oid(self) -> Result<git2::Oid, git2::Error> {
        git2::Oid::from_bytes(&self.0)
    }
}

/// Has every bit, so that one of them among values is seen when all are joined.
const NO_DIGIT: u8 = u8::MAX;
/// Value of each byte as a hexadecimal digit.
const DIGITS: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value as usize];
        values[digit as usize] = value;
        values[digit.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};

impl From<git2::Oid> for Id {
    fn from(oid: git2::Oid) -> Self {
        let mut bytes = [0; Self::LEN];
        for (to, from) in bytes.iter_mut().zip(oid.as_bytes()) {
            *to = *from;
        }
        Self(bytes)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut hex = [b'0'; Self::LEN * 2];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            for (digit, nibble) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
                *digit = HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
            }
        }
        f.write_str(std::str::from_utf8(&hex).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let first = self.0.first_chunk().copied().unwrap_or_default();
        state.write_u64(u64::from_le_bytes(first));
    }
}

/// Passes the first bytes of an id through: an id is a hash already.
#[derive(Default)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map from ids.
pub(super) type IdMap<T> = HashMap<Id, T, BuildHasherDefault<IdHasher>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_hex() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        let id = Id::from_hex(hex.as_bytes()).expect("an id");
        assert_eq!(id.to_string(), hex);
        assert_eq!(Id::from(id.oid().expect("an oid")), id);
        assert_eq!(Id::from_hex(b"0123"), None);
        assert_eq!(Id::from_hex(hex.to_ascii_uppercase().as_bytes()), Id::from_hex(hex.as_bytes()));
        for odd in ['x', '/', ':', '@', 'G', '`', 'g', '\u{7f}'] {
            assert_eq!(
                Id::from_hex(hex.replacen('6', &odd.to_string(), 1).as_bytes()),
                None,
                "{odd}"
            );
        }
    }
}
