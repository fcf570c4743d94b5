'use strict';
// The server of `password-otp.yaml`.

const { randomBytes } = require('node:crypto');
const fastify = require('fastify');
const { validatorCompiler } = require('./validation');

const APIKEY = 'demo';

// The provider's public table of error codes.
const PARAMETER = { code: 908, message: 'A parameter is not formatted correctly' };
const UNAUTHORIZED = { code: 901, message: 'The API key is unauthorized' };
const UNAUTHORIZED_DESCRIPTION =
  'The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.';

const text = { type: 'string' };
const schema = {
  querystring: {
    type: 'object',
    properties: {
      smstemplate: text,
      'g-recaptcha-response': text,
      g_recaptcha_response: text,
      'h-captcha-response': text,
      qq_captcha_ticket: text,
      qq_captcha_randstr: text,
      isvoiceotp: { type: 'boolean' },
    },
  },
  body: {
    type: 'object',
    required: ['Phone'],
    properties: { Phone: { type: 'string', pattern: '^\\+[1-9][0-9]{1,14}$' } },
  },
};

/** The application. */
module.exports = function otp() {
  const app = fastify({ frameworkErrors: sendError });
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(failure(404, 'There is no such path.'), request, reply));

  app.post('/identity/v2/auth/password/otp', {
    schema,
    onRequest: async ({ query: { apikey } }) => {
      if (apikey === undefined) throw failure(400, 'The apikey is a required parameter.');
      if (apikey !== APIKEY) throw failure(403, UNAUTHORIZED_DESCRIPTION);
    },
    handler: async () => {
      const AccountSid = `AC${randomBytes(16).toString('hex')}`;
      const Sid = `SM${randomBytes(8).toString('hex')}`;
      return { IsPosted: true, Data: { AccountSid, Sid } };
    },
  });
  return app;
};

function failure(statusCode, description) {
  return Object.assign(new Error(description), { statusCode });
}

function sendError(error, request, reply) {
  const status = error.statusCode ?? 500;
  const { code, message } =
    { 400: PARAMETER, 403: UNAUTHORIZED }[status] ?? { code: status, message: 'The request failed' };
  reply.code(status).send({ ErrorCode: code, Message: message, Description: error.message });
}
