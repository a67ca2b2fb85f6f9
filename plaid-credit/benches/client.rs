//! The CPU that a call costs: this client against reqwest with the same headers, on one
//! server, in one run.
//!
//! `cargo bench -p plaid-credit --bench client` prints, for a small and a large response:
//!
//! - `plain`: reqwest, and structs as a first draft derives them;
//! - `models`: reqwest, and this crate's models read by serde alone;
//! - `client`: this client, with its limits on time and size.
//!
//! Only the client's thread is counted. The aim is at most 1.10 times either.
#![allow(missing_docs, unreachable_pub)]

#[path = "client/bodies.rs"]
mod bodies;
#[path = "client/plain.rs"]
mod plain;
#[path = "client/server.rs"]
mod server;

use std::error::Error;
use std::time::Duration;

use cpu_time::ThreadTime;
use plaid_credit::reqwest;
use plaid_credit::types::{
    CreditBankIncomeGetRequest, CreditBankIncomeGetResponse, CreditSessionsGetRequest,
    CreditSessionsGetResponse, UserToken,
};
use plaid_credit::{Client, Credentials};
use serde::de::DeserializeOwned;

const ROUNDS: usize = 101;
const TOKEN: &str = "user-sandbox-b0e2fe0e-7b0c-4b0e-9e0e-0b0e2fe0e7b0";

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        println!(
            "{:22} {:>11} {:>11} {:>11}",
            "response", "plain", "models", "client"
        );
        let bench = Bench::new(&bodies::sessions(), "credit/sessions/get")?;
        let request = CreditSessionsGetRequest::new(UserToken::from(TOKEN));
        bench
            .run(
                "sessions",
                200,
                async || Ok(bench.raw::<plain::Sessions>().await?.sessions.len()),
                async || {
                    Ok(bench
                        .raw::<CreditSessionsGetResponse>()
                        .await?
                        .sessions
                        .len())
                },
                async || {
                    Ok(bench
                        .client
                        .credit_sessions_get(&request)
                        .await?
                        .sessions
                        .len())
                },
            )
            .await?;
        let bench = Bench::new(&bodies::income(), "credit/bank_income/get")?;
        let request = CreditBankIncomeGetRequest::new(UserToken::from(TOKEN));
        bench
            .run(
                "bank income",
                40,
                async || Ok(bench.raw::<plain::Income>().await?.bank_income.len()),
                async || {
                    Ok(bench
                        .raw::<CreditBankIncomeGetResponse>()
                        .await?
                        .bank_income
                        .len())
                },
                async || {
                    Ok(bench
                        .client
                        .credit_bank_income_get(&request)
                        .await?
                        .bank_income
                        .len())
                },
            )
            .await
    })
}

type Done = Result<usize, Box<dyn Error>>;

struct Bench {
    client: Client,
    http: reqwest::Client,
    url: String,
    size: usize,
}

impl Bench {
    fn new(body: &serde_json::Value, path: &str) -> Result<Self, Box<dyn Error>> {
        let body = body.to_string();
        let base_url = server::start(body.as_bytes())?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self {
            url: format!("{base_url}/{path}"),
            client: Client::builder()
                .credentials(Credentials::new("client-id", "secret"))
                .base_url(base_url)?
                .build()?,
            http,
            size: body.len(),
        })
    }

    /// A call by hand.
    async fn raw<T: DeserializeOwned>(&self) -> Result<T, reqwest::Error> {
        let request = plain::Request {
            user_token: TOKEN.to_owned(),
        };
        self.http
            .post(&self.url)
            .header("plaid-client-id", "client-id")
            .header("plaid-secret", "secret")
            .header("plaid-version", "2020-09-14")
            .header("user-agent", "plaid-credit-rust/0.1.0")
            .json(&request)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }

    async fn run(
        &self,
        name: &str,
        calls: u32,
        plain: impl AsyncFn() -> Done,
        models: impl AsyncFn() -> Done,
        client: impl AsyncFn() -> Done,
    ) -> Result<(), Box<dyn Error>> {
        assert_eq!(plain().await?, client().await?);
        let mut times: [Vec<Duration>; 3] = Default::default();
        for round in 0..ROUNDS {
            // Each goes first as often as the others.
            for turn in 0..3 {
                let contender = (round + turn) % 3;
                times[contender].push(match contender {
                    0 => cpu(calls, &plain).await?,
                    1 => cpu(calls, &models).await?,
                    _ => cpu(calls, &client).await?,
                });
            }
        }
        let [plain, models, client] = times.map(median);
        let micros = |time: Duration| format!("{:.1} µs", time.as_secs_f64() * 1e6);
        let name = format!("{name}, {:.1} kB", self.size as f64 / 1e3);
        println!(
            "{name:22} {:>11} {:>11} {:>11}",
            micros(plain),
            micros(models),
            micros(client)
        );
        let ratio = |other: Duration| client.as_secs_f64() / other.as_secs_f64();
        println!(
            "{:22} {:>11.2} {:>11.2}",
            "  client / other",
            ratio(plain),
            ratio(models)
        );
        Ok(())
    }
}

/// The CPU time that a call takes on this thread.
async fn cpu(calls: u32, call: &impl AsyncFn() -> Done) -> Result<Duration, Box<dyn Error>> {
    let start = ThreadTime::now();
    for _ in 0..calls {
        call().await?;
    }
    Ok(start.elapsed() / calls)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
