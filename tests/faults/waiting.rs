//! Waiting until Plaid has made what is asked for.

use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;

use plaid_credit::Wait;
use plaid_credit::testing::Clock;
use tokio::sync::oneshot;

use super::server::{ERROR, NOT_READY, OK, Server, Step, answer, json};
use super::setup::{Waits, builder, sessions_get, told};

fn not_ready() -> Step {
    json(400, NOT_READY)
}

async fn wait(steps: Vec<Step>, seconds: u64) -> (String, usize, Vec<u64>) {
    let wait = Wait::up_to(Duration::from_secs(seconds))
        .delays(Duration::from_secs(1), Duration::from_secs(4));
    let (told, requests, waited) = wait_as(wait, steps).await;
    (
        told,
        requests,
        waited.iter().map(Duration::as_secs).collect(),
    )
}

async fn wait_as(wait: Wait, steps: Vec<Step>) -> (String, usize, Vec<Duration>) {
    let server = Server::start(steps).await;
    let waits = Waits::alone();
    let client = builder(&server.base_url, &waits).build().unwrap();
    let request = sessions_get();
    let result = client
        .wait_until_ready(wait, || client.credit_sessions_get(&request))
        .await;
    (told(&result), server.requests().len(), waits.all())
}

#[tokio::test]
async fn asks_until_it_is_ready() {
    let steps = vec![
        not_ready(),
        not_ready(),
        not_ready(),
        not_ready(),
        json(200, OK),
    ];
    let (told, requests, waits) = wait(steps, 60).await;
    assert_eq!(told, "1 sessions, 0 anomalies, request Aim3b");
    assert_eq!((requests, waits), (5, vec![1, 2, 4, 4]));
}

#[tokio::test]
async fn asks_once_more_when_the_time_is_up() {
    let (told, requests, waits) = wait(vec![not_ready()], 5).await;
    assert_eq!(told, "Api 400 PRODUCT_NOT_READY");
    // The last wait takes what is left.
    assert_eq!((requests, waits), (4, vec![1, 2, 2]));

    let steps = vec![not_ready(), not_ready(), not_ready(), json(200, OK)];
    let (told, requests, waits) = wait(steps, 5).await;
    assert_eq!(told, "1 sessions, 0 anomalies, request Aim3b");
    assert_eq!((requests, waits), (4, vec![1, 2, 2]));
}

#[tokio::test]
async fn waits_grow_from_none_and_never_beyond_the_longest() {
    let millis = Duration::from_millis;
    for (first, max, expected) in [
        (0, 300, [0, 100, 200, 300]),
        (1, 300, [1, 100, 200, 300]),
        (0, 50, [0, 50, 50, 50]),
        (8000, 4000, [4000; 4]),
        (0, 0, [0; 4]),
    ] {
        let mut steps = vec![not_ready(); 4];
        steps.push(json(200, OK));
        let wait = Wait::up_to(Duration::from_secs(60)).delays(millis(first), millis(max));
        let (told, _, waits) = wait_as(wait, steps).await;
        assert_eq!(told, "1 sessions, 0 anomalies, request Aim3b");
        assert_eq!(waits, expected.map(millis), "{first} {max}");
    }
}

#[tokio::test]
async fn does_not_wait_for_what_comes_too_late() {
    let headers = "content-type: application/json\r\nretry-after: 6\r\n";
    let (told, requests, waits) =
        wait(vec![Step::Answer(answer(400, headers, NOT_READY))], 5).await;
    assert_eq!(told, "Api 400 PRODUCT_NOT_READY");
    assert_eq!((requests, waits), (1, vec![]));
}

#[tokio::test]
async fn does_not_wait_for_other_errors() {
    let (told, requests, waits) = wait(vec![not_ready(), json(400, ERROR)], 60).await;
    assert_eq!(told, "Api 400 INVALID_FIELD");
    assert_eq!((requests, waits), (2, vec![1]));
}

/// A clock on which no wait ever ends.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(pending())
    }
}

#[tokio::test]
async fn a_webhook_ends_a_wait() {
    let server = Server::start(vec![not_ready(), json(200, OK)]).await;
    let client = builder(&server.base_url, &Waits::default())
        .clock(Stopped)
        .build()
        .unwrap();
    let request = sessions_get();
    let (send, arrived) = oneshot::channel();
    let send = Mutex::new(Some(send));
    let wait = Wait::up_to(Duration::from_secs(60))
        .or_webhook(arrived)
        // The webhook arrives while the caller waits.
        .on_progress(move |progress| {
            assert_eq!(progress.attempts, 1);
            let send = send.lock().unwrap().take();
            send.unwrap().send(()).unwrap();
        });
    let result = client
        .wait_until_ready(wait, || client.credit_sessions_get(&request))
        .await;
    assert_eq!(told(&result), "1 sessions, 0 anomalies, request Aim3b");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn polling_goes_on_after_a_webhook_that_came_early() {
    let steps = vec![not_ready(), not_ready(), not_ready(), json(200, OK)];
    let server = Server::start(steps).await;
    let waits = Waits::alone();
    let client = builder(&server.base_url, &waits).build().unwrap();
    let request = sessions_get();
    let wait = Wait::up_to(Duration::from_secs(60)).or_webhook(ready(()));
    let result = client
        .wait_until_ready(wait, || client.credit_sessions_get(&request))
        .await;
    assert_eq!(told(&result), "1 sessions, 0 anomalies, request Aim3b");
    let waited: Vec<u64> = waits.all().iter().map(Duration::as_secs).collect();
    // The first wait ended at once, and the delays began anew.
    assert_eq!(waited, [2, 2, 4]);
}

#[tokio::test]
async fn polling_goes_on_without_a_webhook_until_the_deadline() {
    let server = Server::start(vec![not_ready()]).await;
    let waits = Waits::alone();
    let client = builder(&server.base_url, &waits).build().unwrap();
    let request = sessions_get();
    let seconds = Duration::from_secs;
    let wait = Wait::up_to(seconds(5))
        .delays(seconds(1), seconds(4))
        .or_webhook(pending::<()>());
    let result = client
        .wait_until_ready(wait, || client.credit_sessions_get(&request))
        .await;
    assert_eq!(told(&result), "Api 400 PRODUCT_NOT_READY");
    assert_eq!(waits.all(), [1, 2, 2].map(seconds));
    assert_eq!(server.requests().len(), 4);
}
