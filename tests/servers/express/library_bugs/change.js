'use strict';
// Functions that write a bug: changes of the document, of a method of the store, and of responses.

/** A bug that changes properties of a schema of the document. */
function schema(name, change) {
  return { document: (api) => change(api.components.schemas[name].properties, api.components.schemas[name]) };
}

/** A bug that changes the schema of a parameter of `listBooks`. */
function listParameter(name, change) {
  return {
    document(api) {
      const parameter = api.paths['/books'].get.parameters.find((each) => each.name === name);
      change(parameter.schema, parameter);
    },
  };
}

/** A bug in a method of the store: `replacement` takes the correct method and its arguments. */
function method(name, replacement) {
  return {
    store(store) {
      const correct = store[name].bind(store);
      store[name] = (...values) => replacement.call(store, correct, ...values);
    },
  };
}

/** A bug in responses with JSON: `change` takes request, response and body, and returns the body. */
function json(change) {
  return {
    middleware(request, response, next) {
      const send = response.json;
      response.json = (body) => send.call(response, change(request, response, body));
      next();
    },
  };
}

/** An error that no handler expects, as a driver of a database throws it. The status of the response is 500. */
function crash() {
  throw new Error('Internal Server Error');
}

module.exports = { crash, json, listParameter, method, schema };
