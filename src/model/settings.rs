//! Which defaults apply: lavaan's model types, and each of their switches.

use crate::syntax::{self, Syntax};

/// lavaan's functions, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelType {
    Sem,
    Cfa,
    Growth,
    /// Nothing is added that was not written.
    Lavaan,
}

impl ModelType {
    /// lavaan's name of the function.
    pub fn as_str(self) -> &'static str {
        match self {
            ModelType::Sem => "sem",
            ModelType::Cfa => "cfa",
            ModelType::Growth => "growth",
            ModelType::Lavaan => "lavaan",
        }
    }
}

/// What `group.equal` can hold equal across groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupEqual {
    Loadings,
    Intercepts,
    Means,
    Regressions,
    Residuals,
    ResidualCovariances,
    LvVariances,
    LvCovariances,
    Thresholds,
}

impl GroupEqual {
    const ALL: [(&'static str, GroupEqual); 9] = [
        ("loadings", GroupEqual::Loadings),
        ("intercepts", GroupEqual::Intercepts),
        ("means", GroupEqual::Means),
        ("regressions", GroupEqual::Regressions),
        ("residuals", GroupEqual::Residuals),
        ("residual.covariances", GroupEqual::ResidualCovariances),
        ("lv.variances", GroupEqual::LvVariances),
        ("lv.covariances", GroupEqual::LvCovariances),
        ("thresholds", GroupEqual::Thresholds),
    ];

    /// By lavaan's name.
    pub fn parse(name: &str) -> Option<GroupEqual> {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, equal)| *equal)
    }

    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, equal)| *equal == self)
            .map_or("", |(name, _)| name)
    }

    /// lavaan's names, for messages.
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().map(|(name, _)| *name).collect()
    }
}

/// What is fixed about the latent answers to an ordered item, so that its thresholds have a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Parameterization {
    /// Their standard deviation is 1/scale; residual variances follow.
    #[default]
    Delta,
    /// Their residual variance is a parameter, 1 by default; scales follow.
    Theta,
}

impl Parameterization {
    /// lavaan's name.
    pub fn name(self) -> &'static str {
        match self {
            Parameterization::Delta => "delta",
            Parameterization::Theta => "theta",
        }
    }
}

/// An item whose answers are categories in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedItem {
    pub name: String,
    /// How many different answers there are, over all groups.
    pub categories: usize,
}

/// How a model text becomes a model. Begin with [`Settings::new`] and change single switches.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub model_type: ModelType,
    /// `None`: on if the model needs it (intercepts written, growth, several groups, equal intercepts or means).
    pub meanstructure: Option<bool>,
    pub int_ov_free: bool,
    pub int_lv_free: bool,
    pub fixed_x: bool,
    pub orthogonal: bool,
    pub std_lv: bool,
    /// Has no effect with `std_lv`.
    pub auto_fix_first: bool,
    pub auto_fix_single: bool,
    pub auto_var: bool,
    pub auto_cov_lv_x: bool,
    pub auto_cov_y: bool,
    /// Thresholds of ordered items are added.
    pub auto_th: bool,
    /// Scales of ordered items are added.
    pub auto_delta: bool,
    pub parameterization: Parameterization,
    /// Whether items that only predict are conditioned on; `None`: if there are ordered items.
    pub conditional_x: Option<bool>,
    /// Ordered items; those whose thresholds are written need not be among them.
    pub ordered: Vec<OrderedItem>,
    /// Labels of the groups in the data; empty: as many as the text has `group:` headers, or one.
    pub groups: Vec<String>,
    pub group_equal: Vec<GroupEqual>,
    /// Exceptions from `group_equal`, such as `visual=~x2`, `x7~1` or `x1~~x1`.
    pub group_partial: Vec<String>,
    /// `==`, `<`, `>` and `:=` lines to be added to the model text.
    pub constraints: String,
    /// Columns of the data that help to fill blanks and are not of the model.
    pub auxiliary: Vec<String>,
}

impl Settings {
    pub fn new(model_type: ModelType) -> Settings {
        let automatic = model_type != ModelType::Lavaan;
        let growth = model_type == ModelType::Growth;
        Settings {
            model_type,
            meanstructure: growth.then_some(true),
            int_ov_free: automatic && !growth,
            int_lv_free: growth,
            fixed_x: true,
            orthogonal: false,
            std_lv: false,
            auto_fix_first: automatic,
            auto_fix_single: automatic,
            auto_var: automatic,
            auto_cov_lv_x: automatic,
            auto_cov_y: automatic,
            auto_th: automatic,
            auto_delta: automatic,
            parameterization: Parameterization::Delta,
            conditional_x: None,
            ordered: Vec::new(),
            groups: Vec::new(),
            group_equal: Vec::new(),
            group_partial: Vec::new(),
            constraints: String::new(),
            auxiliary: Vec::new(),
        }
    }

    /// Reads the model text with the constraints added to it.
    ///
    /// # Errors
    /// If either cannot be read; the message points into the one that cannot.
    pub fn read(&self, text: &str) -> Result<Syntax, syntax::Error> {
        syntax::parse_with(text, &self.constraints)
    }

    /// Whether `group_equal` names it.
    pub fn equal(&self, what: GroupEqual) -> bool {
        self.group_equal.contains(&what)
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings::new(ModelType::Sem)
    }
}
