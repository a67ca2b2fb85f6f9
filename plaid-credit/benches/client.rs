//! The CPU that a call costs: this client against reqwest with the same headers and derived
//! structs, on one server, in one run.
//!
//! `cargo bench -p plaid-credit --bench client` prints both for a small and a large response.
//! Only the client's thread is counted. The aim is a ratio of at most 1.10.
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
use plaid_credit::types::{CreditBankIncomeGetRequest, CreditSessionsGetRequest, UserToken};
use plaid_credit::{Client, Credentials};
use serde::de::DeserializeOwned;

const ROUNDS: usize = 61;
const TOKEN: &str = "user-sandbox-b0e2fe0e-7b0c-4b0e-9e0e-0b0e2fe0e7b0";

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        println!("{:24} {:>10} {:>12} {:>7}", "response", "reqwest", "plaid-credit", "ratio");
        let body = bodies::sessions();
        let bench = Bench::new(&body, "credit/sessions/get")?;
        let request = CreditSessionsGetRequest::new(UserToken::from(TOKEN));
        let ours = async || Ok(bench.client.credit_sessions_get(&request).await?.sessions.len());
        let plain = async || Ok(bench.raw::<plain::Sessions>().await?.sessions.len());
        bench.run("sessions", 400, plain, ours).await?;

        let body = bodies::income();
        let bench = Bench::new(&body, "credit/bank_income/get")?;
        let request = CreditBankIncomeGetRequest::new(UserToken::from(TOKEN));
        let ours = async || Ok(bench.client.credit_bank_income_get(&request).await?.bank_income.len());
        let plain = async || Ok(bench.raw::<plain::Income>().await?.bank_income.len());
        bench.run("bank income", 60, plain, ours).await
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
        Ok(Self {
            url: format!("{base_url}/{path}"),
            client: Client::builder()
                .credentials(Credentials::new("client-id", "secret"))
                .base_url(base_url)
                .build()?,
            http: reqwest::Client::builder().no_proxy().build()?,
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
        ours: impl AsyncFn() -> Done,
    ) -> Result<(), Box<dyn Error>> {
        assert_eq!(plain().await?, ours().await?);
        let (mut plain_times, mut our_times) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            plain_times.push(cpu(calls, &plain).await?);
            our_times.push(cpu(calls, &ours).await?);
        }
        let (plain, ours) = (median(&mut plain_times), median(&mut our_times));
        let name = format!("{name}, {:.1} kB", self.size as f64 / 1e3);
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        let ratio = ours.as_secs_f64() / plain.as_secs_f64();
        println!("{name:24} {:>7.1} µs {:>9.1} µs {ratio:>7.2}", micros(plain), micros(ours));
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

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
