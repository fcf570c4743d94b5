//! The witness, on exchanges that are written by hand.

mod command;
mod exchanges;
mod layer;
mod proxy;
mod recordings;
mod streams;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use contract::witness::{BaseUrl, Exchange, Finding, RecordedResponse, Witness};
use model::{Api, Source};

/// The API of a document.
fn api(document: &str) -> Api {
    match model::resolve(&Source::new("witness.yaml", document)) {
        Ok((api, _)) => api,
        Err(problems) => panic!("{problems:?}"),
    }
}

/// The headers and the body in the lines after the first.
fn message(text: &str) -> (HeaderMap, Vec<u8>) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut headers = HeaderMap::new();
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").expect("a header");
        headers.append(HeaderName::try_from(name).expect("a name"), HeaderValue::try_from(value).expect("a value"));
    }
    (headers, body.replace('\n', "\r\n").into_bytes())
}

/// An exchange with a server at `http://a.example`. Lines end as in a file; those of a body as in MIME.
fn exchange(request: &str, response: &str) -> Exchange {
    let (method, target) = request.lines().next().and_then(|line| line.split_once(' ')).expect("method and target");
    let (headers, body) = message(request);
    let response = (!response.is_empty()).then(|| {
        let (headers, body) = message(response);
        let status = response.lines().next().and_then(|line| line.parse().ok()).expect("a status");
        RecordedResponse { status, headers, body: Some(body.into()) }
    });
    Exchange {
        method: method.to_owned(),
        url: format!("http://a.example{target}"),
        headers,
        body: Some(body.into()),
        response,
    }
}

/// The operation of an exchange and the mismatches, each with its side; `None` without an operation.
fn found(api: &Api, exchange: &Exchange) -> Option<(String, Vec<String>)> {
    match Witness::new(api, BaseUrl::Documented).check(exchange) {
        Finding::Checked { operation, mismatches } => {
            let messages =
                mismatches.iter().map(|mismatch| format!("{}: {}", mismatch.side.as_str(), mismatch.message));
            Some((api.operations[operation].id.clone(), messages.collect()))
        }
        Finding::NoOperation | Finding::OtherServer => None,
    }
}

/// Style, explode, and how `color` is written as an array and as an object (OpenAPI 3.0.4, Style Examples).
const STYLES: [(&str, &str, bool, &str, &str); 11] = [
    ("path", "matrix", false, ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("path", "matrix", true, ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("path", "label", false, ".blue,black,brown", ".R,100,G,200,B,150"),
    ("path", "label", true, ".blue.black.brown", ".R=100.G=200.B=150"),
    ("path", "simple", false, "blue,black,brown", "R,100,G,200,B,150"),
    ("path", "simple", true, "blue,black,brown", "R=100,G=200,B=150"),
    ("query", "form", false, "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("query", "form", true, "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("query", "spaceDelimited", false, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", false, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", true, "", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
];

const ARRAY: &str = "{type: array, minItems: 3, items: {type: string, enum: [blue, black, brown]}}";
const OBJECT: &str =
    "{type: object, required: [R, G, B], properties: {R: {type: integer}, G: {type: integer}, B: {type: integer}}}";
const STRING: &str = "{type: string, enum: [blue]}";

fn one_parameter(place: &str, style: &str, explode: bool, schema: &str) -> Api {
    let path = if place == "path" { "/a/{color}" } else { "/a" };
    api(&format!(
        "openapi: 3.0.4\ninfo: {{title: T, version: '1'}}\npaths:\n  {path}:\n    get:\n      operationId: a\n      \
         parameters: [{{name: color, in: {place}, required: true, style: {style}, explode: {explode}, schema: {schema}}}]\n      \
         responses: {{'204': {{description: d}}, 4XX: {{description: d}}}}\n"
    ))
}

fn fits(api: &Api, place: &str, text: &str) -> bool {
    let target = if place == "path" { format!("/a/{text}") } else { format!("/a?{text}") };
    let (_, faults) = found(api, &exchange(&format!("GET {target}"), "204")).expect("the one operation");
    faults.is_empty()
}

#[test]
fn every_style_of_the_table_is_read_as_itself_and_as_no_other() {
    // The examples of OpenAPI 3.0.0 to 3.0.3 for `label` without `explode`.
    const DOTS: (&str, &str) = (".blue,black,brown", ".blue.black.brown");
    for (place, style, explode, array, object) in STYLES {
        let of_arrays = one_parameter(place, style, explode, ARRAY);
        let of_objects = one_parameter(place, style, explode, OBJECT);
        for (_, other, other_explode, other_array, other_object) in STYLES.iter().filter(|row| row.0 == place) {
            let row = format!("{style} {explode} against {other} {other_explode}");
            if !array.is_empty() && !other_array.is_empty() {
                let is_it = array == *other_array || DOTS == (array, *other_array);
                assert_eq!(fits(&of_arrays, place, other_array), is_it, "{row}: {other_array}");
            }
            assert_eq!(fits(&of_objects, place, other_object), object == *other_object, "{row}: {other_object}");
        }
    }
    // The columns of a single text, and of an empty one.
    for (style, text, empty) in [("matrix", ";color=blue", ";color"), ("label", ".blue", "."), ("simple", "blue", "")] {
        for explode in [false, true] {
            let of_texts = one_parameter("path", style, explode, STRING);
            let of_any = one_parameter("path", style, explode, "{type: string}");
            for (_, other, _) in [("matrix", ";color=blue", ";color"), ("label", ".blue", "."), ("simple", "blue", "")]
            {
                assert_eq!(fits(&of_texts, "path", other), text == other, "{style} {explode}: {other}");
            }
            assert!(empty.is_empty() || fits(&of_any, "path", empty), "{style} {explode}");
        }
    }
    // OpenAPI leaves arrays under `deepObject` open: repeated, with `[]` and with indexes are all in use.
    let items = "{type: array, minItems: 2, items: {type: object, required: [of, n], properties: {of: {type: string}, n: {type: integer}}}}";
    let of_objects = one_parameter("query", "deepObject", true, items);
    for (query, is_read) in [
        ("color[0][of]=a&color[0][n]=1&color[1][of]=b&color[1][n]=2", true),
        ("color[1][n]=2&color[0][of]=a&color[0][n]=1&color[1][of]=b", true),
        ("color[0][of]=a&color[0][n]=1&color[1][of]=b", false),
        ("color[0][of]=a&color[0][n]=1", false),
        ("color[a][of]=a&color[a][n]=1&color[b][of]=b&color[b][n]=1", false),
    ] {
        let query = query.replace('[', "%5B").replace(']', "%5D");
        assert_eq!(fits(&of_objects, "query", &query), is_read, "{query}");
    }
    let either = "{type: object, properties: {also: {anyOf: [{type: array, items: {type: object, required: [n], properties: {n: {type: integer}}}}, {type: string, enum: [all]}]}}}";
    let of_either = one_parameter("query", "deepObject", true, either);
    for (query, is_read) in
        [("also]=all", true), ("also][0][n]=1", true), ("also]=some", false), ("also][0]=all", false)]
    {
        let query = format!("color[{query}").replace('[', "%5B").replace(']', "%5D");
        assert_eq!(fits(&of_either, "query", &query), is_read, "{query}");
    }
    let of_arrays = one_parameter("query", "deepObject", true, ARRAY);
    for names in [["color"; 3], ["color%5B%5D"; 3], ["color%5B2%5D", "color%5B0%5D", "color%5B1%5D"]] {
        let [one, two, three] = names;
        assert!(fits(&of_arrays, "query", &format!("{one}=blue&{two}=black&{three}=brown")), "{names:?}");
    }
    let of_texts = one_parameter("query", "form", true, "{type: string}");
    assert!(fits(&of_texts, "query", "color=blue") && fits(&of_texts, "query", "color="));
    // A bar was not encoded in the table of 3.0.0 to 3.0.3, and a space may be a plus in a query.
    assert!(fits(&one_parameter("query", "pipeDelimited", false, ARRAY), "query", "color=blue|black|brown"));
    assert!(fits(&one_parameter("query", "spaceDelimited", false, ARRAY), "query", "color=blue+black+brown"));
    assert!(fits(
        &one_parameter("query", "deepObject", true, OBJECT),
        "query",
        "color[R]=100&color[G]=200&color[B]=150"
    ));
}

#[test]
fn expansions_of_rfc_6570_are_read_back() {
    // Section 1.2 and 3.2: `var := "value"`, `hello := "Hello World!"`, `path := "/foo/bar"`, `half := "50%"`,
    // `who := "fred"`, `x := "1024"`, `list := ("red", "green", "blue")`, `keys := [("semi", ";"), ("dot", "."), ("comma", ",")]`.
    let text = |value: &str| format!("{{type: string, enum: ['{value}']}}");
    let list = "{type: array, minItems: 3, items: {type: string, enum: [red, green, blue]}}";
    let keys = "{type: object, required: [semi, dot, comma], properties: {semi: {enum: [';'], type: string}, dot: {enum: [.], type: string}, comma: {enum: [','], type: string}}}";
    let expansions = [
        ("path", "simple", false, text("value"), "value"),
        ("path", "simple", false, text("Hello World!"), "Hello%20World%21"),
        ("path", "simple", false, text("50%"), "50%25"),
        ("path", "simple", false, text("/foo/bar"), "%2Ffoo%2Fbar"),
        ("path", "simple", false, list.to_owned(), "red,green,blue"),
        ("path", "simple", false, keys.to_owned(), "semi,%3B,dot,.,comma,%2C"),
        ("path", "simple", true, keys.to_owned(), "semi=%3B,dot=.,comma=%2C"),
        ("path", "label", false, text("fred"), ".fred"),
        ("path", "label", true, list.to_owned(), ".red.green.blue"),
        ("path", "label", true, keys.replace("[.]", "['']"), ".semi=%3B.dot=.comma=%2C"),
        ("path", "matrix", false, keys.to_owned(), ";color=semi,%3B,dot,.,comma,%2C"),
        ("path", "matrix", true, keys.to_owned(), ";semi=%3B;dot=.;comma=%2C"),
        ("path", "matrix", false, "{type: integer, enum: [1024]}".to_owned(), ";color=1024"),
        ("query", "form", true, text("Hello World!"), "color=Hello%20World%21"),
        ("query", "form", false, keys.to_owned(), "color=semi,%3B,dot,.,comma,%2C"),
        ("query", "form", true, keys.to_owned(), "semi=%3B&dot=.&comma=%2C"),
    ];
    for (place, style, explode, schema, text) in expansions {
        assert!(fits(&one_parameter(place, style, explode, &schema), place, text), "{style} {explode}: {text}");
    }
}

#[test]
fn other_operations_and_servers_are_told_apart() {
    let api = api(exchanges::DOCUMENT);
    for request in [
        "GET /",
        "POST /shops/7/orders/abc.json",
        "GET /shops/7/orders/.json",
        "GET /v2/orders",
        "GET /rest?method=none",
        "OPTIONS /orders",
        "GET /orders/",
    ] {
        assert_eq!(found(&api, &exchange(request, "")), None, "{request}");
    }
    let of = |base: &str, target: &str| {
        let exchange = exchange(&format!("GET {target}"), "204");
        match Witness::new(&api, BaseUrl::At(base)).check(&exchange) {
            Finding::OtherServer => "elsewhere".to_owned(),
            Finding::NoOperation => "nothing".to_owned(),
            Finding::Checked { operation, .. } => api.operations[operation].id.clone(),
        }
    };
    let latest = "/shops/latest/orders/a.json";
    assert_eq!(of("http://a.example", latest), "latest");
    assert_eq!(of("HTTP://A.example:80/", latest), "latest");
    assert_eq!(of("http://a.example/deep/er", &format!("/deep/er{latest}")), "latest");
    assert_eq!(of("http://a.example/deep", &format!("/deeper{latest}")), "elsewhere");
    assert_eq!(of("http://a.example/v1", latest), "elsewhere");
    assert_eq!(of("http://a.example", &format!("/v1{latest}")), "nothing", "--url takes precedence over the document");
    assert_eq!(of("http://b.example", latest), "elsewhere");
    assert_eq!(of("https://a.example", latest), "elsewhere");
}
