use shop_client::Client;
use shop_server::operation::get_order::Response;
use shop_server::types::{Order, OrderState};
use shop_server::{Mock, router};

#[tokio::test]
async fn an_order_is_read() -> Result<(), Box<dyn std::error::Error>> {
    let mock = Mock::new().get_order(|request| async move {
        let order = Order::builder()
            .id(request.path.id)
            .tea("sencha")
            .grams(100);
        Ok(Response::ok(order.state(OrderState::Sent).build()?))
    });
    let client = Client::builder()
        .token("any")
        .service(router(mock.clone()))
        .build()?;
    let order = client.get_order("17").send().await?;
    assert_eq!(order.body.id, "17");
    assert_eq!(mock.requests(), ["get_order"]);
    Ok(())
}
