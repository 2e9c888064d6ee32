//! Permutation: what the numbers would be if labels meant nothing.

use super::bootstrap::{Draw, Plan, Random, Replicates, collect_with};

/// Shuffles n labels again and again. `refit` is told which respondent's label each respondent gets.
///
/// Every shuffle has random numbers of its own, so the result is the same on any number of threads; with those of R,
/// shuffle i (from 1) is `set.seed(seed + i); sample.int(n)`.
pub fn permute(
    plan: &Plan,
    n: usize,
    refit: impl Fn(&[usize]) -> Result<Draw, &'static str> + Sync,
) -> Replicates {
    collect_with(
        plan,
        plan.replicates,
        || (Vec::new(), vec![0; n]),
        |(left, order), stream| {
            shuffle(&mut Random::new(plan, stream), left, order);
            refit(order)
        },
    )
}

/// One after another of those that are left; the last takes the place of the one taken.
fn shuffle(random: &mut Random, left: &mut Vec<usize>, order: &mut [usize]) {
    left.clear();
    left.extend(0..order.len());
    for place in order.iter_mut() {
        *place = left.swap_remove(random.below(left.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::bootstrap::Generator;
    use super::*;

    fn first_two(threads: usize, generator: Generator) -> Replicates {
        let plan = Plan {
            replicates: 300,
            seed: 5,
            threads: Some(threads),
            generator,
        };
        permute(&plan, 4, |order| {
            Ok(Draw {
                values: vec![order[0] as f64, order[1] as f64],
                remarks: Vec::new(),
            })
        })
    }

    #[test]
    fn every_order_is_as_likely_and_threads_change_nothing() {
        let found = first_two(1, Generator::ChaCha);
        assert_eq!(found.columns, first_two(3, Generator::ChaCha).columns);
        let pairs = found.columns[0].iter().zip(&found.columns[1]);
        assert!(pairs.clone().all(|(a, b)| a != b));
        let low = pairs.filter(|(a, b)| a < b).count();
        assert!((120..180).contains(&low), "{low}");
    }

    /// R 4: `set.seed(6); sample.int(4)` and `set.seed(7); sample.int(4)`.
    #[test]
    fn the_orders_of_r_are_drawn_again() {
        let found = first_two(1, Generator::R);
        assert_eq!((found.columns[0][0], found.columns[1][0]), (0.0, 1.0));
        assert_eq!((found.columns[0][1], found.columns[1][1]), (1.0, 2.0));
    }
}
