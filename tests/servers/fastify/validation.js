'use strict';
// Validation of requests as fastify's documentation shows it: texts are coerced in paths and queries, not in JSON.

const Ajv = require('ajv');
const addFormats = require('ajv-formats');

const options = { useDefaults: true, removeAdditional: true, allErrors: false };
const strict = addFormats(new Ajv({ ...options, coerceTypes: false }));
const coercing = addFormats(new Ajv({ ...options, coerceTypes: 'array' }));

function validatorCompiler({ schema, httpPart }) {
  return (httpPart === 'body' ? strict : coercing).compile(schema);
}

module.exports = { validatorCompiler };
