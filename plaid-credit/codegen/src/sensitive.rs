//! Which fields `Debug` hides: the one place that says so.
//!
//! Any text, amount, other number or date may be about a person or an account, so it is
//! hidden unless it is listed here. Enums, booleans and integers (counts) always show.

/// Fields that tell nothing about a person: they help to find a call in a log, or say
/// how to read the others.
const SHOWN: [&str; 30] = [
    "asset_report_id",
    "bank_income_id",
    "canonical_description",
    "category_id",
    "code",
    "date_generated",
    "date_last_updated",
    "days_available",
    "days_requested",
    "document_type",
    "documentation_url",
    "employee_type",
    "error_code",
    "error_code_reason",
    "error_type",
    "generated_time",
    "institution_id",
    "iso_currency_code",
    "item_id",
    "item_ids",
    "last_updated_datetime",
    "last_updated_time",
    "link_session_id",
    "processing_status",
    "request_id",
    "session_start_time",
    "status",
    "unofficial_currency_code",
    "updated_at",
    "verification_refresh_status",
];

/// Named strings that show: identifiers that Plaid asks to be logged, and codes.
const SHOWN_TYPES: [&str; 9] = [
    "AssetReportId",
    "CreditDocumentType",
    "CreditEmploymentEmployeeType",
    "CreditEmploymentVerificationStatus",
    "CreditIsoCurrencyCode",
    "CreditPayrollIncomeRefreshStatus",
    "CreditUnofficialCurrencyCode",
    "ItemId",
    "RequestId",
];

/// Whether a field of this wire name is hidden, where its type does not hide itself.
pub(crate) fn is_hidden_field(wire: &str) -> bool {
    !SHOWN.contains(&wire)
}

/// Whether a named string of this Rust name is hidden.
pub(crate) fn is_hidden_type(name: &str) -> bool {
    !SHOWN_TYPES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_hidden() {
        for wire in [
            "ssn",
            "account_number",
            "FullName",
            "city",
            "secret",
            "new_field",
        ] {
            assert!(is_hidden_field(wire), "{wire}");
        }
        for name in [
            "ApiSecret",
            "UserToken",
            "AccessToken",
            "AssetReportToken",
            "NewToken",
        ] {
            assert!(is_hidden_type(name), "{name}");
        }
        assert!(!is_hidden_field("request_id"));
        assert!(!is_hidden_type("RequestId"));
    }
}
