//! The contract runner tests the server in this process, without a socket.

#[tokio::test]
async fn server_conforms_to_the_document() {
    let options = contract::Options::default();
    let report = contract::check(&super::document(), super::router(), &options).await;
    let report = report.expect("the document has no errors");
    assert!(report.passed(), "{report}");
}
