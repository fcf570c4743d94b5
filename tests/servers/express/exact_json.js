'use strict';
// JSON with integers of 64 bits, which are of type `BigInt` where a number would be rounded.

const { isLosslessNumber, parse, stringify } = require('lossless-json');

/** The integer in a property of a JSON object; `rounded`, as a `BigInt`, if it is not written in digits alone. */
function exactInteger(json, property, rounded) {
  const value = parse(json, null, { onDuplicateKey: ({ newValue }) => newValue })[property];
  const isDigits = isLosslessNumber(value) && /^-?\d+$/.test(value.value);
  return isDigits ? BigInt(value.value) : BigInt(rounded);
}

/** Middleware: `response.json` writes values of type `BigInt` as integers. */
function sendJson(request, response, next) {
  response.json = (body) => response.type('application/json').send(stringify(body));
  next();
}

module.exports = { exactInteger, sendJson };
