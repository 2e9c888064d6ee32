//! What kind of mediation an indirect and a direct effect make (Zhao, Lynch & Chen 2010).

/// The five kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mediation {
    Complementary,
    Competitive,
    IndirectOnly,
    DirectOnly,
    NoEffect,
}

/// An effect, and whether its interval leaves out zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    pub estimate: f64,
    pub significant: bool,
}

impl Mediation {
    pub fn of(indirect: Effect, direct: Effect) -> Mediation {
        match (indirect.significant, direct.significant) {
            (true, true) if indirect.estimate * direct.estimate > 0.0 => Mediation::Complementary,
            (true, true) => Mediation::Competitive,
            (true, false) => Mediation::IndirectOnly,
            (false, true) => Mediation::DirectOnly,
            (false, false) => Mediation::NoEffect,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Mediation::Complementary => "complementary mediation",
            Mediation::Competitive => "competitive mediation",
            Mediation::IndirectOnly => "indirect-only mediation",
            Mediation::DirectOnly => "direct-only: no mediation",
            Mediation::NoEffect => "no effect: no mediation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_of_the_product_tells_complementary_from_competitive() {
        let effect = |estimate| Effect {
            estimate,
            significant: true,
        };
        assert_eq!(
            Mediation::of(effect(0.2), effect(0.3)),
            Mediation::Complementary
        );
        assert_eq!(
            Mediation::of(effect(0.2), effect(-0.3)),
            Mediation::Competitive
        );
        let none = Effect {
            estimate: 0.3,
            significant: false,
        };
        assert_eq!(Mediation::of(effect(0.2), none), Mediation::IndirectOnly);
    }
}
