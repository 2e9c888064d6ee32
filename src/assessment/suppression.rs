//! Which groups may be told without telling what single respondents said.
//!
//! A group with fewer respondents than the threshold is hidden. So is, beside it, what would give it away: the total is
//! printed, so hidden groups together must hold at least the threshold, and at least two of them (complementary
//! suppression; Hundepool et al. 2012, ch. 4).

/// Hides what must be hidden of groups that make up a printed total. `told` comes with earlier decisions and leaves with
/// all of them; `counts` are the respondents behind the number in each group. Groups without respondents are not told.
pub fn protect(counts: &[usize], least: usize, told: &mut [bool]) {
    for (tell, &count) in told.iter_mut().zip(counts) {
        *tell &= count >= least.max(1);
    }
    loop {
        let hidden = || (0..counts.len()).filter(|&g| !told[g] && counts[g] > 0);
        let (groups, respondents) = (hidden().count(), hidden().map(|g| counts[g]).sum::<usize>());
        if groups == 0 || (groups > 1 && respondents >= least) {
            return;
        }
        let open = (0..counts.len()).filter(|&g| told[g]);
        let Some(next) = open.min_by_key(|&g| counts[g]) else {
            return;
        };
        told[next] = false;
    }
}

/// Hides groups of one kind that leave fewer than `least` respondents when they are taken from a group of another kind
/// that holds all of them: the smaller of the two is hidden. `a` and `b` tell for each group who is in it.
pub fn keep_apart(
    (a, told_a): (&[Vec<bool>], &mut [bool]),
    (b, told_b): (&[Vec<bool>], &mut [bool]),
    least: usize,
) {
    for (i, one) in a.iter().enumerate() {
        for (j, other) in b.iter().enumerate() {
            if !told_a[i] || !told_b[j] {
                continue;
            }
            let only =
                |x: &[bool], y: &[bool]| x.iter().zip(y).filter(|(x, y)| **x && !**y).count();
            let (left, right) = (only(one, other), only(other, one));
            if left == 0 && right > 0 && right < least {
                told_a[i] = false;
            } else if right == 0 && left > 0 && left < least {
                told_b[j] = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(counts: &[usize], least: usize) -> Vec<bool> {
        let mut told = vec![true; counts.len()];
        protect(counts, least, &mut told);
        told
    }

    #[test]
    fn one_hidden_group_hides_another() {
        assert_eq!(told(&[20, 3, 8], 5), [true, false, false]);
        assert_eq!(told(&[20, 8, 9], 5), [true, true, true]);
        assert_eq!(told(&[20, 1, 2, 9], 5), [true, false, false, false]);
        assert_eq!(told(&[20, 3, 4, 9], 5), [true, false, false, true]);
        assert_eq!(told(&[20, 0, 9], 5), [true, false, true]);
        assert_eq!(told(&[4], 5), [false]);
    }

    #[test]
    fn a_group_within_another_does_not_give_the_rest_away() {
        let role = [vec![true, true, true, true, true, false, false]];
        let unit = [vec![true; 7]];
        let (mut a, mut b) = ([true], [true]);
        keep_apart((&role, &mut a), (&unit, &mut b), 5);
        assert_eq!((a, b), ([false], [true]));
        let (mut a, mut b) = ([true], [true]);
        keep_apart((&role, &mut a), (&unit, &mut b), 2);
        assert_eq!((a, b), ([true], [true]));
    }
}
