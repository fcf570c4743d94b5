use shop_client::Client;
use shop_client::types::NewOrder;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .base_url("http://127.0.0.1:8080")
        .token("demo")
        .build()?;
    let placed = client
        .place_order(NewOrder::builder().tea("sencha").grams(100))
        .send()
        .await?;
    println!("order {} is {}", placed.body.id, placed.body.state);
    Ok(())
}
