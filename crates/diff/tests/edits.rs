//! Edits of small documents, each with its changes: id, severity and the crates that break.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

use diff::{Change, compare};
use model::{Api, Source};

/// Resolves a document with one operation. `parts` are its parameters, bodies and responses, as flow mappings.
fn document(parts: &str, schemas: &str) -> Api {
    let text = format!(
        "openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{/a: {{post: {{operationId: send, {parts}}}}}}}
components: {{schemas: {{{schemas}}}}}
"
    );
    model::resolve_annotated(&Source::new("a.yaml", text)).expect("a valid document").0
}

fn shown(change: &Change) -> String {
    let crates = change.rust.names().join(" ");
    format!("{} {} {crates}", change.id, change.severity.word()).trim_end().to_owned()
}

/// Returns the changes there, and those back.
fn both_ways(of: impl Fn(&str) -> Api, old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let (old, new) = (of(old), of(new));
    let shown = |old: &Api, new: &Api| compare(old, new).iter().map(shown).collect();
    (shown(&old, &new), shown(&new, &old))
}

/// A text is never `null`, so the generated code is the same. A parameter with `content` is JSON, which may be `null`.
#[test]
fn null_in_a_parameter_is_a_change_only_if_the_parameter_is_json() {
    let of = |parameter: &str| {
        document(&format!("parameters: [{{name: q, {parameter}}}], responses: {{'204': {{description: d}}}}"), "")
    };
    let nothing = (Vec::new(), Vec::new());
    for location in ["query", "header", "cookie"] {
        let of = |schema: &str| of(&format!("in: {location}, schema: {schema}"));
        assert_eq!(both_ways(of, "{type: string}", "{anyOf: [{type: string}, {type: 'null'}]}"), nothing, "{location}");
        assert_eq!(both_ways(of, "{type: integer}", "{type: [integer, 'null']}"), nothing, "{location}");
    }
    let json = |ty: &str| of(&format!("in: query, content: {{application/json: {{schema: {{type: {ty}}}}}}}"));
    let (there, back) = both_ways(json, "string", "[string, 'null']");
    assert!(
        there[0].starts_with("null-added-request") && back[0].starts_with("null-removed-request"),
        "{there:?} {back:?}"
    );
}

#[test]
fn a_media_type_in_place_of_a_range_is_narrower() {
    let of = |name: &str| {
        let content = format!("content: {{{name}: {{schema: {{$ref: '#/components/schemas/User'}}}}}}");
        let schemas = "User: {type: object, properties: {name: {type: string}}}";
        document(&format!("responses: {{'200': {{description: d, {content}}}}}"), schemas)
    };
    for range in ["'*/*'", "'application/*'"] {
        let (there, back) = both_ways(of, range, "application/json");
        assert_eq!(there, ["response-media-type-narrowed breaks-servers"]);
        assert_eq!(back, ["response-media-type-widened may-break-callers"]);
    }
}

#[test]
fn another_status_of_the_only_success_breaks_callers() {
    let of = |statuses: &str| {
        let responses: Vec<String> =
            statuses.split(' ').map(|status| format!("{status}: {{description: d}}")).collect();
        document(&format!("responses: {{{}}}", responses.join(", ")), "")
    };
    for (old, new) in [("'201'", "'200'"), ("'201' '404'", "'200' '404'"), ("'201' default", "'200' default")] {
        let (there, _) = both_ways(of, old, new);
        assert_eq!(there[0], "response-success-replaced breaks-callers", "{old} {new}");
    }
    for (old, new) in [("'201'", "'200' '201'"), ("2XX", "'200'"), ("'200'", "2XX"), ("'404'", "'404' '200'")] {
        let (there, _) = both_ways(of, old, new);
        assert!(there.iter().all(|change| !change.contains("success")), "{old} {new}: {there:?}");
    }
}

/// A status that `default` covered is one change, whatever its body, and not a list of changes of the schema of `default`.
#[test]
fn a_status_beside_default_is_one_change() {
    let of = |more: &str| {
        let json =
            |name: &str| format!("content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}");
        let more = more.replace("PROBLEM", &json("Problem")).replace("DETAILED", &json("Detailed"));
        let more = more.replace("TICKET", &json("Ticket")).replace("LOOSE", &json("Loose"));
        let responses = format!("'204': {{description: d}}, default: {{description: d, {}}}{more}", json("Problem"));
        let object = |required: &str| {
            format!(
                "{{type: object, required: [{required}], properties: {{message: {{type: string}}, id: {{type: string}}}}}}"
            )
        };
        let schemas = format!(
            "Problem: {}, Detailed: {}, Ticket: {}, Loose: {{type: object, properties: {{message: {{type: string}}}}}}",
            object("message"),
            object("message, id"),
            object("id")
        );
        document(&format!("responses: {{{responses}}}"), &schemas)
    };
    for (response, there, back) in [
        ("'304': {description: d}", "loosened may-break-callers", "narrowed breaks-servers"),
        ("'202': {description: d}", "loosened may-break-callers", "narrowed breaks-servers"),
        ("'404': {description: d, DETAILED}", "narrowed breaks-servers", "widened breaks-callers"),
        ("'404': {description: d, TICKET}", "changed breaks-both", "changed breaks-both"),
        ("'404': {description: d, content: {text/plain: {}}}", "changed breaks-both", "changed breaks-both"),
    ] {
        let (there_found, mut back_found) = both_ways(of, "", &format!(", {response}"));
        assert_eq!(there_found, [format!("response-status-{there}")], "{response}");
        back_found.retain(|change| !change.starts_with("rust-"));
        let crates = if response.starts_with("'2") { "server" } else { "client server" };
        let gone = format!("response-status-generalized compatible {crates}");
        assert_eq!(back_found, [format!("response-status-{back}"), gone], "{response}");
    }
    let (there, back) = both_ways(of, "", ", '404': {description: d, PROBLEM}");
    assert_eq!(there, ["response-status-detailed compatible"]);
    assert_eq!(back, ["response-status-generalized compatible client server"]);
}

/// An operation may have the path that is the name of the webhook.
#[test]
fn the_subject_of_a_change_of_a_webhook_says_so() {
    let of = |name: &str, description: &str| {
        let operation =
            |id: &str| format!("{{post: {{operationId: {id}, responses: {{'204': {{description: {description}}}}}}}}}");
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/paid: {}}}\nwebhooks: {{{name}: {}}}\n",
            operation("pay"),
            operation("paid")
        );
        model::resolve_annotated(&Source::new("a.yaml", text)).expect("a valid document").0
    };
    let subjects = |old: &Api, new: &Api| -> Vec<String> {
        compare(old, new).iter().map(|change| format!("{}: {}", change.subject, change.message)).collect()
    };
    let changed = |part: &str| format!("{part} response 204: has another description");
    assert_eq!(subjects(&of("paid", "a"), &of("paid", "b")), [changed("POST /paid"), changed("webhook POST paid")]);
    assert_eq!(
        subjects(&of("paid", "a"), &of("sent", "a")),
        ["webhook POST paid: the webhook is gone", "webhook POST sent: the webhook is new"]
    );
}

/// The values are the same, but a program that does not set the property cannot build a value any more.
#[test]
fn an_enumeration_in_place_of_a_constant_says_that_builders_no_longer_set_it() {
    let of = |kind: &str, required: &str| {
        let body = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sms'}}}}";
        let schema =
            format!("Sms: {{type: object, required: [{required}], properties: {{kind: {{type: string, {kind}}}}}}}");
        document(&format!("{body}, responses: {{'204': {{description: d}}}}"), &schema)
    };
    let nothing: [&str; 0] = [];
    let (there, back) = both_ways(|kind| of(kind, "kind"), "const: sms", "enum: [sms]");
    assert_eq!(there, ["rust-constant-removed documentation"]);
    assert_eq!(back, nothing);
    let (there, _) = both_ways(|kind| of(kind, ""), "const: sms", "enum: [sms]");
    assert_eq!(there, nothing, "builders do not set optional properties");
}

/// The type of a single alternative is that of the alternative, which has not changed.
#[test]
fn a_second_alternative_is_an_alternative() {
    let of = |channel: &str| {
        let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Channel'}}}";
        let channels = "Email: {type: object, required: [kind], properties: {kind: {const: email}, address: {type: string}}}, \
                        Sms: {type: object, required: [kind], properties: {kind: {const: sms}, phone: {type: string}}}";
        document(
            &format!("requestBody: {{required: true, {content}}}, responses: {{'200': {{description: d, {content}}}}}"),
            &format!("Channel: {{{channel}}}, {channels}"),
        )
    };
    let of_both = |list: &str, end: &str| {
        let names: Vec<String> =
            list.split(' ').map(|name| format!("{{$ref: '#/components/schemas/{name}'}}")).collect();
        format!("oneOf: [{}]{end}", names.join(", "))
    };
    for end in ["", ", discriminator: {propertyName: kind}"] {
        let (there, back) = both_ways(of, &of_both("Email", end), &of_both("Email Sms", end));
        let (added, removed) = ("alternative-added", "alternative-removed");
        assert_eq!(
            there,
            [
                format!("{added}-response may-break-callers client server"),
                format!("{added}-request breaks-servers client server")
            ]
        );
        let (request, response) = ("request breaks-callers types", "response breaks-servers types");
        assert_eq!(back, [format!("{removed}-{request}"), format!("{removed}-{response}")]);
    }
    let nullable = |list: &str| of_both(list, "").replace(']', ", {type: 'null'}]");
    let (there, _) = both_ways(of, &nullable("Email"), &nullable("Email Sms"));
    assert!(there.iter().all(|change| change.starts_with("alternative-added")), "{there:?}");
}

/// As above, where the alternatives extend the schema that lists them.
#[test]
fn a_second_subtype_is_an_alternative() {
    let of = |more: &str| {
        let mapping = format!(
            "car: '#/components/schemas/Car'{}",
            if more.is_empty() { "" } else { ", truck: '#/components/schemas/Truck'" }
        );
        let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Vehicle'}}}";
        let base = "allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, required: [seats], properties: {seats: {type: integer}}}]";
        document(
            &format!("responses: {{'200': {{description: d, {content}}}}}"),
            &format!(
                "Vehicle: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}, \
                 discriminator: {{propertyName: kind, mapping: {{{mapping}}}}}}}, Car: {{{base}}}{more}"
            ),
        )
    };
    let truck = ", Truck: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {axles: {type: integer}}}]}";
    let (there, back) = both_ways(of, "", truck);
    assert_eq!(
        there,
        ["alternative-added-response may-break-callers", "rust-type-replaced documentation client server"]
    );
    assert_eq!(back[0], "alternative-removed-response breaks-servers types");
}

/// The type of the only subtype stands for the type of the schema, under its name.
#[test]
fn the_first_subtype_breaks_neither_client_nor_server() {
    let of = |discriminator: &str| {
        let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Vehicle'}}}";
        let base =
            "allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {seats: {type: integer}}}]";
        let properties = "required: [kind], properties: {kind: {type: string}}";
        document(
            &format!("responses: {{'200': {{description: d, {content}}}}}"),
            &format!("Vehicle: {{type: object, {properties}{discriminator}}}, Car: {{{base}}}"),
        )
    };
    let mapping = ", discriminator: {propertyName: kind, mapping: {car: '#/components/schemas/Car'}}";
    let changes = compare(&of(""), &of(mapping));
    assert!(changes.iter().all(|change| !change.rust.client && !change.rust.server), "{changes:?}");
}

/// Unlisted properties of an object are in a field, which the old type does not have.
#[test]
fn a_schema_of_unlisted_properties_breaks_the_types_only_if_there_was_one() {
    let of = |additional: &str| {
        let content = "content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}";
        let user = format!("User: {{type: object, properties: {{name: {{type: string}}}}{additional}}}");
        document(&format!("responses: {{'200': {{description: d, {content}}}}}"), &user)
    };
    let (texts, any) = (", additionalProperties: {type: string}", ", additionalProperties: true");
    assert_eq!(both_ways(of, "", texts).0, ["schema-added-response breaks-servers"]);
    let (there, back) = both_ways(of, any, texts);
    assert_eq!(there, ["schema-added-response breaks-servers", "rust-type-replaced documentation types"]);
    assert_eq!(back, ["schema-removed-response breaks-callers", "rust-type-replaced documentation types"]);
}

/// A property of a form that is a file has the type of files.
#[test]
fn a_property_of_a_form_that_is_no_longer_a_file_breaks_client_and_server() {
    let of = |photo: &str| {
        let schema = format!("{{type: object, required: [photo], properties: {{photo: {{{photo}}}}}}}");
        let body = format!("requestBody: {{required: true, content: {{multipart/form-data: {{schema: {schema}}}}}}}");
        document(&format!("{body}, responses: {{'204': {{description: d}}}}"), "")
    };
    let (there, _) = both_ways(of, "type: string, contentMediaType: image/png", "type: string");
    assert!(there.contains(&"form-encoding-changed breaks-both client server".to_owned()), "{there:?}");
}

/// On the wire, a discriminator has the same values.
#[test]
fn the_first_constant_of_a_tagged_alternative_breaks_the_types() {
    let of = |kind: &str| {
        let content = "content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Sms'}, {$ref: '#/components/schemas/Email'}], \
                       discriminator: {propertyName: kind, mapping: {sms: '#/components/schemas/Sms', email: '#/components/schemas/Email'}}}}}";
        let object = |kind: &str| format!("{{type: object, required: [kind], properties: {{kind: {{{kind}}}}}}}");
        let schemas = format!("Sms: {}, Email: {}", object(kind), object("const: email"));
        document(&format!("responses: {{'200': {{description: d, {content}}}}}"), &schemas)
    };
    assert_eq!(both_ways(of, "type: string", "const: sms").0, ["rust-type-replaced documentation types"]);
}

/// Fields are public: a program that assigns a plain value does not compile. One that passes it to a setter or reads it does.
#[test]
fn the_first_constraint_of_a_text_breaks_assignments_to_fields() {
    let parameter = |schema: &str| {
        document(
            &format!(
                "parameters: [{{name: q, in: query, schema: {schema}}}], responses: {{'204': {{description: d}}}}"
            ),
            "",
        )
    };
    let property = |schema: &str| {
        let content = "content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}";
        let user = format!("User: {{type: object, properties: {{names: {schema}}}}}");
        document(&format!("responses: {{'200': {{description: d, {content}}}}}"), &user)
    };
    for (old, new) in [
        ("{type: string}", "{type: string, maxLength: 9}"),
        ("{type: array, items: {type: string}}", "{type: array, items: {type: string, maxLength: 9}}"),
    ] {
        let (there, back) = both_ways(property, old, new);
        assert_eq!(there, ["max-length-tightened-response breaks-servers types"]);
        assert_eq!(back, ["max-length-loosened-response may-break-callers"]);
        assert_eq!(both_ways(parameter, old, new).0, ["max-length-tightened-request breaks-callers"]);
    }
}

/// FastAPI writes `Optional[Review]` in this way.
#[test]
fn a_change_in_a_component_has_its_name_behind_null_too() {
    let of = |best: &str, maximum: &str, description: &str| {
        let schemas = format!(
            "Film: {{type: object, properties: {{best: {{{best}, description: {description}}}}}}}, \
             Review: {{type: object, properties: {{rating: {{type: integer, maximum: {maximum}}}}}}}"
        );
        let content = "content: {application/json: {schema: {$ref: '#/components/schemas/Film'}}}";
        document(&format!("responses: {{'200': {{description: d, {content}}}}}"), &schemas)
    };
    let subjects = |old: &Api, new: &Api| -> Vec<String> {
        compare(old, new).iter().map(|change| format!("{} {}", change.id, change.subject)).collect()
    };
    let nullable = "anyOf: [{$ref: '#/components/schemas/Review'}, {type: 'null'}]";
    let rating = "maximum-loosened-response schema Review.rating";
    assert_eq!(subjects(&of(nullable, "10", "d"), &of(nullable, "20", "d")), [rating]);
    assert_eq!(subjects(&of(nullable, "10", "d"), &of(nullable, "10", "e")), ["description-changed schema Film.best"]);
}

/// The text of a number is a string too, but JSON has two types.
#[test]
fn a_number_in_place_of_a_text_is_narrower_only_where_values_are_texts() {
    let of = |header: &str| {
        let headers = format!("headers: {{X-Count: {{{header}}}}}");
        document(&format!("responses: {{'204': {{description: d, {headers}}}}}"), "")
    };
    let text = |ty: &str| of(&format!("schema: {{{ty}}}"));
    let ids = |of: &dyn Fn(&str) -> Api, old: &str, new: &str| -> [Vec<String>; 2] {
        let (there, back) = both_ways(of, old, new);
        [there, back].map(|changes| {
            changes.iter().map(|change| change.split(' ').next().unwrap_or_default().to_owned()).collect()
        })
    };
    let (narrowed, widened, changed) = ("type-narrowed-response", "type-widened-response", "type-changed-response");
    assert_eq!(ids(&text, "type: string", "type: integer"), [[narrowed], [widened]]);
    for ty in ["type: string, maxLength: 3", "type: string, format: date", "type: string, pattern: '^a'"] {
        assert_eq!(ids(&text, ty, "type: integer"), [[changed], [changed]], "{ty}");
    }
    let json = |ty: &str| of(&format!("content: {{application/json: {{schema: {{{ty}}}}}}}"));
    assert_eq!(ids(&json, "type: string", "type: integer"), [[changed], [changed]]);
}
