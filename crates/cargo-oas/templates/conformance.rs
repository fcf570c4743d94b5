//! The contract runner tests the server in this process, without a socket.

#[tokio::test]
async fn server_conforms_to_the_document() {
    // The example server knows only parameters with usual names for pages, orders and filters of lists. Remove this
    // exception for a server of your own.
    let except = vec![contract::Pattern::new("semantics/*")];
    let options = contract::Options {
        selection: contract::Selection {
            except,
            ..Default::default()
        },
        ..Default::default()
    };
    let report = contract::check(&super::document(), super::router(), &options).await;
    let report = report.expect("the document has no errors");
    assert!(report.passed(), "{report}");
}
