//! OLE files, in which old workbooks are kept: whether their chains of sectors come to an end.
//!
//! A chain that runs in a circle makes a reader collect sectors until the memory is full, so it is looked for first. Layout
//! after \[MS-CFB\], "Compound File Binary File Format".

/// Sectors from here on are marks: end of chain, free, part of a table.
const MARKS: u32 = 0xffff_fffa;

/// Whether no chain of sectors, large or small, comes back to itself. Files cut off in the middle are left to the reader.
pub(crate) fn ends_somewhere(bytes: &[u8]) -> bool {
    table(bytes).is_none_or(|(sectors, small)| has_no_circle(&sectors) && has_no_circle(&small))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// The next sector of every sector, and of every small sector.
fn table(bytes: &[u8]) -> Option<(Vec<u32>, Vec<u32>)> {
    let shift = u32::from(*bytes.get(30)?).clamp(7, 16);
    let size = 1usize << shift;
    let count = bytes.len() / size + 1;
    let sector = |id: u32| {
        let start = (id as usize).checked_add(1)?.checked_mul(size)?;
        let sector = bytes.get(start..(start.checked_add(size)?).min(bytes.len()))?;
        Some(
            sector
                .chunks_exact(4)
                .map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]])),
        )
    };
    let mut places: Vec<u32> = (0..109).filter_map(|j| number(bytes, 76 + 4 * j)).collect();
    let mut next = number(bytes, 68)?;
    let mut steps = 0;
    while next < MARKS && steps <= count {
        let mut further: Vec<u32> = sector(next)?.collect();
        next = further.pop()?;
        places.extend(further);
        steps += 1;
    }
    if steps > count {
        // The list of tables runs in a circle itself: one that does is as good as any.
        return Some((vec![0], Vec::new()));
    }
    let sectors: Vec<u32> = places
        .into_iter()
        .filter(|id| *id < MARKS)
        .take(count)
        .filter_map(sector)
        .flatten()
        .collect();
    let mut small = Vec::new();
    let mut at = number(bytes, 60)?;
    for _ in 0..count {
        let Some(part) = sector(at).filter(|_| at < MARKS) else {
            break;
        };
        small.extend(part);
        at = sectors.get(at as usize).copied().unwrap_or(u32::MAX);
    }
    Some((sectors, small))
}

/// Follows every chain once.
fn has_no_circle(next: &[u32]) -> bool {
    // 0: not seen; otherwise the chain in which it was.
    let mut seen = vec![0u32; next.len()];
    for start in 0..next.len() {
        let chain = start as u32 + 1;
        let mut at = start;
        while at < next.len() && seen[at] == 0 {
            seen[at] = chain;
            at = next[at] as usize;
        }
        if at < next.len() && seen[at] == chain {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_seen() {
        assert!(has_no_circle(&[1, 2, u32::MAX, 2]));
        assert!(!has_no_circle(&[1, 2, 0]));
        assert!(!has_no_circle(&[0]));
        assert!(ends_somewhere(b"too short"));
    }
}
