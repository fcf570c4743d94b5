'use strict';
// The server of `password-otp.yaml`.

const { randomBytes } = require('node:crypto');
const express = require('express');
const OpenApiValidator = require('express-openapi-validator');

const APIKEY = 'demo';
const E164 = /^\+[1-9][0-9]{1,14}$/;

// The provider's public table of error codes.
const PARAMETER = { code: 908, message: 'A parameter is not formatted correctly' };
const UNAUTHORIZED = { code: 901, message: 'The API key is unauthorized' };
const UNAUTHORIZED_DESCRIPTION =
  'The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.';

class ApiError extends Error {
  constructor(status, description) {
    super(description);
    this.status = status;
  }
}

/** The application. `bug` may add middleware before all other, change the check of the key, and act on valid requests. */
module.exports = function otp(api, bug) {
  const app = express();
  if (bug.middleware) app.use(bug.middleware);
  app.use(express.json({ type: bug.jsonTypes ?? 'application/json' }));
  app.use(bug.authenticate ?? authenticate);
  app.use(
    OpenApiValidator.middleware({
      apiSpec: api,
      formats: { e164: (text) => E164.test(text) },
      // `authenticate` sends the documented 400 and 403; the validator knows 401 alone.
      validateSecurity: false,
    }),
  );
  if (bug.validated) app.use(bug.validated);

  app.post('/identity/v2/auth/password/otp', (request, response) => {
    const AccountSid = `AC${randomBytes(16).toString('hex')}`;
    const Sid = `SM${randomBytes(8).toString('hex')}`;
    response.json({ IsPosted: true, Data: { AccountSid, Sid } });
  });

  app.use((error, request, response, next) => {
    const status = error.status ?? 500;
    const { code, message } =
      { 400: PARAMETER, 403: UNAUTHORIZED }[status] ?? { code: status, message: 'The request failed' };
    const body = { ErrorCode: code, Message: message, Description: error.message };
    response.set(error.headers ?? {}).status(status).json(body);
  });
  return app;
};

function authenticate(request, response, next) {
  const { apikey } = request.query;
  // A path or method that the document does not have needs no key.
  if (request.path !== '/identity/v2/auth/password/otp' || request.method !== 'POST') return next();
  if (apikey === undefined) throw new ApiError(400, 'The apikey is a required parameter.');
  if (apikey !== APIKEY) throw new ApiError(403, UNAUTHORIZED_DESCRIPTION);
  next();
}
module.exports.APIKEY = APIKEY;
module.exports.ApiError = ApiError;
