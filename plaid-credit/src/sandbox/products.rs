//! Which products an Item has, and what is answered about those that it does not have.

use serde_json::{Value, json};

use super::cast::{Facts, object};
use super::refusal::Refusal;

/// The products that the institutions of a sandbox support.
const SUPPORTED: [&str; 11] = [
    "assets",
    "cra_base_report",
    "cra_cashflow_insights",
    "cra_income_insights",
    "cra_lend_score",
    "cra_monitoring",
    "cra_network_insights",
    "cra_partner_insights",
    "employment",
    "income_verification",
    "statements",
];

/// Where a request names the products that an Item is to have.
const ADDED: [&str; 4] = [
    "products",
    "initial_products",
    "required_if_supported_products",
    "optional_products",
];

/// A product that operations give the data of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    Assets,
    /// The consumer reports of Plaid Check, whichever of them an Item was linked for.
    Check,
    Employment,
    Income,
    Statements,
}

impl Product {
    /// The product that a user or an Item must have for an operation.
    pub(super) fn of(path: &str) -> Option<Self> {
        Some(match path {
            "/asset_report/create" => Self::Assets,
            "/credit/bank_income/get"
            | "/credit/bank_income/pdf/get"
            | "/credit/bank_income/refresh"
            | "/credit/bank_statements/uploads/get"
            | "/credit/payroll_income/get"
            | "/credit/payroll_income/refresh"
            | "/credit/payroll_income/risk_signals/get" => Self::Income,
            "/credit/employment/get" => Self::Employment,
            "/statements/list" | "/statements/download" | "/statements/refresh" => Self::Statements,
            "/consumer_report/pdf/get"
            | "/cra/check_report/create"
            | "/cra/monitoring_insights/subscribe" => Self::Check,
            _ if path.starts_with("/cra/") && path.ends_with("/get") => Self::Check,
            _ => return None,
        })
    }

    /// What is refused where it was not linked.
    pub(super) fn not_linked(self) -> Refusal {
        let error_code = match self {
            Self::Assets => "PRODUCT_NOT_ENABLED",
            Self::Check => "CONSUMER_REPORT_NOT_FOUND",
            Self::Employment => "EMPLOYMENT_NOT_FOUND",
            Self::Income => "INCOME_VERIFICATION_NOT_FOUND",
            Self::Statements => "PRODUCTS_NOT_SUPPORTED",
        };
        let message = format!("nothing was linked with the product {}", self.name());
        Refusal::bad_request(self.error_type(), error_code, message)
    }

    /// What is refused while its data is being prepared.
    pub(super) fn not_ready(self) -> Refusal {
        let message = "the requested data is not ready yet: try again later";
        Refusal::bad_request(self.error_type(), "PRODUCT_NOT_READY", message)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Check => "cra_base_report",
            Self::Employment => "employment",
            Self::Income => "income_verification",
            Self::Statements => "statements",
        }
    }

    fn error_type(self) -> &'static str {
        match self {
            Self::Assets => "ASSET_REPORT_ERROR",
            Self::Check => "CONSUMER_REPORT_ERROR",
            Self::Employment | Self::Income => "INCOME_VERIFICATION_ERROR",
            Self::Statements => "ITEM_ERROR",
        }
    }
}

/// The products of an Item, by the names that Plaid gives them.
#[derive(Debug, Default)]
pub(super) struct Products {
    added: Vec<String>,
    /// To which the user has agreed; with those that were added.
    consented: Vec<String>,
    billed: Vec<String>,
    /// Where the income comes from: from `bank` or `payroll`, or from both if it was not said.
    income_sources: Vec<String>,
}

impl Products {
    /// Those that a request for Link, or for an Item without Link, names.
    pub(super) fn of(request: &Value) -> Self {
        let mut products = Self::default();
        products.add(request);
        products
    }

    /// Adds all that the institution supports.
    pub(super) fn and_all_others(mut self) -> Self {
        for product in SUPPORTED {
            push(&mut self.added, product);
            push(&mut self.consented, product);
        }
        self
    }

    /// Adds those that a request names.
    pub(super) fn add(&mut self, request: &Value) {
        for field in ADDED {
            for product in names(&request[field]) {
                push(&mut self.added, product);
                push(&mut self.consented, product);
                let is_optional = field == "optional_products";
                let is_billed_on_use = match product {
                    "assets" => true,
                    "auth" | "identity" => is_optional,
                    _ => false,
                };
                if !is_billed_on_use {
                    push(&mut self.billed, product);
                }
            }
        }
        for product in names(&request["additional_consented_products"]) {
            push(&mut self.consented, product);
        }
        for source in income_sources(request) {
            push(&mut self.income_sources, source);
        }
    }

    pub(super) fn has(&self, product: Product) -> bool {
        self.added.iter().any(|name| match product {
            Product::Check => name.starts_with("cra_"),
            product => name == product.name(),
        })
    }

    /// Whether there is income from this source: one that `request` names, or else one that was
    /// named before.
    pub(super) fn has_income_from(&self, source: &str, request: &Value) -> bool {
        let mut named: Vec<&str> = income_sources(request).collect();
        if named.is_empty() {
            named.extend(self.income_sources.iter().map(String::as_str));
        }
        self.has(Product::Income) && (named.is_empty() || named.contains(&source))
    }

    /// Whether one of these names is among them.
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        self.added.iter().any(|name| names.contains(&&**name))
    }

    /// Those of Plaid Check.
    pub(super) fn of_check(&self) -> Vec<&str> {
        let names = self.added.iter().map(String::as_str);
        names.filter(|name| name.starts_with("cra_")).collect()
    }

    /// Counts a product as used.
    pub(super) fn bill(&mut self, product: &str) {
        push(&mut self.billed, product);
    }

    /// What answers about the Item say of them.
    pub(super) fn facts(&self) -> Facts {
        let is_unused = |name: &&str| !self.billed.iter().any(|billed| billed == name);
        let available: Vec<&str> = SUPPORTED.into_iter().filter(is_unused).collect();
        object(json!({
            "available_products": available,
            "billed_products": self.billed,
            "products": self.added,
            "consented_products": self.consented,
        }))
    }
}

/// Refuses a request for income without the settings that Plaid requires, which are in `income`, the
/// value of `field`.
pub(super) fn check_income(products: &Value, field: &str, income: &Value) -> Result<(), Refusal> {
    if !names(products).any(|name| name == Product::Income.name()) {
        return Ok(());
    }
    if !income.is_object() {
        return Err(Refusal::missing_fields(&[field]));
    }
    let is_from_banks = names(&income["income_source_types"]).any(|source| source == "bank");
    if is_from_banks && !income["bank_income"].is_object() {
        return Err(Refusal::missing_fields(&[format!("{field}.bank_income")]));
    }
    Ok(())
}

/// The sources of income that a request names.
fn income_sources(request: &Value) -> impl Iterator<Item = &str> {
    names(&request["income_verification"]["income_source_types"])
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    let names = list.as_array().into_iter().flatten();
    names.filter_map(Value::as_str)
}

fn push(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
