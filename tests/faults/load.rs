//! Many calls at once, and calls that nobody waits for.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::server::{OK, Server, Step, json};
use super::setup::{Waits, builder, sessions_get, start};

#[tokio::test]
async fn hundreds_of_calls_at_once_all_go_well() {
    let (client, server) = start(vec![json(200, OK)]).await;
    // As many as leave room for other tests where a process may have 1024 files open.
    let at_once = Arc::new(Semaphore::new(200));
    let calls = (0..1000).map(|_| {
        let (client, at_once) = (client.clone(), Arc::clone(&at_once));
        tokio::spawn(async move {
            let _permit = at_once.acquire().await.unwrap();
            client.credit_sessions_get(&sessions_get()).await
        })
    });
    for call in calls.collect::<Vec<_>>() {
        let response = call.await.unwrap().unwrap();
        assert_eq!(response.sessions.len(), 1);
        assert_eq!(response.attempts(), 1);
    }
    assert_eq!(server.requests().len(), 1000);
}

#[tokio::test]
async fn a_dropped_call_leaves_nothing_behind_and_is_not_reported() {
    let server = Server::start(vec![Step::Hang(vec![])]).await;
    let client = builder(&server.base_url, &Waits::default())
        .on_call(|report| panic!("it is reported: {report:?}"))
        .build()
        .unwrap();
    let request = sessions_get();
    {
        let mut call = pin!(client.credit_sessions_get(&request));
        while server.requests().is_empty() {
            let moment = tokio::time::timeout(Duration::from_millis(5), call.as_mut()).await;
            assert!(moment.is_err());
        }
    }
    let hung_up = tokio::time::timeout(Duration::from_secs(10), server.hung_up.notified()).await;
    assert!(hung_up.is_ok());
    assert_eq!(server.requests().len(), 1);
}
