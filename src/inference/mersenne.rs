//! The random numbers of R (since 3.6.0), so that resamples published with it can be drawn again.
//!
//! Mersenne Twister (Matsumoto & Nishimura 1998), seeded as `set.seed()` does; `sample.int()` takes bits and rejects.

const N: usize = 624;
const M: usize = 397;

pub struct Mersenne {
    state: [u32; N],
    next: usize,
}

impl Mersenne {
    /// As after `set.seed(seed)`.
    pub fn seeded(seed: i32) -> Mersenne {
        let mut value = seed as u32;
        let mut step = || {
            value = value.wrapping_mul(69069).wrapping_add(1);
            value
        };
        // Fifty steps of scrambling; the next one is the place of the counter.
        (0..51).for_each(|_| {
            step();
        });
        let mut state = [0; N];
        state.iter_mut().for_each(|s| *s = step());
        Mersenne { state, next: N }
    }

    fn bits(&mut self) -> u32 {
        if self.next == N {
            self.refill();
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn refill(&mut self) {
        for k in 0..N {
            let y = (self.state[k] & 0x8000_0000) | (self.state[(k + 1) % N] & 0x7fff_ffff);
            let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[k] = self.state[(k + M) % N] ^ (y >> 1) ^ odd;
        }
        self.next = 0;
    }

    /// As `runif(1)`: inside (0, 1).
    pub fn uniform(&mut self) -> f64 {
        const UNIT: f64 = 2.328_306_437_080_797e-10;
        (f64::from(self.bits()) * 2.328_306_436_538_696_3e-10).clamp(0.5 * UNIT, 1.0 - 0.5 * UNIT)
    }

    /// As `sample.int(n, 1) - 1`: from 0 to n − 1.
    pub fn below(&mut self, n: usize) -> usize {
        let bits = n.next_power_of_two().trailing_zeros();
        let mask = (1_u64 << bits) - 1;
        loop {
            let mut value: u64 = 0;
            for _ in (0..=bits).step_by(16) {
                value = (value << 16) + (self.uniform() * 65536.0).floor() as u64;
            }
            let candidate = (value & mask) as usize;
            if candidate < n {
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Printed by R 4.2: `set.seed(124); sample.int(344, replace = TRUE)[1:10]`, and so on.
    #[test]
    fn numbers_are_those_of_r() {
        let sampled = |seed, n: usize, count: usize| -> Vec<usize> {
            let mut rng = Mersenne::seeded(seed);
            (0..count).map(|_| rng.below(n) + 1).collect()
        };
        assert_eq!(
            sampled(124, 344, 10),
            [321, 167, 261, 216, 74, 20, 200, 22, 188, 230]
        );
        assert_eq!(
            sampled(123, 344, 10),
            [179, 14, 195, 306, 118, 299, 229, 244, 14, 153]
        );
        assert_eq!(
            sampled(124, 70000, 6),
            [26791, 19160, 56155, 69142, 67554, 39554]
        );
        assert_eq!(
            sampled(i32::MAX, 65536, 5),
            [64742, 59799, 17768, 4911, 64361]
        );
        let uniform = Mersenne::seeded(-5).uniform();
        assert!((uniform - 0.734_594_8).abs() < 1e-7, "{uniform}");
    }
}
