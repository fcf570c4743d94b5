'use strict';
// The bugs of the OTP server, by name. One of them at a time is switched on.

const { APIKEY, ApiError } = require('./otp');

const OPERATION = '/identity/v2/auth/password/otp';
const WRONG_KEY =
  'The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.';

/** A bug in the check of the key. */
function check(accepts) {
  return {
    authenticate(request, response, next) {
      const { apikey } = request.query;
      if (request.path !== OPERATION || request.method !== 'POST') return next();
      if (accepts(apikey, request)) return next();
      if (apikey === undefined) throw new ApiError(400, 'The apikey is a required parameter.');
      throw new ApiError(403, WRONG_KEY);
    },
  };
}

/** Removes an empty key from the query, where the validator would reject it. */
function withoutKey(request) {
  request.url = request.url.replace(/([?&])apikey=(&|$)/, '$1');
  return true;
}

/** A bug in the body of responses: `change` takes response and body, and returns the body. */
function json(change) {
  return {
    middleware(request, response, next) {
      const send = response.json;
      response.json = (body) => send.call(response, change(response, body));
      next();
    },
  };
}

/** A bug in responses of status 200. */
function success(change) {
  return json((response, body) => (response.statusCode === 200 ? change(body, response) : body));
}

/** A bug in responses with an error. */
function error(change) {
  return json((response, body) => (response.statusCode < 400 ? body : change(body, response)));
}

/** A bug that ends valid requests with status 500 where a condition holds. */
function crash(condition) {
  return {
    validated(request, response, next) {
      if (request.path === OPERATION && condition(request)) throw new Error('Internal Server Error');
      next();
    },
  };
}

/** A bug in the document that the validator reads. */
function parameter(name, change) {
  return { document: (api) => change(api.paths[OPERATION].post.parameters.find((each) => each.name === name)) };
}

function phone(change) {
  return {
    document(api) {
      const schema = api.components.schemas.PasswordResetOtpRequest;
      change(schema.properties.Phone, schema);
    },
  };
}

function isUnicode(text) {
  return typeof text === 'string' && /[^\x00-\x7f]/.test(text);
}

module.exports = {
  'key-missing-accepted': check((key) => key === undefined || key === APIKEY),
  'key-empty-accepted': check((key, request) => key === APIKEY || (key === '' && withoutKey(request))),
  'key-prefix-accepted': check((key) => key && APIKEY.startsWith(key)),
  'key-extended-accepted': check((key) => key?.startsWith?.(APIKEY)),
  'key-case-ignored': check((key) => String(key).toLowerCase() === APIKEY),
  'key-in-header-accepted': check((key, request) => key === APIKEY || request.get('apikey') === APIKEY),
  'any-key-accepted': check((key) => Boolean(key)),
  'key-missing-403': error((body, response) => {
    if (body.Description !== 'The apikey is a required parameter.') return body;
    response.status(403);
    return { ErrorCode: 901, Message: 'The API key is unauthorized', Description: WRONG_KEY };
  }),
  'key-wrong-401': error((body, response) => {
    if (response.statusCode === 403) response.status(401);
    return body;
  }),

  'phone-null-500': {
    ...crash(({ body }) => body.Phone === null),
    ...phone((schema) => { schema.nullable = true; }),
  },
  'phone-null-accepted': phone((schema) => { schema.nullable = true; }),
  'phone-optional': phone((property, schema) => { delete schema.required; }),
  'phone-number-accepted': phone((schema) => {
    delete schema.type;
    delete schema.format;
    schema.oneOf = [{ type: 'string' }, { type: 'number' }];
  }),
  'phone-long-500': {
    ...crash(({ body }) => body.Phone.length > 32),
    ...phone((schema) => { delete schema.format; }),
  },
  'phone-invalid-500': {
    ...crash(({ body }) => !/^\+[0-9]+$/.test(body.Phone)),
    ...phone((schema) => { delete schema.format; }),
  },
  'body-missing-500': {
    document(api) {
      api.paths[OPERATION].post.requestBody.required = false;
    },
    ...crash(({ body }) => body === undefined),
  },
  'malformed-json-500': error((body, response) => {
    if (!/ JSON/.test(body.Description)) return body;
    response.status(500);
    return { ErrorCode: 500, Message: 'The request failed', Description: 'Internal Server Error' };
  }),
  'text-accepted': {
    jsonTypes: ['application/json', 'text/plain'],
    document(api) {
      const { content } = api.paths[OPERATION].post.requestBody;
      content['text/plain'] = content['application/json'];
    },
  },
  'unlisted-property-rejected': phone((property, schema) => { schema.additionalProperties = false; }),

  'template-long-500': crash(({ query }) => query.smstemplate?.length > 64),
  'template-unicode-500': crash(({ query }) => isUnicode(query.smstemplate)),
  'template-percent-500': crash(({ query }) => {
    try {
      // The query is decoded already.
      decodeURIComponent(query.smstemplate ?? '');
      return false;
    } catch {
      return true;
    }
  }),
  'template-required': parameter('smstemplate', (each) => { each.required = true; }),
  'captcha-hyphenated-500': crash(({ query }) => query['g-recaptcha-response'] && !query.g_recaptcha_response),
  'captcha-long-rejected': parameter('h-captcha-response', (each) => { each.schema.maxLength = 150; }),
  'ticket-without-randstr-500': crash(({ query }) => query.qq_captcha_ticket && !query.qq_captcha_randstr),
  'voice-required': parameter('isvoiceotp', (each) => { each.required = true; }),
  'voice-false-rejected': parameter('isvoiceotp', (each) => { each.schema.enum = [true]; }),
  'voice-true-500': crash(({ query }) => query.isvoiceotp === true),
  'voice-text-accepted': parameter('isvoiceotp', (each) => { each.schema = { type: 'string' }; }),

  'success-201': success((body, response) => {
    response.status(201);
    return body;
  }),
  'success-is-text': {
    middleware(request, response, next) {
      const send = response.json;
      response.json = (body) => {
        if (response.statusCode >= 400) return send.call(response, body);
        return response.type('text/plain').send(JSON.stringify(body));
      };
      next();
    },
  },
  'success-not-posted': success((body) => ({ ...body, IsPosted: false })),
  'success-posted-is-text': success((body) => ({ ...body, IsPosted: 'true' })),
  'success-data-null': success((body) => ({ ...body, Data: null })),
  'success-sid-missing': success(({ Data, ...body }) => ({ ...body, Data: { AccountSid: Data.AccountSid } })),
  'error-without-description': error(({ Description, ...body }) => body),
  'error-code-is-text': error((body) => ({ ...body, ErrorCode: String(body.ErrorCode) })),
  'error-code-differs': error((body) => ({ ...body, ErrorCode: body.ErrorCode === 908 ? 900 : body.ErrorCode })),
  'error-in-camel-case': error((body) => ({
    errorCode: body.ErrorCode,
    message: body.Message,
    description: body.Description,
  })),
  'error-is-html': {
    middleware(request, response, next) {
      const send = response.json;
      response.json = (body) => {
        if (response.statusCode < 400) return send.call(response, body);
        return response.type('html').send(`<!DOCTYPE html><title>Error</title><pre>${body.ErrorCode}</pre>`);
      };
      next();
    },
  },
  'allow-missing': error((body, response) => {
    response.removeHeader('Allow');
    return body;
  }),
};
