//! One API, exchanges that conform to its document, and exchanges with one fault each, which is found by its message.

use super::{api, exchange, found};

pub(super) const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Witnessed, version: 1.0.0}
servers: [{url: 'https://api.example/v1'}]
paths:
  /shops/{shop}/orders/{order}.json:
    get:
      operationId: order
      security: [{key: []}]
      parameters:
        - {name: shop, in: path, required: true, schema: {type: integer, format: int32, minimum: 1}}
        - {name: order, in: path, required: true, schema: {type: string, pattern: '^[a-z]+$'}}
        - {name: limit, in: query, required: true, schema: {type: integer, maximum: 50}}
        - {name: tags, in: query, explode: false, schema: {type: array, maxItems: 3, items: {type: string}}}
        - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {min: {type: number}, of: {type: array, items: {type: string}}}}}
        - {name: link, in: query, schema: {type: string}}
        - {name: open, in: query, allowReserved: true, schema: {type: string}}
        - {name: flag, in: query, allowEmptyValue: true, schema: {type: boolean}}
        - {name: where, in: query, content: {application/json: {schema: {type: object, required: [a], properties: {a: {}}}}}}
        - {name: X-Range, in: header, required: true, schema: {type: array, items: {type: integer}}}
        - {name: size, in: cookie, schema: {type: integer}}
      responses:
        '200':
          description: The order.
          headers: {X-Total: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '404': {description: There is none.}
  /shops/latest/orders/{order}.json:
    get: {operationId: latest, parameters: [{name: order, in: path, required: true, schema: {type: string}}], responses: &none {'204': {description: Fine.}, 4XX: {description: Not fine.}}}
  /notes/{note}: {get: {operationId: note, parameters: [{name: note, in: path, required: true, schema: {type: string}}], responses: *none}}
  /notes/{note}.txt: {get: {operationId: noteText, parameters: [{name: note, in: path, required: true, schema: {type: string}}], responses: *none}}
  /orders:
    post:
      operationId: add
      security: [{basic: []}, {token: [], cookie: []}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Order'}}
          application/x-www-form-urlencoded:
            schema: {$ref: '#/components/schemas/Order'}
            encoding: {tags: {style: pipeDelimited, explode: false}, at: {style: deepObject, explode: true}}
      responses: *none
  /files:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [title, picture]
              properties:
                title: {type: string, maxLength: 10}
                stars: {type: integer}
                picture: {type: string, format: binary}
                at: {$ref: '#/components/schemas/Place'}
                tags: {type: array, items: {type: string}}
            encoding: {picture: {contentType: 'image/png, image/gif'}}
      responses: *none
  '/rest?method=list': {get: {operationId: list, responses: *none}}
  '/rest?method=get': {get: {operationId: get, responses: *none}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: key}
    basic: {type: http, scheme: basic}
    token: {type: http, scheme: bearer}
    cookie: {type: apiKey, in: cookie, name: session}
  schemas:
    Place: {type: object, required: [street], properties: {street: {type: string}, floor: {type: integer}}}
    Order:
      type: object
      required: [id, count, pin]
      properties:
        id: {type: string, readOnly: true}
        count: {type: integer, minimum: 1}
        pin: {type: string, maxLength: 4, x-sensitive: true, writeOnly: true}
        tags: {type: array, items: {type: string}}
        at: {$ref: '#/components/schemas/Place'}
";

const ORDER: &str = "GET /shops/7/orders/abc.json?limit=50&key=s3cret\nX-Range: 1, 2";
const FINE: &str = "200\nContent-Type: application/json\nX-Total: 3\n\n{\"id\": \"x\", \"count\": 1}";
const ADD: &str = "POST /orders\nAuthorization: Basic dXNlcjpvcGVuc2VzYW1l\nContent-Type: application/json\n\n{\"count\": 1, \"pin\": \"1234\"}";
const FORM: &str = "POST /orders\nAuthorization: Bearer abc\nCookie: a=b; session=s3cret\nContent-Type: application/x-www-form-urlencoded\n\ncount=1&pin=1+3&tags=a%7Cb&at%5Bstreet%5D=High%20St.&at%5Bfloor%5D=2";
/// After the example of RFC 7578 section 4.1 and 4.4.
const UPLOAD: &str = "POST /files\nContent-Type: multipart/form-data; boundary=AaB03x\n\n--AaB03x\ncontent-disposition: form-data; name=\"title\"\ncontent-type: text/plain;charset=UTF-8\n\nJoe owes\n--AaB03x\nContent-Disposition: form-data; name=\"stars\"\n\n5\n--AaB03x\nContent-Disposition: form-data; name=\"picture\"; filename=\"file;1.png\"\nContent-Type: image/png\n\nPNG\n--AaB03x\nContent-Disposition: form-data; name=at\nContent-Type: application/json\n\n{\"street\": \"High St.\"}\n--AaB03x\nContent-Disposition: form-data; name=\"tags\"\n\na\n--AaB03x\nContent-Disposition: form-data; name=\"tags\"\n\nb\n--AaB03x--\n";

/// Exchanges that conform: the operation, one of the exchanges above, and a replacement in it.
const GOOD: [(&str, &str, &str, &str); 27] = [
    ("order", ORDER, "", ""),
    ("order", ORDER, "GET /", "GET /v1/"),
    ("order", ORDER, "limit", "unknown=%20&tags=a,b%2Cc,d&limit"),
    ("order", ORDER, "limit", "ids=1&ids=2&limit"),
    ("order", ORDER, "limit", "ids=&limit"),
    ("order", ORDER, "limit", "filter%5Bmin%5D=1.5&filter[of]=a&filter[of]=b&limit"),
    ("order", ORDER, "limit", "link=a%3Ab+c'(d)*&limit"),
    ("order", ORDER, "limit", "open=https://a/?b@c&limit"),
    ("order", ORDER, "limit", "flag&limit"),
    ("order", ORDER, "limit", "where=%7B%22a%22:1%7D&limit"),
    ("order", ORDER, "X-Range: 1, 2", "X-Range: 1\nX-Range: 2,3\nCookie: size=3"),
    ("order", ORDER, "GET", "HEAD"),
    ("order", ORDER, "abc.json", "%61bc.json"),
    ("latest", ORDER, "shops/7", "shops/latest"),
    ("latest", ORDER, "shops/7", "shops/%6Catest"),
    ("add", ADD, "", ""),
    ("add", ADD, "application/json", "Application/JSON; charset=utf-8"),
    ("add", ADD, "Basic", "basic"),
    ("add", FORM, "", ""),
    ("add", FORM, "count=1&", "other=x&count=1&"),
    ("upload", UPLOAD, "", ""),
    ("upload", UPLOAD, "--AaB03x\ncontent", "preamble\n--AaB03x\ncontent"),
    ("upload", UPLOAD, "image/png", "image/gif"),
    ("note", "GET /notes/a.b", "", ""),
    ("noteText", "GET /notes/a.b.txt", "", ""),
    ("list", "GET /rest?method=list&page=1", "", ""),
    ("get", "GET /rest?page=1&method=get", "", ""),
];

/// Requests with one fault each: its name, one of the requests above, a replacement in it, and a part of the message.
const BAD_REQUESTS: [(&str, &str, &str, &str, &str); 41] = [
    ("wrong style in the path", ORDER, "shops/7", "shops/;shop=7", "the path parameter `shop` to fit its schema"),
    ("integer below its minimum", ORDER, "shops/7", "shops/0", "the path parameter `shop` to fit"),
    ("integer beyond 32 bits", ORDER, "shops/7", "shops/2147483648", "the path parameter `shop` to fit"),
    ("text off its pattern", ORDER, "abc", "ABC", "the path parameter `order` to fit"),
    ("character that no path has", ORDER, "abc", "a\"c", "`\"` percent-encoded"),
    ("percent sign alone", ORDER, "abc", "ab%c", "two hexadecimal digits after each `%`"),
    ("bytes that are no UTF-8", ORDER, "abc", "ab%FF", "percent-encoded UTF-8"),
    ("required parameter missing", ORDER, "limit=50&", "", "the query parameter `limit`, got none"),
    ("integer above its maximum", ORDER, "limit=50", "limit=51", "`limit` to fit its schema, got 51"),
    ("text for an integer", ORDER, "limit=50", "limit=many", "`limit` to fit its schema, got \"many\""),
    ("leading zero", ORDER, "limit=50", "limit=007", "`limit` to fit its schema"),
    ("single value repeated", ORDER, "limit=50", "limit=50&limit=50", "`limit` once, got it 2 times"),
    ("repeated instead of comma", ORDER, "limit", "tags=a&tags=b&limit", "`tags` once, got it 2 times"),
    ("comma instead of repeated", ORDER, "limit", "ids=1,2&limit", "`ids` with `,` percent-encoded"),
    ("encoded comma instead of repeated", ORDER, "limit", "ids=1%2C2&limit", "`ids` at /0 to fit"),
    ("too many elements", ORDER, "limit", "tags=a,b,c,d&limit", "`tags` to fit its schema"),
    ("unencoded reserved", ORDER, "limit", "link=a:b&limit", "`link` with `:` percent-encoded"),
    ("empty value for an integer", ORDER, "limit=50", "limit=", "`limit` to fit its schema, got \"\""),
    ("text in a deep object", ORDER, "limit", "filter[min]=much&limit", "`filter` at /min to fit"),
    ("no JSON in a parameter", ORDER, "limit", "where=%7Ba%7D&limit", "`where` as JSON"),
    ("JSON that does not fit in a parameter", ORDER, "limit", "where=%7B%7D&limit", "`where` to fit its schema"),
    ("header missing", ORDER, "X-Range: 1, 2", "X-Other: 1", "the header parameter `X-Range`, got none"),
    ("header of another type", ORDER, "1, 2", "1; 2", "the header parameter `X-Range` at /0 to fit"),
    (
        "cookie of another type",
        ORDER,
        "X-Range: 1, 2",
        "X-Range: 1\nCookie: size=big",
        "the cookie parameter `size` to fit",
    ),
    ("credential missing", ORDER, "&key=s3cret", "", "the credential `key` as `key` in the query, got none"),
    ("credential empty", ORDER, "key=s3cret", "key=", "the credential `key`"),
    ("credential in another place", ORDER, "&key=s3cret\n", "\nkey: s3cret\n", "the credential `key`"),
    (
        "one of two credentials",
        FORM,
        "; session=s3cret",
        "",
        "`token` in the header `Authorization`, after `Bearer` and `cookie`",
    ),
    ("Basic that is none", ADD, "dXNlcjpvcGVuc2VzYW1l", "dXNlcg==", "`basic` in the header `Authorization`"),
    (
        "body missing",
        ADD,
        "Content-Type: application/json\n\n{\"count\": 1, \"pin\": \"1234\"}",
        "X-A: b",
        "a body, got none",
    ),
    ("body where there is none", ORDER, "1, 2", "1, 2\nContent-Type: text/plain\n\nx", "no body, got one of 1 bytes"),
    (
        "wrong content type",
        ADD,
        "application/json",
        "text/json; a=b",
        "the content type application/json or application/x-www-form-urlencoded, got text/json; a=b",
    ),
    ("invalid JSON", ADD, "}", "", "a body of JSON, got 26 bytes"),
    ("JSON that does not fit", ADD, "\"count\": 1", "\"count\": 0", "the body at /count to fit its schema, got 0"),
    (
        "read-only property sent",
        ADD,
        "{",
        "{\"id\": \"x\", ",
        "nothing at /id, which is sent in the other direction only",
    ),
    ("wrong style in a form", FORM, "tags=a%7Cb", "tags=a&tags=b", "the field `tags` once"),
    (
        "object spread over a form",
        FORM,
        "at%5Bstreet%5D=High%20St.&at%5Bfloor%5D=2",
        "at%5Bfloor%5D=2",
        "the body at /at to fit",
    ),
    ("part missing", UPLOAD, "name=\"title\"", "name=\"titel\"", "\"title\" is a required property"),
    (
        "part of another content type",
        UPLOAD,
        "image/png",
        "image/jpeg",
        "the part `picture` as image/png, image/gif, got image/jpeg",
    ),
    ("part of another type", UPLOAD, "\n\n5\n", "\n\nfive\n", "the body at /stars to fit"),
    ("boundary that does not end", UPLOAD, "--AaB03x--\n", "", "a multipart body that ends with its boundary"),
];

/// Responses with one fault each, to a request without a fault.
const BAD_RESPONSES: [(&str, &str, &str, &str, &str); 8] = [
    ("undocumented status", ORDER, "200", "201", "a documented status (200, 404), got 201"),
    (
        "response of another content type",
        ORDER,
        "application/json",
        "text/plain",
        "the content type application/json, got text/plain",
    ),
    (
        "response without a content type",
        ORDER,
        "Content-Type: application/json\n",
        "",
        "the content type application/json, got none",
    ),
    ("response that is no JSON", ORDER, "}", "", "a body of JSON"),
    ("response that does not fit", ORDER, "\"count\": 1", "\"count\": \"1\"", "the body at /count to fit its schema"),
    ("response header missing", ORDER, "X-Total: 3\n", "", "the header `X-Total`, got none"),
    ("response header of another type", ORDER, "X-Total: 3", "X-Total: all", "the header `X-Total` to fit"),
    (
        "write-only property sent",
        ORDER,
        "{",
        "{\"pin\": \"9876\", ",
        "nothing at /pin, which is sent in the other direction only",
    ),
];

#[test]
fn documented_exchanges_have_no_mismatch() {
    let api = api(DOCUMENT);
    for (operation, request, from, to) in GOOD {
        let request = request.replacen(from, to, 1);
        let response = if operation == "order" { FINE } else { "204" };
        assert_eq!(found(&api, &exchange(&request, response)), Some((operation.to_owned(), Vec::new())), "{request}");
    }
}

#[test]
fn every_fault_is_found() {
    let api = api(DOCUMENT);
    for (name, request, from, to, words) in BAD_REQUESTS {
        assert!(request.contains(from), "{name}: there is no {from}");
        let (_, faults) = found(&api, &exchange(&request.replacen(from, to, 1), "")).expect(name);
        assert!(
            faults.len() == 1 && faults[0].starts_with("request: expected ") && faults[0].contains(words),
            "{name}: {faults:#?}"
        );
        assert!(
            faults[0].contains(", got ") && !faults[0].contains("s3cret") && !faults[0].contains("1234"),
            "{name}: {faults:#?}"
        );
    }
    for (name, request, from, to, words) in BAD_RESPONSES {
        let (_, faults) = found(&api, &exchange(request, &FINE.replacen(from, to, 1))).expect(name);
        assert!(
            faults.len() == 1 && faults[0].starts_with("response: expected ") && faults[0].contains(words),
            "{name}: {faults:#?}"
        );
        assert!(!faults[0].contains("9876"), "{name}: {faults:#?}");
    }
}

/// OpenAPI 3.0.4, Schema Object, `writeOnly`: should not be sent in a response. 3.1.1: a validation may look at the value.
#[test]
fn a_write_only_property_of_null_tells_nothing() {
    let api = api(DOCUMENT);
    for (value, expected) in [("null", 0), ("\"1\"", 1)] {
        let response = FINE.replace("\"count\": 1", &format!("\"count\": 1, \"pin\": {value}"));
        let (_, faults) = found(&api, &exchange(ORDER, &response)).expect("an operation");
        assert_eq!(faults.len(), expected, "{value}: {faults:#?}");
    }
}

#[test]
fn sensitive_values_and_credentials_are_not_shown() {
    let api = api(DOCUMENT);
    let long = ADD.replace("1234", "s3nsitive");
    let echoed = ORDER.replace("limit=50", "limit=s3cret").replace("orders/abc", "orders/S3CRET");
    for (request, shown) in [(long.as_str(), "a sensitive value"), (&echoed, "$KEY")] {
        let (_, faults) = found(&api, &exchange(request, "")).expect("an operation");
        assert!(faults.iter().any(|fault| fault.contains(shown)), "{faults:#?}");
        assert!(faults.iter().all(|fault| !fault.contains("s3")), "{faults:#?}");
    }
}
