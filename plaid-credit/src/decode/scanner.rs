//! The tokens of a JSON body. Every function moves past the whole token, also where that is not of
//! use, so that reading goes on behind it.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;

use super::fault::{Error, Fatal};

/// The byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

pub(super) struct Scanner<'de> {
    bytes: &'de [u8],
    /// The bytes as text. Checked once as a whole, they need not be checked string by string.
    text: Option<&'de str>,
    pub(super) position: usize,
    /// Whether the body was found not to be JSON, which a type may not pass on.
    pub(super) is_broken: bool,
}

impl<'de> Scanner<'de> {
    pub(super) fn new(bytes: &'de [u8]) -> Self {
        Self {
            bytes,
            text: std::str::from_utf8(bytes).ok(),
            position: if bytes.starts_with(MARK) {
                MARK.len()
            } else {
                0
            },
            is_broken: false,
        }
    }

    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
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

    /// Whether a string that is not empty comes next.
    pub(super) fn is_at_text(&mut self) -> bool {
        self.peek() == Some(b'"') && self.bytes.get(self.position + 1) != Some(&b'"')
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

    /// The error for a body that does not go on as JSON does.
    #[cold]
    #[inline(never)]
    pub(super) fn syntax(&mut self) -> Error {
        self.is_broken = true;
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

    /// Moves past `true`, `false` or `null`.
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

    /// Moves past a number, which is given as its text.
    #[inline]
    pub(super) fn number(&mut self) -> Result<&'de str, Error> {
        let start = self.position;
        self.position += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.position += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.position += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.position += 1;
            self.position += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(self.slice(start..self.position).unwrap_or_default())
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

    /// The string whose opening quote is next; none if it is not valid Unicode.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<Option<Cow<'de, str>>, Error> {
        self.position += 1;
        let start = self.position;
        self.position = plain_end(self.bytes, start);
        if self.byte() != Some(b'"') {
            return Ok(self.escaped_string(start)?.map(Cow::Owned));
        }
        self.position += 1;
        Ok(self.slice(start..self.position - 1).map(Cow::Borrowed))
    }

    /// The string that starts at `start` and is not plain at the position.
    #[cold]
    fn escaped_string(&mut self, start: usize) -> Result<Option<String>, Error> {
        while self.byte() == Some(b'\\') {
            self.position = plain_end(self.bytes, self.position + 2);
        }
        if self.byte() != Some(b'"') {
            return Err(self.syntax());
        }
        self.position += 1;
        // As bytes, it may have halves of surrogate pairs too.
        let quoted = &self.bytes[start - 1..self.position];
        match serde_json::from_slice::<Bytes>(quoted) {
            Ok(text) => Ok(String::from_utf8(text.into()).ok()),
            Err(_) => {
                self.position = start - 1;
                Err(self.syntax())
            }
        }
    }

    /// Where the next key stands, and its text if that is valid Unicode. Moves past the colon.
    #[inline]
    pub(super) fn key(&mut self) -> Result<(Range<usize>, Option<Cow<'de, str>>), Error> {
        if self.peek() != Some(b'"') {
            return Err(self.syntax());
        }
        let start = self.position;
        let text = self.string()?;
        let end = self.position;
        self.expect(b':')?;
        Ok((start..end, text))
    }

    /// Whether a container with this end has another part. Moves past the comma in front of it.
    #[inline]
    pub(super) fn has_next(&mut self, end: u8, is_first: bool) -> Result<bool, Error> {
        if self.peek() == Some(end) {
            return Ok(false);
        }
        if !is_first {
            self.expect(b',')?;
        }
        Ok(true)
    }

    /// Moves past a value of any depth, without recursion.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        // The ends of the containers that are open.
        let mut open = Vec::new();
        loop {
            let end = match self.peek() {
                Some(b'{') => Some(b'}'),
                Some(b'[') => Some(b']'),
                _ => None,
            };
            match end {
                None => self.skip_scalar()?,
                Some(_) => self.position += 1,
            }
            open.extend(end);
            let mut is_first = end.is_some();
            loop {
                let Some(&end) = open.last() else {
                    return Ok(());
                };
                if self.has_next(end, is_first)? {
                    break;
                }
                self.position += 1;
                open.pop();
                is_first = false;
            }
            if open.last() == Some(&b'}') {
                self.key()?;
            }
        }
    }

    fn skip_scalar(&mut self) -> Result<(), Error> {
        match self.byte() {
            Some(b'"') => self.string().map(drop),
            Some(b't') => self.literal("true"),
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            _ => self.number().map(drop),
        }
    }
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
