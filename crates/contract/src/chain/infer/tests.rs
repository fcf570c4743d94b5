use crate::chain::inferred;

/// Servers of some frameworks accept an id as text and as an integer.
const MIXED: &str = "
openapi: 3.1.0
info: {title: Tags, version: 1.0.0}
paths:
  /tags:
    post:
      operationId: addTag
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'201': {description: The tag., content: {application/json: {schema: {type: object, required: [id], properties: {id: {anyOf: [{type: integer}, {type: string}]}}}}}}}
  /tags/{tagId}:
    get:
      operationId: getTag
      parameters: [{name: tagId, in: path, required: true, schema: {oneOf: [{type: string, format: uuid}, {type: integer}]}}]
      responses: {'200': {description: The tag.}}
";

fn lines(document: &str) -> Result<Vec<String>, model::Problems> {
    let (api, _) = model::resolve(&model::Source::new("document.yaml", document))?;
    Ok(inferred(&api))
}

#[test]
fn an_id_of_several_types_fits_if_one_does() -> Result<(), model::Problems> {
    assert_eq!(lines(MIXED)?, ["addTag creates /tags/{tagId}: tagId is /id of its response, by the paths"]);
    let other = MIXED.replace("anyOf: [{type: integer}, {type: string}]", "anyOf: [{type: boolean}, {type: object}]");
    assert_eq!(lines(&other)?, Vec::<String>::new());
    Ok(())
}

/// A nested collection whose elements have a path of their own.
const FLAT: &str = "
openapi: 3.1.0
info: {title: Files, version: 1.0.0}
paths:
  /folders/{folderId}/files:
    post:
      operationId: addFile
      parameters: [{name: folderId, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
      responses: {'201': {description: The file., content: {application/json: {schema: {$ref: '#/components/schemas/File'}}}}}
  /files/{id}:
    get:
      operationId: getFile
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: The file., content: {application/json: {schema: {$ref: '#/components/schemas/File'}}}}}
OTHERScomponents: {schemas: {File: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}, Stored: {type: object, properties: {id: {type: integer}, size: {type: integer}}}}}
";

#[test]
fn a_nested_collection_has_the_only_item_path_of_its_name() -> Result<(), model::Problems> {
    let flat = FLAT.replace("OTHERS", "");
    assert_eq!(lines(&flat)?, ["addFile creates /files/{id}: id is /id of its response, by the paths"]);
    let at = flat.rfind("/File'").unwrap_or_default();
    let others = format!("{}/Stored'{}", &flat[..at], &flat[at + 6..]);
    assert_eq!(lines(&others)?, Vec::<String>::new(), "files of another kind");
    let archive = "  /archives/files/{id}: {delete: {operationId: removeFile, parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {'204': {description: Gone.}}}}\n";
    assert_eq!(lines(&FLAT.replace("OTHERS", archive))?, Vec::<String>::new(), "two candidates");
    Ok(())
}

/// TypeScript has no integers, so frameworks in it write numbers.
#[test]
fn a_number_is_an_id_too() -> Result<(), model::Problems> {
    let numbers = FLAT.replace("OTHERS", "").replace("type: integer", "type: number");
    assert_eq!(lines(&numbers)?, ["addFile creates /files/{id}: id is /id of its response, by the paths"]);
    let text = FLAT.replace("OTHERS", "").replace("schema: {type: integer}", "schema: {type: boolean}");
    assert_eq!(lines(&text)?, Vec::<String>::new());
    Ok(())
}
