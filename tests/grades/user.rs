//! A user's program, written against the base document.

use plaid_credit::types::{OrderCancelRequest, OrderGetRequest, OrderStatus, OrderView};
use plaid_credit::{Client, Error};

/// Cancels an order that is open.
pub async fn cancel(client: &Client) -> Result<Option<String>, Error> {
    let request = OrderGetRequest::new("order", OrderView::Short);
    let response = client.order_get(&request).await?;
    let Some(order) = &response.order else {
        return Ok(None);
    };
    let placed: Option<&str> = order.placed.as_deref();
    let pieces: i64 = order.lines.iter().filter_map(|line| line.pieces).sum();
    match &order.status {
        Some(OrderStatus::Open | OrderStatus::Sent) => {
            let request = OrderCancelRequest::new("order").reason("late");
            client.order_cancel(&request).await?;
        }
        Some(other) => println!("{} {pieces} {:?}", other.as_str(), order.total),
        None => {}
    }
    Ok(placed.map(str::to_owned))
}
