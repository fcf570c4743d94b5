use shop_server::operation::place_order;
use shop_server::secrecy::ExposeSecret;
use shop_server::types::{Order, OrderState};
use shop_server::{Api, Context, Credential, Denied, Undocumented, router};

struct Service;

impl Api for Service {
    type Caller = ();

    async fn authenticate(
        &self,
        credential: Credential,
        _: &Context,
    ) -> Result<(), Denied> {
        match credential {
            Credential::Token(token) if token.expose_secret() == "demo" => Ok(()),
            _ => Err(Denied::Invalid),
        }
    }

    async fn place_order(
        &self,
        request: place_order::Request<()>,
    ) -> Result<place_order::Response, Undocumented> {
        let (tea, grams) = (request.body.tea, i64::from(request.body.grams));
        let order = Order::builder()
            .id("1")
            .tea(tea)
            .grams(grams)
            .state(OrderState::Placed)
            .build()?;
        Ok(place_order::Response::created(order).into())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, router(Service)).await
}
