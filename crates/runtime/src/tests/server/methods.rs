//! The methods of a mock.

use crate::server::methods::Methods;
use crate::server::undocumented::Undocumented;

#[tokio::test]
async fn an_operation_without_a_method_and_an_example_fails_with_its_name() {
    let mut methods = Methods::default();
    methods.insert::<u8, u8, u8, _>("known", async |number| Ok::<u8, Undocumented>(number + 1));
    assert_eq!(methods.call("known", 1_u8, None, || None::<u8>).await.unwrap(), 2);
    assert_eq!(methods.call("shown", (), None, || Some(7)).await.unwrap(), 7);
    assert!(methods.undocumented().is_empty());

    let error = methods.call("odd", (), None, || None::<u8>).await.unwrap_err();
    let expected = "the mock has no method `odd`, and the document no example of its response";
    assert_eq!(error.to_string(), expected);
    assert_eq!(methods.undocumented(), [format!("odd: {expected}")]);
    assert_eq!(methods.requests(), ["known", "shown", "odd"]);
}
