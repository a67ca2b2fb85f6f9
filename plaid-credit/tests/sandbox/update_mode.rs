//! Going through Link again with an Item that is there already.

use std::collections::BTreeSet;

use plaid_credit::sandbox::{Sandbox, SandboxError, Scenario};
use plaid_credit::serde_json::json;

use crate::TestResult;
use crate::support::{Applicant, Result, all, code, link_request, with_ready_reports};

/// The Item in the newest session.
async fn last_item(applicant: &Applicant) -> Result<String> {
    let sessions = applicant.sessions().await?;
    let results = sessions
        .first()
        .and_then(|session| session.results.as_ref());
    let added = &results.ok_or("no results")?.item_add_results;
    let item = added.first().and_then(|added| added.item_id.clone());
    Ok(item.ok_or("no item_id")?.as_ref().to_owned())
}

/// The IDs of the user's Items.
async fn items(applicant: &Applicant) -> Result<BTreeSet<String>> {
    let by_user = json!({ "user_id": applicant.id });
    let items = applicant.call("/user/items/get", by_user).await?;
    Ok(all(&items, "item_id"))
}

#[tokio::test]
async fn whatever_names_an_item_repairs_it() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (first, access) = user.connect(&sandbox).await?;
    user.connect(&sandbox).await?;
    let by_token = || json!({ "access_token": access });
    let before = items(&user).await?;
    for update in [
        json!({ "access_token": access }),
        json!({ "access_tokens": [access] }),
        json!({ "update": { "item_ids": [first] } }),
        json!({ "update": { "user": true, "item_ids": [first] } }),
        json!({ "update": { "user": true } }),
        json!({ "update": { "item_ids": [] } }),
    ] {
        user.call("/sandbox/item/reset_login", by_token()).await?;
        let link = user.another_link(&update).await?;
        let session = sandbox.finish_link(&link, Scenario::Approved).await?;
        assert!(session.public_token.is_some(), "{update}");
        user.call("/accounts/get", by_token()).await?;
        assert_eq!(items(&user).await?, before, "{update}");
        assert_eq!(last_item(&user).await?, first.as_ref(), "{update}");
    }
    Ok(())
}

#[tokio::test]
async fn several_items_are_repaired_at_once() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (first, one) = user.connect(&sandbox).await?;
    let (second, other) = user.connect(&sandbox).await?;
    for update in [
        json!({ "access_tokens": [one, other] }),
        json!({ "update": { "item_ids": [first, second] } }),
    ] {
        for access in [&one, &other] {
            let reset = json!({ "access_token": access });
            user.call("/sandbox/item/reset_login", reset).await?;
        }
        let link = user.another_link(&update).await?;
        sandbox.finish_link(&link, Scenario::Approved).await?;
        for access in [&one, &other] {
            let get = json!({ "access_token": access });
            user.call("/accounts/get", get).await?;
        }
        assert_eq!(items(&user).await?.len(), 2, "{update}");
    }
    Ok(())
}

#[tokio::test]
async fn a_user_without_a_broken_item_updates_the_latest() -> TestResult {
    let sandbox = with_ready_reports().await?;
    let user = Applicant::with(&sandbox, "customer-1", &["assets"]).await?;
    let (_, older) = user.connect(&sandbox).await?;
    let (latest, newer) = user.connect(&sandbox).await?;
    let update = json!({ "update": { "user": true }, "products": ["statements"] });
    let link = user.another_link(&update).await?;
    sandbox.finish_link(&link, Scenario::Approved).await?;
    assert_eq!(last_item(&user).await?, latest.as_ref());
    let list = |access: &_| user.call("/statements/list", json!({ "access_token": access }));
    let listed = code(list(&older).await);
    assert_eq!(listed.as_deref(), Some("PRODUCTS_NOT_SUPPORTED"));
    list(&newer).await?;
    Ok(())
}

#[tokio::test]
async fn nothing_is_added_for_an_item_that_is_gone() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let (item, access) = user.connect(&sandbox).await?;
    let updates = [
        json!({ "access_token": access }),
        json!({ "access_tokens": [access] }),
        json!({ "update": { "item_ids": [item] } }),
        json!({ "update": { "user": true } }),
    ];
    let mut links = Vec::new();
    for update in &updates {
        links.push(user.another_link(update).await?);
    }
    user.call("/item/remove", json!({ "access_token": access }))
        .await?;
    let sessions = user.sessions().await?.len();
    for link in links {
        let refused = sandbox.finish_link(&link, Scenario::Approved).await;
        assert!(
            matches!(refused, Err(SandboxError::MissingItem)),
            "{refused:?}"
        );
    }
    assert_eq!(items(&user).await?, BTreeSet::new());
    assert_eq!(user.sessions().await?.len(), sessions);
    for update in &updates[..3] {
        let refused = user.another_link(update).await;
        assert!(refused.is_err(), "{update}");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_else_repairs_an_item_by_its_id() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    let other = Applicant::new(&sandbox, "customer-2").await?;
    let (item, _) = user.connect(&sandbox).await?;
    let update = json!({ "user_id": other.id, "update": { "item_ids": [item] } });
    let refused = other.call("/link/token/create", link_request(&update));
    let refused = code(refused.await);
    assert_eq!(refused.as_deref(), Some("ITEM_NOT_FOUND"));
    Ok(())
}

#[tokio::test]
async fn a_removed_user_does_not_go_through_link() -> TestResult {
    let sandbox = Sandbox::start().await?;
    let user = Applicant::new(&sandbox, "customer-1").await?;
    user.call("/user/remove", json!({ "user_id": user.id }))
        .await?;
    for scenario in [Scenario::Started, Scenario::Approved] {
        let refused = sandbox.finish_link(&user.link_token, scenario).await;
        assert!(
            matches!(refused, Err(SandboxError::RemovedUser)),
            "{refused:?}"
        );
    }
    Ok(())
}
