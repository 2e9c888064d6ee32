//! Numbers from bytes, in the order of the machine that wrote them.

use super::Problem;

/// A file and a place in it.
#[derive(Debug, Clone)]
pub(super) struct Bytes<'a> {
    all: &'a [u8],
    at: usize,
    big_endian: bool,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(all: &'a [u8]) -> Bytes<'a> {
        Bytes {
            all,
            at: 0,
            big_endian: false,
        }
    }

    /// The same order of bytes, another text.
    pub(super) fn of(&self, all: &'a [u8]) -> Bytes<'a> {
        Bytes {
            all,
            at: 0,
            ..*self
        }
    }

    pub(super) fn set_big_endian(&mut self, big_endian: bool) {
        self.big_endian = big_endian;
    }

    pub(super) fn place(&self) -> usize {
        self.at
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.all.len()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.all[self.at.min(self.all.len())..]
    }

    /// A part of the file by its place; `None` beyond the end.
    pub(super) fn slice(&self, from: u64, length: u64) -> Option<&'a [u8]> {
        let from = usize::try_from(from).ok()?;
        let to = from.checked_add(usize::try_from(length).ok()?)?;
        self.all.get(from..to)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Problem> {
        let end = self.at.checked_add(length);
        let found = end.and_then(|end| self.all.get(self.at..end));
        let found = found.ok_or(Problem::CutOff(self.all.len()))?;
        self.at += length;
        Ok(found)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Problem> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        if self.big_endian {
            array.reverse();
        }
        Ok(array)
    }

    pub(super) fn i32(&mut self) -> Result<i32, Problem> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Result<u32, Problem> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Problem> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn f64(&mut self) -> Result<f64, Problem> {
        Ok(f64::from_le_bytes(self.array()?))
    }

    /// A count, which is never negative.
    pub(super) fn count(&mut self, what: &str) -> Result<usize, Problem> {
        let found = self.i32()?;
        usize::try_from(found).map_err(|_| Problem::Damaged(format!("{found} {what}")))
    }
}

impl Bytes<'_> {
    /// Eight bytes from elsewhere as a number in this order.
    pub(super) fn of_any(&self, eight: &[u8]) -> f64 {
        self.of_copy(eight).unwrap_or(f64::NAN)
    }

    fn of_copy(&self, eight: &[u8]) -> Option<f64> {
        let array: [u8; 8] = eight.try_into().ok()?;
        Some(match self.big_endian {
            true => f64::from_be_bytes(array),
            false => f64::from_le_bytes(array),
        })
    }
}
