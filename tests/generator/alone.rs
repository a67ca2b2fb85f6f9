//! The fixtures that would be nothing beside others, compiled one by one: without any names,
//! or with names that another has as well.

use plaid_credit_tests::documents::fixtures_alone;
use plaid_credit_tests::program::Program;

#[test]
#[ignore = "checks the crate's dependencies once more, which takes a minute or two at first"]
fn every_fixture_that_stands_alone_compiles() {
    let program = Program::new("compiled", "");
    for (name, document) in fixtures_alone() {
        assert_eq!(program.faults(&document), None, "{name}");
    }
}
