//! The tokens of a JSON body. Every function moves forward only, and past the whole token
//! also where that is not of use, so that reading goes on behind it.

use std::borrow::Cow;
use std::ops::Range;

use super::AnomalyKind;
use super::fault::{Error, Fatal};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

pub(super) struct Scanner<'de> {
    bytes: &'de [u8],
    /// The bytes as text. Checked once as a whole, they need not be checked string by string.
    text: Option<&'de str>,
    pub(super) position: usize,
}

/// A number by its text.
#[derive(Clone, Copy)]
pub(super) struct Number<'de> {
    pub(super) text: &'de str,
    pub(super) is_integer: bool,
}

impl<'de> Scanner<'de> {
    pub(super) fn new(bytes: &'de [u8]) -> Self {
        Self {
            bytes,
            text: std::str::from_utf8(bytes).ok(),
            position: if bytes.starts_with(BYTE_ORDER_MARK) {
                3
            } else {
                0
            },
        }
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// The next byte that is not white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.position += 1,
                byte => return byte,
            }
        }
    }

    /// Takes this byte, if it is the next that is not white space.
    #[inline]
    pub(super) fn take(&mut self, expected: u8) -> bool {
        let is_next = self.peek() == Some(expected);
        self.position += usize::from(is_next);
        is_next
    }

    #[inline]
    pub(super) fn expect(&mut self, expected: u8) -> Result<(), Error> {
        if self.take(expected) {
            Ok(())
        } else {
            Err(self.syntax())
        }
    }

    /// That the body does not go on as JSON does.
    #[cold]
    pub(super) fn syntax(&self) -> Error {
        Error::fatal(if self.position >= self.bytes.len() {
            Fatal::EndsEarly
        } else {
            Fatal::Syntax(self.position)
        })
    }

    /// Part of the body as text, if it is valid.
    #[inline]
    fn slice(&self, range: Range<usize>) -> Option<&'de str> {
        match self.text {
            Some(text) => text.get(range),
            None => std::str::from_utf8(self.bytes.get(range)?).ok(),
        }
    }

    /// Whether the next bytes are these of `true`, `false` or `null`; takes them.
    #[inline]
    pub(super) fn literal(&mut self, literal: &str) -> Result<(), Error> {
        for expected in literal.bytes() {
            if self.byte() != Some(expected) {
                return Err(self.syntax());
            }
            self.position += 1;
        }
        Ok(())
    }

    #[inline]
    pub(super) fn number(&mut self) -> Result<Number<'de>, Error> {
        let start = self.position;
        self.position += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.position += 1,
            _ => self.digits()?,
        }
        let mut is_integer = true;
        if self.byte() == Some(b'.') {
            is_integer = false;
            self.position += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            is_integer = false;
            self.position += 1;
            self.position += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = self.slice(start..self.position).unwrap_or_default();
        Ok(Number { text, is_integer })
    }

    #[inline]
    fn digits(&mut self) -> Result<(), Error> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.position += count;
        if count == 0 {
            return Err(self.syntax());
        }
        Ok(())
    }

    /// The string whose opening quote is next.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        self.position += 1;
        let start = self.position;
        self.position = plain_end(self.bytes, start);
        if self.byte() != Some(b'"') {
            return self.escaped_string(start).map(Cow::Owned);
        }
        self.position += 1;
        match self.slice(start..self.position - 1) {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => Err(not_unicode()),
        }
    }

    /// The string that starts at `start` and is not plain at the position.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Result<String, Error> {
        let mut text = String::new();
        let mut is_valid = true;
        let mut plain = start;
        loop {
            match self.slice(plain..self.position) {
                Some(part) => text.push_str(part),
                None => is_valid = false,
            }
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => match self.escape()? {
                    Some(character) => text.push(character),
                    None => is_valid = false,
                },
                _ => return Err(self.syntax()),
            }
            plain = self.position;
            self.position = plain_end(self.bytes, plain);
        }
        self.position += 1;
        if is_valid {
            Ok(text)
        } else {
            Err(not_unicode())
        }
    }

    /// The character that is escaped next; none for half of a surrogate pair.
    fn escape(&mut self) -> Result<Option<char>, Error> {
        self.position += 1;
        let escaped = match self.byte() {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.syntax()),
        };
        self.position += 1;
        Ok(Some(escaped))
    }

    fn unicode_escape(&mut self) -> Result<Option<char>, Error> {
        let first = self.code_unit()?;
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first));
        }
        let behind = self.position;
        if self.bytes.get(behind..behind + 2) != Some(b"\\u") {
            return Ok(None);
        }
        self.position += 1;
        let second = self.code_unit()?;
        if (0xDC00..0xE000).contains(&second) {
            let character = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok(char::from_u32(character));
        }
        // The second may begin a pair of its own.
        self.position = behind;
        Ok(None)
    }

    /// The four digits behind the `u` at the position.
    fn code_unit(&mut self) -> Result<u32, Error> {
        self.position += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or_else(|| self.syntax())?;
            self.position += 1;
        }
        Ok(unit)
    }

    /// Moves past a value of any depth, without recursion.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        /// A bit for each open container, set for objects.
        struct Open(Vec<u64>, usize);

        impl Open {
            fn push(&mut self, is_object: bool) {
                if self.1 / 64 == self.0.len() {
                    self.0.push(0);
                }
                let (word, bit) = (self.1 / 64, 1 << (self.1 % 64));
                self.0[word] = self.0[word] & !bit | if is_object { bit } else { 0 };
                self.1 += 1;
            }

            /// Whether the innermost is an object; none if none is open.
            fn is_object(&self) -> Option<bool> {
                let last = self.1.checked_sub(1)?;
                Some(self.0[last / 64] >> (last % 64) & 1 == 1)
            }
        }

        let mut open = Open(Vec::new(), 0);
        loop {
            // A value.
            match self.peek() {
                Some(b'{') => {
                    self.position += 1;
                    if !self.take(b'}') {
                        open.push(true);
                        self.skip_key()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.position += 1;
                    if !self.take(b']') {
                        open.push(false);
                        continue;
                    }
                }
                _ => self.skip_scalar()?,
            }
            // What is behind it.
            loop {
                match open.is_object() {
                    None => return Ok(()),
                    Some(is_object) if self.take(b',') => {
                        if is_object {
                            self.skip_key()?;
                        }
                        break;
                    }
                    Some(true) => self.expect(b'}')?,
                    Some(false) => self.expect(b']')?,
                }
                open.1 -= 1;
            }
        }
    }

    fn skip_key(&mut self) -> Result<(), Error> {
        if self.peek() != Some(b'"') {
            return Err(self.syntax());
        }
        self.skip_string()?;
        self.expect(b':')
    }

    fn skip_scalar(&mut self) -> Result<(), Error> {
        match self.byte() {
            Some(b'"') => self.skip_string(),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            _ => self.number().map(drop),
        }
    }

    fn skip_string(&mut self) -> Result<(), Error> {
        match self.string() {
            Err(error) if error.is_fatal() => Err(error),
            _ => Ok(()),
        }
    }
}

#[cold]
fn not_unicode() -> Error {
    Error::value(AnomalyKind::InvalidUnicode, "expected valid Unicode")
}

/// Where a run of characters that stand for themselves in a string ends.
#[inline]
fn plain_end(bytes: &[u8], start: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    let mut rest = bytes.get(start..).unwrap_or_default();
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        let chunk = u64::from_le_bytes(*chunk);
        // The highest bit of a byte tells whether it is below the limit. Borrows out of a byte
        // reach only those behind it, so the first one found is right.
        let below = |chunk: u64, limit: u64| chunk.wrapping_sub(ONES * limit);
        // With this bit flipped, the quote comes right behind the control characters.
        let quote_or_control = below(chunk ^ (ONES * 2), 0x21);
        let backslash = below(chunk ^ (ONES * u64::from(b'\\')), 1);
        let found = (quote_or_control | backslash) & !chunk & (ONES << 7);
        if found != 0 {
            return bytes.len() - rest.len() + (found.trailing_zeros() / 8) as usize;
        }
        rest = behind;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    bytes.len() - rest.len() + rest.iter().position(is_special).unwrap_or(rest.len())
}
