use http::{HeaderMap, StatusCode};

use super::{Judge, MADE_UP, NO_SUCCESS, Verdict};
use crate::credential::Credentials;
use crate::derive::cases_with;
use crate::known::Known;
use crate::schemas::Schemas;
use crate::transport::HttpResponse;
use crate::violation::Severity;
use crate::wrapper::Wrappers;

/// `addPet` of the older Petstore documents 405 alone. Its server responds to valid pets with 200.
const PETS: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: addPet
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {size: {type: integer}}}}}}
      responses: {'405': {description: Invalid input.}}
";

#[test]
fn a_documented_error_tells_nothing_if_no_success_is_documented() -> Result<(), model::Problems> {
    let verdicts = |document: &str, status: StatusCode| -> Result<Vec<Verdict>, model::Problems> {
        let (api, _) = model::resolve_tolerant(&model::Source::new("pets.yaml", document))?;
        let judge = Judge::new(&api);
        let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
        let accepted = cases.iter().filter(|case| case.id.starts_with("accepted/"));
        let response = HttpResponse { status, headers: HeaderMap::new(), body: Default::default() };
        Ok(accepted.map(|case| judge.verdict(case, &response)).collect())
    };
    let of_405 = verdicts(PETS, StatusCode::METHOD_NOT_ALLOWED)?;
    assert!(
        !of_405.is_empty() && of_405.iter().all(|verdict| *verdict == Verdict::Inconclusive(NO_SUCCESS)),
        "{of_405:?}"
    );
    let with_success = PETS.replace("{'405'", "{'200': {description: Added.}, '405'");
    for (name, document, status) in [
        ("another error", PETS, StatusCode::BAD_REQUEST),
        ("a documented success", &with_success, StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let verdicts = verdicts(document, status)?;
        assert!(verdicts.iter().any(|verdict| matches!(verdict, Verdict::Violates(_))), "{name}: {verdicts:?}");
    }
    Ok(())
}

/// A list in pages, and a resource that is changed on a condition.
const BOOKS: &str = "
openapi: 3.1.0
info: {title: Books, version: '1'}
paths:
  /books:
    get:
      operationId: listBooks
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'200': {description: Books.}, '404': {description: No such page.}}
  /books/{bookId}:
    parameters: [{name: bookId, in: path, required: true, schema: {type: string, format: uuid}}]
    get:
      operationId: getBook
      responses: {'200': {description: The book.}, '404': {description: None.}}
    put:
      operationId: replaceBook
      parameters: [{name: If-Match, in: header, required: true, schema: {type: string}}]
      requestBody: &body {required: true, content: {application/json: {schema: {type: object, properties: {size: {type: integer}}}}}}
      responses: {'204': {description: Replaced.}, '404': {description: None.}, '412': {description: Changed.}, '428': {description: No condition.}}
    patch:
      operationId: changeBook
      requestBody: *body
      responses: {'204': {description: Changed.}, '400': {description: Rejected.}, '404': {description: None.}}
";

/// The verdict on a response to a case, if the resource exists.
fn verdict(id: &str, status: u16) -> Result<Verdict, Box<dyn std::error::Error>> {
    let (api, _) = model::resolve_tolerant(&model::Source::new("books.yaml", BOOKS))
        .map_err(|problems| format!("{problems:?}"))?;
    let named = [("bookId".to_owned(), "5f0c2d7e-1111-4222-8333-abcdefabcdef".into())].into();
    let known = Known::of(&named, &Wrappers::default());
    let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &known);
    let case = cases.iter().find(|case| case.id == id).ok_or(format!("no case {id}"))?;
    let status = StatusCode::from_u16(status)?;
    let response = HttpResponse { status, headers: HeaderMap::new(), body: Default::default() };
    Ok(Judge::new(&api).verdict(case, &response))
}

/// RFC 6585 section 3, RFC 9110 section 13.1.1
#[test]
fn a_request_without_its_precondition_may_be_rejected_for_that() -> Result<(), Box<dyn std::error::Error>> {
    for (status, conforms) in [(428, true), (412, true), (204, false), (409, false)] {
        let verdict = verdict("rejected/replaceBook/header-If-Match-absent", status)?;
        assert_eq!(verdict == Verdict::Conforms, conforms, "{status}: {verdict:?}");
    }
    Ok(())
}

#[test]
fn a_page_and_an_unusual_id_may_be_nowhere() -> Result<(), Box<dyn std::error::Error>> {
    for id in ["rejected/listBooks/query-page-text-many", "accepted/getBook/path-bookId-other-case"] {
        assert_eq!(verdict(id, 404)?, Verdict::Conforms, "{id}");
        assert!(matches!(verdict(id, 500)?, Verdict::Violates(_)), "{id}");
    }
    assert!(matches!(verdict("accepted/getBook/required-parts-alone", 404)?, Verdict::Violates(_)));
    assert_eq!(verdict("accepted/changeBook/required-parts-alone", 404)?, Verdict::Inconclusive(MADE_UP));
    Ok(())
}

#[test]
fn an_empty_body_of_patch_may_be_an_empty_object() -> Result<(), Box<dyn std::error::Error>> {
    let severity = |id: &str| {
        Ok::<_, Box<dyn std::error::Error>>(match verdict(id, 204)? {
            Verdict::Violates(violations) => violations.first().map(|violation| violation.severity),
            _ => None,
        })
    };
    assert_eq!(severity("rejected/changeBook/body-nothing")?, Some(Severity::Should));
    assert_eq!(severity("rejected/replaceBook/body-nothing")?, Some(Severity::Must));
    Ok(())
}

/// Many documents write `oneOf` where they mean `anyOf`.
#[test]
fn a_value_that_fits_two_alternatives_is_a_warning() -> Result<(), Box<dyn std::error::Error>> {
    const CONTACT: &str = "
openapi: 3.1.0
info: {title: Contact, version: '1'}
paths:
  /contact:
    get:
      operationId: getContact
      responses: {'200': {description: Contact., content: {application/json: {schema: {type: object, properties: {own: {oneOf: [{type: object, required: [email], properties: {email: {type: string}}}, {type: object, required: [phone], properties: {phone: {type: string}}}]}}}}}}}
";
    let (api, _) = model::resolve_tolerant(&model::Source::new("contact.yaml", CONTACT))
        .map_err(|problems| format!("{problems:?}"))?;
    let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
    let case = cases.iter().find(|case| case.id == "accepted/getContact/required-parts-alone").ok_or("no case")?;
    for (body, severity) in [
        (r#"{"own": {"email": "a@example.com", "phone": "1"}}"#, Some(Severity::Should)),
        (r#"{"own": {"email": "a@example.com"}}"#, None),
        (r#"{"own": {"email": 1}}"#, Some(Severity::Must)),
        (r#"{"own": {"email": "a@example.com", "phone": "1"}, "other": 1}"#, Some(Severity::Should)),
    ] {
        let headers = [(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"))];
        let headers = HeaderMap::from_iter(headers);
        let response = HttpResponse { status: StatusCode::OK, headers, body: body.as_bytes().to_vec().into() };
        let found = match Judge::new(&api).verdict(case, &response) {
            Verdict::Violates(violations) => violations.iter().map(|violation| violation.severity).max(),
            _ => None,
        };
        assert_eq!(found, severity, "{body}");
    }
    Ok(())
}

/// A document that has only the rejections of the caller.
const NOTES: &str = "
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    post:
      operationId: addNote
      security: [{key: []}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}}}
      responses: {'201': {description: Added.}, '401': {description: Who?}, '403': {description: Not you.}, '422': {description: Invalid.}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
";

#[test]
fn a_defect_of_a_body_does_not_ask_for_a_rejection_of_the_caller() -> Result<(), model::Problems> {
    let (api, _) = model::resolve(&model::Source::new("notes.yaml", NOTES))?;
    let judge = Judge::new(&api);
    let cases = cases_with(&api, &Schemas::new(&api), &Credentials::default(), &Known::default());
    let message = |id: &str, status: StatusCode| {
        let case = cases.iter().find(|case| case.id == id)?;
        match judge.verdict(case, &HttpResponse { status, headers: HeaderMap::new(), body: Default::default() }) {
            Verdict::Violates(violations) => violations.into_iter().next().map(|violation| violation.message),
            _ => None,
        }
    };
    let (absent, missing) = ("rejected/addNote/body-text-absent", "rejected/addNote/credential-missing");
    let expected = "expected 422, got 201: `/text` is absent".to_owned();
    assert_eq!(message(absent, StatusCode::CREATED), Some(expected));
    assert_eq!(message(missing, StatusCode::CREATED), Some("expected 401 or 403, got 201".to_owned()));
    // The server may look at the caller first.
    assert_eq!(message(absent, StatusCode::FORBIDDEN), None);
    Ok(())
}
